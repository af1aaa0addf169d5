"""Texts for learning ties: the wordings of ``models/data/ties`` as documents with fictional names."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sectorlens.model import Block, Document, Evidence, Mention
from sectorlens.quality.scoring import typed_key

PUBLISHER = "Harbour Light"
REST = "We meet on Tuesdays."  # so that each text has a publisher who speaks
NAMES: dict[str, tuple[str, ...]] = {
    "charity": (
        "Kestrel House", "Open Gate", "Second Wind", "Rowan Women's Centre", "Stepping Out", "The Bridge Project",
    ),
    "network": ("Justice Voices Network", "Fenland Alliance", "Coalition for Change", "Small Charities Forum"),
    "government": ("Westbury County Council", "Ministry of Order", "Harrow Vale Council", "Department for Places"),
    "public_body": ("Westbury Police", "Fenland Probation Trust", "Prisons Agency", "NHS Westbury"),
    "prison": ("HMP Greywater", "HMP Oakmoor", "HMYOI Thornbury"),
    "funder": ("Larkspur Foundation", "Corn Exchange Fund", "Hartley Trust", "Westbury Community Foundation"),
    "academic": ("University of Westbury", "Institute for Justice Studies", "Fenland University"),
    "company": ("Brightside Ltd", "Marlow Custodial", "Copperfield Consulting"),
    "programme": ("New Start project", "Pathways", "Fresh Ground programme", "Golden Thread"),
}  # fmt: skip
_SLOT = re.compile(r"\[([A-Z]) (\w+)\]")
_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s)\b")


@dataclass(frozen=True)
class Wording:
    """A text with its mentions and the typed keys (see ``typed_key``) of its ties."""

    document: Document
    mentions: tuple[Mention, ...]
    ties: frozenset[tuple[str, str, str]]


def read_wordings(file: Path) -> Iterator[Wording]:
    """Yield the texts of ``file``; the same names on every call.  Raises ValueError on a line that says nothing."""
    generator = random.Random(7)
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("%"):
            yield _wording(f"wording-{number}", line, generator)


def _wording(identity: str, line: str, generator: random.Random) -> Wording:
    head, _, body = line.partition(" | ")
    kind, _, sides = head.partition(" ")
    if not body or (kind != "none" and not sides):
        raise ValueError(f"{identity}: no tie or no sentence in {line!r}")
    names: dict[str, str] = {"W": PUBLISHER}
    kinds: dict[str, str] = {}
    for letter, word in _SLOT.findall(body):
        free = [name for name in NAMES[word] if name not in names.values()]
        names.setdefault(letter, generator.choice(free))
        kinds[letter] = word
    above, _, sentence = body.rpartition(" :: ")
    text, blocks, mentions = "", [], []
    for part in [above, sentence, REST] if above else [sentence, REST]:
        start, rest = len(text), part
        while (slot := _SLOT.search(rest)) is not None:
            text += rest[: slot.start()]
            mentions.append(_mention(identity, len(text), names[slot.group(1)], slot.group(2)))
            text += names[slot.group(1)]
            rest = rest[slot.end() :]
        text += rest
        is_item = bool(above) and part is sentence
        is_heading = part is above and not above.endswith(":")
        blocks.append(
            Block(
                kind="heading" if is_heading else "list_item" if is_item else "paragraph",
                start=start,
                end=len(text),
                level=1 if is_item or is_heading else 0,
                heading=0 if is_item and not above.endswith(":") else None,
                lead_in=0 if is_item and above.endswith(":") else None,
            )
        )
        mentions += [_mention(identity, start + m.start(), m.group(), "") for m in _WE.finditer(text[start:])]
        text += "\n\n"
    document = Document(
        id=identity, title="A page", title_from="text", publisher=PUBLISHER, publisher_from="text", text=text,
        blocks=tuple(blocks),
    )  # fmt: skip
    found = {tuple(side.strip().split(">")) for side in sides.split(",")} if kind != "none" else set()
    ties = frozenset(typed_key(kind, names[a], names[b]) for a, b in found)
    mentions.sort(key=lambda m: m.evidence.start)
    return Wording(document, tuple(mentions), ties)


def _mention(identity: str, start: int, quote: str, kind: str) -> Mention:
    return Mention(
        id=f"{identity}-{start}",
        evidence=Evidence(document_id=identity, start=start, end=start + len(quote), quote=quote),
        form="name" if kind else "publisher", kind=kind or "other", method="list", score=1.0,  # type: ignore[arg-type]
    )  # fmt: skip
