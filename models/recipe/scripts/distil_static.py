"""Distil the sentence encoder all-MiniLM-L6-v2 into static word-piece vectors (build time only).

python distil_static.py TEACHER_FOLDER OUT [--dims 256]

Needs ``model2vec[distill]`` and torch.  What it writes needs numpy and tokenizers only; ``STATIC_FORMAT.md``
in the output folder says how to read it.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from model2vec.distill import distill

FORMAT = 1


def quantise(vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return int8 rows and one float16 scale per row, so that ``rows * scale`` is the nearest such vector."""
    peak = np.abs(vectors).max(axis=1, keepdims=True)
    scales = np.where(peak > 0, peak / 127.0, 1.0).astype(np.float16)
    rows = np.clip(np.rint(vectors / scales.astype(np.float32)), -127, 127).astype(np.int8)
    return rows, scales[:, 0]


def main() -> None:
    """Distil, quantise and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--dims", type=int, default=256)
    args = parser.parse_args()
    model = distill(str(args.teacher), pca_dims=args.dims, sif_coefficient=1e-4, device="cpu", quantize_to="float32")
    vectors = np.asarray(model.embedding, dtype=np.float32)
    if model.weights is not None:
        vectors = vectors * np.asarray(model.weights, dtype=np.float32)[:, None]
    rows, scales = quantise(vectors)
    args.out.mkdir(parents=True, exist_ok=True)
    np.save(args.out / "embeddings.npy", rows)
    np.save(args.out / "scales.npy", scales)
    model.tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    config = {
        "format": FORMAT, "dims": int(rows.shape[1]), "rows": int(rows.shape[0]), "dtype": "int8",
        "pooling": "mean of rows * scale over the word pieces, then L2 norm", "unk": model.unk_token_id,
        "teacher": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)", "sif_coefficient": 1e-4,
    }  # fmt: skip
    (args.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
