"""Mechanisms of page builders and blogs: bold lines before breaks, boxed lists, site names, fields, notes."""

from __future__ import annotations

import pytest

from sectorlens.model import Document, Origin
from sectorlens.parse import parse
from sectorlens.parse.dates import labelled_date
from sectorlens.parse.html_breaks import BOLD_OFF, BOLD_ON, BREAK, split_breaks

P = "<p>The shelter opens at six and closes when the last guest has eaten, which is seldom before nine in winter.</p>"


def _read(body: str, *, head: str = "", url: str = "https://www.quay.example/notes/one") -> Document:
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    document = parse(page.encode(), Origin(document_id="d", url=url)).document
    assert document is not None
    return document


def _kinds(document: Document) -> dict[str, str]:
    return {document.block_text(one): one.kind for one in document.blocks if one.layer == "body"}


def test_bold_first_line_parts_from_the_lines_below_it() -> None:
    raw = f"{BOLD_ON}What helps{BOLD_OFF}{BREAK}A clock that can be seen.{BREAK}{BREAK}Then tea."
    assert split_breaks(raw) == [("What helps", 1.0), ("A clock that can be seen.", 0.0), ("Then tea.", 0.0)]


def test_bold_that_ends_between_two_breaks_does_not_reach_on() -> None:
    raw = f"{BOLD_ON}What helps{BREAK}{BOLD_OFF}{BREAK}A clock."
    assert split_breaks(raw) == [("What helps", 1.0), ("A clock.", 0.0)]


def test_list_in_boxes_of_its_own_stays_with_the_text_around_it() -> None:
    items = "".join(f"<li><span>Door number {n} should be mended</span></li>" for n in range(3))
    boxed = f"<div class=w><div class=c>{P}{P}</div></div><div class=w><div class=c><ul>{items}</ul></div></div>"
    found = _kinds(_read(f"<div class=p><h1>Doors</h1>{boxed}<div class=w><div class=c>{P}</div></div></div>"))
    assert found["Door number 2 should be mended"] == "list_item"


def test_name_of_the_site_is_not_the_title() -> None:
    top = '<h1 id="site-title"><a href="/">Quay Trust</a></h1>'
    document = _read(f"{top}<h1>Why doors matter</h1>{P * 3}", head="<title>Why doors matter | Quay Trust</title>")
    assert document.title == "Why doors matter"


def test_name_of_a_file_is_not_the_title() -> None:
    head = "<title>Microsoft Word - brief_v3.doc</title>"
    assert _read(f"<p><b>Why doors matter here</b></p>{P * 3}", head=head).title == "Why doors matter here"


def test_label_and_value_of_a_field_are_one_line_that_dates_the_page() -> None:
    field = "<div class=f><div class=field__label>Published:</div><div class=field__item>3 May 2019</div></div>"
    document = _read(f"<h1>Why doors matter</h1>{field}{P * 3}")
    assert document.published_on == "2019-05-03"
    assert _kinds(document)["Published: 3 May 2019"] == "paragraph"


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Submitted by admin on Tue, 12/06/2018 - 14:20", "2018-06-12"),
        ("by office — published Jan 31, 2019 10:05 AM, last modified Apr 19, 2022", "2019-01-31"),
        ("Embargoed until 00.01 on Tuesday 6 October 2015", "2015-10-06"),
        ("Date: 14-09-2011", "2011-09-14"),
        ("The report, published in May 2019, was ours", ""),
    ],
)
def test_labels_of_dates(line: str, value: str) -> None:
    assert labelled_date(line) == value


def test_notes_in_boxes_are_footnotes_and_stay_with_the_publication() -> None:
    notes = '<div class="_idFootnotes"><div class="_idFootnote"><p>1 Minutes of the quay board, item 4</p></div></div>'
    document = _read(f"<div><h1>Why doors matter</h1>{P * 4}{notes}</div><div class=x><p>A line apart</p></div>")
    assert _kinds(document)["1 Minutes of the quay board, item 4"] == "footnote"


def test_line_below_a_quotation_belongs_to_it() -> None:
    quote = "<blockquote><p>“I had a door that locked, and I slept for two days.”</p><p>Guest, 34</p></blockquote>"
    document = _read(f"<h1>Why doors matter</h1>{P * 2}{quote}{P}")
    found = [one for one in document.blocks if one.kind == "quote"]
    assert [one.speaker for one in found] == ["Guest, 34"]


def test_report_that_is_one_page_of_sections_is_read_whole() -> None:
    words = "<p>Nobody mended door {n}, and the wind came in all winter long.</p>"
    band = f"<section><h2>Chapter {{n}}</h2><div>{words}</div></section>"
    body = "<section><div class=overlay><h1>Doors, and who mends them</h1></div></section>"
    body += "".join(band.format(n=n) for n in range(8)) + f"<section><h2>Chapter 9</h2>{P * 2}</section>"
    head = '<title>Doors, and who mends them</title><meta property="article:published_time" content="2024-03-08">'
    document = _read(body, head=head, url="https://doors.example/")
    assert sum(1 for one in document.blocks if one.layer == "body" and one.kind == "heading") == 10
    assert (document.title, document.published_on) == ("Doors, and who mends them", "2024-03-08")
