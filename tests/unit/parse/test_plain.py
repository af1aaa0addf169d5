# ruff: noqa: E501 - pages and prose are kept whole
"""Plain text: the file is the text, structure is inferred."""

from __future__ import annotations

from sectorlens.model import Document, Origin
from sectorlens.parse import parse

LONG = "The shelter has been open since 1976 and nobody who knocks after dark has been turned away in that time. "


def read(text: str) -> Document:
    result = parse(text.encode(), Origin(document_id="doc-a", path="a.txt"))
    assert result.document is not None
    return result.document


def kinds(document: Document) -> list[tuple[str, str]]:
    return [(block.kind, document.block_text(block)) for block in document.blocks]


def test_text_is_the_file() -> None:
    text = f"A title\n\n{LONG}\n\n- one thing\n- another\n"
    assert read(text).text == text


def test_short_line_over_a_list_is_a_heading_that_governs_it() -> None:
    document = read(f"{LONG}\nLessons for commissioners\n- Fund it.\n- Don't rush.\n{LONG}\n")
    heading = next(index for index, block in enumerate(document.blocks) if block.kind == "heading")
    assert document.block_text(document.blocks[heading]) == "Lessons for commissioners"
    items = [block for block in document.blocks if block.kind == "list_item"]
    assert [document.block_text(item) for item in items] == ["Fund it.", "Don't rush."]
    assert all(item.heading == heading for item in items)


def test_numbers_stand_in_ordinal_not_in_the_block() -> None:
    document = read(
        f"Recommendations for councils\n\n  1. Name one officer. It matters.\n\n  2. Keep two rooms.\n\n{LONG}"
    )
    items = [block for block in document.blocks if block.kind == "list_item"]
    assert [(item.ordinal, document.block_text(item)) for item in items] == [
        ("1", "Name one officer. It matters."), ("2", "Keep two rooms."),
    ]  # fmt: skip


def test_wrapped_lines_stay_in_one_block() -> None:
    wrapped = "\n".join(
        [
            "The shelter has been open since 1976, and nobody who knocks on the door",
            "after dark has been turned away in all that time. We are asked how this",
            "is done. There is no secret.",
            "",
            "- a first item which is so long that it has to be carried over to the",
            "  line below it",
            "- a second",
        ]
    )
    document = read(wrapped)
    assert [kind for kind, _ in kinds(document)] == ["paragraph", "list_item", "list_item"]
    assert kinds(document)[1][1].endswith("line below it")


def test_nested_items_have_depth() -> None:
    document = read(f"{LONG}\n\n- outer\n    - inner\n- outer again\n")
    assert [block.level for block in document.blocks if block.kind == "list_item"] == [1, 2, 1]


def test_lead_in_of_a_list() -> None:
    document = read(f"{LONG}\n\nOur partners were:\n\n- Lanternfold\n- Shelterbelt\n")
    items = [block for block in document.blocks if block.kind == "list_item"]
    lead = next(
        index for index, block in enumerate(document.blocks) if document.block_text(block) == "Our partners were:"
    )
    assert [item.lead_in for item in items] == [lead, lead]


def test_untitled_text_says_so() -> None:
    document = read(LONG * 3)
    assert document.title.startswith("Untitled: 'The shelter has been")
    assert (document.title_from, document.published_on, document.published_from) == ("text", "", "")


def test_furniture_at_the_end_of_a_scraped_page() -> None:
    document = read(LONG * 4 + "\nWhat's new\nBlogs\nA new face\nLatest on X\nJoin us on 15 July!\n")
    furniture = [document.block_text(block) for block in document.blocks if block.layer == "furniture"]
    assert furniture == ["What's new", "Blogs", "A new face", "Latest on X", "Join us on 15 July!"]


def test_furniture_glued_to_the_last_paragraph_is_cut_off() -> None:
    document = read(LONG * 4 + "That is all. What's new Blogs A new face on our board\n")
    last = document.blocks[-1]
    assert (last.layer, last.reason) == ("furniture", "whats_new")
    assert document.block_text(last) == "What's new Blogs A new face on our board"
    assert document.block_text(document.blocks[-2]).endswith("That is all.")


def test_whats_new_inside_a_publication_is_its_own_heading() -> None:
    document = read(f"A report\n\n{LONG}\n\nWhat's new in the bill\n\n{LONG * 4}\n\n{LONG * 4}\n")
    assert all(block.layer == "body" for block in document.blocks)


def test_header_lines_of_a_scraped_page() -> None:
    document = read(f"Umbrella website\n\nfor everyone\n\nAbout Umbrella button\n\nA dry place\n\n{LONG * 2}\n\n{LONG}")
    assert document.title == "A dry place"
    assert [block.layer for block in document.blocks][:4] == ["furniture", "furniture", "furniture", "body"]
    assert (document.publisher, document.publisher_from) == ("Umbrella", "inferred")


def test_quotation_paragraph_has_a_speaker() -> None:
    quote = "“It is plain that beds are needed, and that those who sleep in them know best where to put them.” - Ada Marsh, Quay Street"
    document = read(f"{LONG}\n\n{quote}\n\n{LONG}")
    block = document.blocks[1]
    assert (block.kind, block.speaker) == ("quote", "Ada Marsh, Quay Street")


def test_labelled_date_at_the_end() -> None:
    document = read(f"A report\n\n{LONG * 2}\n\nPUBLISHED: September 2015\n")
    assert (document.published_on, document.published_precision, document.published_from) == (
        "2015-09",
        "month",
        "labelled",
    )


def test_years_in_passing_are_no_dates() -> None:
    document = read("Our 2016 state of the shelter report told a story. " + LONG * 3 + "\n\n© 2025 Quay Street")
    assert document.published_on == ""
