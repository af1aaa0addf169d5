"""Regions of a page: what role, class, id and style say of an element; hidden ones; tables of data."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

REGIONS = {"nav": "nav", "aside": "aside", "footer": "footer", "form": "form", "header": "header", "button": "button"}
_ROLES = {
    "navigation": "nav", "banner": "header", "contentinfo": "footer", "complementary": "aside", "search": "form",
    "dialog": "dialog", "alertdialog": "dialog", "menu": "nav", "menubar": "nav", "tablist": "nav",
}  # fmt: skip
_HINTS = re.compile(
    r"(?<![a-z])(?:(?P<cookie>cookies?|gdpr|consent|ccc?-?banner)|(?P<social>share|sharing|social|addthis|addtoany|sharedaddy|tweets?|twitter)|"
    r"(?P<related>related|recommended|recommendations-list|more-stories|read-next|you-may|also-like|latest-news|latest-posts|recent-posts|teasers?|promo|promos|whats-new|popular|upnext|further)|"
    r"(?P<sign_up>newsletter|signup|sign-up|subscribe|subscription|mailchimp|donate|donation|cta)|"
    r"(?P<nav>nav|navbar|navigation|menu|menus|breadcrumbs?|pagination|pager|skip-?link|skiplinks?|toolbar|tabs-nav|toc|masthead|topbar|hd|hdr|site-header|global-header|page-nav|wp-pagenavi|subnav)|"
    r"(?P<footer>footer|ft|ftr|site-footer|colophon|copyright|bottom-bar|legal)|"
    r"(?P<aside>sidebar|side-bar|widgets|widget-area|rail|aside|ad|ads|advert|advertisement|banner|sponsor)|"
    r"(?P<dialog>popup|modal|overlay|lightbox)|(?P<comments>comments?|comment-list|respond|disqus)|(?P<meta>tags|tag-list|taglist|post-meta|entry-meta|byline|meta|author-box|author-bio|post-tags))(?![a-z])",
    re.IGNORECASE,
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?<![\w-])(?:sr-only|screen-reader-text|visually-hidden|visuallyhidden|govuk-visually-hidden|element-invisible|assistive-text|u-hidden)(?![\w-])"
)
_OPENED = re.compile(r"accordion|collaps|tab|panel|toggle|expand|faq|answer|content", re.IGNORECASE)
ACCORDION = re.compile(r"accordion|collapse|toggle|expand|faq|disclosure", re.IGNORECASE)


def is_hidden(element: Any) -> bool:
    """Whether readers of the page do not see an element, by its attributes."""
    given = element.keys()
    if (
        "hidden" in given
        and element.get("hidden") != "until-found"
        and not ACCORDION.search(element.get("class", ""))
        and element.get("role") not in {"tabpanel", "region"}
    ):
        return True
    if "aria-hidden" in given and element.get("aria-hidden") == "true" and not element.text_content().strip():
        return True
    if "style" in given and _HIDDEN.search(element.get("style")):
        # Collapsed accordions and tabs hide their text until somebody opens them: they are publication.
        around = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}"
        return not _OPENED.search(around)
    return "class" in given and _hides(element.get("class"))


@lru_cache(maxsize=4096)
def _hides(names: str) -> bool:
    return bool(_HIDDEN_CLASS.search(names))


def region_hint(element: Any) -> str:
    """Return which region of a page an element is by its role, class or id, "" if none shows."""
    role = element.get("role")
    if role in _ROLES:
        return _ROLES[role]
    if element.tag in {"body", "html", "main", "article"}:
        return ""
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
    if not names or len(names) > 400:
        return ""
    return _hint_of(names)


@lru_cache(maxsize=4096)
def _hint_of(names: str) -> str:
    found = _HINTS.search(CAMEL.sub("-", names.replace("_", "-")))
    return found.lastgroup or "" if found else ""


def is_data_table(table: Any) -> bool:
    """Whether a table holds data rather than the layout of a page."""
    if table.get("role") in {"presentation", "none"} or table.find(".//table") is not None:
        return False
    rows = table.findall(".//tr")
    widest = max((len(row) for row in rows[:50]), default=0)
    if len(rows) < 2 or widest < 2:
        return False
    if any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "form", "article")):
        return False
    return table.find(".//th") is not None or table.find(".//caption") is not None or len(table.text_content()) < 6000
