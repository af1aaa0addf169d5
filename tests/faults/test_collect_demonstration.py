# ruff: noqa: E501 - hostile bodies are kept whole
"""The demonstration's websites, collected whole, once, and in spite of every kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from runs_of_collecting import DEMO, ROOT, collect
from websites import FakeClock, Websites, serve_sites

from sectorlens.collect.captures import CaptureLog, iter_captures
from sectorlens.model import Source


def expected() -> tuple[set[str], set[str]]:
    """Return what the demonstration says is a publication and what is not, as host and path; only what is linked."""
    said = json.loads((ROOT / "tests" / "golden" / "PAGES.json").read_text("utf-8"))
    pages = {name.removeprefix("sites/"): row["class"] for name, row in said.items() if name.startswith("sites/")}
    texts = b"".join(
        path.read_bytes() for path in (DEMO / "sites").rglob("*") if path.suffix in (".html", ".xml") and path.is_file()
    )
    good, bad = set(), set()
    for name, kind in pages.items():
        address_of = name.removesuffix("index.html")
        if kind in ("publication", "landing_page"):
            is_linked = f"/{address_of.partition('/')[2]}".encode() in texts
            if is_linked:
                good.add(address_of)
        elif kind in ("index", "event", "job"):
            bad.add(address_of)
    return good, bad


def demo_sources(sites: Websites) -> list[Source]:
    hosts = sorted(path.name for path in (DEMO / "sites").iterdir())
    return [Source(id=host.partition(".")[0], kind="web", seeds=(sites.url(host),)) for host in hosts]


def found_addresses(folder: Path, sites: Websites) -> list[str]:
    return [
        file.capture.url.removeprefix("http://").replace(f":{sites.port}/", "/", 1) for file in iter_captures(folder)
    ]


def test_the_demonstration_is_collected_once_and_whole(folder: Path) -> None:
    good, bad = expected()
    with serve_sites(DEMO / "sites") as sites:
        first = collect(folder, sites, *demo_sources(sites))
        found = found_addresses(folder, sites)
        assert len(found) == len(set(found))
        assert set(found) == good
        assert not set(found) & bad
        assert first.totals()["new"] == len(good)
        assert {agent.partition("/")[0] for agent in sites.agents} == {"sectorlens"}
        assert not sites.asked("wayfold.example").count("/members/")
        clock = FakeClock()
        clock.at += timedelta(days=31)
        second = collect(folder, sites, *demo_sources(sites), clock=clock)
        assert second.bodies == 0
        assert second.totals()["unchanged"] == len(good)
        assert sites.statuses()[200] == first.bodies + 9 - 1  # robots files, one host has none
        assert set(found_addresses(folder, sites)) == good


DRIVER = """
import sys
sys.path.insert(0, {faults!r})
from pathlib import Path
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.clock import Clock
from sectorlens.collect.collecting import Collector
from sectorlens.model import Source
from sectorlens.settings import CollectSettings
from websites import FakeClock
port = {port}
guard = AddressGuard(lambda host, at: ["127.0.0.1"], frozenset({{("127.0.0.1", port)}}))
sources = [Source(id=h.partition(".")[0], kind="web", seeds=(f"http://{{h}}:{{port}}/",)) for h in {hosts!r}]
Collector(Path({folder!r}), sources, CollectSettings(contact="info@test.example"), guard=guard, clock=FakeClock().clock()).run()
"""


def state(folder: Path, sites: Websites) -> set[tuple[str, str, str, bool]]:
    """Return how every url stands, but for times."""
    return {
        (url.replace(f":{sites.port}/", "/"), standing.body.role if standing.body else "", standing.last.same_as, standing.is_publication)
        for url, standing in CaptureLog(folder).standings()
    }  # fmt: skip


@pytest.mark.parametrize("kills", [10, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_random_the_result_is_the_same(tmp_path: Path, kills: int) -> None:
    import random

    hosts = ["latchkey.example", "wayfold.example", "fairmile.example"]
    chance = random.Random(kills)
    with serve_sites(DEMO / "sites") as sites:

        def start(folder: Path) -> subprocess.Popen[bytes]:
            script = DRIVER.format(faults=str(Path(__file__).parent), port=sites.port, hosts=hosts, folder=str(folder))
            environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
            return subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE)

        def rows(folder: Path) -> int:
            path = folder / "log.jsonl"
            return path.read_bytes().count(b"\n") if path.exists() else 0

        def finish(folder: Path) -> None:
            running = start(folder)
            try:
                _, said = running.communicate(timeout=60)
            finally:
                running.kill()
            assert running.returncode == 0, said.decode()[-2000:]

        finish(tmp_path / "whole")
        n_rows = rows(tmp_path / "whole")
        killed = tmp_path / "killed"
        died = 0
        for _ in range(kills):
            running = start(killed)
            goal = rows(killed) + chance.randint(0, max(1, n_rows // kills))
            limit = time.monotonic() + 30
            while running.poll() is None and rows(killed) < goal and time.monotonic() < limit:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.02))
            running.send_signal(signal.SIGKILL)
            died += running.wait(10) == -signal.SIGKILL
            running.communicate()
        assert died >= kills // 2
        finish(killed)
        assert state(killed, sites) == state(tmp_path / "whole", sites)
        assert not (killed / "current-run.json").exists()
        assert not list(killed.rglob("*.part"))
