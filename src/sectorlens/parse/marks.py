# ruff: noqa: E501 - patterns and word lists are kept whole
"""Bullets, numbers and the look of headings: what a line of bare text says of its role."""

from __future__ import annotations

import re
from typing import NamedTuple

BULLETS = "-*•–—·▪◦‣●○■□➢➤►▶✓✔❖»"
_BULLET = re.compile(rf"^[ \t\u00a0]*([{re.escape(BULLETS)}\uf0b7\uf0a7\uf02d]|o(?=[ \t\u00a0]+\S))[ \t\u00a0]+(?=\S)")
_TIGHT_BULLET = re.compile(r"^[ \t\u00a0]*([•▪◦‣●○■□➢➤►▶✓✔❖\uf0b7\uf0a7])(?=\S)")
_NUMBER = re.compile(
    r"^[ \t\u00a0]*(?:(\d{1,3}(?:\.\d{1,2}){0,3})[.)](?=[ \t\u00a0])|\((\d{1,2}|[a-z]|[ivx]{1,5})\)(?=[ \t\u00a0])|"
    r"(\d{1,2}\.\d{1,2}(?:\.\d{1,2})?)(?=[ \t\u00a0])|([a-z]|[ivx]{2,5})[.)](?=[ \t\u00a0]))[ \t\u00a0]+(?=\S)"
)  # fmt: skip
_END = re.compile(r"[.!?;,:…]['\"”’)\]]*(?:\d{1,2}|\[\d+\])?$")
_CALL = re.compile(
    r"^(?:download|read|click|view|see|watch|listen|find out|visit|go to|access|open|get) .{0,80}\b(?:here|more|now|online|in full|pdf)\b\W*$",
    re.IGNORECASE,
)
# "Dear all", "PRESENTER: Was it?", "Apologies: Ann, Bob": a greeting, a speaker, an entry.
_NO_HEADING = re.compile(
    r"(?i:ends?|-+ends?-+)$|(?i:dear) [\w ]{2,30},?$|(?i:hello|hi) [\w ]{2,20},$|[A-Z][A-Z .’'-]{1,24}: |(?i:apologies|present|attendees|from|to|cc|subject|tel|next meeting): "
)
_DATE_WORDS = re.compile(r"\b(?:19|20)\d\d\b")


class Mark(NamedTuple):
    """A bullet or number at the start of a line; ``length`` covers it and the space around it."""

    ordinal: str
    length: int
    bullet: str


def find_mark(line: str) -> Mark | None:
    """Return the list mark that ``line`` starts with, None if it has none.

    >>> find_mark("  2. Fund it.")
    Mark(ordinal='2', length=5, bullet='')
    >>> find_mark("- Fund it.")
    Mark(ordinal='', length=2, bullet='-')
    """
    bullet = _BULLET.match(line) or _TIGHT_BULLET.match(line)
    if bullet:
        return Mark("", bullet.end(), bullet.group(1))
    number = _NUMBER.match(line)
    if number:
        ordinal = next(group for group in number.groups() if group)
        return Mark(ordinal, number.end(), "")
    return None


def ends_sentence(text: str) -> bool:
    """Whether ``text`` ends with a stop of any kind, quotation marks and note numbers aside."""
    return bool(_END.search(text.rstrip()))


def ordinal_rank(ordinal: str) -> int:
    """Return what number an ordinal stands for (``"b"`` is 2, ``"iii"`` 3, ``"2.4"`` 4), 0 if unclear."""
    last = ordinal.rsplit(".", 1)[-1].lower()
    if last.isdigit():
        return int(last)
    if len(last) == 1 and last.isalpha() and last not in "ivx":
        return ord(last) - ord("a") + 1
    roman = {"i": 1, "v": 5, "x": 10}
    if last and all(char in roman for char in last):
        values = [roman[char] for char in last]
        return sum(-one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True))
    return 0


def looks_like_heading(line: str, *, limit: int = 120) -> bool:
    """Whether a line that stands alone may be a heading: short, begins like one, no stop at its end.

    A question may be a heading; a line of contact details, a date or an amount is not.
    """
    text = line.strip()
    words = text.split()
    if not text or len(text) > limit or len(words) > 18 or not any(char.isalpha() for char in text):
        return False
    first = next((char for char in text if char.isalnum()), "")
    if not (first.isupper() or first.isdigit()):
        return False
    if ends_sentence(text) and not (text.endswith("?") and len(words) <= 14):
        return False
    if (
        _CALL.match(text)
        or "@" in text
        or "://" in text
        or re.match(r"(?:tel|email|e-mail|phone|www)\b", text, re.IGNORECASE)
    ):
        return False
    if text[0] in '“"‘' and len(text) > 40:
        return False
    if _NO_HEADING.match(text) or len(re.findall(r" (?:--+|\|) ", text)) >= 2:
        return False
    if re.match(
        r"(?:(?:first |date )?published|updated|posted|date|by|written by|last updated)\b\s*:?\s", text, re.IGNORECASE
    ) and (_DATE_WORDS.search(text) or len(words) <= 4):
        return False
    return not re.fullmatch(r"[\d\s./:,\-–£$%]+", text)
