"""Print names of the world that collide with given lists of real names."""

from __future__ import annotations

import csv
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from world import read_world

NOISE = re.compile(r"\b(the|limited|ltd|cio|uk|company|plc)\b")


def normal(name: str) -> str:
    """A name with case, punctuation and legal forms taken away."""
    plain = re.sub(r"[^a-z0-9 ]", "", name.casefold().replace("&", "and").replace("-", " "))
    return " ".join(NOISE.sub(" ", plain).split())


def iter_real(names: Path, packs: Path) -> Iterator[tuple[str, str]]:
    """Yield (name, where from) of the name lists and of the sector packs that are there."""
    for path in sorted(names.glob("*.csv")) + sorted(names.glob("*.tsv")):
        with path.open(encoding="utf-8-sig", newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t" if path.suffix == ".tsv" else ","):
                name = row["name"]
                yield name, path.name
                if "(" in name:
                    yield name.split("(")[0], path.name
                    yield "HMP " + name.split("(")[0], path.name
    for path in sorted(packs.glob("*/organisations.toml")):
        for row in _rows(tomllib.loads(path.read_text(encoding="utf-8"))):
            for key in ("name", "aliases", "acronyms"):
                value = row.get(key, [])
                for name in [value] if isinstance(value, str) else value:
                    yield name, f"{path.parent.name}/{path.name}"


def _rows(value: object) -> Iterator[dict[str, object]]:
    """Every table with a ``name`` in a parsed TOML file."""
    if isinstance(value, dict):
        if "name" in value:
            yield value
        for inner in value.values():
            yield from _rows(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _rows(inner)


def collisions(names: Path, packs: Path) -> list[str]:
    """One line per name or alias of the world that a list of real names has too."""
    ours: dict[str, str] = {}
    for org in read_world().organisations.values():
        for surface in (org.name, *org.aliases):
            ours[normal(surface)] = surface
    found = {f"{ours[normal(n)]}: {n} in {w}" for n, w in iter_real(names, packs) if normal(n) in ours}
    return sorted(found)


if __name__ == "__main__":
    sys.stdout.write("\n".join(collisions(Path(sys.argv[1]), Path(sys.argv[2]))) + "\n")
