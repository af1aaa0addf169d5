# ruff: noqa: E501 - mark-up is kept whole
"""Word files, written with python-docx and with WordprocessingML of our own, and PDFs that LibreOffice makes of them."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from lines import Line, constant

NS = nsdecls("w")
_NOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def xml(markup: str) -> Any:
    """Return the element of ``markup``, in which the prefix ``w`` is known."""
    return parse_xml(
        markup.replace(">", f" {NS}>", 1)
        if not markup.split(">")[0].endswith("/")
        else markup.replace("/>", f" {NS}/>", 1)
    )


def esc(words: str) -> str:
    """Return the words as character data."""
    return words.replace("&", "&amp;").replace("<", "&lt;")


def new(title: str = "Document1") -> Any:
    """Return an empty Word file with the core properties of a form, and fixed dates."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.created = document.core_properties.modified = datetime.datetime(2012, 4, 1)
    return document


def numbering(document: Any, formats: tuple[tuple[str, str], ...], *, start: int = 1) -> int:
    """Add a list definition with (format, text) for each level and return its number."""
    root = document.part.numbering_part.element
    number = 60 + len(root.findall(qn("w:num")))
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (n + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for n, (form, text) in enumerate(formats)
    )
    root.insert(0, xml(f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'))
    root.append(xml(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    return number


def number(paragraph: Any, list_id: int, level: int = 0) -> None:
    """Put the paragraph into a list."""
    paragraph._p.get_or_add_pPr().append(
        xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')
    )


def rich(paragraph: Any, words: str) -> Any:
    """Write words with ``**bold**`` into the paragraph and return it."""
    for place, part in enumerate(words.split("**")):
        if part:
            paragraph.add_run(part).bold = True if place % 2 else None
    return paragraph


def style(document: Any, name: str, base: str, *, inner: str = "") -> str:
    """Add a paragraph style based on another and return its name."""
    made = document.styles.add_style(name, 1)
    made.base_style = document.styles[base]
    if inner:
        made.element.append(xml(f"<w:pPr>{inner}</w:pPr>"))
    return name


def note(paragraph: Any, notes: list[str], words: str) -> None:
    """Hang a footnote on the paragraph; ``save`` writes the notes themselves."""
    notes.append(words)
    paragraph._p.append(
        xml(
            f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{len(notes) + 1}"/></w:r>'
        )
    )


def write(
    document: Any,
    lines: tuple[Line, ...],
    *,
    notes: list[str] | None = None,
    heading: Callable[[Any, Line], Any] | None = None,
    bullets: Callable[[Any, Line], Any] | None = None,
    table: str | None = "Table Grid",
    quote: str = "“%t” – %s",
    rows: bool = True,
) -> None:
    """Write the lines with the styles of Word, or with the writers given for headings and items."""
    grid: Any = None
    current = 0
    for line in lines:
        if line.kind != "row":
            grid = None
        if line.kind == "heading":
            (heading or (lambda d, h: d.add_heading(h.bare, h.level - 1)))(document, line)
        elif line.kind == "list_item" and bullets:
            bullets(document, line)
        elif line.kind == "list_item":
            if line.ordinal in {"1", "a"} or (line.ordinal and not current):
                first = int(line.ordinal) if line.ordinal.isdigit() else 1
                current = numbering(
                    document, (("decimal" if line.ordinal.isdigit() else "lowerLetter", "%1."),), start=first
                )
            mark = "List Bullet" if line.level == 1 else "List Bullet 2"
            paragraph = rich(document.add_paragraph(style="List Paragraph" if line.ordinal else mark), line.text)
            if line.ordinal:
                number(paragraph, current)
        elif line.kind == "row":
            if grid is None:
                grid = document.add_table(rows=0, cols=len(line.cells))
                grid.style = table
            for cell, words in zip(grid.add_row().cells, line.cells, strict=True):
                cell.text = words
        elif line.kind == "quote":
            document.add_paragraph(quote.replace("%t", line.text).replace("%s", line.speaker), style="Quote")
        elif line.kind == "caption":
            document.add_paragraph(line.text, style="Caption")
        else:
            paragraph = rich(document.add_paragraph(), line.text)
            if line.note and notes is not None:
                note(paragraph, notes, line.note)
        if line.kind != "list_item":
            current = 0 if line.kind != "heading" else current


def save(document: Any, notes: list[str] | None = None, parts: dict[str, tuple[str, str, str]] | None = None) -> bytes:
    """Return the file; ``notes`` become its footnotes, ``parts`` (name → relation, type, XML) are added as they are."""
    out = io.BytesIO()
    document.save(out)
    extra = dict(parts or {})
    if notes:
        body = "".join(
            f'<w:footnote w:id="{n}"><w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {esc(words)}</w:t></w:r></w:p></w:footnote>'
            for n, words in enumerate(notes, start=2)
        )
        mark = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="1"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
        extra["footnotes"] = ("footnotes", "footnotes", f"<w:footnotes {NS}>{mark}{body}</w:footnotes>")
    result = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                add = "".join(
                    f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
                    for part, (_, kind, _) in extra.items()
                )
                content = content.replace(b"</Types>", add.encode() + b"</Types>")
            if name == "word/_rels/document.xml.rels":
                add = "".join(
                    f'<Relationship Id="rX{n}" Type="{_NOTES}/{relation}" Target="{part}.xml"/>'
                    for n, (part, (relation, _, _)) in enumerate(extra.items())
                )
                content = content.replace(b"</Relationships>", add.encode() + b"</Relationships>")
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        for part, (_, _, content_xml) in extra.items():
            made.writestr(
                zipfile.ZipInfo(f"word/{part}.xml", (1980, 1, 1, 0, 0, 0)),
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{content_xml}',
                zipfile.ZIP_DEFLATED,
            )
    return result.getvalue()


def as_pdf(content: bytes, *, tagged: bool) -> bytes:
    """Return the PDF that LibreOffice makes of a Word file."""
    options = f'{{"UseTaggedPDF":{{"type":"boolean","value":"{str(tagged).lower()}"}},"ExportBookmarks":{{"type":"boolean","value":"false"}}}}'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.docx"
        path.write_bytes(content)
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/u", "--convert-to", f"pdf:writer_pdf_Export:{options}", "--outdir", folder, str(path)],
            check=True, capture_output=True, timeout=180, env={**os.environ, "SOURCE_DATE_EPOCH": "1704067200"},
        )  # fmt: skip
        return constant((Path(folder) / "report.pdf").read_bytes())


def bold_line(document: Any, words: str, *, size: float = 0) -> Any:
    """Add a paragraph in bold type and return it."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(words)
    run.bold = True
    if size:
        run.font.size = Pt(size)
    return paragraph
