"""One scored decision per candidate: a logistic score over its evidence, then the best spans that do not overlap.

The weights are log-odds.  ``explain`` lists what each piece of evidence contributed.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from types import MappingProxyType
from typing import Any

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import COMMON

_LEARNT: dict[str, Any] = json.loads(
    (resources.files("sectorlens.extract.organisations") / "weights.json").read_text("utf-8")
)
# Log-odds per feature: hand-set ones, moved by logistic regression on annotated passages as far as these
# demand (models/recipe/scripts/train_organisations.py writes them).
BIAS: float = _LEARNT["bias"]
WEIGHTS: Mapping[str, float] = MappingProxyType(_LEARNT["weights"])
# Set so that at least 94 of 100 clear names are right on passages of writers not seen in fitting.
CLEAR: float = _LEARNT["clear"]
DOUBTFUL: float = _LEARNT["accept"]
FAINT = 0.03  # what scores less, no context can save
# Evidence that means the thing is named by itself: without any of it a run of capitals is plain.
_NAMED = ("listed", "listed_case", "head", "prefix", "defined", "initials", "is_publisher", "shared_head", "branch",
          "short_form", "the_head", "prison_place")  # fmt: skip
_SURE_HEAD = 0.85
_JOINT = re.compile(r",?\s+(?:and|&)\s+(?:the\s+)?|,\s+")
_WHOLE = ("listed", "listed_case", "prefix", "branch", "coordinated", "defined", "is_publisher")
_CONTEXT = ("cue_before", "verb_after", "apposition", "among_names", "siblings", "relative", "mid_sentence",
            "opens_sentence", "title_case", "repeated", "run_before", "run_after")  # fmt: skip


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
    common = found.pop("common", 0.0)
    if is_plain:
        found["common~plain"] = common
        if found.get("model_org"):
            found["model_org~plain"] = found["model_org"]
        if found.get("look_alike") and found.get("model_org"):
            found["look_alike~read"] = found["model_org"]
        if found.get("plain_single") and found.get("model_org"):
            found["single~read"] = found["model_org"]
        if found.get("thing") and found.get("model_org"):
            found["thing~read"] = found["model_org"]
        if found.get("capitals") and not found.get("model_org"):
            found["capitals~unread"] = 1.0
    elif found.get("head"):
        found["common~head"] = common
        if common == 1.0 and not found.get("model_org") and not found.get("without_model"):
            found["common~unread"] = 1.0
        if found.get("opener"):
            found["common~opener"] = common
    if any(found.get(feature) for feature in _WHOLE):
        # The pipeline often sees only a part of a long name; lists and definitions know better.
        found.pop("model_part", None)
        found.pop("model_start", None)
    if found.get("head"):
        found.pop("model_joint", None)
    if found.get("head", 0.0) >= _SURE_HEAD:
        # "St Mary's University" is no place, whatever the pipeline thinks.
        found.pop("model_place", None)
    if not found.get("head"):
        found.pop("without_model", None)
    named = [feature for feature in _NAMED if found.get(feature)]
    if is_ordinary or (named and (named != ["head"] or found["head"] >= _SURE_HEAD)):
        found.pop("thing", None)  # only what nothing sure names can be a title or a subject by where it stands
    if found.get("listed") or found.get("is_publisher"):
        found.pop("scheme", None)
    if found.get("listed") and candidate.text.casefold() not in COMMON:
        found.pop("shouted", None)  # "THE V&A": nobody writes a word of that spelling
    if (
        found.get("head", 0.0) >= _SURE_HEAD
        or common < 1.0
        or found.get("listed")
        or found.get("listed_case")
        or is_ordinary
    ):
        found.pop("part_of_heading", None)
    if found.get("signed"):
        for feature in ("run_before", "run_before~ordinary", "model_part"):
            found.pop(feature, None)  # the person's name stands before the body's
    if found.get("branch"):
        found.pop("look_alike", None)  # "YMCA Tarn Valley" is no valley
    if found.get("listed"):
        found.pop("look_alike", None)  # a listed "Evening Standard" is no standard
    if found.get("listed_ordinary") and " " not in candidate.text:
        found.pop("look_alike", None)  # a listed "Agenda" is no policy; whether it is meant, others say
    if found.get("the_head") or found.get("shared_head") or found.get("prison_place"):
        # "the Department" after "Department for …" is a body, though a department alone is part of one;
        # "Eastwood Park" among prisons is one, though most parks are places.
        found.pop("generic", None)
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
    probability = round(1.0 / (1.0 + math.exp(-total)), 3)
    # "The Trust" stands for a name and is none: found, but never clear.
    return min(probability, round(CLEAR - 0.01, 3)) if is_head_alone(candidate) else probability


def is_head_alone(candidate: Candidate) -> bool:
    """Return whether ``candidate`` is a head that stands for a whole name: "the Trust"."""
    evidence = candidate.evidence
    return bool(evidence.get("the_head")) and not (evidence.get("listed") or evidence.get("is_publisher"))


def score_all(candidates: Iterable[Candidate]) -> None:
    """Set the score of each candidate."""
    for candidate in candidates:
        candidate.score = score(candidate)


def choose(candidates: Sequence[Candidate], accept: float = DOUBTFUL) -> list[Candidate]:
    """Return the candidates with a score of ``accept`` or more, none overlapping, in reading order."""
    by_block: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.score >= accept:
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
    """Return whether a longer name that its head and the pipeline both prove begins or ends with ``candidate``."""
    return any(
        other.contains(candidate)
        and (
            (other.start == candidate.start and bool(candidate.evidence.get("run_after")))
            or (other.end == candidate.end and bool(candidate.evidence.get("run_before")))
        )
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
    joints = [match.span() for match in _JOINT.finditer(candidate.text)]
    # The listed name must stand at the joint: "Tudor Trust and …", not the "NHS" of "East and West NHS Trust".
    return any(
        other.end - candidate.start == first or other.start - candidate.start == last
        for other in inner
        for first, last in joints
    )
