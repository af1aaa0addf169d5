"""Grouping vectors: which passages are about one thing, and which fit nowhere.

The ladder, by the number of rows that have a vector: fewer than ``FEWEST`` make one group; up to
``TREE_UP_TO`` rows are joined bottom-up (Ward), which needs no start and no luck; more are parted by k-means,
from ``BATCHES_FROM`` rows on in batches.  The number of groups is the one at which rows stand closest to their
own group compared with the next (silhouette), between bounds that a reader can take in.
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
TREE_UP_TO = 3_000
BATCHES_FROM = 20_000
MOST_GROUPS = 24
# Silhouettes within this of the best count as equal; the larger number of groups then tells readers more.
NO_WORSE = 0.9
OUTSIDE = -1
# At most this share is left outside; a row is outside when it is far from its middle for its group.
MOST_OUTSIDE = 0.12
FAR = 2.0


def cluster(vectors: Array) -> Labels:
    """Return the group of each row, numbered from 0 in order of size (ties: first row), -1 for rows that fit nowhere.

    Rows are taken to be of length 1; a row of zeros fits nowhere unless all rows are zeros.  Deterministic; the
    caller fixes the order of the rows.
    """
    count = len(vectors)
    labels: Labels = np.full(count, OUTSIDE, dtype=np.int64)
    known = np.flatnonzero(np.linalg.norm(vectors, axis=1) > 1e-9)
    if count and not len(known):
        return np.zeros(count, dtype=np.int64)
    rows = vectors[known]
    labels[known] = _group(rows)
    if len(known) >= FEWEST:
        labels[known[_strays(rows, labels[known])]] = OUTSIDE
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


def _group(rows: Array) -> Labels:
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
        options = [_part(rows, number) for number in candidates]
    scores = [_closeness(rows, option) for option in options]
    best = max(scores)
    floor = best * NO_WORSE if best > 0 else best
    return max((option for option, score in zip(options, scores, strict=True) if score >= floor), key=_groups_in)


def _groups_in(labels: Labels) -> int:
    return len(np.unique(labels))


def _part(rows: Array, number: int) -> Labels:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if len(rows) >= BATCHES_FROM:
            model = MiniBatchKMeans(number, random_state=SEED, n_init=3, batch_size=4_096, max_iter=50)
        else:
            model = KMeans(number, random_state=SEED, n_init=4, max_iter=100)
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


def _strays(rows: Array, labels: Labels) -> NDArray[np.int64]:
    """Return the rows that fit nowhere: far from their middle for their group, and nearly as near to another."""
    middles = middles_of(rows, labels)
    near = rows @ middles.T
    places = np.arange(len(rows))
    own = near[places, labels].copy()
    near[places, labels] = -1.0
    limit = np.zeros(len(rows))
    for n in range(len(middles)):
        members = own[labels == n]
        if len(members):
            limit[labels == n] = members.mean() - FAR * members.std()
    sizes = np.bincount(labels, minlength=len(middles))
    is_stray = (own < limit - 1e-9) & (sizes[labels] > 2)
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
