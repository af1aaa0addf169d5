"""One scored decision per pair: what cue patterns state, joined with what annotated texts have taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import RELATION_KINDS, RelationKind
from sectorlens.relate.candidates import Candidate
from sectorlens.relate.learnt import LearntTies, kind_probabilities, label_of, load_learnt, tie_probability
from sectorlens.relate.pairs import Pair
from sectorlens.relate.scoring import DECISION, rule_score
from sectorlens.relate.sides import body_of

SHARE_OF_KIND = 0.5  # of the cue in the choice of kind, where it is sure


@dataclass(frozen=True, slots=True)
class Decided:
    """``source`` stands in ``kind`` to ``target``; ``sureness`` counts both that they are tied and how."""

    candidate: Candidate
    kind: RelationKind
    source: Mention
    target: Mention
    score: float
    sureness: float
    is_clear: bool


def decide(candidate: Candidate, document: Document, learnt: LearntTies | bool | None = True) -> Decided | None:
    """Return the tie of ``candidate``, or None where none is likely enough.

    ``learnt`` are weights, None for the cue patterns alone, True for the weights that ship.
    """
    weights = load_learnt() if isinstance(learnt, bool) else learnt
    stated = max(candidate.rules, key=rule_score, default=None)
    sure = rule_score(stated) if stated is not None else 0.0
    if weights is None:
        if stated is None or sure < DECISION.accept:
            return None
        return Decided(candidate, stated.kind, stated.source, stated.target, sure, sure, sure >= DECISION.clear)
    likely = tie_probability(weights, candidate.features)
    score = round((1 - weights.share_of_rules) * likely + weights.share_of_rules * sure, 3)
    if stated is None and candidate.one.is_here and candidate.one.party is candidate.other.party:
        return None  # two of a row are tied only where words say so: learnt weights alone are wrong in two of three
    kind, forward, certain = _kind(candidate, stated, weights, document)
    one, other = candidate.one.mention, candidate.other.mention
    source, target = (one, other) if forward else (other, one)
    sureness = round(score * certain, 3)
    if sureness < weights.accept:
        return None
    is_clear = sureness >= weights.clear_of.get(kind, weights.clear)
    return Decided(candidate, kind, source, target, score, sureness, is_clear)


def _kind(
    candidate: Candidate, stated: Pair | None, weights: LearntTies, document: Document
) -> tuple[RelationKind, bool, float]:
    """Return kind, whether the earlier side is the source, and how likely that is."""
    likely = kind_probabilities(weights, candidate.features)
    if stated is not None:
        forward = body_of(stated.source, document) == body_of(candidate.one.mention, document)
        label = label_of(stated.kind, forward=forward)
        share = SHARE_OF_KIND * rule_score(stated)
        likely = {name: (1 - share) * value + share * (name == label) for name, value in likely.items()}
    best = max(likely, key=lambda name: (likely[name], name))
    kind = next(kind for kind in RELATION_KINDS if kind == best[:-1])
    return kind, best[-1] != "<", likely[best]


def one_kind_per_pair(decided: Sequence[Decided], document: Document) -> Iterator[Decided]:
    """Yield the ties without second opinions: of two bodies, only the surest kind and what is clear beside it."""
    best: dict[frozenset[str], Decided] = {}
    for one in decided:
        bodies = _bodies(one, document)
        if bodies not in best or one.sureness > best[bodies].sureness:
            best[bodies] = one
    for one in decided:
        first = best[_bodies(one, document)]
        same = (one.kind, body_of(one.source, document)) == (first.kind, body_of(first.source, document))
        if same or one.is_clear or (one.kind == first.kind and label_of(one.kind, forward=True).endswith("=")):
            yield one


def _bodies(one: Decided, document: Document) -> frozenset[str]:
    return frozenset((body_of(one.source, document), body_of(one.target, document)))
