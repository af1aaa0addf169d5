"""The scorer: what counts as a hit, and what does not."""

from __future__ import annotations

from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import find_gold_faults
from sectorlens.quality.scoring import Counts, DocumentScore, interval, surface_key, typed_key


def test_alignment_maps_spans_over_reading_differences() -> None:
    gold = "The Brook Trust’s grant helped. It ended in May."
    parsed = "Menu\n\nThe Brook Trust's grant\nhelped. It ended in May."
    alignment = Alignment(gold, parsed)
    start, end = alignment.map(4, 15) or (0, 0)
    assert parsed[start:end] == "Brook Trust"
    assert alignment.coverage == 1.0
    assert Alignment("quite other words", parsed).map(0, 11) is None


def test_surfaces_compare_without_article_case_and_possessive() -> None:
    assert surface_key("The Ministry of Justice’s") == surface_key("ministry of justice")


def test_symmetric_kinds_have_no_direction() -> None:
    assert typed_key("partners_with", "b", "a") == typed_key("partners_with", "a", "b")
    assert typed_key("funds", "b", "a") != typed_key("funds", "a", "b")


def test_counts_give_f1_and_an_interval_that_holds_it() -> None:
    assert Counts(2, 4, 4).f1 == 0.5
    scores = [DocumentScore(str(n), {"needs": Counts(n % 2, 1, 1)}) for n in range(20)]
    low, high = interval(scores, "needs")
    assert low <= 0.5 <= high
    assert interval(scores, "needs") == (low, high)


def test_faults_of_a_gold_file_are_named() -> None:
    gold = {
        "document": "a.txt",
        "metadata": {"publisher": "Alder House"},
        "furniture": [],
        "organisations": [
            {
                "name": "Alder House",
                "type": "charity",
                "aliases": [],
                "mentions": [{"start": 0, "end": 5, "text": "Elder"}],
            }
        ],
        "needs": [{"start": 0, "end": 3, "text": "Ald", "code": "shoes", "level": "person", "population": None}],
        "recommendations": [],
        "relations": [{"a": "Alder House", "b": "Nobody", "type": "funds", "start": 0, "end": 5, "text": "Alder"}],
        "themes": [],
    }
    faults = "\n".join(find_gold_faults(gold, "Alder House"))
    for expected in ("not 'Elder'", "cuts a word", "unknown code 'shoes'", "'Nobody' is no organisation"):
        assert expected in faults
