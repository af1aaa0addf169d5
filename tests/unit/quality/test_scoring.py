"""The scorer: what counts as a hit, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from sectorlens.model import Document, Evidence, Mention, RelatedMentions, RelationMention
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import find_gold_faults
from sectorlens.quality.scoring import (
    Counts,
    DocumentScore,
    Predictions,
    interval,
    score_document,
    surface_key,
    typed_key,
)


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


@pytest.mark.parametrize("side", ["Pac", "Parents and Carers"])
def test_a_publisher_that_goes_by_its_short_form_is_the_body_of_that_name(side: str) -> None:
    text = "Parents and Carers (Pac) is small. We work with Brook Trust."
    document = Document(id="d", title="t", title_from="text", publisher="Pac", text=text, blocks=())

    def named(quote: str) -> dict[str, Any]:
        start = text.index(quote)
        return {"text": quote, "start": start, "end": start + len(quote)}

    def mention(quote: str, form: str) -> Mention:
        start = text.index(quote)
        evidence = Evidence(document_id="d", start=start, end=start + len(quote), quote=quote)
        return Mention(id=quote, evidence=evidence, form=form, kind="charity", method="list", score=1.0)  # type: ignore[arg-type]

    gold = {
        "document": "a.txt", "metadata": {"publisher": "Pac"}, "needs": [], "recommendations": [],
        "organisations": [
            {"name": "Parents and Carers", "mentions": [named("Parents and Carers"), named("Pac")]},
            {"name": "Brook Trust", "mentions": [named("Brook Trust")]},
        ],
        "relations": [{"type": "partners_with", "a": side, "b": "Brook Trust", "text": "We work with Brook Trust"}],
    }  # fmt: skip
    mentions = (mention("We", "publisher"), mention("Brook Trust", "name"))
    tie = RelationMention(
        id="r", kind="partners_with", subject_id="We", object_id="Brook Trust", evidence=mentions[0].evidence,
        polarity="affirmed", modality="stated", voice="own", said_by="", score=1.0, band="clear",
    )  # fmt: skip
    related = RelatedMentions(document_id="d", mentions=mentions, relations=(tie,))
    score = score_document(gold, text, Predictions(document, mentions, (), (), related))
    assert score.layers["relations typed"] == Counts(1, 1, 1)
