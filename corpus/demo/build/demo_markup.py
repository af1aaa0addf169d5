"""Read the marked-up sources of the demonstration publications.

A source is one text file: header lines ``@key value``, a line ``---``, then blocks parted
by blank lines.  Inline marks (they nest):

    [[surface|id]]   a mention of the organisation ``id``; ``[[surface]]`` looks the surface up
    [[!text]]        a look-alike (a review, a law, an event): not an organisation
    [[~text]]        words that happen to look like a name: nothing is marked
    [[@text]]        a person          [[+text]] a place
    {{text|code population polarity voice=…}}          a need
    <<text|addressee[@id]; strength; by=…; voice=…>>   a recommendation
    ((text|a kind b flags; …))                         ties proved by this text
    [text](url)  **bold**

Names of the world that stand in the text need no mark; ``gold.py`` finds them.
A heading or lead-in that ends in `` >>addressee`` makes every list item up to the next
heading (or, for a lead-in, of the list that follows) a recommendation to that addressee.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

CLOSERS = {"[[": "]]", "{{": "}}", "<<": ">>", "((": "))"}
KINDS = {"[[": "org", "{{": "need", "<<": "rec", "((": "tie"}
SIGILS = {"!": "lookalike", "~": "plain", "@": "person", "+": "place"}


class SourceError(ValueError):
    """A fault in a source; the message names the place."""


@dataclass(frozen=True)
class Span:
    """A half-open stretch of the block's text with what the mark said about it."""

    kind: str
    start: int
    end: int
    attr: str = ""

    def moved(self, by: int) -> Span:
        """The same span, ``by`` code points further on."""
        return Span(self.kind, self.start + by, self.end + by, self.attr)


@dataclass
class Block:
    """One block: kind, heading level, plain text, spans and who a list or heading asks."""

    kind: str
    text: str
    spans: list[Span] = field(default_factory=list)
    level: int = 0
    asks: str = ""
    ordered: bool = False
    row: int = -1
    fake: bool = False  # a heading that the file shows as a bold paragraph only


@dataclass
class Source:
    """A publication (or landing page) as written: header and blocks."""

    id: str
    head: dict[str, str]
    local: dict[str, str]
    blocks: list[Block]
    path: Path

    def get(self, key: str, default: str = "") -> str:
        """A header value, or ``default``."""
        return self.head.get(key, default)


def parse_inline(source: str, where: str = "") -> tuple[str, list[Span]]:
    """Return the plain text of ``source`` and its spans, outermost first at equal starts."""
    out: list[str] = []
    spans: list[Span] = []
    stack: list[tuple[str, int, str]] = []
    length = 0
    i = 0
    while i < len(source):
        two = source[i : i + 2]
        if two in CLOSERS:
            i += 2
            sigil = ""
            if two == "[[" and source[i] in SIGILS:
                sigil = SIGILS[source[i]]
                i += 1
            stack.append((two, length, sigil))
            continue
        if stack and two == CLOSERS[stack[-1][0]]:
            opener, start, sigil = stack.pop()
            spans.append(Span(sigil or KINDS[opener], start, length))
            i += 2
            continue
        if stack and source[i] == "|":
            closer = CLOSERS[stack[-1][0]]
            end = source.find(closer, i)
            if end < 0:
                raise SourceError(f"{where}: no {closer} after {source[i : i + 40]!r}")
            opener, start, sigil = stack.pop()
            spans.append(Span(sigil or KINDS[opener], start, length, source[i + 1 : end].strip()))
            i = end + 2
            continue
        link = re.compile(r"\[([^\[\]]+)\]\(([^)\s]+)\)").match(source, i)
        if link:
            spans.append(Span("link", length, length + len(link[1]), link[2]))
            out.append(link[1])
            length += len(link[1])
            i = link.end()
            continue
        bold = re.compile(r"\*\*([^*]+)\*\*").match(source, i)
        if bold:
            spans.append(Span("bold", length, length + len(bold[1])))
            out.append(bold[1])
            length += len(bold[1])
            i = bold.end()
            continue
        out.append(source[i])
        length += 1
        i += 1
    if stack:
        raise SourceError(f"{where}: {stack[-1][0]} is never closed")
    spans.sort(key=lambda s: (s.start, -s.end))
    return "".join(out), spans


def curl(text: str) -> str:
    """Replace straight quotation marks by typographic ones; the length stays the same."""
    text = re.sub(r"(^|[\s(\[–—“])'(?=\S)", "\\1‘", text)
    text = text.replace("'", "’")
    text = re.sub(r'(^|[\s(\[–—‘])"(?=\S)', "\\1“", text, flags=re.MULTILINE)
    return text.replace('"', "”")


def _block(raw: str, where: str, row: int) -> Block:
    """One logical line of a source as a block."""
    asks = ""
    if (found := re.search(r"\s>>([a-z][^>]*)$", raw)) is not None:
        asks, raw = found[1].strip(), raw[: found.start()]
    raw = re.sub(r"(?<=\S)\^([123])", lambda m: "¹²³"[int(m[1]) - 1], raw)
    kind, level, ordered = "paragraph", 0, False
    if found := re.match(r"(#{1,4}) ", raw):
        kind, level, raw = "heading", len(found[1]), raw[found.end() :]
    elif raw.startswith("- "):
        kind, raw = "list_item", raw[2:]
    elif found := re.match(r"\d+\. ", raw):
        kind, ordered, raw = "list_item", True, raw[found.end() :]
    elif raw.startswith("> "):
        kind, raw = "quote", raw[2:]
    elif raw.startswith("^ "):
        kind, raw = "footnote", raw[2:]
    elif raw.startswith("%% "):
        kind, raw = "furniture", raw[3:]
    elif raw.startswith("~~ "):
        kind, raw = "caption", raw[3:]
    if kind == "paragraph" and (found := re.fullmatch(r"\*\*([^*]+)\*\*", raw)):
        return Block("heading", found[1], [], 3, asks, fake=True)
    text, spans = parse_inline(raw, where)
    return Block(kind, text, spans, level, asks, ordered, row)


def parse_source(path: Path) -> Source:
    """Read one source file.  Raises SourceError with file and line."""
    head: dict[str, str] = {}
    local: dict[str, str] = {}
    top, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    for line in top.splitlines():
        if not line.strip():
            continue
        key, _, value = line.removeprefix("@").partition(" ")
        if key == "local":
            surface, _, name = value.partition("=")
            local[surface.strip()] = name.strip()
        else:
            head[key] = value.strip()
    blocks: list[Block] = []
    row = 0
    for chunk in re.split(r"\n\s*\n", body.strip("\n")):
        lines = chunk.splitlines()
        marked = all(re.match(r"(- |\d+\. |\||#{1,4} |%% )", line) for line in lines)
        for raw in lines if marked else [" ".join(line.strip() for line in lines)]:
            where = f"{path.name}: {raw[:40]!r}"
            if raw.startswith("|"):
                for cell in raw.strip().strip("|").split(" | "):
                    text, spans = parse_inline(cell.strip().replace("¦", "|"), where)
                    blocks.append(Block("table_cell", text, spans, row=row))
                row += 1
            else:
                blocks.append(_block(raw, where, -1))
    if head.get("quotes", "curly") == "curly":
        for block in blocks:
            block.text = curl(block.text)
        head = {k: curl(v) if k in {"title", "author", "shown"} else v for k, v in head.items()}
        local = {curl(k): v for k, v in local.items()}
    return Source(path.stem, head, local, blocks, path)
