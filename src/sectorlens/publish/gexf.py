"""Graph files: one streaming GEXF 1.3 and one GraphML writer behind one sanitiser.

Gephi merges parallel edges that lack a ``kind``; a missing or mixed value type makes a file unreadable: so the
view declares every attribute with its type, and the writers convert to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from sectorlens.text import clean_text

AttributeKind = Literal["string", "integer", "double", "boolean"]
Value = str | int | float | bool | None
_Writer = Any  # lxml does not export the type of its incremental writer
Spell = tuple[str, str]
"""First and last day, both YYYY-MM-DD."""

_GEXF = "http://gexf.net/1.3"
_VIZ = "http://gexf.net/1.3/viz"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_GRAPHML_KINDS = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean"}


@dataclass(frozen=True)
class Attribute:
    """A declared attribute; ``title`` is what the analyst reads in Gephi."""

    id: str
    title: str
    kind: AttributeKind = "string"


@dataclass(frozen=True)
class Node:
    """A node with its place, its size in drawing units and its colour (``#rrggbb``)."""

    id: str
    label: str
    values: Mapping[str, Value] = field(default_factory=dict)
    x: float = 0.0
    y: float = 0.0
    size: float = 5.0
    colour: str = "#888888"
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class Edge:
    """An edge; ``kind`` keeps parallel edges of different kinds apart."""

    id: str
    source: str
    target: str
    kind: str = ""
    label: str = ""
    weight: float = 1.0
    directed: bool = True
    values: Mapping[str, Value] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()


@dataclass(frozen=True)
class GraphView:
    """What one graph file shows.  Node ids are unique and every edge ends at a node of the view."""

    title: str
    description: str
    nodes: Iterable[Node]
    edges: Iterable[Edge]
    node_attributes: tuple[Attribute, ...] = ()
    edge_attributes: tuple[Attribute, ...] = ()
    directed: bool = True
    timeline: bool = False


def xml_text(value: Value, kind: AttributeKind = "string") -> str | None:
    """Return ``value`` as the text of an attribute of ``kind``; None if there is nothing to write.

    Strings lose what XML cannot carry and go on one line; numbers that are not finite are left out.
    """
    if value is None:
        return None
    if kind == "string":
        return " ".join(clean_text(str(value)).split())
    if kind == "boolean":
        return "true" if value else "false"
    number = float(value)
    if not math.isfinite(number):
        return None
    return str(round(number)) if kind == "integer" else repr(round(number, 6))


def write_gexf(view: GraphView, path: Path, *, creator: str) -> None:
    """Stream ``view`` to ``path`` as GEXF 1.3; memory does not grow with the graph."""
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{_GEXF}}}gexf", {"version": "1.3"}, nsmap={None: _GEXF, "viz": _VIZ}):
            with xml.element(f"{{{_GEXF}}}meta"):
                for tag, text in (("creator", creator), ("title", view.title), ("description", view.description)):
                    with xml.element(f"{{{_GEXF}}}{tag}"):
                        xml.write(xml_text(text) or "")
            attributes = {"defaultedgetype": "directed" if view.directed else "undirected"}
            attributes |= {"mode": "dynamic", "timeformat": "date"} if view.timeline else {"mode": "static"}
            with xml.element(f"{{{_GEXF}}}graph", attributes):
                for owner, declared in (("node", view.node_attributes), ("edge", view.edge_attributes)):
                    _declare(xml, owner, declared)
                with xml.element(f"{{{_GEXF}}}nodes"):
                    for node in view.nodes:
                        _write_gexf_node(xml, node, view.node_attributes)
                with xml.element(f"{{{_GEXF}}}edges"):
                    for edge in view.edges:
                        _write_gexf_edge(xml, edge, view.edge_attributes)


def _declare(xml: _Writer, owner: str, declared: tuple[Attribute, ...]) -> None:
    if declared:
        with xml.element(f"{{{_GEXF}}}attributes", {"class": owner, "mode": "static"}):
            for attribute in declared:
                title = xml_text(attribute.title) or attribute.id
                _empty(xml, f"{{{_GEXF}}}attribute", {"id": attribute.id, "title": title, "type": attribute.kind})


def _write_gexf_node(xml: _Writer, node: Node, declared: tuple[Attribute, ...]) -> None:
    with xml.element(f"{{{_GEXF}}}node", {"id": xml_text(node.id) or "", "label": xml_text(node.label) or ""}):
        _write_gexf_values(xml, node.values, declared)
        _write_gexf_spells(xml, node.spells)
        # No alpha: some readers take a stated one for "translucent" and show grey.
        red, green, blue = (str(int(node.colour[n : n + 2], 16)) for n in (1, 3, 5))
        _empty(xml, f"{{{_VIZ}}}color", {"r": red, "g": green, "b": blue})
        position = {axis: xml_text(value, "double") or "0.0" for axis, value in (("x", node.x), ("y", node.y))}
        _empty(xml, f"{{{_VIZ}}}position", {**position, "z": "0.0"})
        _empty(xml, f"{{{_VIZ}}}size", {"value": xml_text(node.size, "double") or "5.0"})


def _write_gexf_edge(xml: _Writer, edge: Edge, declared: tuple[Attribute, ...]) -> None:
    optional = {"kind": xml_text(edge.kind) or "", "label": xml_text(edge.label) or ""}
    attributes = {
        "id": xml_text(edge.id) or "",
        "source": xml_text(edge.source) or "",
        "target": xml_text(edge.target) or "",
        "type": "directed" if edge.directed else "undirected",
        **{name: text for name, text in optional.items() if text},
        "weight": xml_text(edge.weight, "double") or "1.0",
    }
    with xml.element(f"{{{_GEXF}}}edge", attributes):
        _write_gexf_values(xml, edge.values, declared)
        _write_gexf_spells(xml, edge.spells)


def _write_gexf_values(xml: _Writer, values: Mapping[str, Value], declared: tuple[Attribute, ...]) -> None:
    written = [(a.id, text) for a in declared if (text := xml_text(values.get(a.id), a.kind)) is not None]
    if written:
        with xml.element(f"{{{_GEXF}}}attvalues"):
            for name, text in written:
                _empty(xml, f"{{{_GEXF}}}attvalue", {"for": name, "value": text})


def _write_gexf_spells(xml: _Writer, spells: tuple[Spell, ...]) -> None:
    if spells:
        with xml.element(f"{{{_GEXF}}}spells"):
            for start, end in spells:
                _empty(xml, f"{{{_GEXF}}}spell", {"start": start, "end": end})


def _empty(xml: _Writer, tag: str, attributes: Mapping[str, str]) -> None:
    # Elements written whole would declare their namespaces again, each of them.
    with xml.element(tag, dict(attributes)):
        pass


def write_graphml(view: GraphView, path: Path) -> None:
    """Stream ``view`` to ``path`` as GraphML (networkx, igraph and yEd read it); the timeline is left out."""
    node_keys = (Attribute("label", "label"), *view.node_attributes, Attribute("x", "x", "double"),
                 Attribute("y", "y", "double"))  # fmt: skip
    edge_keys = (Attribute("kind", "kind"), Attribute("weight", "weight", "double"), *view.edge_attributes)
    with path.open("wb") as file, etree.xmlfile(file, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element(f"{{{_GRAPHML}}}graphml", nsmap={None: _GRAPHML}):
            for owner, keys in (("node", node_keys), ("edge", edge_keys)):
                for key in keys:
                    name, kind = xml_text(key.title) or key.id, _GRAPHML_KINDS[key.kind]
                    declared = {"id": f"{owner}.{key.id}", "for": owner, "attr.name": name, "attr.type": kind}
                    _empty(xml, f"{{{_GRAPHML}}}key", declared)
            direction = "directed" if view.directed else "undirected"
            with xml.element(f"{{{_GRAPHML}}}graph", {"id": "G", "edgedefault": direction}):
                with xml.element(f"{{{_GRAPHML}}}desc"):
                    xml.write(xml_text(f"{view.title}. {view.description}") or "")
                for node in view.nodes:
                    values = {"label": node.label, **node.values, "x": node.x, "y": node.y}
                    _write_graphml_item(xml, "node", {"id": node.id}, values, node_keys)
                for edge in view.edges:
                    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
                    values = {"kind": edge.kind, "weight": edge.weight, **edge.values}
                    _write_graphml_item(xml, "edge", ends, values, edge_keys)


def _write_graphml_item(
    xml: _Writer, tag: str, ends: Mapping[str, str], values: Mapping[str, Value], keys: tuple[Attribute, ...]
) -> None:
    with xml.element(f"{{{_GRAPHML}}}{tag}", {name: xml_text(end) or "" for name, end in ends.items()}):
        for key in keys:
            text = xml_text(values.get(key.id), key.kind)
            if text is not None:
                with xml.element(f"{{{_GRAPHML}}}data", {"key": f"{tag}.{key.id}"}):
                    xml.write(text)
