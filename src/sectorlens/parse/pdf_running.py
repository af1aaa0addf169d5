"""What repeats in the margins of a PDF's pages: running heads, feet and page numbers."""

from __future__ import annotations

import re
from collections import Counter

from sectorlens.parse.pdf_lines import Line

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^(?:page\s*)?[-–|]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–|]?(?:\s*(?:of|/)\s*\d{1,4})?$", re.IGNORECASE
)
NOTE = re.compile(r"^(\d{1,3}|[*†‡])[.)]?\s+\S")


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

    def margin(line: Line, height: float) -> str:
        middle = (line.y0 + line.y1) / 2
        return "top" if middle > 0.88 * height else "bottom" if middle < 0.12 * height else ""

    counts: Counter[tuple[str, str]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        counts.update({(where, _shape(line)) for line in lines if (where := margin(line, height))})
    needed = 2 if len(pages) <= 4 else 3
    body = body_size([line for lines in pages for line in lines])
    kept: list[list[Line]] = []
    running: list[tuple[int, str]] = []
    seen: set[str] = set()
    for lines, height in zip(pages, heights, strict=True):
        rest: list[Line] = []
        lowest = min((line.base for line in lines), default=0.0)
        for line in lines:
            where = margin(line, height) or (
                "bottom" if line.base == lowest < 0.2 * height and line.text.isdigit() else ""
            )
            if where and (
                _PAGE_NUMBER.match(line.text.strip())
                or counts[where, _shape(line)] >= needed
                or _is_outer(line, height, body)
            ):
                words = _DIGITS.sub("#", line.text)
                if not _PAGE_NUMBER.match(line.text.strip()) and words not in seen:
                    seen.add(words)
                    running.append((line.page, line.text))
                continue
            rest.append(line)
        kept.append(rest)
    return kept, running


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
