# ruff: noqa: E501 - mark-up is kept whole
"""PDFs by way of Word and LibreOffice: a letter, a consultation reply, a report exported with its tags."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lines import Line, Text
from office import as_pdf, bold_line, new, save, write, xml


def _paragraphs(*words: str) -> list[Line]:
    return [Line("paragraph", part) for part in words]


def page_field(paragraph: Any) -> None:
    """Add the number of the page."""
    for markup in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(xml(f"<w:r>{markup}</w:r>"))


LETTER_TO = ("The Director of Security", "Department for Prisons", "Abbott House, London", "12 April 2017")


def letter(text: Text) -> tuple[bytes, list[Line]]:
    """A letter with a letterhead and a subject in bold; no tags."""
    document = new()
    head = document.sections[0].header.paragraphs[0]
    head.text = "Croesffordd Mentoring · 3 Chapel Row, Abergorlech · 0000 000000"
    document.sections[0].footer.paragraphs[
        0
    ].text = "Registered charity 0000003. Trustees: A. Lloyd, P. Quaye, T. Rees."
    for part in LETTER_TO:
        document.add_paragraph(part)
    write(document, text.lines[:1])
    bold_line(document, text.title)
    write(document, text.lines[1:])
    gold = [*_paragraphs(*LETTER_TO), text.lines[0], Line("heading", text.title, 1), *text.lines[1:]]
    return as_pdf(save(document), tagged=False), gold


def reply(text: Text) -> tuple[bytes, list[Line]]:
    """A consultation reply: details on the cover, questions in bold, lettered items, divided words; no tags."""
    document = new("Consultation response form")
    document.settings.element.append(xml('<w:autoHyphenation w:val="true"/>'))
    section = document.sections[0]
    section.page_height, section.page_width = Cm(21), Cm(14.8)
    section.left_margin = section.right_margin = Cm(2)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Liberation Serif", Pt(11)
    title = bold_line(document, text.title, size=20)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    cover = (
        "Submitted by Plainsong Advice to the Department for Courts",
        "Consultation opened 4 December 2023; closing date 1 March 2024",
        "Date of this response: 15 February 2024",
    )
    for part in cover:
        document.add_paragraph(part).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    page_field(section.footer.paragraphs[0])
    section.header.paragraphs[0].text = "Plainsong Advice – response on complaints"

    def question(made: Any, line: Line) -> None:
        bold_line(made, line.text)

    def justified(made: Any) -> None:
        for paragraph in made.paragraphs[len(cover) + 1 :]:
            if paragraph.style.name == "Normal" and not paragraph.runs[0].bold:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY

    write(document, text.lines, heading=question)
    justified(document)
    gold = [Line("heading", text.title, 1), *_paragraphs(*cover), *text.lines]
    return as_pdf(save(document), tagged=False), gold


def exported(text: Text) -> tuple[bytes, list[Line]]:
    """A report exported from a word processor with its tags: title style, contents, heads, notes, two columns at the end."""
    document = new("Report template 2011")
    section = document.sections[0]
    section.page_height = Cm(22)
    section.header.paragraphs[0].text = "Threshold Learning\tA tenancy is a skill"
    page_field(section.footer.paragraphs[0])
    document.add_paragraph(text.title, style="Title")
    document.add_paragraph("Learning from three years", style="Subtitle")
    document.add_paragraph("Published July 2021")
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    bold_line(document, "Contents", size=14)
    for place, line in enumerate(line for line in text.lines if line.kind == "heading"):
        entry = document.add_paragraph(f"{line.text}\t{3 + place // 3}")
        entry._p.get_or_add_pPr().append(xml('<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8600"/></w:tabs>'))
    document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    cut = next(n for n, line in enumerate(text.lines) if line.text == "Lessons")
    notes: list[str] = []
    told = "The certificate is awarded by Threshold Learning and has no standing in law."
    lines = [
        Line(**{**line.__dict__, "note": told}) if line.text.startswith("Of those who") else line for line in text.lines
    ]
    write(document, tuple(lines[:cut]), notes=notes)
    columns = document.add_section(WD_SECTION.CONTINUOUS)
    columns._sectPr.find(qn("w:cols")).set(qn("w:num"), "2")
    write(document, tuple(lines[cut:]))
    gold = [Line("heading", text.title, 1), *_paragraphs("Learning from three years", "Published July 2021"), *lines]
    return as_pdf(save(document, notes), tagged=True), gold


OFFICE = (
    ("letter", "mentors", letter, "2017-04-12"),
    ("consultation-reply", "reply", reply, "2024-02-15"),
    ("word-export", "tenancy", exported, "2021-07"),
)
