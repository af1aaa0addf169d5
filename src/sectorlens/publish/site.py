"""The site: static pages that work from a folder, without server, network or inline script.

Every text goes through autoescape; the pages carry a content security policy that allows their own files only.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from sectorlens.publish import pages, register_pages, wording
from sectorlens.publish.briefing import brief_theme
from sectorlens.publish.report import Report
from sectorlens.publish.search_index import write_search_data
from sectorlens.publish.wording import count, show_date, span_of
from sectorlens.text import shorten

NAVIGATION = (
    ("index.html", "Home"), ("themes.html", "Themes"), ("recommendations.html", "Recommendations"),
    ("needs.html", "Needs"), ("organisations.html", "Organisations"), ("network.html", "Network"),
    ("publications.html", "Publications"), ("coverage.html", "Coverage"), ("search.html", "Search"),
)  # fmt: skip
FOOTER = (
    ("check.html", "Please check"), ("words.html", "Words we use"), ("methods.html", "Methods and limits"),
    ("coverage.html", "Coverage"),
)  # fmt: skip
STATIC = ("site.css", "site.js", "search.js", "minisearch.js", "minisearch.LICENSE.txt")


def write_site(report: Report, target: Path) -> None:
    """Write all pages under ``target``: ``index.html``, its neighbours, one page per theme, organisation, document."""
    environment = make_environment()
    (target / "assets").mkdir(parents=True, exist_ok=True)
    for name in STATIC:
        body = files("sectorlens.publish").joinpath("static", name).read_bytes()
        (target / "assets" / name).write_bytes(body)
    entries, cut = write_search_data(report, target / "assets" / "search-data.js")
    for href, template, context in iter_pages(report, entries, cut):
        path = target / href
        path.parent.mkdir(parents=True, exist_ok=True)
        page = environment.get_template(template).render(**_frame(report, href), **context)
        path.write_text(page, "utf-8", newline="\n")


def make_environment() -> jinja2.Environment:
    """Return the template environment: autoescape always on, an undefined name is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sectorlens.publish"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["shorten"] = shorten
    environment.globals.update(
        count=count, show_date=show_date, span_of=span_of, no_absence=wording.NO_CLAIM_OF_ABSENCE,
        demonstration=wording.DEMONSTRATION, strengths=wording.STRENGTHS, voices=wording.VOICES,
        polarities=wording.POLARITIES, navigation=NAVIGATION, footer_links=FOOTER,
    )  # fmt: skip
    return environment


def iter_pages(report: Report, entries: int, cut: bool) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (href, template, context) of every page."""
    briefings = [brief_theme(report, theme) for theme in report.findings.themes.themes]
    yield "index.html", "index.html", pages.home(report, briefings)
    yield "themes.html", "themes.html", pages.themes(report, briefings)
    for briefing in briefings:
        yield briefing.href, "theme.html", pages.theme(report, briefing)
    yield "recommendations.html", "recommendations.html", register_pages.recommendations(report)
    yield "needs.html", "needs.html", register_pages.needs(report)
    links = register_pages.Links(report)
    yield "organisations.html", "organisations.html", register_pages.organisations(report, links)
    for organisation in report.findings.resolution.organisations:
        context = register_pages.organisation(report, links, organisation)
        yield report.organisation_href(organisation), "organisation.html", context
    yield "publications.html", "publications.html", pages.publications(report)
    yield from pages.iter_publications(report)
    yield "network.html", "network.html", register_pages.network(report)
    yield "coverage.html", "coverage.html", pages.coverage(report)
    yield "check.html", "check.html", register_pages.check(report)
    yield "words.html", "words.html", pages.words(report)
    yield "methods.html", "methods.html", {"heading": "Methods and limits"}
    yield "search.html", "search.html", {"heading": "Search", "entries": f"{entries:,}", "cut": cut}


def _frame(report: Report, href: str) -> dict[str, Any]:
    folder, slash, _ = href.partition("/")
    return {
        "facts": report.facts,
        "report": report,
        "based_on": report.based_on(),
        "root": "../" if slash else "",
        "section": f"{folder}.html" if slash else href,
    }
