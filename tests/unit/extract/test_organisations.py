"""Recognition of organisations, from text with the expected names marked in double square brackets."""

from __future__ import annotations

import re

import pytest
from spacy.language import Language

from sectorlens.extract.organisations import decide, find_candidates, find_organisations
from sectorlens.model import Block, Document, LookAlike, Mention
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.sector import SectorPack, load_pack

_MARK = re.compile(r"\[\[(.*?)\]\]")


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Tokens and sentences only: what rules and lists can do alone."""
    return load_pipeline("blank")


@pytest.fixture(scope="module")
def pack() -> SectorPack:
    """The larger of the two shipped packs."""
    return load_pack("criminal_justice_uk")


def make_document(text: str, *, publisher: str = "", authors: tuple[str, ...] = ()) -> Document:
    """Return a document whose lines are blocks: "# " heading, "- " item, else paragraph."""
    plain, blocks, heading, lead = "", [], None, None
    for line in text.splitlines():
        kind = "heading" if line.startswith("# ") else "list_item" if line.startswith("- ") else "paragraph"
        words = line.removeprefix("# ").removeprefix("- ")
        if not words:
            continue
        start = len(plain)
        plain += words + "\n"
        blocks.append(
            Block(
                kind=kind,
                start=start,
                end=start + len(words),
                heading=None if kind == "heading" else heading,
                lead_in=lead if kind == "list_item" else None,
            )
        )
        if kind == "heading":
            heading, lead = len(blocks) - 1, None
        elif kind == "paragraph":
            lead = len(blocks) - 1
    return Document(
        id="doc-1",
        title="t",
        title_from="text",
        publisher=publisher,
        authors=authors,
        text=plain,
        blocks=tuple(blocks),
    )


def find(
    text: str, nlp: Language, pack: SectorPack, *, publisher: str = "", authors: tuple[str, ...] = ()
) -> tuple[tuple[Mention, ...], tuple[LookAlike, ...]]:
    """Return mentions and look-alikes of ``text``."""
    document = make_document(text, publisher=publisher, authors=authors)
    blocks = tuple(iter_block_docs(document, (), nlp))
    return find_organisations(document, blocks, nlp=nlp, pack=pack)


def names(mentions: tuple[Mention, ...]) -> list[str]:
    """Return the quotes of the clear mentions that are names."""
    return [m.evidence.quote for m in mentions if m.form != "publisher" and m.band == "clear"]


MARKED = {
    "listed name": "A day with [[Nacro]] and the [[Prison Reform Trust]]'s staff.",
    "article and possessive stay outside": "The [[Ministry of Justice]]’s own figures.",
    "what describes something else stays outside": "A [[Clinks]] blog on [[NOMS]] grants.",
    "person in the same run": "So says the head of the [[Northmere Trust]] Dr Ann Other.",
    "about, not where": "The [[All-Party Parliamentary Group on Rivers in the Northern Basin]] met.",
    "where, not about": "The [[Centre for River Health]] in Leeds opened.",
    "owner and owned": "The [[Ministry of Rivers]]’s [[Small Ponds Forum]] met.",
    "legal form": "[[Interserve plc]] and [[Nacro]] bid together.",
    "bound phrase": "The [[Hampshire Police and Crime Commissioner]] agreed.",
    "number after a head": "We thank [[Project 507]] for the room.",
    "head completes the name": "We visited the [[Harbour Light project]] in May.",
    "unlisted name by its head": "A grant came from the [[Northmere Endowment Fund]].",
    "opener with conjunction": "A reply by the [[Department for Parks and Bridges]] is due.",
    "places before the head": "[[Barnet, Enfield and Haringey Mental Health NHS Trust]] agreed.",
    "one article, one body": "So the [[Prisons and Supervision Agency]] pays.",
    "shared prefix": "At [[HMPs Leyhill]], [[Eastwood Park]] and [[Erlestoke]] it rained.",
    "defined acronym": "The [[Wessex Justice Forum]] ([[WJF]]) met. Later [[WJF]] wrote to us.",
    "initials without brackets": "The [[Wessex Justice Forum]] met in spring. By autumn [[WJF]] had gone.",
    "bracketed place": "Thanks to [[Mind]] and the [[Allotment Trust]] for bread.",
    "branch of a listed body": "She joins from [[Nacro Wales]] in June.",
    "own possessor": "Women go to [[Thornwick Women’s Centre]] on Fridays.",
    "coordinated listed names": "[[Clinks]], [[Homeless Link]] and [[Mind]] share an office.",
    "joined phrase": "The [[Office of the Police and Crime Commissioner for Kent]] paid.",
    "part of a university": "Evaluated by [[Goldsmiths, University of London]].",
}


@pytest.mark.parametrize("case", MARKED, ids=list(MARKED))
def test_names_are_found_with_the_right_span(case: str, nlp: Language, pack: SectorPack) -> None:
    marked = MARKED[case]
    mentions, _ = find(_MARK.sub(r"\1", marked), nlp, pack)
    found = [m.evidence.quote for m in mentions if m.form != "publisher"]  # one sentence seldom makes a name clear
    assert found == _MARK.findall(marked)


NOTHING = {
    "law": "The Care Act 2014 and the Offender Rehabilitation Act changed it.",
    "review": "Nobody has read the Lammy Review twice.",
    "strategy": "The Female Offender Strategy was published.",
    "event": "Come to the Spring Conference in Leeds.",
    "person with title": "We thank Baroness Lola Young for her help.",
    "byline": "By Marian Osei",
    "team": "Ask the Local Development Team for help.",
    "class of bodies": "Community Rehabilitation Companies and Women's Centres were told.",
    "system": "People in the Criminal Justice System (CJS) told us. The CJS is slow.",
    "acronym of a plain noun": "We run special interest groups (SIGs). One SIG met.",
    "shouting": "FIND OUT WHO IS IN YOUR AREA",
    "ordinary words": "Unlock your potential. Together we can. Refuge is what she sought, and shelter.",
    "a body that might be": "They want a Ministry for Rivers that listens.",
    "grant fund": "It is paid from the Rural Outcomes Fund.",
    "area": "An EEA passport helped.",
    "head alone": "Charities were worried. Probation was late. Families waited.",
}


@pytest.mark.parametrize("case", NOTHING, ids=list(NOTHING))
def test_look_alikes_are_not_organisations(case: str, nlp: Language, pack: SectorPack) -> None:
    mentions, _ = find(NOTHING[case], nlp, pack, authors=("Marian Osei",))
    assert names(mentions) == []


def test_the_reason_of_a_rejection_is_kept(nlp: Language, pack: SectorPack) -> None:
    _, look_alikes = find("The Lammy Review asked for it.", nlp, pack)
    assert ("Lammy Review", "review or inquiry") in [(row.evidence.quote, row.reason) for row in look_alikes]


def test_an_ordinary_word_is_a_name_where_the_text_shows_it(nlp: Language, pack: SectorPack) -> None:
    mentions, _ = find("She trained with Unlock and later told us that unlock time had come.", nlp, pack)
    assert names(mentions) == ["Unlock"]


def test_a_short_form_follows_the_name_that_it_shortens(nlp: Language, pack: SectorPack) -> None:
    mentions, _ = find("The Greylag Trust began in 1998. In May the Trust moved. A trust is a form.", nlp, pack)
    short = [m for m in mentions if m.form == "short_form"]
    assert [(m.evidence.quote, m.full_name) for m in short] == [("Trust", "Greylag Trust")]


def test_items_of_a_list_support_each_other(nlp: Language, pack: SectorPack) -> None:
    text = "Our partners are:\n- Nacro\n- Halfway Up\n- Prison Reform Trust\n- Catch22\n- St Giles Trust"
    mentions, _ = find(text, nlp, pack)
    assert "Halfway Up" in names(mentions)


def test_we_is_the_publisher_outside_quotations(nlp: Language, pack: SectorPack) -> None:
    mentions, _ = find("We met Nacro. “We are late,” said a guard.", nlp, pack, publisher="Harbour Lane")
    own = [m for m in mentions if m.form == "publisher"]
    assert [(m.evidence.start, m.full_name) for m in own] == [(0, "Harbour Lane")]


def test_evidence_slices_back_and_can_be_inspected(nlp: Language, pack: SectorPack) -> None:
    document = make_document("A grant from the Northmere Endowment Fund helped Nacro.")
    blocks = tuple(iter_block_docs(document, (), nlp))
    for candidate in find_candidates(document, blocks, nlp=nlp, pack=pack):
        assert document.text[candidate.start : candidate.end] == candidate.text
        assert candidate.score == decide.score(candidate)
        assert set(decide.explain(candidate)) <= set(decide.WEIGHTS)


def test_the_other_sector_needs_no_code(nlp: Language) -> None:
    other = load_pack("homelessness_uk")
    mentions, _ = find("A letter from Homeless Link and St Mungo's.", nlp, other)
    assert names(mentions) == ["Homeless Link", "St Mungo's"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A visit to HMP Leyhill.", "prison"),
        ("A grant from the Tolliver Family Foundation.", "funder"),
        ("A letter from the Department for Parks.", "government"),
        ("A talk at Eastholme University.", "academic"),
        ("The Wessex Justice Alliance met.", "network"),
        ("Spoke Repairs Ltd won it.", "company"),
    ],
)
def test_kind_follows_function(text: str, kind: str, nlp: Language, pack: SectorPack) -> None:
    mentions, _ = find(text, nlp, pack)
    assert [m.kind for m in mentions] == [kind]


def test_a_block_longer_than_the_pipeline_reads_at_once(nlp: Language, pack: SectorPack) -> None:
    text = "It rained all day. " * 2_000 + "Then the Prison Reform Trust wrote to Nacro."
    mentions, _ = find(text, nlp, pack)
    assert names(mentions) == ["Prison Reform Trust", "Nacro"]
