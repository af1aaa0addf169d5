"""Recognition as spaCy components: thin factories over the same functions, for use in any pipeline.

    nlp.add_pipe("sectorlens_gazetteer", config={"sector": "criminal_justice_uk"})
    nlp.add_pipe("sectorlens_name_grammar", config={"sector": "criminal_justice_uk"})

Each writes the spans that it proposes to ``doc.spans`` under its own name, labelled with the kind of body or,
for a look-alike of the grammar, with ``LOOK``.  Deciding among proposals needs the page and is done by
:func:`sectorlens.extract.organisations.find_organisations`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from spacy.language import Language
from spacy.tokens import Doc

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.gazetteer import Gazetteer
from sectorlens.extract.organisations.grammar import NameGrammar
from sectorlens.extract.organisations.lexicon import lexicon_of
from sectorlens.model import Block
from sectorlens.nlp import BlockDoc
from sectorlens.sector import load_pack

GAZETTEER = "sectorlens_gazetteer"
GRAMMAR = "sectorlens_name_grammar"


@Language.factory(GAZETTEER, default_config={"sector": "criminal_justice_uk"})
def make_gazetteer(nlp: Language, name: str, sector: str) -> Callable[[Doc], Doc]:
    """Return a component that marks the names that the sector pack ``sector`` lists."""
    gazetteer = Gazetteer(lexicon_of(load_pack(sector)), nlp)

    def mark(doc: Doc) -> Doc:
        block = BlockDoc(index=0, block=Block(kind="paragraph", start=0, end=len(doc.text)), doc=doc, offset=0)
        return _write(doc, name, gazetteer.find(block))

    return mark


@Language.factory(GRAMMAR, default_config={"sector": "criminal_justice_uk"})
def make_name_grammar(nlp: Language, name: str, sector: str) -> Callable[[Doc], Doc]:
    """Return a component that marks what the name grammar of the sector pack ``sector`` proposes."""
    grammar = NameGrammar(lexicon_of(load_pack(sector)))

    def mark(doc: Doc) -> Doc:
        named = (c for c in grammar.find(doc.text, 0, 0) if c.kind is not None or c.reason)
        return _write(doc, name, named)

    return mark


def _write(doc: Doc, group: str, candidates: Iterable[Candidate]) -> Doc:
    """Write ``candidates`` to ``doc.spans[group]``; one that cuts a token is widened to it."""
    spans = {}
    for candidate in candidates:
        label = "LOOK" if candidate.reason else str(candidate.kind)
        span = doc.char_span(candidate.start, candidate.end, label=label, alignment_mode="expand")
        if span is not None:
            spans[span.start, span.end] = span
    doc.spans[group] = [spans[key] for key in sorted(spans)]
    return doc
