"""The tables that leave the building: the one place that names their columns, types and meanings.

Frames, CSV files, workbook, database and ``docs/data-dictionary.md`` all follow this declaration; a test
compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "integer", "number", "flag"]

JOINER = " | "
"""Between several values in one cell."""

DTYPES: dict[ColumnKind, str] = {"text": "string", "integer": "Int64", "number": "Float64", "flag": "boolean"}


@dataclass(frozen=True)
class Column:
    """One column; ``refers_to`` names the table whose key it holds ("" if none)."""

    name: str
    kind: ColumnKind
    meaning: str
    refers_to: str = ""


@dataclass(frozen=True)
class Table:
    """One table; ``key`` is the column that identifies a row ("" if rows have no id of their own)."""

    name: str
    row: str
    key: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


def _text(name: str, meaning: str, refers_to: str = "") -> Column:
    return Column(name, "text", meaning, refers_to)


def _integer(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning)


def _number(name: str, meaning: str) -> Column:
    return Column(name, "number", meaning)


_DOCUMENT = _text("document_id", "the publication that says it", "documents")
_START = _integer("start", "first code point of the evidence in the document's text, counted from 0")
_END = _integer("end", "code point after the last one of the evidence, so that text[start:end] is the quote")
_QUOTE = _text("quote", "the words of the publication, unchanged")
_BAND = _text("band", "clear, or doubtful: please check before use")
_SCORE = _number("score", "how sure the program is, between 0 and 1; compare within one table only")
_VOICE = _text("voice", "own (the publication speaks), quoted or reported")
_SAID_BY = _text("said_by", "who is quoted or reported, as the text names them")

TABLES: tuple[Table, ...] = (
    Table("inputs", "thing offered to the program", "", (
        _text("path", "POSIX path relative to the workspace or to the folder given"),
        _text("url", "address it was collected from"),
        _text("outcome", "ok, partial, skipped or failed"),
        _text("reason", "why it is not ok, as a stable code; empty when ok"),
        _text("document_id", "the document that came of it, empty if none"),
    )),
    Table("documents", "document that could be read", "document_id", (
        _text("document_id", "stable id"),
        _text("publication_id", "documents that are one publication (a landing page and its report) share it"),
        _text("path", "POSIX path, empty when it came from the web only"),
        _text("url", "address, empty when it came from a folder"),
        _text("title", "its title, or Untitled: and its first words"),
        _text("title_from", "where the title was read: metadata, heading, or text (made from the first words)"),
        _text("publisher", "who published it, empty if unknown"),
        _text("publisher_from",
              "how it is known: source, metadata, text, publication (from another file of it), website, inferred"),
        _text("authors", "names in the byline"),
        _text("published_on", "YYYY, YYYY-MM or YYYY-MM-DD; empty means undated"),
        _text("published_precision", "day, month or year; empty when undated"),
        _text("published_from", "where the date was read"),
        _text("doc_type", "blog, report, briefing, consultation_response, evidence, news, index, transcript, other"),
        _text("language", "main language as a two-letter code"),
        _integer("words", "words of its text without page furniture"),
        _text("outcome", "ok or partial"),
        _text("reason", "why it is partial"),
    )),
    Table("organisations", "organisation", "organisation_id", (
        _text("organisation_id", "stable id"),
        _text("name", "the name shown"),
        _text("kind", "charity, network, government, public_body, prison, funder, academic, company, programme, "
              "media or other"),
        _text("aliases", "other names seen in the publications or curated"),
        _text("identifiers", "register ids, org-id style such as GB-CHC-…"),
        _integer("mentions", "times it is named, not counting \"we\""),
        _integer("publications", "publications that name it"),
        _text("first_seen", "date of the earliest dated publication that names it"),
        _text("last_seen", "date of the latest dated publication that names it"),
        _BAND,
    )),
    Table("mentions", "place where an organisation is named", "mention_id", (
        _text("mention_id", "stable id"),
        _DOCUMENT,
        _text("organisation_id", "the organisation it is, empty if that is not decided", "organisations"),
        _text("surface", "the words as they stand in the text"),
        _START, _END,
        _text("form", "name, acronym, short_form, or publisher (\"we\", \"our\")"),
        _SCORE,
    )),
    Table("needs", "passage that states a need", "need_id", (
        _text("need_id", "stable id"),
        _DOCUMENT,
        _text("need", "code of the need; labels stand on the site and in the sector pack"),
        _text("level", "person (a need of people) or sector (a need of the sector and its work)"),
        _text("population", "group of people it is about, empty where none is named"),
        _text("polarity", "stated, unmet (the text says nothing or too little meets it), met or denied"),
        _VOICE, _SAID_BY, _QUOTE, _START, _END, _BAND, _SCORE,
    )),
    Table("recommendations", "passage in which somebody is asked to do something", "recommendation_id", (
        _text("recommendation_id", "stable id"),
        _DOCUMENT,
        _text("text", "the request on one line"),
        _text("addressee", "class of who is asked: government, commissioners, voluntary sector organisations, "
              "infrastructure organisations, prisons, probation, funders, local authorities, sector, other"),
        _text("addressee_organisation_id", "the organisation asked, where one is named", "organisations"),
        _text("asked_by_organisation_id", "the organisation that asks, where it is known", "organisations"),
        _text("strength", "must, should, could or imperative, by the first modal verb"),
        _text("form", "list_item or sentence"),
        Column("negative", "flag", "whether it asks not to do something"),
        _text("deadline", "the deadline in the words of the text"),
        _text("heading", "the heading that names who is asked"),
        _integer("heading_start", "first code point of that heading, empty if none"),
        _integer("heading_end", "code point after that heading, empty if none"),
        _VOICE, _SAID_BY, _START, _END, _BAND, _SCORE,
        _text("repeated_id", "the repeated recommendation it belongs to", "repeated_recommendations"),
    )),
    Table("relations", "statement of a tie, one row per piece of evidence", "relation_id", (
        _text("relation_id", "stable id"),
        _text("tie_id", "same for all statements of one tie: kind, source and target"),
        _DOCUMENT,
        _text("kind", "partners_with, member_of, funds, commissions, delivers_for, supports, part_of, "
              "co_published_with, advises or succeeded_by"),
        _text("source_id", "the organisation that funds, is a member, …", "organisations"),
        _text("source", "its name"),
        _text("target_id", "the organisation that is funded, has the member, …", "organisations"),
        _text("target", "its name"),
        _QUOTE, _START, _END,
        _text("publisher", "who published the statement"),
        _text("published_on", "when; empty means undated"),
        _text("stated_by", "subject, object or third_party: who of the two the publisher is"),
        _text("polarity", "affirmed, denied or ended"),
        _text("modality", "stated, planned, hoped or reported"),
        _BAND, _SCORE,
    )),
    Table("co_mentions", "pair of organisations named together (not evidence of working together)", "", (
        _text("source_id", "one organisation", "organisations"),
        _text("target_id", "the other organisation", "organisations"),
        _integer("publications", "publications that name both in one passage"),
        _number("expected", "how many would by chance"),
        _number("significance", "G² of the difference (Dunning 1993)"),
    )),
    Table("themes", "theme", "theme_id", (
        _text("theme_id", "stable id"),
        _text("label", "short name"),
        _text("description", "one plain line"),
        _text("keywords", "most telling words first"),
        _integer("passages", "passages of the theme"),
        _integer("publications", "publications with such a passage"),
        _text("first_seen", "date of the earliest dated publication of the theme"),
        _text("last_seen", "date of the latest dated publication of the theme"),
    )),
    Table("theme_passages", "passage of a theme", "", (
        _text("theme_id", "the theme", "themes"),
        _DOCUMENT, _START, _END, _QUOTE,
        _number("weight", "how central the passage is, between 0 and 1"),
        _text("role", "medoid (the most central one), cited or member"),
    )),
    Table("key_messages", "point that a theme makes", "message_id", (
        _text("message_id", "stable id"),
        _text("theme_id", "the theme", "themes"),
        _text("text", "the point in the words of one publication"),
        _DOCUMENT, _START, _END,
        _integer("publications", "publications that make the same point"),
        _integer("publishers", "publishers that make the same point"),
    )),
    Table("repeated_recommendations", "request found again in another publication", "repeated_id", (
        _text("repeated_id", "stable id"),
        _text("text", "the request in the words of one publication"),
        _text("addressee", "class of who is asked"),
        _integer("times", "recommendations that make it"),
        _text("publishers", "who made it"),
        _text("first_asked", "date of the earliest dated one"),
        _text("last_asked", "date of the latest dated one"),
    )),
    Table("problems", "thing that could not be read or looks wrong", "", (
        _text("code", "stable code"),
        _text("severity", "note, warning or error"),
        _text("stage", "where in the program it was seen"),
        _text("document_id", "the document concerned, empty if none"),
        _text("path", "the file concerned"),
        _text("message", "what happened"),
        _text("next_step", "what to do"),
    )),
)  # fmt: skip

TABLES_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}


def render_dictionary() -> str:
    """Return the part of ``docs/data-dictionary.md`` that lists tables and columns."""
    lines: list[str] = []
    for table in TABLES:
        lines += [
            f"## {table.name}",
            "",
            f"One row per {table.row}.",
            "",
            "| column | type | meaning |",
            "|---|---|---|",
        ]
        for column in table.columns:
            link = f" → {column.refers_to}" if column.refers_to else ""
            key = " (key)" if column.name == table.key else ""
            lines.append(f"| {column.name}{key} | {column.kind}{link} | {column.meaning} |")
        lines.append("")
    return "\n".join(lines)
