"""One scored decision per candidate: a logistic score over its evidence, then the best spans that do not overlap.

The weights are log-odds.  ``explain`` lists what each piece of evidence contributed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sectorlens.extract.organisations.candidate import Candidate

BIAS = -2.2
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # lists
        "listed": 6.5,
        "listed_case": 4.5,
        "listed_ordinary": 1.4,
        "branch": 6.0,
        "listed_end": 2.6,
        "inside_run": -1.5,
        "ordinary_inside": -3.5,
        "ordinary_mid": 1.6,
        "ordinary_verb": 1.2,
        # the trained pipeline
        "model_org": 2.8,
        "model_part": 0.5,
        "model_person": -2.5,
        "model_place": -1.8,
        "model_look": -2.2,
        # the grammar
        "head": 4.0,
        "lower_head": -0.4,
        "opener": 0.5,
        "coordinated": 0.8,
        "bracket_place": 2.5,
        "look_alike": -6.0,
        "prefix": 4.5,
        "shared_head": 4.5,
        "plain_long": -0.8,
        "plain_single": -1.2,
        "capitals": -0.6,
        "place": -3.0,
        "title": -4.0,
        # the page
        "defined": 4.5,
        "initials": 4.0,
        "short_form": 3.6,
        "is_publisher": 6.0,
        "repeated": 1.0,
        # the surroundings
        "cue_before": 1.0,
        "verb_after": 0.8,
        "apposition": 2.0,
        "bare_block": 0.5,
        "lead_in": 1.4,
        "among_names": 1.4,
        "owner": 0.3,
        "relative": 1.0,
        "siblings": 2.5,
        "single_mid": 0.4,
        "title_case": -0.6,
        "seen_lower": -1.6,
        "all_lower": -0.7,
    }
)
# Set so that at least nine of ten clear mentions are right on pages not seen in making.
CLEAR = 0.70
DOUBTFUL = 0.45


def explain(candidate: Candidate) -> dict[str, float]:
    """Return what each feature of ``candidate`` adds to its log-odds."""
    return {
        feature: round(WEIGHTS[feature] * value, 3)
        for feature, value in sorted(candidate.evidence.items())
        if WEIGHTS.get(feature)
    }


def score(candidate: Candidate) -> float:
    """Return the probability that ``candidate`` names an organisation, rounded to three places."""
    _combine(candidate)
    total = BIAS + sum(WEIGHTS.get(feature, 0.0) * value for feature, value in sorted(candidate.evidence.items()))
    return round(1.0 / (1.0 + math.exp(-total)), 3)


def _combine(candidate: Candidate) -> None:
    """Add features that stand for two others together."""
    evidence = candidate.evidence
    if evidence.get("inside_run") and evidence.get("listed_ordinary"):
        evidence["ordinary_inside"] = 1.0
    if evidence.get("listed_ordinary"):
        if evidence.get("mid_sentence"):
            evidence["ordinary_mid"] = 1.0
        if evidence.get("verb_after"):
            evidence["ordinary_verb"] = 1.0


def score_all(candidates: Iterable[Candidate]) -> None:
    """Set the score of each candidate."""
    for candidate in candidates:
        candidate.score = score(candidate)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the accepted candidates, none overlapping, in reading order."""
    accepted = [candidate for candidate in candidates if candidate.score >= DOUBTFUL]
    accepted.sort(key=lambda candidate: (-_strength(candidate, accepted), candidate.start, candidate.end))
    chosen: list[Candidate] = []
    for candidate in accepted:
        if not any(candidate.overlaps(other) for other in chosen):
            chosen.append(candidate)
    return sorted(chosen, key=lambda candidate: candidate.start)


def _strength(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """Return the rank of a candidate among those it overlaps: sure ones first, whole names before parts."""
    rank = candidate.score
    if candidate.score >= CLEAR and not _joins_known(candidate, others):
        rank += 0.05 * len(candidate.text.split())
    return rank


def _joins_known(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Return whether ``candidate`` runs together names that are sure by themselves ("A and B Trust")."""
    if candidate.evidence.get("listed"):
        return False
    inner = [other for other in others if candidate.contains(other) and other.evidence.get("listed")]
    return bool(inner) and any(joint in candidate.text for joint in (" and ", ", ", " & "))


def band_of(candidate: Candidate) -> str:
    """Return "clear" or "doubtful"."""
    return "clear" if candidate.score >= CLEAR else "doubtful"
