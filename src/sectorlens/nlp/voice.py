"""Who says it: the publication itself, somebody quoted, or a view that the publication reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sectorlens.model import Block
from sectorlens.model.vocabulary import Voice
from sectorlens.text import squeeze, straighten

SHORTEST_QUOTE = 5  # words; shorter ones are scare quotes or terms

_QUOTED = re.compile(r"“[^“”]{12,}(?:”|\Z)|(?<![\w\"])\"[^\"]{12,}(?:\"|\Z)|(?<!\w)‘[^‘]{25,}?(?:’(?!\w)|\Z)")
_SAY = (
    r"(?:said|says|say|told|tell|argued|argues|argue|explained|explains|added|adds|commented|comments|felt|feel|feels|"
    r"thought|think|believed|believes|believe|suggested|suggests|reported|report|reports|"
    r"stressed|claimed|warned|warns|"
    r"noted|concluded|observed|described|expressed|raised|identified|highlighted|emphasi[sz]ed|wanted|agreed|"
    r"recommended|called for|called on|urged|asked|mentioned|recognised|pointed out|stated|states|maintained|voiced)"
)
_PEOPLE = (
    r"(?:(?:many|most|some|several|both|all|other|one|two|three|four|five|a (?:number|"
    r"majority|minority|few) of|an? \w+ majority of|"
    r"over half of|half of|\d+(?:%| per cent)?(?: of)?|the|these|those|our|[Ii]nterviewed) )*"
    r"(?:[\w'-]+ ){0,3}?(?:participants?|respondents?|interviewees?|attendees?|delegates?|"
    r"women|men|people|members?|staff|officers?|"
    r"practitioners?|organisations|charities|prisoners|young people|volunteers?|officials|stakeholders?|contributors?|"
    r"residents?|families|parents|mothers|users?|professionals|workers?|providers?|commissioners|governors?|managers?|"
    r"speakers?|witnesses|consultees|individuals|children|they|many|others|some|most|one)"
)
_REPORTED = (
    re.compile(
        rf"^(?P<who>{_PEOPLE})(?: (?:also|who [^,]{{1,60}}|in [^,]{{1,40}}|at [^,]{{1,40}}|"
        rf"from [^,]{{1,40}}))*,? (?:also |often |consistently |repeatedly |frequently )?{_SAY}\b",
        re.I,
    ),
    re.compile(r"^according to (?P<who>[^,]{3,80}),", re.I),
    re.compile(rf"^(?:in|for) (?P<who>{_PEOPLE})'s? view", re.I),
    re.compile(
        r"\b(?:was|were) (?:\w+ )?(?:thought|felt|said|considered|believed|seen|reported|"
        r"described|suggested|recogni[sz]ed) (?:by (?P<who>[^,.;]{3,60}?) )?(?:to|as|that)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?:there was|there were) (?:\w+ ){{0,4}}?(?:feeling|view|views|sense|consensus|"
        rf"agreement|calls?|concerns?)\b(?:[^.;]{{0,40}}(?:among|from) (?P<who>{_PEOPLE}))?",
        re.I,
    ),
    re.compile(
        r"\b(?:expressed|shared|held|voiced) (?:the|a|an|their|this) (?:\w+ )?(?:view|views|"
        r"opinion|concern|concerns|belief|frustration)\b",
        re.I,
    ),
    re.compile(rf"^it was (?:also )?(?:{_SAY})\b", re.I),
    re.compile(rf",? (?P<who>{_PEOPLE}|[A-Z][\w'&-]*(?: [A-Z][\w'&-]*)*) {_SAY}(?: us| me)?\.?$"),
)
_NAME = r"[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|of|the|for|and|de|van))*(?<! of)(?<! and)(?<! the)(?<! for)"
_AFTER = re.compile(
    rf"^[\s,.–—-]*(?:{_SAY} (?P<a>{_NAME}(?:,[^.“”\"]{{2,90}})?)|(?P<b>(?:{_NAME}|the \w+|"
    rf"one \w+(?: \w+)?|she|he|they)(?:,[^.“”\"]{{2,60}},)?) {_SAY}|"
    rf"(?P<c>[A-Z][^.!?“”\"\n]{{2,110}})\s*$)"
)
_BEFORE = re.compile(
    rf"(?P<a>{_NAME}(?:,[^.“”\"]{{2,90}}?)?|one \w+(?: \w+)?|a \w+(?: \w+)?|the \w+|she|he|"
    rf"they),? (?:also |who [^,]{{2,60}},? )?{_SAY}(?: (?:us|me|that|how|the \w+))*[\s:,]*$"
)


@dataclass(frozen=True, slots=True)
class Voicing:
    """The voice of a passage; ``said_by`` is who is quoted or reported, "" for the publication itself."""

    voice: Voice = "own"
    said_by: str = ""


OWN = Voicing()


def find_quotes(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return quotations of some length in ``text`` as (start, end, speaker); speaker "" if not said beside it."""
    quotes: list[tuple[int, int, str]] = []
    for match in _QUOTED.finditer(text):
        if len(match.group().split()) < SHORTEST_QUOTE:
            continue
        before = _BEFORE.search(text[max(0, match.start() - 160) : match.start()])
        after = _AFTER.match(text[match.end() : match.end() + 160])
        speaker = ""
        if after is not None:
            speaker = next((group for group in after.groups() if group), "")
        if not speaker and before is not None:
            speaker = before.group("a")
        quotes.append((match.start(), match.end(), squeeze(speaker).strip(" ,.-–—")))
    return tuple(quotes)


def read_voice(block: Block, text: str, start: int, end: int) -> Voicing:
    """Return the voice of ``text[start:end]``; ``text`` is the whole (flattened) text of ``block``."""
    if block.kind == "quote":
        return Voicing("quoted", block.speaker or _trailing_speaker(text))
    for quote_start, quote_end, speaker in find_quotes(text):
        covered = min(end, quote_end) - max(start, quote_start)
        if covered > 0 and covered * 2 > end - start:
            return Voicing("quoted", speaker)
    return read_frame(text[start:end])


def read_frame(sentence: str) -> Voicing:
    """Return *reported* where the sentence says whose view it gives ("participants felt that …")."""
    plain = straighten(sentence)
    for pattern in _REPORTED:
        match = pattern.search(plain)
        if match is not None:
            who = match.groupdict().get("who") or ""
            if who.casefold() in {"we", "i"}:
                continue
            return Voicing("reported", squeeze(who))
    return OWN


def _trailing_speaker(text: str) -> str:
    match = re.search(r"[”\"]\s*[-–—]?\s*(?P<who>[A-Z][^“”\".!?]{3,120})$", text)
    return squeeze(match.group("who")) if match else ""
