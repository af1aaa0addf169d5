"""Grouping vectors: which passages are about one thing, and which fit nowhere.

The ladder, by the number of rows that have a vector: fewer than ``FEWEST`` make one group; up to
``TREE_UP_TO`` rows are joined bottom-up (Ward), which needs no start and no luck; more are parted by k-means
(on stories told at length it found purer groups than the tree), from ``BATCHES_FROM`` rows on in batches.  The
number of groups is the one at which rows stand closest to their own group compared with the next (silhouette),
between bounds that a reader can take in.

Where there are many rows, groups that hardly stand together are dissolved and what is left over is grouped once
more, so that a heap of odds and ends does not hide a small subject.
"""

from __future__ import annotations

import math
import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.exceptions import ConvergenceWarning

Array = NDArray[np.float64]
Labels = NDArray[np.int64]

SEED = 20_121
FEWEST = 6
TREE_UP_TO = 60
BATCHES_FROM = 20_000
MOST_GROUPS = 24
# Silhouettes within this of the best count as equal; the larger number of groups then tells readers more.
NO_WORSE = 0.9
OUTSIDE = -1
# At most this share is left outside; a row is outside when it is far from its middle for its group.
MOST_OUTSIDE = 0.12
FAR = 1.5
# A group whose rows stand together less than this share of what is usual has no subject of its own.
LOOSE = 0.8
ROUNDS = 2
# A group found among the leftovers holds at least this share of all rows.
LEAST_SHARE = 0.025
# What the leftovers may add: so many groups in all, against the bound for the first grouping.
ROOM = 1.25


def cluster(vectors: Array, *, seed: int = SEED) -> Labels:
    """Return the group of each row: 0 is the largest (ties: first row), -1 marks rows that fit nowhere.

    ``seed`` is where k-means starts.

    Rows are taken to be of length 1; a row of zeros fits nowhere unless all rows are zeros. Deterministic; the
    caller fixes the order of the rows.
    """
    count = len(vectors)
    labels: Labels = np.full(count, OUTSIDE, dtype=np.int64)
    known = np.flatnonzero(np.linalg.norm(vectors, axis=1) > 1e-9)
    if count and not len(known):
        return np.zeros(count, dtype=np.int64)
    rows = vectors[known]
    found = _group(rows, seed)
    if len(rows) > TREE_UP_TO:
        found = _dissolve(rows, found)
        for _ in range(ROUNDS):
            found = group_rest(rows, found, seed=seed)
    if len(known) >= FEWEST:
        found[_strays(rows, found)] = OUTSIDE
    labels[known] = found
    return by_size(labels)


def bounds(count: int) -> tuple[int, int]:
    """Return the least and the greatest number of groups for ``count`` rows.

    >>> bounds(5), bounds(25), bounds(900), bounds(100_000)
    ((1, 1), (3, 5), (5, 16), (8, 24))
    """
    if count < FEWEST:
        return 1, 1
    greatest = min(MOST_GROUPS, round(math.sqrt(count)), round(1.65 * math.log2(count)))
    least = min(greatest, 2 if count < 12 else 3 if count < 100 else 5 if count < 2_000 else 8)
    return least, max(least, greatest)


def _group(rows: Array, seed: int) -> Labels:
    least, greatest = bounds(len(rows))
    distinct = len(np.unique(rows.round(9), axis=0))
    least, greatest = min(least, distinct), min(greatest, distinct)
    if greatest <= 1:
        return np.zeros(len(rows), dtype=np.int64)
    candidates = range(max(2, least), greatest + 1)
    if len(rows) <= TREE_UP_TO:
        tree = linkage(rows, method="ward")
        options = [fcluster(tree, number, criterion="maxclust").astype(np.int64) - 1 for number in candidates]
        options = [_settle(rows, option) for option in options]
    else:
        options = [_part(rows, number, seed) for number in candidates]
    scores = [_closeness(rows, option) for option in options]
    best = max(scores)
    floor = best * NO_WORSE if best > 0 else best
    return max((option for option, score in zip(options, scores, strict=True) if score >= floor), key=_groups_in)


def _groups_in(labels: Labels) -> int:
    return len(np.unique(labels))


def _part(rows: Array, number: int, seed: int) -> Labels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if len(rows) >= BATCHES_FROM:
            model = MiniBatchKMeans(number, random_state=seed, n_init=3, batch_size=4_096, max_iter=50)
        else:
            model = KMeans(number, random_state=seed, n_init=4, max_iter=100)
        return np.asarray(model.fit_predict(rows), dtype=np.int64)


def _settle(rows: Array, labels: Labels) -> Labels:
    """Move rows of a tree cut to the nearest middle a few times: what was joined early may belong elsewhere."""
    for _ in range(5):
        middles = middles_of(rows, labels)
        moved = np.asarray((rows @ middles.T).argmax(axis=1), dtype=np.int64)
        if _groups_in(moved) < len(middles) or (moved == labels).all():
            break
        labels = moved
    return labels


def middles_of(rows: Array, labels: Labels) -> Array:
    """Return the middle of each group from 0, of length 1; rows outside have no say."""
    number = int(labels.max()) + 1 if len(labels) else 0
    middles = np.zeros((number, rows.shape[1]))
    for n in range(number):
        members = rows[labels == n]
        if len(members):
            middle = members.mean(axis=0)
            middles[n] = middle / max(float(np.linalg.norm(middle)), 1e-12)
    return middles


def _closeness(rows: Array, labels: Labels) -> float:
    """Return the simplified silhouette: own middle against the nearest other one, averaged over groups' rows."""
    middles = middles_of(rows, labels)
    if len(middles) < 2:
        return 0.0
    away = 1.0 - rows @ middles.T
    places = np.arange(len(rows))
    own = away[places, labels].copy()
    away[places, labels] = np.inf
    other = away.min(axis=1)
    return float(((other - own) / np.maximum(np.maximum(own, other), 1e-9)).mean())


def _dissolve(rows: Array, labels: Labels) -> Labels:
    """Take apart the groups that hardly stand together; their rows go where they fit as well as others, or out."""
    number = _groups_in(labels)
    if number < 5:
        return labels
    close = _togetherness(rows, labels)
    loose = np.flatnonzero(close < LOOSE * np.median(close))
    kept = np.where(np.isin(labels, loose), OUTSIDE, labels)
    return take_in(rows, by_size(kept)) if len(loose) else labels


def group_rest(rows: Array, labels: Labels, *, seed: int = SEED) -> Labels:
    """Group the rows left outside; those new groups that stand together as the others do are added."""
    rest = np.flatnonzero((labels == OUTSIDE) & (np.abs(rows).sum(axis=1) > 0))
    number = int(labels.max()) + 1
    room = round(ROOM * bounds(len(rows))[1]) - number
    if number < 3 or room < 1 or len(rest) < TREE_UP_TO:
        return labels
    usual = float(np.median(_togetherness(rows, labels)))
    parts = _part(rows[rest], max(room + 2, round(math.sqrt(len(rest)))), seed)
    close = _togetherness(rows[rest], parts)
    sizes = np.bincount(parts)
    least = max(4, round(LEAST_SHARE * len(rows)))
    good = [int(n) for n in np.argsort(-sizes, kind="stable") if close[n] >= LOOSE * usual and sizes[n] >= least][:room]
    labels = labels.copy()
    for place, n in enumerate(good):
        labels[rest[parts == n]] = number + place
    return take_in(rows, labels)


def take_in(rows: Array, labels: Labels) -> Labels:
    """Return ``labels`` with each row outside put into the group that it fits as well as most of its rows do."""
    outside = np.flatnonzero((labels == OUTSIDE) & (np.abs(rows).sum(axis=1) > 0))
    if not len(outside) or labels.max() < 0:
        return labels
    middles = middles_of(rows, labels)
    typical = np.zeros(len(middles))
    for n in range(len(middles)):
        own = rows[labels == n] @ middles[n]
        typical[n] = own.mean() - own.std()
    near = rows[outside] @ middles.T
    best = near.argmax(axis=1)
    labels = labels.copy()
    labels[outside] = np.where(near.max(axis=1) >= typical[best], best, OUTSIDE)
    return labels


def _togetherness(rows: Array, labels: Labels) -> Array:
    """Return how close the rows of each group are to its middle, on average."""
    middles = middles_of(rows, labels)
    return np.array([float((rows[labels == n] @ middles[n]).mean()) for n in range(len(middles))])


def _strays(rows: Array, labels: Labels) -> NDArray[np.int64]:
    """Return the rows that are far from the middle of their group for that group."""
    middles = middles_of(rows, labels)
    own = np.where(labels == OUTSIDE, -1.0, (rows * middles[labels]).sum(axis=1))
    limit = np.zeros(len(rows))
    for n in range(len(middles)):
        members = own[labels == n]
        if len(members):
            limit[labels == n] = members.mean() - FAR * members.std()
    sizes = np.bincount(labels[labels >= 0], minlength=len(middles))
    is_stray = (labels != OUTSIDE) & (own < limit - 1e-9) & (sizes[labels] > 2)
    found = np.flatnonzero(is_stray)
    most = int(MOST_OUTSIDE * len(rows))
    return found[np.lexsort((found, (own - limit)[found]))][:most]


def by_size(labels: Labels) -> Labels:
    """Return ``labels`` numbered anew: the largest group is 0, groups of one size in order of their first row."""
    numbers = [n for n in np.unique(labels) if n != OUTSIDE]
    numbers.sort(key=lambda n: (-int((labels == n).sum()), int(np.flatnonzero(labels == n)[0])))
    renumbered = np.full_like(labels, OUTSIDE)
    for new, old in enumerate(numbers):
        renumbered[labels == old] = new
    return renumbered
