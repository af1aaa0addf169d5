"""Needs: spans, codes, groups and polarity."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from sectorlens.extract import extract
from sectorlens.extract.needs import find_needs
from sectorlens.extract.needs.features import Segment
from sectorlens.extract.needs.find import find_spans
from sectorlens.extract.needs.learnt import FILE, Floats, Joint, Packed, load_need_model, pack_array, unpack
from sectorlens.extract.needs.lexicon import need_cues
from sectorlens.extract.needs.segments import iter_segments
from sectorlens.extract.needs.spans import find_candidates
from sectorlens.model import Need, Origin
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.parse import parse
from sectorlens.sector import load_pack

NLP = load_pipeline("blank")
PACK = load_pack("criminal_justice_uk")


def find(sentence: str) -> tuple[Need, ...]:
    text = f"A page about mornings\n\nThe scheme opened in spring. {sentence}\n"
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    found = extract(document, (), nlp=NLP, pack=PACK).needs
    for need in found:
        assert document.text[need.evidence.start : need.evidence.end] == need.evidence.quote
    return found


@pytest.mark.parametrize(
    ("sentence", "code", "quote"),
    [
        ("Many of the women were sleeping rough.", "housing", "sleeping rough"),
        ("There is a severe lack of suitable accommodation.", "housing", "severe lack of suitable accommodation"),
        ("Half of them had poor mental health.", "mental_health", "poor mental health"),
        ("Small groups face short-term funding.", "sector_funding", "short-term funding"),
    ],
)
def test_a_need_is_found_with_its_code_and_span(sentence: str, code: str, quote: str) -> None:
    found = find(sentence)
    assert code in {need.code for need in found}
    assert any(quote in need.evidence.quote or need.evidence.quote in quote for need in found if need.code == code)


@pytest.mark.parametrize(
    ("sentence", "code", "other"),
    [
        ("Families live in overcrowded rooms in a hotel by the sea.", "housing", "custody_conditions"),
        ("The wings of both prisons are overcrowded.", "custody_conditions", "housing"),
        ("Campaigners worry about violence in prisons.", "custody_conditions", "abuse_trauma"),
        ("Many of the women in prison have survived violence.", "abuse_trauma", "custody_conditions"),
        ("Employers' discrimination keeps people with convictions out of jobs.", "employment", "racial_inequality"),
        ("One in three of them has learning difficulties.", "education_training", "physical_health"),
        ("They have been left destitute.", "basic_needs", "finance_debt_benefits"),
    ],
)
def test_the_words_around_tell_which_need_a_cue_states(sentence: str, code: str, other: str) -> None:
    codes = {candidate.code for candidate in find_candidates(sentence, need_cues(PACK))}
    assert code in codes
    assert other not in codes


@pytest.mark.parametrize(
    ("sentence", "is_aim"),
    [
        ("The programme is to tackle homelessness.", True),
        ("Councils work on reducing homelessness and rough sleeping.", True),
        ("Most were made homeless by the fire.", False),
        ("The rise in homelessness has not been stopped.", False),
    ],
)
def test_what_somebody_works_against_is_an_aim(sentence: str, is_aim: bool) -> None:
    found = find_candidates(sentence, need_cues(PACK))
    assert found
    assert all(("aim" in candidate.features) == is_aim for candidate in found)


def test_a_problem_that_is_named_goes_before_what_its_neighbours_suggest(monkeypatch: pytest.MonkeyPatch) -> None:
    model = load_need_model()
    assert model is not None

    def score(segments: Sequence[Segment], context: object) -> tuple[Floats, Joint]:
        shares = np.full((len(segments), len(model.codes)), 0.01, dtype=np.float32)
        shares[:, model.codes.index("complex_needs")] = 0.9
        shares[:, model.codes.index("housing")] = 0.2
        return shares, model.alone

    monkeypatch.setattr(
        "sectorlens.extract.needs.find.load_need_model", lambda: SimpleNamespace(codes=model.codes, score=score)
    )
    assert {need.code for need in find("Homelessness.") if need.evidence.quote == "Homelessness"} == {"housing"}
    assert "complex_needs" in {need.code for need in find("Multiple and complex needs.")}


def test_a_label_that_runs_into_its_text_is_no_name() -> None:
    sentence = "Debt and Mental Distress: bills that nobody can pay keep people awake."
    found = {c.code: c.features for c in find_candidates(sentence, need_cues(PACK))}
    assert "title_case" not in found["mental_health"]
    named = find_candidates("The talk was given at Leeds Mental Distress Forum.", need_cues(PACK))
    assert all("title_case" in c.features or "service" in c.features for c in named)


def test_the_group_is_the_one_the_passage_names() -> None:
    (need,) = (n for n in find("Older people often live with chronic pain.") if n.code == "physical_health")
    assert need.population == "older_people"


@pytest.mark.parametrize(
    ("before", "sentence", "group"),
    [
        (
            "Older people are moved between prisons.",
            "They live far from their families and grow lonely.",
            "older_people",
        ),
        ("Women come to the centre.", "Half of them are survivors of domestic abuse.", "women"),
        ("The page is about victims.", "Many have survived violence.", "victims"),
        ("", "They meet racism at every turn.", "racially_minoritised"),
        ("", "Families visit relatives in prison who are at risk of suicide.", "families"),
        ("", "Youth homelessness has doubled.", "young_adults"),
    ],
)
def test_whose_need_it_is(before: str, sentence: str, group: str) -> None:
    assert {need.population for need in find(f"{before} {sentence}".strip())} == {group}


@pytest.mark.parametrize(
    "sentence",
    ["The homelessness charity opened a shop.", "Our mental health team met on Monday.", "The choir sang well."],
)
def test_services_and_topics_are_not_needs(sentence: str) -> None:
    assert find(sentence) == ()


@pytest.mark.parametrize(
    "sentence", ["He is no longer homeless.", "Nobody was released homeless.", "No one had been released homeless."]
)
def test_a_denied_problem_does_not_count_as_stated(sentence: str) -> None:
    found = find(sentence)
    assert found
    assert {need.polarity for need in found} <= {"denied", "met"}


def test_recommendation_items_are_not_marked_again_as_needs() -> None:
    text = (
        "Mornings\n\nRecommendations for government\n\n- End homelessness among young people\n- "
        "Tackle poor mental health in prisons\n"
    )
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    found = extract(document, (), nlp=NLP, pack=PACK)
    assert len(found.recommendations) == 2
    assert found.needs == ()


def test_the_model_finds_needs_that_no_cue_of_the_lexicon_names() -> None:
    sentence = "Nobody had told her when he would be let out, and she did not open the curtains for a month."
    document = parse(sentence.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    blocks = tuple(iter_block_docs(document, (), load_pipeline()))
    assert list(find_spans(document, blocks, (), pack=PACK)) == []
    assert find_needs(document, blocks, (), pack=PACK)


def test_a_sentence_is_cut_at_clauses_and_conjuncts_but_not_inside_a_phrase() -> None:
    doc = load_pipeline()("People who cannot read face drug and alcohol addiction, debt and a lack of housing.")
    (sentence,) = doc.sents
    texts = [segment.text for segment in iter_segments(sentence)]
    assert "who cannot read face drug and alcohol addiction" in texts
    assert texts[-1].endswith("lack of housing")
    assert "debt" in texts


def test_segments_need_no_parse() -> None:
    doc = NLP("Some had debts, others were ill because nobody came.")
    (sentence,) = doc.sents
    assert [s.text for s in iter_segments(sentence)] == ["Some had debts", "others were ill", "because nobody came"]


def test_without_learnt_weights_the_rules_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    with_model = {need.score for need in find("Many of the women were sleeping rough.")}
    monkeypatch.setattr("sectorlens.extract.needs.find.load_need_model", lambda: None)
    alone = find("Many of the women were sleeping rough.")
    assert [need.code for need in alone] == ["housing"]
    assert {need.score for need in alone} != with_model


def test_what_is_met_beside_a_need_does_not_meet_it() -> None:
    found = find("She found work (a job in a shop), yet she was sleeping rough.")
    assert {need.polarity for need in found if need.code == "housing"} == {"stated"}


def test_weights_survive_packing() -> None:
    model = load_need_model()
    assert model is not None
    values = np.array([[0.5, -2.0], [0.125, 3.0]], dtype=np.float32)
    packed = msgspec.json.decode(FILE.read_bytes(), type=Packed)
    again = msgspec.structs.replace(packed, codes=("a", "b"), code=pack_array(values), code_bias=(0.0, 0.0))
    assert np.array_equal(unpack(again, model.embeddings).code, values)
    assert set(model.codes) == {entry.code for entry in PACK.needs}


def test_only_codes_of_the_pack_are_found() -> None:
    text = "People were sleeping rough and had no money, no work and nobody to ring.\n"
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    blocks = tuple(iter_block_docs(document, (), load_pipeline()))
    other = load_pack("homelessness_uk")
    codes = {need.code for need in find_needs(document, blocks, (), pack=other)}
    assert codes
    assert codes <= {entry.code for entry in other.needs}


def test_the_same_text_gives_the_same_scores() -> None:
    model = load_need_model()
    assert model is not None
    first = find("Staff leave, volunteers are tired and the grant ends in March.")
    second = find("Staff leave, volunteers are tired and the grant ends in March.")
    assert first == second
