"""Compare two independent annotations of the same passages.

    python agreement.py FIRST SECOND

Passages are paired by identifier, the letter of the annotator left out (``t-t-001`` with ``t-s-001``).
Precision, recall and F1 are those of the second file against the first; F1 is the same either way round.
Both files are generated, so what is printed is a consistency figure between two generated annotations,
not inter-annotator agreement between people.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from markup import Mark, Passage, read_passages

from sectorlens.model import vocabulary as v

RECOMMENDATION_OVERLAP = 0.6  # share of the first file's span that the second must cover
RECOMMENDATION_LENGTH = 2.0  # and how many times as long as it the second may be at most
NOTE = (
    "A consistency figure between two generated annotations, not inter-annotator agreement between people.\n"
    "Precision and recall are those of the second file against the first."
)


@dataclass(frozen=True)
class Placed:
    """A mark with its half-open offsets in the text of its passage."""

    start: int
    end: int
    mark: Mark

    def shared(self, other: Placed) -> int:
        """Return how many characters two marks share."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


@dataclass
class Tally:
    """What both files have, and how much each has."""

    both: int = 0
    first: int = 0
    second: int = 0

    def add(self, both: int, first: int, second: int) -> None:
        """Add the counts of one passage."""
        self.both += both
        self.first += first
        self.second += second

    def row(self, title: str) -> str:
        """Return one line of the table; a share of nothing is a dash."""
        shares = ((self.both, self.second), (self.both, self.first), (2 * self.both, self.first + self.second))
        cells = [f"{part / whole:>9.3f}" if whole else f"{'-':>9}" for part, whole in shares]
        return f"{title:<34}{''.join(cells)}{self.both:>7}{self.first:>7}{self.second:>7}"


def placed(passage: Passage, layer: str, label: str | None = None) -> list[Placed]:
    """Return the marks of one layer in text order; needs that are met or denied do not count."""
    return [
        Placed(at + mark.start, at + mark.end, mark)
        for at, block in passage.placed()
        for mark in block.marked.marks
        if mark.layer == layer and label in {None, mark.label}
        if not (layer == "need" and {"met", "denied"} & set(mark.words))
    ]


def matched(first: list[Placed], second: list[Placed], fits: Callable[[Placed, Placed], bool]) -> int:
    """Return how many marks pair off one to one, the largest overlap first."""
    pairs = sorted(
        (-one.shared(other), i, j)
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if one.shared(other) and fits(one, other)
    )
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in pairs:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
    return len(left)


def same_span(one: Placed, other: Placed) -> bool:
    """Tell whether two marks have the same edges."""
    return (one.start, one.end) == (other.start, other.end)


def overlapping(one: Placed, other: Placed) -> bool:
    """Tell whether two marks share a character."""
    return one.shared(other) > 0


def same_code(one: Placed, other: Placed) -> bool:
    """Tell whether two overlapping needs carry the same code."""
    return one.mark.label == other.mark.label


def same_asking(one: Placed, other: Placed) -> bool:
    """Tell whether two recommendations cover much the same text."""
    size = one.end - one.start
    covered = one.shared(other) >= RECOMMENDATION_OVERLAP * size
    return covered and other.end - other.start <= RECOMMENDATION_LENGTH * size


def same_addressee(one: Placed, other: Placed) -> bool:
    """Tell whether two recommendations cover much the same text and address the same party."""
    return same_asking(one, other) and one.mark.parts[0] == other.mark.parts[0]


LAYERS: tuple[tuple[str, str, str | None, Callable[[Placed, Placed], bool]], ...] = (
    ("ORG, same span", "entity", "ORG", same_span),
    ("PER, same span", "entity", "PER", same_span),
    ("LOC, same span", "entity", "LOC", same_span),
    ("LOOK, same span", "entity", "LOOK", same_span),
    ("needs, overlap", "need", None, overlapping),
    ("needs, overlap and code", "need", None, same_code),
    ("recommendations, overlap", "recommendation", None, same_asking),
    ("recommendations, and addressee", "recommendation", None, same_addressee),
)


def plain_name(name: str) -> str:
    """Return a name in lower case, with straight quotes and no leading article."""
    return re.sub(r"^the ", "", " ".join(name.replace("’", "'").lower().split()))


def typed_relations(passage: Passage) -> set[tuple[str, str, str]]:
    """Return (side, kind, side) with full names; the sides of a symmetric kind are sorted."""
    names = {item.mark.text: item.mark.name for item in placed(passage, "entity", "ORG")}
    names["we"] = passage.publisher or "we"
    found = set()
    for relation in passage.relations:
        sides = [plain_name(names.get(side, side)) for side in (relation.subject, relation.object)]
        if relation.kind in v.SYMMETRIC_KINDS:
            sides.sort()
        found.add((sides[0], relation.kind, sides[1]))
    return found


def pairs_of(relations: Iterable[tuple[str, str, str]]) -> set[frozenset[str]]:
    """Return the unordered pairs of names."""
    return {frozenset((one, other)) for one, _, other in relations}


def read_by_key(path: Path) -> dict[str, Passage]:
    """Return the passages of a file by identifier without the annotator's letter; raise ValueError on faults."""
    passages, faults = read_passages(path.read_text(encoding="utf-8"), path.name)
    if faults:
        raise ValueError("\n".join(faults))
    return {re.sub(r"-[a-z]+-", "-", passage.id, count=1): passage for passage in passages}


def compare(couples: list[tuple[Passage, Passage]]) -> Iterator[str]:
    """Yield the table, one line per layer."""
    yield f"{'layer':<34}{'precision':>9}{'recall':>9}{'F1':>9}{'both':>7}{'first':>7}{'second':>7}"
    for title, layer, label, fits in LAYERS:
        tally = Tally()
        for one, other in couples:
            first, second = placed(one, layer, label), placed(other, layer, label)
            tally.add(matched(first, second, fits), len(first), len(second))
        yield tally.row(title)
    pairs, typed = Tally(), Tally()
    for one, other in couples:
        first_ties, second_ties = typed_relations(one), typed_relations(other)
        typed.add(len(first_ties & second_ties), len(first_ties), len(second_ties))
        first_pairs, second_pairs = pairs_of(first_ties), pairs_of(second_ties)
        pairs.add(len(first_pairs & second_pairs), len(first_pairs), len(second_pairs))
    yield pairs.row("relations, pair")
    yield typed.row("relations, kind and direction")


def main() -> int:
    """Print the comparison; the exit status is 1 where the files share no passage with the same text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    args = parser.parse_args()
    first, second = read_by_key(args.first), read_by_key(args.second)
    shared = sorted(first.keys() & second.keys())
    couples = [(first[key], second[key]) for key in shared if first[key].text == second[key].text]
    lines = [NOTE, f"{len(couples)} passages compared"]
    lines += [f"{key}: the texts differ, left out" for key in shared if first[key].text != second[key].text]
    sys.stdout.write("\n".join([*lines, *compare(couples)]) + "\n")
    return 0 if couples else 1


if __name__ == "__main__":
    sys.exit(main())
