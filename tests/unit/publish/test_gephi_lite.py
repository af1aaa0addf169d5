"""The graph files are read by graphology-gexf, the parser of Gephi Lite, with everything in its place."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import publish_builder as builder
import pytest

from sectorlens.publish.outputs import write_graphs
from sectorlens.publish.tables import build_tables

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.needs_node


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    findings = builder.build_findings()
    folder = tmp_path_factory.mktemp("graph")
    write_graphs(findings, build_tables(findings)["recommendations"], folder)
    files = sorted(str(path) for path in folder.glob("*.gexf"))
    command = ["node", str(ROOT / "tests" / "node" / "read_gexf.mjs"), *files]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT / "tests" / "node")
    return {Path(path).stem: graph for path, graph in json.loads(done.stdout).items()}


def test_all_six_are_read(graphs: dict[str, Any]) -> None:
    assert {name: (graph["order"], graph["size"]) for name, graph in graphs.items()} == {
        "organisations": (3, 3),
        "organisations-simple": (3, 2),
        "organisations-timeline": (2, 2),
        "co-mentions": (2, 1),
        "organisations-themes": (3, 2),
        "recommendations": (3, 2),
    }


def test_nodes_arrive_labelled_coloured_sized_and_placed(graphs: dict[str, Any]) -> None:
    node = next(n for n in graphs["organisations"]["nodes"] if n["id"] == builder.HARTWELL)
    assert node["label"] == "Hartwell Fund"
    assert node["color"] == "rgb(194,87,26)"
    assert (node["x"], node["y"]) == (70, -30)
    assert node["size"] == 12
    assert node["publications"] == 2


def test_edges_arrive_typed_with_their_evidence(graphs: dict[str, Any]) -> None:
    assert (graphs["organisations"]["directed"], graphs["organisations"]["undirected"]) == (2, 1)
    edge = next(e for e in graphs["organisations"]["edges"] if e["tie"] == "member_of")
    assert (edge["source"], edge["target"]) == (builder.LANTERN, builder.WAYFOLD)
    assert edge["quote"] == "Lantern Trust is a member of Wayfold Network"
    assert edge["weight"] == 1
    assert edge["publications_2019"] == 1
