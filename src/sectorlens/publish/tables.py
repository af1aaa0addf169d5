"""Each table of the data dictionary, built once as a typed pandas frame that all other writers read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from sectorlens.model import Document
from sectorlens.publish.schema import DTYPES, JOINER, TABLES, Table
from sectorlens.store.findings import Findings
from sectorlens.text import clean_text, fold

Row = tuple[Any, ...]
Tables = Mapping[str, pd.DataFrame]


def build_tables(findings: Findings) -> dict[str, pd.DataFrame]:
    """Return one frame per table of ``schema.TABLES``: its columns in order, with its dtypes.

    Missing text is ``""``, missing numbers are ``<NA>``.  Rows keep the order of the findings, so equal
    findings give equal frames.
    """
    rows = {
        "inputs": _inputs(findings),
        "documents": _documents(findings),
        "organisations": _organisations(findings),
        "mentions": _mentions(findings),
        "needs": _needs(findings),
        "recommendations": _recommendations(findings),
        "relations": _relations(findings),
        "co_mentions": _co_mentions(findings),
        "themes": _themes(findings),
        "theme_passages": _theme_passages(findings),
        "key_messages": _key_messages(findings),
        "repeated_recommendations": _repeated(findings),
        "problems": _problems(findings),
    }
    return {table.name: frame_of(table, rows[table.name]) for table in TABLES}


def frame_of(table: Table, rows: Iterable[Row]) -> pd.DataFrame:
    """Return ``rows`` (values in column order) as a frame with the declared dtypes.

    Of rows that share a key the first stands: that they do is a broken invariant, which verifying reports, and
    no reason to leave somebody without a report.
    """
    clean = [tuple(_clean(value) for value in row) for row in rows]
    frame = pd.DataFrame(clean, columns=list(table.names), dtype=object)
    if table.key:
        frame = frame.drop_duplicates(table.key, ignore_index=True)
    return frame.astype({column.name: DTYPES[column.kind] for column in table.columns})


def _clean(value: Any) -> Any:
    # Texts were cleaned when they were read; names from lists and corrections pass here for the first time.
    if isinstance(value, str) and not (value.isascii() and value.isprintable()):
        return clean_text(value)
    return value


def iter_rows(frame: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows with plain Python values, ``None`` where one is missing."""
    for row in frame.itertuples(index=False, name=None):
        yield tuple(None if value is pd.NA else value.item() if hasattr(value, "item") else value for value in row)


def join(values: Iterable[str]) -> str:
    """Return several values as one cell."""
    return JOINER.join(values)


def body_words(findings: Findings, document: Document) -> int:
    """Return the number of words outside page furniture."""
    repeated = findings.repeated.get(document.id)
    hidden = set(repeated.blocks) if repeated else set()
    return sum(
        len(document.block_text(block).split())
        for n, block in enumerate(document.blocks)
        if block.layer == "body" and n not in hidden
    )


def _inputs(findings: Findings) -> Iterator[Row]:
    for item in findings.inputs:
        yield item.path, item.url, item.outcome, item.reason, item.document_id


def _documents(findings: Findings) -> Iterator[Row]:
    outcomes = {item.document_id: (item.outcome, item.reason) for item in findings.inputs if item.document_id}
    for document in findings.documents.values():
        publication = findings.publication_of.get(document.id)
        # An item of a page with several dated items has no input of its own: it was read with its page.
        outcome, reason = outcomes.get(document.id, ("ok", ""))
        yield (
            document.id, publication.id if publication else "", document.path, document.url, document.title,
            document.title_from, document.publisher, document.publisher_from, join(document.authors),
            document.published_on, document.published_precision or "", document.published_from,
            document.doc_type, document.language, body_words(findings, document), outcome, reason,
        )  # fmt: skip


def _organisations(findings: Findings) -> Iterator[Row]:
    for organisation in findings.resolution.organisations:
        yield (
            organisation.id, organisation.name, organisation.kind, join(organisation.aliases),
            join(f"{i.scheme}-{i.value}" for i in organisation.identifiers), organisation.mentions,
            organisation.publications, organisation.first_seen, organisation.last_seen, organisation.band,
        )  # fmt: skip


def _mentions(findings: Findings) -> Iterator[Row]:
    for mention in findings.iter_mentions():
        place = mention.evidence
        yield (
            mention.id, place.document_id, findings.assigned.get(mention.id, ""), place.quote,
            place.start, place.end, mention.form, mention.score,
        )  # fmt: skip


def _needs(findings: Findings) -> Iterator[Row]:
    for extract in findings.extracts.values():
        for need in extract.needs:
            place = need.evidence
            yield (
                need.id, place.document_id, need.code, need.level, need.population, need.polarity, need.voice,
                need.said_by, place.quote, place.start, place.end, need.band, need.score,
            )  # fmt: skip


def _recommendations(findings: Findings) -> Iterator[Row]:
    repeated = {r: group.id for group in findings.themes.repeated for r in group.recommendation_ids}
    names = _names(findings)
    for extract in findings.extracts.values():
        for found in extract.recommendations:
            place, heading = found.evidence, found.heading
            asked_by = (
                names.get(fold(found.asked_by), "")
                if found.asked_by
                else findings.publishers.get(place.document_id, "")
            )
            yield (
                found.id, place.document_id, found.text, found.addressee,
                findings.assigned.get(found.addressee_mention_id, ""), asked_by, found.strength, found.form,
                found.negative, found.deadline, heading.quote if heading else "",
                heading.start if heading else pd.NA, heading.end if heading else pd.NA, found.voice,
                found.said_by, place.start, place.end, found.band, found.score, repeated.get(found.id, ""),
            )  # fmt: skip


def _names(findings: Findings) -> dict[str, str]:
    """Organisation id by folded name or alias; a form that two organisations share names neither."""
    owners: dict[str, set[str]] = {}
    for organisation in findings.resolution.organisations:
        for name in (organisation.name, *organisation.aliases):
            owners.setdefault(fold(name), set()).add(organisation.id)
    return {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1}


def _relations(findings: Findings) -> Iterator[Row]:
    names = {organisation.id: organisation.name for organisation in findings.resolution.organisations}
    for tie in findings.resolution.ties:
        for stated in tie.evidence:
            place = stated.evidence
            yield (
                stated.relation_id, tie.id, place.document_id, tie.kind, tie.source_id,
                names.get(tie.source_id, ""), tie.target_id, names.get(tie.target_id, ""), place.quote,
                place.start, place.end, stated.publisher, stated.published_on, stated.stated_by,
                stated.polarity, stated.modality, stated.band, stated.score,
            )  # fmt: skip


def _co_mentions(findings: Findings) -> Iterator[Row]:
    for pair in findings.network.co_mentions:
        yield pair.source_id, pair.target_id, pair.publications, pair.expected, pair.significance


def _themes(findings: Findings) -> Iterator[Row]:
    passages: dict[str, int] = {}
    for passage in findings.themes.passages:
        passages[passage.theme_id] = passages.get(passage.theme_id, 0) + 1
    for theme in findings.themes.themes:
        yield (
            theme.id, theme.label, theme.description, join(theme.keywords), passages.get(theme.id, 0),
            len(theme.publication_ids), theme.first_seen, theme.last_seen,
        )  # fmt: skip


def _theme_passages(findings: Findings) -> Iterator[Row]:
    for passage in findings.themes.passages:
        place = passage.evidence
        yield (
            passage.theme_id, place.document_id, place.start, place.end, place.quote, passage.weight, passage.role,
        )  # fmt: skip


def _key_messages(findings: Findings) -> Iterator[Row]:
    for message in findings.themes.key_messages:
        place = message.evidence
        yield (
            message.id, message.theme_id, message.text, place.document_id, place.start, place.end,
            message.publications, message.publishers,
        )  # fmt: skip


def _repeated(findings: Findings) -> Iterator[Row]:
    for group in findings.themes.repeated:
        yield (
            group.id, group.text, group.addressee, len(group.recommendation_ids), join(group.publishers),
            group.first_asked, group.last_asked,
        )  # fmt: skip


def _problems(findings: Findings) -> Iterator[Row]:
    for problem in findings.problems:
        yield (
            problem.code, problem.severity, problem.stage, problem.document_id, problem.path, problem.message,
            problem.next_step,
        )  # fmt: skip
