"""Resolution: what is merged, what is kept apart, and ids that stay."""

from __future__ import annotations

import itertools
import random

import pytest

from sectorlens.memory import KnownOrganisation, OrganisationMemory
from sectorlens.model import (
    Document,
    Evidence,
    FindingIds,
    Mention,
    Organisation,
    Publication,
    RelatedMentions,
    RelationMention,
    Resolution,
    digest_id,
)
from sectorlens.resolve import Correction, resolve
from sectorlens.sector import SectorPack, load_pack

Row = tuple[str, str, str]  # surface, form, full name


@pytest.fixture(scope="module")
def pack() -> SectorPack:
    """The larger of the two shipped packs."""
    return load_pack("criminal_justice_uk")


def make(
    pages: dict[str, list[Row]], *, publishers: dict[str, str] | None = None, dates: dict[str, str] | None = None
) -> tuple[list[Document], list[RelatedMentions]]:
    """Return documents and their mentions from ``{document id: [(surface, form, full name)]}``."""
    documents, related = [], []
    for identity, rows in pages.items():
        text = " | ".join(surface for surface, _, _ in rows)
        ids, mentions, start = FindingIds(identity), [], 0
        for surface, form, full_name in rows:
            evidence = Evidence(document_id=identity, start=start, end=start + len(surface), quote=surface)
            mentions.append(
                Mention(
                    id=ids.next("men", surface),
                    evidence=evidence,
                    form=form,  # type: ignore[arg-type]
                    kind="charity",
                    method="model",
                    score=0.9,
                    full_name=full_name,
                )
            )
            start += len(surface) + 3
        documents.append(
            Document(
                id=identity,
                title="t",
                title_from="text",
                text=text,
                blocks=(),
                publisher=(publishers or {}).get(identity, ""),
                published_on=(dates or {}).get(identity, ""),
            )
        )
        related.append(RelatedMentions(document_id=identity, mentions=tuple(mentions)))
    return documents, related


def names(*surfaces: str) -> list[Row]:
    """Return rows of plain names."""
    return [(surface, "name", "") for surface in surfaces]


def groups_of(resolution: Resolution, related: list[RelatedMentions]) -> set[frozenset[str]]:
    """Return which surfaces were put under one organisation."""
    assigned = dict(resolution.assigned)
    found: dict[str, set[str]] = {}
    for row in related:
        for mention in row.mentions:
            if mention.id in assigned:
                found.setdefault(assigned[mention.id], set()).add(mention.evidence.quote)
    return {frozenset(surfaces) for surfaces in found.values()}


TOGETHER = [
    ("Northgate Family Trust", "The Northgate Family Trust"),
    ("Northgate & Vale Trust", "Northgate and Vale Trust"),
    ("Harbour Lane CIC", "Harbour Lane"),
    ("St Brannick’s Fellowship", "St Brannick's Fellowship"),
    ("Kestrel Housing Association Ltd", "Kestrel Housing Association"),
    ("Marrowby Prisoners Fund", "Marrowby Prisoner's Fund"),
    ("Her Majesty's Prison and Probation Service", "HM Prison and Probation Service"),
    ("Wellspring Recovery Network", "Wellspring Recovery"),
    ("NORTHGATE FAMILY TRUST", "Northgate Family Trust"),
]


@pytest.mark.parametrize(("one", "other"), TOGETHER)
def test_spellings_of_one_body_are_merged(one: str, other: str, pack: SectorPack) -> None:
    documents, related = make({"doc-1": names(one), "doc-2": names(other)})
    assert groups_of(resolve(documents, related, (), pack=pack), related) == {frozenset((one, other))}


APART = [
    ("North Kent Mind", "South Kent Mind"),
    ("Northgate Trust", "Southgate Trust"),
    ("Centre 33", "Centre 42"),
    ("Young Northmere", "Northmere"),
    ("Northgate Women's Centre", "Northgate Youth Centre"),
    ("Harbour Trust", "Arbour Trust"),
    ("National Offender Management Service", "HM Prison and Probation Service"),
    ("Prison Reform Trust", "Prison Advice and Care Trust"),
    ("Sussex Probation Trust", "Essex Probation Trust"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_two_bodies_are_never_merged(one: str, other: str, pack: SectorPack) -> None:
    documents, related = make({"doc-1": names(one), "doc-2": names(other)})
    assert len(groups_of(resolve(documents, related, (), pack=pack), related)) == 2


def test_acronyms_join_the_name_that_a_page_gives_them(pack: SectorPack) -> None:
    rows: list[Row] = [("Wessex Justice Forum", "name", ""), ("WJF", "acronym", "Wessex Justice Forum")]
    documents, related = make({"doc-1": rows, "doc-2": [("WJF", "acronym", "")]})
    assert groups_of(resolve(documents, related, (), pack=pack), related) == {
        frozenset(("Wessex Justice Forum", "WJF"))
    }


def test_an_acronym_of_two_bodies_joins_neither_elsewhere(pack: SectorPack) -> None:
    pages: dict[str, list[Row]] = {
        "doc-1": [("WJF", "acronym", "Wessex Justice Forum")],
        "doc-2": [("WJF", "acronym", "Women's Justice Fund")],
        "doc-3": [("WJF", "acronym", "")],
    }
    documents, related = make(pages)
    assert len({o.id for o in resolve(documents, related, (), pack=pack).organisations}) == 3


def test_a_rename_is_a_succession_not_a_merger(pack: SectorPack) -> None:
    documents, related = make({"doc-1": names("Big Lottery Fund", "National Lottery Community Fund")})
    found = {o.name: o for o in resolve(documents, related, (), pack=pack).organisations}
    old, new = found["Big Lottery Fund"], found["The National Lottery Community Fund"]
    assert old.successor_id == new.id
    assert new.predecessor_id == old.id
    assert (old.succeeded_on, old.succession_source) == ("2019-01-29", "general knowledge")


def test_a_name_shortened_to_its_initials_is_the_same(pack: SectorPack) -> None:
    documents, related = make({"doc-1": names("Marlands Mental Health Alliance", "Marlands MHA", "Marlands MWA")})
    found = {o.name for o in resolve(documents, related, (), pack=pack).organisations}
    assert found == {"Marlands Mental Health Alliance", "Marlands MWA"}


def test_a_chain_of_near_names_makes_no_giant(pack: SectorPack) -> None:
    # Each is one letter from the next; the ends are different words.
    chain = ["Marlands Trust", "Marlands Trusts", "Morlands Trust", "Morlends Trust", "Morlenks Trust"]
    documents, related = make({f"doc-{n}": names(name) for n, name in enumerate(chain)})
    groups = groups_of(resolve(documents, related, (), pack=pack), related)
    assert not any({"Marlands Trust", "Morlenks Trust"} <= group for group in groups)


def test_order_does_not_matter_and_every_mention_has_one_organisation(pack: SectorPack) -> None:
    pool = [name for pair in (*TOGETHER, *APART) for name in pair]
    chance = random.Random(7)
    pages = {f"doc-{n}": names(*chance.sample(pool, 6)) for n in range(12)}
    documents, related = make(pages)
    first = resolve(documents, related, (), pack=pack)
    for _ in range(3):
        chance.shuffle(documents)
        chance.shuffle(related)
        assert resolve(documents, related, (), pack=pack) == first
    mentions = [m.id for row in related for m in row.mentions]
    assert sorted(mentions) == [mention for mention, _ in first.assigned]
    assert {organisation for _, organisation in first.assigned} <= {o.id for o in first.organisations}


def test_people_decide(pack: SectorPack) -> None:
    documents, related = make({"doc-1": names("Halfway Up", "Old School Yard", "Northgate & Vale Trust", "Quay")})
    more, rows = make({"doc-2": names("Northgate and Vale Trust", "Old School Yard")})
    corrections = (
        Correction(action="merge", name="Halfway Up", other="Old School Yard"),
        Correction(action="rename", name="Halfway Up", value="Halfway Up and Old School Yard"),
        Correction(action="retype", name="Halfway Up", value="network"),
        Correction(action="identify", name="Halfway Up", value="GB-CHC-1"),
        Correction(action="reject", name="Quay"),
    )
    resolution = resolve([*documents, *more], [*related, *rows], (), pack=pack, corrections=corrections)
    found = {o.name: o for o in resolution.organisations}
    merged = found["Halfway Up and Old School Yard"]
    assert (merged.kind, merged.mentions) == ("network", 3)
    assert [(i.scheme, i.value) for i in merged.identifiers] == [("GB-CHC", "1")]
    assert "Quay" not in found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wellspring Recovery Network", "Wellspring Recovery"),
        ("Marrowby Prisoner Fund", "Marrowby Prisoners Fund"),
        ("Harbour Lane Kitchen", "Harbour-Lane Kitchen"),
    ],
)
def test_what_people_call_different_is_never_merged(one: str, other: str, pack: SectorPack) -> None:
    documents, related = make({"doc-1": names(one), "doc-2": names(other)})
    alone = resolve(documents, related, (), pack=pack)
    rule = (Correction(action="different", name=one, other=other),)
    decided = resolve(documents, related, (), pack=pack, corrections=rule)
    if one.replace("-", " ") == other.replace("-", " "):
        # One normal form: telling such names apart takes a split, and the sheet says so when it is read.
        assert len(alone.organisations) == len(decided.organisations) == 1
    else:
        assert len(alone.organisations) == 1
        assert len(decided.organisations) == 2
        assert decided.doubtful_merges == ()


def test_split_takes_a_surface_out(pack: SectorPack) -> None:
    rows: list[Row] = [("Northgate Family Trust", "name", ""), ("Northgate", "short_form", "Northgate Family Trust")]
    documents, related = make({"doc-1": rows})
    rule = (Correction(action="split", name="Northgate", other="Northgate Family Trust"),)
    resolution = resolve(documents, related, (), pack=pack, corrections=rule)
    assert len(groups_of(resolution, related)) == 2


def test_a_row_that_finds_nothing_is_reported(pack: SectorPack) -> None:
    documents, related = make({"doc-1": names("Halfway Up")})
    rule = (Correction(action="reject", name="Nobody At All", line=4),)
    problems = resolve(documents, related, (), pack=pack, corrections=rule).problems
    assert len(problems) == 1
    assert "line 4" in problems[0] and "Nobody At All" in problems[0]


def test_ids_stay_when_the_corpus_grows(pack: SectorPack) -> None:
    documents, related = make({"doc-1": names("Wellspring Recovery")})
    first = resolve(documents, related, (), pack=pack)
    memory = OrganisationMemory(
        organisations=tuple(KnownOrganisation(id=o.id, name=o.name, aliases=o.aliases) for o in first.organisations)
    )
    more, rows = make({"doc-2": names("Wellspring Recovery Network", "Wellspring Recovery Network")})
    second = resolve([*documents, *more], [*related, *rows], (), pack=pack, memory=memory)
    assert [o.id for o in second.organisations] == [o.id for o in first.organisations]
    assert second.organisations[0].name == "Wellspring Recovery Network"


def test_an_id_given_up_leads_to_the_one_that_stands(pack: SectorPack) -> None:
    memory = OrganisationMemory(organisations=(KnownOrganisation(id="org-0000000000000001", name="NACRO"),))
    documents, related = make({"doc-1": names("Nacro")})
    resolution = resolve(documents, related, (), pack=pack, memory=memory)
    assert resolution.redirects == (("org-0000000000000001", "nacro"),)


def test_ties_carry_evidence_and_never_join_a_body_to_itself(pack: SectorPack) -> None:
    rows: list[Row] = [("We", "publisher", ""), ("Nacro", "name", ""), ("Clinks", "name", "")]
    documents, related = make(
        {"doc-1": rows, "doc-2": rows}, publishers={"doc-1": "Clinks", "doc-2": "Unlock"}, dates={"doc-1": "2015-09"}
    )
    stated = []
    for row in related:
        we, nacro, clinks = (m.id for m in row.mentions)
        for number, (subject, target) in enumerate(((we, nacro), (clinks, we), (nacro, clinks))):
            stated.append(
                RelationMention(
                    id=digest_id("rel", row.document_id, str(number)),
                    kind="partners_with",
                    subject_id=subject,
                    object_id=target,
                    evidence=row.mentions[0].evidence,
                    score=0.9,
                )
            )
    rows_with = [
        RelatedMentions(document_id=r.document_id, mentions=r.mentions, relations=tuple(stated[3 * n : 3 * n + 3]))
        for n, r in enumerate(related)
    ]
    group = (Publication(id="pub-1", lead_id="doc-1", document_ids=("doc-1", "doc-2")),)
    ties = {(t.source_id, t.target_id): t for t in resolve(documents, rows_with, group, pack=pack).ties}
    assert set(ties) == {("clinks", "nacro"), ("nacro", "unlock"), ("clinks", "unlock")}
    tie = ties["clinks", "nacro"]
    assert tie.weight == 1  # two documents of one publication
    assert {row.stated_by for row in tie.evidence} == {"subject", "third_party"}
    assert tie.first_stated == "2015-09"


def test_organisations_know_when_they_were_seen(pack: SectorPack) -> None:
    documents, related = make(
        {"doc-1": names("Nacro"), "doc-2": names("Nacro"), "doc-3": names("Nacro")},
        dates={"doc-1": "2015-09", "doc-2": "2012"},
    )
    (nacro,) = resolve(documents, related, (), pack=pack).organisations
    assert isinstance(nacro, Organisation)
    assert (nacro.mentions, nacro.publications, nacro.first_seen, nacro.last_seen) == (3, 3, "2012", "2015-09")


def test_pairs_do_not_depend_on_who_comes_first(pack: SectorPack) -> None:
    for one, other in itertools.chain(TOGETHER, APART):
        forward = resolve(*make({"doc-1": names(one), "doc-2": names(other)}), (), pack=pack)
        backward = resolve(*make({"doc-1": names(other), "doc-2": names(one)}), (), pack=pack)
        assert len(forward.organisations) == len(backward.organisations)
