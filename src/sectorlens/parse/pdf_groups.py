"""Lines of a PDF to groups: which lines make one block, which are notes, which are a table of contents."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import NamedTuple

from sectorlens.parse.dates import bare_date, labelled_date
from sectorlens.parse.marks import ends_sentence, find_mark, looks_like_heading
from sectorlens.parse.pdf_lines import Line
from sectorlens.parse.pdf_running import NOTE

LEADER = re.compile(r"(?:\.\s?){4,}\s*\d{1,4}$|…{2,}\s*\d{1,4}$|\s_{3,}\s*\d{1,4}$")
_ENDS_NUMBER = re.compile(r"\S\s+\d{1,3}$")
CONTENTS = re.compile(r"(?:table of )?contents(?: page)?", re.IGNORECASE)
CAPTION = re.compile(r"^(?:figure|fig\.|table|chart|box|graph|photo|image|map)\s+\d+[.:)]?\s", re.IGNORECASE)


def usual_leading(lines: list[Line], size: float) -> float:
    """Return the usual distance between two baselines of running text."""
    steps: Counter[float] = Counter()
    for one, two in itertools.pairwise(lines):
        step = one.base - two.base
        if (
            one.page == two.page
            and one.column == two.column
            and 0.8 * size < step < 3 * size
            and abs(one.size - size) < 0.6
        ):
            steps[round(step * 2) / 2] += 1
    # Short items and paragraphs lie further apart than the lines of one: the smallest step that is common counts.
    common = max(2.0, 0.12 * sum(steps.values()))
    return min((step for step, count in steps.items() if count >= common), default=1.3 * size)


def foot_lines(page: list[Line], size: float) -> list[Line]:
    """Return the footnotes of a page: small lines at the foot of a column, from the first with a note mark."""
    found: list[Line] = []
    columns = {(line.band, line.column) for line in page}
    for key in sorted(columns):
        small: list[Line] = []
        for line in sorted((one for one in page if (one.band, one.column) == key), key=lambda one: one.y0):
            if line.size > 0.92 * size:
                break
            small.append(line)
        small.sort(key=lambda one: -one.y0)
        first = next((index for index, line in enumerate(small) if NOTE.match(line.text)), len(small))
        found += small[first:]
    return found


def contents_lines(lines: list[Line]) -> set[int]:
    """Return ids of the lines of a contents page: leaders before page numbers, or entries under "Contents"."""
    found = {id(line) for line in lines if LEADER.search(line.text)}
    for index, line in enumerate(lines):
        if CONTENTS.fullmatch(line.text.strip()):
            entries = [index]
            dotted = sum(1 for one in lines[index + 1 : index + 9] if id(one) in found) >= 3
            for offset in range(index + 1, min(len(lines), index + 150)):
                # Entries may run over two or three lines; longer runs without a number are text.
                if lines[offset].page > line.page + 2 or offset - entries[-1] > 3:
                    break
                if (
                    (_ENDS_NUMBER.search(lines[offset].text) and not dotted)
                    or id(lines[offset]) in found
                    or re.fullmatch(r"\d{1,3}", lines[offset].text.strip())
                ):
                    entries.append(offset)
            if len(entries) >= 4:
                # Entries run over lines: everything up to the last one belongs to the contents.
                found |= {id(lines[position]) for position in range(index, entries[-1] + 1)}
    return found


def _right_edges(lines: list[Line]) -> dict[tuple[int, int, int], float]:
    """Return how far to the right the running text of each column reaches; tables do not count."""
    edges: dict[tuple[int, int, int], float] = {}
    for line in sorted(lines, key=lambda one: one.cells is not None):
        key = (line.page, line.band, line.column)
        if line.cells is None or key not in edges:
            edges[key] = max(edges.get(key, 0.0), line.x1)
    return edges


class _Setting(NamedTuple):
    """What the lines of a file are measured by: type size, leading, contents, column edges, hanging items."""

    size: float
    leading: float
    contents: set[int]
    rights: dict[tuple[int, int, int], float]
    lefts: dict[tuple[int, int, int], float]
    hangs: bool


def _items_hang(lines: list[Line]) -> bool:
    """Whether second lines of items stand below the words of the first, and not below its bullet."""
    pairs = [
        abs(two.x0 - one.inner) < 2
        for one, two in itertools.pairwise(lines)
        if one.inner > one.x0 + 3 and one.page == two.page and not find_mark(two.text) and two.x0 > one.x0 - 2
    ]
    return sum(pairs) > 0.5 * len(pairs)


def group_lines(lines: list[Line], size: float, leading: float, contents: set[int]) -> list[list[Line]]:
    """Return runs of lines that make one block each, in reading order."""
    groups: list[list[Line]] = []
    lefts: dict[tuple[int, int, int], float] = {}
    for line in lines:
        key = (line.page, line.band, line.column)
        lefts[key] = min(lefts.get(key, 1e9), line.x0)
    setting = _Setting(size, leading, contents, _right_edges(lines), lefts, _items_hang(lines))
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and (before.page, before.band, before.column) == (line.page, line.band, line.column):
            line.gap = before.base - line.base
        if groups and not _breaks(groups[-1], line, setting):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _breaks(group: list[Line], line: Line, setting: _Setting) -> bool:
    """Whether ``line`` begins a new block after ``group``."""
    size, leading, contents, edges, lefts, hangs = setting
    last = group[-1]
    if last.cells or line.cells:
        return True
    if (id(last) in contents) != (id(line) in contents):
        return True
    if id(line) in contents:
        return True
    if last.page != line.page or last.column != line.column or last.band != line.band:
        return True
    if find_mark(line.text) and not (last.text[-1:].isalpha() and re.match(r"\d{4}\b", line.text)):
        return True
    if abs(last.size - line.size) > 0.08 * max(last.size, line.size) or last.bold != line.bold:
        return True
    if last.italic and not line.italic and len(group) == 1 and looks_like_heading(last.text, limit=80):
        return True
    right = edges[line.page, line.band, line.column]
    running_on = right - last.x1 < 3 * line.size and not ends_sentence(last.text)
    if line.size < 1.12 * size and (
        bare_date(last.text, byline=False)
        or (labelled_date(last.text) and len(last.text) < 60)
        or (bare_date(line.text, byline=False) and not running_on)
    ):
        return True
    middle = abs((last.x0 + last.x1) - (line.x0 + line.x1)) / 2
    inset = min(last.x0, line.x0) > lefts[line.page, line.band, line.column] + 10
    unlike = abs(last.x0 - line.x0) > 8 or last.italic != line.italic
    if inset and middle < 3 and unlike and line.size < 1.12 * size and not find_mark(group[0].text):
        # Short centred lines (author, place, date) are no paragraph.
        return True
    step = last.base - line.base
    slack = 1.3 if line.size < 1.12 * size else 1.6
    if step > slack * leading * max(1.0, line.size / size) + 0.5 or step < -0.5 * line.size:
        return True
    if CAPTION.match(line.text) and not CAPTION.match(group[0].text) and ends_sentence(last.text):
        return True
    first_word = line.text.split(" ", 1)[0]
    room = right - last.x1
    # A line that ended early although the next word would have fitted ended a paragraph.
    early = room > 0.55 * line.size * (len(first_word) + 1) + 0.6 * line.size
    first = group[0]
    apart = len(group) == 1 and last.gap > 1.4 * leading and step > 1.15 * leading and room > 0.3 * (right - last.x0)
    if apart and last.size > 1.03 * line.size and line.text[:1].isupper() and looks_like_heading(last.text, limit=80):
        # A heading that is set hardly larger, with room above and below it.
        return True
    dedented = find_mark(first.text) is not None and first.inner > first.x0 + 3 and line.x0 < first.inner - 3
    hung = hangs and line.x0 < first.x0 + 1 and line.text[:1].isupper()
    if dedented and (ends_sentence(last.text) or early) and (len(group) > 1 or early or hung or room > 3 * line.size):
        return True
    indented = line.x0 - min(one.x0 for one in group[1:] or group) > 0.8 * line.size and not find_mark(group[0].text)
    if last.text.endswith(",") and line.text[:1].islower():
        return False
    return bool(ends_sentence(last.text) and (early or (indented and len(group) >= 1)))
