"""Clause structure, lost bullets, askers and addressees: what the parsed sentence and the page add."""

from __future__ import annotations

import pytest

from sectorlens.extract import extract
from sectorlens.extract.recommendations.clauses import clause_features
from sectorlens.extract.recommendations.items import find_lines
from sectorlens.extract.recommendations.details import item_core
from sectorlens.model import Document, Origin, Recommendation
from sectorlens.nlp import load_pipeline
from sectorlens.parse import parse
from sectorlens.sector import load_pack

NLP = load_pipeline()
PACK = load_pack("criminal_justice_uk")


def read(text: str) -> Document:
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    return document


def ask(text: str) -> list[Recommendation]:
    document = read(text)
    found = list(extract(document, (), nlp=NLP, pack=PACK).recommendations)
    for record in found:
        assert document.text[record.evidence.start : record.evidence.end] == record.evidence.quote
    return found


@pytest.mark.parametrize(
    ("sentence", "feature"),
    [
        ("Prisons must open the doors on Fridays.", "d:modal/role=must/main"),
        ("The leaflet says that prisons must open the doors.", "d:modal/role=must/ccomp"),
        ("A family that must move again loses its school.", "d:modal/role=must/relcl"),
        ("The doors should be opened.", "d:passive/modal=True/should"),
        ("We urge ministers to open the doors.", "d:ask-frame=we/pres/main"),
        ("Finding a room for everybody.", "d:no-finite-verb"),
    ],
)
def test_the_clause_of_the_asking_word_is_named(sentence: str, feature: str) -> None:
    assert feature in clause_features(NLP(sentence)[:])


@pytest.mark.parametrize(
    "sentence",
    [
        "The leaflet tells visitors that prisons must keep a list of doors.",
        "A mother who must start again in another town has little to hope for.",
        "We recommend this report to anybody who works with young men.",
        "They said that the council ought to have opened the hostel in June.",
    ],
)
def test_an_asking_word_in_a_clause_that_describes_asks_nothing(sentence: str) -> None:
    assert ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n") == []


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("We end by calling on ministers to fund the morning bus.", "government"),
        ("We would like to see prisons open the gate at seven.", "prisons"),
        ("Funders: please pay for the first hour.", "funders"),
    ],
)
def test_frames_that_ask_say_whom(sentence: str, addressee: str) -> None:
    found = ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n")
    assert [(record.evidence.quote, record.addressee) for record in found] == [(sentence, addressee)]


def test_a_list_that_lost_its_bullets_is_read_line_by_line() -> None:
    text = (
        "Mornings at the gate\n\nThe scheme opened in spring and is busy.\n\nWe call on the government to promise:\n\n"
        "Fund the first hour of the day. It costs little.\nPublish the times of release every month.\n"
        "Keep one bed free in each town for the first night.\n\nThe scheme continues next year.\n"
    )
    document = read(text)
    assert len(find_lines(document, frozenset())) == 3
    found = ask(text)
    assert [record.evidence.quote for record in found] == [
        "Fund the first hour of the day. It costs little.",
        "Publish the times of release every month.",
        "Keep one bed free in each town for the first night.",
    ]
    assert {record.addressee for record in found} == {"government"}


def test_a_text_whose_lines_are_all_paragraphs_has_no_lost_lists() -> None:
    document = read("A first paragraph stands here.\nA second one follows it.\nAnd a third one ends it.\n")
    assert find_lines(document, frozenset()) == frozenset()


def test_who_makes_the_recommendations_is_not_who_is_asked() -> None:
    found = ask(
        "Mornings\n\nThe page.\n\nClinks makes two recommendations to ministers:\n\n- Fund the first hour of the day\n"
        "- Publish the times of release\n"
    )
    assert [record.addressee for record in found] == ["government", "government"]


@pytest.mark.parametrize(
    ("item", "core"),
    [
        ("Rec 2 (owner: providers). Name a lead for mornings.", "Name a lead for mornings."),
        ("Clause 6. We support it. Ministers should add mornings.", "Ministers should add mornings."),
        ("Draw a map of doors. Owner: the Trust. Due: June.", "Draw a map of doors."),
    ],
)
def test_labels_owners_and_dates_of_an_item_stay_outside_the_request(item: str, core: str) -> None:
    start, end = item_core(item)
    assert item[start:end] == core
