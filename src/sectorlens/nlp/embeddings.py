"""Static word-piece vectors: a text is the mean of the vectors of its pieces.

They were distilled from a sentence encoder with the method of model2vec (its word weights are folded into the
rows), so that reading them needs numpy and a tokenizer only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sectorlens.errors import ModelError
from sectorlens.nlp.models import EMBEDDINGS, find_model

BATCH = 1_024


@dataclass(frozen=True)
class StaticEmbeddings:
    """``rows`` int8 (pieces, dims) times ``scales`` (pieces) are the vectors; ``unknown`` is the piece to drop."""

    tokenizer: Any
    rows: NDArray[np.int8]
    scales: NDArray[np.float16]
    unknown: int | None

    @property
    def dims(self) -> int:
        """Length of every vector."""
        return int(self.rows.shape[1])

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text, of length 1; a text of which no piece is known gets zeros."""
        found = np.zeros((len(texts), self.dims), dtype=np.float32)
        for begin in range(0, len(texts), BATCH):
            batch = list(texts[begin : begin + BATCH])
            for n, encoding in enumerate(self.tokenizer.encode_batch(batch, add_special_tokens=False)):
                ids = [piece for piece in encoding.ids if piece != self.unknown]
                if ids:
                    pieces = self.rows[ids].astype(np.float32) * self.scales[ids].astype(np.float32)[:, None]
                    mean = pieces.mean(axis=0)
                    found[begin + n] = mean / max(float(np.linalg.norm(mean)), 1e-12)
        return found


def load_embeddings(folder: Path | None = None) -> StaticEmbeddings | None:
    """Return the vectors in ``folder`` (None: those that ship with sectorlens), or None where there are none.

    Raises:
        ModelError: the folder is there but cannot be read.
    """
    folder = folder if folder is not None else find_model(EMBEDDINGS)
    if folder is None or not (folder / "embeddings.npy").is_file():
        return None
    try:
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text("utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        rows = np.load(folder / "embeddings.npy", allow_pickle=False)
        scales = np.load(folder / "scales.npy", allow_pickle=False)
    # The tokenizers library raises bare Exception for a file that it cannot read.
    except Exception as error:
        message = f"The embeddings in '{folder}' cannot be read ({error}). Restore that folder."
        raise ModelError(message, name=EMBEDDINGS) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return StaticEmbeddings(tokenizer=tokenizer, rows=rows, scales=scales, unknown=config.get("unk"))
