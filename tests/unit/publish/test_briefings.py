"""Word and Markdown: each stands alone, and equal findings give equal bytes."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from pathlib import Path

import docx
import msgspec
import publish_builder as builder
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sectorlens.publish import publish, wording
from sectorlens.publish.markdown import escape_markdown


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("out")
    publish(builder.build_findings(), target)
    return target


def _words(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


@pytest.mark.parametrize("pattern", ["briefing.docx", "themes/*.docx", "themes/*.md"])
def test_a_briefing_stands_alone(outputs: Path, pattern: str) -> None:
    path = next(outputs.glob(pattern))
    text = path.read_text("utf-8") if path.suffix == ".md" else _words(path)
    for needed in (
        wording.DEMONSTRATION, builder.FACTS.disclaimer, "Based on 4 publications",
        "Many women leave prison with nowhere to live.", "Homes first", "Wayfold Network", "9 March 2017",
        "https://wayfold.example/blog/homes/", "[1]" if path.suffix == ".docx" else "1. “",
    ):  # fmt: skip
        assert needed in text, needed


def test_the_briefing_lists_every_clear_recommendation(outputs: Path) -> None:
    text = _words(outputs / "briefing.docx")
    assert "Don't be afraid to start small." in text
    assert "Nobody asked the young people." not in text


@pytest.mark.parametrize(("publishers", "said"), [(1, "1 publisher in 2 publications makes"), (2, "2 publishers in 2")])
def test_one_publisher_makes_a_point_and_two_make_it(publishers: int, said: str, tmp_path: Path) -> None:
    findings = builder.build_findings()
    messages = tuple(msgspec.structs.replace(m, publishers=publishers) for m in findings.themes.key_messages)
    themes = msgspec.structs.replace(findings.themes, key_messages=messages)
    publish(dataclasses.replace(findings, themes=themes), tmp_path)
    assert said in _words(tmp_path / "briefing.docx")


def test_no_publications_give_a_briefing_that_says_so(tmp_path: Path) -> None:
    publish(builder.build_findings(""), tmp_path)
    text = _words(tmp_path / "briefing.docx")
    assert "Based on 0 publications" in text
    assert wording.NO_CLAIM_OF_ABSENCE in text


@given(st.text())
def test_escaped_markdown_is_one_line_without_live_marks(text: str) -> None:
    escaped = escape_markdown(text)
    assert "\n" not in escaped
    bare = escaped.replace("\\\\", "")
    for n, character in enumerate(bare):
        if character in "`*_[]<>#|":
            assert n and bare[n - 1] == "\\"


def test_same_findings_same_bytes_whatever_the_hash_seed(outputs: Path, tmp_path: Path) -> None:
    script = (
        "import importlib.util, pathlib, sys\n"
        "spec = importlib.util.spec_from_file_location('publish_builder', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec); sys.modules['publish_builder'] = module\n"
        "spec.loader.exec_module(module)\n"
        "from sectorlens.publish import publish\n"
        "publish(module.build_findings(), pathlib.Path(sys.argv[2]))\n"
    )
    builder_path = Path(__file__).with_name("builder.py")
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-c", script, str(builder_path), str(tmp_path / "again")]
    subprocess.run(command, check=True, env=environment)
    first = {p.relative_to(outputs): p.read_bytes() for p in outputs.rglob("*") if p.is_file()}
    again = {p.relative_to(tmp_path / "again"): p.read_bytes() for p in (tmp_path / "again").rglob("*") if p.is_file()}
    assert first.keys() == again.keys()
    assert [str(name) for name in first if first[name] != again[name]] == []
