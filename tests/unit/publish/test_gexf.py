"""The graph files: well-formed whatever the names are, typed, and true to the ties."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import networkx as nx
import publish_builder as builder
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sectorlens.publish.gexf import Attribute, Edge, GraphView, Node, write_gexf, write_graphml, xml_text
from sectorlens.publish.graphs import Graphs
from sectorlens.publish.outputs import write_graphs
from sectorlens.publish.tables import build_tables
from sectorlens.publish.wording import DEMONSTRATION

NS = {"g": "http://gexf.net/1.3", "v": "http://gexf.net/1.3/viz"}
FILES = ("organisations", "organisations-simple", "organisations-timeline", "co-mentions", "organisations-themes",
         "recommendations")  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    findings = builder.build_findings()
    folder = tmp_path_factory.mktemp("graph")
    write_graphs(findings, build_tables(findings)["recommendations"], folder)
    return folder


def _tree(folder: Path, name: str) -> etree._Element:
    return etree.parse(folder / f"{name}.gexf").getroot()


@pytest.mark.parametrize("name", FILES)
def test_edges_end_at_nodes_and_values_are_declared(folder: Path, name: str) -> None:
    root = _tree(folder, name)
    nodes = [n.get("id") for n in root.iterfind(".//g:node", NS)]
    assert nodes and len(nodes) == len(set(nodes))
    edges = root.findall(".//g:edge", NS)
    assert edges and len({e.get("id") for e in edges}) == len(edges)
    assert all(e.get("source") in nodes and e.get("target") in nodes for e in edges)
    for owner in ("node", "edge"):
        declared = {a.get("id") for a in root.iterfind(f".//g:attributes[@class='{owner}']/g:attribute", NS)}
        used = {v.get("for") for v in root.iterfind(f".//g:{owner}/g:attvalues/g:attvalue", NS)}
        assert used <= declared


@pytest.mark.parametrize("name", FILES)
def test_the_description_says_that_it_is_fictional_and_whose_words_it_holds(folder: Path, name: str) -> None:
    description = _tree(folder, name).findtext("g:meta/g:description", namespaces=NS)
    assert description.startswith(DEMONSTRATION)
    assert builder.FACTS.disclaimer in description


def test_one_edge_per_pair_and_kind_of_the_clear_ties(folder: Path) -> None:
    edges = _tree(folder, "organisations").findall(".//g:edge", NS)
    assert sorted(e.get("kind") for e in edges) == ["funds", "member_of", "partners_with"]
    kinds = {e.get("kind"): e.get("type") for e in edges}
    assert kinds == {"funds": "directed", "member_of": "directed", "partners_with": "undirected"}
    funded = next(e for e in edges if e.get("kind") == "funds")
    assert (funded.get("source"), funded.get("target")) == (builder.HARTWELL, builder.LANTERN)


def test_nodes_are_coloured_sized_and_placed_without_alpha(folder: Path) -> None:
    node = _tree(folder, "organisations").find(".//g:node", NS)
    colour = node.find("v:color", NS)
    assert set(colour.attrib) == {"r", "g", "b"}
    assert node.find("v:position", NS) is not None
    assert float(node.find("v:size", NS).get("value")) > 0


def test_there_is_a_column_per_year(folder: Path) -> None:
    root = _tree(folder, "organisations")
    titles = [a.get("title") for a in root.iterfind(".//g:attributes[@class='edge']/g:attribute", NS)]
    assert titles[-2:] == ["publications in 2017", "publications in 2019"]


def test_the_timeline_leaves_undated_ties_out_and_counts_them(folder: Path) -> None:
    root = _tree(folder, "organisations-timeline")
    assert root.find("g:graph", NS).get("timeformat") == "date"
    spells = [(s.get("start"), s.get("end")) for s in root.iterfind(".//g:edge/g:spells/g:spell", NS)]
    assert sorted(spells) == [("2017-03-09", "2017-03-09"), ("2019-05-02", "2019-05-02")]
    assert "1 undated tie left out" in root.findtext("g:meta/g:description", namespaces=NS)


@pytest.mark.parametrize(
    ("date", "spell"),
    [("2016", ("2016-01-01", "2016-12-31")), ("2016-02", ("2016-02-01", "2016-02-29")),
     ("1900-02", ("1900-02-01", "1900-02-28")), ("2016-02-03", ("2016-02-03", "2016-02-03"))],
)  # fmt: skip
def test_a_vague_date_covers_all_its_days(date: str, spell: tuple[str, str]) -> None:
    findings = builder.build_findings()
    ties = tuple(replace_tie(tie, date) if tie.kind == "member_of" else tie for tie in findings.resolution.ties)
    resolution = builder.replace_resolution(findings.resolution.assigned)
    changed = replace(
        findings,
        resolution=type(resolution)(
            **{f: getattr(resolution, f) for f in resolution.__struct_fields__} | {"ties": ties}
        ),
    )
    edges = {edge.kind: edge for edge in Graphs(changed).timeline().edges}
    assert edges["member_of"].spells == (spell,)


def replace_tie(tie: object, date: str) -> object:
    import msgspec

    return msgspec.structs.replace(
        tie, evidence=tuple(msgspec.structs.replace(e, published_on=date) for e in tie.evidence)
    )


def test_who_asks_whom_counts_clear_recommendations(folder: Path) -> None:
    edges = _tree(folder, "recommendations").findall(".//g:edge", NS)
    asked = {(e.get("source"), e.get("target")): float(e.get("weight")) for e in edges}
    assert asked == {(builder.WAYFOLD, "class:commissioners"): 2.0, (builder.LANTERN, "class:commissioners"): 1.0}


def test_graphml_is_read_by_networkx(folder: Path) -> None:
    graph = nx.read_graphml(folder / "organisations.graphml", force_multigraph=True)
    assert graph.number_of_nodes() == 3
    assert graph.number_of_edges() == 3
    assert graph.nodes[builder.LANTERN]["label"] == "Lantern Trust"


_TEXT = st.text(st.characters(codec=None), max_size=40)


@settings(deadline=None, max_examples=60)
@given(label=_TEXT, quote=_TEXT, number=st.floats() | st.none())
def test_any_name_gives_a_readable_file(
    tmp_path_factory: pytest.TempPathFactory, label: str, quote: str, number: float | None
) -> None:
    path = tmp_path_factory.mktemp("hostile") / "g.gexf"
    view = GraphView(
        title=label, description=quote, node_attributes=(Attribute("n", label, "double"),),
        edge_attributes=(Attribute("quote", "quote"),),
        nodes=[Node(id="a", label=label, values={"n": number}), Node(id="b", label=quote)],
        edges=[Edge(id="e", source="a", target="b", kind=label, values={"quote": quote})],
    )  # fmt: skip
    write_gexf(view, path, creator="test")
    root = etree.parse(path).getroot()
    labels = [node.get("label") for node in root.iterfind(".//g:node", NS)]
    assert labels == [xml_text(label), xml_text(quote)]
    values = root.findall(".//g:node/g:attvalues/g:attvalue", NS)
    assert bool(values) == (number is not None and math.isfinite(number))
    write_graphml(view, path.with_suffix(".graphml"))
    etree.parse(path.with_suffix(".graphml"))


def test_no_ties_give_an_empty_readable_graph(tmp_path: Path) -> None:
    findings = builder.build_findings("")
    write_graphs(findings, build_tables(findings)["recommendations"], tmp_path)
    for name in FILES:
        assert _tree(tmp_path, name).find("g:graph", NS) is not None
