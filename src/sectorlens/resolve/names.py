"""How names are compared: one normal form, its words, and what tells two bodies apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from sectorlens.text import straighten

# Legal forms say how a body is registered, not which body it is.
_LEGAL = re.compile(
    r"\b(?:ltd|limited|plc|llp|cic|cio|c\.i\.c\.?|community interest company|incorporated|inc|"
    r"company limited by guarantee)\b\.?"
)
_ABBREVIATED = {
    "dept": "department", "hm": "hm", "his majesty's": "hm", "her majesty's": "hm", "assoc": "association",
    "assn": "association", "uni": "university", "saint": "st", "org": "organisation",
}  # fmt: skip
_SMALL = frozenset("the of for and in on to a an at with".split())
# Words that differ between bodies of one family: never a matter of spelling.
_APART = frozenset(
    "north south east west northern southern eastern western central upper lower greater new national local regional "
    "international uk england wales scotland cymru ireland british english welsh scottish irish young youth women men "
    "girls boys children older adult male female first second third one two three 1 2 3 4 5".split()
)


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """Return the form under which two spellings are one name.

    Case, quotes, accents, "the", "&", full stops and legal forms do not count.

    >>> name_key("The Northgate & Vale Trust Ltd.") == name_key("Northgate and Vale trust")
    True
    """
    plain = unicodedata.normalize("NFKD", straighten(name).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"\s*&\s*", " and ", plain)
    plain = re.sub(r"\b(?:his|her) majesty'?s\b", "hm", plain)
    plain = re.sub(r"'s\b", "s", plain).replace("'", "")
    plain = re.sub(r"\([^)]*\)", " ", plain)
    shorter = _LEGAL.sub(" ", plain)
    plain = shorter if re.search(r"\w", shorter) else plain
    plain = re.sub(r"\.(?=\w\b)|(?<=\b\w)\.", "", plain)
    words = re.findall(r"\w+", plain)
    words = [_ABBREVIATED.get(word, word) for word in words]
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=200_000)
def key_words(key: str) -> tuple[str, ...]:
    """Return the words of a key that carry meaning."""
    return tuple(word for word in key.split() if word not in _SMALL) or tuple(key.split())


def tells_apart(word: str) -> bool:
    """Return whether a word that only one of two names has makes them two bodies."""
    return word in _APART or any(letter.isdigit() for letter in word)


def is_acronym_key(surface: str) -> bool:
    """Return whether ``surface`` is written as an acronym (one word, mostly capitals)."""
    return " " not in surface and sum(c.isupper() for c in surface) >= 2 and len(surface) <= 10
