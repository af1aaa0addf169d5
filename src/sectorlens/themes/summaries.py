"""What a theme says: central sentences, and points with how many publications make them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sectorlens.model import Evidence, KeyMessage, ThemeSentence, digest_id
from sectorlens.text import fold
from sectorlens.themes.passages import Passage
from sectorlens.themes.sentences import Sentence
from sectorlens.themes.vectors import Array
from sectorlens.themes.words import content_stems

SENTENCES = (3, 6)
MESSAGES = 5
# A sentence must be this near to the middle of its theme, measured against the nearest one.
NEAR_ENOUGH = 0.55
# Maximal marginal relevance (Carbonell and Goldstein 1998): what counts for centrality, the rest for novelty.
RELEVANCE = 0.7
# Two sentences make the same point when they mean the same and share content words (Jaccard).
SAME_MEANING, SAME_WORDS = 0.72, 0.4
_NAME = re.compile(r"(?<=[\w,;’'] )[A-Z]\w+")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DENIES = re.compile(r"\b(?:no|not|never|nobody|none|nothing|nor|neither|cannot)\b|n[’']t\b", re.IGNORECASE)


@dataclass(frozen=True)
class Told:
    """The summary of a theme and its key messages."""

    summary: tuple[ThemeSentence, ...]
    messages: tuple[KeyMessage, ...]


def tell(
    theme_id: str,
    sentences: Sequence[Sentence],
    vectors: Array,
    middle: Array,
    passages: Sequence[Passage],
    keywords: Sequence[str],
) -> Told:
    """Return what ``sentences`` (with their ``vectors``) say of the theme around ``middle``.

    ``passages`` are all passages, by number; ``keywords`` name the theme, most telling first.
    """
    if not sentences:
        return Told((), ())
    central = vectors @ middle
    same = _same_point(sentences, vectors)
    support = [len({passages[sentences[m].passage].publication_id for m in group}) for group in same]
    topic = frozenset(form for keyword in keywords for form in content_stems(keyword))
    clarity = np.array([_clarity(sentence, topic) for sentence in sentences])
    relevance = np.maximum(central, 0.0) * clarity * (1.0 + 0.15 * np.log(np.array(support, dtype=float)))
    enough = [n for n in range(len(sentences)) if relevance[n] >= NEAR_ENOUGH * relevance.max()]
    chosen = _pick(enough, relevance, vectors, sentences, passages, same)
    summary = tuple(
        ThemeSentence(text=sentences[n].text, cites=_cites(n, same[n], sentences)) for n in chosen
    )  # fmt: skip
    told = {m for n in chosen for m in same[n]}
    return Told(summary, _messages(theme_id, enough, told, relevance, sentences, passages, same, support))


def _clarity(sentence: Sentence, topic: frozenset[str]) -> float:
    """Return a factor around 1: does it name the theme, does it judge, does it hang on what is not said in it?"""
    named = len(topic.intersection(content_stems(sentence.text)))
    factor = (0.7, 0.95, 1.05, 1.1)[min(named, 3)]
    if sentence.makes_point:
        factor *= 1.08
    if sentence.leans_a_little:
        factor *= 0.8
    return factor * (0.8 if sentence.is_item else 1.0)


def _pick(
    enough: Sequence[int],
    relevance: Array,
    vectors: Array,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    same: Sequence[Sequence[int]],
) -> list[int]:
    """Return up to six sentences: central, unlike one another, from different publications where it can be."""
    chosen: list[int] = []
    left = list(enough)
    heard: dict[str, int] = {}
    while left and len(chosen) < SENTENCES[1]:

        def worth(n: int) -> tuple[float, int]:
            repeats = max((float(vectors[n] @ vectors[m]) for m in chosen), default=0.0)
            again = heard.get(passages[sentences[n].passage].publication_id, 0)
            again += 2 * sum(sentences[m].passage == sentences[n].passage for m in chosen)
            return round(RELEVANCE * float(relevance[n]) - (1 - RELEVANCE) * repeats - 0.04 * again, 9), -n

        best = max(left, key=worth)
        if len(chosen) >= SENTENCES[0] and worth(best)[0] < 0.4 * RELEVANCE * float(relevance.max()):
            break
        chosen.append(best)
        publication = passages[sentences[best].passage].publication_id
        heard[publication] = heard.get(publication, 0) + 1
        left = [n for n in left if n not in same[best]]
    return chosen


def _messages(
    theme_id: str,
    enough: Sequence[int],
    told: set[int],
    relevance: Array,
    sentences: Sequence[Sentence],
    passages: Sequence[Passage],
    same: Sequence[Sequence[int]],
    support: Sequence[int],
) -> tuple[KeyMessage, ...]:
    """Return the points made most widely, then those that ask or judge, that the summary has not told."""

    def worth(n: int) -> tuple[int, float, int]:
        point = 1.25 if sentences[n].makes_point else 1.0
        return support[n], round(point * float(relevance[n]), 9), -n

    found: list[KeyMessage] = []
    used = set(told)
    for n in sorted(enough, key=worth, reverse=True):
        if n in used or len(found) == MESSAGES or (support[n] < 2 and not sentences[n].makes_point):
            continue
        used.update(same[n])
        used.update(m for m in enough if sentences[m].passage == sentences[n].passage)
        evidence = sentences[n].evidence
        found.append(
            KeyMessage(
                id=digest_id("msg", theme_id, evidence.document_id, fold(evidence.quote)),
                theme_id=theme_id,
                text=sentences[n].text,
                evidence=evidence,
                publications=support[n],
                publishers=len({passages[sentences[m].passage].publisher or m for m in same[n]}),
            )
        )
    return tuple(found)


def _cites(n: int, same: Sequence[int], sentences: Sequence[Sentence]) -> tuple[Evidence, ...]:
    """Return the sentence's own place first, then where other publications say the same."""
    return tuple(sentences[m].evidence for m in (n, *(m for m in same if m != n)))


def _same_point(sentences: Sequence[Sentence], vectors: Array) -> list[tuple[int, ...]]:
    """Return for each sentence all that make the same point, itself included."""
    near = vectors @ vectors.T
    # Names are left out: two sentences about one body need not say the same of it.
    words = [frozenset(content_stems(_NAME.sub(" ", sentence.text))) for sentence in sentences]
    figures = [frozenset(_FIGURE.findall(sentence.text)) for sentence in sentences]
    denies = [_DENIES.search(sentence.text) is not None for sentence in sentences]

    def agree(n: int, m: int) -> bool:
        """Whether neither gives other figures than the other, nor denies what the other says."""
        return denies[n] == denies[m] and (figures[n] == figures[m] or not (figures[n] and figures[m]))

    groups: list[tuple[int, ...]] = []
    for n in range(len(sentences)):
        like = [
            int(m)
            for m in np.flatnonzero(near[n] >= SAME_MEANING)
            if m == n or (jaccard(words[n], words[int(m)]) >= SAME_WORDS and agree(n, int(m)))
        ]
        groups.append(tuple(sorted({n, *like})))
    return groups


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common words, 0.0 where both are empty."""
    both = one | other
    return len(one & other) / len(both) if both else 0.0
