"""The fictional sector: one data file, ``world.toml``, read into plain records."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from demo_markup import curl

HERE = Path(__file__).resolve().parent
KINDS = {
    "pw": "partners_with",
    "mo": "member_of",
    "fu": "funds",
    "co": "commissions",
    "df": "delivers_for",
    "su": "supports",
    "po": "part_of",
    "cp": "co_published_with",
    "ad": "advises",
    "sb": "succeeded_by",
}
SYMMETRIC = {"partners_with", "co_published_with"}


@dataclass(frozen=True)
class Organisation:
    """A made-up body.  ``marked`` names are common words: only an explicit mark counts."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...]
    marked: bool


@dataclass(frozen=True)
class Tie:
    """A tie of the world with the years it held; ``flag`` is ended, planned or denied."""

    kind: str
    a: str
    b: str
    years: str
    flag: str


@dataclass(frozen=True)
class World:
    """Everything the publications agree on."""

    organisations: dict[str, Organisation]
    ties: tuple[Tie, ...]
    raw: dict[str, object]


def split_tie(line: str) -> Tie:
    """``"a kind b years [flag]"`` as a Tie; symmetric kinds are put in order."""
    a, kind, b, *rest = line.split()
    if kind not in KINDS:
        raise ValueError(f"tie {line!r}: unknown kind {kind!r}")
    years = rest[0] if rest and rest[0][:1].isdigit() else ""
    flags = [r for r in rest if not r[:1].isdigit()]
    if KINDS[kind] in SYMMETRIC and a != "we" and b != "we":
        a, b = sorted((a, b))
    return Tie(KINDS[kind], a, b, years, flags[0] if flags else "")


def read_world(path: Path = HERE / "world.toml") -> World:
    """Read the data file.  Raises ValueError on an unknown id or a surface used twice."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    organisations: dict[str, Organisation] = {}
    owner: dict[str, str] = {}
    for ident, row in raw["organisations"].items():
        record = Organisation(
            ident,
            curl(row["name"]),
            row["kind"],
            tuple(curl(a) for a in row.get("aliases", [])),
            bool(row.get("marked", False)),
        )
        organisations[ident] = record
        for surface in (record.name, *record.aliases):
            if owner.setdefault(surface, ident) != ident:
                raise ValueError(f"{surface!r} belongs to {owner[surface]} and {ident}")
    ties = tuple(split_tie(line) for line in raw["ties"]["lines"])
    for tie in ties:
        for side in (tie.a, tie.b):
            if side not in organisations:
                raise ValueError(f"tie names unknown organisation {side!r}")
    return World(organisations, ties, raw)
