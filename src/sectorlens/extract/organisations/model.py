"""What the trained pipeline says: its entities as candidates, and its opinion on everybody else's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import COMMON, Lexicon
from sectorlens.extract.organisations.runs import ADDRESS
from sectorlens.nlp import BlockDoc

_LEAD = re.compile(r"^(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]his|[Tt]hese|both|all)\s+(?=\S)")
_TAIL = re.compile(r"(?:['’]s?|[\s,.;:)\]”\"&]|\b(?:and|or|of|for|the|with|in)\b)+$")
_JOINT = re.compile(r",?\s+(?:and|&|with)\s+(?:the\s+)?(?=[A-Z0-9])|,\s+(?=[A-Z0-9])")
# A person of the body, run on without a comma: "Northgate Trust Dr Ann Other".
_PERSON = re.compile(rf"\s+(?:{'|'.join(sorted(ADDRESS))})\.?\s+[A-Z].*$")
_WHOSE = re.compile(r"\b(?:of|for|by)\s+(?:the\s+)?$")
_NEXT = re.compile(r"(?<![a-z] of)(?<! for)(?<! in)(?<! on)(?<! to)\s+the\s+(?=[A-Z])")
_OWNER = re.compile(r"['’]s?\s+(?=[A-Z])")
_WHERE = re.compile(r"\s+in\s+(?P<place>[A-Z].*)$")
# An ordinary word that opens a sentence before an acronym in capitals.
_OPENING = re.compile(r"([A-Z][a-z]+)\s+(?=[A-Z]{3,}$)")
_FEATURES = {"PERSON": "model_person", "PER": "model_person", "LOC": "model_place", "GPE": "model_place",
             "LOOK": "model_look"}  # fmt: skip


def find_model_names(block: BlockDoc, lexicon: Lexicon) -> Iterator[Candidate]:
    """Yield a candidate for each entity that the pipeline calls an organisation, trimmed to the guidelines.

    An entity that may be several names in a row is proposed as a whole and in its parts.
    """
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
        text = _PERSON.sub("", text)
        opening = _OPENING.match(text)
        if opening and _opens_sentence(block.doc.text[:start]) and opening.group(1).casefold() in COMMON:
            start, text = start + opening.end(), text[opening.end() :]  # "Together NXA and … will"
        where = _WHERE.search(text)
        if where and lexicon.is_place(where.group("place")) and not lexicon.known(text):
            text = text[: where.start()]
        if not text or not any(letter.isupper() for letter in text):
            continue
        offset = block.offset + start
        candidate = Candidate(block.index, offset, offset + len(text), text, {"model"})
        candidate.evidence["model_org"] = 1.0
        joints = [*_JOINT.finditer(text), *_owners(text, lexicon)]
        joints.sort(key=lambda joint: joint.start())
        edges = [0, *(edge for joint in joints for edge in joint.span()), len(text)]
        # "Inkwell and Larder": names of one word each are listed, not joined; "Marks & Spencer" is written with a sign.
        parts = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
        are_single = "&" not in text and all(" " not in p and p.casefold() not in COMMON for p in parts)
        if joints:
            candidate.evidence["model_joint"] = 2.0 if are_single else 1.0
        yield candidate
        for first, last in zip(edges[::2], edges[1::2], strict=True) if joints else ():
            part = Candidate(block.index, offset + first, offset + last, text[first:last], {"model"})
            part.evidence["model_org"] = 1.0 if are_single else 0.8
            yield part


def _opens_sentence(before: str) -> bool:
    return not before.strip() or before.rstrip()[-1] in ".!?:;•"


def _owners(text: str, lexicon: Lexicon) -> Iterator[re.Match[str]]:
    """Yield the possessive endings after which another body begins ("University of Salford's | Centre for …")."""
    for match in _NEXT.finditer(text):
        # "HMP Northgate | the Vale Trust": an article begins another name after one that is whole.
        words = tuple(text[: match.start()].split())
        head = lexicon.end_of(words)
        if words[:1] in lexicon.prefixes or (len(words) > 1 and head is not None and head.kind):
            yield match
    for match in _OWNER.finditer(text):
        words = tuple(text[: match.start()].split())
        head = lexicon.end_of(words)
        is_opened = len(words) > 2 and lexicon.opener_of(words[:1], words[1]) is not None
        if lexicon.known(text[: match.start()]) or is_opened or (len(words) > 1 and head is not None and head.kind):
            yield match


def mark_model(candidates: Sequence[Candidate], blocks: Sequence[BlockDoc]) -> None:
    """Add to each candidate what the pipeline thinks of its span: part of a body, a person, a place …"""
    entities: dict[int, list[tuple[int, int, str, str]]] = {}
    for block in blocks:
        for entity in block.doc.ents:
            start, end = block.offset + entity.start_char, block.offset + entity.end_char
            entities.setdefault(block.index, []).append((start, end, entity.label_, entity.text))
    for candidate in candidates:
        for start, end, label, text in entities.get(candidate.block, ()):
            if not (candidate.start < end and start < candidate.end):
                continue
            if label == "ORG":
                if "model_org" in candidate.evidence:
                    continue
                tail = text[candidate.end - start :] if candidate.end > start else ""
                if start >= candidate.start - 4 and end > candidate.end and tail.strip().islower():
                    # "Thames Valley Partnership project": the same body, one describing noun further.
                    candidate.evidence["model_org"] = 0.8
                elif start == candidate.start and end < candidate.end:
                    candidate.evidence["model_start"] = 1.0  # the pipeline saw its beginning only
                else:
                    candidate.evidence["model_part"] = 1.0
            elif label == "LOOK" and _WHOSE.search(text[: max(0, candidate.start - start)]):
                continue  # whose review, service or plan it is
            elif label in _FEATURES and start <= candidate.start and candidate.end <= end:
                candidate.evidence[_FEATURES[label]] = 1.0
