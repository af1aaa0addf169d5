"""Word pieces in context: what a small transformer makes of a stretch of text, with its organisations marked.

The network is a BERT encoder (Devlin et al. 2019) of a few layers, trained on annotated texts for names, needs,
requests and ties (``models/recipe/scripts/train_context.py``).  It reads a document in :mod:`windows <.windows>` and
gives every piece a vector, to which a second embedding adds what the piece belongs to.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sectorlens.errors import ModelError
from sectorlens.model import Mention
from sectorlens.model.vocabulary import ORGANISATION_KINDS
from sectorlens.nlp.models import CONTEXT, find_model
from sectorlens.nlp.windows import Span, Stretch, Window, iter_windows

FORMAT = 3
MOST_KEPT = 160  # windows of a document whose vectors stay in memory: about 50 MB

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class ContextModel:
    """The encoder, its tokenizer, and the layers above it by name; the rest names their outputs."""

    session: Any
    tokenizer: Any
    layers: dict[str, Floats]
    codes: tuple[str, ...]
    addressees: tuple[str, ...]
    ties: tuple[str, ...]
    bodies: tuple[str, ...]

    def read(self, stretches: Iterable[Stretch], mentions: Sequence[Mention], publisher: str) -> Reading:
        """Return a document in windows (see :func:`~sectorlens.nlp.windows.iter_windows`)."""
        return Reading(self, list(iter_windows(self.tokenizer, stretches, mentions, publisher)))

    def encode(self, window: Window) -> Floats:
        """Return the vectors of the pieces of ``window``: (pieces, width)."""
        given = {
            "ids": np.array([window.ids], dtype=np.int64),
            "kinds": np.array([window.kinds], dtype=np.int64),
        }
        return np.asarray(self.session.run(None, given)[0][0], dtype=np.float32)

    def apply(self, layer: str, inputs: Floats) -> Floats:
        """Return the linear layer ``layer`` of ``inputs`` (rows, width in): (rows, width out)."""
        return np.asarray(inputs @ self.layers[f"{layer}.weight"].T + self.layers[f"{layer}.bias"], dtype=np.float32)


@dataclass(frozen=True)
class Reading:
    """The windows of one document and their vectors, which are made when they are first asked for."""

    model: ContextModel
    windows: list[Window]
    _kept: dict[int, Floats] = field(default_factory=dict)

    def vectors(self, number: int) -> Floats:
        """Return the vectors of the window ``number``: (pieces, width)."""
        if number in self._kept:
            return self._kept[number]
        made = self.model.encode(self.windows[number])
        if len(self._kept) < MOST_KEPT:
            self._kept[number] = made
        return made


def load_context(folder: Path | None = None) -> ContextModel | None:
    """Return the model in ``folder`` (None: the one that ships with sectorlens), or None where there is none.

    Raises:
        ModelError: the folder is there but cannot be read.
    """
    folder = folder if folder is not None else find_model(CONTEXT)
    return _load(folder) if folder is not None and (folder / "encoder.onnx").is_file() else None


@functools.lru_cache(maxsize=2)
def _load(folder: Path) -> ContextModel:
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # One thread: documents are what is spread over processes, and sums must not depend on how many there are.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        config = json.loads((folder / "config.json").read_text("utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with np.load(folder / "layers.npz", allow_pickle=False) as stored:
            layers = {name: stored[name].astype(np.float32) for name in stored.files}
        if config["format"] != FORMAT:
            raise ValueError(f"its format is {config['format']}, not {FORMAT}")
        unknown = set(config["bodies"]) - set(ORGANISATION_KINDS)
        if unknown:
            raise ValueError(f"it tells kinds of bodies that nobody knows: {', '.join(sorted(unknown))}")
        outputs = [tuple(config[name]) for name in ("codes", "addressees", "ties", "bodies")]
    # The tokenizers and onnxruntime libraries raise bare Exception for a file that they cannot read.
    except Exception as error:
        message = f"The model in '{folder}' cannot be read ({error}). Restore that folder."
        raise ModelError(message, name=CONTEXT) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return ContextModel(session, tokenizer, layers, *outputs)


def mean_of(vectors: Floats, span: Span) -> Floats:
    """Return the mean of the rows ``span``."""
    return np.asarray(vectors[span[0] : span[1]].mean(axis=0), dtype=np.float32)
