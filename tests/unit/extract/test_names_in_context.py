"""Names, decided once more by what the context model has read around them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from spacy.language import Language

from sectorlens.errors import ModelError
from sectorlens.extract import names
from sectorlens.extract.names import find_names
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.decide import CLEAR, DOUBTFUL
from sectorlens.extract.organisations.in_context import (
    NUMBERS,
    REASON,
    NameJoin,
    load_join,
    probability,
    read_names,
    settle,
)
from sectorlens.extract.recall import mark_names
from sectorlens.model import Document, Extract, LookAlike, Mention, ProvedName
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.nlp.context import ContextModel, Reading
from sectorlens.nlp.windows import Stretch
from sectorlens.sector import load_pack

PACK = load_pack("criminal_justice_uk")
SENTENCES = (
    "the trust funds homes.",
    "Alder House funds debt.",
    "Cedar Dale need homes.",
    "Alder House need the homes.",
)
TEXT = " ".join(SENTENCES)
JOIN = NameJoin(
    weights={"score": 1.0, "context": 1.0, "page": 0.0, "accepted": 0.0, "listed": 0.0, "word": 0.0, "bias": 0.0},
    clear=0.9,
    accept=0.5,
    rescue=0.6,
    kind=1.01,
)


@pytest.fixture(scope="module")
def reading(make_context: Callable[..., ContextModel]) -> Reading:
    """A model to which who funds is a body and who needs is none."""
    model = make_context(
        {
            "name": [{("sentence", "funds"): 12.0, ("sentence", "need"): -12.0}],
            "body": [{}, {("segment", "house"): 1.0}],
        }
    )
    pieces, at = [], 0
    for sentence in SENTENCES:
        pieces.append(Stretch(at, sentence))
        at += len(sentence) + 1
    return model.read(pieces, (), "")


def candidate(text: str, score: float, nth: int = 0, **more: Any) -> Candidate:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(text, start + 1)
    return Candidate(block=0, start=start, end=start + len(text), text=text, score=score, kind="charity", **more)


def test_what_funds_stands_though_its_score_is_faint_and_what_needs_falls(reading: Reading) -> None:
    faint, sure, other = candidate("Alder House", 0.2), candidate("Cedar Dale", 0.6), candidate("Cedar", 0.1)
    assert settle([faint, sure, other], reading, JOIN) == [faint]
    assert faint.score > 0.5 > sure.score
    assert [c.reason for c in (faint, sure, other)] == ["", REASON, ""], "what was never accepted is not turned down"


def test_what_its_score_did_not_accept_must_be_surer(reading: Reading) -> None:
    faint = candidate("Alder House", 0.2)
    assert settle([faint], reading, msgspec.structs.replace(JOIN, rescue=0.999)) == []
    assert faint.reason == ""


def test_a_reason_that_is_known_stays(reading: Reading) -> None:
    sure = candidate("Cedar Dale", 0.6, reason="place")
    assert settle([sure], reading, JOIN) == [] and sure.reason == "place"


def test_score_is_that_of_both_opinions(reading: Reading) -> None:
    named = candidate("Alder House", 0.2)
    (read,) = read_names([named], reading)
    settle([named], reading, JOIN)
    assert named.score == pytest.approx(probability(read.numbers, JOIN), abs=1e-3)
    surer = candidate("Alder House", 0.95)
    settle([surer], reading, JOIN)
    assert surer.score > named.score


def test_a_head_that_stands_for_a_name_is_never_clear(reading: Reading) -> None:
    head = candidate("trust", 0.7, evidence={"the_head": 1.0})
    assert settle([head], reading, JOIN) == [head]
    assert JOIN.accept <= head.score < JOIN.clear


def test_a_surface_is_also_read_as_its_page_reads_it_everywhere(reading: Reading) -> None:
    both = [candidate("Alder House", 0.5), candidate("Alder House", 0.5, 1)]
    numbers = [dict(zip(NUMBERS, read.numbers, strict=True)) for read in read_names(both, reading)]
    mean = (numbers[0]["context"] + numbers[1]["context"]) / 2
    assert numbers[0]["context"] > 0 > numbers[1]["context"]
    assert numbers[0]["page"] == numbers[1]["page"] == pytest.approx(mean)


def test_the_kind_in_context_stands_where_it_is_sure_and_no_list_knows_the_body(reading: Reading) -> None:
    sure = msgspec.structs.replace(JOIN, kind=0.6)
    (read,) = read_names([candidate("Alder House", 0.9)], reading)
    assert read.kind == "programme" and read.share == pytest.approx(1 / (1 + math.exp(-0.5)))
    for join, listed, kind in ((sure, "", "programme"), (sure, "org-1", "charity"), (JOIN, "", "charity")):
        named = candidate("Alder House", 0.9, curated_id=listed)
        assert settle([named], reading, join) == [named] and named.kind == kind


def test_a_short_form_has_the_kind_of_its_whole(reading: Reading) -> None:
    whole, short = candidate("Alder House", 0.9), candidate("Alder", 0.9, 1, full_name="Alder House")
    assert len({(read.kind, read.share) for read in read_names([whole, short], reading)}) == 1


@pytest.mark.parametrize(
    "kept", [{"weights": {"bias": 1.0}, "clear": 0.9, "accept": 0.5, "rescue": 0.6, "kind": 1.0}, {"weights": {}}]
)
def test_weights_of_another_version_are_refused(tmp_path: Path, kept: dict[str, Any]) -> None:
    assert load_join(tmp_path / "none.json") is None
    file = tmp_path / "names.json"
    file.write_text(json.dumps(kept), "utf-8")
    with pytest.raises(ModelError, match="another version"):
        load_join(file)


PAGE = "The Harbour Trust works with Nacro. The Winter Appeal opened. Harbour Trust staff met Wendlow Circle at noon."


def found(page: Document, model: ContextModel | None, nlp: Language) -> tuple[list[Mention], list[LookAlike]]:
    blocks = tuple(iter_block_docs(page, (), nlp))
    mentions, look_alikes, reading = find_names(page, blocks, nlp=nlp, pack=PACK, model=model)
    assert (reading is None) is (model is None)
    return list(mentions), list(look_alikes)


def refusing(make_context: Callable[..., ContextModel], odds: float) -> ContextModel:
    """A model that says ``odds`` of every name."""
    return make_context({"name": [{"bias": odds}], "body": [{"bias": 0.0}, {}]})


def test_without_model_without_join_or_without_names_the_score_decides(
    make_context: Callable[..., ContextModel], read: Callable[[str], Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, nlp, never = read(PAGE), load_pipeline(), refusing(make_context, -9.0)
    by_score = found(page, None, nlp)
    assert {m.evidence.quote for m in by_score[0]} >= {"Nacro", "Harbour Trust"}
    monkeypatch.setattr(names, "load_join", lambda: None)
    assert found(page, never, nlp) == by_score
    monkeypatch.setattr(names, "load_join", lambda: JOIN)
    blank = load_pipeline("blank")
    assert found(page, never, blank) == found(page, None, blank)
    assert found(page, never, nlp) != by_score


def test_a_refused_name_leaves_the_others_as_they_are(
    make_context: Callable[..., ContextModel], read: Callable[[str], Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, nlp = read(PAGE), load_pipeline()
    by_score, _ = found(page, None, nlp)
    only_score = msgspec.structs.replace(
        JOIN, weights=JOIN.weights | {"context": 0.0}, clear=CLEAR, accept=DOUBTFUL, rescue=DOUBTFUL
    )
    monkeypatch.setattr(names, "load_join", lambda: only_score)
    settled, _ = found(page, refusing(make_context, 0.0), nlp)
    assert [m.id for m in settled] == [m.id for m in by_score]
    assert [(m.full_name, m.kind, m.form, m.band) for m in settled] == [
        (m.full_name, m.kind, m.form, m.band) for m in by_score
    ]


def test_what_context_turns_down_is_said_to_look_like_a_name_and_is_not_recalled(
    make_context: Callable[..., ContextModel], read: Callable[[str], Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, nlp = read(PAGE), load_pipeline()
    monkeypatch.setattr(names, "load_join", lambda: JOIN)
    mentions, look_alikes = found(page, refusing(make_context, -9.0), nlp)
    turned_down = {look.evidence.quote for look in look_alikes if look.reason == REASON}
    assert "Harbour Trust" in turned_down
    assert not turned_down & {m.evidence.quote for m in mentions}
    extract = Extract(document_id=page.id, mentions=tuple(mentions), look_alikes=tuple(look_alikes))
    proved = ProvedName(surface="Harbour Trust", kind="charity", score=0.9)
    assert "Harbour Trust" not in {m.evidence.quote for m in mark_names(page, (), extract, (proved,))}
