"""Ruled tables of a PDF page: cells from the lines that are drawn between them."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

from sectorlens.parse.pdf_lines import Line, Word, make_segments

_CAPTION = re.compile(r"(?:table|figure|chart|box)\s+\d+", re.IGNORECASE)
_THIN = 2.5
_NEAR = 3.0
_MOST_OBJECTS = 20_000


@dataclass(slots=True)
class Rules:
    """Drawn lines of a page: horizontal ``(y, x0, x1)``, vertical ``(x, y0, y1)``, and dots ``(x, y)``."""

    horizontal: list[tuple[float, float, float]]
    vertical: list[tuple[float, float, float]]
    dots: list[tuple[float, float]]


def read_rules(page: Any) -> Rules:
    """Return the thin straight lines that are drawn on a page."""
    import pypdfium2.raw as raw

    rules = Rules([], [], [])
    bounds = tuple(ctypes.c_float() for _ in range(4))
    refs = tuple(ctypes.byref(value) for value in bounds)
    for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(item, *refs):
            continue
        left, bottom, right, top = (value.value for value in bounds)
        if 1.5 < top - bottom < 8 and abs((top - bottom) - (right - left)) < 1:
            rules.dots.append(((left + right) / 2, (top + bottom) / 2))
        elif top - bottom <= _THIN and right - left > 20:
            rules.horizontal.append(((top + bottom) / 2, left, right))
        elif right - left <= _THIN and top - bottom > 6:
            rules.vertical.append(((left + right) / 2, bottom, top))
        elif right - left > 20 and top - bottom > 8 and right - left < 1000:
            # A stroked or filled box has four edges.
            rules.horizontal += [(top, left, right), (bottom, left, right)]
            rules.vertical += [(left, bottom, top), (right, bottom, top)]
    return rules


def mark_dots(lines: list[Line], rules: Rules) -> None:
    """Give back their bullets to lines before which a dot is drawn and not written."""
    for x, y in rules.dots:
        line = min(
            (one for one in lines if one.y0 - 1 <= y <= one.y1 + 1 and 0 < one.x0 - x < 2.6 * max(one.size, 6.0)),
            key=lambda one: one.x0, default=None,
        )  # fmt: skip
        if line is not None and not line.text.startswith("•"):
            line.text, line.inner, line.x0 = f"• {line.text}", line.x0, x


def _merge(rules: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Join pieces of one line that touch."""
    merged: list[tuple[float, float, float]] = []
    for at, low, high in sorted(rules, key=lambda rule: (round(rule[0] / 2), rule[1])):
        if merged and abs(merged[-1][0] - at) <= 1.5 and low <= merged[-1][2] + _NEAR:
            merged[-1] = (merged[-1][0], min(merged[-1][1], low), max(merged[-1][2], high))
        else:
            merged.append((at, low, high))
    return merged


def find_tables(words: list[Word], rules: Rules, number: int) -> tuple[list[Word], list[Line]]:
    """Return the words outside tables and, for each ruled table, one line that holds its cells.

    A table has at least two rows and two columns, and half of its cells hold words.
    """
    horizontal = sorted(_merge(rules.horizontal), reverse=True)
    tables: list[Line] = []
    rest = words
    used: set[int] = set()
    for index, (_, left, right) in enumerate(horizontal):
        if index in used:
            continue
        group = [
            position
            for position, rule in enumerate(horizontal)
            if position not in used and abs(rule[1] - left) < _NEAR and abs(rule[2] - right) < _NEAR
        ]
        edges = sorted({round(horizontal[position][0], 1) for position in group}, reverse=True)
        edges = [edge for place, edge in enumerate(edges) if place == 0 or edges[place - 1] - edge > 5]
        if len(edges) < 2 or edges[0] - edges[-1] > 790:
            continue
        table, rest_now = _cells(rest, rules, edges, left, right, number)
        if table is not None:
            used.update(group)
            tables.append(table)
            rest = rest_now
    return rest, tables


def _cells(
    words: list[Word], rules: Rules, edges: list[float], left: float, right: float, number: int
) -> tuple[Line | None, list[Word]]:
    top, bottom = edges[0], edges[-1]
    # Where lines stand below rows only, the first row stands above the first line.
    above = [
        word for word in words if left - _NEAR <= word.x0 and word.x1 <= right + _NEAR and top < word.base < top + 26
    ]
    columns = _columns(words, rules, left, right, top, bottom)
    if len(columns) < 3:
        return None, words
    boxed = any(abs(rule[0] - left) < _NEAR and rule[2] > top - _NEAR for rule in rules.vertical)
    if (
        above
        and not boxed
        and not _CAPTION.match(" ".join(word.text for word in above))
        and len(_rows_filled(above, columns)) >= 2
    ):
        edges = [max(word.y1 for word in above) + 1, *edges]
        top = edges[0]
    inside = [
        word
        for word in words
        if left - _NEAR <= word.x0 and word.x1 <= right + _NEAR and bottom < (word.y0 + word.y1) / 2 < top
    ]
    cells: dict[tuple[int, int], list[Word]] = {}
    for word in inside:
        middle_y, middle_x = (word.y0 + word.y1) / 2, (word.x0 + word.x1) / 2
        row = next((place for place in range(len(edges) - 1) if edges[place] >= middle_y >= edges[place + 1]), None)
        column = next(
            (place for place in range(len(columns) - 1) if columns[place] - 1 <= middle_x <= columns[place + 1] + 1),
            None,
        )
        if row is None or column is None:
            return None, words
        cells.setdefault((row, column), []).append(word)
    cells, rows = _split_rows(cells, len(edges) - 1, len(columns) - 1)
    wide = len(columns) - 1
    if rows < 2 or wide < 2 or len(cells) < 0.5 * rows * wide:
        return None, words
    table = Line("", left, bottom, right, top, 0.0, False, False, number, base=bottom)
    table.cells = [(row, column, make_segments(cells[row, column], number)) for row, column in sorted(cells)]
    gone = {id(word) for word in inside}
    return table, [word for word in words if id(word) not in gone]


def _split_rows(
    cells: dict[tuple[int, int], list[Word]], rows: int, wide: int
) -> tuple[dict[tuple[int, int], list[Word]], int]:
    """Part rows that no line divides, where each baseline fills most columns; wrapped cells stay whole."""
    result: dict[tuple[int, int], list[Word]] = {}
    count = 0
    for row in range(rows):
        own = {column: cells[row, column] for column in range(wide) if (row, column) in cells}
        bases: list[float] = []
        for base in sorted({word.base for words in own.values() for word in words}, reverse=True):
            if not bases or bases[-1] - base > 4:
                bases.append(base)
        filled = [sum(any(abs(word.base - base) <= 4 for word in words) for words in own.values()) for base in bases]
        # The first column names the rows: each part must have a name of its own.
        labelled = 0 in own and all(any(abs(word.base - base) <= 4 for word in own[0]) for base in bases)
        parts = bases if len(bases) > 1 and labelled and min(filled) >= max(2, 0.6 * len(own)) else bases[:1]
        for part, base in enumerate(parts):
            for column, words in own.items():
                chosen = [word for word in words if len(parts) == 1 or abs(word.base - base) <= 4]
                if chosen:
                    result[count + part, column] = chosen
        count += max(1, len(parts))
    return result, count


def _columns(words: list[Word], rules: Rules, left: float, right: float, top: float, bottom: float) -> list[float]:
    """Return the column edges: drawn ones, else gaps that no word of the table crosses."""
    drawn = sorted(
        {
            round(at)
            for at, low, high in rules.vertical
            if left - _NEAR <= at <= right + _NEAR and high > bottom + 4 and low < top - 4
        }
    )
    drawn = [at for place, at in enumerate(drawn) if place == 0 or at - drawn[place - 1] > 8]
    if len(drawn) >= 3:
        return [float(at) for at in drawn]
    spans = sorted(
        (word.x0, word.x1)
        for word in words
        if left - _NEAR <= word.x0 and word.x1 <= right + _NEAR and bottom < word.base < top
    )
    edges = [left]
    reach = spans[0][1] if spans else right
    for begin, end in spans:
        if begin - reach > 9:
            edges.append((begin + reach) / 2)
        reach = max(reach, end)
    return [*edges, right]


def _rows_filled(words: list[Word], columns: list[float]) -> set[int]:
    return {
        place
        for word in words
        for place in range(len(columns) - 1)
        if columns[place] - 1 <= (word.x0 + word.x1) / 2 <= columns[place + 1] + 1
    }
