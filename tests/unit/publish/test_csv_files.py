"""CSV files: what goes in comes back, and no spreadsheet runs a cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import publish_builder as builder
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sectorlens.publish.csv_files import guard_cell, read_csv_files, unguard_cell, write_csv_files
from sectorlens.publish.schema import TABLES, TABLES_BY_NAME
from sectorlens.publish.tables import build_tables, frame_of

DANGEROUS = [
    "=1+1",
    "+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    ' "=1',
    "  =1+1",
    "＝1",
    "\u00a0=1",
    "'=1",
    "''",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_formula_is_disarmed_and_comes_back(text: str) -> None:
    guarded = guard_cell(text)
    assert guarded.startswith("'")
    assert unguard_cell(guarded) == text


@pytest.mark.parametrize("text", ["", "plain", "a=b", "2015-09", "don't", "… then"])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert guard_cell(text) == text


@given(st.text())
def test_guarding_is_undone_exactly_and_no_cell_starts_a_formula(text: str) -> None:
    guarded = guard_cell(text)
    assert unguard_cell(guarded) == text
    assert not guarded.lstrip(' "\u00a0').startswith(("=", "+", "-", "@", "\t", "\r"))


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    tables = build_tables(builder.build_findings())
    write_csv_files(tables, tmp_path / "tables")
    back = read_csv_files(tmp_path / "tables")
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, back[name])


def test_files_are_rfc_4180_with_a_byte_order_mark(tmp_path: Path) -> None:
    write_csv_files(build_tables(builder.build_findings()), tmp_path)
    body = (tmp_path / "documents.csv").read_bytes()
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.count(b"\r\n") == 5
    with (tmp_path / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len({len(row) for row in csv.reader(file)}) == 1


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(), min_size=len(TABLES_BY_NAME["themes"].columns) - 2, max_size=8))
def test_any_text_survives_a_file(tmp_path_factory: pytest.TempPathFactory, values: list[str]) -> None:
    folder = tmp_path_factory.mktemp("csv")
    tables = build_tables(builder.build_findings(""))
    row = (*values[:4], 1, 2, *values[4:6])
    tables["themes"] = frame_of(TABLES_BY_NAME["themes"], [row])
    write_csv_files(tables, folder)
    back = read_csv_files(folder)
    for table in TABLES:
        pd.testing.assert_frame_equal(tables[table.name], back[table.name])
