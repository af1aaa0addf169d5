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
from sectorlens.extract.recommendations.scoring import ACCEPT, CLEAR, score
from sectorlens.extract.recommendations.sentences import Request, read_sentence
from sectorlens.extract.recommendations.tables import read_tables
from sectorlens.nlp.voice import Voicing, read_voice
from sectorlens.model import Document, Evidence, FindingIds, Mention, Recommendation
from sectorlens.model.vocabulary import Addressee, Band, RecommendationForm
from sectorlens.nlp import BlockDoc, split_sentences
from sectorlens.sector.schema import SectorPack
from sectorlens.text import squeeze

SHORTEST = 3  # words of an item; shorter ones are labels
_NUMBERED = re.compile(r"^\W*(?:(?i:key )?(?i:recommendation|lesson|ask))\s+(?:no\.? ?)?(?:\d+(?:\.\d+)?\b|[A-Z][:.)])\W*")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    features: frozenset[str]
    request: Request
    asking: Asking
    form: RecommendationForm
    voicing: Voicing


def find_recommendations(
    document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> tuple[Recommendation, ...]:
    """Return the recommendations of ``document`` in reading order.

    ``blocks`` are its body blocks as the pipeline read them, ``mentions`` its organisations.
    """
    cues = ask_cues(pack)
    skipped = frozenset(range(len(document.blocks))) - {block.index for block in blocks}
    asking = AskingMap(document, skipped, cues=cues, pack=pack)
    with_items = {document.blocks[b.index].heading for b in blocks if b.block.kind == "list_item"}
    cells = read_tables(document, blocks, cues=cues, pack=pack)
    ids = FindingIds(document.id)
    made: list[Recommendation] = []
    last: Addressee | None = None
    for block in blocks:
        above = cells.get(block.index) or asking.of(block.index)
        in_column = block.index in cells
        if block.block.kind == "table_cell" and not in_column:
            continue
        for found in _read_block(block, above, in_column, with_items, mentions, cues=cues, pack=pack):
            value = score(found.features)
            if value < ACCEPT:
                continue
            record = _make(document, found, value, ids, last)
            last = record.addressee
            made.append(record)
    return tuple(made)


def _read_block(
    block: BlockDoc,
    above: Asking,
    in_column: bool,
    with_items: set[int | None],
    mentions: Sequence[Mention],
    *,
    cues: AskCues,
    pack: SectorPack,
) -> Iterator[_Found]:
    text = block.doc.text
    kind = block.block.kind
    inside = [m for m in mentions if block.offset <= m.evidence.start < block.offset + len(text)]
    numbered = bool(_NUMBERED.match(text))
    is_item = kind == "list_item" or in_column or (kind == "paragraph" and (numbered or bool(block.block.ordinal)))
    if kind == "heading":
        is_item = numbered or (above.heading is not None and _reads_as_request(text))
        if not is_item:
            return
    if is_item and not text.rstrip().endswith(":"):
        start, end = item_core(text)
        core = text[start:end]
        if len(core.split()) < SHORTEST:
            return
        found = _read_item(block, start, end, above, in_column, numbered, inside, cues=cues, pack=pack)
        if found is not None:
            yield found
            return
    if kind == "heading":
        return
    for start, end in split_sentences(text):
        request = read_sentence(text[start:end], block.offset + start, inside, cues=cues, pack=pack)
        voicing = read_voice(block.block, text, start, end)
        features = set(request.features)
        if text[start:end].rstrip().endswith(":"):
            continue
        if above.heading is not None and block.block.heading not in with_items:
            features.add("paragraph_under_asking_heading")
            if above.strong:
                features.add("paragraph_under_recommendation_heading")
            if "imperative" in features:
                features.add("imperative_in_asking")
        if voicing.voice != "own":
            features.add(voicing.voice)
        yield _Found(start + block.offset, end + block.offset, frozenset(features), request, above, "sentence", voicing)


def _reads_as_request(text: str) -> bool:
    words = len(text.split())
    return words >= 3 and (opens_with_imperative(text) or (words >= 5 and read_strength(text) is not None)) and not text.rstrip().endswith(("?", ":"))


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
) -> _Found | None:
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
    return _Found(block.offset + start, block.offset + end, frozenset(features), request, above, "list_item", voicing)


def _make(
    document: Document, found: _Found, value: float, ids: FindingIds, last: Addressee | None
) -> Recommendation:
    quote = document.text[found.start : found.end]
    request, above = found.request, found.asking
    addressee, mention = request.addressee, request.mention
    from_above = False
    weak = addressee is None or addressee == "sector"
    if above.addressee is not None and (weak or found.form == "list_item"):
        # the heading or lead-in names who is asked; a subject of the item that is named itself stands if it
        # is an organisation
        if mention is None:
            addressee, from_above = above.addressee, True
    if addressee is None and request.features & {"subject_pronoun"}:
        addressee = last
    heading = None
    if from_above and above.named_in is not None:
        block = document.blocks[above.named_in]
        if block.kind == "heading":
            heading = Evidence(
                document_id=document.id, start=block.start, end=block.end, quote=document.block_text(block)
            )
    if heading is None and above.heading is not None and found.form == "list_item":
        block = document.blocks[above.heading]
        heading = Evidence(document_id=document.id, start=block.start, end=block.end, quote=document.block_text(block))
    band: Band = "clear" if value >= CLEAR else "doubtful"
    return Recommendation(
        id=ids.next("rec", quote),
        evidence=Evidence(document_id=document.id, start=found.start, end=found.end, quote=quote),
        text=squeeze(quote),
        addressee=addressee or "other",
        addressee_mention_id=mention.id if mention is not None and not from_above else "",
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
