"""Themes of earlier runs: which group is which, so that ids, names and colours stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sectorlens.memory import ThemeAnchor, ThemeMemory
from sectorlens.memory.keeping import passage_key
from sectorlens.model import digest_id
from sectorlens.text import fold
from sectorlens.themes.passages import Passage
from sectorlens.themes.summaries import jaccard
from sectorlens.themes.words import content_stems

# Dark enough for white text, apart for most colour-blind readers; more themes than colours start over.
COLOURS = (
    "#1b6ca8", "#b5471b", "#2d7d46", "#7b3f98", "#a8326b", "#0f7c83", "#8a6100", "#4a5ab9", "#9b2d2d", "#55702b",
    "#6b5145", "#c0392b",
)  # fmt: skip
# How alike a group and an anchor must be: passages shared, of those the anchor knows and that still exist, and words.
ALIKE = 0.3


@dataclass(frozen=True)
class Identity:
    """What a theme is known by; ``label`` is "" where a new one is to be found."""

    id: str
    colour: str
    label: str = ""


def identify(
    groups: Sequence[Sequence[Passage]], keywords: Sequence[Sequence[str]], memory: ThemeMemory
) -> list[Identity]:
    """Return who each group is: an anchor of an earlier run, or somebody new.

    ``groups`` hold their passages most central first and come in the order in which colours are given out.
    """
    keys = [{passage_key(passage.evidence) for passage in group} for group in groups]
    present = set().union(*keys) if keys else set()
    pairs = sorted(
        (
            (-_likeness(keys[n], keywords[n], anchor, present), anchor.id, n)
            for n in range(len(groups))
            for anchor in memory.anchors
        ),
    )
    taken: dict[int, ThemeAnchor] = {}
    known = {anchor.id: anchor for anchor in memory.anchors}
    used: set[str] = set()
    for negative, identity, n in pairs:
        if -negative >= ALIKE and n not in taken and identity not in used:
            taken[n] = known[identity]
            used.add(identity)
    colours = _give_colours([taken.get(n) for n in range(len(groups))])
    return [
        Identity(taken[n].id, colours[n], _standing_label(taken[n], keywords[n]))
        if n in taken
        else Identity(_new_id(group[0]), colours[n])
        for n, group in enumerate(groups)
    ]


def _likeness(keys: set[str], keywords: Sequence[str], anchor: ThemeAnchor, present: set[str]) -> float:
    remembered = set(anchor.passages) & present
    shared = len(keys & remembered) / len(remembered) if remembered else 0.0
    words = jaccard(_stems(keywords), _stems(anchor.keywords))
    return round(0.7 * shared + 0.3 * words, 9)


def _standing_label(anchor: ThemeAnchor, keywords: Sequence[str]) -> str:
    """Return the earlier label while every word of it is still among the keywords."""
    words = _stems([anchor.label])
    return anchor.label if words and words <= _stems(keywords) else ""


def _stems(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(form for phrase in phrases for form in content_stems(phrase))


def _new_id(passage: Passage) -> str:
    return digest_id("thm", passage.document_id, fold(passage.text))


def _give_colours(anchors: Sequence[ThemeAnchor | None]) -> list[str]:
    used = {anchor.colour for anchor in anchors if anchor is not None}
    free = [colour for colour in COLOURS if colour not in used] or list(COLOURS)
    given: list[str] = []
    fresh = 0
    for anchor in anchors:
        if anchor is not None and anchor.colour:
            given.append(anchor.colour)
        else:
            given.append(free[fresh % len(free)])
            fresh += 1
    return given
