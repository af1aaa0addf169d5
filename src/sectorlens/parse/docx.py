"""Read one Word file: headings, lists, tables, quotes, notes, with tracked changes accepted."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from sectorlens.errors import DocumentError
from sectorlens.parse.docx_looks import Look, indented_quotes, level_lists, nest_items, pseudo_headings, raise_title
from sectorlens.parse.docx_numbering import Numbering, Styles, indent_of, type_size
from sectorlens.parse.lists import promote_marks
from sectorlens.parse.pieces import Piece, Reading

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MOST_MEMBERS = 2000
_MOST_BYTES = 200_000_000
_RATIO = 100
_SMALL_MEMBER = 10_000_000
_DROPPED = frozenset(
    {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr", f"{_W}rPr", f"{_W}sectPr", _MC_FALLBACK}
)
_CAPTION = re.compile(r"^(?:figure|table|chart|box)\s+\d+", re.IGNORECASE)


def check_archive(body: bytes) -> zipfile.ZipFile:
    """Return the opened archive; DocumentError damaged, encrypted or too_large for one that must not be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentError("The Word file is damaged or breaks off before its end.", reason="damaged") from error
    total = sum(member.file_size for member in members)
    bomb = any(
        member.file_size > _SMALL_MEMBER and member.file_size > _RATIO * max(1, member.compress_size)
        for member in members
    )
    if len(members) > _MOST_MEMBERS or total > _MOST_BYTES or bomb:
        raise DocumentError(
            "The Word file unpacks to far more than it should.", reason="too_large", limit=f"{_MOST_BYTES} bytes"
        )
    if any(member.flag_bits & 1 for member in members):
        raise DocumentError("The Word file is locked with a password.", reason="encrypted")
    return archive


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    """Return the root of one XML part, None if the archive lacks it; document type definitions are refused."""
    try:
        raw = archive.read(name)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
        raise DocumentError(f"The part {name} of the Word file is damaged.", reason="damaged") from error
    except Exception as error:  # zlib raises its own class, which zipfile does not wrap
        if type(error).__module__ == "zlib":
            raise DocumentError(f"The part {name} of the Word file is damaged.", reason="damaged") from error
        raise
    if b"<!DOCTYPE" in raw[:2000]:
        raise DocumentError("The Word file declares a document type, which Word never does.", reason="damaged")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"The part {name} of the Word file is not well formed.", reason="damaged") from error


def read_docx(body: bytes, *, report: Callable[[int, int], None] | None = None) -> Reading:
    """Return the reading of a Word file.  Comments are left out, insertions kept, deletions dropped."""
    with check_archive(body) as archive:
        root = _part(archive, "word/document.xml")
        if root is None:
            raise DocumentError("The file is no Word document.", reason="damaged")
        styles = Styles(_part(archive, "word/styles.xml"))
        numbering = Numbering(_part(archive, "word/numbering.xml"))
        notes = _notes(_part(archive, "word/footnotes.xml")) + _notes(_part(archive, "word/endnotes.xml"))
        margins = _margins(archive)
        core = _part(archive, "docProps/core.xml")
    main = root.find(f"{_W}body")
    pieces: list[Piece] = [] if main is None else list(_read_blocks(main, styles, numbering))
    promote_marks(pieces)
    nest_items(pieces)
    level_lists(pieces)
    raise_title(pieces)
    pseudo_headings(pieces)
    indented_quotes(pieces)
    for piece in pieces:
        piece.hint = ""
    pieces = [*margins, *pieces, *notes]
    reading = Reading(pieces=pieces)
    _properties(core, reading)
    return reading


def _read_blocks(parent: Any, styles: Styles, numbering: Numbering) -> Iterator[Piece]:
    for element in parent:
        if element.tag == f"{_W}p":
            yield from _paragraph(element, styles, numbering)
        elif element.tag == f"{_W}tbl":
            yield from _table(element, styles, numbering)
        elif element.tag in {
            f"{_W}sdt",
            f"{_W}sdtContent",
            f"{_W}ins",
            f"{_W}moveTo",
            f"{_W}customXml",
            f"{_W}smartTag",
        }:
            contents = _is_contents(element)
            for piece in _read_blocks(element, styles, numbering):
                if contents:
                    piece.kind, piece.layer, piece.reason = "paragraph", "furniture", "contents"
                yield piece


def _is_contents(element: Any) -> bool:
    """Whether a content control holds the table of contents that Word makes."""
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and gallery.get(f"{_W}val") == "Table of Contents"


def _is_set(properties: Any, name: str) -> bool:
    mark = properties.find(f"{_W}{name}") if properties is not None else None
    return mark is not None and mark.get(f"{_W}val", "1") not in {"0", "false"}


def _words(element: Any) -> tuple[str, Look, bool]:
    """Return the accepted words of a paragraph, their look, and whether any run of it is bold."""
    parts: list[str] = []
    bold = italic = total = 0
    sizes: Counter[float] = Counter()
    stack = list(reversed(element))
    while stack:
        node = stack.pop()
        tag = node.tag
        if tag in _DROPPED or not isinstance(tag, str) or tag == f"{_W}txbxContent":
            continue
        if tag == f"{_W}t":
            text = node.text or ""
            parts.append(text)
            count = len(text.strip())
            properties = node.getparent().find(f"{_W}rPr")
            total += count
            bold += count * _is_set(properties, "b")
            italic += count * _is_set(properties, "i")
            sizes[type_size(properties)] += count
        elif tag in {f"{_W}tab", f"{_W}ptab"}:
            parts.append(" ")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            parts.append("\n")
        elif tag == f"{_W}noBreakHyphen":
            parts.append("-")
        else:
            stack.extend(reversed(node))
    size = max(sizes.items(), key=lambda item: (item[1], item[0]))[0] if sizes else 0.0
    enough = 0.95 * max(1, total)
    look = Look(bold >= enough, italic >= enough, size, indent_of(element.find(f"{_W}pPr")))
    return "".join(parts), look, bold > 0


def _paragraph(element: Any, styles: Styles, numbering: Numbering) -> Iterator[Piece]:
    for box in element.iter(f"{_W}txbxContent"):
        if not any(parent.tag == _MC_FALLBACK for parent in box.iterancestors()):
            yield from _read_blocks(box, styles, numbering)
    words, look, has_bold = _words(element)
    if not words.strip():
        return
    properties = element.find(f"{_W}pPr")
    style = styles.of(properties)
    number = numbering.of(properties, style)
    if style.is_contents:
        yield Piece(kind="paragraph", text=words, layer="furniture", reason="contents")
    elif style.heading:
        if number is not None:
            numbering.next(number)
        yield Piece(kind="heading", text=words, level=style.heading)
    elif number is not None and not style.is_caption:
        ordinal = numbering.next(number)
        yield Piece(
            kind="list_item",
            text=words,
            level=min(6, max(number[1] + 1, style.list_level if style.is_list else 1)),
            ordinal=ordinal,
            hint=f"list {number[0]} {number[1]}",
        )
    elif style.is_quote:
        yield Piece(kind="quote", text=words)
    elif style.is_caption or (_CAPTION.match(words) and len(words) < 200):
        yield Piece(kind="caption", text=words)
    elif style.is_list:
        yield Piece(kind="list_item", text=words, level=max(1, style.list_level))
    else:
        if style.is_title:
            yield Piece(kind="heading", text=words, level=1)
            return
        bold = look.bold or (style.bold and not has_bold)
        full = look._replace(bold=bold, size=look.size or style.size, left=look.left or style.left)
        yield Piece(kind="paragraph", text=words, hint=full.note())


def _table(table: Any, styles: Styles, numbering: Numbering) -> Iterator[Piece]:
    """Yield the cells of a table; one of a single column or row is layout, and its blocks stand for themselves."""
    rows = [[cell for cell in row.iter(f"{_W}tc") if _owner(cell, row)] for row in table.findall(f"{_W}tr")]
    data = len(rows) > 1 and max((len(row) for row in rows), default=0) > 1
    for row_number, row in enumerate(rows):
        for column, cell in enumerate(row):
            inner = list(_read_blocks(cell, styles, numbering))
            if not data:
                yield from inner
                continue
            plain = all(piece.kind in {"paragraph", "heading"} for piece in inner)
            if plain and inner:
                yield Piece(
                    kind="table_cell",
                    text="\n".join(piece.text.replace("\n", " ") for piece in inner),
                    row=row_number,
                    column=column,
                )
                continue
            for piece in inner:
                piece.kind = "table_cell" if piece.kind in {"paragraph", "heading"} else piece.kind
                piece.row, piece.column = row_number, column
                yield piece


def _owner(cell: Any, row: Any) -> bool:
    return next((parent for parent in cell.iterancestors(f"{_W}tr")), None) is row


def _notes(root: Any) -> list[Piece]:
    if root is None:
        return []
    pieces: list[Piece] = []
    for note in root:
        if not isinstance(note.tag, str) or note.get(f"{_W}type") in {
            "separator",
            "continuationSeparator",
            "continuationNotice",
        }:
            continue
        words = "\n".join(text for paragraph in note.iter(f"{_W}p") if (text := _words(paragraph)[0]).strip())
        if words.strip():
            pieces.append(Piece(kind="footnote", text=words, ordinal=note.get(f"{_W}id") or ""))
    return pieces


def _margins(archive: zipfile.ZipFile) -> list[Piece]:
    """Return each distinct line of headers and footers once, as furniture."""
    seen: dict[str, None] = {}
    for name in sorted(archive.namelist()):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
            root = _part(archive, name)
            for paragraph in root.iter(f"{_W}p"):
                words = " ".join(_words(paragraph)[0].split())
                if len(words) > 3 and not re.fullmatch(r"(?:page)?[\s\d]*(?:of)?[\s\d]*", words, re.IGNORECASE):
                    seen.setdefault(words)
    return [Piece(kind="paragraph", text=words, layer="furniture", reason="running_head") for words in seen]


def _properties(core: Any, reading: Reading) -> None:
    first = next((piece for piece in reading.pieces if piece.layer == "body"), None)
    tops = [piece for piece in reading.pieces[:12] if piece.kind == "heading"]
    if tops:
        best = min(tops, key=lambda piece: piece.level)
        reading.titles.append((" ".join(best.text.split()), "heading"))
    if core is None:
        return
    values = {
        etree.QName(element).localname: " ".join((element.text or "").split())
        for element in core
        if isinstance(element.tag, str)
    }
    title = values.get("title", "")
    if (
        len(title) > 4
        and not re.match(r"(?:word document|untitled|document\d*$|microsoft word)", title, re.IGNORECASE)
        and first is not None
    ):
        reading.titles.append((title, "metadata"))
    if values.get("creator") and values["creator"].lower() not in {"python-docx", "user", "author", "admin"}:
        reading.authors.append(values["creator"])
    reading.created = values.get("created", "")[:10]
