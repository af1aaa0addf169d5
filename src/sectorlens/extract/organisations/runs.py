"""Runs of capitalised words: where a name may stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sectorlens.extract.organisations.lexicon import COMMON, Lexicon
from sectorlens.extract.organisations.words import Word, are_joined

# Function words that are never part of a name's beginning, even with a capital.
NEVER_FIRST = frozenset(
    "the a an this that these those our we us i my you your he she it its they their them his her in on at by for "
    "from to with of as if when while where why how what who which and or but so not no all any some many most both "
    "each every such there here then than however also once now today".split()
)
# Whoever these belong to is part of the name: "Women's Centre", "Prisoners' Advice Service".
POSSESSORS = frozenset(
    "Women Children Men People Prisoners Girls Boys Victims Parents Families Carers Mothers Fathers Veterans Offenders "
    "Magistrates Governors Officers Leavers Workers Farmers Teachers Students Ladies King Queen Prince Princess Duke "
    "Bishop Lord Mayor".split()
)

# Words of address begin a person's name wherever they stand: "… of Northgate Trust Dr Ann Other".
ADDRESS = frozenset("Mr Mrs Ms Dr Prof Professor Rev Revd Reverend Cllr Councillor Dame Sir Baroness".split())


@dataclass(frozen=True, slots=True)
class Run:
    """Words ``[first, last)`` of a block that stand together with capitals."""

    first: int
    last: int


class RunFinder:
    """Finds runs in one block; ``known`` are normal forms of names that split a run at a possessive."""

    def __init__(self, lexicon: Lexicon, known: frozenset[str] = frozenset()) -> None:
        self._lexicon = lexicon
        self._known = known

    def find(self, words: tuple[Word, ...], text: str) -> Iterator[Run]:
        """Yield runs of adjacent capitalised words, without words that only open a sentence."""
        index = 0
        while index < len(words):
            if not words[index].is_cased:
                index += 1
                continue
            last = index + 1
            while last < len(words) and continues(words, last, text) and words[last].text not in ADDRESS:
                last += 1
            while last > index and self._is_tail(words, index, last):
                last -= 1
            first = self._skip_starters(words, index, last)
            if (
                last - first == 2
                and words[first].opens
                and words[first + 1].is_upper
                and len(words[first + 1].text) > 2
            ):
                # "Together NXA and … will": an ordinary word that opens a sentence before an acronym
                first += words[first].text.casefold() in COMMON
            if first < last:
                yield from self._split_possessives(words, first, last)
            index = max(last, index + 1)

    def _skip_starters(self, words: tuple[Word, ...], first: int, last: int) -> int:
        """Return the first word of the run that can begin a name.

        A function word with a capital in mid-sentence is meant ("the No Wrong Door Network").
        """
        run_first = first
        while first < last:
            word = words[first]
            lower = word.text.casefold()
            rest = " ".join(w.text for w in words[first:last] if w.kind == "word")
            if lower != "the" and self._lexicon.known(rest):
                break
            deliberate = first == run_first and not word.opens and first > 0 and words[first - 1].text.islower()
            is_starter = (lower in NEVER_FIRST and not (deliberate and lower not in ("the", "i", "our", "we"))) or (
                word.opens and word.text in self._lexicon.starters
            )
            if not (is_starter or word.text.isdigit() or word.kind != "word"):
                break
            first += 1
        return first

    def _split_possessives(self, words: tuple[Word, ...], first: int, last: int) -> Iterator[Run]:
        """Yield the run, cut where the owner before an apostrophe is itself a name."""
        begin = first
        for index in range(first, last):
            if words[index].kind != "possessive" or index == begin:
                continue
            owner = tuple(word.text for word in words[begin:index] if word.kind == "word")
            if owner[-1] in POSSESSORS:
                continue
            rest = texts(words, index + 1, last)
            ends = self._lexicon.end_of(rest)
            of_place = self._lexicon.is_place(" ".join(owner)) and ends is not None and len(rest) > ends.size
            if of_place or self._is_owner(owner, words[begin:last]):
                yield Run(begin, index)
                begin = index + 1
        if begin < last:
            yield Run(begin, last)

    def _is_tail(self, words: tuple[Word, ...], first: int, last: int) -> bool:
        """Return whether the last word of a run belongs to no name: a mark, "I", or figures of a table."""
        word = words[last - 1]
        if word.kind != "word" or word.text == "I":
            return True
        if not word.text.isdigit():
            return False
        if len(word.text) == 3 and last - 2 == first and words[first].text in self._lexicon.generic:
            return False  # "Project 507"
        return len(word.text) > 2 or (last - 2 >= first and words[last - 2].text.isdigit())

    def _is_owner(self, owner: tuple[str, ...], whole: tuple[Word, ...]) -> bool:
        text = " ".join(owner)
        if self._lexicon.known(" ".join(word.text for word in whole).replace(" ’", "’").replace(" '", "'")):
            return False
        surfaces = self._lexicon.known(text)
        if text.casefold() in self._known or any(not surface.is_ordinary for surface in surfaces):
            return True
        head = self._lexicon.end_of(owner)
        return len(owner) > 1 and head is not None and head.weight >= 0.6


def continues(words: tuple[Word, ...], index: int, text: str) -> bool:
    """Return whether the word at ``index`` goes on with the run before it."""
    word = words[index]
    if not are_joined(words[index - 1], word, text):
        return False
    if word.opens and words[index - 1].kind == "mark":
        return False
    if word.is_cased:
        return True
    if word.kind == "possessive" or word.text == "&":
        return index + 1 < len(words) and words[index + 1].is_cased and text[word.end : word.end + 1].isspace()
    return word.kind == "word" and word.text.isdigit() and len(word.text) <= 4


def texts(words: tuple[Word, ...], first: int, last: int) -> tuple[str, ...]:
    """Return the words of a stretch, those of a joined phrase one by one, without marks and endings."""
    return tuple(part for word in words[first:last] if word.kind == "word" for part in word.text.split())
