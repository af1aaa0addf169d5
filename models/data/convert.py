"""Convert passages to the gold format of the annotation guidelines or to spaCy.

python convert.py gold FILE ... --out passages.jsonl
python convert.py spacy FILE ... --out passages.spacy
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import spacy
from markup import Mark, MarkedBlock, Passage, Relation, read_passages
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans

from sectorlens.model import vocabulary as v

SPACY_LABELS = {"ORG": "ORG", "PER": "PERSON", "LOC": "LOC", "LOOK": "LOOK"}


def read_files(files: Iterable[Path]) -> list[Passage]:
    """Return the passages of several files; raise ValueError with all faults of the mark-up."""
    passages: list[Passage] = []
    faults: list[str] = []
    for file in files:
        found, broken = read_passages(file.read_text(encoding="utf-8"), file.name)
        passages.extend(found)
        faults.extend(broken)
    if faults:
        raise ValueError("\n".join(faults))
    return passages


def marks_at(passage: Passage) -> Iterator[tuple[int, MarkedBlock, Mark]]:
    """Yield each mark with the offset of its block in the passage's text."""
    for at, block in passage.placed():
        for mark in block.marked.marks:
            yield at, block, mark


def population_of(mark: Mark) -> str | None:
    """Return the population of a need: as written, else general for a person's need."""
    for word in mark.words:
        if word in v.POPULATIONS:
            return word
    return "general" if mark.label in v.PERSON_NEEDS else None


def polarity_of(mark: Mark) -> str:
    """Return the polarity of a need, ``stated`` where none is written."""
    return next((word for word in mark.words if word in {"stated", "unmet", "met", "denied"}), "stated")


def span(at: int, mark: Mark) -> dict[str, Any]:
    """Return start, end and text of a mark in the passage's text."""
    return {"start": at + mark.start, "end": at + mark.end, "text": mark.text}


def relation_evidence(passage: Passage, relation: Relation, names: dict[str, str]) -> tuple[int, int]:
    """Return the words that prove a relation: the quote, else the tightest block span over both sides.

    Where no block holds both sides (a heading and a list item), it is the block of the object.
    """
    if relation.quote:
        start = passage.text.index(relation.quote)
        return start, start + len(relation.quote)
    sides = [names.get(side, side) for side in (relation.subject, relation.object)]
    best: tuple[int, int] | None = None
    for at, block in passage.placed():
        spots: list[list[tuple[int, int]]] = []
        for side in sides:
            if side == "we":
                hits = re.finditer(r"\b(?:we|our|us)\b", block.marked.text, re.I)
                spots.append([hit.span() for hit in hits])
            else:
                marks = [m for m in block.marked.marks if m.label == "ORG" and m.name == side]
                spots.append([(m.start, m.end) for m in marks])
        for one in spots[0]:
            for other in spots[1]:
                start, end = at + min(one[0], other[0]), at + max(one[1], other[1])
                if best is None or end - start < best[1] - best[0]:
                    best = (start, end)
    if best is not None:
        return best
    for at, block in passage.placed():
        if any(m.label == "ORG" and m.name in sides for m in block.marked.marks):
            best = (at, at + len(block.marked.text))
    if best is None:
        raise ValueError(f"{passage.id}: no evidence for {relation}")
    return best


def gold_relation(passage: Passage, relation: Relation, names: dict[str, str]) -> dict[str, Any]:
    """Return one relation in the gold format."""
    start, end = relation_evidence(passage, relation, names)
    polarity = next((q for q in relation.qualities if q in {"affirmed", "denied", "ended"}), "affirmed")
    modality = next((q for q in relation.qualities if q in {"stated", "planned", "hoped", "reported"}), "stated")
    sides = [
        passage.publisher if side == "we" else names.get(side, side) for side in (relation.subject, relation.object)
    ]
    symmetric = relation.kind in v.SYMMETRIC_KINDS
    return {
        "a": sides[0], "b": sides[1], "type": relation.kind, "start": start, "end": end,
        "text": passage.text[start:end], "direction": "symmetric" if symmetric else "a->b",
        "inferred_publisher": "we" in (relation.subject, relation.object),
        "polarity": polarity, "modality": modality,
    }  # fmt: skip


def to_gold(passage: Passage) -> dict[str, Any]:
    """Return the gold object of a passage; offsets are code points into ``passage.text``."""
    organisations: dict[str, dict[str, Any]] = {}
    others: dict[str, list[dict[str, Any]]] = {"PER": [], "LOC": [], "LOOK": []}
    needs: list[dict[str, Any]] = []
    recommendations: list[dict[str, Any]] = []
    names: dict[str, str] = {}
    heading: str | None = None
    seen_heading = -1
    for at, block, mark in marks_at(passage):
        for place, candidate in passage.placed():
            if candidate.kind == "heading" and seen_heading < place < at:
                heading, seen_heading = candidate.marked.text, place
        if mark.label == "ORG":
            names[mark.text] = mark.name
            entry = organisations.setdefault(
                mark.name, {"name": mark.name, "type": mark.words[0], "aliases": [], "mentions": []}
            )
            entry["mentions"].append(span(at, mark))
            if mark.text != mark.name and mark.text not in entry["aliases"]:
                entry["aliases"].append(mark.text)
        elif mark.layer == "entity":
            others[mark.label].append(span(at, mark))
        elif mark.layer == "need":
            level = "person" if mark.label in v.PERSON_NEEDS else "sector"
            extra = {"code": mark.label, "population": population_of(mark), "level": level}
            needs.append(span(at, mark) | extra | {"polarity": polarity_of(mark)})
        else:
            addressee, strength, form = mark.parts[:3]
            negative = {"negative": True} if "negative" in mark.parts else {}
            listed = heading if block.kind == "list_item" else None
            extra = {"heading": listed, "addressee": addressee, "strength": strength, "form": form}
            recommendations.append(span(at, mark) | extra | negative)
    first = passage.blocks[0]
    return {
        "document": passage.id,
        "metadata": {
            "title": first.marked.text if first.kind == "heading" else None,
            "publisher": passage.publisher, "published": None, "doc_type": None, "author": None,
        },
        "furniture": [],
        "organisations": list(organisations.values()),
        "needs": needs,
        "recommendations": recommendations,
        "relations": [gold_relation(passage, relation, names) for relation in passage.relations],
        "themes": [],
        "blocks": [
            {"kind": b.kind, "start": at, "end": at + len(b.marked.text), "level": b.level, "layer": "body"}
            for at, b in passage.placed()
        ],
        "people": others["PER"], "places": others["LOC"], "lookalikes": others["LOOK"],
        "text": passage.text, "voice": passage.voice, "subsector": passage.subsector, "synthetic": True,
    }  # fmt: skip


def to_docs(passage: Passage, nlp: Language) -> Iterator[Doc]:
    """Yield one ``Doc`` per block with entities and the span groups ``needs`` and ``recommendations``.

    A span whose edge is no token edge is widened to whole tokens.
    """
    for block in passage.blocks:
        doc = nlp.make_doc(block.marked.text)
        groups: dict[str, list[Span]] = {"entity": [], "need": [], "recommendation": []}
        for mark in block.marked.marks:
            label = {"entity": SPACY_LABELS.get(mark.label, ""), "need": mark.label}.get(mark.layer)
            found = doc.char_span(mark.start, mark.end, label=label or mark.parts[1], alignment_mode="expand")
            if found is not None:
                groups[mark.layer].append(found)
        doc.set_ents(filter_spans(groups["entity"]))
        doc.spans["needs"] = groups["need"]
        doc.spans["recommendations"] = groups["recommendation"]
        yield doc


def main() -> None:
    """Convert files to one output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("format", choices=("gold", "spacy"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    passages = read_files(args.files)
    if args.format == "gold":
        lines = [json.dumps(to_gold(passage), ensure_ascii=False) for passage in passages]
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    else:
        nlp = spacy.blank("en")
        DocBin(docs=[doc for passage in passages for doc in to_docs(passage, nlp)]).to_disk(args.out)


if __name__ == "__main__":
    main()
