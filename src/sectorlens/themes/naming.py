"""What a theme is called: label, keywords and one plain line of description."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from sectorlens.themes.phrases import Phrase, Phrases, rank_phrases
from sectorlens.themes.vectors import Array, Vectors
from sectorlens.themes.words import PALE_WORDS

KEYWORDS = 8
# Of each group's ranked phrases so many are weighed by meaning.
WEIGHED = 40
# A second phrase joins the label, and a longer one replaces a word, from these shares of its score on.
SECOND, SECOND_TO_WORD, LONGER = 0.45, 0.25, 0.2
# The first keywords tell what the group is about; most of its passages must carry one of them.
NAMING = 3


@dataclass(frozen=True)
class Name:
    """What a group is called; ``stems`` are those of its first keywords."""

    label: str
    keywords: tuple[str, ...]
    stems: tuple[tuple[str, ...], ...]


def name_groups(
    phrases: Phrases,
    members: Sequence[Sequence[int]],
    publications: Sequence[str],
    vectors: Vectors,
    middles: Array,
    *,
    worn: Collection[str] = (),
) -> list[Name]:
    """Return the name of each group; no two labels share a phrase.

    ``worn`` are stems that every publication uses: they name nothing by themselves, as little as pale words do.
    """
    pale = frozenset(worn) | PALE_WORDS
    ranked = rank_phrases(phrases, members, publications)
    weighed = [_weigh(rows, vectors, middles[n]) for n, rows in enumerate(ranked)]
    names: list[Name] = []
    taken: set[tuple[str, ...]] = set()
    for rows in weighed:
        chosen = _choose(rows, taken, pale)
        taken.update(phrase.stems for phrase in chosen)
        telling = [phrase for _, phrase in rows if not pale.issuperset(phrase.stems)]
        keywords = _distinct([*chosen, *telling], KEYWORDS)
        label = " and ".join(phrase.surface for phrase in chosen) or "other passages"
        names.append(
            Name(
                label=label,
                keywords=tuple(phrase.surface for phrase in keywords) or (label,),
                stems=tuple(phrase.stems for phrase in keywords[:NAMING]),
            )
        )
    return names


def _weigh(rows: list[tuple[float, Phrase]], vectors: Vectors, middle: Array) -> list[tuple[float, Phrase]]:
    """Return the best ``rows`` anew ordered: a name must also mean what the group means."""
    rows = rows[:WEIGHED]
    if not rows:
        return []
    meaning = vectors.of([phrase.surface for _, phrase in rows])
    near = np.clip(meaning @ middle, 0.0, 1.0)
    best = rows[0][0] or 1.0
    scored = [(score / best * (0.35 + float(near[n])), phrase) for n, (score, phrase) in enumerate(rows)]
    return sorted(scored, key=lambda row: (-round(row[0], 9), row[1].stems))


def _choose(rows: list[tuple[float, Phrase]], taken: set[tuple[str, ...]], worn: frozenset[str]) -> list[Phrase]:
    """Return one or two phrases for a label: a second one where it is nearly as telling as the first."""
    free = [row for row in rows if row[1].stems not in taken]
    free = [row for row in free if not worn.issuperset(row[1].stems)] or free
    if not free:
        return []
    best, first = free[0]
    chosen = [_longer(first, free, best)]
    for score, phrase in free[1:]:
        if score < (SECOND if len(chosen[0].stems) > 1 else SECOND_TO_WORD) * best:
            break
        phrase = _longer(phrase, free, score)
        if sum(len(p.stems) for p in (*chosen, phrase)) <= 4 and not _shares_word(phrase, chosen[0]):
            chosen.append(phrase)
            break
    return chosen


def _longer(phrase: Phrase, rows: list[tuple[float, Phrase]], score: float) -> Phrase:
    """Return the best phrase that says more than the single word ``phrase`` and is telling enough, else itself."""
    if len(phrase.stems) > 1:
        return phrase
    for other_score, other in rows:
        if other_score < LONGER * score:
            break
        if len(other.stems) > 1 and phrase.stems[0] in other.stems:
            return other
    return phrase


def _shares_word(one: Phrase, other: Phrase) -> bool:
    """Return whether two phrases have a word, or nearly a word (collaborate, collaboration), in common."""
    return any(a[:6] == b[:6] for a in one.stems for b in other.stems)


def _distinct(phrases: Sequence[Phrase], number: int) -> list[Phrase]:
    """Return the first ``number`` phrases of which none is contained in an earlier one."""
    chosen: list[Phrase] = []
    for phrase in phrases:
        if len(chosen) == number:
            break
        if not any(set(phrase.stems) <= set(other.stems) or set(other.stems) < set(phrase.stems) for other in chosen):
            chosen.append(phrase)
    return chosen


def describe(keywords: Sequence[str], publications: int, publishers: int) -> str:
    """Return the one plain line that stands under a label.

    >>> describe(("housing", "release", "tenancies"), 3, 1)
    'What 3 publications of one publisher say about housing, release and tenancies.'
    """
    topics = list(keywords[:3])
    about = topics[0] if len(topics) == 1 else f"{', '.join(topics[:-1])} and {topics[-1]}"
    if publications == 1:
        return f"What one publication says about {about}."
    who = "" if publishers < 1 else " of one publisher" if publishers == 1 else f" of {publishers} publishers"
    return f"What {publications} publications{who} say about {about}."
