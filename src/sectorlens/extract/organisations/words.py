"""The words of a block with their offsets, cut the way the name grammar needs them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(
    r"(?P<word>[^\W_]+(?:[.\-/+&@][^\W_]+|['’](?![sS]\b)[^\W\d_]+)*)"
    r"|(?P<possessive>['’][sS]?(?!\w))"
    r"|(?P<mark>[^\s\w]|_)"
)
_OPENING = frozenset('“"‘')
_SENTENCE_MARKS = frozenset('.!?:;•·●▪–—-"“”‘*|#>')


@dataclass(frozen=True, slots=True)
class Word:
    """A word, possessive ending or mark: ``text[start:end]`` of its block.

    ``opens`` says that it stands where any word is capitalised: at the start of a block or sentence.
    """

    text: str
    start: int
    end: int
    kind: str
    opens: bool = False

    @property
    def is_cased(self) -> bool:
        """Whether it is a word with a capital letter."""
        return self.kind == "word" and any(letter.isupper() for letter in self.text)

    @property
    def is_upper(self) -> bool:
        """Whether it is written in capitals (two or more letters, none lower)."""
        return self.kind == "word" and self.text.isupper() and sum(map(str.isalpha, self.text)) >= 2


def cut_words(text: str, joined: tuple[str, ...] = ()) -> tuple[Word, ...]:
    """Return the words, possessive endings and marks of ``text`` in order.

    A phrase of ``joined`` ("Police and Crime Commissioner") counts as one word.

    >>> [word.text for word in cut_words("St Mungo’s, HMP/YOI Isis")]
    ['St', 'Mungo', '’s', ',', 'HMP/YOI', 'Isis']
    """
    words: list[Word] = []
    opens = True
    phrases = find_phrases(text, joined)
    for match in _WORD.finditer(text):
        kind = str(match.lastgroup)
        if words and match.start() < words[-1].end:
            continue
        if kind == "word" and match.start() in phrases:
            end = phrases[match.start()]
            words.append(Word(text[match.start() : end], match.start(), end, kind, opens))
            opens = False
            continue
        words.append(Word(match.group(), match.start(), match.end(), kind, opens and kind == "word"))
        if kind == "word":
            opens = False
        elif match.group() in _OPENING and len(words) > 1 and words[-2].kind == "word" and words[-2].text.islower():
            continue  # its social enterprise "Harbour" – no sentence begins in such quotation marks
        elif match.group() in _SENTENCE_MARKS:
            opens = not (match.group() == "." and _is_abbreviation(words)) and match.group() not in "-–—"
    return tuple(words)


def find_phrases(text: str, joined: tuple[str, ...]) -> dict[int, int]:
    """Return where phrases of ``joined`` (longest first) stand: start to end."""
    found: dict[int, int] = {}
    for phrase in joined:
        start = text.find(phrase)
        while start >= 0:
            end = start + len(phrase)
            if not (text[end : end + 1].isalnum() or (start and text[start - 1].isalnum())):
                found.setdefault(start, end)
            start = text.find(phrase, end)
    return found


def _is_abbreviation(words: list[Word]) -> bool:
    before = words[-2] if len(words) > 1 else None
    return before is not None and (before.text in _ABBREVIATIONS or (len(before.text) == 1 and before.is_cased))


_ABBREVIATIONS = frozenset(("St", "Mr", "Mrs", "Ms", "Dr", "Prof", "No", "Rev", "vs", "eg", "ie", "Co", "Jr", "Hon"))


def are_joined(left: Word, right: Word, text: str) -> bool:
    """Return whether only white space (or nothing) stands between two words."""
    return not text[left.end : right.start].strip()


def share_cased(words: tuple[Word, ...]) -> float:
    """Return the share of words of more than three letters that carry a capital: 1.0 in title case."""
    long = [word for word in words if word.kind == "word" and len(word.text) > 3 and word.text.isalpha()]
    return sum(word.is_cased for word in long) / len(long) if long else 0.0
