"""What window and sentence say together: ties over sentences, their evidence, their direction, each place once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from sectorlens.errors import ModelError
from sectorlens.model import Block, Document, Evidence, Mention
from sectorlens.nlp import BlockDoc, iter_block_docs, load_pipeline
from sectorlens.nlp.context import ContextModel
from sectorlens.nlp.windows import iter_stretches
from sectorlens.relate import find, relate
from sectorlens.relate.candidates import Candidate, iter_candidates
from sectorlens.relate.decide import Decided
from sectorlens.relate.joint import (
    DIRECTS,
    LONGEST,
    MOST,
    NUMBERS,
    STANDS_KIND,
    Joint,
    ReadPair,
    decide_together,
    join,
    likely_kinds,
    load_joint,
    probability,
    read_pairs,
)
from sectorlens.relate.learnt import LearntTies
from sectorlens.relate.scoring import rule_score
from sectorlens.sector import load_pack

NLP = load_pipeline("blank")
PACK = load_pack("criminal_justice_uk")
NAMES = ("Alder House", "Brook Trust", "Cedar Dale", "Ivy Hall", "We", "we")
TIES = ("funds<", "funds>", "partners_with=")
STANDS = 0.75
# The window alone decides; a test that wants the sentence heard replaces weights or share.
JOINT = Joint(
    weights=dict.fromkeys(NUMBERS, 0.0) | {"context": 1.0, "bias": 0.0},
    share=0.0, stands=STANDS, accept=0.5, clear=0.9, clear_of={},
)  # fmt: skip
LENIENT = msgspec.structs.replace(JOINT, accept=0.2)  # for windows in which much stands between
SILENT = LearntTies(
    classes=TIES, scale=1.0, bias=0.0, biases=(0.0, 0.0, 0.0), weights={}, accept=0.5, clear=0.9, share_of_rules=0.5,
    clear_of={},
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    document: Document
    mentions: list[Mention]
    blocks: tuple[BlockDoc, ...]
    candidates: list[Candidate]


def page(*parts: str, names: Sequence[str] = NAMES, publisher: str = "Ivy Hall") -> Page:
    """Return a page of paragraphs with every occurrence of ``names``."""
    text, blocks = "", []
    for part in parts:
        blocks.append(Block(kind="paragraph", start=len(text), end=len(text) + len(part)))
        text += part + "\n\n"
    document = Document(
        id="doc-page", title="A page", title_from="text", publisher=publisher, text=text, blocks=tuple(blocks)
    )
    mentions = []
    for name in names:
        start = text.find(name)
        while start >= 0:
            if not text[start + len(name)].isalpha():
                evidence = Evidence(document_id="doc-page", start=start, end=start + len(name), quote=name)
                form: Any = "publisher" if name in {"We", "we"} else "name"
                mentions.append(
                    Mention(id=f"men-{start}", evidence=evidence, form=form, kind="charity", method="list", score=1.0)
                )
            start = text.find(name, start + 1)
    mentions.sort(key=lambda m: m.evidence.start)
    docs = tuple(iter_block_docs(document, (), NLP))
    return Page(document, mentions, docs, list(iter_candidates(document, docs, mentions, pack=PACK)))


@pytest.fixture(scope="module")
def model(make_context: Callable[..., ContextModel]) -> ContextModel:
    """Tied where "homes" or "debt" stands between; "homes" says that the first funds the second, "debt" the reverse.

    Neither is a word that the sentence's rules know.
    """
    return make_context(
        {
            "pair": [{("between", "homes"): 4000.0}, {("between", "debt"): 4000.0}],
            "tie": [{0: 1.0, 1: 1.0, "bias": -3.0}],
            "kind": [{1: 0.001}, {0: 0.001}, {"bias": -2.0}],
        },
        ties=TIES,
    )


def read(model: ContextModel, made: Page) -> list[ReadPair]:
    return read_pairs(model, made.document, made.blocks, made.mentions)


def decided(model: ContextModel, made: Page, joint: Joint = JOINT, learnt: LearntTies = SILENT) -> list[Decided]:
    pairs = read(model, made)
    found = list(decide_together(made.document, made.blocks, made.candidates, pairs, made.mentions, joint, learnt))
    for one in found:
        low, high = one.place.offset + one.place.start, one.place.offset + one.place.end
        quote = made.document.text[low:high]
        assert quote.split() == one.place.plain[one.place.start : one.place.end].split()
        assert len(quote) <= LONGEST
        assert 0 <= one.place.cue[0] < one.place.cue[1] <= len(one.place.plain)
    return found


def ties(found: Sequence[Decided]) -> list[tuple[str, str, str]]:
    return [(one.source.evidence.quote, one.kind, one.target.evidence.quote) for one in found]


def quote(made: Page, one: Decided) -> str:
    return made.document.text[one.place.offset + one.place.start : one.place.offset + one.place.end]


OVER_SENTENCES = [
    ("The wind blew. Brook Trust came. Cedar Dale sang. The homes of Alder House grew. It rained.",),
    ("The wind blew. Brook Trust came. Cedar Dale sang.", "The homes of Alder House grew. It rained."),
    ("The wind blew. Brook Trust came.", "Cedar Dale sang.", "The homes of Alder House grew. It rained."),
]


@pytest.mark.parametrize("parts", OVER_SENTENCES, ids=["one block", "two blocks", "three blocks"])
def test_a_tie_over_sentences_is_found_with_all_of_them(model: ContextModel, parts: tuple[str, ...]) -> None:
    made = page(*parts)
    (one,) = [d for d in decided(model, made) if {d.source.evidence.quote, d.target.evidence.quote} >= {"Brook Trust"}]
    assert ties([one]) == [("Brook Trust", "funds", "Alder House")]
    assert " ".join(quote(made, one).split()) == "Brook Trust came. Cedar Dale sang. The homes of Alder House grew."
    low, high = one.place.cue
    assert one.place.plain[low:high].strip().startswith("came.") and "homes of" in one.place.plain[low:high]
    pairs = [
        j for j in join(made.candidates, read(model, made), made.document, SILENT)
        if set(j.read.pair.bodies) == {"brook trust", "alder house"}
    ]  # fmt: skip
    assert [j.best for j in pairs] == [None], "no sentence proposes the pair"
    assert dict(zip(NUMBERS, pairs[0].numbers, strict=True))["alone"] == 1.0


def test_where_the_window_says_nothing_there_is_no_tie(model: ContextModel) -> None:
    assert decided(model, page("Brook Trust came. Cedar Dale sang. The wind of Alder House grew.")) == []


def test_the_window_tells_the_direction(model: ContextModel) -> None:
    assert ties(decided(model, page("Brook Trust homes Alder House."))) == [("Brook Trust", "funds", "Alder House")]
    assert ties(decided(model, page("Brook Trust debt Alder House."))) == [("Alder House", "funds", "Brook Trust")]


SAYS_FORWARD = msgspec.structs.replace(SILENT, biases=(0.0, 9.0, 0.0))
SAYS_PARTNERS = msgspec.structs.replace(SILENT, biases=(0.0, 0.0, 9.0))


@pytest.mark.parametrize(
    ("share", "learnt", "expected"),
    [
        (0.0, SAYS_FORWARD, ("Alder House", "funds", "Brook Trust")),
        (0.3, SAYS_FORWARD, ("Alder House", "funds", "Brook Trust")),
        (1.0, SAYS_FORWARD, ("Brook Trust", "funds", "Alder House")),
        (0.3, SAYS_PARTNERS, ("Alder House", "funds", "Brook Trust")),
        (1.0, SAYS_PARTNERS, ("Brook Trust", "partners_with", "Alder House")),
    ],
)
def test_where_window_and_sentence_disagree_their_shares_decide(
    model: ContextModel, share: float, learnt: LearntTies, expected: tuple[str, str, str]
) -> None:
    joint = msgspec.structs.replace(JOINT, share=share, accept=0.2)
    assert ties(decided(model, page("Brook Trust debt Alder House."), joint, learnt)) == [expected]


def test_the_sentence_is_seen_from_the_body_that_the_window_names_first(make_context: Callable[..., Any]) -> None:
    undecided = make_context(
        {
            "pair": [{("between", "homes"): 4000.0}],
            "tie": [{0: 1.0, "bias": -3.0}],
            "kind": [{}, {}, {}],
        },
        ties=TIES,
    )
    joint = msgspec.structs.replace(JOINT, share=1.0)
    straight = page("Alder House homes Brook Trust.")
    turned = page("Brook Trust came. Alder House homes Brook Trust.")
    for made, first in ((straight, "alder house"), (turned, "brook trust")):
        (pair,) = [one for one in read(undecided, made) if "the publisher" not in one.pair.bodies]
        assert pair.pair.bodies[0] == first
        assert ties(decided(undecided, made, joint, SAYS_FORWARD)) == [("Alder House", "funds", "Brook Trust")]


def test_a_cue_of_the_sentence_turns_a_window_that_is_not_sure(model: ContextModel) -> None:
    made = page("Brook Trust funds the debt of Alder House.")
    (stated,) = [c for c in made.candidates if c.rules and c.one.mention.evidence.quote == "Brook Trust"]
    assert [pair.kind for pair in stated.rules] == ["funds"]
    (joined,) = [
        j for j in join(made.candidates, read(model, made), made.document, SILENT) if "the publisher" not in
        j.read.pair.bodies
    ]  # fmt: skip
    numbers = dict(zip(NUMBERS, joined.numbers, strict=True))
    assert numbers["context"] == MOST and numbers["rule"] > 0.5
    assert (numbers["ruled"], numbers["alone"], numbers["publisher"], numbers["together"]) == (1, 0, 0, 1)
    joints = {share: msgspec.structs.replace(JOINT, share=share) for share in (0.0, 0.5, 1.0)}
    by_share = {share: likely_kinds(joined, joint, made.document, SILENT) for share, joint in joints.items()}
    assert all(math.isclose(sum(kinds.values()), 1.0) for kinds in by_share.values())
    assert by_share[0.0]["funds<"] > by_share[0.0]["funds>"]
    grows = [kinds["funds>"] / kinds["funds<"] for kinds in by_share.values()]
    assert grows == sorted(grows) and grows[0] < grows[1] < grows[2]


def test_words_and_rules_weigh_as_the_join_says() -> None:
    joint = msgspec.structs.replace(JOINT, weights=dict.fromkeys(NUMBERS, 0.0) | {"rule": 2.0, "bias": -1.0})
    assert probability([0.0] * len(NUMBERS), joint) == pytest.approx(1 / (1 + math.e))
    numbers = [1.0 if name == "rule" else 5.0 for name in NUMBERS]
    assert probability(numbers, joint) == pytest.approx(1 / (1 + math.exp(-1)))


def test_what_is_not_sure_enough_is_no_tie_and_each_kind_has_its_own_bar(model: ContextModel) -> None:
    made = page("Brook Trust funds homes of Alder House.")
    (one,) = [d for d in decided(model, made) if d.target.form == "name" and d.source.form == "name"]
    assert one.score == pytest.approx(1 / (1 + math.exp(-MOST)), abs=1e-3)
    assert JOINT.accept < one.sureness < one.score
    above, below = math.nextafter(one.sureness, 1), one.sureness

    def bands(joint: Joint, of: Page = made) -> list[bool]:
        return [d.is_clear for d in decided(model, of, joint)]

    assert bands(msgspec.structs.replace(JOINT, clear=below)) == [True]
    assert bands(msgspec.structs.replace(JOINT, clear=below, clear_of={"funds": above})) == [False]
    assert bands(msgspec.structs.replace(JOINT, accept=below, clear=1.0)) == [False]
    assert bands(msgspec.structs.replace(JOINT, accept=above)) == [], "a tie of no kind in particular tells nobody much"


def test_only_what_window_and_sentence_both_say_is_clear(model: ContextModel) -> None:
    sure = msgspec.structs.replace(JOINT, clear=0.0)
    for text, clear in (
        ("Brook Trust funds homes of Alder House.", True),
        ("Brook Trust homes Alder House.", False),  # no cue in the sentence
        ("Brook Trust funds the debt of Alder House.", False),  # the window says the reverse
        ("Brook Trust came. The homes of Alder House grew.", False),  # no sentence names both
    ):
        found = [d for d in decided(model, page(text), sure) if "publisher" not in {d.source.form, d.target.form}]
        assert [d.is_clear for d in found] == [clear], text


def test_no_tie_with_a_publisher_who_is_mentioned_nowhere(model: ContextModel) -> None:
    text = "The homes of Brook Trust grew."
    assert read(model, page(text))[0].pair.nearest[0] is None
    assert decided(model, page(text)) == []
    far = page(text, *["The wind blew. " * 30] * 4, "We sang.")
    named = page(text, *["The wind blew. " * 30] * 4, "Ivy Hall sang.")
    for made, publisher in ((far, "We"), (named, "Ivy Hall")):
        assert ties(decided(model, made)) == [(publisher, "funds", "Brook Trust")]
        unproposed = replace(made, candidates=[])
        (one,) = decided(model, unproposed)
        assert ties([one]) == [(publisher, "funds", "Brook Trust")], "the window needs no sentence to propose it"
        assert quote(made, one) == text


@pytest.mark.parametrize(("n_words", "expected"), [(20, 1), (100, 1), (135, 0)])
def test_evidence_that_would_be_too_long_is_no_evidence(model: ContextModel, n_words: int, expected: int) -> None:
    made = page("Brook Trust came. Cedar Dale " + "house " * n_words + ". The homes of Alder House grew.")
    both = [r for r in read(model, made) if set(r.pair.bodies) == {"brook trust", "alder house"}]
    assert [r.odds > 0 for r in both] == [True], "the window sees both bodies and says that they are tied"
    found = ties(decided(model, made, LENIENT))
    assert found.count(("Brook Trust", "funds", "Alder House")) == expected


def overlapping(*middle: str) -> Page:
    """Return a page whose ``middle`` stands in two windows."""
    before, after = "Alder " + "alder " * 140 + ".", "House " + "house " * 140 + "."
    return page(f"{before} {' '.join(middle)} {after}")


def test_a_pair_in_two_windows_is_one_tie(model: ContextModel) -> None:
    made = overlapping("Brook Trust homes Alder House.")
    twice = [r for r in read(model, made) if "the publisher" not in r.pair.bodies]
    assert len(twice) == 2 and twice[0].low < twice[1].low < twice[0].high < twice[1].high
    assert ties(decided(model, made)) == [("Brook Trust", "funds", "Alder House")]


def test_a_tie_over_sentences_in_two_windows_is_one_tie(model: ContextModel) -> None:
    made = overlapping("Brook Trust came.", "Cedar Dale sang.", "The homes of Alder House grew.")
    both = {"Brook Trust", "Alder House"}
    assert len([r for r in read(model, made) if set(r.pair.bodies) == {"brook trust", "alder house"}]) == 2
    found = [d for d in decided(model, made, LENIENT) if {d.source.evidence.quote, d.target.evidence.quote} == both]
    assert len(found) == 1


def test_a_tie_told_at_two_places_is_told_twice(model: ContextModel) -> None:
    filler = "Alder " + "alder " * 140 + "."
    made = page(f"Brook Trust homes Alder House. {filler} {filler} Brook Trust homes Alder House.")
    found = [d for d in decided(model, made) if d.source.evidence.quote == "Brook Trust"]
    assert [quote(made, one) for one in found] == ["Brook Trust homes Alder House"] * 2
    assert all(a.place.offset < b.place.offset for a, b in pairwise(found))


def test_windows_that_name_nobody_are_not_read(model: ContextModel) -> None:
    session: Any = model.session
    before = len(session.read)
    made = page("We sang. Alder " + "alder " * 140 + ".", "house " * 170 + ".", "Brook Trust homes Alder House.")
    windows = model.read(iter_stretches(made.blocks), made.mentions, "Ivy Hall").windows
    assert read(model, made)
    assert session.read[before:] == [windows[-1].ids] and len(windows) > 1


def test_without_weights_of_the_sentence_nothing_is_decided(
    model: ContextModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sectorlens.relate.joint.load_learnt", lambda: None)
    made = page("Brook Trust homes Alder House.")
    pairs = read(model, made)
    assert not list(decide_together(made.document, made.blocks, made.candidates, pairs, made.mentions, JOINT))


@pytest.mark.parametrize("there", [True, False])
def test_a_page_has_ties_over_sentences_only_where_model_and_join_are_there(
    model: ContextModel, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    made = page("Brook Trust funds Cedar Dale. Cedar Dale sang. The homes of Alder House grew.")
    monkeypatch.setattr(find, "load_context", lambda: model if there else None)
    monkeypatch.setattr(find, "load_joint", lambda: LENIENT)
    related = relate(made.document, (), made.mentions, nlp=load_pipeline(), pack=PACK)
    names = {m.id: m.evidence.quote for m in related.mentions}
    found = {(names[r.subject_id], r.kind, names[r.object_id]): r.evidence for r in related.relations}
    over = ("Brook Trust", "funds", "Alder House")
    assert (over in found) is there
    if there:
        assert found[over].quote == "Brook Trust funds Cedar Dale. Cedar Dale sang. The homes of Alder House grew."
    else:
        assert ("Brook Trust", "funds", "Cedar Dale") in found
    for evidence in found.values():
        assert made.document.text[evidence.start : evidence.end] == evidence.quote


def test_a_sure_cue_stands_where_the_window_doubts_it(model: ContextModel) -> None:
    made = page("Brook Trust funds Alder House.")
    (stated,) = [c for c in made.candidates if c.rules]
    doubting = msgspec.structs.replace(JOINT, weights=JOINT.weights | {"context": 0.0, "bias": -9.0}, accept=0.1)
    assert max(rule_score(pair) for pair in stated.rules) >= STANDS
    assert ties(decided(model, made, doubting, SAYS_FORWARD)) == [("Brook Trust", "funds", "Alder House")]
    assert ties(decided(model, page("Brook Trust homes Alder House."), doubting, SAYS_FORWARD)) == []
    never = msgspec.structs.replace(doubting, stands=1.01)
    assert ties(decided(model, made, never, SAYS_FORWARD)) == []


def test_weights_of_other_numbers_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "joint.json"
    assert load_joint(file) is None
    file.write_bytes(msgspec.json.encode(JOINT))
    load_joint.cache_clear()
    assert load_joint(file) == JOINT
    fewer = {name: weight for name, weight in JOINT.weights.items() if name != "row"}
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(JOINT, weights=fewer)))
    load_joint.cache_clear()
    with pytest.raises(ModelError, match="another version"):
        load_joint(file)
    older = msgspec.to_builtins(JOINT)
    del older["stands"]
    file.write_bytes(msgspec.json.encode(older))
    load_joint.cache_clear()
    with pytest.raises(ModelError, match="another version"):
        load_joint(file)
    load_joint.cache_clear()


def test_what_is_part_of_a_union_is_its_member_unless_it_is_a_programme(model: ContextModel) -> None:
    made = page("Brook Trust homes Alder House.")
    (joined,) = [j for j in join([], read(model, made), made.document, SILENT) if None not in j.read.pair.nearest]
    one, other = joined.read.pair.nearest
    assert one is not None and other is not None
    network = msgspec.structs.replace(other, kind="network")
    programme = msgspec.structs.replace(one, kind="programme")
    parts = {"part_of>": 0.8, "member_of>": 0.1, "part_of<": 0.1}

    def kinds(nearest: tuple[Mention, Mention]) -> dict[str, float]:
        read_again = replace(joined.read, pair=replace(joined.read.pair, nearest=nearest), kinds=parts)
        return likely_kinds(replace(joined, read=read_again), JOINT, made.document, SILENT)

    assert kinds((one, other)) == pytest.approx(parts)
    assert kinds((one, network)) == pytest.approx({"member_of>": 0.9, "part_of<": 0.1})
    assert kinds((programme, network)) == pytest.approx(parts)


def test_a_cue_says_who_does_it_to_whom_whatever_the_window_says(model: ContextModel) -> None:
    made = page("Brook Trust funds the debt of Alder House.")  # the window reads the reverse
    assert DIRECTS <= max(rule_score(pair) for c in made.candidates for pair in c.rules) < STANDS_KIND
    assert {one.kinds["funds<"] > one.kinds["funds>"] for one in read(model, made) if one.odds > 0} == {True}
    assert ties(decided(model, made, LENIENT)) == [("Brook Trust", "funds", "Alder House")]
