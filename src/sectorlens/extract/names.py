"""The organisations of a document: found by their score and, where the context model is there, settled in context."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

from sectorlens.extract.organisations import find_candidates, name_bodies
from sectorlens.extract.organisations.decide import FAINT, choose
from sectorlens.extract.organisations.in_context import load_join, settle
from sectorlens.extract.organisations.records import make_look_alikes
from sectorlens.model import Document, LookAlike, Mention
from sectorlens.nlp import BlockDoc
from sectorlens.nlp.context import ContextModel, Reading
from sectorlens.nlp.windows import iter_stretches
from sectorlens.sector import SectorPack


def find_names(
    document: Document, blocks: Sequence[BlockDoc], *, nlp: Language, pack: SectorPack, model: ContextModel | None
) -> tuple[tuple[Mention, ...], tuple[LookAlike, ...], Reading | None]:
    """Return the named bodies in ``blocks``, what only looked like one, and what ``model`` has read of the document.

    What ``model`` reads has those names marked that their score alone accepts.  A pipeline that recognises no names
    scores otherwise than what the join was fitted on: its names stand by their score.
    """
    candidates = find_candidates(document, blocks, nlp=nlp, pack=pack)
    accepted = choose(candidates)
    mentions = name_bodies(document, blocks, accepted, pack)
    reading = None if model is None else model.read(iter_stretches(blocks), mentions, document.publisher)
    join = load_join() if reading is not None and "ner" in nlp.pipe_names else None
    if reading is not None and join is not None:
        accepted = settle(choose(candidates, FAINT), reading, join)
        mentions = name_bodies(document, blocks, accepted, pack, clear=join.clear)
    return mentions, make_look_alikes(document, candidates, accepted), reading
