"""Where sentences end."""

from __future__ import annotations

import pytest

from sectorlens.nlp import split_sentences


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("They said no. The gate stayed shut.", 2),
        ("The answer is still no. 12 people waited.", 1),
        ("It is building no. 7 on the plan.", 1),
        ("See Fig. 2 for the gate.", 1),
        ("They learn by art. Each week they draw.", 2),
        ("Section art. IV applies here.", 1),
        ("Mr. Bell opened the gate. He waved.", 2),
        ("The office, e.g. The Annexe, is shut.", 1),
    ],
)
def test_an_abbreviation_before_a_number_ends_no_sentence(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count
