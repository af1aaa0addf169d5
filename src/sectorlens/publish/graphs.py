"""Which graphs are written and what their nodes and edges carry.

Ties in the graphs are the clear, affirmed ones; what is doubtful or denied stands in the tables only.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import cos, pi, sin, sqrt

from sectorlens.model import Organisation, Tie, TieEvidence
from sectorlens.model.vocabulary import SYMMETRIC_KINDS
from sectorlens.publish.gexf import Attribute, Edge, GraphView, Node, Spell
from sectorlens.publish.schema import JOINER
from sectorlens.publish.wording import ADDRESSEES, DEMONSTRATION, ORGANISATION_KINDS, TIES, count
from sectorlens.store.findings import Findings
from sectorlens.text import shorten

PALETTE = (
    "#1f6f78",
    "#c2571a",
    "#5b4b9a",
    "#2f7d32",
    "#b0306a",
    "#7a5c00",
    "#2b66b1",
    "#8a3324",
    "#4d6a2e",
    "#8b4fa8",
    "#00695c",
    "#a8456a",
)
THEME_COLOUR = "#d9a400"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
CLASS_COLOUR = "#6b7280"

_ORGANISATION = (
    Attribute("kind", "kind"),
    Attribute("aliases", "aliases"),
    Attribute("identifiers", "identifiers"),
    Attribute("mentions", "mentions", "integer"),
    Attribute("publications", "publications", "integer"),
    Attribute("first_seen", "first seen"),
    Attribute("last_seen", "last seen"),
    Attribute("degree", "tied organisations", "integer"),
    Attribute("betweenness", "betweenness", "double"),
    Attribute("community", "community", "integer"),
)


class Graphs:
    """Builds each view from the findings; every view is a pure function of them."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._names = findings.organisations
        self._measures = {measure.organisation_id: measure for measure in findings.network.measures}

    @cached_property
    def ties(self) -> tuple[Tie, ...]:
        """The clear ties that at least one publication affirms."""
        return tuple(
            tie
            for tie in self._findings.resolution.ties
            if tie.band == "clear" and tie.weight > 0 and {tie.source_id, tie.target_id} <= self._names.keys()
        )

    def organisations(self) -> GraphView:
        """Ties, one edge per pair and kind, with a column per year."""
        years = sorted({e.published_on[:4] for tie in self.ties for e in affirmed(tie) if e.published_on})
        columns = tuple(Attribute(f"publications_{year}", f"publications in {year}", "integer") for year in years)
        edges = [self._edge(tie, years) for tie in self.ties]
        return self._view(
            "Ties between organisations",
            "Each edge is one kind of tie between two organisations, with the sentence that states it. Weight is the "
            "number of publications that state it. Year columns count the dated ones.",
            self._ends(edges),
            edges,
            (*_TIE, *columns),
        )

    def simple(self) -> GraphView:
        """One edge per pair of organisations, whatever the kinds of tie."""
        pairs: dict[tuple[str, str], list[Tie]] = defaultdict(list)
        for tie in self.ties:
            pairs[min(tie.source_id, tie.target_id), max(tie.source_id, tie.target_id)].append(tie)
        edges = [
            Edge(
                id=f"{left}--{right}",
                source=left,
                target=right,
                directed=False,
                label=", ".join(sorted({TIES[tie.kind][0] for tie in ties})),
                weight=float(len({e.publication_id for tie in ties for e in affirmed(tie)})),
                values={"kinds": JOINER.join(sorted({tie.kind for tie in ties})), "ties": len(ties)},
            )
            for (left, right), ties in sorted(pairs.items())
        ]
        return self._view(
            "Organisations that are tied",
            "One edge per pair of organisations. Weight is the number of publications.",
            self._ends(edges),
            edges,
            (Attribute("kinds", "kinds of tie"), Attribute("ties", "ties", "integer")),
            directed=False,
        )

    def timeline(self) -> GraphView:
        """Ties as spells from the first to the last dated statement; undated ties are left out and counted."""
        edges = []
        seen: dict[str, list[Spell]] = defaultdict(list)
        for tie in self.ties:
            spell = _spell(affirmed(tie))
            if spell is not None:
                edges.append(self._edge(tie, (), spells=(spell,)))
                seen[tie.source_id].append(spell)
                seen[tie.target_id].append(spell)
        spells = {node: ((min(s for s, _ in found), max(e for _, e in found)),) for node, found in seen.items()}
        left_out = len(self.ties) - len(edges)
        return self._view(
            "Ties between organisations over time",
            "A spell runs from the first to the last dated publication that states the tie; the tie itself may be "
            f"older and may last longer. {count(left_out, 'undated tie')} left out.",
            self._ends(edges, spells),
            edges,
            _TIE,
            timeline=True,
        )

    def co_mentions(self) -> GraphView:
        """Organisations that are named together."""
        edges = [
            Edge(
                id=f"{pair.source_id}--{pair.target_id}",
                source=pair.source_id,
                target=pair.target_id,
                directed=False,
                label="named together",
                weight=float(pair.publications),
                values={"expected": pair.expected, "significance": pair.significance},
            )
            for pair in self._findings.network.co_mentions
            if {pair.source_id, pair.target_id} <= self._names.keys()
        ]
        return self._view(
            "Organisations named together",
            "Named together in the same passages. This is not evidence of working together. Weight is the number of "
            "publications; significance says how far that is from chance (G²).",
            self._ends(edges),
            edges,
            (
                Attribute("expected", "expected by chance", "double"),
                Attribute("significance", "significance", "double"),
            ),
            directed=False,
        )

    def themes(self) -> GraphView:
        """Organisations and the themes in whose passages they are named."""
        themes = {theme.id: theme for theme in self._findings.themes.themes}
        named: dict[tuple[str, str], set[str]] = defaultdict(set)
        places: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
        for passage in self._findings.themes.passages:
            place = passage.evidence
            places[place.document_id].append((place.start, place.end, passage.theme_id))
        for mention in self._findings.iter_mentions():
            owner, at = self._findings.assigned.get(mention.id, ""), mention.evidence
            publication = self._findings.publication_of.get(at.document_id)
            for start, end, theme_id in (
                places[at.document_id] if owner in self._names and mention.form != "publisher" else ()
            ):
                if start <= at.start and at.end <= end and theme_id in themes:
                    named[owner, theme_id].add(publication.id if publication else at.document_id)
        edges = [
            Edge(
                id=f"{owner}--{theme}",
                source=owner,
                target=theme,
                directed=False,
                label="named in",
                weight=float(len(publications)),
            )
            for (owner, theme), publications in sorted(named.items())
        ]
        used = sorted({edge.target for edge in edges})
        nodes = self._ends(list(edges), only=self._names)
        ring = [_on_ring(n, len(used), 900.0) for n in range(len(used))]
        theme_nodes = [
            Node(
                id=t,
                label=themes[t].label,
                values={"kind": "theme", "publications": len(themes[t].publication_ids)},
                x=ring[n][0],
                y=ring[n][1],
                size=30.0,
                colour=themes[t].colour if _COLOUR.fullmatch(themes[t].colour) else THEME_COLOUR,
            )
            for n, t in enumerate(used)
        ]
        return self._view(
            "Organisations and themes",
            "An organisation is joined to a theme when a passage of the theme names it. "
            "Weight is the number of publications.",
            [*nodes, *theme_nodes],
            edges,
            directed=False,
        )

    def recommendations(self, rows: Iterable[tuple[str, str, str]]) -> GraphView:
        """Who asks whom: ``rows`` are asker id, organisation id asked ("" if only a class), addressee class."""
        asked: Counter[tuple[str, str]] = Counter()
        unknown = 0
        for asker, organisation, addressee in rows:
            target = organisation if organisation in self._names else f"class:{addressee}"
            if asker not in self._names or asker == target:
                unknown += 1
            else:
                asked[asker, target] += 1
        edges = [
            Edge(
                id=f"{asker}->{target}",
                source=asker,
                target=target,
                label="asks",
                weight=float(number),
                values={"recommendations": number},
            )
            for (asker, target), number in sorted(asked.items())
        ]
        classes = sorted({edge.target for edge in edges if edge.target.startswith("class:")})
        class_nodes = [
            Node(
                id=c,
                label=ADDRESSEES.get(c[6:], c[6:]),
                values={"kind": "who is asked, as a class"},
                size=24.0,
                colour=CLASS_COLOUR,
                x=_on_ring(n, len(classes), 900.0)[0],
                y=_on_ring(n, len(classes), 900.0)[1],
            )
            for n, c in enumerate(classes)
        ]
        return self._view(
            "Who asks whom",
            "From the organisation that recommends to whom it asks: an organisation, or a class such as commissioners. "
            f"{count(unknown, 'recommendation')} left out because it is not known who asks, or the asker asks itself.",
            [*self._ends(edges, only=self._names), *class_nodes],
            edges,
            (Attribute("recommendations", "recommendations", "integer"),),
        )

    def _view(
        self,
        title: str,
        description: str,
        nodes: list[Node],
        edges: list[Edge],
        edge_attributes: tuple[Attribute, ...] = (),
        *,
        directed: bool = True,
        timeline: bool = False,
    ) -> GraphView:
        facts = self._findings.facts
        notice = f"{DEMONSTRATION} " if facts.demonstration else ""
        return GraphView(
            title=f"{title}. {facts.title}",
            description=f"{notice}{description} {facts.disclaimer}",
            nodes=nodes,
            edges=edges,
            node_attributes=_ORGANISATION,
            edge_attributes=edge_attributes,
            directed=directed,
            timeline=timeline,
        )

    def _ends(
        self,
        edges: list[Edge],
        spells: Mapping[str, tuple[Spell, ...]] | None = None,
        *,
        only: dict[str, Organisation] | None = None,
    ) -> list[Node]:
        ids = sorted({end for edge in edges for end in (edge.source, edge.target)})
        ids = [i for i in ids if only is None or i in only]
        return [self._node(self._names[i], n, len(ids), (spells or {}).get(i, ())) for n, i in enumerate(ids)]

    def _node(self, organisation: Organisation, n: int, of: int, spells: tuple[Spell, ...]) -> Node:
        measure = self._measures.get(organisation.id)
        x, y = (measure.x, measure.y) if measure else _on_ring(n, of, 600.0)
        return Node(
            id=organisation.id,
            label=organisation.name,
            x=x,
            y=y,
            spells=spells,
            size=8.0 + 4.0 * sqrt(measure.degree if measure else 1),
            colour=PALETTE[measure.community % len(PALETTE)] if measure else CLASS_COLOUR,
            values={
                "kind": ORGANISATION_KINDS[organisation.kind],
                "aliases": JOINER.join(organisation.aliases),
                "identifiers": JOINER.join(f"{i.scheme}-{i.value}" for i in organisation.identifiers),
                "mentions": organisation.mentions,
                "publications": organisation.publications,
                "first_seen": organisation.first_seen,
                "last_seen": organisation.last_seen,
                "degree": measure.degree if measure else None,
                "betweenness": measure.betweenness if measure else None,
                "community": measure.community if measure else None,
            },
        )

    def _edge(self, tie: Tie, years: Iterable[str], spells: tuple[Spell, ...] = ()) -> Edge:
        stated = affirmed(tie)
        by_year = {
            f"publications_{year}": len({e.publication_id for e in stated if e.published_on.startswith(year)})
            for year in years
        }
        return Edge(
            id=tie.id,
            source=tie.source_id,
            target=tie.target_id,
            kind=tie.kind,
            label=TIES[tie.kind][0],
            weight=float(tie.weight),
            directed=tie.kind not in SYMMETRIC_KINDS,
            spells=spells,
            values={
                "tie": tie.kind,
                "publications": tie.weight,
                "first_stated": tie.first_stated,
                "last_stated": tie.last_stated,
                "stated_by": JOINER.join(sorted({e.stated_by for e in stated})),
                "modality": JOINER.join(sorted({e.modality for e in stated})),
                "quote": shorten(stated[0].evidence.quote, 400) if stated else "",
                "said_in": stated[0].evidence.document_id if stated else "",
                **by_year,
            },
        )


_TIE = (
    Attribute("tie", "kind of tie"),
    Attribute("publications", "publications", "integer"),
    Attribute("first_stated", "first stated"),
    Attribute("last_stated", "last stated"),
    Attribute("stated_by", "stated by"),
    Attribute("modality", "modality"),
    Attribute("quote", "quote"),
    Attribute("said_in", "said in (document id)"),
)


def affirmed(tie: Tie) -> tuple[TieEvidence, ...]:
    """Return the clear statements that the tie stands, earliest dated first, undated last."""
    stated = [e for e in tie.evidence if e.polarity == "affirmed" and e.band == "clear"]
    return tuple(sorted(stated, key=lambda e: (not e.published_on, e.published_on, e.relation_id)))


def _spell(stated: tuple[TieEvidence, ...]) -> Spell | None:
    dates = [e.published_on for e in stated if e.published_on]
    return (min(_first_day(d) for d in dates), max(_last_day(d) for d in dates)) if dates else None


def _first_day(date: str) -> str:
    return date + "-01-01"[len(date) - 4 :] if len(date) in (4, 7) else date


def _last_day(date: str) -> str:
    if len(date) == 4:
        return f"{date}-12-31"
    if len(date) == 7:
        year, month = int(date[:4]), int(date[5:])
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return f"{date}-{(31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]}"
    return date


def _on_ring(n: int, of: int, radius: float) -> tuple[float, float]:
    angle = 2 * pi * n / max(of, 1)
    return round(radius * cos(angle), 3), round(radius * sin(angle), 3)
