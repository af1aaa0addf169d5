"""Reading against the gold of blocks: floors that only rise."""

from __future__ import annotations

from pathlib import Path

from sectorlens.quality.reading import figures, measure

GOLD = Path(__file__).resolve().parents[2] / "golden_blocks"
BY_HAND = ("web-", "paper-", "word-")
FLOORS = {
    "block kind F1": 0.98,
    "furniture character F1": 0.98,
    "heading chain and list membership": 0.98,
    "reading order": 0.99,
    "title": 0.98,
    "date": 0.98,
}


WEB_FLOORS = {
    "block kind F1": 0.95,
    "furniture character F1": 0.97,
    "heading chain and list membership": 0.98,
    "reading order": 0.99,
    "title": 0.97,
    "date": 0.97,
}


def test_floors() -> None:
    measured = measure(GOLD, GOLD)
    scores = [score for score in measured if not score.name.startswith(BY_HAND)]
    assert len(scores) >= 58
    found = figures(scores)
    assert {name: found[name] for name in FLOORS if found[name] < FLOORS[name]} == {}
    pages = [score for score in measured if score.name.startswith("web-")]
    assert len(pages) >= 40
    found = figures(pages)
    assert {name: found[name] for name in WEB_FLOORS if found[name] < WEB_FLOORS[name]} == {}
