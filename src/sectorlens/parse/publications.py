"""One publication, many captures: landing pages and their files, exact and near duplicates."""

from __future__ import annotations

import hashlib
import heapq
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from sectorlens.model import Document, Publication, digest_id
from sectorlens.text import fold

_SKETCH = 128
_SHINGLE = 5
_SAME = 0.7
_INSIDE = 0.85
_LANDING_WORDS = 1200
_WORD = re.compile(r"\w+")
_FILE_LABEL = re.compile(
    r"download|full (?:report|briefing|response|paper|publication|document|text)|read the|pdf|report|\.docx?",
    re.IGNORECASE,
)
_FILES = frozenset({"application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"})


@dataclass(slots=True)
class _Card:
    """What is kept of one document."""

    id: str
    address: str
    canonical: str
    name: str
    title: str
    words: int
    is_file: bool
    body: str
    sketch: frozenset[int]
    targets: tuple[str, ...]
    site: str


def _address(url: str) -> str:
    parts = urlsplit(url)
    if not parts.netloc:
        return ""
    host = parts.netloc.lower().removeprefix("www.")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{unquote(parts.path).rstrip('/') or '/'}{query}"


def _sketch(words: list[str]) -> frozenset[int]:
    """Return the smallest digests of the word shingles (bottom-k sketch, Broder 1997)."""
    shingles = {" ".join(words[index : index + _SHINGLE]) for index in range(max(1, len(words) - _SHINGLE + 1))}
    digests = (int.from_bytes(hashlib.blake2b(one.encode(), digest_size=8).digest(), "big") for one in shingles)
    return frozenset(heapq.nsmallest(_SKETCH, digests))


def _card(document: Document) -> _Card:
    body = " ".join(document.block_text(block) for block in document.blocks if block.layer == "body")
    words = _WORD.findall(fold(body))
    return _Card(
        id=document.id,
        address=_address(document.url),
        canonical=_address(document.canonical_url),
        name=document.path.rpartition("/")[2].casefold(),
        title="" if document.title_from == "text" else fold(document.title),
        words=len(words),
        is_file=document.media_type in _FILES,
        body=hashlib.sha256(" ".join(words).encode()).hexdigest(),
        sketch=_sketch(words),
        targets=tuple(link.url for link in document.links if _is_file_link(link.url, link.text)),
        site=document.source_id or urlsplit(document.url).netloc.lower().removeprefix("www."),
    )


def _is_file_link(url: str, text: str) -> bool:
    path = urlsplit(url).path.lower()
    return path.endswith((".pdf", ".docx")) or bool(
        _FILE_LABEL.search(text) and ("/download" in path or "/media/" in path or "/wp-content/uploads/" in path)
    )


class _Groups:
    """Disjoint sets over document ids; the smallest id stands for its set, whatever the order of joining."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}

    def find(self, one: str) -> str:
        root = one
        while self.parent.get(root, root) != root:
            root = self.parent[root]
        while self.parent.get(one, one) != root:
            self.parent[one], one = root, self.parent[one]
        return root

    def join(self, one: str, two: str) -> None:
        left, right = sorted((self.find(one), self.find(two)))
        self.parent[right] = left


def group_publications(documents: Iterable[Document]) -> tuple[Publication, ...]:
    """Return the publications that ``documents`` make, ordered by id; every document is in exactly one.

    Joined are: the same body words; near duplicates (an estimated seven tenths of the five-word shingles in
    common); pages that name one another as canonical and read alike; a short page and the one file that it
    offers for download, or whose title it bears.  The lead is the fullest document.
    """
    cards = sorted((_card(document) for document in documents), key=lambda card: card.id)
    groups = _Groups()
    _join_same(cards, groups)
    _join_near(cards, groups)
    _join_landing(cards, groups)
    members: dict[str, list[_Card]] = defaultdict(list)
    for card in cards:
        members[groups.find(card.id)].append(card)
    publications = []
    for root, group in members.items():
        lead = max(group, key=lambda card: (card.words, card.is_file, card.id))
        page = next((card for card in group if not card.is_file and (card.canonical or card.address)), lead)
        publications.append(
            Publication(
                id=digest_id("pub", root),
                lead_id=lead.id,
                document_ids=tuple(card.id for card in group),
                canonical_url=_url_of(page),
            )
        )
    return tuple(sorted(publications, key=lambda publication: publication.id))


def _url_of(card: _Card) -> str:
    address = card.canonical or card.address
    return f"https://{address}" if address else ""


def _join_same(cards: list[_Card], groups: _Groups) -> None:
    first: dict[str, str] = {}
    for card in cards:
        if card.words >= 20:
            groups.join(first.setdefault(card.body, card.id), card.id)


def _join_near(cards: list[_Card], groups: _Groups) -> None:
    holders: dict[int, list[int]] = defaultdict(list)
    for number, card in enumerate(cards):
        if card.words < 60:
            continue
        near: set[int] = set()
        for digest in heapq.nsmallest(12, card.sketch):
            near.update(holders[digest][:50])
            holders[digest].append(number)
        for other in sorted(near):
            if _alike(card, cards[other]):
                groups.join(card.id, cards[other].id)
    at: dict[str, _Card] = {card.address: card for card in cards if card.address}
    for card in cards:
        target = at.get(card.canonical) if card.canonical and card.canonical != card.address else None
        if target is not None and target.id != card.id and _alike(card, target, bound=0.3):
            groups.join(card.id, target.id)


def _alike(one: _Card, two: _Card, *, bound: float = _SAME) -> bool:
    """Estimate the Jaccard similarity of two shingle sets from the smallest digests of their union."""
    union = heapq.nsmallest(_SKETCH, one.sketch | two.sketch)
    shared = sum(1 for digest in union if digest in one.sketch and digest in two.sketch)
    return shared >= bound * len(union)


def _join_landing(cards: list[_Card], groups: _Groups) -> None:
    files = [card for card in cards if card.is_file]
    at = {card.address: card for card in files if card.address}
    named: dict[str, list[_Card]] = defaultdict(list)
    for card in files:
        if card.name:
            named[card.name].append(card)
    offered_by: dict[str, int] = defaultdict(int)
    offers: list[tuple[_Card, list[_Card]]] = []
    for card in cards:
        if card.is_file or not card.targets:
            continue
        found: dict[str, _Card] = {}
        for target in card.targets:
            file = at.get(_address(target))
            if file is None:
                same_name = named.get(unquote(urlsplit(target).path).rpartition("/")[2].casefold(), [])
                file = (
                    same_name[0]
                    if len(same_name) == 1
                    and (not same_name[0].site or same_name[0].site == card.site or not card.site)
                    else None
                )
            if file is not None:
                found[file.id] = file
        for file_id in found:
            offered_by[file_id] += 1
        offers.append((card, list(found.values())))
    for card, offered in offers:
        titled = [file for file in offered if card.title and file.title and _same_title(card.title, file.title)]
        single = [
            file
            for file in offered
            if len(offered) == 1
            and card.words < _LANDING_WORDS
            and offered_by[file.id] == 1
            and card.words < file.words
        ]
        for file in titled or single:
            groups.join(card.id, file.id)


def _same_title(one: str, two: str) -> bool:
    left, right = set(_WORD.findall(one)), set(_WORD.findall(two))
    return len(left & right) >= _INSIDE * min(len(left), len(right)) and min(len(left), len(right)) >= 2
