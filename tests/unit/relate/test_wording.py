"""Every cue of lists, polarity and modality matches its example and leaves its counter-example alone."""

from __future__ import annotations

import pytest

from sectorlens.relate.cues import read_modality, read_polarity
from sectorlens.relate.wording import list_cues, load_tie_words
from sectorlens.sector.english import Cue, compile_cue

WORDS = load_tie_words()
CUES = [
    pytest.param(cue, id=f"{table}-{number}")
    for table in WORDS.__struct_fields__
    for number, cue in enumerate(getattr(WORDS, table))
]


@pytest.mark.parametrize("cue", CUES)
def test_a_cue_finds_its_example_and_not_its_counter_example(cue: Cue) -> None:
    pattern = compile_cue(cue)
    assert pattern.search(cue.example), cue.pattern
    assert not pattern.search(cue.counter), cue.pattern


@pytest.mark.parametrize("cue", WORDS.lists)
def test_the_first_list_cue_that_finds_an_example_is_its_own(cue: Cue) -> None:
    first = next((kind, source) for pattern, kind, source in list_cues() if pattern.search(cue.example))
    assert first == (cue.kind, cue.source)  # type: ignore[attr-defined]


@pytest.mark.parametrize("cue", WORDS.denied)
def test_denied_wordings_deny(cue: Cue) -> None:
    assert read_polarity(f"{cue.example} the trust", len(cue.example) - 2, len(cue.example)) == "denied"


@pytest.mark.parametrize("table", ["planned", "hoped", "reported"])
def test_wordings_that_put_a_tie_off_do_so(table: str) -> None:
    for cue in getattr(WORDS, table):
        assert read_modality(f"It {cue.example}", len(cue.example) + 1, len(cue.example) + 3) == table
