"""What stands on the registers: recommendations, needs, organisations, network and doubtful findings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sectorlens.model import Organisation, Tie, TieEvidence
from sectorlens.model.vocabulary import NEED_CODES, POPULATIONS
from sectorlens.publish import wording
from sectorlens.publish.citing import surroundings
from sectorlens.publish.graphs import Graphs, affirmed
from sectorlens.publish.picture import draw_network
from sectorlens.publish.report import Asked, Card, Name, Needed, Report
from sectorlens.publish.wording import ORGANISATION_KINDS, TIES, label_of, show_date, span_of
from sectorlens.text import fold, shorten, squeeze

MAX_ROWS = 5_000
_MAX_STATED, _MAX_NAMED = 6, 60
_BARE = 60


@dataclass(frozen=True)
class NeedGroup:
    """All statements of one need."""

    anchor: str
    label: str
    level: str
    publications: int
    populations: tuple[str, ...]
    found: tuple[Any, ...]


@dataclass(frozen=True)
class NeedRow:
    """One statement of a need in its sentence."""

    quote: str
    before: str
    after: str
    href: str
    label: str
    population: str
    polarity: str
    voice: str
    said_by: str
    card: Card


@dataclass(frozen=True)
class Stated:
    """One statement of a tie."""

    quote: str
    href: str
    card: Card
    note: str


@dataclass(frozen=True)
class TieRow:
    """A tie seen from one organisation."""

    verb: str
    other: Name
    note: str
    stated: tuple[Stated, ...]
    more: int


class Links:
    """What stands beside an organisation, found once for the register and for all pages."""

    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def ties(self) -> dict[str, list[Tie]]:
        """Ties with a clear statement, by the id of either organisation."""
        ties: dict[str, list[Tie]] = defaultdict(list)
        for tie in self._report.findings.resolution.ties:
            if tie.band == "clear" and any(e.band == "clear" for e in tie.evidence):
                ties[tie.source_id].append(tie)
                ties[tie.target_id].append(tie)
        return dict(ties)

    @cached_property
    def made(self) -> dict[str, list[Asked]]:
        """Recommendations by the id of the organisation that makes them."""
        made: dict[str, list[Asked]] = defaultdict(list)
        for asked in self._report.recommendations:
            if asked.asked_by:
                made[asked.asked_by.id].append(asked)
        return dict(made)

    @cached_property
    def received(self) -> dict[str, list[Asked]]:
        """Recommendations by the id of the organisation that is asked."""
        received: dict[str, list[Asked]] = defaultdict(list)
        for asked in self._report.recommendations:
            if asked.organisation:
                received[asked.organisation.id].append(asked)
        return dict(received)

    @cached_property
    def published(self) -> dict[str, list[Card]]:
        """Publications by the id of their publisher."""
        published: dict[str, list[Card]] = defaultdict(list)
        for card in self._report.leads:
            published[self._report.findings.publishers.get(card.document_id, "")].append(card)
        return dict(published)

    @cached_property
    def together(self) -> dict[str, list[tuple[Name, int]]]:
        """Organisations named together with one more often than by chance, most strikingly first."""
        pairs: dict[str, list[tuple[Name, int]]] = defaultdict(list)
        network = self._report.findings.network
        for pair in sorted(network.co_mentions, key=lambda p: (-p.significance, p.source_id, p.target_id)):
            source, target = self._report.name(pair.source_id), self._report.name(pair.target_id)
            if source and target:
                pairs[source.id].append((target, pair.publications))
                pairs[target.id].append((source, pair.publications))
        return dict(pairs)


def recommendations(report: Report) -> dict[str, Any]:
    """Return the context of the register of recommendations, doubtful ones last."""
    doubtful = [asked for asked in report.all_recommendations if not asked.is_clear]
    rows = [*report.recommendations, *doubtful]
    by_id = {asked.id: asked for asked in report.all_recommendations}
    repeated = [
        {
            "id": group.id,
            "text": squeeze(group.text),
            "addressee": wording.ADDRESSEES[group.addressee],
            "publishers": wording.listed(list(group.publishers)),
            "span": _span(group.first_asked, group.last_asked),
            "found": [by_id[i] for i in group.recommendation_ids if i in by_id],
        }
        for group in sorted(report.findings.themes.repeated, key=lambda g: (-len(g.recommendation_ids), g.id))
    ]
    return {"heading": "Recommendations", "rows": rows[:MAX_ROWS], "total": len(rows), "repeated": repeated}


def _span(first: str, last: str) -> str:
    dates = [show_date(date) for date in (first, last) if date]
    return wording.UNDATED if not dates else dates[0] if dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}"


def needs(report: Report) -> dict[str, Any]:
    """Return the context of the needs page: by need, and by group of people; counted in publications."""
    by_code: dict[str, list[Needed]] = defaultdict(list)
    for need in report.needs:
        by_code[need.found.code].append(need)
    order = {code: n for n, code in enumerate(NEED_CODES)}
    groups = [
        NeedGroup(
            anchor=f"need-{code}",
            label=found[0].label,
            level=found[0].found.level,
            publications=len({need.card.publication_id for need in found}),
            populations=tuple(sorted({need.population for need in found if need.population}, key=fold)),
            found=tuple(_need_row(report, need) for need in found),
        )
        for code, found in by_code.items()
    ]
    groups.sort(key=lambda g: (-g.publications, order.get(g.anchor[5:], 99), g.anchor))
    met = [
        _need_row(report, n)
        for n in report.all_needs
        if n.found.band == "clear" and n.found.polarity in ("met", "denied")
    ]
    return {
        "heading": "Needs",
        "groups": groups,
        "most": max((g.publications for g in groups), default=1),
        "populations": _populations(report),
        "met": met,
    }


def _populations(report: Report) -> list[dict[str, Any]]:
    where: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for need in report.needs:
        if need.found.population:
            where[need.found.population][need.found.code].add(need.card.publication_id)
    known = {code: n for n, code in enumerate(POPULATIONS)}
    rows = []
    for population in sorted(where, key=lambda code: (known.get(code, 99), code)):
        ranked = sorted(where[population].items(), key=lambda item: (-len(item[1]), item[0]))
        rows.append(
            {
                "anchor": f"group-{population}",
                "label": label_of(population, report.population_labels),
                "needs": [(label_of(code, report.need_labels), f"need-{code}", len(ids)) for code, ids in ranked],
            }
        )
    return rows


def _need_row(report: Report, need: Needed) -> NeedRow:
    before, after, _ = surroundings(report, need.found.evidence, width=90)
    return NeedRow(
        quote=squeeze(need.found.evidence.quote),
        before=before,
        after=after,
        href=need.href,
        label=need.label,
        population=need.population,
        polarity=need.found.polarity,
        voice=need.found.voice,
        said_by=squeeze(need.found.said_by),
        card=need.card,
    )


def organisations(report: Report, links: Links) -> dict[str, Any]:
    """Return the context of the register of organisations, those named in most publications first."""
    rows = [
        {
            "name": squeeze(o.name),
            "href": report.organisation_href(o),
            "kind": ORGANISATION_KINDS[o.kind],
            "aliases": [squeeze(alias) for alias in o.aliases],
            "publications": o.publications,
            "band": o.band,
            "ties": len({_other(tie, o.id) for tie in links.ties.get(o.id, ())}),
            "made": len(links.made.get(o.id, ())),
        }
        for o in sorted(
            report.findings.resolution.organisations,
            key=lambda o: (o.band != "clear", -o.publications, -o.mentions, fold(o.name), o.id),
        )
    ]
    return {"heading": "Organisations", "rows": rows[:MAX_ROWS], "total": len(rows)}


def organisation(report: Report, links: Links, organisation: Organisation) -> dict[str, Any]:
    """Return the context of one organisation's page."""
    mentions = report.mentions_of.get(organisation.id, [])
    ties = links.ties.get(organisation.id, ())
    rows = [row for tie in ties if (row := _tie_row(report, tie, organisation.id))]
    rows.sort(key=lambda row: (row.verb, fold(row.other.text)))
    return {
        "heading": squeeze(organisation.name),
        "o": organisation,
        "kind": ORGANISATION_KINDS[organisation.kind],
        "predecessor": report.name(organisation.predecessor_id),
        "successor": report.name(organisation.successor_id),
        "ties": rows,
        "published": links.published.get(organisation.id, []),
        "made": links.made.get(organisation.id, []),
        "received": links.received.get(organisation.id, []),
        "together": links.together.get(organisation.id, [])[:20],
        "named": [_place(report, mention.evidence) for mention in mentions[:_MAX_NAMED]],
        "named_more": max(0, len(mentions) - _MAX_NAMED),
    }


def _place(report: Report, evidence: Any) -> dict[str, Any]:
    before, after, _ = surroundings(report, evidence, width=110)
    return {
        "before": before,
        "quote": squeeze(evidence.quote),
        "after": after,
        "href": report.href_of(evidence),
        "card": report.cards[evidence.document_id],
    }


def _other(tie: Tie, organisation_id: str) -> str:
    return tie.target_id if tie.source_id == organisation_id else tie.source_id


def _tie_row(report: Report, tie: Tie, organisation_id: str) -> TieRow | None:
    other = report.name(_other(tie, organisation_id))
    if other is None:
        return None
    stated = _clear(tie)
    verb = TIES[tie.kind][0 if tie.source_id == organisation_id else 1]
    if not affirmed(tie):
        verb = f"{wording.POLARITIES[stated[0].polarity]}: {verb}"
    number = wording.count(len({e.publication_id for e in stated}), "publication")
    return TieRow(
        verb=verb[:1].upper() + verb[1:],
        other=other,
        note=f"{number}, {_span(tie.first_stated, tie.last_stated)}",
        stated=tuple(_stated(report, e) for e in stated[:_MAX_STATED]),
        more=max(0, len(stated) - _MAX_STATED),
    )


def _clear(tie: Tie) -> list[TieEvidence]:
    clear = [e for e in tie.evidence if e.band == "clear"]
    return sorted(clear, key=lambda e: (e.polarity != "affirmed", not e.published_on, e.published_on, e.relation_id))


def _stated(report: Report, evidence: TieEvidence) -> Stated:
    _, _, heading = surroundings(report, evidence.evidence)
    notes = [
        wording.POLARITIES[evidence.polarity] if evidence.polarity != "affirmed" else "",
        wording.MODALITIES[evidence.modality] if evidence.modality != "stated" else "",
        # A name in a list of members says nothing without its heading.
        f"under “{heading}”" if heading and len(evidence.evidence.quote) < _BARE else "",
    ]
    return Stated(
        quote=squeeze(evidence.evidence.quote),
        href=report.href_of(evidence.evidence, evidence.relation_id),
        card=report.cards[evidence.evidence.document_id],
        note=", ".join(note for note in notes if note),
    )


def network(report: Report) -> dict[str, Any]:
    """Return the context of the network page: the picture and the same in words."""
    rows: list[dict[str, Any]] = []
    for tie in Graphs(report.findings).ties:
        source, target, stated = report.name(tie.source_id), report.name(tie.target_id), affirmed(tie)
        if source and target and stated:
            first = _stated(report, stated[0])
            rows.append(
                {
                    "source": source,
                    "verb": TIES[tie.kind][0],
                    "target": target,
                    "weight": tie.weight,
                    "first": tie.first_stated,
                    "span": span_of(tie.first_stated, tie.last_stated),
                    "quote": shorten(first.quote, 260),
                    "href": first.href,
                    "note": first.note,
                }
            )
    rows.sort(key=lambda row: (-row["weight"], fold(row["source"].text), row["verb"], fold(row["target"].text)))
    together = [
        (a, b, pair.publications, pair.expected)
        for pair in sorted(
            report.findings.network.co_mentions, key=lambda p: (-p.significance, p.source_id, p.target_id)
        )
        if pair.publications > 1 and (a := report.name(pair.source_id)) and (b := report.name(pair.target_id))
    ]
    return {
        "heading": "Network",
        "picture": draw_network(report),
        "rows": rows[:MAX_ROWS],
        "total": len(rows),
        "together": together[:100],
    }


def _first_place(report: Report, organisation_id: str) -> dict[str, Any] | None:
    mentions = report.mentions_of.get(organisation_id)
    return _place(report, mentions[0].evidence) if mentions else None


def check(report: Report) -> dict[str, Any]:
    """Return the context of the page of doubtful findings."""
    ties = []
    for tie in report.findings.resolution.ties:
        source, target = report.name(tie.source_id), report.name(tie.target_id)
        for evidence in tie.evidence:
            if evidence.band == "doubtful" and source and target:
                stated = _stated(report, evidence)
                ties.append(
                    (f"{source.text} {TIES[tie.kind][0]} {target.text}", stated.quote, stated.href, stated.card)
                )
    doubtful = [o for o in report.findings.resolution.organisations if o.band == "doubtful"]
    merges = [
        (report.name(m.left_id), report.name(m.right_id), m.reason) for m in report.findings.resolution.doubtful_merges
    ]
    return {
        "heading": "Please check",
        "asked": [asked for asked in report.all_recommendations if not asked.is_clear],
        "needs": [need for need in report.all_needs if need.found.band == "doubtful"],
        "organisations": [
            (report.name(o.id), ORGANISATION_KINDS[o.kind], _first_place(report, o.id)) for o in doubtful
        ],
        "ties": ties,
        "merges": [(a, b, reason) for a, b, reason in merges if a and b],
    }
