"""The workbook: opens, runs nothing, and says what it is."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import publish_builder as builder
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sectorlens.publish.schema import TABLES, TABLES_BY_NAME
from sectorlens.publish.tables import build_tables, frame_of
from sectorlens.publish.wording import DEMONSTRATION
from sectorlens.publish.workbook import MAX_CELL, SHEETS, cell_text, write_workbook


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    findings = builder.build_findings()
    tables = build_tables(findings)
    hostile = ("thm-0000000000000001", "=1+1", "https://example.org", "@SUM(A1)", 1, 1, "x" * 40_000, "2015-09")
    tables["themes"] = frame_of(TABLES_BY_NAME["themes"], [hostile])
    path = tmp_path_factory.mktemp("book") / "sectorlens.xlsx"
    write_workbook(tables, findings.facts, path)
    return openpyxl.load_workbook(path)


def test_a_large_workbook_written_row_by_row_says_the_same(
    workbook: openpyxl.Workbook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sectorlens.publish.workbook.MANY_ROWS", 0)
    findings = builder.build_findings()
    write_workbook(build_tables(findings), findings.facts, tmp_path / "large.xlsx")
    large = openpyxl.load_workbook(tmp_path / "large.xlsx")
    for name in ("Read me", "Recommendations", "Ties"):
        rows = [[cell.value for cell in row] for row in workbook[name].iter_rows()]
        assert [[cell.value for cell in row] for row in large[name].iter_rows()] == rows


def test_every_table_has_its_sheet(workbook: openpyxl.Workbook) -> None:
    assert {table for table, _ in SHEETS} == {table.name for table in TABLES}
    assert workbook.sheetnames == ["Read me", *(name for _, name in SHEETS)]
    assert all(len(name) <= 31 for name in workbook.sheetnames)


def test_nothing_becomes_a_formula_a_link_or_a_date(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["Themes"]
    row = list(sheet[2])
    assert [cell.data_type for cell in row] == ["s", "s", "s", "s", "n", "n", "s", "s"]
    assert row[1].value == "=1+1"
    assert all(cell.hyperlink is None for cell in row)


def test_a_long_cell_is_cut_and_says_so(workbook: openpyxl.Workbook) -> None:
    value = workbook["Themes"].cell(2, 7).value
    assert len(value) <= MAX_CELL
    assert value.endswith("the database has the whole text]")


@given(st.text(alphabet="a😀é", min_size=1, max_size=7), st.integers(0, 9))
def test_a_cut_never_splits_a_character(piece: str, offset: int) -> None:
    cut = cell_text("x" * offset + piece * (40_000 // len(piece)))
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL
    cut.encode("utf-8")


def test_the_front_says_demonstration_and_whose_words_these_are(workbook: openpyxl.Workbook) -> None:
    front = " ".join(str(cell.value) for row in workbook["Read me"].iter_rows() for cell in row if cell.value)
    assert DEMONSTRATION in front
    assert builder.FACTS.disclaimer in front
    assert "4 publications" in front


def test_a_recommendation_names_its_publication(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["Recommendations"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[-3:] == ["publication", "publication publisher", "publication date"]
    assert [sheet.cell(2, len(heads) - n).value for n in (2, 1, 0)] == ["Homes first", "Wayfold Network", "2017-03-09"]
