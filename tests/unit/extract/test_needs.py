"""Needs: spans, codes, groups and polarity."""

from __future__ import annotations

import pytest

from sectorlens.extract import extract
from sectorlens.model import Need, Origin
from sectorlens.nlp import load_pipeline
from sectorlens.parse import parse
from sectorlens.sector import load_pack

NLP = load_pipeline("blank")
PACK = load_pack("criminal_justice_uk")


def find(sentence: str) -> tuple[Need, ...]:
    text = f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n"
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    found = extract(document, (), nlp=NLP, pack=PACK).needs
    for need in found:
        assert document.text[need.evidence.start : need.evidence.end] == need.evidence.quote
    return found


@pytest.mark.parametrize(
    ("sentence", "code", "quote"),
    [
        ("Many of the women were sleeping rough.", "housing", "sleeping rough"),
        ("There is a severe lack of suitable accommodation.", "housing", "severe lack of suitable accommodation"),
        ("Half of them had poor mental health.", "mental_health", "poor mental health"),
        ("Small groups face short-term funding.", "sector_funding", "short-term funding"),
    ],
)
def test_a_need_is_found_with_its_code_and_span(sentence: str, code: str, quote: str) -> None:
    found = find(sentence)
    assert code in {need.code for need in found}
    assert any(quote in need.evidence.quote or need.evidence.quote in quote for need in found if need.code == code)


def test_the_group_is_the_one_the_passage_names() -> None:
    (need,) = (n for n in find("Older people often live with chronic pain.") if n.code == "physical_health")
    assert need.population == "older_people"


@pytest.mark.parametrize(
    "sentence",
    ["The homelessness charity opened a shop.", "Our mental health team met on Monday.", "The choir sang well."],
)
def test_services_and_topics_are_not_needs(sentence: str) -> None:
    assert find(sentence) == ()


def test_a_denied_problem_does_not_count_as_stated() -> None:
    assert {need.polarity for need in find("He is no longer homeless.")} <= {"denied", "met"}


def test_recommendation_items_are_not_marked_again_as_needs() -> None:
    text = (
        "Mornings\n\nRecommendations for government\n\n- End homelessness among young people\n- "
        "Tackle poor mental health in prisons\n"
    )
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    found = extract(document, (), nlp=NLP, pack=PACK)
    assert len(found.recommendations) == 2
    assert found.needs == ()
