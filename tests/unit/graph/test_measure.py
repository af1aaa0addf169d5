"""The network: what is measured, that order and a second run change nothing, and that the picture stays."""

from __future__ import annotations

import math
import random

import pytest

from sectorlens.graph import find_co_mentions, lay_out, measure, measure_ties
from sectorlens.memory import Place, Positions
from sectorlens.model import (
    Evidence,
    Mention,
    NodeMeasure,
    Organisation,
    Publication,
    RelatedMentions,
    Resolution,
    Tie,
)


def organisation(name: str) -> Organisation:
    return Organisation(id=f"org-{name}", name=name, kind="charity")


def tie(a: str, b: str, *, weight: int = 1, band: str = "clear", kind: str = "member_of") -> Tie:
    return Tie(
        id=f"tie-{kind}-{a}-{b}", kind=kind, source_id=f"org-{a}", target_id=f"org-{b}", evidence=(), weight=weight,
        band=band,
    )  # type: ignore[arg-type]  # fmt: skip


def resolution(*ties: Tie) -> Resolution:
    names = sorted({end[4:] for row in ties for end in (row.source_id, row.target_id)})
    return Resolution(organisations=tuple(organisation(name) for name in names), ties=ties)


# Two triangles joined by one bridge.
TRIANGLES = (
    tie("a", "b"), tie("b", "c"), tie("a", "c"), tie("c", "x"), tie("x", "y"), tie("y", "z"), tie("x", "z"),
)  # fmt: skip


def rows(result: tuple[NodeMeasure, ...]) -> dict[str, NodeMeasure]:
    return {row.organisation_id[4:]: row for row in result}


def test_degree_counts_neighbours_not_ties() -> None:
    both_ways = resolution(tie("a", "b", weight=2), tie("b", "a", kind="funds"), tie("b", "c"))
    found = rows(measure(both_ways, (), (), memory=Positions()).measures)
    assert (found["b"].degree, found["b"].weighted_degree) == (2, 4)
    assert (found["a"].degree, found["a"].weighted_degree) == (1, 3)


def test_a_bridge_stands_between_and_parts_two_communities() -> None:
    found = rows(measure(resolution(*TRIANGLES), (), (), memory=Positions()).measures)
    assert found["c"].betweenness == found["x"].betweenness == pytest.approx(0.6)
    assert found["a"].betweenness == 0
    assert {found[name].community for name in "abc"} == {0}
    assert {found[name].community for name in "xyz"} == {1}


def test_doubtful_and_denied_ties_draw_nothing() -> None:
    assert not measure(resolution(tie("a", "b", band="doubtful")), (), (), memory=Positions()).measures
    assert not measure(resolution(tie("a", "b", weight=0)), (), (), memory=Positions()).measures


def test_no_ties_no_network() -> None:
    assert measure(Resolution(), (), (), memory=Positions()).measures == ()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_order_of_the_ties_changes_nothing(seed: int) -> None:
    source = random.Random(7)
    edges = sorted({tuple(sorted(source.sample(range(40), 2))) for _ in range(70)})
    ties = [tie(f"{a:02}", f"{b:02}") for a, b in edges]
    expected = measure(resolution(*ties), (), (), memory=Positions())
    random.Random(seed).shuffle(ties)
    assert measure(resolution(*ties), (), (), memory=Positions()) == expected


def test_nodes_do_not_cover_one_another() -> None:
    ties = [tie("hub", f"{n:02}") for n in range(60)]
    places = lay_out(measure_ties(resolution(*ties)), Positions())
    assert min(math.dist(p, q) for n, p in enumerate(places) for q in places[:n]) > 30


def remembered(found: tuple[NodeMeasure, ...]) -> Positions:
    return Positions(places=tuple(Place(organisation_id=r.organisation_id, x=r.x, y=r.y) for r in found))


def test_next_month_everybody_is_where_they_were() -> None:
    first = measure(resolution(*TRIANGLES), (), (), memory=Positions()).measures
    grown = measure(resolution(*TRIANGLES, tie("z", "new")), (), (), memory=remembered(first)).measures
    places = rows(grown)
    for name, row in rows(first).items():
        assert (places[name].x, places[name].y) == (row.x, row.y)
    near = math.dist((places["new"].x, places["new"].y), (places["z"].x, places["z"].y))
    far = math.dist((places["new"].x, places["new"].y), (places["a"].x, places["a"].y))
    assert 30 < near < far


def named(document: str, *names: tuple[str, int], form: str = "name", band: str = "clear") -> RelatedMentions:
    return RelatedMentions(
        document_id=f"doc-{document}",
        mentions=tuple(
            Mention(
                id=f"men-{document}-{name}-{at}", form=form, kind="charity", method="list", score=1.0, band=band,
                evidence=Evidence(document_id=f"doc-{document}", start=at, end=at + len(name), quote=name),
            )
            for name, at in names
        ),
    )  # type: ignore[arg-type]  # fmt: skip


def assign(*documents: RelatedMentions) -> Resolution:
    mentions = [mention for document in documents for mention in document.mentions]
    return Resolution(
        organisations=tuple(organisation(n) for n in sorted({m.evidence.quote for m in mentions})),
        assigned=tuple(sorted((m.id, f"org-{m.evidence.quote}") for m in mentions)),
    )


def publications(*documents: RelatedMentions) -> tuple[Publication, ...]:
    return tuple(
        Publication(id=f"pub-{d.document_id}", lead_id=d.document_id, document_ids=(d.document_id,)) for d in documents
    )


def test_named_together_needs_a_passage_and_counts_publications() -> None:
    documents = (
        named("1", ("a", 0), ("b", 100), ("far", 5_000)),
        named("2", ("a", 0), ("a", 50), ("b", 90)),
        named("3", ("far", 0)),
        named("4", ("far", 0)),
    )
    found = find_co_mentions(assign(*documents), publications(*documents), documents)
    assert [(pair.source_id, pair.target_id, pair.publications, pair.expected) for pair in found] == [
        ("org-a", "org-b", 2, 1.0)
    ]
    assert found[0].significance == pytest.approx(5.545, abs=0.001)


def test_we_and_doubtful_names_are_not_named_together() -> None:
    documents = (named("1", ("a", 0), ("b", 10), form="publisher"), named("2", ("a", 0), ("b", 10), band="doubtful"))
    assert find_co_mentions(assign(*documents), publications(*documents), documents) == ()


def test_a_landing_page_and_its_report_count_once() -> None:
    documents = (named("1", ("a", 0), ("b", 10)), named("2", ("a", 0), ("b", 10)))
    one = (Publication(id="pub-1", lead_id="doc-1", document_ids=("doc-1", "doc-2")),)
    assert find_co_mentions(assign(*documents), one, documents)[0].publications == 1
