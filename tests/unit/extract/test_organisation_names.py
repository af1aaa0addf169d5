"""Names that are completed by what follows them, and words that only look like a name where they stand."""

from __future__ import annotations

import pytest
from spacy.language import Language

from sectorlens.extract.organisations import find_organisations
from sectorlens.extract.organisations.acronyms import holds_initials
from sectorlens.extract.organisations.things import end_of_lead, is_scheme, is_thing
from sectorlens.model import Mention, Origin
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.parse import parse
from sectorlens.sector import load_pack


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Tokens and sentences only: what rules and lists can do alone."""
    return load_pipeline("blank")


def find(text: str, nlp: Language) -> list[Mention]:
    """Return the mentions of a page of plain text, without "we"."""
    document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
    assert document is not None
    blocks = tuple(iter_block_docs(document, (), nlp))
    mentions, _ = find_organisations(document, blocks, nlp=nlp, pack=load_pack("criminal_justice_uk"))
    return [mention for mention in mentions if mention.form != "publisher"]


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("We thank the Larkfield Carers Centre Bristol & South Gloucestershire for its help.",
         "Larkfield Carers Centre Bristol & South Gloucestershire", "charity"),
        ("A grant went to the Larkfield Women's Centre Cornwall last year.", "Larkfield Women's Centre Cornwall",
         "charity"),
        ("It was run by the Harbour Songs in Schools project, which began in May.", "Harbour Songs in Schools project",
         "programme"),
        ("They work with Perth and Kinross Council on housing.", "Perth and Kinross Council", "government"),
        ("They work with Telford & Wrekin Council on housing.", "Telford & Wrekin Council", "government"),
        ("The vote of Harrowshire County Council was close.", "Harrowshire County Council", "government"),
        ("We met the Northgate Credit Union on Monday.", "Northgate Credit Union", "company"),
        ("We met the Vale Building Society on Monday.", "Vale Building Society", "company"),
        ("We met Aldermark Voluntary Action on Monday.", "Aldermark Voluntary Action", "network"),
        ("The work is done by Homes for Women Leaving Prison across the county.", "", "prison"),
        ("Money came with a grant from the Ellerby Trust in May.", "Ellerby Trust", "funder"),
        ("It was paid for by the Ellerby Trust and lasted a year.", "Ellerby Trust", "funder"),
        ("It was praised by the Ellerby Trust and lasted a year.", "Ellerby Trust", "charity"),
        ("A branch of YMCA Tarn Valley opened.", "YMCA Tarn Valley", "charity"),
    ],
)  # fmt: skip
def test_a_name_is_whole_and_has_its_kind(text: str, name: str, kind: str, nlp: Language) -> None:
    found = {mention.evidence.quote: mention.kind for mention in find(text, nlp)}
    if name:
        assert found.get(name) == kind
    else:
        assert kind not in found.values()


@pytest.mark.parametrize(
    "text",
    [
        "We chose four themes: Warm Homes, Good Company, Safe Streets and Steady Work.",
        "Today we publish Second Spring, the third of our reports on release.",
        "Groups from Deaf and Disabled communities replied.",
        "The fund was launched with the Minister's Warm Homes Fund in mind.",
        "Help for Switchboard Trainees is open to all.",
        "It met in the Town Hall after the Bank Holiday.",
        "Cold Rooms Are Common: nine in ten people told us that they wore coats indoors.",
    ],
)
def test_titles_subjects_and_classes_are_no_bodies(text: str, nlp: Language) -> None:
    assert [m.evidence.quote for m in find(text, nlp)] == []


def test_an_acronym_of_a_class_of_people_is_no_body(nlp: Language) -> None:
    text = "Gypsy, Roma and Traveller (GRT) communities meet stigma. Services should ask what GRT families need."
    assert "GRT" not in {m.evidence.quote for m in find(text, nlp)}


def test_an_acronym_may_leave_out_words_of_its_name(nlp: Language) -> None:
    text = "Harrow and Vale NHS Foundation Trust (HVFT) took part. The chief executive of HVFT agreed."
    found = {m.evidence.quote: m for m in find(text, nlp)}
    assert found["HVFT"].full_name == "Harrow and Vale NHS Foundation Trust"
    assert found["HVFT"].kind == "public_body"
    assert not holds_initials("HVX", "Harrow and Vale NHS Foundation Trust")


def test_a_distinctive_ending_stands_for_the_whole_name(nlp: Language) -> None:
    text = "The Ellis Harrowgate Foundation paid for it. What role has the Harrowgate Foundation now?"
    found = {m.evidence.quote: m.full_name for m in find(text, nlp)}
    assert found["Harrowgate Foundation"] == "Ellis Harrowgate Foundation"


def test_an_ordinary_ending_stands_for_nothing(nlp: Language) -> None:
    text = "The Larkfield Community Trust paid for it. What role has the Community Trust in Leeds?"
    found = {m.evidence.quote: m.full_name for m in find(text, nlp)}
    assert found.get("Community Trust", "") != "Larkfield Community Trust"


def test_a_head_alone_is_never_clear(nlp: Language) -> None:
    text = "The Greylag Trust began in 1998. In May the Trust moved to Leeds and the Trust said so."
    bands = {m.evidence.quote: m.band for m in find(text, nlp)}
    assert bands == {"Greylag Trust": "clear", "Trust": "doubtful"}


def test_signatures_prove_each_other(nlp: Language) -> None:
    lines = (
        "Ann Barrow Director, Northgate Trust",
        "Tom Ferry CEO, Vale Foundation",
        "Una Holt Chair, Larkfield Charity",
        "Ian Marsh Chief executive, Redgate Alliance",
        "Eve Sorrel Quillmark",
    )
    found = {m.evidence.quote for m in find("\n\n".join(lines), nlp)}
    assert "Quillmark" in found
    assert not {name for name in found if "Sorrel" in name or "Barrow" in name}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("We ran a course called ", " for a year.", True),
        ("Our three aims: Warm Homes, ", " and Safe Streets", True),
        ("It is run by ", ", a charity that works in Leeds", False),
        ("The report was written by ", " in May", False),
        ("", " people told us", True),
    ],
)
def test_surroundings_tell_things_from_bodies(before: str, after: str, expected: bool) -> None:
    assert is_thing(before, after) is expected


def test_a_fund_that_somebody_owns_is_a_scheme() -> None:
    assert is_scheme("Warm Homes Fund", "the council's ")
    assert is_scheme("Government's Warm Homes Fund", "from the ")
    assert not is_scheme("Women's Fund", "a grant from the ")
    assert not is_scheme("Warm Homes Trust", "the council's ")


def test_only_a_heading_in_title_case_runs_in() -> None:
    assert end_of_lead("Cold Rooms Are Common: nine in ten wore coats.") == len("Cold Rooms Are Common")
    assert end_of_lead("The trust said: we will go on.") == 0
    assert end_of_lead("Cold Rooms Are Common") == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She spent a year in Larkfield prison and left in May.", ["Larkfield prison"]),
        ("He knows the Northmere prison system well.", []),
        ("Cancel prison building and spend the money on homes.", []),
    ],
)
def test_a_prison_that_only_describes_what_follows_is_none(text: str, found: list[str], nlp: Language) -> None:
    assert [mention.evidence.quote for mention in find(text, nlp)] == found


def test_the_prison_service_is_one_body_however_its_name_is_spelt(nlp: Language) -> None:
    (mention,) = find("It was written for Her Majesty’s Prisons and Probation Service in May.", nlp)
    assert mention.evidence.quote == "Her Majesty’s Prisons and Probation Service"
