"""Organisations: candidates from the pipeline, the lists, the grammar and the page, one scored decision."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace

from spacy.language import Language

from sectorlens.extract.organisations import decide, page
from sectorlens.extract.organisations.candidate import Candidate, join
from sectorlens.extract.organisations.context import (
    PageContext,
    add_context,
    mark_joints,
    mark_neighbours,
    mark_siblings,
    read_page,
)
from sectorlens.extract.organisations.gazetteer import Gazetteer
from sectorlens.extract.organisations.grammar import NameGrammar
from sectorlens.extract.organisations.lexicon import Lexicon, lexicon_of
from sectorlens.extract.organisations.model import find_model_names, mark_model
from sectorlens.extract.organisations.publisher import find_publisher_mentions
from sectorlens.extract.organisations.records import make_look_alikes, make_mentions
from sectorlens.extract.organisations.signatures import signed_names
from sectorlens.model import Document, LookAlike, Mention
from sectorlens.nlp import BlockDoc
from sectorlens.sector import SectorPack

ALL_SOURCES = frozenset(("model", "gazetteer", "grammar", "page"))


def find_organisations(
    document: Document,
    blocks: Sequence[BlockDoc],
    *,
    nlp: Language,
    pack: SectorPack,
    sources: frozenset[str] = ALL_SOURCES,
) -> tuple[tuple[Mention, ...], tuple[LookAlike, ...]]:
    """Return the named bodies in ``blocks`` and what only looked like one, both in reading order, by their score.

    ``blocks`` are the body blocks of ``document`` as the pipeline read them.  ``sources`` leaves some sources
    of candidates out, to measure what each is worth.
    """
    candidates = find_candidates(document, blocks, nlp=nlp, pack=pack, sources=sources)
    accepted = decide.choose(candidates)
    return name_bodies(document, blocks, accepted, pack), make_look_alikes(document, candidates, accepted)


def name_bodies(
    document: Document,
    blocks: Sequence[BlockDoc],
    accepted: Sequence[Candidate],
    pack: SectorPack,
    *,
    clear: float = decide.CLEAR,
) -> tuple[Mention, ...]:
    """Return the ``accepted`` candidates as mentions, "we" among them; from the score ``clear`` on one is clear.

    The candidates stay as they are: a short form gets the name that it stands for in its mention.
    """
    named = [replace(candidate) for candidate in accepted]
    page.link_parts(named, lexicon_of(pack))
    publishers = [mention for block in blocks for mention in find_publisher_mentions(block)]
    return make_mentions(document, named, publishers, clear=clear)


def find_candidates(
    document: Document,
    blocks: Sequence[BlockDoc],
    *,
    nlp: Language,
    pack: SectorPack,
    sources: frozenset[str] = ALL_SOURCES,
) -> list[Candidate]:
    """Return every candidate of the page with its evidence and score, in reading order."""
    lexicon = lexicon_of(pack)
    context = read_page(document, blocks, lexicon)
    with_model = "model" in sources and "ner" in nlp.pipe_names
    found: list[Candidate] = []
    if "gazetteer" in sources:
        gazetteer = _gazetteer(pack.fingerprint, _Shared(lexicon, nlp))
        found += [candidate for block in blocks for candidate in gazetteer.find(block)]
    if "grammar" in sources:
        grammar = NameGrammar(lexicon, frozenset((document.publisher.casefold(),)))
        found += [c for block in blocks for c in grammar.find(block.doc.text, block.index, block.offset)]
    if "model" in sources:
        found += [candidate for block in blocks for candidate in find_model_names(block, lexicon)]
    if "page" in sources:
        found += page.publisher_names(blocks, document.publisher)
        found = join(found)
        found += page.defined_names(blocks, found, lexicon)
        refused = page.rejected_acronyms(blocks, found, lexicon)
        for candidate in found:
            if candidate.text in refused:
                candidate.reason = candidate.reason or "acronym of something else"
                candidate.evidence["look_alike"] = 1.0
    candidates = _settle(found, blocks, lexicon, context, with_model=with_model)
    if "page" in sources:
        accepted = decide.choose(candidates)
        sure = [candidate for candidate in accepted if candidate.score >= decide.CLEAR]
        taken = frozenset(c.text for c in sure) | page.rejected_acronyms(blocks, candidates, lexicon)
        candidates += page.initial_names(blocks, accepted, taken, decide.CLEAR)
        candidates += signed_names(blocks, sure)
        candidates += page.short_names(blocks, sure, lexicon, context.lower)
        candidates += page.headed_names(blocks, sure, lexicon, document.publisher)
        candidates += page.repeat_names(blocks, sure, lexicon, context.lower)
        candidates = _settle(candidates, blocks, lexicon, context, with_model=with_model)
    return candidates


def _settle(
    found: list[Candidate],
    blocks: Sequence[BlockDoc],
    lexicon: Lexicon,
    context: PageContext,
    *,
    with_model: bool,
) -> list[Candidate]:
    """Join what was found, add the surroundings, and score; twice, since names lend each other weight."""
    candidates = join(found)
    for candidate in candidates:
        add_context(candidate, context, lexicon)
    if with_model:
        mark_model(candidates, blocks)
    else:
        for candidate in candidates:
            candidate.evidence["without_model"] = 1.0  # silence of a pipeline that is not there says nothing
    decide.score_all(candidates)
    mark_neighbours(candidates, context, decide.CLEAR)
    mark_joints(candidates, decide.CLEAR)
    mark_siblings(candidates, context, decide.CLEAR)
    decide.score_all(candidates)
    return candidates


class _Shared:
    """A lexicon and a vocabulary that do not take part in the comparison of cache keys."""

    def __init__(self, lexicon: Lexicon, nlp: Language) -> None:
        self.lexicon = lexicon
        self.nlp = nlp

    def __hash__(self) -> int:
        return hash(id(self.nlp.vocab))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shared) and other.nlp.vocab is self.nlp.vocab


@functools.lru_cache(maxsize=4)
def _gazetteer(fingerprint: str, shared: _Shared) -> Gazetteer:
    return Gazetteer(shared.lexicon, shared.nlp)
