"""What several opinions say together: a logistic regression over a handful of named numbers, kept in a small file."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
import numpy as np

from sectorlens.errors import ModelError


class Weighted(Protocol):
    """A record with the weights of its numbers by name, "bias" among them."""

    @property
    def weights(self) -> dict[str, float]: ...


Join = TypeVar("Join", bound=Weighted)


def read_join(file: Path, kind: type[Join], numbers: Sequence[str]) -> Join | None:
    """Return the record in ``file``, or None where there is none.

    Raises:
        ModelError: it is of another version, or of other ``numbers``.
    """
    if not file.is_file():
        return None
    try:
        made = msgspec.json.decode(file.read_bytes(), type=kind)
        if made.weights.keys() != {*numbers, "bias"}:
            raise msgspec.ValidationError("other weights")
    except msgspec.DecodeError as error:
        raise ModelError(f"{file} holds weights of another version of sectorlens. Install sectorlens anew.") from error
    return made


def join_probability(names: Sequence[str], numbers: Sequence[float], weights: Mapping[str, float]) -> float:
    """Return the probability that ``weights`` give to ``numbers``, which have these ``names``."""
    total = weights["bias"] + float(np.dot([weights[name] for name in names], numbers))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
