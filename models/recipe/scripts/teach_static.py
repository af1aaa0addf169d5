"""Fit the distilled vectors to the teacher's sentence vectors on open text (the idea of "tokenlearn").

python teach_static.py TEACHER DATA PASSAGES OUT [--sentences 14000]

Texts are blocks of ``train/`` and of the passages; nothing held back is read.  Targets are the teacher's
vectors reduced to ``dims`` principal components; inputs are means of word-piece vectors.  A tenth of the texts
decides when to stop.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np
import spacy
import torch
from heldback import held_back
from model2vec.distill import distill
from ner_data import OPEN_SETS, read_passage_samples, read_set
from quantise import quantise
from scipy.stats import spearmanr
from sentence_transformers import SentenceTransformer

EPOCHS = 30
PATIENCE = 3


def gather(data: Path, passages: Path, n: int, rng: random.Random) -> list[str]:
    """Return up to ``n`` distinct open texts of 4 to 90 words."""
    nlp = spacy.blank("en")
    banned = held_back(data / "eval", nlp.vocab)
    lines = (data / "train" / "govuk_unlabelled.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [part.strip() for line in lines for part in json.loads(line)["text"].split("\n")]
    for name in OPEN_SETS:
        texts += [s.text for s in read_set(data / "train" / "ner" / f"{name}-train.spacy", name, banned, nlp)]
    texts += [s.text for s in read_passage_samples(passages.glob("*.txt"))] * 2
    texts = sorted({" ".join(text.split()[:90]) for text in texts if len(text.split()) >= 4})
    return rng.sample(texts, min(n, len(texts)))


def reduced(vectors: np.ndarray, dims: int) -> np.ndarray:
    """Return the vectors in their first ``dims`` principal directions, not centred."""
    _, _, rows = np.linalg.svd(vectors, full_matrices=False)
    return np.asarray(vectors @ rows[:dims].T)


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Return Spearman's correlation of the cosines of 20,000 random pairs."""
    pairs = np.random.default_rng(0).integers(0, len(one), (20_000, 2))
    unit = [m / np.maximum(np.linalg.norm(m, axis=1, keepdims=True), 1e-9) for m in (one, other)]
    return float(spearmanr(*[(m[pairs[:, 0]] * m[pairs[:, 1]]).sum(axis=1) for m in unit])[0])


def bags(encodings: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return flat ids and offsets for ``EmbeddingBag``."""
    offsets = np.cumsum([0] + [len(ids) for ids in encodings[:-1]])
    return torch.tensor([i for ids in encodings for i in ids]), torch.tensor(offsets)


def main() -> None:
    """Distil, fit, quantise and write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher")
    parser.add_argument("data", type=Path)
    parser.add_argument("passages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--sentences", type=int, default=14_000)
    parser.add_argument("--dims", type=int, default=256)
    parser.add_argument("--cache", type=Path, help="keeps the teacher's vectors between runs")
    args = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    rng = random.Random(0)
    texts = gather(args.data, args.passages, args.sentences, rng)
    if args.cache and args.cache.exists():
        held = np.load(args.cache, allow_pickle=False)
        texts, goal = [str(t) for t in held["texts"]], held["vectors"]
    else:
        goal = SentenceTransformer(args.teacher, device="cpu").encode(texts, normalize_embeddings=True, batch_size=32)
        if args.cache:
            np.savez(args.cache, texts=np.array(texts), vectors=goal)
    model = distill(args.teacher, pca_dims=None, sif_coefficient=1e-4, device="cpu", quantize_to="float32")
    tokenizer, unk = model.tokenizer, model.unk_token_id
    tokenizer.no_truncation()
    encoded = [[i for i in e.ids if i != unk] or [0] for e in tokenizer.encode_batch(texts, add_special_tokens=False)]
    n_dev = len(texts) // 10
    target = reduced(np.asarray(goal, dtype=np.float32), args.dims)
    start = np.asarray(model.embedding, dtype=np.float32)
    means = np.stack([start[ids].mean(axis=0) for ids in encoded])
    # Ridge regression gives the linear map from the distilled space to the reduced teacher space.
    gram = means[n_dev:].T @ means[n_dev:]
    ridge = gram + 1e-2 * np.trace(gram) / len(gram) * np.eye(len(gram))
    mapped = (start @ np.linalg.solve(ridge, means[n_dev:].T @ target[n_dev:])).astype(np.float32)
    report = {"texts": len(texts), "distilled": agreement(means[:n_dev], target[:n_dev])}
    report["mapped"] = agreement(np.stack([mapped[ids].mean(axis=0) for ids in encoded[:n_dev]]), target[:n_dev])
    bag = torch.nn.EmbeddingBag.from_pretrained(torch.tensor(mapped), freeze=False, mode="mean", sparse=True)
    optimizer = torch.optim.SparseAdam(bag.parameters(), lr=0.002)
    goal_t = torch.tensor(target)
    best, best_weights, bad = -1.0, mapped, 0
    for epoch in range(EPOCHS):
        order = list(range(n_dev, len(texts)))
        rng.shuffle(order)
        for at in range(0, len(order), 64):
            chosen = order[at : at + 64]
            guess = bag(*bags([encoded[i] for i in chosen]))
            loss = (1 - torch.nn.functional.cosine_similarity(guess, goal_t[chosen])).mean()
            loss = loss + 0.5 * torch.nn.functional.mse_loss(guess, goal_t[chosen]) * args.dims
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            now = agreement(bag(*bags(encoded[:n_dev])).numpy(), target[:n_dev])
        sys.stderr.write(f"epoch {epoch} loss {loss.item():.4f} agreement {now:.4f}\n")
        bad = 0 if now > best + 1e-4 else bad + 1
        if now > best:
            best, best_weights = now, bag.weight.detach().numpy().copy()
        if bad >= PATIENCE:
            break
    report["fitted"] = best
    rows, scales = quantise(best_weights)
    args.out.mkdir(parents=True, exist_ok=True)
    np.save(args.out / "embeddings.npy", rows)
    np.save(args.out / "scales.npy", scales)
    tokenizer.no_padding()
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    config = {
        "format": 1, "dims": int(rows.shape[1]), "rows": int(rows.shape[0]), "dtype": "int8", "unk": unk,
        "pooling": "mean of rows * scale over the word pieces, then L2 norm",
        "teacher": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)", "agreement_with_teacher": report,
    }  # fmt: skip
    (args.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
