"""Where publications come from and what was fetched."""

from __future__ import annotations

from sectorlens.model.base import Record
from sectorlens.model.vocabulary import SourceKind


class Source(Record, frozen=True, kw_only=True):
    """A website, feed, sitemap, folder or list of urls that an information officer has named.

    ``id`` is a slug.  ``include`` and ``exclude`` are regular expressions on the url or POSIX path; ``delay``
    is seconds between two requests to the same host.
    """

    id: str
    name: str = ""
    publisher: str = ""
    kind: SourceKind
    seeds: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    delay: float = 2.0
    enabled: bool = True


class Capture(Record, frozen=True, kw_only=True):
    """One fetched answer or one file read; append-only.  The body stands under its ``sha256``.

    ``fetched_at`` is an ISO 8601 UTC time ("" for a file).  ``media_type`` is sniffed from the bytes;
    ``declared_type`` is what the server or file name said.
    """

    url: str = ""
    path: str = ""
    final_url: str = ""
    fetched_at: str = ""
    status: int = 0
    media_type: str = ""
    declared_type: str = ""
    charset: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    source_id: str = ""


class Origin(Record, frozen=True, kw_only=True):
    """What parsing may know of a body besides its bytes; no fetch time and no hash, so text alone decides.

    Exactly one of ``url`` and ``path`` (POSIX, relative) names the document; a page of a folder laid out as
    sites has both.  ``publisher`` is the one that its Source declares, "" if none.
    """

    document_id: str
    url: str = ""
    path: str = ""
    source_id: str = ""
    publisher: str = ""
    declared_type: str = ""
    charset: str = ""
