"""One scored decision: hand-set log-odds joined with weights learnt from annotated passages.

A decision starts from the hand-set weights of its named features (what an engineer knows) and, where a file of
learnt weights stands beside the stage, adds what annotated passages teach: a weight for the hand-set sum, for
each feature and for words.  Without the file the hand-set weights decide alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from sectorlens.model import Record
from sectorlens.text import straighten

_WORD = re.compile(r"[a-z][a-z'-]*|\d+|£")


class Learnt(Record, frozen=True, kw_only=True):
    """Weights of a logistic regression: ``rules`` multiplies the hand-set log-odds."""

    rules: float
    bias: float
    weights: dict[str, float]
    accept: float
    clear: float


class Decision:
    """Scores features; ``accept`` and ``clear`` are the thresholds of being kept and of being called clear."""

    def __init__(self, hand: Mapping[str, float], *, accept: float, clear: float, learnt: Learnt | None = None) -> None:
        self._hand = dict(hand)
        self._learnt = learnt
        self.accept = learnt.accept if learnt else accept
        self.clear = learnt.clear if learnt else clear

    def rules(self, features: Iterable[str]) -> float:
        """Return the log-odds of the hand-set weights alone."""
        return self._hand.get("bias", 0.0) + sum(self._hand.get(name, 0.0) for name in sorted(set(features)))

    def score(self, features: Iterable[str], words: Iterable[str] = ()) -> float:
        """Return the score of ``features`` and ``words`` (see :func:`word_features`), rounded to three places."""
        named = sorted(set(features))
        total = self.rules(named)
        if self._learnt is not None:
            weights = self._learnt.weights
            total = self._learnt.bias + self._learnt.rules * total
            total += sum(weights.get(name, 0.0) for name in named)
            total += sum(weights.get(word, 0.0) for word in sorted(set(words)))
        return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 3)


def load_decision(folder: Path, hand: Mapping[str, float], *, accept: float, clear: float) -> Decision:
    """Return the decision with the learnt weights of ``folder/learnt.json`` where that file stands."""
    file = folder / "learnt.json"
    learnt = msgspec.json.decode(file.read_bytes(), type=Learnt) if file.is_file() else None
    return Decision(hand, accept=accept, clear=clear, learnt=learnt)


def word_features(text: str, *, prefix: str = "w", first: int = 3) -> frozenset[str]:
    """Return the words of ``text`` as features, the ``first`` ones also with their place.

    >>> sorted(word_features("Fund it"))
    ['w0:fund', 'w1:it', 'w:fund', 'w:it']
    """
    words = _WORD.findall(straighten(text).lower())
    return frozenset(
        [f"{prefix}:{word}" for word in words] + [f"{prefix}{n}:{word}" for n, word in enumerate(words[:first])]
    )
