"""Vectors of passages: what their words mean (static embeddings) beside which words they use (TF-IDF)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from sectorlens.themes.words import content_stems

Array = NDArray[np.float64]
SEED = 20_121
TOPIC_DIMS = 100
# The vocabulary is learnt from so many texts at most, evenly taken: more would change little.
FITTED_ON = 50_000
# The middle of a few texts is made of those very texts.
ENOUGH_FOR_MIDDLE = 12
# Weight of words beside meaning.
WORDS = 0.7


class Encoder(Protocol):
    """Anything that turns texts into rows of length 1 (zeros where it knows no word)."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text."""
        ...


class Vectors:
    """Turns texts into rows of length 1 (zeros where a text has no known word): meaning beside words.

    Learnt from ``texts``, in their order.  Meaning is taken against the middle of all texts and keeps its length,
    so that a text which says nothing in particular is told by its words.  Without ``encoder`` the words stand
    alone; where there are too few words for topics, the TF-IDF weights themselves are used.
    """

    def __init__(self, texts: Sequence[str], encoder: Encoder | None, *, stop: frozenset[str] = frozenset()) -> None:
        self._encoder = encoder
        self._stop = stop
        step = max(1, len(texts) // FITTED_ON)
        self._middle: NDArray[np.float64] | None = None
        if encoder is not None and len(texts) >= ENOUGH_FOR_MIDDLE:
            self._middle = encoder.encode(texts[::step]).astype(np.float64).mean(axis=0)
        sample = [content_stems(text, also_stop=stop) for text in texts[::step]]
        counts = Counter(word for words in sample for word in set(words))
        least = 2 if len(sample) >= 20 else 1
        vocabulary = sorted(word for word, count in counts.items() if count >= least)
        self._weights: TfidfVectorizer | None = None
        self._topics: TruncatedSVD | None = None
        if not vocabulary:
            return
        self._weights = TfidfVectorizer(analyzer=_as_is, vocabulary=vocabulary, sublinear_tf=True)
        matrix = self._weights.fit_transform(sample)
        dims = min(TOPIC_DIMS, matrix.shape[0] - 1, matrix.shape[1] - 1)
        if dims >= 8:
            self._topics = TruncatedSVD(dims, random_state=SEED, n_iter=7).fit(matrix)

    def of(self, texts: Sequence[str]) -> Array:
        """Return one row per text."""
        if not texts:
            return np.zeros((0, 1))
        parts: list[Array] = []
        if self._encoder is not None:
            meaning = self._encoder.encode(texts).astype(np.float64)
            known = np.linalg.norm(meaning, axis=1, keepdims=True) > 0
            parts.append(meaning - np.where(known, self._middle, 0.0) if self._middle is not None else meaning)
        if self._weights is not None:
            words = self._weights.transform(content_stems(text, also_stop=self._stop) for text in texts)
            dense = self._topics.transform(words) if self._topics is not None else words.toarray()
            parts.append(WORDS * np.asarray(normalize(dense), dtype=np.float64))
        if not parts:
            return np.zeros((len(texts), 1))
        return np.asarray(normalize(np.hstack(parts)), dtype=np.float64)


def _as_is(words: list[str]) -> list[str]:
    return words
