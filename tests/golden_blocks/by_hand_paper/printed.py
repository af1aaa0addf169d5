# ruff: noqa: E501 - mark-up is kept whole
"""PDFs printed by Chromium from pages of our own: boxes, slides, a magazine, an exported web page."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

from lines import Line, Text, constant, grouped


def chromium(markup: str, *, tagged: bool) -> bytes:
    """Return the PDF that Chromium prints from ``markup``, its times of printing made constant."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        raise RuntimeError("Chromium is needed to print the pages")
    with tempfile.TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(markup, encoding="utf-8")
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/u"]
        flags += [] if tagged else ["--disable-pdf-tagging"]
        subprocess.run([program, *flags, f"--print-to-pdf={pdf}", page.as_uri()], check=True, capture_output=True, timeout=90)  # fmt: skip
        return constant(pdf.read_bytes())


def inline(words: str) -> str:
    """Return the words as mark-up."""
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(words, quote=False))


def soften(words: str) -> str:
    """Put soft hyphens into long words, so that the printer may divide them at the end of a line."""
    cut = re.compile(r"(?<=[aeiouy][bcdfghjklmnpqrstvwxz])(?=[bcdfghjklmnpqrstvwxz][aeiouy])")
    return re.sub(r"[a-z]{8,}", lambda word: cut.sub("\u00ad", word[0]), words)


def flow(lines: tuple[Line, ...], style: dict[str, str], *, soft: bool = False) -> str:
    """Return the lines as mark-up in the forms of ``style`` (``%`` the text, ``#`` the number)."""
    plain = {
        "h2": "<h2>%</h2>", "h3": "<h3>%</h3>", "h4": "<h4>%</h4>", "p": "<p>%</p>", "li": "<li>%</li>", "caption": "<p class=cap>%</p>",
        "ul": "<ul>%</ul>", "ol": "<ol start=#>%</ol>", "ola": "<ol type=a>%</ol>", "quote": "<blockquote>“%t”<br><span class=by>%s</span></blockquote>",
        "table": "<table>%</table>", "box": "<aside>%</aside>",
    }  # fmt: skip
    form = {**plain, **style}

    def fill(kind: str, words: str) -> str:
        return form[kind].replace("%", inline(soften(words) if soft and kind in {"p", "li"} else words))

    parts: list[str] = []
    for kind, run in grouped(lines):
        if kind.startswith("list"):
            items: list[str] = []
            for line in run:
                item = fill("li", line.text).replace("#", line.ordinal)
                if line.level > 1:
                    head = items.pop()
                    sub = f"<ul>{item}</ul>"
                    joined = (
                        head.removesuffix("</ul></li>") + item + "</ul></li>"
                        if head.endswith("</ul></li>")
                        else head.removesuffix("</li>") + sub + "</li>"
                    )
                    items.append(joined)
                else:
                    items.append(item)
            first = run[0].ordinal
            name = "ul" if not first else "ol" if first.isdigit() else "ola"
            parts.append(form[name].replace("#", first).replace("%", "\n".join(items)))
        elif kind == "row":
            rows = [
                "".join(f"<{'td' if n else 'th'}>{escape(cell)}</{'td' if n else 'th'}>" for cell in line.cells)
                for n, line in enumerate(run)
            ]
            parts.append(form["table"].replace("%", "".join(f"<tr>{row}</tr>" for row in rows)))
        elif kind == "box":
            parts.append(
                form["box"].replace(
                    "%", flow(tuple(Line(**{**line.__dict__, "box": False}) for line in run), style, soft=soft)
                )
            )
        elif kind == "quote":
            parts.append(form["quote"].replace("%t", inline(run[0].text)).replace("%s", escape(run[0].speaker)))
        else:
            parts.append(
                fill(f"h{run[0].level}" if kind == "heading" else {"paragraph": "p"}.get(kind, kind), run[0].text)
            )
    return "\n".join(parts)


def _page(title: str, css: str, body: str) -> str:
    return f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{css}</style></head><body>{body}</body></html>'


def boxes(text: Text) -> tuple[bytes, list[Line]]:
    """Two justified columns, divided words, grey boxes, a large quotation, an imprint at the end; no tags."""
    css = """@page{size:A4;margin:22mm 18mm 20mm;@bottom-left{content:"Mangle and Press CIC";font:8pt 'Liberation Sans'}@bottom-right{content:counter(page);font:8pt 'Liberation Sans'}}
    body{font:10.5pt/1.45 'Liberation Serif';margin:0}.head{background:#234;color:#fff;padding:12mm 8mm}.head h1{font:bold 34pt 'Liberation Sans';margin:0}.head p{font:13pt 'Liberation Sans';margin:3mm 0 0}
    main{column-count:2;column-gap:9mm;text-align:justify;margin-top:6mm}h2{font:bold 14pt 'Liberation Sans';margin:5mm 0 2mm;color:#234}aside{background:#dfe6ee;padding:4mm;break-inside:avoid;margin:4mm 0;font-family:'Liberation Sans';font-size:9.5pt}
    aside h3{margin:0 0 2mm;font-size:11pt}blockquote{font:italic 17pt/1.3 'Liberation Serif';color:#a33;margin:5mm 0;break-inside:avoid;text-align:left}.by{font:9pt 'Liberation Sans';color:#333}p{margin:0 0 2.5mm}ul{padding-left:5mm}.imp{border-top:.5pt solid;font-size:8pt;break-inside:avoid}"""
    sub = "Two years of a laundry that employs people who have been in prison"
    imprint = (
        "First published in February 2020 by Mangle and Press CIC, Unit 9, Canal Yard.",
        "Mangle and Press is a community interest company. © 2025. Printed on recycled paper.",
    )
    body = f'<div class="head"><h1>{text.title}</h1><p>{sub}</p></div><main>{flow(text.lines, {}, soft=True)}<div class="imp">{"".join(f"<p>{p}</p>" for p in imprint)}</div></main>'
    gold = [
        Line("heading", text.title, 1),
        Line("paragraph", sub),
        *text.lines,
        *(Line("paragraph", p) for p in imprint),
    ]
    return chromium(_page("Microsoft Word - laundry_final_v7.indd", css, body), tagged=False), gold


def web_page(text: Text) -> tuple[bytes, list[Line]]:
    """A web page as a reader saves it: menus, banner and footer around the text, address and time on each page."""
    css = """@page{size:Letter;margin:14mm 12mm;@top-left{content:"22/03/2025, 14:07";font:8pt 'Liberation Sans'}@top-center{content:"Forty letters about remand – The Unsentenced Project";font:8pt 'Liberation Sans'}@bottom-left{content:"https://www.unsentenced.example/2024/05/forty-letters-about-remand/";font:8pt 'Liberation Sans'}@bottom-right{content:counter(page) "/" counter(pages);font:8pt 'Liberation Sans'}}
    body{font:12pt/1.5 'DejaVu Sans';margin:0}header ul{padding:0}header li{display:inline-block;margin-right:6mm}.cookie{background:#eee;padding:4mm}.share a{margin-right:3mm}.related{border-top:2px solid #999;margin-top:8mm}footer{background:#222;color:#eee;padding:5mm;font-size:10pt}h1{font-size:24pt}.meta{color:#666}"""
    date, by = "9 May 2024", "By Constance Mbeki-Rowe"
    body = f"""<div class="cookie" role="dialog"><p>We use cookies to make this site work. <a href="#">Cookie settings</a> <a href="#">Accept all</a></p></div>
<header><a href="/">The Unsentenced Project</a><nav><ul><li><a href="/about">About us</a></li><li><a href="/write">Write to us</a></li><li><a href="/news">News</a></li><li><a href="/donate">Donate</a></li></ul></nav></header>
<div class="crumb"><a href="/">Home</a> › <a href="/news">News</a> › Forty letters about remand</div>
<main><article><h1>{text.title}</h1><p class="meta">{date}</p><p class="meta">{by}</p><div class="share"><a href="#">Facebook</a><a href="#">X</a><a href="#">LinkedIn</a><a href="#">Email</a></div>{flow(text.lines, {})}</article></main>
<section class="related"><h2>You may also like</h2><ul><li><a href="/1">What bail hostels are for</a></li><li><a href="/2">A calendar without a last page</a></li><li><a href="/3">Our annual report 2023</a></li></ul></section>
<footer><p>Sign up to our newsletter</p><p>© 2025 The Unsentenced Project. Registered charity 0000000. <a href="/privacy">Privacy policy</a></p></footer>"""
    gold = [Line("heading", text.title, 1), Line("paragraph", date), Line("paragraph", by), *text.lines]
    return chromium(_page(f"{text.title} – The Unsentenced Project", css, body), tagged=True), gold


def slides(text: Text) -> tuple[bytes, list[Line]]:
    """A slide deck: one heading a slide, large bullets, the body's name and a number at the foot; no tags."""
    css = """@page{size:13.333in 7.5in;margin:0}body{margin:0;font:22pt/1.35 'Liberation Sans'}section{height:7.5in;position:relative;break-after:page;padding:.6in .9in;box-sizing:border-box;overflow:hidden}section.t{background:#06365f;color:#fff;padding-top:2.4in}
    h1{font-size:48pt;margin:0}h2{font-size:34pt;color:#06365f;margin:0 0 .3in}li{margin-bottom:.12in}ul ul{font-size:18pt}.foot{position:absolute;bottom:.25in;left:.9in;right:.9in;font-size:11pt;color:#777;display:flex;justify-content:space-between}td,th{padding:.08in .5in .08in 0;text-align:left}.cap{font-size:16pt;font-style:italic}"""
    first = (
        "Findings from five court waiting areas",
        "Bettina Coldwell, Courtside Volunteers",
        "Annual conference, Port Lowell, 21 September 2023",
    )
    slides_of: list[list[Line]] = []
    for line in text.lines:
        if line.kind == "heading":
            slides_of.append([])
        slides_of[-1].append(line)
    foot = '<div class="foot"><span>Courtside Volunteers | Waiting to be called</span><span>{}</span></div>'
    body = f'<section class="t"><h1>{text.title}</h1>{"".join(f"<p>{p}</p>" for p in first)}</section>'
    for number, part in enumerate(slides_of, start=2):
        body += f"<section>{flow(tuple(part), {'table': '<table>%</table>'})}{foot.format(number)}</section>"
    last = ("Thank you", "bettina@courtside.example")
    body += f'<section class="t"><h2 style="color:#fff">{last[0]}</h2><p>{last[1]}</p></section>'
    gold = [
        Line("heading", text.title, 1),
        *(Line("paragraph", p) for p in first),
        *text.lines,
        Line("heading", last[0], 2),
        Line("paragraph", last[1]),
    ]
    return chromium(_page("PowerPoint Presentation", css, body), tagged=False), gold


def unruled(text: Text) -> tuple[bytes, list[Line]]:
    """One column with a hanging margin, a table without rules, running heads, an imprint with the only date; no tags."""
    css = """@page{size:A4;margin:28mm 25mm 25mm 25mm;@top-left{content:"Fenwick and Marsh Rural Justice Forum";font:italic 8.5pt 'DejaVu Serif'}@top-right{content:"The last bus";font:italic 8.5pt 'DejaVu Serif'}@bottom-center{content:"– " counter(page) " –";font:9pt 'DejaVu Serif'}}
    body{font:10pt/1.5 'DejaVu Serif';margin:0 0 0 30mm}h1{font:bold 19pt/1.25 'DejaVu Serif';margin:0 0 8mm -30mm}h2{font:bold 10pt 'DejaVu Serif';text-transform:none;margin:7mm 0 2mm -30mm}h3{font:italic 10pt 'DejaVu Serif';margin:4mm 0 1mm}table{margin:2mm 0 5mm}td,th{font-weight:normal;text-align:left;padding:1.2mm 12mm 1.2mm 0}th{font-style:italic}.cap{font-size:9pt;font-weight:bold;margin:0}blockquote{margin:3mm 8mm}p{margin:0;text-indent:5mm}h1+p,h2+p,h3+p,.imp p{text-indent:0}.imp{margin-top:12mm;font-size:8pt}"""
    imprint = (
        "Published by the Fenwick and Marsh Rural Justice Forum, The Old Chapel, Saltway, in November 2023.",
        "The Forum is a registered charity (0000001). This work may be copied freely for purposes other than profit.",
    )
    body = f'<h1>{text.title}</h1>{flow(text.lines, {"quote": "<blockquote>“%t” (%s)</blockquote>"})}<div class="imp">{"".join(f"<p>{p}</p>" for p in imprint)}</div>'
    gold = [Line("heading", text.title, 1), *text.lines, *(Line("paragraph", p) for p in imprint)]
    return chromium(_page("", css, body), tagged=False), gold


def magazine(text: Text) -> tuple[bytes, list[Line]]:
    """Tagged, but built of div elements alone: big masthead, two columns beside a narrow one with a box."""
    css = """@page{size:A4;margin:15mm}body{margin:0;font:9.8pt/1.5 'Liberation Sans Narrow','Liberation Sans'}.mast{display:flex;justify-content:space-between;border-bottom:3pt solid #c30;font-size:9pt}.t{font:bold 30pt/1.1 'Liberation Serif';margin:8mm 0 3mm}.by{font-size:9pt;margin-bottom:6mm}
    .g{display:grid;grid-template-columns:2.3fr 1fr;gap:8mm}.m{column-count:2;column-gap:6mm}.h2{font:bold 13pt 'Liberation Serif';color:#c30;margin:4mm 0 1.5mm;break-after:avoid}.h3{font-weight:bold;margin:3mm 0 1mm;break-after:avoid}.p{margin-bottom:2mm}.q{font:italic 15pt/1.3 'Liberation Serif';border-top:1pt solid;border-bottom:1pt solid;padding:2mm 0;margin:3mm 0;break-inside:avoid}.q div{font:8.5pt 'Liberation Sans'}.li{display:flex;margin-bottom:1.5mm}.li span{flex:0 0 5mm}.s{background:#f4ece4;padding:4mm;font-size:9pt;align-self:start}"""
    form = {
        "h2": '<div class="h2">%</div>',
        "h3": '<div class="h3">%</div>',
        "p": '<div class="p">%</div>',
        "ul": "<div>%</div>",
        "ol": "<div>%</div>",
        "li": '<div class="li"><span>#</span><div>%</div></div>',
        "quote": '<div class="q">“%t”<div>%s</div></div>',
    }
    marked = flow(text.lines, form).replace("<span></span>", "<span>▪</span>")
    mast = ("Briefing 14", "October 2018")
    by = "Octavia Renshaw-Bello for the Assize Street Policy Group"
    about = (
        Line("heading", "About this briefing", 2),
        Line(
            "paragraph",
            "The Assize Street Policy Group is supported by the Pemberlow Trust and works with the Guild of Justices.",
        ),
        Line("paragraph", "It is independent of political parties. Its views are its own."),
    )
    body = f'<div class="mast"><div>{mast[0]}</div><div>{mast[1]}</div></div><div class="t">{text.title}</div><div class="by">{by}</div><div class="g"><div class="m">{marked}</div><div class="s">{flow(about, form)}</div></div>'
    gold = [
        *(Line("paragraph", part) for part in mast),
        Line("heading", text.title, 1),
        Line("paragraph", by),
        *text.lines,
        *about,
    ]
    return chromium(_page(text.title, css, body), tagged=True), gold


PRINTED = (
    ("briefing-boxes", "laundry", boxes, "2020-02"),
    ("web-page-printed", "letters", web_page, "2024-05-09"),
    ("slide-deck", "court", slides, "2023-09-21"),
    ("unruled-table-imprint", "buses", unruled, "2023-11"),
    ("magazine-divs", "magistrate", magazine, "2018-10"),
)
