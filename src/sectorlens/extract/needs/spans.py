"""Candidate spans of needs in one sentence, by the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.extract.needs.lexicon import NeedCues
from sectorlens.model.vocabulary import NeedLevel

_REACH = 70  # characters before a topic in which what is missing may begin
_JOIN = re.compile(
    r"\s*(?:,(?: and| or)?|and|or|/|as well as|&)\s+(?:(?:a|an|the|their|of|to|for|with|in|"
    r"good|stable|safe|secure|suitable|affordable|adequate|decent|meaningful) )*",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[A-Z][\w'-]*(?: (?:[A-Z][\w'-]*|and|of|in|on|is|are|the|to|for|a|&))*:")
_TITLE = re.compile(r"(?:[A-Z][\w'-]+)(?: (?:[A-Z][\w'-]+|and|of|in|the|&))*")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words ``start:end`` of a sentence that the lexicon knows: a cue or topic of ``code``, or of another ``kind``."""

    kind: str
    code: str
    level: NeedLevel
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span ``start:end`` of a sentence that may state a need; ``features`` say why."""

    start: int
    end: int
    code: str
    level: NeedLevel
    features: frozenset[str]


def iter_hits(plain: str, cues: NeedCues) -> Iterator[Hit]:
    """Yield what the lexicon knows in ``plain`` (one sentence, straight quotes), cues first.

    A cue that the sentence's other words bear out stands instead of those of other needs in the same words.
    """
    placed = [
        Hit("cue", code, level, match.start(), match.end())
        for code, level, pattern, near in cues.in_place
        if pattern.search(plain) and near.search(plain)  # in this order: few patterns are found, most surroundings are
        for match in pattern.finditer(plain)
    ]
    yield from placed
    for kind, patterns in (("cue", cues.cues), ("topic", cues.topics)):
        for code, level, pattern in patterns:
            for match in pattern.finditer(plain):
                start, end = match.span()
                if not any(one.start <= start and end <= one.end for one in placed):
                    yield Hit(kind, code, level, start, end)


def iter_signs(plain: str, cues: NeedCues) -> Iterator[Hit]:
    """Yield the words of ``plain`` that tell, of any subject, that it is missing, met or a service."""
    for kind, pattern in cues.signs:
        for match in pattern.finditer(plain):
            yield Hit(kind, "", "person", match.start(), match.end())


def find_candidates(plain: str, cues: NeedCues, hits: Sequence[Hit] | None = None) -> list[Candidate]:
    """Return candidate spans of ``plain`` (one sentence, straight quotes), disjoint and in order.

    ``hits`` are those of :func:`iter_hits` where the caller has them already.
    """
    hits = list(iter_hits(plain, cues)) if hits is None else hits
    found: list[Candidate] = []
    opening = _LABEL.match(plain)
    label = opening.end() if opening else 0  # a label before a colon is a heading that runs in, not a name
    for hit in hits:
        if hit.kind != "cue":
            continue
        features = {"cue"}
        if cues.services.match(plain, hit.end):
            features.add("service")
        if cues.aims.search(plain, max(0, hit.start - _REACH), hit.start):
            features.add("aim")
        is_title = _TITLE.fullmatch(plain[hit.start : hit.end]) and plain[: hit.start].strip(" \"'-•(")
        if is_title and hit.end >= label:
            features.add("title_case")
        found.append(Candidate(hit.start, hit.end, hit.code, hit.level, frozenset(features)))
    topics = sorted((hit.start, hit.end, hit.code, hit.level) for hit in hits if hit.kind == "topic")
    open_list: tuple[int, frozenset[str]] | None = None
    for start, end, code, level in topics:
        before = cues.before.search(plain, max(0, start - _REACH), start)
        after = cues.after.match(plain, end)
        if before is not None and before.end() == start and not re.search(r"[.;:,()]", plain[before.start() : start]):
            begin = before.start()
            found.append(Candidate(begin, end, code, level, frozenset({"topic", "before"})))
            open_list = (end, frozenset({"topic", "list"}))
        elif after is not None:
            found.append(Candidate(start, after.end(), code, level, frozenset({"topic", "after"})))
            open_list = None
        elif open_list is not None and (link := _JOIN.fullmatch(plain, open_list[0], start)) is not None and link:
            found.append(Candidate(start, end, code, level, open_list[1]))
            open_list = (end, open_list[1])
        if cues.services.match(plain, end) and found and found[-1].end == end:
            found[-1] = Candidate(
                found[-1].start, end, found[-1].code, found[-1].level, found[-1].features | {"service"}
            )
    return _settle(found)


def _settle(found: list[Candidate]) -> list[Candidate]:
    """Return ``found`` without overlaps: a cue before a topic, then the longer one, then the earlier one."""
    kept: list[Candidate] = []
    for candidate in sorted(found, key=lambda c: (-(c.end - c.start), "cue" not in c.features, c.start)):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)
