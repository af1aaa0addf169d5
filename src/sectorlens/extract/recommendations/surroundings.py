"""Where a candidate stands: block, place, heading, lead-in, neighbours and the manner of the whole page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sectorlens.extract.recommendations.context import Asking
from sectorlens.extract.recommendations.details import opens_with_imperative
from sectorlens.extract.recommendations.subjects import Request
from sectorlens.model import Document
from sectorlens.model.vocabulary import BlockKind, RecommendationForm
from sectorlens.nlp.decision import word_features
from sectorlens.nlp.voice import Voicing
from sectorlens.text import straighten

_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|said|told|\w{3,}ed)\b", re.IGNORECASE)
_BIDS = re.compile(
    r"\b(?:bidders?|tenders?|tenderers?|post-?holder|the (?:provider|supplier|contractor|"
    r"grantee|successful candidate)|how to apply|person specification|salary|closing date|deadline for applications|"
    r"eligib\w+)\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[.!?…:;]+[\"'”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item or sentence that might ask; ``words`` are those of its first sentence.

    ``features`` are what the hand-set weights know, ``context`` further named features of clause and
    surroundings that only the learnt weights use; ``parsed`` says whether there was syntax to read them from.
    """

    start: int
    end: int
    block: int
    kind: BlockKind
    features: frozenset[str]
    context: frozenset[str]
    words: frozenset[str]
    parsed: bool
    request: Request
    asking: Asking
    form: RecommendationForm
    voicing: Voicing


def with_surroundings(document: Document, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return ``candidates`` (in reading order) with the features of where they stand."""
    manner = _manner(document)
    asks = [_looks_asking(one) for one in candidates]
    lists = _list_features(document, candidates)
    placed: list[Candidate] = []
    for number, one in enumerate(candidates):
        text = document.text[one.start : one.end]
        same = [n for n in (number - 1, number + 1) if 0 <= n < len(candidates)]
        found = {
            f"c:kind={one.kind}",
            f"c:form={one.form}",
            f"c:words={_bucket(len(text.split()), (4, 8, 14, 22, 32))}",
            f"c:voice={one.voicing.voice}",
            f"c:ends={_ending(text)}",
            *manner,
            *lists.get(number, ()),
        }
        found |= {f"c:near={'before' if n < number else 'after'}/{asks[n]}" for n in same}
        if one.form == "sentence":
            block = document.blocks[one.block]
            first = not document.text[block.start : one.start].strip("\"'“‘ ")
            last = not document.text[one.end : block.end].strip("\"'”’ ")
            found.add(f"c:sentence={'only' if first and last else 'first' if first else 'last' if last else 'inner'}")
        if re.search(r"[“”\"]", text):
            found.add("c:quotation-mark")
        if re.search(r"[£$%]|\d{3}", text):
            found.add("c:figures")
        if text[:1].islower():
            found.add("c:lower-case")
        found |= _above_features(document, one)
        placed.append(replace(one, context=one.context | frozenset(found)))
    return placed


def _looks_asking(one: Candidate) -> str:
    strong = one.request.features & {"modal_should", "modal_must", "performative", "imperative"}
    return "asks" if strong else "other"


def _manner(document: Document) -> frozenset[str]:
    """Return how the page as a whole speaks: to "you", as "we", of the past, as a specification."""
    plain = straighten(document.text)
    words = max(20, len(plain.split()))
    return frozenset(
        (
            f"c:you={_bucket(100 * len(_YOU.findall(plain)) // words, (0, 1, 3))}",
            f"c:we={_bucket(100 * len(_WE.findall(plain)) // words, (0, 1, 3))}",
            f"c:past={_bucket(100 * len(_PAST.findall(plain)) // words, (1, 3, 6))}",
            f"c:bids={_bucket(len(_BIDS.findall(plain)), (0, 1, 3))}",
        )
    )


def _above_features(document: Document, one: Candidate) -> set[str]:
    """Return the words of the nearest heading, and of the line that leads a list in."""
    block = document.blocks[one.block]
    found: set[str] = set()
    if block.heading is not None and 0 <= block.heading < len(document.blocks):
        text = document.block_text(document.blocks[block.heading])
        if len(text.split()) <= 14:
            found |= word_features(text, prefix=f"h-{one.form}", first=0)
    lead = next((n for n in (one.asking.lead_in, block.lead_in, one.asking.other_line) if n is not None), None)
    if lead is not None and 0 <= lead < len(document.blocks):
        text = document.block_text(document.blocks[lead])
        found |= word_features(text[-90:], prefix="l", first=0)
    return found


def _list_features(document: Document, candidates: Sequence[Candidate]) -> dict[int, frozenset[str]]:
    """Return, for each item, what the list around it is like: how long, how many of it open as requests."""
    found: dict[int, frozenset[str]] = {}
    runs: list[list[int]] = []
    for number, one in enumerate(candidates):
        if one.kind != "list_item":
            continue
        if not runs or one.block > candidates[runs[-1][-1]].block + 1:
            runs.append([])
        runs[-1].append(number)
    for run in runs:
        texts = {candidates[n].block: document.text[candidates[n].start : candidates[n].end] for n in reversed(run)}
        opening = sum(opens_with_imperative(text) for text in texts.values())
        modal = len({candidates[n].block for n in run if candidates[n].request.strength is not None})
        shared = frozenset(
            (
                f"c:list={_bucket(len(texts), (1, 2, 4, 8))}",
                f"c:list-imperative={_bucket(10 * opening // len(texts), (0, 4, 7))}",
                f"c:list-modal={_bucket(10 * modal // len(texts), (0, 4, 7))}",
            )
        )
        found.update(dict.fromkeys(run, shared))
    return found


def _ending(text: str) -> str:
    match = _MARKS.search(text)
    return match.group().strip("\"'”’)] \n")[:1] if match else "none"


def _bucket(value: int, edges: Sequence[int]) -> int:
    return sum(value > edge for edge in edges)
