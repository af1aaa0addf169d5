"""The review sheet: an Excel file out, decisions back in."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from sectorlens.errors import ConfigError
from sectorlens.resolve.corrections import ACTIONS, COLUMNS
from sectorlens.review.suggestions import Suggestion

HEADINGS = ("action", "name", "other", "value", "note", "question", "suggested", "why")
WIDTHS = (12, 36, 36, 24, 24, 60, 34, 34)
_HELP = (
    "Fill in the column 'action' where you want to decide; leave it empty where you do not.",
    "merge: name and other are one organisation.   different: they are two.   reject: name is no organisation.",
    "rename: show name as value.   retype: name is of the kind in value.   identify: value is its register id.",
    "Then run: sectorlens review --apply THIS-FILE",
)


def write_sheet(path: Path, suggestions: Sequence[Suggestion]) -> None:
    """Write the questions to ``path`` (.xlsx), with a list of actions to choose from in each row."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": "Please check", "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
        head = book.add_format({"bold": True, "bg_color": "#E8EEF0", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("Please check")
        sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(suggestions, start=1):
            cells = ("", row.name, row.other, row.value, "", row.question, row.suggested, row.why)
            for column, cell in enumerate(cells):
                sheet.write_string(number, column, cell[:32_000])
        last = max(1, len(suggestions))
        sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": list(ACTIONS), "ignore_blank": True})
        sheet.autofilter(0, 0, last, len(HEADINGS) - 1)
        notes = book.add_worksheet("How to")
        notes.set_column(0, 0, 110)
        for number, line in enumerate(_HELP):
            notes.write_string(number, 0, line)


def read_decisions(path: Path) -> list[dict[str, str]]:
    """Return the rows of a review sheet in which somebody has filled in an action.

    Raises:
        ConfigError: the file is no review sheet.
    """
    try:
        sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).worksheets[0]
        rows = [[str(cell or "").strip() for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, InvalidFileException) as error:
        raise ConfigError(f"'{path}' cannot be read as an Excel file ({error}).") from error
    heads = [cell.casefold() for cell in rows[0]] if rows else []
    if "action" not in heads or "name" not in heads:
        raise ConfigError(f"'{path}' is no review sheet: its first row must name the columns {', '.join(COLUMNS)}.")
    decided = [dict(zip(heads, row, strict=False)) for row in rows[1:]]
    return [{column: row.get(column, "") for column in COLUMNS} for row in decided if row.get("action")]


def add_corrections(path: Path, rows: Iterable[dict[str, str]]) -> int:
    """Append ``rows`` to the corrections at ``path``, leaving out those that stand there; return how many came."""
    known: set[tuple[str, ...]] = set()
    exists = path.exists()
    if exists:
        with path.open(encoding="utf-8-sig", newline="") as file:
            known = {tuple(row.get(column) or "" for column in COLUMNS[:4]) for row in csv.DictReader(file)}
    fresh = [row for row in rows if tuple(row.get(column, "") for column in COLUMNS[:4]) not in known]
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8" if exists else "utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore")
        if not exists:
            writer.writeheader()
        writer.writerows(fresh)
    return len(fresh)
