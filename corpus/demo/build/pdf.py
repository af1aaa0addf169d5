"""Write a source as PDF: one or two columns, running heads, footnotes, with or without tags."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import escape
from typing import Any

from demo_markup import Block
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    TextStringObject,
)
from reportlab import rl_config
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table
from reportlab.platypus.doctemplate import FrameBreak

rl_config.invariant = 1
TAGS = {"h1": "H1", "h2": "H2", "h3": "H3", "p": "P", "li": "LI", "q": "BlockQuote", "fn": "Note"}
Mark = tuple[int, int, str]


def _styles(font: str, size: float, justify: bool) -> dict[str, ParagraphStyle]:
    bold = {"Times-Roman": "Times-Bold"}.get(font, f"{font}-Bold")
    base = ParagraphStyle("p", fontName=font, fontSize=size, leading=size * 1.32, spaceAfter=size * 0.7)
    if justify:
        base.alignment = TA_JUSTIFY

    def make(name: str, **kw: Any) -> ParagraphStyle:
        return ParagraphStyle(name, parent=base, **kw)

    return {
        "p": base,
        "h1": make("h1", fontName=bold, fontSize=size * 2, leading=size * 2.3, spaceAfter=size * 1.4, alignment=0),
        "h2": make("h2", fontName=bold, fontSize=size * 1.35, leading=size * 1.7, spaceBefore=size, alignment=0),
        "h3": make("h3", fontName=bold, fontSize=size, leading=size * 1.4, alignment=0),
        "li": make("li", leftIndent=size * 1.8, bulletIndent=size * 0.4, spaceAfter=size * 0.35),
        "q": make(
            "q",
            leftIndent=size * 2,
            rightIndent=size * 2,
            fontName={"Times-Roman": "Times-Italic"}.get(font, f"{font}-Oblique"),
        ),
        "fn": make("fn", fontSize=size * 0.78, leading=size, spaceAfter=2),
    }


class Marked(Paragraph):  # type: ignore[misc]
    """A paragraph whose drawing is enclosed in marked content when the canvas asks for it."""

    def draw(self) -> None:
        """Draw, between BDC and EMC where tags are wanted."""
        marks: list[Mark] | None = getattr(self.canv, "_sl_marks", None)
        if marks is None:
            super().draw()
            return
        page = self.canv.getPageNumber()
        mcid = sum(1 for p, _, _ in marks if p == page)
        tag = TAGS.get(self.style.name, "P")
        marks.append((page, mcid, tag))
        self.canv._code.append(f"/{tag} <</MCID {mcid}>> BDC")
        super().draw()
        self.canv._code.append("EMC")


def _flow(blocks: list[Block], styles: dict[str, ParagraphStyle], width: float) -> list[Flowable]:
    out: list[Flowable] = []
    number, cells = 0, []
    for n, block in enumerate(blocks):
        text = escape(block.text, quote=False)
        if block.kind == "table_cell":
            cells.append(block)
            if n + 1 == len(blocks) or blocks[n + 1].kind != "table_cell":
                rows: dict[int, list[Flowable]] = {}
                for cell in cells:
                    rows.setdefault(cell.row, []).append(Marked(escape(cell.text, quote=False), styles["p"]))
                wide = max(len(r) for r in rows.values())
                out += [
                    Table(
                        [r + [""] * (wide - len(r)) for r in rows.values()],
                        colWidths=[width / wide] * wide,
                        style=[("GRID", (0, 0), (-1, -1), 0.4, "#888888"), ("VALIGN", (0, 0), (-1, -1), "TOP")],
                    ),
                    Spacer(1, 6),
                ]
                cells = []
            continue
        if block.kind == "list_item":
            number = number + 1 if n and blocks[n - 1].kind == "list_item" else 1
            out.append(Marked(text, styles["li"], bulletText=f"{number}." if block.ordered else "•"))
        else:
            name = {"heading": f"h{min(3, block.level)}", "quote": "q", "footnote": "fn"}.get(block.kind, "p")
            out.append(Marked(text, styles[name]))
    return out


def make_pdf(
    blocks: list[Block],
    *,
    title: str,
    author: str,
    running: str,
    columns: int = 1,
    tagged: bool = False,
    font: str = "Helvetica",
    size: float = 10.5,
) -> bytes:
    """Return the PDF of ``blocks``.  Footnotes stand after the text, ``running`` on each page."""
    buffer = io.BytesIO()
    marks: list[Mark] = []
    margin, gap = 22 * mm, 8 * mm
    width = (A4[0] - 2 * margin - gap * (columns - 1)) / columns
    head = 26 * mm if columns == 2 else 0
    frames = [Frame(margin + i * (width + gap), 22 * mm, width, A4[1] - 44 * mm, 0, 0, 0, 0) for i in range(columns)]
    top = Frame(margin, A4[1] - 22 * mm - head, A4[0] - 2 * margin, head, 0, 0, 0, 0)
    below = [Frame(f._x1, 22 * mm, width, A4[1] - 46 * mm - head, 0, 0, 0, 0) for f in frames]

    def decorate(canvas: Any, doc: Any) -> None:
        if tagged:
            canvas._sl_marks = marks
            canvas._code.append("/Artifact BMC")
        canvas.setFont(font, 8)
        if canvas.getPageNumber() > 1:
            canvas.drawString(margin, A4[1] - 14 * mm, running)
        canvas.drawRightString(A4[0] - margin, 12 * mm, f"Page {canvas.getPageNumber()}")
        if tagged:
            canvas._code.append("EMC")

    document = BaseDocTemplate(
        buffer, pagesize=A4, title=title, author=author, invariant=1, subject="Fictional: written for a demonstration"
    )
    first = [top, *below] if columns == 2 else frames
    document.addPageTemplates(
        [
            PageTemplate("first", first, onPage=decorate, autoNextPageTemplate="rest"),
            PageTemplate("rest", frames, onPage=decorate),
        ]
    )
    styles = _styles(font, size, columns == 2)
    flow = _flow(blocks, styles, width)
    if columns == 2 and flow:
        flow.insert(1, FrameBreak())
    document.build(flow)
    return _tag(buffer.getvalue(), marks, title) if tagged else buffer.getvalue()


def _tag(data: bytes, marks: list[Mark], title: str) -> bytes:
    """Add the structure tree, language and marked flag that make ``data`` a tagged PDF."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    root = writer._root_object
    tree = writer._add_object(DictionaryObject({NameObject("/Type"): NameObject("/StructTreeRoot")}))
    whole = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/StructElem"),
                NameObject("/S"): NameObject("/Document"),
                NameObject("/P"): tree,
            }
        )
    )
    kids, parents = ArrayObject(), ArrayObject()
    add: Callable[[Any], Any] = writer._add_object
    for number, page in enumerate(writer.pages, 1):
        page[NameObject("/StructParents")] = NumberObject(number - 1)
        here = ArrayObject()
        for where, mcid, tag in marks:
            if where == number:
                elem = add(
                    DictionaryObject(
                        {
                            NameObject("/Type"): NameObject("/StructElem"),
                            NameObject("/S"): NameObject(f"/{tag}"),
                            NameObject("/P"): whole,
                            NameObject("/Pg"): page.indirect_reference or NullObject(),
                            NameObject("/K"): NumberObject(mcid),
                        }
                    )
                )
                kids.append(elem)
                here.append(elem)
        parents.extend([NumberObject(number - 1), add(here)])
    whole.get_object()[NameObject("/K")] = kids
    tree.get_object()[NameObject("/K")] = whole
    tree.get_object()[NameObject("/ParentTree")] = add(DictionaryObject({NameObject("/Nums"): parents}))
    root[NameObject("/StructTreeRoot")] = tree
    root[NameObject("/MarkInfo")] = DictionaryObject({NameObject("/Marked"): BooleanObject(True)})
    root[NameObject("/Lang")] = TextStringObject("en-GB")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
