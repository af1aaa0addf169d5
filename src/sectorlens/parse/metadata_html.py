"""What a page says of itself in its head: JSON-LD, meta tags, ``<time>``, headings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sectorlens.parse.dates import date_of_attribute
from sectorlens.parse.html_dom import Node, Walk
from sectorlens.parse.names import is_organisation
from sectorlens.parse.pieces import DateFound, Reading
from sectorlens.text import squeeze

_ARTICLE_TYPES = frozenset(
    "article newsarticle blogposting report scholarlyarticle webpage techarticle reportagenewsarticle "
    "digitaldocument creativework publicationissue analysisnewsarticle".split()
)
_DATE_META = (
    "article:published_time",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "og:published_time",
    "og:article:published_time",
    "publish-date",
    "publishdate",
    "pubdate",
    "date",
    "datepublished",
    "sailthru.date",
    "parsely-pub-date",
    "published_time",
    "publication_date",
    "govuk:first-published-at",
    "article.published",
    "search.date",
    "rnews:datepublished",
)
_SEPARATORS = re.compile(r"\s+[|–—•·»:-]\s+|\s*\|\s*|\s+::\s+")
_LONGEST_JSON = 500_000


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every object of the page's JSON-LD, nested graphs included, in order."""
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        raw = script.text_content()
        if len(raw) > _LONGEST_JSON:
            continue
        try:
            value = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        stack = [value]
        steps = 0
        while stack and steps < 2000:
            steps += 1
            one = stack.pop()
            if isinstance(one, list):
                stack.extend(reversed(one))
            elif isinstance(one, dict):
                yield one
                stack.extend(
                    one[key]
                    for key in ("@graph", "mainEntity", "mainEntityOfPage")
                    if isinstance(one.get(key), list | dict)
                )


def _types(entry: dict[str, Any]) -> list[str]:
    raw = entry.get("@type", [])
    return [str(one) for one in (raw if isinstance(raw, list) else [raw])]


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [squeeze(value)]
    if isinstance(value, dict):
        return [squeeze(str(value["name"]))] if isinstance(value.get("name"), str) else []
    if isinstance(value, list):
        return [name for one in value[:20] for name in _names(one)]
    return []


def read_metadata(tree: Any, walk: Walk, reading: Reading) -> None:
    """Fill titles, publishers, authors, dates, canonical address and declared types of ``reading``."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
        content = squeeze(element.get("content") or "")
        if name and content and len(content) < 2000:
            meta.setdefault(name, []).append(content)
    canonical = tree.find(".//link[@rel='canonical']")
    reading.canonical = (canonical.get("href") or "").strip() if canonical is not None else ""
    reading.canonical = reading.canonical or meta.get("og:url", [""])[0]
    _from_json_ld(tree, reading)
    _from_meta(meta, reading)
    _titles(tree, meta, walk, reading)
    _times(walk, reading)
    if not reading.publishers:
        reading.publishers.extend((name, "metadata") for name in _site_names(tree, walk))


def _from_json_ld(tree: Any, reading: Reading) -> None:
    site_names: list[str] = []
    for entry in _json_ld(tree):
        kinds = _types(entry)
        reading.kinds.extend(kinds)
        lowered = {kind.lower() for kind in kinds}
        if lowered & _ARTICLE_TYPES:
            value = date_of_attribute(str(entry.get("datePublished") or ""))
            if value and (lowered != {"webpage"} or not any(found.source == "json-ld" for found in reading.dates)):
                reading.dates.append(DateFound(value=value, source="json-ld"))
            reading.publishers.extend((name, "metadata") for name in _names(entry.get("publisher")))
            if lowered != {"webpage"}:
                reading.authors.extend(_names(entry.get("author")))
                reading.titles.extend((name, "metadata") for name in _names(entry.get("headline")))
        if lowered & {"website", "organization", "ngo", "governmentorganization"}:
            site_names.extend(_names(entry.get("name")))
    reading.publishers.extend((name, "metadata") for name in site_names)


def _from_meta(meta: dict[str, list[str]], reading: Reading) -> None:
    for name in (
        "dc.publisher",
        "dcterms.publisher",
        "citation_publisher",
        "og:site_name",
        "application-name",
        "twitter:app:name",
    ):
        reading.publishers.extend(
            (value, "metadata") for value in meta.get(name, ()) if not value.startswith(("http", "@"))
        )
    reading.publishers.extend(
        (value, "metadata")
        for name in ("dc.creator", "dcterms.creator", "author")
        for value in meta.get(name, ())
        if is_organisation(value)
    )
    for name in ("author", "article:author", "dc.creator", "dcterms.creator", "citation_author", "parsely-author"):
        reading.authors.extend(value for value in meta.get(name, ()) if not value.startswith(("http", "@")))
    for name in _DATE_META:
        for content in meta.get(name, ()):
            value = date_of_attribute(content)
            if value:
                reading.dates.append(DateFound(value=value, source="meta"))
                break
    if meta.get("og:type"):
        reading.kinds.extend({"article": ["Article"]}.get(meta["og:type"][0].lower(), []))


def _titles(tree: Any, meta: dict[str, list[str]], walk: Walk, reading: Reading) -> None:
    """Order the candidates: the heading that the head confirms, then og:title, then any top heading, then <title>."""
    element = tree.find(".//title")
    page = squeeze(element.text_content()) if element is not None else ""
    if _NO_TITLE.search(page):
        page = ""
    social = next(
        (
            meta[name][0]
            for name in ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title")
            if meta.get(name)
        ),
        "",
    )
    site = {name.casefold() for name, _ in reading.publishers}
    top_nodes = [
        node
        for node in walk.nodes
        if node.piece.kind == "heading"
        and (node.piece.level == 1 or _NAMED_TITLE.search(node.path[-1].get("class") or ""))
        and node.piece.hint not in {"nav", "footer", "cookie", "dialog", "related", "aside"}
    ]
    own = [node for node in top_nodes if not _names_site(node)]
    tops = [squeeze(node.piece.text) for node in (own or top_nodes)]
    tops = [one for one in tops if one.casefold() not in site]
    core = _without_site(page, site).casefold()
    confirmed = [
        one
        for one in tops
        if one.casefold() in page.casefold()
        or (social and one.casefold() in social.casefold())
        or (len(core) > 12 and one.casefold().startswith(core))
    ]
    if not confirmed:
        _raise_title(walk, core)
        confirmed = [
            squeeze(node.piece.text)
            for node in walk.nodes[:40]
            if node.piece.kind == "heading" and node.piece.level == 1 and squeeze(node.piece.text).casefold() == core
        ]
    if not tops and not social and all(len(part.split()) <= 3 for part in _SEPARATORS.split(page)):
        # The head names the site and the section only (or a file): the first heading over prose is the title.
        confirmed = confirmed or _first_heading(walk)
    second = [
        squeeze(node.piece.text)
        for node in walk.nodes
        if node.piece.kind == "heading" and node.piece.level == 2 and node.piece.layer == "body"
    ]
    second = [
        one
        for one in second
        if (len(one) > 8 and page.casefold().startswith(one.casefold()))
        or (not tops and len(one) > 8 and page.casefold().endswith(one.casefold()))
    ]
    declared = [title for title, _ in reading.titles]
    reading.titles = [
        (title, source)
        for title, source in (
            *((one, "heading") for one in confirmed),
            *((one, "heading") for one in second),
            *((_without_site(one, site), "metadata") for one in (social, *declared) if one),
            *((one, "heading") for one in tops),
            *(((_without_site(page, site), "metadata"),) if page else ()),
        )
        if title
    ]
    if not reading.publishers and page:
        parts = _SEPARATORS.split(page)
        if (
            len(parts) > 1
            and 2 < len(parts[-1]) <= 60
            and (social or tops)
            and parts[-1].casefold() not in (social or tops[0]).casefold()
        ):
            reading.publishers.append((parts[-1], "metadata"))


_NO_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|publisher) - .*|untitled(?: document)?|new page \d*|home(?: ?page)?|"
    r"\S+\.(?:docx?|pdf|pptx?|indd|html?|aspx)|"
    r"(?:https?://)?[\w-]+(?:\.[\w-]+)+/\S*)$",
    re.IGNORECASE,
)
_NAMED_TITLE = re.compile(
    r"(?<![a-z])(?:entry|post|article|page|node|story|document|press|blog|pr|single)-?_{0,2}title(?![a-z])",
    re.IGNORECASE,
)


def _names_site(node: Node) -> bool:
    """Whether a top heading is the site's own name: a link home, or marked as logo or site title."""
    for element in node.path[-4:]:
        if _LOGO.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    own = node.path[-1]
    links = [*own.iter("a"), *own.iterancestors("a")]
    if any(_LOGO.search(link.get("class") or "") for link in links):
        return True
    return any(link.get("rel") == "home" or (link.get("href") or "") in {"/", "./", "index.html"} for link in links)


def _raise_title(walk: Walk, core: str) -> None:
    """Make the line near the top that repeats the page's <title> a heading, where no heading does."""
    if len(core) < 12:
        return
    found: Node | None = None
    for node in walk.nodes[:40]:
        piece = node.piece
        if piece.kind == "paragraph" and not piece.hint and squeeze(piece.text).casefold() == core:
            found = node
            if any("title" in (element.get("class") or "").lower() for element in node.path[-2:]):
                break
    if found is not None:
        found.piece.kind, found.piece.level = "heading", 1


def _first_heading(walk: Walk) -> list[str]:
    """Return the first heading outside menus and boxes that prose follows within six pieces."""
    for index, node in enumerate(walk.nodes[:60]):
        piece = node.piece
        if piece.kind != "heading" or piece.hint or len(piece.text.split()) < 3:
            continue
        if any(len(one.piece.text) > 100 and not one.piece.hint for one in walk.nodes[index + 1 : index + 7]):
            return [squeeze(piece.text)]
    return []


def _without_site(title: str, site: set[str]) -> str:
    """Return ``title`` without the site's name at its end."""
    parts = _SEPARATORS.split(title)
    while len(parts) > 1 and (
        parts[-1].casefold() in site
        or (not site and len(parts) > 1 and len(parts[-1]) < 0.5 * len(title) and "|" in title)
    ):
        cut = title.rfind(parts[-1])
        title = re.sub(r"\s*(?:[|–—•·»:-]+|::)\s*$", "", title[:cut]).strip()
        parts = _SEPARATORS.split(title)
    return title


def _times(walk: Walk, reading: Reading) -> None:
    """Take the ``<time>`` that stands with the title; times of teasers and comments are not the page's own."""
    nodes = walk.nodes
    title_at = next(
        (
            index
            for index, node in enumerate(nodes)
            if node.piece.kind == "heading"
            and node.piece.level == 1
            and node.piece.hint not in {"nav", "cookie", "dialog", "footer"}
        ),
        None,
    )
    for index, raw, marks in walk.times:
        value = date_of_attribute(raw)
        if not value or "updated" in marks or "modified" in marks.lower():
            continue
        hint = nodes[index].piece.hint if index < len(nodes) else ""
        near = title_at is not None and -4 <= index - title_at <= 6
        named = "published" in marks.lower() or "pubdate" in marks or "entry-date" in marks
        if hint not in {"related", "aside", "footer", "nav", "comments"} and (near or named):
            reading.dates.append(DateFound(value=value, source="time"))
            return


_LOGO = re.compile(
    r"(?<![a-z])(?:logo|brand|site-title|site-name|sitename|site-logo|navbar-brand|masthead-title|org-name)(?![a-z])",
    re.IGNORECASE,
)


def _site_names(tree: Any, walk: Walk) -> list[str]:
    """Return names that the head of the page shows as those of the site: logo, link home, first header line.

    A name counts when the page's <title>, its footer or another of its marks bears it too.
    """
    found: list[str] = []
    for element in tree.iter("a", "div", "span", "p", "img"):
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        home = element.tag == "a" and (element.get("rel") == "home" or (element.get("href") or "") == "/")
        if home or _LOGO.search(names):
            words = squeeze(element.text_content()) if element.tag != "img" else squeeze(element.get("alt") or "")
            image = element.find(".//img") if element.tag != "img" else None
            found.append(words or (squeeze(image.get("alt") or "") if image is not None else ""))
        if len(found) > 6:
            break
    header = [squeeze(node.piece.text) for node in walk.nodes[:8] if node.piece.hint == "header"][:1]
    element = tree.find(".//title")
    page = squeeze(element.text_content()) if element is not None else ""
    last = " ".join(node.piece.text for node in walk.nodes if node.piece.hint == "footer")[-2000:]
    candidates = [
        re.sub(r"\s+(?:logo|home|homepage|website)$", "", name, flags=re.IGNORECASE) for name in (*found, *header)
    ]
    kept = [
        name for name in candidates if 2 < len(name) <= 70 and name.lower() not in {"home", "menu", "logo", "homepage"}
    ]
    return [
        name
        for name in kept
        if name.casefold() in page.casefold() or name.casefold() in last.casefold() or candidates.count(name) > 1
    ]
