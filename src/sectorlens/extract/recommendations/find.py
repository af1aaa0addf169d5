"""Finding the recommendations of one document."""

from __future__ import annotations

from collections.abc import Sequence

from sectorlens.extract.in_context import score_spans
from sectorlens.extract.recommendations.candidates import find_candidates
from sectorlens.extract.recommendations.details import is_negative, read_deadline, read_strength
from sectorlens.extract.recommendations.guess import Opinion
from sectorlens.extract.recommendations.scoring import DECISION
from sectorlens.extract.recommendations.surroundings import Candidate
from sectorlens.extract.recommendations.whom import Asked, name_addressees
from sectorlens.model import Document, Evidence, FindingIds, Mention, Recommendation
from sectorlens.model.vocabulary import Band
from sectorlens.nlp import BlockDoc
from sectorlens.nlp.context import Floats, Reading
from sectorlens.sector.schema import SectorPack
from sectorlens.text import squeeze


def find_recommendations(
    document: Document,
    blocks: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    context: Reading | None = None,
) -> tuple[Recommendation, ...]:
    """Return the recommendations of ``document`` in reading order.

    ``blocks`` are its body blocks as the pipeline read them, ``mentions`` its organisations.  Without ``context`` each
    candidate is judged by its words and its place alone.
    """
    candidates = find_candidates(document, blocks, mentions, pack=pack)
    heard = read_in_context(context, candidates) if context is not None and DECISION.joint is not None else None
    values = [DECISION.score(one, None if heard is None else float(heard[0][n])) for n, one in enumerate(candidates)]
    scored = join_items(list(zip(candidates, values, strict=True)))
    banded = [(one, value, DECISION.band(one, value, in_context=heard is not None)) for one, value in scored]
    found = [(one, value, band) for one, value, band in banded if band is not None]
    opinion = None
    if context is not None and heard is not None and DECISION.joint is not None:
        row_of = {id(one): row for one, row in zip(candidates, heard[1], strict=True)}
        rows = [row_of[id(one)] for one, _, _ in found]
        opinion = Opinion(context.model.addressees, rows, DECISION.joint.share)
    asked = name_addressees(document, [one for one, _, _ in found], mentions, pack=pack, opinion=opinion)
    ids = FindingIds(document.id)
    return tuple(_make(document, *row, ids, who) for row, who in zip(found, asked, strict=True))


def read_in_context(context: Reading, candidates: Sequence[Candidate]) -> tuple[Floats, Floats]:
    """Return log-odds of a request (candidates) and log-shares of whom it asks (candidates, addressees)."""
    spans = [(one.start, one.end) for one in candidates]
    return score_spans(context, spans, whether="ask", which="addressee")


def join_items(scored: Sequence[tuple[Candidate, float]]) -> list[tuple[Candidate, float]]:
    """Return ``scored`` in reading order with each item once, however many sentences it has.

    An item takes the best score of the whole and its sentences.
    """
    wholes: dict[int, list[int]] = {}
    for number, (one, _) in enumerate(scored):
        if one.form == "list_item":
            wholes.setdefault(one.block, []).append(number)
    best: dict[int, tuple[Candidate, float]] = {}
    for number, (one, value) in enumerate(scored):
        key = next((n for n in wholes.get(one.block, ()) if _inside(one, scored[n][0])), number)
        whole = scored[key][0]
        if key not in best or value > best[key][1]:
            best[key] = (whole, value)
    return sorted(best.values(), key=lambda row: (row[0].start, row[0].end))


def _inside(one: Candidate, whole: Candidate) -> bool:
    return whole.start <= one.start and one.end <= whole.end


def _make(
    document: Document, found: Candidate, value: float, band: Band, ids: FindingIds, asked: Asked
) -> Recommendation:
    quote = document.text[found.start : found.end]
    above = found.asking
    cited = asked.block
    if cited is None and found.form == "list_item":
        cited = above.heading
    heading = None
    if cited is not None and document.blocks[cited].kind in {"heading", "paragraph", "table_cell"}:
        block = document.blocks[cited]
        heading = Evidence(document_id=document.id, start=block.start, end=block.end, quote=document.block_text(block))
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
