"""Who is named together, against what chance would give.  Named together is no evidence of working together."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sectorlens.model import CoMention, Publication, RelatedMentions, Resolution

# Code points between two names of one passage, about one paragraph.
NEAR = 600
# A page that names hundreds in a row (a directory) says little of any two of them: only so many next names count.
NEXT_NAMES = 40


def find_co_mentions(
    resolution: Resolution, publications: Sequence[Publication], related: Iterable[RelatedMentions]
) -> tuple[CoMention, ...]:
    """Return each pair of organisations that stands within ``NEAR`` code points at least once, sorted by ids.

    Counted are publications that name both.  "We" and doubtful names do not count.  ``expected`` is what
    independence gives; ``significance`` is G² (Dunning 1993), negative where the pair stands together less
    often than expected.
    """
    assigned = dict(resolution.assigned)
    publication_of = {d: publication.id for publication in publications for d in publication.document_ids}
    naming: dict[str, set[str]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    for document in related:
        publication = publication_of.get(document.document_id, document.document_id)
        named = _named(document, assigned)
        for _, organisation in named:
            naming[publication].add(organisation)
        pairs.update(_near_pairs(named))
    singles = Counter(organisation for organisations in naming.values() for organisation in organisations)
    both = _count_both(naming, pairs)
    total = max(len(publications), len(naming))
    return tuple(
        CoMention(
            source_id=a,
            target_id=b,
            publications=both[a, b],
            expected=round(singles[a] * singles[b] / total, 3),
            significance=round(signed_g2(both[a, b], singles[a], singles[b], total), 3) + 0.0,
        )
        for a, b in sorted(pairs)
    )


def signed_g2(both: int, first: int, second: int, total: int) -> float:
    """Return the G² of a 2x2 table, negative where ``both`` is below expectation, 0 where nothing can vary.

    >>> round(signed_g2(5, 5, 5, 20), 2), signed_g2(1, 1, 1, 1)
    (22.49, 0.0)
    """
    cells = (
        (both, first, second),
        (first - both, first, total - second),
        (second - both, total - first, second),
        (total - first - second + both, total - first, total - second),
    )
    value = 2.0 * sum(
        seen * math.log(seen * total / (row * column)) for seen, row, column in cells if seen > 0 and row and column
    )
    return value if both * total >= first * second else -value


def _named(document: RelatedMentions, assigned: dict[str, str]) -> list[tuple[int, str]]:
    return sorted(
        (mention.evidence.start, assigned[mention.id])
        for mention in document.mentions
        if mention.form != "publisher" and mention.band == "clear" and mention.id in assigned
    )


def _near_pairs(named: list[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    for n, (start, one) in enumerate(named):
        for other_start, other in named[n + 1 : n + 1 + NEXT_NAMES]:
            if other_start - start > NEAR:
                break
            if one != other:
                yield min(one, other), max(one, other)


def _count_both(naming: dict[str, set[str]], pairs: set[tuple[str, str]]) -> Counter[tuple[str, str]]:
    partners: dict[str, set[str]] = defaultdict(set)
    for a, b in pairs:
        partners[a].add(b)
    both: Counter[tuple[str, str]] = Counter()
    for organisations in naming.values():
        for a in organisations:
            both.update((a, b) for b in partners.get(a, set()) & organisations)
    return both
