"""Names proved in one publication are marked in the others, and only there."""

from __future__ import annotations

import pytest

from sectorlens.extract import recall
from sectorlens.model import Block, Document, Evidence, Extract, FindingIds, LookAlike, Mention, ProvedName
from sectorlens.sector import SectorPack, load_pack


@pytest.fixture(scope="module")
def pack() -> SectorPack:
    """The larger of the two shipped packs."""
    return load_pack("criminal_justice_uk")


def document(text: str, identity: str = "doc-1") -> Document:
    """Return a document of one paragraph per line."""
    blocks, start = [], 0
    for line in text.splitlines():
        blocks.append(Block(kind="paragraph", start=start, end=start + len(line)))
        start += len(line) + 1
    return Document(id=identity, title="t", title_from="text", text=text, blocks=tuple(blocks))


def extract_of(page: Document, *rows: tuple[str, str, float], refused: tuple[tuple[str, str], ...] = ()) -> Extract:
    """Return an extract with a mention per (surface, method, score)."""
    ids = FindingIds(page.id)
    mentions = tuple(
        Mention(
            id=ids.next("men", surface),
            evidence=evidence(page, surface),
            form="name",
            kind="charity",
            method=method,
            score=score,
            band="clear" if score >= 0.7 else "doubtful",
        )
        for surface, method, score in rows
    )
    look_alikes = tuple(LookAlike(evidence=evidence(page, surface), reason=why) for surface, why in refused)
    return Extract(document_id=page.id, mentions=mentions, look_alikes=look_alikes)


def evidence(page: Document, surface: str) -> Evidence:
    """Return the first place of ``surface``."""
    start = page.text.index(surface)
    return Evidence(document_id=page.id, start=start, end=start + len(surface), quote=surface)


def prove(pack: SectorPack, *extracts: Extract) -> list[str]:
    """Return the surfaces that ``extracts`` prove."""
    return [name.surface for name in recall.prove_names(extracts, pack=pack)]


def test_two_sources_prove_a_name(pack: SectorPack) -> None:
    page = document("Peer Line met Logged In and Hinge.")
    found = extract_of(page, ("Peer Line", "grammar+model", 0.8), ("Logged In", "model", 0.8))
    assert prove(pack, found) == ["Peer Line"]


def test_one_word_needs_more_than_one_page(pack: SectorPack) -> None:
    first = extract_of(document("At Undertow."), ("Undertow", "grammar+model", 0.8))
    second = extract_of(document("At Undertow.", "doc-2"), ("Undertow", "grammar+model", 0.8))
    assert prove(pack, first) == []
    assert prove(pack, first, second) == ["Undertow"]


def test_what_a_publication_calls_itself_is_proved(pack: SectorPack) -> None:
    page = document("At Kith we wait.")
    assert prove(pack, extract_of(page, ("Kith", "grammar+publisher", 0.95))) == ["Kith"]


def test_ordinary_words_are_never_proved_for_other_pages(pack: SectorPack) -> None:
    page = document("She met Unlock.")
    assert prove(pack, extract_of(page, ("Unlock", "gazetteer+grammar", 0.95))) == []


def test_marks_every_cased_place_and_keeps_ids() -> None:
    page = document("Peer Line runs it.\nA peer line is slow. Ask Peer Line.")
    found = extract_of(page, ("Peer Line", "grammar+model", 0.8))
    name = ProvedName(surface="Peer Line", kind="charity", score=0.8)
    marked = recall.mark_names(page, (), found, (name,))
    assert [m.evidence.start for m in marked] == [0, page.text.rindex("Peer Line")]
    assert marked[0].id == found.mentions[0].id
    assert len({m.id for m in marked}) == 2


def test_a_doubtful_mention_of_a_proved_name_becomes_clear() -> None:
    page = document("Ask Peer Line.")
    found = extract_of(page, ("Peer Line", "grammar", 0.55))
    (mention,) = recall.mark_names(page, (), found, (ProvedName(surface="Peer Line", kind="charity", score=0.9),))
    assert mention.band == "clear"
    assert mention.method == "grammar+recall"


@pytest.mark.parametrize(
    "text",
    [
        "The Hinge Act passed.",
        "Hinge points come late, and a hinge is a hinge.",
        "We read The Hinge Review.",
    ],
)
def test_does_not_mark_parts_of_other_names_or_sentence_openings(text: str) -> None:
    page = document(text)
    refused = tuple(
        (quote, reason)
        for quote, reason in (("Hinge Act", "law or order"), ("Hinge Review", "review or inquiry"))
        if quote in text
    )
    name = ProvedName(surface="Hinge", kind="charity", score=0.9)
    assert recall.mark_names(page, (), extract_of(page, refused=refused), (name,)) == ()


def test_furniture_is_left_alone() -> None:
    page = document("Ask Peer Line.\nSee Peer Line.")
    name = ProvedName(surface="Peer Line", kind="charity", score=0.9)
    marked = recall.mark_names(page, (0,), extract_of(page), (name,))
    assert [m.evidence.start for m in marked] == [page.text.rindex("Peer Line")]


def test_only_names_that_stand_in_a_document_concern_it() -> None:
    proved = tuple(ProvedName(surface=s, kind="charity", score=0.9) for s in ("Peer Line", "St Brannick's", "Quay"))
    page = document("At St Brannick’s we met Peer  Line, not Quayside.")
    assert [name.surface for name in recall.names_in(page, proved)] == ["Peer Line", "St Brannick's"]
