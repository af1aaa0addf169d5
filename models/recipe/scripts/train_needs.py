"""Learn which segments of a sentence state a need, and which one, from the annotated passages.

    python models/recipe/scripts/train_needs.py [--context FOLDER] [--write] [--report FILE]

Data: passages and pages of ``models/data`` (never ``test``), the demonstration's gold outside its frozen part, and
the phrases of ``models/data/needs``, which teach codes only.  Five-fold cross-validation over passages and
publications gives the out-of-fold predictions on which the last regression and the figures rest.  ``--write`` stores
the weights as
``learnt_needs.json`` beside the stage.  ``--context`` names a context model that has not seen some of the texts (as
``train_joint_ties.py`` takes it): how much it counts is learnt from those; without it that part stays as it was.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from needs_data import Text, phrases, read_texts
from reporting import learning_options, tell
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from sectorlens.extract.needs import learnt
from sectorlens.extract.needs.features import Segment
from sectorlens.extract.needs.scoring import DECISION
from sectorlens.nlp import load_pipeline
from sectorlens.nlp.embeddings import StaticEmbeddings, load_embeddings
from sectorlens.sector import load_pack

FOLDS = 5
LEXICAL = ("cue:", "topic:", "beside ", "has:", "near:", "rule:")
RAREST = 3  # passages' segments in which a feature must stand
SMALLEST = 0.01  # weights of names below this are left out
NEED_C, CODE_C = 0.02, 0.04
ACCEPT = 0.18  # F1 is flat from 0.12 to 0.2 on whole publications; readers need precision
RULED = 0.04  # what the lexicon accepts stays unless the model is all but sure that it is no need
CLEAR = 0.45  # set on real pages kept outside, where nine in ten codes at or above it were right
CONTEXT_ACCEPT, CONTEXT_RULED, CONTEXT_CLEAR = 0.2, 0.03, 0.5  # the same, with the context model
CURVE = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)
WHOLE_WEIGHT = 3.0


Names = Callable[[Segment], frozenset[str]]


def _matrix(texts: Sequence[Text], names: Sequence[str], of: Names, *, size: Callable[[str], float]) -> csr_matrix:
    place = {name: column for column, name in enumerate(names)}
    rows, columns, values = [], [], []
    for row, segment in enumerate(s for text in texts for s in text.segments):
        for name in of(segment):
            if name in place:
                rows.append(row)
                columns.append(place[name])
                values.append(size(name))
    shape = (sum(len(text.segments) for text in texts), len(names))
    named = csr_matrix((np.array(values, np.float32), (rows, columns)), shape=shape)
    return hstack([named, csr_matrix(np.vstack([t.vectors for t in texts if t.segments]))]).tocsr()


def _frequent(texts: Sequence[Text], of: Names) -> list[str]:
    counted = Counter(name for text in texts for segment in text.segments for name in of(segment))
    return sorted(name for name, n in counted.items() if n >= RAREST)


def fit(texts: Sequence[Text], extra: Sequence[Text], embeddings: StaticEmbeddings, *, lexicon: bool) -> learnt.Packed:
    """Return need and code regressions of ``texts`` (``extra`` teach codes only); the joint one is still empty."""

    def of_need(segment: Segment) -> frozenset[str]:
        return segment.features if lexicon else frozenset(f for f in segment.features if not f.startswith(LEXICAL))

    def of_code(segment: Segment) -> frozenset[str]:
        return segment.words | segment.topics if lexicon else segment.words

    right = np.array([code for text in texts for code in text.right])
    features = _frequent(texts, of_need)
    inputs = _matrix(texts, features, of_need, size=lambda _: 1.0)
    need = LogisticRegression(C=NEED_C, max_iter=200, tol=1e-3).fit(inputs, right != "")
    kept = [*(_only_needs(text) for text in texts), *extra]
    words = _frequent(kept, of_code)
    inputs = _matrix(kept, words, of_code, size=lambda name: 1.0 if name.startswith("l:") else learnt.TOPIC)
    labels = [code for text in kept for code in text.right]
    code = LogisticRegression(C=CODE_C, max_iter=200, tol=1e-3).fit(inputs, labels)
    large = np.abs(need.coef_[0]) >= SMALLEST
    large[len(features) :] = True
    return learnt.Packed(
        codes=tuple(str(c) for c in code.classes_),
        features=tuple(name for name, keep in zip(features, large, strict=False) if keep),
        words=tuple(words),
        need=learnt.pack_array(need.coef_[0][large]),
        need_bias=float(need.intercept_[0]),
        code=learnt.pack_array(code.coef_.T),
        code_bias=tuple(round(float(b), 4) for b in code.intercept_),
        alone=learnt.Joint(
            weights=dict.fromkeys((*learnt.JOINT, "bias"), 0.0), accept=0.5, accept_ruled=0.5, clear=0.5
        ),
        in_context=shipped_join(),
    )


def shipped_join() -> learnt.Joint:
    """Return the join with the context model that ships."""
    return msgspec.json.decode(learnt.FILE.read_bytes(), type=learnt.Packed).in_context


def _only_needs(text: Text) -> Text:
    rows = [row for row, code in enumerate(text.right) if code]
    return Text(
        text.key, [text.segments[r] for r in rows], text.vectors[rows], [text.right[r] for r in rows], text.gold
    )


Parts = list[tuple[np.ndarray, np.ndarray]]


def predict(texts: Sequence[Text], packed: learnt.Packed, embeddings: StaticEmbeddings) -> Parts:
    """Return log-odds of a need and shares of codes per text."""
    model = learnt.unpack(packed, embeddings)
    none = np.zeros(0, np.float32), np.zeros((0, len(packed.codes)), np.float32)
    return [model.parts(text.segments, text.vectors) if text.segments else none for text in texts]


def out_of_fold(texts: Sequence[Text], extra: Sequence[Text], embeddings: StaticEmbeddings, *, lexicon: bool) -> Parts:
    """Return what models say of texts that they were not trained on."""
    found: Parts = [(np.zeros(0), np.zeros((0, 0)))] * len(texts)
    for train, test in GroupKFold(FOLDS).split(texts, groups=[text.publication for text in texts]):
        packed = fit([texts[i] for i in train], extra, embeddings, lexicon=lexicon)
        for i, parts in zip(test, predict([texts[i] for i in test], packed, embeddings), strict=True):
            found[i] = parts
    return found


@dataclass
class Pairs:
    """Every (segment, code) that could be reported, with what the joint regression reads and whether it is right."""

    inputs: np.ndarray
    right: np.ndarray
    text: np.ndarray
    code: np.ndarray


def pairs(texts: Sequence[Text], parts: Parts, codes: Sequence[str], columns: Sequence[int] | None = None) -> Pairs:
    """Return the likeliest code of each segment and those that the rules propose.

    ``columns`` are the places of ``codes`` in what the context model says; None: that is not read.
    """
    inputs, right, where, which = [], [], [], []
    for number, (text, (need, code)) in enumerate(zip(texts, parts, strict=True)):
        if not text.segments:
            continue
        said = None if columns is None or text.context is None else (text.context[0], text.context[1][:, columns])
        read = learnt.joint_features(text.segments, need, code, codes, said)
        for row, segment in enumerate(text.segments):
            proposed = {codes.index(c.code) for c in segment.ruled if c.code in codes} | {int(code[row].argmax())}
            if said is not None:
                proposed.add(int(said[1][row].argmax()))
            for k in sorted(proposed):
                inputs.append(read[row, k])
                right.append(text.right[row] == codes[k])
                where.append(number)
                which.append(codes[k])
    return Pairs(np.array(inputs), np.array(right), np.array(where), np.array(which))


def code_figures(texts: Sequence[Text], found: Pairs, chosen: np.ndarray, *, whole: bool) -> dict[str, float]:
    """Return precision, recall and F1 of codes per document: of publications (``whole``) or of passages."""
    said: dict[int, set[str]] = {}
    for number, code in zip(found.text[chosen], found.code[chosen], strict=True):
        if texts[number].whole == whole:
            said.setdefault(int(number), set()).add(str(code))
    hits = sum(len(codes & texts[number].gold) for number, codes in said.items())
    predicted = sum(map(len, said.values()))
    gold = sum(len(text.gold) for text in texts if text.whole == whole)
    return {
        "precision": round(hits / max(1, predicted), 3),
        "recall": round(hits / max(1, gold), 3),
        "f1": round(2 * hits / max(1, predicted + gold), 3),
    }


def _regress(texts: Sequence[Text], found: Pairs, rows: np.ndarray, columns: Sequence[int]) -> LogisticRegression:
    weights = [WHOLE_WEIGHT if texts[number].whole else 1.0 for number in found.text[rows]]
    return LogisticRegression().fit(found.inputs[rows][:, columns], found.right[rows], sample_weight=weights)


def joined(texts: Sequence[Text], found: Pairs, columns: Sequence[int]) -> np.ndarray:
    """Return out-of-fold joint probabilities from the ``columns`` of the inputs."""
    scores = np.zeros(len(found.right))
    groups = [texts[number].publication for number in found.text]
    for train, test in GroupKFold(FOLDS).split(found.inputs, groups=groups):
        model = _regress(texts, found, train, columns)
        scores[test] = model.predict_proba(found.inputs[test][:, columns])[:, 1]
    return scores


def best_threshold(texts: Sequence[Text], found: Pairs, scores: np.ndarray) -> float:
    """Return the threshold with the best F1 of codes per publication, smoothed over its neighbours."""
    steps = np.arange(0.06, 0.7, 0.02)
    values = [code_figures(texts, found, scores >= step, whole=True)["f1"] for step in steps]
    smooth = np.convolve(values, np.ones(3) / 3, mode="same")[1:-1]
    return float(steps[1:-1][int(np.argmax(smooth))])


def learn(texts: Sequence[Text], extra: Sequence[Text], embeddings: StaticEmbeddings) -> tuple[learnt.Packed, Any]:
    """Return the model of all ``texts`` and the cross-validated figures."""
    final = fit(texts, extra, embeddings, lexicon=True)
    codes = final.codes
    both = pairs(texts, out_of_fold(texts, extra, embeddings, lexicon=True), codes)
    alone = pairs(texts, out_of_fold(texts, extra, embeddings, lexicon=False), codes)
    every = list(range(len(learnt.JOINT)))
    learnt_only = [learnt.JOINT.index(name) for name in ("need", "code", "support")]
    ruled = both.inputs[:, learnt.JOINT.index("no rule")] == 0
    strength = both.inputs[:, learnt.JOINT.index("rule")]
    rules = np.where(ruled, 1 / (1 + np.exp(-strength)), 0.0)
    values = joined(texts, both, every)
    accepted = rules >= DECISION.accept
    alone_values = joined(texts, alone, learnt_only)
    chosen = {
        "rules only": (both, accepted),
        "model only": (alone, alone_values >= best_threshold(texts, alone, alone_values)),
        "combined": (both, values >= np.where(accepted, RULED, ACCEPT)),
        "combined, clear": (both, values >= CLEAR),
    }
    weights = _weights(_regress(texts, both, np.arange(len(both.right)), every), learnt.JOINT)
    figures: dict[str, Any] = {
        "texts": len(texts),
        "segments": sum(len(text.right) for text in texts),
        "stating a need": sum(bool(code) for text in texts for code in text.right),
        "phrases": len(extra),
        "thresholds": {"accept": ACCEPT, "accepted by rules": RULED, "clear": CLEAR},
        "joint": weights,
    }
    for whole, title in ((True, "codes per publication"), (False, "codes per passage")):
        figures[title] = {n: code_figures(texts, found, mask, whole=whole) for n, (found, mask) in chosen.items()}
    thresholds = {"accept": ACCEPT, "accept_ruled": RULED, "clear": CLEAR}
    return msgspec.structs.replace(final, alone=learnt.Joint(weights=weights, **thresholds)), figures


def _weights(model: LogisticRegression, names: Sequence[str]) -> dict[str, float]:
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
    return weights | {"bias": round(float(model.intercept_[0]), 4)}


def learn_context(
    texts: Sequence[Text], extra: Sequence[Text], embeddings: StaticEmbeddings, said: Sequence[str]
) -> tuple[learnt.Joint, Any]:
    """Return the join with a context model whose codes are ``said``, and figures on the texts that it has not seen."""
    codes = fit(texts, extra, embeddings, lexicon=True).codes
    columns = [list(said).index(code) for code in codes]
    parts = out_of_fold(texts, extra, embeddings, lexicon=True)
    unseen = [number for number, text in enumerate(texts) if text.context is not None]
    some, some_parts = [texts[n] for n in unseen], [parts[n] for n in unseen]
    figures: dict[str, Any] = {"texts": len(some)}
    for title, names, where in (("alone", learnt.JOINT, None), ("in context", learnt.IN_CONTEXT, columns)):
        found = pairs(some, some_parts, codes, where)
        every = list(range(len(names)))
        values = joined(some, found, every)
        for whole, of in ((True, "publication"), (False, "passage")):
            curve = {round(float(t), 2): code_figures(some, found, values >= t, whole=whole) for t in CURVE}
            figures[f"{title}, codes per {of}"] = curve
    weights = _weights(_regress(some, found, np.arange(len(found.right)), every), learnt.IN_CONTEXT)
    figures["join"] = weights
    join = learnt.Joint(weights=weights, accept=CONTEXT_ACCEPT, accept_ruled=CONTEXT_RULED, clear=CONTEXT_CLEAR)
    return join, figures


def main() -> None:
    """Learn and report."""
    parser = learning_options(__doc__)
    parser.add_argument("--context", type=Path, help="folder of a context model that has not seen all texts")
    options = parser.parse_args()
    nlp, pack, embeddings = load_pipeline(), load_pack("criminal_justice_uk"), load_embeddings()
    if embeddings is None:
        parser.error("models/sectorlens_static is needed")
    texts, extra = read_texts(nlp, pack, embeddings, options.context), phrases(nlp, pack, embeddings)
    packed, figures = learn(texts, extra, embeddings)
    if options.context is not None:
        said = json.loads((options.context / "config.json").read_text("utf-8"))["codes"]
        join, figures["with the context model"] = learn_context(texts, extra, embeddings, said)
        packed = msgspec.structs.replace(packed, in_context=join)
    tell(figures, options.report)
    if options.write:
        learnt.FILE.write_bytes(msgspec.json.encode(packed) + b"\n")


if __name__ == "__main__":
    main()
