"""Measure a pipeline on the held-back parts, with 95 % bootstrap intervals over texts.

python evaluate.py PIPELINE DATA OUT.json [--passages FOLDER --test FOLDER] [--ner-only]
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from ner_data import OPEN_SETS, Sample, from_doc, read_passage_samples, to_doc
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example

LABELS = ("ORG", "PERSON", "LOC")
ROUNDS = 1000
Spans = set[tuple[int, int]]


def f1(counts: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 of summed (true positive, false positive, false negative)."""
    tp, fp, fn = (float(n) for n in counts)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if tp else 0.0


def with_interval(rows: Sequence[tuple[int, int, int]]) -> dict[str, Any]:
    """Return scores of the summed rows and the 95 % interval of F1 over resampled texts."""
    table = np.array(rows, dtype=float).reshape(-1, 3)
    precision, recall, score = f1(table.sum(axis=0))
    draws = np.random.default_rng(0).integers(0, len(table), (ROUNDS, len(table)))
    low, high = np.percentile([f1(table[draw].sum(axis=0))[2] for draw in draws], (2.5, 97.5))
    return {
        "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(score, 4),
        "interval": [round(float(low), 4), round(float(high), 4)], "gold": int(table[:, 0].sum() + table[:, 2].sum()),
    }  # fmt: skip


def spans(doc: Doc, label: str, keep: Callable[[str], bool]) -> Spans:
    """Return the character spans of ``label`` in ``doc`` whose text passes ``keep``."""
    return {(e.start_char, e.end_char) for e in doc.ents if e.label_ == label and keep(e.text)}


def compare(gold: Sequence[Doc], found: Sequence[Doc], label: str, keep: Callable[[str], bool]) -> dict[str, Any]:
    """Return strict scores of one label, optionally only over surfaces that pass ``keep``."""
    rows = []
    for one, other in zip(gold, found, strict=True):
        right, guess = spans(one, label, keep), spans(other, label, keep)
        rows.append((len(right & guess), len(guess - right), len(right - guess)))
    return with_interval(rows)


def known_names(data: Path, passages: Path) -> set[str]:
    """Return every organisation surface (folded) of the lists and of all training texts."""
    known: set[str] = set()
    names = data / "names"
    lists = (("uk_charities.csv", ","), ("uk_government_organisations.tsv", "\t"), ("uk_prisons.csv", ","))
    for file, mark in lists:
        with (names / file).open(encoding="utf-8", newline="") as stream:
            known.update(fold(row["name"]) for row in csv.DictReader(stream, delimiter=mark))
    vocab = spacy.blank("en").vocab
    for name in OPEN_SETS:
        for doc in DocBin().from_disk(data / "train" / "ner" / f"{name}-train.spacy").get_docs(vocab):
            known.update(fold(ent.text) for ent in doc.ents)
    for sample in read_passage_samples(passages.glob("*.txt")):
        known.update(fold(sample.text[start:end]) for start, end, *_ in sample.ents)
    return known


def fold(name: str) -> str:
    """Return a name for comparison: lower case, straight quotes, no leading article or legal form."""
    name = " ".join(name.lower().replace("’", "'").split()).removeprefix("the ")
    for form in (" limited", " ltd", " cic"):
        name = name.removesuffix(form)
    return name.removeprefix("hmp ").removesuffix(" (hmp)")


def anything(text: str) -> bool:
    """Accept every surface."""
    return bool(text)


def evaluate_ner(nlp: Language, data: Path) -> dict[str, Any]:
    """Return strict scores per open test set and label (one Doc per text of the set)."""
    result: dict[str, Any] = {}
    for path in sorted((data / "eval" / "ner").glob("*.spacy")):
        gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        found = list(nlp.pipe([doc.text for doc in gold], batch_size=64))
        result[path.stem] = {label: compare(gold, found, label, anything) for label in LABELS}
        if path.stem.startswith("re3d"):  # its descriptions ("the group", "we") are no named bodies
            named = [to_doc(from_doc(doc, "re3d"), nlp) for doc in gold]
            result[path.stem]["ORG named"] = compare(named, found, "ORG", anything)
    return result


def evaluate_own(nlp: Language, samples: list[Sample], known: set[str]) -> dict[str, Any]:
    """Return strict scores on our own test part, names unseen in lists and training apart."""
    gold = [to_doc(sample, nlp) for sample in samples]
    found = list(nlp.pipe([sample.text for sample in samples], batch_size=64))
    result = {label: compare(gold, found, label, anything) for label in (*LABELS, "LOOK")}
    return result | {"ORG unseen": compare(gold, found, "ORG", lambda text: fold(text) not in known)}


def evaluate_syntax(nlp: Language, data: Path) -> dict[str, Any]:
    """Return tagging, lemma, attachment and sentence scores per treebank, LAS with an interval."""
    result: dict[str, Any] = {}
    scorer = Scorer(nlp)
    for path in sorted((data / "eval" / "syntax").glob("*.spacy")):
        gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        found = nlp.pipe([doc.text for doc in gold], batch_size=64)
        examples = [Example(guess, doc) for guess, doc in zip(found, gold, strict=True)]
        scores = scorer.score(examples)
        keys = ("tag_acc", "pos_acc", "morph_acc", "lemma_acc", "dep_uas", "dep_las", "sents_f")
        result[path.stem] = {key: round(scores[key], 4) for key in keys}
        draws = np.random.default_rng(0).integers(0, len(examples), (100, len(examples)))
        per = [scorer.score([example]) for example in examples]
        las = np.array([p["dep_las"] or 0.0 for p in per])
        weight = np.array([len(example.reference) for example in examples], dtype=float)
        means = [float((las[d] * weight[d]).sum() / weight[d].sum()) for d in draws]
        result[path.stem]["las_interval"] = [round(float(x), 4) for x in np.percentile(means, (2.5, 97.5))]
    return result


def speed(nlp: Language, data: Path) -> float:
    """Return words per second of processor time of the whole pipeline on GOV.UK paragraphs, one process."""
    lines = (data / "train" / "govuk_unlabelled.jsonl").read_text(encoding="utf-8").splitlines()[:400]
    blocks = [part for line in lines for part in json.loads(line)["text"].split("\n") if part.strip()]
    list(nlp.pipe(blocks[:50]))
    began = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(blocks, batch_size=64))
    return round(words / (time.process_time() - began), 0)


def main() -> None:
    """Write all scores to one JSON file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pipeline", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--passages", type=Path, default=Path(__file__).parents[2] / "data" / "passages")
    parser.add_argument("--test", type=Path, default=Path(__file__).parents[2] / "data" / "test")
    parser.add_argument("--ner-only", action="store_true")
    args = parser.parse_args()
    began = time.process_time()
    nlp = spacy.load(args.pipeline)
    loaded = round(time.process_time() - began, 2)
    result: dict[str, Any] = {}
    with nlp.select_pipes(enable=["ner"]):
        result["ner"] = evaluate_ner(nlp, args.data)
        own = read_passage_samples(args.test.glob("*.txt"))
        if own:
            result["own"] = evaluate_own(nlp, own, known_names(args.data, args.passages))
    if not args.ner_only:
        result["syntax"] = evaluate_syntax(nlp, args.data)
        size = sum(file.stat().st_size for file in args.pipeline.rglob("*") if file.is_file())
        result["pipeline"] = {"bytes": size, "load_seconds": loaded, "words_per_second": speed(nlp, args.data)}
    args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
