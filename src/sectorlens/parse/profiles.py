"""Site profiles and the last resort, both with Beautiful Soup: which element of a page is the publication.

A profile is data of a sector pack (``sites.toml``): the host of a website and CSS selectors for its publication,
for boxes inside it that are not publication, and for title and date.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from sectorlens.model.base import Record
from sectorlens.parse.dates import date_of_attribute
from sectorlens.sector.schema import SiteProfile

_LINES = (
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "td",
    "th",
    "blockquote",
    "figcaption",
    "caption",
    "dt",
    "dd",
    "summary",
    "pre",
)
_OUTSIDE = "nav, header, footer, aside, form, script, style, noscript, template"
_FEWEST = 120


class Profiled(Record, frozen=True, kw_only=True):
    """What a profile found: the publication's lines, its title and date."""

    lines: tuple[str, ...]
    title: str = ""
    date: str = ""


def find_profile(profiles: Iterable[SiteProfile], url: str) -> SiteProfile | None:
    """Return the profile of the host of ``url`` (``www.`` aside), None if there is none."""
    host = urlsplit(url).netloc.lower().removeprefix("www.")
    return next((p for p in profiles if host and p.host.lower().removeprefix("www.") == host), None)


def _soup(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(markup, "lxml")


def _lines_of(element: Tag) -> tuple[str, ...]:
    """Return the words of an element, those of each block on a line of their own."""
    lines: list[str] = []
    for block in element.find_all(_LINES):
        if block.find(_LINES) is None:
            lines.append(" ".join(block.get_text(" ").split()))
        else:
            # Words that stand directly in a block that holds others ("Our partners:" before an inner list).
            lines.extend(" ".join(str(text).split()) for text in block.find_all(string=True, recursive=False))
    return tuple(line for line in lines if line)


def apply_profile(markup: str, profile: SiteProfile) -> Profiled | None:
    """Return what ``profile`` finds on a page, None where its selector matches nothing (the site has changed)."""
    soup = _soup(markup)
    for selector in profile.drop:
        for box in soup.select(selector):
            box.decompose()
    parts = soup.select(profile.main)
    if not parts:
        return None
    title = soup.select_one(profile.title) if profile.title else None
    date = soup.select_one(profile.date) if profile.date else None
    raw = (str(date.get("datetime") or "") or date.get_text(" ")) if date is not None else ""
    return Profiled(
        lines=tuple(line for part in parts for line in _lines_of(part)),
        title=" ".join(title.get_text(" ").split()) if title is not None else "", date=date_of_attribute(raw),
    )  # fmt: skip


def richest_element(markup: str) -> tuple[str, ...]:
    """Return the lines of the element that holds most words outside links, () if none holds enough.

    The last resort for pages in which trafilatura finds nothing.
    """
    soup = _soup(markup)
    for box in soup.select(_OUTSIDE):
        box.decompose()
    best: Tag | None = None
    most = _FEWEST
    for element in soup.select("main, article, [role=main]") or soup.select("td, div, section, body"):
        words = sum(
            len(block.get_text())
            for block in element.find_all(["p", "li", "blockquote"], recursive=element.name in {"main", "article"})
        )
        linked = sum(len(link.get_text()) for link in element.find_all("a"))
        if words - linked > most:
            best, most = element, words - linked
    return _lines_of(best) if best is not None else ()
