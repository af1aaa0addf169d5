"""Cutting a sentence into the segments that may each state one need: conjuncts, clauses and what brackets hold."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Span, Token

_MARKS = frozenset(',;:()[]“”"—–…')
_OPENING = frozenset("([“—–")
_CLAUSES = frozenset(
    "who which whose where because so but when while whom if although though unless until since".split()
)
_CLAUSE_TAGS = frozenset(("PRON", "SCONJ", "ADV", "DET", "CCONJ"))
# Conjuncts inside a phrase share its head ("drug and alcohol addiction") and stay together.
_INSIDE = frozenset("amod compound advmod det nummod nmod:poss case aux cop fixed flat".split())
_MARKERS = frozenset("that whether as after before".split())


def iter_segments(sentence: Span) -> Iterator[Span]:
    """Yield the segments of ``sentence`` in order, without marks and conjunctions at their edges.

    Works on the parse where there is one and on punctuation and clause words alone where there is none.
    """
    doc = sentence.doc
    cuts = [i for i in range(sentence.start + 1, sentence.end) if _begins_segment(doc, i)]
    for low, high in zip([sentence.start, *cuts], [*cuts, sentence.end], strict=True):
        while low < high and _is_edge(doc[low]):
            low += 1
        while low < high and (doc[high - 1].is_punct or doc[high - 1].is_space):
            high -= 1
        if low < high and any(token.is_alpha or token.like_num for token in doc[low:high]):
            yield doc[low:high]


def _begins_segment(doc: Doc, i: int) -> bool:
    token, before = doc[i], doc[i - 1]
    if before.text in _MARKS or before.text in ("-", "--") or token.text in _OPENING:
        return True
    word = token.lower_
    if token.dep_ == "cc":
        conjunct = token.head
        if conjunct.dep_ != "conj":
            return word == "but"
        shares_head = conjunct.head.dep_ in _INSIDE or (conjunct.i == i + 1 and conjunct.pos_ in ("ADJ", "ADV", "ADP"))
        return not shares_head
    if word in _CLAUSES:
        return token.pos_ in _CLAUSE_TAGS or not token.pos_
    if word == "that" and token.pos_ == "PRON" and token.head.dep_ == "acl:relcl":
        return True
    return token.dep_ == "mark" and word in _MARKERS and token.head.dep_ in ("ccomp", "advcl")


def _is_edge(token: Token) -> bool:
    return token.is_punct or token.is_space or token.dep_ == "cc" or token.lower_ in ("and", "or", "but")
