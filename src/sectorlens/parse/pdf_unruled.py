"""Tables of a PDF page that have no drawn lines: rows of short entries above one another in columns."""

from __future__ import annotations

import itertools
import re

from sectorlens.parse.marks import find_mark
from sectorlens.parse.pdf_layout import page_gutter
from sectorlens.parse.pdf_lines import Line, Word, is_mark, make_segments

_FIGURE = re.compile(r"^[£$€(<>~±+-]?\d[\d.,:/–-]*(?:%|p|k|m|bn|\))?$", re.IGNORECASE)
_LEADERS = re.compile(r"\.{4,}|…{2,}|(?:\. ){4,}")
_WIDE = 0.8
_FEWEST_ROWS = 3
_MOST_CHARACTERS = 30
_MOST_WORDS = 5


def find_unruled(words: list[Word], number: int, width: float = 0.0) -> tuple[list[Word], list[Line]]:
    """Return the words outside such tables and, for each table, one line that holds its cells.

    A table has at least three rows, each with a wide gap at the same place; its entries are short, and where
    there are two columns only, the second one holds figures.  Lists, contents pages and columns of prose have
    the same gaps and are none.  On a page of two columns, ``width`` points wide, each is searched by itself too.
    """
    rest, tables = _find(words, number)
    gapped = sum(1 for row in _rows(rest) if _has_gap(row))
    gutter = page_gutter(make_segments(rest, number), width) if width and gapped >= _FEWEST_ROWS else None
    if gutter is None:
        return rest, tables
    left, first = _find([word for word in rest if word.x0 < gutter - 2], number)
    right, second = _find([word for word in rest if word.x0 >= gutter - 2], number)
    gone = {id(word) for word in rest} - {id(word) for word in [*left, *right]}
    return [word for word in rest if id(word) not in gone], [*tables, *first, *second]


def _find(words: list[Word], number: int) -> tuple[list[Word], list[Line]]:
    tables: list[Line] = []
    gone: set[int] = set()
    run: list[list[Word]] = []
    for row in [*_rows(words), []]:
        if row and _has_gap(row) and (not run or _follows(run[-1], row)):
            run.append(row)
            continue
        table = _table(run, number)
        if table is not None:
            tables.append(table)
            gone.update(id(word) for line in run for word in line)
        run = [row] if row and _has_gap(row) else []
    return [word for word in words if id(word) not in gone], tables


def _rows(words: list[Word]) -> list[list[Word]]:
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda one: (-one.base, one.x0)):
        if rows and abs(rows[-1][0].base - word.base) < 0.25 * max(word.size, 4.0):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def _has_gap(row: list[Word]) -> bool:
    return any(two.x0 - one.x1 > _WIDE * max(one.size, 4.0) for one, two in itertools.pairwise(row))


def _follows(above: list[Word], row: list[Word]) -> bool:
    size = max(row[0].size, 4.0)
    return above[0].base - row[0].base < 3.2 * size and abs(above[0].size - row[0].size) < 0.15 * size


def _table(rows: list[list[Word]], number: int) -> Line | None:
    if len(rows) < _FEWEST_ROWS:
        return None
    edges = _edges(rows)
    cells = [_split(row, edges) for row in rows]
    wide = len(edges) + 1
    if wide < 2 or not all(row[0] for row in cells):
        return None
    if any(is_mark(row[0][0].text) or find_mark(_text(row[0])) for row in cells):
        return None
    texts = [[_text(cell) for cell in row] for row in cells]
    others = [text for row in texts for text in row[1:]]
    filled = [text for text in others if text]
    if len(filled) < 0.75 * len(others) or any(_LEADERS.search(text) for row in texts for text in row):
        return None
    everything = [text for row in texts for text in row if text]
    short = sum(1 for text in filled if len(text.split()) <= _MOST_WORDS)
    if sum(map(len, everything)) > _MOST_CHARACTERS * len(everything) or short < 0.8 * len(filled):
        return None
    figures = sum(1 for row in texts[1:] for text in row[1:] if _FIGURE.match(text.split(" ")[0] if text else ""))
    if figures < (0.7 if wide == 2 else 0.3) * (len(texts) - 1) * (wide - 1) or (wide == 2 and _counts_on(texts)):
        return None
    flat = [word for row in rows for word in row]
    table = Line(
        "", min(word.x0 for word in flat), min(word.y0 for word in flat), max(word.x1 for word in flat),
        max(word.y1 for word in flat), 0.0, False, False, number, base=rows[-1][0].base,
    )  # fmt: skip
    table.cells = [
        (place, column, make_segments(cell, number))
        for place, row in enumerate(cells) for column, cell in enumerate(row) if cell
    ]  # fmt: skip
    return table


def _edges(rows: list[list[Word]]) -> list[float]:
    """Return the middles of the gaps that no row's words cross."""
    size = max(rows[0][0].size, 4.0)
    edges: list[float] = []
    reach: float | None = None
    for begin, end in sorted((word.x0, word.x1) for row in rows for word in row):
        if reach is not None and begin - reach > 0.6 * size:
            edges.append((begin + reach) / 2)
        reach = end if reach is None else max(reach, end)
    return edges


def _split(row: list[Word], edges: list[float]) -> list[list[Word]]:
    cells: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in row:
        cells[sum(1 for edge in edges if word.x0 > edge)].append(word)
    return cells


def _text(cell: list[Word]) -> str:
    return " ".join(word.text for word in cell)


def _counts_on(texts: list[list[str]]) -> bool:
    """Whether the figures of the second column never fall: page numbers of a contents page."""
    numbers = [int(row[1]) for row in texts if row[1].isdigit()]
    return len(numbers) >= 0.8 * len(texts) and numbers == sorted(numbers) and numbers[-1] < 400
