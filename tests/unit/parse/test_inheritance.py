"""Documents learn from their publication and website only what they do not say themselves."""

from __future__ import annotations

from sectorlens.model import Document, Publication
from sectorlens.parse.inheritance import inherit_metadata


def document(name: str, **facts: str) -> Document:
    return Document(
        id=name, url=f"https://umbrella.example/{name}", title=name, title_from="heading", text="", blocks=(), **facts
    )  # type: ignore[arg-type]


def gained(*documents: Document, together: tuple[str, ...] = ()) -> dict[str, tuple[str, str, str, str]]:
    groups = [Publication(id="p", lead_id=together[0], document_ids=together)] if together else []
    found = inherit_metadata({one.id: one for one in documents}, groups)
    return {one.id: (one.publisher, one.publisher_from, one.published_on, one.published_from) for one in found}


def test_a_file_takes_publisher_and_day_from_its_landing_page() -> None:
    page = document("page", publisher="Umbrella", publisher_from="metadata", published_on="2016-07-05")
    file = document("file", published_on="2016-07", published_from="text")
    assert gained(page, file, together=("page", "file")) == {
        "file": ("Umbrella", "publication", "2016-07-05", "publication")
    }


def test_a_date_that_contradicts_is_left_alone() -> None:
    page = document("page", publisher="U", publisher_from="metadata", published_on="2017-01-05")
    file = document("file", publisher="U", publisher_from="text", published_on="2016-07")
    assert gained(page, file, together=("page", "file")) == {}


def test_a_website_with_one_publisher_lends_its_name() -> None:
    pages = [document(f"p{n}", publisher="Umbrella", publisher_from="metadata") for n in range(3)]
    assert gained(*pages, document("bare"))["bare"][:2] == ("Umbrella", "website")


def test_a_website_of_many_voices_lends_none() -> None:
    pages = [document(f"p{n}", publisher=f"Guest {n}", publisher_from="metadata") for n in range(3)]
    assert gained(*pages, document("bare")) == {}


def test_inferred_publishers_are_not_passed_on() -> None:
    pages = [document(f"p{n}", publisher="Guess", publisher_from="inferred") for n in range(3)]
    assert gained(*pages, document("bare")) == {}
