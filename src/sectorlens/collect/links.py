"""What collecting reads of a page: its links, its own idea of its address, and how much prose it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, ParserRejectedMarkup, Tag
from bs4.element import Comment, Declaration, Doctype, PageElement, ProcessingInstruction

from sectorlens.collect.urls import normalise

# A parsed tree costs some 17 times its bytes; links stand early enough.
MOST_BYTES = 2_000_000
MOST_TAGS = 50_000
MOST_LINKS = 3000
MOST_DEPTH = 100
# Shorter blocks are captions, dates and labels.
SHORTEST_PROSE = 60
_FURNITURE = ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template", "button")
_BLOCKS = ("p", "li", "blockquote", "dd", "td", "div")
_FURNITURE_MARK = re.compile(
    r"\b(?:nav|navbar|menu|footer|foot|sidebar|cookie|cookies|consent|breadcrumbs?|crumbs|share|social|related|signup|"
    r"subscribe|newsletter|skip|banner|toolbar)\b",
    re.IGNORECASE,
)
_PAGING_WORDS = re.compile(
    r"^(?:next(?: page)?|older(?: posts| entries)?|more(?: posts)?|load more|show more|view more|[›»→>]+|"
    r"next [›»→>]+|page \d+|\d{1,3})$",
    re.IGNORECASE,
)
_PAGING_URL = re.compile(r"/page/\d+/?$|[?&](?:page|paged|pg|p|start|offset|pageindex)=\d+", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")


@dataclass(frozen=True)
class Link:
    """A link of a page: normalised url, its words, whether it stands in the main part, whether it turns a page."""

    url: str
    text: str
    is_main: bool
    is_paging: bool = False


@dataclass(frozen=True)
class PageView:
    """What a page shows.  ``prose`` counts characters outside links in paragraphs of the main part;
    ``linked`` those of its links; ``words`` the words of the main part, in order."""

    title: str = ""
    canonical: str = ""
    links: tuple[Link, ...] = ()
    feeds: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    robots: frozenset[str] = frozenset()
    prose: int = 0
    linked: int = 0
    has_password: bool = False
    words: tuple[str, ...] = ()


def read_page(body: bytes, url: str, charset: str = "") -> PageView:
    """Return what the page at ``url`` shows; a page that no parser takes shows nothing."""
    read = _bounded(body)
    try:
        soup = BeautifulSoup(read, "lxml", from_encoding=charset or None)
    except (ParserRejectedMarkup, LookupError):
        try:
            soup = BeautifulSoup(read.decode("utf-8", "replace"), "lxml")
        except ParserRejectedMarkup:
            return PageView()
    base_tag = soup.find("base", href=True)
    base = normalise(_text(base_tag, "href"), url) if isinstance(base_tag, Tag) else ""
    base = base or url
    title = soup.title.get_text(" ", strip=True) if soup.title is not None else ""
    canonical, feeds, robots = _head(soup, base)
    declared = tuple(sorted(set(_declared_types(soup))))
    has_password = soup.find("input", type="password") is not None
    furniture = _furniture_links(soup, base)
    main, prose, linked, words = _main_part(soup, base)
    seen: set[str] = set()
    links = tuple(
        link
        for link in (*main, *furniture)
        if not (link.url in seen or seen.add(link.url))  # type: ignore[func-returns-value]
    )
    return PageView(
        title, canonical, links[:MOST_LINKS], feeds, declared, robots, prose, linked, has_password, tuple(words)
    )


def _bounded(body: bytes) -> bytes:
    """Return as much of ``body`` as is read: a page of tags alone costs far more than its bytes tell."""
    read = body[:MOST_BYTES]
    if read.count(b"<") <= MOST_TAGS:
        return read
    last = next(islice(re.finditer(b"<", read), MOST_TAGS, None))
    return read[: last.start()]


def _head(soup: BeautifulSoup, base: str) -> tuple[str, tuple[str, ...], frozenset[str]]:
    canonical = ""
    feeds: list[str] = []
    robots: set[str] = set()
    for link in soup.find_all("link", href=True):
        kinds = [word.lower() for word in link.get_attribute_list("rel") if word]
        if "canonical" in kinds and not canonical:
            canonical = normalise(_text(link, "href"), base)
        elif "alternate" in kinds and _text(link, "type").lower() in _FEED_TYPES:
            feeds.append(normalise(_text(link, "href"), base))
    for meta in soup.find_all("meta", attrs={"name": True, "content": True}):
        if _text(meta, "name").lower() in ("robots", "sectorlens"):
            robots.update(word.strip() for word in _text(meta, "content").lower().split(","))
    return canonical, tuple(url for url in feeds if url), frozenset(robots)


def _furniture_links(soup: BeautifulSoup, base: str) -> list[Link]:
    """Return the links of the furniture, and take the furniture off the page."""
    links: list[Link] = []
    for tag in soup.find_all(_FURNITURE):
        if tag.decomposed or (tag.name == "header" and tag.find_parent(["article", "main"]) is not None):
            continue
        links.extend(_links(tag, base, is_main=False))
        tag.decompose()
    for tag in soup.find_all(["div", "section", "ul", "ol", "p", "td"], attrs={"class": True}):
        if not tag.decomposed and any(_FURNITURE_MARK.fullmatch(str(mark)) for mark in tag.get_attribute_list("class")):
            links.extend(_links(tag, base, is_main=False))
            tag.decompose()
    return links


def _main_part(soup: BeautifulSoup, base: str) -> tuple[list[Link], int, int, list[str]]:
    body = soup.body or soup
    links = _links(body, base, is_main=True)
    linked = 0
    for anchor in body.find_all("a"):
        linked += len(anchor.get_text(" ", strip=True))
    words: list[str] = []
    own: dict[int, int] = {}
    for piece in body.find_all(string=True):
        text = str(piece).strip()
        if not text or isinstance(piece, (Comment, Doctype, Declaration, ProcessingInstruction)):
            continue
        words.extend(text.split())
        block = _block_of(piece)
        if block is not None:
            own[id(block)] = own.get(id(block), 0) + len(text) + 1
    prose = sum(size for size in own.values() if size >= SHORTEST_PROSE)
    return links, prose, linked, words


def _block_of(piece: PageElement) -> Tag | None:
    """Return the block that a piece of text stands in, None if it stands in a link or too deep to matter."""
    block: Tag | None = None
    for depth, parent in enumerate(piece.parents):
        if parent.name == "a" or (depth > MOST_DEPTH and block is None):
            return None
        if depth > MOST_DEPTH:
            break
        if block is None and parent.name in _BLOCKS:
            block = parent
    return block


def _links(tag: Tag, base: str, *, is_main: bool) -> list[Link]:
    found = []
    for anchor in tag.find_all("a", href=True, limit=MOST_LINKS):
        if "nofollow" in [str(word).lower() for word in anchor.get_attribute_list("rel") if word]:
            continue
        url = normalise(_text(anchor, "href"), base)
        if url:
            text = " ".join(anchor.get_text(" ", strip=True).split())[:200]
            is_next = "next" in [str(word).lower() for word in anchor.get_attribute_list("rel") if word]
            paging = is_next or bool(_PAGING_URL.search(url) and (_PAGING_WORDS.match(text) or not text))
            found.append(Link(url, text, is_main or paging, paging))
    return found


def _declared_types(soup: BeautifulSoup) -> Iterator[str]:
    for script in soup.find_all("script", type="application/ld+json"):
        try:
            data = json.loads(script.get_text())
        except (ValueError, RecursionError):
            continue
        yield from _types_in(data, 0)
    kind = soup.find("meta", property="og:type")
    if isinstance(kind, Tag):
        yield _text(kind, "content").lower()


def _types_in(data: Any, depth: int) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(data, list):
        for item in data[:50]:
            yield from _types_in(item, depth + 1)
    elif isinstance(data, dict):
        named = data.get("@type", ())
        yield from (str(name).lower() for name in (named if isinstance(named, list) else [named]))
        yield from _types_in(data.get("@graph", []), depth + 1)


def _text(tag: Tag, name: str) -> str:
    value = tag.get(name, "")
    return value if isinstance(value, str) else " ".join(value or ())
