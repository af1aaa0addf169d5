"""Requests with the context model's opinion: whether a sentence asks, and whom one asks that names nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sectorlens.extract import extract
from sectorlens.extract.needs.learnt import load_need_model
from sectorlens.extract.recommendations import find, find_recommendations
from sectorlens.extract.recommendations.candidates import find_candidates
from sectorlens.extract.recommendations.guess import Opinion
from sectorlens.extract.recommendations.scoring import (
    DECISION,
    JOINT,
    LIMIT,
    AskDecision,
    Joint,
    Learnt,
    joint_numbers,
)
from sectorlens.model import Block, Document
from sectorlens.nlp import BlockDoc, iter_block_docs, load_pipeline
from sectorlens.nlp.context import ContextModel, Reading
from sectorlens.nlp.windows import iter_stretches
from sectorlens.sector import load_pack

PACK = load_pack("criminal_justice_uk")
PARTS = ("The wind blew in the evening.", "Cedar homes need the brook.", "The alder house funds the dale.")


def page() -> tuple[Document, tuple[BlockDoc, ...]]:
    text, blocks = "", []
    for part in PARTS:
        blocks.append(Block(kind="paragraph", start=len(text), end=len(text) + len(part)))
        text += part + "\n\n"
    document = Document(id="doc-page", title="A page", title_from="text", text=text, blocks=tuple(blocks))
    return document, tuple(iter_block_docs(document, (), load_pipeline()))


@pytest.fixture
def heeds_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The learnt decision, for which only the window's opinion counts where there is one."""
    weights = dict.fromkeys(JOINT, 0.0) | {"context": 1.0, "bias": 0.0}
    learnt = Learnt(
        rules=1.0, bias=0.0, weights={}, accept=0.999, clear=0.999,
        in_context=Joint(weights=weights, accept=0.5, clear=0.9, share=50.0),
    )  # fmt: skip
    monkeypatch.setattr(find, "DECISION", AskDecision(learnt))


def read(make_context: Callable[..., ContextModel], document: Document, blocks: tuple[BlockDoc, ...]) -> Reading:
    """Cedar asks for sure, alder perhaps; the first the government, the other funders."""
    model = make_context(
        {
            "ask": [{("segment", "cedar"): 60.0, ("segment", "alder"): 28.0, "bias": -3.0}],
            "addressee": [{("segment", "cedar"): 60.0}, {("segment", "alder"): 60.0}],
        }
    )
    return model.read(iter_stretches(blocks), (), "")


@pytest.mark.usefixtures("heeds_the_window")
def test_requests_are_those_of_the_window_with_whom_it_names(make_context: Callable[..., ContextModel]) -> None:
    document, blocks = page()
    assert not find_recommendations(document, blocks, (), pack=PACK), "without the window nothing here asks"
    found = find_recommendations(document, blocks, (), pack=PACK, context=read(make_context, document, blocks))
    assert [(one.text, one.addressee, one.band) for one in found] == [
        (PARTS[1], "government", "clear"),
        (PARTS[2], "funders", "doubtful"),
    ]


def test_without_a_join_the_window_is_not_asked(
    make_context: Callable[..., ContextModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    document, blocks = page()
    monkeypatch.setattr(find, "DECISION", AskDecision(None))
    reading = read(make_context, document, blocks)
    assert find_recommendations(document, blocks, (), pack=PACK, context=reading) == find_recommendations(
        document, blocks, (), pack=PACK
    )


def test_a_document_is_read_once_for_names_requests_and_needs(
    make_context: Callable[..., ContextModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt = load_need_model()
    assert learnt is not None and DECISION.joint is not None
    silent: list[dict[object, float]] = [{} for _ in learnt.codes]
    layers = {"ask": [{}], "addressee": [{}, {}], "need": [{}], "code": silent, "name": [{}], "body": [{}, {}]}
    model = make_context(layers, codes=learnt.codes)
    monkeypatch.setattr("sectorlens.extract.load_context", lambda: model)
    document, blocks = page()
    extract(document, (), nlp=load_pipeline(), pack=PACK)
    session: Any = model.session
    assert session.read == [window.ids for window in model.read(iter_stretches(blocks), (), "").windows]


def test_a_join_hears_log_odds_up_to_a_limit_and_who_declared_an_item() -> None:
    parts = (("heading", "Recommendations"), ("list_item", "More homes by the brook."), ("paragraph", "It rained."))
    text, blocks = "", []
    for kind, part in parts:
        heading = 0 if blocks else None
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(part), heading=heading))
        text += part + "\n\n"
    document = Document(id="doc-page", title="A page", title_from="text", text=text, blocks=tuple(blocks))
    read = tuple(iter_block_docs(document, (), load_pipeline()))
    *_, item, plain = find_candidates(document, read, (), pack=PACK)
    assert joint_numbers(item, 90.0, -90.0) == (LIMIT, -LIMIT, 1.0, 0.0)
    assert joint_numbers(plain, 1.5, -0.5) == (1.5, -0.5, 0.0, 0.0)


def test_a_class_that_the_model_does_not_know_is_unlikely() -> None:
    opinion = Opinion(["funders", "government"], [np.array([-0.1, -2.0], np.float32)], 1.0)
    known, unknown = opinion.of(["government", "sector"])[0]
    assert known == pytest.approx(-2.0) and unknown < known


def test_the_join_that_ships_counts_both_opinions_for_a_request() -> None:
    assert DECISION.joint is not None
    weights = DECISION.joint.weights
    assert weights["alone"] > 0 and weights["context"] > 0
    assert 0 < DECISION.joint.accept < DECISION.joint.clear < 1
