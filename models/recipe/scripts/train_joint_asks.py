"""Fit how the context model's opinion of a request and that of the sentence are joined.

    python models/recipe/scripts/train_joint_asks.py CONTEXT [--write] [--report FILE]

CONTEXT is a context model that has not seen some of the annotated texts: those of writers other than ``writers`` in
its config.json.  On these the sentence's opinion comes from weights that have not read their writer, both are joined,
and the figures come from leaving each writer out of the join in turn.  ``--write`` adds the
join to ``src/sectorlens/extract/recommendations/learnt.json``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from annotated import is_unseen
from reporting import learning_options, tell
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression
from train_addressees import accuracies, encode, read_requests
from train_addressees import leave_one_out as guess_addressees
from train_asks import (
    ASIDE,
    CLEAR_PRECISION,
    LEVEL,
    MARGIN,
    STAGE,
    Text,
    fit,
    flat_copies,
    is_taught,
    leave_one_out,
    measure,
    narrow,
    read_all,
    read_text,
    rows_of,
    store,
)

from sectorlens.extract.recommendations.find import read_in_context
from sectorlens.extract.recommendations.guess import Opinion
from sectorlens.extract.recommendations.scoring import JOINT, Joint, Learnt, joint_numbers
from sectorlens.nlp import load_pipeline
from sectorlens.nlp.context import load_context
from sectorlens.nlp.windows import iter_stretches
from sectorlens.sector import load_pack

STEPS = np.arange(0.1, 0.91, 0.02)
# How far the join goes from the sentence's opinion to what these texts teach, of whether and of whom: on sector pages
# kept outside, longer and looser, the whole way lost requests that structure declares, and this far lost none.
TRUST, TRUST_WHOM = 0.2, 0.4
SHARES = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass
class Heard:
    """A text with the log-odds of both opinions about its candidates and the context's log-shares of addressees."""

    number: int
    text: Text
    alone: list[float]
    context: list[float]
    whom: np.ndarray


def read_texts(folder: Path) -> tuple[list[Text], list[Heard]]:
    """Return all texts, and those that the model in ``folder`` has not seen with both opinions."""
    nlp, pack, model = load_pipeline(), load_pack("criminal_justice_uk"), load_context(folder)
    if model is None:
        raise SystemExit(f"There is no context model in {folder}.")
    texts: list[Text] = []
    teachers: list[Text] = []
    heard: list[Heard] = []
    for read in read_all(nlp, pack):
        row, blocks, mentions = read
        text = read_text(read, pack)
        if text.source not in ASIDE:
            teachers += [text, *flat_copies(read, pack)]
        if is_unseen(folder, row):
            reading = model.read(iter_stretches(blocks), mentions, row.document.publisher)
            odds, whom = read_in_context(reading, text.candidates)
            heard.append(Heard(len(texts), text, [], odds.tolist(), whom))
        texts.append(text)
    scores = dict(zip(map(id, teachers), leave_one_out(teachers, rules=True), strict=True))
    vectorizer, regression = fit(teachers, rules=True)
    for one in heard:
        if not one.text.candidates:
            continue
        if id(one.text) in scores:
            one.alone = logit(np.clip(scores[id(one.text)], 1e-6, 1 - 1e-6)).tolist()
        else:
            matrix = narrow(vectorizer.transform(rows_of(one.text, rules=True)))
            one.alone = regression.decision_function(matrix).tolist()
    return texts, heard


def numbers_of(one: Heard) -> np.ndarray:
    """Return what is joined: (candidates, ``JOINT``)."""
    rows = zip(one.text.candidates, one.alone, one.context, strict=True)
    return np.array([joint_numbers(*row) for row in rows]).reshape(-1, len(JOINT))


def join(heard: Sequence[Heard]) -> dict[str, float]:
    """Return the weights of the join learnt from ``heard``, as far as ``TRUST`` goes from the sentence's opinion."""
    taught = np.concatenate([is_taught(one.text) for one in heard]).astype(bool)
    right = np.array([bool(cover) for one in heard for cover in one.text.covers])
    inputs = np.vstack([numbers_of(one) for one in heard])
    model = LogisticRegression(C=1.0, max_iter=500).fit(inputs[taught], right[taught])
    learnt = dict(zip((*JOINT, "bias"), (*model.coef_[0], model.intercept_[0]), strict=True))
    return {name: round(TRUST * float(w) + (1 - TRUST) * (name == "alone"), 3) for name, w in learnt.items()}


def score(one: Heard, weights: dict[str, float]) -> list[float]:
    """Return the joint probability of each candidate."""
    chances: list[float] = expit(numbers_of(one) @ [weights[name] for name in JOINT] + weights["bias"]).tolist()
    return chances


def whom_by_share(texts: Sequence[Text], heard: Sequence[Heard], folder: Path) -> dict[float, dict[str, float]]:
    """Return how many addressees are right, by how much the context's opinion counts beside that of the words."""
    requests = read_requests(texts, load_pack("criminal_justice_uk"))
    labels, shares = guess_addressees(requests, encode(requests))
    known = json.loads((folder / "config.json").read_text("utf-8"))["addressees"]
    unseen = {one.number: one for one in heard}
    places = [k for k, request in enumerate(requests) if request.text in unseen]
    some = [requests[k] for k in places]
    rows = [unseen[request.text].whom[request.candidate] for request in some]
    return {
        share: accuracies(some, labels, shares[places] + share * Opinion(known, rows, share).of(labels))
        for share in SHARES
    }


def main() -> None:
    """Fit and report."""
    parser = learning_options(__doc__)
    parser.add_argument("context", type=Path)
    options = parser.parse_args()
    everything, heard = read_texts(options.context)
    texts = [one.text for one in heard]
    scores: list[list[float]] = [[] for _ in heard]
    for source in sorted({text.source for text in texts}):
        weights = join([one for one in heard if one.text.source != source])
        for number, one in enumerate(heard):
            if one.text.source == source:
                scores[number] = score(one, weights)
    opinions = {
        "alone": [expit(one.alone).tolist() for one in heard],
        "context": [expit(one.context).tolist() for one in heard],
        "both": scores,
    }
    report: dict[str, Any] = {"texts": len(texts)}
    for name, values in opinions.items():
        f1 = {float(t): measure(texts, values, t)["f1"] for t in STEPS}
        accept = max(t for t, value in f1.items() if value >= max(f1.values()) - LEVEL)
        report[name] = {"threshold": round(accept, 2), "all": measure(texts, values, accept)}
        for source in sorted({text.source for text in texts}):
            keep = [n for n, text in enumerate(texts) if text.source == source]
            report[name][source] = measure([texts[n] for n in keep], [values[n] for n in keep], accept)
    steps = [float(t) for t in np.arange(report["both"]["threshold"], 0.99, 0.01)]
    clear = next((t for t in steps if measure(texts, scores, t)["precision"] >= CLEAR_PRECISION), steps[-1])
    before = msgspec.json.decode((STAGE / "learnt.json").read_bytes(), type=Learnt)
    clear = max(min(0.98, clear + MARGIN), before.clear)
    report["clear"] = {"threshold": round(clear, 2), **measure(texts, scores, clear)}
    whom = whom_by_share(everything, heard, options.context)
    report["addressees"] = {str(share): right for share, right in whom.items()}
    share = TRUST_WHOM * max(SHARES, key=lambda one: (whom[one]["accuracy of the unnamed"], -one))
    thresholds = {name: report[key]["threshold"] for name, key in (("accept", "both"), ("clear", "clear"))}
    joint = Joint(weights=join(heard), share=round(share, 2), **thresholds)
    report["join"] = msgspec.to_builtins(joint)
    tell(report, options.report)
    if options.write:
        store(msgspec.structs.replace(before, in_context=joint), "learnt.json")


if __name__ == "__main__":
    main()
