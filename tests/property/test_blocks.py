# ruff: noqa: E501 - pages and prose are kept whole
"""Whatever is read: blocks slice the text, are ordered and disjoint, and point only to what exists."""

from __future__ import annotations

import io
import unicodedata
from html import escape

from docx import Document as NewDocument
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.platypus import Paragraph, SimpleDocTemplate

from sectorlens.model import Document, Origin, ParseResult
from sectorlens.parse.isolate import read_isolated
from sectorlens.parse.mojibake import repair_mojibake
from sectorlens.parse.parsing import parse
from sectorlens.text import clean_text

WORDS = st.lists(
    st.one_of(st.sampled_from("the need of people in prison Lessons for councils What's new Our © 2025 é “ ” - • 1. a) \u00ad \u200b \u0301".split(" ")), st.text(max_size=6)),
    max_size=12,
).map(" ".join)  # fmt: skip
TAGS = st.sampled_from(
    "p div h1 h2 ul li ol blockquote td table tr span b section article nav footer details summary dl dt dd button".split()
)


def node(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(TAGS, st.lists(children, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    )


PAGES = st.lists(st.recursive(WORDS.map(escape), node, max_leaves=25), max_size=6).map("".join)


def check(result: ParseResult) -> None:
    """The contract of every result."""
    assert result.outcome in {"ok", "partial", "skipped", "failed"}
    assert (result.document is not None) == (result.outcome in {"ok", "partial"})
    assert bool(result.reason) == (result.outcome != "ok")
    for document in filter(None, (result.document, *result.items)):
        check_document(document)


def check_document(document: Document) -> None:
    text = document.text
    assert text == unicodedata.normalize("NFC", text)
    assert "\r" not in text
    assert "\x00" not in text
    assert document.title
    end = 0
    for number, block in enumerate(document.blocks):
        assert end <= block.start < block.end <= len(text)
        words = document.block_text(block)
        assert words == words.strip()
        end = block.end
        for pointer in (block.heading, block.lead_in):
            assert pointer is None or 0 <= pointer < number
        if block.heading is not None:
            assert document.blocks[block.heading].kind == "heading"
            assert document.blocks[block.heading].layer == "body"
        assert bool(block.reason) == (block.layer == "furniture")
        assert 1 <= block.level <= 6 or block.kind not in {"heading", "list_item"} or block.layer == "furniture"


@settings(max_examples=80, deadline=None, derandomize=True)
@given(PAGES)
def test_generated_pages(body: str) -> None:
    check(
        parse(
            f"<html><body>{body}</body></html>".encode("utf-8", "surrogatepass"),
            Origin(document_id="d", url="https://a.example/x/y"),
        )
    )


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=20), st.sampled_from(["\n", "\n\n", "\r\n", "\n- ", "\n1. "]))
def test_generated_texts(lines: list[str], joint: str) -> None:
    raw = joint.join(lines)
    body = raw.encode("utf-8", "surrogatepass")
    result = parse(body, Origin(document_id="d", path="a.txt"))
    check(result)
    if result.document is not None:
        decoded = body.decode("utf-8", "replace").replace("\ufffd", "")
        assert result.document.text == clean_text(repair_mojibake(decoded))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(WORDS, max_size=20))
def test_generated_markdown(lines: list[str]) -> None:
    check(parse("\n\n".join(lines).encode("utf-8", "surrogatepass"), Origin(document_id="d", path="a.md")))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(st.sampled_from(["Normal", "Heading 1", "List Bullet", "Quote", "Title"]), WORDS), max_size=12)
)
def test_generated_word_files(paragraphs: list[tuple[str, str]]) -> None:
    document = NewDocument()
    for style, words in paragraphs:
        document.add_paragraph(clean_text(words), style=style)
    out = io.BytesIO()
    document.save(out)
    check(parse(out.getvalue(), Origin(document_id="d", path="a.docx")))


@settings(max_examples=15, deadline=None, derandomize=True)
@given(st.lists(st.text(alphabet="abcdefghij klmnop. -•1()", min_size=1, max_size=200), min_size=1, max_size=12))
def test_generated_pdfs(paragraphs: list[str]) -> None:
    out = io.BytesIO()
    SimpleDocTemplate(out, invariant=1).build([Paragraph(escape(words)) for words in paragraphs])
    check(parse(out.getvalue(), Origin(document_id="d", path="a.pdf")))
    reading = None
    try:
        reading = read_isolated("pdf", out.getvalue())
    except Exception as error:  # a page without words has a named reason, nothing else may be raised
        assert getattr(error, "reason", "")
    assert reading is None or reading.pages >= 1


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.binary(max_size=400),
    st.sampled_from(["a.html", "a.txt", "a.pdf", "a.docx", "a", "a.md"]),
    st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>"]),
)
def test_any_bytes_end_in_an_outcome(body: bytes, name: str, start: bytes) -> None:
    check(parse(start + body, Origin(document_id="d", path=name)))
