"""Learn the decision about ties: are two bodies of a sentence tied, and how?

    python models/recipe/scripts/train_ties.py [--write] [--report FILE]

Data: passages and pages of ``models/data`` (never ``test``), the demonstration's gold outside its frozen part,
and the wordings of ``models/data/ties``.  A pair of bodies in a sentence is an example: tied where the gold ties
them and its evidence touches the sentence, else not.  Figures come from five-fold cross-validation over documents
(the wordings only ever train), with the pipeline's own organisations, and count every tie of the gold, also those
that no candidate covers: cue patterns alone, learnt weights alone, both; they are made with ``--report`` or without
``--write``.  ``--write`` stores the weights learnt from all data in ``src/sectorlens/relate/learnt_ties.json``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from annotated import is_unseen, iter_annotated
from reporting import learning_options, tell
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from spacy.language import Language
from ties_data import PUBLISHER, read_wordings

from sectorlens.extract.names import find_names
from sectorlens.model import Document, Evidence, Mention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.nlp import BlockDoc, iter_block_docs, load_pipeline
from sectorlens.nlp.context import load_context
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import Gold
from sectorlens.quality.scoring import canonical_names, surface_key, typed_key
from sectorlens.relate.candidates import Candidate, iter_candidates
from sectorlens.relate.decide import Decided, decide, one_kind_per_pair
from sectorlens.relate.find import name_blocks, parse_where_named
from sectorlens.relate.learnt import FILE, LearntTies, label_of
from sectorlens.sector import SectorPack, load_pack

ROOT = Path(__file__).resolve().parents[3]
WORDINGS = ROOT / "models/data/ties/wordings.txt"
SHARE_OF_RULES = 0.4
SCALE = 0.02
SEEN = 2  # how often a feature must occur
# Of sureness (tied, and how), from the cross-validated curve: ACCEPT favours the precision of kinds over recall.
# CLEAR is where nine in ten are of the right kind, all texts together; some kinds are as sure much lower.
ACCEPT, CLEAR = 0.38, 0.94
CLEAR_OF: dict[RelationKind, float] = {"partners_with": 0.8, "commissions": 0.85, "advises": 0.85, "funds": 0.97}
_Key = tuple[str, str, str]


@dataclass
class Text:
    """One annotated text: its candidates with the names of their sides and the label they should get."""

    document: Document
    ties: frozenset[_Key]
    candidates: list[Candidate] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    labels: list[str | None] = field(default_factory=list)  # None: not to learn from
    unseen: frozenset[str] = frozenset()  # mentions that only the gold has
    places: list[tuple[_Key, tuple[int, int] | None]] = field(default_factory=list)
    blocks: tuple[BlockDoc, ...] = ()
    mentions: tuple[Mention, ...] = ()
    publisher: str = ""
    writer: str = ""

    def key(self, decided: Decided) -> _Key:
        """Return the tie as the gold writes it."""
        return typed_key(decided.kind, self.names[decided.source.id], self.names[decided.target.id])


def read_texts(nlp: Language, pack: SectorPack, context: Path | None = None) -> Iterator[Text]:
    """Yield every annotated text that may train; the names of those that the model in ``context`` has not seen are
    found with it.
    """
    for row in iter_annotated():
        gold, gold_text, document = row.gold, row.text, row.document
        alignment = Alignment(gold_text, document.text)
        blocks = tuple(iter_block_docs(document, (), nlp))
        model = load_context(context) if context is not None and is_unseen(context, row) else None
        found = find_names(document, blocks, nlp=nlp, pack=pack, model=model)[0]
        missed = tuple(find_missed(gold, document, alignment, found))
        mentions = sorted((*found, *missed), key=lambda m: (m.evidence.start, m.evidence.end, m.id))
        ties = frozenset(typed_key(tie["type"], tie["a"], tie["b"]) for tie in gold["relations"])
        text = Text(document, ties, unseen=frozenset(m.id for m in missed), blocks=blocks, writer=row.writer)
        canonical = canonical_names(gold)
        text.mentions = tuple(mentions)
        text.publisher = publisher = str(gold["metadata"].get("publisher") or document.publisher or "the publisher")
        for mention in mentions:
            key = surface_key(mention.evidence.quote)
            name = canonical.get(key) or canonical.get(surface_key(mention.full_name), "") or key
            text.names[mention.id] = publisher if mention.form == "publisher" else name
        text.places = [
            (typed_key(tie["type"], tie["a"], tie["b"]), alignment.map(tie["start"], tie["end"]))
            for tie in gold["relations"]
        ]
        _add_candidates(text, name_blocks(blocks, mentions), mentions, text.places, pack)
        yield text


def read_wording_texts(nlp: Language, pack: SectorPack) -> Iterator[Text]:
    """Yield the wordings as texts."""
    for wording in read_wordings(WORDINGS):
        text = Text(wording.document, wording.ties)
        text.names = {m.id: PUBLISHER if m.form == "publisher" else m.evidence.quote for m in wording.mentions}
        cut = tuple(iter_block_docs(text.document, (), nlp, parsed=False))
        blocks = parse_where_named(cut, wording.mentions, nlp)
        _add_candidates(text, blocks, wording.mentions, [(tie, None) for tie in wording.ties], pack)
        yield text


def find_missed(gold: Gold, document: Document, alignment: Alignment, found: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the mentions of ``gold`` that ``found`` does not touch."""
    taken = [(m.evidence.start, m.evidence.end) for m in found if m.form != "publisher"]
    for organisation in gold["organisations"]:
        for row in organisation["mentions"]:
            span = alignment.map(row["start"], row["end"])
            if span is None or any(a < span[1] and span[0] < b for a, b in taken):
                continue
            quote = document.text[span[0] : span[1]]
            yield Mention(
                id=f"gold-{span[0]}", form="name", kind=organisation.get("type") or "charity", method="list", score=1.0,
                evidence=Evidence(document_id=document.id, start=span[0], end=span[1], quote=quote),
                full_name=organisation["name"],
            )  # fmt: skip


def _add_candidates(
    text: Text,
    blocks: Iterable[BlockDoc],
    mentions: Sequence[Mention],
    places: Sequence[tuple[_Key, tuple[int, int] | None]],
    pack: SectorPack,
) -> None:
    for candidate in iter_candidates(text.document, blocks, mentions, pack=pack):
        one, other = text.names[candidate.one.mention.id], text.names[candidate.other.mention.id]
        if one == other:
            continue
        text.candidates.append(candidate)
        tied = [(tie, place) for tie, place in places if {one, other} == set(tie[1:])]
        low, high = candidate.offset, candidate.offset + len(candidate.plain)
        near = [tie for tie, place in tied if place is None or (place[0] < high and low < place[1])]
        if near:
            text.labels.append(label_of(near[0][0], forward=near[0][1] == one))  # type: ignore[arg-type]
        else:
            text.labels.append(None if tied else "none")


def learn(texts_: Sequence[Text], *, accept: float = ACCEPT, clear: float = CLEAR) -> LearntTies:
    """Return the weights learnt from ``texts_``."""
    rows = [(c.features, label) for t in texts_ for c, label in zip(t.candidates, t.labels, strict=True) if label]
    seen = Counter(name for features, _ in rows for name in features)
    kept = {name for name, count in seen.items() if count >= SEEN}
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(sorted(features & kept), 1.0) for features, _ in rows])
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    labels = np.array([label for _, label in rows])
    tied = labels != "none"
    tie = LogisticRegression(C=0.25, max_iter=2000, solver="liblinear", random_state=7).fit(matrix, tied)
    kind = LogisticRegression(C=4.0, max_iter=2000).fit(matrix[tied], labels[tied])
    weights: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(vectorizer.get_feature_names_out()):
        row = [round(float(tie.coef_[0][place]) / SCALE)]
        for number in range(len(kind.classes_)):
            whole = round(float(kind.coef_[number][place]) / SCALE)
            if abs(whole) >= 3:
                row += [number, whole]
        if row != [0]:
            weights[str(name)] = tuple(row)
    return LearntTies(
        classes=tuple(str(label) for label in kind.classes_),
        scale=SCALE,
        bias=round(float(tie.intercept_[0]), 3),
        biases=tuple(round(float(value), 3) for value in kind.intercept_),
        weights=weights,
        accept=accept,
        clear=clear,
        share_of_rules=SHARE_OF_RULES,
        clear_of=CLEAR_OF,
    )


@dataclass(frozen=True)
class Claim:
    """The surest claim about one pair of a text: its score, sureness and band, and whether pair and kind are right."""

    score: float
    sureness: float
    is_clear: bool
    pair: bool
    typed: bool


def claims(text: Text, learnt: LearntTies | None) -> list[Claim]:
    """Return what the decision with ``learnt`` (None: patterns alone) says of ``text``, one claim per typed tie."""
    decided = []
    for candidate in text.candidates:
        if {candidate.one.mention.id, candidate.other.mention.id} & text.unseen:
            continue
        found = decide(candidate, text.document, learnt)
        if found is not None:
            decided.append(found)
    pairs = {frozenset(tie[1:]) for tie in text.ties}
    best: dict[_Key, Claim] = {}
    for one in one_kind_per_pair(decided, text.document):
        key = text.key(one)
        claim = Claim(one.score, one.sureness, one.is_clear, frozenset(key[1:]) in pairs, key in text.ties)
        if key not in best or claim.sureness > best[key].sureness:
            best[key] = claim
    return list(best.values())


def figures(found: Sequence[Claim], gold: int) -> dict[str, float | int]:
    """Return precision, recall and F1 of pairs and the precision of kinds; claims are counted per typed tie."""
    pairs, typed = sum(c.pair for c in found), sum(c.typed for c in found)
    return {
        "claimed": len(found),
        "pair precision": round(pairs / max(1, len(found)), 3),
        "pair recall": round(pairs / max(1, gold), 3),
        "pair f1": round(2 * pairs / max(1, len(found) + gold), 3),
        "typed precision": round(typed / max(1, len(found)), 3),
        "typed f1": round(2 * typed / max(1, len(found) + gold), 3),
    }


def measure(data: Sequence[Text], extra: Sequence[Text]) -> dict[str, Any]:
    """Return cross-validated figures."""
    groups = np.array([text.document.id for text in data])
    gold = sum(len(text.ties) for text in data)
    found: dict[str, list[Claim]] = {"patterns only": [], "learnt only": [], "both": []}
    for train, test in GroupKFold(5).split(groups, groups=groups):
        learnt = learn([*(data[i] for i in train), *extra], accept=0.2)
        alone = msgspec.structs.replace(learnt, share_of_rules=0.0)
        for i in test:
            found["patterns only"] += claims(data[i], None)
            found["learnt only"] += claims(data[i], alone)
            found["both"] += claims(data[i], learnt)
    report: dict[str, Any] = {"texts": len(data), "ties": gold, "candidates": sum(len(t.candidates) for t in data)}
    report["patterns only"] = figures(found["patterns only"], gold)
    for name in ("learnt only", "both"):
        for threshold in (0.3, ACCEPT, 0.5, 0.7, 0.9):
            some = [claim for claim in found[name] if claim.sureness >= threshold]
            report[f"{name}, from {threshold}"] = figures(some, gold)
    some = [claim for claim in found["both"] if claim.is_clear]
    report["clear"] = figures(some, gold)
    return report


def main() -> None:
    """Learn and report."""
    parser = learning_options(__doc__)
    options = parser.parse_args()
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    data, extra = list(read_texts(nlp, pack)), list(read_wording_texts(nlp, pack))
    if options.write:
        FILE.write_bytes(_lines(learn([*data, *extra], accept=ACCEPT, clear=CLEAR)))
        if options.report is None:
            return
    report = measure(data, extra)
    tell(report, options.report)


def _lines(learnt: LearntTies) -> bytes:
    """Return ``learnt`` as JSON with one feature per line, so that changes can be read."""
    head = msgspec.to_builtins(learnt)
    weights = sorted(head.pop("weights").items())
    rows = ",\n".join(
        f"{json.dumps(name, ensure_ascii=False)}:{json.dumps(row, separators=(',', ':'))}" for name, row in weights
    )
    return (json.dumps(head)[:-1] + ', "weights": {\n' + rows + "\n}}\n").encode()


if __name__ == "__main__":
    main()
