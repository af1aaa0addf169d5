"""The words that state a tie, compiled from the sector pack, and what takes it back or puts it off."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sectorlens.model.vocabulary import Modality, RelationKind, RelationPolarity
from sectorlens.relate.wording import any_of
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


def read_polarity(plain: str, start: int, end: int) -> RelationPolarity:
    """Return the polarity of a tie whose cue stands at ``start:end`` of ``plain``."""
    clause_start = max(plain.rfind(mark, 0, start) for mark in (";", ":", " but ", " - ", "–")) + 1
    before = plain[max(clause_start, start - 70) : start]
    within = plain[start:end]
    after = plain[end : end + 90]
    stop = re.search(r"[;:]| but | and we |, which", after)
    after = after[: stop.start()] if stop else after
    if any_of("ended").search(before) or any_of("ended").search(within) or any_of("ended").search(after):
        return "ended"
    near = before[-32:] + within
    if any_of("denied").search(near) and not re.search(r"not (?:only|just|least)", near, re.I):
        return "denied"
    return "affirmed"


def read_modality(plain: str, start: int, end: int) -> Modality:
    """Return the modality of a tie whose cue stands at ``start:end`` of ``plain``."""
    clause_start = max(plain.rfind(mark, 0, start) for mark in (";", ":", ", and ", ", but ")) + 1
    before = plain[max(clause_start, start - 60) : end]
    if any_of("reported").search(plain):
        return "reported"
    if any_of("hoped").search(before):
        return "hoped"
    if any_of("planned").search(before):
        return "planned"
    return "stated"
