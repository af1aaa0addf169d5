"""Learn the decision about needs from annotated texts (recommendations: ``train_asks.py``; ties: ``train_ties.py``).

    python models/recipe/scripts/train_decisions.py [--write] [--report FILE]

Data: the passages of ``models/data/passages`` (never ``test``) and the demonstration's gold outside its frozen
part.  Each stage gives its candidates with features; a logistic regression learns which are right.  Five-fold
cross-validation over documents compares hand-set weights alone, learnt weights alone, and both.  ``--write``
stores the weights of both, trained on all data, beside each stage as ``learnt.json``.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from sectorlens.extract import extract
from sectorlens.extract.needs.find import find_spans
from sectorlens.extract.needs.scoring import DECISION as NEEDS
from sectorlens.model import Document, Origin
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.parse import parse
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import Gold, read_gold_text
from sectorlens.quality.passages import document_from_gold
from sectorlens.quality.scoring import COUNTED
from sectorlens.sector import load_pack

ROOT = Path(__file__).resolve().parents[3]
STAGES = {"needs": "extract/needs"}
HAND = {"needs": NEEDS}
RULES = "hand-set log-odds"
SHIPPED: frozenset[str] = frozenset()
Row = tuple[str, dict[str, float], bool, bool]


def texts() -> Iterator[tuple[Gold, str, Document]]:
    """Yield (gold, gold text, document) of every text that may train."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "passages.jsonl"
        files = sorted(str(file) for file in (ROOT / "models/data/passages").glob("*.txt"))
        command = [sys.executable, str(ROOT / "models/data/convert.py"), "gold", *files, "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        for line in out.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            yield gold, gold["text"], document_from_gold(gold)
    frozen_file = ROOT / "tests/golden/FROZEN.json"
    raw = frozen_file.read_text(encoding="utf-8") if frozen_file.is_file() else ""
    frozen = set(raw.replace("/", '"').split('"'))
    for file in sorted((ROOT / "tests/golden").glob("*/gold.json")):
        if file.parent.name in frozen or not file.is_file():
            continue
        gold = json.loads(file.read_text(encoding="utf-8"))
        text = read_gold_text(gold, file, None)
        source = ROOT / "corpus/demo" / gold["document"]
        if text is None or not source.is_file():
            continue
        origin = Origin(document_id=f"doc-{file.parent.name}", path=gold["document"])
        document = parse(source.read_bytes(), origin).document
        if document is not None:
            yield gold, text, document


def rows() -> dict[str, list[Row]]:
    """Return per stage (document, features, right, right)."""
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    made: dict[str, list[Row]] = {stage: [] for stage in STAGES}
    for gold, text, document in list(texts()):
        alignment = Alignment(text, document.text)
        blocks = tuple(iter_block_docs(document, (), nlp))
        mentions = extract(document, (), nlp=nlp, pack=pack).mentions
        key = document.id
        asked = [alignment.map(row["start"], row["end"]) for row in gold["recommendations"]]
        needed = [
            (alignment.map(row["start"], row["end"]), row["code"])
            for row in gold["needs"]
            if row.get("polarity", "stated") in COUNTED
        ]
        for span in find_spans(document, blocks, mentions, pack=pack, asked=[s for s in asked if s is not None]):
            low = span.block.offset + span.at + span.candidate.start
            high = span.block.offset + span.at + span.candidate.end
            right = any(
                place is not None and code == span.candidate.code and low < place[1] and place[0] < high
                for place, code in needed
            )
            made["needs"].append((key, _features(NEEDS, span.features, span.words), right, right))
    return made


def _features(hand: Any, features: frozenset[str], words: frozenset[str]) -> dict[str, float]:
    row = dict.fromkeys(sorted(features | words), 1.0)
    row[RULES] = hand.rules(features)
    return row


def learn(stage: str, data: list[Row], *, write: bool) -> dict[str, Any]:
    """Return the cross-validated figures of ``stage``; with ``write`` store the weights of both together."""
    right = np.array([row[2] for row in data])
    groups = np.array([row[0] for row in data])
    hand = np.array([row[1][RULES] for row in data])
    scores = {"rules only": 1 / (1 + np.exp(-hand))}
    for name, keep_rules in (("learnt only", False), ("both", True)):
        inputs = [{k: v for k, v in row[1].items() if keep_rules or k != RULES} for row in data]
        scores[name] = _cross_validate(inputs, right, groups)
    figures: dict[str, Any] = {"candidates": len(data), "right": int(right.sum())}
    for name, values in scores.items():
        threshold = 0.5 if name == "rules only" else _best_threshold(values, right)
        figures[name] = {"threshold": round(float(threshold), 3), **_figures(values >= threshold, right)}
    clear = _clear_threshold(scores["both"], right)
    figures["clear"] = {"threshold": round(float(clear), 3), **_figures(scores["both"] >= clear, right)}
    if write:
        vectorizer = DictVectorizer()
        matrix = _narrow(vectorizer.fit_transform([row[1] for row in data]))
        model = _model().fit(matrix, right)
        names = vectorizer.get_feature_names_out()
        weights = {n: round(float(w), 3) for n, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 0.03}
        learnt = {
            "rules": weights.pop(RULES, 0.0),
            "bias": round(float(model.intercept_[0]), 3),
            "weights": dict(sorted(weights.items())),
            "accept": figures["both"]["threshold"],
            "clear": figures["clear"]["threshold"],
        }
        target = ROOT / "src/sectorlens" / STAGES[stage] / "learnt.json"
        target.write_text(json.dumps(learnt, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    return figures


def _narrow(matrix: Any) -> Any:
    """Return ``matrix`` with 32-bit indices: the solver takes no others."""
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return matrix


def _model() -> LogisticRegression:
    return LogisticRegression(C=0.25, max_iter=2000, solver="liblinear", random_state=7)


def _cross_validate(inputs: list[dict[str, float]], right: np.ndarray, groups: np.ndarray) -> np.ndarray:
    values = np.zeros(len(inputs))
    for train, test in GroupKFold(5).split(inputs, right, groups):
        vectorizer = DictVectorizer()
        model = _model().fit(_narrow(vectorizer.fit_transform([inputs[i] for i in train])), right[train])
        values[test] = model.predict_proba(_narrow(vectorizer.transform([inputs[i] for i in test])))[:, 1]
    return values


def _best_threshold(values: np.ndarray, right: np.ndarray) -> float:
    grid = np.arange(0.3, 0.81, 0.02)  # below, calls to readers come in on real pages
    return float(max(grid, key=lambda t: (_figures(values >= t, right)["f1"], -abs(t - 0.5))))


def _clear_threshold(values: np.ndarray, right: np.ndarray) -> float:
    for threshold in np.arange(0.4, 0.96, 0.01):
        chosen = values >= threshold
        if chosen.sum() >= 20 and right[chosen].mean() >= 0.9:
            return float(threshold)
    return 0.95


def _figures(chosen: np.ndarray, right: np.ndarray) -> dict[str, float]:
    hits = int((chosen & right).sum())
    precision = hits / max(1, int(chosen.sum()))
    recall = hits / max(1, int(right.sum()))
    f1 = 2 * hits / max(1, int(chosen.sum()) + int(right.sum()))
    return {"precision": round(precision, 3), "recall of candidates": round(recall, 3), "f1": round(f1, 3)}


def main() -> None:
    """Learn and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="store the learnt weights beside the stages")
    parser.add_argument("--report", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    data = rows()
    figures = {stage: learn(stage, data[stage], write=options.write and stage in SHIPPED) for stage in STAGES}
    body = json.dumps(figures, indent=1)
    print(body)
    if options.report:
        options.report.write_text(body + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
