"""Read one PDF with PDFium: pages to lines to pieces, and named outcomes for what cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import gt
from typing import Any

from sectorlens.errors import DocumentError
from sectorlens.parse.pdf_blocks import make_joiner, make_pieces
from sectorlens.parse.pdf_dates import printed_date
from sectorlens.parse.pdf_layout import order_lines, page_gutter, usual_gutter
from sectorlens.parse.pdf_lines import Line, make_segments, read_words
from sectorlens.parse.pdf_running import mark_running
from sectorlens.parse.pdf_tables import find_tables, mark_dots, read_rules
from sectorlens.parse.pdf_tags import is_structured, pieces_of_tags, read_tags
from sectorlens.parse.pdf_unruled import find_unruled
from sectorlens.parse.pieces import Piece, Reading

Tagged = list[tuple[Piece, list[Line]]]

MOST_PAGES = 2000
_FEW_CHARACTERS = 20
_LARGE = 20_000


def _no_report(done: int, total: int) -> None:
    """Take no notice of progress."""


def read_pdf(body: bytes, *, report: Callable[[int, int], None] = _no_report) -> Reading:
    """Return the reading of a PDF; ``report(page, pages)`` is called after each page.

    Raises DocumentError with reason encrypted, damaged, no_text_layer or empty.  A file of more than 2,000
    pages is read up to there and named partial.
    """
    import pypdfium2 as pdfium

    document = _open(pdfium, body)
    try:
        total = len(document)
        if total == 0:
            raise _no_pages(body)
        pages: list[list[Line]] = []
        heights: list[float] = []
        widths: list[float] = []
        tagged: list[Tagged] = []
        shares: list[float] = []
        has_tags = bool(pdfium.raw.FPDFCatalog_IsTagged(document))
        characters = images = broken = 0
        for number in range(min(total, MOST_PAGES)):
            try:
                lines, width, height, pictured, tags, share = _read_page(pdfium, document, number, has_tags)
            except pdfium.PdfiumError:
                broken += 1
                continue
            characters += sum(len(line.text) for line in lines) + 40 * sum(1 for line in lines if line.cells)
            tagged.append(tags)
            shares.append(share)
            images += pictured
            pages.append(lines)
            widths.append(width)
            heights.append(height)
            report(number + 1, total)
        properties = document.get_metadata_dict(skip_empty=True)
    finally:
        document.close()
    if characters < _FEW_CHARACTERS * max(1, len(pages)) and (images or characters == 0):
        if images:
            raise DocumentError("The PDF holds pictures of pages and no text.", reason="no_text_layer")
        if broken == total:
            raise DocumentError("No page of the PDF can be read.", reason="damaged")
        raise DocumentError("The PDF holds no text.", reason="no_text_layer" if characters else "empty")
    if has_tags and sum(shares) >= 0.7 * len(shares) and is_structured(tagged):
        joiner = make_joiner([line for page in tagged for _, lines in page for line in lines])
        pieces = pieces_of_tags(tagged, joiner.join)
    else:
        gutter = usual_gutter([page_gutter(lines, width) for lines, width in zip(pages, widths, strict=True)])
        ordered = [order_lines(lines, width, gutter) for lines, width in zip(pages, widths, strict=True)]
        kept, running = mark_running(ordered, heights)
        pieces = _with_running(make_pieces(kept), running)
    reading = Reading(pieces=pieces, pages=total)
    if total > MOST_PAGES:
        reading.partial = "too_many_pages"
    elif broken:
        reading.partial = "pages_unreadable"
    printed = printed_date(pieces, slides=bool(widths) and all(map(gt, widths, heights)))
    if printed:
        reading.dates.append(printed)
    _properties(properties, reading)
    _title(reading)
    return reading


def _open(pdfium: Any, body: bytes) -> Any:
    try:
        return pdfium.PdfDocument(body)
    except pdfium.PdfiumError as error:
        message = str(error).lower()
        if "password" in message or "security" in message:
            raise DocumentError("The PDF is locked with a password.", reason="encrypted") from error
        raise _why_not(body) from error


def _why_not(body: bytes) -> DocumentError:
    """Ask a second library why a file cannot be opened, so that the reason given is the true one."""
    import io

    import pypdf
    from pypdf.errors import PyPdfError

    try:
        reader = pypdf.PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            return DocumentError("The PDF is locked with a password.", reason="encrypted")
        pages = len(reader.pages)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        RecursionError,
        OSError,
        AttributeError,
        IndexError,
        NotImplementedError,
    ):
        pages = 0
    if b"%%EOF" not in body[-2048:]:
        return DocumentError("The PDF breaks off before its end.", reason="truncated")
    return DocumentError(f"The PDF is damaged; a second library sees {pages} pages.", reason="damaged")


def _no_pages(body: bytes) -> DocumentError:
    if len(body) > _LARGE:
        return _why_not(body)
    return DocumentError("The PDF has no pages.", reason="empty")


def _read_page(
    pdfium: Any, document: Any, number: int, has_tags: bool
) -> tuple[list[Line], float, float, int, Tagged, float]:
    page = document[number]
    try:
        width, height = page.get_size()
        textpage = page.get_textpage()
        try:
            words = read_words(textpage, with_marks=has_tags)
        finally:
            textpage.close()
        pictured = 0
        if sum(len(word.text) for word in words) < _FEW_CHARACTERS:
            pictured = sum(1 for _ in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4))
        tags, share = read_tags(page, words, number + 1) if has_tags else ([], 0.0)
        rules = read_rules(page)
        rest, tables = find_tables(words, rules, number + 1)
        rest, unruled = find_unruled(rest, number + 1, width)
        lines = make_segments(rest, number + 1)
        mark_dots(lines, rules)
        return [*lines, *tables, *unruled], width, height, pictured, tags, share
    finally:
        page.close()


def _with_running(pieces: list[Piece], running: list[tuple[int, str]]) -> list[Piece]:
    """Put each running head once, as furniture, before the first piece of its page."""
    result: list[Piece] = []
    waiting = sorted(running)
    for piece in pieces:
        while waiting and piece.page is not None and waiting[0][0] <= piece.page:
            page, words = waiting.pop(0)
            result.append(Piece(kind="paragraph", text=words, page=page, layer="furniture", reason="running_head"))
        result.append(piece)
    result.extend(
        Piece(kind="paragraph", text=words, page=page, layer="furniture", reason="running_head")
        for page, words in waiting
    )
    return result


def _properties(properties: dict[str, str], reading: Reading) -> None:
    title = " ".join(properties.get("Title", "").split())
    named_like_file = re.search(
        r"\.(?:docx?|pdf|indd|pptx?|pages|rtf|qxp)$|"
        r"^(?:microsoft word|untitled|document\d*|slide \d|layout \d|presentation)|_",
        title,
        re.IGNORECASE,
    )
    if title and not named_like_file and len(title) > 4:
        reading.titles.append((title, "metadata"))
    author = " ".join(properties.get("Author", "").split())
    if author:
        reading.authors.append(author)
    created = re.match(r"D:(\d{4})(\d\d)(\d\d)", properties.get("CreationDate", ""))
    reading.created = "-".join(created.groups()) if created else ""


def _title(reading: Reading) -> None:
    """The largest heading of the first two pages is the title; the file's property only confirms it."""
    early = [piece for piece in reading.pieces if piece.layer == "body" and (piece.page or 1) <= 2]
    headings = [piece for piece in early if piece.kind == "heading"]
    if not headings:
        return
    best = min(headings, key=lambda piece: piece.level)
    known = {" ".join(title.split()).casefold() for title, _ in reading.titles}
    confirmed = next((piece for piece in headings if " ".join(piece.text.split()).casefold() in known), None)
    chosen = confirmed or best
    reading.titles.insert(0, (" ".join(chosen.text.split()), "heading"))
