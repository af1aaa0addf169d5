"""The Excel workbook: a read-me sheet and one sheet per table, safe to open and to sort."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from sectorlens.publish.schema import TABLES_BY_NAME, Column, Table
from sectorlens.publish.tables import Tables, iter_rows
from sectorlens.publish.wording import DEMONSTRATION
from sectorlens.store.findings import RunFacts

MAX_CELL = 32_767
MAX_ROWS = 1_048_576
MANY_ROWS = 100_000
"""Beyond this the sheets are written row by row to disk, so that memory does not grow with them."""
_CUT = " … [cut here; the database has the whole text]"
_EPOCH = datetime(2000, 1, 1)

SHEETS: tuple[tuple[str, str], ...] = (
    ("recommendations", "Recommendations"),
    ("repeated_recommendations", "Repeated recommendations"),
    ("needs", "Needs"),
    ("themes", "Themes"),
    ("key_messages", "Key messages"),
    ("theme_passages", "Theme passages"),
    ("organisations", "Organisations"),
    ("relations", "Ties"),
    ("co_mentions", "Named together"),
    ("documents", "Publications"),
    ("mentions", "Mentions"),
    ("inputs", "Coverage"),
    ("problems", "Problems"),
)
"""Table and sheet name, what policy staff open first coming first; a sheet name has at most 31 characters."""

_CONTEXT = ("publication", "publication_publisher", "publication_date")
_WIDTHS = {"text": 60, "quote": 60, "title": 50, "publication": 40, "message": 60, "next_step": 50, "description": 50,
           "name": 36, "source": 30, "target": 30, "aliases": 40, "label": 30, "keywords": 40, "heading": 30,
           "surface": 30, "url": 40, "path": 30, "publishers": 40}  # fmt: skip


def write_workbook(tables: Tables, facts: RunFacts, path: Path) -> None:
    """Write all tables to ``path``; rows about a publication also name its title, publisher and date.

    Text is stored as text: nothing becomes a formula or a link.  A cell over 32,767 characters and a sheet
    over 1,048,576 rows are cut, and the workbook says so.
    """
    many = sum(len(tables[name]) for name, _ in SHEETS) > MANY_ROWS
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": many,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties({"title": facts.title, "comments": facts.disclaimer, "created": _EPOCH})
        formats = {
            "head": workbook.add_format({"bold": True, "bg_color": "#1D3F4A", "font_color": "#FFFFFF",
                                         "text_wrap": True, "valign": "top", "border": 0}),
            "wrap": workbook.add_format({"text_wrap": True, "valign": "top"}),
            "top": workbook.add_format({"valign": "top"}),
            "title": workbook.add_format({"bold": True, "font_size": 18, "font_color": "#1D3F4A"}),
            "bold": workbook.add_format({"bold": True, "valign": "top"}),
            "notice": workbook.add_format({"bold": True, "text_wrap": True, "bg_color": "#FFF1CC", "valign": "top"}),
        }  # fmt: skip
        front = workbook.add_worksheet("Read me")
        cut: list[str] = []
        for name, sheet_name in SHEETS:
            sheet = workbook.add_worksheet(sheet_name)
            frame = _with_context(name, tables)
            if len(frame) > MAX_ROWS - 1:
                cut.append(f"{sheet_name}: the first {MAX_ROWS - 1:,} of {len(frame):,} rows; the database has all.")
                frame = frame.iloc[: MAX_ROWS - 1]
            _fill(sheet, TABLES_BY_NAME[name], frame, formats)
        _read_me(front, tables, facts, cut, formats)


def _with_context(name: str, tables: Tables) -> pd.DataFrame:
    frame = tables[name]
    if name in ("documents", "inputs") or "document_id" not in frame.columns:
        return frame
    documents = tables["documents"].set_index("document_id")
    context = documents.reindex(frame["document_id"])[["title", "publisher", "published_on"]].fillna("")
    added = {new: context[old].to_numpy() for new, old in zip(_CONTEXT, context.columns, strict=True)}
    return frame.assign(**added)


def _fill(sheet: Any, table: Table, frame: pd.DataFrame, formats: dict[str, Any]) -> None:
    columns = list(table.columns) + [Column(name, "text", "") for name in frame.columns[len(table.columns) :]]
    for n, column in enumerate(columns):
        long = _WIDTHS.get(column.name, 0)
        width = long or (24 if column.name.endswith("id") else 16 if column.kind == "text" else 10)
        sheet.set_column(n, n, width, formats["wrap"] if long >= 40 else formats["top"])
        sheet.write_string(0, n, column.name.replace("_", " "), formats["head"])
    for r, row in enumerate(iter_rows(frame), start=1):
        for n, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                sheet.write_string(r, n, cell_text(value))
            elif isinstance(value, bool):
                sheet.write_boolean(r, n, value)
            else:
                sheet.write_number(r, n, value)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), len(columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def cell_text(value: str) -> str:
    """Return ``value`` cut to what a cell holds (counted in UTF-16 units, as Excel does), saying so if cut."""
    if len(value) * 2 <= MAX_CELL or len(value.encode("utf-16-le")) // 2 <= MAX_CELL:
        return value
    room = (MAX_CELL - len(_CUT)) * 2
    return value.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + _CUT


def _read_me(sheet: Any, tables: Tables, facts: RunFacts, cut: list[str], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    sheet.hide_gridlines(2)
    row = 0
    sheet.write_string(row, 0, facts.title, formats["title"])
    row += 2
    if facts.demonstration:
        sheet.merge_range(row, 0, row, 1, "", formats["notice"])
        sheet.write_string(row, 0, DEMONSTRATION, formats["notice"])
        row += 2
    publications = tables["documents"]["publication_id"].nunique()
    lines = [
        ("Based on", f"{publications} publication{'' if publications == 1 else 's'}"),
        ("Please note", facts.disclaimer),
        ("Clear or doubtful", "Rows marked doubtful in the column band need checking before use."),
        ("Dates", "YYYY, YYYY-MM or YYYY-MM-DD. An empty date means undated."),
        ("Several values", "Values in one cell are joined with ' | '."),
        ("start, end", "Code points into the publication's text as stored in sectorlens.db."),
        (
            "Absence",
            "If something is not in a sheet, these publications did not show it; that does not mean there is none.",
        ),
        ("Made with", f"sectorlens {facts.version}"),
    ]
    for head, text in lines:
        sheet.write_string(row, 0, head, formats["bold"])
        sheet.write_string(row, 1, cell_text(text), formats["wrap"])
        row += 1
    row += 1
    sheet.write_string(row, 0, "Sheet", formats["head"])
    sheet.write_string(row, 1, "One row per", formats["head"])
    for name, sheet_name in SHEETS:
        row += 1
        sheet.write_url(row, 0, f"internal:'{sheet_name}'!A1", string=sheet_name)
        sheet.write_string(row, 1, f"{TABLES_BY_NAME[name].row} ({len(tables[name]):,} rows)")
    for note in cut:
        row += 1
        sheet.write_string(row, 1, note, formats["notice"])
