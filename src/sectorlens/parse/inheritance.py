"""What a document does not say of itself, but the other files of its publication or website do.

A report offered for download rarely repeats whose website it stands on, and its landing page knows the day where
the file knows the month.  Only what is missing is filled in, and the record says where it came from.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

import msgspec

from sectorlens.model import Document, Publication

# A website has one publisher if at least this share of its pages, and at least two of them, name it.
AGREEMENT = 0.8


def inherit_metadata(documents: Mapping[str, Document], groups: Iterable[Publication]) -> Iterator[Document]:
    """Yield the documents, in the order given, that gain a publisher or a date; the others stay as they are.

    ``publisher_from`` becomes ``publication`` or ``website``, ``published_from`` becomes ``publication``.
    """
    websites = _website_publishers(documents.values())
    fellows: dict[str, tuple[str, ...]] = {
        identity: group.document_ids for group in groups for identity in group.document_ids
    }
    for identity, document in documents.items():
        others = [documents[other] for other in fellows.get(identity, ()) if other != identity and other in documents]
        fuller = _with_date(_with_publisher(document, others, websites), others)
        if fuller is not document:
            yield fuller


def _website_publishers(documents: Iterable[Document]) -> dict[str, str]:
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        if document.publisher and document.publisher_from != "inferred":
            named[_host(document)][document.publisher] += 1
    named.pop("", None)
    return {
        host: publisher
        for host, counts in named.items()
        for publisher, n in counts.most_common(1)
        if n >= 2 and n >= AGREEMENT * counts.total()
    }


def _with_publisher(document: Document, others: list[Document], websites: Mapping[str, str]) -> Document:
    if document.publisher:
        return document
    names = sorted({other.publisher for other in others if other.publisher})
    if len(names) == 1:
        return msgspec.structs.replace(document, publisher=names[0], publisher_from="publication")
    if _host(document) in websites:
        return msgspec.structs.replace(document, publisher=websites[_host(document)], publisher_from="website")
    return document


def _with_date(document: Document, others: list[Document]) -> Document:
    """Take the one date of the fellow documents that agrees with the document's own and says more."""
    dates = {
        (other.published_on, other.published_precision)
        for other in others
        if len(other.published_on) > len(document.published_on) and other.published_on.startswith(document.published_on)
    }
    if len(dates) != 1:
        return document
    published_on, precision = dates.pop()
    return msgspec.structs.replace(
        document, published_on=published_on, published_precision=precision, published_from="publication"
    )


def _host(document: Document) -> str:
    return urlsplit(document.url).netloc.lower().removeprefix("www.")
