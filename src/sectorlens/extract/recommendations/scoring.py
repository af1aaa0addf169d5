"""One scored decision: additive log-odds over named features, and what passages teach."""

from __future__ import annotations

from pathlib import Path

from sectorlens.nlp.decision import load_decision

ACCEPT = 0.5
CLEAR = 0.8

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
    "item_imperative": 0.6,
    "item_statement": -1.2,
    # sentence
    "modal_should": 1.9,
    "modal_must": 1.5,
    "modal_have_to": 0.1,
    "we_have_to": 1.4,
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
    "imperative": 0.2,
    "imperative_in_asking": 2.6,
    # against
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


DECISION = load_decision(Path(__file__).parent, WEIGHTS, accept=ACCEPT, clear=CLEAR)


def rule_score(features: frozenset[str] | set[str]) -> float:
    """Return the log-odds of the hand-set weights, to rank the modals of one sentence."""
    return DECISION.rules(features)
