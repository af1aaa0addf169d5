"""The tables: declared once, typed, with evidence that slices back to the text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import publish_builder as builder
import pytest

from sectorlens.publish.schema import DTYPES, TABLES, TABLES_BY_NAME, render_dictionary
from sectorlens.publish.tables import build_tables, frame_of

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return build_tables(builder.build_findings())


def test_frames_have_exactly_the_declared_columns_and_types(tables: dict[str, pd.DataFrame]) -> None:
    assert list(tables) == [table.name for table in TABLES]
    for table in TABLES:
        frame = tables[table.name]
        assert tuple(frame.columns) == table.names
        assert [str(dtype).lower() for dtype in frame.dtypes] == [DTYPES[c.kind].lower() for c in table.columns]


def test_empty_findings_give_empty_typed_frames() -> None:
    for table in TABLES:
        frame = build_tables(builder.build_findings(""))[table.name]
        assert len(frame) == 0
        assert tuple(frame.columns) == table.names


def test_offsets_slice_back_to_the_quote(tables: dict[str, pd.DataFrame]) -> None:
    texts = {document.id: document.text for document in builder.DOCUMENTS.values()}
    checked = 0
    for name, words in (
        ("needs", "quote"),
        ("relations", "quote"),
        ("theme_passages", "quote"),
        ("mentions", "surface"),
    ):
        for row in tables[name].itertuples():
            assert texts[row.document_id][row.start : row.end] == getattr(row, words)
            checked += 1
    assert checked == 18
    for row in tables["recommendations"].itertuples():
        if row.heading:
            assert texts[row.document_id][row.heading_start : row.heading_end] == row.heading
        else:
            assert row.heading_start is pd.NA


def test_keys_are_unique_and_references_exist(tables: dict[str, pd.DataFrame]) -> None:
    for table in TABLES:
        if table.key:
            assert tables[table.name][table.key].is_unique
        for column in table.columns:
            if column.refers_to:
                values = set(tables[table.name][column.name]) - {""}
                target = TABLES_BY_NAME[column.refers_to]
                assert values <= set(tables[target.name][target.key]), (table.name, column.name)


def test_of_rows_that_share_a_key_the_first_stands() -> None:
    rows = [("thm-1", "first", "", "", 1, 1, "", ""), ("thm-1", "second", "", "", 1, 1, "", "")]
    assert list(frame_of(TABLES_BY_NAME["themes"], rows)["label"]) == ["first"]


def test_who_asks_is_the_publisher_unless_somebody_else_is_named(tables: dict[str, pd.DataFrame]) -> None:
    by_document = tables["recommendations"].groupby("document_id")["asked_by_organisation_id"].first()
    assert by_document[builder.DOCUMENTS["a"].id] == builder.WAYFOLD
    assert by_document[builder.DOCUMENTS["b"].id] == builder.LANTERN


def test_furniture_is_not_counted_as_words(tables: dict[str, pd.DataFrame]) -> None:
    words = tables["documents"].set_index("document_id")["words"]
    text = builder.DOCUMENTS["a"].text
    assert words[builder.DOCUMENTS["a"].id] == len(text.split()) - len("What's new: sign up to our bulletin".split())


def test_the_data_dictionary_says_what_the_tables_are() -> None:
    page = (ROOT / "docs" / "data-dictionary.md").read_text("utf-8")
    assert render_dictionary().strip() in page, "paste sectorlens.publish.schema.render_dictionary() into the page"
