"""Base noun phrases from a Universal Dependencies parse (spaCy's own rules expect other labels)."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

_HEADS = frozenset(
    "nsubj nsubj:pass obj iobj obl obl:agent obl:tmod obl:npmod nmod nmod:poss appos conj root ROOT dislocated "
    "vocative parataxis list".split()
)
_NOUNS = frozenset(("NOUN", "PROPN", "PRON"))
_RIGHT = frozenset(("flat", "flat:name", "fixed", "compound", "compound:prt"))
_LEFT = frozenset("det det:predet amod compound nummod nmod:poss advmod poss case flat goeswith".split())


def iter_noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Yield ``(start token, end token, label)`` of each base noun phrase: what ``Vocab.get_noun_chunks`` expects.

    A chunk runs from the leftmost determiner, adjective or compound of its head to the head itself (with the
    rest of a flat name); it has no prepositional phrase and no relative clause.  Nothing is yielded without a
    parse.
    """
    doc = doclike.doc if isinstance(doclike, Span) else doclike
    if not doc.has_annotation("DEP"):
        return
    label = doc.vocab.strings.add("NP")
    previous_end = -1
    for token in doclike:
        if token.pos_ not in _NOUNS or token.dep_ not in _HEADS:
            continue
        start, end = _left_edge(token), _right_edge(token)
        if start <= previous_end:
            continue
        previous_end = end
        yield start, end + 1, label


def _left_edge(head: Token) -> int:
    left = head.i
    for child in sorted(head.lefts, key=lambda token: -token.i):
        if child.dep_ not in _LEFT or child.dep_ == "case" or child.right_edge.i != left - 1:
            break
        left = child.left_edge.i
    return left


def _right_edge(head: Token) -> int:
    right = head.i
    for child in head.rights:
        if child.dep_ in _RIGHT and child.left_edge.i == right + 1:
            right = child.right_edge.i
    return right
