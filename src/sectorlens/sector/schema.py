"""What a sector pack holds: everything that is particular to a sector, as data.

The schema of each file is listed at its top; here are the same fields as types.  Unknown keys are faults.
"""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import msgspec

from sectorlens.model.vocabulary import Addressee, NeedLevel, OrganisationKind, RelationKind, SourceKind


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every entry of a pack file."""


class Rename(Entry, frozen=True, kw_only=True):
    """Who took over and when; ``on`` is ``YYYY[-MM[-DD]]``, "" where the date is not known.

    ``source`` says where the date was read; one from general knowledge is for people to check.
    """

    id: str
    on: str = ""
    source: str = "general knowledge"


class CuratedOrganisation(Entry, frozen=True, kw_only=True):
    """A body that the pack knows.  ``ordinary`` lists its surfaces that are also ordinary words."""

    id: str
    name: str
    kind: OrganisationKind
    aliases: tuple[str, ...] = ()
    acronyms: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    succeeded_by: Rename | None = None
    stem: str = ""
    pattern: str = ""


class Cue(Entry, frozen=True, kw_only=True):
    """A regular expression with a text in which it must match and one in which it must not.

    ``near`` (needs only): an expression without which in the same sentence the cue does not count; with it the cue
    goes before those of other needs.
    """

    pattern: str
    example: str
    counter: str
    near: str = ""


class NeedEntry(Entry, frozen=True, kw_only=True):
    """A need code with its label and cues; ``topics`` are plain words that name its subject.

    ``population`` is the group that has this need where the sentence names none.
    """

    code: str
    level: NeedLevel
    label: str
    population: str = ""
    topics: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = ()


class PopulationEntry(Entry, frozen=True, kw_only=True):
    """A group of people with its label and cues."""

    code: str
    label: str
    cues: tuple[Cue, ...] = ()


class AddresseeEntry(Entry, frozen=True, kw_only=True):
    """A class of those who are asked, and how it is named in headings and subjects."""

    label: Addressee
    patterns: tuple[str, ...]
    example: str
    counter: str


class RelationCue(Entry, frozen=True, kw_only=True):
    """Words that state a tie.  ``direction``: forward, backward or symmetric; ``sides`` says where the names
    stand: around the cue, both to its right, or both to its left as one list (see relations.toml)."""

    kind: RelationKind
    pattern: str
    direction: str
    sides: Literal["around", "right", "left", "fronted"] = "around"
    example: str
    counter: str


class TermEntry(Entry, frozen=True, kw_only=True):
    """Words that our own sentences avoid, and what they say instead."""

    avoid: tuple[str, ...]
    prefer: str
    why: str = ""


class SourceEntry(Entry, frozen=True, kw_only=True):
    """A website that the pack suggests; off until somebody switches it on."""

    id: str
    name: str
    publisher: str
    kind: SourceKind
    seeds: tuple[str, ...]
    enabled: bool = False


class Head(Entry, frozen=True, kw_only=True):
    """Words that make a name a body of ``kind``; ``weight`` in [0, 1] says how surely."""

    kind: OrganisationKind
    weight: float
    words: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()


class LookAlikeHeads(Entry, frozen=True, kw_only=True):
    """Words that make a name something else than a body, and the reason shown to readers."""

    reason: str
    words: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()


class Prefix(Entry, frozen=True, kw_only=True):
    """Words that stand before the name of a body of ``kind``; ``plural`` before a list of such names."""

    kind: OrganisationKind
    words: tuple[str, ...]
    plural: tuple[str, ...] = ()


class Grammar(Entry, frozen=True, kw_only=True):
    """The name grammar of a sector: the base grammar joined with the pack's own."""

    heads: tuple[Head, ...] = ()
    look_alikes: tuple[LookAlikeHeads, ...] = ()
    prefixes: tuple[Prefix, ...] = ()
    titles: tuple[str, ...] = ()
    post_titles: tuple[str, ...] = ()
    starters: tuple[str, ...] = ()
    calendar: tuple[str, ...] = ()
    given_names: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    lower_heads: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    org_verbs: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()


class SiteProfile(Entry, frozen=True, kw_only=True):
    """Where on the pages of one host (``www.`` aside) the publication stands, as CSS selectors.

    ``main`` is the publication, ``drop`` are boxes inside it that are none, ``title`` and ``date`` where they
    stand; "" where the general reading serves.
    """

    host: str
    main: str
    drop: tuple[str, ...] = ()
    title: str = ""
    date: str = ""


class SectorPack(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """All data of one sector; ``fingerprint`` is a digest of the files that it was read from."""

    id: str
    name: str
    description: str
    sector_words: tuple[str, ...] = ()
    organisations: tuple[CuratedOrganisation, ...] = ()
    needs: tuple[NeedEntry, ...] = ()
    populations: tuple[PopulationEntry, ...] = ()
    addressees: tuple[AddresseeEntry, ...] = ()
    relations: tuple[RelationCue, ...] = ()
    terms: tuple[TermEntry, ...] = ()
    sources: tuple[SourceEntry, ...] = ()
    sites: tuple[SiteProfile, ...] = ()
    grammar: Grammar = Grammar()
    fingerprint: str = ""

    @cached_property
    def organisations_by_id(self) -> dict[str, CuratedOrganisation]:
        """Curated organisations by their id."""
        return {entry.id: entry for entry in self.organisations}

    @cached_property
    def need_labels(self) -> dict[str, str]:
        """Plain label of each need code of this sector."""
        return {entry.code: entry.label for entry in self.needs}

    @cached_property
    def population_labels(self) -> dict[str, str]:
        """Plain label of each population of this sector."""
        return {entry.code: entry.label for entry in self.populations}

    @cached_property
    def avoided_terms(self) -> tuple[str, ...]:
        """Every word or phrase that our own sentences must not use."""
        return tuple(term for entry in self.terms for term in entry.avoid)
