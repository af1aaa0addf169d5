"""What a reader hands on: pieces in reading order and what the file says of itself, before assembly.

Readers of all formats (text, Markdown, HTML, PDF, DOCX) end in one ``Reading``.  It is plain data, so that
the child process that reads PDF and DOCX can send it through a pipe.
"""

from __future__ import annotations

import msgspec

from sectorlens.model.vocabulary import BlockKind, Layer


class Piece(msgspec.Struct, kw_only=True):
    """One block before assembly.

    ``start``/``end`` are set only by the plain-text reader, whose pieces are spans of the file; -1 elsewhere.
    ``weight`` says how sure the reader is that a heading is one (1 = marked up as such).  ``level`` 0 on a
    heading means: not known yet.  ``hint`` holds what the layout says of the piece (a region of the page such
    as ``nav``), ``links`` the share of its characters that are linked, ``box`` the tag path for debugging.
    """

    kind: BlockKind
    text: str
    layer: Layer = "body"
    level: int = 0
    page: int | None = None
    ordinal: str = ""
    row: int | None = None
    column: int | None = None
    reason: str = ""
    speaker: str = ""
    start: int = -1
    end: int = -1
    hint: str = ""
    links: float = 0.0


class DateFound(msgspec.Struct, kw_only=True, frozen=True):
    """A date as read: ``value`` is YYYY, YYYY-MM or YYYY-MM-DD; ``source`` as in Document.published_from."""

    value: str
    source: str


class Reading(msgspec.Struct, kw_only=True):
    """What a reader found.

    ``text`` is set only for plain text (the decoded file); other formats are assembled from ``pieces``.
    ``titles`` are candidates with their source, best first; ``publishers`` likewise.  ``created`` is a hint
    from the file's properties, never a publication date.  ``partial`` names why not everything was read.
    ``kinds`` are schema.org types that a page declares.
    """

    pieces: list[Piece]
    text: str | None = None
    titles: list[tuple[str, str]] = []
    publishers: list[tuple[str, str]] = []
    authors: list[str] = []
    dates: list[DateFound] = []
    created: str = ""
    canonical: str = ""
    links: list[tuple[str, str]] = []
    kinds: list[str] = []
    partial: str = ""
    pages: int = 0
    charset: str = ""
    notes: list[str] = []
