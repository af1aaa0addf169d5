"""The ladder of clustering: nothing is too small, too alike or too empty for an answer."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import normalize

from sectorlens.themes.clusters import OUTSIDE, bounds, by_size, cluster


def blobs(*sizes: int, dims: int = 20, noise: float = 0.15) -> np.ndarray:
    """Return rows around as many directions as there are sizes, at right angles to one another."""
    source = np.random.default_rng(7)
    middles = np.eye(dims)[: len(sizes)]
    rows = [
        m + noise * source.standard_normal(dims) for m, size in zip(middles, sizes, strict=True) for _ in range(size)
    ]
    return np.asarray(normalize(rows))


def truth(*sizes: int) -> np.ndarray:
    return np.repeat(np.arange(len(sizes)), sizes)


LADDER = {
    "none": (np.zeros((0, 4)), 0),
    "one": (np.eye(4)[:1], 1),
    "two": (np.eye(4)[:2], 1),
    "five": (np.eye(5), 1),
    "one of zeros": (np.zeros((1, 4)), 1),
    "all zeros": (np.zeros((9, 4)), 1),
    "all the same": (np.tile(np.eye(4)[:1], (30, 1)), 1),
    "many the same": (np.tile(np.eye(4)[:1], (200, 1)), 1),
    "two kinds": (blobs(5, 5, noise=0.02), 2),
    "three kinds": (blobs(12, 10, 8, noise=0.05), 3),
    "five kinds": (blobs(60, 50, 40, 30, 20), 5),
}


@pytest.mark.parametrize(("rows", "groups"), LADDER.values(), ids=LADDER.keys())
def test_the_ladder(rows: np.ndarray, groups: int) -> None:
    labels = cluster(rows)
    assert len(labels) == len(rows)
    found = set(labels.tolist()) - {OUTSIDE}
    assert found == set(range(groups)) or (len(rows) >= 100 and len(found) >= groups)


@pytest.mark.parametrize("sizes", [(12, 10, 8), (60, 50, 40, 30, 20)])
def test_rows_of_one_kind_are_never_mixed_with_another(sizes: tuple[int, ...]) -> None:
    labels, kinds = cluster(blobs(*sizes)), truth(*sizes)
    for n in set(labels.tolist()) - {OUTSIDE}:
        assert len(set(kinds[labels == n].tolist())) == 1
    assert (labels == OUTSIDE).mean() < 0.3


def test_zero_rows_among_others_fit_nowhere() -> None:
    labels = cluster(np.vstack([blobs(10, 10), np.zeros((2, 20))]))
    assert labels[-2:].tolist() == [OUTSIDE, OUTSIDE]
    assert (labels[:-2] != OUTSIDE).mean() > 0.7


@pytest.mark.parametrize("count", [10, 150])
def test_the_same_rows_give_the_same_groups(count: int) -> None:
    rows = normalize(np.random.default_rng(1).standard_normal((count, 12)))
    assert cluster(rows).tolist() == cluster(rows.copy()).tolist()


def test_groups_are_numbered_by_size() -> None:
    assert by_size(np.array([5, 2, 2, -1, 5, 5, 9])).tolist() == [0, 1, 1, -1, 0, 0, 2]


def test_the_number_of_groups_stays_within_what_a_reader_takes_in() -> None:
    for count in (0, 1, 5, 6, 20, 100, 5_000, 3_000_000):
        least, greatest = bounds(count)
        assert 1 <= least <= greatest <= 24
        assert greatest <= max(1, count)
