"""What a theme's briefing says, and the main points of the whole report: sentences with their citations.

The site, the Word files and the Markdown files all show these.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from sectorlens.model import KeyMessage, Theme, Tie
from sectorlens.publish import wording
from sectorlens.publish.citing import Citation, Citations
from sectorlens.publish.graphs import affirmed
from sectorlens.publish.report import Asked, Card, Needed, Report, in_quotes
from sectorlens.publish.wording import count, listed
from sectorlens.text import shorten, squeeze


@dataclass(frozen=True)
class Statement:
    """A sentence and what it rests on; ``links`` are (words of the text, href) to what its numbers count."""

    text: str
    citations: tuple[Citation, ...] = ()
    note: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text cut into (words, href or "")."""
        pieces: list[tuple[str, str]] = []
        rest = self.text
        for words, href in self.links:
            head, found, rest_after = rest.partition(words)
            if found:
                pieces += [(head, ""), (words, href)]
                rest = rest_after
        return [*pieces, (rest, "")]


@dataclass(frozen=True)
class Speaker:
    """A publisher and its publications on a theme."""

    name: str
    href: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class ThemeBriefing:
    """Everything that is said of one theme."""

    theme: Theme
    title: str
    href: str
    summary: tuple[Statement, ...]
    messages: tuple[Statement, ...]
    speakers: tuple[Speaker, ...]
    years: tuple[tuple[int, int, int], ...]
    recommendations: tuple[Asked, ...]
    needs: tuple[tuple[str, int], ...]
    passages: int
    citations: tuple[Citation, ...] = field(default=())


def brief_theme(report: Report, theme: Theme) -> ThemeBriefing:
    """Return the briefing of ``theme``; its citations are numbered from 1."""
    citations = Citations(report)
    summary = tuple(
        Statement(squeeze(sentence.text), tuple(citations.cite_all(sentence.cites))) for sentence in theme.summary
    )
    # A point that the summary makes already is not told twice.
    told = {sentence.text for sentence in summary}
    messages = tuple(
        Statement(squeeze(message.text), (citations.cite(message.evidence),), _made_by(message))
        for message in report.findings.themes.key_messages
        if message.theme_id == theme.id and (squeeze(message.text) not in told or message.publications > 1)
    )
    spans = _spans(report, theme)
    needs = Counter(
        n.label for n in {(n.label, n.card.publication_id): n for n in report.needs if _inside(n, spans)}.values()
    )
    return ThemeBriefing(
        theme=theme,
        title=squeeze(theme.label)[:1].upper() + squeeze(theme.label)[1:],
        href=report.theme_href(theme),
        summary=summary,
        messages=messages,
        speakers=_speakers(report, theme),
        years=tuple((y.year, y.publications, y.of) for y in report.findings.themes.years if y.theme_id == theme.id),
        recommendations=tuple(asked for asked in report.recommendations if _inside(asked, spans)),
        needs=tuple(sorted(needs.items(), key=lambda item: (-item[1], item[0]))),
        passages=sum(passage.theme_id == theme.id for passage in report.findings.themes.passages),
        citations=tuple(citations.all),
    )


def _made_by(message: KeyMessage) -> str:
    if message.publications < 2:
        return ""
    return f"{count(message.publications, 'publication')} by {count(message.publishers, 'publisher')} make this point"


def _spans(report: Report, theme: Theme) -> dict[str, list[tuple[int, int]]]:
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for passage in report.findings.themes.passages:
        if passage.theme_id == theme.id:
            spans[passage.evidence.document_id].append((passage.evidence.start, passage.evidence.end))
    return spans


def _inside(item: Asked | Needed, spans: dict[str, list[tuple[int, int]]]) -> bool:
    place = item.found.evidence
    return any(start < place.end and place.start < end for start, end in spans.get(place.document_id, ()))


def _speakers(report: Report, theme: Theme) -> tuple[Speaker, ...]:
    said: dict[tuple[str, str], list[Card]] = defaultdict(list)
    for publication_id in theme.publication_ids:
        for card in report.parts.get(publication_id, [])[:1]:
            said[card.publisher_shown, card.publisher_href].append(card)
    ranked = sorted(said.items(), key=lambda item: (-len(item[1]), item[0][0]))
    return tuple(Speaker(name, href, tuple(cards)) for (name, href), cards in ranked)


def main_points(report: Report, citations: Citations) -> list[Statement]:
    """Return the main points of the whole report, each with what it rests on; few where there is little."""
    points: list[Statement] = []
    total = len(report.leads)
    points += _theme_points(report, citations)
    points += _need_point(report, citations, total)
    points += _asked_point(report, citations)
    points += _repeated_point(report, citations)
    points += _tie_point(report, citations)
    return points


def _theme_points(report: Report, citations: Citations) -> list[Statement]:
    best = sorted(report.findings.themes.key_messages, key=lambda m: (-m.publishers, -m.publications, m.theme_id, m.id))
    points: list[Statement] = []
    seen: set[str] = set()
    for message in best:
        if message.publications > 1 and message.theme_id not in seen and len(points) < 3:
            seen.add(message.theme_id)
            verb = "makes" if message.publishers == 1 else "make"
            text = (
                f"{count(message.publishers, 'publisher')} in {count(message.publications, 'publication')} {verb} the "
                f"point that {in_quotes(shorten(message.text, 260))}"
            )
            theme = next((t for t in report.findings.themes.themes if t.id == message.theme_id), None)
            links = ((count(message.publications, "publication"), report.theme_href(theme)),) if theme else ()
            points.append(Statement(text, (citations.cite(message.evidence),), links=links))
    return points


def _need_point(report: Report, citations: Citations, total: int) -> list[Statement]:
    where: dict[str, set[str]] = defaultdict(set)
    best: dict[str, Needed] = {}
    for need in report.needs:
        where[need.found.code].add(need.card.publication_id)
        best[need.found.code] = max(need, best.get(need.found.code, need), key=_telling)
    ranked = sorted(where, key=lambda code: (-len(where[code]), code))
    if not ranked:
        return []
    top = [code for code in ranked if len(where[code]) == len(where[ranked[0]])][:3]
    number = count(len(where[top[0]]), "publication")
    names = listed([f"“{wording.label_of(code, report.need_labels)}”" for code in top])
    verb = "is the need" if len(top) == 1 else "are the needs"
    text = f"{names} {verb} stated in most publications: {number} of {total:,}{' each' if len(top) > 1 else ''}."
    cited = tuple(citations.cite_all(best[code].found.evidence for code in top))
    return [Statement(text, cited, links=((number, f"needs.html#need-{top[0]}"),))]


def _telling(item: Asked | Needed) -> tuple[float, int]:
    """How well one finding stands for many: sure first, then long enough to be read alone."""
    return round(item.found.score, 2), min(len(item.found.evidence.quote), 160)


def _asked_point(report: Report, citations: Citations) -> list[Statement]:
    asked = Counter(item.found.addressee for item in report.recommendations if item.found.addressee != "other")
    if not asked:
        return []
    top, number = min(asked.items(), key=lambda item: (-item[1], item[0]))
    first = max((item for item in report.recommendations if item.found.addressee == top), key=_telling)
    total = count(len(report.recommendations), "recommendation")
    label = wording.ADDRESSEES[top]
    verb = "is" if top in ("government", "probation", "sector") else "are"
    example = in_quotes(shorten(first.found.text, 200))
    text = f"{label} {verb} asked most often: {number:,} of {total}, for example {example}"
    links = ((f"{number:,}", f"recommendations.html#addressee={quote_plus(label)}"), (total, "recommendations.html"))
    return [Statement(text, (citations.cite(first.found.evidence),), links=links)]


def _repeated_point(report: Report, citations: Citations) -> list[Statement]:
    groups = report.findings.themes.repeated
    if not groups:
        return []
    best = min(groups, key=lambda group: (-len(group.recommendation_ids), group.first_asked or "~", group.id))
    places = {item.id: item.found.evidence for item in report.all_recommendations}
    dates = [d for d in (best.first_asked, best.last_asked) if d]
    span = f" between {dates[0][:4]} and {dates[-1][:4]}" if len({d[:4] for d in dates}) > 1 else ""
    number = f"{len(best.recommendation_ids):,} times"
    text = (
        f"One request was made {number}{span} by {listed([*best.publishers][:4]) or 'publishers not known'}: "
        f"{in_quotes(shorten(best.text, 220))}"
    )
    cited = citations.cite_all(places[r] for r in best.recommendation_ids if r in places)
    return [Statement(text, tuple(cited), links=((number, f"recommendations.html#{best.id}"),))]


def _well_stated(tie: Tie) -> tuple[int, int]:
    """How well a tie stands for an organisation's ties: often stated, and in a sentence rather than a list."""
    return tie.weight, min(len(affirmed(tie)[0].evidence.quote), 160)


def _tie_point(report: Report, citations: Citations) -> list[Statement]:
    partners: dict[str, set[str]] = defaultdict(set)
    stated: dict[str, Tie] = {}
    for tie in report.findings.resolution.ties:
        if tie.band == "clear" and tie.weight and affirmed(tie):
            partners[tie.source_id].add(tie.target_id)
            partners[tie.target_id].add(tie.source_id)
            for end in (tie.source_id, tie.target_id):
                stated[end] = max(tie, stated.get(end, tie), key=_well_stated)
    if not partners:
        return []
    top = min(partners, key=lambda o: (-len(partners[o]), o))
    name = report.name(top)
    if name is None:
        return []
    number = count(len(partners[top]), "organisation")
    text = f"{name.text} is the organisation with the most stated ties: to {number}."
    evidence = affirmed(stated[top])[0].evidence
    return [Statement(text, (citations.cite(evidence),), links=((name.text, name.href), (number, f"{name.href}#ties")))]
