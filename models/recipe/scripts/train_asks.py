"""Learn what asks, from annotated texts.

    python models/recipe/scripts/train_asks.py [--write] [--report FILE]

Data: passages and pages of ``models/data`` (never ``test``), a copy of those with lists in which the lists lost their
bullets, and the demonstration's gold outside its frozen part.  Writers named in ``ASIDE`` do not teach it: what asks is
measured on them as on writers never seen.  Each writer of passages is left out in turn, so
that every figure and both thresholds rest on texts by somebody whom the weights have not read; the demonstration
is scored by what the passages teach.  ``--write`` stores the weights, trained on all, beside the stage.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from annotated import DEMONSTRATION, Annotated, iter_annotated
from reporting import learning_options, tell
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from sectorlens.extract.organisations import find_organisations
from sectorlens.extract.recommendations.candidates import find_candidates
from sectorlens.extract.recommendations.find import join_items
from sectorlens.extract.recommendations.scoring import Joint, Learnt, names_of, rule_score
from sectorlens.extract.recommendations.surroundings import Candidate
from sectorlens.model import Document, Mention
from sectorlens.nlp import BlockDoc, iter_block_docs, load_pipeline
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import addressee_of
from sectorlens.sector import SectorPack, load_pack

ROOT = Path(__file__).resolve().parents[3]
STAGE = ROOT / "src/sectorlens/extract/recommendations"
RULES = "hand-set log-odds"
ASIDE = frozenset("ijklmnop")  # k asks in ways so rare that its wordings, learnt, make real pages worse
RAREST = 2  # candidates in which a feature must stand
SMALLEST = 0.02  # weights below this are left out
CLEAR_PRECISION = 0.93
MARGIN = 0.08  # above that threshold, since pages never seen are right less often: .83 at it, .93 with the margin
LEVEL = 0.004  # of F1: of thresholds as good as the best, the highest, since readers need precision
OVERLAP, LONGEST = 0.6, 2.0  # as the guidelines' score: gold tokens that a span must cover, and its length
_TOKEN = re.compile(r"\w+")


@dataclass
class Text:
    """One annotated text: its candidates, the gold recommendations that each covers, and whom those ask."""

    source: str
    document: Document
    mentions: Sequence[Mention]
    candidates: list[Candidate]
    covers: list[frozenset[int]]
    asked: list[str]
    flat: bool


Read = tuple[Annotated, tuple[BlockDoc, ...], tuple[Mention, ...]]


def read_all(nlp: Language, pack: SectorPack) -> Iterator[Read]:
    """Yield (annotated text, blocks, mentions) of every text that may train."""
    for row in iter_annotated():
        blocks = tuple(iter_block_docs(row.document, (), nlp))
        yield row, blocks, find_organisations(row.document, blocks, nlp=nlp, pack=pack)[0]


def read_text(read: Read, pack: SectorPack, *, flat: bool = False) -> Text:
    """Return ``read`` with its candidates; with ``flat`` as if its lists had lost their bullets."""
    row, blocks, mentions = read
    gold, text, document = row.gold, row.text, row.document
    if flat:
        document, blocks = _without_bullets(document, blocks)
    candidates = find_candidates(document, blocks, mentions, pack=pack)
    alignment = Alignment(text, document.text)
    spans = [alignment.map(r["start"], r["end"]) for r in gold["recommendations"]]
    covers = [frozenset(n for n, s in enumerate(spans) if s and _covers(document.text, s, c)) for c in candidates]
    asked = [str(addressee_of(r)) for r in gold["recommendations"]]
    return Text(row.writer, document, mentions, candidates, covers, asked, flat)


def flat_copies(read: Read, pack: SectorPack) -> list[Text]:
    """Return ``read`` without its bullets, if it is a passage that has any."""
    row = read[0]
    listed = row.writer != DEMONSTRATION and any(block.kind == "list_item" for block in row.document.blocks)
    return [read_text(read, pack, flat=True)] if listed else []


def _without_bullets(document: Document, blocks: tuple[BlockDoc, ...]) -> tuple[Document, tuple[BlockDoc, ...]]:
    plain = tuple(
        msgspec.structs.replace(b, kind="paragraph", level=0, lead_in=None, ordinal=None)
        if b.kind == "list_item"
        else b
        for b in document.blocks
    )
    return (
        msgspec.structs.replace(document, blocks=plain),
        tuple(replace(block, block=plain[block.index]) for block in blocks),
    )


def _covers(text: str, gold: tuple[int, int], found: Candidate) -> bool:
    tokens = [match.span() for match in _TOKEN.finditer(text, *gold)]
    inside = sum(found.start <= start and end <= found.end for start, end in tokens)
    length = len(_TOKEN.findall(text[found.start : found.end]))
    return bool(tokens) and inside >= OVERLAP * len(tokens) and length <= LONGEST * len(tokens) + 5


def rows_of(text: Text, *, rules: bool, learnt: bool = True) -> list[dict[str, float]]:
    """Return the named features of each candidate, with the hand-set log-odds where ``rules``."""
    rows = [dict.fromkeys(sorted(names_of(one)), 1.0) if learnt else {} for one in text.candidates]
    for row, one in zip(rows, text.candidates, strict=True):
        if rules:
            row[RULES] = rule_score(one.features)
    return rows


def is_taught(text: Text) -> list[bool]:
    """Return which candidates teach: a sentence inside an item that is a recommendation is neither right nor wrong."""
    wholes = {one.block for one in text.candidates if one.form == "list_item"}
    gold = {one.block for one, cover in zip(text.candidates, text.covers, strict=True) if cover}
    return [not (one.form == "sentence" and one.block in wholes & gold) for one in text.candidates]


def fit(texts: Sequence[Text], **kinds: bool) -> tuple[DictVectorizer, LogisticRegression]:
    """Return the vectoriser and the regression learnt from ``texts``."""
    inputs: list[dict[str, float]] = []
    right: list[bool] = []
    for text in texts:
        for row, cover, teaches in zip(rows_of(text, **kinds), text.covers, is_taught(text), strict=True):
            if teaches:
                inputs.append(row)
                right.append(bool(cover))
    counts = Counter(name for row in inputs for name in row)
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform([{k: v for k, v in row.items() if counts[k] >= RAREST} for row in inputs])
    model = LogisticRegression(C=0.25, max_iter=1000, solver="liblinear", random_state=7)
    return vectorizer, model.fit(narrow(matrix), right)


def narrow(matrix: Any) -> csr_matrix:
    """Return ``matrix`` with 32-bit indices: the solver takes no others."""
    matrix = csr_matrix(matrix)
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    return matrix


def leave_one_out(texts: Sequence[Text], **kinds: bool) -> list[list[float]]:
    """Return the scores of the candidates of each text by weights that have not read its writer."""
    scores: list[list[float]] = [[] for _ in texts]
    for source in sorted({text.source for text in texts}):
        vectorizer, model = fit([text for text in texts if text.source != source], **kinds)
        for number, text in enumerate(texts):
            if text.source == source and text.candidates:
                matrix = narrow(vectorizer.transform(rows_of(text, **kinds)))
                scores[number] = [float(value) for value in model.predict_proba(matrix)[:, 1]]
    return scores


def rule_scores(texts: Sequence[Text]) -> list[list[float]]:
    """Return the scores of the hand-set weights alone."""
    return [[float(1 / (1 + np.exp(-rule_score(one.features)))) for one in text.candidates] for text in texts]


def measure(texts: Sequence[Text], scores: Sequence[Sequence[float]], threshold: float) -> dict[str, float]:
    """Return precision, recall and F1 over the recommendations of ``texts``."""
    hits = claimed = wanted = 0
    for text, values in zip(texts, scores, strict=True):
        covers = {id(one): cover for one, cover in zip(text.candidates, text.covers, strict=True)}
        taken: set[int] = set()
        wanted += len(text.asked)
        for one, value in join_items(list(zip(text.candidates, values, strict=True))):
            if value >= threshold:
                claimed += 1
                free = covers[id(one)] - taken
                hits += bool(free)
                taken |= set(sorted(free)[:1])
    return {
        "precision": round(hits / max(1, claimed), 3),
        "recall": round(hits / max(1, wanted), 3),
        "f1": round(2 * hits / max(1, claimed + wanted), 3),
        "claimed": claimed,
    }


def learn_asks(texts: Sequence[Text], *, write: bool) -> dict[str, Any]:
    """Return the figures of the ablation; with ``write`` store the weights of rules and learning together."""
    scores = {
        "rules only": rule_scores(texts),
        "learnt only": leave_one_out(texts, rules=False),
        "both": leave_one_out(texts, rules=True),
    }
    figures: dict[str, Any] = {"candidates": sum(len(t.candidates) for t in texts if not t.flat)}
    passages = [n for n, text in enumerate(texts) if text.source != "demonstration" and not text.flat]

    def at(name: str, threshold: float, keep: Sequence[int]) -> dict[str, float]:
        return measure([texts[n] for n in keep], [scores[name][n] for n in keep], threshold)

    for name in scores:
        f1 = {float(t): at(name, t, passages)["f1"] for t in np.arange(0.2, 0.81, 0.02)}
        accept = max(t for t, value in f1.items() if value >= max(f1.values()) - LEVEL)
        figures[name] = {"threshold": round(accept, 2), "passages": at(name, accept, passages)}
        for source in sorted({text.source for text in texts}):
            keep = [n for n, text in enumerate(texts) if text.source == source and not text.flat]
            figures[name][source] = at(name, accept, keep)
        figures[name]["lists without bullets"] = at(name, accept, [n for n, text in enumerate(texts) if text.flat])
    clear = next(t for t in np.arange(0.5, 1.0, 0.01) if at("both", t, passages)["precision"] >= CLEAR_PRECISION)
    clear = min(0.98, clear + MARGIN)
    figures["clear"] = {"threshold": round(float(clear), 2), **at("both", float(clear), passages)}
    if write:
        vectorizer, model = fit(texts, rules=True)
        names = vectorizer.get_feature_names_out()
        weights = {str(n): round(float(w), 2) for n, w in zip(names, model.coef_[0], strict=True)}
        learnt = Learnt(
            rules=weights.pop(RULES, 0.0),
            bias=round(float(model.intercept_[0]), 3),
            weights={name: value for name, value in sorted(weights.items()) if abs(value) >= SMALLEST},
            accept=figures["both"]["threshold"],
            clear=figures["clear"]["threshold"],
            in_context=_before(),
        )
        store(learnt, "learnt.json")
    return figures


def _before() -> Joint | None:
    """Return the join with the context model, which ``train_joint_asks.py`` fits and the next run of it renews."""
    file = STAGE / "learnt.json"
    return msgspec.json.decode(file.read_bytes(), type=Learnt).in_context if file.is_file() else None


def store(value: Any, name: str) -> None:
    """Write ``value`` beside the stage."""
    body = json.dumps(msgspec.to_builtins(value), indent=0, ensure_ascii=False, sort_keys=True)
    (STAGE / name).write_text(body + "\n", encoding="utf-8")


def main() -> None:
    """Learn and report."""
    parser = learning_options(__doc__)
    options = parser.parse_args()
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    texts: list[Text] = []
    for read in read_all(nlp, pack):
        texts += [read_text(read, pack), *flat_copies(read, pack)]
    figures = learn_asks([text for text in texts if text.source not in ASIDE], write=options.write)
    tell(figures, options.report)


if __name__ == "__main__":
    main()
