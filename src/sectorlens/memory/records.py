"""The records of the memory: frozen, sorted by id, readable in a text editor."""

from __future__ import annotations

from sectorlens.model import Record


class ThemeAnchor(Record, frozen=True, kw_only=True):
    """A theme as an earlier run saw it.

    ``keywords`` are most telling first; ``passages`` are keys of its most central passages (see
    ``passage_key``), so that the theme is known again although the corpus has grown.
    """

    id: str
    label: str
    colour: str = ""
    keywords: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


class ThemeMemory(Record, frozen=True, kw_only=True):
    """Themes of earlier runs, sorted by id."""

    anchors: tuple[ThemeAnchor, ...] = ()


class KnownOrganisation(Record, frozen=True, kw_only=True):
    """An id that an earlier run gave out, and the names that it stood for."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class OrganisationMemory(Record, frozen=True, kw_only=True):
    """Organisation ids of earlier runs, sorted by id; ``redirects`` maps ids given up to those that stand."""

    organisations: tuple[KnownOrganisation, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()


class Place(Record, frozen=True, kw_only=True):
    """Where an organisation was drawn, in drawing units, and its community."""

    organisation_id: str
    x: float
    y: float
    community: int = 0


class Positions(Record, frozen=True, kw_only=True):
    """Places of the network picture, sorted by organisation id."""

    places: tuple[Place, ...] = ()


class KnownDocument(Record, frozen=True, kw_only=True):
    """A document that a run has read: ``digest`` of its text, its title and publisher for the change list."""

    id: str
    digest: str
    title: str
    publisher: str = ""


class Baseline(Record, frozen=True, kw_only=True):
    """What the previous run found, as ids, so that the next can say what is new."""

    documents: tuple[KnownDocument, ...] = ()
    organisations: tuple[str, ...] = ()
    ties: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()


class Memory(Record, frozen=True, kw_only=True):
    """One generation.  ``corpus_digest`` is the corpus of the run that reads it; ``baseline`` None on a first run."""

    corpus_digest: str = ""
    themes: ThemeMemory = ThemeMemory()
    organisations: OrganisationMemory = OrganisationMemory()
    positions: Positions = Positions()
    baseline: Baseline | None = None
