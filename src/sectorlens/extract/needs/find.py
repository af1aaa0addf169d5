"""Finding the needs that one document states."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence

from sectorlens.extract.needs.lexicon import NeedCues, need_cues
from sectorlens.extract.needs.spans import Candidate, find_candidates
from sectorlens.nlp.voice import read_voice
from sectorlens.model import Document, Evidence, FindingIds, Mention, Need
from sectorlens.model.vocabulary import Band, NeedPolarity
from sectorlens.nlp import BlockDoc, split_sentences
from sectorlens.sector.schema import SectorPack
from sectorlens.text import flatten, straighten

ACCEPT = 0.5
CLEAR = 0.75
WEIGHTS = {
    "bias": -0.5,
    "cue": 1.8,
    "topic": 0.0,
    "before": 1.4,
    "after": 1.4,
    "list": 0.8,
    "service": -2.6,
    "title_case": -2.0,
    "in_name": -6.0,
    "question": -0.5,
    "heading": -3.0,
}


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
    names = [(m.evidence.start, m.evidence.end) for m in mentions if m.form != "publisher"]
    made: list[Need] = []
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
                features = set(candidate.features)
                if any(low < b and a < high for a, b in names):
                    features.add("in_name")
                value = _score(features)
                if value < ACCEPT:
                    continue
                here = _population(plain, candidate, cues)
                voicing = read_voice(block.block, text, start + candidate.start, start + candidate.end)
                if voicing.voice == "own":
                    voicing = read_voice(block.block, text, start, end)
                quote = document.text[low:high]
                default = "general" if candidate.level == "person" else ""
                made.append(
                    Need(
                        id=ids.next("nee", quote),
                        evidence=Evidence(document_id=document.id, start=low, end=high, quote=quote),
                        code=candidate.code,
                        level=candidate.level,
                        population=here or (group if candidate.level == "person" else "") or default,
                        polarity=_polarity(plain, candidate, cues),
                        voice=voicing.voice,
                        said_by=voicing.said_by,
                        score=value,
                        band=_band(value),
                    )
                )
            group = _named_group(plain, cues) or group
    return tuple(made)


def _score(features: set[str]) -> float:
    total = WEIGHTS["bias"] + sum(WEIGHTS.get(feature, 0.0) for feature in sorted(features))
    return round(1 / (1 + math.exp(-total)), 3)


def _band(value: float) -> Band:
    return "clear" if value >= CLEAR else "doubtful"


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
        (match.start(), code) for code, pattern in cues.populations if code != "general" for match in pattern.finditer(plain)
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
