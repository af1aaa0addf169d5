"""Relation mentions gathered into ties: one per kind, source and target, with all their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sectorlens.model import RelatedMentions, RelationMention, Tie, TieEvidence, digest_id
from sectorlens.model.vocabulary import SYMMETRIC_KINDS, RelationKind, StatedBy
from sectorlens.resolve.organisations import DocumentFacts


def build_ties(
    related: Iterable[RelatedMentions],
    organisation_of: Mapping[str, str],
    publishers: Mapping[str, str],
    documents: Mapping[str, DocumentFacts],
) -> tuple[Tie, ...]:
    """Return ties sorted by id; none joins an organisation to itself.

    ``organisation_of`` maps mention ids (named ones) and ``publishers`` document ids to organisation ids; a
    "we" or "our" stands for the publisher of its document.
    """
    found: dict[tuple[RelationKind, str, str], list[TieEvidence]] = {}
    for row in related:
        publisher = publishers.get(row.document_id, "")
        sides = {
            mention.id: publisher if mention.form == "publisher" else organisation_of.get(mention.id, "")
            for mention in row.mentions
        }
        for relation in row.relations:
            source, target = sides.get(relation.subject_id, ""), sides.get(relation.object_id, "")
            if not source or not target or source == target:
                continue
            if relation.kind in SYMMETRIC_KINDS and target < source:
                source, target = target, source
            evidence = _evidence(relation, source, target, publisher, documents[row.document_id])
            found.setdefault((relation.kind, source, target), []).append(evidence)
    ties = [_tie(*key, evidence) for key, evidence in found.items()]
    return tuple(sorted(ties, key=lambda tie: tie.id))


def _evidence(relation: RelationMention, source: str, target: str, publisher: str, facts: DocumentFacts) -> TieEvidence:
    stated_by: StatedBy = "third_party"
    if publisher and publisher == source:
        stated_by = "subject"
    elif publisher and publisher == target:
        stated_by = "object"
    return TieEvidence(
        relation_id=relation.id,
        evidence=relation.evidence,
        publication_id=facts.publication_id,
        publisher=facts.publisher,
        published_on=facts.published_on,
        stated_by=stated_by,
        polarity=relation.polarity,
        modality=relation.modality,
        band=relation.band,
        score=relation.score,
    )


def _tie(kind: RelationKind, source: str, target: str, rows: list[TieEvidence]) -> Tie:
    ordered = tuple(sorted(rows, key=lambda row: (row.published_on or "9999", row.relation_id)))
    affirmed = [row for row in ordered if row.polarity == "affirmed"]
    dates = sorted(row.published_on for row in ordered if row.published_on)
    return Tie(
        id=digest_id("tie", kind, source, target),
        kind=kind,
        source_id=source,
        target_id=target,
        evidence=ordered,
        first_stated=dates[0] if dates else "",
        last_stated=dates[-1] if dates else "",
        weight=len({row.publication_id for row in affirmed}),
        band="clear" if any(row.band == "clear" for row in affirmed) else "doubtful",
    )
