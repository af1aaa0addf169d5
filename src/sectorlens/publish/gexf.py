"""Graph files: one streaming GEXF 1.3 and one GraphML writer behind one sanitiser.

Gephi merges parallel edges that lack a ``kind``; a missing or mixed value type makes a file unreadable: so the
view declares every attribute with its type, and the writers convert to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from lxml import etree

from sectorlens.text import clean_text

AttributeKind = Literal["string", "integer", "double", "boolean"]
Value = str | int | float | bool | None
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
                        xml.write(_gexf_node(node, view.node_attributes))
                with xml.element(f"{{{_GEXF}}}edges"):
                    for edge in view.edges:
                        xml.write(_gexf_edge(edge, view.edge_attributes))


def _declare(xml: etree._IncrementalFileWriter, owner: str, declared: tuple[Attribute, ...]) -> None:
    if not declared:
        return
    with xml.element(f"{{{_GEXF}}}attributes", {"class": owner, "mode": "static"}):
        for attribute in declared:
            item = etree.Element(f"{{{_GEXF}}}attribute", nsmap={None: _GEXF})
            item.set("id", attribute.id)
            item.set("title", xml_text(attribute.title) or attribute.id)
            item.set("type", attribute.kind)
            xml.write(item)


def _gexf_node(node: Node, declared: tuple[Attribute, ...]) -> etree._Element:
    element = etree.Element(f"{{{_GEXF}}}node", nsmap={None: _GEXF, "viz": _VIZ})
    element.set("id", xml_text(node.id) or "")
    element.set("label", xml_text(node.label) or "")
    _gexf_values(element, node.values, declared)
    _gexf_spells(element, node.spells)
    # No alpha: some readers take a stated one for "translucent" and show grey.
    red, green, blue = (str(int(node.colour[n : n + 2], 16)) for n in (1, 3, 5))
    etree.SubElement(element, f"{{{_VIZ}}}color", {"r": red, "g": green, "b": blue})
    position = {axis: xml_text(value, "double") or "0.0" for axis, value in (("x", node.x), ("y", node.y))}
    etree.SubElement(element, f"{{{_VIZ}}}position", {**position, "z": "0.0"})
    etree.SubElement(element, f"{{{_VIZ}}}size", {"value": xml_text(node.size, "double") or "5.0"})
    return element


def _gexf_edge(edge: Edge, declared: tuple[Attribute, ...]) -> etree._Element:
    element = etree.Element(f"{{{_GEXF}}}edge", nsmap={None: _GEXF, "viz": _VIZ})
    element.set("id", xml_text(edge.id) or "")
    element.set("source", xml_text(edge.source) or "")
    element.set("target", xml_text(edge.target) or "")
    element.set("type", "directed" if edge.directed else "undirected")
    if edge.kind:
        element.set("kind", xml_text(edge.kind) or "")
    if edge.label:
        element.set("label", xml_text(edge.label) or "")
    element.set("weight", xml_text(edge.weight, "double") or "1.0")
    _gexf_values(element, edge.values, declared)
    _gexf_spells(element, edge.spells)
    return element


def _gexf_values(element: etree._Element, values: Mapping[str, Value], declared: tuple[Attribute, ...]) -> None:
    written = [(a.id, xml_text(values.get(a.id), a.kind)) for a in declared]
    if any(text is not None for _, text in written):
        holder = etree.SubElement(element, f"{{{_GEXF}}}attvalues")
        for name, text in written:
            if text is not None:
                etree.SubElement(holder, f"{{{_GEXF}}}attvalue", {"for": name, "value": text})


def _gexf_spells(element: etree._Element, spells: tuple[Spell, ...]) -> None:
    if spells:
        holder = etree.SubElement(element, f"{{{_GEXF}}}spells")
        for start, end in spells:
            etree.SubElement(holder, f"{{{_GEXF}}}spell", {"start": start, "end": end})


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
                    item = etree.Element(f"{{{_GRAPHML}}}key", nsmap={None: _GRAPHML})
                    item.set("id", f"{owner}.{key.id}")
                    item.set("for", owner)
                    item.set("attr.name", xml_text(key.title) or key.id)
                    item.set("attr.type", _GRAPHML_KINDS[key.kind])
                    xml.write(item)
            direction = "directed" if view.directed else "undirected"
            with xml.element(f"{{{_GRAPHML}}}graph", {"id": "G", "edgedefault": direction}):
                with xml.element(f"{{{_GRAPHML}}}desc"):
                    xml.write(xml_text(f"{view.title}. {view.description}") or "")
                for node in view.nodes:
                    values = {"label": node.label, **node.values, "x": node.x, "y": node.y}
                    xml.write(_graphml_item("node", {"id": node.id}, values, node_keys))
                for edge in view.edges:
                    ends = {"id": edge.id, "source": edge.source, "target": edge.target}
                    values = {"kind": edge.kind, "weight": edge.weight, **edge.values}
                    xml.write(_graphml_item("edge", ends, values, edge_keys))


def _graphml_item(
    tag: str, ends: Mapping[str, str], values: Mapping[str, Value], keys: tuple[Attribute, ...]
) -> etree._Element:
    element = etree.Element(f"{{{_GRAPHML}}}{tag}", nsmap={None: _GRAPHML})
    for name, end in ends.items():
        element.set(name, xml_text(end) or "")
    for key in keys:
        written = xml_text(values.get(key.id), key.kind)
        if written is not None:
            data = etree.SubElement(element, f"{{{_GRAPHML}}}data", {"key": f"{tag}.{key.id}"})
            data.text = written
    return element
