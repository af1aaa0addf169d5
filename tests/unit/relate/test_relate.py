"""Ties: kind, direction, lists, "we", chained predicates, polarity and modality."""

from __future__ import annotations

import msgspec
import pytest

from sectorlens.model import Block, Document, Evidence, Mention
from sectorlens.model.vocabulary import SYMMETRIC_KINDS, OrganisationKind
from sectorlens.nlp import load_pipeline
from sectorlens.relate import relate
from sectorlens.sector import SectorPack, load_pack

NLP = load_pipeline("blank")
PACK = load_pack("criminal_justice_uk")
KINDS: dict[str, OrganisationKind] = {
    "Alder House": "charity", "Brook Trust": "funder", "Cedar Network": "network", "Dale Project": "programme",
    "Elm Council": "government", "Fern Fund": "funder", "Grove Agency": "public_body",
}  # fmt: skip
Tie = tuple[str, str, str, str, str]


def ties(*paragraphs: str, items: tuple[str, ...] = (), pack: SectorPack = PACK) -> set[Tie]:
    """Return (source, kind, target, polarity, modality) of each tie in a page of ``paragraphs`` and list ``items``."""
    text, blocks = "", []
    for number, part in enumerate((*paragraphs, *items)):
        is_item = number >= len(paragraphs)
        kind = "list_item" if is_item else "paragraph"
        lead_in = len(paragraphs) - 1 if is_item else None
        blocks.append(Block(kind=kind, start=len(text), end=len(text) + len(part), lead_in=lead_in))
        text += part + "\n\n"
    document = Document(id="doc-page", title="A page", title_from="text", text=text, blocks=tuple(blocks))
    mentions = []
    for name, kind in (*KINDS.items(), ("We", "other"), ("we", "other"), ("our", "other"), ("us", "other")):
        start = text.find(name)
        while start >= 0:
            end = start + len(name)
            if not text[start - 1 : start].isalpha() and not text[end : end + 1].isalpha():
                form = "publisher" if kind == "other" else "name"
                mentions.append(
                    Mention(
                        id=f"men-{start}", evidence=Evidence(document_id="doc-page", start=start, end=end, quote=name),
                        form=form, kind=kind, method="list", score=1.0,
                    )
                )  # fmt: skip
            start = text.find(name, end)
    related = relate(document, (), mentions, nlp=NLP, pack=pack)
    names = {m.id: "we" if m.form == "publisher" else m.evidence.quote for m in related.mentions}
    for relation in related.relations:
        assert text[relation.evidence.start : relation.evidence.end] == relation.evidence.quote
    found: set[Tie] = set()
    for r in related.relations:
        one, other = names[r.subject_id], names[r.object_id]
        if r.kind in SYMMETRIC_KINDS:
            one, other = sorted((one, other))
        found.add((one, r.kind, other, r.polarity, r.modality))
    return found


@pytest.mark.parametrize(
    ("sentence", "source", "kind", "target"),
    [
        ("The Brook Trust funds Alder House.", "Brook Trust", "funds", "Alder House"),
        ("Alder House is funded by the Brook Trust.", "Brook Trust", "funds", "Alder House"),
        ("Alder House is a member of the Cedar Network.", "Alder House", "member_of", "Cedar Network"),
        ("As a member of the Cedar Network we speak for small groups.", "we", "member_of", "Cedar Network"),
        ("Elm Council commissioned Alder House to run the shelter.", "Elm Council", "commissions", "Alder House"),
        ("The Dale Project is part of the Cedar Network.", "Dale Project", "part_of", "Cedar Network"),
        ("Alder House is part of the Cedar Network.", "Alder House", "member_of", "Cedar Network"),
        ("Alder House sits on Elm Council's Cedar Network.", "Alder House", "member_of", "Cedar Network"),
        (
            "Cedar Network, a partnership between Elm Council and Fern Fund, met.",
            "Fern Fund",
            "member_of",
            "Cedar Network",
        ),
        ("Dale Project was set up by Alder House.", "Alder House", "supports", "Dale Project"),
        ("Alder House works with support from the Brook Trust.", "Brook Trust", "supports", "Alder House"),
        ("Alder House was replaced by the Dale Project.", "Alder House", "succeeded_by", "Dale Project"),
        ("Alder House, funded by the Brook Trust, opened a shop.", "Brook Trust", "funds", "Alder House"),
        ("Alder House has been awarded funding by the Brook Trust.", "Brook Trust", "funds", "Alder House"),
        ("Alder House was awarded a grant of £9,000 by the Fern Fund.", "Fern Fund", "funds", "Alder House"),
        (
            "The guide was published by Alder House in collaboration with the Brook Trust.",
            "Alder House",
            "co_published_with",
            "Brook Trust",
        ),
        (
            "Cedar Network (a partnership project of Alder House, Elm Council and Fern Fund) met.",
            "Elm Council",
            "member_of",
            "Cedar Network",
        ),
        ("Cedar Network, a coalition of Elm Council and Brook Trust's Dale Project, met.", "Elm Council", "member_of",
         "Cedar Network"),
    ],
)  # fmt: skip
def test_kind_and_direction_are_read_from_the_cue(sentence: str, source: str, kind: str, target: str) -> None:
    assert (source, kind, target, "affirmed", "stated") in ties(sentence)


def test_we_join_forces_with_two_who_are_not_thereby_partners_of_each_other() -> None:
    found = ties("We have recently joined forces with Alder House and the Cedar Network.")
    assert {(a, k, b) for a, k, b, *_ in found} == {
        ("Alder House", "partners_with", "we"),
        ("Cedar Network", "partners_with", "we"),
    }


def test_chained_predicates_share_their_subject() -> None:
    found = {(a, k, b) for a, k, b, *_ in ties("Alder House is hosted by Elm Council and funded by the Brook Trust.")}
    assert ("Brook Trust", "funds", "Alder House") in found
    assert ("Brook Trust", "funds", "Elm Council") not in found


def test_a_lead_in_states_the_tie_for_each_item() -> None:
    found = ties("This season our partners were:", items=("Alder House", "Elm Council", "Brook Trust"))
    assert {(a, k, b) for a, k, b, *_ in found} == {
        ("Alder House", "partners_with", "we"),
        ("Elm Council", "partners_with", "we"),
        ("Brook Trust", "funds", "we"),
    }


def test_both_of_these_projects_resolves_across_sentences() -> None:
    found = ties(
        "We worked with Alder House and helped the Dale Project. Both of these projects have "
        "been funded by the Fern Fund."
    )
    assert ("Fern Fund", "funds", "Alder House", "affirmed", "stated") in found
    assert ("Fern Fund", "funds", "Dale Project", "affirmed", "stated") in found


@pytest.mark.parametrize(
    ("sentence", "polarity", "modality"),
    [
        ("Alder House is not funded by the Brook Trust.", "denied", "stated"),
        ("Alder House is no longer funded by the Brook Trust.", "ended", "stated"),
        ("Alder House will be funded by the Brook Trust.", "affirmed", "planned"),
        ("Alder House hopes to be funded by the Brook Trust.", "affirmed", "hoped"),
    ],
)
def test_polarity_and_modality_are_read_from_the_sentence(sentence: str, polarity: str, modality: str) -> None:
    assert ("Brook Trust", "funds", "Alder House", polarity, modality) in ties(sentence)


def test_two_names_side_by_side_are_no_tie() -> None:
    assert ties("Alder House is in the north. Elm Council meets on Mondays.") == set()


def test_a_row_in_brackets_after_a_long_description_is_the_row_of_members() -> None:
    found = ties(
        "The Cedar Network is an alliance of thirteen leading justice, health and youth charities of the north "
        "(Alder House, Elm Council)."
    )
    assert {(a, k, b) for a, k, b, *_ in found if b == "Cedar Network"} == {
        ("Alder House", "member_of", "Cedar Network"),
        ("Elm Council", "member_of", "Cedar Network"),
    }


def test_an_added_cue_makes_a_tie_without_touching_code() -> None:
    sentence = "Alder House waters the roses of the Dale Project."
    tie = ("Alder House", "supports", "Dale Project", "affirmed", "stated")
    assert tie not in ties(sentence)
    cue = msgspec.structs.replace(
        PACK.relations[0], kind="supports", pattern="waters the roses of", direction="forward", sides="around"
    )
    pack = msgspec.structs.replace(PACK, relations=(*PACK.relations, cue))
    assert tie in ties(sentence, pack=pack)


def test_backing_a_partnership_is_no_part_in_it() -> None:
    found = ties("We have backed the local partnership of Alder House and Grove Agency.")
    assert ("Alder House", "partners_with", "Grove Agency", "affirmed", "stated") in found
    assert not {t for t in found if t[1] in {"part_of", "member_of"}}


def test_a_bracket_after_a_row_speaks_of_its_last_name() -> None:
    found = ties("Alder House and Dale Project (a branch of Grove Agency) run the centre.")
    assert "Alder House" not in {t[0] for t in found if t[2] == "Grove Agency"}


def test_who_leads_a_network_does_not_lead_its_members() -> None:
    found = ties("Alder House is part of Cedar Network, led by Grove Agency.")
    assert ("Alder House", "member_of", "Cedar Network", "affirmed", "stated") in found
    assert not {t for t in found if {t[0], t[2]} == {"Alder House", "Grove Agency"}}


def test_a_person_of_a_body_makes_no_tie() -> None:
    assert not ties("Alder House has appointed Dr Hill, now at Grove Agency.")


@pytest.mark.parametrize(
    "sentence",
    [
        "Brook Trust pays both Alder House and Elm Council, and it will partner with the two charities.",
        "Help came to Alder House and Elm Council, and Brook Trust will partner with both.",
    ],
)
def test_a_word_that_stands_for_both_does_not_tie_them_to_each_other(sentence: str) -> None:
    assert ("Alder House", "partners_with", "Elm Council") not in {(a, k, b) for a, k, b, *_ in ties(sentence)}


@pytest.mark.parametrize(
    ("sentence", "source", "target"),
    [
        ("Alder House asks for shelters to be part of the bill, and we thank Brook Trust.", "Alder House", "we"),
        ("Alder House led the work as part of its talks about the Cedar Network.", "Alder House", "Cedar Network"),
        ("Alder House will get the support they require from us and the Cedar Network.", "Alder House", "we"),
        ("Alder House sent written evidence to Grove Agency.", "Alder House", "Grove Agency"),
        ("Alder House has been awarded £9,000 for the Dale Project.", "Alder House", "Dale Project"),
        ("Alder House has been awarded funding by Brook Trust.", "Alder House", "Brook Trust"),
    ],
)
def test_words_of_a_tie_that_another_clause_or_sense_uses_state_none(sentence: str, source: str, target: str) -> None:
    assert (source, target) not in {(a, b) for a, _, b, *_ in ties(sentence)}


def test_the_owner_in_a_row_is_not_of_the_row() -> None:
    found = ties("Cedar Network is a coalition of Alder House, Fern Fund and Elm Council's Dale Project.")
    members = {a for a, kind, b, *_ in found if b == "Cedar Network"}
    assert {"Alder House", "Fern Fund", "Dale Project"} <= members
    assert "Elm Council" not in members


def test_the_initiative_stands_for_the_programme_named_before() -> None:
    found = ties("We opened the Dale Project in May. The initiative is funded by the Brook Trust.")
    assert ("Brook Trust", "funds", "Dale Project") in {(a, k, b) for a, k, b, *_ in found}
