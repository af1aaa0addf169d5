"""PDF and Word files, through the child process and without it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sectorlens.errors import DocumentError
from sectorlens.model import Origin
from sectorlens.parse import parse
from sectorlens.parse.docx import read_docx
from sectorlens.parse.isolate import Limits, ReaderProcess
from sectorlens.parse.pdf import read_pdf

GOLD = Path(__file__).resolve().parents[2] / "golden_blocks"


def test_child_and_caller_read_alike() -> None:
    for name, form, reader in (("pdf-running-heads", "pdf", read_pdf), ("docx-styles", "docx", read_docx)):
        body = (GOLD / name / f"report.{form}").read_bytes()
        child = ReaderProcess()
        try:
            assert child.read(form, body) == reader(body)
        finally:
            child.end()


def test_pages_are_numbered_and_running_heads_are_furniture() -> None:
    body = (GOLD / "pdf-running-heads" / "report.pdf").read_bytes()
    document = parse(body, Origin(document_id="doc-a", path="report.pdf")).document
    assert document is not None
    assert {block.page for block in document.blocks} == {1, 2}
    heads = [document.block_text(block) for block in document.blocks if block.reason == "running_head"]
    assert len(heads) == 1
    assert heads[0].startswith("Greenbarrow Institute")


def test_line_end_hyphens_are_undone() -> None:
    body = (GOLD / "pdf-two-columns" / "report.pdf").read_bytes()
    gold = (GOLD / "pdf-two-columns" / "gold.txt").read_text(encoding="utf-8")
    document = parse(body, Origin(document_id="doc-a", path="report.pdf")).document
    assert document is not None
    found = {word for block in document.blocks if block.layer == "body" for word in document.block_text(block).split()}
    assert found <= {*gold.split(), *(word for word in found if not word[0].isalpha())}


def test_contents_page_is_furniture() -> None:
    body = (GOLD / "pdf-contents" / "report.pdf").read_bytes()
    document = parse(body, Origin(document_id="doc-a", path="report.pdf")).document
    assert document is not None
    assert any(block.reason == "contents" for block in document.blocks)
    assert (
        sum(document.block_text(block) == "Recommendations" for block in document.blocks if block.layer == "body") == 1
    )


def test_tracked_changes_are_accepted() -> None:
    body = (GOLD / "docx-tracked" / "report.docx").read_bytes()
    reading = read_docx(body)
    assert not any("struck out" in piece.text for piece in reading.pieces)
    gold = json.loads((GOLD / "docx-tracked" / "gold.json").read_text(encoding="utf-8"))
    assert len([piece for piece in reading.pieces if piece.layer == "body"]) == len(gold["blocks"])


def test_locked_and_pictured_files_have_named_reasons(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    writer = PdfWriter(clone_from=PdfReader(GOLD / "pdf-one-column" / "report.pdf"))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    assert parse((tmp_path / "locked.pdf").read_bytes(), Origin(document_id="d", path="a.pdf")).reason == "encrypted"

    from PIL import Image

    Image.new("RGB", (40, 40), "grey").save(tmp_path / "grey.png")
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.drawImage(ImageReader(tmp_path / "grey.png"), 50, 50, 400, 400)
    canvas.save()
    assert parse((tmp_path / "scan.pdf").read_bytes(), Origin(document_id="d", path="a.pdf")).reason == "no_text_layer"


def test_silence_and_time_end_the_child() -> None:
    body = (GOLD / "pdf-one-column" / "report.pdf").read_bytes()
    child = ReaderProcess(Limits(seconds=0.001))
    with pytest.raises(DocumentError) as caught:
        child.read("pdf", body)
    assert caught.value.reason == "timeout"
    assert child.process.poll() is not None


def test_a_dead_child_is_replaced() -> None:
    from sectorlens.parse import isolate

    body = (GOLD / "docx-styles" / "report.docx").read_bytes()
    first = isolate.read_isolated("docx", body)
    assert isolate._KEEPER.child is not None
    isolate._KEEPER.child.process.kill()
    isolate._KEEPER.child.process.wait()
    assert isolate.read_isolated("docx", body) == first
