"""Lists written by hand: paragraphs that begin with a bullet or count on become list items."""

from __future__ import annotations

from sectorlens.parse.marks import BULLETS, Mark, ends_sentence, find_mark, looks_like_heading, ordinal_rank
from sectorlens.parse.pieces import Piece

_SURE = frozenset("•▪◦‣●○■□➢➤►▶✓✔❖\uf0b7\uf0a7")
_DASHES = frozenset(BULLETS) - _SURE


def promote_marks(pieces: list[Piece]) -> None:
    """Turn hand-marked paragraphs into list items and strip the mark from their words.

    A round bullet is enough by itself; a dash needs a neighbour that has one too; a number needs a neighbour
    with the number before or after it.
    """
    marks = [find_mark(piece.text) if piece.kind == "paragraph" else None for piece in pieces]
    for index, (piece, mark) in enumerate(zip(pieces, marks, strict=True)):
        if mark is not None and "." in mark.ordinal and len(piece.text) > 90:
            continue
        if mark is None or not (mark.bullet in _SURE or _has_partner(index, marks, pieces)):
            continue
        if (
            mark.ordinal
            and looks_like_heading(piece.text[mark.length :], limit=80)
            and _prose_follows(index, pieces, marks)
        ):
            continue
        piece.kind, piece.level, piece.ordinal = "list_item", piece.level or 1, mark.ordinal
        piece.text = piece.text[mark.length :]


def _has_partner(index: int, marks: list[Mark | None], pieces: list[Piece]) -> bool:
    mark = marks[index]
    assert mark is not None
    before = pieces[index - 1] if index else None
    if (
        mark.ordinal == "1"
        and before is not None
        and len(before.text) < 70
        and not ends_sentence(before.text.rstrip(":"))
    ):
        # The only item below a heading or an addressee.
        return True
    for other_index in (index - 1, index + 1):
        if not 0 <= other_index < len(marks):
            continue
        other = marks[other_index]
        if other is None:
            continue
        if mark.bullet in _DASHES and other.bullet == mark.bullet:
            return True
        if mark.ordinal and other.ordinal and _counts_on(mark.ordinal, other.ordinal):
            return True
    return False


def _counts_on(one: str, two: str) -> bool:
    """Whether two ordinals are neighbours in one list: "2" and "3", "2.1" and "2.2", but not "2" and "2.1"."""
    siblings = one.rpartition(".")[0] == two.rpartition(".")[0]
    return siblings and abs(ordinal_rank(one) - ordinal_rank(two)) == 1


def _prose_follows(index: int, pieces: list[Piece], marks: list[Mark | None]) -> bool:
    after = index + 1
    return (
        after < len(pieces)
        and marks[after] is None
        and pieces[after].kind == "paragraph"
        and len(pieces[after].text) > 120
    )
