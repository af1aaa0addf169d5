"""Windows over a document: nothing is lost, offsets hold, organisations and the publisher are marked."""

from __future__ import annotations

import base64
import json
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from sectorlens.errors import ModelError
from sectorlens.model import Evidence, Mention
from sectorlens.nlp.context import FORMAT, MOST_KEPT, ContextModel, load_context, mean_of
from sectorlens.nlp.models import CONTEXT, find_model
from sectorlens.nlp.windows import (
    HEADING,
    ITEM,
    KINDS,
    LONGEST,
    LONGEST_NAME,
    LONGEST_SENTENCE,
    OVERLAP,
    PUBLISHER,
    WE,
    Stretch,
    Window,
    iter_windows,
)

# How many pieces the sentences of a document have: words of one letter.
LENGTHS = st.lists(st.integers(0, 260), max_size=14)
ENDLESS = 200


def letters(lengths: list[int]) -> list[Stretch]:
    """Return sentences of so many pieces, each after the other with a blank between."""
    made, at = [], 0
    for number, length in enumerate(lengths):
        text = " ".join([string.ascii_lowercase[number % 26]] * length)
        made.append(Stretch(at, text))
        at += len(text) + 1
    return made


def windows_of(tokenizer: Tokenizer, sentences: list[Stretch]) -> list[Window]:
    found = []
    for window in iter_windows(tokenizer, sentences, (), "Ivy Hall"):
        found.append(window)
        assert len(found) < ENDLESS, "the windows do not end"
    return found


def places(window: Window) -> list[tuple[int, int]]:
    return [(a, b) for a, b in zip(window.starts, window.ends, strict=True) if a >= 0]


@pytest.fixture(scope="module")
def tokenizer(word_pieces: Tokenizer) -> Tokenizer:
    return word_pieces


@given(LENGTHS)
def test_every_piece_stands_in_a_window_and_slices_back(tokenizer: Tokenizer, lengths: list[int]) -> None:
    sentences = letters(lengths)
    text = " ".join(part for _, part, _ in sentences)
    whole = [(k, k + 1) for k, character in enumerate(text) if character != " "]
    seen = {}
    for window in windows_of(tokenizer, sentences):
        for number, (a, b) in zip(window.ids, zip(window.starts, window.ends, strict=True), strict=True):
            if a >= 0:
                seen[(a, b)] = tokenizer.id_to_token(number)
    assert sorted(seen) == whole
    assert all(text[a:b] == piece for (a, b), piece in seen.items())


@given(LENGTHS)
def test_windows_move_on_and_repeat_little(tokenizer: Tokenizer, lengths: list[int]) -> None:
    before: set[tuple[int, int]] = set()
    for window in windows_of(tokenizer, letters(lengths)):
        here = places(window)
        assert len(here) <= LONGEST
        assert len(set(here)) == len(here), "a piece stands twice in a window"
        again = before.intersection(here)
        assert len(again) <= OVERLAP
        assert set(here) - before, "a window holds nothing new"
        assert again == {span for span in here if span[0] < window.fresh}
        before = set(here)


@given(LENGTHS)
def test_sentences_are_cut_only_where_they_are_too_long(tokenizer: Tokenizer, lengths: list[int]) -> None:
    for window in windows_of(tokenizer, letters(lengths)):
        for number in set(window.sentences) - {-1}:
            held = window.sentences.count(number)
            if lengths[number] <= LONGEST_SENTENCE:
                assert held == lengths[number]
            else:
                assert held in {LONGEST_SENTENCE, lengths[number] - LONGEST_SENTENCE, lengths[number]}


@given(LENGTHS, st.integers(0, 3000), st.integers(1, 400))
def test_a_span_has_pieces_only_where_it_is_wholly_inside(
    tokenizer: Tokenizer, lengths: list[int], start: int, length: int
) -> None:
    end = start + length
    for window in windows_of(tokenizer, letters(lengths)):
        span = window.pieces(start, end)
        touched = [k for k, a in enumerate(window.starts) if 0 <= a < end and start < window.ends[k]]
        if span is None:
            assert start < window.low or end > window.high or not touched
        else:
            assert window.low <= start and end <= window.high
            assert list(range(*span)) == touched


def test_a_long_sentence_after_a_short_one_gets_its_own_window(tokenizer: Tokenizer) -> None:
    found = windows_of(tokenizer, letters([100, 60, 180, 5]))
    assert [len(places(window)) for window in found] == [160, 185]
    assert found[1].low == found[1].fresh == 2 * (100 + 60)


def test_what_is_repeated_are_the_last_whole_sentences(tokenizer: Tokenizer) -> None:
    first, second = windows_of(tokenizer, letters([100, 50, 40, 100]))
    assert set(first.sentences) == {-1, 0, 1, 2}
    assert set(second.sentences) == {-1, 2, 3}
    assert second.fresh == 2 * (100 + 50 + 40)


def test_the_publisher_stands_at_the_head(tokenizer: Tokenizer) -> None:
    (window,) = iter_windows(tokenizer, [Stretch(7, "We need homes.")], (), "Ivy Hall")
    tokens = [tokenizer.id_to_token(number) for number in window.ids]
    assert tokens == ["[CLS]", "ivy", "hall", "[SEP]", "we", "need", "homes", ".", "[SEP]"]
    assert window.publisher == (1, 3)
    assert [KINDS[kind] for kind in window.kinds] == ["none", PUBLISHER, PUBLISHER, *["none"] * 6]
    assert (window.low, window.high, window.fresh) == (7, 21, 7)
    assert window.sentence_of(5) == (4, 8)


@pytest.mark.parametrize("publisher", ["", " ", "\u200b"])
def test_a_publisher_without_a_name_is_we(tokenizer: Tokenizer, publisher: str) -> None:
    (window,) = iter_windows(tokenizer, [Stretch(0, "homes")], (), publisher)
    assert [tokenizer.id_to_token(number) for number in window.ids] == ["[CLS]", "we", "[SEP]", "homes", "[SEP]"]
    assert window.publisher == (1, 2)


def test_a_long_name_of_a_publisher_is_cut(tokenizer: Tokenizer) -> None:
    (window,) = iter_windows(tokenizer, [Stretch(0, "homes")], (), "ivy " * 40)
    assert window.publisher == (1, 1 + LONGEST_NAME)
    assert window.low == 0


def test_no_text_has_no_windows(tokenizer: Tokenizer) -> None:
    assert list(iter_windows(tokenizer, [], (), "Ivy Hall")) == []
    assert list(iter_windows(tokenizer, [Stretch(0, ""), Stretch(4, "  ")], (), "Ivy Hall")) == []


def mention(text: str, quote: str, *, kind: str = "charity", form: str = "name") -> Mention:
    start = text.index(quote)
    evidence = Evidence(document_id="doc-page", start=start, end=start + len(quote), quote=quote)
    return Mention(id=f"men-{start}", evidence=evidence, form=form, kind=kind, method="list", score=1.0)  # type: ignore[arg-type]


def test_bodies_are_marked_with_their_kind_and_we_with_its_own(tokenizer: Tokenizer) -> None:
    text = "Brook Trust funds us, we say."
    found = [mention(text, "Brook Trust", kind="funder"), mention(text, "we", kind="other", form="publisher")]
    (window,) = iter_windows(tokenizer, [Stretch(0, text)], found, "Ivy Hall")
    marked = {
        text[a:b]: KINDS[kind]
        for kind, a, b in zip(window.kinds, window.starts, window.ends, strict=True)
        if a >= 0 and kind
    }
    assert marked == {"Brook": "funder", "Trust": "funder", "we": WE}


def test_a_body_that_a_window_does_not_hold_is_not_marked(tokenizer: Tokenizer) -> None:
    sentences = [*letters([120, 100]), Stretch(500, "Brook Trust")]
    text = " " * 500 + "Brook Trust"
    first, second = iter_windows(tokenizer, sentences, [mention(text, "Brook Trust")], "")
    assert first.pieces(500, 511) is None and set(first.kinds) == {0, KINDS.index(PUBLISHER)}
    assert second.pieces(500, 511) is not None and KINDS.index("charity") in second.kinds


def test_a_model_gives_windows_and_vectors_and_applies_layers(tokenizer: Tokenizer) -> None:
    class Session:
        def run(self, wanted: object, given: dict[str, np.ndarray]) -> list[np.ndarray]:
            assert {name: value.dtype for name, value in given.items()} == {"ids": np.int64, "kinds": np.int64}
            return [np.stack([given["ids"], given["kinds"]], axis=2).astype(np.float32)]

    layers = {"need.weight": np.array([[2.0, -1.0]], np.float32), "need.bias": np.array([0.5], np.float32)}
    model = ContextModel(Session(), tokenizer, layers, (), (), (), ())
    (window,) = model.read([Stretch(0, "we need homes")], (), "").windows
    vectors = model.encode(window)
    assert vectors.tolist() == [[float(a), float(b)] for a, b in zip(window.ids, window.kinds, strict=True)]
    assert model.apply("need", vectors).tolist() == [[2 * a - b + 0.5] for a, b in vectors.tolist()]
    assert mean_of(vectors, (1, 3)).tolist() == vectors[1:3].mean(axis=0).tolist()


def test_pieces_tell_headings_and_lists_but_organisations_first(tokenizer: Tokenizer) -> None:
    text = "we need homes Brook Trust needs homes we fund"
    stretches = [Stretch(0, text[:13], "heading"), Stretch(14, text[14:37], "list_item"), Stretch(38, text[38:])]
    (window,) = iter_windows(tokenizer, stretches, [mention(text, "Brook Trust")], "")
    told = [(a, KINDS[kind]) for kind, a in zip(window.kinds, window.starts, strict=True) if a >= 0]
    assert {kind for a, kind in told if a < 13} == {HEADING}
    assert {kind for a, kind in told if 14 <= a < 25} == {mention(text, "Brook Trust").kind}
    assert {kind for a, kind in told if 26 <= a < 37} == {ITEM}
    assert {kind for a, kind in told if a >= 38} == {"none"}


def test_vectors_are_made_once_while_there_is_room(tokenizer: Tokenizer) -> None:
    class Session:
        runs = 0

        def run(self, wanted: object, given: dict[str, np.ndarray]) -> list[np.ndarray]:
            self.runs += 1
            return [np.zeros((1, given["ids"].shape[1], 2), np.float32)]

    session = Session()
    model = ContextModel(session, tokenizer, {}, (), (), (), ())
    reading = model.read(letters([LONGEST_SENTENCE] * (MOST_KEPT + 3)), (), "")
    assert len(reading.windows) == MOST_KEPT + 3
    for _ in range(2):
        for number in range(len(reading.windows)):
            reading.vectors(number)
    assert session.runs == MOST_KEPT + 2 * 3


def test_a_missing_model_is_no_error_and_a_broken_one_says_what_to_do(tmp_path: Path) -> None:
    assert load_context(tmp_path / "nothing") is None
    (tmp_path / "empty").mkdir()
    assert load_context(tmp_path / "empty") is None
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "encoder.onnx").write_bytes(b"no network")
    with pytest.raises(ModelError, match="Restore that folder") as raised:
        load_context(tmp_path / "broken")
    assert raised.value.name == CONTEXT


# A network whose vectors are (id of the piece, kind), opset 17.
NETWORK = (
    "CAgSADqcAgoZCgNpZHMSAWEiBENhc3QqCQoCdG8YAaABAgobCgVraW5kcxIBYiIEQ2FzdCoJCgJ0bxgBoAECCiYSAmF4IghDb25zdGFudCoWCgV2"
    "YWx1ZSoKCAEQBzoBAkIBdqABBAoWCgFhCgJheBICdWEiCVVuc3F1ZWV6ZQoWCgFiCgJheBICdWIiCVVuc3F1ZWV6ZQomCgJ1YQoCdWISB3ZlY3Rv"
    "cnMiBkNvbmNhdCoLCgRheGlzGAKgAQISAWdaGwoDaWRzEhQKEggHEg4KAggBCggSBnBpZWNlc1odCgVraW5kcxIUChIIBxIOCgIIAQoIEgZwaWVj"
    "ZXNiIwoHdmVjdG9ycxIYChYIARISCgIIAQoIEgZwaWVjZXMKAggCQgQKABAR"
)


@pytest.fixture
def folder(tmp_path: Path, word_pieces: Tokenizer) -> Path:
    """Return a folder with a model as it is kept, whose tokenizer says that texts are to be cut and filled up."""
    (tmp_path / "encoder.onnx").write_bytes(base64.b64decode(NETWORK))
    cutting = Tokenizer.from_str(word_pieces.to_str())
    cutting.enable_truncation(3)
    cutting.enable_padding(length=50)
    cutting.save(str(tmp_path / "tokenizer.json"))
    np.savez_compressed(tmp_path / "layers.npz", **{"need.weight": np.ones((1, 6), np.float16)})
    config = {"format": FORMAT, "codes": ["housing", "debt"], "addressees": ["funders"], "ties": ["funds>"]}
    config["bodies"] = ["charity"]
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    return tmp_path


def test_a_model_is_read_from_its_folder_and_run(folder: Path) -> None:
    model = load_context(folder)
    assert model is not None
    assert (model.codes, model.addressees, model.ties) == (("housing", "debt"), ("funders",), ("funds>",))
    assert model.bodies == ("charity",)
    assert model.layers["need.weight"].dtype == np.float32
    (window,) = model.read([Stretch(0, "we need homes, and we need the debt to go.")], (), "Ivy Hall").windows
    assert window.high == 42 and model.tokenizer.id_to_token(window.ids[-2]) == "."
    assert model.encode(window).tolist() == [[a, b] for a, b in zip(window.ids, window.kinds, strict=True)]


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "layers.npz", "config.json"])
@pytest.mark.parametrize("content", [b"", b"{}", None], ids=["empty", "of another kind", "missing"])
def test_each_file_of_a_model_must_be_whole(folder: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (folder / name).write_bytes(content)
    elif name == "encoder.onnx":
        (folder / name).write_bytes(base64.b64decode(NETWORK)[:200])
    else:
        (folder / name).unlink()
    with pytest.raises(ModelError, match="Restore that folder"):
        load_context(folder)


def test_a_model_of_another_format_is_not_read(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"format": FORMAT - 1}), "utf-8")
    with pytest.raises(ModelError, match=f"format is {FORMAT - 1}, not {FORMAT}"):
        load_context(folder)


def test_a_model_that_tells_kinds_nobody_knows_is_not_read(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"bodies": ["charity", "guild"]}), "utf-8")
    with pytest.raises(ModelError, match="guild"):
        load_context(folder)


@pytest.mark.skipif(find_model(CONTEXT) is None, reason="the context model is not in models/")
def test_the_model_that_ships_fits_the_code() -> None:
    model = load_context()
    assert model is not None
    (window,) = model.read([Stretch(0, "People leaving prison need a home.")], (), "").windows
    vectors = model.encode(window)
    assert vectors.shape == (len(window.ids), model.layers["need.weight"].shape[1] // 3)
    assert np.array_equal(vectors, model.encode(window))
    assert model.layers["first.weight"].shape[0] == len(KINDS)
    assert model.apply("code", np.zeros((1, 3 * vectors.shape[1]), np.float32)).shape == (1, len(model.codes))
