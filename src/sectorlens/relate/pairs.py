"""From cues and parties to pairs: who stands to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.model import Mention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.relate.cues import CueMatch
from sectorlens.relate.groups import Party

FURTHEST_LEFT = 110
FURTHEST_RIGHT = 70
_ASIDE = re.compile(r",\s+(?:which|who|whose|where|a|an|the|formerly|based|part|led|now)\b[^,;]{0,140},|\([^()]*\)|[–—][^–—]{3,120}[–—]")
_CLAUSE = re.compile(r";|:(?!\s*$)|\b(?:because|although|whereas|if)\b", re.IGNORECASE)
_SUBJECT_BETWEEN = re.compile(
    r"(?:,| and| but|;|that|which|because|while|when|where|if|as|so)\s+(?:(?:the|a|an|some|many|most|these|this|those|all|every|other|his|her|their|its)\s+[\w-]+(?:\s+[\w-]+)?|they|he|she|it|people|men|women|volunteers|staff|families)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Pair:
    """``source`` stands in ``kind`` to ``target``; ``start:end`` of the sentence proves it."""

    kind: RelationKind
    source: Mention
    target: Mention
    start: int
    end: int
    cue_start: int
    cue_end: int
    features: frozenset[str]


def find_pairs(plain: str, parties: Sequence[Party], matches: Sequence[CueMatch]) -> Iterator[Pair]:
    """Yield the pairs that the ``matches`` state between the ``parties`` of the sentence ``plain``."""
    for match in matches:
        if match.cue.sides == "right":
            yield from _both(match, _right_of(plain, parties, match, matches))
        elif match.cue.sides == "left":
            yield from _both(match, _left_of(plain, parties, match, matches))
        else:
            yield from _around(plain, parties, match, matches)


def _around(plain: str, parties: Sequence[Party], match: CueMatch, matches: Sequence[CueMatch]) -> Iterator[Pair]:
    right = _right_of(plain, parties, match, matches)
    if right is None:
        return
    left = _left_of(plain, parties, match, matches, before=right)
    if left is None:
        return
    lefts = left.mentions
    features = set()
    purpose = re.match(r"to\b", plain[match.start :], re.IGNORECASE) or plain[: match.start].rstrip().endswith(" to")
    if purpose:
        features.add("purpose")
        earlier = [p for p in parties if p.end <= left.start and left.start - p.end < 60 and not _CLAUSE.search(plain[p.end : left.start])]
        if earlier and match.cue.direction == "forward":
            lefts = earlier[-1].mentions + lefts
    if left.resolved or right.resolved:
        features.add("resolved")
    if left.is_publisher or right.is_publisher:
        features.add("publisher")
    gap = plain[left.end : match.start].strip()
    features.add("near" if len(gap) <= 20 else "far")
    if len(plain[match.end : right.start].strip()) > 30:
        features.add("far_right")
    if len(re.findall(r"\b(?:is|are|was|were|has|have|had|will|can|said|says)\b", gap)) > 1:
        features.add("verbs_between")
    for one in lefts:
        for other in right.mentions:
            source, target = (other, one) if match.cue.direction == "backward" else (one, other)
            yield Pair(
                match.cue.kind, source, target, min(left.start, match.start), max(right.end, match.end),
                match.start, match.end, frozenset(features),
            )  # fmt: skip


def _both(match: CueMatch, party: Party | None) -> Iterator[Pair]:
    if party is None or len(party.mentions) < 2:
        return
    features = frozenset({"list"} | ({"resolved"} if party.resolved else set()))
    for number, one in enumerate(party.mentions):
        for other in party.mentions[number + 1 :]:
            yield Pair(
                match.cue.kind, one, other, min(party.start, match.start), max(party.end, match.end),
                match.start, match.end, features,
            )  # fmt: skip


def _right_of(plain: str, parties: Sequence[Party], match: CueMatch, matches: Sequence[CueMatch]) -> Party | None:
    for party in parties:
        if party.start < match.end - 1:
            continue
        gap = plain[match.end : party.start]
        if len(gap) > FURTHEST_RIGHT or _CLAUSE.search(re.sub(r"^[^:]{0,40}:\s*$", "", gap)):
            return None
        if any(match.end <= other.start and other.end <= party.start and other is not match for other in matches):
            return None
        if re.search(r"\b(?:said|says|which|who|because|but|where|when|we|they|he|she)\b", gap, re.IGNORECASE):
            return None
        return party
    return None


def _left_of(
    plain: str, parties: Sequence[Party], match: CueMatch, matches: Sequence[CueMatch], *, before: Party | None = None
) -> Party | None:
    asides = [m.span() for m in _ASIDE.finditer(plain) if m.end() <= match.start + 1]
    within = [m.span() for m in _ASIDE.finditer(plain) if m.start() < match.start < m.end()]
    for party in reversed(parties):
        if party.end > match.start + 1 or party is before:
            continue
        if any(start < party.start and party.end <= end for start, end in asides) and not within:
            continue
        gap = plain[party.end : match.start]
        if len(_ASIDE.sub("", gap)) > FURTHEST_LEFT or _CLAUSE.search(gap):
            return None
        if _SUBJECT_BETWEEN.search(gap):
            return None
        return party
    return None
