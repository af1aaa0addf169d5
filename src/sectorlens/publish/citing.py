"""Numbered citations: each stands alone with its quote, title, publisher, date and address."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from sectorlens.model import Evidence
from sectorlens.publish.report import Card, Report
from sectorlens.text import squeeze

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Citation:
    """One numbered source; ``before`` and ``after`` are the words around the quote on the page."""

    number: int
    quote: str
    before: str
    after: str
    heading: str
    card: Card
    href: str
    place: Evidence

    @property
    def source_line(self) -> str:
        """Title, publisher, date and address on one line; an address that leads nowhere any more says so."""
        gone = f" ({self.card.gone_shown})" if self.card.gone_on else ""
        return f"{self.card.title}. {self.card.publisher_cited}, {self.card.date_shown}. {self.card.where}{gone}"


class Citations:
    """Numbers the evidence of one page or briefing in the order in which it is first cited."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._numbered: dict[tuple[str, int, int], Citation] = {}

    def cite(self, evidence: Evidence) -> Citation:
        """Return the citation of ``evidence``, numbered anew only at its first call."""
        key = (evidence.document_id, evidence.start, evidence.end)
        if key not in self._numbered:
            self._numbered[key] = self._make(evidence)
        return self._numbered[key]

    def cite_all(self, evidences: Iterable[Evidence]) -> list[Citation]:
        """Return the citations of ``evidences`` without doubles."""
        cited = {citation.number: citation for citation in map(self.cite, evidences)}
        return list(cited.values())

    @property
    def all(self) -> list[Citation]:
        """Every citation so far, by number."""
        return list(self._numbered.values())

    def _make(self, evidence: Evidence) -> Citation:
        before, after, heading = surroundings(self._report, evidence)
        return Citation(
            number=len(self._numbered) + 1,
            quote=squeeze(evidence.quote),
            before=before,
            after=after,
            heading=heading,
            card=self._report.cards[evidence.document_id],
            href=self._report.href_of(evidence),
            place=evidence,
        )


def surroundings(report: Report, evidence: Evidence, width: int = 140) -> tuple[str, str, str]:
    """Return the words before and after ``evidence`` inside its block, cut at words, and the block's heading.

    The blanks next to the evidence stay, so that the three read on.
    """
    document = report.findings.documents[evidence.document_id]
    n = bisect_right(document.blocks, evidence.start, key=lambda block: block.start) - 1
    if n < 0 or document.blocks[n].end <= evidence.start:
        return "", "", ""
    block = document.blocks[n]
    # The blank between quote and surroundings stays: "problems, some" must not become "problems , some".
    before = _SPACE.sub(" ", document.text[block.start : evidence.start]).lstrip()
    after = _SPACE.sub(" ", document.text[evidence.end : max(block.end, evidence.end)]).rstrip()
    if len(before) > width:
        before = "… " + before[-width:].partition(" ")[2]
    if len(after) > width:
        after = after[:width].rpartition(" ")[0] + " …"
    heading = (
        document.blocks[block.heading] if block.heading is not None and block.heading < len(document.blocks) else None
    )
    return before, after, squeeze(document.block_text(heading)) if heading else ""
