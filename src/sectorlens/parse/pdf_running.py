"""What repeats in the margins of a PDF's pages: running heads, feet and page numbers."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from sectorlens.parse.pdf_layout import rows_of
from sectorlens.parse.pdf_lines import Line

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–|]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–|]?(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE
)
# What a letterhead or its foot holds: registrations, telephone numbers, addresses on the web.
_CONTACTS = re.compile(
    r"\bregistered (?:charity|company|office|in (?:england|scotland|wales))|\b(?:charity|company) (?:no|number|reg)\b|"
    r"\bwww\.|\S@\S+\.\w|(?<!\d)\+?0\d{2,4}[ -]?\d{3,4}[ -]?\d{2,4}(?!\d)",
    re.IGNORECASE,
)
NOTE = re.compile(r"^(\d{1,3}|[*†‡])(?:[.)]?\s+(?=\S)|(?=[A-Z“‘][a-z]+ ))")


def body_size(lines: list[Line]) -> float:
    """Return the font size of most characters."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return max(sizes.items(), key=lambda item: (item[1], -item[0]))[0] if sizes else 10.0


def mark_running(pages: list[list[Line]], heights: list[float]) -> tuple[list[list[Line]], list[tuple[int, str]]]:
    """Take running heads, feet and page numbers out of the margins.

    Returns the remaining lines per page and each distinct running line with the page on which it first
    stood.  A line counts when, figures aside, it stands in the same margin of at least three pages or half
    of them (two in short files), and odd and even pages may differ.
    """

    counts: Counter[tuple[str, str]] = Counter()
    margins = [_margins(lines, height) for lines, height in zip(pages, heights, strict=True)]
    numbers = _counting(pages)
    rows: set[int] = set()
    body = body_size([line for lines in pages for line in lines])
    for lines, places in zip(pages, margins, strict=True):
        counts.update({(where, _shape(line)) for line in lines if (where := places.get(id(line), ""))})
        rows |= _running_rows(lines, places, body)
    needed = 2 if len(pages) <= 4 else 3
    kept: list[list[Line]] = []
    running: list[tuple[int, str]] = []
    seen: set[str] = set()
    for lines, height, places in zip(pages, heights, margins, strict=True):
        rest: list[Line] = []
        lowest = min((line.base for line in lines), default=0.0)
        for line in lines:
            where = places.get(id(line), "") or (
                "bottom" if id(line) in numbers or (line.base == lowest < 0.2 * height and line.text.isdigit()) else ""
            )
            if where and (
                _PAGE_NUMBER.match(line.text.strip())
                or id(line) in rows
                or counts[where, _shape(line)] >= needed
                or _is_outer(line, height, body)
                or (abs((line.y0 + line.y1) / height - 1) > 0.84 and _CONTACTS.search(line.text))
            ):
                words = _DIGITS.sub("#", line.text)
                if not _PAGE_NUMBER.match(line.text.strip()) and words not in seen:
                    seen.add(words)
                    running.append((line.page, line.text))
                continue
            rest.append(line)
        kept.append(rest)
    return kept, running


def _margins(lines: list[Line], height: float) -> dict[int, str]:
    """Return which lines stand in a margin: at the edge of the page and parted from the text by a gap.

    Notes at the foot stand apart too; they are known by the mark that they begin with.
    """
    places: dict[int, str] = {}
    for where, ordered in (
        ("top", sorted(lines, key=lambda one: -one.base)),
        ("bottom", sorted(lines, key=lambda one: one.base)),
    ):
        zone: list[Line] = []
        for line in ordered:
            middle = (line.y0 + line.y1) / 2
            if not (middle > 0.88 * height if where == "top" else middle < 0.12 * height):
                break
            zone.append(line)
        while zone:
            outer, inner = zone[-1], ordered[len(zone)] if len(zone) < len(ordered) else None
            if inner is None or abs(outer.base - inner.base) > 1.7 * max(outer.size, min(inner.size, 14.0)):
                break
            zone.pop()
        noted = where == "bottom" and any(NOTE.match(line.text) and not line.text.isdigit() for line in zone)
        for line in zone:
            if not noted or _PAGE_NUMBER.match(line.text.strip()):
                places[id(line)] = where
    return places


def _running_rows(lines: list[Line], places: dict[int, str], body: float) -> set[int]:
    """Return ids of lines that stand in a margin beside a page number, or in plain type at both ends of its row."""
    found: set[int] = set()
    for row in rows_of([line for line in lines if id(line) in places]):
        numbered = any(_PAGE_NUMBER.match(line.text.strip()) for line in row)
        plain = all(line.size <= 1.04 * body and not line.bold for line in row)
        apart = plain and row[0].page > 1 and any(two.x0 - one.x1 > 100 for one, two in itertools.pairwise(row))
        if len(row) > 1 and (numbered or apart):
            found.update(id(line) for line in row)
    return found


def _counting(pages: list[list[Line]]) -> set[int]:
    """Return ids of the lowest lines of pages where they are numbers that count on from page to page."""
    found: dict[int, list[int]] = {}
    for index, lines in enumerate(pages):
        lowest = min(lines, key=lambda one: one.base, default=None)
        digits = _DIGITS.search(lowest.text) if lowest and _PAGE_NUMBER.match(lowest.text.strip()) else None
        if lowest is not None and digits:
            found.setdefault(int(digits.group()) - index, []).append(id(lowest))
    return {one for ids in found.values() if len(ids) >= max(2, 0.5 * len(pages)) for one in ids}


def _is_outer(line: Line, height: float, body: float) -> bool:
    """Whether a line of smaller type stands in the outermost margin, where no note would stand."""
    middle = (line.y0 + line.y1) / 2
    return (
        line.size < 0.92 * body
        and (line.page > 1 or middle < height / 2)
        and (middle > 0.94 * height or (middle < 0.06 * height and not NOTE.match(line.text)))
    )


def _shape(line: Line) -> str:
    """Return what two running lines have in common: words without figures, and height on the page."""
    return f"{_DIGITS.sub('#', line.text)}|{round(line.y0 / 6)}"
