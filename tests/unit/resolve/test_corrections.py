"""corrections.csv as spreadsheets save it, and every fault of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from sectorlens.errors import ConfigError
from sectorlens.resolve import Correction, read_corrections

ROWS = [["action", "name", "other", "value", "note"], ["merge", "Café Nord", "Cafe Nord’s", "", "same door"]]
WANTED = Correction(action="merge", name="Café Nord", other="Cafe Nord’s", note="same door", line=2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_way_a_spreadsheet_saves(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in ROWS) + "\r\n"
    (tmp_path / "corrections.csv").write_bytes(text.encode(encoding))
    assert read_corrections(tmp_path) == (WANTED,)


def test_an_excel_file_is_read_too(tmp_path: Path) -> None:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "corrections.xlsx")
    (found,) = read_corrections(tmp_path)
    assert (found.action, found.name, found.file) == ("merge", "Café Nord", "corrections.xlsx")


def test_no_file_means_no_corrections(tmp_path: Path) -> None:
    assert read_corrections(tmp_path) == ()


def test_blank_lines_capitals_and_guards_do_not_matter(tmp_path: Path) -> None:
    body = "sep=;\nAction;Name;Value\n;;\nRENAME;'=Sum;Sum of Us\n"
    (tmp_path / "corrections.csv").write_text(body, encoding="utf-8")
    (found,) = read_corrections(tmp_path)
    assert (found.action, found.name, found.value, found.line) == ("rename", "=Sum", "Sum of Us", 4)


def test_all_faults_are_told_with_their_line(tmp_path: Path) -> None:
    body = (
        "action,name,other,value\n"
        "mrge,A,B,\n"
        "merge,A,,\n"
        "retype,C,,shop\n"
        "merge,D,E,\n"
        "different,E,D,\n"
        "rename,F,,G\n"
        "rename,f,,H\n"
        "reject,K,,\n"
        "retype,K,,charity\n"
    )
    (tmp_path / "corrections.csv").write_text(body, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_corrections(tmp_path)
    text = "\n".join(caught.value.faults)
    for part in ("line 2", "line 3", "line 4", "line 6", "line 8", "line 10"):
        assert part in text
    assert len(caught.value.faults) == 6


def test_a_sheet_without_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "corrections.csv").write_text("merge,A,B\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="first line must name the columns"):
        read_corrections(tmp_path)
