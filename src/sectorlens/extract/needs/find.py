"""Finding the needs that one document states."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sectorlens.extract.in_context import score_spans
from sectorlens.extract.needs.learnt import Floats, NeedModel, load_need_model
from sectorlens.extract.needs.lexicon import NeedCues, need_cues
from sectorlens.extract.needs.reading import SentenceRead, group_of, iter_sentences, population_of
from sectorlens.extract.needs.scoring import DECISION
from sectorlens.extract.needs.spans import Candidate
from sectorlens.model import Document, Evidence, FindingIds, Mention, Need
from sectorlens.model.vocabulary import NeedLevel, NeedPolarity
from sectorlens.nlp import BlockDoc
from sectorlens.nlp.context import Reading
from sectorlens.nlp.decision import word_features
from sectorlens.nlp.voice import read_voice
from sectorlens.sector.schema import SectorPack

_MARK = re.compile(r"[,;:()–—]|(?<=\s)-(?=\s)")  # between parts of a sentence that are met or not by themselves


@dataclass(frozen=True, slots=True)
class Found:
    """Characters ``start:end`` of a sentence that state the need ``code``; ``ruled``: the rules accept it too."""

    start: int
    end: int
    code: str
    level: NeedLevel
    score: float
    is_clear: bool
    ruled: bool


def find_needs(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    asked: Collection[tuple[int, int]] = (),
    asks: Collection[tuple[int, int]] = (),
    context: Reading | None = None,
) -> tuple[Need, ...]:
    """Return the needs of ``document`` in reading order.

    ``asked`` are spans of recommendation items, which are not marked again as needs; ``asks`` those of
    recommendations in prose.  Without ``context`` each segment is judged by its own sentence.
    """
    cues = need_cues(pack)
    sentences = list(iter_sentences(document, blocks, mentions, cues, asked=asked, asks=asks))
    model = load_need_model()
    if model is None:
        findings = _by_rules(sentences)
    else:
        read = None if context is None else read_in_context(context, model.codes, sentences)
        findings = _by_model(sentences, model, pack, read)
    ids = FindingIds(document.id)
    return tuple(_record(document, ids, sentence, found, cues) for sentence, found in findings)


def _by_rules(sentences: Sequence[SentenceRead]) -> Iterator[tuple[SentenceRead, Found]]:
    """Yield what the lexicon's rules alone accept."""
    for sentence in sentences:
        for c in sentence.candidates:
            value = DECISION.score(c.features)
            if value >= DECISION.accept:
                yield sentence, Found(c.start, c.end, c.code, c.level, value, value >= DECISION.clear, True)


def read_in_context(context: Reading, codes: Sequence[str], sentences: Sequence[SentenceRead]) -> tuple[Floats, Floats]:
    """Return log-odds of a need (segments of ``sentences``) and log-shares (segments, ``codes``) in their context."""
    segments = [(s.block.offset + one.start, s.block.offset + one.end) for s in sentences for one in s.segments]
    need, shares = score_spans(context, segments, whether="need", which="code")
    return need, shares[:, [context.model.codes.index(code) for code in codes]]


def _by_model(
    sentences: Sequence[SentenceRead], model: NeedModel, pack: SectorPack, context: tuple[Floats, Floats] | None
) -> Iterator[tuple[SentenceRead, Found]]:
    """Yield what rules and model together accept: one code a segment, more where the rules propose them."""
    levels = {entry.code: entry.level for entry in pack.needs}
    segments = [segment for sentence in sentences for segment in sentence.segments]
    if not segments:
        return
    scores, joint = model.score(segments, context)
    columns = [(k, code) for k, code in enumerate(model.codes) if code in levels]
    column = {code: k for k, code in columns}
    row = 0
    for sentence in sentences:
        found: list[Found] = []
        for segment in sentence.segments:
            shares = scores[row]
            row += 1
            _, code = max(columns, key=lambda item: (float(shares[item[0]]), item[1]))
            spans = [
                (c.start, c.end, c.code, DECISION.score(c.features) >= DECISION.accept)
                for c in segment.ruled
                if c.code in column
            ]
            # A problem that the segment names goes before one that only its neighbours suggest.
            named = any(ruled for _, _, _, ruled in spans) and f"cue:{code}" not in segment.topics
            if code not in {c.code for c in segment.ruled} and not named:
                at = sentence.span_start
                spans.append((segment.start - at, segment.end - at, code, False))
            for start, end, name, ruled in spans:
                value = round(float(shares[column[name]]), 3)
                if value >= (joint.accept_ruled if ruled else joint.accept):
                    found.append(Found(start, end, name, levels[name], value, value >= joint.clear, ruled))
        yield from ((sentence, one) for one in _disjoint(found))


def _disjoint(found: Sequence[Found]) -> list[Found]:
    """Return ``found`` in order without overlaps: the surer one first, what the rules accept counting double."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (-f.score * (1 + f.ruled), f.start, f.end)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _record(document: Document, ids: FindingIds, sentence: SentenceRead, found: Found, cues: NeedCues) -> Need:
    block, plain, at = sentence.block, sentence.plain, sentence.span_start
    voicing = read_voice(block.block, block.doc.text, at + found.start, at + found.end)
    if voicing.voice == "own":
        voicing = read_voice(block.block, block.doc.text, at, at + len(plain))
    low = block.offset + at + found.start
    quote = document.text[low : low + found.end - found.start]
    span = (found.start, found.end)
    return Need(
        id=ids.next("nee", quote),
        evidence=Evidence(document_id=document.id, start=low, end=low + len(quote), quote=quote),
        code=found.code,
        level=found.level,
        population=(
            group_of(sentence, *span, found.code, cues)
            if found.level == "person"
            else population_of(plain, *span, cues)
        ),
        polarity=_polarity(plain, found, cues),
        voice=voicing.voice,
        said_by=voicing.said_by,
        score=found.score,
        band="clear" if found.is_clear else "doubtful",
    )


def _polarity(plain: str, found: Found, cues: NeedCues) -> NeedPolarity:
    before = plain[max(0, found.start - 40) : found.start]
    inside = plain[found.start : found.end]
    if cues.denied.search(before):
        return "denied"
    if cues.unmet.search(inside) or cues.unmet.search(plain[found.end : found.end + 40]):
        return "unmet"
    low = max((mark.end() for mark in _MARK.finditer(plain, 0, found.start)), default=0)
    after = _MARK.search(plain, found.end)
    if cues.met.search(plain, low, after.start() if after else len(plain)):
        return "met"
    return "stated"


@dataclass(frozen=True, slots=True)
class SpanInText:
    """A candidate of the rules in its sentence, which starts at character ``at`` of the block."""

    block: BlockDoc
    at: int
    candidate: Candidate
    features: frozenset[str]
    words: frozenset[str]


def find_spans(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    asked: Collection[tuple[int, int]] = (),
) -> Iterator[SpanInText]:
    """Yield every span that the rules propose, with the features and words that speak for and against it."""
    for sentence in iter_sentences(document, blocks, mentions, need_cues(pack), asked=asked):
        for candidate in sentence.candidates:
            yield SpanInText(
                sentence.block,
                sentence.span_start,
                candidate,
                candidate.features | {f"code_{candidate.code}"},
                _words_around(sentence.plain, candidate),
            )


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
