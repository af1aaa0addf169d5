"""Titles, headings, quotations and depth of items that only the type of a Word file shows."""

from __future__ import annotations

import io

import pytest
from docx import Document
from docx.shared import Pt

from sectorlens.parse.docx import read_docx
from sectorlens.parse.docx_looks import Look, level_lists, look_of, nest_items, pseudo_headings, raise_title
from sectorlens.parse.pieces import Piece

PROSE = "We asked the carers how they had travelled, what it had cost them and who had paid for it in the end. " * 2


def paragraph(text: str, *, bold: bool = False, italic: bool = False, size: float = 0.0, left: float = 0.0) -> Piece:
    return Piece(kind="paragraph", text=text, hint=Look(bold, italic, size, left).note())


@pytest.mark.parametrize("look", [Look(), Look(True, False, 10.5, 36.0)])
def test_look_survives_its_note(look: Look) -> None:
    assert look_of(Piece(kind="paragraph", text="x", hint=look.note())) == look


def test_large_first_line_is_the_title_but_a_large_line_after_prose_is_not() -> None:
    cover = [paragraph("What grows", size=30), paragraph("By Fennel Abara"), paragraph(PROSE)]
    raise_title(cover)
    assert [piece.kind for piece in cover] == ["heading", "paragraph", "paragraph"]
    late = [paragraph(PROSE), paragraph("What grows", size=30), paragraph(PROSE)]
    raise_title(late)
    assert {piece.kind for piece in late} == {"paragraph"}


def test_bold_chapter_directly_above_its_bold_italic_section() -> None:
    pieces = [
        paragraph("Fair pay", bold=True, size=16), paragraph(PROSE),
        paragraph("What gets in the way", bold=True, size=13), paragraph("Benefits", bold=True, italic=True),
        paragraph(PROSE),
    ]  # fmt: skip
    pseudo_headings(pieces)
    assert [(piece.kind, piece.level) for piece in pieces] == [
        ("heading", 1), ("paragraph", 0), ("heading", 2), ("heading", 3), ("paragraph", 0),
    ]  # fmt: skip


def test_of_bold_lines_that_look_alike_only_the_one_above_prose_heads_it() -> None:
    pieces = [
        paragraph(PROSE),
        paragraph("One line", bold=True),
        paragraph("Another line", bold=True),
        paragraph(PROSE),
    ]
    pseudo_headings(pieces)
    assert [piece.kind for piece in pieces] == ["paragraph", "paragraph", "heading", "paragraph"]


def test_typed_items_nest_by_indent() -> None:
    items = [Piece(kind="list_item", text=str(left), hint=Look(left=left).note()) for left in (18, 36, 36, 18)]
    nest_items(items)
    assert [item.level for item in items] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("depths", "levels"),
    [((2, 2), [1, 1]), ((2, 3), [1, 2]), ((0, 1), [1, 2])],
)
def test_items_below_numbered_headings_count_from_their_own_top(depths: tuple[int, ...], levels: list[int]) -> None:
    items = [Piece(kind="list_item", text="x", level=depth + 1, hint=f"list 7 {depth}") for depth in depths]
    level_lists(items)
    assert [item.level for item in items] == levels


def test_styles_of_ones_own() -> None:
    document = Document()
    for name, base in (("House Cover Title", "Normal"), ("House Voice", "Quote")):
        document.styles.add_style(name, 1).base_style = document.styles[base]
    document.add_paragraph("What grows", style="House Cover Title")
    document.add_paragraph(PROSE)
    document.add_paragraph("“You can shout at a potato.” A gardener", style="House Voice")
    said = document.add_paragraph("“I stopped because I could not go on borrowing the fare.” Former mentor")
    said.paragraph_format.left_indent = Pt(36)
    out = io.BytesIO()
    document.save(out)
    assert [piece.kind for piece in read_docx(out.getvalue()).pieces] == ["heading", "paragraph", "quote", "quote"]


def test_bold_chapter_number_above_its_first_section_number_is_a_heading() -> None:
    document = Document()
    for words in ("1. Background", "1.1 The prison", "2. What we found", "2.1 The first day"):
        document.add_paragraph().add_run(words).bold = True
        if "." in words[1:3] and words[2] != " ":
            document.add_paragraph(PROSE)
    out = io.BytesIO()
    document.save(out)
    kinds = [piece.kind for piece in read_docx(out.getvalue()).pieces]
    assert "list_item" not in kinds
