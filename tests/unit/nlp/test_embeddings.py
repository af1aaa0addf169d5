"""Static embeddings: vectors of length 1, zeros for the unknown, the same alone and in a batch."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from sectorlens.errors import ModelError
from sectorlens.nlp.embeddings import StaticEmbeddings, load_embeddings
from sectorlens.nlp.models import find_model


@pytest.fixture(scope="module")
def embeddings() -> StaticEmbeddings:
    found = load_embeddings()
    assert found is not None
    return found


def test_texts_of_one_meaning_are_nearer_than_others(embeddings: StaticEmbeddings) -> None:
    home, house, budget = embeddings.encode(
        ["accommodation for people leaving prison", "housing on release", "the annual accounts of the council"]
    )
    assert home @ house > home @ budget + 0.1


def test_vectors_have_length_one_and_nothing_has_none(embeddings: StaticEmbeddings) -> None:
    rows = embeddings.encode(["housing", "", "   ", "a longer text " * 50])
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-5)
    assert embeddings.encode([]).shape == (0, embeddings.dims)


def test_a_text_means_the_same_alone_and_in_a_batch(embeddings: StaticEmbeddings) -> None:
    texts = ["housing", "a longer text about debt and advice " * 40, "women's centres"]
    together = embeddings.encode(texts)
    for row, text in zip(together, texts, strict=True):
        assert np.array_equal(row, embeddings.encode([text])[0])


def test_a_missing_folder_is_no_error_and_a_damaged_one_says_what_to_do(tmp_path: Path) -> None:
    assert load_embeddings(tmp_path / "nothing") is None
    source = find_model("sectorlens_static")
    assert source is not None
    shutil.copytree(source, tmp_path / "damaged")
    (tmp_path / "damaged" / "tokenizer.json").write_text("{")
    with pytest.raises(ModelError, match="Restore that folder"):
        load_embeddings(tmp_path / "damaged")
