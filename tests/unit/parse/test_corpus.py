# ruff: noqa: E501 - pages and prose are kept whole
"""Furniture across pages and publications across captures."""

from __future__ import annotations

from sectorlens.model import Block, Document, Link
from sectorlens.parse.furniture import find_repeated_blocks
from sectorlens.parse.publications import group_publications

WORDS = "amber birch cedar dune ember fjord grove heath inlet jetty knoll ledge marsh north orbit plain quarry ridge spire tarn".split()


def make(
    number: int,
    parts: list[tuple[str, str]],
    *,
    site: str = "quay",
    url: str = "",
    media: str = "text/html",
    links: tuple[str, ...] = (),
    title: str = "",
) -> Document:
    text, blocks = "", []
    for kind, words in parts:
        text += "\n\n" if text else ""
        blocks.append(
            Block(kind=kind, start=len(text), end=len(text) + len(words), level=2 if kind == "heading" else 0)
        )  # type: ignore[arg-type]
        text += words
    return Document(
        id=f"doc-{number:02d}", url=url or f"https://{site}.example/{number}/", title=title or f"Paper {number}", title_from="heading",
        media_type=media, text=text, blocks=tuple(blocks), links=tuple(Link(url=one) for one in links),
    )  # fmt: skip


def prose(number: int) -> str:
    return " ".join(WORDS[(number * 7 + step * (number + 3)) % len(WORDS)] + str(number) for step in range(60)) + "."


def test_repeated_blocks_are_found_and_own_headings_are_safe() -> None:
    documents = [
        make(n, [("heading", f"Paper {n}"), ("paragraph", prose(n)), ("heading", "Recommendations"), ("paragraph", prose(n + 40)),
                 ("heading", "Sign up for our letter"), ("paragraph", f"{n} people signed up this week.")])
        for n in range(5)
    ]  # fmt: skip
    rows = {row.document_id: row.blocks for row in find_repeated_blocks(documents)}
    assert rows == {document.id: (4, 5) for document in documents}


def test_two_pages_prove_nothing() -> None:
    documents = [make(n, [("paragraph", prose(n)), ("paragraph", "The same words on each.")]) for n in range(2)]
    assert list(find_repeated_blocks(documents)) == []


def test_copies_of_one_publication_do_not_make_it_furniture() -> None:
    documents = [
        make(n, [("heading", "One paper"), ("paragraph", prose(1) * 3), ("paragraph", prose(2))]) for n in range(4)
    ]
    assert list(find_repeated_blocks(documents)) == []


def test_other_sites_do_not_count() -> None:
    documents = [
        make(n, [("paragraph", prose(n)), ("paragraph", "Share this with a friend.")], site=f"s{n}") for n in range(5)
    ]
    assert list(find_repeated_blocks(documents)) == []


def test_landing_page_and_its_file_are_one_publication() -> None:
    landing = make(1, [("paragraph", prose(1))], links=("https://quay.example/files/report.pdf",))
    report = make(
        2,
        [("paragraph", prose(5)), ("paragraph", prose(6)), ("paragraph", prose(7))],
        url="https://quay.example/files/report.pdf",
        media="application/pdf",
    )
    other = make(3, [("paragraph", prose(9))])
    groups = group_publications([other, report, landing])
    assert sorted(group.document_ids for group in groups) == [("doc-01", "doc-02"), ("doc-03",)]
    joined = next(group for group in groups if len(group.document_ids) == 2)
    assert joined.lead_id == "doc-02"
    assert joined.canonical_url == "https://quay.example/1"


def test_exact_and_near_duplicates_are_one_publication_in_any_order() -> None:
    words = " ".join(prose(n) for n in range(6))
    same, near, other = (
        make(1, [("paragraph", words)]),
        make(2, [("paragraph", words + " One more sentence.")], site="copy"),
        make(3, [("paragraph", prose(30) * 2)]),
    )
    forward = group_publications([same, near, other])
    assert forward == group_publications([other, near, same])
    assert sorted(group.document_ids for group in forward) == [("doc-01", "doc-02"), ("doc-03",)]


def test_a_page_that_lists_many_files_is_no_landing_page() -> None:
    files = [
        make(
            n,
            [("paragraph", prose(n)), ("paragraph", prose(n + 20))],
            url=f"https://quay.example/f/{n}.pdf",
            media="application/pdf",
        )
        for n in range(1, 4)
    ]
    listing = make(9, [("paragraph", prose(50))], links=tuple(f"https://quay.example/f/{n}.pdf" for n in range(1, 4)))
    assert len(group_publications([*files, listing])) == 4
