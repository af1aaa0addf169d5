"""``corrections.csv``: decisions of people about organisations, as a spreadsheet saves them.

Columns (any order, other columns are ignored; a second header in another case is fine):

    action   merge      ``name`` and ``other`` are one organisation; ``other`` gives way
             split      the surface ``name`` is not the organisation ``other``
             different  ``name`` and ``other`` are two organisations, however alike
             rename     ``name`` is shown as ``value``
             retype     ``name`` is of kind ``value``
             reject     ``name`` is no organisation
             identify   ``name`` has the register id ``value`` (GB-CHC-…)
    name, other, value   as above; a name, alias or organisation id
    note                 free words

Excel writes UTF-8 with or without a mark, UTF-16, or the Windows code page, with commas, semicolons or tabs;
all are read.  An .xlsx file of the same columns is read too.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal, get_args

from sectorlens.errors import ConfigError
from sectorlens.model import Record
from sectorlens.model.vocabulary import ORGANISATION_KINDS
from sectorlens.resolve.names import name_key

Action = Literal["merge", "split", "different", "rename", "retype", "reject", "identify"]
ACTIONS: tuple[Action, ...] = get_args(Action)
COLUMNS = ("action", "name", "other", "value", "note")
_NEEDS: dict[str, tuple[str, ...]] = {
    "merge": ("name", "other"),
    "split": ("name", "other"),
    "different": ("name", "other"),
    "rename": ("name", "value"),
    "retype": ("name", "value"),
    "reject": ("name",),
    "identify": ("name", "value"),
}


class Correction(Record, frozen=True, kw_only=True):
    """One decision; ``line`` is where it stands in ``file``."""

    action: Action
    name: str
    other: str = ""
    value: str = ""
    note: str = ""
    file: str = "corrections.csv"
    line: int = 0


def read_corrections(folder: Path) -> tuple[Correction, ...]:
    """Read ``corrections.csv`` and ``corrections.xlsx`` of ``folder``; files that are missing give none.

    Raises:
        ConfigError: every unknown, incomplete or contradictory row, each with its line.
    """
    rows: list[tuple[str, int, dict[str, str]]] = []
    faults: list[str] = []
    for name, reader in (("corrections.csv", _read_csv), ("corrections.xlsx", _read_xlsx)):
        path = folder / name
        if not path.is_file():
            continue
        try:
            rows += [(name, line, row) for line, row in reader(path)]
        except ValueError as error:
            faults.append(f"{name}: {error}")
    corrections = [_correction(name, line, row, faults) for name, line, row in rows]
    kept = tuple(correction for correction in corrections if correction is not None)
    faults += find_contradictions(kept)
    if faults:
        raise ConfigError(faults, path=folder)
    return kept


def _correction(file: str, line: int, row: dict[str, str], faults: list[str]) -> Correction | None:
    where = f"{file} line {line}"
    action = row.get("action", "").casefold()
    known = next((entry for entry in ACTIONS if entry == action), None)
    if known is None:
        faults.append(f"{where}: unknown action '{row.get('action', '')}'; known: {', '.join(ACTIONS)}")
        return None
    missing = [column for column in _NEEDS[known] if not row.get(column)]
    if missing:
        faults.append(f"{where}: {known} needs {' and '.join(missing)}")
        return None
    value = row.get("value", "")
    if known == "retype" and value not in ORGANISATION_KINDS:
        faults.append(f"{where}: unknown kind '{value}'; known: {', '.join(ORGANISATION_KINDS)}")
        return None
    return Correction(
        action=known,
        name=row["name"],
        other=row.get("other", ""),
        value=value,
        note=row.get("note", ""),
        file=file,
        line=line,
    )


def find_contradictions(corrections: tuple[Correction, ...]) -> list[str]:
    """Return a sentence for each pair of rows that cannot both hold."""
    faults: list[str] = []
    pairs: dict[tuple[str, str], Correction] = {}
    values: dict[tuple[str, str], Correction] = {}
    rejected = {name_key(row.name): row for row in corrections if row.action == "reject"}
    for row in corrections:
        left, right = name_key(row.name), name_key(row.other)
        where = f"{row.file} line {row.line}"
        if row.action in ("merge", "split", "different"):
            if left == right and row.action != "split":
                faults.append(f"{where}: '{row.name}' cannot be {row.action}d with itself")
            pair = (min(left, right), max(left, right))
            before = pairs.setdefault(pair, row)
            if (before.action == "merge") != (row.action == "merge"):
                faults.append(f"{where}: says the opposite of line {before.line} about '{row.name}'")
        if row.action in ("rename", "retype"):
            before = values.setdefault((row.action, left), row)
            if before.value != row.value:
                faults.append(f"{where}: '{row.name}' is {row.action}d otherwise on line {before.line}")
        if row.action != "reject" and left in rejected:
            faults.append(f"{where}: '{row.name}' is rejected on line {rejected[left].line}")
    return faults


def decode_sheet(body: bytes) -> str:
    """Return the text of a CSV file however a spreadsheet saved it."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16")
    if body[1:2] == b"\0" and len(body) % 2 == 0:
        return body.decode("utf-16-le")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _read_csv(path: Path) -> list[tuple[int, dict[str, str]]]:
    text = decode_sheet(path.read_bytes())
    if text[:4].casefold() == "sep=":
        # Excel's own first line that names the delimiter.
        first, _, text = text.partition("\n")
        delimiter = first[4:5] or ","
        skipped = 1
    else:
        head = text.split("\n", 1)[0]
        delimiter = max(",;\t", key=head.count)
        skipped = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _rows([(reader.line_num + skipped, row) for row in reader])


def _read_xlsx(path: Path) -> list[tuple[int, dict[str, str]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, OSError) as error:
        raise ValueError(f"cannot be read as an Excel file ({error})") from error
    sheet = book.worksheets[0]
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    book.close()
    return _rows(list(enumerate(rows, 1)))


def _rows(lines: list[tuple[int, list[str]]]) -> list[tuple[int, dict[str, str]]]:
    filled = [(line, [cell.strip() for cell in cells]) for line, cells in lines]
    filled = [(line, cells) for line, cells in filled if any(cells)]
    if not filled:
        return []
    header = [cell.casefold() for cell in filled[0][1]]
    if "action" not in header or "name" not in header:
        raise ValueError(f"the first line must name the columns {', '.join(COLUMNS)}")
    rows = []
    for line, cells in filled[1:]:
        # A leading apostrophe guards a cell against being run as a formula; it is not part of the name.
        row = {column: _unguard(cell) for column, cell in zip(header, cells, strict=False) if column}
        rows.append((line, row))
    return rows


def _unguard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" and len(cell) > 1 else cell
