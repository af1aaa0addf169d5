"""Hostile and broken inputs end in a named outcome, in time, with the parent unharmed."""

from __future__ import annotations

import io
import os
import sys
import time
import zipfile
from pathlib import Path

import pytest

from sectorlens.model import Origin, ParseResult
from sectorlens.parse import isolate, parse
from sectorlens.parse.isolate import Limits, ReaderProcess

GOLD = Path(__file__).resolve().parents[1] / "golden_blocks"
SHARED = Path(os.environ.get("SECTORLENS_SHARED", "/nonexistent"))
SENTENCE = b"We need to say that the needs of people who leave prison are acute. "


def read(body: bytes, name: str) -> ParseResult:
    begin = time.monotonic()
    result = parse(body, Origin(document_id="d", path=name))
    assert time.monotonic() - begin < 60
    return result


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in parts.items():
            packed.writestr(name, body)
    return out.getvalue()


def test_five_thousand_nested_tags_keep_their_words() -> None:
    result = read(b"<html><body>" + b"<div>" * 5000 + b"<p>" + SENTENCE * 20 + b"</p>" + b"</div>" * 5000, "deep.html")
    assert result.outcome == "ok"
    assert result.document is not None
    assert "needs of people" in result.document.text


def test_unclosed_inline_tags_without_end() -> None:
    assert read(b"<html><body>" + b"<b>" * 50_000 + b"<p>" + SENTENCE * 20, "deep.html").outcome == "ok"


@pytest.mark.slow
def test_page_of_fifty_megabytes_is_partial() -> None:
    paragraph = b"<p>" + SENTENCE * 6 + b"</p>\n"
    result = read(b"<html><body><h1>Big</h1>" + paragraph * (50_000_000 // len(paragraph)), "big.html")
    assert (result.outcome, result.reason) == ("partial", "too_large")


def test_bomb_in_a_word_file() -> None:
    body = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>" + b" " * 150_000_000})
    assert read(body, "a.docx").reason == "too_large"


def test_word_file_of_too_many_parts() -> None:
    body = archive({"word/document.xml": b"<w/>", **{f"word/{number}": b"" for number in range(2100)}})
    assert read(body, "a.docx").reason == "too_large"


def test_entities_in_a_word_file_are_refused() -> None:
    namespace = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document xmlns:w="'
        + namespace
        + b'"><w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>'
    )
    assert read(archive({"word/document.xml": xml}), "a.docx").reason == "damaged"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_files(share: float) -> None:
    for name, reasons in (
        ("pdf-one-column/report.pdf", {"truncated", "damaged"}),
        ("docx-styles/report.docx", {"damaged"}),
    ):
        body = (GOLD / name).read_bytes()
        result = read(body[: int(len(body) * share)], name.rsplit("/", 1)[-1])
        assert result.outcome == "failed"
        assert result.reason in reasons
        assert result.problems[0].next_step


def test_empty_and_blank_files() -> None:
    for body in (b"", b" \n\n\t", b"\xef\xbb\xbf", b"\x00" * 500):
        assert read(body, "a.txt").reason == "empty"


def test_binaries_with_the_name_of_a_text() -> None:
    assert read(bytes(range(256)) * 40, "a.txt").reason == "unsupported_type"
    assert read(b"x\x9c" + os.urandom(4000), "a.html").reason == "unsupported_type"


def test_memory_limit_costs_one_file() -> None:
    child = ReaderProcess(Limits(memory=260 << 20))
    try:
        body = archive(
            {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document>" + os.urandom(1) * 9_000_000}
        )
        with pytest.raises(Exception) as caught:
            child.read("docx", body)
        assert getattr(caught.value, "reason", "") in {"damaged", "too_much_memory", "reader_crashed"}
    finally:
        child.end()


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    child = ReaderProcess(Limits(seconds=5, silence=0.3))
    child.end()
    import subprocess

    child.process = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    begin = time.monotonic()
    with pytest.raises(Exception) as caught:
        child.read("pdf", b"%PDF-1.4")
    assert getattr(caught.value, "reason", "") == "timeout"
    assert time.monotonic() - begin < 3
    assert child.process.poll() is not None


def test_a_bad_file_between_good_ones_costs_only_itself() -> None:
    good = (GOLD / "pdf-one-column" / "report.pdf").read_bytes()
    first = isolate.read_isolated("pdf", good)
    assert read(b"%PDF-1.7\n" + os.urandom(5000), "a.pdf").outcome == "failed"
    assert isolate.read_isolated("pdf", good) == first


@pytest.mark.needs_shared
@pytest.mark.skipif(not SHARED.exists(), reason="SECTORLENS_SHARED names no folder")
def test_shared_hostile_files() -> None:
    for path in sorted((SHARED / "data" / "hostile").rglob("*")):
        if path.is_file() and path.parent.name in {"pdf", "xml", "compressed", "strings"}:
            assert read(path.read_bytes(), path.name).outcome in {"ok", "partial", "skipped", "failed"}
