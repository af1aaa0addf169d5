"""Furniture across the pages of a website: blocks that repeat from page to page and are not publication.

The documents are streamed; only digests of their short blocks are kept, so that the cost grows with the
number of blocks and not with their words.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sectorlens.model import Document, RepeatedBlocks
from sectorlens.parse.dates import bare_date, labelled_date, updated_date
from sectorlens.text import fold

_DIGITS = re.compile(r"\d+")
_FEWEST = 3
_SHARE = 0.1
_LONGEST = 1200
_TWIN_SHARE = 0.6
_OPENING = 80


@dataclass(slots=True)
class _Page:
    """What is kept of one document: per body block its index, digests, size and whether it is a heading."""

    document_id: str
    indices: array[int] = field(default_factory=lambda: array("L"))
    digests: array[int] = field(default_factory=lambda: array("Q"))
    openings: array[int] = field(default_factory=lambda: array("Q"))
    sizes: array[int] = field(default_factory=lambda: array("L"))
    headings: array[int] = field(default_factory=lambda: array("B"))


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def site_of(document: Document) -> str:
    """Return what website a document belongs to: its source, else its host, else its folder."""
    if document.source_id:
        return f"source:{document.source_id}"
    host = urlsplit(document.url).netloc.lower().removeprefix("www.")
    return f"host:{host}" if host else f"folder:{document.path.rpartition('/')[0]}"


def find_repeated_blocks(documents: Iterable[Document]) -> Iterator[RepeatedBlocks]:
    """Yield, ordered by document id, the blocks of each document that repeat across its website.

    A block repeats when at least three pages of its site, and a tenth of them, have it (figures aside, or by
    its first 80 characters where it is longer).  Captures of the same publication count as one page.  A
    heading is furniture only in a run with a repeated block that is none: "Recommendations" above a
    different text on every page is the publication's own.
    """
    sites: dict[str, list[_Page]] = defaultdict(list)
    for document in documents:
        sites[site_of(document)].append(_page(document))
    rows = [row for _, pages in sorted(sites.items()) if len(pages) >= _FEWEST for row in _repeated(pages)]
    yield from sorted(rows, key=lambda row: row.document_id)


def _page(document: Document) -> _Page:
    page = _Page(document.id)
    for index, block in enumerate(document.blocks):
        if block.layer != "body" or block.end - block.start > _LONGEST:
            continue
        raw = document.block_text(block)
        words = _DIGITS.sub("#", fold(raw))
        if not words or (len(raw) < 120 and (labelled_date(raw) or bare_date(raw) or updated_date(raw))):
            # A date line belongs to its page, however alike they look.
            continue
        page.indices.append(index)
        page.digests.append(_digest(words))
        # Teasers and notices that vary at their end still open alike; short blocks must agree whole.
        page.openings.append(_digest(words[:_OPENING]) if len(words) > _OPENING + 20 else page.digests[-1])
        page.sizes.append(len(words))
        page.headings.append(block.kind == "heading" or _leads_list(document, index))
    return page


def _leads_list(document: Document, index: int) -> bool:
    """Whether a short line stands over a list ("To governors"): a heading in all but its mark-up."""
    block, following = document.blocks[index], document.blocks[index + 1 : index + 2]
    return (
        block.kind == "paragraph"
        and block.end - block.start <= 60
        and any(one.kind == "list_item" for one in following)
    )


def _repeated(pages: list[_Page]) -> Iterator[RepeatedBlocks]:
    groups = _twins(pages)
    counts: Counter[int] = Counter()
    seen: set[tuple[int, int]] = set()
    for group, page in zip(groups, pages, strict=True):
        for digest in {*page.digests, *page.openings}:
            if (group, digest) not in seen:
                seen.add((group, digest))
                counts[digest] += 1
    needed = max(_FEWEST, _SHARE * len(set(groups)))
    for page in pages:
        flags = [
            counts[one] >= needed or counts[two] >= needed for one, two in zip(page.digests, page.openings, strict=True)
        ]
        chosen = _settle(page, flags)
        if chosen:
            yield RepeatedBlocks(document_id=page.document_id, blocks=tuple(chosen))


def _twins(pages: list[_Page]) -> list[int]:
    """Number the pages so that captures of one publication share a number: most of their words are the same."""
    counts: Counter[int] = Counter()
    for page in pages:
        counts.update(set(page.digests))
    groups: list[int] = []
    known: dict[int, int] = {}
    for number, page in enumerate(pages):
        total = sum(page.sizes)
        shared = [(size, digest) for size, digest in zip(page.sizes, page.digests, strict=True) if counts[digest] > 1]
        group = number
        if total and sum(size for size, _ in shared) > _TWIN_SHARE * total and max(shared)[0] > 150:
            group = known.setdefault(max(shared)[1], number)
        groups.append(group)
    return groups


def _settle(page: _Page, flags: list[bool]) -> list[int]:
    """Return block indices of the flagged blocks, headings only where their run holds another kind of block."""
    chosen: list[int] = []
    position = 0
    while position < len(flags):
        if not flags[position]:
            position += 1
            continue
        stop = position
        while stop < len(flags) and flags[stop]:
            stop += 1
        run = range(position, stop)
        last_other = max((one for one in run if not page.headings[one]), default=-1)
        at_end = stop == len(flags)
        chosen.extend(
            page.indices[one]
            for one in run
            if not page.headings[one] or one < last_other or (at_end and last_other >= 0) or (at_end and len(flags) > 4)
        )
        position = stop
    return chosen
