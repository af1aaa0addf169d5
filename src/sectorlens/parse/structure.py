"""From pieces to a text and its blocks: offsets, heading chain, lead-ins."""

from __future__ import annotations

import re

from sectorlens.model import Block
from sectorlens.parse.language import guess_language
from sectorlens.parse.pieces import Piece
from sectorlens.text import clean_text

_LEADS = re.compile(
    r"\b(?:following|below|are|include|includes|including|were|that|to|by|of)\s*[:–—-]?\s*$", re.IGNORECASE
)
_GAP = "\n\n"
_LONGEST_LEAD_IN = 600


def _tidy(text: str) -> str:
    """Return the words of a piece as they enter an assembled text; single line breaks inside may stay."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    lines = (" ".join(line.split()) for line in clean_text(text).split("\n"))
    return "\n".join(line for line in lines if line)


def assemble(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """Join ``pieces`` into one text with blank lines between them and set their offsets.

    Returns the text and the pieces that hold any words; cells of one table row stay on neighbouring lines.
    """
    parts: list[str] = []
    kept: list[Piece] = []
    offset = 0
    for piece in pieces:
        words = _tidy(piece.text)
        if not words:
            continue
        if parts:
            same_row = kept[-1].kind == "table_cell" == piece.kind and kept[-1].row == piece.row is not None
            gap = "\n" if same_row else _GAP
            parts.append(gap)
            offset += len(gap)
        piece.start, piece.end = offset, offset + len(words)
        parts.append(words)
        offset = piece.end
        kept.append(piece)
    # Joining cannot change the normal form: every part starts after a line break.
    return "".join(parts), kept


def raise_title(pieces: list[Piece]) -> None:
    """Make the first body heading of a plain text its title if no prose stands before it, and no other."""
    body = [piece for piece in pieces if piece.layer == "body"]
    for index, piece in enumerate(body[:8]):
        if piece.kind == "heading":
            following = body[index + 1].kind if index + 1 < len(body) else ""
            piece.level = 2 if following == "list_item" else 1
            return
        if piece.end - piece.start > 160:
            return


def make_blocks(text: str, pieces: list[Piece]) -> tuple[Block, ...]:
    """Return the blocks of ``pieces``, whose offsets are set, with heading chain, lead-in and language."""
    blocks: list[Block] = []
    open_headings: list[tuple[int, int]] = []
    for index, piece in enumerate(pieces):
        heading: int | None = None
        level = piece.level
        if piece.layer == "body":
            if piece.kind == "heading":
                level = min(6, max(1, level or 2))
                while open_headings and open_headings[-1][0] >= level:
                    open_headings.pop()
            heading = open_headings[-1][1] if open_headings else None
            if piece.kind == "heading":
                open_headings.append((level, index))
        words = text[piece.start : piece.end]
        blocks.append(
            Block(
                kind=piece.kind, layer=piece.layer, start=piece.start, end=piece.end,
                level=level if piece.kind in {"heading", "list_item"} else 0, page=piece.page,
                ordinal=piece.ordinal if piece.kind == "list_item" else "", heading=heading,
                lead_in=_lead_in(index, pieces, text), row=piece.row, column=piece.column,
                reason=piece.reason if piece.layer == "furniture" else "", speaker=piece.speaker,
                language=guess_language(words),
            )
        )  # fmt: skip
    return tuple(blocks)


def _lead_in(index: int, pieces: list[Piece], text: str) -> int | None:
    """Return the index of the block that introduces a list item or quote, None if nothing does."""
    piece = pieces[index]
    if piece.layer != "body" or piece.kind not in {"list_item", "quote"}:
        return None
    for back in range(index - 1, -1, -1):
        other = pieces[back]
        if other.layer != "body":
            continue
        if other.kind == "list_item" and piece.kind == "list_item":
            if other.level < piece.level:
                return back
            continue
        if other.kind == "paragraph" and piece.kind == "list_item" and _introduces(text[other.start : other.end]):
            return back
        if other.kind == "paragraph" and piece.kind == "quote" and text[other.start : other.end].rstrip().endswith(":"):
            return back
        return None
    return None


def _introduces(words: str) -> bool:
    stripped = words.rstrip()
    if len(stripped) > _LONGEST_LEAD_IN and not stripped.endswith(":"):
        return False
    if stripped.endswith((":", "–", "—", ":-")):
        return True
    last = re.split(r"(?<=[.!?])\s+", stripped)[-1]
    return bool(_LEADS.search(last)) or bool(
        re.search(
            r"\b(?:the following|as follows|listed below|set out below|these are|they are)\b", last, re.IGNORECASE
        )
    )
