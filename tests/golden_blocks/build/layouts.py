# ruff: noqa: E501, UP031 - pages and prose are kept whole
"""Twenty layouts of web pages, modelled on how sector websites are built; all names and furniture are invented.

Each layout is a function from a source to ``Page``: the markup, and the lines that the layout itself adds to
the publication (date and byline lines) before or after the source's own.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from page_parts import (
    PLAIN,
    Page,
    Style,
    _caption,
    _heading,
    _html,
    _paragraph,
    _quote,
    _quote_cite,
    _quote_pull,
    _slug,
    body,
    long_date,
)
from sources import Line, Source


def government(s: Source) -> Page:
    nav = "".join(
        f'<li class="gem-c-contents-list__list-item"><a href="#s{n}">{escape(line.text)}</a></li>'
        for n, line in enumerate(s.lines)
        if line.kind == "heading" and line.level == 2
    )
    inside = f"""<a href="#content" class="govuk-skip-link">Skip to main content</a>
<div id="global-cookie-message" role="region" aria-label="cookie banner"><p>We'd like to set additional cookies to understand how you use this site.</p><button>Accept additional cookies</button></div>
<header role="banner" class="gem-c-layout-super-navigation-header"><a href="/">GOV.ALD</a><nav aria-label="Menu"><ul><li><a href="/browse/benefits">Benefits</a></li><li><a href="/browse/justice">Crime, justice and the law</a></li></ul></nav></header>
<div class="govuk-breadcrumbs"><ol><li><a href="/">Home</a></li><li><a href="/crime">Crime, justice and law</a></li></ol></div>
<main id="content" role="main"><span class="gem-c-title__context">Policy paper</span><h1 class="gem-c-title__text">{escape(s.title)}</h1>
<dl class="gem-c-metadata"><dt>From:</dt><dd><a href="/org">{escape(s.publisher)}</a></dd><dt>Published</dt><dd>{long_date(s.date)}</dd></dl>
<nav class="gem-c-contents-list" role="navigation" aria-label="Contents"><h2>Contents</h2><ol>{nav}</ol></nav>
<div class="govspeak">{body(s, PLAIN)}</div>
<div class="gem-c-print-link"><button>Print this page</button></div></main>
<div class="gem-c-feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div>
<footer role="contentinfo"><h2>Services and information</h2><ul><li><a href="/a">Births and deaths</a></li><li><a href="/b">Money and tax</a></li></ul><p>All content is available under the Open Licence, except where otherwise stated.</p></footer>"""
    head = f'<meta name="govuk:first-published-at" content="{s.date}T09:30:00.000+00:00">' if len(s.date) == 10 else ""
    return Page(
        _html(f"{s.title} - GOV.ALD", head, inside),
        f"/government/publications/{_slug(s)}",
        (f"From: {s.publisher}", f"Published {long_date(s.date)}"),
    )


def wordpress(s: Source) -> Page:
    by = (
        f'<span class="byline">by <span class="author vcard"><a class="url fn n" href="/author/x/">{escape(s.author)}</a></span></span>'
        if s.author
        else ""
    )
    inside = f"""<div id="page" class="site"><header id="masthead" class="site-header"><div class="site-branding"><p class="site-title"><a href="/" rel="home">{escape(s.publisher)}</a></p><p class="site-description">Standing beside people since 1981</p></div>
<nav id="site-navigation" class="main-navigation"><ul id="primary-menu"><li class="menu-item"><a href="/about/">About</a></li><li class="menu-item"><a href="/blog/">Blog</a></li><li class="menu-item"><a href="/donate/">Donate</a></li></ul></nav></header>
<div id="content" class="site-content"><main id="main" class="site-main"><article id="post-411" class="post-411 post type-post hentry"><header class="entry-header"><h1 class="entry-title">{escape(s.title)}</h1><div class="entry-meta"><span class="posted-on"><time class="entry-date published" datetime="{s.date}">{long_date(s.date)}</time></span> {by}</div></header>
<div class="entry-content">{body(s, PLAIN)}
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Twitter</a></li><li><a href="#">Facebook</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><p><a href="/x/">Our winter appeal has reached its target</a></p></div></div>
<footer class="entry-footer"><span class="cat-links">Posted in <a href="/category/news/">News</a></span><span class="tags-links">Tagged <a href="/tag/x/">release</a>, <a href="/tag/y/">housing</a></span></footer></article>
<nav class="navigation post-navigation"><h2>Post navigation</h2><a href="/p/">Previous: A visit from the mayor</a></nav>
<div id="comments"><h2 class="comments-title">2 thoughts on this</h2><ol class="comment-list"><li>Well said, and about time. I volunteered on the van for six years and it never got any shorter, the queue.</li></ol><div id="respond"><h3>Leave a Reply</h3><p>Your email address will not be published.</p></div></div></main></div>
<aside id="secondary" class="widget-area"><section class="widget"><h2 class="widget-title">Recent Posts</h2><ul><li><a href="/1/">Sponsored walk raises £4,000</a></li><li><a href="/2/">Meet our new trustee</a></li></ul></section></aside>
<footer id="colophon" class="site-footer">© 2025 {escape(s.publisher)}. Registered charity 0000001. Proudly powered by WordPress</footer></div>"""
    meta = f"{long_date(s.date)} by {s.author}" if s.author else long_date(s.date)
    return Page(_html(f"{s.title} – {s.publisher}", "", inside), f"/{_slug(s)}/", (meta,))


def accordion(s: Source) -> Page:
    parts: list[str] = []
    chunks: list[tuple[Line | None, list[Line]]] = [(None, [])]
    for line in s.lines:
        if line.kind == "heading" and line.level == 2:
            chunks.append((line, []))
        else:
            chunks[-1][1].append(line)
    for number, (head, lines) in enumerate(chunks):
        inner = body(s._replace(lines=tuple(lines)), Style(_heading(), _paragraph, _quote_cite, _caption))
        if head is None:
            parts.append(
                f'<div class="elementor-widget-text-editor"><div class="elementor-widget-container">{inner}</div></div>'
            )
        else:
            parts.append(
                f'<div class="elementor-accordion-item"><div id="t{number}" class="elementor-tab-title" role="button" aria-expanded="false"><h2 class="elementor-accordion-title">{escape(head.text)}</h2></div><div class="elementor-tab-content elementor-clearfix" style="display:none" role="region">{inner}</div></div>'
            )
    inside = f"""<div class="elementor-location-header"><div class="elementor-widget-theme-site-logo"><a href="/"><img alt="{escape(s.publisher)}" src="l.png"></a></div><nav class="elementor-nav-menu--main"><ul class="elementor-nav-menu"><li><a href="/what/">What we do</a></li><li><a href="/news/">News</a></li><li><a href="/help/">Get help</a></li></ul></nav></div>
<div data-elementor-type="single-post" class="elementor-location-single"><h1 class="elementor-heading-title">{escape(s.title)}</h1><ul class="elementor-post-info"><li class="elementor-icon-list-item"><time>{long_date(s.date)}</time></li></ul>
<div class="elementor-widget-theme-post-content"><div class="elementor-accordion">{"".join(parts)}</div></div>
<div class="elementor-share-buttons"><a href="#">Share on Facebook</a> <a href="#">Share on X</a></div>
<div class="related-posts"><h3>You may also like</h3><article class="elementor-post"><h4><a href="/a/">Twelve months of tea</a></h4><p>What a year behind the counter of our café taught Marnie about patience.</p></article></div></div>
<div class="elementor-popup-modal"><h2>Sign up for our newsletter</h2><p>Good news once a month, and never more than that.</p><button>Subscribe</button></div>
<div class="elementor-location-footer"><p>© 2025 {escape(s.publisher)}</p><p>Registered charity number 0000002</p></div>"""
    head_meta = f'<meta property="og:site_name" content="{escape(s.publisher)}"><meta property="og:title" content="{escape(s.title)}">'
    return Page(_html(f"{s.title} | {s.publisher}", head_meta, inside), f"/news/{_slug(s)}/", (long_date(s.date),))


def drupal(s: Source) -> Page:
    by = f'<div class="field field--name-field-author field__item">{escape(s.author)}</div>' if s.author else ""
    inside = f"""<a href="#main-content" class="visually-hidden focusable skip-link">Skip to main content</a><div class="dialog-off-canvas-main-canvas"><header class="header" role="banner"><div class="block block-system-branding-block"><a href="/" rel="home">{escape(s.publisher)}</a></div><nav role="navigation" class="block block-menu navigation menu--main"><ul class="menu menu-level-0"><li class="menu-item"><a href="/policy">Policy</a></li><li class="menu-item"><a href="/members">Members</a></li></ul></nav></header>
<div class="block block-system-breadcrumb-block"><nav class="breadcrumb"><ol><li><a href="/">Home</a></li><li><a href="/publications">Publications</a></li></ol></nav></div>
<main role="main"><a id="main-content" tabindex="-1"></a><div class="region region-content"><div class="block block-page-title-block"><h1 class="page-header"><span class="field field--name-title">{escape(s.title)}</span></h1></div>
<div class="block block-system-main-block"><article data-history-node-id="9" class="node node--type-publication node--view-mode-full"><div class="node__content"><div class="field field--name-field-date field--type-datetime"><div class="field__label">Publication date</div><div class="field__item"><time datetime="{s.date}T12:00:00Z">{long_date(s.date)}</time></div></div>{by}
<div class="clearfix text-formatted field field--name-body field--type-text-with-summary field__item">{body(s, Style(_heading(1), _paragraph, _quote, _caption))}</div></div></article></div>
<div class="views-element-container block block-views"><h2>What's new</h2><div class="view-content"><div class="views-row"><a href="/n/1">Nominations open for our awards</a></div><div class="views-row"><a href="/n/2">New faces on our board</a></div></div></div></div></main>
<aside class="layout-sidebar-second"><div class="block block-twitter"><h2>Latest on X</h2><p>Thank you to everybody who came to our summer gathering in Tarrant! 240 of you, and not one cake left.</p></div></aside>
<footer class="site-footer"><div class="block"><p>{escape(s.publisher)} is a company limited by guarantee.</p></div><ul class="menu"><li><a href="/privacy">Privacy</a></li><li><a href="/cookies">Cookies</a></li></ul></footer></div>"""
    added = ("Publication date", long_date(s.date), *((s.author,) if s.author else ()))
    return Page(_html(f"{s.title} | {s.publisher}", "", inside), f"/publications/{_slug(s)}", added)


def squarespace(s: Source) -> Page:
    inside = f"""<div id="siteWrapper"><header id="header" class="header"><div class="header-title"><a href="/">{escape(s.publisher)}</a></div><div class="header-nav"><nav class="header-nav-list"><div class="header-nav-item"><a href="/about">About</a></div><div class="header-nav-item"><a href="/journal">Journal</a></div></nav></div></header>
<main id="page"><article class="sections"><section class="page-section"><div class="content-wrapper"><div class="content"><div class="blog-item-wrapper"><div class="blog-item-top-wrapper"><div class="blog-item-title"><h1 class="entry-title" itemprop="headline">{escape(s.title)}</h1></div><div class="blog-item-meta-wrapper"><div class="blog-meta-primary"><time datetime="{s.date}" class="dt-published blog-meta-item blog-meta-item--date">{long_date(s.date)}</time></div></div></div>
<div class="blog-item-content-wrapper"><div class="blog-item-content e-content"><div class="sqs-layout sqs-grid-12"><div class="row sqs-row"><div class="col sqs-col-12"><div class="sqs-block html-block sqs-block-html"><div class="sqs-block-content"><div class="sqs-html-content">{body(s, Style(_heading(), lambda t: f'<p class="" style="white-space:pre-wrap;">{escape(t)}</p>', _quote_cite, _caption, "paragraphs"))}</div></div></div></div></div></div></div></div>
<div class="blog-item-meta-tags"><a href="/journal/tag/a">prison</a> <a href="/journal/tag/b">families</a></div></div></div></div></section></article>
<section id="itemPagination" class="item-pagination"><a href="/journal/p"><div class="item-pagination-prev-next">Previous</div><h2 class="item-pagination-title">Notes from a wet Wednesday</h2></a></section></main>
<footer class="sections" id="footer-sections"><section class="page-section"><p>Sign up to hear from us</p><p>We will never pass on your address.</p></section></footer></div>"""
    head = f'<meta property="og:site_name" content="{escape(s.publisher)}"/><meta itemprop="datePublished" content="{s.date}T10:00:00+0000"/>'
    return Page(_html(f"{s.title} — {s.publisher}", head, inside), f"/journal/{_slug(s)}", (long_date(s.date),))


def builder(s: Source) -> Page:
    """Divs and spans without meaning, as page builders in the browser make them."""
    style = Style(
        lambda line: (
            f'<h{line.level} class="font_2 wixui-rich-text__text" style="font-size:28px"><span class="color_15"><span style="font-weight:bold">{escape(line.text)}</span></span></h{line.level}>'
        ),
        lambda t: (
            f'<p class="font_8 wixui-rich-text__text"><span style="letter-spacing:normal">{escape(t)}</span></p><p class="font_8"><span class="wixGuard">\u200b</span></p>'
        ),
        lambda line: (
            f'<p class="font_8"><span style="font-style:italic">“{escape(line.text)}”</span> – {escape(line.speaker)}</p>'
        ),
        lambda t: f'<div data-testid="caption" class="image-caption"><p>{escape(t)}</p></div>',
    )
    inside = f"""<div id="SITE_CONTAINER"><div id="site-root"><div id="SITE_HEADER" class="x1"><div class="x2"><div data-testid="richTextElement"><p class="font_8"><a href="/">{escape(s.publisher)}</a></p></div><nav aria-label="Site"><ul><li><a href="/home">Home</a></li><li><a href="/reports">Reports</a></li><li><a href="/shop">Shop</a></li></ul></nav></div></div>
<main id="PAGES_CONTAINER"><div id="SITE_PAGES"><div class="mesh"><div data-testid="richTextElement" class="comp-1"><h1 class="font_0"><span>{escape(s.title)}</span></h1></div><div data-testid="richTextElement" class="comp-2"><p class="font_8"><span>{long_date(s.date)}</span></p></div><div data-testid="richTextElement" class="comp-3">{body(s, style)}</div></div></div></main>
<div id="SITE_FOOTER" class="x9"><div data-testid="richTextElement"><p class="font_8">hello@quiet.example</p><p>01632 960111</p></div><p class="font_8">©2025 by {escape(s.publisher)}. Proudly created with a builder</p></div></div></div>"""
    return Page(_html(f"{s.title} | {s.publisher}", "", inside), f"/{_slug(s)}", (long_date(s.date),))


def banner(s: Source) -> Page:
    """A hero banner above the text and an appeal in the middle of it."""
    lines = list(s.lines)
    cut = next(n for n, line in enumerate(lines) if n > 3 and line.kind == "heading")
    first, rest = s._replace(lines=tuple(lines[:cut])), s._replace(lines=tuple(lines[cut:]))
    style = Style(_heading(), _paragraph, _quote_pull, _caption)
    inside = f"""<div class="cookie-consent" role="dialog"><p>This website uses cookies to ensure you get the best experience.</p><a href="/cookies">Find out more</a><button>OK</button></div>
<header class="c-header"><a class="c-header__logo" href="/"><span>{escape(s.publisher)}</span></a><nav class="c-nav"><ul><li><a href="/our-work/">Our work</a></li><li><a href="/stories/">Stories</a></li><li><a href="/give/">Give</a></li></ul></nav><form class="search"><label for="q">Search</label><input id="q"></form></header>
<main class="main"><section class="c-hero"><div class="c-hero__inner"><h1>{escape(s.title)}</h1><p class="c-hero__date">{long_date(s.date)}</p></div></section>
<section class="c-richtext"><div class="wrap">{body(first, style)}</div></section>
<section class="c-donate-strip"><h2>Could you give £5 a month?</h2><p>Your gift could pay for a first night somewhere safe.</p><a class="btn" href="/give/">Donate now</a></section>
<section class="c-richtext"><div class="wrap">{body(rest, style)}</div></section>
<section class="c-related"><h2>More stories</h2><ul class="cards"><li class="card"><a href="/s/1"><h3>Reg's allotment</h3><p>How a strip of clay gave Reg a reason to stay in one place.</p></a></li><li class="card"><a href="/s/2"><h3>The Tuesday choir</h3><p>Forty voices, one piano and no sheet music.</p></a></li></ul></section></main>
<footer class="c-footer"><p>{escape(s.publisher)}, 3 Rope Walk, Tarrant</p><ul><li><a href="/jobs">Jobs</a></li><li><a href="/privacy">Privacy notice</a></li></ul></footer>"""
    return Page(
        _html(f"{s.title} | {s.publisher}", f'<meta property="og:site_name" content="{escape(s.publisher)}">', inside),
        f"/stories/{_slug(s)}/",
        (long_date(s.date),),
    )


def hubspot(s: Source) -> Page:
    by = f'<div class="blog-post__author-name">{escape(s.author)}</div>' if s.author else ""
    inside = f"""<div class="body-wrapper"><header class="header" data-global-resource-path="header"><div class="header__logo"><a href="/">{escape(s.publisher)}</a></div><nav class="header__menu"><ul><li><a href="/services">Services</a></li><li><a href="/insights">Insights</a></li></ul></nav></header>
<main id="main-content" class="body-container-wrapper"><div class="body-container body-container--blog-post"><div class="content-wrapper"><article class="blog-post"><h1 class="blog-post__title"><span id="hs_cos_wrapper_name">{escape(s.title)}</span></h1><div class="blog-post__meta">{by}<time datetime="{s.date}" class="blog-post__timestamp">{long_date(s.date)}</time></div><div class="blog-post__body"><span id="hs_cos_wrapper_post_body">{body(s, PLAIN)}</span></div><div class="blog-post__tags">Tags: <a class="blog-post__tag-link" href="/t">justice</a></div></article>
<section class="blog-related-posts"><h2>Related articles</h2><article class="blog-related-posts__post"><h3><a href="/z">Winter opening hours</a></h3><p>Our offices will close on the 24th and open again on the 3rd.</p></article></section>
<div class="blog-subscribe"><h3>Subscribe here!</h3><form><label>Email</label><input></form></div></div></div></main><footer class="footer"><p>© 2025 {escape(s.publisher)}. All rights reserved.</p></footer></div>"""
    head = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"BlogPosting","headline":"%s","datePublished":"%s","publisher":{"@type":"Organization","name":"%s"}}</script>'
        % (s.title, s.date, s.publisher)
    )
    return Page(
        _html(s.title, head, inside), f"/insights/{_slug(s)}", (*((s.author,) if s.author else ()), long_date(s.date))
    )


def joomla(s: Source) -> Page:
    inside = f"""<div class="body"><div class="container"><header class="header"><a class="brand" href="/"><span class="site-title">{escape(s.publisher)}</span></a></header><nav class="navigation"><ul class="nav menu nav-pills"><li><a href="/index.php/home">Home</a></li><li><a href="/index.php/articles">Articles</a></li></ul></nav>
<div class="row-fluid"><main id="content" class="span9"><div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">{escape(s.title)}</h2></div><div class="icons"><ul class="dropdown-menu"><li class="print-icon"><a href="#">Print</a></li><li class="email-icon"><a href="#">Email</a></li></ul></div>
<dl class="article-info muted"><dt class="article-info-term">Details</dt><dd class="published"><time datetime="{s.date}" itemprop="datePublished">Published: {long_date(s.date)}</time></dd><dd class="hits">Hits: 1532</dd></dl>
<div itemprop="articleBody">{body(s, Style(_heading(1), _paragraph, _quote, _caption, "plain"))}</div><ul class="pager pagenav"><li class="previous"><a href="/x">Prev</a></li><li class="next"><a href="/y">Next</a></li></ul></div></main>
<div id="aside" class="span3"><div class="well"><h3 class="page-header">Login Form</h3><form><label>Username</label><input><label>Password</label><input type="password"><button>Log in</button></form></div><div class="well"><h3 class="page-header">Latest Articles</h3><ul class="latestnews"><li><a href="/l1">Car park closed on Friday</a></li></ul></div></div></div></div></div><footer class="footer"><p class="pull-right"><a href="#top">Back to Top</a></p><p>© 2025 {escape(s.publisher)}</p></footer>"""
    return Page(_html(s.title, "", inside), f"/index.php/articles/17-{_slug(s)}", (f"Published: {long_date(s.date)}",))


def tables(s: Source) -> Page:
    """An old page: layout tables, font tags, bold pseudo-headings, bullets typed by hand."""
    style = Style(
        lambda line: f"<p><b><font size=3>{escape(line.text)}</font></b></p>",
        _paragraph,
        lambda line: f"<p><i>“{escape(line.text)}”</i> ({escape(line.speaker)})</p>",
        lambda t: f"<p align=center><small>{escape(t)}</small></p>",
        "br",
    )
    inside = f"""<table width=100% border=0><tr><td bgcolor=#003366><font color=white size=5>{escape(s.publisher)}</font></td></tr></table>
<table width=780 border=0 cellspacing=8><tr valign=top><td width=140><a href="/">Home</a><br><a href="/news.htm">News</a><br><a href="/links.htm">Links</a><br><a href="/guest.htm">Guestbook</a></td>
<td><h1>{escape(s.title)}</h1><font size=2>{long_date(s.date)}</font><p></p>{body(s, style)}</td></tr></table>
<hr><center><font size=1>Best viewed at 800 x 600. You are visitor number 20417.</font></center>"""
    return Page(_html(s.title, "", inside), f"/{_slug(s)[:12]}.htm", (long_date(s.date),))


def details(s: Source) -> Page:
    """A design-system accordion whose labels are buttons inside headings."""
    parts: list[str] = []
    opened = False
    for line in s.lines:
        if line.kind == "heading" and line.level == 2:
            parts.append(
                ("</div></div>" if opened else "")
                + f'<div class="govuk-accordion__section"><div class="govuk-accordion__section-header"><h2 class="govuk-accordion__section-heading"><button type="button" aria-expanded="false" class="govuk-accordion__section-button">{escape(line.text)}</button></h2></div><div class="govuk-accordion__section-content">'
            )
            opened = True
        else:
            parts.append(f"\0{len(parts)}")
    texts: list[str] = []
    run: list[Line] = []
    result: list[str] = []
    heads = iter(part for part in parts if not part.startswith("\0"))
    for line in s.lines:
        if line.kind == "heading" and line.level == 2:
            result.append(body(s._replace(lines=tuple(run)), PLAIN) if run else "")
            run = []
            result.append(next(heads))
        else:
            run.append(line)
    result.append(body(s._replace(lines=tuple(run)), PLAIN) + ("</div></div>" if opened else ""))
    inside = f"""<header class="nhs-header" role="banner"><a href="/">{escape(s.publisher)}</a><nav><a href="/topics">Topics</a> <a href="/advice">Advice</a></nav></header><main class="govuk-main-wrapper" id="maincontent"><article><h1 class="govuk-heading-xl">{escape(s.title)}</h1><div class="nhsuk-review-date"><p>Published: {long_date(s.date)}</p></div><div class="govuk-accordion" data-module="govuk-accordion">{"".join(result)}</div></article></main><footer role="contentinfo"><ul class="footer__list"><li><a href="/acc">Accessibility statement</a></li><li><a href="/c">Contact us</a></li></ul></footer>"""
    del texts
    return Page(
        _html(f"{s.title} - {s.publisher}", "", inside), f"/advice/{_slug(s)}", (f"Published: {long_date(s.date)}",)
    )


def repository(s: Source) -> Page:
    inside = f"""<div id="header"><a href="/">Tarrant Research Repository</a><div class="ep_tm_menu"><ul><li><a href="/browse">Browse</a></li><li><a href="/stats">Statistics</a></li></ul></div></div>
<div id="page-content" class="ep_tm_page_content"><h1 class="ep_tm_pagetitle">{escape(s.title)}</h1><div class="ep_summary_content_main"><p class="citation">{escape(s.author or s.publisher)} ({s.date[:4]})</p>{body(s, PLAIN)}</div>
<div class="ep_block deposit-meta"><table class="ep_metadata"><tr><th>Item Type:</th><td>Monograph</td></tr><tr><th>Depositing User:</th><td>Library</td></tr></table></div></div><div class="ep_tm_footer footer"><p>This repository is run by the university library.</p></div>"""
    head = f'<meta name="citation_title" content="{escape(s.title)}"><meta name="DC.date" content="{s.date}"><meta name="DC.publisher" content="{escape(s.publisher)}">'
    return Page(
        _html(f"{s.title} - Tarrant Research Repository", head, inside),
        "/id/eprint/8812/",
        (f"{s.author or s.publisher} ({s.date[:4]})",),
    )


def magazine(s: Source) -> Page:
    by = f'<a class="post-author" href="/author/a">{escape(s.author)}</a>' if s.author else ""
    inside = f"""<div class="viewport"><header class="gh-head"><a class="gh-head-logo" href="/">{escape(s.publisher)}</a><nav class="gh-head-menu"><ul class="nav"><li><a href="/topics/">Topics</a></li></ul></nav><a class="gh-head-btn" href="#/portal/signup">Subscribe</a></header>
<main id="site-main" class="site-main"><article class="gh-article post"><header class="gh-article-header"><h1 class="gh-article-title">{escape(s.title)}</h1><div class="gh-article-meta">{by}<time datetime="{s.date}">{long_date(s.date)}</time></div></header><section class="gh-content gh-canvas">{body(s, Style(_heading(), _paragraph, _quote, _caption))}</section></article>
<section class="footer-cta"><h2>Sign up for more like this.</h2><button>Enter your email</button></section><aside class="read-more-wrap"><div class="read-more"><article class="post-card"><h2><a href="/o/">The bus that never came</a></h2><p>On the last Tuesday of the month nobody minds waiting.</p></article></div></aside></main><footer class="site-footer"><section class="copyright">{escape(s.publisher)} © 2025</section></footer></div>"""
    head = f'<meta property="article:published_time" content="{s.date}T07:00:00.000Z"><meta property="og:site_name" content="{escape(s.publisher)}">'
    return Page(_html(s.title, head, inside), f"/{_slug(s)}/", (*((s.author,) if s.author else ()), long_date(s.date)))


def modules(s: Source) -> Page:
    """Class names that mean nothing, as style modules produce them."""
    inside = f"""<div id="__next"><div class="css-1q2w3e"><header class="css-9x8y7z"><a class="css-aa11" href="/">{escape(s.publisher)}</a><nav class="css-bb22"><a href="/a">Our approach</a><a href="/b">Impact</a><a href="/c">Contact</a></nav></header><main class="css-cc33"><article class="css-dd44"><div class="css-ee55"><h1 class="css-ff66">{escape(s.title)}</h1><p class="css-gg77">{long_date(s.date)}</p></div><div class="css-hh88">{body(s, Style(_heading(), _paragraph, _quote_cite, _caption))}</div></article><section class="css-ii99"><h2 class="css-jj00">Keep reading</h2><div class="css-kk11"><a href="/q"><h3>A year in numbers</h3></a><a href="/r"><h3>Who we lost</h3></a></div></section></main><footer class="css-ll22"><p>{escape(s.publisher)} is a charity.</p></footer></div></div>"""
    return Page(_html(f"{s.title} | {s.publisher}", "", inside), f"/impact/{_slug(s)}", (long_date(s.date),))


def council(s: Source) -> Page:
    inside = f"""<div class="site-head"><a href="/" class="logo"><img alt="{escape(s.publisher)}" src="l.svg"></a></div><div class="grid"><div class="left-nav nav"><h2>In this section</h2><ul><li><a href="/h">Housing</a></li><li><a href="/s">Safety</a></li></ul></div><div class="main-content" id="main" role="main"><h1>{escape(s.title)}</h1>{body(s, PLAIN)}<p class="last-updated">Published {long_date(s.date)}</p><div class="page-feedback"><p>Did you find this page helpful?</p><button>Yes</button><button>No</button></div></div></div><div class="foot footer"><p>A to Z | Jobs | Councillors</p></div>"""
    return Page(
        _html(f"{s.title} | {s.publisher}", "", inside),
        f"/community/{_slug(s)}",
        ("\1" + f"Published {long_date(s.date)}",),
    )


def word_export(s: Source) -> Page:
    """A page saved from a word processor."""
    style = Style(
        lambda line: (
            f'<h{line.level} style="margin-top:12pt"><span lang=EN-GB>{escape(line.text)}<o:p></o:p></span></h{line.level}>'
        ),
        lambda t: f"<p class=MsoNormal><span lang=EN-GB>{escape(t)}<o:p></o:p></span></p>",
        lambda line: f"<p class=MsoQuote><span lang=EN-GB>“{escape(line.text)}” – {escape(line.speaker)}</span></p>",
        lambda t: f"<p class=MsoCaption>{escape(t)}</p>",
        "word",
    )
    inside = f"<div class=WordSection1><h1>{escape(s.title)}</h1><p class=MsoNormal>{long_date(s.date)}</p>{body(s, style)}</div>"
    return Page(_html(s.title, "", inside), f"/docs/{_slug(s)}.html", (long_date(s.date),))


def email(s: Source) -> Page:
    """A newsletter kept on the web: nested presentation tables."""
    inside = f"""<table role="presentation" width="100%"><tr><td align="center"><table role="presentation" class="preheader"><tr><td><a href="/view">View this email in your browser</a></td></tr></table><table role="presentation" width="600"><tr><td><img alt="{escape(s.publisher)}" src="l.png"></td></tr><tr><td><h1>{escape(s.title)}</h1></td></tr><tr><td><p>{long_date(s.date)}</p></td></tr><tr><td class="mcnTextContent">{body(s, PLAIN)}</td></tr></table><table role="presentation" class="footer"><tr><td><p>You receive this email because you signed up on our website.</p><p><a href="/u">Unsubscribe</a></p></td></tr></table></td></tr></table>"""
    return Page(_html(s.title, "", inside), f"/mailing/{_slug(s)[:20]}", (long_date(s.date),))


def sidebar_first(s: Source) -> Page:
    """Menus and boxes stand before the text in the page; only divs."""
    inside = f"""<div id="wrapper"><div id="top"><div class="brand">{escape(s.publisher)}</div></div><div id="sidebar"><div class="box"><h3>Quick links</h3><ul><li><a href="/1">Find a scheme</a></li><li><a href="/2">Members' area</a></li></ul></div><div class="box news"><h3>Latest news</h3><ul><li><a href="/3">Our annual meeting is on 9 July</a> 1 June 2025</li><li><a href="/4">New leaflet for visitors</a> 3 May 2025</li></ul></div></div><div id="maincol"><h1>{escape(s.title)}</h1><p class="date">{long_date(s.date)}</p>{body(s, PLAIN)}</div><div id="bottom" class="footer">Site map | Terms of use | © 2009–2025 {escape(s.publisher)}</div></div>"""
    return Page(_html(f"{s.publisher}: {s.title}", "", inside), f"/reports/{_slug(s)}", (long_date(s.date),))


def plain_paragraph_lists(s: Source) -> Page:
    """Items hold paragraphs; headings are bold paragraphs; the site names itself only in its footer."""
    style = Style(
        lambda line: f"<p><strong>{escape(line.text)}</strong></p>", _paragraph, _quote, _caption, "paragraphs"
    )
    inside = f"""<div class="top-bar"><a href="/">Home</a> <a href="/news">News</a> <a href="/contact">Contact</a></div><div class="content"><h1>{escape(s.title)}</h1>{body(s, style)}<p>Published {long_date(s.date)}</p></div><div class="footer"><p>© {escape(s.publisher)} 2025</p></div>"""
    return Page(_html(s.title, "", inside), f"/news/{_slug(s)}", ("\1" + f"Published {long_date(s.date)}",))


LAYOUTS: tuple[Callable[[Source], Page], ...] = (
    government, wordpress, accordion, drupal, squarespace, builder, banner, hubspot, joomla, tables, details, repository,
    magazine, modules, council, word_export, email, sidebar_first, plain_paragraph_lists,
)  # fmt: skip
