"""Where organisations are drawn: a force layout that is the same every time and remembers.

Forces as in ForceAtlas2 (Jacomy et al. 2014): repulsion by degree over distance, linear attraction, gravity.
Beyond ``EXACT_UP_TO`` nodes repulsion comes from the cells of a grid instead of from every other node.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from sectorlens.graph.measures import Measures
from sectorlens.memory import Positions

Array = NDArray[np.float64]

EXACT_UP_TO = 500
PARTED_UP_TO = 1_500
GRID = 24
STEPS = 300
STEPS_LARGE = 120
GRAVITY = 0.02
REPULSION = 160.0
ATTRACTION = 0.08
# Drawing units between neighbours; a node is drawn 12 to 40 units wide.
SPACING = 90.0
MARGIN = 46.0


def lay_out(measures: Measures, memory: Positions) -> tuple[tuple[float, float], ...]:
    """Return (x, y) per node of ``measures``, in drawing units rounded to one decimal.

    Nodes that ``memory`` knows stay where they were, unless fewer than half are known: then all are laid out
    anew, starting from the remembered places.
    """
    count = len(measures.ids)
    if count == 0:
        return ()
    known = {place.organisation_id: (place.x, place.y) for place in memory.places}
    is_known = np.array([identity in known for identity in measures.ids])
    places = _first_places(measures)
    for n, identity in enumerate(measures.ids):
        if identity in known:
            places[n] = known[identity]
    keeps = bool(is_known.any()) and is_known.mean() >= 0.5
    if keeps:
        _place_beside_neighbours(places, is_known, measures)
    moves = ~is_known if keeps else np.ones(count, dtype=bool)
    if moves.any():
        places = _relax(places, moves, measures)
        places = _push_apart(places, moves)
    if not keeps:
        places -= places.mean(axis=0)
    return tuple((round(float(x), 1) + 0.0, round(float(y), 1) + 0.0) for x, y in places)


def _first_places(measures: Measures) -> Array:
    """Return a start that a hash of the id decides: communities on a spiral, members around their middle."""
    communities = max(measures.community) + 1
    sizes = np.bincount(np.array(measures.community), minlength=communities)
    places = np.zeros((len(measures.ids), 2))
    radius = SPACING * math.sqrt(len(measures.ids))
    for n, identity in enumerate(measures.ids):
        community = measures.community[n]
        angle = community * math.pi * (3 - math.sqrt(5))
        middle = radius * math.sqrt((community + 0.5) / communities) if communities > 1 else 0.0
        digest = hashlib.sha256(identity.encode()).digest()
        turn = int.from_bytes(digest[:4], "big") / 2**32 * 2 * math.pi
        away = SPACING * math.sqrt(sizes[community]) * math.sqrt((digest[4] + 1) / 256) / 2
        places[n] = (
            middle * math.cos(angle) + away * math.cos(turn),
            middle * math.sin(angle) + away * math.sin(turn),
        )
    return places


def _place_beside_neighbours(places: Array, is_known: NDArray[np.bool_], measures: Measures) -> None:
    """Put each new node near the middle of the neighbours that stay where they are."""
    beside: dict[int, list[int]] = {}
    for a, b, _ in measures.pairs:
        for node, other in ((a, b), (b, a)):
            if not is_known[node] and is_known[other]:
                beside.setdefault(node, []).append(other)
    for node, others in sorted(beside.items()):
        turn = int.from_bytes(hashlib.sha256(measures.ids[node].encode()).digest()[:4], "big") / 2**32 * 2 * math.pi
        places[node] = places[others].mean(axis=0) + SPACING * np.array([math.cos(turn), math.sin(turn)])


def _relax(places: Array, moves: NDArray[np.bool_], measures: Measures) -> Array:
    """Let the forces act on the nodes that may move; the step cools down to nothing."""
    count = len(places)
    mass = 1.0 + np.array(measures.degree, dtype=float)
    heads = np.array([pair[0] for pair in measures.pairs], dtype=int)
    tails = np.array([pair[1] for pair in measures.pairs], dtype=int)
    pull = np.array([1.0 + math.log1p(pair[2]) for pair in measures.pairs])
    steps = STEPS if count <= EXACT_UP_TO else STEPS_LARGE
    for step in range(steps):
        repel = _repel_exactly if count <= EXACT_UP_TO else _repel_by_grid
        force = repel(places, mass) * REPULSION
        # Attraction is shared by degree, so that a hub does not swallow its neighbours.
        drawn = (places[tails] - places[heads]) * (pull * ATTRACTION)[:, None]
        np.add.at(force, heads, drawn)
        np.add.at(force, tails, -drawn)
        force -= GRAVITY * mass[:, None] * places
        length = np.sqrt((force**2).sum(axis=1, keepdims=True))
        reach = SPACING * 0.6 * (1.0 - step / steps) + 0.1
        places = places + np.where(moves[:, None], force / np.maximum(length, 1e-9) * np.minimum(length, reach), 0.0)
    return places


def _repel_exactly(places: Array, mass: Array) -> Array:
    apart = places[:, None, :] - places[None, :, :]
    square = (apart**2).sum(axis=2) + 1e-3
    strength = mass[:, None] * mass[None, :] / square
    np.fill_diagonal(strength, 0.0)
    found: Array = (apart * strength[:, :, None]).sum(axis=1)
    return found


def _repel_by_grid(places: Array, mass: Array) -> Array:
    """Return the repulsion by the middles of grid cells, each node's own share taken out."""
    low, high = places.min(axis=0), places.max(axis=0)
    width = np.maximum(high - low, 1e-6)
    cell = np.minimum((GRID * (places - low) / width).astype(int), GRID - 1)
    number = cell[:, 0] * GRID + cell[:, 1]
    total = np.bincount(number, weights=mass, minlength=GRID * GRID)
    sums = np.stack([np.bincount(number, weights=mass * places[:, k], minlength=GRID * GRID) for k in (0, 1)], axis=1)
    used = np.flatnonzero(total)
    middles, weights = sums[used] / total[used, None], total[used]
    found = np.zeros_like(places)
    for begin in range(0, len(places), 4_096):
        part = slice(begin, begin + 4_096)
        apart = places[part, None, :] - middles[None, :, :]
        square = (apart**2).sum(axis=2) + (SPACING / 4) ** 2
        found[part] = (apart * (mass[part, None] * weights[None, :] / square)[:, :, None]).sum(axis=1)
    return found


def _push_apart(places: Array, moves: NDArray[np.bool_]) -> Array:
    """Move nodes that would be drawn over one another, up to networks that a person can look at."""
    if len(places) > PARTED_UP_TO:
        return places
    for _ in range(60):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.sqrt((apart**2).sum(axis=2))
        np.fill_diagonal(distance, np.inf)
        overlap = np.maximum(MARGIN - distance, 0.0)
        if not overlap[moves].any():
            break
        # Two nodes at one place are parted by their order.
        order = np.sign(np.arange(len(places))[:, None] - np.arange(len(places))[None, :])
        way = np.where(distance[:, :, None] > 1e-6, apart / np.maximum(distance, 1e-6)[:, :, None], order[:, :, None])
        shift = (way * (overlap / 2)[:, :, None]).sum(axis=1)
        places = places + np.where(moves[:, None], shift, 0.0)
    return places
