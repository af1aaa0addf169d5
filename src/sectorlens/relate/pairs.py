"""From cues and parties to pairs: who stands to whom."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sectorlens.model import Mention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.relate.cues import CueMatch
from sectorlens.relate.groups import OWNED, Party
from sectorlens.relate.kinds import is_union, refine_kind

FURTHEST_LEFT = 140
LONGEST_LIST = 4  # a longer list is an enumeration, not a tie of each with each
FURTHEST_RIGHT = 70
FURTHEST_LISTED = 120  # "an alliance of thirteen leading charities of the north (A, B and C)"
_LISTS = re.compile(r"(?:\(|:|\bincluding|\bsuch as|\bnamely|\bamong them)\s*(?:the )?$", re.IGNORECASE)
_ASIDE = re.compile(
    r",\s+(?:which|who|whose|where|a|an|the|formerly|based|part|led|now)\b[^,;]{0,140},|"
    r"\([^()]*\)|[–—][^–—]{3,120}[–—]"
)
_CLAUSE = re.compile(r";|:(?!\s*$)|\b(?:because|although|whereas|if)\b", re.IGNORECASE)
_SUBJECT_BETWEEN = re.compile(
    r"(?:,| and| but|;|that|which|because|while|when|where|if|as|so)\s+(?:(?:the|a|an|some|"
    r"many|most|these|this|those|all|every|other|his|her|their|its)\s+[\w-]+(?:\s+[\w-]+)?|"
    r"they|he|she|it|people|men|women|volunteers|staff|families)\s*$",
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


def find_pairs(
    plain: str, parties: Sequence[Party], matches: Sequence[CueMatch], *, topic: Party | None = None
) -> Iterator[Pair]:
    """Yield the pairs that the ``matches`` state between the ``parties`` of the sentence ``plain``.

    ``topic`` is whom the text is about here: it stands in where a cue has a name on one side only ("Funded by
    …", "The house is run by …").
    """
    subjects: dict[Party, tuple[Party, bool]] = {}
    parties = [party for party in parties if not _is_place(plain, party)]
    matches = [clear for match in matches if (clear := _clear_of(plain, parties, match)) is not None]
    yield from _owned(plain, parties)
    for match in matches:
        if match.cue.sides == "fronted":
            yield from _around(plain, parties, match, matches, subjects)
        elif match.cue.sides == "right":
            yield from _among(plain, parties, match, matches)
        elif match.cue.sides == "left":
            yield from _both(match, _left_of(plain, parties, match, matches))
        else:
            yield from _around(plain, parties, match, matches, subjects, topic)


def _owned(plain: str, parties: Sequence[Party]) -> Iterator[Pair]:
    """Yield the pairs of "the ministry's Advisory Board": a body that is called a part and has an owner."""
    for owner, part in pairwise(parties):
        own, name = part.mentions[0], plain[part.start : part.end]
        if OWNED.fullmatch(plain[owner.end : part.start]) and _PARTS.search(name) and not owner.is_publisher:
            yield Pair(
                "part_of", own, owner.mentions[-1], owner.start, part.end, owner.end, part.start, frozenset({"near"})
            )


def _around(
    plain: str,
    parties: Sequence[Party],
    match: CueMatch,
    matches: Sequence[CueMatch],
    subjects: dict[Party, tuple[Party, bool]],
    topic: Party | None = None,
) -> Iterator[Pair]:
    """Yield the pairs of a cue between its two sides.

    ``subjects`` maps the objects of earlier cues to their subjects, and whether a finite verb joined the two.
    """
    right = _right_of(plain, parties, match, matches)
    if right is None:
        return
    features = set()
    left = None if match.cue.sides == "fronted" else _left_of(plain, parties, match, matches, before=right)
    apposed = left is not None and _APPOSED.fullmatch(plain[left.end : match.start])
    if left is not None and not apposed and _MADE_OF.match(plain[match.start : match.end]):
        # "we backed the partnership of A and B": they are partners, whoever stands before
        partners = dataclasses.replace(match.cue, kind="partners_with")
        yield from _both(dataclasses.replace(match, cue=partners), right)
        return
    purpose = bool(re.match(r"to\b", plain[match.start :], re.IGNORECASE)) or plain[: match.start].rstrip().endswith(
        " to"
    )
    if left is not None and not purpose and left in subjects and _CHAIN.fullmatch(plain[left.end : match.start]):
        # "A is hosted by B and funded by C": C funds A; but "A is part of B, led by C": C leads B
        subject, is_finite = subjects[left]
        if plain[left.end : match.start].strip() != "," or not is_finite:
            left = subject
    if left is None and not plain[: match.start].strip(" \"'(-–•"):
        left = _after_fronted(plain, parties, right)
        features.add("fronted")
    if (
        left is None
        and topic is not None
        and match.cue.direction == "backward"
        and _IMPERSONAL.match(plain[: match.start])
    ):
        left = Party(match.start, match.start, topic.mentions, resolved=True)
        features.add("assumed")
    if left is None or _PERSON.search(plain[left.end : match.start]):
        return
    if match.cue.kind in _IDENTITY and left.end <= match.start and re.match(r"['’]s? \w", plain[left.end :]):
        return  # "X's order (previously …)" is about the order
    if left in subjects and is_union(left.mentions[0]) and _BESIDES.match(plain[match.start :]):
        # "A is part of the alliance, together with B": so is B
        for one in right.mentions:
            yield Pair(
                "member_of", one, left.mentions[0], left.start, right.end, match.start, match.end, frozenset({"near"})
            )
        return
    subjects[right] = (left, bool(_FINITE.match(plain[match.start :])))
    # "A, B and C (a division of D)": only C
    bracketed = plain[left.end : match.start].strip() == "("
    lefts = left.mentions[-1:] if bracketed else left.mentions
    if right.resolved:
        # "it backs A and B and will partner with both": neither is whom the other meets there
        lefts = tuple(one for one in lefts if one not in right.mentions)
    if purpose:
        features.add("purpose")
        earlier = [
            p
            for p in parties
            if p.end <= left.start and left.start - p.end < 60 and not _CLAUSE.search(plain[p.end : left.start])
        ]
        if earlier and match.cue.direction == "forward":
            lefts = earlier[-1].mentions + lefts
    if left.resolved or right.resolved:
        features.add("resolved")
    if left.is_publisher or right.is_publisher:
        features.add("publisher")
    gap = plain[left.end : match.start].strip() if left.end <= match.start else ""
    features.add("near" if len(gap) <= 20 else "far")
    ahead = plain[match.end : right.start].strip()
    if len(ahead) > 30 and not _LISTS.search(ahead):
        features.add("far_right")
    if len(re.findall(r"\b(?:is|are|was|were|has|have|had|will|can|said|says)\b", gap)) > 1:
        features.add("verbs_between")
    words = plain[match.start : match.end]
    givers = right.mentions if match.cue.direction == "backward" else lefts
    for one in lefts:
        for other in right.mentions:
            source, target = (other, one) if match.cue.direction == "backward" else (one, other)
            kind = refine_kind(match.cue.kind, words, givers, target)
            if kind == "partners_with" and _ISSUED.search(plain[: left.end]):
                kind = "co_published_with"
            yield Pair(
                kind, source, target, min(left.start, match.start), max(right.end, match.end),
                match.start, match.end, frozenset(features),
            )  # fmt: skip


def _clear_of(plain: str, parties: Sequence[Party], match: CueMatch) -> CueMatch | None:
    """Return ``match`` without the words that belong to a name at its edge; ``None`` if a name stands inside it."""
    start, end = match.start, match.end
    for party in parties:
        if party.resolved:
            continue
        if party.start <= start < party.end < end:
            start = party.end + 1
        elif start < party.start < end <= party.end:
            end = party.start
        elif start < party.start and party.end < end and not party.is_publisher:
            return None
    if (start, end) == (match.start, match.end):
        return match
    # What is left must still be the cue, not a stray word of it.
    again = match.cue.pattern.search(plain, start) if start < end else None
    if again is None or again.start() >= end or again.end() > end:
        return None
    return CueMatch(match.cue, again.start(), again.end())


def _is_place(plain: str, party: Party) -> bool:
    """Whether a prison is named only as the place where people are ("men held at HMP Leyhill")."""
    if not all(mention.kind == "prison" for mention in party.mentions):
        return False
    return bool(_HELD.search(plain[: party.start]))


# "a briefing by A in collaboration with B", "published by A together with B"
_ISSUED = re.compile(
    r"\b(?:published|issued|written|authored|released|launched|report|briefing|guide|toolkit|review|paper)"
    r"(?: \w+){0,2} by\b[^.;:]{0,80}$",
    re.IGNORECASE,
)
# "as part of its help for the council": no part of the council
_BEYOND = re.compile(r"\b(?:for|to|with|by|on|about|at|against|from)\b", re.IGNORECASE)
_BELONGING = frozenset(("part_of", "member_of"))
_FINITE = re.compile(r"(?:is|are|was|were|has|have|had|will)\b", re.IGNORECASE)
_BESIDES = re.compile(r"(?:together with|along(?:side| with))\b", re.IGNORECASE)
_MADE_OF = re.compile(
    r"(?:an? |the )?(?:[\w-]+ )?(?:partnership|collaboration|consortium|alliance|merger) (?:of|between)\b",
    re.IGNORECASE,
)
_IDENTITY = frozenset(("succeeded_by", "part_of"))
_HELD = re.compile(
    r"\b(?:held|men|women|people|prisoners|residents|someone|anyone|those|him|her|time|months|"
    r"years|sentence|released|came out|man|woman|moved|sent|transferred|day|morning|"
    r"visit(?:ed|s)?|reopened|unit|wing|session) (?:at|in|from|to|inside|of)(?: the)? $",
    re.IGNORECASE,
)
_CHAIN = re.compile(
    r"(?:,|;)?(?: and| but| then|,)*(?: (?:is|are|was|were|has|have|had|now|also|been|later|"
    r"since|both|then|who|which|it|they|by))*\s*",
    re.IGNORECASE,
)
_APPOSED = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\)?\s*(?:[,(–-]|(?:,? ?which )?(?:is|was|are|were|itself|as)\b.{0,30})?\s*", re.IGNORECASE
)
_PERSON = re.compile(
    r"\b(?:trustee|director|chair(?:man|woman)?|chief executive|ceo|manager|president|founder|secretary|officer)s?\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame|Lord|Lady|Baroness)\b")
_DEFINES = re.compile(
    r"(?:\s*\([^()]{1,40}\))?\)?\s*[,(–-]?\s*(?:(?:is|was|itself|as|which is|are)\s+)?(?:an?|the)?\s*"
    r"(?:\w+\s+){0,2}$"
)


def _among(plain: str, parties: Sequence[Party], match: CueMatch, matches: Sequence[CueMatch]) -> Iterator[Pair]:
    """Yield the pairs of "a partnership between A and B"; where it defines X ("X, a partnership between …"), the
    parts of X instead."""
    right = _right_of(plain, parties, match, matches)
    left = _left_of(plain, parties, match, matches, before=right)
    if (
        right is not None
        and left is not None
        and _DEFINES.fullmatch(plain[left.end : match.start])
        and match.cue.kind == "partners_with"
    ):
        whole = left.mentions[-1]
        for part in right.mentions:
            kind: RelationKind = "member_of" if is_union(whole) else "part_of"
            yield Pair(kind, part, whole, left.start, right.end, match.start, match.end, frozenset({"near"}))
        return
    yield from _both(match, right)


def _after_fronted(plain: str, parties: Sequence[Party], right: Party) -> Party | None:
    """Return the subject that follows a fronted phrase: "As a member of X *we* …"."""
    for party in parties:
        if party.start >= right.end:
            gap = plain[right.end : party.start]
            return party if len(gap) <= 25 and not re.search(r"[;:.]", gap) else None
    return None


# What may stand before "is funded by" when the subject is a thing of the body in question: "The house", "It".
_IMPERSONAL = re.compile(
    r"^\W*(?:(?:the|this|that|it|its|their|all|each|these|both|a|an|new|"
    r"which)\b(?: [\w'-]+){0,4}(?:, [^,;:]{3,60},(?: (?:is|are|was|were|has|have|been|being|now|also))*)?|"
    r"(?:[\w'-]+ ){0,2}(?:service|project|work|posts?|scheme|report|"
    r"programme|research|pilot|money))?\s*(?:\(|,)?\s*$",
    re.IGNORECASE,
)


def _both(match: CueMatch, party: Party | None) -> Iterator[Pair]:
    if party is None or len(party.mentions) < 2 or len(party.mentions) > LONGEST_LIST:
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
        furthest = FURTHEST_LISTED if _LISTS.search(gap) else FURTHEST_RIGHT
        if len(gap) > furthest or _CLAUSE.search(re.sub(r"^[^:]{0,40}:\s*$", "", gap)):
            return None
        if any(match.end <= other.start and other.end <= party.start and other is not match for other in matches):
            return None
        if re.search(r"\b(?:said|says|which|who|what|how|because|but|where|when|we|they|he|she)\b", gap, re.IGNORECASE):
            return None
        if re.search(r"\w+,? and(?: the)? $", gap, re.IGNORECASE) and _PREDICATE.match(plain[party.end :]):
            return None  # "pays for a coordinator, and HMP Greywater has …": a new clause
        if plain[party.start : party.end].casefold() == "we" and match.cue.sides != "fronted":
            return None  # "to be part of the bill, and we …": a new clause
        if match.cue.kind in _BELONGING and match.cue.direction == "forward" and _BEYOND.search(gap):
            return None
        if _TITLE.search(gap):
            return None  # "appointed Dr Hill, then at the university": a person's place of work
        # "sits on the ministry's advisory board": the board
        return next((p for p in parties if OWNED.fullmatch(plain[party.end : p.start])), party)
    return None


_PARTS = re.compile(
    r"\b(?:board|panel|group|committee|network|team|unit|service|programme|project|scheme|office|centre)\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"\s+(?:also |now |then )?(?:has|have|had|is|are|was|were|will|would|can|gave|sent|took|"
    r"made|paid|ran|\w{3,}(?:ed|es|s))\b"
)


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
