"""Learn whom a request asks that names nobody, from annotated texts.

    python models/recipe/scripts/train_addressees.py [--write] [--report FILE]

The figures come from leaving each writer out in turn.  ``--write`` stores the weights beside the stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from reporting import learning_options, tell
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from train_asks import RAREST, SMALLEST, Text, narrow, read_all, read_text, store

from sectorlens.extract.recommendations.guess import SCALE, Weights, sentence_vectors
from sectorlens.extract.recommendations.whom import guess_hints, named_in
from sectorlens.nlp import load_pipeline
from sectorlens.sector import SectorPack, load_pack


@dataclass(frozen=True)
class Request:
    """A gold recommendation: the number of its text and of its candidate there, and whom it asks and names."""

    text: int
    candidate: int
    source: str
    quote: str
    features: frozenset[str]
    label: str
    named: str | None


def read_requests(texts: Sequence[Text], pack: SectorPack) -> list[Request]:
    """Return the gold recommendations of ``texts`` that are candidates."""
    made = []
    for number, text in enumerate(texts):
        first: dict[int, int] = {}
        for place, cover in enumerate(text.covers):
            if cover:
                first.setdefault(min(cover), place)
        places = [first[n] for n in sorted(first)]
        found = [text.candidates[place] for place in places]
        asked = [named_in(text.document, one, text.mentions, pack) for one in found]
        hints = guess_hints(text.document, found, asked, text.mentions, pack=pack)
        for n, place, one, who, names in zip(sorted(first), places, found, asked, hints, strict=True):
            quote = text.document.text[one.start : one.end]
            made.append(Request(number, place, text.source, quote, names, text.asked[n], who.label))
    return made


def encode(requests: Sequence[Request]) -> np.ndarray:
    """Return the vectors of the requests' words."""
    vectors = sentence_vectors([one.quote for one in requests])
    if vectors is None:
        raise SystemExit("The static embeddings are missing.")
    return vectors


def fit(requests: Sequence[Request], vectors: np.ndarray) -> tuple[DictVectorizer, LogisticRegression]:
    """Return the vectoriser and the regression learnt from ``requests``."""
    counts = Counter(name for one in requests for name in one.features)
    vectorizer = DictVectorizer(dtype=np.float32)
    rows = vectorizer.fit_transform(
        [dict.fromkeys(sorted(n for n in one.features if counts[n] >= RAREST), 1.0) for one in requests]
    )
    matrix = narrow(hstack([rows, csr_matrix(vectors * SCALE)]))
    return vectorizer, LogisticRegression(C=0.3, max_iter=500).fit(matrix, [one.label for one in requests])


def leave_one_out(requests: Sequence[Request], vectors: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Return the classes and their log-shares for each request, by weights that have not read its writer."""
    labels = sorted({one.label for one in requests})
    made = np.full((len(requests), len(labels)), -20.0)
    writer = np.array([one.source for one in requests])
    for source in sorted(set(writer)):
        train, test = np.flatnonzero(writer != source), np.flatnonzero(writer == source)
        vectorizer, model = fit([requests[n] for n in train], vectors[train])
        rows = vectorizer.transform([dict.fromkeys(sorted(requests[n].features), 1.0) for n in test])
        scores = model.decision_function(narrow(hstack([rows, csr_matrix(vectors[test] * SCALE)])))
        made[np.ix_(test, [labels.index(label) for label in model.classes_])] = log_softmax(scores, axis=1)
    return labels, made


def accuracies(requests: Sequence[Request], labels: Sequence[str], shares: np.ndarray) -> dict[str, float]:
    """Return how many addressees are right where those that are named stay and the others are the likeliest."""
    guesses = np.array(labels)[np.argmax(shares, axis=1)]
    named = np.array([one.named is not None for one in requests])
    final = np.where(named, [str(one.named) for one in requests], guesses)
    right = final == np.array([one.label for one in requests])
    return {
        "requests": len(requests),
        "unnamed": int((~named).sum()),
        "accuracy": round(float(right.mean()), 3),
        "accuracy of the named": round(float(right[named].mean()), 3),
        "accuracy of the unnamed": round(float(right[~named].mean()), 3),
        "guess for the named": round(float((guesses == np.array([one.label for one in requests]))[named].mean()), 3),
    }


def learn_addressees(texts: Sequence[Text], pack: SectorPack, *, write: bool) -> dict[str, Any]:
    """Return the accuracy of addressees, by writers left out; with ``write`` store the weights."""
    requests = read_requests(texts, pack)
    vectors = encode(requests)
    if write:
        vectorizer, model = fit(requests, vectors)
        names = vectorizer.get_feature_names_out()
        weights = {
            str(label): Weights(
                bias=round(float(model.intercept_[k]), 3),
                features={
                    str(n): round(float(w), 2)
                    for n, w in zip(names, model.coef_[k], strict=False)
                    if abs(w) >= SMALLEST
                },
                vector=tuple(round(float(w), 3) for w in model.coef_[k][len(names) :]),
            )
            for k, label in enumerate(model.classes_)
        }
        store(weights, "learnt_addressees.json")
    return accuracies(requests, *leave_one_out(requests, vectors))


def main() -> None:
    """Learn and report."""
    parser = learning_options(__doc__)
    options = parser.parse_args()
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    texts = [read_text(read, pack) for read in read_all(nlp, pack)]
    tell(learn_addressees(texts, pack, write=options.write), options.report)


if __name__ == "__main__":
    main()
