"""A publication's text for its page: blocks cut into pieces that carry what was found in them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

from sectorlens.model import Block, Document, Evidence
from sectorlens.publish.report import Report, place_anchor
from sectorlens.publish.wording import STRENGTHS, TIES, label_of

SpanKind = Literal["rec", "need", "org", "tie", "cite"]


@dataclass(frozen=True)
class Span:
    """A found place in a document's text; ``href`` leads to the organisation of a name."""

    start: int
    end: int
    kind: SpanKind
    anchor: str
    note: str = ""
    href: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Piece:
    """Words with the same findings over them: ``marks`` are CSS classes, ``anchors`` begin here."""

    text: str
    marks: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Part:
    """One block on the page; ``tag`` is its HTML element; ``reason`` says why it is page furniture."""

    tag: str
    pieces: tuple[Piece, ...]
    furniture: bool = False
    reason: str = ""
    ordinal: str = ""
    row: int | None = None


@dataclass(frozen=True)
class Group:
    """Parts that belong in one list or table; ``kind`` is list, table or single."""

    kind: str
    parts: tuple[Part, ...]

    @property
    def rows(self) -> list[list[Part]]:
        """The parts of a table by row."""
        return [list(cells) for _, cells in groupby(self.parts, key=lambda part: part.row)]


def spans_by_document(report: Report) -> dict[str, list[Span]]:
    """Return every place that some page links to or that is marked in the text, by document id."""
    spans: dict[str, list[Span]] = defaultdict(list)

    def add(
        place: Evidence, kind: SpanKind, anchor: str = "", note: str = "", href: str = "", *, sure: bool = True
    ) -> None:
        spans[place.document_id].append(
            Span(place.start, place.end, kind, anchor or place_anchor(place), note, href, not sure)
        )

    for asked in report.all_recommendations:
        strength = label_of(asked.found.strength, STRENGTHS)
        note = f"Recommendation to: {asked.organisation.text if asked.organisation else asked.addressee} ({strength})"
        add(asked.found.evidence, "rec", asked.id, note, sure=asked.is_clear)
    for need in report.all_needs:
        about = f", {need.population}" if need.population else ""
        add(need.found.evidence, "need", need.id, f"Need: {need.label}{about}", sure=need.found.band == "clear")
    for mention in report.findings.iter_mentions():
        name = report.name(report.findings.assigned.get(mention.id, ""))
        if name and mention.form != "publisher":
            add(mention.evidence, "org", mention.id, name.text, name.href, sure=mention.band == "clear")
    for tie in report.findings.resolution.ties:
        source, target = report.name(tie.source_id), report.name(tie.target_id)
        for stated in tie.evidence:
            if source and target:
                note = f"Tie: {source.text} {TIES[tie.kind][0]} {target.text}"
                add(stated.evidence, "tie", stated.relation_id, note, sure=stated.band == "clear")
    themes = report.findings.themes
    for passage in themes.passages:
        add(passage.evidence, "cite")
    for theme in themes.themes:
        for sentence in theme.summary:
            for place in sentence.cites:
                add(place, "cite")
    for message in themes.key_messages:
        add(message.evidence, "cite")
    for place in themes.outside:
        add(place, "cite")
    return dict(spans)


def annotate(report: Report, document: Document, spans: list[Span]) -> list[Group]:
    """Return the blocks of ``document`` in order, furniture included and named as such."""
    repeated = report.findings.repeated.get(document.id)
    hidden = set(repeated.blocks) if repeated else set()
    by_block = _by_block(document, spans)
    seen: set[str] = set()
    parts = []
    for n, block in enumerate(document.blocks):
        furniture = block.layer == "furniture" or n in hidden
        reason = block.reason or ("repeats across the website" if n in hidden else "")
        pieces = tuple(_pieces(document, block, [] if furniture else by_block.get(n, []), seen))
        parts.append(Part(_tag(block), pieces, furniture, reason.replace("_", " "), block.ordinal, block.row))
    return [Group(kind, tuple(items)) for kind, items in groupby(parts, key=_group)]


def _by_block(document: Document, spans: list[Span]) -> dict[int, list[Span]]:
    """The spans over each block, by its index; a span over several blocks stands under each."""
    over: dict[int, list[Span]] = defaultdict(list)
    starts = [block.start for block in document.blocks]
    for span in sorted(spans, key=lambda span: (span.start, -span.end, span.kind, span.anchor)):
        n = max(0, bisect_right(starts, span.start) - 1)
        while n < len(starts) and starts[n] < span.end:
            if document.blocks[n].end > span.start:
                over[n].append(span)
            n += 1
    return over


def _tag(block: Block) -> str:
    if block.kind == "heading":
        # The page's own headings end at level 2.
        return f"h{min(max(block.level, 1) + 2, 6)}"
    return {"list_item": "li", "quote": "blockquote", "table_cell": "td"}.get(block.kind, "p")


def _group(part: Part) -> str:
    return "single" if part.furniture else {"li": "list", "td": "table"}.get(part.tag, "single")


def _pieces(document: Document, block: Block, inside: list[Span], seen: set[str]) -> Iterator[Piece]:
    cuts = sorted(
        {block.start, block.end}
        | {edge for span in inside for edge in (span.start, span.end) if block.start < edge < block.end}
    )
    for start, end in pairwise(cuts):
        over = [span for span in inside if span.start <= start and span.end >= end]
        # A place that began in an earlier block is anchored where it began.
        opened = [span for span in over if span.start == start]
        anchors = []
        for anchor in [a for span in opened for a in (span.anchor, f"at-{span.start}-{span.end}")]:
            if anchor not in seen:
                seen.add(anchor)
                anchors.append(anchor)
        kinds = dict.fromkeys(span.kind for span in over)
        marks = (*kinds, *(("doubtful",) if any(span.doubtful for span in over) else ()))
        yield Piece(
            text=document.text[start:end],
            marks=marks,
            anchors=tuple(anchors),
            of=tuple(dict.fromkeys(a for span in over for a in (span.anchor, f"at-{span.start}-{span.end}"))),
            note=". ".join(dict.fromkeys(span.note for span in over if span.note)),
            href=next((span.href for span in over if span.href), ""),
        )
