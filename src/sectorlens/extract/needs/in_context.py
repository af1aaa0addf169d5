"""What the context model says of the segments of a document: does each state a need, and which."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import log_softmax

from sectorlens.nlp.context import ContextModel, Floats, Span, Window, mean_of


def segment_pieces(window: Window, segments: Sequence[Span]) -> list[tuple[int, Span, Span]]:
    """Return (number, pieces, pieces of the sentence) of those ``segments`` that ``window`` is the first to hold.

    Segments are characters of the document; one that is cut by a window's end belongs to the next.
    """
    found = []
    for number, (start, end) in enumerate(segments):
        if end > window.fresh:
            span = window.pieces(start, end)
            if span is not None:
                found.append((number, span, window.sentence_of(span[0])))
    return found


def score_segments(model: ContextModel, windows: Sequence[Window], segments: Sequence[Span]) -> tuple[Floats, Floats]:
    """Return the log-odds that each segment states a need (segments) and log-shares of codes (segments, codes).

    A segment longer than a window gets log-odds 0 and equal shares.
    """
    need = np.zeros(len(segments), np.float32)
    codes = np.full((len(segments), len(model.codes)), -np.log(len(model.codes)), np.float32)
    for window in windows:
        inside = segment_pieces(window, segments)
        if not inside:
            continue
        vectors = model.encode(window)
        rows = np.stack([np.concatenate([mean_of(vectors, a), mean_of(vectors, b), vectors[0]]) for _, a, b in inside])
        numbers = [number for number, _, _ in inside]
        need[numbers] = model.apply("need", rows)[:, 0]
        codes[numbers] = log_softmax(model.apply("code", rows), axis=1)
    return need, codes
