"""Lists that lost their bullets: lines under lines, paragraphs after a line that asks, lines inside one block."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection

from sectorlens.extract.recommendations.details import opens_with_imperative
from sectorlens.model import Block, Document
from sectorlens.nlp import split_sentences

FOLLOWING = 4  # paragraphs after a line that asks and ends in a colon
SHORTEST_LINE = 3  # words
_IN_REPORT = re.compile(r"\((?:paragraphs?|paras?\.?) \d[\d, and–-]*\)\.?\s*$", re.IGNORECASE)
_GERUND = re.compile(
    r"\W*(?!(?:during|following|according|including|being|having|regarding|concerning|nothing|something|"
    r"everything|anything|morning|evening|spring|king|given)\b)"
    r"[a-z-]{3,}ing (?-i:(?=[a-z#£\d‘“'\"]))(?!(?:is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)


def opens_as_item(text: str) -> bool:
    """Whether ``text`` begins as the items of an asking list do: "Fund …", "funding …", "that … be funded"."""
    return opens_with_imperative(text) or bool(_GERUND.match(text)) or text.lstrip().startswith("that ")


def find_broken_lines(document: Document, index: int) -> tuple[tuple[int, int], ...]:
    """Return the lines of paragraph ``index`` as spans of its text where each of them is an item of a list.

    A reader that joins lines without a full stop to one paragraph leaves such lists behind.  Empty unless every
    line of at least two opens as a request.
    """
    text = document.block_text(document.blocks[index])
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((at, at + len(line)))
        at += len(line) + 1
    lines = [text[start:end] for start, end in spans]
    if len(lines) < 2 or not all(len(one.split()) >= SHORTEST_LINE and opens_with_imperative(one) for one in lines):
        return ()
    return tuple(spans)


def find_set_items(
    document: Document, lead_ins: dict[int, int], skipped: Collection[int], lines: Collection[int]
) -> frozenset[int]:
    """Return the paragraphs outside ``lines`` that are items by how they open.

    Those that follow a line that leads in (``lead_ins``), one after the other; those of one sentence of which a
    section has at least two; and those that end in where a committee's report says them ("(Paragraph 9)").
    Whether line or section asks is for the caller to say.
    """
    blocks = document.blocks
    found: set[int] = set()
    sections: dict[int | None, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind != "paragraph" or block.layer != "body" or index in skipped or index in lines:
            continue
        text = document.block_text(block)
        lead = lead_ins.get(index)
        between = [n for n in range(lead + 1, index) if n not in skipped] if lead is not None else []
        follows = lead is not None and opens_as_item(text) and all(n in found for n in between)
        if follows or _IN_REPORT.search(text):
            found.add(index)
        elif opens_with_imperative(text) and len(split_sentences(text)) == 1 and len(text.split()) >= SHORTEST_LINE:
            sections.setdefault(block.heading, []).append(index)
    return frozenset(found.union(*(run for run in sections.values() if len(run) > 1)))


def find_lines(document: Document, skipped: Collection[int]) -> frozenset[int]:
    """Return the paragraphs that stand line under line where the document parts others by blank lines.

    Such runs are lists that lost their bullets when the page was saved as plain text.
    """
    body = [
        (index, block)
        for index, block in enumerate(document.blocks)
        if block.layer == "body" and index not in skipped and block.kind in {"paragraph", "list_item", "heading"}
    ]
    gaps = [document.text[above.end : below.start].count("\n") for (_, above), (_, below) in itertools.pairwise(body)]
    if max(gaps, default=0) < 2:
        return frozenset()
    return frozenset(
        index
        for (upper, above), (lower, below), gap in zip(body, body[1:], gaps, strict=False)
        if gap == 1 and above.kind == below.kind == "paragraph"
        for index in (upper, lower)
    )


def find_lead_ins(document: Document, skipped: Collection[int], lines: frozenset[int]) -> dict[int, int]:
    """Return the introducing block of each list item: the parser's, else the line before the list ending in ":".

    Lists that lost their bullets count as lists; so do up to ``FOLLOWING`` paragraphs after such a line.
    """
    found: dict[int, int] = {}
    blocks = document.blocks
    opener: int | None = None
    last = -1
    since = 0
    for index, block in enumerate(blocks):
        if block.layer != "body" or index in skipped:
            continue
        opens = document.block_text(block).rstrip().endswith((":", "…", "...", "–", "—"))
        if block.kind == "list_item":
            lead = block.lead_in if block.lead_in is not None else _opener_for(block, opener, blocks)
            if lead is not None and lead != index:
                found[index] = lead
            if opens and document.block_text(block).rstrip().endswith(":"):
                opener, since = index, 0
        elif block.kind == "paragraph" and opens:
            opener, since = index, 0
        elif block.kind == "paragraph" and opener is not None and blocks[opener].kind == "paragraph":
            since += index not in lines
            if since > FOLLOWING:
                opener = None
            else:
                found[index] = opener
        elif block.kind == "heading" and opener == last and opens_as_item(document.block_text(block)):
            # Plain text: the first line of the list was taken for a heading.
            found[index] = last
        else:
            opener = None
        last = index
    return found


def _opener_for(block: Block, opener: int | None, blocks: tuple[Block, ...]) -> int | None:
    if opener is None:
        return None
    above = blocks[opener]
    if above.kind == "list_item" and block.level <= above.level:
        return None
    return opener
