"""Themes from documents to sentences: found, named, cited, the same in any order, remembered."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest
from fictional_corpus import REQUEST, SUBJECTS, make_corpus, make_document, rows

from sectorlens.memory import ThemeAnchor, ThemeMemory
from sectorlens.memory.keeping import passage_key
from sectorlens.model import Document, Evidence, Publication, Themes
from sectorlens.nlp.embeddings import load_embeddings
from sectorlens.sector import SectorPack
from sectorlens.sector.schema import TermEntry
from sectorlens.themes import find_themes

PACK = SectorPack(id="x", name="X", description="", sector_words=("custody",))
ENCODERS = {"words alone": None, "with embeddings": load_embeddings()}


def run(
    documents: Sequence[Document], publications: Sequence[Publication], *, encoder: str = "with embeddings",
    memory: ThemeMemory = ThemeMemory(), pack: SectorPack = PACK,
) -> Themes:  # fmt: skip
    return find_themes(lambda: rows(documents), publications, embeddings=ENCODERS[encoder], pack=pack, memory=memory)


def evidences(found: Themes) -> list[Evidence]:
    return [
        *(passage.evidence for passage in found.passages),
        *(cite for theme in found.themes for sentence in theme.summary for cite in sentence.cites),
        *(message.evidence for message in found.key_messages),
        *found.outside,
    ]


@pytest.mark.parametrize("encoder", ENCODERS)
def test_three_subjects_are_told_apart_and_named_by_their_words(encoder: str) -> None:
    found = run(*make_corpus(9), encoder=encoder)
    names = [" ".join((theme.label, *theme.keywords[:3])).lower() for theme in found.themes]
    for words in (("housing", "tenanc"), ("famil", "visit"), ("contract", "charit", "grant", "commission")):
        assert any(any(word in name for word in words) for name in names), names
    for theme in found.themes:
        quotes = " ".join(p.evidence.quote for p in found.passages if p.theme_id == theme.id)
        held = [sum(sentence in quotes for sentence in sentences) for sentences in SUBJECTS.values()]
        assert max(held) >= 0.8 * sum(held)


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("count", [1, 3, 9, 27])
def test_every_evidence_slices_back_to_its_quote(encoder: str, count: int) -> None:
    documents, publications = make_corpus(count)
    texts = {document.id: document.text for document in documents}
    found = run(documents, publications, encoder=encoder)
    assert evidences(found)
    for evidence in evidences(found):
        assert texts[evidence.document_id][evidence.start : evidence.end] == evidence.quote
        assert "Copyright" not in evidence.quote


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_documents_and_publications_changes_nothing(seed: int) -> None:
    documents, publications = make_corpus(27)
    expected = msgspec.json.encode(run(documents, publications))
    random.Random(seed).shuffle(documents)
    random.Random(seed + 9).shuffle(publications)
    assert msgspec.json.encode(run(documents, publications)) == expected


def test_nothing_to_read_gives_no_theme_and_says_so() -> None:
    assert run([], []) == Themes(note="Based on no publications.")


def test_a_document_without_a_passage_gives_no_theme() -> None:
    document = Document(id="doc-a", title="a", title_from="text", text="Hello.", blocks=())
    found = run([document], [Publication(id="pub-a", lead_id="doc-a", document_ids=("doc-a",))])
    assert found.themes == ()
    assert found.note == "Based on 1 publication: too few to speak of trends."


def test_identical_publications_give_one_account() -> None:
    documents = [make_document(f"a{n}", "housing", year=2020) for n in range(5)]
    publications = [Publication(id=f"pub-{d.id}", lead_id=d.id, document_ids=(d.id,)) for d in documents]
    found = run(documents, publications)
    assert 1 <= len(found.themes) <= 2
    assert all(len(sentence.cites) == 5 for theme in found.themes for sentence in theme.summary)


def test_a_landing_page_and_its_report_count_once() -> None:
    documents = [make_document(name, "housing", year=2020) for name in ("page", "report")]
    one = [Publication(id="pub-1", lead_id="doc-page", document_ids=("doc-page", "doc-report"))]
    found = run(documents, one)
    assert {p.evidence.document_id for p in found.passages} == {"doc-page"}
    assert found.repeated == ()


def test_summaries_are_whole_sentences_of_the_texts_and_cite_them() -> None:
    found = run(*make_corpus(9))
    known = {sentence for sentences in SUBJECTS.values() for sentence in sentences}
    for theme in found.themes:
        assert 3 <= len(theme.summary) <= 6
        for sentence in theme.summary:
            assert sentence.text in known
            assert all(cite.quote in known for cite in sentence.cites)
            assert sentence.cites[0].quote == sentence.text


def test_a_point_made_in_several_publications_is_counted() -> None:
    found = run(*make_corpus(9))
    assert found.key_messages
    assert any(message.publications > 1 for message in found.key_messages)
    assert all(1 <= message.publishers <= message.publications <= 9 for message in found.key_messages)
    told = {(theme.id, sentence.text) for theme in found.themes for sentence in theme.summary}
    assert not told & {(message.theme_id, message.text) for message in found.key_messages}


def test_a_request_made_again_is_found_once_with_its_dates() -> None:
    found = run(*make_corpus(9))
    assert [(group.text, group.addressee) for group in found.repeated] == [(REQUEST, "local authorities")]
    group = found.repeated[0]
    assert len(group.recommendation_ids) == 3
    assert (group.first_asked, group.last_asked) == ("2015-05", "2018-05")


def test_years_are_told_only_when_the_dates_carry_them() -> None:
    assert run(*make_corpus(9)).years == ()
    found = run(*make_corpus(27))
    assert {year.year for year in found.years} == set(range(2015, 2021))
    assert all(0 <= year.publications <= year.of for year in found.years)
    assert sum(year.of for year in found.years if year.theme_id == found.themes[0].id) == 27


def remember(found: Themes) -> ThemeMemory:
    return ThemeMemory(
        anchors=tuple(
            ThemeAnchor(
                id=theme.id,
                label=f"kept {theme.label}" if number == 0 else theme.label,
                colour=f"#00000{number}",
                keywords=(*theme.keywords, "kept"),
                passages=tuple(passage_key(p.evidence) for p in found.passages if p.theme_id == theme.id),
            )
            for number, theme in enumerate(sorted(found.themes, key=lambda theme: theme.id))
        )
    )


def test_next_month_a_theme_has_the_same_id_and_colour() -> None:
    documents, publications = make_corpus(12)
    first = run(documents[:9], publications[:9])
    memory = remember(first)
    second = run(documents, publications, memory=memory)
    known = {anchor.id: anchor.colour for anchor in memory.anchors}
    assert {theme.id for theme in second.themes} == set(known)
    assert {theme.id: theme.colour for theme in second.themes} == known


def test_colours_differ_between_themes() -> None:
    found = run(*make_corpus(9))
    assert len({theme.colour for theme in found.themes}) == len(found.themes)


def test_our_own_words_avoid_what_the_sector_avoids() -> None:

    pack = SectorPack(
        id="x", name="X", description="", terms=(TermEntry(avoid=("small charities",), prefer="charities"),)
    )
    for theme in run(*make_corpus(9), pack=pack).themes:
        ours = " ".join((theme.label, theme.description, *theme.keywords)).lower()
        assert "small charit" not in ours
