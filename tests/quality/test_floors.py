"""Scores may only rise: each floor is the lower end of the measured interval when it was last raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from sectorlens.evaluation import evaluate

GOLDEN = Path(__file__).parents[1] / "golden"
# The demonstration's development part.
FLOORS = {
    "organisations": 0.86,
    "recommendations": 0.83,
    "resolution": 0.85,
}


@pytest.mark.slow
@pytest.mark.parametrize("part", ["development"])
def test_the_demonstration_scores_above_its_floors(part: str) -> None:
    found = evaluate(GOLDEN, part=part, jobs=2)
    scores = {row["layer"]: row["f1"] for row in found.rows}
    assert {layer: scores[layer] for layer, floor in FLOORS.items() if scores[layer] < floor} == {}
    assert found.faults == ()
    assert found.unread == ()


@pytest.mark.needs_shared
def test_the_seed_publications_are_read_as_their_annotations_say(shared: Path) -> None:
    found = evaluate(shared / "gold" / "seeds.jsonl", texts=shared / "seeds", jobs=1)
    scores = {row["layer"]: row["f1"] for row in found.rows}
    assert scores["organisations"] >= 0.90
    assert scores["recommendations"] >= 0.90
    assert scores["relation pairs"] >= 0.65
