"""The network of ties: who stands where in it, who belongs together, where each is drawn, who is named together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sectorlens.graph.layout import lay_out
from sectorlens.graph.measures import Measures, measure_ties
from sectorlens.graph.together import find_co_mentions
from sectorlens.memory import Positions
from sectorlens.model import Network, NodeMeasure, Publication, RelatedMentions, Resolution

__all__ = ["Measures", "find_co_mentions", "lay_out", "measure", "measure_ties"]


def measure(
    resolution: Resolution,
    publications: Sequence[Publication],
    related: Iterable[RelatedMentions],
    *,
    memory: Positions,
) -> Network:
    """Return measures and places of every organisation that has a clear tie, and who is named together.

    The result does not depend on the order of ``related``; places of ``memory`` are kept, so that a picture of
    next month looks like this month's.
    """
    measures = measure_ties(resolution)
    places = lay_out(measures, memory)
    rows = tuple(
        NodeMeasure(
            organisation_id=identity,
            degree=measures.degree[n],
            weighted_degree=measures.weighted_degree[n],
            betweenness=measures.betweenness[n],
            community=measures.community[n],
            x=places[n][0],
            y=places[n][1],
        )
        for n, identity in enumerate(measures.ids)
    )
    return Network(measures=rows, co_mentions=find_co_mentions(resolution, publications, related))
