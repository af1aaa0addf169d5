"""Outputs are replaced whole or not at all, and somebody's files are never touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sectorlens.errors import ConfigError
from sectorlens.store import outputs


def build(target: Path, content: str) -> None:
    folder = outputs.prepare(target)
    (folder / "run.json").write_text(json.dumps({"program": "sectorlens"}), "utf-8")
    (folder / "index.html").write_text(content, "utf-8")


def test_a_new_report_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for content in ("first", "second"):
        build(target, content)
        outputs.swap(target)
        assert (target / "index.html").read_text("utf-8") == content
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work", "utf-8")
    with pytest.raises(ConfigError, match="did not make"):
        outputs.prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="is a file"):
        outputs.prepare(tmp_path / "out")


def test_a_run_that_died_between_the_two_renames_is_undone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    build(target, "old")
    outputs.swap(target)
    build(target, "new")
    target.rename(tmp_path / "out.previous")
    outputs.prepare(target)
    assert (target / "index.html").read_text("utf-8") == "old"


def test_what_was_half_built_is_thrown_away(tmp_path: Path) -> None:
    target = tmp_path / "out"
    build(target, "half")
    folder = outputs.prepare(target)
    assert not (folder / "index.html").exists()
    outputs.abandon(target)
    assert not folder.exists()


def test_a_folder_in_the_way_of_building_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out.next").mkdir()
    (tmp_path / "out.next" / "mine.txt").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="in the way"):
        outputs.prepare(tmp_path / "out")
