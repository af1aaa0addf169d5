"""Read the gold files again, from disk, and report every fault.

    python corpus/demo/build/check_demo.py

Checks spans against the text, vocabularies, overlaps within a layer, names left unmarked,
the agreement of ties with the world, and the digests of the frozen test part.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

from gold import ADDRESSEES, PERSON, POPULATIONS, SECTOR
from world import KINDS, SYMMETRIC, World, read_world

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent
GOLDEN = DEMO.parents[1] / "tests" / "golden"
ORG_KINDS = set("charity network government public_body prison funder academic company programme media other".split())
DOC_TYPES = set("blog report briefing consultation_response evidence news index transcript other".split())


def gold_text(folder: Path, record: dict[str, Any]) -> str:
    """The text that the offsets of a gold record count in."""
    if record["format"] == "txt":
        return (DEMO / str(record["document"])).read_bytes().decode()
    return (folder / str(record["gold_text"])).read_bytes().decode()


def _span_faults(label: str, row: dict[str, Any], text: str) -> Iterator[str]:
    start, end = row["start"], row["end"]
    found = text[start:end]
    if not 0 <= start < end <= len(text):
        yield f"{label}: bad offsets {start}-{end}"
        return
    if row.get("text", found) != found:
        yield f"{label}: {row['text']!r} but the text has {found!r}"
    if found != found.strip():
        yield f"{label}: white space at the edge of {found!r}"
    for edge in (start, end):
        if 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum():
            yield f"{label}: cuts a word at {edge}"


def _overlaps(label: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    rows = sorted(rows, key=lambda r: (r["start"], r["end"]))
    for x, y in pairwise(rows):
        if y["start"] < x["end"]:
            yield f"{label}: spans at {x['start']} and {y['start']} overlap"


def document_faults(record: dict[str, Any], text: str, world: World) -> Iterator[str]:
    """Every fault of one gold record."""
    meta = record["metadata"]
    if meta["doc_type"] not in DOC_TYPES:
        yield f"doc_type {meta['doc_type']!r}"
    if meta["title"] and meta["title"] not in text and not record.get("title_elsewhere"):
        yield "title is not in the text"
    if meta["published"] and not re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", meta["published"]):
        yield f"published {meta['published']!r}"
    if not 1 <= len(record["themes"]) <= 4:
        yield "themes: one to four wanted"
    names = {o.name: o for o in world.organisations.values()}
    by_name = {o.name: o.id for o in world.organisations.values()}
    mentions = []
    for row in record["organisations"]:
        known = names.get(row["name"])
        if known is None or row["type"] != known.kind or row["type"] not in ORG_KINDS:
            yield f"{row['name']}: not as in the world"
        forms = {m["text"] for m in row["mentions"]} - {row["name"]}
        if forms != set(row["aliases"]):
            yield f"{row['name']}: aliases do not match mentions"
        for m in row["mentions"]:
            yield from _span_faults(f"mention {m['text']!r}", m, text)
            if re.match(r"the ", m["text"], re.I) or m["text"].endswith(("'s", "’s")):
                yield f"mention {m['text']!r}: article or possessive inside"
        mentions += row["mentions"]
    yield from _overlaps("mentions", mentions)
    taken = (
        mentions
        + record["furniture"]
        + record["lookalikes"]
        + record["people"]
        + record["places"]
        + record["not_names"]
    )
    for name, org in names.items():
        forms = {f.removeprefix("The ") for f in (name, *org.aliases)}
        for form in sorted(forms | {f.replace("’", "'") for f in forms}):
            for hit in re.finditer(r"(?<![\w-])" + re.escape(form) + r"(?!\w)", text):
                if not any(t["start"] < hit.end() and hit.start() < t["end"] for t in taken):
                    yield f"{form!r} at {hit.start()} is not marked"
    for kind in ("needs", "recommendations", "relations", "furniture", "people", "places", "lookalikes"):
        for row in record[kind]:
            yield from _span_faults(kind, row, text)
            inside = any(f["start"] < row["end"] and row["start"] < f["end"] for f in record["furniture"])
            if kind != "furniture" and inside:
                yield f"{kind} at {row['start']} lies in furniture"
        if kind != "relations":
            yield from _overlaps(kind, record[kind])
    for row in record["needs"]:
        wanted = "person" if row["code"] in PERSON else "sector" if row["code"] in SECTOR else None
        if row["level"] != wanted or row["population"] not in POPULATIONS | {None}:
            yield f"need {row['text']!r}: code, level or population"
    for row in record["recommendations"]:
        if row["addressee"] not in ADDRESSEES.values():
            yield f"recommendation {row['start']}: addressee {row['addressee']!r}"
        if re.match(r"[-•*]|\d+[.)]\s", row["text"]):
            yield f"recommendation {row['start']}: bullet in the span"
        if row["heading"] and row["heading"] not in text[: row["start"]]:
            yield f"recommendation {row['start']}: heading does not stand before it"
    known_ties = {(t.kind, t.a, t.b) for t in world.ties}
    for row in record["relations"]:
        if row["type"] not in KINDS.values() or row["a"] == row["b"]:
            yield f"relation {row['text']!r}: kind or sides"
        listed = {o["name"] for o in record["organisations"]}
        for side in ("a", "b"):
            if row[side] not in listed and not (row["inferred_publisher"] and row[side] == meta["publisher"]):
                yield f"relation {row['text']!r}: {row[side]} is not mentioned"
        sides = [by_name[row["a"]], by_name[row["b"]]]
        key = (row["type"], *(sorted(sides) if row["type"] in SYMMETRIC else sides))
        if key not in known_ties:
            yield f"relation not in the world: {key[1]} {key[0]} {key[2]}"


def iter_gold() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each gold folder with its record, by name."""
    for path in sorted(GOLDEN.glob("*/gold.json")):
        yield path.parent, json.loads(path.read_text(encoding="utf-8"))


def is_frozen(publication: str) -> bool:
    """Whether a publication belongs to the frozen test part: a third, chosen by its name's digest."""
    return int(sha256(publication.encode()).hexdigest(), 16) % 3 == 0


def frozen_digests() -> dict[str, dict[str, str]]:
    """For each frozen publication the digests of its gold files."""
    out: dict[str, dict[str, str]] = {}
    for folder, record in iter_gold():
        if is_frozen(record["publication"]):
            files = out.setdefault(record["publication"], {})
            for path in sorted(folder.iterdir()):
                if path.name != "note.md":
                    files[f"{folder.name}/{path.name}"] = sha256(path.read_bytes()).hexdigest()
            if record["format"] == "txt":
                body = (DEMO / record["document"]).read_bytes()
                files[f"corpus/demo/{record['document']}"] = sha256(body).hexdigest()
    return out


def main() -> int:
    """Print faults and counts; return 1 if there is a fault."""
    world = read_world()
    faults, totals = 0, dict.fromkeys(("documents", "mentions", "needs", "recommendations", "relations", "words"), 0)
    used = set()
    for folder, record in iter_gold():
        text = gold_text(folder, record)
        for fault in document_faults(record, text, world):
            faults += 1
            sys.stdout.write(f"{folder.name}: {fault}\n")
        totals["documents"] += 1
        totals["words"] += len(text.split())
        totals["mentions"] += sum(len(o["mentions"]) for o in record["organisations"])
        used |= {o["name"] for o in record["organisations"]}
        for kind in ("needs", "recommendations", "relations"):
            totals[kind] += len(record[kind])
    frozen = GOLDEN / "FROZEN.json"
    if frozen.exists() and json.loads(frozen.read_text()) != frozen_digests():
        faults += 1
        sys.stdout.write("FROZEN.json does not match the gold files\n")
    publications = {r["publication"] for _, r in iter_gold()}
    sys.stdout.write(
        f"{totals} publications {len(publications)} frozen {sum(map(is_frozen, publications))} "
        f"organisations {len(used)} of {len(world.organisations)}\n"
    )
    sys.stdout.write(f"{faults} fault(s)\n")
    return 1 if faults else 0


if __name__ == "__main__":
    if "--freeze" in sys.argv:
        (GOLDEN / "FROZEN.json").write_text(json.dumps(frozen_digests(), indent=1) + "\n")
    sys.exit(main())
