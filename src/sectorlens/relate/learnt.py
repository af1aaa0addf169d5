"""The learnt half of the decision about a pair: is there a tie, and of which kind and direction.

Two regularised logistic regressions over named features, learnt from annotated synthetic texts by
``models/recipe/scripts/train_ties.py``: one says whether two bodies are tied, one says how, given that they are.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable
from pathlib import Path

import msgspec

from sectorlens.model import Record
from sectorlens.model.vocabulary import SYMMETRIC_KINDS, RelationKind

FILE = Path(__file__).parent / "learnt_ties.json"


class LearntTies(Record, frozen=True, kw_only=True):
    """Weights times ``scale``: of a feature, first the one of being a tie, then (class number, weight) in turn.

    ``classes`` name kind and direction: ``funds>`` where the earlier side is the source, ``funds<`` where the
    later is, ``partners_with=`` for symmetric kinds.  ``bias`` belongs to being a tie, ``biases`` to the classes.
    A tie is kept from the sureness ``accept`` on and clear from ``clear`` on, or what ``clear_of`` says of its kind.
    """

    classes: tuple[str, ...]
    scale: float
    bias: float
    biases: tuple[float, ...]
    weights: dict[str, tuple[int, ...]]
    accept: float
    clear: float
    share_of_rules: float
    clear_of: dict[RelationKind, float]


def tie_probability(learnt: LearntTies, features: Iterable[str]) -> float:
    """Return how likely two bodies with these ``features`` are tied, between 0 and 1."""
    total = learnt.bias
    for name in sorted(features):
        row = learnt.weights.get(name)
        if row:
            total += learnt.scale * row[0]
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


def kind_probabilities(learnt: LearntTies, features: Iterable[str]) -> dict[str, float]:
    """Return how likely each kind with direction is (see :class:`LearntTies`), given that there is a tie."""
    sums = list(learnt.biases)
    for name in sorted(features):
        row = learnt.weights.get(name, ())
        for place in range(1, len(row), 2):
            sums[row[place]] += learnt.scale * row[place + 1]
    top = max(sums)
    powers = [math.exp(value - top) for value in sums]
    whole = sum(powers)
    return {label: power / whole for label, power in zip(learnt.classes, powers, strict=True)}


def label_of(kind: RelationKind, *, forward: bool) -> str:
    """Return the class of a tie of ``kind``; ``forward``: the earlier side is the source.

    >>> label_of("funds", forward=False), label_of("partners_with", forward=False)
    ('funds<', 'partners_with=')
    """
    if kind in SYMMETRIC_KINDS:
        return f"{kind}="
    return f"{kind}>" if forward else f"{kind}<"


@functools.cache
def load_learnt(file: Path = FILE) -> LearntTies | None:
    """Return the weights in ``file``, or None where there are none: then the cue patterns decide alone."""
    return msgspec.json.decode(file.read_bytes(), type=LearntTies) if file.is_file() else None
