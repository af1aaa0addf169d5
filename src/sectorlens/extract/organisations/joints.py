"""Names with "and", "&", commas or "in" before their head: where they really begin."""

from __future__ import annotations

from sectorlens.extract.organisations.lexicon import Lexicon
from sectorlens.extract.organisations.runs import NEVER_FIRST, Run, texts
from sectorlens.extract.organisations.words import Word, are_joined

_JOINTS = frozenset(("and", "&", "in", "for", "on", "of", "with", "to"))


def joined_left(lexicon: Lexicon, words: tuple[Word, ...], run: Run, text: str) -> int | None:
    """Return where "Barnet, Enfield and Haringey … Trust" begins, if places stand before the run."""
    if words[run.first].text not in lexicon.places and not _starts_with_place(lexicon, words, run):
        return None
    begin, index = None, run.first - 1
    while index >= 1 and words[index].text in ("and", "&", ","):
        place = _place_before(lexicon, words, index)
        if place is None:
            break
        begin, index = place, place - 1
    joint = words[run.first - 1].text if run.first else ""
    return begin if begin is not None and joint in ("and", "&") else None


def joined_after_the(lexicon: Lexicon, words: tuple[Word, ...], run: Run, text: str) -> tuple[int | None, str]:
    """Return where "the Prisons and Supervision Agency", "the Later Lives in Custody Alliance" begins.

    One article, one body;
    not where the word before "and" is a body by itself ("the Council and Kent Police").
    """
    no_name = (None, "")
    first = run.first - 2
    if first < 0 or words[run.first - 1].text not in _JOINTS or not words[first].is_cased:
        return no_name
    if not are_joined(words[first], words[run.first - 1], text):
        return no_name
    while first > 0 and words[first - 1].is_cased and are_joined(words[first - 1], words[first], text):
        if words[first - 1].text.casefold() in NEVER_FIRST:
            break
        first -= 1
    left = texts(words, first, run.first - 1)
    before = words[first - 1].text.casefold() if first else ""
    head = lexicon.end_of(left)
    is_body = head is not None and (head.weight >= 0.9 or bool(head.reason)) and not left[-1].endswith("s")
    surfaces = lexicon.known(" ".join(left))
    if len(left) > 4 or is_body or any(not s.is_ordinary for s in surfaces):
        return no_name
    if not left or (len(left) == 1 and words[first].is_upper):
        return no_name
    if before == "the":
        return first, "coordinated"
    return (first, "loose") if words[run.first - 1].text in ("and", "&") else no_name


def _starts_with_place(lexicon: Lexicon, words: tuple[Word, ...], run: Run) -> bool:
    names = [word.text for word in words[run.first : run.last] if word.kind == "word"]
    return any(" ".join(names[:size]) in lexicon.places for size in (1, 2, 3))


def _place_before(lexicon: Lexicon, words: tuple[Word, ...], index: int) -> int | None:
    """Return the first word of the place name that ends right before ``index``."""
    for size in (4, 3, 2, 1):
        first = index - size
        if first >= 0 and " ".join(word.text for word in words[first:index]) in lexicon.places:
            return first
    return None
