"""Sentence ends by rule.

Edited prose ends its sentences with punctuation, so a rule is surer than a parser trained on the web; the
parser is told these ends and keeps to them.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st rev hon sir e.g i.e eg ie cf vs pp ed eds dept "
    "approx inc ltd co corp jan feb apr jun jul aug sept oct nov dec u.k u.s al ibid".split()
)
# Words of their own unless what they count follows: "no. 7", "Fig. 2", "art. IV"; but "They said no. Then …".
_BEFORE_NUMBERS = frozenset("no nos p para paras fig vol ch art sec mar sep".split())
_NUMBER = re.compile(r"\s+(?:\d|[IVXLC]+\b(?!'))")
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?:\[\d+\]|\d{1,2}(?=\s+[A-Z]))?(?=\s)|[.!?]+[\"'”’)\]]+$")
_NEXT = re.compile(r"\s+[\"'“‘(\[•–—-]*\s*(?=(?:[A-Z0-9£]|https?:))")
_LAST_WORD = re.compile(r"([A-Za-z][\w.’'-]*|\d+)$")


def split_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences of ``text`` as half-open spans without surrounding white space.

    Abbreviations, initials and ordinals at the start ("1. Fund …") do not end a sentence.

    >>> [("One. Two?"[a:b]) for a, b in split_sentences("One. Two?")]
    ['One.', 'Two?']
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        following = _NEXT.match(text, match.end())
        if following is None or not _ends_sentence(text, start, match):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return tuple(trimmed for a, b in spans if (trimmed := _trim(text, a, b)) is not None)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if not match.group().startswith(".") or len(match.group()) > 1:
        return True
    word = _LAST_WORD.search(text, start, match.start())
    if word is None:
        return True
    token = word.group()
    folded = token.casefold().rstrip(".")
    if folded in _ABBREVIATIONS or (folded in _BEFORE_NUMBERS and _NUMBER.match(text, match.end())):
        return False
    is_initial = len(token) == 1 and token.isupper() and token != "I"
    is_ordinal = token.isdigit() and not text[start : word.start()].strip()
    return not (is_initial or is_ordinal)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


@Language.component("sectorlens_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Set the sentence starts of ``doc`` from :func:`split_sentences`."""
    starts = {start for start, _ in split_sentences(doc.text)}
    pending = False
    for token in doc:
        begins = any(position in starts for position in range(token.idx, token.idx + max(1, len(token))))
        begins = begins or (pending and not token.is_space)
        pending = begins and token.is_space
        token.is_sent_start = token.i == 0 or (begins and not token.is_space)
    return doc
