"""The annotated texts as segments with their right need codes, as :mod:`train_needs` learns from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from annotated import ROOT, is_unseen, iter_annotated
from spacy.language import Language

from sectorlens.extract.needs import learnt
from sectorlens.extract.needs.features import Segment, iter_described
from sectorlens.extract.needs.find import read_in_context
from sectorlens.extract.needs.lexicon import need_cues
from sectorlens.extract.needs.reading import iter_sentences
from sectorlens.extract.needs.spans import find_candidates, iter_hits, iter_signs
from sectorlens.extract.organisations import find_organisations
from sectorlens.extract.recommendations import find_recommendations
from sectorlens.model import Document
from sectorlens.nlp import iter_block_docs
from sectorlens.nlp.context import Reading, load_context
from sectorlens.nlp.embeddings import StaticEmbeddings
from sectorlens.nlp.windows import iter_stretches
from sectorlens.quality.align import Alignment
from sectorlens.quality.scoring import COUNTED
from sectorlens.sector import SectorPack
from sectorlens.text import straighten

SEVERAL = "complex_needs"


@dataclass
class Text:
    """One annotated text: its segments with their vectors and right codes ("" = none), and its gold codes."""

    key: str
    segments: list[Segment]
    vectors: np.ndarray
    right: list[str]
    gold: frozenset[str]
    context: tuple[np.ndarray, np.ndarray] | None = None  # of a model that has not seen this text

    @property
    def publication(self) -> str:
        """Return the key of the publication: a landing page belongs to what it leads to."""
        return self.key.removesuffix("-landing")

    @property
    def whole(self) -> bool:
        """Return whether this is a publication of the demonstration rather than a passage."""
        return not re.match(r"doc-[a-z]-", self.key)


def describe(
    gold: dict[str, Any],
    text: str,
    document: Document,
    blocks: Sequence[Any],
    found: tuple[Sequence[Any], Sequence[Any]],
    pack: SectorPack,
    embeddings: StaticEmbeddings,
    context: Reading | None,
) -> Text:
    """Return ``document`` as training text; ``found`` are its mentions and recommendations."""
    mentions, requests = found
    alignment = Alignment(text, document.text)
    wanted = [
        (alignment.map(row["start"], row["end"]), row["code"])
        for row in gold["needs"]
        if row.get("polarity", "stated") in COUNTED
    ]
    items = [(r.evidence.start, r.evidence.end) for r in requests if r.form == "list_item"]
    prose = [(r.evidence.start, r.evidence.end) for r in requests if r.form != "list_item"]
    segments: list[Segment] = []
    right: list[str] = []
    sentences = list(iter_sentences(document, blocks, mentions, need_cues(pack), asked=items, asks=prose))
    for sentence in sentences:
        for segment in sentence.segments:
            offset = sentence.block.offset
            segments.append(segment)
            right.append(code_at((offset + segment.start, offset + segment.end), wanted))
    read = None if context is None else read_in_context(context, context.model.codes, sentences)
    return Text(
        key=document.id,
        segments=segments,
        vectors=learnt.encode(embeddings, segments) if segments else np.zeros((0, 0), np.float32),
        right=right,
        gold=frozenset(code for _, code in wanted),
        context=read,
    )


def code_at(span: tuple[int, int], wanted: Iterable[tuple[tuple[int, int] | None, str]]) -> str:
    """Return the code of the gold need that shares half of itself or of ``span`` with it; "" if none."""
    best = (0, "")
    for place, code in wanted:
        if place is not None:
            both = min(place[1], span[1]) - max(place[0], span[0])
            if both > 0 and 2 * both >= min(place[1] - place[0], span[1] - span[0]):
                best = max(best, (both, code))
    return best[1]


def read_phrases() -> list[tuple[str, str]]:
    """Return the phrases of ``models/data/needs`` with their codes."""
    rows: list[tuple[str, str]] = []
    code = ""
    files = sorted((ROOT / "models/data/needs").glob("*.txt"))
    for line in (line for file in files for line in file.read_text(encoding="utf-8").splitlines()):
        if line.startswith("# "):
            code = line[2:].strip()
        elif line.strip() and not line.startswith("%"):
            rows.append((line.strip(), code))
    return rows


def phrases(nlp: Language, pack: SectorPack, embeddings: StaticEmbeddings) -> list[Text]:
    """Return the phrases, each a text of one segment with its code."""
    rows = read_phrases()
    cues = need_cues(pack)
    made: list[Text] = []
    for doc, (phrase, code) in zip(nlp.pipe(text for text, _ in rows), rows, strict=True):
        plain = straighten(phrase)
        hits = list(iter_hits(plain, cues))
        described = list(
            iter_described(
                doc[:],
                [*hits, *iter_signs(plain, cues)],
                find_candidates(plain, cues, hits),
                kind="paragraph", before="", above="", names=(), asks=False,
            )
        )  # fmt: skip
        if code == SEVERAL and len(described) > 1:
            continue  # "debt, drink and nowhere to live": each part states its own need
        vectors = learnt.encode(embeddings, described)
        vectors[:, -embeddings.dims :] = 0  # a phrase has nothing near it
        made.append(Text(phrase, described, vectors, [code] * len(described), frozenset((code,))))
    return made


def read_texts(
    nlp: Language, pack: SectorPack, embeddings: StaticEmbeddings, context: Path | None = None
) -> list[Text]:
    """Return passages and publications as training texts; ``context`` is the folder of a context model."""
    model = None if context is None else load_context(context)
    made = []
    for row in iter_annotated():
        gold, text, document = row.gold, row.text, row.document
        blocks = tuple(iter_block_docs(document, (), nlp))
        mentions, _ = find_organisations(document, blocks, nlp=nlp, pack=pack)
        reading = None
        if model is not None and context is not None and is_unseen(context, row):
            reading = model.read(iter_stretches(blocks), mentions, document.publisher)
        requests = find_recommendations(document, blocks, mentions, pack=pack, context=reading)
        made.append(describe(gold, text, document, blocks, (mentions, requests), pack, embeddings, reading))
    return made
