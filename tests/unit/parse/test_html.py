# ruff: noqa: E501 - pages and prose are kept whole
"""Web pages: structure, main text, furniture, metadata."""

from __future__ import annotations

import msgspec

from sectorlens.model import Block, Document, Origin
from sectorlens.parse import parse
from sectorlens.sector import load_pack
from sectorlens.sector.schema import SiteProfile

P = "<p>The shelter has been open since 1976, and nobody who knocks after dark has been turned away in all that time, whatever the weather.</p>"


def read(body: str, *, head: str = "", url: str = "https://quay.example/blog/winters/") -> Document:
    page = f"<html><head><title>Forty winters | Quay Street</title>{head}</head><body>{body}</body></html>"
    result = parse(page.encode(), Origin(document_id="doc-a", url=url))
    assert result.document is not None, result
    return result.document


def find(document: Document, words: str) -> Block:
    return next(block for block in document.blocks if document.block_text(block).startswith(words))


def test_ordered_list_keeps_its_start_and_letters() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}{P}<ol start=4><li>Fund it.</li><li>Watch it.</li></ol><ol type=a><li>Again.</li></ol>{P}</article>"
    )
    assert [find(document, words).ordinal for words in ("Fund", "Watch", "Again")] == ["4", "5", "a"]


def test_accordion_labels_are_headings() -> None:
    document = read(
        f"<main><h1>Forty winters</h1>{P}{P}<details><summary>What does it cost?</summary>{P}</details>"
        f'<h3><button aria-expanded="false">Who may come?</button></h3><div>{P}</div></main>'
    )
    assert find(document, "What does it cost?").kind == "heading"
    assert find(document, "Who may come?").kind == "heading"
    assert find(document, "Who may come?").layer == "body"


def test_bold_paragraph_over_prose_is_a_heading() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<p><strong>Lessons for councils</strong></p><ul><li>Open early.</li></ul>{P}</article>"
    )
    assert find(document, "Lessons for councils").kind == "heading"
    assert document.block_text(document.blocks[find(document, "Open early.").heading or 0]) == "Lessons for councils"


def test_quotation_and_its_speaker_are_one_block() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<blockquote><p>It was the warmest place I ever slept.</p><footer>Old Nan</footer></blockquote>{P}</article>"
    )
    quote = find(document, "It was the warmest")
    assert (quote.kind, quote.speaker) == ("quote", "Old Nan")


def test_data_table_gives_cells_with_places() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<table><tr><th>Year</th><th>Beds</th></tr><tr><td>1976</td><td>18</td></tr></table>{P}{P}</article>"
    )
    cell = find(document, "18")
    assert (cell.kind, cell.row, cell.column) == ("table_cell", 1, 1)


def test_item_of_two_paragraphs_is_one_block() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<ul><li><p>Name one officer.</p><p>It matters little which.</p></li><li>Open early.</li></ul>{P}</article>"
    )
    assert document.block_text(find(document, "Name one officer.")) == "Name one officer.\nIt matters little which."


def test_nested_list_points_to_its_parent() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<ul><li>A doctor<ul><li>with notes</li></ul></li></ul>{P}</article>"
    )
    inner = find(document, "with notes")
    assert inner.level == 2
    assert inner.lead_in is not None
    assert document.block_text(document.blocks[inner.lead_in]) == "A doctor"


def test_furniture_is_kept_apart_and_never_lost() -> None:
    document = read(
        f"<nav><ul><li><a href=/a>Our work</a></li></ul></nav><article><h1>Forty winters</h1>{P}{P}{P}</article>"
        "<aside><h2>What's new</h2><p>Cake sale on Sunday</p></aside><footer><p>Quay Street is a charity.</p></footer>"
    )
    for words in ("Our work", "What's new", "Cake sale on Sunday", "Quay Street is a charity."):
        assert find(document, words).layer == "furniture"


def test_site_name_is_cut_from_the_title_and_becomes_the_publisher() -> None:
    document = read(
        f"<main><h1>Forty winters</h1>{P}{P}</main>", head='<meta property="og:site_name" content="Quay Street">'
    )
    assert (document.title, document.publisher, document.publisher_from) == ("Forty winters", "Quay Street", "metadata")


def test_sources_of_dates_in_order() -> None:
    body = f"<main><h1>Forty winters</h1><time datetime='2019-05-03'>3 May 2019</time>{P}{P}</main>"
    linked = '<script type="application/ld+json">{"@type": "Article", "datePublished": "2018-04-02T10:00:00Z"}</script>'
    assert read(body, head=linked).published_on == "2018-04-02"
    assert read(body).published_from == "time"
    assert (
        read(f"<main><h1>Forty winters</h1>{P}{P}</main>", url="https://quay.example/2017/03/winters/").published_on
        == "2017-03"
    )


def test_no_date_where_there_is_none() -> None:
    document = read(
        f"<main><h1>Forty winters</h1>{P}{P}</main><aside class=related><h3><a href=/x>Cake</a></h3><time datetime='2024-01-02'>2 January 2024</time></aside><footer>© 2025 Quay Street</footer>"
    )
    assert document.published_on == ""


def test_times_of_teasers_are_not_the_page_s() -> None:
    document = read(
        f"<main><h1>Forty winters</h1><p class=date>3 May 2019</p>{P}{P}{P}{P}</main><section class='latest-news'><ul><li><time datetime='2024-02-01'>1 Feb</time> Cake</li></ul></section>"
    )
    assert document.published_on == "2019-05-03"


def outcome(body: str, url: str, title: str = "A page") -> str:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return parse(page.encode(), Origin(document_id="doc-a", url=url)).reason


def test_pages_that_are_no_publications() -> None:
    assert (
        outcome(
            "<h1>Page not found</h1><p>The page you are looking for has been moved.</p>", "https://q.example/x", "404"
        )
        == "not_a_publication:error"
    )
    assert (
        outcome(
            "<h1>Summer fair</h1><p>Saturday 4 June, 10am to 4pm, on the quay.</p>", "https://q.example/events/fair/"
        )
        == "not_a_publication:event"
    )
    assert (
        outcome(
            "<h1>Night worker</h1><p>Salary: £24,000 per annum. Closing date 3 May.</p>",
            "https://q.example/jobs/night/",
        )
        == "not_a_publication:job"
    )
    assert (
        outcome(
            "<h1>Log in</h1><form><input type=password></form><p>Members only. Forgotten your password?</p>",
            "https://q.example/me",
        )
        == "not_a_publication:login"
    )
    links = "".join(f"<li><a href='/blog/{n}/'>Winter number {n} and what it brought</a></li>" for n in range(9))
    assert outcome(f"<h1>Blog</h1><ul>{links}</ul>", "https://q.example/blog/") == "not_a_publication:index"


def test_news_index_is_split_into_its_dated_items() -> None:
    items = "".join(f"<h2>Item {n}</h2><p>{n} May 2019</p>{P}{P}" for n in (1, 2, 3))
    result = parse(
        f"<html><body><main><h1>News</h1>{items}</main></body></html>".encode(),
        Origin(document_id="doc-a", url="https://q.example/news/may"),
    )
    assert result.document is not None
    documents = (result.document, *result.items)
    assert [one.title for one in documents] == ["Item 1", "Item 2", "Item 3"]
    assert [one.published_on for one in documents] == ["2019-05-01", "2019-05-02", "2019-05-03"]
    assert len({one.id for one in documents}) == 3
    bodies = [
        {one.block_text(block) for block in one.blocks if block.layer == "body" and block.kind == "heading"}
        for one in documents
    ]
    assert bodies == [{"Item 1"}, {"Item 2"}, {"Item 3"}]


def test_site_profile_outranks_the_general_reading() -> None:
    page = (
        f"<html><body><div class=headline>Forty winters</div><span class=when>3 May 2019</span><div class=box>{P}{P}</div>"
        f"<div class=story>{P.replace('shelter', 'loft')}<div class=appeal><p>Could you give five pounds a month to keep the kettle on?</p></div>"
        "<ul><li>Open early.</li></ul></div></body></html>"
    )
    profile = SiteProfile(host="quay.example", main=".story", drop=(".appeal",), title=".headline", date=".when")
    pack = msgspec.structs.replace(load_pack("homelessness_uk"), sites=(profile,))
    document = parse(page.encode(), Origin(document_id="d", url="https://www.quay.example/x"), pack=pack).document
    assert document is not None
    body = [document.block_text(block) for block in document.blocks if block.layer == "body"]
    assert [words[:8] for words in body] == ["The loft", "Open ear"]
    assert (document.title, document.published_on) == ("Forty winters", "2019-05-03")


def test_a_layout_of_the_pack_is_read_by_its_profile() -> None:
    page = (
        f"<html><body><main><h1>Guidance on visits</h1>"
        f"<div class='gem-c-govspeak govuk-govspeak'>{P}<h2>Before you go</h2><ul><li>Bring a letter.</li></ul></div>"
        "<div class='gem-c-contextual-sidebar'><h2>Related content</h2><p>Another guide about something else altogether.</p></div>"
        "</main></body></html>"
    )
    origin = Origin(document_id="d", url="https://www.gov.uk/guidance/visits")
    document = parse(page.encode(), origin, pack=load_pack("criminal_justice_uk")).document
    assert document is not None
    body = [document.block_text(block) for block in document.blocks if block.layer == "body"]
    assert [words[:9] for words in body] == ["Guidance ", "The shelt", "Before yo", "Bring a l"]


def test_page_in_which_trafilatura_finds_nothing_is_still_read() -> None:
    from sectorlens.parse.profiles import richest_element

    lines = richest_element(
        f"<html><body><nav><p>Menu of the whole site and then some</p></nav><div>{P}<ul><li>Open early.</li></ul></div></body></html>"
    )
    assert [line[:4] for line in lines] == ["The ", "Open"]


def test_a_page_that_leaves_out_the_tags_of_head_and_body_is_read() -> None:
    words = "The bus to the prison runs on Sundays only, and visits are on Saturdays. " * 4
    page = f"<html><title>Buses</title><main><h1>Buses on Sundays</h1><p>{words}</p></main></html>".encode()
    found = parse(page, Origin(document_id="d", url="https://umbrella.example/blog/buses/"))
    assert found.document is not None
    assert [block.kind for block in found.document.blocks] == ["heading", "paragraph"]


def test_dropped_scripts_leave_the_words_around_them_and_the_links() -> None:
    document = read(
        f"<article><h1>Forty winters</h1>{P}<p>The door stays open<script>track(1)</script> until the last bed is taken, and the "
        f'<a href="/rules"><svg><title>Arrow</title></svg>rules of the house</a> hang beside it.</p>{P}</article>'
    )
    assert find(document, "The door stays open until the last bed is taken, and the rules of the house hang beside it.")
    assert [link.url for link in document.links] == ["https://quay.example/rules"]
    assert document.links[0].text.endswith("rules of the house")
