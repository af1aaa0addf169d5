"""Repeated recommendations: the same request in two publications or more."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sectorlens.model import Recommendation, RepeatedRecommendation, digest_id
from sectorlens.model.vocabulary import Addressee
from sectorlens.nlp.sentences import split_sentences
from sectorlens.text import flatten
from sectorlens.themes.vectors import Array, Encoder
from sectorlens.themes.words import content_stems

# Requests are one when they mean the same (cosine) and share telling words (weighted by rarity; of both, and of
# the shorter one).  Set for precision on the demonstration's requests.
SAME_MEANING, SAME_WORDS, CONTAINED = 0.72, 0.42, 0.6
# Without embeddings, and across classes of addressee, wording must be nearly the same.
NEARLY_EQUAL = 0.75
# Classes under which nobody in particular is asked: they agree with any other.
_ANYBODY = frozenset(("other", "sector"))
# A word that stands in more requests than this share (and number) brings no two of them together.
COMMON, MOST_PER_WORD = 0.2, 400


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation and the publication that makes it."""

    recommendation: Recommendation
    publication_id: str
    publisher: str
    published_on: str


class _Requests:
    """All requests that are compared, sorted by id, with words, weights of words and vectors."""

    def __init__(self, asked: Sequence[Asked], encoder: Encoder | None) -> None:
        self.rows = sorted(
            (row for row in asked if row.recommendation.band == "clear" and row.recommendation.voice != "reported"),
            key=lambda row: row.recommendation.id,
        )
        texts = [_core(row.recommendation.text) for row in self.rows]
        self.words = [frozenset(content_stems(text)) for text in texts]
        counts = Counter(word for words in self.words for word in words)
        self._weights = {word: 0.3 + math.log(len(texts) / count) for word, count in counts.items()}
        self.vectors: Array | None = encoder.encode(texts).astype(np.float64) if encoder is not None and texts else None

    def alike(self, a: int, b: int) -> float:
        """Return how surely requests ``a`` and ``b`` are one, 0.0 where they are not."""
        one, other = self.rows[a].recommendation, self.rows[b].recommendation
        words = self.words[a], self.words[b]
        if one.negative != other.negative or min(map(len, words)) < 2:
            return 0.0
        both = self._weigh(words[0] & words[1])
        shared = both / self._weigh(words[0] | words[1])
        contained = both / min(self._weigh(words[0]), self._weigh(words[1]))
        meaning = float(self.vectors[a] @ self.vectors[b]) if self.vectors is not None else shared
        if min(map(len, words)) < 3:
            is_same = shared >= 0.99 and meaning >= SAME_MEANING
        else:
            is_same = shared >= SAME_WORDS and contained >= CONTAINED and meaning >= SAME_MEANING
        classes = {one.addressee, other.addressee}
        if len(classes) > 1 and not classes & _ANYBODY and shared < NEARLY_EQUAL:
            return 0.0
        return round((shared + meaning) / 2, 9) if is_same else 0.0

    def _weigh(self, words: frozenset[str]) -> float:
        return sum(self._weights[word] for word in sorted(words))


def find_repeated(asked: Sequence[Asked], encoder: Encoder | None) -> tuple[RepeatedRecommendation, ...]:
    """Return groups of requests that say the same, asked most often first.

    Only clear requests in a publication's own or a quoted voice count, and at least two publications of a group
    ask in their own.  Addressees agree in class, or one of them is nobody in particular, or the words are nearly
    the same.  Each member is like at least half of its group.
    """
    requests = _Requests(asked, encoder)
    pairs = [(sure, a, b) for a, b in _candidates(requests) if (sure := requests.alike(a, b)) > 0.0]
    found = [_describe(group, requests) for group in _join(pairs, requests)]
    return tuple(sorted(found, key=lambda row: (-len(row.recommendation_ids), row.text, row.id)))


def _core(text: str) -> str:
    """Return the first sentence with something in it: what follows gives reasons or looks back."""
    sentences = [text[a:b] for a, b in split_sentences(flatten(text))]
    return next((sentence for sentence in sentences if len(content_stems(sentence)) >= 2), text)


def _candidates(requests: _Requests) -> Iterator[tuple[int, int]]:
    """Yield pairs (a < b) of different publications that share a telling word."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, words in enumerate(requests.words):
        for word in words:
            holders[word].append(n)
    limit = min(MOST_PER_WORD, max(12, int(COMMON * len(requests.rows))))
    seen: set[tuple[int, int]] = set()
    for word in sorted(holders):
        numbers = holders[word]
        if len(numbers) > limit:
            continue
        for place, a in enumerate(numbers):
            for b in numbers[place + 1 :]:
                if (a, b) not in seen and requests.rows[a].publication_id != requests.rows[b].publication_id:
                    seen.add((a, b))
                    yield a, b


def _join(pairs: list[tuple[float, int, int]], requests: _Requests) -> list[list[int]]:
    """Join the surest pairs first; two groups become one only if at least half of their pairs are alike."""
    group_of = {n: [n] for _, a, b in pairs for n in (a, b)}
    for _, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        one, other = group_of[a], group_of[b]
        if one is other:
            continue
        links = [requests.alike(x, y) > 0.0 for x in one for y in other]
        if sum(links) * 2 >= len(links):
            merged = sorted([*one, *other])
            for n in merged:
                group_of[n] = merged
    distinct = {id(group): group for group in group_of.values()}.values()
    return sorted(group for group in distinct if _own_publications(group, requests.rows) > 1)


def _own_publications(group: Sequence[int], rows: Sequence[Asked]) -> int:
    """Return how many publications ask in their own voice: a reply that quotes a request does not repeat it."""
    return len({rows[n].publication_id for n in group if rows[n].recommendation.voice == "own"})


def _describe(group: list[int], requests: _Requests) -> RepeatedRecommendation:
    rows = requests.rows
    ordered = sorted(group, key=lambda n: (not rows[n].published_on, rows[n].published_on, rows[n].recommendation.id))
    dates = [rows[n].published_on for n in ordered if rows[n].published_on]
    # The request that is most like all the others speaks for the group; the earlier one where two are.
    speaker = max(ordered, key=lambda n: (sum(requests.alike(n, m) for m in group if m != n), -ordered.index(n)))
    return RepeatedRecommendation(
        id=digest_id("rep", rows[ordered[0]].recommendation.id),
        text=rows[speaker].recommendation.text,
        addressee=_addressee([rows[n].recommendation.addressee for n in ordered]),
        recommendation_ids=tuple(rows[n].recommendation.id for n in ordered),
        publishers=tuple(sorted({rows[n].publisher for n in group if rows[n].publisher})),
        first_asked=dates[0] if dates else "",
        last_asked=dates[-1] if dates else "",
    )


def _addressee(classes: Sequence[Addressee]) -> Addressee:
    """Return the class named most often (the earliest of equals), nobody in particular only where all are."""
    named = [name for name in classes if name not in _ANYBODY] or list(classes)
    return max(named, key=lambda name: (named.count(name), -named.index(name)))
