"""The questions that a person can settle, most useful first."""

from __future__ import annotations

from collections.abc import Iterable

from sectorlens.model import Record
from sectorlens.register.matching import RegisterMatch
from sectorlens.store.findings import Findings


class Suggestion(Record, frozen=True, kw_only=True):
    """One question: what the program would do (``suggested``), with the cells of a correction beside it.

    ``weight`` is how many mentions hang on the answer; the sheet is sorted by it.
    """

    question: str
    suggested: str
    name: str
    other: str = ""
    value: str = ""
    why: str = ""
    weight: float = 0.0


def suggest(findings: Findings) -> tuple[Suggestion, ...]:
    """Return the doubtful merges and the doubtful organisations of a run, most mentions first."""
    organisations = findings.organisations
    rows = [
        Suggestion(
            question=f"Are '{left.name}' and '{right.name}' one organisation?",
            suggested="merge or different",
            name=left.name,
            other=right.name,
            why=f"{merge.reason} ({merge.score:.2f})",
            weight=float(left.mentions + right.mentions),
        )
        for merge in findings.resolution.doubtful_merges
        if (left := organisations.get(merge.left_id)) and (right := organisations.get(merge.right_id))
    ]
    rows += [
        Suggestion(
            question=f"Is '{organisation.name}' an organisation?",
            suggested="reject, rename or retype; leave empty if it is right",
            name=organisation.name,
            value=organisation.kind,
            why="found by weak evidence only",
            weight=float(organisation.mentions),
        )
        for organisation in findings.resolution.organisations
        if organisation.band == "doubtful"
    ]
    return tuple(sorted(rows, key=lambda row: (-row.weight, row.name, row.other)))


def suggest_identifiers(matches: Iterable[RegisterMatch]) -> tuple[Suggestion, ...]:
    """Return a question for each entry of a register that may be one of our organisations."""
    return tuple(
        Suggestion(
            question=f"Is '{match.organisation_name}' the '{match.register_name}' of the register?",
            suggested="identify",
            name=match.organisation_name,
            value=match.identifier,
            why=f"names alike ({match.score:.2f})",
            weight=match.score,
        )
        for match in matches
    )
