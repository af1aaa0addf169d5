# ruff: noqa: E501 - pages and prose are kept whole
"""Charsets, types, languages, dates, names of publishers: the small decisions."""

from __future__ import annotations

import pytest

from sectorlens.model import Origin
from sectorlens.parse import parse, sniff
from sectorlens.parse.charset import decode
from sectorlens.parse.dates import bare_date, find_date, labelled_date
from sectorlens.parse.publisher import LONGEST_TITLE, infer_publisher, titled_publisher


@pytest.mark.parametrize(
    ("body", "declared", "text", "choice"),
    [
        ("\ufeffcafé".encode(), "", "café", "utf-8 (byte-order mark)"),
        ("café".encode("utf-16"), "", "café", "utf-16-le (byte-order mark)"),
        ("café".encode(), "windows-1252", "café", "utf-8 (valid)"),
        ("“café”".encode("cp1252"), "iso-8859-1", "“café”", "cp1252 (header)"),
        (b"<meta charset=windows-1252><p>caf\xe9", "", "<meta charset=windows-1252><p>café", "cp1252 (meta)"),
        (b"plain", "x-no-such", "plain", "utf-8 (valid)"),
    ],
)
def test_charset_by_mark_header_meta(body: bytes, declared: str, text: str, choice: str) -> None:
    assert decode(body, declared=declared, markup=True) == (text, choice)


def test_mojibake_is_repaired_only_where_it_can_be_undone() -> None:
    assert decode("the sectorâ€™s".encode())[0] == "the sector’s"
    assert decode("Ã la carte, naïve".encode())[0] == "Ã la carte, naïve"


@pytest.mark.parametrize(
    ("body", "name", "declared", "found"),
    [
        (b"%PDF-1.4", "a.html", "text/html", sniff.PDF),
        (b"<!DOCTYPE html><p>", "a.pdf", "application/pdf", sniff.HTML),
        (b"<?xml version='1.0'?><rss><channel/></rss>", "feed", "", "application/xml"),
        (b"# A\n\nwords", "a.md", "", sniff.MARKDOWN),
        (b"\x89PNG\r\n", "a.txt", "", "image/png"),
        (b"Some words about <b>", "a.txt", "", sniff.TEXT),
        (b"a,b\n1,2", "a.csv", "", "text/csv"),
    ],
)
def test_bytes_outrank_names(body: bytes, name: str, declared: str, found: str) -> None:
    assert sniff.sniff(body, name=name, declared=declared) == found


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("3rd of May 2019", "2019-05-03"), ("May 3, 2019", "2019-05-03"), ("03/05/2019", "2019-05-03"), ("2019-05-03", "2019-05-03"),
        ("Sept. 2015", "2015-09"), ("31 February 2019", ""), ("in 1066", ""), ("call 01632 960111", ""),
    ],
)  # fmt: skip
def test_dates_as_written(words: str, value: str) -> None:
    assert find_date(words)[0] == value


def test_lines_that_are_dates_and_lines_that_mention_them() -> None:
    assert bare_date("Friday 3 May 2019") == "2019-05-03"
    assert bare_date("Theo Vance | 11 February 2014") == "2014-02-11"
    assert bare_date("Spring 2019") == "2019"
    assert bare_date("The 3 May 2019 ruling changed little") == ""
    assert bare_date("Last updated 3 May 2019") == ""
    assert labelled_date("Date of publication: 3 May 2019") == "2019-05-03"
    assert labelled_date("Published in a green cover in the summer that came after 3 May 2019") == ""


def test_publisher_is_who_speaks() -> None:
    assert infer_publisher(["At Lanternfold we drive a van."], []) == "Lanternfold"
    assert infer_publisher(["As Quay Street’s manager I open the door."], []) == "Quay Street"
    assert infer_publisher(["Shelterbelt has long asked for this. Our view is simple."] * 2, []) == "Shelterbelt"
    assert infer_publisher(["Words."], ["© 2025 Hearth and Road"]) == "Hearth and Road"
    assert infer_publisher(["Lanternfold drives a van. Shelterbelt keeps a list."], []) == ""


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Written evidence from Quay Street (PRI 04)", "Quay Street"),
        ("Sentencing Committee: Written submission from the Hearth and Road", "Hearth and Road"),
        ("Lanternfold’s response to the green paper", "Lanternfold"),
        ("Lanternfold evidence to the Wages Board", "Lanternfold"),
        ("Response of Lanternfold to the yearly report", "Lanternfold"),
        ("Written evidence to the Wages Board", ""),
        ("Joint response to the green paper", ""),
        ("Our response to the green paper", ""),
        ("Government response to the review", ""),
        ("Early evidence on what works", ""),
        (f"Response of Lanternfold to {'a very ' * LONGEST_TITLE}long line", ""),
    ],
)
def test_the_title_of_an_answer_says_whose_it_is(line: str, name: str) -> None:
    assert titled_publisher(["A page", line]) == name


def test_source_outranks_what_the_page_says() -> None:
    page = (
        b"<html><head><meta property='og:site_name' content='Other'></head><body><main><h1>Kettles</h1><p>"
        + b"The van stops at the gate. " * 20
        + b"</p></main></body></html>"
    )
    document = parse(page, Origin(document_id="d", url="https://a.example/x", publisher="Lanternfold")).document
    assert document is not None
    assert (document.publisher, document.publisher_from) == ("Lanternfold", "source")


def test_welsh_and_english_are_kept_block_by_block() -> None:
    english = "People who leave prison need a home and somebody to talk to, and they have told us so for years. " * 6
    welsh = "Mae angen cartref ar bobl sydd yn gadael y carchar, ac mae angen rhywun i siarad gyda nhw hefyd. " * 6
    document = parse(f"{english}\n\n{welsh}\n".encode(), Origin(document_id="d", path="a.txt")).document
    assert document is not None
    assert [block.language for block in document.blocks] == ["en", "cy"]
    assert parse(welsh.encode(), Origin(document_id="d", path="a.txt")).reason == "not_english"


def test_markdown_loses_its_marks_and_keeps_its_structure() -> None:
    text = "# Kettles\n\nOur *van* stops at the [gate](https://a.example/g) each day.\n\n## Lessons for **councils**\n\n1. Open `early`.\n2. Stay.\n\n> It was warm.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    document = parse(text.encode(), Origin(document_id="d", path="a.md")).document
    assert document is not None
    assert [(block.kind, document.block_text(block)) for block in document.blocks] == [
        ("heading", "Kettles"), ("paragraph", "Our van stops at the gate each day."), ("heading", "Lessons for councils"),
        ("list_item", "Open early."), ("list_item", "Stay."), ("quote", "It was warm."),
        ("table_cell", "a"), ("table_cell", "b"), ("table_cell", "1"), ("table_cell", "2"),
    ]  # fmt: skip
    assert document.links[0].url == "https://a.example/g"
