"""Varied copies keep their spans; what is held back stays out; register names read like prose."""

from __future__ import annotations

import random

import numpy as np
import pytest
import spacy
from heldback import is_held_back, sentences
from names import Names, acronym, in_prose, title_case
from ner_data import Sample, curled, from_doc, raised, stream, swapped, to_doc
from quantise import quantise
from spacy.tokens import Doc, Span

NAMES = Names(["THE HAREBELL CENTENARY FUND", "CHESHIRE CONNECT", "AFFINITY TRUST"], ["Cabinet Office"], ["Leyhill"])
TEXT = 'Mind and NACRO met Mind\'s "friends" at HMP Hull.'
SAMPLE = Sample(
    TEXT,
    ((0, 4, "ORG", "charity"), (9, 14, "ORG", "charity"), (19, 23, "ORG", "charity"), (39, 47, "ORG", "prison")),
    "x",
)


@pytest.mark.parametrize(
    ("register", "prose"),
    [
        ("THE FRIENDS OF COPPETT HILL", "The Friends of Coppett Hill"),
        ("THE CHILDREN'S HOSPITAL CHARITY", "The Children's Hospital Charity"),
        ("HANDICAP INTERNATIONAL UK", "Handicap International UK"),
        ("KINGS PRE-SCHOOL LEARNING GROUP", "Kings Pre-School Learning Group"),
        ("Dynamic Gymnastics", "Dynamic Gymnastics"),
    ],
)
def test_register_names_are_cased_as_in_prose(register: str, prose: str) -> None:
    assert title_case(register) == prose


def test_prose_names_have_no_leading_article() -> None:
    rng = random.Random(0)
    assert not any(in_prose("THE HAREBELL CENTENARY FUND", rng).lower().startswith("the ") for _ in range(50))


def test_acronyms_need_three_words() -> None:
    assert acronym("Care Leavers Association") == "CLA"
    assert acronym("Affinity Trust") is None


def test_swapped_copies_keep_spans_on_names_and_one_name_per_surface() -> None:
    for seed in range(30):
        copy = swapped(SAMPLE, NAMES, random.Random(seed))
        words = [copy.text[start:end] for start, end, *_ in copy.ents]
        assert words[0] == words[2]
        assert all(word and word == word.strip() for word in words)
        assert copy.text.endswith(".") and " met " in copy.text
        assert "Mind" not in words


def test_people_places_and_lookalikes_are_swapped_for_their_like() -> None:
    lists = Names([], [], [], first_names=["Asha"], surnames=["Obi"], places=["Fife"], topics=["Rural"])
    lists.look_heads, lists._heads = ["Plan"], frozenset({"Plan", "Review"})
    text = "Sam Lee of Hull read the Youth Review 2019 and Light Lunch."
    ents = ((0, 7, "PERSON", None), (11, 15, "LOC", None), (25, 42, "LOOK", None), (47, 58, "LOOK", None))
    copy = swapped(Sample(text, ents, "x"), lists, random.Random(1))
    words = [copy.text[start:end] for start, end, *_ in copy.ents]
    assert words[0] in {"Asha Obi", "Asha Obi-Obi"} and words[1] == "Fife"
    assert words[2].startswith("Rural Plan")
    assert words[3] == "Light Lunch"


def test_curled_and_raised_copies_keep_offsets() -> None:
    curly = curled(SAMPLE, random.Random(0))
    assert "Mind’s “friends”" in curly.text
    assert len(curly.text) == len(TEXT)
    assert raised(SAMPLE).text[0:4] == "MIND"


def test_conventions_of_the_sources_are_brought_together() -> None:
    nlp = spacy.blank("en")
    doc = Doc(nlp.vocab, words=["We", "joined", "the", "Home", "Office", "and", "coalition", "partners"])
    doc.set_ents([Span(doc, 0, 1, "ORG"), Span(doc, 2, 5, "ORG"), Span(doc, 6, 8, "ORG")])
    sample = from_doc(doc, "re3d")
    assert [doc.text[start:end] for start, end, *_ in sample.ents] == ["Home Office"]


def test_entities_survive_tokenisation() -> None:
    nlp = spacy.blank("en")
    assert [ent.text for ent in to_doc(SAMPLE, nlp).ents] == ["Mind", "NACRO", "Mind", "HMP Hull"]


def test_sentences_of_the_held_back_part_are_recognised_inside_longer_text() -> None:
    banned = sentences("The cat sat on the mat. Thank you.")
    assert is_held_back("He said this. The cat sat on the mat! Then it left the house again.", banned)
    assert not is_held_back("Thank you. The dog sat on the mat.", banned)


def test_stream_is_the_same_for_the_same_seed() -> None:
    train = {"a": [SAMPLE], "b": [Sample("Nothing here.", (), "b")]}
    runs = []
    for _ in range(2):
        samples = stream(train, {"a": 0.5, "b": 0.5}, NAMES, random.Random(3), 0.5)
        runs.append([next(samples).text for _ in range(40)])
    assert runs[0] == runs[1]
    assert len(set(runs[0])) > 3


def test_quantised_vectors_are_close_and_zero_rows_stay_zero() -> None:
    vectors = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32)
    vectors[3] = 0
    rows, scales = quantise(vectors)
    back = rows.astype(np.float32) * scales.astype(np.float32)[:, None]
    assert rows.dtype == np.int8
    assert np.abs(back - vectors).max() < 0.02
    assert not back[3].any()
