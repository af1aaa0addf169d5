"""A parsed publication: one immutable text and the blocks that point at it."""

from __future__ import annotations

from sectorlens.model.base import Record
from sectorlens.model.problem import Problem
from sectorlens.model.vocabulary import BlockKind, DatePrecision, DocumentType, Layer, Outcome


class Block(Record, frozen=True, kw_only=True):
    """A span ``text[start:end]`` with its role; blocks are ordered, disjoint and inside the text.

    ``level`` is the depth of a heading (1-6) or of a list item (1 = outermost), else 0.  ``ordinal`` is the
    printed number of a numbered item ("" if none).  ``heading`` is the index of the governing heading block
    and ``lead_in`` the index of the block that introduces this list item or quote ("our partners were:").
    ``row``/``column`` place a table cell.  ``page`` counts from 1 in paged formats.  ``reason`` says why a
    block is furniture.  ``speaker`` is who a quotation block is attributed to.
    """

    kind: BlockKind
    layer: Layer = "body"
    start: int
    end: int
    level: int = 0
    page: int | None = None
    ordinal: str = ""
    heading: int | None = None
    lead_in: int | None = None
    row: int | None = None
    column: int | None = None
    reason: str = ""
    speaker: str = ""
    language: str = "en"


class Link(Record, frozen=True, kw_only=True):
    """A hyperlink in the body: absolute ``url`` where it could be made so, and the linked words."""

    url: str
    text: str = ""


class Document(Record, frozen=True, kw_only=True):
    """One parsed document.  ``text`` is NFC with ``\\n`` line ends and never changes after parsing.

    ``title_from``: metadata, heading, text (made from the first words: ``title`` then reads
    ``Untitled: 'first words…'``).  ``publisher_from``: source, metadata, text, inferred (deduced from how the
    text speaks of itself), "" if unknown.  ``published_on`` is ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, ""
    when undated; ``published_from``: json-ld, meta, time, labelled, url, filename, text, "".
    """

    id: str
    url: str = ""
    path: str = ""
    source_id: str = ""
    title: str
    title_from: str
    publisher: str = ""
    publisher_from: str = ""
    authors: tuple[str, ...] = ()
    published_on: str = ""
    published_precision: DatePrecision | None = None
    published_from: str = ""
    doc_type: DocumentType = "other"
    language: str = "en"
    canonical_url: str = ""
    media_type: str = ""
    text: str
    blocks: tuple[Block, ...]
    links: tuple[Link, ...] = ()

    def block_text(self, block: Block) -> str:
        """Return the words of ``block``."""
        return self.text[block.start : block.end]


class ParseResult(Record, frozen=True, kw_only=True):
    """What became of one input: exactly one outcome; a document when it is ok or partial.

    A page that holds several dated items yields one document per item: the first is ``document``, the others
    stand in ``items``.
    """

    outcome: Outcome
    reason: str = ""
    document: Document | None = None
    items: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()


class Publication(Record, frozen=True, kw_only=True):
    """What counts for users: a landing page and its report are one; exact and near duplicates are one."""

    id: str
    lead_id: str
    document_ids: tuple[str, ...]
    canonical_url: str = ""


class RepeatedBlocks(Record, frozen=True, kw_only=True):
    """Indices of the blocks of one document that repeat across its website and are not publication."""

    document_id: str
    blocks: tuple[int, ...]
