"""Write a source as DOCX with real styles, numbering, tables and running heads."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
from demo_markup import Block

FIXED = (2020, 1, 1, 0, 0, 0)


def make_docx(blocks: list[Block], *, title: str, author: str, running: str, date: str) -> bytes:
    """Return the DOCX of ``blocks``; equal input gives equal bytes."""
    document = docx.Document()
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, author, author, "Fictional"
    core.created = core.modified = dt.datetime.fromisoformat(date or "2020-01-01")
    document.sections[0].header.paragraphs[0].text = running
    rows: dict[int, list[Block]] = {}
    for n, block in enumerate(blocks):
        if block.kind == "table_cell":
            rows.setdefault(block.row, []).append(block)
            if n + 1 == len(blocks) or blocks[n + 1].kind != "table_cell":
                wide = max(len(r) for r in rows.values())
                table = document.add_table(rows=0, cols=wide, style="Table Grid")
                for cells in rows.values():
                    line = table.add_row().cells
                    for cell, target in zip(cells, line, strict=False):
                        target.text = cell.text
                rows = {}
            continue
        if block.fake:
            document.add_paragraph().add_run(block.text).bold = True
        elif block.kind == "heading":
            if block.level == 1:
                document.add_paragraph(block.text, style="Title")
            else:
                document.add_heading(block.text, level=block.level - 1)
        elif block.kind == "list_item":
            document.add_paragraph(block.text, style="List Number" if block.ordered else "List Bullet")
        elif block.kind == "quote":
            document.add_paragraph(block.text, style="Quote")
        else:
            paragraph = document.add_paragraph()
            at = 0
            for span in sorted((s for s in block.spans if s.kind == "bold"), key=lambda s: s.start):
                paragraph.add_run(block.text[at : span.start])
                paragraph.add_run(block.text[span.start : span.end]).bold = True
                at = span.end
            paragraph.add_run(block.text[at:])
    buffer = io.BytesIO()
    document.save(buffer)
    return _fixed_dates(buffer.getvalue())


def _fixed_dates(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, FIXED), old.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
