"""Read Markdown: headings, lists, quotes, tables; inline marks are taken off the words."""

from __future__ import annotations

import re

from sectorlens.parse.dates import date_of_attribute
from sectorlens.parse.pieces import DateFound, Piece, Reading

_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
_ITEM = re.compile(r"^(\s*)(?:[-*+•–]|(\d{1,4})[.)])[ \t]+(.*)$")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?(.*)$")
_RULE = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)+\|?\s*$")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(\s*<?([^)\s>]*)>?(?:\s+[\"'][^)]*[\"'])?\s*\)")
_REFERENCE = re.compile(r"\[([^\]\n]+)\]\[[^\]\n]*\]")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s+\S+")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_INLINE = (
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^_\n]+?)(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?(?:br|p|div|span|em|strong|b|i|u|sup|sub|a|img)\b[^>]*>", re.IGNORECASE), " "),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>|])"), r"\1"),
)


def _inline(text: str, links: list[tuple[str, str]]) -> str:
    def unlink(match: re.Match[str]) -> str:
        if not match.group().startswith("!"):
            links.append((match.group(2), match.group(1)))
        return match.group(1)

    words = _REFERENCE.sub(r"\1", _LINK.sub(unlink, text))
    for pattern, replacement in _INLINE:
        words = pattern.sub(replacement, words)
    return words


class _Reader:
    """Gathers lines into pieces."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.links: list[tuple[str, str]] = []
        self.open: Piece | None = None
        self.indents: list[int] = []
        self.row = -1

    def close(self) -> None:
        self.open = None

    def add(self, piece: Piece) -> Piece:
        self.pieces.append(piece)
        return piece

    def line(self, line: str, following: str) -> None:
        heading = _ATX.match(line)
        item = _ITEM.match(line)
        quote = _QUOTE.match(line)
        if heading:
            self.indents.clear()
            self.add(Piece(kind="heading", text=heading.group(2) or "", level=len(heading.group(1))))
            self.close()
        elif _RULE.match(line) and not (self.open is not None and _SETEXT.match(line)):
            self.close()
        elif self.open is not None and self.open.kind == "paragraph" and _SETEXT.match(line):
            self.open.kind, self.open.level = "heading", 1 if "=" in line else 2
            self.close()
        elif "|" in line and (_TABLE_RULE.match(following) or self.row >= 0):
            self.table_row(line)
        elif item:
            self.item(item)
        elif quote:
            if self.open is None or self.open.kind != "quote":
                self.open = self.add(Piece(kind="quote", text=""))
            if quote.group(1).strip():
                self.open.text = f"{self.open.text} {quote.group(1)}".strip()
            else:
                self.close()
        elif self.open is not None:
            self.open.text = f"{self.open.text} {line.strip()}"
        else:
            if not line.startswith((" ", "\t")):
                self.indents.clear()
            self.open = self.add(Piece(kind="paragraph", text=line.strip()))

    def item(self, item: re.Match[str]) -> None:
        indent = len(item.group(1).expandtabs(4))
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1] + 1:
            self.indents.append(indent)
        self.open = self.add(
            Piece(kind="list_item", text=item.group(3), level=min(6, len(self.indents)), ordinal=item.group(2) or "")
        )

    def table_row(self, line: str) -> None:
        if _TABLE_RULE.match(line):
            return
        self.row += 1
        for column, cell in enumerate(line.strip().strip("|").split("|")):
            self.add(Piece(kind="table_cell", text=cell.strip(), row=self.row, column=column))
        self.close()


def read_markdown(text: str) -> Reading:
    """Return the reading of a Markdown file; its text is built anew without the marks."""
    reading = Reading(pieces=[])
    front = _FRONT.match(text)
    if front:
        text = text[front.end() :]
        _front_matter(front.group(1), reading)
    reader = _Reader()
    lines = text.split("\n")
    fenced = False
    for number, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
            reader.close()
            continue
        if not line.strip() or _DEFINITION.match(line):
            reader.close()
            reader.row = -1
            continue
        if fenced:
            reader.open = reader.open or reader.add(Piece(kind="paragraph", text=""))
            reader.open.text += f" {line.strip()}"
            continue
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if reader.row >= 0 and "|" not in line:
            reader.row = -1
        reader.line(line, following)
    for piece in reader.pieces:
        piece.text = _inline(piece.text, reader.links)
    reading.pieces = reader.pieces
    reading.links = list(dict(reader.links).items())
    return reading


def _front_matter(block: str, reading: Reading) -> None:
    for line in block.split("\n"):
        key, colon, raw = line.partition(":")
        value = raw.strip().strip("\"'")
        if not colon or not value:
            continue
        name = key.strip().lower()
        if name == "title":
            reading.titles.append((value, "metadata"))
        elif name in {"date", "published"}:
            date = date_of_attribute(value)
            if date:
                reading.dates.append(DateFound(value=date, source="meta"))
        elif name in {"author", "authors"}:
            reading.authors.extend(one.strip() for one in value.strip("[]").split(",") if one.strip())
        elif name == "publisher":
            reading.publishers.append((value, "metadata"))
