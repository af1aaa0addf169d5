"""Acronyms and short forms that a page introduces, with and without brackets.

Bracketed definitions follow Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation
definitions in biomedical text"): the long form is the shortest stretch before the bracket in which the
letters of the short form occur in order, its first at the start of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BRACKET = re.compile(r"\(([^()\n]{2,60})\)")
_SMALL = frozenset("of for and the in on to & with at a an".split())
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&]{1,9}")
_LEAD = re.compile(
    r"^(?:or|also |hereafter |hereinafter |known as |formerly |now |previously |the |\s|“|‘|\"|')+", re.IGNORECASE
)
_CAPITALISED = re.compile(r"[A-Z0-9]")


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the long form that a page gives for it; offsets into the block's text."""

    short: str
    short_start: int
    long: str
    long_start: int

    @property
    def long_end(self) -> int:
        """End of the long form."""
        return self.long_start + len(self.long)

    @property
    def short_end(self) -> int:
        """End of the short form."""
        return self.short_start + len(self.short)


def is_acronym(text: str) -> bool:
    """Return whether ``text`` is shaped like an acronym: two or more capitals, short, no spaces.

    >>> is_acronym("T2A"), is_acronym("MoJ"), is_acronym("Trust")
    (True, True, False)
    """
    capitals = sum(letter.isupper() for letter in text)
    return bool(_ACRONYM.fullmatch(text)) and capitals >= 2 and capitals * 2 >= len(text.replace("&", ""))


def find_definitions(text: str) -> Iterator[Definition]:
    """Yield each "Long Form (LF)" and "LF (Long Form)" of ``text``."""
    for match in _BRACKET.finditer(text):
        lead = _LEAD.match(match.group(1))
        start = match.start(1) + (lead.end() if lead else 0)
        inner = text[start : match.end(1)].strip(" \"'“”‘’,.;")
        start = text.find(inner, start) if inner else start
        if is_acronym(inner):
            long_start = _long_form(inner, text[: match.start()])
            if long_start is not None:
                long = text[long_start : match.start()].rstrip()
                yield Definition(inner, start, long, long_start)
        elif _CAPITALISED.match(inner) and len(inner.split()) > 1:
            before = re.search(r"([\w&]+)\s*$", text[: match.start()])
            if before and is_acronym(before.group(1)) and initials_match(before.group(1), inner):
                yield Definition(before.group(1), before.start(1), inner, start)


def find_class_acronyms(text: str) -> Iterator[str]:
    """Yield acronyms that ``text`` defines for a plain noun: "special interest groups (SIGs)"."""
    for match in _BRACKET.finditer(text):
        inner = match.group(1).strip(" \"'“”‘’,.;")
        if not is_acronym(inner):
            continue
        singular = inner[:-1] if inner.endswith("s") else inner
        words = re.findall(r"[^\W_]+", text[: match.start()])
        for size in (len(singular), len(singular) + 1, len(singular) + 2):
            long = words[-size:]
            if len(long) == size and initials_match(singular, " ".join(long)):
                content = [word for word in long if word.casefold() not in _SMALL]
                if sum(word[0].isupper() for word in content) * 2 < len(content):
                    yield inner
                    yield singular


def _long_form(short: str, before: str) -> int | None:
    """Return where the long form of ``short`` begins in the text before the bracket, or None."""
    letters = [letter.casefold() for letter in short if letter.isalnum()]
    limit = min(len(letters) + 5, len(letters) * 2)
    words = list(re.finditer(r"[^\W_]+(?:['’\-][^\W_]+)*", before))
    significant = 0
    earliest = len(words)
    for number in range(len(words) - 1, -1, -1):
        gap = before[words[number].end() : words[number + 1].start() if number + 1 < len(words) else len(before)]
        if re.search(r"[.;:!?()\n]", gap.strip()) and gap.strip() not in (".",):
            break
        significant += words[number].group().casefold() not in _SMALL
        if significant > limit:
            break
        earliest = number
    position = len(before) - 1
    for index in range(len(letters) - 1, -1, -1):
        while position >= 0:
            at_start = position == 0 or not before[position - 1].isalnum()
            if before[position].casefold() == letters[index] and (index > 0 or at_start):
                break
            position -= 1
        if position < 0:
            return None
        position -= 1
    start = position + 1
    if earliest < len(words) and start < words[earliest].start():
        return None
    long = before[start:].strip()
    content = [word for word in re.findall(r"[^\W\d_][\w'’\-]*", long) if word.casefold() not in _SMALL]
    if len(content) < 2 or sum(word[0].isupper() for word in content) * 2 < len(content):
        return None
    # The match may have begun too late inside a name that starts with the same letter; initials decide.
    return start


def initials(name: str) -> frozenset[str]:
    """Return the initials under which ``name`` may be shortened: all words, and without small words.

    >>> sorted(initials("Partners of Prisoners"))
    ['POP', 'PP']
    """
    words = [word for word in re.split(r"[\s\-/]+", name.replace("’", "'")) if word and word[0].isalnum()]
    every = "".join(word[0] for word in words if word != "&").upper()
    content = "".join(word[0] for word in words if word.casefold() not in _SMALL).upper()
    return frozenset((every, content))


def initials_match(short: str, name: str) -> bool:
    """Return whether ``short`` may stand for ``name`` by its initials ("MoJ", "T2A" not)."""
    plain = "".join(letter for letter in short if letter.isalnum()).upper()
    return plain in initials(name)


def holds_initials(short: str, name: str) -> bool:
    """Return whether the letters of ``short`` are initials of ``name`` in order, the first and the last among them.

    >>> holds_initials("NVFT", "Northgate and Vale NHS Foundation Trust")
    True
    """
    letters = "".join(letter for letter in short if letter.isalnum()).upper()
    firsts = [word[0].upper() for word in re.split(r"[\s\-/]+", name) if word and word[0].isalnum()]
    if len(letters) < 3 or not firsts or (letters[0], letters[-1]) != (firsts[0], firsts[-1]):
        return False
    rest = iter(firsts)
    return all(letter in rest for letter in letters)


def match_initials(shorts: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """Return, for acronyms that nobody defined, the one name on the page whose initials they are.

    An acronym of two letters, or one that fits several names, is left alone.
    """
    ordered = tuple(dict.fromkeys(names))
    found: dict[str, str] = {}
    for short in dict.fromkeys(shorts):
        if len(short) < 3:
            continue
        fitting = [name for name in ordered if len(name.split()) > 1 and initials_match(short, name)]
        if len({name.casefold().removeprefix("the ") for name in fitting}) == 1:
            found[short] = fitting[0]
    return found
