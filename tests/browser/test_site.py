"""The site in a browser, opened from its folder: quiet, offline, accessible, and its tables work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"

pytestmark = pytest.mark.needs_browser


class Watched:
    """A page with everything that it said and asked for."""

    def __init__(self, context: Any, site: Path) -> None:
        self.page = context.new_page()
        self.said: list[str] = []
        self.asked: list[str] = []
        self._site = site
        self.page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))

    def open(self, href: str) -> Any:
        file, _, anchor = href.partition("#")
        self.page.goto((self._site / file).as_uri() + (f"#{anchor}" if anchor else ""))
        return self.page


@pytest.fixture
def watched(browser: Any, site: Path) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield Watched(context, site)
    context.close()


def _hrefs(site: Path) -> list[str]:
    top = [path.name for path in sorted(site.glob("*.html"))]
    return [
        *top,
        *(str(next(site.glob(f"{f}/*.html")).relative_to(site)) for f in ("themes", "organisations", "publications")),
    ]


def test_no_page_complains_or_asks_for_anything_outside(watched: Watched, site: Path) -> None:
    for href in _hrefs(site):
        watched.open(href)
    assert watched.said == []
    assert watched.asked and all(url.startswith(site.as_uri()) for url in watched.asked)


@pytest.mark.needs_node
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(browser: Any, site: Path, scheme: str, width: int) -> None:
    # The policy of the pages keeps foreign scripts out, so the checker comes in past it.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = []
    for href in _hrefs(site):
        page.goto((site / href).as_uri())
        page.add_script_tag(path=str(AXE))
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        result = page.evaluate("options => axe.run(document, options)", rules)
        found += [
            f"{href}: {violation['id']} ({violation['impact']}) {violation['nodes'][0]['html'][:120]}"
            for violation in result["violations"]
        ]
    context.close()
    assert found == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_runs_off_the_side(browser: Any, site: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    for href in _hrefs(site):
        page.goto((site / href).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, href
    context.close()


def test_the_register_filters_and_sorts(watched: Watched) -> None:
    page = watched.open("recommendations.html")
    visible = "#register-table tbody tr:visible"
    assert page.locator(visible).count() == 4
    page.select_option("#register-table-publisher", "Lantern Trust")
    assert page.locator(visible).count() == 1
    assert page.locator(".filters .shown").inner_text() == "Showing 1 of 4"
    page.click("text=Show all")
    page.fill("#register-table-words", "afraid small")
    assert page.locator(visible).count() == 1
    page.fill("#register-table-words", "")
    page.click("th >> text=Year")
    years = page.locator("#register-table tbody td:nth-child(5)").all_inner_texts()
    assert years == ["2017", "2017", "2018", "2019"]
    page.click("th >> text=Year")
    assert page.locator("#register-table thead th:nth-child(5)").get_attribute("aria-sort") == "descending"


def test_a_number_leads_to_what_it_counts(watched: Watched) -> None:
    from playwright.sync_api import expect

    page = watched.open("index.html")
    page.click("main a:text-matches('^3$')")
    assert page.url.endswith("#addressee=Commissioners")
    expect(page.locator("#register-table tbody tr:visible")).to_have_count(3)  # the filter comes after the page


def test_a_citation_is_highlighted_where_it_stands(watched: Watched, site: Path) -> None:
    theme = next(site.glob("themes/*.html")).relative_to(site)
    page = watched.open(str(theme))
    quote = page.locator(".source q b").first.inner_text()
    page.locator(".source cite a").first.click()
    assert "".join(page.locator("mark.cited").all_inner_texts()) == quote


def test_highlights_can_be_switched_off_by_keyboard(watched: Watched, site: Path) -> None:
    page = watched.open(str(next(site.glob("publications/homes-first-*.html")).relative_to(site)))
    colour = "getComputedStyle(document.querySelector('.publication mark.rec')).backgroundColor"
    marked = page.evaluate(colour)
    page.focus("#show-rec")
    page.keyboard.press("Space")
    assert page.evaluate(colour) != marked


def test_search_finds_words_and_parts_of_words(watched: Watched) -> None:
    page = watched.open("search.html")
    page.fill("#query", "commiss advice")
    page.wait_for_selector("#results li")
    assert "Fund advice before release" in page.locator("#results").inner_text()
    page.fill("#query", "zebra")
    page.wait_for_selector("#search-status:text('0 results')")
    assert "that does not mean there is none" in page.locator("#search-status").inner_text()
    assert watched.said == []


def test_an_organisation_shows_its_ties_when_it_has_the_focus(watched: Watched) -> None:
    page = watched.open("network.html")
    assert page.locator("figure.network line").count() == 2
    page.locator("figure.network a[aria-label='Hartwell Fund']").focus()
    near = page.locator("figure.network a.near").evaluate_all("found => found.map(a => a.getAttribute('aria-label'))")
    assert sorted(near) == ["Hartwell Fund", "Lantern Trust"]
    assert page.locator("figure.network line.near").count() == 1


def test_a_folded_part_opens_for_its_link(watched: Watched, site: Path) -> None:
    page = watched.open("recommendations.html")
    anchor = page.locator("details li.statement").first.get_attribute("id")
    watched.open("index.html")
    page = watched.open(f"recommendations.html#{anchor}")
    assert page.locator(f"#{anchor}").is_visible()
