"""Tagged PDFs: the structure tree that the author's program left behind, read page by page.

The tree says what is a heading, a list item, a quotation or a cell; marked-content ids tie its elements to
the words on the page.  Where the tree covers too little or names no structure, layout decides instead.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sectorlens.parse.marks import ends_sentence, find_mark
from sectorlens.parse.pdf_groups import CONTENTS, LEADER
from sectorlens.parse.pdf_lines import Line, Word, make_segments
from sectorlens.parse.pieces import Piece

_HEADINGS = {"H": 2, "H1": 1, "H2": 2, "H3": 3, "H4": 4, "H5": 5, "H6": 6, "Title": 1}
_BLOCKS = frozenset(
    {*_HEADINGS, "P", "LI", "Caption", "BlockQuote", "TD", "TH", "Note", "TOCI", "FENote", "Aside", "Index"}
)
_DEEPEST = 60
_FEWEST_LINKS = 3


@dataclass(slots=True)
class _Item:
    """One block of the tree: marked-content ids in order, and those of its label apart."""

    kind: str
    level: int = 0
    row: int | None = None
    column: int | None = None
    ids: list[int] = field(default_factory=list)
    label: list[int] = field(default_factory=list)
    linked: set[int] = field(default_factory=set)
    contents: bool = False


def _type(raw: Any, element: Any) -> str:
    size = raw.FPDF_StructElement_GetType(element, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDF_StructElement_GetType(element, buffer, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")


class _Tree:
    """Walks the tree of one page into blocks; ``depth`` guards against trees that nest without end."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw
        self.items: list[_Item] = []
        self.row = -1
        self.column = -1

    def walk(
        self,
        element: Any,
        current: _Item | None,
        lists: int,
        depth: int,
        *,
        label: bool = False,
        contents: bool = False,
        linked: bool = False,
    ) -> None:
        if depth > _DEEPEST:
            return
        kind = _type(self.raw, element)
        if kind in {"Artifact"}:
            return
        lists += kind == "L"
        contents = contents or kind == "TOC"
        linked = linked or kind == "Link"
        if kind == "Table":
            self.row = -1
        elif kind == "TR":
            self.row, self.column = self.row + 1, -1
        elif kind == "Lbl":
            label = True
        elif kind in _BLOCKS and not (
            kind == "P"
            and current is not None
            and current.kind in {"list_item", "quote", "table_cell", "footnote", "caption"}
        ):
            current = self.open(kind, lists, contents)
        count = self.raw.FPDF_StructElement_CountChildren(element)
        for index in range(count):
            child = self.raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                self.walk(child, current, lists, depth + 1, label=label, contents=contents, linked=linked)
                continue
            mark = self.raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
            if mark < 0:
                continue
            if current is None:
                current = self.open("P", lists, contents)
            (current.label if label and current.kind == "list_item" else current.ids).append(mark)
            if linked:
                current.linked.add(mark)

    def open(self, kind: str, lists: int, contents: bool) -> _Item:
        item = _Item("paragraph", contents=contents or kind == "TOCI")
        if kind in _HEADINGS:
            item.kind, item.level = "heading", _HEADINGS[kind]
        elif kind == "LI":
            item.kind, item.level = "list_item", max(1, lists)
        elif kind == "BlockQuote":
            item.kind = "quote"
        elif kind == "Caption":
            item.kind = "caption"
        elif kind in {"Note", "FENote"}:
            item.kind = "footnote"
        elif kind in {"TD", "TH"}:
            self.column += 1
            item.kind, item.row, item.column = "table_cell", self.row, self.column
        self.items.append(item)
        return item


def read_tags(page: Any, words: list[Word], number: int) -> tuple[list[tuple[Piece, list[Line]]], float]:
    """Return the blocks of one tagged page with their lines, and the share of its characters they cover."""
    import pypdfium2.raw as raw

    handle = raw.FPDF_StructTree_GetForPage(page)
    if not handle:
        return [], 0.0
    tree = _Tree(raw)
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(handle)):
            child = raw.FPDF_StructTree_GetChildAtIndex(handle, index)
            if child:
                tree.walk(child, None, 0, 0)
    finally:
        raw.FPDF_StructTree_Close(handle)
    by_mark: dict[int, list[Word]] = {}
    for word in words:
        by_mark.setdefault(word.mcid, []).append(word)
    found: list[tuple[Piece, list[Line]]] = []
    covered = 0
    for item in tree.items:
        own = [word for mark in item.ids for word in by_mark.get(mark, ())]
        label = " ".join(word.text for mark in item.label for word in by_mark.get(mark, ()))
        covered += sum(len(word.text) for word in own) + len(label.replace(" ", ""))
        if not own:
            continue
        mark = find_mark(f"{label} x") if label else None
        piece = Piece(
            kind=item.kind,  # type: ignore[arg-type]
            text="",
            level=item.level,
            page=number,
            row=item.row,
            column=item.column,
            ordinal=mark.ordinal if mark else "",
        )
        links = sum(len(word.text) for word in own if word.mcid in item.linked)
        piece.links = links / sum(len(word.text) for word in own)
        if item.contents:
            piece.layer, piece.reason = "furniture", "contents"
        found.append((piece, make_segments(own, number)))
    total = sum(len(word.text) for word in words)
    return found, covered / total if total else 1.0


def pieces_of_tags(pages: list[list[tuple[Piece, list[Line]]]], join: Callable[[list[Line]], str]) -> list[Piece]:
    """Return the pieces of a tagged file; what a page break cut in two is joined.

    A list item whose number stands in its words and not in a label gives it up to ``ordinal``.
    """
    result: list[Piece] = []
    _raise_title(pages)
    for page in pages:
        for position, (piece, lines) in enumerate(page):
            piece.text = join(lines)
            if piece.kind in {"paragraph", "list_item"} and LEADER.search(piece.text):
                piece.kind, piece.layer, piece.reason = "paragraph", "furniture", "contents"
                if result and CONTENTS.fullmatch(result[-1].text.strip()):
                    result[-1].kind, result[-1].layer, result[-1].reason = "paragraph", "furniture", "contents"
            mark = find_mark(piece.text) if piece.kind == "list_item" and not piece.ordinal else None
            if mark:
                piece.ordinal, piece.text = mark.ordinal, piece.text[mark.length :]
            before = result[-1] if result else None
            if (
                position == 0
                and before is not None
                and before.kind == piece.kind
                and piece.kind in {"paragraph", "list_item", "quote"}
                and not ends_sentence(before.text)
                and not piece.ordinal
                and (piece.text[:1].islower() or len(before.text) > 80)
            ):
                before.text = f"{before.text} {piece.text}"
                continue
            result.append(piece)
    _part_menus(result)
    return result


def _part_menus(pieces: list[Piece]) -> None:
    """Make the menus of a printed web page furniture: runs of short links, and all above a title that has them."""
    lone = [
        piece.layer == "body"
        and piece.kind in {"paragraph", "list_item"}
        and piece.links >= 0.9
        and len(piece.text) <= 40
        for piece in pieces
    ]
    title = next((index for index, piece in enumerate(pieces) if piece.kind == "heading" and piece.level == 1), 0)
    menus: set[int] = set()
    if sum(lone[:title]) >= _FEWEST_LINKS and not any(len(piece.text) > 200 for piece in pieces[:title]):
        menus.update(range(title))
    run: list[int] = []
    for index, one in enumerate([*lone, False]):
        if one:
            run.append(index)
            continue
        if len(run) >= _FEWEST_LINKS and pieces[run[0]].kind == "paragraph":
            menus.update(run)
        run = []
    for index in menus:
        pieces[index].kind, pieces[index].layer, pieces[index].reason = "paragraph", "furniture", "navigation"


def _raise_title(pages: list[list[tuple[Piece, list[Line]]]]) -> None:
    """Make the largest lines of the first page the title where the tree calls them a paragraph.

    Some programs tag their title style as a paragraph; type tells then.
    """
    sizes: Counter[float] = Counter()
    for page in pages:
        for _, lines in page:
            for line in lines:
                sizes[round(line.size * 2) / 2] += len(line.text)
    first = next((page for page in pages if page), [])
    if not first or not sizes:
        return
    body = max(sizes.items(), key=lambda item: (item[1], -item[0]))[0]
    largest = max((line.size for _, lines in first for line in lines), default=0.0)
    heads = max(
        (line.size for page in pages for piece, lines in page if piece.kind == "heading" for line in lines), default=0.0
    )
    top = [(piece, lines) for piece, lines in first if lines and lines[0].size > largest - 0.5]
    if (
        largest < 1.35 * body
        or largest < heads + 0.5
        or len(top) > 4
        or any(piece.kind != "paragraph" for piece, _ in top)
    ):
        return
    if sum(len(line.text) for _, lines in top for line in lines) > 250 or top[0][0].layer != "body":
        return
    for page in pages:
        for piece, _ in page:
            if piece.kind == "heading":
                piece.level = min(6, piece.level + 1)
    top[0][0].kind, top[0][0].level = "heading", 1
    for piece, lines in top[1:]:
        top[0][1].extend(lines)
        first[:] = [pair for pair in first if pair[0] is not piece]


def is_structured(pages: list[list[tuple[Piece, list[Line]]]]) -> bool:
    """Whether the tree names any structure beyond plain paragraphs."""
    return any(piece.kind in {"heading", "list_item"} for page in pages for piece, _ in page)
