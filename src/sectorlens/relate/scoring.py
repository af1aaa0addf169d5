"""One scored decision per pair: additive log-odds over named features."""

from __future__ import annotations

from pathlib import Path

from sectorlens.nlp.decision import load_decision

WEIGHTS = {
    "bias": 1.2,
    "near": 0.9,
    "far": -0.6,
    "far_right": -0.4,
    "verbs_between": -1.2,
    "resolved": -0.5,
    "publisher": 0.3,
    "assumed": -1.3,
    "fronted": 0.0,
    "list": 0.2,
    "purpose": -0.2,
    "list_item": 0.3,
    "look_alike": -2.0,
    "doubtful_mention": -0.8,
    "quoted": -0.3,
    "weak_cue": -1.0,
}


DECISION = load_decision(Path(__file__).parent, WEIGHTS, accept=0.5, clear=0.75)
