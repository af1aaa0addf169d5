"""Names that the sector pack lists, found with spaCy's PhraseMatcher.

It runs over Docs of our own words: spaCy's tokens keep the full stop of "MoJ." and would hide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import Lexicon, Surface
from sectorlens.extract.organisations.words import cut_words
from sectorlens.nlp import BlockDoc

_QUOTES = (("'", "’"),)


class Gazetteer:
    """A matcher over every surface of a lexicon; case and quotes may vary, acronyms must stand as listed."""

    def __init__(self, lexicon: Lexicon, nlp: Language) -> None:
        self._lexicon = lexicon
        self._vocab = nlp.vocab
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        variants = sorted(
            {
                variant
                for surfaces in lexicon.surfaces.values()
                for surface in surfaces
                for variant in _variants(surface.text)
            }
        )
        patterns = [Doc(self._vocab, words=[word.text for word in cut_words(text)]) for text in variants]
        self._matcher.add("organisation", patterns)

    def find(self, block: BlockDoc) -> Iterator[Candidate]:
        """Yield a candidate for each listed surface in ``block``, longest first at each place."""
        words = cut_words(block.doc.text)
        if not words:
            return
        for _, start, end in self._matcher(Doc(self._vocab, words=[word.text for word in words])):
            offset, last = words[start].start, words[end - 1].end
            text = block.doc.text[offset:last]
            surface, exact = self._choose(text)
            if surface is None:
                continue
            if end < len(words) and words[end].text in self._lexicon.forms:
                text = block.doc.text[offset : words[end].end]  # "Ltd", "CIC" belong to the name
            offset += block.offset
            # "The" belongs to no name's span, even where the name is listed with it.
            if text[:4].casefold() == "the " and len(text) > 4:
                offset, text = offset + 4, text[4:]
            candidate = Candidate(block.index, offset, offset + len(text), text, {"gazetteer"})
            candidate.kind = surface.organisation.kind
            candidate.form = surface.form
            candidate.full_name = surface.organisation.name
            candidate.curated_id = surface.organisation.id
            feature = "listed_ordinary" if surface.is_ordinary else ("listed" if exact else "listed_case")
            candidate.evidence[feature] = 1.0
            yield candidate

    def _choose(self, text: str) -> tuple[Surface | None, bool]:
        """Return the surface that ``text`` stands for and whether it stands exactly so.

        A surface of two organisations is left to other evidence; capitals must be where a name has them.
        """
        surfaces = self._lexicon.known(text)
        if len({surface.organisation.id for surface in surfaces}) != 1:
            return None, False
        plain = _plain(text)
        for surface in surfaces:
            if _plain(surface.text) == plain:
                return surface, True
        if len(text) > 4 and any(s.form == "acronym" and s.text.capitalize() == text for s in surfaces):
            return surfaces[0], False  # "Navca" for "NAVCA": an acronym that is spoken as a word
        names = [surface for surface in surfaces if surface.form == "name" and not surface.is_ordinary]
        if names and (" " in text.strip() or text.isupper()) and _is_cased_like_a_name(text, names[0].text):
            return names[0], False
        return None, False


def _plain(text: str) -> str:
    plain = text.replace("’", "'").replace(" & ", " and ")
    return plain[4:] if plain[:4].casefold() == "the " else plain


def _variants(text: str) -> Iterator[str]:
    """Yield ``text`` with straight and curly quotes, "&" and "and"."""
    joins = {text, text.replace(" & ", " and "), text.replace(" and ", " & ")}
    for variant, (straight, curly) in product(sorted(joins), _QUOTES):
        yield variant.replace(curly, straight)
        yield variant.replace(straight, curly)


def _is_cased_like_a_name(text: str, listed: str) -> bool:
    """Return whether ``text`` begins like the listed name and is not plain lower case or shouted.

    "Transition to Adulthood alliance" is; "prison reform trust" and a lone "CRISIS" are not.
    """
    if text.isupper():
        return len(listed.split()) > 1 or listed.isupper() or len(listed) > 4
    cased = [word for word in text.split() if word[:1].isupper()]
    return text[:1].isupper() == listed[:1].isupper() and len(cased) >= max(1, (len(text.split()) + 1) // 2)
