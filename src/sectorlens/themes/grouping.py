"""From vectors to named groups: of several ways to part the passages, the one whose groups their words name best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from sectorlens.themes.clusters import (
    OUTSIDE,
    SEED,
    TREE_UP_TO,
    Labels,
    by_size,
    cluster,
    group_rest,
    middles_of,
    take_in,
)
from sectorlens.themes.naming import Name, name_groups
from sectorlens.themes.passages import Passage
from sectorlens.themes.phrases import Phrases
from sectorlens.themes.vectors import Array, Vectors

# Share of a group's passages that must carry one of its first keywords.
NAMED = 0.6
# So many starts are tried up to so many rows; with more rows k-means hardly differs between starts.
STARTS = ((1_500, 8), (5_000, 3))
# Rounds of taking weak groups apart and looking for others among the leftovers.
REPAIRS = 4


@dataclass(frozen=True)
class Ground:
    """What grouping works on: parallel sequences over the passages, and what names are made of.

    ``carried`` holds the content stems of each passage and its headings; ``worn`` stems name nothing.
    """

    passages: Sequence[Passage]
    rows: Array
    carried: Sequence[frozenset[str]]
    phrases: Phrases
    vectors: Vectors
    worn: frozenset[str]


@dataclass(frozen=True)
class Groups:
    """``members`` lists the passages of each group, most central first; the rest is ``outside``."""

    members: list[list[int]]
    middles: Array
    names: list[Name]
    outside: list[int]


def find_groups(ground: Ground, *, strict: bool) -> Groups:
    """Return the groups of the passages.

    ``strict``: there are publications enough to compare, so a group must span several and be named by the words
    of most of its passages; of several starts the one is taken whose groups are named most tellingly.
    """
    if not strict:
        return _name(ground, cluster(ground.rows))
    count = len(ground.rows)
    starts = next((number for limit, number in STARTS if count <= limit), 1) if count > TREE_UP_TO else 1
    options = [_repair(ground, SEED + start) for start in range(starts)]
    return max(options, key=lambda groups: round(_worth(ground, groups), 6))


def _repair(ground: Ground, seed: int) -> Groups:
    """Group, take apart what is narrow or nameless, look among the leftovers, and again."""
    labels = cluster(ground.rows, seed=seed)
    groups = _name(ground, labels)
    for left in reversed(range(REPAIRS)):
        weak = _narrow(ground, groups) | _nameless(ground, groups)
        if not weak or len(weak) == len(groups.members):
            break
        labels = by_size(np.where(np.isin(labels, sorted(weak)), OUTSIDE, labels))
        labels = take_in(ground.rows, labels)
        labels = by_size(group_rest(ground.rows, labels, seed=seed) if left else labels)
        groups = _name(ground, labels)
    labels = _call_in(ground, groups, labels)
    return Groups(
        members=list(_members(ground.rows, labels, groups.middles)),
        middles=groups.middles,
        names=groups.names,
        outside=np.flatnonzero(labels == OUTSIDE).tolist(),
    )


def _name(ground: Ground, labels: Labels) -> Groups:
    middles = middles_of(ground.rows, labels)
    members = list(_members(ground.rows, labels, middles))
    publications = [passage.publication_id for passage in ground.passages]
    names = name_groups(ground.phrases, members, publications, ground.vectors, middles, worn=ground.worn)
    return Groups(members, middles, names, np.flatnonzero(labels == OUTSIDE).tolist())


def _members(rows: Array, labels: Labels, middles: Array) -> Iterator[list[int]]:
    for n, middle in enumerate(middles):
        found = np.flatnonzero(labels == n)
        near = (rows[found] @ middle).round(9)
        yield [int(m) for m in found[np.lexsort((found, -near))]]


def _narrow(ground: Ground, groups: Groups) -> set[int]:
    """Return the groups of one or two publications only: what one page says is no theme of the sector."""
    least = 2 if len({passage.publication_id for passage in ground.passages}) < 20 else 3
    return {
        n for n, group in enumerate(groups.members) if len({ground.passages[m].publication_id for m in group}) < least
    }


def _nameless(ground: Ground, groups: Groups) -> set[int]:
    """Return the groups of which too few passages carry a word that names them: a mood or a style, no subject."""
    return {n for n, group in enumerate(groups.members) if _carrying(ground, groups.names[n], group) < NAMED}


def _carrying(ground: Ground, name: Name, numbers: Sequence[int]) -> float:
    """Return the share of passages ``numbers`` that carry one of the first keywords of ``name``."""
    held = sum(any(ground.carried[m].issuperset(stems) for stems in name.stems) for m in numbers)
    return held / max(1, len(numbers))


def _worth(ground: Ground, groups: Groups) -> float:
    """Return how many passages stand in groups that their words name, and others do not share."""
    total = 0.0
    for name, group in zip(groups.names, groups.members, strict=True):
        own = frozenset(group)
        others = [m for m in range(len(ground.passages)) if m not in own]
        total += len(group) * (_carrying(ground, name, group) - _carrying(ground, name, others))
    return total


def _call_in(ground: Ground, groups: Groups, labels: Labels) -> Labels:
    """Put a passage outside into the group of which it carries the first keyword or two others, if not far off."""
    labels = labels.copy()
    limits = []
    for n, middle in enumerate(groups.middles):
        own = ground.rows[labels == n] @ middle
        limits.append(max(0.1, float(own.mean() - 2 * own.std())))
    for m in np.flatnonzero(labels == OUTSIDE):
        near = groups.middles @ ground.rows[m]
        for n in np.argsort(-near, kind="stable")[:2]:
            held = [ground.carried[int(m)].issuperset(stems) for stems in groups.names[int(n)].stems]
            if near[n] >= limits[int(n)] and (held[:1] == [True] or sum(held) > 1):
                labels[m] = n
                break
    return labels
