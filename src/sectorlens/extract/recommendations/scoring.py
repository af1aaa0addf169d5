"""One scored decision: additive log-odds over named features, and what passages teach."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from sectorlens.model import Record
from sectorlens.model.vocabulary import Band

if TYPE_CHECKING:
    from sectorlens.extract.recommendations.surroundings import Candidate

ACCEPT = 0.5
CLEAR = 0.8
LIMIT = 6.0  # of log-odds that are joined
JOINT = ("alone", "context", "declared item", "other item")

_DECLARED = frozenset(
    ("item_under_asking_heading", "item_after_asking_lead_in", "numbered_recommendation", "recommendation_column")
)
_STANDS = _DECLARED | {"called"}
_FOR_OTHERS = frozenset(("reader", "question", "reported", "item_after_own_plan"))

WEIGHTS = {
    "bias": -2.2,
    # structure
    "item_under_asking_heading": 5.0,
    "item_after_asking_lead_in": 5.0,
    "item_under_addressee_heading": 2.6,
    "numbered_recommendation": 5.0,
    "recommendation_column": 5.0,
    "heading_is_request": 3.2,
    "paragraph_under_asking_heading": 1.4,
    "paragraph_under_recommendation_heading": 1.0,
    "plain_item": -0.5,
    "paragraph_after_asking_lead_in": 1.4,
    "item_imperative": 0.6,
    "item_statement": -1.2,
    # sentence
    "modal_should": 1.9,
    "modal_must": 1.5,
    "modal_have_to": 0.1,
    "we_have_to": 1.8,
    "modal_could": 0.3,
    "subject_body": 1.7,
    "subject_resolved": 1.3,
    "need_to": -0.1,
    "subject_class": 2.0,
    "subject_organisation": 1.8,
    "subject_we": 1.2,
    "subject_there": 0.6,
    "subject_nobody": 1.2,
    "subject_thing": -0.3,
    "thing_passive": 0.9,
    "subject_pronoun": -0.3,
    "subject_person": -2.2,
    "person_enabled": 1.8,
    "performative": 3.2,
    "performative_named": 0.6,
    "body_holds": 0.8,
    "subject_patient": -0.2,
    "imperative": 0.2,
    "imperative_in_asking": 2.6,
    "called": 2.6,
    # against
    "content_of_others": -1.2,
    "could_effect": -1.5,
    "item_after_other_line": -1.0,
    "item_after_own_plan": -3.5,
    "embedded": -1.6,
    "relative": -1.5,
    "auxiliary_before": -1.2,
    "question": -2.5,
    "reader": -3.5,
    "never": -2.5,
    "past": -0.5,
    "reported": -2.5,
    "quoted": -0.6,
}


class Joint(Record, frozen=True, kw_only=True):
    """A logistic regression over ``JOINT``: what the sentence says alone and what the context model says.

    ``share`` is how much that model's opinion of whom a request asks counts beside the guess from its words.
    """

    weights: dict[str, float]
    accept: float
    clear: float
    share: float


class Learnt(Record, frozen=True, kw_only=True):
    """A logistic regression over named features; ``rules`` multiplies the hand-set log-odds.

    ``in_context`` joins it with the context model.
    """

    rules: float
    bias: float
    weights: dict[str, float]
    accept: float
    clear: float
    in_context: Joint | None = None


class AskDecision:
    """Scores candidates.  Without a parser or learnt weights the hand-set weights decide alone."""

    def __init__(self, learnt: Learnt | None) -> None:
        self._learnt = learnt

    @property
    def joint(self) -> Joint | None:
        """How the context model's opinion is joined, None where that is not known."""
        return self._learnt.in_context if self._learnt is not None else None

    def score(self, candidate: Candidate, odds: float | None = None) -> float:
        """Return the score of ``candidate`` from 0 to 1, rounded to three places.

        ``odds`` are the context model's log-odds, where that model has read the page.
        """
        total = self.alone(candidate)
        if odds is not None and self.joint is not None and candidate.parsed:
            weights = self.joint.weights
            numbers = zip(JOINT, joint_numbers(candidate, total, odds), strict=True)
            joined = weights["bias"] + sum(weights[name] * number for name, number in numbers)
            # What heading, list or frame declares a request is not put in doubt by the window.
            total = max(total, joined) if candidate.features & _STANDS else joined
        return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total)))), 3)

    def alone(self, candidate: Candidate) -> float:
        """Return the log-odds of ``candidate`` by its words and where it stands."""
        total = rule_score(candidate.features)
        if self._learnt is not None and candidate.parsed:
            weights = self._learnt.weights
            total = self._learnt.bias + self._learnt.rules * total
            total += sum(weights.get(name, 0.0) for name in sorted(names_of(candidate)))
        return total

    def band(self, candidate: Candidate, value: float, *, in_context: bool = False) -> Band | None:
        """Return the band of ``value``; ``None`` where it is too low to be kept."""
        learnt: Learnt | Joint | None = self._learnt if candidate.parsed else None
        if in_context and learnt is not None and self.joint is not None:
            learnt = self.joint
        if value < (learnt.accept if learnt else ACCEPT):
            # After a line that asks ("X is calling for:") each item is a request, however it is worded.
            asked = "item_after_asking_lead_in" in candidate.features and not candidate.features & _FOR_OTHERS
            return "doubtful" if asked else None
        return "clear" if value >= (learnt.clear if learnt else CLEAR) else "doubtful"


def joint_numbers(candidate: Candidate, alone: float, odds: float) -> tuple[float, ...]:
    """Return the numbers of ``JOINT``; ``alone`` and ``odds`` are log-odds without and by the context model."""
    item = candidate.form == "list_item"
    declared = bool(candidate.features & _DECLARED)
    return (
        max(-LIMIT, min(LIMIT, alone)),
        max(-LIMIT, min(LIMIT, odds)),
        float(declared),
        float(item and not declared),
    )


def names_of(candidate: Candidate) -> frozenset[str]:
    """Return all named features of ``candidate``."""
    return candidate.features | candidate.context | candidate.words


def rule_score(features: frozenset[str] | set[str]) -> float:
    """Return the log-odds of the hand-set weights alone."""
    return WEIGHTS["bias"] + sum(WEIGHTS.get(name, 0.0) for name in sorted(features))


def _load() -> Learnt | None:
    file = Path(__file__).parent / "learnt.json"
    return msgspec.json.decode(file.read_bytes(), type=Learnt) if file.is_file() else None


DECISION = AskDecision(_load())
