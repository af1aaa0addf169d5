"""Lists whose heading or lead-in states the tie for each item: "Our partners were:"."""

from __future__ import annotations

from collections.abc import Sequence

from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.nlp import BlockDoc
from sectorlens.relate.pairs import Pair
from sectorlens.relate.wording import list_cues
from sectorlens.text import flatten, straighten


def read_list_tie(document: Document, block: BlockDoc) -> tuple[RelationKind, str, int] | None:
    """Return (kind, which side the item is: *item* or *owner* is the source, index of the block that says so)."""
    for index in (block.block.lead_in, block.block.heading):
        if index is None or not 0 <= index < len(document.blocks):
            continue
        text = straighten(flatten(document.block_text(document.blocks[index])))
        if len(text) > 300:
            text = text[-300:]
        for pattern, kind, source in list_cues():
            if pattern.search(text):
                return kind, source, index
    return None


def list_tie(
    document: Document, block: BlockDoc, inside: Sequence[Mention], mentions: Sequence[Mention]
) -> Pair | None:
    """Return the tie that the lead-in or heading of a list states for the body that the item names first."""
    if block.block.kind not in {"list_item", "table_cell"}:
        return None
    tie = read_list_tie(document, block)
    named = [m for m in inside if m.form != "publisher"]
    if tie is None or not named or named[0].evidence.start - block.offset > 40:
        return None
    kind, source, index = tie
    publisher = next((m for m in mentions if m.form == "publisher"), None)
    owner = owner_of_list(document, index, mentions, publisher)
    if owner is None:
        return None
    head = named[0]
    if source == "item" and head.kind == "funder" and kind in {"partners_with", "supports"}:
        kind = "funds"
    if source == "item" and owner.form != "publisher" and kind == "partners_with" and owner.kind in _WHOLES:
        kind = _WHOLES[owner.kind]
    first, second = (owner, head) if source == "owner" else (head, owner)
    start, end = head.evidence.start - block.offset, head.evidence.end - block.offset
    return Pair(kind, first, second, start, end, start, end, frozenset({"list_item"}))


# The partners of a scheme are parts of it, those of an umbrella body its members.
_WHOLES: dict[str, RelationKind] = {"programme": "part_of", "network": "member_of"}


def owner_of_list(
    document: Document, index: int, mentions: Sequence[Mention], publisher: Mention | None
) -> Mention | None:
    """Return the body that the list belongs to: one named in the lead-in or heading, else the publisher."""
    above = document.blocks[index]
    named = [m for m in mentions if above.start <= m.evidence.start and m.evidence.end <= above.end]
    return named[0] if named else publisher
