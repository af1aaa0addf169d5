"""What may be a name, decided once more where the context model is there: does its page speak of a body?

The score of a candidate (:mod:`.decide`) knows spelling, lists and a few words around it.  The context model has read
the sentences: a campaign, a service or a post in capitals is no body, and a plain word that does what bodies do is one.
A logistic regression joins both (``models/recipe/scripts/train_joint_names.py`` fits it).
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from scipy.special import softmax

from sectorlens.extract.in_context import score_spans
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.decide import DOUBTFUL, is_head_alone
from sectorlens.model import Record
from sectorlens.model.vocabulary import OrganisationKind
from sectorlens.nlp.context import Reading
from sectorlens.nlp.joins import join_probability, read_join

FILE = Path(__file__).parent / "learnt_names.json"
NUMBERS = ("score", "context", "page", "accepted", "listed", "word")
MOST = 6.0  # log-odds are cut here
REASON = "reads like no body"


class NameJoin(Record, frozen=True, kw_only=True):
    """The contents of ``learnt_names.json``: weights of ``NUMBERS``, and from which probability on a name is clear, is
    kept, and is kept though its score is too low; from which share on the kind in context stands, other than for
    curated bodies.
    """

    weights: dict[str, float]
    clear: float
    accept: float
    rescue: float
    kind: float


@functools.cache
def load_join(file: Path = FILE) -> NameJoin | None:
    """Return the weights in ``file``, or None where there are none.

    Raises:
        ModelError: they are of another version.
    """
    return read_join(file, NameJoin, NUMBERS)


@dataclass(frozen=True, slots=True)
class NameReading:
    """What decides about a candidate, and the likeliest kind of its body in context with its share.

    The kind is that of all places where its page names the same body.
    """

    numbers: tuple[float, ...]
    kind: OrganisationKind
    share: float


def read_names(candidates: Sequence[Candidate], context: Reading) -> list[NameReading]:
    """Return what ``context`` and their scores say of ``candidates``."""
    odds, kinds = score_spans(context, [(c.start, c.end) for c in candidates], whether="name", which="body")
    mean_odds, mean_kinds = odds.copy(), kinds.copy()
    for numbers in _alike([c.text for c in candidates]):
        mean_odds[numbers] = odds[numbers].mean()
    for numbers in _alike([c.full_name or c.text for c in candidates]):
        mean_kinds[numbers] = kinds[numbers].mean(axis=0)
    shares = softmax(mean_kinds, axis=1)
    read = []
    for number, candidate in enumerate(candidates):
        best = int(shares[number].argmax())
        sure = min(max(candidate.score, 1e-3), 1 - 1e-3)
        values = (
            math.log(sure / (1 - sure)),
            float(odds[number]),
            float(mean_odds[number]),
            float(candidate.score >= DOUBTFUL),
            float(bool(candidate.curated_id)),
            float(" " not in candidate.text and not candidate.text.isupper()),
        )
        kind = cast(OrganisationKind, context.model.bodies[best])
        read.append(
            NameReading(tuple(max(-MOST, min(MOST, value)) for value in values), kind, float(shares[number, best]))
        )
    return read


def _alike(names: Sequence[str]) -> list[list[int]]:
    """Return the places at which ``names`` has the same name, for each."""
    places: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        places[name].append(number)
    return list(places.values())


def probability(numbers: Sequence[float], join: NameJoin) -> float:
    """Return how likely a name with these ``NUMBERS`` is one."""
    return join_probability(NUMBERS, numbers, join.weights)


def settle(candidates: Sequence[Candidate], context: Reading, join: NameJoin) -> list[Candidate]:
    """Return those of ``candidates`` that ``context`` leaves standing, with score and kind told anew, in place.

    One that its score alone accepted and that is turned down here says so as its reason.
    """
    kept = []
    for candidate, read in zip(candidates, read_names(candidates, context), strict=True):
        was_accepted = candidate.score >= DOUBTFUL
        candidate.score = round(probability(read.numbers, join), 3)
        if is_head_alone(candidate):  # "the Trust" stands for a name and is none: found, but never clear
            candidate.score = min(candidate.score, round(join.clear - 0.01, 3))
        if candidate.score >= (join.accept if was_accepted else join.rescue):
            if read.share >= join.kind and not candidate.curated_id:
                candidate.kind = read.kind
            kept.append(candidate)
        elif was_accepted:
            candidate.reason = candidate.reason or REASON
    return kept
