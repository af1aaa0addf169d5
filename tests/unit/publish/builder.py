"""A small, complete and consistent Findings: four fictional publications, written for these tests.

Every evidence is cut from the text by searching for its words, so that offsets are right by construction.  One file,
though a long one: a test runs it by itself in fresh processes, where modules beside it could not be imported.
"""

from __future__ import annotations

from dataclasses import replace

from sectorlens.model import (
    Block,
    CoMention,
    Document,
    Evidence,
    Extract,
    FindingIds,
    Identifier,
    Input,
    KeyMessage,
    Mention,
    Need,
    Network,
    NodeMeasure,
    Organisation,
    Problem,
    Publication,
    Recommendation,
    RelatedMentions,
    RepeatedBlocks,
    RepeatedRecommendation,
    Resolution,
    Theme,
    ThemePassage,
    Themes,
    ThemeSentence,
    Tie,
    TieEvidence,
    digest_id,
)
from sectorlens.sector import load_pack
from sectorlens.store.findings import Changes, Findings, RunFacts

FACTS = RunFacts(
    title="What the sector says",
    sector="criminal_justice_uk",
    sector_name="Criminal justice voluntary sector",
    demonstration=True,
    now="2019-05-02",
    version="0.1.0",
    model="rules",
    need_labels=load_pack("criminal_justice_uk").need_labels,
    population_labels=load_pack("criminal_justice_uk").population_labels,
)

# kind, words; "f:" marks furniture.
_PAGES: dict[str, tuple[dict[str, str], tuple[tuple[str, str], ...]]] = {
    "a": (
        {
            "url": "https://wayfold.example/blog/homes/",
            "title": "Homes first",
            "publisher": "Wayfold Network",
            "published_on": "2017-03-09",
            "doc_type": "blog",
        },
        (
            ("f:paragraph", "What's new: sign up to our bulletin"),
            ("heading", "Homes first"),
            ("paragraph", "Many women leave prison with nowhere to live. We work with Lantern Trust to find rooms."),
            ("heading", "Lessons for commissioners"),
            ("list_item", "Fund advice before release."),
            ("list_item", "Don't be afraid to start small."),
            ("quote", "I was given a tent, said one woman."),
        ),
    ),
    "b": (
        {
            "url": "https://lantern.example/report/",
            "title": "Through the gate & beyond <draft>",
            "publisher": "Lantern Trust",
            "published_on": "2019-05-02",
            "doc_type": "report",
        },
        (
            ("heading", "Through the gate"),
            (
                "paragraph",
                "Young adults told us that they had nowhere to live. Lantern Trust is a member of Wayfold Network "
                "and was funded by the Hartwell Fund.",
            ),
            ("paragraph", "Commissioners should fund advice before release. Mental health issues were left untreated."),
        ),
    ),
    "c": (
        {
            "path": "notes/undated.txt",
            "title": "Untitled: 'Small charities need contracts that…'",
            "title_from": "text",
            "publisher": "",
            "published_on": "",
            "doc_type": "other",
        },
        (("paragraph", "Small charities need contracts that they can manage. Working together saves time."),),
    ),
    "d": (
        {
            "path": "reports/short.pdf",
            "title": "Working together",
            "publisher": "Wayfold Network",
            "published_on": "2018",
            "doc_type": "briefing",
        },
        (
            ("heading", "Working together"),
            ("paragraph", "Wayfold Network may have worked with Hartwell Fund. Nobody asked the young people."),
        ),
    ),
}

WAYFOLD, LANTERN, HARTWELL = (digest_id("org", name) for name in ("Wayfold Network", "Lantern Trust", "Hartwell Fund"))


def _document(key: str) -> Document:
    facts, pieces = _PAGES[key]
    text, blocks, heading = "", [], None
    for n, (kind, words) in enumerate(pieces):
        layer, _, kind = ("furniture", "", kind[2:]) if kind.startswith("f:") else ("body", "", kind)
        blocks.append(
            Block(
                kind=kind,
                layer=layer,
                start=len(text),
                end=len(text) + len(words),
                level=1 if kind == "heading" else 0,
                heading=None if kind == "heading" else heading,
            )  # type: ignore[arg-type]
        )
        heading = n if kind == "heading" else heading
        text += words + "\n\n"
    values = {"title_from": "heading", "publisher_from": "metadata" if facts["publisher"] else "", **facts}
    if values.get("published_on"):
        values |= {"published_from": "meta"}
    return Document(
        id=digest_id("doc", facts.get("url") or facts["path"]), text=text.rstrip("\n"), blocks=tuple(blocks), **values
    )


DOCUMENTS = {key: _document(key) for key in _PAGES}


def evidence(key: str, words: str) -> Evidence:
    """Return the first place of ``words`` in document ``key``."""
    document = DOCUMENTS[key]
    start = document.text.index(words)
    return Evidence(document_id=document.id, start=start, end=start + len(words), quote=words)


def _recommendation(key: str, words: str, **values: object) -> Recommendation:
    place = evidence(key, words)
    base = {"addressee": "commissioners", "strength": "imperative", "form": "list_item", "score": 0.95, "text": words}
    return Recommendation(id=FindingIds(place.document_id).next("rec", words), evidence=place, **{**base, **values})  # type: ignore[arg-type]


def _need(key: str, words: str, code: str, **values: object) -> Need:
    place = evidence(key, words)
    base = {"level": "person", "score": 0.9}
    return Need(id=FindingIds(place.document_id).next("nee", words), evidence=place, code=code, **{**base, **values})  # type: ignore[arg-type]


def _mention(key: str, words: str, **values: object) -> Mention:
    place = evidence(key, words)
    base = {"form": "name", "kind": "charity", "method": "gazetteer", "score": 0.97}
    return Mention(id=FindingIds(place.document_id).next("men", words), evidence=place, **{**base, **values})  # type: ignore[arg-type]


def build_findings(keys: str = "abcd") -> Findings:
    """Return the findings of the publications ``keys`` (a subset of "abcd", possibly empty)."""
    ids = {DOCUMENTS[key].id: key for key in keys}
    heading = evidence("a", "Lessons for commissioners")
    recommendations = {
        "a": (
            _recommendation("a", "Fund advice before release.", heading=heading),
            _recommendation("a", "Don't be afraid to start small.", heading=heading, negative=True),
        ),
        "b": (
            _recommendation(
                "b", "Commissioners should fund advice before release.", strength="should", form="sentence"
            ),
        ),
        "d": (
            _recommendation(
                "d", "Nobody asked the young people.", addressee="other", strength="could", band="doubtful", score=0.4
            ),
        ),
    }
    needs = {
        "a": (_need("a", "nowhere to live", "housing", population="women"),),
        "b": (
            _need(
                "b", "nowhere to live", "housing", population="young_adults", voice="reported", said_by="young adults"
            ),
            _need("b", "Mental health issues were left untreated", "mental_health", polarity="unmet"),
        ),
        "c": (
            _need("c", "contracts that they can manage", "commissioning", level="sector", band="doubtful", score=0.5),
        ),
    }
    mentions = {
        "a": (_mention("a", "Lantern Trust"), _mention("a", "We", form="publisher", kind="network")),
        "b": (
            _mention("b", "Lantern Trust"),
            _mention("b", "Wayfold Network", kind="network"),
            _mention("b", "Hartwell Fund", kind="funder"),
        ),
        "d": (_mention("d", "Wayfold Network", kind="network"), _mention("d", "Hartwell Fund", kind="funder")),
    }
    owner = {"Lantern Trust": LANTERN, "Wayfold Network": WAYFOLD, "Hartwell Fund": HARTWELL, "We": WAYFOLD}
    assigned = sorted((m.id, owner[m.evidence.quote]) for key in keys for m in mentions.get(key, ()))
    publications = tuple(
        Publication(id=digest_id("pub", document), lead_id=document, document_ids=(document,))
        for document in sorted(ids)
    )
    findings = Findings(
        facts=FACTS,
        inputs=(
            *(
                Input(path=DOCUMENTS[k].path, url=DOCUMENTS[k].url, outcome="ok", document_id=DOCUMENTS[k].id)
                for k in keys
            ),
            Input(path="reports/scan.pdf", outcome="skipped", reason="no_text_layer"),
        )
        if keys
        else (),
        documents={document: DOCUMENTS[key] for document, key in sorted(ids.items())},
        repeated={document: RepeatedBlocks(document_id=document, blocks=()) for document in sorted(ids)},
        publications=publications,
        extracts={
            document: Extract(
                document_id=document,
                mentions=mentions.get(key, ()),
                needs=needs.get(key, ()),
                recommendations=recommendations.get(key, ()),
            )
            for document, key in sorted(ids.items())
        },
        related={
            document: RelatedMentions(document_id=document, mentions=mentions.get(key, ()))
            for document, key in sorted(ids.items())
        },
        resolution=Resolution(assigned=tuple(assigned)),
        themes=Themes(note="Too few publications for trends." if len(keys) < 20 else ""),
        network=Network(),
    )
    if keys != "abcd":
        return findings
    return replace(
        findings,
        resolution=replace_resolution(tuple(assigned)),
        themes=_themes(recommendations["a"][0].id, recommendations["b"][0].id),
        network=Network(
            measures=(
                NodeMeasure(
                    organisation_id=WAYFOLD, degree=1, weighted_degree=2, betweenness=0.0, community=0, x=-50.0, y=10.0
                ),
                NodeMeasure(
                    organisation_id=LANTERN, degree=2, weighted_degree=3, betweenness=1.0, community=0, x=0.0, y=0.0
                ),
                NodeMeasure(
                    organisation_id=HARTWELL, degree=1, weighted_degree=1, betweenness=0.0, community=1, x=70.0, y=-30.0
                ),
            ),
            co_mentions=(
                CoMention(source_id=HARTWELL, target_id=WAYFOLD, publications=2, expected=1.0, significance=4.2),
            ),
        ),
        problems=(
            Problem(
                code="no_text_layer",
                severity="warning",
                stage="parse",
                path="reports/scan.pdf",
                message="The file holds pictures of pages and no text.",
                next_step="Run it through text recognition (OCR).",
            ),
        ),
        changes=Changes(
            previous=True, new_documents=(DOCUMENTS["d"].id,), removed=("old/page.html",), new_organisations=(HARTWELL,)
        ),
    )


def replace_resolution(assigned: tuple[tuple[str, str], ...]) -> Resolution:
    """Return three organisations with four ties: two sure, one doubtful, one denied."""

    def stated(key: str, words: str, **values: object) -> TieEvidence:
        place = evidence(key, words)
        base = {
            "publisher": DOCUMENTS[key].publisher,
            "published_on": DOCUMENTS[key].published_on,
            "stated_by": "subject",
            "polarity": "affirmed",
            "modality": "stated",
            "band": "clear",
            "score": 0.93,
        }
        return TieEvidence(
            relation_id=FindingIds(place.document_id).next("rel", words),
            evidence=place,
            publication_id=digest_id("pub", place.document_id),
            **{**base, **values},
        )  # type: ignore[arg-type]

    left, right = sorted((WAYFOLD, LANTERN))
    ties = (
        Tie(
            id=digest_id("tie", "partners_with", left, right),
            kind="partners_with",
            source_id=left,
            target_id=right,
            evidence=(stated("a", "We work with Lantern Trust"),),
            first_stated="2017-03-09",
            last_stated="2017-03-09",
            weight=1,
            band="clear",
        ),
        Tie(
            id=digest_id("tie", "member_of", LANTERN, WAYFOLD),
            kind="member_of",
            source_id=LANTERN,
            target_id=WAYFOLD,
            evidence=(stated("b", "Lantern Trust is a member of Wayfold Network"),),
            first_stated="2019-05-02",
            last_stated="2019-05-02",
            weight=1,
            band="clear",
        ),
        Tie(
            id=digest_id("tie", "funds", HARTWELL, LANTERN),
            kind="funds",
            source_id=HARTWELL,
            target_id=LANTERN,
            evidence=(stated("b", "was funded by the Hartwell Fund", stated_by="object", published_on=""),),
            weight=1,
            band="clear",
        ),
        Tie(
            id=digest_id("tie", "partners_with", WAYFOLD, HARTWELL),
            kind="partners_with",
            source_id=min(WAYFOLD, HARTWELL),
            target_id=max(WAYFOLD, HARTWELL),
            evidence=(stated("d", "Wayfold Network may have worked with Hartwell Fund", band="doubtful", score=0.4),),
            weight=0,
            band="doubtful",
        ),
    )
    organisations = (
        Organisation(
            id=WAYFOLD,
            name="Wayfold Network",
            kind="network",
            aliases=("Wayfold",),
            mentions=2,
            publications=2,
            first_seen="2018",
            last_seen="2019-05-02",
        ),
        Organisation(
            id=LANTERN,
            name="Lantern Trust",
            kind="charity",
            identifiers=(Identifier(scheme="GB-CHC", value="0000000"),),
            mentions=2,
            publications=2,
            first_seen="2017-03-09",
            last_seen="2019-05-02",
        ),
        Organisation(
            id=HARTWELL,
            name="Hartwell Fund",
            kind="funder",
            mentions=2,
            publications=2,
            first_seen="2018",
            last_seen="2019-05-02",
        ),
    )
    publishers = ((DOCUMENTS["a"].id, WAYFOLD), (DOCUMENTS["b"].id, LANTERN), (DOCUMENTS["d"].id, WAYFOLD))
    return Resolution(
        organisations=tuple(sorted(organisations, key=lambda o: o.id)),
        assigned=assigned,
        document_publishers=tuple(sorted(publishers)),
        ties=tuple(sorted(ties, key=lambda t: t.id)),
    )


def _themes(first: str, second: str) -> Themes:
    theme = digest_id("thm", "homes")
    passages = (
        evidence("a", "Many women leave prison with nowhere to live."),
        evidence("b", "Young adults told us that they had nowhere to live."),
        evidence("b", "Lantern Trust is a member of Wayfold Network"),
    )
    return Themes(
        themes=(
            Theme(
                id=theme,
                label="somewhere to live after prison",
                description="Leaving prison without a home.",
                keywords=("nowhere to live", "release", "rooms"),
                summary=(
                    ThemeSentence(text=passages[0].quote, cites=(passages[0], passages[1])),
                    ThemeSentence(text=passages[1].quote, cites=(passages[1],)),
                ),
                publication_ids=tuple(sorted(digest_id("pub", DOCUMENTS[k].id) for k in "ab")),
                first_seen="2017-03-09",
                last_seen="2019-05-02",
                colour="#1f6f78",
            ),
        ),
        passages=tuple(
            ThemePassage(theme_id=theme, evidence=p, weight=0.9 - n / 10, role="medoid" if n == 0 else "cited")
            for n, p in enumerate(passages)
        ),
        key_messages=(
            KeyMessage(
                id=digest_id("msg", "nowhere"),
                theme_id=theme,
                text=passages[1].quote,
                evidence=passages[1],
                publications=2,
                publishers=2,
            ),
        ),
        repeated=(
            RepeatedRecommendation(
                id=digest_id("rep", "advice"),
                text="Fund advice before release.",
                addressee="commissioners",
                recommendation_ids=(first, second),
                publishers=("Wayfold Network", "Lantern Trust"),
                first_asked="2017-03-09",
                last_asked="2019-05-02",
            ),
        ),
        outside=(evidence("c", "Working together saves time."),),
        note="Based on 4 publications; too few for trends.",
    )


__all__ = ["DOCUMENTS", "FACTS", "HARTWELL", "LANTERN", "WAYFOLD", "build_findings", "evidence"]
