"""Hold what an analysis of the demonstration found against the world that it was written from.

python corpus/demo/build/compare_world.py OUTPUTS
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import sectorlens

BUILD = Path(__file__).resolve().parent
GOLDEN = BUILD.parents[2] / "tests" / "golden"
KINDS = {
    "sb": "succeeded_by", "pw": "partners_with", "mo": "member_of", "fu": "funds", "co": "commissions",
    "df": "delivers_for", "su": "supports", "po": "part_of", "cp": "co_published_with", "ad": "advises",
}  # fmt: skip


def fold(name: str) -> str:
    """Return a name as it is compared: no article, straight quotes, no case."""
    return name.replace("’", "'").casefold().removeprefix("the ").strip()


def main(outputs: Path) -> None:
    """Print how much of the world the analysis recovers, and what it misses."""
    world = tomllib.loads((BUILD / "world.toml").read_text("utf-8"))
    tables = sectorlens.read(outputs)
    publication = {
        record["document"]: record.get("publication", "")
        for record in (json.loads(p.read_text("utf-8")) for p in sorted(GOLDEN.glob("*/gold.json")))
    }
    documents = tables.documents.set_index("document_id")
    of = {identity: publication.get(path, "") for identity, path in documents["path"].items()}
    compare_requests(world, tables, of)
    compare_ties(world, tables)
    compare_needs(world, tables, documents)


def compare_requests(world: dict, tables: object, of: dict[str, str]) -> None:
    """A repeated request is recovered if one group joins two or more of the publications that ask it."""
    groups: dict[str, set[str]] = defaultdict(set)
    for row in tables.recommendations.itertuples():
        if row.repeated_id:
            groups[row.repeated_id].add(of.get(row.document_id, ""))
    lost = []
    for entry in world["repeated"].values():
        best = max((len(found & set(entry["asked_in"])) for found in groups.values()), default=0)
        if best < 2:
            lost.append(entry["text"])
    print(f"repeated requests: {len(world['repeated']) - len(lost)} of {len(world['repeated'])} recovered")
    print("".join(f"  missed: {text}\n" for text in lost), end="")


def compare_ties(world: dict, tables: object) -> None:
    """Ties by pair of bodies; the foremost bodies are those with most ties in the world."""
    name = {key: fold(entry["name"]) for key, entry in world["organisations"].items()}
    told: set[frozenset[str]] = set()
    degree: Counter[str] = Counter()
    for line in world["ties"]["lines"]:
        one, kind, other = line.split()[:3]
        if kind in KINDS and one in name and other in name and "denied" not in line:
            told.add(frozenset((name[one], name[other])))
            degree.update((name[one], name[other]))
    found: dict[frozenset[str], str] = {}
    for row in tables.relations.itertuples():
        pair = frozenset((fold(row.source), fold(row.target)))
        if found.get(pair) != "clear":
            found[pair] = row.band
    clear = {pair for pair, band in found.items() if band == "clear"}
    print(f"tied pairs: {len(told & set(found))} of {len(told)} recovered, {len(found)} claimed; "
          f"clear: {len(told & clear)} right of {len(clear)}")  # fmt: skip
    for body, n in degree.most_common(10):
        mine = sum(1 for pair in set(found) & told if body in pair)
        print(f"  {body}: {mine} of {n}")


def compare_needs(world: dict, tables: object, documents: object) -> None:
    """A need rises if its share of publications is higher in the second half of the years than in the first."""
    years = {identity: int(str(on)[:4]) for identity, on in documents["published_on"].items() if str(on)[:4].isdigit()}
    halves = Counter(year > 2018 for year in years.values())
    seen: dict[str, Counter[bool]] = defaultdict(Counter)
    for code, identity in {(row.need, row.document_id) for row in tables.needs.itertuples()}:
        if identity in years:
            seen[code][years[identity] > 2018] += 1
    for course in ("rising", "falling"):
        for line in world["needs"][course]:
            code = line.split()[1]
            first, second = seen[code][False] / halves[False], seen[code][True] / halves[True]
            agrees = second > first if course == "rising" else second < first
            print(f"  {course} {code}: {first:.0%} to {second:.0%} of publications, {'seen' if agrees else 'NOT seen'}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
