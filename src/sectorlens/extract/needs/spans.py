"""Candidate spans of needs in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sectorlens.extract.needs.lexicon import NeedCues
from sectorlens.model.vocabulary import NeedLevel

_REACH = 70  # characters before a topic in which what is missing may begin
_JOIN = re.compile(
    r"\s*(?:,(?: and| or)?|and|or|/|as well as|&)\s+(?:(?:a|an|the|their|of|to|for|with|in|"
    r"good|stable|safe|secure|suitable|affordable|adequate|decent|meaningful) )*",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:[A-Z][\w'-]+)(?: (?:[A-Z][\w'-]+|and|of|in|the|&))*")
_LEADING = re.compile(r"^(?:(?:the|a|an|any|their|his|her|of|and|or) )+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span ``start:end`` of a sentence that may state a need; ``features`` say why."""

    start: int
    end: int
    code: str
    level: NeedLevel
    features: frozenset[str]


def find_candidates(plain: str, cues: NeedCues) -> list[Candidate]:
    """Return candidate spans of ``plain`` (one sentence, straight quotes), disjoint and in order."""
    found: list[Candidate] = []
    for code, level, pattern in cues.cues:
        for match in pattern.finditer(plain):
            features = {"cue"}
            if cues.services.match(plain, match.end()):
                features.add("service")
            if _TITLE.fullmatch(match.group()) and plain[: match.start()].strip(" \"'-•("):
                features.add("title_case")
            found.append(Candidate(match.start(), match.end(), code, level, frozenset(features)))
    topics = sorted(
        (match.start(), match.end(), code, level)
        for code, level, pattern in cues.topics
        for match in pattern.finditer(plain)
    )
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
