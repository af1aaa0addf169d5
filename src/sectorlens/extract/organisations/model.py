"""What the trained pipeline says: its entities as candidates, and its opinion on everybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.nlp import BlockDoc

_LEAD = re.compile(r"^(?:the|a|an|our|this|these|both|all)\s+(?=\S)", re.I)
_TAIL = re.compile(r"(?:['’]s?|[\s,.;:)\]”\"])+$")
_FEATURES = {"PERSON": "model_person", "PER": "model_person", "LOC": "model_place", "GPE": "model_place",
             "LOOK": "model_look"}  # fmt: skip


def find_model_names(block: BlockDoc) -> Iterator[Candidate]:
    """Yield a candidate for each entity that the pipeline calls an organisation, trimmed to the guidelines."""
    for entity in block.doc.ents:
        if entity.label_ != "ORG":
            continue
        text, start = entity.text, entity.start_char
        lead = _LEAD.match(text)
        if lead:
            start, text = start + lead.end(), text[lead.end() :]
        tail = _TAIL.search(text)
        # "Barnardo's" keeps its ending where the page never writes it without.
        if tail and tail.start() > 0:
            text = text[: tail.start()]
        if not text or not any(letter.isupper() for letter in text):
            continue
        offset = block.offset + start
        candidate = Candidate(block.index, offset, offset + len(text), text, {"model"})
        candidate.evidence["model_org"] = 1.0
        yield candidate


def mark_model(candidates: Sequence[Candidate], blocks: Sequence[BlockDoc]) -> None:
    """Add to each candidate what the pipeline thinks of its span: part of a body, a person, a place …"""
    entities = {
        block.index: [(block.offset + e.start_char, block.offset + e.end_char, e.label_) for e in block.doc.ents]
        for block in blocks
    }
    for candidate in candidates:
        for start, end, label in entities.get(candidate.block, ()):
            if not (candidate.start < end and start < candidate.end):
                continue
            if label == "ORG":
                if "model_org" not in candidate.evidence:
                    candidate.evidence["model_part"] = 1.0
            elif label in _FEATURES and start <= candidate.start and candidate.end <= end:
                candidate.evidence[_FEATURES[label]] = 1.0
