"""Sentence ends, blocks as Docs, voice, decisions."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sectorlens.errors import ModelError
from sectorlens.model import Block, Document
from sectorlens.nlp import iter_block_docs, load_pipeline, split_sentences
from sectorlens.nlp.decision import Decision, Learnt
from sectorlens.nlp.voice import read_frame, read_voice


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Dr. Bell came. She left.", ["Dr. Bell came.", "She left."]),
        ("It cost £5.5m. See www.x.example. Then go.", ["It cost £5.5m.", "See www.x.example.", "Then go."]),
        ("“We need more.” They agreed.", ["“We need more.”", "They agreed."]),
        ("e.g. this one", ["e.g. this one"]),
        ("", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


@given(st.text(alphabet='Ab. !?\n"”)1', max_size=60))
@settings(max_examples=100, deadline=None)
def test_sentences_are_ordered_disjoint_and_lose_only_white_space(text: str) -> None:
    spans = split_sentences(text)
    assert "".join(text[a:b] for a, b in spans).replace(" ", "").replace("\n", "") == text.replace(" ", "").replace(
        "\n", ""
    )
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


def test_blocks_become_docs_whose_offsets_hold_and_furniture_is_left_out() -> None:
    text = "One line\nand more.\n\nMenu\n\nLast."
    blocks = (
        Block(kind="paragraph", start=0, end=18),
        Block(kind="paragraph", layer="furniture", start=20, end=24),
        Block(kind="paragraph", start=26, end=31),
    )
    document = Document(id="doc-a", title="A", title_from="text", text=text, blocks=blocks)
    found = list(iter_block_docs(document, (), load_pipeline("blank")))
    assert [(b.index, b.offset, b.doc.text) for b in found] == [(0, 0, "One line and more."), (2, 26, "Last.")]
    assert [b.index for b in iter_block_docs(document, (2,), load_pipeline("blank"))] == [0]


def test_a_very_long_block_is_read_in_parts() -> None:
    text = "A short sentence stands here. " * 2000
    document = Document(
        id="doc-a", title="A", title_from="text", text=text, blocks=(Block(kind="paragraph", start=0, end=len(text)),)
    )
    parts = list(iter_block_docs(document, (), load_pipeline("blank")))
    assert len(parts) > 1
    assert "".join(part.doc.text for part in parts).replace(" ", "") == text.replace(" ", "")
    assert all(text[p.offset : p.offset + len(p.doc.text)] == p.doc.text for p in parts)


def test_a_missing_pipeline_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="--model"):
        load_pipeline("no_such_pipeline")


def test_voice_tells_own_quoted_and_reported_apart() -> None:
    block = Block(kind="paragraph", start=0, end=0)
    text = "We opened late. “The door was locked for a week,” said Ana Bell. Participants felt that it was cold."
    spans = split_sentences(text)
    voices = [read_voice(block, text, a, b) for a, b in spans]
    assert [voice.voice for voice in voices] == ["own", "quoted", "reported"]
    assert voices[1].said_by == "Ana Bell"
    assert voices[2].said_by.casefold() == "participants"
    assert read_frame("We felt cold.").voice == "own"


def test_learnt_weights_join_the_rules() -> None:
    rules = Decision({"bias": -1.0, "asks": 2.0}, accept=0.5, clear=0.8)
    assert rules.score({"asks"}) == 0.731
    learnt = Learnt(rules=0.5, bias=0.0, weights={"w:fund": 1.0}, accept=0.3, clear=0.6)
    both = Decision({"bias": -1.0, "asks": 2.0}, accept=0.5, clear=0.8, learnt=learnt)
    assert both.score({"asks"}, {"w:fund"}) > both.score({"asks"}) > both.score(())
    assert (both.accept, both.clear) == (0.3, 0.6)
