"""Clause structure, lost bullets, askers and addressees: what the parsed sentence and the page add."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from sectorlens.extract.recommendations.candidates import find_candidates
from sectorlens.extract.recommendations.clauses import clause_features
from sectorlens.extract.recommendations.details import item_core
from sectorlens.extract.recommendations.items import find_broken_lines, find_lead_ins, find_lines
from sectorlens.extract.recommendations.whom import named_in
from sectorlens.model import Document, Recommendation
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.sector import load_pack

NLP = load_pipeline()
PACK = load_pack("criminal_justice_uk")


Read = Callable[[str], Document]
Ask = Callable[[str], list[Recommendation]]


@pytest.fixture(scope="module")
def ask(ask_with: Callable[[str | None], Ask]) -> Ask:
    return ask_with(None)


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
def test_an_asking_word_in_a_clause_that_describes_asks_nothing(sentence: str, ask: Ask) -> None:
    assert ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n") == []


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("The government and the prisons should open the gate at seven.", "government"),
        ("Commissioners and prisons must share the list of rooms.", "commissioners"),
        ("We met local commissioners and prisons should open the gate at seven.", "prisons"),
    ],
)
def test_of_two_classes_that_are_asked_together_the_first_is_named(sentence: str, addressee: str, ask: Ask) -> None:
    (record,) = ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n")
    assert record.addressee == addressee


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("We end by calling on ministers to fund the morning bus.", "government"),
        ("We would like to see prisons open the gate at seven.", "prisons"),
        ("Funders: please pay for the first hour.", "funders"),
    ],
)
def test_frames_that_ask_say_whom(sentence: str, addressee: str, ask: Ask) -> None:
    found = ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n")
    assert [(record.evidence.quote, record.addressee) for record in found] == [(sentence, addressee)]


def test_a_list_that_lost_its_bullets_is_read_line_by_line(ask: Ask, read: Read) -> None:
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


def test_a_text_whose_lines_are_all_paragraphs_has_no_lost_lists(read: Read) -> None:
    document = read("A first paragraph stands here.\nA second one follows it.\nAnd a third one ends it.\n")
    assert find_lines(document, frozenset()) == frozenset()


def test_who_makes_the_recommendations_is_not_who_is_asked(ask: Ask) -> None:
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


@pytest.mark.parametrize(
    ("sentence", "addressee"),
    [
        ("To do this we need to open the gate at seven every morning.", "sector"),
        ("Ministers, prisons, councils and charities should all open their doors at seven.", "sector"),
        ("The letter calls on every governor to open the gate at seven.", "prisons"),
        ("Whoever wins the vote, we need ministers to open the gate at seven.", "government"),
        ("We call on ministers to see that charities are paid on time.", "government"),
        ("The charity is calling on ministers to open the gate at seven.", "government"),
        ("My request to the funders in this room is that they pay on time.", "funders"),
    ],
)
def test_who_is_to_act_is_told_from_who_is_named(ask: Ask, sentence: str, addressee: str) -> None:
    found = ask(f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n")
    assert [(record.evidence.quote, record.addressee) for record in found] == [(sentence, addressee)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Charities should be funded for three years at least.",
        "Prison healthcare contracts should be let for ten years.",
    ],
)
def test_who_receives_or_only_describes_is_not_who_is_asked(read: Read, sentence: str) -> None:
    document = read(f"A page about mornings\n\n{sentence}\n")
    blocks = tuple(iter_block_docs(document, (), NLP))
    candidates = find_candidates(document, blocks, (), pack=PACK)
    candidate = next(one for one in candidates if document.text[one.start : one.end] == sentence)
    assert named_in(document, candidate, (), PACK).label is None


def test_lines_of_one_paragraph_are_items_if_each_opens_as_a_request(read: Read) -> None:
    lines = [
        "open the gate at seven every morning of the week and keep the lamps beside it lit",
        "publish the times of release each month so that families know when to come to the gate",
    ]
    document = read("The gate in the morning\n\nWe call on them to:\n\n" + "\n".join(lines) + "\n")
    joined = next(n for n, block in enumerate(document.blocks) if "publish" in document.block_text(block))
    text = document.block_text(document.blocks[joined])
    assert [text[a:b] for a, b in find_broken_lines(document, joined)] == lines
    prose = read("Gate\n\nWe open the gate at seven\nand close it again\n")
    assert not any(find_broken_lines(prose, n) for n in range(len(prose.blocks)))


def test_paragraphs_that_open_as_requests_after_a_line_that_asks_are_items(ask: Ask) -> None:
    found = ask(
        "Mornings at the gate\n\nThe scheme opened in spring.\n\nWe call on the government to:\n\n"
        "Fund the first hour of the day. It costs little, and it is missed.\n\n"
        "Publish the times of release every month.\n\nThe gate is old. It was painted in March.\n"
    )
    assert [(record.form, record.addressee) for record in found] == [("list_item", "government")] * 2
    assert found[0].evidence.quote.endswith("and it is missed.")


def test_an_open_letter_tells_who_you_are(ask: Ask) -> None:
    found = ask(
        "An open letter to ministers\n\nWe write to you as neighbours of the gate to ask you to open it at seven.\n"
    )
    assert [record.addressee for record in found] == ["government"]


@pytest.mark.parametrize(
    "text",
    ["They could save public money.", "The change could lead to shorter queues."],
)
def test_what_may_come_of_something_is_no_request(ask: Ask, text: str) -> None:
    assert ask(f"A page about mornings\n\nThe scheme opened in spring. {text}\n") == []


def test_items_after_a_line_of_own_plans_ask_nobody(ask: Ask) -> None:
    found = ask(
        "Mornings at the gate\n\nThe scheme opened in spring.\n\nThis year we will:\n\n"
        "- Give each visitor a map of the doors\n- Publish the times of the morning bus\n"
    )
    assert found == []


def test_an_item_that_describes_first_asks_whom_a_later_sentence_names(ask: Ask) -> None:
    found = ask(
        "Conclusions and recommendations\n\nThe state of the gate in prisons\n\n"
        "We are disappointed that the gate is still shut at seven. The government should say why it is so. "
        "(Paragraph 9)\n"
    )
    assert [(record.form, record.addressee) for record in found] == [("list_item", "government")]


def test_a_lead_in_reaches_over_a_first_line_taken_for_a_heading(read: Read) -> None:
    document = read(
        "Gate\n\nThe scheme opened in spring.\n\nTo mend the gate we will:\n\n"
        "Encourage councils to keep it open.\n\nPublish the times of the bus. They change in March.\n"
    )
    opener = next(n for n, b in enumerate(document.blocks) if document.block_text(b).endswith("will:"))
    blocks = list(document.blocks)
    blocks[opener + 1] = msgspec.structs.replace(blocks[opener + 1], kind="heading")
    found = find_lead_ins(msgspec.structs.replace(document, blocks=tuple(blocks)), frozenset(), frozenset())
    assert found[opener + 1] == found[opener + 2] == opener
