# ruff: noqa: E501 - pages and prose are kept whole
"""PDFs (by reportlab without tags, by Chromium with them) and Word files of the fictional publications."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from page_parts import PLAIN, body
from reportlab import rl_config
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, PageBreak, PageTemplate, Paragraph, Spacer, Table, TableStyle
from sources import Line, Source

rl_config.invariant = 1
WriteCase = Callable[..., None]


def _styles(justify: bool, family: str) -> dict[str, ParagraphStyle]:
    bold = "Times-Bold" if family == "Times-Roman" else f"{family}-Bold"
    base = ParagraphStyle(
        "p", fontName=family, fontSize=10, leading=13.5, spaceAfter=7, alignment=TA_JUSTIFY if justify else 0
    )
    return {
        "p": base,
        "h1": ParagraphStyle("h1", parent=base, fontName=bold, fontSize=20, leading=24, spaceAfter=12, alignment=0),
        "h2": ParagraphStyle("h2", parent=base, fontName=bold, fontSize=14, leading=18, spaceBefore=10, alignment=0),
        "h3": ParagraphStyle("h3", parent=base, fontName=bold, fontSize=10.5, leading=14, spaceBefore=6, alignment=0),
        "li": ParagraphStyle("li", parent=base, leftIndent=16, bulletIndent=4, spaceAfter=4),
        "li2": ParagraphStyle("li2", parent=base, leftIndent=32, bulletIndent=20, spaceAfter=4),
        "q": ParagraphStyle(
            "q",
            parent=base,
            leftIndent=24,
            rightIndent=24,
            fontName="Times-Italic" if family == "Times-Roman" else f"{family}-Oblique",
        ),
        "cap": ParagraphStyle("cap", parent=base, fontSize=9),
        "note": ParagraphStyle("note", parent=base, fontSize=8, leading=10),
    }


def _flow(source: Source, styles: dict[str, ParagraphStyle], grid: bool) -> list[Any]:
    story: list[Any] = []
    rows: list[list[str]] = []
    for line in (*source.lines, Line("end", "")):
        if line.kind == "row":
            rows.append(list(line.cells))
            continue
        if rows:
            look = (
                [("GRID", (0, 0), (-1, -1), 0.5, "#777777")]
                if grid
                else [("LINEBELOW", (0, 0), (-1, -1), 0.4, "#999999")]
            )
            story.append(
                Table(
                    [[Paragraph(escape(cell), styles["p"]) for cell in row] for row in rows],
                    style=TableStyle(look),
                    spaceAfter=8,
                )
            )
            rows = []
        if line.kind == "heading":
            story.append(Paragraph(escape(line.text), styles[f"h{min(3, line.level)}"]))
        elif line.kind == "list_item":
            mark = f"{line.ordinal}." if line.ordinal else "•" if line.level == 1 else "–"
            story.append(Paragraph(escape(line.text), styles["li" if line.level == 1 else "li2"], bulletText=mark))
        elif line.kind == "quote":
            story.append(Paragraph(f"“{escape(line.text)}” – {escape(line.speaker)}", styles["q"]))
        elif line.kind == "caption":
            story.append(Paragraph(escape(line.text), styles["cap"]))
        elif line.kind == "paragraph":
            story.append(Paragraph(escape(line.text), styles["p"]))
    return story


def _report(
    source: Source, *, columns: int, justify: bool, family: str, date: str, contents: bool, grid: bool, heads: bool
) -> bytes:
    styles = _styles(justify, family)
    out = io.BytesIO()
    width, height = A4

    def decorate(canvas: Any, document: Any) -> None:
        canvas.setFont(family, 8)
        if heads and document.page > 1:
            canvas.drawString(60, height - 38, f"{source.publisher} | {source.title[:40]}")
        canvas.drawRightString(width - 60, 32, f"Page {document.page}" if heads else str(document.page))

    template = BaseDocTemplate(
        out, pagesize=A4, title=source.title if family == "Helvetica" else "untitled.indd", author=source.author
    )
    gap = 22.0
    span = (width - 120 - gap * (columns - 1)) / columns
    frames = [Frame(60 + n * (span + gap), 62, span, height - 130, 0, 0, 0, 0) for n in range(columns)]
    template.addPageTemplates([PageTemplate(frames=frames, onPage=decorate)])
    story: list[Any] = [Paragraph(escape(source.title), styles["h1"]), Paragraph(date, styles["p"])]
    if contents:
        heads_of = [line.text for line in source.lines if line.kind == "heading"]
        story += [
            Paragraph("Contents", styles["h2"]),
            *(
                Paragraph(f"{escape(text)} {'.' * (70 - len(text))} {n + 2}", styles["p"])
                for n, text in enumerate(heads_of)
            ),
            PageBreak(),
        ]
    template.build([*story, *_flow(source, styles, grid), Spacer(1, 4)])
    return out.getvalue()


def _chromium(markup: str) -> bytes | None:
    """Return a tagged PDF printed by Chromium, None where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(markup, encoding="utf-8")
        subprocess.run(
            [
                program,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}/u",
                f"--print-to-pdf={pdf}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=90,
        )
        return pdf.read_bytes()


def _print_page(source: Source, date: str, css: str) -> str:
    return f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{escape(source.title)}</title><style>body{{font:11pt/1.4 serif}}{css}</style></head><body><h1>{escape(source.title)}</h1><p>{date}</p>{body(source, PLAIN)}</body></html>"


def write_pdfs(sources: tuple[Source, ...], root: Path, write_case: WriteCase, long_date: Callable[[str], str]) -> int:
    """Write six PDFs without tags and six with them; return how many."""
    plans = (
        ("one-column", 0, {"columns": 1, "justify": False, "family": "Helvetica"}),
        ("running-heads", 1, {"columns": 1, "justify": True, "family": "Times-Roman", "heads": True}),
        ("two-columns", 4, {"columns": 2, "justify": True, "family": "Times-Roman", "heads": True}),
        ("two-columns-ragged", 7, {"columns": 2, "justify": False, "family": "Helvetica"}),
        ("contents", 5, {"columns": 1, "justify": False, "family": "Helvetica", "contents": True, "heads": True}),
        ("table-lines", 7, {"columns": 1, "justify": False, "family": "Helvetica", "grid": False}),
    )
    count = 0
    for name, pick, options in plans:
        source = sources[pick]
        date = long_date(source.date)
        full = {"contents": False, "grid": True, "heads": False, **options}
        content = _report(source, date=date, **full)  # type: ignore[arg-type]
        lines = [Line("heading", source.title, 1), Line("paragraph", date), *source.lines]
        write_case(f"pdf-{name}", "report.pdf", content, source, lines, "", source.date)
        count += 1
    tagged = (
        ("tagged-one-column", 2, ""),
        ("tagged-two-columns", 3, "body{column-count:2}h1{column-span:all}"),
        ("tagged-table", 1, "table{border-collapse:collapse}td,th{border:1px solid}"),
        ("tagged-large-type", 6, "body{font-size:15pt}"),
        ("tagged-same-size-headings", 5, "h2,h3{font-size:11pt;font-weight:normal;font-style:italic}"),
        ("tagged-sans", 0, "body{font-family:sans-serif;text-align:justify}"),
    )
    for name, pick, css in tagged:
        source = sources[pick]
        date = long_date(source.date)
        made = _chromium(_print_page(source, date, css))
        if made is None and not (root / f"pdf-{name}" / "report.pdf").exists():
            continue
        write_case(
            f"pdf-{name}",
            "report.pdf",
            made,
            source,
            [Line("heading", source.title, 1), Line("paragraph", date), *source.lines],
            "",
            source.date,
        )
        count += 1
    return count


def _number(document: Any, paragraph: Any, list_id: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    node = OxmlElement("w:numPr")
    for tag, value in (("w:ilvl", level), ("w:numId", list_id)):
        child = OxmlElement(tag)
        child.set(qn("w:val"), str(value))
        node.append(child)
    properties.append(node)


def _new_list(document: Any, form: str) -> int:
    """Add an own numbering definition with two levels and return its id."""
    numbering = document.part.numbering_part.element
    number = len(numbering.findall(qn("w:num"))) + 40
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), str(number))
    for level, kind in enumerate((form, "bullet")):
        node = OxmlElement("w:lvl")
        node.set(qn("w:ilvl"), str(level))
        for tag, value in (
            ("w:start", "1"),
            ("w:numFmt", kind),
            ("w:lvlText", f"%{level + 1}." if kind != "bullet" else "·"),
        ):
            child = OxmlElement(tag)
            child.set(qn("w:val"), value)
            node.append(child)
        abstract.append(node)
    numbering.insert(0, abstract)
    instance = OxmlElement("w:num")
    instance.set(qn("w:numId"), str(number))
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), str(number))
    instance.append(link)
    numbering.append(instance)
    return number


def _tracked(paragraph: Any) -> None:
    """Mark the last words of a paragraph as inserted and put deleted words before them."""
    run = paragraph.runs[-1]
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "Editor")
    run._r.addprevious(inserted)
    inserted.append(run._r)
    gone = OxmlElement("w:del")
    gone.set(qn("w:author"), "Editor")
    old = copy.deepcopy(run._r)
    for text in old.findall(qn("w:t")):
        text.tag = qn("w:delText")
        text.text = "words that were struck out "
    gone.append(old)
    inserted.addprevious(gone)


def write_docx(sources: tuple[Source, ...], write_case: WriteCase, long_date: Callable[[str], str]) -> int:
    """Write six Word files; return how many."""
    plans = (("styles", 0), ("numbered", 4), ("tables", 7), ("bold-headings", 3), ("tracked", 5), ("letters", 2))
    for name, pick in plans:
        source = sources[pick]
        document = Document()
        document.core_properties.author = source.author or source.publisher
        document.core_properties.title = "Word Document"
        document.sections[0].footer.paragraphs[0].text = f"{source.publisher}: not for citation before publication"
        if name == "bold-headings":
            document.add_paragraph().add_run(source.title).bold = True
        else:
            document.add_heading(source.title, 0)
        document.add_paragraph(long_date(source.date))
        _write_lines(document, source, name)
        out = io.BytesIO()
        document.save(out)
        lines = [Line("heading", source.title, 1), Line("paragraph", long_date(source.date)), *source.lines]
        write_case(f"docx-{name}", "report.docx", out.getvalue(), source, lines, "", source.date)
    return len(plans)


def _write_lines(document: Any, source: Source, name: str) -> None:
    current = 0
    before = ""
    table: Any = None
    for number, line in enumerate(source.lines):
        if line.kind == "row":
            table = table if before == "row" else document.add_table(rows=0, cols=len(line.cells))
            cells = table.add_row().cells
            for cell, words in zip(cells, line.cells, strict=True):
                cell.text = words
        elif line.kind == "heading":
            if name == "bold-headings":
                document.add_paragraph().add_run(line.text).bold = True
            else:
                document.add_heading(line.text, line.level - 1)
        elif line.kind == "list_item":
            if name == "styles":
                style = ("List Number" if line.ordinal else "List Bullet") + (" 2" if line.level == 2 else "")
                paragraph = document.add_paragraph(line.text, style=style)
                if line.ordinal:
                    if before != "list_item":
                        current = _new_list(document, "decimal")
                    _number(document, paragraph, current, 0)
            else:
                if before != "list_item" and line.ordinal in {"", "1", "a"}:
                    current = _new_list(
                        document, "lowerLetter" if line.ordinal.isalpha() else "decimal" if line.ordinal else "bullet"
                    )
                paragraph = document.add_paragraph(line.text)
                _number(document, paragraph, current, line.level - 1)
        elif line.kind == "quote":
            document.add_paragraph(
                f"“{line.text}” – {line.speaker}", style="Intense Quote" if name != "letters" else None
            )
        elif line.kind == "caption":
            document.add_paragraph(line.text, style="Caption")
        else:
            words = line.text.rsplit(" ", 3)
            paragraph = document.add_paragraph(words[0])
            paragraph.add_run(" " + " ".join(words[1:]))
            if name == "tracked" and number % 2 == 0:
                _tracked(paragraph)
        before = line.kind
