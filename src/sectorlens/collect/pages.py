# ruff: noqa: E501 - patterns are kept whole
"""Which pages enter the corpus: publications, not indexes, events, jobs, errors or doors.

Cheap rules on address and shape; parsing looks again, with the text in hand.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from sectorlens.collect.links import PageView
from sectorlens.collect.urls import is_file, site_of

_EVENT = re.compile(r"/(?:events?|whats-on|training-courses?|webinars?|conferences?)/[^/]+", re.IGNORECASE)
_JOB = re.compile(
    r"/(?:jobs?|jobs-board|vacanc(?:y|ies)|careers?|work-(?:with|for)-us|recruitment)/[^/]+", re.IGNORECASE
)
_EVENT_WORDS = re.compile(
    r"\b(?:book (?:your|a) (?:free )?place|register (?:now|here|by|your place)|eventbrite|tickets?|venue|speakers?|"
    r"joining (?:link|instructions)|add to calendar)\b",
    re.IGNORECASE,
)
_JOB_WORDS = re.compile(
    r"\b(?:salary|per annum|pro rata|closing date|job description|covering letter|person specification|"
    r"hours (?:a|per) week|annual leave|enhanced DBS|how to apply)\b|£\d\d,\d{3}",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)\b", re.IGNORECASE)
_DOOR = re.compile(
    r"^/(?:about(?:-us)?|contact(?:-us)?|privacy[\w-]*|cookies?[\w-]*|accessibility[\w-]*|terms[\w-]*|legal|sitemap|log-?in|"
    r"sign-?in|register|donate|shop|basket|cart|checkout|account|search|subscribe|newsletter|members?|people|staff|"
    r"team|our-team|trustees|apply)/?$",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"^/?$|/(?:news|blogs?|publications?|resources?|reports?|research|learning|briefings?|opinion|comment|stories|press|"
    r"media|library|category|categories|tags?|topics?|archives?|author|authors|events?|jobs?|vacancies|insights?|"
    r"latest|articles|papers|voices|grants)(?:/(?:page/)?\d*)?/?$|/(?:category|tags?|topics?|author)/[^/]+/?$|/page/\d+/?$",
    re.IGNORECASE,
)
_ERROR_TITLE = re.compile(
    r"^(?:error\s*)?(?:4\d\d|50\d)\b|\b(?:page|file|content) (?:not found|cannot be found|can[’']t be found|no longer exists)|"
    r"^not found$|^access denied|^forbidden$|^service unavailable|^just a moment|^attention required|we can[’']t find",
    re.IGNORECASE,
)
_ERROR_WORDS = re.compile(
    r"page (?:you (?:are|were) looking for|you requested|cannot be found|could not be found|not found)|"
    r"(?:enable|turn on) (?:javascript|cookies) (?:to|and) continue|checking your browser|access (?:has been|is) denied|"
    r"verify (?:that )?you are (?:a )?human",
    re.IGNORECASE,
)
_ARTICLE = frozenset({"article", "newsarticle", "blogposting", "report", "scholarlyarticle", "techarticle"})
_SIMILAR = 0.9
_SIMILAR_AS_CLAIMED = 0.8
_SIMILAR_IN_PART, _HOLDS_ALL = 0.6, 0.95
SHORTEST = 200


def page_kind(url: str, view: PageView) -> str:
    """Return ``publication``, ``index``, ``event``, ``job``, ``error``, ``login``, ``door`` or ``thin``."""
    path = urlsplit(url).path
    text = " ".join(view.words)
    files = [link for link in view.links if link.is_main and is_file(link.url)]
    is_article = bool(_ARTICLE & set(view.declared))
    if _ERROR_TITLE.search(view.title.strip()) and len(text) < 2500:
        return "error"
    if len(text) < 900 and _ERROR_WORDS.search(text):
        return "error"
    if view.has_password and view.prose < 400:
        return "login"
    if _DOOR.search(path):
        return "door"
    if "jobposting" in view.declared or (_JOB.search(path) and (_JOB_WORDS.search(text) or view.prose < 1500)):
        return "job"
    if any(kind.endswith("event") for kind in view.declared) and not is_article:
        return "event"
    if _EVENT.search(path) and view.prose < 4000 and (_EVENT_WORDS.search(text) or _CLOCK.search(text)):
        return "event"
    if _is_index(url, path, view, is_article):
        return "index"
    if view.prose < SHORTEST and not files:
        return "thin"
    return "publication"


def _is_index(url: str, path: str, view: PageView, is_article: bool) -> bool:
    if is_article:
        return False
    if path in ("", "/"):
        return True
    below = path if path.endswith("/") else f"{path}/"
    pages = {
        link.url for link in view.links if link.is_main and site_of(link.url) == site_of(url) and not is_file(link.url)
    }
    children = sum(1 for page in pages if urlsplit(page).path.startswith(below) and urlsplit(page).path != below)
    if _LISTING.search(path) and (children >= 1 or len(pages) >= 2 or view.prose < 400) and view.prose < 2500:
        return True
    if children >= 3 and view.prose < 300 * children:
        return True
    return bool(view.prose < 600 and len(pages) >= 4 and view.linked > view.prose)


def is_listing(url: str) -> bool:
    """Return whether the address alone looks like an index of publications."""
    return bool(_LISTING.search(urlsplit(url).path))


def likeness(left: PageView, right: PageView) -> float:
    """Return how much of the words of two pages is the same, from 0 to 1 (Jaccard of runs of three words)."""
    first, second = _runs(left.words), _runs(right.words)
    if not first or not second:
        return float(first == second)
    return len(first & second) / len(first | second)


def is_same_page(left: PageView, right: PageView, *, is_claimed: bool = False) -> bool:
    """Return whether two pages say the same, but for a date or a counter.

    ``is_claimed``: one says so itself; then one may also hold nearly all of the other, as a page for print does.
    """
    alike = likeness(left, right)
    if not is_claimed or alike >= _SIMILAR_AS_CLAIMED:
        return alike >= (_SIMILAR_AS_CLAIMED if is_claimed else _SIMILAR)
    first, second = _runs(left.words), _runs(right.words)
    shorter = min(len(first), len(second))
    return alike >= _SIMILAR_IN_PART and len(first & second) >= _HOLDS_ALL * shorter


def is_soft_404(view: PageView, probe: PageView) -> bool:
    """Return whether a page is what the site shows for an address that does not exist."""
    if not probe.words:
        return False
    return is_same_page(view, probe) or (
        bool(probe.title) and view.title == probe.title and likeness(view, probe) > 0.6
    )


def _runs(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    plain = [word.lower() for word in words]
    return {tuple(plain[index : index + 3]) for index in range(max(1, len(plain) - 2))} if plain else set()
