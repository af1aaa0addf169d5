"""What the context model says of two bodies of a window: are they tied, and how.

Every two bodies that a window names, and each of them with the publisher, are a pair.  A body is the log-sum-exp of
its mentions' vectors (Jia et al. 2019; Zhou et al. 2021, ATLOP).  A pair is both bodies; their two mentions that come
closest, and the product of these; the mean of what stands between those; what they look at in the window (the localised
context of ATLOP, with weights of its own); the window as a whole; and what kinds of bodies they are how far apart.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, softmax

from sectorlens.model import Mention
from sectorlens.nlp.context import ContextModel, Floats, mean_of
from sectorlens.nlp.windows import KINDS, PUBLISHER, Span, Window, kind_of

MOST_BODIES = 40  # of a window; a longer list is an index of names
FARTHEST = 7  # steps of distance, each twice the one before


@dataclass(frozen=True, slots=True)
class PairInWindow:
    """Two bodies of a window, the one that is named first before the other; the publisher is always first.

    ``spans`` are the pieces of their mentions; ``nearest`` the two mentions that come closest, in the order of the
    bodies (None: the publisher, who is not named in the text), ``near`` their pieces, ``between`` the pieces between
    those; ``distance`` counts steps of distance plus 8 where they stand in one sentence; ``kinds`` are places in
    ``KINDS``.
    """

    bodies: tuple[str, str]
    spans: tuple[tuple[Span, ...], tuple[Span, ...]]
    nearest: tuple[Mention | None, Mention | None]
    near: tuple[Span, Span]
    between: Span
    distance: int
    kinds: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    span: Span
    mention: Mention | None


def iter_pairs(
    window: Window, mentions: Sequence[Mention], body_of: Callable[[Mention], str], publisher: str
) -> Iterator[PairInWindow]:
    """Yield the pairs of ``window``; ``body_of`` says under which key a mention falls, ``publisher`` is its key."""
    places: dict[str, list[_Place]] = {publisher: [_Place(window.publisher, None)]}
    kinds = {publisher: KINDS.index(PUBLISHER)}
    for mention in mentions:
        span = window.pieces(mention.evidence.start, mention.evidence.end)
        if span is not None:
            body = body_of(mention)
            places.setdefault(body, []).append(_Place(span, mention))
            kinds.setdefault(body, KINDS.index(kind_of(mention)))
    if len(places) > MOST_BODIES:
        return
    for one, other in itertools.combinations(sorted(places, key=lambda body: places[body][0].span), 2):
        first, second = min(itertools.product(places[one], places[other]), key=_apart)
        (_, end), (start, _) = sorted((first.span, second.span))
        between = (end, start) if end < start else (first.span[0], max(first.span[1], second.span[1]))
        steps = min(FARTHEST, int(max(0, start - end) + 1).bit_length() - 1)
        together = window.sentences[first.span[0]] == window.sentences[second.span[0]]
        yield PairInWindow(
            bodies=(one, other),
            spans=(tuple(place.span for place in places[one]), tuple(place.span for place in places[other])),
            nearest=(first.mention, second.mention),
            near=(first.span, second.span),
            between=between,
            distance=steps + 8 * together,
            kinds=(kinds[one], kinds[other]),
        )


def _apart(places: tuple[_Place, _Place]) -> tuple[bool, int]:
    """Return how far apart two mentions are; the publisher's name at the window's head comes last."""
    one, other = places
    gap = max(one.span[0], other.span[0]) - min(one.span[1], other.span[1])
    return one.mention is None or other.mention is None, gap


def score_pairs(model: ContextModel, vectors: Floats, pairs: Sequence[PairInWindow]) -> tuple[Floats, Floats]:
    """Return the log-odds of a tie (pairs) and, given a tie, the shares of ``model.ties`` (pairs, ties)."""
    if not pairs:
        return np.zeros(0, np.float32), np.zeros((0, len(model.ties)), np.float32)
    bodies: dict[tuple[Span, ...], Floats] = {}
    rows = []
    for pair in pairs:
        for spans in pair.spans:
            if spans not in bodies:
                means = np.stack([mean_of(vectors, span) for span in spans])
                bodies[spans] = logsumexp(means, axis=0)
        one, other = bodies[pair.spans[0]], bodies[pair.spans[1]]
        tables = (
            model.layers["distance.weight"][pair.distance],
            model.layers["first.weight"][pair.kinds[0]],
            model.layers["second.weight"][pair.kinds[1]],
        )
        first, second = (mean_of(vectors, span) for span in pair.near)
        seen = _seen(model, vectors, np.concatenate([first, second]))
        between = mean_of(vectors, pair.between)
        parts = (one, other, first, second, first * second, between, seen, vectors[0])
        rows.append(np.concatenate([*parts, *tables]))
    hidden = _gelu(model.apply("pair", np.stack(rows)))
    return model.apply("tie", hidden)[:, 0], softmax(model.apply("kind", hidden), axis=1)


def _seen(model: ContextModel, vectors: Floats, near: Floats) -> Floats:
    """Return what of ``vectors`` two mentions look at (width); ``near`` are both their vectors (2 * width)."""
    shares = softmax(vectors @ model.apply("look", near[None])[0] / np.sqrt(vectors.shape[1]))
    return np.asarray(shares @ vectors, dtype=np.float32)


def _gelu(values: Floats) -> Floats:
    """Return the Gaussian error linear unit of ``values``, in the form with tanh (Hendrycks and Gimpel 2016)."""
    inner = np.sqrt(2 / np.pi) * (values + 0.044715 * values**3)
    return np.asarray(0.5 * values * (1 + np.tanh(inner)), dtype=np.float32)
