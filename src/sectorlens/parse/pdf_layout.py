"""Lines of a PDF page to reading order: full-width bands and the columns between them."""

from __future__ import annotations

from collections import Counter

from sectorlens.parse.pdf_lines import Line, same_baseline


def page_gutter(lines: list[Line], width: float) -> float | None:
    """Return the x of the gutter of a page of two columns, None for one column."""
    ordered = sorted(lines, key=lambda line: (-line.y1, line.x0))
    return _find_gutter(ordered, 0.0, width) if len(lines) >= 6 else None


def usual_gutter(gutters: list[float | None]) -> float | None:
    """Return the gutter that most pages of a file share, None if none of them has any."""
    found = Counter(round(gutter / 4) for gutter in gutters if gutter is not None)
    if not found:
        return None
    key = max(found.items(), key=lambda item: (item[1], -item[0]))[0]
    return next(gutter for gutter in gutters if gutter is not None and round(gutter / 4) == key)


def _fits(lines: list[Line], gutter: float) -> bool:
    """Whether a page may share the file's gutter: hardly a line of text crosses it, and some start right of it."""
    crossing = [line for line in lines if line.x0 < gutter - 2 and line.x1 > gutter + 2]
    right = [line for line in lines if 0 <= line.x0 - gutter < 40]
    return bool(right) and len(crossing) <= 0.1 * len(lines)


def order_lines(lines: list[Line], width: float, usual: float | None = None) -> list[Line]:
    """Return the lines of one page in reading order, with ``band`` and ``column`` set.

    A gutter is a vertical strip that most rows leave free although they have words on both sides.  Rows that
    cross it part the page into bands; within a band the left column is read before the right one.  ``usual``
    is the gutter of the file's other pages; a page whose second column is short goes by that.
    """
    ordered = sorted(lines, key=lambda line: (-line.y1, line.x0))
    return _order(ordered, 0.0, width, depth=0, usual=usual)


def _order(lines: list[Line], left: float, right: float, *, depth: int, usual: float | None = None) -> list[Line]:
    gutter = _find_gutter(lines, left, right) if depth < 2 and len(lines) >= 6 else None
    if gutter is None and usual is not None and _fits(lines, usual):
        gutter = usual
    if gutter is None:
        return sorted_rows(lines)
    usual = Counter(line.size for line in lines).most_common(1)[0][0]
    bands: list[list[Line]] = [[]]
    kinds: list[bool] = [False]
    above: Line | None = None
    for row in rows_of(lines):
        crossing = any(line.x0 < gutter - 2 and line.x1 > gutter + 2 for line in row)
        if not crossing and above is not None and len(row) == 1:
            # The short last line of a heading that spans the columns belongs to it.
            alike = abs(row[0].size - above.size) < 0.1 and row[0].bold == above.bold and row[0].x0 < gutter
            crossing = alike and above.y0 - row[0].y1 < row[0].size and above.size != usual
        above = row[0] if crossing else None
        if bands[-1] and kinds[-1] != crossing:
            bands.append([])
        kinds = [*kinds[: len(bands) - 1], crossing]
        bands[-1].extend(row)
    result: list[Line] = []
    for number, (band, crossing) in enumerate(zip(bands, kinds, strict=True)):
        if crossing:
            part = sorted_rows(band)
            for line in part:
                line.band, line.column = number, 0
            result.extend(part)
            continue
        sides = ([line for line in band if line.x0 < gutter], [line for line in band if line.x0 >= gutter])
        for column, side in enumerate(sides):
            part = _order(side, left if column == 0 else gutter, gutter if column == 0 else right, depth=depth + 1)
            for line in part:
                line.band, line.column = number, line.column + 10**depth * column
            result.extend(part)
    return result


def rows_of(lines: list[Line]) -> list[list[Line]]:
    """Group lines that share a baseline, top row first, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (-(one.y0 + one.y1) / 2, one.x0)):
        if rows and same_baseline(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.x0) for row in rows]


def sorted_rows(lines: list[Line]) -> list[Line]:
    """Return lines from top to bottom, those on one baseline from left to right."""
    return [line for row in rows_of(lines) for line in row]


def _find_gutter(lines: list[Line], left: float, right: float) -> float | None:
    """Return the x of a gutter between two columns of prose, None if there is one column."""
    span = right - left
    candidates = sorted({round(line.x0, 0) for line in lines if left + 0.2 * span < line.x0 < left + 0.8 * span})
    best: tuple[float, float] | None = None
    for x in candidates:
        at = x - 3
        on_left = [line for line in lines if line.x1 <= at + 2]
        on_right = [line for line in lines if line.x0 >= at]
        crossing = len(lines) - len(on_left) - len(on_right)
        if len(on_left) < 3 or len(on_right) < 3 or crossing > 0.5 * len(lines):
            continue
        if not _is_prose(on_left) or not _is_prose(on_right):
            continue
        # Columns stand beside each other: their heights must overlap.
        overlap = min(max(line.y1 for line in on_left), max(line.y1 for line in on_right)) - max(
            min(line.y0 for line in on_left), min(line.y0 for line in on_right)
        )
        if overlap < 3 * lines[0].size:
            continue
        starts = sum(1 for line in on_right if abs(line.x0 - x) < 3)
        score = min(len(on_left), len(on_right)) + starts - 2 * crossing
        if starts >= 3 and (best is None or score > best[0]):
            best = (score, at)
    return best[1] if best else None


def _is_prose(lines: list[Line]) -> bool:
    """Whether lines fill a column as prose does: most are nearly as wide as the widest.

    Entries of a table in the column, and headings, say nothing of it.
    """
    words = sum(len(line.text.split()) for line in lines) / len(lines)
    spoken = [line for line in lines if len(line.text.split()) >= 4]
    if len(spoken) >= max(5, 0.4 * len(lines)):
        lines, words = spoken, max(words, 2.5)
    widths = sorted(line.x1 - line.x0 for line in lines)
    widest = widths[max(0, int(len(widths) * 0.9) - 1)]
    full = sum(1 for width in widths if width > 0.7 * widest)
    return full >= 0.4 * len(lines) and words >= 2.5
