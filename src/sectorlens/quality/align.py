"""Laying a gold text over a parsed text, word by word, then character by character."""

from __future__ import annotations

import bisect
import re
from difflib import SequenceMatcher

from sectorlens.text import straighten

_WORD = re.compile(r"\S+")
_STRIP = re.compile(r"[^\w£%&@]+")


class Alignment:
    """Maps spans of a gold text to spans of the parsed text.

    Words are compared without case, quotes' shapes and punctuation.  ``coverage`` is the share of gold words
    that stand in the parsed text in the same order.
    """

    def __init__(self, gold: str, parsed: str) -> None:
        self._gold = [m.span() for m in _WORD.finditer(gold)]
        self._parsed = [m.span() for m in _WORD.finditer(parsed)]
        self._texts = (straighten(gold), straighten(parsed))
        self._starts = [start for start, _ in self._gold]
        self._to: dict[int, int] = {}
        self._identical = gold == parsed
        left = [self._key(0, a, b) for a, b in self._gold]
        right = [self._key(1, a, b) for a, b in self._parsed]
        for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            for step in range(block.size):
                self._to[block.a + step] = block.b + step
        self.coverage = len(self._to) / len(self._gold) if self._gold else 1.0

    def _key(self, side: int, start: int, end: int) -> str:
        word = self._texts[side][start:end]
        return _STRIP.sub("", word).casefold() or word

    def map(self, start: int, end: int) -> tuple[int, int] | None:
        """Return where ``gold[start:end]`` stands in the parsed text; ``None`` if it does not align.

        The first and last word must align, and four in five of all.
        """
        if self._identical:
            return start, end
        first = max(0, bisect.bisect_right(self._starts, start) - 1)
        last = bisect.bisect_left(self._starts, end) - 1
        words = [word for word in range(first, last + 1) if self._gold[word][1] > start]
        found = [word for word in words if word in self._to]
        if not words or len(found) * 5 < len(words) * 4:
            return None
        return self._edge(found[0], start, at_end=False), self._edge(found[-1], end, at_end=True)

    def _edge(self, word: int, position: int, *, at_end: bool) -> int:
        """Return the character of the parsed text that answers ``position`` inside gold word ``word``."""
        gold_start, gold_end = self._gold[word]
        start, end = self._parsed[self._to[word]]
        if at_end:
            cut = self._texts[0][position:gold_end] if gold_start < position < gold_end else ""
            return end - len(cut) if cut and self._texts[1][start:end].endswith(cut) else end
        cut = self._texts[0][gold_start:position] if gold_start < position < gold_end else ""
        return start + len(cut) if cut and self._texts[1][start:end].startswith(cut) else start
