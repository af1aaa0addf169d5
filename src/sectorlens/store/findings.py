"""Everything a run found, as verify, publish, review and search read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sectorlens.model import (
    Document,
    Evidence,
    Extract,
    Input,
    Mention,
    Network,
    Organisation,
    Problem,
    Publication,
    RelatedMentions,
    RepeatedBlocks,
    Resolution,
    Themes,
)


@dataclass(frozen=True)
class RunFacts:
    """What is true of the whole run.  ``now`` is the latest publication date or a setting, never the clock.

    ``need_labels`` and ``population_labels`` are the sector pack's words for its codes.  ``collected`` says in
    sentences what the last collecting brought; ``gone`` lists pages that are no longer online, each with the day
    on which that was found.
    """

    title: str
    sector: str
    sector_name: str
    demonstration: bool
    now: str
    version: str
    model: str
    disclaimer: str = "Contains extracts of others' publications; ask before publishing."
    need_labels: Mapping[str, str] = field(default_factory=dict)
    population_labels: Mapping[str, str] = field(default_factory=dict)
    collected: tuple[str, ...] = ()
    gone: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Changes:
    """What is new since the previous run over another corpus; ``previous`` is False on a first run."""

    previous: bool = False
    new_documents: tuple[str, ...] = ()
    changed_documents: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    new_organisations: tuple[str, ...] = ()
    new_ties: tuple[str, ...] = ()
    new_recommendations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Findings:
    """All records of one run, each sequence in a stable order (by id, findings in reading order).

    ``documents``, ``repeated``, ``extracts`` and ``related`` map a document id to its record; only documents
    with outcome ok or partial stand in them.
    """

    facts: RunFacts
    inputs: tuple[Input, ...]
    documents: Mapping[str, Document]
    repeated: Mapping[str, RepeatedBlocks]
    publications: tuple[Publication, ...]
    extracts: Mapping[str, Extract]
    related: Mapping[str, RelatedMentions]
    resolution: Resolution
    themes: Themes
    network: Network
    problems: tuple[Problem, ...] = ()
    changes: Changes = field(default_factory=Changes)

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Organisations by id."""
        return {organisation.id: organisation for organisation in self.resolution.organisations}

    @cached_property
    def assigned(self) -> dict[str, str]:
        """Organisation id by mention id."""
        return dict(self.resolution.assigned)

    @cached_property
    def publishers(self) -> dict[str, str]:
        """Organisation id of the publisher by document id."""
        return dict(self.resolution.document_publishers)

    @cached_property
    def publication_of(self) -> dict[str, Publication]:
        """Publication by document id."""
        return {d: publication for publication in self.publications for d in publication.document_ids}

    def iter_mentions(self) -> Iterator[Mention]:
        """Yield every mention of every document, after recall."""
        for related in self.related.values():
            yield from related.mentions

    def quote_in_context(self, evidence: Evidence, *, before: int = 160, after: int = 160) -> tuple[str, str, str]:
        """Return the words before, the quote, and the words after, cut to the given lengths in code points."""
        text = self.documents[evidence.document_id].text
        return (
            text[max(0, evidence.start - before) : evidence.start],
            text[evidence.start : evidence.end],
            text[evidence.end : evidence.end + after],
        )
