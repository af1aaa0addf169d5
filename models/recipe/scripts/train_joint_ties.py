"""Fit how the context model's opinion of a tie and that of the sentence are joined.

    python models/recipe/scripts/train_joint_ties.py CONTEXT [--write] [--report FILE]

CONTEXT is a context model that has not seen some of the annotated texts: those of writers other than ``writers`` in
its config.json.  The sentence's weights are learnt from the texts that it has seen, both are
joined on the others, and the figures there come from five-fold cross-validation of the join, count every tie of the
gold and use the pipeline's own organisations.  ``--write`` stores the join as
``src/sectorlens/relate/learnt_joint.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from annotated import FOLDS, is_unseen
from reporting import learning_options, store, tell
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from train_ties import Claim, Text, figures, learn, read_texts, read_wording_texts

from sectorlens.nlp import load_pipeline
from sectorlens.nlp.context import load_context
from sectorlens.quality.scoring import typed_key
from sectorlens.relate.decide import read_label
from sectorlens.relate.joint import FILE, NUMBERS, Joined, Joint, agree, join, judge, likely_kinds, read_pairs
from sectorlens.relate.learnt import LearntTies, label_of
from sectorlens.sector import load_pack

SHARES = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)
# Of sureness: pairs F1 as from a probability of .4, and a twentieth more of what is claimed has the right kind.
ACCEPT, CLEAR = 0.35, 0.9
NEVER = 1.01
STANDS = (NEVER, 0.95, 0.85, 0.75)
LEAST_GAIN = 0.001  # of typed F1
STEPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)

Row = tuple[Joined, str | None]  # label: "" = not tied, None = tied elsewhere in the text


def rows_of(text: Text, context: Any, learnt: LearntTies) -> list[Row]:
    """Return the joined pairs of ``text`` between bodies that were found, with their right label."""
    mentions = [m for m in text.mentions if m.id not in text.unseen]
    candidates = [c for c in text.candidates if not {c.one.mention.id, c.other.mention.id} & text.unseen]
    pairs = read_pairs(context, text.document, text.blocks, mentions)
    rows: list[Row] = []
    for joined in join(candidates, pairs, text.document, learnt):
        one, other = names_of(joined, text)
        if one == other:
            continue
        tied = [(tie, place) for tie, place in text.places if {one, other} == set(tie[1:])]
        read = joined.read
        near = [tie for tie, place in tied if place is None or (place[0] < read.high and read.low < place[1])]
        label = label_of(near[0][0], forward=near[0][1] == one) if near else None if tied else ""  # type: ignore[arg-type]
        rows.append((joined, label))
    return rows


def names_of(joined: Joined, text: Text) -> tuple[str, str]:
    """Return the two bodies as the gold names them."""
    one, other = (text.names[m.id] if m is not None else text.publisher for m in joined.read.pair.nearest)
    return one, other


def fit(texts: Sequence[Sequence[Row]], documents: Sequence[Text], learnt: LearntTies) -> Joint:
    """Return the join that fits the rows of ``texts`` best."""
    known = [(joined, bool(label)) for rows in texts for joined, label in rows if label is not None]
    inputs, tied = np.array([joined.numbers for joined, _ in known]), np.array([right for _, right in known])
    model = LogisticRegression(C=1.0, max_iter=500).fit(inputs, tied)
    weights = {name: round(float(w), 4) for name, w in zip(NUMBERS, model.coef_[0], strict=True)}
    weights["bias"] = round(float(model.intercept_[0]), 4)
    made = Joint(weights=weights, share=0.0, stands=NEVER, accept=ACCEPT, clear=CLEAR, clear_of={})
    right = []
    for share in SHARES:
        tried, hits = msgspec.structs.replace(made, share=share), 0
        for rows, text in zip(texts, documents, strict=True):
            for joined, label in rows:
                if label:
                    kinds = likely_kinds(joined, tried, text.document, learnt)
                    hits += label == max(kinds, key=lambda name: (kinds[name], name))
        right.append(hits)
    made = msgspec.structs.replace(made, share=SHARES[int(np.argmax(right))])
    # How sure a cue must be to overrule the window: never, unless more typed ties are right otherwise.
    best, most = made, -1.0
    for stands in STANDS:
        tried = msgspec.structs.replace(made, stands=stands)
        found = [
            claim
            for rows, text in zip(texts, documents, strict=True)
            for claim in claims(text, rows, tried, learnt)
            if claim.sureness >= ACCEPT
        ]
        f1 = 2 * sum(claim.typed for claim in found) / (len(found) + sum(len(text.ties) for text in documents))
        if f1 > most + LEAST_GAIN:
            best, most = tried, f1
    return best


def claims(text: Text, rows: Sequence[Row], joint: Joint, learnt: LearntTies) -> list[Claim]:
    """Return the surest claim about each pair of ``text``."""
    pairs = {frozenset(tie[1:]) for tie in text.ties}
    best: dict[frozenset[str], Claim] = {}
    for joined, _ in rows:
        one, other = names_of(joined, text)
        likely, kinds = judge(joined, joint, text.document, learnt)
        label = max(kinds, key=lambda name: (kinds[name], name))
        kind, forward = read_label(label)
        key = typed_key(kind, *((one, other) if forward else (other, one)))
        sureness = likely * kinds[label]
        is_clear = sureness >= joint.clear_of.get(kind, joint.clear) and agree(joined, label, text.document, learnt)
        claim = Claim(likely, sureness, is_clear, frozenset((one, other)) in pairs, key in text.ties)
        if frozenset((one, other)) not in best or sureness > best[frozenset((one, other))].sureness:
            best[frozenset((one, other))] = claim
    return list(best.values())


def main() -> None:
    """Fit and report."""
    parser = learning_options(__doc__)
    parser.add_argument("context", type=Path)
    options = parser.parse_args()
    context = load_context(options.context)
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    data = list(read_texts(nlp, pack, options.context))
    unseen = [is_unseen(options.context, text) for text in data]
    learnt = learn([*(t for t, new in zip(data, unseen, strict=True) if not new), *read_wording_texts(nlp, pack)])
    texts = [text for text, new in zip(data, unseen, strict=True) if new]
    rows = [rows_of(text, context, learnt) for text in texts]
    gold = sum(len(text.ties) for text in texts)
    found: list[Claim] = []
    groups = [text.document.id for text in texts]
    for train, test in GroupKFold(FOLDS).split(groups, groups=groups):
        joint = fit([rows[i] for i in train], [texts[i] for i in train], learnt)
        for i in test:
            found += claims(texts[i], rows[i], joint, learnt)
    report: dict[str, Any] = {"texts": len(texts), "ties": gold, "pairs": sum(map(len, rows))}
    for step in STEPS:
        report[f"sure from {step}"] = figures([c for c in found if c.sureness >= step], gold)
        report[f"tied from {step}"] = figures([c for c in found if c.score >= step], gold)
    joint = fit(rows, texts, learnt)
    report["join"] = msgspec.to_builtins(joint)
    tell(report, options.report)
    if options.write:
        store(joint, FILE)


if __name__ == "__main__":
    main()
