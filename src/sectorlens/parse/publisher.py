# ruff: noqa: E501 - patterns and word lists are kept whole
"""Who publishes: deduced from how a page speaks of itself when nobody says so.

No list of names is used.  A name counts as the publisher when the text speaks as it ("at Umbrella we", "As
Umbrella's policy lead I"), when its sentences move from the name to "our" and "we", when the site's own
furniture bears it ("Umbrella website", "© Umbrella"), or when the text's own web addresses spell it.
"""

from __future__ import annotations

import re
from collections import defaultdict

_WORD = r"[A-Z][\w&’'-]*[\w&]"
_NAME = rf"(?:[Tt]he )?{_WORD}(?:(?: (?:of|for|and|the|in|to|&))* {_WORD}){{0,7}}"
_ROLE = (
    r"(?:[\w’'&-]+ ){0,5}?(?:leader|manager|director|officer|executive|CEO|head|adviser|advisor|co-?ordinator|"
    r"chair|lead|researcher|intern|volunteer|trustee|president|secretary|founder|fellow)"
)
_SPEAKS: tuple[tuple[float, re.Pattern[str]], ...] = (
    (3.0, re.compile(rf"\b(?:[Aa]s|I am|I[’']m) (?P<name>{_NAME}?)(?:[’']s|[’']) {_ROLE}\b[^.]{{0,60}}?\b(?:I|my|we)\b")),
    (3.0, re.compile(rf"\b(?:[Hh]ere )?[Aa]t (?P<name>{_NAME}),? (?:we|our|I)\b")),
    (3.0, re.compile(rf"\b(?:[Ww]e|us) (?:here )?at (?P<name>{_NAME})\b")),
    (2.5, re.compile(rf"\b(?P<name>{_NAME})(?:[’']s|[’']) (?:response|submission|evidence) to\b")),
    (2.0, re.compile(rf"\bI (?:have )?(?:joined|work(?:ed)? (?:for|at)|lead|manage|run) (?P<name>{_NAME})\b")),
    (2.0, re.compile(rf"\b[Ww]e,? (?P<name>{_NAME}),? (?:are|have|believe|want)\b")),
    (2.0, re.compile(rf"\b[Aa]s (?:a|an|the) [^.,]{{3,60}}, (?P<name>{_NAME}) (?:has|have|is|are|believes?|works?|welcomes?)\b")),
)  # fmt: skip
_SUBJECT = re.compile(
    rf"^(?P<name>{_NAME}) (?:has|have|is|are|was|will|works?|welcomes?|believes?|supports?|provides?|recommends?|"
    rf"responded|launched|published|commissioned|partnered|runs?|exists?|represents?|wants?|calls?|aims?)\b"
)
_OWN = re.compile(r"\b(?:Our|We|we|our)\b")
_FURNITURE: tuple[tuple[float, re.Pattern[str]], ...] = (
    (3.0, re.compile(rf"^(?P<name>{_NAME}) (?:website|logo|home ?page)$")),
    (2.0, re.compile(rf"^(?:About|Contact|Support|Join|Follow|Welcome to) (?P<name>{_NAME}?)(?: button| menu| on (?:X|Twitter))?$")),
    (4.0, re.compile(rf"(?:©|\([cC]\)|[Cc]opyright)\s*(?:©\s*)?(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?\s*)?,?\s*(?:by )?(?P<name>{_NAME})")),
    (3.5, re.compile(rf"^(?P<name>{_NAME}) is (?:a|an) (?:registered |national |local |independent )*(?:charity|company|charitable)")),
    (3.0, re.compile(rf"(?:[Rr]egistered (?:as|name)|trading name of|registered office of) (?P<name>{_NAME})")),
)  # fmt: skip
_PUBLISHED_BY = re.compile(
    rf"\b(?:[Pp]ublished|PUBLISHED|[Pp]roduced|[Ii]ssued) (?:in \d{{4}} )?by:? (?P<name>{_NAME})"
)
# Titles of answers and evidence say whose they are.
_WROTE = (
    re.compile(rf"^(?P<name>{_NAME}?)(?:[’']s?)? (?:[Cc]onsultation )?(?:[Rr]esponse|[Ss]ubmission|[Ee]vidence) to\b"),
    re.compile(
        rf"\b(?:[Rr]esponse|[Ss]ubmission|[Ww]ritten [Ee]vidence|[Oo]ral [Ee]vidence)(?: submitted)? (?:of|from|by) "
        rf"(?:the )?(?P<name>{_NAME})"
    ),
)
_KINDS_OF_ANSWER = frozenset(
    "written oral joint initial interim full final formal further draft public supplementary consultation".split()
)
_ADDRESS = re.compile(
    r"\b(?:https?://)?(?:www\.)?([a-z0-9-]{3,40})\.(?:org|org\.uk|co\.uk|com|ac\.uk|gov\.uk|net|info|cymru|wales|scot|uk|example)\b"
)
_NOT_NAMES = frozenset(
    "i we our the this that these those it its he she they all any some both each many most more one two there here where "
    "when what who how why but and or if as at in on for from with by a an to of us you your my is are was has have be "
    "government ministers parliament england wales scotland britain uk january february march april may june july august "
    "september october november december monday tuesday wednesday thursday friday saturday sunday search menu news home all "
    "rights reserved read download today yesterday everyone people charities organisations cookies contact"
    .split()
)  # fmt: skip
_ENOUGH = 2.0
LONGEST_TITLE = 24  # words


def _clean(name: str) -> str:
    stripped = re.sub(r"[’']s?$", "", name.strip(" ,.;:"))
    stripped = re.sub(r"^[Tt]he (?=[A-Z])", "", stripped)
    return re.sub(
        r"\s+(?:All Rights Reserved|Ltd|Limited|Registered Charity|Company)\b.*$", "", stripped, flags=re.IGNORECASE
    )


# "At HMP Fenwater we …" tells where, not who.
_PLACES = re.compile(r"^(?:HMP|HMPs|HMYOI|HM Prison|Prison)\b")


def _acceptable(name: str) -> bool:
    if _PLACES.search(name):
        return False
    words = name.split()
    return (
        bool(words)
        and len(name) >= 3
        and not all(word.lower() in _NOT_NAMES for word in words)
        and words[0].lower() not in _NOT_NAMES
    )


def stated_publisher(texts: list[str]) -> str:
    """Return the name after "published by", "" if the words do not say it."""
    for text in texts:
        found = _PUBLISHED_BY.search(text) if len(text) < 400 else None
        if found and _acceptable(_clean(found["name"])):
            return _clean(found["name"])
    return ""


def titled_publisher(texts: list[str]) -> str:
    """Return whose answer or evidence the opening lines ``texts`` say a text is, "" if they do not.

    >>> titled_publisher(["Written evidence from Harbourside (PRI 04)", "Harbourside runs two homes."])
    'Harbourside'
    """
    for text in texts:
        line = " ".join(text.split())
        for pattern in _WROTE if len(line.split()) <= LONGEST_TITLE else ():
            found = pattern.search(line)
            name = _clean(found["name"]) if found else ""
            if _acceptable(name) and name.split()[0].lower() not in _KINDS_OF_ANSWER:
                return name
    return ""


def infer_publisher(body: list[str], furniture: list[str]) -> str:
    """Return the name that the page speaks as, "" when no name is clearly ahead.

    ``body`` and ``furniture`` are the texts of the blocks of either layer, in order.

    >>> infer_publisher(["As Harbourside's policy lead I keep asking what works."], [])
    'Harbourside'
    """
    scores: dict[str, float] = defaultdict(float)
    for text in body:
        for weight, pattern in _SPEAKS:
            for found in pattern.finditer(text):
                scores[_clean(found["name"])] += weight
        _score_subjects(text, scores)
    for text in furniture:
        line = " ".join(text.split())
        for weight, pattern in _FURNITURE:
            found_line = pattern.search(line)
            if found_line:
                scores[_clean(found_line["name"])] += weight
    _score_running_heads(body, furniture, scores)
    _score_addresses([*body, *furniture], scores)
    ranked = sorted(
        ((score, name) for name, score in scores.items() if _acceptable(name)), key=lambda item: (-item[0], item[1])
    )
    if not ranked or ranked[0][0] < _ENOUGH:
        return ""
    if (
        len(ranked) > 1
        and ranked[1][0] > 0.8 * ranked[0][0]
        and ranked[1][1] not in ranked[0][1]
        and ranked[0][1] not in ranked[1][1]
    ):
        return ""
    return ranked[0][1]


def _score_subjects(text: str, scores: dict[str, float]) -> None:
    """A sentence about the name followed by one of "our" or "we" speaks of the writer."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    for position, sentence in enumerate(sentences[:40]):
        found = _SUBJECT.match(sentence)
        if found is None:
            continue
        here = _OWN.search(sentence[found.end() :])
        after = position + 1 < len(sentences) and re.match(r"(?:Our|We)\b", sentences[position + 1])
        if here or after:
            scores[_clean(found["name"])] += 1.0


def _score_running_heads(body: list[str], furniture: list[str], scores: dict[str, float]) -> None:
    """A running head parts title and publisher with a bar; the part that the text speaks of by name is the latter."""
    words = "\n".join(body)
    for line in furniture:
        parts = [re.sub(r"[,\s]*(?:(?:[A-Z][a-z]+ )?(?:19|20)\d\d)?\s*$", "", part.strip()) for part in line.split("|")]
        if not 2 <= len(parts) <= 4:
            continue
        for part in parts:
            if re.fullmatch(_NAME, part) and part in words and not body[0].startswith(part):
                scores[_clean(part)] += 2.0


def _score_addresses(texts: list[str], scores: dict[str, float]) -> None:
    labels = {label.replace("-", "") for text in texts for label in _ADDRESS.findall(text.lower())}
    for name in list(scores):
        if re.sub(r"[^a-z0-9]", "", name.lower()) in labels:
            scores[name] += 1.5
