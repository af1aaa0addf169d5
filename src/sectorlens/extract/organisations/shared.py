"""Lists of names under one prefix: "HMPs Leyhill, Eastwood Park and Erlestoke" are three prisons."""

from __future__ import annotations

from collections.abc import Iterator

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import Lexicon
from sectorlens.extract.organisations.words import Word, are_joined
from sectorlens.model.vocabulary import OrganisationKind


def find_shared_heads(
    lexicon: Lexicon, words: tuple[Word, ...], text: str, block: int, offset: int
) -> Iterator[Candidate]:
    """Yield each name of "HMPs Leyhill, Eastwood Park and Erlestoke", the first with its prefix."""
    for index, word in enumerate(words):
        for size in (3, 2, 1):
            key = tuple(w.text for w in words[index : index + size])
            kind = lexicon.plural_prefixes.get(key)
            singular = kind is None and word.is_cased
            if singular:
                kind = lexicon.prefixes.get(key)
            if kind is None or index + size >= len(words):
                continue
            found = list(_listed(lexicon, words, index + size, text))
            if singular and (len(found) < 2 or not all(_is_stem(lexicon, words, a, b) for a, b in found)):
                break
            if len(found) > 1:
                yield from _members(lexicon, words, text, found, (index, key, kind, block, offset))
            break


def _is_stem(lexicon: Lexicon, words: tuple[Word, ...], first: int, last: int) -> bool:
    return " ".join(word.text for word in words[first:last]) in lexicon.stems


def _members(
    lexicon: Lexicon,
    words: tuple[Word, ...],
    text: str,
    found: list[tuple[int, int]],
    at: tuple[int, tuple[str, ...], OrganisationKind, int, int],
) -> Iterator[Candidate]:
    index, key, kind, block, offset = at
    head = _singular(key)
    for number, (first, last) in enumerate(found):
        is_capital = key[0][:1].isupper()
        begin = words[index].start if number == 0 and is_capital else words[first].start
        end = words[last - 1].end
        candidate = Candidate(block, offset + begin, offset + end, text[begin:end], {"grammar", "list"})
        candidate.kind = kind
        stem = text[words[first].start : end]
        candidate.full_name = f"{head} {stem}" if head else stem
        candidate.form = "name" if number == 0 and is_capital else "short_form"
        known = lexicon.known(candidate.full_name)
        candidate.evidence["shared_head"] = 1.0 if stem in lexicon.stems or is_capital else 0.3
        if known:
            candidate.curated_id = known[0].organisation.id
            candidate.full_name = known[0].organisation.name
        yield candidate


def _listed(lexicon: Lexicon, words: tuple[Word, ...], index: int, text: str) -> Iterator[tuple[int, int]]:
    """Yield the capitalised names of a list "A, B, C and D" that begins at ``index``."""
    is_last = False  # what follows the item after "and" is no part of the list
    while index < len(words) and words[index].is_cased:
        last = index + 1
        while last < len(words) and words[last].is_cased and are_joined(words[last - 1], words[last], text):
            last += 1
        while last + 1 < len(words) and words[last].text in ("of", "the") and words[last + 1].is_cased:
            last += 2
        if " ".join(word.text for word in words[index:last]).startswith("HM"):
            return
        yield index, last
        if is_last or last >= len(words) or words[last].text not in (",", "and", "&"):
            return
        is_last = words[last].text != ","
        index = last + 1
        if index < len(words) and words[index].text in ("and", "&"):
            index += 1
            is_last = True


def _singular(key: tuple[str, ...]) -> str:
    """Return the prefix of one body: "HMPs" → "HMP", "prisons" → "HMP" is left to the lexicon ("")."""
    head = " ".join(key)
    if not head[:1].isupper() or head.casefold() == "prisons":
        return "HMP" if head.casefold() == "prisons" else ""
    return head[:-1] if head.endswith("s") and len(head) > 3 else head
