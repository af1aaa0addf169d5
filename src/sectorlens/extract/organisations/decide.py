"""One scored decision per candidate: a logistic score over its evidence, then the best spans that do not overlap.

The weights are log-odds.  ``explain`` lists what each piece of evidence contributed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sectorlens.extract.organisations.candidate import Candidate

BIAS = -1.6
# Log-odds per feature.  The size of each was fitted by logistic regression on the synthetic passages of the
# training part and the open part of the demonstration, then rounded; those of features too rare to be fitted
# (a curated acronym's full stop, a law's head) were set by hand.
WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        # lists
        "listed": 4.5,
        "listed_case": 3.5,
        "listed_ordinary": 1.0,
        "branch": 3.0,
        "listed_end": 1.2,
        "inside_run": -1.8,
        "inside_run~ordinary": -2.0,
        # the trained pipeline
        "model_org": 1.9,
        "model_part": -2.2,
        "model_start": -0.8,
        "model_joint": -1.5,
        "model_person": -1.2,
        "model_place": -0.8,
        "model_look": -1.5,
        # the grammar
        "head": 2.8,
        "lower_head": 0.0,
        "opener": 0.3,
        "coordinated": 0.8,
        "loose": -1.2,
        "bracket_place": 1.2,
        "look_alike": -6.0,
        "prefix": 3.5,
        "shared_head": 4.0,
        "plain_long": 1.5,
        "plain_single": -0.2,
        "capitals": 0.6,
        "place": -2.2,
        "title": -3.0,
        "author": -6.0,
        "byline": -2.0,
        "report_title": -4.0,
        "never": -5.0,
        "cuts_phrase": -6.0,
        "indefinite": -2.0,
        "generic": -3.0,
        "role_before": -2.0,
        "given_name": -2.5,
        "role_after": -1.0,
        "shouted": -4.0,
        # the page
        "defined": 2.5,
        "initials": 2.5,
        "short_form": 2.0,
        "the_head": 4.0,
        "is_publisher": 5.0,
        "repeated": 1.6,
        "repeated~plain": 1.0,
        # the surroundings
        "cue_before": 0.3,
        "cue_before~plain": 0.6,
        "cue_before~ordinary": 1.0,
        "verb_after": 0.5,
        "verb_after~ordinary": 0.5,
        "apposition": 0.6,
        "apposition~plain": 1.0,
        "bare_block": 0.5,
        "lead_in": 0.7,
        "among_names": 1.0,
        "among_names~plain": 0.5,
        "siblings": 2.0,
        "siblings~plain": 1.2,
        "relative": 0.2,
        "relative~plain": 0.7,
        "single_mid": 0.6,
        "mid_sentence~plain": -1.1,
        "mid_sentence~ordinary": 1.2,
        "opens_sentence~plain": -1.4,
        "title_case": -0.5,
        "title_case~plain": -0.7,
        "seen_lower": -0.6,
    }
)
# Evidence that means the thing is named by itself: without any of it a run of capitals is plain.
_NAMED = ("listed", "listed_case", "head", "prefix", "defined", "initials", "is_publisher", "shared_head", "branch",
          "short_form", "the_head")  # fmt: skip
_SURE_HEAD = 0.85
_WHOLE = ("listed", "listed_case", "prefix", "branch", "coordinated", "defined", "is_publisher")
_CONTEXT = ("cue_before", "verb_after", "apposition", "among_names", "siblings", "relative", "mid_sentence",
            "opens_sentence", "title_case", "repeated", "inside_run")  # fmt: skip
# Set so that at least nine of ten clear mentions are right on pages not seen in making.
CLEAR = 0.65
DOUBTFUL = 0.5


def features(candidate: Candidate) -> dict[str, float]:
    """Return the evidence of ``candidate`` and what it means for plain and for ordinary words.

    "cue_before~plain" is the weight of a cue before a run of capitals that nothing else names.
    """
    found = dict(candidate.evidence)
    is_ordinary = bool(found.get("listed_ordinary"))
    is_plain = not is_ordinary and not any(found.get(feature) for feature in _NAMED)
    for feature in _CONTEXT:
        if found.get(feature) and (is_plain or is_ordinary):
            found[f"{feature}~{'ordinary' if is_ordinary else 'plain'}"] = found[feature]
    if any(found.get(feature) for feature in _WHOLE):
        # The pipeline often sees only a part of a long name; lists and definitions know better.
        found.pop("model_part", None)
        found.pop("model_start", None)
    if found.get("head"):
        found.pop("model_joint", None)
    if found.get("head", 0.0) >= _SURE_HEAD:
        # "St Mary's University" is no place, whatever the pipeline thinks.
        found.pop("model_place", None)
    if found.get("listed_ordinary") and " " not in candidate.text:
        found.pop("look_alike", None)  # a listed "Agenda" is no policy; whether it is meant, others say
    if found.get("the_head") or found.get("shared_head"):
        # "the Department" after "Department for …" is a body, though a department alone is part of one;
        # "Eastwood Park" among prisons is one, though most parks are places.
        found.pop("look_alike", None)
    return found


def explain(candidate: Candidate) -> dict[str, float]:
    """Return what each feature of ``candidate`` adds to its log-odds."""
    return {
        feature: round(WEIGHTS[feature] * value, 3)
        for feature, value in sorted(features(candidate).items())
        if WEIGHTS.get(feature)
    }


def score(candidate: Candidate) -> float:
    """Return the probability that ``candidate`` names an organisation, rounded to three places."""
    total = BIAS + sum(explain(candidate).values())
    return round(1.0 / (1.0 + math.exp(-total)), 3)


def score_all(candidates: Iterable[Candidate]) -> None:
    """Set the score of each candidate."""
    for candidate in candidates:
        candidate.score = score(candidate)


def choose(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return the accepted candidates, none overlapping, in reading order."""
    by_block: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.score >= DOUBTFUL:
            by_block.setdefault(candidate.block, []).append(candidate)
    chosen: list[Candidate] = []
    for accepted in by_block.values():
        ranked = sorted(accepted, key=lambda c: (-_strength(c, accepted), c.start, c.end))
        kept: list[Candidate] = []
        for candidate in ranked:
            if not any(candidate.overlaps(other) for other in kept):
                kept.append(candidate)
        chosen += kept
    return sorted(chosen, key=lambda candidate: candidate.start)


def _strength(candidate: Candidate, others: Sequence[Candidate]) -> float:
    """Return the rank of a candidate among those it overlaps: sure ones first, whole names before parts."""
    rank = candidate.score
    if candidate.score >= CLEAR and not _joins_known(candidate, others):
        rank += 0.08 * len(candidate.text.split())
        is_whole = any(
            candidate.evidence.get(feature) for feature in ("listed", "listed_case", "branch", "coordinated")
        )
        if is_whole and not _is_in_sure_name(candidate, others):
            rank += 0.3
    return rank


def _is_in_sure_name(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Return whether a longer name that its head and the pipeline both prove begins with ``candidate``."""
    return bool(candidate.evidence.get("inside_run")) and any(
        other.contains(candidate)
        and other.start == candidate.start
        and other.score >= CLEAR
        and other.evidence.get("head", 0.0) >= _SURE_HEAD
        and other.evidence.get("model_org", 0.0) >= 1.0
        for other in others
    )


def _joins_known(candidate: Candidate, others: Sequence[Candidate]) -> bool:
    """Return whether ``candidate`` runs together names that are sure by themselves ("A and B Trust")."""
    if candidate.evidence.get("listed") or candidate.evidence.get("coordinated"):
        return False
    inner = [other for other in others if candidate.contains(other) and other.evidence.get("listed")]
    return bool(inner) and any(joint in candidate.text for joint in (" and ", ", ", " & "))


def band_of(candidate: Candidate) -> str:
    """Return "clear" or "doubtful"."""
    return "clear" if candidate.score >= CLEAR else "doubtful"
