"""Repeated recommendations: the same request, to the same addressee, in two publications or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sectorlens.model import Recommendation, RepeatedRecommendation, digest_id
from sectorlens.themes.summaries import jaccard
from sectorlens.themes.vectors import Array, Encoder, Vectors
from sectorlens.themes.words import content_stems

# Meaning alone joins requests about one subject; words alone miss other wordings.  Both must agree, or one very much.
SAME_MEANING, SAME_WORDS = 0.68, 0.34
NEARLY_EQUAL_WORDS = 0.6
# Requests are compared when they share a word that is not in more than this share of requests.
COMMON = 0.2
MOST_PER_WORD = 400


@dataclass(frozen=True, slots=True)
class Asked:
    """A recommendation and the publication that makes it."""

    recommendation: Recommendation
    publication_id: str
    publisher: str
    published_on: str


def find_repeated(asked: Sequence[Asked], encoder: Encoder | None) -> tuple[RepeatedRecommendation, ...]:
    """Return groups of requests that say the same, most often asked first.

    Only clear requests made in a publication's own or a quoted voice count.  Two make one group when addressee
    class and polarity agree and they are alike in meaning and words; every member is like the group's middle.
    """
    rows = sorted(
        (row for row in asked if row.recommendation.band == "clear" and row.recommendation.voice != "reported"),
        key=lambda row: row.recommendation.id,
    )
    if len(rows) < 2:
        return ()
    texts = [row.recommendation.text for row in rows]
    words = [frozenset(content_stems(text)) for text in texts]
    vectors = Vectors(texts, encoder).of(texts)
    pairs = [(strength, a, b) for a, b in _candidates(rows, words) if (strength := _alike(a, b, words, vectors)) > 0.0]
    groups = _join(pairs, rows, words, vectors)
    found = [_describe(group, rows, vectors) for group in groups]
    return tuple(sorted(found, key=lambda row: (-len(row.recommendation_ids), row.text, row.id)))


def _alike(a: int, b: int, words: Sequence[frozenset[str]], vectors: Array) -> float:
    """Return how surely two requests are one, 0.0 where they are not."""
    shared = jaccard(words[a], words[b])
    meaning = float(vectors[a] @ vectors[b])
    if min(len(words[a]), len(words[b])) < 3:
        return shared if shared >= 0.99 else 0.0
    if shared >= NEARLY_EQUAL_WORDS or (meaning >= SAME_MEANING and shared >= SAME_WORDS):
        return round((shared + meaning) / 2, 9)
    return 0.0


def _candidates(rows: Sequence[Asked], words: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Yield pairs (a < b) of different publications that ask the same class and share a telling word."""
    holders: dict[tuple[str, bool, str], list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        for word in words[n]:
            holders[row.recommendation.addressee, row.recommendation.negative, word].append(n)
    limit = max(12, int(COMMON * len(rows)))
    seen: set[tuple[int, int]] = set()
    for key in sorted(holders):
        numbers = holders[key]
        if len(numbers) > min(limit, MOST_PER_WORD):
            continue
        for place, a in enumerate(numbers):
            for b in numbers[place + 1 :]:
                if rows[a].publication_id != rows[b].publication_id and (a, b) not in seen:
                    seen.add((a, b))
                    yield a, b


def _join(
    pairs: list[tuple[float, int, int]], rows: Sequence[Asked], words: Sequence[frozenset[str]], vectors: Array
) -> list[list[int]]:
    """Join the surest pairs first; two groups become one only if each member is like most of the other group."""
    group_of = {n: [n] for _, a, b in pairs for n in (a, b)}
    for _, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        one, other = group_of[a], group_of[b]
        if one is other:
            continue
        links = [_alike(x, y, words, vectors) > 0.0 for x in one for y in other]
        if sum(links) * 2 >= len(links):
            merged = sorted([*one, *other])
            for n in merged:
                group_of[n] = merged
    distinct = {id(group): group for group in group_of.values()}
    found = [group for group in distinct.values() if len({rows[n].publication_id for n in group}) > 1]
    return sorted(found)


def _describe(group: list[int], rows: Sequence[Asked], vectors: Array) -> RepeatedRecommendation:
    middle = vectors[group].mean(axis=0)
    # The request nearest to all others speaks for the group.
    speaker = max(group, key=lambda n: (round(float(vectors[n] @ middle), 9), -n))
    ordered = sorted(group, key=lambda n: (not rows[n].published_on, rows[n].published_on, rows[n].recommendation.id))
    dates = [rows[n].published_on for n in ordered if rows[n].published_on]
    first = rows[ordered[0]].recommendation
    return RepeatedRecommendation(
        id=digest_id("rep", first.id),
        text=rows[speaker].recommendation.text,
        addressee=first.addressee,
        recommendation_ids=tuple(rows[n].recommendation.id for n in ordered),
        publishers=tuple(sorted({rows[n].publisher for n in group if rows[n].publisher})),
        first_asked=dates[0] if dates else "",
        last_asked=dates[-1] if dates else "",
    )
