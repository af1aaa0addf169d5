"""What is known of a segment before it is scored: named features, and the texts whose vectors stand for its sense."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from sectorlens.extract.needs.segments import iter_segments
from sectorlens.extract.needs.spans import Candidate, Hit
from sectorlens.nlp.decision import word_features

_NEGATIONS = frozenset(
    "no not never nobody none nowhere neither nor without hardly n't nothing few little lack too".split()
)
_OURS = frozenset(("we", "our", "us"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD", "VBN"))
NEAR = 6  # segments on either side whose mean stands for what the passage is about


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of one sentence: characters ``start:end`` of its block.

    ``features`` speak for and against a need; ``words`` and ``topics`` tell which need it is.  ``texts`` are the
    segment, its sentence, the sentence before and the heading or lead-in above, in that order.  ``ruled`` are the
    spans that the lexicon's rules propose in it.
    """

    start: int
    end: int
    features: frozenset[str]
    words: frozenset[str]
    topics: frozenset[str]
    texts: tuple[str, str, str, str]
    ruled: tuple[Candidate, ...]


def iter_described(
    sentence: Span,
    hits: Sequence[Hit],
    candidates: Sequence[Candidate],
    *,
    kind: str,
    before: str,
    above: str,
    names: Sequence[tuple[int, int]],
    asks: bool,
) -> Iterator[Segment]:
    """Yield the segments of ``sentence`` with what is known of them.

    ``hits`` and ``candidates`` count characters from the sentence's start; ``names`` are spans of its block.
    ``before`` is the sentence before, ``above`` the heading or lead-in; ``asks``: it is a recommendation.
    """
    segments = list(iter_segments(sentence))
    origin = sentence.start_char
    for place, span in enumerate(segments):
        low, high = span.start_char - origin, span.end_char - origin
        inside = [hit for hit in hits if hit.start < high and low < hit.end]
        ruled = tuple(c for c in candidates if c.start < high and low < c.end)
        covered = sum(max(0, min(span.end_char, b) - max(span.start_char, a)) for a, b in names if a < span.end_char)
        features = set(_wording(span, sentence)) | {f"kind:{kind}"}
        features |= {f"head:{name[2:]}" for name in word_features(above, first=0)}
        features |= {f"has:{hit.kind}" for hit in inside} | {f"near:{hit.kind}" for hit in hits}
        features |= {f"rule:{name}" for c in ruled for name in c.features}
        flags = {
            "first": place == 0,
            "last": place == len(segments) - 1,
            "only": len(segments) == 1,
            "question": sentence.text.rstrip().endswith("?"),
            "name": covered > 0,
            "mostly name": covered > 0.5 * (high - low),
            "asks": asks,
        }
        topics = {f"{hit.kind}:{hit.code}" for hit in inside if hit.code}
        topics |= {f"beside {hit.kind}:{hit.code}" for hit in hits if hit.code and hit not in inside}
        yield Segment(
            start=span.start_char,
            end=span.end_char,
            features=frozenset(features | {name for name, holds in flags.items() if holds} | topics),
            words=frozenset(f"l:{_lemma(token)}" for token in span),
            topics=frozenset(topics | {f"rule:{c.code}" for c in ruled}),
            texts=(span.text, sentence.text, before, above),
            ruled=ruled,
        )


def _lemma(token: Token) -> str:
    if token.is_alpha:
        return (token.lemma_ or token.lower_).lower()
    return "#" if token.like_num else token.lower_


def _wording(span: Span, sentence: Span) -> Iterator[str]:
    """Yield features of the words of ``span``, of those around it and of what governs it."""
    lemmas = [_lemma(token) for token in span]
    yield from (f"l:{lemma}" for lemma in lemmas)
    yield from (f"b:{one} {other}" for one, other in itertools.pairwise(lemmas))
    yield f"begin:{lemmas[0]}"
    yield f"end:{lemmas[-1]}"
    doc = span.doc
    before = [_lemma(t) for t in doc[max(sentence.start, span.start - 4) : span.start] if not t.is_punct]
    after = [_lemma(t) for t in doc[span.end : min(sentence.end, span.end + 4)] if not t.is_punct]
    yield from (f"before:{lemma}" for lemma in before)
    yield from (f"after:{lemma}" for lemma in after)
    if before:
        yield f"just before:{before[-1]}"
    if span.start > sentence.start:
        yield f"joined by:{doc[span.start - 1].lower_}"
    root = span.root
    yield f"root:{root.pos_}"
    yield f"role:{root.dep_.split(':')[0]}"
    if root.head.i != root.i:
        yield f"governor:{_lemma(root.head)}"
    first = root
    while first.dep_ == "conj" and first.head.i < first.i:
        first = first.head
    if first.i != root.i and first.head.i != first.i:
        yield f"list governor:{_lemma(first.head)}"
    words = {token.lower_ for token in span}
    yield from (f"subject:{token.lower_}" for token in span if token.dep_.startswith("nsubj"))
    yield from (f"tag:{token.tag_}" for token in span if token.tag_ in _FINITE)
    yield f"length:{min(5, len(lemmas) // 3)}"
    if words & _NEGATIONS:
        yield "negation"
    if words & _OURS:
        yield "we"
    if any(token.lower_ in _OURS for token in sentence):
        yield "we in sentence"
    if any(token.like_num for token in span):
        yield "number"
