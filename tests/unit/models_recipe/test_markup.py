"""The inline mark-up is read into plain text and exact stand-off spans."""

from __future__ import annotations

import pytest
from markup import MarkupError, read_marked, read_passages


def test_spans_slice_back_to_the_marked_words() -> None:
    marked = read_marked("At [[HMP Leyhill|ORG prison]], {{poor [[Mind|ORG charity]] cover|mental_health}} is usual.")
    assert marked.text == "At HMP Leyhill, poor Mind cover is usual."
    assert [(m.layer, marked.text[m.start : m.end]) for m in marked.marks] == [
        ("entity", "HMP Leyhill"), ("need", "poor Mind cover"), ("entity", "Mind"),
    ]  # fmt: skip


def test_nested_marks_inside_a_recommendation() -> None:
    marked = read_marked("<<The [[Home Office|ORG government]] must act.|government; must; sentence>>")
    recommendation, office = marked.marks
    assert recommendation.text == marked.text == "The Home Office must act."
    assert recommendation.parts == ["government", "must", "sentence"]
    assert (office.label, office.words, office.name) == ("ORG", ["government"], "Home Office")


def test_canonical_name_after_the_equals_sign() -> None:
    (mark,) = read_marked("[[NOMS|ORG public_body = National Offender Management Service]]").marks
    assert (mark.text, mark.words, mark.name) == ("NOMS", ["public_body"], "National Offender Management Service")


def test_titles_and_articles_stay_outside_people_and_look_alikes() -> None:
    marked = read_marked("[[Dr Ann Lee|PER]] read [[the Lammy Review|LOOK]]")
    assert [m.text for m in marked.marks] == ["Ann Lee", "Lammy Review"]
    assert [marked.text[m.start : m.end] for m in marked.marks] == ["Ann Lee", "Lammy Review"]


def test_escape_is_dropped_and_remembered() -> None:
    marked = read_marked("papers in ~advance, about ~5 pounds")
    assert marked.text == "papers in advance, about 5 pounds"
    assert [marked.text[at:].split()[0] for at in marked.plain_at] == ["advance,", "5"]


@pytest.mark.parametrize(
    "source",
    [
        "[[Clinks|ORG network",
        "[[Clinks]]",
        "no opener]]",
        "[[a [[b|ORG x]]|ORG y]]",
        "[[ Clinks|ORG network]]",
        "[[Clinks|]]",
    ],
)
def test_malformed_marks_are_refused(source: str) -> None:
    with pytest.raises(MarkupError):
        read_marked(source)


def test_blocks_keep_their_kinds_and_places() -> None:
    source = "@@ p-1 | blog | arts | mixed\n# Lessons\nOne line\nand more.\n\n- first\n  goes on\n- second\n"
    source += "= a | funds | b | affirmed\n"
    (passage,), faults = read_passages(source, "x.txt")
    assert not faults
    assert [(b.kind, b.marked.text) for b in passage.blocks] == [
        ("heading", "Lessons"), ("paragraph", "One line and more."),
        ("list_item", "first goes on"), ("list_item", "second"),
    ]  # fmt: skip
    for at, block in passage.placed():
        assert passage.text[at : at + len(block.marked.text)] == block.marked.text
    assert passage.relations[0].kind == "funds"
