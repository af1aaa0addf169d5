"""CSV files: RFC 4180, UTF-8 with a byte-order mark for Excel, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from sectorlens.publish.schema import DTYPES, TABLES, TABLES_BY_NAME, Table
from sectorlens.publish.tables import Tables, iter_rows

_STARTERS = "=+-@\t\r\n|＝＋－＠"
_SKIPPED = " \"'\u00a0"


def guard_cell(text: str) -> str:
    """Return ``text`` with a leading ``'`` if a spreadsheet might run it, or if it has one already.

    A formula may hide behind blanks or quotes, so those are looked through.  ``unguard_cell`` undoes it
    exactly, since every cell that begins with ``'`` is prefixed as well.

    >>> guard_cell("=1+1"), guard_cell("as is")
    ("'=1+1", 'as is')
    """
    rest = text.lstrip(_SKIPPED)
    return f"'{text}" if text.startswith("'") or (rest and rest[0] in _STARTERS) else text


def unguard_cell(text: str) -> str:
    """Return the text that ``guard_cell`` was given."""
    return text[1:] if text.startswith("'") else text


def write_csv_files(tables: Tables, folder: Path) -> None:
    """Write ``<table>.csv`` for every table into ``folder``, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        _write(table, tables[table.name], folder / f"{table.name}.csv")


def read_csv_files(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables in ``folder`` as the frames that were written, with their dtypes and without guards.

    Raises FileNotFoundError if a table is missing.
    """
    return {name: _read(table, folder / f"{name}.csv") for name, table in TABLES_BY_NAME.items()}


def _write(table: Table, frame: pd.DataFrame, path: Path) -> None:
    texts = {n for n, column in enumerate(table.columns) if column.kind == "text"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.names)
        for row in iter_rows(frame):
            writer.writerow(guard_cell(value) if n in texts else _plain(value) for n, value in enumerate(row))


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(table: Table, path: Path) -> pd.DataFrame:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    data: dict[str, pd.Series] = {}
    for n, column in enumerate(table.columns):
        cells: list[object] = [row[n] for row in rows]
        if column.kind == "text":
            cells = [unguard_cell(str(cell)) for cell in cells]
        elif column.kind == "flag":
            cells = [pd.NA if cell == "" else cell == "true" for cell in cells]
        elif column.kind == "integer":
            cells = [pd.NA if cell == "" else int(str(cell)) for cell in cells]
        else:
            cells = [pd.NA if cell == "" else float(str(cell)) for cell in cells]
        data[column.name] = pd.Series(cells, dtype=DTYPES[column.kind])
    return pd.DataFrame(data, columns=list(table.names))
