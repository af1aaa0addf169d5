"""Blocks as HTML, and the pages' furniture kept as it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from demo_markup import Block


@dataclass(frozen=True)
class Entry:
    """A neighbour page as menus, news boxes and indexes show it."""

    title: str
    href: str
    date: str
    shown: str
    section: str


@dataclass
class Page:
    """What a layout gets: one publication and its neighbours on the same website."""

    title: str
    href: str
    host: str
    date: str
    shown: str
    author: str
    type: str
    blocks: list[Block]
    others: list[Entry] = field(default_factory=list)
    attachment: str = ""
    bare_date: bool = False
    furniture: list[str] = field(default_factory=list)

    def f(self, text: str) -> str:
        """``text`` escaped, and remembered as furniture of the page."""
        if text not in self.furniture:
            self.furniture.append(text)
        return escape(text, quote=False)


def inline(block: Block) -> str:
    """The block's text with its links and bold parts."""
    out, at = [], 0
    marks = [s for s in block.spans if s.kind in {"link", "bold"}]
    for span in sorted(marks, key=lambda s: s.start):
        if span.start < at:
            continue
        out.append(escape(block.text[at : span.start], quote=False))
        inner = escape(block.text[span.start : span.end], quote=False)
        if span.kind == "link":
            out.append(f'<a href="{escape(span.attr)}">{inner}</a>')
        else:
            out.append(f"<strong>{inner}</strong>")
        at = span.end
    out.append(escape(block.text[at:], quote=False))
    return "".join(out)


def body(blocks: list[Block], *, style: str = "plain", shift: int = 0) -> str:
    """Blocks as HTML.

    ``style``: ``plain`` (headings and lists as they should be), ``bold`` (headings are bold
    paragraphs), ``breaks`` (bold headings and lists as lines with a bullet sign and ``<br>``),
    ``numbered`` (paragraphs in an ordered list of the section, as inspectorates write).
    ``shift`` is added to heading levels.
    """
    out: list[str] = []
    run: list[Block] = []

    def flush() -> None:
        if not run:
            return
        kind = run[0].kind
        if kind == "list_item" and style == "breaks":
            lines = [f"&bull; {inline(b)}" if not b.ordered else f"{n}) {inline(b)}" for n, b in enumerate(run, 1)]
            out.append("<p>" + "<br>\n".join(lines) + "</p>")
        elif kind == "list_item":
            tag = "ol" if run[0].ordered else "ul"
            out.append(f"<{tag}>\n" + "\n".join(f"  <li>{inline(b)}</li>" for b in run) + f"\n</{tag}>")
        elif kind == "table_cell":
            rows: dict[int, list[Block]] = {}
            for b in run:
                rows.setdefault(b.row, []).append(b)
            lines = []
            for n, cells in enumerate(rows.values()):
                tag = "th" if n == 0 else "td"
                lines.append("<tr>" + "".join(f"<{tag}>{inline(c)}</{tag}>" for c in cells) + "</tr>")
            out.append("<table>\n" + "\n".join(lines) + "\n</table>")
        run.clear()

    for block in blocks:
        if run and (run[0].kind != block.kind or run[0].ordered != block.ordered):
            flush()
        if block.kind in {"list_item", "table_cell"}:
            run.append(block)
        elif block.kind == "heading":
            level = min(6, block.level + shift)
            out.append(
                f"<p><strong>{inline(block)}</strong></p>"
                if block.fake or style in {"bold", "breaks"}
                else f"<h{level}>{inline(block)}</h{level}>"
            )
        elif block.kind == "quote":
            out.append(f"<blockquote><p>{inline(block)}</p></blockquote>")
        elif block.kind == "caption":
            out.append(f'<figure><div class="ph"></div><figcaption>{inline(block)}</figcaption></figure>')
        elif block.kind == "footnote":
            out.append(f'<p class="fn">{inline(block)}</p>')
        else:
            out.append(f"<p>{inline(block)}</p>")
    flush()
    return "\n".join(out)
