"""The models' card: the context model's figures are measured ones, and nothing stands for what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from write_card import context_section

ROOT = Path(__file__).parents[3]
MEASURED: dict[str, Any] = {
    "layers": 6, "pieces": 20123, "texts": 1733, "size_mb": 16.42, "words_per_second": 2345.6
}  # fmt: skip
LINES = {
    "layers": "- 6 layers",
    "pieces": "- 20,123 word pieces",
    "texts": "- trained on 1,733 texts",
    "size_mb": "- 16.4 MB",
    "words_per_second": "- 2,346 words/s of one core's processor time",
}


def test_every_figure_of_the_context_model_has_its_line() -> None:
    section = context_section(MEASURED)
    assert section[0] == "## sectorlens_context (Apache-2.0)"
    assert [line for line in section if line.startswith("- ")] == list(LINES.values())
    text = "\n".join(section)
    assert "all-MiniLM-L6-v2 (Apache-2.0)" in text and "synthetic" in text


@pytest.mark.parametrize("missing", sorted(LINES))
def test_a_figure_that_was_not_measured_has_no_line(missing: str) -> None:
    section = context_section({key: value for key, value in MEASURED.items() if key != missing})
    assert {line for line in section if line.startswith("- ")} == set(LINES.values()) - {LINES[missing]}


def test_a_context_model_that_ships_stands_on_the_card() -> None:
    card = (ROOT / "models/MODEL_CARD.md").read_text("utf-8")
    titles = {line.split()[1] for line in card.splitlines() if line.startswith("## ")}
    assert titles >= {folder.name for folder in (ROOT / "models").glob("sectorlens_*") if folder.is_dir()}
