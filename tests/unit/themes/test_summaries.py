"""Which sentences make one point."""

from __future__ import annotations

import numpy as np
import pytest

from sectorlens.model import Evidence
from sectorlens.themes.sentences import Sentence
from sectorlens.themes.summaries import _same_point

SAID = "By the day of release 19 of 25 people had a card."


def sentences(*texts: str) -> list[Sentence]:
    return [
        Sentence(number, Evidence(document_id=f"d{number}", start=0, end=len(text), quote=text), text, is_item=False)
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("On the day of release 19 of 25 people had a card.", True),
        ("By the day of release most people had a card.", True),
        ("By the day of release 1 of 25 people had a card.", False),
        ("By the day of release nobody had a card of the people.", False),
    ],
)
def test_sentences_with_other_figures_or_a_denial_make_another_point(other: str, is_same: bool) -> None:
    alike = np.ones((2, 1), np.float32)  # the vectors say that both mean the same
    assert (_same_point(sentences(SAID, other), alike)[0] == (0, 1)) is is_same
