"""Nodes into clusters that cannot chain: every two names of a cluster must fit each other.

Pairs are taken from the surest down; two clusters join only if no pair across them is forbidden, at most one
of them holds a curated organisation, and their least similar names still fit (complete linkage).  The result
does not depend on the order of the input.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sectorlens.resolve.nodes import Node
from sectorlens.resolve.pairs import ASK, MERGE, Pair

LARGEST = 40  # nodes; a larger one would be a fault of the rules, not an organisation


def cluster(
    nodes: Mapping[str, Node],
    pairs: Iterable[Pair],
    *,
    together: Collection[tuple[str, str]] = (),
    apart: Collection[tuple[str, str]] = (),
) -> tuple[tuple[str, ...], ...]:
    """Return clusters of node keys, each sorted, in order of their first key.

    ``together`` and ``apart`` are pairs of node keys that people decided; ``apart`` always holds.
    """
    scored = {(pair.left, pair.right): pair.score for pair in pairs}
    forbidden = {_ordered(*pair) for pair in apart}
    cluster_of: dict[str, list[str]] = {key: [key] for key in nodes}
    decided = sorted(_ordered(*pair) for pair in together if pair[0] in nodes and pair[1] in nodes)
    for left, right in decided:
        _join(cluster_of, left, right, forbidden)
    ranked = sorted((-score, pair) for pair, score in scored.items() if score >= MERGE)
    for _, (left, right) in ranked:
        first, second = cluster_of[left], cluster_of[right]
        if first is second or len(first) + len(second) > LARGEST:
            continue
        if _curated(first, nodes) and _curated(second, nodes):
            continue
        if _weakest(first, second, scored) >= ASK:
            _join(cluster_of, left, right, forbidden)
    unique = {id(members): members for members in cluster_of.values()}
    return tuple(sorted(tuple(sorted(members)) for members in unique.values()))


def _ordered(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


def _join(cluster_of: dict[str, list[str]], left: str, right: str, forbidden: Collection[tuple[str, str]]) -> None:
    first, second = cluster_of[left], cluster_of[right]
    if first is second or any(_ordered(a, b) in forbidden for a in first for b in second):
        return
    first.extend(second)
    for key in second:
        cluster_of[key] = first


def _weakest(first: Sequence[str], second: Sequence[str], scored: Mapping[tuple[str, str], float]) -> float:
    return min(scored.get(_ordered(a, b), 0.0) for a in first for b in second)


def _curated(members: Sequence[str], nodes: Mapping[str, Node]) -> bool:
    return any(nodes[key].curated is not None for key in members)
