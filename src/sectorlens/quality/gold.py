"""Reading and checking gold files: one JSON object per publication, spans into its gold text.

A ``.jsonl`` file has one object per line, a ``.json`` file one object.  Keys: ``document``, ``metadata``,
``furniture``, ``organisations``, ``needs``, ``recommendations``, ``relations``, ``themes``; optional ``blocks``,
``people``, ``places``, ``lookalikes``, ``text`` (the gold text itself), and on items ``polarity``, ``modality``,
``voice``, ``said_by``, ``negative``, ``asked_by``, ``deadline``.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from sectorlens.errors import ConfigError
from sectorlens.model import vocabulary as v

REQUIRED = frozenset("document metadata furniture organisations needs recommendations relations themes".split())
OPTIONAL = frozenset(
    "blocks people places lookalikes text note fictional format gold_text not_names synthetic subsector voice layout "
    "page_furniture publication url".split()
)
# The guidelines name this class in full; the program calls it "sector".
ADDRESSEE_ALIASES = {"criminal justice sector": "sector"}
_ON_ANY = {
    "polarity": set(get_args(v.NeedPolarity)) | set(get_args(v.RelationPolarity)),
    "modality": set(get_args(v.Modality)),
    "voice": set(get_args(v.Voice)),
}

Gold = dict[str, Any]


def read_gold(path: Path) -> list[Gold]:
    """Return the gold objects of a file, or of every ``gold.json`` and ``*.jsonl`` under a folder, in order.

    Raises ConfigError when a file is not JSON.
    """
    files = sorted([*path.rglob("gold.json"), *path.rglob("*.jsonl")]) if path.is_dir() else [path]
    golds: list[Gold] = []
    for file in files:
        raw = file.read_text(encoding="utf-8")
        try:
            rows = (
                [json.loads(line) for line in raw.splitlines() if line.strip()]
                if file.suffix == ".jsonl"
                else [json.loads(raw)]
            )
        except json.JSONDecodeError as error:
            raise ConfigError(f"is not a gold file: {error}", path=file) from error
        golds += rows
    return golds


def read_gold_text(gold: Gold, gold_path: Path, texts: Path | None) -> str | None:
    """Return the text that the spans of ``gold`` point into; ``None`` if there is none.

    It is the key ``text``; or ``<name>.gold.txt`` beside the gold file; or the ``.txt`` document itself, or its
    ``.gold.txt``, under ``texts``.
    """
    if isinstance(gold.get("text"), str):
        return str(gold["text"])
    name = Path(gold["document"]).name
    folder = gold_path if gold_path.is_dir() else gold_path.parent
    candidates = [folder / f"{name}.gold.txt", folder / f"{folder.name}.gold.txt"]
    for base in (texts, folder):
        if base is not None:
            candidates += [base / f"{gold['document']}.gold.txt", base / f"{name}.gold.txt"]
            if name.endswith(".txt"):
                candidates += [base / gold["document"], base / name]
    candidates += sorted(folder.glob("*.gold.txt")) if (folder / "gold.json").is_file() else []
    return next((file.read_text(encoding="utf-8") for file in candidates if file.is_file()), None)


def find_gold_faults(gold: Gold, text: str) -> Iterator[str]:
    """Yield one sentence per fault of ``gold`` against its ``text``: keys, vocabularies, spans, names."""
    where = gold.get("document", "?")
    for key in sorted(REQUIRED - set(gold)):
        yield f"{where}: '{key}' is missing"
    for key in sorted(set(gold) - REQUIRED - OPTIONAL):
        yield f"{where}: unknown key '{key}'"
    if REQUIRED - set(gold):
        return
    for layer, row in _spans(gold):
        yield from (f"{where}: {layer}: {fault}" for fault in _span_faults(row, text))
    for layer in ("needs", "recommendations"):
        rows = sorted(gold[layer], key=lambda r: (r["start"], r["end"]))
        for one, other in itertools.pairwise(rows):
            if other["start"] < one["end"]:
                yield f"{where}: {layer}: {one['start']}-{one['end']} and {other['start']}-{other['end']} overlap"
    yield from (f"{where}: {fault}" for fault in _vocabulary_faults(gold))


def _spans(gold: Gold) -> Iterator[tuple[str, dict[str, Any]]]:
    for layer in ("furniture", "needs", "recommendations", "relations", "people", "places", "lookalikes"):
        for row in gold.get(layer, ()):
            yield layer, row
    for organisation in gold["organisations"]:
        for row in organisation["mentions"]:
            yield f"organisations ({organisation['name']})", row


def _span_faults(row: dict[str, Any], text: str) -> Iterator[str]:
    start, end = row.get("start"), row.get("end")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
        yield f"bad offsets {start}-{end}"
        return
    found = text[start:end]
    if "text" in row and row["text"] != found:
        yield f"{start}-{end} reads {found[:60]!r}, not {row['text'][:60]!r}"
    if found != found.strip():
        yield f"{start}-{end} has white space at its edge"
    for edge in (start, end):
        if 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum():
            yield f"{start}-{end} cuts a word"


def _vocabulary_faults(gold: Gold) -> Iterator[str]:
    names = {organisation["name"] for organisation in gold["organisations"]}
    publisher = gold["metadata"].get("publisher")
    for organisation in gold["organisations"]:
        if organisation.get("type") not in v.ORGANISATION_KINDS:
            yield f"organisations: unknown type '{organisation.get('type')}'"
    for need in gold["needs"]:
        if need["code"] not in v.NEED_CODES:
            yield f"needs: unknown code '{need['code']}'"
        if need.get("population") and need["population"] not in v.POPULATIONS:
            yield f"needs: unknown population '{need['population']}'"
    for row in gold["recommendations"]:
        if addressee_of(row) not in v.ADDRESSEES:
            yield f"recommendations: unknown addressee '{row.get('addressee')}'"
        if row.get("strength") not in get_args(v.Strength):
            yield f"recommendations: unknown strength '{row.get('strength')}'"
    for row in gold["relations"]:
        if row["type"] not in v.RELATION_KINDS:
            yield f"relations: unknown type '{row['type']}'"
        for side in (row["a"], row["b"]):
            if side not in names and side != publisher:
                yield f"relations: '{side}' is no organisation of the file"
        if row["a"] == row["b"]:
            yield f"relations: '{row['a']}' with itself"
    for layer in ("needs", "recommendations", "relations"):
        for row in gold[layer]:
            for key, allowed in _ON_ANY.items():
                if row.get(key) and row[key] not in allowed:
                    yield f"{layer}: unknown {key} '{row[key]}'"


def addressee_of(row: dict[str, Any]) -> str:
    """Return the addressee class of a gold recommendation in the program's words."""
    label = row.get("addressee") or "other"
    return ADDRESSEE_ALIASES.get(label, label)
