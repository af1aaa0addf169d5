"""The baseline of a run, and what is new against the one before."""

from __future__ import annotations

import hashlib

from sectorlens.memory.records import Baseline, KnownDocument
from sectorlens.model import Document, Tie
from sectorlens.store.findings import Changes, Findings


def make_baseline(findings: Findings) -> Baseline:
    """Return what the next run compares itself with."""
    return Baseline(
        documents=tuple(
            KnownDocument(
                id=document.id, digest=_text_digest(document), title=document.title, publisher=document.publisher
            )
            for _, document in sorted(findings.documents.items())
        ),
        organisations=tuple(sorted(organisation.id for organisation in findings.resolution.organisations)),
        ties=tuple(sorted(tie.id for tie in findings.resolution.ties)),
        recommendations=tuple(
            sorted(row.id for extract in findings.extracts.values() for row in extract.recommendations)
        ),
    )


def compare(baseline: Baseline | None, findings: Findings) -> Changes:
    """Return what ``findings`` hold that ``baseline`` does not, in words that a reader knows.

    Documents are given by title, organisations by name, ties as "A → B (kind)", recommendations by text, each
    in the order of the findings; a renamed title alone is no change.
    """
    if baseline is None:
        return Changes()
    known = {document.id: document for document in baseline.documents}
    current = dict(sorted(findings.documents.items()))
    organisations = frozenset(baseline.organisations)
    ties = frozenset(baseline.ties)
    recommendations = frozenset(baseline.recommendations)
    return Changes(
        previous=True,
        new_documents=tuple(d.title for d in current.values() if d.id not in known),
        changed_documents=tuple(
            d.title for d in current.values() if d.id in known and known[d.id].digest != _text_digest(d)
        ),
        removed=tuple(d.title for d in baseline.documents if d.id not in current),
        new_organisations=tuple(o.name for o in findings.resolution.organisations if o.id not in organisations),
        new_ties=tuple(_describe(tie, findings) for tie in findings.resolution.ties if tie.id not in ties),
        new_recommendations=tuple(
            row.text
            for _, extract in sorted(findings.extracts.items())
            for row in extract.recommendations
            if row.id not in recommendations
        ),
    )


def _describe(tie: Tie, findings: Findings) -> str:
    names = findings.organisations
    source, target = (names[i].name if i in names else i for i in (tie.source_id, tie.target_id))
    return f"{source} → {target} ({tie.kind.replace('_', ' ')})"


def _text_digest(document: Document) -> str:
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
