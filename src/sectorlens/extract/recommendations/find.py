"""Finding the recommendations of one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.extract.recommendations.context import Asking, AskingMap
from sectorlens.extract.recommendations.cues import AskCues, ask_cues
from sectorlens.extract.recommendations.details import (
    is_negative,
    item_core,
    opens_with_imperative,
    read_deadline,
    read_strength,
)
from sectorlens.extract.recommendations.scoring import DECISION
from sectorlens.extract.recommendations.sentences import Request, read_sentence
from sectorlens.extract.recommendations.tables import read_tables
from sectorlens.extract.recommendations.whom import Asked, inline_label, spread_addressees, whom
from sectorlens.model import Document, Evidence, FindingIds, Mention, Recommendation
from sectorlens.model.vocabulary import Band, RecommendationForm
from sectorlens.nlp import BlockDoc, split_sentences
from sectorlens.nlp.decision import word_features
from sectorlens.nlp.voice import Voicing, read_voice
from sectorlens.sector.schema import SectorPack
from sectorlens.text import squeeze

SHORTEST = 3  # words of an item; shorter ones are labels
_NUMBERED = re.compile(
    r"^\W*(?:(?i:key )?(?i:recommendation|lesson|ask))\s+(?:no\.? ?)?(?:\d+(?:\.\d+)?\b|[A-Z][:.)])\W*"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item or sentence that might ask; ``words`` are those of its first sentence."""

    start: int
    end: int
    features: frozenset[str]
    request: Request
    asking: Asking
    form: RecommendationForm
    voicing: Voicing
    words: frozenset[str]


def find_recommendations(
    document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> tuple[Recommendation, ...]:
    """Return the recommendations of ``document`` in reading order.

    ``blocks`` are its body blocks as the pipeline read them, ``mentions`` its organisations.
    """
    found = [
        (one, value)
        for one in find_candidates(document, blocks, mentions, pack=pack)
        if (value := DECISION.score(one.features, one.words)) >= DECISION.accept
    ]
    texts = [document.text[one.start : one.end] for one, _ in found]
    asked = [
        Asked(label, own=True) if (label := inline_label(text, pack)) else whom(one.request, one.asking, one.form)
        for (one, _), text in zip(found, texts, strict=True)
    ]
    sections = [one.asking.heading for one, _ in found]
    spread = spread_addressees(document, sections, asked, texts, pack=pack)
    ids = FindingIds(document.id)
    return tuple(_make(document, one, value, ids, who) for (one, value), who in zip(found, spread, strict=True))


def find_candidates(
    document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> Iterator[Candidate]:
    """Yield every item and sentence that might ask, with the features that speak for and against."""
    cues = ask_cues(pack)
    skipped = frozenset(range(len(document.blocks))) - {block.index for block in blocks}
    asking = AskingMap(document, skipped, mentions, cues=cues, pack=pack)
    with_items = {document.blocks[b.index].heading for b in blocks if b.block.kind == "list_item"}
    cells = read_tables(document, blocks, cues=cues, pack=pack)
    for block in blocks:
        above = cells.get(block.index) or asking.of(block.index)
        in_column = block.index in cells
        if block.block.kind in {"table_cell", "caption", "footnote"} and not in_column:
            continue
        yield from _read_block(block, above, in_column, with_items, mentions, cues=cues, pack=pack)


def _read_block(
    block: BlockDoc,
    above: Asking,
    in_column: bool,
    with_items: set[int | None],
    mentions: Sequence[Mention],
    *,
    cues: AskCues,
    pack: SectorPack,
) -> Iterator[Candidate]:
    text = block.doc.text
    kind = block.block.kind
    inside = [m for m in mentions if m.evidence.start < block.offset + len(text)]
    numbered = bool(_NUMBERED.match(text))
    is_item = kind == "list_item" or in_column or (kind == "paragraph" and (numbered or bool(block.block.ordinal)))
    if kind == "heading":
        is_item = numbered or (above.heading is not None and _reads_as_request(text))
        if not is_item:
            return
    if is_item and not text.rstrip().endswith(":"):
        start, end = item_core(text)
        core = text[start:end]
        if len(core.split()) < SHORTEST or _is_name(block.offset + start, block.offset + end, inside):
            return
        found = _read_item(block, start, end, above, in_column, numbered, inside, cues=cues, pack=pack)
        if found is not None:
            yield found
            return
    if kind == "heading":
        return
    request: Request | None = None
    for start, end in split_sentences(text):
        request = read_sentence(text[start:end], block.offset + start, inside, cues=cues, pack=pack, before=request)
        voicing = read_voice(block.block, text, start, end)
        features = set(request.features)
        if text[start:end].rstrip().endswith(":") or end - start < 12:
            continue
        if above.heading is not None and block.block.heading not in with_items:
            features.add("paragraph_under_asking_heading")
            if above.strong:
                features.add("paragraph_under_recommendation_heading")
            if "imperative" in features:
                features.add("imperative_in_asking")
        if voicing.voice != "own":
            features.add(voicing.voice)
        yield Candidate(
            start + block.offset,
            end + block.offset,
            frozenset(features),
            request,
            above,
            "sentence",
            voicing,
            word_features(text[start:end]),
        )


def _is_name(start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Whether an item is little more than the name of a body."""
    return any(
        m.form != "publisher"
        and start <= m.evidence.start
        and m.evidence.end <= end
        and (m.evidence.end - m.evidence.start) * 3 > (end - start) * 2
        for m in mentions
    )


def _reads_as_request(text: str) -> bool:
    words = len(text.split())
    return (
        words >= 3
        and (opens_with_imperative(text) or (words >= 5 and read_strength(text) is not None))
        and not text.rstrip().endswith(("?", ":"))
    )


def _read_item(
    block: BlockDoc,
    start: int,
    end: int,
    above: Asking,
    in_column: bool,
    numbered: bool,
    inside: Sequence[Mention],
    *,
    cues: AskCues,
    pack: SectorPack,
) -> Candidate | None:
    text = block.doc.text
    core = text[start:end]
    structure: set[str] = set()
    if above.heading is not None:
        structure.add("item_under_asking_heading")
    if above.lead_in is not None:
        structure.add("item_after_asking_lead_in")
    if numbered:
        structure.add("numbered_recommendation")
    if in_column:
        structure.add("recommendation_column")
    if block.block.kind == "heading":
        structure = (structure - {"item_under_asking_heading"}) | {"heading_is_request"}
    first_end = split_sentences(core)[0][1]
    request = read_sentence(core[:first_end], block.offset + start, inside, cues=cues, pack=pack)
    imperative = opens_with_imperative(core)
    if not structure and above.addressee_heading and (imperative or request.strength is not None):
        structure.add("item_under_addressee_heading")
    if not structure:
        return None
    features = set(structure)
    features |= {f for f in request.features if f in {"reader", "question"}} if not above.strong else set()
    if imperative:
        features.add("item_imperative")
    elif request.strength is None and not above.strong and above.lead_in is None:
        features.add("item_statement")
    if not structure & {"recommendation_column", "numbered_recommendation"}:
        features |= request.features & {"never", "past"} if not above.strong and above.lead_in is None else set()
    voicing = above.voicing if above.voicing.voice != "own" else read_voice(block.block, text, start, end)
    if voicing.voice == "quoted":
        features.add("quoted")
    return Candidate(
        block.offset + start,
        block.offset + end,
        frozenset(features),
        request,
        above,
        "list_item",
        voicing,
        word_features(core[:first_end]),
    )


def _make(document: Document, found: Candidate, value: float, ids: FindingIds, asked: Asked) -> Recommendation:
    quote = document.text[found.start : found.end]
    above = found.asking
    cited = asked.block
    if cited is None and found.form == "list_item":
        cited = above.heading
    heading = None
    if cited is not None and document.blocks[cited].kind in {"heading", "paragraph", "table_cell"}:
        block = document.blocks[cited]
        heading = Evidence(document_id=document.id, start=block.start, end=block.end, quote=document.block_text(block))
    band: Band = "clear" if value >= DECISION.clear else "doubtful"
    return Recommendation(
        id=ids.next("rec", quote),
        evidence=Evidence(document_id=document.id, start=found.start, end=found.end, quote=quote),
        text=squeeze(quote),
        addressee=asked.label or "other",
        addressee_mention_id=asked.mention.id if asked.mention is not None else "",
        asked_by=found.voicing.said_by,
        strength=read_strength(quote) or above.strength or "imperative",
        form=found.form,
        negative=is_negative(quote),
        deadline=read_deadline(quote),
        heading=heading,
        voice=found.voicing.voice,
        said_by=found.voicing.said_by,
        score=value,
        band=band,
    )
