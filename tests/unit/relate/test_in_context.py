"""Pairs of a window: every two bodies once, where they come closest, and what the model's layers make of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sectorlens.model import Evidence, Mention
from sectorlens.nlp.context import ContextModel
from sectorlens.nlp.windows import KINDS, PUBLISHER, Stretch, Window, iter_windows
from sectorlens.relate.in_context import FARTHEST, MOST_BODIES, PairInWindow, iter_pairs, score_pairs

NAMES = {"Alder House": "charity", "Brook Trust": "funder", "Cedar Dale": "network", "we": "other", "We": "other"}
Read = Callable[..., tuple[Window, list[PairInWindow]]]


def mentions_in(text: str, names: dict[str, str]) -> list[Mention]:
    """Return every occurrence of ``names`` in reading order."""
    found = []
    for name, kind in names.items():
        start = text.find(name)
        while start >= 0:
            evidence = Evidence(document_id="doc-page", start=start, end=start + len(name), quote=name)
            form = "publisher" if kind == "other" else "name"
            found.append(
                Mention(id=f"men-{start}", evidence=evidence, form=form, kind=kind, method="list", score=1.0)  # type: ignore[arg-type]
            )
            start = text.find(name, start + 1)
    return sorted(found, key=lambda m: m.evidence.start)


def body_of(mention: Mention) -> str:
    return "ours" if mention.form == "publisher" else mention.evidence.quote.lower()


@pytest.fixture(scope="module")
def model(make_context: Callable[..., ContextModel]) -> ContextModel:
    """Tied where "funds" or "funded" stands between; the first word says from left to right, the second back."""
    return make_context(
        {
            "pair": [{("between", "funds"): 40.0}, {("between", "funded"): 40.0}],
            "tie": [{0: 1.0, 1: 1.0, "bias": -3.0}],
            "kind": [{1: 1.0}, {0: 1.0}],
        }
    )


@pytest.fixture(scope="module")
def read(model: ContextModel) -> Read:
    """Return a function of sentences: their window and its pairs."""

    def window_of(*sentences: str, names: dict[str, str] = NAMES) -> tuple[Window, list[PairInWindow]]:
        text, starts = "", []
        for sentence in sentences:
            starts.append(Stretch(len(text), sentence))
            text += sentence + " "
        found = mentions_in(text, names)
        (window,) = iter_windows(model.tokenizer, starts, found, "Ivy Hall")
        return window, list(iter_pairs(window, found, body_of, "ours"))

    return window_of


def text_of(model: ContextModel, window: Window, span: tuple[int, int]) -> str:
    return " ".join(model.tokenizer.id_to_token(number) for number in window.ids[span[0] : span[1]])


def test_every_two_bodies_are_a_pair_once_and_the_publisher_is_first(read: Read) -> None:
    _, pairs = read("Brook Trust funds Alder House.", "We need Brook Trust.", "Cedar Dale met Alder House.")
    assert [pair.bodies for pair in pairs] == [
        ("ours", "brook trust"), ("ours", "alder house"), ("ours", "cedar dale"),
        ("brook trust", "alder house"), ("brook trust", "cedar dale"), ("alder house", "cedar dale"),
    ]  # fmt: skip


def test_a_pair_stands_where_its_bodies_come_closest(model: ContextModel, read: Read) -> None:
    window, pairs = read("Brook Trust met.", "Alder House the funds, Brook Trust need the debt.")
    (pair,) = [pair for pair in pairs if "ours" not in pair.bodies]
    assert pair.bodies == ("brook trust", "alder house")
    assert [m.evidence.start for m in pair.nearest if m is not None] == [40, 17]
    assert text_of(model, window, pair.between) == "the funds ,"
    assert [text_of(model, window, span) for span in pair.near] == ["brook trust", "alder house"]
    assert pair.near[0] == pair.spans[0][1], "the second mention is the nearer"
    assert [text_of(model, window, span) for span in pair.spans[0]] == ["brook trust"] * 2
    assert pair.distance >= 8, "they stand in one sentence"
    assert [KINDS[kind] for kind in pair.kinds] == ["funder", "charity"]


def test_bodies_of_two_sentences_are_not_together(read: Read) -> None:
    _, pairs = read("Brook Trust.", "Alder House.")
    (pair,) = [pair for pair in pairs if "ours" not in pair.bodies]
    assert pair.distance == 1  # one full stop between: two steps on, 2 ** 1
    _, pairs = read("Brook Trust Alder House.")
    (pair,) = [pair for pair in pairs if "ours" not in pair.bodies]
    assert pair.distance == 8


def test_the_farther_the_more_steps_until_the_farthest(read: Read) -> None:
    steps = []
    for gap in (0, 1, 3, 7, 15, 100, 160):
        _, pairs = read(" ".join(["Brook Trust", *["x"] * gap, "Alder House"]))
        steps += [pair.distance - 8 for pair in pairs if "ours" not in pair.bodies]
    assert steps == [0, 1, 2, 3, 4, 6, FARTHEST]


def test_we_is_nearer_than_the_name_at_the_head(read: Read) -> None:
    _, (pair,) = read("Brook Trust funds homes, and we need the debt.")
    assert [None if m is None else m.evidence.quote for m in pair.nearest] == ["we", "Brook Trust"]
    _, (pair,) = read("Brook Trust funds homes.")
    assert pair.nearest[0] is None and pair.nearest[1] is not None
    assert [KINDS[kind] for kind in pair.kinds] == [PUBLISHER, "funder"]
    assert pair.distance < 8, "the head is no sentence of the text"


def test_what_a_window_does_not_hold_is_no_body_of_it(model: ContextModel) -> None:
    text = "Brook Trust funds Alder House. Cedar Dale."
    found = mentions_in(text, NAMES)
    (window,) = iter_windows(model.tokenizer, [Stretch(0, text[:30])], found, "Ivy Hall")
    assert {body for pair in iter_pairs(window, found, body_of, "ours") for body in pair.bodies} == {
        "ours", "brook trust", "alder house"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("many", "n_pairs"), [(MOST_BODIES - 1, MOST_BODIES * (MOST_BODIES - 1) // 2), (MOST_BODIES, 0)]
)
def test_an_index_of_names_has_no_pairs(read: Read, many: int, n_pairs: int) -> None:
    letters = ["".join(pair) for pair in itertools.product("abcdefg", "hijklm")][:many]
    _, pairs = read(" ".join(letters), names=dict.fromkeys(letters, "charity"))
    assert len(pairs) == n_pairs


@given(st.lists(st.sampled_from(["Alder House", "Brook Trust", "Cedar Dale", "we", "homes", "."]), max_size=20))
def test_pairs_hold_for_any_order_of_bodies(read: Read, words: list[str]) -> None:
    window, pairs = read(" ".join(words) or "x")
    bodies = {"ours"} | {word.lower() for word in words if word[0].isupper()}
    assert len(pairs) == len(bodies) * (len(bodies) - 1) // 2
    assert {frozenset(pair.bodies) for pair in pairs} == {frozenset(two) for two in itertools.combinations(bodies, 2)}
    for pair in pairs:
        firsts = [spans[0] for spans in pair.spans]
        assert firsts == sorted(firsts)
        assert pair.spans[0][0] == window.publisher or "ours" not in pair.bodies
        assert 0 <= pair.between[0] < pair.between[1] <= len(window.ids)


def scores(model: ContextModel, window: Window, pairs: list[PairInWindow]) -> dict[frozenset[str], tuple[float, str]]:
    odds, shares = score_pairs(model, model.encode(window), pairs)
    assert np.allclose(shares.sum(axis=1), 1)
    return {
        frozenset(pair.bodies): (float(value), model.ties[int(row.argmax())])
        for pair, value, row in zip(pairs, odds, shares, strict=True)
    }


def test_a_tie_is_read_between_its_bodies_with_its_direction(model: ContextModel, read: Read) -> None:
    window, pairs = read("Brook Trust funds Alder House.", "Cedar Dale funded the homes.", "We need Cedar Dale.")
    found = scores(model, window, pairs)
    assert found[frozenset({"brook trust", "alder house"})] == (pytest.approx(40 - 3, abs=0.01), "funds>")
    assert found[frozenset({"ours", "cedar dale"})][0] == pytest.approx(-3, abs=0.01)
    window, pairs = read("Brook Trust funded x Alder House.")
    assert scores(model, window, pairs)[frozenset({"brook trust", "alder house"})] == (
        pytest.approx(20 - 3, abs=0.01), "funds<"
    )  # fmt: skip


def test_a_body_is_all_its_mentions_and_tables_tell_kinds_and_sentences(
    make_context: Callable[..., ContextModel], read: Read
) -> None:
    layers = {
        "pair": [
            {("one", "alder"): 10.0, "bias": 20.0},
            {
                ("together", ""): 30.0,
                ("kind of first", "charity"): 40.0,
                ("kind of second", "funder"): 50.0,
                "bias": 20.0,
            },
        ],
        "tie": [{0: 1.0, 1: 1.0}],
        "kind": [{}, {}],
    }
    model = make_context(layers)
    window, pairs = read("Alder House.", "Alder met Brook Trust.", names={**NAMES, "Alder": "charity"})
    # "Alder" is a body of its own here, mentioned twice (the first time inside the longer name).
    found = {pair.bodies: pair for pair in pairs}
    once, twice = found[("alder house", "brook trust")], found[("alder", "brook trust")]
    odds, shares = score_pairs(model, model.encode(window), [once, twice])
    # A mention of two pieces, of which one is "alder", is 0.5; two mentions of one piece each are log(e + e).
    assert odds[0] == pytest.approx(20 + 10 * 0.5 + 20 + 40 + 50, abs=0.01)
    assert odds[1] == pytest.approx(20 + 10 * np.log(2 * np.e) + 20 + 30 + 40 + 50, abs=0.01)
    assert shares == pytest.approx(np.full((2, 2), 0.5))


def test_what_both_bodies_say_counts_only_where_both_say_it(
    make_context: Callable[..., ContextModel], read: Read
) -> None:
    model = make_context({"pair": [{("both", "house"): 8.0, "bias": 10.0}], "tie": [{0: 1.0}], "kind": [{}, {}]})
    names = {"Alder House": "charity", "Ivy House": "charity", "Brook Trust": "funder"}
    window, pairs = read("Alder House met Ivy House and Brook Trust.", names=names)
    odds, _ = score_pairs(model, model.encode(window), pairs)
    found = {pair.bodies: float(value) for pair, value in zip(pairs, odds, strict=True)}
    # "house" is half of each of two names: .5 * .5
    assert found.pop(("alder house", "ivy house")) == pytest.approx(10 + 8 / 4, abs=0.01)
    assert list(found.values()) == pytest.approx([10.0] * len(found), abs=0.01)


def test_no_pairs_have_no_scores(model: ContextModel) -> None:
    odds, shares = score_pairs(model, np.zeros((3, 4), np.float32), [])
    assert odds.shape == (0,) and shares.shape == (0, 2)


def test_the_nearest_mentions_look_for_what_ties_them(make_context: Callable[..., ContextModel], read: Read) -> None:
    layers = {
        "pair": [
            {("seen", "debt"): 10.0, "bias": 20.0},
            {("first", "brook"): 10.0, ("second", "dale"): 6.0, "bias": 20.0},
        ],
        "tie": [{0: 1.0, 1: 1.0, "bias": -40.0}],
        "kind": [{}, {}],
    }
    window, pairs = read("Brook Trust.", "Brook Trust, Cedar Dale and the debt.", "Alder House.")
    found = {pair.bodies: pair for pair in pairs}
    pair, without = found[("brook trust", "cedar dale")], found[("cedar dale", "alder house")]

    def odds(looks: Mapping[tuple[str, str], float]) -> tuple[float, float]:
        model = make_context(layers, looks=looks)
        values, _ = score_pairs(model, model.encode(window), [pair, without])
        return float(values[0]), float(values[1])

    # Half of the mention is "brook": it looks at "debt" with e to the 200 * 0.5 / sqrt(width), so at nothing else.
    near = 10 * 0.5 + 6 * 0.5
    assert odds({("brook", "debt"): 200.0})[0] == pytest.approx(near + 10, abs=0.05)
    # With less weight, "debt" and the first piece, which is all there is, get e to the 8 / sqrt(width), others 1.
    width, pieces = make_context(layers).encode(window).shape[1], len(window.ids)
    raised = np.exp(16 * 0.5 / np.sqrt(width))
    share = 2 * raised / (2 * raised + pieces - 2)
    assert odds({("brook", "debt"): 16.0})[0] == pytest.approx(near + 10 * share, abs=0.01)
    # A mention without weights looks at all pieces alike, of which one and a share of the first are "debt".
    assert odds({})[0] == pytest.approx(near + 10 * 2 / len(window.ids), abs=0.05)
    assert odds({("brook", "debt"): 200.0})[1] == pytest.approx(odds({})[1], abs=0.01)
