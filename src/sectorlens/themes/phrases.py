"""Key phrases: short noun phrases that tell a group of passages from the others.

No tagger is at hand here, so a word counts as a noun by the company that it keeps in this corpus: after an
article, a preposition or an adjective of number rather than after "to", a pronoun or a modal.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sectorlens.text import straighten
from sectorlens.themes.words import EMPTY_WORDS, FUNCTION_WORDS, iter_words, stem

LONGEST = 3
# Words that name nothing alone but close a phrase ("older people").
HEADS_IN_COMPANY = frozenset(("people", "person", "places", "support", "work", "needs", "issues", "women", "men"))
_BEFORE_NOUN = frozenset(
    """the a an this that these those its their our his her my your of in on for with from about between through by
    into as without under over across against during no some any each every more most less many few other such
    both two three four five and or""".split()
)
_BEFORE_VERB = frozenset(
    """to will would can could should must may might shall cannot not i we they you he she who it don't doesn't
    didn't won't can't let's please always never also often help helps helped""".split()
)
_AFTER_VERB = frozenset(
    "the a an this that these those its their our his her my your them us it him me how what whether".split()
)
_NOUN_ENDINGS = (
    "tion", "sion", "ment", "ness", "ity", "ship", "ance", "ence", "ism", "ers", "ors", "ists", "hood", "cy", "ure",
    "ology", "dom",
)  # fmt: skip
_BREAK = re.compile(r"[^\w\s'’-]|\s[–—-]\s|·")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by its stems; ``surface`` is its most frequent spelling."""

    stems: tuple[str, ...]
    surface: str


class Phrases:
    """Every candidate phrase of a corpus: in which passages it stands and how it is written."""

    def __init__(
        self, texts: Sequence[str], *, avoid: Collection[str] = (), names: frozenset[str] = frozenset()
    ) -> None:
        self._names = names
        self._nouns, self._modifiers = _count_company(texts)
        self._avoid = frozenset(tuple(stem(word) for word, _, _ in iter_words(term)) for term in avoid)
        self.passages: dict[tuple[str, ...], Counter[int]] = defaultdict(Counter)
        spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for number, text in enumerate(texts):
            for surface, stems in self._candidates(text):
                self.passages[stems][number] += 1
                spellings[stems][surface] += 1
        self._surface = {stems: _spelling(counts) for stems, counts in spellings.items()}

    def surface(self, stems: tuple[str, ...]) -> str:
        """Return the most frequent spelling of a phrase."""
        return self._surface[stems]

    def _candidates(self, text: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        for stretch in _BREAK.split(straighten(text)):
            run: list[str] = []
            for word in [*(word for word, _, _ in iter_words(stretch)), ""]:
                lower = word.lower()
                if word and len(lower) > 2 and lower not in FUNCTION_WORDS:
                    run.append(word)
                    continue
                yield from self._phrases_in(run)
                run = []

    def _phrases_in(self, run: list[str]) -> Iterable[tuple[str, tuple[str, ...]]]:
        for start in range(len(run)):
            for end in range(start + 1, min(start + LONGEST, len(run)) + 1):
                words = run[start:end]
                stems = tuple(stem(word) for word in words)
                if self._is_phrase(words, stems):
                    yield " ".join(_lower(word) for word in words), stems

    def _is_phrase(self, words: list[str], stems: tuple[str, ...]) -> bool:
        lowers = [word.lower() for word in words]
        if self._names.intersection(stems) or lowers[0] in EMPTY_WORDS or stems[0] in EMPTY_WORDS:
            return False
        if stems[-1] in EMPTY_WORDS and (len(stems) == 1 or lowers[-1] not in HEADS_IN_COMPANY):
            return False
        if self._modifiers.get(stems[-1], 0.0) > 0.6 and lowers[-1] not in HEADS_IN_COMPANY:
            return False
        if any(lower.endswith(("ly", "n't")) or lower.isdigit() for lower in lowers):
            return False
        if any(stems[n : n + len(term)] == term for term in self._avoid for n in range(len(stems))):
            return False
        if self.noun_share(stems[-1]) < 0.55 or lowers[-1].endswith("ed"):
            return False
        return all(self.noun_share(form) >= 0.4 and not low.endswith("ed")
                   for form, low in zip(stems[:-1], lowers[:-1], strict=True))  # fmt: skip

    def noun_share(self, form: str) -> float:
        """Return in [0, 1] how far the stem ``form`` is used as a noun (or before one) in this corpus."""
        noun, verb = self._nouns.get(form, (0, 0))
        bonus = 3 if form.endswith(_NOUN_ENDINGS) else 0
        return (noun + bonus + 0.5) / (noun + bonus + verb + 1.0)


def _count_company(texts: Sequence[str]) -> tuple[dict[str, tuple[int, int]], dict[str, float]]:
    """Return per stem how often it stands like a noun and like a verb, and how often a content word follows it."""
    noun: Counter[str] = Counter()
    verb: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    led: Counter[str] = Counter()
    for text in texts:
        for stretch in _BREAK.split(straighten(text)):
            words = [word.lower() for word, _, _ in iter_words(stretch)]
            for before, word, after in zip(["", *words], words, [*words[1:], ""], strict=False):
                if word in FUNCTION_WORDS:
                    continue
                form = stem(word)
                seen[form] += 1
                led[form] += bool(after) and after not in FUNCTION_WORDS
                if before in _BEFORE_VERB:
                    verb[form] += 1
                elif before in _BEFORE_NOUN and after not in _AFTER_VERB:
                    noun[form] += 1
                elif after in _AFTER_VERB and before not in _BEFORE_NOUN:
                    verb[form] += 1
                elif after in ("of", "is", "are", "was", "were", "has", "have", "and", "can", "should", "must", ""):
                    noun[form] += 1
    company = {form: (noun[form], verb[form]) for form in noun.keys() | verb.keys()}
    return company, {form: led[form] / count for form, count in seen.items()}


def _spelling(counts: Counter[str]) -> str:
    """Return the most frequent spelling, or a plural of it that is not rare: themes are about "contracts"."""
    often, most = min(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    plurals = [form for form, count in counts.items() if form in (f"{often}s", f"{often}es") and count >= 0.3 * most]
    return min(plurals, default=often)


def _lower(word: str) -> str:
    """Return ``word`` in lower case unless its capitals are its own (an acronym)."""
    return word if sum(letter.isupper() for letter in word) > 1 else word.lower()


def rank_phrases(
    phrases: Phrases, members: Sequence[Sequence[int]], publications: Sequence[str]
) -> list[list[tuple[float, Phrase]]]:
    """Return for each group of passage numbers its phrases, best first: class-based TF-IDF, spread counted in.

    ``members`` lists the passages of each group, ``publications`` the publication of every passage.  A phrase
    that only one passage of several holds is no name for a group.
    """
    group_of = {number: group for group, numbers in enumerate(members) for number in numbers}
    sizes = [max(1, len(numbers)) for numbers in members]
    everywhere = set(publications)
    spread = [max(1, len({publications[number] for number in numbers})) for numbers in members]
    found: list[list[tuple[float, Phrase]]] = [[] for _ in members]
    for stems, counts in sorted(phrases.passages.items()):
        held: dict[int, list[int]] = defaultdict(list)
        for number in counts:
            if number in group_of:
                held[group_of[number]].append(number)
        shares = {group: len(numbers) / sizes[group] for group, numbers in held.items()}
        total = sum(shares.values())
        for group, numbers in held.items():
            held_by = len({publications[number] for number in numbers})
            if len(numbers) < min(2, sizes[group]) or held_by < min(2, spread[group], len(everywhere) // 8 + 1):
                continue
            telling = math.log(1.0 + len(members) * shares[group] / total)
            wide = math.sqrt(held_by / spread[group])
            often = math.log1p(sum(counts[number] for number in numbers))
            long = (1.0, 1.45, 1.5)[len(stems) - 1]
            score = shares[group] * telling * often * long * (0.5 + 0.5 * wide)
            found[group].append((score, Phrase(stems=stems, surface=phrases.surface(stems))))
    return [_absorb(sorted(rows, key=lambda row: (-row[0], row[1].stems)), phrases, members[n])
            for n, rows in enumerate(found)]  # fmt: skip


def _absorb(rows: list[tuple[float, Phrase]], phrases: Phrases, members: Sequence[int]) -> list[tuple[float, Phrase]]:
    """Return ``rows`` without phrases that mostly stand inside a longer one ("centres" in "women's centres")."""
    own = {phrase.stems: sum(phrases.passages[phrase.stems][m] for m in members) for _, phrase in rows}
    inside: set[tuple[str, ...]] = set()
    for stems, count in own.items():
        for size in range(1, len(stems)):
            for start in range(len(stems) - size + 1):
                part = stems[start : start + size]
                if part in own and count >= 0.5 * own[part]:
                    inside.add(part)
    return [row for row in rows if row[1].stems not in inside]
