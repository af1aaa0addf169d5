"""Plain text: the file is the text; pieces are spans of it.

Structure is inferred: blank lines and wrapped lines, bullets and numbers, short lines that are headings.  A
line is taken as wrapped when the first word of the next line would not have fitted on it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from sectorlens.parse.marks import Mark, ends_sentence, find_mark, looks_like_heading, ordinal_rank
from sectorlens.parse.pieces import Piece, Reading

_RULE = re.compile(r"^\s*([=\-_*~])\1{3,}\s*$")
_QUOTE_MARK = re.compile(r"^[ \t]*>\s*(?=\S)")
_OPEN_QUOTE = re.compile(r"^[\s]*[“\"]")
_WRAP_LIMIT = 140


class _Line(NamedTuple):
    start: int
    end: int
    indent: int
    text: str
    mark: Mark | None


class _Group(NamedTuple):
    """Lines of one block; ``gap_before`` tells whether a blank line came first."""

    lines: tuple[_Line, ...]
    gap_before: bool
    ruled: bool


def read_plain(text: str) -> Reading:
    """Return the reading of a cleaned plain-text file; every piece is a span of ``text``."""
    groups = _groups(text)
    pieces = [_piece(text, group) for group in groups]
    _mark_headings(pieces, groups)
    _set_levels(pieces, groups)
    return Reading(pieces=pieces, text=text)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    offset = 0
    for raw in text.split("\n"):
        body = raw.strip(" \t\u00a0\u3000\f")
        begin = offset + (raw.find(body) if body else 0)
        indent = len(raw[: begin - offset].expandtabs(4))
        lines.append(_Line(begin, begin + len(body), indent, body, find_mark(body) if body else None))
        offset += len(raw) + 1
    return lines


def _width(lines: list[_Line]) -> int:
    """Return the column at which the file wraps, 0 if its lines are whole paragraphs."""
    lengths = sorted(line.indent + len(line.text) for line in lines if line.text)
    if not lengths or (lengths[-1] > 2 * _WRAP_LIMIT and lengths[len(lengths) // 2] > _WRAP_LIMIT):
        return 0
    long_share = sum(1 for length in lengths if length > _WRAP_LIMIT) / len(lengths)
    width = lengths[max(0, int(len(lengths) * 0.97) - 1)]
    if not 40 <= width <= _WRAP_LIMIT or long_share >= 0.03:
        return 0
    full = [
        not ends_sentence(line.text)
        for line, following in pairwise(lines)
        if line.text and following.text and line.indent + len(line.text) > 0.8 * width
    ]
    # Wrapped lines break off anywhere; lines that all end their sentence are paragraphs of their own.
    return width if full and sum(full) >= 0.4 * len(full) else 0


def _wraps(line: _Line, following: _Line, width: int) -> bool:
    """Whether ``following`` continues ``line``: its first word would not have fitted, or the sentence runs on."""
    if following.mark and not _continues_number(line, following):
        return False
    if _QUOTE_MARK.match(line.text) and _QUOTE_MARK.match(following.text):
        return True
    first = following.text.split(None, 1)[0]
    if not width:
        return bool(
            first[0].islower() and not ends_sentence(line.text) and len(line.text) > 40 and not following.mark
            and not looks_like_heading(line.text)
        )  # fmt: skip
    room = width - (line.indent + len(line.text) + 1)
    if len(first) > room:
        return True
    # Ragged files wrap early; a lower-case start after an unfinished sentence still continues it.
    return first[0].islower() and not ends_sentence(line.text) and line.indent + len(line.text) > 0.6 * width


def _continues_number(line: _Line, following: _Line) -> bool:
    """A wrapped line may begin with a figure ("… in\n2015. Since then"): only if no list is under way."""
    mark = following.mark
    return bool(
        mark and mark.ordinal.isdigit() and int(mark.ordinal) > 30 and not ends_sentence(line.text)
        and line.text and line.text[-1].isalpha()
    )  # fmt: skip


def _groups(text: str) -> list[_Group]:
    lines = _lines(text)
    width = _width(lines)
    groups: list[_Group] = []
    current: list[_Line] = []
    gap, gap_of_current = True, True

    def close(*, ruled: bool = False) -> None:
        if current:
            groups.append(_Group(tuple(current), gap_of_current, ruled))
            current.clear()

    for line in lines:
        if not line.text:
            close()
            gap = True
            continue
        if _RULE.match(line.text):
            close(ruled=len(current) == 1 and not gap)
            gap = True
            continue
        if current and not gap and _wraps(current[-1], line, width):
            current.append(line)
            continue
        close()
        gap_of_current = gap
        current.append(line)
        gap = False
    close()
    return groups


def _piece(text: str, group: _Group) -> Piece:
    first, last = group.lines[0], group.lines[-1]
    start, end = first.start, last.end
    if first.mark:
        return Piece(
            kind="list_item", text="", start=start + first.mark.length, end=end, ordinal=first.mark.ordinal, level=1,
        )  # fmt: skip
    marked = _QUOTE_MARK.match(first.text)
    if marked:
        return Piece(kind="quote", text="", start=start + marked.end(), end=end)
    return Piece(kind="paragraph", text="", start=start, end=end)


def _mark_headings(pieces: list[Piece], groups: list[_Group]) -> None:
    for index, (piece, group) in enumerate(zip(pieces, groups, strict=True)):
        line = group.lines[0]
        if len(group.lines) > 2 or piece.kind == "quote":
            continue
        words = " ".join(one.text for one in group.lines)
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind == "list_item":
            if _is_numbered_heading(index, pieces, groups):
                piece.kind, piece.start, piece.ordinal = "heading", line.start, ""
            continue
        if group.ruled:
            piece.kind, piece.hint = "heading", "ruled"
            continue
        if not looks_like_heading(words) or following is None:
            continue
        opening = index <= 2 and group.gap_before and groups[index + 1].gap_before and len(pieces) > index + 4
        if opening or (group.gap_before and _is_capitals(words)):
            piece.kind = "heading"
            continue
        rest = following.end - following.start
        before_list = following.kind == "list_item" and not words.endswith(("?", ":"))
        alone = group.gap_before and groups[index + 1].gap_before
        tight = len(words) <= 90 and rest > 2 * len(words) and rest > 100 and len(words.split()) <= 14
        over_heading = alone and len(words) <= 110 and looks_like_heading(_text_of(groups[index + 1]))
        if before_list or (alone and rest > len(words)) or tight or over_heading:
            piece.kind = "heading"


def _is_capitals(words: str) -> bool:
    return (
        len(words) <= 70
        and words.upper() == words
        and sum(char.isalpha() for char in words) >= 4
        and len(words.split()) <= 10
    )


def _text_of(group: _Group) -> str:
    return " ".join(line.text for line in group.lines)


def _is_numbered_heading(index: int, pieces: list[Piece], groups: list[_Group]) -> bool:
    """A numbered short line over prose ("1. Introduction", "2.1 Housing") is a heading, an item of a list is not."""
    group, piece = groups[index], pieces[index]
    mark = group.lines[0].mark
    if not piece.ordinal or mark is None or piece.ordinal[-1].isalpha() or len(group.lines) > 1:
        return False
    if not looks_like_heading(group.lines[0].text[mark.length :], limit=90) or index + 1 >= len(pieces):
        return False
    after, before = pieces[index + 1], pieces[index - 1] if index else None
    rank = ordinal_rank(piece.ordinal)
    neighbours = [
        other for other in (before, after)
        if other is not None and other.kind == "list_item" and abs(ordinal_rank(other.ordinal) - rank) == 1
        and other.ordinal.count(".") == piece.ordinal.count(".")
    ]  # fmt: skip
    return not neighbours and after.kind != "list_item" and after.end - after.start > 1.5 * (piece.end - piece.start)


def _set_levels(pieces: list[Piece], groups: list[_Group]) -> None:
    """Give headings a level (1 = the title line, numbers by their depth, else 2) and items their depth."""
    seen_body = False
    indents: list[int] = []
    for piece, group in zip(pieces, groups, strict=True):
        line = group.lines[0]
        if piece.kind == "heading":
            mark = line.mark
            if not seen_body and not mark:
                piece.level = 1
            else:
                piece.level = min(6, 2 + (mark.ordinal.count(".") if mark and mark.ordinal else 0))
            seen_body = seen_body or piece.level == 1
        if piece.kind == "list_item":
            while indents and line.indent < indents[-1]:
                indents.pop()
            if not indents or line.indent > indents[-1] + 1:
                indents.append(line.indent)
            piece.level = min(6, len(indents))
        else:
            indents.clear()
            seen_body = seen_body or (piece.kind == "paragraph" and piece.end - piece.start > 120)
        if piece.kind == "paragraph" and _OPEN_QUOTE.match(line.text):
            piece.hint = "opens-quote"
