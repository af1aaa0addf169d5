"""What readers are shown, worked out once from the findings: cards, links and lists for site and briefings.

All links are relative to the folder of outputs.  Lists hold clear findings unless they say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from sectorlens.model import Document, Evidence, Mention, Need, Organisation, Recommendation, Theme
from sectorlens.publish import wording
from sectorlens.publish.wording import label_of, show_date
from sectorlens.store.findings import Findings
from sectorlens.text import file_slug, fold, squeeze

SAFE_SCHEMES = ("http://", "https://", "mailto:")


def safe_link(url: str) -> str:
    """Return ``url`` if a reader may be sent there (http, https, mailto), else ""."""
    trimmed = url.strip()
    return trimmed if trimmed.lower().startswith(SAFE_SCHEMES) and not any(c.isspace() for c in trimmed) else ""


@dataclass(frozen=True)
class Card:
    """A document as a reader meets it; ``publication_id`` is shared by the parts of one publication.

    ``gone_on`` is the day on which its address was found to be no longer online, "" if it was not.
    """

    document_id: str
    publication_id: str
    title: str
    publisher: str
    publisher_href: str
    publisher_note: str
    is_inferred: bool
    date: str
    kind: str
    href: str
    where: str
    link: str
    authors: tuple[str, ...]
    gone_on: str = ""

    @property
    def gone_shown(self) -> str:
        """That the address leads nowhere any more, "" if it still does."""
        return f"no longer online: found gone on {show_date(self.gone_on)}" if self.gone_on else ""

    @property
    def date_shown(self) -> str:
        """The date as people write it, or "undated"."""
        return show_date(self.date)

    @property
    def year(self) -> str:
        """The year, or "undated"."""
        return self.date[:4] or wording.UNDATED

    @property
    def publisher_cited(self) -> str:
        """The publisher as a citation names it: inferred ones say so."""
        return f"{self.publisher_shown}{' (inferred)' if self.is_inferred and self.publisher else ''}"

    @property
    def publisher_shown(self) -> str:
        """The publisher, or plainly that it is not known."""
        return self.publisher or "publisher not known"


@dataclass(frozen=True)
class Name:
    """An organisation as a link."""

    id: str
    text: str
    href: str


@dataclass(frozen=True)
class Asked:
    """A recommendation as a reader meets it."""

    id: str
    found: Recommendation
    card: Card
    href: str
    addressee: str
    organisation: Name | None
    asked_by: Name | None
    asked_by_text: str
    repeated_href: str

    @property
    def heading_text(self) -> str:
        """The heading that names who is asked, on one line."""
        return squeeze(self.found.heading.quote) if self.found.heading else ""

    @property
    def is_clear(self) -> bool:
        """Whether it counts."""
        return self.found.band == "clear"


@dataclass(frozen=True)
class Needed:
    """A need as a reader meets it."""

    id: str
    found: Need
    card: Card
    href: str
    label: str
    population: str

    @property
    def counts(self) -> bool:
        """Whether it is a need that stands: clear, and neither met nor denied."""
        return self.found.band == "clear" and self.found.polarity in ("stated", "unmet")


class Report:
    """Cards, recommendations, needs and names of one run."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.facts = findings.facts
        self._gone = dict(findings.facts.gone)
        self.need_labels = {**wording.NEEDS, **self.facts.need_labels}
        self.population_labels = {**wording.POPULATIONS, **self.facts.population_labels}

    @cached_property
    def cards(self) -> dict[str, Card]:
        """A card per document id, in order of document id."""
        return {document.id: self._card(document) for document in self.findings.documents.values()}

    @cached_property
    def leads(self) -> list[Card]:
        """The lead card of every publication, latest first, undated last."""
        cards = [self.cards[p.lead_id] for p in self.findings.publications if p.lead_id in self.cards]
        return sorted(cards, key=lambda card: (_latest_first(card.date), fold(card.title), card.document_id))

    @cached_property
    def parts(self) -> dict[str, list[Card]]:
        """All cards of a publication by publication id, the lead first."""
        parts: dict[str, list[Card]] = {}
        for publication in self.findings.publications:
            order = sorted(publication.document_ids, key=lambda d: (d != publication.lead_id, d))
            parts[publication.id] = [self.cards[d] for d in order if d in self.cards]
        return parts

    def _card(self, document: Document) -> Card:
        publication = self.findings.publication_of.get(document.id)
        owner = self.name(self.findings.publishers.get(document.id, ""))
        return Card(
            document_id=document.id,
            publication_id=publication.id if publication else document.id,
            title=squeeze(document.title) or "Untitled",
            publisher=owner.text if owner else squeeze(document.publisher),
            publisher_href=owner.href if owner else "",
            is_inferred=document.publisher_from == "inferred",
            publisher_note=wording.PUBLISHER_FROM.get(document.publisher_from, document.publisher_from),
            date=document.published_on,
            kind=wording.DOCUMENT_TYPES[document.doc_type],
            href=f"publications/{file_slug(document.title, document.id)}.html",
            where=document.url or document.path,
            # The addresses of a demonstration lead nowhere.
            link="" if self.facts.demonstration else safe_link(document.url),
            authors=document.authors,
            gone_on=self._gone.get(document.url, ""),
        )

    def name(self, organisation_id: str) -> Name | None:
        """Return the organisation as a link, None if it is not known."""
        organisation = self.findings.organisations.get(organisation_id)
        return (
            Name(organisation.id, squeeze(organisation.name), self.organisation_href(organisation))
            if organisation
            else None
        )

    @staticmethod
    def organisation_href(organisation: Organisation) -> str:
        """Return where the page of ``organisation`` stands."""
        return f"organisations/{file_slug(organisation.name, organisation.id)}.html"

    @staticmethod
    def theme_stem(theme: Theme) -> str:
        """Return the file name stem shared by the page and the briefings of ``theme``."""
        return file_slug(theme.label, theme.id)

    def theme_href(self, theme: Theme) -> str:
        """Return where the page of ``theme`` stands."""
        return f"themes/{self.theme_stem(theme)}.html"

    def href_of(self, evidence: Evidence, anchor: str = "") -> str:
        """Return the link to the place of ``evidence`` on its publication's page."""
        return f"{self.cards[evidence.document_id].href}#{anchor or place_anchor(evidence)}"

    def quote_of(self, evidence: Evidence) -> str:
        """Return the quote on one line."""
        return squeeze(evidence.quote)

    @cached_property
    def _owner_by_name(self) -> dict[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for organisation in self.findings.resolution.organisations:
            for name in (organisation.name, *organisation.aliases):
                owners[fold(name)].add(organisation.id)
        return {name: min(ids) for name, ids in owners.items() if len(ids) == 1}

    @cached_property
    def all_recommendations(self) -> list[Asked]:
        """Every recommendation, clear and doubtful, in reading order."""
        repeated = {r: group.id for group in self.findings.themes.repeated for r in group.recommendation_ids}
        found = []
        for extract in self.findings.extracts.values():
            for item in extract.recommendations:
                card = self.cards[item.evidence.document_id]
                asker = self._owner_by_name.get(fold(item.asked_by), "") if item.asked_by else ""
                by = self.name(asker or ("" if item.asked_by else self.findings.publishers.get(card.document_id, "")))
                found.append(
                    Asked(
                        id=item.id,
                        found=item,
                        card=card,
                        href=self.href_of(item.evidence, item.id),
                        addressee=wording.ADDRESSEES[item.addressee],
                        organisation=self.name(self.findings.assigned.get(item.addressee_mention_id, "")),
                        asked_by=by,
                        asked_by_text=by.text if by else squeeze(item.asked_by) or card.publisher_shown,
                        repeated_href=f"recommendations.html#{repeated[item.id]}" if item.id in repeated else "",
                    )
                )
        return found

    @cached_property
    def recommendations(self) -> list[Asked]:
        """Clear recommendations, latest publication first, then in reading order."""
        return sorted(
            (asked for asked in self.all_recommendations if asked.is_clear),
            key=lambda a: (_latest_first(a.card.date), a.card.document_id, a.found.evidence.start),
        )

    @cached_property
    def all_needs(self) -> list[Needed]:
        """Every need, clear and doubtful, in reading order."""
        return [
            Needed(
                id=need.id,
                found=need,
                card=self.cards[need.evidence.document_id],
                href=self.href_of(need.evidence, need.id),
                label=label_of(need.code, self.need_labels),
                population=label_of(need.population, self.population_labels) if need.population else "",
            )
            for extract in self.findings.extracts.values()
            for need in extract.needs
        ]

    @cached_property
    def needs(self) -> list[Needed]:
        """Needs that stand, latest publication first."""
        return sorted(
            (need for need in self.all_needs if need.counts),
            key=lambda n: (_latest_first(n.card.date), n.card.document_id, n.found.evidence.start),
        )

    @cached_property
    def mentions_of(self) -> dict[str, list[Mention]]:
        """Names (not "we") of every organisation, in reading order."""
        mentions: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.findings.iter_mentions():
            owner = self.findings.assigned.get(mention.id)
            if owner and mention.form != "publisher":
                mentions[owner].append(mention)
        return dict(mentions)

    @cached_property
    def years(self) -> list[str]:
        """Years of the dated publications, ascending."""
        return sorted({card.date[:4] for card in self.leads if card.date})

    @cached_property
    def publishers(self) -> list[str]:
        """Distinct known publishers by name."""
        return sorted({card.publisher for card in self.leads if card.publisher}, key=fold)

    def based_on(self) -> str:
        """Return "Based on 3 publications"."""
        return f"Based on {wording.count(len(self.leads), 'publication')}"


def in_quotes(text: str) -> str:
    """Return ``text`` in double quotation marks, those that it brings along taken off.

    >>> in_quotes("“Fund advice.”"), in_quotes("She said “no”")
    ('“Fund advice.”', '“She said ‘no’”')
    """
    bare = text.strip()
    if bare[:1] in '“"' and bare[-1:] in '”"' and not set(bare[1:-1]) & set('“”"'):
        bare = bare[1:-1]
    return f"“{bare.replace('“', '‘').replace('”', '’')}”"


def place_anchor(evidence: Evidence) -> str:
    """Return the anchor of a place in its publication's page."""
    return f"at-{evidence.start}-{evidence.end}"


def _latest_first(date: str) -> str:
    # Complementing the digits sorts later dates first and the undated ("~") last, ids still ascending.
    return "".join(chr(ord("9") - int(c) + ord("0")) if c.isdigit() else c for c in date) or "~"
