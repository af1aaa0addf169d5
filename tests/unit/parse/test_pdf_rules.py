"""Rules of reading a PDF page, on words and lines placed by hand."""

from __future__ import annotations

import pytest

from sectorlens.parse.pdf_blocks import make_pieces
from sectorlens.parse.pdf_dates import printed_date
from sectorlens.parse.pdf_groups import foot_lines
from sectorlens.parse.pdf_lines import Line, Word, make_segments
from sectorlens.parse.pdf_running import mark_running
from sectorlens.parse.pdf_tags import pieces_of_tags
from sectorlens.parse.pdf_unruled import find_unruled
from sectorlens.parse.pieces import Piece


def words(*rows: tuple[float, tuple[tuple[float, str], ...]], size: float = 10.0) -> list[Word]:
    """Return words of rows ``(baseline, ((x, text), …))``; a letter is half an em wide."""
    return [
        Word(part, at, base, at + 0.5 * size * len(part), base + 0.7 * size, size, False, False, base=base)
        for base, cells in rows
        for start, text in cells
        for at, part in _spread(start, text, size)
    ]


def _spread(start: float, text: str, size: float) -> list[tuple[float, str]]:
    placed: list[tuple[float, str]] = []
    for part in text.split():
        placed.append((start, part))
        start += 0.5 * size * (len(part) + 0.6)
    return placed


def line(text: str, base: float, x0: float = 60.0, x1: float = 500.0, size: float = 10.0, page: int = 1) -> Line:
    return Line(text, x0, base, x1, base + 0.7 * size, size, False, False, page, base=base, inner=x0)


def cells(table: Line) -> list[str]:
    return [" ".join(one.text for one in inner) for _, _, inner in table.cells or ()]


def test_table_without_rules_is_read_as_cells() -> None:
    page = words(
        (500, ((60, "Village"), (180, "Miles"), (260, "Buses a day"))),
        (480, ((60, "Upper Tansy"), (180, "22"), (260, "1"))),
        (460, ((60, "Saltway"), (180, "31"), (260, "0"))),
        (420, ((60, "Officers knew about all of it and had no budget."),)),
    )
    rest, tables = find_unruled(page, 1)
    assert [cells(table) for table in tables] == [
        ["Village", "Miles", "Buses a day", "Upper Tansy", "22", "1", "Saltway", "31", "0"]
    ]
    assert " ".join(word.text for word in rest).startswith("Officers knew")


@pytest.mark.parametrize(
    "rows",
    [
        [("Summary", "4"), ("Background", "6"), ("Findings", "9"), ("What next", "15")],
        [("1.", "Fund 3 posts"), ("2.", "Keep 2 rooms"), ("3.", "Ring 1 number")],
        [("The prison stood four miles from any station", "and the council had no officer in 2019"),
         ("although everybody had asked for one since", "the first of the houses was opened there"),
         ("and nobody had ever said why not, or when", "8 people could be moved into the rooms")],
    ],
)  # fmt: skip
def test_contents_lists_and_columns_of_prose_are_no_tables(rows: list[tuple[str, str]]) -> None:
    page = words(*((500 - 14 * place, ((60, one), (330, two))) for place, (one, two) in enumerate(rows)))
    assert find_unruled(page, 1)[1] == []


def test_hanging_numbers_that_count_on_number_items() -> None:
    page = words(
        (500, ((60, "1"), (80, "Visit two projects in the first year."))),
        (486, ((60, "2"), (80, "Restore the committees."))),
        (472, ((60, "We asked about 12 people in all."),)),
    )
    assert [one.text[:9] for one in make_segments(page, 1)] == ["1. Visit ", "2. Restor", "We asked "]


def test_words_beside_a_page_number_are_a_running_head() -> None:
    text = [line("The carers whom we met were all between thirty and eighty", 700 - 14 * n) for n in range(20)]
    kept, running = mark_running([[line("Visits Review 9", 800, x1=150), line("211", 800, x0=480), *text]], [842.0])
    assert kept == [text]
    assert [words for _, words in running] == ["Visits Review 9"]


def test_letterhead_is_furniture_but_headings_of_two_columns_are_not() -> None:
    text = [line("Our mentors have all been in prison for a year or more", 700 - 14 * n) for n in range(20)]
    letterhead = line("Croesffordd Mentoring · 3 Chapel Row · 0000 000000", 800)
    kept, _ = mark_running([[letterhead, *text]], [842.0])
    assert kept == [text]
    heads = [line("Benefits", 800, x1=120, size=14, page=2), line("Risks", 800, x0=320, x1=360, size=14, page=2)]
    kept, _ = mark_running([text, [*heads, *text]], [842.0, 842.0])
    assert kept[1][:2] == heads


def test_page_numbers_are_known_by_counting_on_wherever_they_stand() -> None:
    pages = [
        [line("Boards looked at the discharges of one winter", 700, page=n), line(f"- {n} -", 184, page=n)]
        for n in (1, 2)
    ]
    kept, _ = mark_running(pages, [842.0, 842.0])
    assert [[one.text for one in page] for page in kept] == [["Boards looked at the discharges of one winter"]] * 2


def test_note_whose_mark_is_glued_to_its_words() -> None:
    note = line("1All names of carers have been changed.", 70, size=8.5)
    assert foot_lines([line("Most had become carers overnight.", 120), note], 10.0) == [note]


def test_large_quotation_is_no_heading_and_keeps_its_speaker() -> None:
    body = [line("Our staff come to us through probation and one another,", 600 - 14 * n) for n in range(8)]
    body[-1].text += " which is good."
    quote = line("“My supervisor asked what hours suited me.”", 440, size=17.0, x1=420)
    pieces = make_pieces([[*body, quote, line("Marlon, finishing room", 420, size=9.0, x1=160)]])
    assert [(piece.kind, piece.speaker) for piece in pieces][-1] == ("quote", "Marlon, finishing room")


def test_subtitle_and_author_are_no_headings_but_sections_are() -> None:
    prose = "Most releases take place on Fridays, which has long been a concern of the board."
    page = [
        line("Seven o’clock", 780, size=40),
        line("An evaluation", 740, size=17),
        line("Perpetua Lomax", 700, size=13),
    ]
    base = 660.0
    for head in ("Summary", "Background", "Findings"):
        page.append(line(head, base, x1=120, size=14))
        page += [line(prose, base - 30 - 14 * n) for n in range(3)]
        base -= 120
    kinds = {piece.text: piece.kind for piece in make_pieces([page])}
    assert [kinds[one] for one in ("Seven o’clock", "An evaluation", "Perpetua Lomax", "Summary", "Findings")] == [
        "heading", "paragraph", "paragraph", "heading", "heading",
    ]  # fmt: skip


def test_numbers_rank_headings_that_are_set_alike() -> None:
    page = [line("A response", 780, size=20)]
    for place, head in enumerate(("1. Background", "1.1 The prison", "1.2 The service", "2. Findings")):
        page.append(line(head, 720 - 100 * place, x1=160, size=14))
        page += [line("Most releases take place on Fridays, as the board has said to us so often", 700 - 100 * place)]
    levels = {piece.text: piece.level for piece in make_pieces([page]) if piece.kind == "heading"}
    assert levels["1. Background"] == levels["2. Findings"] < levels["1.1 The prison"] == levels["1.2 The service"]


def test_compound_keeps_its_hyphen_at_the_end_of_a_line() -> None:
    page = [
        line("The service that we looked at is known as meet-", 700),
        line("and-greet in most of the prisons.", 686),
    ]
    assert "meet-and-greet" in make_pieces([page])[0].text


def test_prose_after_dotted_contents_is_no_entry() -> None:
    page = [line("Contents", 780, size=14)]
    page += [line(f"{head} {'.' * 40} {n}", 760 - 14 * n) for n, head in enumerate(("One", "Two", "Three", "Four"), 1)]
    page += [line("Last year we helped people of whom 212", 660), line("wished to complain to somebody about it.", 646)]
    pieces = make_pieces([page])
    assert [piece.reason for piece in pieces] == ["contents"] * 5 + [""]


def test_largest_type_is_the_title_where_tags_say_paragraph() -> None:
    tagged = [
        [
            (Piece(kind="paragraph", text="", page=1), [line("A tenancy is a skill", 780, size=26)]),
            (Piece(kind="heading", text="", page=1, level=1), [line("The course", 700, size=14)]),
            (Piece(kind="paragraph", text="", page=1), [line("It is taught in two prisons. " * 3, 680)]),
            (Piece(kind="paragraph", text="", page=1), [line("Contents", 500, size=12)]),
            (Piece(kind="paragraph", text="", page=1), [line("The course........ 3", 480)]),
        ]
    ]
    pieces = pieces_of_tags(tagged, lambda lines: " ".join(one.text for one in lines))
    assert [(piece.kind, piece.level) for piece in pieces[:2]] == [("heading", 1), ("heading", 2)]
    assert [piece.reason for piece in pieces[3:]] == ["contents", "contents"]


def test_menus_of_a_printed_web_page_are_furniture_but_a_link_in_the_text_is_not() -> None:
    def link(text: str, share: float = 1.0) -> tuple[Piece, list[Line]]:
        return Piece(kind="paragraph", text="", page=1, links=share), [line(text, 700)]

    tagged = [
        [
            link("About us"), link("Write to us"), link("News"), link("You are here", 0.0),
            (Piece(kind="heading", text="", page=1, level=1), [line("Forty letters", 600, size=20)]),
            link("Facebook"), link("LinkedIn"), link("Email"),
            link("We put one question in a prison newspaper.", 0.1), link("Read all forty letters in full."),
        ]
    ]  # fmt: skip
    pieces = pieces_of_tags(tagged, lambda lines: " ".join(one.text for one in lines))
    assert [piece.text for piece in pieces if piece.layer == "body"] == [
        "Forty letters", "We put one question in a prison newspaper.", "Read all forty letters in full.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "slides", "value"),
    [
        ("Published by the Forum, The Old Chapel, in November 2023.", False, "2023-11"),
        ("The annual conference in Port Lowell, 21 September 2023", True, "2023-09-21"),
        ("The annual conference in Port Lowell, 21 September 2023", False, None),
        ("Published by the Forum in November 2023 and reprinted", False, None),
    ],
)
def test_printed_dates(text: str, slides: bool, value: str | None) -> None:
    found = printed_date([Piece(kind="paragraph", text=text, page=1)], slides=slides)
    assert (found.value if found else None) == value


def test_depth_of_items_survives_a_page_whose_widest_line_differs() -> None:
    first = [line("A heading in the margin that is the widest", 700), line("• Get advice on benefits.", 600, x0=160)]
    second = [
        line("• a named adviser", 700, x0=190, page=2),
        line("• before the payment", 686, x0=190, page=2),
        line("We would like to hear from anybody who has solved this.", 640, x0=150, page=2),
    ]
    items = [piece for piece in make_pieces([first, second]) if piece.kind == "list_item"]
    assert [item.level for item in items] == [1, 2, 2]
