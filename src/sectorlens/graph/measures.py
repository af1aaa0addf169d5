"""Degree, betweenness and communities over the clear ties."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx

from sectorlens.model import Resolution

SEED = 20_121
# Exact betweenness costs nodes x edges; above this many nodes it is estimated from sampled ones (Brandes and
# Pich 2007), always the same.
EXACT_UP_TO = 1_000
SAMPLED = 400


@dataclass(frozen=True)
class Measures:
    """Parallel sequences over the organisations that have a clear tie, sorted by id.

    ``pairs`` holds (row, row, weight) with the lower row first: weight is the number of publications that
    affirm any tie between the two, summed over kinds.
    """

    ids: tuple[str, ...]
    pairs: tuple[tuple[int, int, int], ...]
    degree: tuple[int, ...]
    weighted_degree: tuple[int, ...]
    betweenness: tuple[float, ...]
    community: tuple[int, ...]


def measure_ties(resolution: Resolution) -> Measures:
    """Return the measures of the network of clear ties that at least one publication affirms."""
    names = {organisation.id: organisation.name for organisation in resolution.organisations}
    weights: dict[tuple[str, str], int] = {}
    for tie in resolution.ties:
        if tie.band == "clear" and tie.weight > 0 and {tie.source_id, tie.target_id} <= names.keys():
            pair = (min(tie.source_id, tie.target_id), max(tie.source_id, tie.target_id))
            weights[pair] = weights.get(pair, 0) + tie.weight
    ids = tuple(sorted({end for pair in weights for end in pair}))
    row = {identity: n for n, identity in enumerate(ids)}
    pairs = tuple(sorted((row[a], row[b], weight) for (a, b), weight in weights.items()))
    # Nodes are whole numbers: the order of a set of strings changes from one process to the next.
    network: nx.Graph[int] = nx.Graph()
    network.add_nodes_from(range(len(ids)))
    network.add_weighted_edges_from(pairs)
    sampled = SAMPLED if len(ids) > EXACT_UP_TO else None
    betweenness = nx.betweenness_centrality(network, k=sampled, normalized=True, seed=SEED)
    return Measures(
        ids=ids,
        pairs=pairs,
        degree=tuple(network.degree(n) for n in range(len(ids))),
        weighted_degree=tuple(network.degree(n, weight="weight") for n in range(len(ids))),
        betweenness=tuple(round(min(1.0, max(0.0, betweenness[n])), 6) for n in range(len(ids))),
        community=_communities(network, [names[identity] for identity in ids]),
    )


def _communities(network: nx.Graph[int], names: list[str]) -> tuple[int, ...]:
    """Return the community of each node, counted from 0 by size, then by the first name in it."""
    if not network.number_of_edges():
        return (0,) * network.number_of_nodes()
    found = nx.community.louvain_communities(network, weight="weight", seed=SEED)
    ordered = sorted(found, key=lambda members: (-len(members), min((names[n], n) for n in members)))
    number = {node: n for n, members in enumerate(ordered) for node in members}
    return tuple(number[n] for n in range(network.number_of_nodes()))
