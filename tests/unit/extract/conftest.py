"""What the tests of extraction share: reading a text, and what it asks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sectorlens.extract import extract
from sectorlens.model import Document, Origin, Recommendation
from sectorlens.nlp import load_pipeline
from sectorlens.parse import parse
from sectorlens.sector import load_pack

Read = Callable[[str], Document]
Ask = Callable[[str], list[Recommendation]]


@pytest.fixture(scope="session")
def read() -> Read:
    """Return the parser of plain text as a function."""

    def read_text(text: str) -> Document:
        document = parse(text.encode(), Origin(document_id="doc-page", path="page.txt")).document
        assert document is not None
        return document

    return read_text


@pytest.fixture(scope="session")
def ask_with(read: Read) -> Callable[[str | None], Ask]:
    """Return a function that, for the name of a pipeline, gives the finder of the recommendations of a text.

    Every recommendation found slices back to its quote.
    """

    def with_pipeline(name: str | None) -> Ask:
        nlp, pack = load_pipeline(name), load_pack("criminal_justice_uk")

        def ask(text: str) -> list[Recommendation]:
            document = read(text)
            found = list(extract(document, (), nlp=nlp, pack=pack).recommendations)
            for record in found:
                assert document.text[record.evidence.start : record.evidence.end] == record.evidence.quote
            return found

        return ask

    return with_pipeline
