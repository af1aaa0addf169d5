"""The database: every table with keys, indexes and full-text search; opens in Datasette and pandas."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from sectorlens.publish.schema import TABLES, Table
from sectorlens.publish.tables import Tables, iter_rows
from sectorlens.store.findings import Findings
from sectorlens.text import clean_text

_TYPES = {"text": "TEXT", "integer": "INTEGER", "number": "REAL", "flag": "INTEGER"}
_SORTED = {"documents": "document_id", "organisations": "organisation_id", "themes": "theme_id"}

_SEARCH = """
CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, content="documents",
    tokenize="porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE documents_exact USING fts5(title, text, content="documents",
    tokenize="unicode61 remove_diacritics 2", prefix="2 3 4");
"""

_VIEW = """
CREATE VIEW blocks AS
SELECT documents.document_id AS document_id, item.key AS block,
    json_extract(item.value, '$.kind') AS kind, json_extract(item.value, '$.layer') AS layer,
    json_extract(item.value, '$.start') AS "start", json_extract(item.value, '$.end') AS "end",
    json_extract(item.value, '$.level') AS level, json_extract(item.value, '$.page') AS page,
    json_extract(item.value, '$.heading') AS heading, json_extract(item.value, '$.lead_in') AS lead_in
FROM documents, json_each(documents.blocks) AS item;
"""


def write_database(tables: Tables, findings: Findings, path: Path) -> None:
    """Write ``path`` anew: the tables, ``documents.text`` and ``documents.blocks``, and full-text search.

    ``documents_fts`` searches titles and texts by word stem, ``documents_exact`` as written (for prefixes
    such as ``collaborat*``, which stemming would lose).  Rows go in sorted by key and the file is vacuumed:
    equal findings give equal bytes.
    """
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for table in TABLES:
            _write_table(connection, table, tables[table.name], findings)
        _write_search(connection)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()


def _write_table(connection: sqlite3.Connection, table: Table, frame: pd.DataFrame, findings: Findings) -> None:
    extra = ("text", "blocks") if table.name == "documents" else ()
    fields = [
        f'"{column.name}" {_TYPES[column.kind]}{" PRIMARY KEY" if column.name == table.key else ""}'
        for column in table.columns
    ] + [f'"{name}" TEXT' for name in extra]
    references = [
        f'FOREIGN KEY ("{c.name}") REFERENCES {c.refers_to}({_key_of(c.refers_to)})'
        for c in table.columns
        if c.refers_to
    ]
    connection.execute(f"CREATE TABLE {table.name} ({', '.join(fields + references)})")
    if table.name in _SORTED:
        frame = frame.sort_values(_SORTED[table.name], kind="stable")
    marks = ", ".join("?" for _ in fields)
    connection.executemany(f"INSERT INTO {table.name} VALUES ({marks})", _rows(table, frame, findings, bool(extra)))
    for column in table.columns:
        if column.name.endswith("_id") and column.name != table.key:
            connection.execute(f'CREATE INDEX "{table.name}_{column.name}" ON {table.name}("{column.name}")')


def _key_of(name: str) -> str:
    return next(table.key for table in TABLES if table.name == name)


def _rows(table: Table, frame: pd.DataFrame, findings: Findings, with_text: bool) -> Iterator[tuple[Any, ...]]:
    # An empty reference is NULL here, so that foreign keys hold; other empty text stays empty text.
    references = {n for n, column in enumerate(table.columns) if column.refers_to}
    for row in iter_rows(frame):
        cells = tuple(None if n in references and value == "" else value for n, value in enumerate(row))
        if with_text:
            document = findings.documents[row[0]]
            blocks = json.dumps(msgspec.to_builtins(document.blocks), ensure_ascii=False, separators=(",", ":"))
            cells += (clean_text(document.text), clean_text(blocks))
        yield cells


def _write_search(connection: sqlite3.Connection) -> None:
    _run(connection, _SEARCH)
    for name in ("documents_fts", "documents_exact"):
        connection.execute(f"INSERT INTO {name}({name}) VALUES ('rebuild')")
        connection.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")
    _run(connection, _VIEW)


def _run(connection: sqlite3.Connection, script: str) -> None:
    # executescript would commit first; statement by statement all stays in one transaction.
    for statement in script.split(";\n"):
        if statement.strip():
            connection.execute(statement)
