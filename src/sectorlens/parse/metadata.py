"""Title, publisher, authors, date and type of a document, each with how it is known."""

from __future__ import annotations

import re

from sectorlens.model import Origin
from sectorlens.model.base import Record
from sectorlens.model.vocabulary import DatePrecision, DocumentType
from sectorlens.parse.dates import bare_date, date_in_text, date_of_address, date_of_title, precision_of, updated_date
from sectorlens.parse.names import is_organisation, is_person
from sectorlens.parse.page_kind import document_type
from sectorlens.parse.pieces import DateFound, Piece, Reading
from sectorlens.parse.publisher import infer_publisher, stated_publisher, titled_publisher
from sectorlens.text import shorten, squeeze

_TITLE_LENGTH = 60
_BYLINE = re.compile(
    r"^(?:written |posted |a blog |guest blog |words )?by:?\s+([A-Z][^|•·,\n]{3,60}?)(?:\s*(?:[|•·,–—-]|\bon\b).*)?$",
    re.IGNORECASE,
)
_DATE_ORDER = {"json-ld": 0, "meta": 1, "labelled": 2, "time": 3, "text": 4, "url": 5, "filename": 6}


_ISSUED = re.compile(r"^(?:From|Published by|Publisher|Organisation):?\s+([A-Z][^|•·:]{3,80})$")
_BESIDE = re.compile(r"^([A-Z][^|•·\d]{3,80}?)\s*[|•·–—-]\s*(?:\w+day,? )?\d")


class Description(Record, frozen=True, kw_only=True):
    """What is known about a document; field names and sources as in Document."""

    title: str
    title_from: str
    publisher: str = ""
    publisher_from: str = ""
    authors: tuple[str, ...] = ()
    published_on: str = ""
    precision: DatePrecision | None = None
    published_from: str = ""
    doc_type: DocumentType = "other"
    canonical_url: str = ""


def describe(reading: Reading, pieces: list[Piece], words: list[str], origin: Origin, *, pages: int = 0) -> Description:
    """Return title, publisher, authors, date and type of what was read; "" and () where nothing says."""
    body = [(piece, one) for piece, one in zip(pieces, words, strict=True) if piece.layer == "body"]
    furniture = [one for piece, one in zip(pieces, words, strict=True) if piece.layer == "furniture"]
    texts = [one for _, one in body]
    title, title_from = _title(reading, body)
    publisher, publisher_from = _publisher(reading, origin, texts, furniture)
    found = _date(reading, pieces, words, origin, "" if title_from == "text" else title)
    return Description(
        title=title, title_from=title_from, publisher=publisher, publisher_from=publisher_from,
        authors=_authors(reading, texts, publisher), published_on=found.value, precision=precision_of(found.value),
        published_from=found.source, canonical_url=reading.canonical,
        doc_type=document_type(
            title="" if title_from == "text" else title, address=origin.url or origin.path, texts=texts,
            declared=reading.kinds, pages=pages,
        ),
    )  # fmt: skip


def _title(reading: Reading, body: list[tuple[Piece, str]]) -> tuple[str, str]:
    for title, source in reading.titles:
        clean = squeeze(title)
        if len(clean) >= 3 and any(char.isalpha() for char in clean):
            return shorten(clean, 300), source
    for index, (piece, words) in enumerate(body[:6]):
        if piece.kind == "heading" and piece.level <= 1 and not any(len(one) > 120 for _, one in body[:index]):
            return shorten(words, 300), "heading"
    prose = [words for piece, words in body if piece.kind != "heading"] or [words for _, words in body]
    return (f"Untitled: '{shorten(prose[0], _TITLE_LENGTH)}'" if prose else "Untitled"), "text"


def _publisher(reading: Reading, origin: Origin, texts: list[str], furniture: list[str]) -> tuple[str, str]:
    if origin.publisher:
        return origin.publisher, "source"
    issued = next((found.group(1) for one in texts[:8] if (found := _ISSUED.match(squeeze(one)))), "")
    if issued:
        return issued, "text"
    for name, source in reading.publishers:
        clean = squeeze(name).removeprefix("The ")
        if 2 < len(clean) <= 100 and "://" not in clean:
            return clean, source
    for name in reading.authors:
        if is_organisation(name):
            return squeeze(name), "metadata"
    stated = stated_publisher([*texts[:12], *texts[-12:], *furniture])
    if stated:
        return stated, "text"
    opening = [*(title for title, _ in reading.titles[:1]), *texts[:4]]
    inferred = titled_publisher(opening) or infer_publisher(texts, furniture)
    return (inferred, "inferred") if inferred else ("", "")


def _date(reading: Reading, pieces: list[Piece], words: list[str], origin: Origin, title: str) -> DateFound:
    found = list(reading.dates)
    in_text = date_in_text(words, [piece.layer for piece in pieces])
    if in_text:
        found.append(in_text)
    address = date_of_address(origin.url, origin.path)
    if address:
        found.append(address)
    if not found:
        value = date_of_title(title) or next(
            (date for one in words if len(one) < 80 and (date := updated_date(one))), ""
        )
        return DateFound(value=value, source="labelled" if value else "")
    best = min(found, key=lambda one: _DATE_ORDER.get(one.source, 9))
    # A finer date that agrees with a coarser, better source refines it ("2019-05" in the address, "3 May 2019" above).
    finer = [one for one in found if len(one.value) > len(best.value) and one.value.startswith(best.value)]
    return min(finer, key=lambda one: _DATE_ORDER.get(one.source, 9)) if finer else best


def _authors(reading: Reading, texts: list[str], publisher: str) -> tuple[str, ...]:
    names = list(reading.authors)
    if not names:
        for line in texts[:8]:
            found = _BYLINE.match(squeeze(line)) if len(line) < 120 else None
            beside = _BESIDE.match(squeeze(line)) if found is None and bare_date(line) else None
            if found or beside:
                names = re.split(r",| and | & ", (found or beside).group(1))  # type: ignore[union-attr]
                break
    kept: dict[str, None] = {}
    for name in names:
        for one in re.split(r"\s*[;|]\s*| and (?=[A-Z])", squeeze(name)):
            words = one.strip(" ,.")
            if is_person(words) and words.casefold() != publisher.casefold():
                kept.setdefault(words)
    return tuple(kept)[:12]
