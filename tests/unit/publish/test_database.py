"""The database: sound, searchable, the same bytes each time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import publish_builder as builder
import pytest

from sectorlens.publish.database import write_database
from sectorlens.publish.schema import TABLES
from sectorlens.publish.tables import build_tables


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    findings = builder.build_findings()
    path = tmp_path_factory.mktemp("db") / "sectorlens.db"
    write_database(build_tables(findings), findings, path)
    return path


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_it_is_sound(path: Path) -> None:
    assert _rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert _rows(path, "PRAGMA foreign_key_check") == []
    for name in ("documents_fts", "documents_exact"):
        _rows(path, f"INSERT INTO {name}({name}) VALUES ('integrity-check')")


def test_it_holds_every_table(path: Path) -> None:
    frames = build_tables(builder.build_findings())
    for table in TABLES:
        columns = [row[1] for row in _rows(path, f"PRAGMA table_info({table.name})")]
        assert tuple(columns[: len(table.names)]) == table.names
        assert _rows(path, f"SELECT count(*) FROM {table.name}") == [(len(frames[table.name]),)]


def test_search_finds_stems_and_prefixes(path: Path) -> None:
    stems = "SELECT title FROM documents_fts WHERE documents_fts MATCH 'commissioner'"
    assert ("Homes first",) in _rows(path, stems)
    prefixes = "SELECT title FROM documents_exact WHERE documents_exact MATCH 'commissio*'"
    assert ("Homes first",) in _rows(path, prefixes)
    assert _rows(path, "SELECT title FROM documents_exact WHERE documents_exact MATCH 'commissioner'") == []


def test_quotes_slice_from_the_stored_text(path: Path) -> None:
    sql = """SELECT n.quote, substr(d.text, n."start" + 1, n."end" - n."start")
             FROM needs n JOIN documents d USING (document_id)"""
    rows = _rows(path, sql)
    assert len(rows) == 4
    assert all(quote == cut for quote, cut in rows)


def test_blocks_can_be_asked_for(path: Path) -> None:
    sql = "SELECT kind, count(*) FROM blocks WHERE layer = 'furniture' GROUP BY kind"
    assert _rows(path, sql) == [("paragraph", 1)]


def test_same_findings_same_bytes(path: Path, tmp_path: Path) -> None:
    findings = builder.build_findings()
    write_database(build_tables(findings), findings, tmp_path / "again.db")
    assert (tmp_path / "again.db").read_bytes() == path.read_bytes()
