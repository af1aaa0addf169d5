"""What asks, whom, how strongly, and what only looks like asking."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sectorlens.model import Document, Recommendation

Read = Callable[[str], Document]
Ask = Callable[[str], list[Recommendation]]


@pytest.fixture(scope="module")
def ask(ask_with: Callable[[str | None], Ask]) -> Ask:
    return ask_with("blank")


PAGE = """Quiet mornings: what we learned

Our visits scheme has run for three years in two towns, and the people who use it have told us much.

Lessons for commissioners

- Pay for the hour before the doors open
- Do not count heads
- Each contract should last for five years. Short ones lose good people.

The scheme continues next year.
"""


def test_items_under_an_asking_heading_are_recommendations_with_its_addressee_and_evidence(ask: Ask) -> None:
    found = ask(PAGE)
    assert [record.evidence.quote for record in found] == [
        "Pay for the hour before the doors open",
        "Do not count heads",
        "Each contract should last for five years. Short ones lose good people.",
    ]
    assert {record.addressee for record in found} == {"commissioners"}
    assert {record.form for record in found} == {"list_item"}
    assert [record.strength for record in found] == ["imperative", "imperative", "should"]
    assert [record.negative for record in found] == [False, True, False]
    assert all(record.heading and record.heading.quote == "Lessons for commissioners" for record in found)


def test_who_reads_a_submission_is_not_who_is_asked(ask: Ask) -> None:
    body = "\n\nWe run two homes in the north, and we have done so for thirty years now.\n\n- Publish a national plan.\n"
    assert [one.addressee for one in ask(f"Recommendations for prisons{body}")] == ["prisons"]
    (asked,) = ask(f"Prisons: recommendations in our written submission{body}")
    assert asked.addressee != "prisons"


@pytest.mark.parametrize(
    ("sentence", "addressee", "strength"),
    [
        ("The government should publish the figures every year.", "government", "should"),
        ("Prisons must stop releasing people on Fridays.", "prisons", "must"),
        ("We urge funders to pay for core costs.", "funders", "imperative"),
        ("Local authorities need to keep a bed free for the first night.", "local authorities", "must"),
        ("We have to leave space for mistakes.", "sector", "must"),
    ],
)
def test_a_sentence_that_asks_somebody_is_a_recommendation(
    sentence: str, addressee: str, strength: str, ask: Ask
) -> None:
    found = ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n")
    assert [(record.addressee, record.strength, record.form) for record in found] == [(addressee, strength, "sentence")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Infrastructure organisations needed to represent many views.",
        "Applicants should apply by Friday.",
        "They should be applauded for their patience.",
        "Sign up to our newsletter for more news.",
        "We mustn't forget that the rain was heavy.",
        "Why should we care?",
        "People leaving prison need a home.",
        "They would have to walk for an hour.",
    ],
)
def test_findings_calls_to_readers_praise_and_questions_are_not_recommendations(sentence: str, ask: Ask) -> None:
    assert ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n") == []


def test_a_deadline_is_quoted_and_a_quotation_keeps_its_speaker(ask: Ask) -> None:
    (found,) = ask("A page\n\nThe government should publish a plan by the end of 2027.\n")
    assert found.deadline == "by the end of 2027"
    (quoted,) = ask(
        'A page\n\nThe door stays shut. "Commissioners should listen to those who queue outside," said Ana Bell.\n'
    )
    assert (quoted.voice, quoted.said_by) == ("quoted", "Ana Bell")


def test_a_list_of_names_under_an_asking_heading_asks_nothing(ask: Ask) -> None:
    page = (
        "Mornings\n\nRecommendations for government\n\n- Fund the first hour of the day\n- Keep "
        "the lights on in winter\n\nWho signed\n\n- Clinks\n- Nacro\n"
    )
    assert len(ask(page)) == 2
