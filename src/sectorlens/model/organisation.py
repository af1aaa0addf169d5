"""Organisations and the ties between them, as the corpus as a whole shows them."""

from __future__ import annotations

from sectorlens.model.base import Record
from sectorlens.model.finding import Evidence
from sectorlens.model.vocabulary import (
    Band,
    Modality,
    OrganisationKind,
    RelationKind,
    RelationPolarity,
    StatedBy,
)


class Identifier(Record, frozen=True, kw_only=True):
    """A register id such as scheme ``GB-CHC``, value ``1070468``."""

    scheme: str
    value: str


class Organisation(Record, frozen=True, kw_only=True):
    """One body.  Every alias was seen in the corpus or curated.

    ``mentions`` counts names, not "we"; ``publications`` those that name it; dates as in Document.
    """

    id: str
    name: str
    kind: OrganisationKind
    aliases: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    predecessor_id: str = ""
    successor_id: str = ""
    succeeded_on: str = ""
    succession_source: str = ""
    mentions: int = 0
    publications: int = 0
    first_seen: str = ""
    last_seen: str = ""
    band: Band = "clear"
    curated: bool = False


class TieEvidence(Record, frozen=True, kw_only=True):
    """One statement of a tie, in one publication."""

    relation_id: str
    evidence: Evidence
    publication_id: str
    publisher: str = ""
    published_on: str = ""
    stated_by: StatedBy
    polarity: RelationPolarity
    modality: Modality
    band: Band
    score: float


class Tie(Record, frozen=True, kw_only=True):
    """All statements that ``source_id`` stands in ``kind`` to ``target_id``.

    ``weight`` is the number of distinct publications that affirm it.  Symmetric kinds have
    ``source_id < target_id``; no tie joins an organisation to itself.
    """

    id: str
    kind: RelationKind
    source_id: str
    target_id: str
    evidence: tuple[TieEvidence, ...]
    first_stated: str = ""
    last_stated: str = ""
    weight: int
    band: Band


class Merge(Record, frozen=True, kw_only=True):
    """A pair that may be one organisation: ``reason`` and ``score`` for the review sheet."""

    left_id: str
    right_id: str
    reason: str
    score: float


class Resolution(Record, frozen=True, kw_only=True):
    """Which mentions are one organisation, and the ties that follow.

    ``assigned`` maps a mention id to an organisation id, sorted by mention id.  ``document_publishers`` maps
    a document id to the organisation id of its publisher.  ``redirects`` maps ids that earlier runs gave out
    to those that stand now.
    """

    organisations: tuple[Organisation, ...] = ()
    assigned: tuple[tuple[str, str], ...] = ()
    document_publishers: tuple[tuple[str, str], ...] = ()
    ties: tuple[Tie, ...] = ()
    doubtful_merges: tuple[Merge, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


class CoMention(Record, frozen=True, kw_only=True):
    """Two organisations named in the same passages; not evidence of working together.

    ``publications`` that name both, ``expected`` by chance, ``significance`` the G² of the difference
    (Dunning 1993), positive only where they stand together more than expected.
    """

    source_id: str
    target_id: str
    publications: int
    expected: float
    significance: float


class NodeMeasure(Record, frozen=True, kw_only=True):
    """Where an organisation stands in the network of ties, and where it is drawn.

    ``degree`` counts distinct neighbours, ``betweenness`` is in [0, 1], ``community`` counts from 0 by size,
    ``x``/``y`` are drawing units.
    """

    organisation_id: str
    degree: int
    weighted_degree: int
    betweenness: float
    community: int
    x: float
    y: float


class Network(Record, frozen=True, kw_only=True):
    """Measures and positions for every organisation that has a tie, and co-mentions."""

    measures: tuple[NodeMeasure, ...] = ()
    co_mentions: tuple[CoMention, ...] = ()
