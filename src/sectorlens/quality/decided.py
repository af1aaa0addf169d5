"""Corrections as test cases: does the program by itself say what people decided?

Each row of ``corrections.csv`` is one case over the publications at hand, read without the corrections.  A row
that speaks of names that stand in none of them is no case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sectorlens.model import Mention, Organisation
from sectorlens.resolve import Correction
from sectorlens.resolve.names import name_key

Verdict = Literal["holds", "fails", "no case"]


@dataclass(frozen=True, slots=True)
class Case:
    """One row, whether the program agrees with it, and what it says instead."""

    correction: Correction
    verdict: Verdict
    found: str = ""


def check_corrections(
    corrections: Sequence[Correction],
    mentions: Iterable[Mention],
    organisation_of: Mapping[str, str],
    organisations: Mapping[str, Organisation],
) -> tuple[Case, ...]:
    """Return one case per correction, in their order.

    ``organisation_of`` maps mention ids to ids of ``organisations``, both of a run without corrections.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        identity = organisation_of.get(mention.id)
        if identity is not None and mention.form != "publisher":
            bearers[name_key(mention.evidence.quote)].add(identity)
    for identity in sorted({identity for found in bearers.values() for identity in found}):
        bearers[name_key(organisations[identity].name)].add(identity)
        bearers[name_key(identity)].add(identity)
    return tuple(_check(row, bearers, organisations) for row in corrections)


def _check(row: Correction, bearers: Mapping[str, set[str]], organisations: Mapping[str, Organisation]) -> Case:
    left = bearers.get(name_key(row.name), set())
    right = bearers.get(name_key(row.other), set()) if row.other else set()
    names = "; ".join(sorted(organisations[identity].name for identity in left | right))
    if row.action == "reject":
        return Case(row, "fails" if left else "holds", names)
    if not left or (row.other and not right):
        return Case(row, "no case")
    if row.action == "merge":
        return Case(row, "holds" if left == right and len(left) == 1 else "fails", names)
    if row.action in ("split", "different"):
        return Case(row, "fails" if left & right else "holds", names)
    say: dict[str, Callable[[Organisation], tuple[str, ...]]] = {
        "rename": lambda organisation: (organisation.name,),
        "retype": lambda organisation: (organisation.kind,),
        "identify": lambda organisation: tuple(f"{i.scheme}-{i.value}" for i in organisation.identifiers),
    }
    said = [say[row.action](organisations[identity]) for identity in sorted(left)]
    holds = all(row.value.replace(":", "-") in values for values in said)
    return Case(row, "holds" if holds else "fails", "; ".join(value for values in said for value in values))
