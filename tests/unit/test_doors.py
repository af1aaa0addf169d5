"""The command line as people meet it: quick, plain, and with its exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"spacy", "sklearn", "pandas", "networkx", "numpy", "trafilatura", "lxml", "bs4", "requests", "scipy"}


def sectorlens(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sectorlens", *words], cwd=cwd, capture_output=True, text=True, timeout=240
    )


def test_help_imports_no_heavy_library() -> None:
    code = "import sys, sectorlens.cli; print(*(name for name in sys.modules if '.' not in name))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(loaded.stdout.split())


@pytest.mark.parametrize("command", ["", "analyse", "init", "search", "serve", "doctor", "changes"])
def test_every_command_explains_itself(command: str, tmp_path: Path) -> None:
    answer = sectorlens(*command.split(), "--help", cwd=tmp_path)
    assert answer.returncode == 0
    assert "Usage:" in answer.stdout


def test_an_unknown_option_is_a_usage_error(tmp_path: Path) -> None:
    assert sectorlens("analyse", "--nonsense", cwd=tmp_path).returncode == 2


def test_a_missing_path_is_named_with_what_to_do(tmp_path: Path) -> None:
    answer = sectorlens("analyse", "nowhere", "--outputs", "out", cwd=tmp_path)
    assert answer.returncode == 2
    assert "'nowhere' does not exist" in answer.stderr
    assert not (tmp_path / "out").exists()


def test_all_faults_of_the_settings_come_in_one_message(tmp_path: Path) -> None:
    (tmp_path / "sectorlens.toml").write_text('titel = "x"\n[limits]\ndocument_second = 3\n', "utf-8")
    answer = sectorlens("analyse", cwd=tmp_path)
    assert answer.returncode == 2
    assert "line 1: unknown key 'titel'; did you mean 'title'?" in answer.stderr
    assert "line 3: unknown key 'limits.document_second'; did you mean 'document_seconds'?" in answer.stderr


def test_a_folder_with_somebodys_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Prisons should fund advice.\n", "utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years", "utf-8")
    answer = sectorlens("analyse", "in", "--outputs", "mine", cwd=tmp_path)
    assert answer.returncode == 2
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


def test_init_then_analyse_then_search(tmp_path: Path) -> None:
    assert sectorlens("init", "ws", "--title", "Ours", cwd=tmp_path).returncode == 0
    assert sectorlens("init", "ws", cwd=tmp_path).returncode == 2
    workspace = tmp_path / "ws"
    text = "# Advice in prisons\n\nFootsteps Trust works with Harbour Lane Alliance. Funders should pay for advice.\n"
    (workspace / "corpus" / "inbox" / "advice.md").write_text(text, "utf-8")
    answer = sectorlens("analyse", "--jobs", "1", cwd=workspace)
    assert answer.returncode == 0, answer.stderr
    assert "Read 1 of 1 publication." in answer.stderr
    again = sectorlens("analyse", "--jobs", "1", "--json", cwd=workspace)
    assert json.loads(again.stdout)["executions"] == 0
    assert "Advice in prisons" in sectorlens("search", "advi*", cwd=workspace).stdout
    assert "found nothing" in sectorlens("search", "zebra", cwd=workspace).stderr
    assert "nothing to compare" in sectorlens("changes", cwd=workspace).stdout
