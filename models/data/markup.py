"""Read the inline mark-up of FORMAT.md: marked text in, plain text and stand-off spans out.

Offsets are half-open code points into the plain text of the passage (all blocks) or of one block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Layer = Literal["entity", "need", "recommendation"]

OPENERS: dict[str, tuple[str, Layer]] = {
    "[[": ("]]", "entity"),
    "{{": ("}}", "need"),
    "<<": (">>", "recommendation"),
}
ESCAPE = "~"
TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev)\.? ")
ARTICLE = re.compile(r"^[Tt]he ")


class MarkupError(ValueError):
    """A place where the mark-up cannot be read."""


@dataclass(frozen=True)
class Mark:
    """One marked span; ``values`` are the words after the bar, as written."""

    layer: Layer
    start: int
    end: int
    text: str
    values: str

    @property
    def label(self) -> str:
        """Return the first word after the bar (ORG, PER, LOC, LOOK or a need code)."""
        return self.values.split(" ", 1)[0].split(";", 1)[0].strip()

    @property
    def name(self) -> str:
        """Return the canonical name: what follows ``=``, else the text itself."""
        return self.values.split("=", 1)[1].strip() if "=" in self.values else self.text

    @property
    def words(self) -> list[str]:
        """Return the words after the bar up to ``=``, without the label."""
        return self.values.split("=", 1)[0].split()[1:]

    @property
    def parts(self) -> list[str]:
        """Return the values between semicolons (recommendations)."""
        return [part.strip() for part in self.values.split(";")]


@dataclass(frozen=True)
class MarkedText:
    """Plain text, its marks in order of start, and the starts of words escaped by ``~``."""

    text: str
    marks: tuple[Mark, ...]
    plain_at: tuple[int, ...] = ()


@dataclass(frozen=True)
class Relation:
    """One relation line as written; ``we`` stands for the passage's publisher."""

    subject: str
    kind: str
    object: str
    qualities: tuple[str, ...]
    quote: str | None
    line: int


@dataclass(frozen=True)
class MarkedBlock:
    """One block of a passage with block-relative marks."""

    kind: Literal["heading", "paragraph", "list_item"]
    level: int
    marked: MarkedText
    line: int


@dataclass
class Passage:
    """One passage: its header fields, blocks and relations."""

    id: str
    voice: str
    subsector: str
    layout: str
    brief: str
    file: str
    line: int
    publisher: str | None = None
    blocks: list[MarkedBlock] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return the plain text: one line per list item, a blank line between other blocks."""
        return "".join(lead + block.marked.text for lead, block in self._with_leads())

    def _with_leads(self) -> Iterator[tuple[str, MarkedBlock]]:
        before: MarkedBlock | None = None
        for block in self.blocks:
            lead = ""
            if before is not None:
                both_items = before.kind == block.kind == "list_item"
                lead = "\n" if both_items else "\n\n"
            before = block
            yield lead, block

    def placed(self) -> Iterator[tuple[int, MarkedBlock]]:
        """Yield each block with its offset in ``text``."""
        at = 0
        for lead, block in self._with_leads():
            at += len(lead)
            yield at, block
            at += len(block.marked.text)


def read_marked(source: str) -> MarkedText:
    """Return the plain text and marks of ``source``; raise MarkupError where it is malformed."""
    out: list[str] = []
    marks: list[Mark] = []
    plain_at: list[int] = []
    length = 0
    stack: list[tuple[str, int, int]] = []  # opener, start in the plain text, index in out
    i = 0
    while i < len(source):
        pair = source[i : i + 2]
        if pair in OPENERS:
            if any(OPENERS[pair][1] == OPENERS[opened][1] for opened, _, _ in stack):
                raise MarkupError(f"{pair} inside another {pair}: …{source[i : i + 30]}")
            stack.append((pair, length, len(out)))
            i += 2
        elif source[i] == "|" and stack:
            opener, start, index = stack.pop()
            closer, layer = OPENERS[opener]
            end = source.find(closer, i)
            if end < 0:
                raise MarkupError(f"{closer} is missing after …{source[i : i + 30]}")
            values = " ".join(source[i + 1 : end].split())
            if any(sign in values for sign in ("[[", "{{", "<<", "|")) or not values:
                raise MarkupError(f"bad values {values!r}")
            mark = trimmed(Mark(layer, start, length, "".join(out[index:]), values))
            if not mark.text or mark.text != mark.text.strip():
                raise MarkupError(f"empty span or white space at its edge: {mark.text!r}")
            marks.append(mark)
            i = end + 2
        elif pair in {"]]", "}}", ">>"}:
            raise MarkupError(f"{pair} without opener or bar near {source[max(0, i - 30) : i + 2]!r}")
        elif source[i] == ESCAPE and source[i + 1 : i + 2].isalnum():
            plain_at.append(length)
            i += 1
        else:
            out.append(source[i])
            length += 1
            i += 1
    if stack:
        raise MarkupError(f"{stack[-1][0]} is never closed")
    marks.sort(key=lambda mark: (mark.start, -mark.end, mark.layer))
    return MarkedText("".join(out), tuple(marks), tuple(plain_at))


def trimmed(mark: Mark) -> Mark:
    """Return ``mark`` without a title (people) or leading article (places, look-alikes)."""
    pattern = {"PER": TITLE, "LOC": ARTICLE, "LOOK": ARTICLE}.get(mark.label)
    found = pattern.match(mark.text) if pattern else None
    if not found:
        return mark
    return Mark(mark.layer, mark.start + found.end(), mark.end, mark.text[found.end() :], mark.values)


HEADER = re.compile(r"^@@\s*(?P<fields>.+)$")
ITEM = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+")
HEADING = re.compile(r"^(#{1,4})\s+")


def read_relation(line: str, number: int) -> Relation:
    """Return the relation of one ``= A | kind | B | qualities | quote`` line."""
    fields = [part.strip() for part in line[1:].split("|")]
    if len(fields) not in {4, 5}:
        raise MarkupError(f"a relation has four or five fields: {line}")
    quote = fields[4].strip('"') if len(fields) == 5 else None
    return Relation(fields[0], fields[1], fields[2], tuple(fields[3].split()), quote, number)


def read_passages(source: str, file: str) -> tuple[list[Passage], list[str]]:
    """Return the passages of one file and its faults (``file:line: what``)."""
    passages: list[Passage] = []
    faults: list[str] = []
    pending: list[str] = []
    kind: Literal["paragraph", "list_item"] = "paragraph"
    began = 0

    def close() -> None:
        if pending:
            add(kind, 0, " ".join(pending), began)
            pending.clear()

    def add(kind: Literal["heading", "paragraph", "list_item"], level: int, text: str, line: int) -> None:
        if not passages:
            faults.append(f"{file}:{line}: text before the first @@ header")
            return
        try:
            passages[-1].blocks.append(MarkedBlock(kind, level, read_marked(text.strip()), line))
        except MarkupError as error:
            faults.append(f"{file}:{line}: {passages[-1].id}: {error}")

    for number, raw in enumerate(source.split("\n"), start=1):
        line = raw.strip()
        header = HEADER.match(line)
        if header:
            close()
            fields = [part.strip() for part in header["fields"].split("|")]
            if len(fields) not in {4, 5}:
                faults.append(f"{file}:{number}: header needs id | voice | subsector | layout [| brief]")
            passages.append(Passage(*(fields + [""] * 5)[:5], file=file, line=number))
        elif line.startswith("@publisher ") and passages:
            passages[-1].publisher = line.removeprefix("@publisher ").strip()
        elif line.startswith("= ") and passages:
            close()
            try:
                passages[-1].relations.append(read_relation(line, number))
            except MarkupError as error:
                faults.append(f"{file}:{number}: {passages[-1].id}: {error}")
        elif line.startswith("%"):
            continue
        elif not line:
            close()
        elif found := HEADING.match(line):
            close()
            add("heading", len(found[1]), line[found.end() :], number)
        elif found := ITEM.match(line):
            close()
            kind, began = "list_item", number
            pending.append(line[found.end() :])
        else:
            if not pending:
                kind, began = "paragraph", number
            pending.append(line)
    close()
    return passages, faults
