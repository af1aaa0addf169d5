"""What is found in one document: every record carries its evidence."""

from __future__ import annotations

from sectorlens.model.base import Record
from sectorlens.model.vocabulary import (
    Addressee,
    Band,
    MentionForm,
    Modality,
    NeedLevel,
    NeedPolarity,
    OrganisationKind,
    RecommendationForm,
    RelationKind,
    RelationPolarity,
    Strength,
    Voice,
)


class Evidence(Record, frozen=True, kw_only=True):
    """Half-open code points into the document's text: ``text[start:end] == quote``."""

    document_id: str
    start: int
    end: int
    quote: str


class Mention(Record, frozen=True, kw_only=True):
    """A named body at one place.  "we/our" are mentions of form ``publisher`` and never counted as names.

    ``method`` says which sources agreed, joined by ``+`` (model, gazetteer, grammar, acronym, short_form,
    list, recall, publisher).  ``full_name`` is the name that the page itself gives for an acronym or short
    form, or the curated name ("" if unknown); ``curated_id`` the curated organisation it certainly is.
    """

    id: str
    evidence: Evidence
    form: MentionForm
    kind: OrganisationKind
    method: str
    score: float
    full_name: str = ""
    curated_id: str = ""
    band: Band = "clear"


class LookAlike(Record, frozen=True, kw_only=True):
    """A span that looked like an organisation and was rejected; ``reason``: law, review, event, person…"""

    evidence: Evidence
    reason: str


class Need(Record, frozen=True, kw_only=True):
    """A need, problem or barrier of people or of the sector; ``population`` is "" where none is named."""

    id: str
    evidence: Evidence
    code: str
    level: NeedLevel
    population: str = ""
    polarity: NeedPolarity = "stated"
    voice: Voice = "own"
    said_by: str = ""
    score: float
    band: Band = "clear"


class Recommendation(Record, frozen=True, kw_only=True):
    """A passage in which somebody is asked to do something.

    ``text`` is the request in one line.  ``addressee_mention_id`` names the organisation asked where one is
    named; ``asked_by`` is a name ("" = the publisher).  ``heading`` is the evidence of a heading that names
    the addressee.  ``deadline`` is quoted from the text.
    """

    id: str
    evidence: Evidence
    text: str
    addressee: Addressee
    addressee_mention_id: str = ""
    asked_by: str = ""
    strength: Strength
    form: RecommendationForm
    negative: bool = False
    deadline: str = ""
    heading: Evidence | None = None
    voice: Voice = "own"
    said_by: str = ""
    score: float
    band: Band = "clear"


class RelationMention(Record, frozen=True, kw_only=True):
    """One statement that two organisations stand in a relation; the evidence covers the cue.

    Symmetric kinds are stored as the text gives them; resolving orders them.
    """

    id: str
    kind: RelationKind
    subject_id: str
    object_id: str
    evidence: Evidence
    polarity: RelationPolarity = "affirmed"
    modality: Modality = "stated"
    voice: Voice = "own"
    said_by: str = ""
    score: float
    band: Band = "clear"


class Extract(Record, frozen=True, kw_only=True):
    """All that extraction found in one document, in reading order."""

    document_id: str
    mentions: tuple[Mention, ...] = ()
    look_alikes: tuple[LookAlike, ...] = ()
    needs: tuple[Need, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()


class ProvedName(Record, frozen=True, kw_only=True):
    """A surface form that the corpus has proved to name an organisation."""

    surface: str
    kind: OrganisationKind
    full_name: str = ""
    curated_id: str = ""
    score: float


class RelatedMentions(Record, frozen=True, kw_only=True):
    """The mentions of one document after recall, and the relations between them."""

    document_id: str
    mentions: tuple[Mention, ...] = ()
    relations: tuple[RelationMention, ...] = ()
