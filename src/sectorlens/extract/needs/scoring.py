"""One scored decision: additive log-odds over named features, and what passages teach."""

from __future__ import annotations

from pathlib import Path

from sectorlens.nlp.decision import load_decision

WEIGHTS = {
    "bias": -0.5,
    "cue": 1.8,
    "topic": 0.0,
    "before": 1.4,
    "after": 1.4,
    "list": 0.8,
    "service": -2.6,
    "aim": -2.0,
    "title_case": -2.0,
    "in_name": -6.0,
    "question": -0.5,
    "heading": -3.0,
}
DECISION = load_decision(Path(__file__).parent, WEIGHTS, accept=0.5, clear=0.75)
