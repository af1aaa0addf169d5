"""Ordered lines of a whole PDF to pieces: running heads, headings, paragraphs, lists, notes, contents."""

from __future__ import annotations

import re
from collections import Counter

from sectorlens.parse.dates import bare_date
from sectorlens.parse.marks import ends_sentence, find_mark, looks_like_heading, ordinal_rank
from sectorlens.parse.pdf_groups import CAPTION, contents_lines, foot_lines, group_lines, usual_leading
from sectorlens.parse.pdf_lines import HYPHEN, Line
from sectorlens.parse.pdf_running import NOTE, body_size
from sectorlens.parse.pieces import Piece
from sectorlens.parse.quotes import is_quotation


class _Joiner:
    """Joins the lines of a block, undoing line-end hyphens by the document's own words."""

    def __init__(self, lines: list[Line]) -> None:
        self.words: Counter[str] = Counter()
        for line in lines:
            self.words.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text.lower()))

    def join(self, lines: list[Line]) -> str:
        text = ""
        for line in lines:
            words = line.text.strip()
            if not text:
                text = words
            elif text.endswith((HYPHEN, "-", "\u00ad", "‐")) and words[:1].isalpha():
                text = self.mend(text, words)
            elif text.endswith(("/", "–")) and not text.endswith((" /", " –")):
                text += words
            else:
                text = f"{text} {words}"
        return text.replace(HYPHEN, "-")

    def mend(self, text: str, words: str) -> str:
        head = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)[\u0002\-\u00ad‐]$", text)
        tail = re.match(r"[^\W\d_]+", words)
        stem = text[:-1]
        if head is None or tail is None:
            return f"{stem}-{words}"
        left, right = head.group(1).lower(), tail.group().lower()
        if "-" in left or words[tail.end() : tail.end() + 1] == "-":
            # What has another hyphen is a compound and keeps this one too.
            return f"{stem}-{words}"
        joined, hyphened = self.words[left + right], self.words[f"{left}-{right}"]
        if hyphened > joined:
            return f"{stem}-{words}"
        if joined or (words[0].islower() and text[-1] in f"{HYPHEN}\u00ad"):
            return stem + words
        # Neither form stands elsewhere: two whole words keep their hyphen, fragments lose it.
        whole = self.words[left] > 0 and self.words[right] > 1
        return f"{stem}-{words}" if whole or not words[0].islower() else stem + words


def make_joiner(lines: list[Line]) -> _Joiner:
    """Return what joins lines into words, knowing the words of all ``lines``."""
    return _Joiner(lines)


def make_pieces(pages: list[list[Line]]) -> list[Piece]:
    """Return the pieces of a PDF whose lines stand in reading order page by page."""
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    size = body_size(lines)
    joiner = _Joiner([*lines, *(inner for line in lines if line.cells for _, _, cell in line.cells for inner in cell)])
    notes = {id(line) for page in pages for line in foot_lines(page, size)}
    main = [line for line in lines if id(line) not in notes]
    contents = contents_lines(main)
    leading = usual_leading(main, size)
    groups = group_lines(main, size, leading, contents)
    tables = {f"table {id(group[0])}": _table_cells(group[0], joiner) for group in groups if group[0].cells}
    styles = _heading_styles(groups, size, leading)
    pieces = [_piece(group, joiner, size, leading, styles, contents) for group in groups]
    _demote_cover(pieces, groups)
    _level_numbers(pieces)
    pieces = _join_across_pages(pieces, groups, joiner)
    pieces = [cell for piece in pieces for cell in (tables.get(piece.hint, [piece]))]
    return _with_notes(pieces, [line for line in lines if id(line) in notes], joiner)


def _heading_styles(groups: list[list[Line]], size: float, leading: float) -> dict[tuple[float, bool], int]:
    """Rank the styles of heading-like groups: larger first, bold before plain; rank 1 is the title's."""
    styles: set[tuple[float, bool]] = set()
    for group in groups:
        if _is_heading(group, size, leading):
            styles.add((round(group[0].size), group[0].bold))
    ranked = sorted(styles, key=lambda style: (-style[0], not style[1]))
    return {style: min(6, rank) for rank, style in enumerate(ranked, start=1)}


def _is_heading(group: list[Line], size: float, leading: float) -> bool:
    first = group[0]
    if first.cells:
        return False
    words = " ".join(line.text.strip() for line in group)
    mark = find_mark(words)
    bare = words[mark.length :] if mark and mark.ordinal else words
    if (mark and mark.bullet) or len(group) > 4 or not any(char.isalpha() for char in bare):
        return False
    if words[0] in '“‘"' and (is_quotation(words) or len(words) > 60):
        return False
    larger = first.size > 1.12 * size
    if larger and len(words) <= 250 and not (len(words) > 90 and ends_sentence(words)):
        return True
    if first.italic and len(group) == 1 and first.gap > 1.15 * leading and first.size > 0.94 * size:
        # An italic line apart from what stands above it.
        return looks_like_heading(bare, limit=80) and not bare_date(bare)
    slightly = first.size > 1.04 * size
    return (first.bold or slightly) and first.size > 0.94 * size and looks_like_heading(bare.rstrip(":"), limit=130)


def _piece(
    group: list[Line],
    joiner: _Joiner,
    size: float,
    leading: float,
    styles: dict[tuple[float, bool], int],
    contents: set[int],
) -> Piece:
    words = joiner.join(group)
    page = group[0].page
    if group[0].cells:
        return Piece(kind="table_cell", text="table", page=page, hint=f"table {id(group[0])}")
    if id(group[0]) in contents:
        return Piece(kind="paragraph", text=words, page=page, layer="furniture", reason="contents")
    if CAPTION.match(words) and len(words) < 250:
        return Piece(kind="caption", text=words, page=page)
    if _is_heading(group, size, leading):
        return Piece(kind="heading", text=words, page=page, level=styles.get((round(group[0].size), group[0].bold), 2))
    mark = find_mark(words)
    if mark and "." in mark.ordinal and len(words) > 90:
        # Reports number their paragraphs ("2.4 …"); the number stays part of the words.
        return Piece(kind="paragraph", text=words, page=page)
    if mark and (mark.bullet or mark.ordinal):
        return Piece(
            kind="list_item",
            text=words[mark.length :],
            page=page,
            ordinal=mark.ordinal,
            level=1,
            hint=f"{group[0].x0:.0f}|{mark.bullet}",
        )
    return Piece(kind="paragraph", text=words, page=page)


def _demote_cover(pieces: list[Piece], groups: list[list[Line]]) -> None:
    """Make subtitle, authors and publisher below a title paragraphs: their type heads nothing further on."""
    styles = [(round(group[0].size), group[0].bold, group[0].italic) for group in groups]
    headings = [index for index, piece in enumerate(pieces) if piece.kind == "heading"]
    if len(headings) < 4:
        return
    title = min(headings[:4], key=lambda index: pieces[index].level)
    early: list[int] = []
    for index in range(title + 1, len(pieces)):
        piece = pieces[index]
        if (
            piece.page != pieces[title].page
            or piece.kind == "list_item"
            or (len(piece.text) > 60 and piece.kind != "heading")
        ):
            break
        if piece.kind == "heading":
            early.append(index)
    later = {styles[index] for index in headings if index not in early}
    for index in early:
        if styles[index] not in later and sum(1 for one in headings if one > index) >= 2:
            pieces[index].kind, pieces[index].level = "paragraph", 0


def _level_numbers(pieces: list[Piece]) -> None:
    """Put headings numbered "1.1" one level below those numbered "1" where both are set alike."""
    numbered = [
        (piece, mark.ordinal.count("."))
        for piece in pieces
        if piece.kind == "heading" and (mark := find_mark(piece.text)) and mark.ordinal[:1].isdigit()
    ]
    tops = {piece.level for piece, depth in numbered if depth == 0}
    for piece, depth in numbered:
        if depth and piece.level in tops:
            piece.level = min(6, piece.level + depth)


def _table_cells(line: Line, joiner: _Joiner) -> list[Piece]:
    return [
        Piece(kind="table_cell", text=joiner.join(cell), page=line.page, row=row, column=column)
        for row, column, cell in line.cells or ()
    ]


def _join_across_pages(pieces: list[Piece], groups: list[list[Line]], joiner: _Joiner) -> list[Piece]:
    """Join a paragraph or item with its continuation on the next column or page; set the depth of items."""
    result: list[Piece] = []
    lefts: list[float] = []
    edges: dict[tuple[int, int, int], float] = {}
    for group in groups:
        key = (group[0].page, group[0].band, group[0].column)
        edges[key] = min(edges.get(key, 1e9), *(line.x0 for line in group))
    last_group: list[Line] | None = None
    shift = 0.0
    for piece, group in zip(pieces, groups, strict=True):
        before = result[-1] if result else None
        if (
            piece.hint.endswith(("|–", "|—"))
            and before is not None
            and is_quotation(before.text)
            and len(piece.text) < 160
        ):
            # A dash after a quotation leads its speaker in, not an item.
            before.kind, before.text = "quote", f"{before.text} – {piece.text}"
            continue
        if before is not None and last_group is not None and _names_speaker(before, piece, last_group, group):
            before.kind, before.speaker, before.text = "quote", piece.text, f"{before.text}\n{piece.text}"
            last_group = group
            continue
        if (
            before is not None
            and last_group is not None
            and piece.kind == "paragraph"
            and piece.layer == "body"
            and before.kind in {"paragraph", "list_item"}
            and before.layer == "body"
            and (group[0].page, group[0].column, group[0].band)
            != (last_group[-1].page, last_group[-1].column, last_group[-1].band)
            and (not ends_sentence(before.text) or (before.text[-1] in ",;" and piece.text[:1].islower()))
            and abs(group[0].size - last_group[-1].size) < 0.6
            and (piece.text[:1].islower() or len(before.text) > 60)
        ):
            before.text = joiner.join(
                [*last_group[:0], _as_line(before.text, last_group[-1]), _as_line(piece.text, group[0])]
            )
            last_group = group
            continue
        if piece.kind == "list_item":
            left = group[0].x0 - edges[group[0].page, group[0].band, group[0].column]
            if (
                lefts
                and last_group is not None
                and last_group[0].page != group[0].page
                and not any(abs(left - known) <= 4 for known in lefts)
            ):
                # Pages whose widest lines differ: the place on the sheet tells.
                shift = lefts[-1] + group[0].x0 - last_group[0].x0 - left
                left += shift
            elif lefts and last_group is not None and last_group[0].page == group[0].page:
                left += shift
            else:
                shift = 0.0
            if (
                before is not None
                and before.kind == "list_item"
                and ordinal_rank(piece.ordinal) == ordinal_rank(before.ordinal) + 1 > 1
                and lefts
            ):
                left = lefts[-1]
            while lefts and left < lefts[-1] - 4:
                lefts.pop()
            if not lefts or left > lefts[-1] + 8:
                lefts.append(left)
            piece.level, piece.hint = min(6, len(lefts)), ""
        else:
            lefts.clear()
        result.append(piece)
        last_group = group
    return result


def _unlike(line: Line, above: Line) -> bool:
    return line.size < 0.9 * above.size or line.italic != above.italic


def _names_speaker(before: Piece, piece: Piece, above: list[Line], group: list[Line]) -> bool:
    """Whether a short line in other type, or close, below a whole quotation says whose words these are."""
    return (
        before.kind == piece.kind == "paragraph"
        and len(group) == 1
        and group[0].page == above[-1].page
        and group[0].gap < (2.5 if _unlike(group[0], above[-1]) else 1.6) * above[-1].size
        and len(piece.text) <= 90
        and piece.text[:1].isupper()
        and not ends_sentence(piece.text)
        and is_quotation(before.text)
        and before.text.rstrip().endswith(("”", '"', "’"))
    )


def _as_line(text: str, like: Line) -> Line:
    return Line(text, like.x0, like.y0, like.x1, like.y1, like.size, like.bold, like.italic, like.page, base=like.base)


def _with_notes(pieces: list[Piece], lines: list[Line], joiner: _Joiner) -> list[Piece]:
    """Put the footnotes of each page after the last piece of that page."""
    notes: dict[int, list[Piece]] = {}
    group: list[Line] = []

    def close() -> None:
        if group:
            words = joiner.join(group)
            mark = NOTE.match(words)
            text = words[mark.end() :] if mark else words
            notes.setdefault(group[0].page, []).append(
                Piece(kind="footnote", text=text, page=group[0].page, ordinal=mark.group(1) if mark else "")
            )
            group.clear()

    for line in lines:
        if group and (line.page != group[-1].page or NOTE.match(line.text)):
            close()
        group.append(line)
    close()
    result: list[Piece] = []
    for index, piece in enumerate(pieces):
        result.append(piece)
        following = pieces[index + 1].page if index + 1 < len(pieces) else None
        if following != piece.page:
            for page in sorted(notes):
                if piece.page is not None and page <= piece.page:
                    result.extend(notes.pop(page))
    for page in sorted(notes):
        result.extend(notes[page])
    return result
