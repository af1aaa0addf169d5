"""Passages: what themes are made of.

A passage is a stretch of body text of about 40 to 200 words under one heading: a long paragraph, a part of a
very long one, or neighbouring short paragraphs and list items together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sectorlens.model import Block, Document, Evidence, Extract, RepeatedBlocks
from sectorlens.nlp.sentences import split_sentences
from sectorlens.text import flatten, squeeze

SHORTEST, LONGEST = 40, 200
# A stretch with fewer words stands for nothing by itself ("Download the report here").
LEAST = 12
_KINDS = frozenset({"paragraph", "list_item", "quote"})
# Two blocks that stand further apart than this have something between them that is not body text.
_GAP = 40


@dataclass(frozen=True, slots=True)
class Passage:
    """``text`` is the document's text at ``start:end``; ``content`` is the same with names of bodies blanked.

    ``context`` is the heading chain; ``blocks`` the (start, end, kind) of each block or part of one in it.
    """

    document_id: str
    publication_id: str
    publisher: str
    published_on: str
    start: int
    end: int
    text: str
    content: str
    context: str
    blocks: tuple[tuple[int, int, str], ...]

    @property
    def evidence(self) -> Evidence:
        """The whole passage as evidence."""
        return Evidence(document_id=self.document_id, start=self.start, end=self.end, quote=self.text)

    def slice(self, start: int, end: int) -> Evidence:
        """Return the evidence at ``start:end`` of the document, which must lie inside the passage."""
        quote = self.text[start - self.start : end - self.start]
        return Evidence(document_id=self.document_id, start=start, end=end, quote=quote)


def iter_passages(
    document: Document, repeated: RepeatedBlocks, extract: Extract, publication_id: str
) -> Iterator[Passage]:
    """Yield the passages of ``document`` in reading order, without furniture and ``repeated`` blocks.

    Names of organisations are blanked in ``content``: passages are to meet by what they say, not by whom they
    name.  Parts of the document in another language are left out, unless all of it is.
    """
    masked = _mask(document, extract)
    for pieces in _groups(document, frozenset(repeated.blocks)):
        start, end = pieces[0][1], pieces[-1][2]
        if _count(document.text[start:end]) < LEAST:
            continue
        yield Passage(
            document_id=document.id,
            publication_id=publication_id,
            publisher=document.publisher,
            published_on=document.published_on,
            start=start,
            end=end,
            text=document.text[start:end],
            content=masked[start:end],
            context=_heading_chain(document, pieces[0][0], masked),
            blocks=tuple((a, b, block.kind) for block, a, b in pieces),
        )


def _mask(document: Document, extract: Extract) -> str:
    letters = list(document.text)
    for mention in extract.mentions:
        if mention.form != "publisher":
            start, end = mention.evidence.start, mention.evidence.end
            letters[start:end] = "\x1f" * (end - start)
    return "".join(letters).replace("\x1f", "·")


Piece = tuple[Block, int, int]


def _groups(document: Document, repeated: frozenset[int]) -> Iterator[list[Piece]]:
    """Yield runs of neighbouring pieces that make one passage."""
    group: list[Piece] = []
    words = 0
    for piece in _pieces(document, repeated):
        block, start, end = piece
        size = _count(document.text[start:end])
        if group:
            before = group[-1]
            belongs = before[0].heading == block.heading and start - before[2] <= _GAP
            # Items stay with the words that introduce them; otherwise a passage that is long enough is closed.
            is_list = block.kind == "list_item" and (before[0].kind == "list_item" or block.lead_in is not None)
            full = words >= SHORTEST and not is_list
            if not belongs or full or words + size > LONGEST:
                yield group
                group, words = [], 0
        group.append(piece)
        words += size
    if group:
        yield group


def _pieces(document: Document, repeated: frozenset[int]) -> Iterator[Piece]:
    """Yield body blocks, very long ones cut at sentence ends."""
    languages = {block.language for block in document.blocks if block.layer == "body" and block.kind in _KINDS}
    mixed = "en" in languages
    for index, block in enumerate(document.blocks):
        if block.layer != "body" or index in repeated or block.kind not in _KINDS:
            continue
        if mixed and block.language != "en":
            continue
        text = document.block_text(block)
        if not text.strip():
            continue
        if _count(text) <= LONGEST:
            yield block, block.start, block.end
            continue
        start = 0
        for _, end in split_sentences(flatten(text)):
            if _count(text[start:end]) >= SHORTEST * 2:
                yield block, block.start + _skip_space(text, start), block.start + end
                start = end
        if text[start:].strip():
            yield block, block.start + _skip_space(text, start), block.end


def _skip_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _heading_chain(document: Document, block: Block, masked: str) -> str:
    parts: list[str] = []
    index, seen = block.heading, set[int]()
    while index is not None and index not in seen:
        seen.add(index)
        heading = document.blocks[index]
        parts.append(squeeze(masked[heading.start : heading.end]))
        index = heading.heading
    return " / ".join(reversed(parts))


def _count(text: str) -> int:
    return len(text.split())


def order(passages: Iterable[Passage]) -> list[Passage]:
    """Return ``passages`` by document id and place: nothing may depend on the order in which they came."""
    return sorted(passages, key=lambda passage: (passage.document_id, passage.start))
