"""The words that state a tie, compiled from the sector pack, and what takes it back or puts it off."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sectorlens.model.vocabulary import Modality, RelationKind, RelationPolarity
from sectorlens.sector.schema import RelationCue, SectorPack


@dataclass(frozen=True, slots=True)
class Cue:
    """A compiled cue: see relations.toml for ``direction`` and ``sides``."""

    kind: RelationKind
    pattern: re.Pattern[str]
    direction: str
    sides: str
    rank: int


@dataclass(frozen=True, slots=True)
class CueMatch:
    """A cue found at ``start:end`` of a sentence."""

    cue: Cue
    start: int
    end: int


def relation_cues(pack: SectorPack) -> tuple[Cue, ...]:
    """Return the compiled cues of ``pack`` in its order."""
    return _compile(pack.relations)


@functools.lru_cache(maxsize=8)
def _compile(entries: tuple[RelationCue, ...]) -> tuple[Cue, ...]:
    return tuple(
        Cue(
            kind=entry.kind,
            pattern=re.compile(rf"(?<![\w-])(?:{entry.pattern})(?![\w-])", re.IGNORECASE),
            direction=entry.direction,
            sides=entry.sides,
            rank=rank,
        )
        for rank, entry in enumerate(entries)
    )


def find_cues(plain: str, cues: tuple[Cue, ...]) -> list[CueMatch]:
    """Return the cues in ``plain`` without overlaps: the longer first, then the earlier in the pack."""
    found = [
        CueMatch(cue, m.start(), m.end()) for cue in cues for m in cue.pattern.finditer(plain) if _stands(cue, plain, m)
    ]
    found.sort(key=lambda c: (-(c.end - c.start), c.cue.rank, c.start))
    kept: list[CueMatch] = []
    for match in found:
        if all(match.end <= other.start or other.end <= match.start for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda c: c.start)


def _stands(cue: Cue, plain: str, match: re.Match[str]) -> bool:
    if not match.group().strip():
        return False
    # "A and B work together" has both names before it, "A works together with B" has not.
    return cue.sides != "left" or not re.match(r" (?:with|by|to)\b", plain[match.end() :], re.IGNORECASE)


_DENIED = re.compile(
    r"\b(?:not|never|n't|cannot|neither|nor|refused? to|declined to|rejected|without)\b|n't\b|"
    r"\bno (?:\w+ )?(?:funding|grant|contract|support|partnership|tie|link|connection)\b",
    re.I,
)
_ENDED = re.compile(
    r"\b(?:no longer|ended|(?:formerly|previously|once)(?! (?:known|called|named))|used to|"
    r"until (?:\d{4}|\w+ \d{4}|last|recently|then)|at that time|had been|ceased|lost (?:its|the|their|our)|withdrew|"
    r"withdrawn|"
    r"came to an end|closed (?:in|its)|ran out|expired|is over|stopped|left (?:the|in)|"
    r"terminated|wound up|dissolved|will not renew|not renew(?:ed)?|for (?:\w+ )?(?:six|two|"
    r"three|four|five|eighteen|twelve) (?:months|years) (?:in|from|until)|from \d{4} (?:to|"
    r"until) \d{4}|between \d{4} and \d{4}|last (?:worked|funded|paid))\b|\bex-",
    re.I,
)
_PLANNED = re.compile(
    r"\b(?:will(?! not renew)|(?:is|are) to|(?:is|are) going to|plans? to|planning to|agreed "
    r"to|due to|set to|about to|shall|from (?:next|april|september|january|october)|(?:is|"
    r"are) (?:being )?(?:planned|proposed)|'ll)\b",
    re.I,
)
_HOPED = re.compile(
    r"\b(?:hopes?|hoping|hoped|would like|wants? to|aims? to|intends? to|wish(?:es)? to|"
    r"seeking|keen to|in talks|talking (?:about|to)|bidding|applied (?:for|to)|could (?:one "
    r"day|be))\b",
    re.I,
)
_REPORTED = re.compile(
    r"\b(?:reportedly|is said to|are said to|it is understood|according to|rumou?r|apparently|"
    r"allegedly|is believed to|we (?:hear|heard|understand|are told))\b",
    re.I,
)


def read_polarity(plain: str, start: int, end: int) -> RelationPolarity:
    """Return the polarity of a tie whose cue stands at ``start:end`` of ``plain``."""
    clause_start = max(plain.rfind(mark, 0, start) for mark in (";", ":", " but ", " - ", "–")) + 1
    before = plain[max(clause_start, start - 70) : start]
    within = plain[start:end]
    after = plain[end : end + 90]
    stop = re.search(r"[;:]| but | and we |, which", after)
    after = after[: stop.start()] if stop else after
    if _ENDED.search(before) or _ENDED.search(within) or _ENDED.search(after):
        return "ended"
    near = before[-32:] + within
    if _DENIED.search(near) and not re.search(r"not (?:only|just|least)", near, re.I):
        return "denied"
    return "affirmed"


def read_modality(plain: str, start: int, end: int) -> Modality:
    """Return the modality of a tie whose cue stands at ``start:end`` of ``plain``."""
    clause_start = max(plain.rfind(mark, 0, start) for mark in (";", ":", ", and ", ", but ")) + 1
    before = plain[max(clause_start, start - 60) : end]
    if _REPORTED.search(plain):
        return "reported"
    if _HOPED.search(before):
        return "hoped"
    if _PLANNED.search(before):
        return "planned"
    return "stated"
