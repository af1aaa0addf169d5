"""Decisions go out as a sheet and come back as corrections, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from sectorlens.errors import ConfigError
from sectorlens.resolve import read_corrections
from sectorlens.review.sheet import add_corrections, read_decisions, write_sheet
from sectorlens.review.suggestions import Suggestion
from sectorlens.reviewing import apply_review

QUESTIONS = (
    Suggestion(question="One?", suggested="merge", name="Open Door", other="Open Door Trust", weight=4),
    Suggestion(question="A body?", suggested="reject", name="=Lammy Review", weight=2),
)


def filled(folder: Path, *actions: str) -> Path:
    path = folder / "review.xlsx"
    write_sheet(path, QUESTIONS)
    book = openpyxl.load_workbook(path)
    for number, action in enumerate(actions, start=2):
        book.worksheets[0].cell(row=number, column=1, value=action)
    book.save(path)
    return path


def test_only_filled_rows_come_back(tmp_path: Path) -> None:
    rows = read_decisions(filled(tmp_path, "merge", ""))
    assert [(row["action"], row["name"], row["other"]) for row in rows] == [("merge", "Open Door", "Open Door Trust")]


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    assert read_decisions(filled(tmp_path, "", "reject"))[0]["name"] == "=Lammy Review"


def test_decisions_become_corrections_once(tmp_path: Path) -> None:
    sheet = filled(tmp_path, "merge", "reject")
    (tmp_path / "corpus").mkdir()
    assert apply_review(tmp_path, sheet) == 2
    assert apply_review(tmp_path, sheet) == 0
    assert [row.action for row in read_corrections(tmp_path / "corpus")] == ["merge", "reject"]


def test_contradicting_decisions_change_nothing(tmp_path: Path) -> None:
    corrections = tmp_path / "corpus" / "corrections.csv"
    add_corrections(corrections, [{"action": "different", "name": "Open Door", "other": "Open Door Trust"}])
    before = corrections.read_bytes()
    with pytest.raises(ConfigError, match="opposite"):
        apply_review(tmp_path, filled(tmp_path, "merge", ""))
    assert corrections.read_bytes() == before


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"no workbook")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_decisions(tmp_path / "x.xlsx")
