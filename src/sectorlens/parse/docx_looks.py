"""What the type of a Word file says where its styles say nothing: titles, headings, quotations, depth of items."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from sectorlens.parse.marks import looks_like_heading
from sectorlens.parse.pieces import Piece

_USUAL_SIZE = 11.0
_LONG = 160
_QUOTED = re.compile(r"^[“\"‘][^”\"]{25,}[”\"’][\s,–—-]*(?:\(?[A-Z][^.!?]{2,80}\)?)?$", re.DOTALL)


class Look(NamedTuple):
    """Type of a paragraph: wholly bold, wholly italic, size and left indent in points (0 = not said)."""

    bold: bool = False
    italic: bool = False
    size: float = 0.0
    left: float = 0.0

    def note(self) -> str:
        """Return the look as a hint that ``look_of`` reads."""
        return f"{self.bold:d}|{self.italic:d}|{self.size:g}|{self.left:g}"


def look_of(piece: Piece) -> Look:
    """Return the look that is noted in the hint of a piece; nothing said where there is none."""
    parts = piece.hint.split("|")
    if len(parts) != 4:
        return Look()
    return Look(parts[0] == "1", parts[1] == "1", float(parts[2]), float(parts[3]))


def usual_size(pieces: list[Piece]) -> float:
    """Return the type size of most characters of the paragraphs."""
    sizes: Counter[float] = Counter()
    for piece in pieces:
        if piece.kind == "paragraph":
            sizes[look_of(piece).size or _USUAL_SIZE] += len(piece.text)
    return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else _USUAL_SIZE


def raise_title(pieces: list[Piece]) -> None:
    """Make the paragraph in much the largest type before the first prose the title, where no style names one."""
    body = [piece for piece in pieces if piece.layer == "body"]
    opening: list[Piece] = []
    for piece in body[:10]:
        if piece.kind == "heading" or len(piece.text) > _LONG:
            break
        opening.append(piece)
    if len(opening) < len(body) and body[len(opening)].kind == "heading" and not opening:
        return
    best = max(
        (piece for piece in opening if piece.kind == "paragraph"), key=lambda piece: look_of(piece).size, default=None
    )
    if best is not None and look_of(best).size >= 1.4 * usual_size(pieces) and any(map(str.isalpha, best.text)):
        best.kind, best.level = "heading", 1


def nest_items(pieces: list[Piece]) -> None:
    """Set the depth of items that were typed by hand from their indents, list by list."""
    lefts: list[float] = []
    for piece in pieces:
        if piece.kind != "list_item" or piece.hint.count("|") != 3:
            lefts.clear()
            continue
        left = look_of(piece).left
        while lefts and left < lefts[-1] - 3:
            lefts.pop()
        if not lefts or left > lefts[-1] + 6:
            lefts.append(left)
        piece.level = min(6, len(lefts))


def level_lists(pieces: list[Piece]) -> None:
    """Count the depth of numbered items from the top of their list.

    Where the upper levels of a list number the headings, its items begin at a lower level than the first.
    """
    used: dict[str, int] = {}
    for piece in pieces:
        if piece.hint.startswith("list "):
            _, key, level = piece.hint.split(" ")
            used[key] = min(used.get(key, 9), int(level))
    run: list[Piece] = []
    for piece in [*pieces, Piece(kind="paragraph", text="")]:
        if piece.kind == "list_item":
            run.append(piece)
            continue
        own = [one for one in run if one.hint.startswith("list ")]
        if own and len(own) == len(run):
            base = min(used[one.hint.split(" ")[1]] for one in own)
            if base > 0:
                for one in own:
                    one.level = max(1, one.level - base)
        run = []


def indented_quotes(pieces: list[Piece]) -> None:
    """Make paragraphs that are set in and are one quotation, with or without its speaker, quotes."""
    for piece in pieces:
        if piece.kind == "paragraph" and look_of(piece).left >= 18 and _QUOTED.match(piece.text.strip()):
            piece.kind = "quote"


def pseudo_headings(pieces: list[Piece]) -> None:
    """Make short bold paragraphs headings; larger type ranks above smaller, upright above italic.

    Two may follow each other (a chapter and its first section) where they look different.
    """
    found: list[int] = []
    for index, piece in enumerate(pieces):
        if not _may_head(piece) or index + 1 == len(pieces):
            continue
        after = pieces[index + 1]
        lower = (
            _may_head(after)
            and _rank(after) > _rank(piece)
            and index + 2 < len(pieces)
            and not _may_head(pieces[index + 2])
        )
        if not look_of(after).bold or after.kind != "paragraph" or lower:
            found.append(index)
    level = 1
    title = next(
        (index for index in found if not any(one.kind == "heading" or len(one.text) > 120 for one in pieces[:index])),
        None,
    )
    ranks = sorted({_rank(pieces[index]) for index in found if index != title})
    for index, piece in enumerate(pieces):
        if index == title:
            piece.kind, piece.level = "heading", 1
        elif index in found:
            piece.kind, piece.level = "heading", min(6, level + 1 + ranks.index(_rank(piece)))
        elif piece.kind == "heading":
            level = piece.level


def _may_head(piece: Piece) -> bool:
    return piece.kind == "paragraph" and look_of(piece).bold and looks_like_heading(piece.text.rstrip(":"))


def _rank(piece: Piece) -> tuple[float, bool]:
    look = look_of(piece)
    return -(look.size or _USUAL_SIZE), look.italic
