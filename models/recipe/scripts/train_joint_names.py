"""Fit how the context model's opinion of a name and its score are joined.

    python models/recipe/scripts/train_joint_names.py CONTEXT [--write] [--report FILE]

CONTEXT is a context model that has not seen some of the annotated texts: those of writers other than ``writers`` in
its config.json, on which the join is fitted.  The figures come from five-fold cross-validation over writers there, of
names found at their places, parts of names left out; ``by score`` is what the program finds without the join.
``--write`` stores the join as ``src/sectorlens/extract/organisations/learnt_names.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from annotated import FOLDS, Annotated, is_unseen, iter_annotated
from context_data import kind_at, spans_of_bodies
from reporting import learning_options, store, tell
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from spacy.language import Language

from sectorlens.extract.organisations import find_candidates, name_bodies
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.decide import CLEAR, DOUBTFUL, FAINT, choose
from sectorlens.extract.organisations.in_context import (
    FILE,
    NUMBERS,
    NameJoin,
    NameReading,
    probability,
    read_names,
)
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.nlp.context import ContextModel, load_context
from sectorlens.nlp.windows import iter_stretches
from sectorlens.quality.align import Alignment
from sectorlens.sector import SectorPack, load_pack

SURE = 0.98  # share of the names from where they are clear that must be right
# Of names that context saves: invented bodies, which no list knows, are far more frequent in the texts that this is
# fitted on than on pages from the web, so that what is saved there is right less often.
RESCUED, FEW = 0.85, 20
NEVER = 1.01
STEPS = tuple(round(0.05 * step, 2) for step in range(4, 20))


@dataclass(frozen=True)
class Text:
    """The candidates of a text with what is read of them, how the program calls their kind and which it is ("" = no
    body), and how many names there are.
    """

    writer: str
    candidates: list[Candidate]
    scores: list[float]
    read: list[NameReading]
    called: list[str]
    kinds: list[str]
    gold: int


def read_text(row: Annotated, context: ContextModel, nlp: Language, pack: SectorPack) -> Text:
    """Return what may be a name in ``row``, without what shares only words with one."""
    blocks = tuple(iter_block_docs(row.document, (), nlp))
    candidates = find_candidates(row.document, blocks, nlp=nlp, pack=pack)
    found = name_bodies(row.document, blocks, choose(candidates), pack)
    reading = context.read(iter_stretches(blocks), found, row.document.publisher)
    bodies = spans_of_bodies(row.gold, Alignment(row.text, row.document.text))
    chosen = [c for c in choose(candidates, FAINT) if kind_at((c.start, c.end), bodies) is not None]
    read = read_names(chosen, reading)
    named = name_bodies(row.document, blocks, chosen, pack)
    called = {(m.evidence.start, m.evidence.end): m.kind for m in named}
    kinds = [kind_at((c.start, c.end), bodies) or "" for c in chosen]
    spans = [(c.start, c.end) for c in chosen]
    return Text(row.writer, chosen, [c.score for c in chosen], read, [called[s] for s in spans], kinds, len(bodies))


def fit(texts: Sequence[Text]) -> dict[str, float]:
    """Return the weights that fit ``texts`` best."""
    inputs = np.array([read.numbers for text in texts for read in text.read])
    right = np.array([bool(kind) for text in texts for kind in text.kinds])
    model = LogisticRegression(C=1.0, max_iter=500).fit(inputs, right)
    weights = {name: round(float(weight), 4) for name, weight in zip(NUMBERS, model.coef_[0], strict=True)}
    return weights | {"bias": round(float(model.intercept_[0]), 4)}


def figures(claimed: Sequence[bool], gold: int) -> dict[str, Any]:
    """Return precision, recall and F1 of names at their places."""
    right = sum(claimed)
    return {
        "precision": round(right / max(1, len(claimed)), 3),
        "recall": round(right / gold, 3),
        "f1": round(2 * right / (len(claimed) + gold), 3),
        "claimed": len(claimed),
    }


def first_sure(steps: dict[float, dict[str, Any]], share: float) -> float:
    """Return the step from which on at least ``share`` of what is claimed is right, where that is enough to tell."""
    unsure = [step for step, row in steps.items() if row["claimed"] >= FEW and row["precision"] < share]
    return min((step for step in steps if step > max(unsure, default=0.0)), default=1.0)


def right_kinds(texts: Sequence[Text], share: float) -> float:
    """Return how many names without curated id get their kind if that in context stands from ``share`` on."""
    told = [
        (read.kind if read.share >= share else called) == kind
        for text in texts
        for candidate, read, called, kind in zip(text.candidates, text.read, text.called, text.kinds, strict=True)
        if kind and not candidate.curated_id
    ]
    return round(float(np.mean(told)), 4)


def main() -> None:
    """Fit and report."""
    parser = learning_options(__doc__)
    parser.add_argument("context", type=Path)
    options = parser.parse_args()
    context = load_context(options.context)
    if context is None:
        parser.error(f"there is no context model in {options.context}")
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    texts = [read_text(row, context, nlp, pack) for row in iter_annotated() if is_unseen(options.context, row)]
    gold = sum(text.gold for text in texts)
    likely: list[tuple[float, bool, bool]] = []  # probability, right, accepted by score
    for train, test in GroupKFold(FOLDS).split(texts, groups=[text.writer for text in texts]):
        join = NameJoin(weights=fit([texts[i] for i in train]), clear=1.0, accept=0.5, rescue=0.5, kind=1.0)
        for i in test:
            scored = (probability(read.numbers, join) for read in texts[i].read)
            known = (score >= DOUBTFUL for score in texts[i].scores)
            likely += zip(scored, map(bool, texts[i].kinds), known, strict=True)
    by_score = [(score, bool(kind)) for text in texts for score, kind in zip(text.scores, text.kinds, strict=True)]
    report: dict[str, Any] = {"texts": len(texts), "names": gold, "candidates": len(likely)}
    report["by score"] = figures([right for score, right in by_score if score >= DOUBTFUL], gold)
    report["by score, clear"] = figures([right for score, right in by_score if score >= CLEAR], gold)
    steps = {step: figures([right for value, right, _ in likely if value >= step], gold) for step in STEPS}
    kept = {step: figures([r for v, r, by_score in likely if by_score and v >= step], gold) for step in STEPS}
    rescued = {step: figures([r for v, r, by_score in likely if not by_score and v >= step], gold) for step in STEPS}
    for name, rows in (("all", steps), ("accepted by score", kept), ("others", rescued)):
        report |= {f"{name} from {step}": row for step, row in rows.items()}
    accept = max(kept, key=lambda step: (kept[step]["f1"], step))
    rescue, clear = first_sure(rescued, RESCUED), first_sure(steps, SURE)
    kinds = {step: right_kinds(texts, step) for step in (*STEPS, NEVER)}
    report["right kind of names without curated id"] = kinds
    kind = max(kinds, key=lambda step: (kinds[step], step))
    join = NameJoin(weights=fit(texts), clear=max(clear, accept), accept=accept, rescue=max(rescue, accept), kind=kind)
    report["join"] = msgspec.to_builtins(join)
    tell(report, options.report)
    if options.write:
        store(join, FILE)


if __name__ == "__main__":
    main()
