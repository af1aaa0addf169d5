"""All closed vocabularies: one place, so that a value outside them is a decoding error.

Each is a ``Literal`` (checked by mypy and by msgspec when a stored value is decoded) and, where code walks
over its values, a tuple in reading order.
"""

from __future__ import annotations

from typing import Literal, get_args

SourceKind = Literal["web", "feed", "sitemap", "folder", "urls"]

BlockKind = Literal["heading", "paragraph", "list_item", "quote", "table_cell", "caption", "footnote"]
Layer = Literal["body", "furniture"]

DocumentType = Literal[
    "blog", "report", "briefing", "consultation_response", "evidence", "news", "index", "transcript", "other"
]
DOCUMENT_TYPES: tuple[DocumentType, ...] = get_args(DocumentType)

DatePrecision = Literal["day", "month", "year"]

Outcome = Literal["ok", "partial", "skipped", "failed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

MentionForm = Literal["name", "acronym", "short_form", "publisher"]

OrganisationKind = Literal[
    "charity", "network", "government", "public_body", "prison", "funder", "academic", "company", "programme",
    "media", "other",
]  # fmt: skip
ORGANISATION_KINDS: tuple[OrganisationKind, ...] = get_args(OrganisationKind)

RelationKind = Literal[
    "partners_with", "member_of", "funds", "commissions", "delivers_for", "supports", "part_of",
    "co_published_with", "advises", "succeeded_by",
]  # fmt: skip
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
SYMMETRIC_KINDS: frozenset[RelationKind] = frozenset({"partners_with", "co_published_with"})

NeedLevel = Literal["person", "sector"]
PERSON_NEEDS = (
    "housing", "mental_health", "substance_misuse", "physical_health", "employment", "education_training",
    "finance_debt_benefits", "family_relationships", "abuse_trauma", "attitudes_thinking", "care_experience",
    "racial_inequality", "legal_advice", "digital_access", "basic_needs", "custody_conditions",
    "resettlement", "complex_needs",
)  # fmt: skip
SECTOR_NEEDS = (
    "sector_funding", "commissioning", "collaboration", "workforce", "data_evidence", "policy_voice",
    "service_design",
)  # fmt: skip
NEED_CODES: tuple[str, ...] = PERSON_NEEDS + SECTOR_NEEDS

POPULATIONS = (
    "women", "young_adults", "older_people", "care_leavers", "racially_minoritised", "families",
    "people_with_multiple_needs", "victims", "general",
)  # fmt: skip

NeedPolarity = Literal["stated", "unmet", "met", "denied"]
RelationPolarity = Literal["affirmed", "denied", "ended"]
Modality = Literal["stated", "planned", "hoped", "reported"]
Voice = Literal["own", "quoted", "reported"]

Strength = Literal["must", "should", "could", "imperative"]
RecommendationForm = Literal["list_item", "sentence"]

Addressee = Literal[
    "government", "commissioners", "voluntary sector organisations", "infrastructure organisations",
    "prisons", "probation", "funders", "local authorities", "sector", "other",
]  # fmt: skip
ADDRESSEES: tuple[Addressee, ...] = get_args(Addressee)

StatedBy = Literal["subject", "object", "third_party"]
Band = Literal["clear", "doubtful"]
Severity = Literal["note", "warning", "error"]

Stage = Literal[
    "collect", "parse", "furniture", "extract", "recall", "relate", "resolve", "themes", "graph", "verify",
    "publish",
]  # fmt: skip
