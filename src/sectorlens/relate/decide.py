"""One scored decision per pair of a sentence: what cue patterns state, joined with what annotated texts have taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import RELATION_KINDS, RelationKind
from sectorlens.nlp.voice import Voicing
from sectorlens.relate.candidates import Candidate
from sectorlens.relate.learnt import LearntTies, kind_probabilities, label_of, load_learnt, tie_probability
from sectorlens.relate.scoring import DECISION, rule_score
from sectorlens.relate.sides import body_of

SHARE_OF_KIND = 0.5  # of the cue in the choice of kind, where it is sure


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tie is stated: ``start:end`` of ``plain``, which begins at ``offset`` of the document, prove it.

    ``cue`` are the characters of ``plain`` that word it, as far as known.
    """

    offset: int
    plain: str
    start: int
    end: int
    cue: tuple[int, int]
    voicing: Voicing


@dataclass(frozen=True, slots=True)
class Decided:
    """``source`` stands in ``kind`` to ``target``; ``sureness`` counts both that they are tied and how."""

    place: Place
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
        place = place_of(candidate, stated.kind)
        return Decided(place, stated.kind, stated.source, stated.target, sure, sure, sure >= DECISION.clear)
    likely = tie_probability(weights, candidate.features)
    score = round((1 - weights.share_of_rules) * likely + weights.share_of_rules * sure, 3)
    if stated is None and candidate.is_row:
        return None  # two of a row are tied only where words say so: learnt weights alone are wrong in two of three
    kinds = kinds_of(candidate, weights, document)
    best = max(kinds, key=lambda name: (kinds[name], name))
    kind, forward = read_label(best)
    one, other = candidate.one.mention, candidate.other.mention
    source, target = (one, other) if forward else (other, one)
    sureness = round(score * kinds[best], 3)
    if sureness < weights.accept:
        return None
    is_clear = sureness >= weights.clear_of.get(kind, weights.clear)
    return Decided(place_of(candidate, kind), kind, source, target, score, sureness, is_clear)


def kinds_of(candidate: Candidate, weights: LearntTies, document: Document) -> dict[str, float]:
    """Return how likely each kind with direction is, seen from ``candidate.one``, given that there is a tie."""
    likely = kind_probabilities(weights, candidate.features)
    stated = max(candidate.rules, key=rule_score, default=None)
    if stated is not None:
        forward = body_of(stated.source, document) == body_of(candidate.one.mention, document)
        label = label_of(stated.kind, forward=forward)
        share = SHARE_OF_KIND * rule_score(stated)
        likely = {name: (1 - share) * value + share * (name == label) for name, value in likely.items()}
    return likely


def read_label(label: str) -> tuple[RelationKind, bool]:
    """Return the kind of a label (see ``label_of``) and whether the earlier side is the source."""
    kind = next(kind for kind in RELATION_KINDS if kind == label[:-1])
    return kind, label[-1] != "<"


def place_of(candidate: Candidate, kind: RelationKind) -> Place:
    """Return where ``candidate`` states a tie of ``kind``."""
    start, end = _span(candidate)
    cue = _cue_place(candidate, kind)
    return Place(candidate.offset, candidate.plain, start, end, cue, candidate.voicing)


def _span(candidate: Candidate) -> tuple[int, int]:
    """Return the words of the sentence that prove the tie."""
    if candidate.one.is_here and (candidate.rules or not candidate.is_row):
        return candidate.start, candidate.end
    if candidate.rules and not candidate.one.is_here:
        return min(p.start for p in candidate.rules), max(candidate.end, *(p.end for p in candidate.rules))
    return 0, len(candidate.plain)


def _cue_place(candidate: Candidate, kind: RelationKind) -> tuple[int, int]:
    """Return where the tie is worded: at the cue of its kind, else between the two sides."""
    for pair in candidate.rules:
        if pair.kind == kind:
            return pair.cue_start, pair.cue_end
    if candidate.rules:
        return candidate.rules[0].cue_start, candidate.rules[0].cue_end
    low = candidate.one.party.end if candidate.one.is_here else 0
    high = candidate.other.party.start
    return (low, high) if low < high else (low, candidate.other.end)


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
