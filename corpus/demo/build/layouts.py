"""Nine website layouts, each with its own furniture and its own bad habits."""

# ruff: noqa: E501 (templates are kept as the lines they print)
from __future__ import annotations

from collections.abc import Callable
from html import escape
from json import dumps

from demo_markup import Block
from htmlparts import Page, body

# Style and script as every real page has them; none of it is text.
STYLE = """<meta name="fiction" content="Part of a fictional demonstration. No body named here exists.">
<style>
body{font:17px/1.5 Georgia,serif;max-width:62em;margin:0 auto;padding:1em;color:#222}
nav ul,.menu ul,.share,.crumbs{display:flex;gap:1em;list-style:none;padding:0}
header,footer,aside,.foot,.top{background:#f2efe9;padding:.6em 1em;font-size:.9em}
table{border-collapse:collapse}td,th{padding:.3em .6em;vertical-align:top}
blockquote{border-left:3px solid #999;margin-left:0;padding-left:1em}
</style>
<script>window.pageData={"consent":"none","sections":["What's new","Events"]};function openMenu(){return "Menu";}</script>
"""


def _para(text: str) -> list[Block]:
    return [Block("paragraph", text)] if text else []


def _title(page_title: str) -> list[Block]:
    return [Block("heading", page_title, level=1)] if page_title else []


def _links(page: Page, n: int, start: int = 0) -> str:
    return "".join(f'<li><a href="{e.href}">{page.f(e.title)}</a></li>' for e in page.others[start : start + n])


def _head(page: Page, extra: str = "", charset: str = "utf-8", suffix: str = "") -> str:
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="{charset}">\n'
        f"<title>{escape(page.title, quote=False)}{suffix}</title>\n{extra}{STYLE}</head>\n"
    )


def wayfold(page: Page) -> str:
    """A content-management page: breadcrumb, What's new, Latest on X, sign-up, cookie notice."""
    by = f'<p class="byline">{escape(page.author)}</p>' if page.author else ""
    when = f'<p class="published">Published: {page.shown}</p>' if page.shown else ""
    more = (
        f'<p><a class="button" href="{page.attachment}">{page.f("Download the publication (PDF)")}</a></p>'
        if page.attachment
        else ""
    )
    return (
        _head(page, '<meta name="viewport" content="width=device-width">\n', suffix=" | Wayfold")
        + f"""<body>
<div id="cookies" role="dialog"><p>{page.f("We use cookies to make our website work and to see how it is used. You can change your mind at any time.")}</p><button>{page.f("Accept all")}</button> <button>{page.f("Only what is needed")}</button></div>
<header><a href="/">{page.f("Wayfold")}</a><p>{page.f("The network of charities working in justice")}</p>
<nav><ul><li><a href="/about/">{page.f("About us")}</a></li><li><a href="/members/">{page.f("Membership")}</a></li><li><a href="/blog/">{page.f("Blog")}</a></li><li><a href="/publications/">{page.f("Publications")}</a></li><li><a href="/events/">{page.f("Events")}</a></li><li><a href="/jobs/">{page.f("Jobs board")}</a></li></ul></nav></header>
<ol class="crumbs"><li><a href="/">{page.f("Home")}</a></li><li>{page.f("What we say")}</li></ol>
<main><article>
<h1>{escape(page.title, quote=False)}</h1>
{by}{when}
<div class="field-body">
{body(page.blocks, shift=0)}
{more}
</div></article></main>
<aside><h2>{page.f("What's new")}</h2><h3>{page.f("Blogs")}</h3><ul>{_links(page, 2)}</ul><h3>{page.f("Publications")}</h3><ul>{_links(page, 1, 2)}</ul>
<h2>{page.f("Latest on X")}</h2><p>{page.f("Places are going fast for our members' day in Pellbridge on 12 June. Come and meet the Ashlock Foundation and the new grants team. https://wayfold.example/events/members-day/")}</p></aside>
<section class="signup"><h2>{page.f("Get our Friday bulletin")}</h2><p>{page.f("Sign up for news, funding and jobs from across the sector.")}</p><form><input name="email"><button>{page.f("Sign up")}</button></form></section>
<footer><p>{page.f("Wayfold is a registered charity. Wayfold is a member of the Aldermark Council of Voluntary Bodies. Supported by the National Chance Community Fund.")}</p><p>{page.f("Privacy")} · {page.f("Accessibility")} · {page.f("Contact us")}</p></footer>
</body></html>
"""
    )


def fjc(page: Page) -> str:
    """The federation's old pages: tables for layout, windows-1252, no useful elements."""
    when = f'<font size="2">{page.shown}</font><br><br>' if page.shown else ""
    by = f"<i>{escape(page.author)}</i><br><br>" if page.author else ""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<meta name="fiction" content="Part of a fictional demonstration. No body named here exists.">
<title>FJC - {escape(page.title, quote=False)}</title></head>
<body bgcolor="#ffffff"><table width="780" cellpadding="4"><tr><td colspan="2"><img src="/images/fjc.gif" alt="FJC"><b>{page.f("Federation of Justice Charities")}</b><br>{page.f("speaking up for charities that work with offenders and their families")}</td></tr>
<tr><td width="150" valign="top"><a href="/">{page.f("Home")}</a><br><a href="/archive/">{page.f("News archive")}</a><br>{page.f("About FJC")}<br>{page.f("Join the Federation")}<br>{page.f("Members' area")}<br><br><b>{page.f("Coming up")}</b><br>{page.f("FJC annual meeting, Marrowby Town Hall, 9 October")}</td>
<td valign="top"><h2>{escape(page.title, quote=False)}</h2>{when}{by}
{body(page.blocks, style="bold")}
<br><a href="#top">{page.f("Back to top")}</a></td></tr>
<tr><td colspan="2"><font size="1">{page.f("The Federation of Justice Charities is supported by the Big Chance Fund. Best viewed at 1024 x 768.")}</font></td></tr></table></body></html>
"""


def latchkey(page: Page) -> str:
    """Divs only; share buttons, related posts, a donation appeal inside the column."""
    date = f'<div class="meta"><time datetime="{page.date}">{page.shown}</time></div>' if page.shown else ""
    by = f'<div class="author">By {escape(page.author)}</div>' if page.author else ""
    more = (
        f'<div class="dl"><a href="{page.attachment}">{page.f("Read the full report")}</a></div>'
        if page.attachment
        else ""
    )
    return (
        _head(
            page,
            f'<meta property="og:site_name" content="Latchkey">\n<meta property="og:title" content="{escape(page.title)}">\n',
            suffix=" – Latchkey",
        )
        + f"""<body>
<div class="top"><div class="logo"><a href="/">{page.f("Latchkey")}</a></div><div class="menu"><a href="/what-we-do/">{page.f("What we do")}</a><a href="/blog/">{page.f("News and views")}</a><a href="/reports/">{page.f("Reports")}</a><a href="/jobs/">{page.f("Work for us")}</a><a class="btn" href="/donate/">{page.f("Donate")}</a></div></div>
<div class="wrap"><div class="col">
<div class="title"><h1>{escape(page.title, quote=False)}</h1></div>{date}{by}
<div class="share">{page.f("Share this")} <a href="#">{page.f("Copy link")}</a> <a href="#">{page.f("Email")}</a></div>
<div class="post-body">
{body(page.blocks)}
</div>{more}
<div class="appeal"><p><b>{page.f("£18 could buy a first-night pack")}</b></p><p>{page.f("A kettle, bedding and a phone top-up make the first night bearable. Could you give today?")}</p></div>
<div class="related"><h3>{page.f("You might also like")}</h3><ul>{_links(page, 3)}</ul></div>
</div></div>
<div class="foot">{page.f("Latchkey is a charity and a company limited by guarantee. We work with people leaving prison across Northmere and the Estuary.")}<br>{page.f("Follow us")} | {page.f("Modern slavery statement")}</div>
</body></html>
"""
    )


def sorrel(page: Page) -> str:
    """Sections of a site builder: bold paragraphs for headings, the date only in JSON-LD."""
    data = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": page.title,
        "datePublished": page.date,
        "publisher": {"@type": "Organization", "name": "The Sorrel Project"},
    }
    if page.author:
        data["author"] = {"@type": "Person", "name": page.author}
    return (
        _head(
            page,
            f'<script type="application/ld+json">{dumps(data, ensure_ascii=False)}</script>\n',
            suffix=" — The Sorrel Project",
        )
        + f"""<body>
<section class="announcement"><p>{page.f("If you are in danger now, leave this site quickly with the button below.")}</p><a href="https://weather.example/">{page.f("Leave this site")}</a></section>
<section class="nav"><a href="/">{page.f("The Sorrel Project")}</a> <a href="/centres/">{page.f("Our centres")}</a> <a href="/voices/">{page.f("Voices")}</a> <a href="/get-help/">{page.f("Get help")}</a></section>
<section class="hero"><h1>{escape(page.title, quote=False)}</h1></section>
<section class="content"><div class="sqs">
{body(page.blocks, style="bold")}
</div></section>
<section class="pager"><a href="{page.others[0].href if page.others else "/"}">{page.f("Previous post")}</a></section>
<section class="partners"><p>{page.f("With thanks to the Marchmere Charitable Trust and all who give.")}</p></section>
<section class="footer"><p>{page.f("The Sorrel Project, 4 Weir Street, Marrowby. Made by women, for women.")}</p><p>{page.f("Join our mailing list")}</p></section>
</body></html>
"""
    )


def ashlock(page: Page) -> str:
    """A funder's site: a definition list of facts above the text, collapsed questions below."""
    facts = f"<dl><dt>{page.f('Date')}</dt><dd>{page.shown}</dd></dl>" if page.shown else ""
    by = f"<p>{escape(page.author)}</p>" if page.author else ""
    more = f'<p><a href="{page.attachment}">{page.f("Open the full document")}</a></p>' if page.attachment else ""
    return (
        _head(
            page,
            f'<meta name="author" content="Ashlock Foundation">\n<meta name="date" content="{page.date}">\n',
            suffix=" :: Ashlock Foundation",
        )
        + f"""<body>
<header><h2>{page.f("Ashlock Foundation")}</h2><nav><a href="/apply/">{page.f("Apply")}</a> <a href="/grants/">{page.f("Our grants")}</a> <a href="/learning/">{page.f("Learning")}</a> <a href="/contact/">{page.f("Contact")}</a></nav></header>
<main>
<h1>{escape(page.title, quote=False)}</h1>
{facts}{by}
{body(page.blocks)}
{more}
<details><summary>{page.f("Can we apply more than once?")}</summary><p>{page.f("Yes, but please wait twelve months after a decision.")}</p></details>
<details><summary>{page.f("Do you fund outside Aldermark?")}</summary><p>{page.f("No.")}</p></details>
</main>
<footer><p>{page.f("Our next deadline is 31 January. The Ashlock Foundation gives about £6 million a year to charities in justice, homelessness and family life.")}</p><ul>{_links(page, 2)}</ul></footer>
</body></html>
"""
    )


def inspectorate(page: Page) -> str:
    """A public body: contents list, facts, print button, long footer of legal links."""
    contents = "".join(
        f'<li><a href="#s{n}">{escape(b.text, quote=False)}</a></li>'
        for n, b in enumerate([b for b in page.blocks if b.kind == "heading" and b.level == 2], 1)
    )
    nav = f'<nav class="contents"><h2>{page.f("Contents")}</h2><ol>{contents}</ol></nav>' if contents else ""
    when = f"<p>Published {page.shown}</p>" if page.shown else ""
    more = (
        f'<p class="attachment"><a href="{page.attachment}">{page.f("Report (PDF)")}</a></p>' if page.attachment else ""
    )
    return (
        _head(
            page,
            f'<meta name="DC.date.issued" content="{page.date}">\n<meta name="DC.creator" content="Inspectorate of Custody and Supervision">\n',
        )
        + f"""<body>
<a class="skip" href="#main">{page.f("Skip to content")}</a>
<div role="banner"><span>{page.f("Inspectorate of Custody and Supervision")}</span><p>{page.f("Independent scrutiny of prisons and community supervision")}</p></div>
<div class="menu"><ul><li><a href="/inspections/">{page.f("Inspection reports")}</a></li><li><a href="/thematic/">{page.f("Thematic reviews")}</a></li><li><a href="/news/">{page.f("News")}</a></li><li><a href="/jobs/">{page.f("Work with us")}</a></li></ul></div>
<div id="main" role="main"><h1>{escape(page.title, quote=False)}</h1>
{when}
{nav}
<div class="report">
{body(page.blocks)}
{more}
</div>
<p><a href="#">{page.f("Print this page")}</a></p></div>
<div role="contentinfo"><ul><li>{page.f("Help")}</li><li>{page.f("Cookies")}</li><li>{page.f("Freedom of information")}</li></ul><p>{page.f("All content is available under the Aldermark Open Licence, except where otherwise stated.")}</p></div>
</body></html>
"""
    )


def fairmile(page: Page) -> str:
    """A think tank: article element, subscription box in the middle of the text."""
    by = f'<span class="by">{escape(page.author)}</span>' if page.author else ""
    when = f'<span class="on">{page.shown}</span>' if page.shown else ""
    line = f'<p class="meta">{" | ".join(x for x in (by, when) if x)}</p>' if by or when else ""
    half = max(1, len(page.blocks) // 2)
    while half < len(page.blocks) and page.blocks[half].kind != "paragraph":
        half += 1
    box = f'<div class="subscribe"><p>{page.f("Ideas for a fairer Aldermark, once a month.")}</p><a href="/subscribe/">{page.f("Subscribe")}</a></div>'
    more = (
        f'<p class="download"><a href="{page.attachment}">{page.f("Download the paper")}</a></p>'
        if page.attachment
        else ""
    )
    return (
        _head(
            page,
            f'<meta property="article:published_time" content="{page.date}T09:00:00Z">\n<meta property="og:site_name" content="Fairmile Institute">\n',
            suffix=" | Fairmile Institute",
        )
        + f"""<body>
<header class="site"><a href="/">{page.f("Fairmile Institute")}</a><nav><a href="/research/">{page.f("Research")}</a><a href="/comment/">{page.f("Comment")}</a><a href="/people/">{page.f("People")}</a><a href="/events/">{page.f("Events")}</a></nav></header>
<article><header><p class="kicker">{page.f("Justice and Society programme")}</p><h1>{escape(page.title, quote=False)}</h1>{line}</header>
{body(page.blocks[:half])}
{box}
{body(page.blocks[half:])}
{more}
</article>
<section class="more"><h2>{page.f("More from Fairmile")}</h2><ul>{_links(page, 3)}</ul></section>
<footer><p>{page.f("The Fairmile Institute is an independent charity. We take no money from political parties.")}</p></footer>
</body></html>
"""
    )


def civic(page: Page) -> str:
    """A department: cookie banner, metadata list, feedback question."""
    who = page.f("Department for Civic Justice")
    when = (
        f"<dl><dt>{page.f('From:')}</dt><dd>{who}</dd><dt>Published</dt><dd>{page.shown}</dd></dl>"
        if page.shown
        else f"<dl><dt>{page.f('From:')}</dt><dd>{who}</dd></dl>"
    )
    more = (
        f'<section><h2>{page.f("Documents")}</h2><p><a href="{page.attachment}">{page.f("Full document (PDF)")}</a></p></section>'
        if page.attachment
        else ""
    )
    return (
        _head(page, f'<meta name="govern:first-published" content="{page.date}">\n')
        + f"""<body>
<div class="cookie-banner"><h2>{page.f("Cookies on government pages")}</h2><p>{page.f("We use some essential cookies to make this service work.")}</p><button>{page.f("View cookies")}</button></div>
<header><a href="/">{page.f("Aldermark Government")}</a><nav><a>{page.f("Departments")}</a><a>{page.f("News and communications")}</a><a>{page.f("Consultations")}</a></nav></header>
<main><h1>{escape(page.title, quote=False)}</h1>
{when}
<div class="govbody">
{body(page.blocks)}
</div>
{more}
</main>
<div class="feedback"><p>{page.f("Is this page useful?")}</p><button>{page.f("Yes")}</button><button>{page.f("No")}</button><p>{page.f("Report a problem with this page")}</p></div>
<footer><h2>{page.f("Services and information")}</h2><ul><li>{page.f("Benefits")}</li><li>{page.f("Courts, sentencing and tribunals")}</li></ul><p>{page.f("© Aldermark copyright")}</p></footer>
</body></html>
"""
    )


def council(page: Page) -> str:
    """A council's old system: nested side menu, bold headings, bullets typed by hand."""
    when = f"<p>{page.shown}</p>" if page.shown else ""
    return (
        _head(page, suffix=" - Stannick City Council")
        + f"""<body>
<div id="hd"><img alt="Stannick City Council"><p>{page.f("A to Z of services")} | {page.f("Pay it")} | {page.f("Report it")} | {page.f("My account")}</p></div>
<table><tr><td class="left"><ul><li><a href="/">{page.f("Home")}</a><ul><li>{page.f("Housing and homelessness")}<ul><li><a href="/housing/">{page.f("Homelessness strategy")}</a></li></ul></li><li>{page.f("Community safety")}</li><li>{page.f("Bins and recycling")}</li></ul></li></ul></td>
<td class="mid"><h1>{escape(page.title, quote=False)}</h1>{when}
{body(page.blocks, style="breaks")}
<p class="upd">{page.f("Was this information helpful? Rate this page.")}</p></td></tr></table>
<div id="ft">{page.f("Stannick City Council, Guildhall Square, Stannick. Bin day changes over the holidays.")}</div>
</body></html>
"""
    )


def university(page: Page) -> str:
    """A university centre: heavy menus, people list at the side."""
    by = f'<p class="authors">{escape(page.author)}</p>' if page.author else ""
    when = f'<p class="date">{page.shown}</p>' if page.shown else ""
    more = f'<p><a href="{page.attachment}">{page.f("Working paper (PDF)")}</a></p>' if page.attachment else ""
    return (
        _head(
            page,
            f'<meta name="citation_title" content="{escape(page.title)}">\n<meta name="citation_publication_date" content="{page.date.replace("-", "/")}">\n',
            suffix=" - Centre for Desistance Studies - University of Pellbridge",
        )
        + f"""<body>
<div class="global"><ul><li>{page.f("Study at Pellbridge")}</li><li>{page.f("Research at Pellbridge")}</li><li>{page.f("Business and community")}</li><li>{page.f("Alumni")}</li></ul></div>
<header><p>{page.f("Centre for Desistance Studies")}</p><ul><li><a href="/desistance/">{page.f("Centre home")}</a></li><li><a href="/desistance/papers/">{page.f("Papers")}</a></li><li><a href="/desistance/blog/">{page.f("Blog")}</a></li></ul></header>
<div class="two"><main><h1>{escape(page.title, quote=False)}</h1>{by}{when}
{body(page.blocks)}
{more}</main>
<aside><h2>{page.f("People")}</h2><p>{page.f("Director: Professor Ines Calloway")}</p><h2>{page.f("Study with us")}</h2><p>{page.f("Applications for the MSc in Justice and Society close on 30 June.")}</p></aside></div>
<footer>{page.f("© University of Pellbridge")} {page.f("Contact the University")} {page.f("Working at Pellbridge")}</footer>
</body></html>
"""
    )


LAYOUTS: dict[str, Callable[[Page], str]] = {
    "wayfold": wayfold,
    "fjc": fjc,
    "latchkey": latchkey,
    "sorrel": sorrel,
    "ashlock": ashlock,
    "inspectorate": inspectorate,
    "fairmile": fairmile,
    "civic": civic,
    "council": council,
    "university": university,
}


def meta_blocks(layout: str, title: str, shown: str, author: str) -> list[Block]:
    """The title, byline and date line that the layout prints before the text, in its order."""
    by = _para(author)
    when = {
        "wayfold": _para(f"Published: {shown}" if shown else ""),
        "inspectorate": _para(f"Published {shown}" if shown else ""),
        "civic": _para(f"Published {shown}" if shown else ""),
        "sorrel": [],
    }.get(layout, _para(shown))
    if layout == "latchkey":
        by = _para(f"By {author}" if author else "")
    if layout == "sorrel":
        by = []
    if layout == "fairmile":
        return _title(title) + _para(" | ".join(x for x in (author, shown) if x))
    if layout in {"latchkey", "fjc"}:
        return _title(title) + when + by
    return _title(title) + by + when
