"""Checks before any output is replaced: invariants that must hold, and what the workspace expects.

An invariant that fails is a bug of ours and a Problem of severity error; an expectation that fails stops the
run with the old outputs kept.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from sectorlens.errors import ConfigError, ExpectationError
from sectorlens.model import Evidence, Problem
from sectorlens.model.vocabulary import SYMMETRIC_KINDS
from sectorlens.store.findings import Findings
from sectorlens.text import fold


class Expectations(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """corpus/expectations.toml: the least that a run must find for its outputs to be replaced."""

    min_publications: int = 0
    min_share_read: float = 0.0
    min_organisations: int = 0
    min_recommendations: int = 0
    min_ties: int = 0
    organisations: tuple[str, ...] = ()


def read_expectations(path: Path) -> Expectations:
    """Read ``path``; a missing file expects nothing.

    Raises:
        ConfigError: the file is no TOML, or has an unknown key or wrong type.
    """
    if not path.exists():
        return Expectations()
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8-sig")), Expectations)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise ConfigError(f"{error}; known keys: {', '.join(Expectations.__struct_fields__)}", path=path) from error


def verify(findings: Findings, expectations: Expectations) -> tuple[Problem, ...]:
    """Return a Problem per broken invariant.

    Raises:
        ExpectationError: with every expectation that is not met.
    """
    failures = tuple(_iter_failures(findings, expectations))
    if failures:
        raise ExpectationError(failures)
    return tuple(
        Problem(
            code="broken_invariant",
            severity="error",
            stage="verify",
            document_id=document_id,
            message=message,
            next_step="This is a fault of sectorlens; please report it with this line.",
        )
        for document_id, message in _iter_broken(findings)
    )


def _iter_failures(findings: Findings, wanted: Expectations) -> Iterator[str]:
    read = sum(1 for item in findings.inputs if item.outcome in ("ok", "partial"))
    recommendations = sum(len(extract.recommendations) for extract in findings.extracts.values())
    for name, have, least in (
        ("publications", len(findings.publications), wanted.min_publications),
        ("organisations", len(findings.organisations), wanted.min_organisations),
        ("recommendations", recommendations, wanted.min_recommendations),
        ("ties", len(findings.resolution.ties), wanted.min_ties),
    ):
        if have < least:
            yield f"{have} {name} found; corpus/expectations.toml asks for at least {least}"
    share = read / len(findings.inputs) if findings.inputs else 1.0
    if share < wanted.min_share_read:
        yield f"{share:.0%} of the inputs could be read; at least {wanted.min_share_read:.0%} is expected"
    known = {fold(name) for o in findings.organisations.values() for name in (o.name, *o.aliases)}
    for name in wanted.organisations:
        if fold(name) not in known:
            yield f"the organisation '{name}' was not found"


def _iter_broken(findings: Findings) -> Iterator[tuple[str, str]]:
    for evidence in _iter_evidence(findings):
        document = findings.documents.get(evidence.document_id)
        if document is None:
            yield evidence.document_id, "evidence in a document that was not read"
        elif document.text[evidence.start : evidence.end] != evidence.quote:
            yield evidence.document_id, f"offsets {evidence.start}-{evidence.end} do not slice back to the quote"
    for document in findings.documents.values():
        end = 0
        for block in document.blocks:
            if not end <= block.start < block.end <= len(document.text):
                yield document.id, f"block at {block.start}-{block.end} overlaps, is empty or lies outside the text"
            end = block.end
    yield from _iter_broken_ids(findings)
    for tie in findings.resolution.ties:
        if tie.source_id == tie.target_id:
            yield "", f"tie {tie.id} joins an organisation to itself"
        if tie.kind in SYMMETRIC_KINDS and tie.source_id > tie.target_id:
            yield "", f"tie {tie.id} is symmetric but not ordered"
        for end_id in (tie.source_id, tie.target_id):
            if end_id not in findings.organisations:
                yield "", f"tie {tie.id} ends at the unknown organisation {end_id}"


def _iter_broken_ids(findings: Findings) -> Iterator[tuple[str, str]]:
    counts: Counter[str] = Counter()
    counts.update(mention.id for mention in findings.iter_mentions())
    for extract in findings.extracts.values():
        counts.update(need.id for need in extract.needs)
        counts.update(item.id for item in extract.recommendations)
    counts.update(relation.id for related in findings.related.values() for relation in related.relations)
    counts.update(organisation.id for organisation in findings.resolution.organisations)
    counts.update(tie.id for tie in findings.resolution.ties)
    counts.update(theme.id for theme in findings.themes.themes)
    for identity, n in sorted(counts.items()):
        if n > 1:
            yield "", f"the id {identity} was given {n} times"


def _iter_evidence(findings: Findings) -> Iterator[Evidence]:
    for mention in findings.iter_mentions():
        yield mention.evidence
    for extract in findings.extracts.values():
        for need in extract.needs:
            yield need.evidence
        for item in extract.recommendations:
            yield item.evidence
            if item.heading is not None:
                yield item.heading
    for related in findings.related.values():
        for relation in related.relations:
            yield relation.evidence
    for passage in findings.themes.passages:
        yield passage.evidence
    for theme in findings.themes.themes:
        for sentence in theme.summary:
            yield from sentence.cites
