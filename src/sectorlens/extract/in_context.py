"""What the context model says of spans of a document: is each what a layer looks for, and which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import log_softmax

from sectorlens.nlp.context import Floats, Reading, mean_of
from sectorlens.nlp.windows import Span, Window


def first_held(window: Window, spans: Sequence[Span]) -> list[tuple[int, Span, Span]]:
    """Return (number, pieces, pieces of the sentence) of those ``spans`` that ``window`` is the first to hold.

    Spans are characters of the document; one that is cut by a window's end belongs to the next, if that
    holds it whole.
    """
    found = []
    for number, (start, end) in enumerate(spans):
        if end > window.fresh:
            pieces = window.pieces(start, end)
            if pieces is not None:
                found.append((number, pieces, window.sentence_of(pieces[0])))
    return found


def score_spans(reading: Reading, spans: Sequence[Span], *, whether: str, which: str) -> tuple[Floats, Floats]:
    """Return log-odds by the layer ``whether`` (spans) and log-shares by the layer ``which`` (spans, its outputs).

    A span that no window holds whole gets log-odds 0 and equal shares.
    """
    outputs = len(reading.model.layers[f"{which}.bias"])
    odds = np.zeros(len(spans), np.float32)
    shares = np.full((len(spans), outputs), -np.log(outputs), np.float32)
    for number, window in enumerate(reading.windows):
        inside = first_held(window, spans)
        if not inside:
            continue
        vectors = reading.vectors(number)
        rows = np.stack([np.concatenate([mean_of(vectors, a), mean_of(vectors, b), vectors[0]]) for _, a, b in inside])
        places = [place for place, _, _ in inside]
        odds[places] = reading.model.apply(whether, rows)[:, 0]
        shares[places] = log_softmax(reading.model.apply(which, rows), axis=1)
    return odds, shares
