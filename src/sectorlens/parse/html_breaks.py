"""Line breaks and bold inside the words of one element: where they part paragraphs, items and headings."""

from __future__ import annotations

import re
from typing import NamedTuple

from sectorlens.parse.marks import find_mark, looks_like_heading

BREAK = "\x0b"
BOLD_ON, BOLD_OFF = "\x0e", "\x0f"
_MARKS = re.compile(f"([{BREAK}{BOLD_ON}{BOLD_OFF}])")


class _Line(NamedTuple):
    """One line: its words, and how many of its letters are bold."""

    words: str
    bold: int
    size: int


def split_breaks(raw: str) -> list[tuple[str, float]]:
    """Return the parts of ``raw`` with the share of their letters in bold.

    Words part at two line breaks in a row, at single ones where each line is a bullet of its own, and after a
    first line that reads like a heading and is bold over lines that are not.
    """
    if BREAK not in raw and BOLD_ON not in raw and BOLD_OFF not in raw:
        return [(raw.strip(), 0.0)]
    parts: list[tuple[str, float]] = []
    group: list[_Line] = []
    for line in [*_lines(raw), _Line("", 0, 0)]:
        if line.words:
            group.append(line)
            continue
        if group:
            parts += [_join(part) for part in _parts_of(group)]
        group = []
    return parts


def _lines(raw: str) -> list[_Line]:
    lines: list[_Line] = []
    words: list[str] = []
    depth = bold = size = 0
    for run in _MARKS.split(raw):
        if run == BREAK:
            lines.append(_Line("".join(words).strip(), bold, size))
            words, bold, size = [], 0, 0
        elif run == BOLD_ON:
            depth += 1
        elif run == BOLD_OFF:
            depth = max(0, depth - 1)
        elif run:
            letters = len("".join(run.split()))
            words.append(run)
            size += letters
            bold += letters if depth else 0
    lines.append(_Line("".join(words).strip(), bold, size))
    return lines


def _parts_of(lines: list[_Line]) -> list[list[_Line]]:
    if len(lines) == 1:
        return [lines]
    marked = sum(1 for line in lines if find_mark(line.words))
    if marked >= 2 and marked >= len(lines) - 1:
        return [[line] for line in lines]
    first = lines[0]
    if first.bold == first.size and not lines[1].bold and looks_like_heading(first.words.rstrip(":"), limit=110):
        return [[first], lines[1:]]
    return [lines]


def _join(lines: list[_Line]) -> tuple[str, float]:
    size = sum(line.size for line in lines)
    return " ".join(line.words for line in lines), sum(line.bold for line in lines) / max(1, size)
