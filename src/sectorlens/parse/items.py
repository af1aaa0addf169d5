"""A news index with several dated items is several publications, one per item."""

from __future__ import annotations

import msgspec

from sectorlens.model import Block, Document, digest_id
from sectorlens.parse.dates import bare_date, labelled_date, precision_of
from sectorlens.parse.metadata import Description
from sectorlens.parse.pieces import Piece
from sectorlens.text import fold, squeeze

_FEWEST = 2
_SHORTEST_BODY = 120


def split_items(
    described: Description,
    pieces: list[Piece],
    text: str,
    blocks: tuple[Block, ...],
    *,
    document: Document | None = None,
) -> tuple[Document, ...]:
    """Return one document per dated item, () when the page is one publication.

    An item is a heading with a date line directly before or after it and words of its own.  All items share
    the text of the page; each has the blocks of its own span, with the page's other blocks as furniture, so
    that offsets mean the same in all of them.  The first keeps the page's id; the ids of the others are made from
    it, their heading and their date, so that a new item on top does not change them.
    """
    starts = _item_starts(pieces, text)
    if len(starts) < _FEWEST:
        return ()
    spans = [
        (first, following, value)
        for (first, value), (following, _) in zip(starts, [*starts[1:], (len(pieces), "")], strict=True)
    ]
    substantial = [span for span in spans if _size(span, pieces, text) >= _SHORTEST_BODY]
    body = sum(piece.end - piece.start for piece in pieces if piece.layer == "body")
    covered = sum(_size(span, pieces, text) for span in spans)
    if len(substantial) < _FEWEST or covered < 0.7 * body:
        return ()
    base = document or Document(id="", title=described.title, title_from=described.title_from, text=text, blocks=blocks)
    return tuple(_item(base, span, number, pieces, text, blocks) for number, span in enumerate(substantial))


def _item_starts(pieces: list[Piece], text: str) -> list[tuple[int, str]]:
    """Return (index of the heading, date) of each dated item."""
    starts: list[tuple[int, str]] = []
    body = [index for index, piece in enumerate(pieces) if piece.layer == "body"]
    for position, index in enumerate(body):
        if pieces[index].kind != "heading":
            continue
        near = [body[other] for other in (position + 1, position - 1) if 0 <= other < len(body)]
        for other in near:
            words = text[pieces[other].start : pieces[other].end]
            value = bare_date(words) or labelled_date(words)
            if value and len(value) == 10:
                first = min(index, other)
                if not starts or first > starts[-1][0]:
                    starts.append((first, value))
                break
    levels = {pieces[first].level or pieces[first + 1].level for first, _ in starts if first + 1 < len(pieces)}
    # Items of an index stand on one level; a title with its date above sections of its own does not make one.
    return (
        starts
        if len(levels) <= 1
        else [start for start in starts if (pieces[start[0]].level or pieces[start[0] + 1].level) == max(levels)]
    )


def _size(span: tuple[int, int, str], pieces: list[Piece], text: str) -> int:
    return sum(
        piece.end - piece.start
        for piece in pieces[span[0] : span[1]]
        if piece.layer == "body" and piece.kind != "heading"
    )


def _item(
    base: Document, span: tuple[int, int, str], number: int, pieces: list[Piece], text: str, blocks: tuple[Block, ...]
) -> Document:
    first, last, value = span
    own = tuple(
        block
        if first <= index < last
        else msgspec.structs.replace(
            block, layer="furniture", reason=block.reason or "other_item", heading=None, lead_in=None
        )
        for index, block in enumerate(blocks)
    )
    own = tuple(
        msgspec.structs.replace(
            block, heading=block.heading if block.heading is None or block.heading >= first else None
        )
        for block in own
    )
    heading = next(block for block in own[first:last] if block.kind == "heading")
    title = squeeze(text[heading.start : heading.end])
    return msgspec.structs.replace(
        base,
        id=base.id if number == 0 else digest_id("doc", base.id, fold(title), value),
        title=title,
        title_from="heading",
        published_on=value,
        published_precision=precision_of(value),
        published_from="text",
        doc_type="news",
        blocks=own,
    )
