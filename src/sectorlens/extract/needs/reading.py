"""The sentences of a document as the search for needs reads them: lexicon, segments, and the group they speak of."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sectorlens.extract.needs.features import Segment, iter_described
from sectorlens.extract.needs.lexicon import NeedCues
from sectorlens.extract.needs.spans import Candidate, find_candidates, iter_hits, iter_signs
from sectorlens.model import Document, Mention
from sectorlens.nlp import BlockDoc
from sectorlens.text import flatten, straighten


@dataclass(frozen=True, slots=True)
class SentenceRead:
    """A sentence at character ``span_start`` of its block; ``plain`` has straight quotes and the same length.

    ``group`` is the population that the text before it has named last; "" if none.
    """

    block: BlockDoc
    span_start: int
    plain: str
    group: str
    candidates: tuple[Candidate, ...]
    segments: tuple[Segment, ...]


def iter_sentences(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    cues: NeedCues,
    *,
    asked: Collection[tuple[int, int]] = (),
    asks: Collection[tuple[int, int]] = (),
) -> Iterator[SentenceRead]:
    """Yield the sentences of ``blocks`` outside headings; what lies in ``asked`` has no candidates or segments."""
    names = [(m.evidence.start, m.evidence.end) for m in mentions if m.form != "publisher"]
    for block in blocks:
        if block.block.kind == "heading":
            continue
        group = _group_above(document, block, cues)
        above = _text_above(document, block)
        named = [(a - block.offset, b - block.offset) for a, b in names if _meets(block, a, b)]
        before = ""
        for span in block.doc.sents:
            plain = straighten(span.text)
            start, low = span.start_char, block.offset + span.start_char
            hits = list(iter_hits(plain, cues))
            candidates = tuple(
                dataclasses.replace(c, features=c.features | {"in_name"})
                if any(start + c.start < b and a < start + c.end for a, b in named)
                else c
                for c in find_candidates(plain, cues, hits)
                if not _touches(asked, low + c.start, low + c.end)
            )
            segments = tuple(
                segment
                for segment in iter_described(
                    span,
                    [*hits, *iter_signs(plain, cues)],
                    candidates,
                    kind=block.block.kind,
                    before=before,
                    above=above,
                    names=named,
                    asks=_touches(asks, low, low + len(plain)),
                )
                if not _touches(asked, block.offset + segment.start, block.offset + segment.end)
            )
            yield SentenceRead(block, start, plain, group, candidates, segments)
            group = _named_group(plain, cues) or group
            before = span.text


def population_of(plain: str, start: int, end: int, cues: NeedCues) -> str:
    """Return the group named nearest to characters ``start:end`` of a sentence; "" if none is."""
    best: tuple[int, int, str] | None = None
    for rank, (code, pattern) in enumerate(cues.populations):
        for match in pattern.finditer(plain):
            distance = max(start - match.end(), match.start() - end, 0)
            item = (distance + (1000 if code == "general" else 0), rank, code)
            best = min(best, item) if best else item
    return best[2] if best else ""


def group_of(sentence: SentenceRead, start: int, end: int, code: str, cues: NeedCues) -> str:
    """Return whose need ``code`` in characters ``start:end`` of ``sentence`` is.

    The group that the sentence names, else that of the code, else the one that the text before has named.  Victims
    give way to the latter: who they are says more than what was done to them.
    """
    named = population_of(sentence.plain, start, end, cues)
    if named == "victims" and sentence.group:
        return sentence.group
    return named or dict(cues.groups).get(code) or sentence.group or "general"


def _touches(spans: Collection[tuple[int, int]], low: int, high: int) -> bool:
    return any(low < b and a < high for a, b in spans)


def _meets(block: BlockDoc, low: int, high: int) -> bool:
    return low < block.offset + len(block.doc.text) and block.offset < high


def _named_group(plain: str, cues: NeedCues) -> str:
    found = [
        (match.start(), code)
        for code, pattern in cues.populations
        if code != "general"
        for match in pattern.finditer(plain)
    ]
    return max(found)[1] if found else ""


def _text_above(document: Document, block: BlockDoc) -> str:
    """Return the lead-in of ``block``, else its heading, else the title that was found."""
    for index in (block.block.lead_in, block.block.heading):
        if index is not None:
            return flatten(document.block_text(document.blocks[index]))
    return "" if document.title.startswith("Untitled") else document.title


def _group_above(document: Document, block: BlockDoc, cues: NeedCues) -> str:
    """Return the group that the heading or lead-in of ``block`` names, else the title's; "" if none."""
    for index in (block.block.lead_in, block.block.heading):
        if index is not None:
            group = _named_group(straighten(flatten(document.block_text(document.blocks[index]))), cues)
            if group:
                return group
    title = re.sub(r"^Untitled: .*", "", document.title)
    return _named_group(straighten(title), cues)
