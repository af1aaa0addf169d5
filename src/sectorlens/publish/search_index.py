"""The data of the search page: a classic script, since pages opened from a folder cannot fetch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from sectorlens.publish.report import Report
from sectorlens.publish.wording import ORGANISATION_KINDS
from sectorlens.text import shorten, squeeze

MAX_CHARACTERS = 4_000_000
"""All text in the browser's index together; more would make the page slow to open."""


def write_search_data(report: Report, path: Path) -> tuple[int, bool]:
    """Write ``path`` and return the number of entries and whether texts had to be cut."""
    share = MAX_CHARACTERS // max(1, len(report.cards))
    cut = any(len(document.text) > share for document in report.findings.documents.values())
    entries = list(_entries(report, share))
    # ASCII alone: no line separator or tag in a text can end the script.
    body = json.dumps(entries, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    path.write_text(f"window.sectorlensEntries={body};\n", "utf-8", newline="\n")
    return len(entries), cut


def _entries(report: Report, share: int) -> Iterator[dict[str, str]]:
    for theme in report.findings.themes.themes:
        words = ", ".join(theme.keywords)
        yield _entry("Theme", report.theme_href(theme), theme.label, f"{theme.description} {words}", "")
    for asked in report.recommendations:
        source = f"{asked.card.title}, {asked.card.publisher_shown}, {asked.card.date_shown}"
        yield _entry("Recommendation", asked.href, shorten(asked.found.text, 160), asked.found.text, source)
    for need in report.needs:
        source = f"{need.card.title}, {need.card.publisher_shown}, {need.card.date_shown}"
        yield _entry("Need", need.href, need.found.evidence.quote, f"{need.label} {need.population}", source)
    for organisation in report.findings.resolution.organisations:
        if organisation.band == "clear":
            aliases = "; ".join(organisation.aliases)
            kind = ORGANISATION_KINDS[organisation.kind]
            yield _entry("Organisation", report.organisation_href(organisation), organisation.name, aliases, kind)
    for document in report.findings.documents.values():
        card = report.cards[document.id]
        repeated = report.findings.repeated.get(document.id)
        hidden = set(repeated.blocks) if repeated else set()
        text = " ".join(
            document.block_text(block)
            for n, block in enumerate(document.blocks)
            if block.layer == "body" and n not in hidden
        )
        yield _entry("Publication", card.href, card.title, text[:share], f"{card.publisher_shown}, {card.date_shown}")


def _entry(kind: str, href: str, title: str, text: str, source: str) -> dict[str, str]:
    return {"kind": kind, "href": href, "title": squeeze(title), "text": squeeze(text), "source": squeeze(source)}
