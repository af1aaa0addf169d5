"""Measure what the static vectors lose against their teacher (reported only, nothing is tuned by it).

python evaluate_static.py TEACHER STATIC DATA OUT.json
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr
from sentence_transformers import SentenceTransformer
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score
from sklearn.preprocessing import normalize
from tokenizers import Tokenizer


def embed(folder: Path, texts: list[str]) -> np.ndarray:
    """Return the L2-normalised static vectors of ``texts``."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    rows, scales = np.load(folder / "embeddings.npy"), np.load(folder / "scales.npy").astype(np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    out = np.zeros((len(texts), rows.shape[1]), dtype=np.float32)
    for i, encoding in enumerate(tokenizer.encode_batch(texts, add_special_tokens=False)):
        ids = [piece for piece in encoding.ids if piece != config["unk"]]
        if ids:
            out[i] = (rows[ids].astype(np.float32) * scales[ids, None]).mean(axis=0)
    return np.asarray(normalize(out))


def nmi(vectors: np.ndarray, labels: list[str]) -> float:
    """Return the mean normalised mutual information of three seeded k-means runs with the labels."""
    k = len(set(labels))
    runs = [KMeans(k, n_init=3, random_state=seed).fit_predict(vectors) for seed in (0, 1, 2)]
    return float(np.mean([normalized_mutual_info_score(labels, run) for run in runs]))


def main() -> None:
    """Write clustering NMI on UK charity activities and the agreement of similarities with the teacher."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher")
    parser.add_argument("static", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    with (args.data / "eval/ukcat/sample.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["activities"] and row["icnptso"]]
    texts = [row["activities"] for row in rows]
    labels = [row["icnptso"][:1] for row in rows]
    began = time.perf_counter()
    static = embed(args.static, texts)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    teacher = SentenceTransformer(args.teacher, device="cpu").encode(texts, normalize_embeddings=True)
    teacher_seconds = time.perf_counter() - began
    tfidf = TfidfVectorizer(min_df=3, stop_words="english", sublinear_tf=True).fit_transform(texts)
    lsa = normalize(TruncatedSVD(128, random_state=0).fit_transform(tfidf))
    pairs = np.random.default_rng(0).integers(0, len(texts), (20_000, 2))
    cosine = [(m[pairs[:, 0]] * m[pairs[:, 1]]).sum(axis=1) for m in (static, teacher)]
    result = {
        "texts": len(texts), "groups": len(set(labels)),
        "nmi": {
            "teacher": nmi(teacher, labels), "static": nmi(static, labels), "tfidf_svd": nmi(lsa, labels),
            "static+tfidf_svd": nmi(np.hstack([static, lsa]), labels),
        },
        "spearman_with_teacher": float(spearmanr(cosine[0], cosine[1])[0]),
        "texts_per_second": {"static": len(texts) / seconds, "teacher": len(texts) / teacher_seconds},
    }  # fmt: skip
    args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
