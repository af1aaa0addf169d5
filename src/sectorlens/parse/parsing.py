"""The parse stage: bytes and origin in, one named outcome out."""

from __future__ import annotations

import re
from typing import Any

from sectorlens.errors import DocumentError
from sectorlens.model import Document, Link, Origin, ParseResult, Problem
from sectorlens.parse import sniff
from sectorlens.parse.charset import charset_of_header, decode
from sectorlens.parse.isolate import read_isolated
from sectorlens.parse.items import split_items
from sectorlens.parse.language import main_language
from sectorlens.parse.metadata import describe
from sectorlens.parse.page_furniture import mark_page_furniture, split_glued
from sectorlens.parse.page_kind import page_kind
from sectorlens.parse.pieces import Piece, Reading
from sectorlens.parse.quotes import attach_speakers
from sectorlens.parse.structure import assemble, make_blocks, raise_title
from sectorlens.sector import SectorPack

_SKIPPED = frozenset({"empty", "encrypted", "no_text_layer", "unsupported_type", "not_english"})
_CAPTION = re.compile(r"(?:figure|fig\.|table|chart|box|graph|map)\s+\d+(?:\.\d+)?\s*[.:–—-]\s*\S", re.IGNORECASE)
LARGEST = 20_000_000
_PUNCTUATION = frozenset(".,;:!?'\"()[]{}<>/\\|-–—_=+*&%$£€#@~^`’‘“”•…")
_NEXT_STEPS = {
    "empty": "Check that the file or page was saved completely.",
    "encrypted": "Save a copy without a password and add that.",
    "no_text_layer": "Run text recognition (OCR) on the file and add the result.",
    "unsupported_type": "Save it as PDF, Word (.docx), HTML or plain text.",
    "not_english": "Only English publications are analysed; nothing to do.",
    "truncated": "Fetch or copy the file again; it breaks off before its end.",
    "damaged": "Open the file in its own program, save it anew and add that.",
    "timeout": "Split the file or save it anew in its own program.",
    "too_large": "Split the file into parts.",
    "too_much_memory": "Split the file into parts.",
    "reader_crashed": "Save the file anew in its own program; report it if that does not help.",
}


def parse(body: bytes, origin: Origin, *, pack: SectorPack | None = None) -> ParseResult:
    """Return what became of ``body``: a document when its outcome is ok or partial, and why not otherwise.

    Reasons of skipped: empty, encrypted, no_text_layer, unsupported_type, not_english and
    not_a_publication:event|job|login|error|index.  Reasons of failed: truncated, damaged, timeout, too_large,
    too_much_memory, reader_crashed.  Reasons of partial: too_large, too_many_pages, pages_unreadable.
    """
    if not body.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return _refused(origin, "empty", "The file is empty.")
    media_type = sniff.sniff(body, declared=origin.declared_type, name=sniff.name_of(origin.url, origin.path))
    try:
        reading, kind = _read(body, media_type, origin, pack)
        return _finish(reading, kind, media_type, origin)
    except DocumentError as error:
        return _refused(origin, error.reason, str(error))


def _refused(origin: Origin, reason: str, message: str) -> ParseResult:
    skipped = reason in _SKIPPED or reason.startswith("not_a_publication")
    problem = Problem(
        code=reason.replace(":", "_"),
        severity="note" if skipped else "warning",
        stage="parse",
        document_id=origin.document_id,
        path=origin.path or origin.url,
        message=message,
        next_step=_NEXT_STEPS.get(reason, ""),
    )
    return ParseResult(outcome="skipped" if skipped else "failed", reason=reason, problems=(problem,))


def _read(body: bytes, media_type: str, origin: Origin, pack: SectorPack | None) -> tuple[Reading, dict[str, Any]]:
    """Return the reading and, for a web page, what the classification of pages wants to know."""
    if media_type == sniff.PDF:
        return read_isolated("pdf", body), {}
    if media_type == sniff.DOCX:
        return read_isolated("docx", body), {}
    if media_type not in {sniff.HTML, sniff.TEXT, sniff.MARKDOWN}:
        raise DocumentError(f"Files of type {media_type} are not read.", reason="unsupported_type")
    declared = origin.charset or charset_of_header(origin.declared_type)
    markup = media_type == sniff.HTML
    text, charset = decode(body, declared=declared, markup=markup)
    partial = "too_large" if len(text) > LARGEST and not markup else ""
    text = text[:LARGEST] if partial else text
    if not charset.startswith("utf-8 (") and not _is_written(text):
        raise DocumentError("The file holds no readable text.", reason="unsupported_type")
    if not text.strip():
        raise DocumentError("There are no words in the file.", reason="empty")
    if markup:
        from sectorlens.parse.html import count_children, read_html

        reading, walk = read_html(text, url=origin.url, profiles=pack.sites if pack is not None else ())
        page = {"has_password": walk.has_password, "children": count_children(walk, origin.url)}
    elif media_type == sniff.MARKDOWN:
        from sectorlens.parse.markdown import read_markdown

        reading, page = read_markdown(text), {}
    else:
        from sectorlens.parse.plain import read_plain

        reading, page = read_plain(text), {}
    reading.charset = charset
    reading.partial = reading.partial or partial
    return reading, page


def _is_written(text: str) -> bool:
    """Whether decoded text is writing and not the bytes of something else read as letters."""
    sample = text[:8000]
    if len(sample) < 12:
        return True
    usual = sum(1 for char in sample if char.isalnum() or char.isspace() or char in _PUNCTUATION)
    spaces = sum(1 for char in sample if char.isspace())
    odd = sum(1 for char in sample if 0x80 <= ord(char) <= 0x24F)
    return usual >= 0.6 * len(sample) and not (odd > 0.25 * len(sample) and spaces < 0.08 * len(sample))


def _words(pieces: list[Piece], text: str | None) -> list[str]:
    return [piece.text if text is None else text[piece.start : piece.end] for piece in pieces]


def _finish(reading: Reading, page: dict[str, Any], media_type: str, origin: Origin) -> ParseResult:
    """Mark furniture, assemble, classify and describe what was read."""
    pieces = split_glued(reading.pieces, reading.text)
    for piece, words_of in zip(pieces, _words(pieces, reading.text), strict=True):
        if piece.kind == "paragraph" and len(words_of) < 200 and _CAPTION.match(words_of):
            piece.kind = "caption"
    attach_speakers(pieces, _words(pieces, reading.text))
    mark_page_furniture(pieces, _words(pieces, reading.text), scraped=reading.text is not None)
    if reading.text is None:
        text, pieces = assemble(pieces)
    else:
        text = reading.text
        raise_title(pieces)
    if not pieces:
        raise DocumentError("There are no words in the file.", reason="empty")
    words = [text[piece.start : piece.end] for piece in pieces]
    body = [one for one, piece in zip(words, pieces, strict=True) if piece.layer == "body"]
    kind = ""
    described = describe(reading, pieces, words, origin, pages=reading.pages)
    if media_type == sniff.HTML:
        kind = _kind_of_page(described.title, origin, reading, pieces, words, page)
        if kind in {"event", "job", "login", "error"}:
            return _refused(origin, f"not_a_publication:{kind}", f"The page is {_AN[kind]}, not a publication.")
        if kind == "index" and len(split_items(described, pieces, text, make_blocks(text, pieces))) < 2:
            return _refused(origin, "not_a_publication:index", "The page only lists other pages.")
    blocks = make_blocks(text, pieces)
    language = main_language(
        (text[block.start : block.end], block.language) for block in blocks if block.layer == "body"
    )
    if language not in {"en"} and not _bilingual(text, blocks):
        return _refused(origin, "not_english", f"The publication is mostly in another language ({language}).")
    document = Document(
        id=origin.document_id,
        url=origin.url,
        path=origin.path,
        source_id=origin.source_id,
        title=described.title,
        title_from=described.title_from,
        publisher=described.publisher,
        publisher_from=described.publisher_from,
        authors=described.authors,
        published_on=described.published_on,
        published_precision=described.precision,
        published_from=described.published_from,
        doc_type=described.doc_type,
        language=language,
        canonical_url=described.canonical_url,
        media_type=media_type,
        text=text,
        blocks=blocks,
        links=tuple(Link(url=url, text=label) for url, label in reading.links),
    )
    if not body and (kind == "index" or page.get("children", 0)):
        return _refused(origin, "not_a_publication:index", "The page only lists other pages.")
    if not body:
        raise DocumentError("No words of a publication were found on the page.", reason="empty")
    items = split_items(described, pieces, text, blocks, document=document)
    first, rest = (items[0], items[1:]) if len(items) > 1 else (document, ())
    return ParseResult(
        outcome="partial" if reading.partial else "ok",
        reason=reading.partial,
        document=first,
        items=tuple(rest),
        problems=_partial_problem(reading, origin),
    )


_AN = {
    "event": "an announcement of an event",
    "job": "a job advertisement",
    "login": "a page to log in",
    "error": "an error page",
}


def _kind_of_page(
    title: str, origin: Origin, reading: Reading, pieces: list[Piece], words: list[str], page: dict[str, Any]
) -> str:
    body = [(piece, one) for piece, one in zip(pieces, words, strict=True) if piece.layer == "body"]
    size = sum(len(one) for _, one in body)
    linked = sum(piece.links * len(one) for piece, one in body)
    prose = sum(
        len(one)
        for piece, one in body
        if piece.kind in {"paragraph", "quote", "list_item"} and len(one) > 120 and piece.links < 0.4
    )
    return page_kind(
        title=title,
        url=origin.url or f"/{origin.path}",
        texts=[one for _, one in body],
        declared=reading.kinds,
        dated=any(found.source == "meta" for found in reading.dates),
        has_password=bool(page.get("has_password")),
        link_share=linked / size if size else 0.0,
        prose=prose,
        children=page.get("children", 0),
    )


def _bilingual(text: str, blocks: Any) -> bool:
    """Whether a third of the body is English: such a document is kept, each block with its language."""
    sizes = {"en": 0, "": 0}
    for block in blocks:
        if block.layer == "body":
            sizes["en" if block.language == "en" else ""] += block.end - block.start
    return sizes["en"] >= 0.34 * (sizes["en"] + sizes[""]) and sizes["en"] > 400


def _partial_problem(reading: Reading, origin: Origin) -> tuple[Problem, ...]:
    if not reading.partial:
        return ()
    message = {
        "too_large": "The page is very large; only its first part was read.",
        "too_many_pages": "The PDF is very long; only its first pages were read.",
        "pages_unreadable": "Some pages of the PDF could not be read.",
    }.get(reading.partial, "Not everything could be read.")
    return (
        Problem(
            code=reading.partial,
            severity="warning",
            stage="parse",
            document_id=origin.document_id,
            path=origin.path or origin.url,
            message=message,
            next_step=_NEXT_STEPS.get(reading.partial, ""),
        ),
    )
