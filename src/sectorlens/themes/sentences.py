"""Sentences that can be quoted alone: whole, in running text, and clear without the one before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sectorlens.model import Evidence
from sectorlens.nlp.sentences import split_sentences
from sectorlens.text import flatten, squeeze, straighten
from sectorlens.themes.passages import Passage

SHORTEST, LONGEST = 9, 42
# A sentence that begins so leans on the one before it.
_LEANING = r"""this|that|these|those|they|it|he|she|his|her|their|its|however|but|and|or|so|nor|yet|also|thus|therefore
hence|then|there|here|instead|indeed|moreover|furthermore|further|similarly|likewise|nevertheless|nonetheless|meanwhile
finally|firstly?|secondly?|thirdly?|lastly|next|besides|otherwise|consequently|accordingly|conversely|additionally
alternatively|another|others?|such|both|each|either|neither|some|none|perhaps|maybe|yes|no|again|still|too|equally
inside|outside|what|what's|why|how|who|which|whose|where
of course|even so|if so|not only|above all|after all|more importantly|most importantly
(?:one|many|most|all|some) of (?:this|that|these|those|them)|all (?:this|these|that)
for (?:example|instance|this|these|that)|in (?:addition|contrast|particular|other words|this|these|that|turn|short|fact)
in response to this|as (?:a result|such|well)|at the same time|on the other hand|because of th\w+
despite th(?:is|ese|at)|to (?:this|that|achieve this|do (?:this|so|that))
through this|from this|by (?:this|doing (?:this|so))
the (?:latter|former|same|second|third|other|result|above|answer)"""
_OPENERS = re.compile(rf"""["'(]*(?:{_LEANING.replace(chr(10), "|")})\b""", re.IGNORECASE)
# A pronoun among the first words, where nothing that it could stand for has been named.
_EARLY_PRONOUN = re.compile(r"(?:[A-Za-z']+ ){1,3}(?:they|it|he|she|them|him|her|theirs?|its|his)\b", re.IGNORECASE)
_KNOWN_BY_NAME = "report|review|paper|briefing|inquiry|year|sector|evidence|submission|response|strategy|programme"
_UNRESOLVED = re.compile(
    r"\b(?:these|those|aforementioned|the above|as above|above-mentioned|the latter|the former|as follows|"
    r"(?:do|does|did|done|doing) so|"
    r"(?:does|did|done|doing|all|of|for|to|in|with|from|by|why|about|on|at|do|that) (?:this|it)(?=[ ,.;:!?])"
    rf"(?! (?:{_KNOWN_BY_NAME}|project|country|inspection|study|survey|publication|blog|consultation|guide)\b))",
    re.IGNORECASE,
)
# What is said to the reader or by one person, and what a page says of itself, is no finding.
_CHATTER = re.compile(
    r"\b(?:I|my|me|mine|My|I'm|I've|I'd|I'll|[Yy]ou|[Yy]our|you'll|you're|click|download|sign up|subscribe|"
    r"read (?:the|our|more)|"
    r"find out more|join us|contact us|follow us|get in touch|email|keep an eye|page \d|thank|thanks|grateful|"
    r"see (?:page|figure|table|annex|appendix|below)|welcome to|cookies?|copyright|registered charity|let's)\b|"
    r"https?:|www\.|@|\?",
)
_POINT = re.compile(
    r"\b(?:must|should|needs? to|need for|have to|has to|lack|lacks|too (?:few|little|many|late|often)|unmet|barriers?|"
    r"shortage|without|fails?|failed|only|essential|vital|crucial|critical|effective|reduces?|improves?|leads? to|"
    r"depends? on|because|more likely|less likely|per cent|%)(?!\w)",
    re.IGNORECASE,
)
# "The Trust says", "the reply", "they" as a subject, a person's story, a date that only the page explains.
_HALF_KNOWN = re.compile(
    r"^The (?:[A-Z][a-z]+|authors?|reply|letter|team|panel|chair|minister|bill|plan|scheme|results?|findings?|rest)\b"
    r"|\b(?:they|he|she|them|him|her)\b|\b(?:said|told|asked|wrote|visited|came|went|today|yesterday|tomorrow)\b"
    r"|\b(?:last|next) (?:week|month|year|spring|summer|autumn|winter)\b|^(?:On|In|At|By|From) (?:\d|[A-Z][a-z]+ \d)"
)
_PAIRS = (("(", ")"), ("[", "]"), ("“", "”"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that can stand alone.  ``passage`` is the number of its passage; ``text`` is on one line."""

    passage: int
    evidence: Evidence
    text: str
    is_item: bool

    @property
    def leans_a_little(self) -> bool:
        """Whether it tells of one occasion, or names somebody that only its neighbours make known."""
        return _HALF_KNOWN.search(straighten(self.text)) is not None

    @property
    def makes_point(self) -> bool:
        """Whether it asks, judges or weighs rather than tells what is."""
        return _POINT.search(straighten(self.text)) is not None


def iter_sentences(passages: Iterable[tuple[int, Passage]]) -> Iterator[Sentence]:
    """Yield the sentences of numbered ``passages`` that can be quoted alone, in reading order."""
    for number, passage in passages:
        for start, end, kind in passage.blocks:
            body = flatten(passage.text[start - passage.start : end - passage.start])
            spans = split_sentences(body)
            is_item = kind == "list_item"
            for a, b in spans:
                text = squeeze(body[a:b])
                if stands_alone(text, is_item=is_item and len(spans) == 1):
                    evidence = passage.slice(start + a, start + b)
                    yield Sentence(passage=number, evidence=evidence, text=text, is_item=is_item)


def stands_alone(text: str, *, is_item: bool = False) -> bool:
    """Return whether ``text`` is one whole sentence that a reader follows without its neighbours.

    ``is_item``: it is all of a list item, which asks ("Establish good relationships …") and may end unmarked.

    >>> stands_alone("However, collaboration takes time and resources to get right in practice.")
    False
    >>> stands_alone("Collaboration takes time and resources to get right, and it can be undone quickly.")
    True
    """
    plain = straighten(text)
    words = plain.split()
    if not SHORTEST <= len(words) <= LONGEST:
        return False
    is_closed = plain.rstrip("\"')]").endswith((".", "!")) or (is_item and plain[-1].isalnum())
    if not is_closed or not (plain[0].isupper() or plain[0] in "\"'£"):
        return False
    if any(text.count(left) != text.count(right) for left, right in _PAIRS) or plain.count('"') % 2:
        return False
    if _OPENERS.match(plain) or _EARLY_PRONOUN.match(plain) or _UNRESOLVED.search(plain) or _CHATTER.search(plain):
        return False
    return not (plain.upper() == plain or ";" in plain or plain.count(",") > 7)
