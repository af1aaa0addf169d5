"""What the words around a name say that it is not: a title, a subject of a list, money, a class of people."""

from __future__ import annotations

import re

from sectorlens.extract.organisations.runs import POSSESSORS
from sectorlens.extract.organisations.words import cut_words, share_cased

_THINGS = (
    r"(?:report|review|guide|film|book|booklet|briefing|survey|strategy|campaign|toolkit|exhibition|course|podcast|"
    r"play|paper|handbook|series|event|conference|blog|song|documentary|newsletter|bulletin|magazine|article|webinar|"
    r"petition|manifesto|resource pack|performance|album|leaflet|training day)s?"
)
_AFTER = re.compile(
    r"^\s*[”\"’']?\s*(?:,|–|—|-|\(|is|was)\s*(?:an?|the|one of|our|its|their|his|her)\s+"
    rf"(?:[\w'’\-]+\s+){{0,5}}?{_THINGS}\b",
    re.I,
)
_BEFORE = re.compile(rf"\b{_THINGS},?\s+(?:called|titled|entitled|named)?\s*[:,]?\s*[“\"‘']?$", re.I)
_SUBJECTS = re.compile(
    r"\b(?:themes|priorities|aims|objectives|outcomes|principles|values|strands|pillars|topics|modules|workshops|"
    r"sessions|headings|chapters|sections|questions|standards|stages|steps|goals|ambitions|recommendations|findings)\b"
    r"[^.:;]{0,40}:[^.:;]{0,200}$",
    re.I,
)
_CLASS = re.compile(
    r"\s*(?:\([^()]{2,12}\)\s*)?(?:communit(?:y|ies)|people|persons?|backgrounds?|heritage|populations?|"
    r"ethnicit(?:y|ies)|women|men|children|adults|families|prisoners|offenders)\b"
)
_MONEY = re.compile(r"(?:\bnew\s+|£[\d.,]+\s?(?:[mk]|bn|million|billion)?\s+|\w['’]s?\s+)$", re.I)
_OWNER = re.compile(r"(?:.*\s)?([A-Z][\w&]*)['’]s?\s")
_SCHEMES = ("Fund", "Scheme")
_TITLE_CASE = 0.6
_LONGEST = 90  # characters of a heading that runs into its paragraph


def is_thing(before: str, after: str) -> bool:
    """Return whether the text before or after a name says that no body is named.

    >>> is_thing("Today we publish ", ", the second of our reports on commissioning")
    True
    >>> is_thing("We chose three themes: Warm Homes, ", " and Good Work.")
    True
    >>> is_thing("It was run by ", ", a charity in Leeds")
    False
    """
    return bool(_AFTER.match(after) or _BEFORE.search(before) or _CLASS.match(after) or _SUBJECTS.search(before))


def names_class(after: str) -> bool:
    """Return whether what follows a name makes it one of people: "Traveller (GRT) communities"."""
    return _CLASS.match(after) is not None


def is_scheme(name: str, before: str) -> bool:
    """Return whether a fund is one that somebody runs: "the council's Warm Homes Fund", "a new £3m Fund"."""
    if not name.endswith(_SCHEMES):
        return False
    owner = _OWNER.match(name)
    return _MONEY.search(before) is not None or (owner is not None and owner.group(1) not in POSSESSORS)


def end_of_lead(text: str) -> int:
    """Return where a heading in title case that runs into its paragraph ends at a colon, else 0.

    >>> end_of_lead("Cold Rooms Are Common: nine in ten people said that they wore coats indoors.")
    21
    """
    end = text.find(": ", 0, _LONGEST)
    if end < 0 or not text[end + 2 :].strip():
        return 0
    words = cut_words(text[:end])
    is_title = sum(word.kind == "word" for word in words) > 2 and share_cased(words) > _TITLE_CASE
    return end if is_title and share_cased(cut_words(text[end:])) < _TITLE_CASE else 0
