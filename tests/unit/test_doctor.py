"""What the doctor says of the shipped models: each is named, and a missing one has a next step."""

from __future__ import annotations

from pathlib import Path

import pytest

from sectorlens.doctor import examine
from sectorlens.nlp import models

SHIPPED = (models.PIPELINE, models.EMBEDDINGS, models.CONTEXT)


@pytest.mark.parametrize("missing", SHIPPED)
def test_a_missing_model_is_told_with_what_it_costs(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "find_model", lambda name: None if name == missing else tmp_path)
    found = {finding.what: finding for finding in examine(tmp_path) if finding.what.startswith("model ")}
    told = found.pop(f"model {missing} is missing")
    assert not told.is_well and "install again" in told.advice
    assert sorted(found) == sorted(f"model {name}" for name in SHIPPED if name != missing)
    assert all(finding.is_well and not finding.advice for finding in found.values())


def test_the_libraries_that_run_the_models_are_looked_at(tmp_path: Path) -> None:
    names = {finding.what.split()[0] for finding in examine(tmp_path) if finding.is_well}
    assert names >= {"spacy", "tokenizers", "onnxruntime"}
