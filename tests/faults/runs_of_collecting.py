"""What the tests of whole runs of collecting share: settings, one run, and what it took."""

from __future__ import annotations

from pathlib import Path

from chaos import Chaos
from websites import FakeClock, Websites

from sectorlens.collect.captures import iter_captures
from sectorlens.collect.collecting import Collector, Plan
from sectorlens.collect.summary import Summary
from sectorlens.model import Source
from sectorlens.settings import CollectSettings

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "corpus" / "demo"
SETTINGS = CollectSettings(contact="info@test.example", deadline=2.0, max_decoded_bytes=20_000_000)


def replace_settings(**changes: object) -> CollectSettings:
    """Return the tests' settings but for ``changes``."""
    return CollectSettings(**{**{name: getattr(SETTINGS, name) for name in SETTINGS.__struct_fields__}, **changes})  # type: ignore[arg-type]


def collect(
    folder: Path,
    server: Chaos | Websites,
    *sources: Source,
    clock: FakeClock | None = None,
    plan: Plan | None = None,
    settings: CollectSettings = SETTINGS,
) -> Summary:
    ticking = (clock or FakeClock()).clock()
    return Collector(folder, sources, settings, guard=server.guard, clock=ticking).run(plan)


def web(server: Chaos, path: str = "/", **fields: object) -> Source:
    return Source(id="chaos", kind="web", seeds=(server.url(path),), **fields)  # type: ignore[arg-type]


def taken(folder: Path) -> set[str]:
    return {file.capture.url.split("/", 3)[3] for file in iter_captures(folder)}
