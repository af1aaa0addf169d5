"""Read one HTML page: walk, site profile or trafilatura, coverage, metadata."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from sectorlens.errors import DocumentError
from sectorlens.parse.dates import bare_date
from sectorlens.parse.html_dom import Node, Walk, walk_tree
from sectorlens.parse.html_main import select_main
from sectorlens.parse.html_tree import drop_unread, flatten_depth, parse_tree
from sectorlens.parse.lists import promote_marks
from sectorlens.parse.marks import looks_like_heading
from sectorlens.parse.metadata_html import read_metadata
from sectorlens.parse.pieces import DateFound, Piece, Reading
from sectorlens.parse.profiles import apply_profile, find_profile
from sectorlens.sector.schema import SiteProfile

LARGE = 4_000_000
LARGEST = 20_000_000
_DEEPEST_FOR_TRAFILATURA = 150


_TAGGED = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_QUESTION = re.compile(r"(?:question|q|recommendation|chapter|section|part|theme|finding)\s*\d+\b", re.IGNORECASE)


def read_html(markup: str, *, url: str = "", profiles: Iterable[SiteProfile] = ()) -> tuple[Reading, Walk]:
    """Return the reading of a decoded page and its walk (for the classification of pages).

    Pages over 20 million characters are read up to there and named partial.  Above 4 million, or nested more
    than 150 deep, trafilatura is left out: its cost grows with both.
    """
    partial = ""
    if len(markup) > LARGEST:
        markup, partial = markup[:LARGEST], "too_large"
    tree = parse_tree(markup)
    if tree is None:
        raise DocumentError("The page holds no markup that can be read.", reason="empty")
    walk = walk_tree(tree)
    if walk.deep or not walk.nodes:
        tree = parse_tree(flatten_depth(markup))
        if tree is None:
            raise DocumentError("The page holds no markup that can be read.", reason="empty")
        walk = walk_tree(tree)
    _definition_lists(walk.nodes)
    _labelled_fields(walk.nodes)
    _figures_with_words(walk.nodes)
    _pseudo_headings(walk.nodes)
    _lone_dates([node.piece for node in walk.nodes])
    deepest = max((len(node.path) for node in walk.nodes), default=0)
    reading = Reading(pieces=[], partial=partial)
    read_metadata(tree, walk, reading)
    drop_unread(tree)
    plain_tree = None if len(markup) > LARGE or deepest >= min(64, _DEEPEST_FOR_TRAFILATURA) else tree
    profile = find_profile(profiles, url) if plain_tree is not None else None
    profiled = apply_profile(markup, profile) if profile is not None else None
    if profiled is not None and profiled.title:
        reading.titles.insert(0, (profiled.title, "heading"))
    if profiled is not None and profiled.date:
        reading.dates.insert(0, DateFound(value=profiled.date, source="time"))
    select_main(
        walk,
        plain_tree,
        url,
        title=reading.titles[0][0] if reading.titles else "",
        lines=profiled.lines if profiled is not None else (),
        markup=markup if plain_tree is not None else "",
    )
    reading.pieces = [node.piece for node in walk.nodes]
    promote_marks(reading.pieces)
    _names_below(walk.nodes)
    _speakers(reading.pieces)
    reading.links = _links(walk, tree, url)
    return reading, walk


def _definition_lists(nodes: list[Node]) -> None:
    """Join a short term with its short value ("Published", "8 October 2024"); a term over prose is a heading."""
    for node, following in itertools.pairwise(nodes):
        if (
            not node.path
            or node.path[-1].tag != "dt"
            or not any(element.tag == "dd" for element in following.path[-3:])
        ):
            continue
        term, value = node.piece, following.piece
        if value.kind == "paragraph" and len(value.text.split()) <= 12 and len(term.text) <= 40:
            term.text, value.text = f"{term.text} {value.text}", ""
        elif len(value.text.split()) >= 20 and len(term.text) <= 150:
            term.kind, term.level = "heading", 4


_FIELD_LABEL = re.compile(r"(?<![a-z])field[-_]*label(?![a-z])", re.IGNORECASE)


def _labelled_fields(nodes: list[Node]) -> None:
    """Join the label of a field ("Published:") with the short values that stand beside it on the same line."""
    for index, node in enumerate(nodes):
        if len(node.path) < 2 or not _FIELD_LABEL.search(node.path[-1].get("class") or ""):
            continue
        if not node.piece.text.endswith(":") and "inline" not in (node.path[-2].get("class") or ""):
            # The label stands on a line of its own.
            continue
        for following in nodes[index + 1 : index + 6]:
            value = following.piece
            if node.path[-2] not in following.path or value.kind != "paragraph" or len(value.text.split()) > 12:
                break
            node.piece.text, value.text = f"{node.piece.text} {value.text}", ""


_FIGURE = re.compile(r"[£$€]?\d[\d,.]*(?:%|k|m|bn| in \d+| out of \d+| million)?", re.IGNORECASE)


def _figures_with_words(nodes: list[Node]) -> None:
    """Join a figure set large ("6 in 10") with the words that go on below it in the same box."""
    for node, following in itertools.pairwise(nodes):
        figure, words = node.piece, following.piece
        if (
            figure.kind == "paragraph" == words.kind
            and words.text[:1].islower()
            and _FIGURE.fullmatch(figure.text)
            and len(node.path) == len(following.path) > 1
            and node.path[-2] is following.path[-2]
        ):
            figure.text, words.text = f"{figure.text} {words.text}", ""


_HEADING_CLASS = re.compile(r"(?:^|\s)(?:[a-z]+[-_]+)*(?:sub-?)?heading(?:[-_]+[a-z0-9]{1,3})?(?:\s|$)", re.IGNORECASE)


def _looks_set(node: Node) -> bool:
    """Whether a line is set as a heading: bold from end to end, or named one by the class of its own element."""
    own = node.path[-1] if node.path else None
    named = own is not None and own.tag in {"div", "p", "span"} and _HEADING_CLASS.search(own.get("class") or "")
    return node.bold >= 0.95 or bool(named)


def _pseudo_headings(nodes: list[Node]) -> None:
    """A short paragraph that is bold from end to end, with words after it, is a heading that lacks its tag."""
    level = 1
    for index, node in enumerate(nodes):
        piece = node.piece
        if piece.kind == "heading":
            level = piece.level
        elif piece.kind == "paragraph" and node.bold >= 0.95 and len(piece.text) < 400 and _QUESTION.match(piece.text):
            piece.kind, piece.level = "heading", min(6, level + 1)
        elif (
            piece.kind == "paragraph"
            and _looks_set(node)
            and not _CAPTIONED.match(piece.text)
            and piece.links < 0.5
            and looks_like_heading(piece.text.rstrip(":"), limit=110)
            and _goes_on(nodes, index)
        ):
            # A second one straight below it is a section of it.
            under = (
                index > 0
                and nodes[index - 1].piece.kind == "heading"
                and nodes[index - 1].bold >= 0.95
                and nodes[index - 1].path[-1].tag not in _TAGGED
            )
            piece.kind, piece.level = "heading", min(6, level + (2 if under else 1))


def _goes_on(nodes: list[Node], index: int) -> bool:
    """Whether plain words follow within two pieces, the first of which may be another bold line."""
    for node in nodes[index + 1 : index + 3]:
        if node.piece.kind in {"paragraph", "list_item", "table_cell", "caption", "quote"} and node.bold < 0.9:
            return True
        if node.piece.kind != "paragraph" or not looks_like_heading(node.piece.text):
            return False
    return False


_CAPTIONED = re.compile(r"(?:figure|fig\.|table|chart|graph)\s+\d+(?:\.\d+)?\s*[.:–—-]\s*\S", re.IGNORECASE)
_META_ITEMS = 5


def _lone_dates(pieces: list[Piece]) -> None:
    """A list above the text that gives the date is no list but lines; nor is a date a heading."""
    start = 0
    while start < len(pieces):
        end = start
        while end < len(pieces) and pieces[end].kind == "list_item":
            end += 1
        run = pieces[start:end]
        short = 2 <= len(run) <= _META_ITEMS and all(len(one.text) <= 80 for one in run)
        if short and any(bare_date(one.text) for one in run) and not any(len(one.text) > 250 for one in pieces[:start]):
            for one in run:
                one.kind, one.level = "paragraph", 0
        start = max(end, start + 1)
    for index, piece in enumerate(pieces):
        if piece.kind not in {"list_item", "heading"}:
            continue
        beside = [pieces[other] for other in (index - 1, index + 1) if 0 <= other < len(pieces)]
        alone = not any(one.kind == "list_item" for one in beside)
        if (alone or piece.kind == "heading") and bare_date(piece.text):
            piece.kind, piece.level = "paragraph", 0


_NAMED = re.compile(r"(?:[–—-]\s*)?[“\"‘]?[A-Z][^.!?]{1,90}$")


def _names_below(nodes: list[Node]) -> None:
    """A short line below a quotation, in the same quotation element or figure, names who spoke."""
    for before, node in itertools.pairwise(nodes):
        if (
            before.piece.kind == "quote"
            and node.piece.kind in {"quote", "caption"}
            and before.piece.text.rstrip()[-1:] in {"”", '"', "’", "'"}
            and not node.piece.text.startswith('"')
            and _NAMED.match(node.piece.text)
            and any(one in before.path for one in node.path[-3:] if one.tag in {"blockquote", "figure", "aside", "div"})
        ):
            node.piece.hint = "speaker"


_DASHED = re.compile(r"^[–—-]\s*[^\W\d_][^.!?]{2,100}$")


def _speakers(pieces: list[Piece]) -> None:
    for index, piece in enumerate(pieces):
        named = piece.hint == "speaker" or (piece.kind == "quote" and _DASHED.match(piece.text))
        if named and index and pieces[index - 1].kind == "quote":
            # One block holds the words and who said them, as it does where they stand in one paragraph.
            pieces[index - 1].speaker = re.sub(r"^[\s–—-]+", "", piece.text)
            pieces[index - 1].text, piece.text = f"{pieces[index - 1].text}\n{piece.text}", ""


_FILE = re.compile(r"\.(?:pdf|docx)(?:[?#]|$)", re.IGNORECASE)


def _links(walk: Walk, tree: Any, url: str) -> list[tuple[str, str]]:
    """Return the links of body pieces, absolute where a base is known, each once.

    A download button is no text of the publication, but the file behind it is what the page is about: links to
    files count wherever they stand outside the menus.
    """
    base_element = tree.find(".//base[@href]")
    base = urljoin(url, base_element.get("href")) if base_element is not None else url
    seen: dict[str, str] = {}
    for index, href, element in walk.links:
        node = walk.nodes[index] if index < len(walk.nodes) else None
        target = href.strip()
        if node is None or target.startswith(("#", "javascript:", "data:", "tel:")):
            continue
        offers_file = bool(_FILE.search(target)) and node.piece.hint not in {"nav", "footer", "header"}
        if node.piece.layer != "body" and not offers_file:
            continue
        try:
            absolute = urljoin(base, target) if base else target
            scheme = urlsplit(absolute).scheme
        except ValueError:
            continue
        if scheme in {"http", "https", "mailto", ""} and absolute not in seen:
            seen[absolute] = " ".join(element.text_content().split())[:200]
    return list(seen.items())[:2000]


def count_children(walk: Walk, url: str) -> int:
    """Return how many pages below ``url`` the page links to outside its menus, files not counted."""
    own = urlsplit(url)
    base = own.path if own.path.endswith("/") else f"{own.path}/"
    if not own.netloc:
        return 0
    found: set[str] = set()
    for index, href, _ in walk.links:
        hint = walk.nodes[index].piece.hint if index < len(walk.nodes) else ""
        if hint in {"nav", "footer", "header", "social"} or href.startswith(("#", "mailto:", "javascript:")):
            continue
        if base not in href and href.startswith(("http", "/")):
            continue
        try:
            target = urlsplit(urljoin(url, href.strip()))
        except ValueError:
            continue
        below = target.path.startswith(base) and target.path.rstrip("/") != base.rstrip("/")
        if (
            target.netloc == own.netloc
            and below
            and not re.search(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png)$", target.path, re.IGNORECASE)
        ):
            found.add(target.path.rstrip("/"))
    return len(found)
