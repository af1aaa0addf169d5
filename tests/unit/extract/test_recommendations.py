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


@pytest.mark.parametrize(
    ("item", "addressee"),
    [
        ("Publish waiting times (for: prisons).", "prisons"),
        ("Publish waiting times (for the new prison governors).", "prisons"),
        ("Publish waiting times (owner: the next board of prison governors).", "prisons"),
        ("To prisons: publish waiting times.", "prisons"),
        ("Publish waiting times (to reduce pressure on prisons).", "funders"),
        ("Pay for mentors (for people leaving prison).", "funders"),
        ("To ease the demand on prisons: invest in housing.", "funders"),
    ],
)
def test_a_bracket_or_label_names_who_is_asked_but_not_for_whose_sake(item: str, addressee: str, ask: Ask) -> None:
    (asked,) = ask(
        f"What we heard\n\nThree words of thanks to all who came.\n\nRecommendations for funders\n\n- {item}\n"
    )
    assert asked.addressee == addressee


def test_titles_about_evidence_may_name_who_is_asked(ask: Ask) -> None:
    body = "\n\nWe run two homes, and we have done so for thirty years now.\n\n- Give each town a named contact.\n"
    for title in ("Using evidence: recommendations for funders", "Responding to hunger: recommendations for funders"):
        assert [one.addressee for one in ask(f"{title}{body}")] == ["funders"]


def test_lines_that_hold_a_label_and_an_owner_alone_ask_nothing(ask: Ask) -> None:
    assert ask("Ask 1. Who: the council\nAsk 2. Who: the ministry\nAsk 3. Who: the police\n") == []


def test_who_reads_a_submission_is_not_who_is_asked(ask: Ask) -> None:
    body = (
        "\n\nWe run two homes in the north, and we have done so for thirty years now.\n\n- Publish a national plan.\n"
    )
    assert [one.addressee for one in ask(f"Recommendations for prisons{body}")] == ["prisons"]
    (asked,) = ask(f"Prisons: recommendations in our written submission{body}")
    assert asked.addressee != "prisons"
    told = body.replace("- Publish a national plan.", "We recommend that a national plan is published soon.")
    for heading, named in (("A response to the inquiry of the funders", False), ("Our advice to funders", True)):
        (asked,) = ask(f"Two homes in the north\n\n{heading}{told}")
        assert (asked.addressee == "funders") is named, heading


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


def test_after_a_line_that_asks_each_item_asks_however_it_is_worded(ask_with: Callable[[str | None], Ask]) -> None:
    items = [
        "Gardens to be seen as part of the house. Too many people wither indoors after years of long days",
        "A change of heart in how kitchens are understood",
        "Following the lead of the coast in making soup the equivalent of a right",
    ]
    found = ask_with(None)(
        "A reply on houses\n\nBesides backing much of the plan, Alder House is calling for:\n\n"
        + "".join(f"- {item}\n" for item in items)
        + "\nThe reply went out on Monday, and the plan will be read again in May.\n"
    )
    assert [record.evidence.quote for record in found] == items
