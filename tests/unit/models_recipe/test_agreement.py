"""Two annotations are paired by passage and compared layer by layer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from agreement import compare, read_by_key

FOLDER = Path(__file__).resolve().parents[3] / "models" / "data"
FIRST = """@@ t-a-001 | blog | housing | prose
@publisher Northgate Trust
[[Northgate Trust|ORG charity]] works with [[Fell Housing|ORG company]]. Many have {{nowhere to live|housing}} and
{{no money|finance_debt_benefits}}. {{A room was found|housing general met}} for two.

<<Councils should build homes.|local authorities; should; sentence>>
= we | partners_with | Fell Housing | affirmed
"""
SECOND = """@@ t-b-001 | blog | housing | prose
@publisher Northgate Trust
[[Northgate Trust|ORG charity]] works with [[Fell|LOC]] Housing. Many have {{nowhere to live|basic_needs}} and
{{no money|finance_debt_benefits}}. A room was found for two.

<<Councils should build homes.|government; should; sentence>>
= Fell Housing | partners_with | we | affirmed
"""


def _rows(tmp_path: Path, second: str) -> dict[str, list[str]]:
    for name, text in (("a.txt", FIRST), ("b.txt", second)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    one, other = read_by_key(tmp_path / "a.txt"), read_by_key(tmp_path / "b.txt")
    _, *lines = compare([(one["t-001"], other["t-001"])])
    return {line[:34].strip(): line[34:].split() for line in lines}


def test_each_layer_is_counted_by_its_own_rule(tmp_path: Path) -> None:
    rows = _rows(tmp_path, SECOND)
    assert rows["ORG, same span"][-3:] == ["1", "2", "1"]
    assert rows["LOC, same span"][-3:] == ["0", "0", "1"]
    assert rows["needs, overlap"][-3:] == ["2", "2", "2"]  # what is met does not count
    assert rows["needs, overlap and code"][-3:] == ["1", "2", "2"]
    assert rows["recommendations, overlap"][2] == "1.000"
    assert rows["recommendations, and addressee"][2] == "0.000"
    assert rows["relations, pair"][2] == "1.000"
    assert rows["relations, kind and direction"][2] == "1.000"


def test_an_annotation_agrees_with_itself(tmp_path: Path) -> None:
    rows = _rows(tmp_path, FIRST)
    assert {cells[2] for cells in rows.values()} == {"1.000", "-"}


def test_files_without_common_passages_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.txt").write_text(SECOND.replace("001", "002"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, FOLDER / "agreement.py", tmp_path / "a.txt", tmp_path / "b.txt"], capture_output=True
    )
    assert done.returncode == 1
