# ruff: noqa: E501 - patterns and word lists are kept whole
"""HTML to pieces: one walk over the tree in document order, structure and regions kept.

The walk is iterative, so nesting cannot exhaust the stack.  It keeps every visible word of the page; which
pieces are the publication is decided afterwards (``html_main``).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree

from sectorlens.parse.docx_numbering import render_number
from sectorlens.parse.html_breaks import BOLD_OFF, BOLD_ON, BREAK, split_breaks
from sectorlens.parse.html_elements import (
    follows_bullet,
    holds_notes,
    is_caption,
    is_quote,
    number_style,
    shows_picture,
)
from sectorlens.parse.html_regions import ACCORDION, REGIONS, is_data_table, is_hidden, region_hint
from sectorlens.parse.html_tree import BLOCKS
from sectorlens.parse.pieces import Piece

_SKIP = frozenset(
    "script style noscript template svg math iframe object embed canvas audio video map head select option datalist "
    "textarea input source track link meta base param area progress meter img picture dialog".split()
)
_NUMBER_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_BOLD = frozenset({"b", "strong", "u"})
_SUBTITLE = re.compile(r"(?<![a-z])(?:sub-?(?:title|headline)|standfirst|strapline|dek)(?![a-z])", re.IGNORECASE)
_DOC_LIST = re.compile(r"(?<![a-z])lst-\w+-([1-8])(?!\w)")
_MORE_OR_LESS = re.compile(r"(?:open|close|show|hide|expand|collapse|view) (?:all|more|less)\b.{0,20}", re.IGNORECASE)
_DEPTH_LIMIT = 512


class _Frame(msgspec.Struct, gc=False):
    """What holds for everything inside one element."""

    tag: str
    kind: str = "paragraph"
    level: int = 0
    ordinal: str = ""
    hint: str = ""
    list_depth: int = 0
    table: Any = None
    row: int | None = None
    column: int | None = None
    in_main: bool = False
    next_ordinal: int | None = None
    step: int = 1
    style: str = ""
    item: int = -1


class Node(msgspec.Struct, gc=False):
    """One piece with its place in the tree: ``path`` holds the elements above it, outermost first."""

    piece: Piece
    path: tuple[Any, ...]
    in_main: bool
    bold: float


class Walk(msgspec.Struct):
    """All visible pieces of a page, its ``<time>`` marks and links (with the index of the piece they stand in, the element last)."""

    nodes: list[Node] = []
    times: list[tuple[int, str, str]] = []
    links: list[tuple[int, str, Any]] = []
    has_password: bool = False
    deep: bool = False


class _Walker:
    """State of one walk; ``run`` visits each element once on the way in and once on the way out."""

    def __init__(self) -> None:
        self.walk = Walk()
        self.frames: list[_Frame] = [_Frame("root")]
        self.path: list[Any] = []
        self.buffer: list[str] = []
        self.size = self.link_size = 0
        self.bold = self.link = 0
        self.heading = 1

    def run(self, root: Any) -> Walk:
        steps = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in steps:
            if event == "end":
                if element is not skipped:
                    self.leave(element)
                self.add(element.tail)
                continue
            tag = element.tag
            if tag not in _SKIP and not is_hidden(element):
                self.enter(element, tag)
                continue
            if (tag == "input" and (element.get("type") or "").lower() == "password") or (
                tag not in _SKIP and element.xpath("boolean(.//input[@type='password'])")
            ):
                self.walk.has_password = True
            skipped = element
            steps.skip_subtree()
        self.flush()
        return self.walk

    def add(self, text: str | None) -> None:
        if text:
            self.buffer.append(text)
            size = len(text.strip())
            self.size += size
            if self.link:
                self.link_size += size

    def enter(self, element: Any, tag: str) -> None:
        if tag in BLOCKS:
            self.flush()
            self.push(element, tag)
        elif tag == "br":
            self.buffer.append(BREAK)
        elif tag == "cite" and self.frames[-1].kind == "quote":
            self.flush()
            self.push(element, tag)
        elif tag in _BOLD:
            self.bold += 1
            self.buffer.append(BOLD_ON)
        elif tag == "a":
            self.link += 1
            href = element.get("href")
            if href:
                self.walk.links.append((len(self.walk.nodes), href, element))
        elif tag == "time":
            if self.stands_alone(element):
                self.flush()
                self.push(element, tag)
            self.walk.times.append(
                (
                    len(self.walk.nodes),
                    element.get("datetime") or element.text_content(),
                    f"{element.get('class') or ''} {element.get('itemprop') or ''} {'pubdate' if element.get('pubdate') is not None else ''}",
                )
            )
        self.add(element.text)

    def push(self, element: Any, tag: str) -> None:
        above = self.frames[-1]
        frame = _Frame(
            tag, kind=above.kind, level=above.level, ordinal=above.ordinal, hint=above.hint, list_depth=above.list_depth,
            table=above.table, row=above.row, column=above.column, in_main=above.in_main, item=above.item,
        )  # fmt: skip
        hint = REGIONS.get(tag, "") or region_hint(element)
        if hint == "dialog" and element.find(".//h1") is not None:
            # An overlay over the picture at the top of the page, no window that pops up.
            hint = ""
        if tag == "header" and (above.in_main or above.tag in {"article", "section"}):
            hint = ""
        if hint and not (hint == "meta" and above.hint):
            frame.hint = hint
        if tag in {"main", "article"} or element.get("role") == "main":
            frame.in_main = True
            frame.hint = "" if above.hint in {"form", "aside", "header"} and tag == "main" else frame.hint
        self.set_kind(element, tag, frame, above)
        self.frames.append(frame)
        self.path.append(element)

    def set_kind(self, element: Any, tag: str, frame: _Frame, above: _Frame) -> None:
        role = element.get("role")
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            frame.kind, frame.level = "heading", int(tag[1])
            if tag != "h1" and _SUBTITLE.search(element.get("class") or ""):
                # A line under the title, marked up as a heading for its size.
                frame.kind, frame.level = "paragraph", 0
        elif role == "heading":
            level = element.get("aria-level") or "2"
            frame.kind, frame.level = "heading", int(level) if level in {"1", "2", "3", "4", "5", "6"} else 2
        elif role == "list" and tag == "div":
            frame.list_depth = above.list_depth + 1
        elif role == "listitem" and tag == "div":
            frame.tag, frame.kind, frame.level, frame.item = "li", "list_item", max(1, above.list_depth), -2
        elif tag == "summary" or (tag == "button" and self.is_accordion(element)):
            inside = above.kind == "heading"
            frame.kind = "heading"
            frame.level = above.level if inside else min(6, self.heading + 1)
            frame.hint = above.hint
        elif tag in {"ul", "ol", "menu"}:
            frame.list_depth = above.list_depth + 1
            frame.style = element.get("type") or number_style(element)
            deeper = _DOC_LIST.search(element.get("class") or "")
            if deeper and not above.list_depth:
                frame.list_depth += int(deeper.group(1))
            if tag == "ol":
                start = element.get("start") or "1"
                frame.next_ordinal = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
                if element.get("reversed") is not None:
                    frame.step = -1
                    frame.next_ordinal = int(start) if element.get("start") else len(element.findall("li"))
        elif tag == "li":
            frame.kind, frame.level = "list_item", max(1, above.list_depth)
            if any(holds_notes(one) for one in self.path[-3:]):
                frame.kind = "footnote"
            frame.ordinal, frame.item = self.next_ordinal(element, above), -2
        elif tag == "blockquote" or (tag in {"div", "aside", "p", "figure"} and is_quote(element)):
            frame.kind = "quote"
            if frame.hint in {"aside", "social"} and tag != "aside":
                frame.hint = above.hint
        elif (
            tag in {"figcaption", "caption"}
            or (tag == "figure" and shows_picture(element))
            or (tag in {"p", "div", "span", "dd"} and is_caption(element))
        ):
            frame.kind = "caption"
        elif tag in {"div", "section", "aside", "p"} and holds_notes(element):
            frame.kind = "footnote"
        elif tag == "details" and above.kind == "list_item":
            frame.kind = "paragraph"
        elif tag == "td" and above.table is None and follows_bullet(element):
            frame.kind, frame.level = "list_item", max(1, above.list_depth)
        elif tag == "table" and is_data_table(element):
            frame.table, frame.row, frame.column = element, -1, None
        elif tag == "tr":
            if above.table is not None:
                holder = next(one for one in reversed(self.frames) if one.tag == "table")
                holder.row = (holder.row if holder.row is not None else -1) + 1
                frame.row, frame.column = holder.row, -1
        elif tag in {"td", "th"} and above.table is not None:
            holder = self.frames[-1]
            holder.column = (holder.column if holder.column is not None else -1) + 1
            frame.kind, frame.row, frame.column = "table_cell", holder.row, holder.column
        elif tag in {"footer", "cite"} and above.kind == "quote":
            frame.hint = "speaker"

    @staticmethod
    def stands_alone(element: Any) -> bool:
        """Whether an inline element is laid out by itself: beside siblings, with no words of its parent around it."""
        parent = element.getparent()
        if parent is None or len(parent) < 2 or (parent.text or "").strip():
            return False
        return not any((child.tail or "").strip() for child in parent)

    def is_accordion(self, element: Any) -> bool:
        if element.get("aria-expanded") is None and not ACCORDION.search(element.get("class") or ""):
            return False
        words = element.text_content().split()
        if _MORE_OR_LESS.fullmatch(" ".join(words)):
            return False
        if not 2 <= len(words) <= 30 or self.frames[-1].hint in {"nav", "header", "footer", "form", "cookie"}:
            return self.frames[-1].kind == "heading"
        return True

    def next_ordinal(self, element: Any, above: _Frame) -> str:
        if above.next_ordinal is None:
            return ""
        value = element.get("value") or ""
        number = int(value) if re.fullmatch(r"\d{1,6}", value) else above.next_ordinal
        above.next_ordinal = number + above.step
        return render_number(number, _NUMBER_FORMS.get(above.style, "decimal"))

    def leave(self, element: Any) -> None:
        tag = element.tag
        if tag in BLOCKS or (self.path and self.path[-1] is element):
            self.flush()
            self.frames.pop()
            self.path.pop()
        elif tag in _BOLD:
            self.bold -= 1
            self.buffer.append(BOLD_OFF)
        elif tag == "a":
            self.link -= 1

    def flush(self) -> None:
        """Close the words gathered so far into a piece (two line breaks in a row part paragraphs)."""
        size, linked = self.size, self.link_size
        if not size:
            self.buffer.clear()
            return
        raw = "".join(self.buffer)
        self.buffer.clear()
        self.size = self.link_size = 0
        if self.bold or BOLD_OFF in raw:
            # Bold that began before these words and has not ended reaches into them.
            raw = BOLD_ON * max(0, self.bold - raw.count(BOLD_ON) + raw.count(BOLD_OFF)) + raw
        frame = self.frames[-1]
        link_share = linked / max(1, size)
        for part, bold_share in split_breaks(raw):
            words = " ".join(part.split())
            if words:
                self.emit(words, frame, bold_share, link_share)

    def emit(self, words: str, frame: _Frame, bold_share: float, link_share: float) -> None:
        nodes = self.walk.nodes
        owner = (
            next((one for one in reversed(self.frames) if one.tag == "li"), None) if frame.kind == "list_item" else None
        )
        if owner is not None and owner.item >= 0 and owner.item == len(nodes) - 1:
            # A further paragraph of the same item: one item is one block.
            piece = nodes[-1].piece
            piece.text = f"{piece.text}\n{words}"
            return
        piece = Piece(
            kind=frame.kind, text=words, level=frame.level if frame.kind in {"heading", "list_item"} else 0,  # type: ignore[arg-type]
            ordinal=frame.ordinal if frame.kind in {"list_item", "footnote"} else "", row=frame.row if frame.table is not None else None,
            column=frame.column if frame.table is not None else None, hint=frame.hint, links=round(link_share, 3),
        )  # fmt: skip
        if owner is not None:
            owner.item = len(nodes)
            # The number belongs to the item's first words only.
            owner.ordinal = ""
        if piece.kind == "heading":
            self.heading = piece.level
        if len(self.path) > _DEPTH_LIMIT:
            self.walk.deep = True
        nodes.append(Node(piece, tuple(self.path[-64:]), frame.in_main, bold_share))


def walk_tree(root: Any) -> Walk:
    """Return every visible piece below ``root`` in document order."""
    body = root.find("body") if root.tag == "html" else root
    return _Walker().run(root if body is None else body)
