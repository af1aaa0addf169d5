"""Which bodies of a page are put together, and what is then decided with and without learnt weights."""

from __future__ import annotations

import pytest

from sectorlens.model import Block, Document, Evidence, Mention
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.relate.candidates import Candidate, iter_candidates
from sectorlens.relate.decide import decide, one_kind_per_pair
from sectorlens.relate.learnt import LearntTies, kind_probabilities, load_learnt, tie_probability
from sectorlens.relate.sides import body_of
from sectorlens.sector import load_pack

NLP = load_pipeline("blank")
PACK = load_pack("criminal_justice_uk")


def page(*parts: str, names: tuple[str, ...], headed: bool = False) -> tuple[Document, list[Mention]]:
    """Return a page of paragraphs (``headed``: the first is a heading) with every occurrence of ``names`` and "we"."""
    text, blocks = "", []
    for number, part in enumerate(parts):
        kind = "heading" if headed and number == 0 else "list_item" if headed else "paragraph"
        heading = 0 if headed and number else None
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(part), heading=heading))  # type: ignore[arg-type]
        text += part + "\n\n"
    document = Document(
        id="doc-page", title="A page", title_from="text", publisher="Ivy Hall", text=text, blocks=tuple(blocks)
    )
    mentions = []
    for name in (*names, "We", "our", "us"):
        start = text.find(name)
        while start >= 0:
            evidence = Evidence(document_id="doc-page", start=start, end=start + len(name), quote=name)
            form = "publisher" if name in {"We", "our", "us"} else "name"
            if not text[start + len(name)].isalpha():
                mentions.append(
                    Mention(id=f"m{start}", evidence=evidence, form=form, kind="charity", method="list", score=1.0)  # type: ignore[arg-type]
                )
            start = text.find(name, start + 1)
    return document, sorted(mentions, key=lambda m: m.evidence.start)


def candidates(*parts: str, names: tuple[str, ...], headed: bool = False) -> list[Candidate]:
    document, mentions = page(*parts, names=names, headed=headed)
    blocks = tuple(iter_block_docs(document, (), NLP))
    return list(iter_candidates(document, blocks, mentions, pack=PACK))


def sides(found: list[Candidate]) -> set[tuple[str, str, str]]:
    return {(c.one.role, c.one.mention.evidence.quote, c.other.mention.evidence.quote) for c in found}


def test_each_two_bodies_of_a_sentence_are_a_pair_once() -> None:
    found = candidates("Alder House met Brook Trust. Alder House left.", names=("Alder House", "Brook Trust"))
    assert [(c.one.role, c.other.role) for c in found].count(("name", "name")) == 1


def test_the_publisher_stands_by_where_the_sentence_does_not_name_it() -> None:
    found = candidates("We are small.", "Brook Trust gave money.", names=("Brook Trust",))
    assert ("implied", "We", "Brook Trust") in sides(found)


def test_the_publisher_by_name_is_no_other_body_than_we() -> None:
    assert not candidates("We at Ivy Hall are small.", names=("Ivy Hall",))


def test_bodies_of_a_heading_and_of_the_sentence_before_stand_by() -> None:
    headed = candidates("Partners in Cedar House", "Alder House", names=("Cedar House", "Alder House"), headed=True)
    assert ("above", "Cedar House", "Alder House") in sides(headed)
    before = candidates("Cedar House opened. Alder House pays.", names=("Cedar House", "Alder House"))
    assert ("before", "Cedar House", "Alder House") in sides(before)


def test_without_learnt_weights_only_what_a_cue_states_is_a_tie() -> None:
    document, _ = page("-", names=())
    stated = candidates("Brook Trust funds Alder House.", names=("Alder House", "Brook Trust"))
    met = candidates("Brook Trust saw Alder House.", names=("Alder House", "Brook Trust"))
    assert [d.kind for c in stated if (d := decide(c, document, None))] == ["funds"]
    assert [d for c in met if (d := decide(c, document, None))] == []


def test_learnt_weights_find_a_tie_that_no_cue_states_and_its_direction() -> None:
    document, _ = page("-", names=())
    weights = LearntTies(
        classes=("funds<", "funds>"), scale=0.1, bias=-3.0, biases=(0.0, 0.0), weights={"w:m:saw": (90, 0, 50)},
        accept=0.5, clear=0.6, share_of_rules=0.3, clear_of={},
    )  # fmt: skip
    found = candidates("Brook Trust saw Alder House.", names=("Alder House", "Brook Trust"))
    ties = [d for c in found if (d := decide(c, document, weights))]
    assert [(t.kind, t.source.evidence.quote, t.target.evidence.quote) for t in ties] == [
        ("funds", "Alder House", "Brook Trust")
    ]
    assert ties[0].is_clear


def test_of_two_doubtful_kinds_of_one_pair_the_surer_is_kept() -> None:
    document, _ = page("-", names=())
    found = candidates(
        "Brook Trust funds Alder House. Brook Trust has long supported Alder House.",
        names=("Alder House", "Brook Trust"),
    )
    ties = [d for c in found if (d := decide(c, document, None))]
    assert {t.kind for t in ties} == {"funds", "supports"}
    kept = list(one_kind_per_pair(ties, document))
    surest = max(ties, key=lambda t: t.sureness)
    assert {t.kind for t in kept if not t.is_clear} <= {surest.kind}


def test_the_weights_that_ship_are_probabilities_over_known_kinds() -> None:
    learnt = load_learnt()
    assert learnt is not None
    likely = kind_probabilities(learnt, {"w:m:fund", "r1:name"})
    assert sum(likely.values()) == pytest.approx(1.0)
    assert tie_probability(learnt, {"rule", "rule over 0.9", "rule:funds>"}) > tie_probability(learnt, {"row"})
    assert learnt.accept < learnt.clear


def test_we_and_the_publishers_name_are_one_body() -> None:
    document, mentions = page("We at Ivy Hall are small.", names=("Ivy Hall",))
    assert {body_of(m, document) for m in mentions} == {"the publisher"}


def test_two_names_on_one_word_are_a_pair_like_any_other() -> None:
    document, mentions = page("The merged body will be known as Larkfield@Oak.", names=("Larkfield", "Oak"))
    blocks = tuple(iter_block_docs(document, (), load_pipeline()))
    assert any("path:same" in c.features for c in iter_candidates(document, blocks, mentions, pack=PACK))
