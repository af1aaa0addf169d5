# ruff: noqa: E501 - mark-up is kept whole
"""PDFs set by Typst and by groff: a report with cover and contents, a journal article, a booklet, a memorandum."""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
from pathlib import Path

import typst
from lines import Line, Text, grouped
from pypdf import PdfReader, PdfWriter


def compile_typst(source: str, *, tagged: bool) -> bytes:
    """Return the PDF of a Typst source; without ``tagged`` its structure tree is taken out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.typ"
        path.write_text("#set document(date: none)\n" + source, encoding="utf-8")
        content = typst.compile(str(path))
    if tagged:
        return content
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    for key in ("/StructTreeRoot", "/MarkInfo"):
        writer.root_object.pop(key, None)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _escape(words: str) -> str:
    bare = re.sub(r"([\\#$*_`<>@~\[\]=/-])", r"\\\1", words.replace("**", "\0"))
    return re.sub("\0(.+?)\0", r"#strong[\1]", bare).replace('"', "\\u{22}")


def typst_flow(lines: tuple[Line, ...], *, quote: str = "#quote(block: true)[“%t” \\ – %s]") -> str:
    """Return the lines as Typst mark-up."""
    parts: list[str] = []
    for kind, run in grouped(lines):
        line = run[0]
        note = f"#footnote[{_escape(line.note)}]" if line.note else ""
        if kind.startswith("list"):
            items: list[str] = []
            for item in run:
                mark = (
                    "  -"
                    if item.level > 1
                    else f"{item.ordinal}."
                    if item.ordinal.isdigit()
                    else "+"
                    if item.ordinal
                    else "-"
                )
                extra = f"#footnote[{_escape(item.note)}]" if item.note else ""
                items.append(f"{mark} {_escape(item.text)}{extra}")
            body = "\n".join(items)
            parts.append(f'#[#set enum(numbering: "a)")\n{body}]' if line.ordinal.isalpha() else body)
        elif kind == "row":
            cells = ", ".join(f"[{_escape(cell)}]" for row in run for cell in row.cells)
            parts.append(f"#table(columns: {len(line.cells)}, {cells})")
        elif kind == "heading":
            parts.append(f"{'=' * (line.level - 1)} {_escape(line.text)}")
        elif kind == "quote":
            parts.append(quote.replace("%t", _escape(line.text)).replace("%s", _escape(line.speaker)))
        elif kind == "caption":
            parts.append(f"#cap[{_escape(line.text)}]")
        else:
            parts.append(_escape(line.text) + note)
    return "\n\n".join(parts)


def report(text: Text) -> tuple[bytes, list[Line]]:
    """Cover with a title over four lines, imprint, contents with leaders, running heads, notes, chart; no tags."""
    title, sub = "Seven o’clock at the gate", "An evaluation of the Harrowby meet-and-greet service"
    cover = ("Perpetua Lomax and Dr Idris Vantongeren", "Stonecrop Research", "May 2022")
    imprint = (
        "Stonecrop Research is a co-operative of social researchers. We thank the Quillmere Foundation, which paid for this work, and everybody who spoke to us outside a prison in the cold.",
        "ISBN 000-0-000000-00-0. © Stonecrop Research 2022. Cover photograph: Dilys Marsh.",
    )
    words = typst_flow(text.lines)
    weeks = "".join(
        f"[#rect(width: 9mm, height: {h}mm, fill: luma(150))],[#rect(width: 9mm, height: {g}mm, fill: luma(60))],"
        for h, g in ((8, 11), (10, 15), (11, 17), (12, 18))
    )
    chart = f"#grid(columns: 8, gutter: 2mm, align: bottom, {weeks} [1],[],[2],[],[3],[],[4],[])\n\n#cap[Figure 1"
    source = f"""#set page(width: 210mm, height: 188mm, margin: (x: 26mm, y: 26mm))
#set text(font: "Liberation Sans", size: 10.5pt, lang: "en", region: "gb", hyphenate: true)
#set par(justify: true, leading: 0.7em, spacing: 1.1em)
#show heading.where(level: 1): it => {{ set text(17pt, fill: rgb("#6a1b4d")); it; v(2mm) }}
#show heading.where(level: 2): set text(12.5pt)
#set heading(outlined: true)
#set table(stroke: 0.5pt, inset: 2mm)
#let cap(body) = block(text(size: 9pt, weight: "bold", body), sticky: true)
#v(12mm)
#par(leading: 0.5em, justify: false, text(size: 40pt, weight: "bold", fill: rgb("#6a1b4d"), hyphenate: false)[Seven \\ o’clock \\ at the \\ gate])
#v(6mm)
#text(size: 17pt)[{_escape(sub)}]
#v(18mm)
#text(size: 13pt)[{cover[0]}]

{cover[1]}

{cover[2]}
#pagebreak()
#v(1fr)
#text(size: 8pt)[{_escape(imprint[0])}

{_escape(imprint[1])}]
#pagebreak()
#text(size: 17pt, weight: "bold")[Contents]
#outline(title: none)
#set page(header: text(size: 8pt)[Stonecrop Research #h(1fr) Seven o’clock at the gate], footer: align(right, text(size: 9pt)[Page #context counter(page).display()]))
{words.replace("#cap[Figure 1", chart)}
"""
    gold = [
        Line("heading", title, 1),
        Line("paragraph", sub),
        *(Line("paragraph", part) for part in (*cover, *imprint)),
        *text.lines,
    ]
    return compile_typst(source, tagged=False), gold


def article(text: Text) -> tuple[bytes, list[Line]]:
    """A journal article: abstract over both columns, narrow justified columns with divided words, notes; no tags."""
    abstract = "Abstract. Visiting halls in prisons are arranged for couples and their children. Conversations with forty-three kinship carers show what this means for those who in fact bring the children."
    head = (text.author, "Hearthside Families", "Published 18 November 2021")
    source = f"""#set document(title: "Family Visits Review 9(3)")
#set page(width: 189mm, height: 175mm, columns: 2, margin: (x: 18mm, y: 22mm), header: context {{ set text(8pt); let page = counter(page).get().first(); if calc.odd(page) [Family Visits Review 9(3) #h(1fr) #(page + 210)] else [#(page + 210) #h(1fr) M. Oyelaran-Stead] }})
#set text(font: "New Computer Modern", size: 10pt, lang: "en", region: "gb", hyphenate: true)
#set par(justify: true, first-line-indent: 1em, spacing: 0.65em)
#show heading: it => block(above: 1.4em, below: 0.8em, text(size: 10.5pt, weight: "regular", smallcaps(it.body)))
#let cap(body) = text(size: 9pt, body)
#place(top + center, scope: "parent", float: true)[
  #text(size: 16pt)[{_escape(text.title)}]

  {_escape(head[0])}

  #emph[{head[1]}]

  #text(size: 8.5pt)[{head[2]}]

  #block(width: 82%, align(left, text(size: 9pt)[{_escape(abstract)}]))
]
{typst_flow(text.lines, quote="#pad(x: 1em, y: 0.6em)[#set par(first-line-indent: 0em); #text(size: 9pt)[“%t” (%s)]]")}
"""
    gold = [Line("heading", text.title, 1), *(Line("paragraph", part) for part in (*head, abstract)), *text.lines]
    return compile_typst(source, tagged=False), gold


def booklet(text: Text) -> tuple[bytes, list[Line]]:
    """An undated booklet on small paper: title over three lines, nested items, a note on copying with a year; tagged."""
    back = "The Waiting Room Society, charity number 0000002. © 2024. You may copy these pages for your own group."
    source = f"""#set document(title: "Layout 1")
#set page(paper: "a5", margin: 16mm, footer: align(center, context counter(page).display()))
#set text(font: "Libertinus Serif", size: 11pt, lang: "en", region: "gb")
#show heading.where(level: 1): set text(18pt)
#show heading.where(level: 2): set text(18pt)
#show heading.where(level: 3): it => block(text(size: 11pt, style: "italic", it.body))
#let cap(body) = text(size: 9pt, body)
#set heading(offset: 0)
#align(center)[#v(30mm)
#heading(level: 1)[Somewhere to sit: \\ setting up \\ a visitors’ room]]
#pagebreak()
#set heading(offset: 1)
{typst_flow(text.lines)}
#v(1fr)
#text(size: 8pt)[{_escape(back)}]
"""
    gold = [Line("heading", text.title, 1), *text.lines, Line("paragraph", back)]
    return compile_typst(source, tagged=True), gold


def _roff(words: str) -> str:
    plain = (
        words.replace("\\", "\\e")
        .replace("'", "\\(cq")
        .replace("’", "\\(cq")
        .replace("“", "\\(lq")
        .replace("”", "\\(rq")
        .replace("–", "\\(en")
    )
    return f"\\&{plain}" if plain[:1] in {".", "\\"} else plain


def memo(text: Text) -> tuple[bytes, list[Line]]:
    """A memorandum set by groff: Times, justified, divided words, notes at the foot, page number between dashes; no tags."""
    date = "9 December 2019"
    parts = [
        ".nr PS 11",
        ".nr VS 14",
        ".nr LL 15c",
        ".nr PO 3c",
        ".pl 24c",
        ".ds LH Monitors\\(cq Forum",
        ".ds RH Releases in the dark",
        ".ds CH",
        ".ds CF - % -",
        ".hy 4",
        f".TL\n{_roff(text.title)}",
        f".AU\n{text.author}",
        f".AI\n{_roff(text.publisher)}",
        f".LP\n{date}",
    ]
    for line in text.lines:
        words = _roff(line.text) + ("\\**\n.FS\n" + _roff(line.note) + "\n.FE" if line.note else "")
        if line.kind == "heading":
            parts.append(f".SH\n{words}")
        elif line.kind == "list_item":
            mark = f"{line.ordinal}." if line.ordinal else "\\(bu"
            parts.append(f".IP {mark} 4\n{words}" if line.level == 1 else f".RS\n.IP \\(en 3\n{words}\n.RE")
        else:
            parts.append(f".PP\n{words}")
    run = subprocess.run(
        ["groff", "-ms", "-k", "-Tpdf", "-P-pa4"],
        input="\n".join(parts).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1704067200"},
    )
    gold = [
        Line("heading", text.title, 1),
        Line("paragraph", text.author),
        Line("paragraph", text.publisher),
        Line("paragraph", date),
        *text.lines,
    ]
    return run.stdout, gold


SET = (
    ("evaluation-cover", "gate", report, "2022-05"),
    ("two-column-article", "kin", article, "2021-11-18"),
    ("booklet-undated", "booklet", booklet, None),
    ("groff-memorandum", "memo", memo, "2019-12-09"),
)
