"""Quantise static vectors to 8 bits (used by ``teach_static.py``)."""

from __future__ import annotations

import numpy as np


def quantise(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 rows and one float16 scale per row, so that ``rows * scale`` is the nearest such vector."""
    peak = np.abs(vectors).max(axis=1, keepdims=True)
    scales = np.where(peak > 0, peak / 127.0, 1.0).astype(np.float16)
    rows = np.clip(np.rint(vectors / scales.astype(np.float32)), -127, 127).astype(np.int8)
    return rows, scales[:, 0]
