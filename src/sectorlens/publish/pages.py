"""What stands on the home, theme, publication, coverage and words pages: plain data for their templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sectorlens.model import Document, Input
from sectorlens.publish import wording
from sectorlens.publish.annotated import annotate, spans_by_document
from sectorlens.publish.briefing import ThemeBriefing, main_points
from sectorlens.publish.citing import Citations
from sectorlens.publish.graphs import Graphs
from sectorlens.publish.report import Card, Report
from sectorlens.publish.tables import body_words
from sectorlens.publish.wording import TIES, count, label_of
from sectorlens.text import fold, shorten

MAX_ROWS = 5_000
_MAX_PASSAGES = 200
_MAX_LISTED = 12


@dataclass(frozen=True)
class Line:
    """A sentence with an optional link after it."""

    text: str
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Change:
    """What is new of one kind; ``entries`` are (words, href), ``more`` how many are not listed."""

    text: str
    entries: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class InputRow:
    """One input on the coverage page."""

    where: str
    code: str
    outcome: str
    reason: str
    card: Card | None


@dataclass(frozen=True)
class ProblemGroup:
    """Problems with one code."""

    label: str
    found: tuple[Any, ...]


@dataclass(frozen=True)
class ProblemRow:
    """One problem and where it is."""

    where: str
    message: str
    next_step: str


def home(report: Report, briefings: list[ThemeBriefing]) -> dict[str, Any]:
    """Return the context of the home page."""
    points = main_points(report, Citations(report))
    ties = Graphs(report.findings).ties
    clear = [o for o in report.findings.resolution.organisations if o.band == "clear"]
    figures = [
        ("publications.html", len(report.leads), "publications"),
        ("themes.html", len(briefings), "themes"),
        ("recommendations.html#band=clear", len(report.recommendations), "recommendations"),
        ("needs.html", len(report.needs), "statements of need"),
        ("organisations.html#band=clear", len(clear), "organisations"),
        ("network.html", len(ties), "ties between them"),
    ]
    years = report.years
    span = f", dated {years[0]} to {years[-1]}" if len(years) > 1 else f", dated {years[0]}" if years else ""
    return {
        "heading": "Home", "points": points, "briefings": briefings, "figures": figures, "span": span,
        "evidence_lines": list(_evidence_lines(report)), "changes": list(_changes(report)),
        "unread": _unread(report),
        "unread_total": sum(item.outcome != "ok" for item in report.findings.inputs),
    }  # fmt: skip


def _unread(report: Report) -> list[tuple[str, str, int, str]]:
    """Outcome, reason, how many, and the link to them; what failed first."""
    order = ("failed", "partial", "skipped")
    counted = Counter((row.code, row.outcome, row.reason) for row in _inputs(report) if row.code != "ok")
    ranked = sorted(counted.items(), key=lambda item: (order.index(item[0][0]), -item[1], item[0]))
    rows = []
    for (_, outcome, reason), number in ranked:
        shown = reason[:1].lower() + reason[1:]
        rows.append((outcome, shown, number, f"coverage.html#{urlencode({'outcome': outcome, 'reason': reason})}"))
    return rows


def _evidence_lines(report: Report) -> Iterator[Line]:
    leads = report.leads
    undated = sum(not card.date for card in leads)
    unknown = sum(not card.publisher for card in leads)
    by = f" by {count(len(report.publishers), 'publisher')}" if report.publishers else ""
    yield Line(f"{report.based_on()}{by}.", "publications.html", "See all")
    if unknown:
        yield Line(f"{count(unknown, 'publication')} {'has' if unknown == 1 else 'have'} no known publisher.")
    if undated:
        verb = "is" if undated == 1 else "are"
        yield Line(f"{count(undated, 'publication')} {verb} undated and left out of everything told by year.")
    inferred = sum(card.is_inferred for card in leads if card.publisher)
    if inferred:
        verb = "is" if inferred == 1 else "are"
        yield Line(
            f"The publisher of {count(inferred, 'publication')} {verb} inferred from how the text speaks of itself."
        )
    if report.findings.themes.note and not report.findings.themes.note.startswith("Based on"):
        yield Line(report.findings.themes.note)
    doubtful = sum(not asked.is_clear for asked in report.all_recommendations) + sum(
        need.found.band == "doubtful" for need in report.all_needs
    )
    if doubtful:
        yield Line(f"{count(doubtful, 'doubtful finding')} not counted.", "check.html", "Please check")
    yield Line("These publications are those that were collected, not all there are. Something missing here may be "
               "said elsewhere.", "methods.html", "Methods and limits")  # fmt: skip


def _changes(report: Report) -> Iterator[Change]:
    changes = report.findings.changes
    if not changes.previous:
        return
    cards = report.cards
    asked = {item.id: item for item in report.all_recommendations}
    documents = [
        ("new publication", changes.new_documents), ("changed publication", changes.changed_documents),
    ]  # fmt: skip
    for words, ids in documents:
        yield from _change(words, [(cards[i].title, cards[i].href) for i in ids if i in cards])
    yield from _change("removed publication", [(path, "") for path in changes.removed])
    names = [report.name(i) for i in changes.new_organisations]
    yield from _change("new organisation", [(n.text, n.href) for n in names if n])
    ties = {tie.id: tie for tie in report.findings.resolution.ties}
    told = []
    for i in changes.new_ties:
        tie = ties.get(i)
        source, target = (report.name(tie.source_id), report.name(tie.target_id)) if tie else (None, None)
        if tie and source and target:
            told.append((f"{source.text} {TIES[tie.kind][0]} {target.text}", f"{source.href}#ties"))
    yield from _change("new tie", told)
    yield from _change("new recommendation", [
        (shorten(asked[i].found.text, 140), asked[i].href) for i in changes.new_recommendations if i in asked
    ])  # fmt: skip


def _change(words: str, entries: list[tuple[str, str]]) -> Iterator[Change]:
    if entries:
        yield Change(count(len(entries), words), tuple(entries[:_MAX_LISTED]), max(0, len(entries) - _MAX_LISTED))


def themes(report: Report, briefings: list[ThemeBriefing]) -> dict[str, Any]:
    """Return the context of the list of themes, with what fits none of them."""
    outside = report.findings.themes.outside
    shown = [(shorten(e.quote, 400), report.href_of(e), report.cards[e.document_id]) for e in outside[:_MAX_PASSAGES]]
    return {"heading": "Themes", "briefings": briefings, "outside": shown, "outside_total": len(outside)}


def theme(report: Report, briefing: ThemeBriefing) -> dict[str, Any]:
    """Return the context of one theme's page."""
    own = [p for p in report.findings.themes.passages if p.theme_id == briefing.theme.id]
    central = sorted(own, key=lambda p: (-p.weight, p.evidence.document_id, p.evidence.start))[:_MAX_PASSAGES]
    return {
        "heading": briefing.title, "b": briefing, "stem": report.theme_stem(briefing.theme),
        "passages": [
            (shorten(p.evidence.quote, 600), report.href_of(p.evidence), report.cards[p.evidence.document_id])
            for p in central
        ],
        "passages_total": len(own),
        "need_anchor": {need.label: f"need-{need.found.code}" for need in report.needs},
        "year_rows": [(str(year), number) for year, number, _ in briefing.years],
    }  # fmt: skip


def publications(report: Report) -> dict[str, Any]:
    """Return the context of the list of publications."""
    asked = Counter(item.card.publication_id for item in report.recommendations)
    needed = Counter(item.card.publication_id for item in report.needs)
    rows = [
        {
            "card": card, "others": report.parts[card.publication_id][1:],
            "asked": asked[card.publication_id], "needs": needed[card.publication_id],
        }
        for card in report.leads
    ]  # fmt: skip
    return {"heading": "Publications", "rows": rows[:MAX_ROWS], "total": len(rows)}


def iter_publications(report: Report) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (href, template, context) of the page of every document."""
    spans = spans_by_document(report)
    asked: dict[str, list[Any]] = {}
    needs: dict[str, list[Any]] = {}
    for item in report.all_recommendations:
        asked.setdefault(item.card.document_id, []).append(item)
    for need in report.all_needs:
        needs.setdefault(need.card.document_id, []).append(need)
    ties = _ties_by_document(report)
    names: dict[str, Counter[str]] = {}
    for organisation, mentions in report.mentions_of.items():
        for mention in mentions:
            names.setdefault(mention.evidence.document_id, Counter())[organisation] += 1
    for document in report.findings.documents.values():
        card = report.cards[document.id]
        ranked = sorted(names.get(document.id, Counter()).items(), key=lambda item: (-item[1], item[0]))
        context = {
            "heading": card.title, "card": card, "language": document.language or "en",
            "words_total": body_words(report.findings, document),
            "title_from": wording.TITLE_FROM.get(document.title_from, document.title_from),
            "date_from": _date_from(document),
            "others": [part for part in report.parts.get(card.publication_id, []) if part != card],
            "groups": annotate(report, document, spans.get(document.id, [])),
            "asked": asked.get(document.id, []), "needs": needs.get(document.id, []),
            "ties": ties.get(document.id, []),
            "names": [(name, number) for o, number in ranked if (name := report.name(o))],
        }  # fmt: skip
        yield card.href, "publication.html", context


def _date_from(document: Document) -> str:
    if not document.published_on:
        return "undated: no date of publication was found"
    source = wording.DATE_FROM.get(document.published_from, document.published_from)
    return f"{wording.show_date(document.published_on)} ({source})"


def _ties_by_document(report: Report) -> dict[str, list[tuple[str, str, bool]]]:
    ties: dict[str, list[tuple[str, str, bool]]] = {}
    for tie in report.findings.resolution.ties:
        source, target = report.name(tie.source_id), report.name(tie.target_id)
        for stated in tie.evidence:
            if source and target:
                note = "" if stated.polarity == "affirmed" else f" ({wording.POLARITIES[stated.polarity]})"
                text = f"{source.text} {TIES[tie.kind][0]} {target.text}{note}"
                ties.setdefault(stated.evidence.document_id, []).append(
                    (text, stated.relation_id, stated.band == "doubtful")
                )
    return ties


def coverage(report: Report) -> dict[str, Any]:
    """Return the context of the coverage page: every input, every problem with its next step."""
    rows = _inputs(report)
    counted = Counter(row.code for row in rows)
    problems: dict[str, list[ProblemRow]] = {}
    severities = ("error", "warning", "note")
    for problem in sorted(report.findings.problems, key=lambda p: (severities.index(p.severity), p.code)):
        card = report.cards.get(problem.document_id)
        where = problem.path or (card.title if card else "")
        problems.setdefault(problem.code, []).append(ProblemRow(where, problem.message, problem.next_step))
    groups = [ProblemGroup(wording.reason_label(code), tuple(found)) for code, found in problems.items()]
    return {
        "heading": "Coverage", "collected": report.findings.facts.collected, "gone": report.findings.facts.gone,
        "inputs": rows[:MAX_ROWS], "total": len(rows), "problems": groups,
        "outcomes": [(label, counted[code], code) for code, label in wording.OUTCOMES.items()],
    }  # fmt: skip


def _inputs(report: Report) -> list[InputRow]:
    def row(item: Input) -> InputRow:
        reason = wording.reason_label(item.reason) if item.reason else ""
        card = report.cards.get(item.document_id)
        return InputRow(item.path or item.url, item.outcome, wording.OUTCOMES[item.outcome], reason, card)

    return [row(item) for item in report.findings.inputs]


def words(report: Report) -> dict[str, Any]:
    """Return the context of the page of words."""
    codes = sorted({need.found.code for need in report.all_needs} | set(report.need_labels))
    return {
        "heading": "Words we use",
        "definitions": wording.DEFINITIONS,
        "tie_words": list(wording.TIES.values()),
        "need_words": sorted({label_of(code, report.need_labels) for code in codes}, key=fold),
        "addressee_words": list(wording.ADDRESSEES.values()),
    }
