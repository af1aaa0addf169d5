"""A span that may name an organisation, with everything that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sectorlens.extract.organisations.acronyms import initials_match
from sectorlens.model.vocabulary import OrganisationKind


@dataclass(slots=True)
class Candidate:
    """``start``/``end`` are offsets into the document's text; ``evidence`` maps a feature to its value.

    Evidence is what the decision reads and what can be inspected: every feature that was seen, by name.
    ``sources`` says who proposed the span (gazetteer, model, grammar, acronym, list).
    """

    block: int
    start: int
    end: int
    text: str
    sources: set[str] = field(default_factory=set)
    evidence: dict[str, float] = field(default_factory=dict)
    kind: OrganisationKind | None = None
    form: Literal["name", "acronym", "short_form"] = "name"
    full_name: str = ""
    curated_id: str = ""
    reason: str = ""
    score: float = 0.0

    def overlaps(self, other: Candidate) -> bool:
        """Return whether the two share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Candidate) -> bool:
        """Return whether ``other`` lies inside this span and is shorter."""
        return self.start <= other.start and other.end <= self.end and len(self.text) > len(other.text)


def join(candidates: list[Candidate]) -> list[Candidate]:
    """Return one candidate per span: evidence and sources joined, in reading order (longer first)."""
    joined: dict[tuple[int, int], Candidate] = {}
    for candidate in candidates:
        same = joined.get((candidate.start, candidate.end))
        if same is None:
            joined[candidate.start, candidate.end] = candidate
            continue
        same.sources |= candidate.sources
        for feature, value in candidate.evidence.items():
            same.evidence[feature] = max(value, same.evidence.get(feature, value))
        is_own = " " not in same.text or same.evidence.get("listed_ordinary")
        if candidate.evidence.get("the_head") and is_own:
            # "the Shelter" after "Tallow Street Night Shelter" is not the charity of that name.
            same.curated_id, same.kind, same.full_name = candidate.curated_id, candidate.kind, candidate.full_name
            same.form = candidate.form
        if _is_defined_otherwise(candidate, same):
            same.curated_id, same.full_name = "", candidate.full_name
            same.kind = candidate.kind or same.kind
            same.evidence.pop("listed", None)
        # Lists know the kind and identity; the grammar only guesses from the head.
        elif candidate.curated_id and not same.curated_id and not _is_defined_otherwise(same, candidate):
            same.curated_id, same.kind, same.full_name = candidate.curated_id, candidate.kind, candidate.full_name
            same.form = candidate.form
        same.kind = same.kind or candidate.kind
        same.full_name = same.full_name or candidate.full_name
        same.reason = same.reason or candidate.reason
        if same.form == "name" and not same.curated_id:
            same.form = candidate.form
    return sorted(joined.values(), key=lambda c: (c.start, -c.end))


def _is_defined_otherwise(defined: Candidate, listed: Candidate) -> bool:
    """Return whether a page gives an acronym to another body than the lists do."""
    return (
        bool(defined.evidence.get("defined"))
        and defined.form == "acronym"
        and bool(defined.full_name and listed.curated_id)
        and initials_match(defined.text, defined.full_name)
        and defined.curated_id != listed.curated_id
    )
