"""A sentence of a summary must be clear without the one before it."""

from __future__ import annotations

import pytest

from sectorlens.themes.sentences import stands_alone

CLEAR = (
    "Collaboration takes time and resources to get right, and it can be undone quickly by outside events.",
    "Councils should accept a homelessness application eight weeks before the date of release.",
    "“Staying in touch is not a reward for the person in prison,” the inspectors concluded in 2019.",
    "The voluntary sector clearly values the infrastructure support that they receive.",
)
UNCLEAR = (
    "However, collaboration takes time and resources to get right in every place.",
    "This is one of the reasons why small charities need collaboration with others.",
    "They should be applauded for their vision in expanding such a successful approach.",
    "One organisation simply can’t respond to all these issues at once, it is far too complex.",
    "When it did, members put digital skills second only to housing among the gaps.",
    "For example, small charities waited two years for money that was already spent.",
    "Why not shout about the work that your organisation has done in recent years?",
    "Thank you to all the participants who made the report happen last spring.",
    "Read our full report on the website at https://umbrella.example/report to learn more.",
    "Too short to tell anything.",
    "“We had expected to find that families pulled away out of shame in those years.",
    "PUBLISHED BY THE FEDERATION OF JUSTICE CHARITIES IN SEPTEMBER OF THE YEAR 2015.",
)


@pytest.mark.parametrize("text", CLEAR)
def test_clear_sentences_stand_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize("text", UNCLEAR)
def test_sentences_that_lean_on_others_do_not(text: str) -> None:
    assert not stands_alone(text)


def test_a_whole_list_item_may_end_unmarked() -> None:
    item = "Provide long-term funding that allows partners to invest time in nurturing relationships"
    assert stands_alone(item, is_item=True)
    assert not stands_alone(item)
