"""Finding the needs that one document states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sectorlens.extract.needs.lexicon import NeedCues, need_cues
from sectorlens.extract.needs.scoring import DECISION
from sectorlens.extract.needs.spans import Candidate, find_candidates
from sectorlens.model import Document, Evidence, FindingIds, Mention, Need
from sectorlens.model.vocabulary import NeedPolarity
from sectorlens.nlp import BlockDoc, split_sentences
from sectorlens.nlp.decision import word_features
from sectorlens.nlp.voice import read_voice
from sectorlens.sector.schema import SectorPack
from sectorlens.text import flatten, straighten


def find_needs(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    asked: Collection[tuple[int, int]] = (),
) -> tuple[Need, ...]:
    """Return the needs of ``document`` in reading order.

    ``asked`` are spans of recommendation items, which are not marked again as needs.
    """
    cues = need_cues(pack)
    ids = FindingIds(document.id)
    made: list[Need] = []
    for one in find_spans(document, blocks, mentions, pack=pack, asked=asked):
        value = DECISION.score(one.features, one.words)
        if value < DECISION.accept:
            continue
        candidate, plain = one.candidate, one.sentence
        text = one.block.doc.text
        voicing = read_voice(one.block.block, text, one.at + candidate.start, one.at + candidate.end)
        if voicing.voice == "own":
            voicing = read_voice(one.block.block, text, one.at, one.at + len(plain))
        low = one.block.offset + one.at + candidate.start
        quote = document.text[low : low + candidate.end - candidate.start]
        default = "general" if candidate.level == "person" else ""
        above = one.group if candidate.level == "person" else ""
        made.append(
            Need(
                id=ids.next("nee", quote),
                evidence=Evidence(document_id=document.id, start=low, end=low + len(quote), quote=quote),
                code=candidate.code,
                level=candidate.level,
                population=_population(plain, candidate, cues) or above or default,
                polarity=_polarity(plain, candidate, cues),
                voice=voicing.voice,
                said_by=voicing.said_by,
                score=value,
                band="clear" if value >= DECISION.clear else "doubtful",
            )
        )
    return tuple(made)


@dataclass(frozen=True, slots=True)
class SpanInText:
    """A candidate in its sentence, which starts at character ``at`` of the block."""

    block: BlockDoc
    at: int
    sentence: str
    candidate: Candidate
    features: frozenset[str]
    words: frozenset[str]
    group: str


def find_spans(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    asked: Collection[tuple[int, int]] = (),
) -> Iterator[SpanInText]:
    """Yield every span that might state a need, with the features that speak for and against."""
    cues = need_cues(pack)
    names = [(m.evidence.start, m.evidence.end) for m in mentions if m.form != "publisher"]
    for block in blocks:
        if block.block.kind == "heading":
            continue
        text = block.doc.text
        group = _group_above(document, block, cues)
        for start, end in split_sentences(text):
            plain = straighten(text[start:end])
            for candidate in find_candidates(plain, cues):
                low, high = block.offset + start + candidate.start, block.offset + start + candidate.end
                if any(low < b and a < high for a, b in asked):
                    continue
                features = set(candidate.features) | {f"code_{candidate.code}"}
                if any(low < b and a < high for a, b in names):
                    features.add("in_name")
                yield SpanInText(
                    block, start, plain, candidate, frozenset(features), _words_around(plain, candidate), group
                )
            group = _named_group(plain, cues) or group


def _words_around(plain: str, candidate: Candidate) -> frozenset[str]:
    """Return the words of the span and the three on either side of it as features."""
    before = " ".join(plain[: candidate.start].split()[-3:])
    after = " ".join(plain[candidate.end :].split()[:3])
    span = plain[candidate.start : candidate.end]
    return (
        word_features(span, prefix="in", first=0)
        | word_features(before, prefix="before", first=0)
        | word_features(after, prefix="after", first=1)
    )


def _polarity(plain: str, candidate: Candidate, cues: NeedCues) -> NeedPolarity:
    before = plain[max(0, candidate.start - 40) : candidate.start]
    inside = plain[candidate.start : candidate.end]
    if cues.denied.search(before):
        return "denied"
    if cues.unmet.search(inside) or cues.unmet.search(plain[candidate.end : candidate.end + 40]):
        return "unmet"
    if cues.met.search(plain):
        return "met"
    return "stated"


def _population(plain: str, candidate: Candidate, cues: NeedCues) -> str:
    """Return the group named nearest to the candidate in its sentence; "" if none is."""
    best: tuple[int, int, str] | None = None
    for rank, (code, pattern) in enumerate(cues.populations):
        for match in pattern.finditer(plain):
            distance = max(candidate.start - match.end(), match.start() - candidate.end, 0)
            item = (distance + (1000 if code == "general" else 0), rank, code)
            best = min(best, item) if best else item
    return best[2] if best else ""


def _named_group(plain: str, cues: NeedCues) -> str:
    found = [
        (match.start(), code)
        for code, pattern in cues.populations
        if code != "general"
        for match in pattern.finditer(plain)
    ]
    return max(found)[1] if found else ""


def _group_above(document: Document, block: BlockDoc, cues: NeedCues) -> str:
    """Return the group that the heading or lead-in of ``block`` names, else the title's; "" if none."""
    for index in (block.block.lead_in, block.block.heading):
        if index is not None:
            group = _named_group(straighten(flatten(document.block_text(document.blocks[index]))), cues)
            if group:
                return group
    title = re.sub(r"^Untitled: .*", "", document.title)
    return _named_group(straighten(title), cues)
