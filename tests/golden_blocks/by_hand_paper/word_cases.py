# ruff: noqa: E501 - mark-up is kept whole
"""Word files in six ways of writing them: styles of one's own, bold type alone, changes and comments, notes and sections,
a text box, numbered headings with a table of recommendations."""

from __future__ import annotations

import re
from typing import Any

from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from lines import Line, Text
from office import NS, bold_line, esc, new, note, number, numbering, save, style, write, xml
from office_cases import page_field


def _paragraphs(*words: str) -> list[Line]:
    return [Line("paragraph", part) for part in words]


def custom_styles(text: Text) -> tuple[bytes, list[Line]]:
    """Headings and items through chains of a charity's own styles; numbering stands in the style; a wrong title."""
    document = new("SPADE template v3 (do not edit)")
    bullets = numbering(document, (("bullet", "▪"), ("bullet", "–")))
    style(document, "Spade Cover Title", "Normal", inner='<w:outlineLvl w:val="9"/>')
    document.styles["Spade Cover Title"].font.size = Pt(30)
    style(document, "Spade Chapter", "Heading 1")
    style(document, "Spade Section", "Heading 2")
    style(document, "Spade Section Coloured", "Spade Section")
    style(document, "Spade Text", "Body Text")
    style(
        document,
        "Spade Item",
        "Spade Text",
        inner=f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{bullets}"/></w:numPr>',
    )
    style(document, "Spade Voice", "Quote")
    style(document, "Spade Strap", "Normal")
    head = (text.title, "A working paper by Fennel Abara", "Spade and Sentence, March 2023")
    document.add_paragraph(head[0], style="Spade Cover Title")
    for part in head[1:]:
        document.add_paragraph(part, style="Spade Strap")
    order = numbering(document, (("decimal", "%1."),))
    for line in text.lines:
        if line.kind == "heading":
            document.add_paragraph(line.text, style="Spade Chapter" if line.level == 2 else "Spade Section Coloured")
        elif line.kind == "list_item" and line.ordinal:
            number(document.add_paragraph(line.text, style="Spade Text"), order)
        elif line.kind == "list_item":
            document.add_paragraph(line.text, style="Spade Item")
        elif line.kind == "quote":
            document.add_paragraph(f"“{line.text}” {line.speaker}", style="Spade Voice")
        else:
            document.add_paragraph(line.text, style="Spade Text")
        if line.text.startswith("People serving"):
            extra = (
                Line("list_item", "three gardens, in two counties", 1),
                Line("list_item", "140 people a year, a quarter of them women", 1),
            )
            for item in extra:
                document.add_paragraph(item.text, style="Spade Item")
    page_field(document.sections[0].footer.paragraphs[0])
    return save(document), [
        Line("heading", head[0], 1),
        *_paragraphs(*head[1:]),
        text.lines[0],
        *extra,
        *text.lines[1:],
    ]


def bold_only(text: Text) -> tuple[bytes, list[Line]]:
    """No styles at all: headings in bold or capitals, typed bullets and numbers, soft hyphens, a link, no date."""
    document = new("")
    document.core_properties.title = "Untitled"
    bold_line(document, text.title, size=16)
    by = "Rosalind Achterberg, Copperbridge Network"
    document.add_paragraph(by)
    for line in text.lines:
        if line.kind == "heading":
            paragraph = bold_line(document, line.text, size=13 if line.level == 2 else 0)
            if line.level == 3:
                paragraph.runs[0].italic = True
        elif line.kind == "list_item":
            mark = f"{line.ordinal}." if line.ordinal else "•" if line.level == 1 else "–"
            made = document.add_paragraph(f"{mark}\t{line.text}")
            made.paragraph_format.left_indent = Pt(18 * line.level)
            made.paragraph_format.first_line_indent = Pt(-18)
        elif line.kind == "quote":
            made = document.add_paragraph()
            made.paragraph_format.left_indent = made.paragraph_format.right_indent = Pt(36)
            made.add_run(f"“{line.text}”").italic = True
            made.add_run(f" {line.speaker}")
        else:
            words = re.sub(r"(?<=[a-z]{4})(?=ing\b|tion|ment)", "\u00ad", line.text)
            made = document.add_paragraph()
            head, _, tail = words.partition("Our door")
            made.add_run(head)
            if tail:
                target = document.part.relate_to(
                    "https://copperbridge.example/contact",
                    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
                    is_external=True,
                )
                made._p.append(
                    parse_xml(
                        f'<w:hyperlink {NS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{target}"><w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>Our door</w:t></w:r></w:hyperlink>'
                    )
                )
                made.add_run(tail)
        if line.kind in {"paragraph", "quote"}:
            document.add_paragraph()
    return save(document), [Line("heading", text.title, 1), *_paragraphs(by), *text.lines]


def _change(paragraph: Any, place: int) -> None:
    """Strike out words before the last run, mark that run as inserted and hang a comment on it."""
    who = f'w:id="{900 + place}" w:author="Editor" w:date="2018-05-30T10:00:00Z"'
    run = paragraph.runs[-1]._r
    run.addprevious(
        xml(
            f'<w:del {who}><w:r><w:delText xml:space="preserve">which the committee did not like </w:delText></w:r></w:del>'
        )
    )
    inserted = xml(f"<w:ins {who}></w:ins>")
    run.addprevious(inserted)
    inserted.append(run)
    inserted.addprevious(xml(f'<w:commentRangeStart w:id="{place}"/>'))
    inserted.addnext(xml(f'<w:r><w:commentReference w:id="{place}"/></w:r>'))
    inserted.addnext(xml(f'<w:commentRangeEnd w:id="{place}"/>'))


def tracked(text: Text) -> tuple[bytes, list[Line]]:
    """A draft with insertions, deletions, a moved and a deleted paragraph, a deleted item, and comments."""
    document = new("Draft 4 with comments from the trustees")
    document.add_heading(text.title, 0)
    head = ("Bellwether Custody Visitors", "12 June 2018")
    for part in head:
        document.add_paragraph(part)
    write(document, text.lines)
    places = 0
    who = 'w:id="{}" w:author="Editor" w:date="2018-05-30T10:00:00Z"'
    for paragraph in document.paragraphs[3:]:
        words = paragraph.text
        if paragraph.style.name == "Normal" and len(words) > 60:
            paragraph.clear()
            cut = words.rfind(" ", 0, len(words) - 20) + 1
            paragraph.add_run(words[:cut])
            paragraph.add_run(words[cut:])
            _change(paragraph, places)
            places += 1
    gone = "<w:p><w:pPr><w:rPr><w:del {}/></w:rPr></w:pPr><w:del {}><w:r><w:delText>{}</w:delText></w:r></w:del></w:p>"
    body = document.paragraphs
    body[4]._p.addnext(
        xml(
            gone.format(
                who.format(950), who.format(951), "We never published this paragraph, and nobody should read it now."
            )
        )
    )
    moved = next(p for p in body if p.text.startswith("None of them needs"))
    was = f'<w:p><w:moveFromRangeStart {who.format(960)} w:name="m1"/><w:moveFrom {who.format(961)}><w:r><w:t>None of them needs a new building, as we said.</w:t></w:r></w:moveFrom><w:moveFromRangeEnd w:id="960"/></w:p>'
    moved._p.addnext(xml(was))
    first = moved.runs[0]._r
    wrapper = xml(f"<w:moveTo {who.format(962)}></w:moveTo>")
    first.addprevious(wrapper)
    wrapper.append(first)
    comments = "".join(
        f'<w:comment w:id="{n}" w:author="Trustee" w:date="2018-05-29T10:00:00Z"><w:p><w:r><w:t>Are we sure about this sentence?</w:t></w:r></w:p></w:comment>'
        for n in range(places)
    )
    parts = {"comments9": ("comments", "comments", f"<w:comments {NS}>{comments}</w:comments>")}
    return save(document, parts=parts), [Line("heading", text.title, 1), *_paragraphs(*head), *text.lines]


def sections(text: Text) -> tuple[bytes, list[Line]]:
    """Notes, three sections with their own heads and feet, a contents field, a table in place."""
    document = new("Journal manuscript")
    first = document.sections[0]
    first.header.paragraphs[0].text = "Hearthside Families – manuscript"
    page_field(first.footer.paragraphs[0])
    document.add_heading(text.title, 0)
    head = (text.author, "Hearthside Families, November 2021")
    for part in head:
        document.add_paragraph(part, style="Subtitle")
    entries = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="TOC1"/></w:pPr><w:hyperlink w:anchor="_Toc{n}"><w:r><w:t>{esc(line.text)}</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>{n + 2}</w:t></w:r></w:hyperlink></w:p>'
        for n, line in enumerate(line for line in text.lines if line.kind == "heading")
    )
    document.element.body.insert(
        len(document.element.body) - 1,
        xml(
            f'<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="TOCHeading"/></w:pPr><w:r><w:t>Contents</w:t></w:r></w:p>{entries}</w:sdtContent></w:sdt>'
        ),
    )
    middle = document.add_section(WD_SECTION.NEW_PAGE)
    middle.header.is_linked_to_previous = False
    middle.header.paragraphs[0].text = "Kinship care and the visiting hall"
    cut = next(n for n, line in enumerate(text.lines) if line.text == "What helps")
    notes: list[str] = []
    write(document, text.lines[:cut], notes=notes)
    caption = document.add_paragraph("Table ", style="Caption")
    for markup in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> SEQ Table \\* ARABIC </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        caption._p.append(xml(f"<w:r>{markup}</w:r>"))
    caption.add_run(". Carers and their journeys")
    rows = (
        ("Carers", "Number", "Hours"),
        ("Grandmothers", "31", "2.5"),
        ("Aunts and uncles", "8", "3.1"),
        ("Others", "4", "not asked"),
    )
    grid = document.add_table(rows=0, cols=3)
    for row in rows:
        for cell, words in zip(grid.add_row().cells, row, strict=True):
            cell.text = words
    last = document.add_section(WD_SECTION.CONTINUOUS)
    last._sectPr.find(qn("w:cols")).set(qn("w:num"), "2")
    write(document, text.lines[cut:])
    note(document.paragraphs[-1], notes, "A longer version of this article can be had from the author.")
    table = [Line("caption", "Table 1. Carers and their journeys"), *(Line("row", cells=row) for row in rows)]
    ending = Line(**{**text.lines[-1].__dict__, "note": notes[-1]})
    return save(document, notes), [
        Line("heading", text.title, 1),
        *_paragraphs(*head),
        *text.lines[:cut],
        *table,
        *text.lines[cut:-1],
        ending,
    ]


_BOX = """<w:p {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="2400000" cy="1200000"/><wp:wrapSquare wrapText="bothSides"/><wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx><w:txbxContent>{box}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{box}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"""


def text_box(text: Text) -> tuple[bytes, list[Line]]:
    """A signed note with a letterhead in a table, a text box with its older copy, breaks within lines, a date at the end."""
    document = new("Letter")
    head = document.sections[0].header
    frame = head.add_table(1, 2, Pt(400))
    frame.rows[0].cells[0].text, frame.rows[0].cells[1].text = (
        "GREY LANE",
        "14 Grey Lane, Addlewick\nwww.greylane.example",
    )
    document.add_heading(text.title, 1)
    write(document, text.lines[:2])
    title, words = "About the wing", "The wing is on the ground floor. It was a workshop until 1998."
    box = f"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{title}</w:t></w:r></w:p><w:p><w:r><w:t>{words}</w:t></w:r></w:p>"
    document.element.body.insert(len(document.element.body) - 1, parse_xml(_BOX.format(ns=NS, box=box)))
    rest = text.lines[2:]
    write(document, tuple(line for line in rest[:-1]), heading=lambda d, h: d.add_heading(h.bare, h.level))
    last = document.add_paragraph()
    halves = rest[-1].text.split(". ", 1)
    last.add_run(halves[0] + ".")
    last.add_run().add_break()
    last.add_run(halves[1])
    signed = "Hesper Quillfeather, 5 November 2014"
    document.add_paragraph(signed)
    boxed = [Line("heading", title, 3, box=True), Line("paragraph", words, box=True)]
    return save(document), [Line("heading", text.title, 1), *text.lines[:2], *boxed, *rest, *_paragraphs(signed)]


def outline(text: Text) -> tuple[bytes, list[Line]]:
    """Headings numbered by their styles, content controls, lettered items, recommendations in a table with numbers."""
    document = new("IFG paper")
    root = numbering(document, (("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")))
    for level, name in enumerate(("Heading 1", "Heading 2")):
        document.styles[name].element.get_or_add_pPr().append(
            xml(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{root}"/></w:numPr>')
        )
    controls = (
        ("Institute for Fair Governance", "paragraph"),
        (text.title, "title"),
        ("Dr Wendeline Sykes and Omar Fairhurst", "paragraph"),
        ("Final version, September 2022", "paragraph"),
    )
    for words, kind in controls:
        mark = '<w:pPr><w:pStyle w:val="Title"/></w:pPr>' if kind == "title" else ""
        document.element.body.insert(
            len(document.element.body) - 1,
            xml(
                f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent><w:p>{mark}<w:r><w:t>{esc(words)}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            ),
        )
    bare = [
        Line(**{**line.__dict__, "text": re.sub(r"^[\d.]+ ", "", line.text)}) if line.kind == "heading" else line
        for line in text.lines
    ]
    letters = 0
    lines: list[Line] = []
    for line in bare:
        if line.kind == "list_item":
            line = Line(**{**line.__dict__, "ordinal": "ab"[letters]})
            letters += 1
        lines.append(line)
    write(
        document,
        tuple(lines),
        heading=lambda d, h: d.add_heading(h.bare, h.level - 1),
        bullets=lambda d, i: number(d.add_paragraph(i.text), root, 2),
    )
    gold = [
        Line("paragraph", controls[0][0]),
        Line("heading", text.title, 1),
        *_paragraphs(*(words for words, _ in controls[2:])),
        *lines,
    ]
    return save(document), gold


WORDS = (
    ("custom-styles", "garden", custom_styles, "2023-03"),
    ("bold-only-undated", "wages", bold_only, None),
    ("tracked-comments", "cells", tracked, "2018-06-12"),
    ("footnotes-sections", "kin", sections, "2021-11"),
    ("text-box-signed", "nurse", text_box, "2014-11-05"),
    ("outline-table", "board", outline, "2022-09"),
)
