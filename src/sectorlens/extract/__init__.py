"""Extracting: what one publication says, each finding with its evidence."""

from __future__ import annotations

from spacy.language import Language

from sectorlens.extract.names import find_names
from sectorlens.extract.needs import find_needs
from sectorlens.extract.recommendations import find_recommendations
from sectorlens.model import Document, Extract
from sectorlens.nlp import iter_block_docs
from sectorlens.nlp.context import load_context
from sectorlens.sector import SectorPack


def extract(document: Document, repeated: tuple[int, ...], *, nlp: Language, pack: SectorPack) -> Extract:
    """Return the organisations, recommendations and needs of ``document``, in reading order.

    Furniture and the ``repeated`` blocks yield nothing.  Pure: the same document, pipeline and pack give the
    same extract.
    """
    blocks = tuple(iter_block_docs(document, repeated, nlp))
    mentions, look_alikes, context = find_names(document, blocks, nlp=nlp, pack=pack, model=load_context())
    recommendations = find_recommendations(document, blocks, mentions, pack=pack, context=context)
    items = [(r.evidence.start, r.evidence.end) for r in recommendations if r.form == "list_item"]
    prose = [(r.evidence.start, r.evidence.end) for r in recommendations if r.form != "list_item"]
    return Extract(
        document_id=document.id,
        mentions=mentions,
        look_alikes=look_alikes,
        needs=find_needs(document, blocks, mentions, pack=pack, asked=items, asks=prose, context=context),
        recommendations=recommendations,
    )


__all__ = ["extract"]
