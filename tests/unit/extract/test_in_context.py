"""Segments in the windows of the context model: each is judged once, where it stands whole, by its own words."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sectorlens.extract.in_context import first_held, score_spans
from sectorlens.extract.needs import find
from sectorlens.extract.needs.learnt import IN_CONTEXT, Joint, NeedModel, load_need_model
from sectorlens.model import Block, Document
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.nlp.context import ContextModel, Floats, Reading
from sectorlens.nlp.windows import LONGEST_SENTENCE, Stretch, iter_stretches
from sectorlens.sector import load_pack

PACK = load_pack("criminal_justice_uk")
Sentences = list[Stretch]


@pytest.fixture(scope="module")
def model(make_context: Callable[..., ContextModel]) -> ContextModel:
    """Log-odds 4 for a segment of the word "need" alone, and 1 more for "we" in its sentence; codes by their word."""
    return make_context(
        {
            "need": [{("segment", "need"): 6.0, ("sentence", "we"): 3.0, "bias": -2.0}],
            "code": [{("segment", "homes"): 4.0}, {("segment", "debt"): 4.0, ("window", "cedar"): 1.0}],
        }
    )


def lay_out(*texts: str) -> tuple[str, Sentences]:
    """Return the texts as one, and as sentences with their places."""
    made, at = [], 0
    for text in texts:
        made.append(Stretch(at, text))
        at += len(text) + 1
    return " ".join(texts), made


def spans(text: str, *words: str) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def score(reading: Reading, segments: list[tuple[int, int]]) -> tuple[Floats, Floats]:
    return score_spans(reading, segments, whether="need", which="code")


def windows_read(model: ContextModel) -> list[list[int]]:
    read: list[list[int]] = model.session.read
    return read


def test_a_segment_is_scored_by_its_words_its_sentence_and_its_window(model: ContextModel) -> None:
    text, sentences = lay_out("we need homes", "debt alone", "cedar")
    segments = spans(text, "need", "need homes", "debt", "alone")
    need, codes = score(model.read(sentences, (), ""), segments)
    assert need.tolist() == pytest.approx([6 + 1 - 2, 3 + 1 - 2, -2, -2])
    raised = np.array([[0, 1], [2, 1], [0, 5], [0, 1]])  # homes; debt, with cedar somewhere in the window
    assert codes == pytest.approx(raised - np.log(np.exp(raised).sum(axis=1, keepdims=True)), abs=1e-5)


def test_a_segment_in_two_windows_is_scored_in_the_first(model: ContextModel) -> None:
    # "cedar" stands only in the first window, "debt" in both, so what it says shows which of them was asked.
    text, sentences = lay_out("a " * 99 + "cedar", "b " * 49 + "b", "debt", "c " * 120 + "c")
    reading = model.read(sentences, (), "")
    windows = reading.windows
    (segment,) = spans(text, "debt")
    assert [window.pieces(*segment) is not None for window in windows] == [True, True]
    before = len(windows_read(model))
    _, codes = score(reading, [segment])
    assert windows_read(model)[before:] == [windows[0].ids], "only the window that holds the segment is read"
    assert codes[0, 1] - codes[0, 0] == pytest.approx(4 + 1)
    held = [[number for number, *_ in first_held(window, [segment])] for window in windows]
    assert held == [[0], []]


def test_a_segment_that_is_cut_goes_to_the_next_window(model: ContextModel) -> None:
    # A segment over two sentences, of which the first window holds only the first and the second both.
    text, sentences = lay_out("a " * 150 + "a", "need", "need", "c " * 150 + "c")
    windows = [w for part in (sentences[:2], sentences[1:]) for w in model.read(part, (), "").windows]
    (segment,) = spans(text, "need need")
    assert [window.pieces(*segment) is not None for window in windows] == [False, True]
    need, _ = score(Reading(model, windows), [segment])
    assert need.tolist() == pytest.approx([6 - 2])


def test_a_segment_that_no_window_holds_says_nothing(model: ContextModel) -> None:
    words = "need " * (2 * LONGEST_SENTENCE)
    _, sentences = lay_out(words.strip(), "need")
    segments = [(0, len(words) - 1), (len(words), len(words) + 4)]
    need, codes = score(model.read(sentences, (), ""), segments)
    assert need.tolist() == pytest.approx([0, 4])
    assert codes[0].tolist() == pytest.approx([-np.log(2)] * 2)


def test_no_segments_and_no_windows_give_nothing(model: ContextModel) -> None:
    _, sentences = lay_out("we need homes")
    need, codes = score(model.read(sentences, (), ""), [])
    assert need.shape == (0,) and codes.shape == (0, 2)
    need, codes = score(Reading(model, []), [(0, 7)])
    assert need.tolist() == [0] and codes[0].tolist() == pytest.approx([-np.log(2)] * 2)


@given(st.lists(st.integers(1, LONGEST_SENTENCE), min_size=1, max_size=12), st.data())
def test_every_segment_within_a_sentence_is_held_once(model: ContextModel, lengths: list[int], data: Any) -> None:
    text, sentences = lay_out(*(" ".join("a" * length) for length in lengths))
    segments = []
    for offset, sentence, _ in sentences:
        start = data.draw(st.integers(0, len(sentence) // 2)) * 2
        end = data.draw(st.integers(start // 2, len(sentence) // 2)) * 2 + 1
        segments.append((offset + start, offset + end))
    windows = model.read(sentences, (), "").windows
    first: dict[int, tuple[int, int]] = {}
    for window in windows:
        for number, span, sentence_span in first_held(window, segments):
            if number not in first:
                first[number] = segments[number]
                start, end = segments[number]
                assert (window.starts[span[0]], window.ends[span[1] - 1]) == (start, end)
                offset, whole, _ = sentences[number]
                low, high = window.starts[sentence_span[0]], window.ends[sentence_span[1] - 1]
                assert text[low:high] == whole and low == offset
    assert sorted(first) == list(range(len(segments)))


@pytest.fixture
def heeds_the_window(monkeypatch: pytest.MonkeyPatch) -> NeedModel:
    """The learnt model, for which only the window's opinion counts where there is one."""
    shipped = load_need_model()
    assert shipped is not None
    weights = dict.fromkeys(IN_CONTEXT, 0.0) | {"context need": 1.0, "context code": 1.0, "bias": 0.0}
    join = Joint(weights=weights, accept=0.5, accept_ruled=0.5, clear=0.9)
    model = dataclasses.replace(shipped, in_context=join)
    monkeypatch.setattr(find, "load_need_model", lambda: model)
    return model


def test_needs_are_those_of_the_window_with_its_code(
    make_context: Callable[..., ContextModel], heeds_the_window: NeedModel
) -> None:
    # The model's codes stand in another order than those of the regressions.
    codes = heeds_the_window.codes[::-1]
    chosen = codes.index("housing")
    context = make_context(
        {
            "need": [{("segment", "cedar"): 60.0, "bias": -5.0}],
            "code": [{("segment", "cedar"): 60.0} if number == chosen else {} for number in range(len(codes))],
        },
        codes=codes,
    )
    parts = ("The wind blew in the evening.", "Nobody sang; the cedar fell.")
    text = "\n\n".join(parts)
    starts = (0, len(parts[0]) + 2)
    paragraphs = tuple(
        Block(kind="paragraph", start=a, end=a + len(part)) for a, part in zip(starts, parts, strict=True)
    )
    document = Document(id="doc-page", title="A page", title_from="text", text=text, blocks=paragraphs)
    blocks = tuple(iter_block_docs(document, (), load_pipeline("blank")))
    reading = context.read(iter_stretches(blocks), (), "")
    (need,) = find.find_needs(document, blocks, (), pack=PACK, context=reading)
    assert (need.code, need.band) == (codes[chosen], "clear")
    assert text[need.evidence.start : need.evidence.end] == need.evidence.quote == "the cedar fell"
    assert find.find_needs(document, blocks, (), pack=PACK) == (), "without the window nothing here is a need"
