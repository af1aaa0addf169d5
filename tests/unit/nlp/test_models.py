"""The shipped models are found alike from the source tree, from a wheel and by name."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import spacy

from sectorlens.errors import ModelError
from sectorlens.nlp import models
from sectorlens.nlp.pipeline import load_pipeline

ROOT = Path(__file__).parents[3]


def test_the_source_tree_has_both_models() -> None:
    assert models.find_model(models.PIPELINE) == ROOT / "models" / models.PIPELINE
    assert models.find_model(models.EMBEDDINGS) == ROOT / "models" / models.EMBEDDINGS


def test_models_stay_small() -> None:
    def size(name: str) -> int:
        return sum(path.stat().st_size for path in (ROOT / "models" / name).rglob("*") if path.is_file())

    assert size(models.PIPELINE) <= 25_000_000
    assert size(models.EMBEDDINGS) <= 9_000_000


@pytest.mark.slow
def test_a_wheel_carries_them(tmp_path: Path) -> None:
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    made = subprocess.run(
        [sys.executable, "-c", build, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    with zipfile.ZipFile(tmp_path / made.stdout.split()[-1]) as wheel:
        wheel.extractall(tmp_path / "site")
    code = (
        "from sectorlens.nlp import models; from sectorlens.nlp.pipeline import load_pipeline; "
        "print(models.find_model(models.PIPELINE)); print(*load_pipeline().pipe_names)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    where, pipes = run.stdout.strip().splitlines()
    assert Path(where) == tmp_path / "site" / "sectorlens" / "models" / models.PIPELINE
    assert "ner" in pipes.split()


def test_another_pipeline_works_by_path_with_its_labels_mapped(tmp_path: Path) -> None:
    other = spacy.blank("en")
    ruler = other.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "ORGANISATION", "pattern": "Harbour Lane"}])  # type: ignore[attr-defined]
    other.to_disk(tmp_path / "tiny")
    nlp = load_pipeline(str(tmp_path / "tiny"), labels=(("ORGANISATION", "ORG"),))
    assert [(entity.text, entity.label_) for entity in nlp("We met Harbour Lane.").ents] == [("Harbour Lane", "ORG")]


def test_a_missing_pipeline_says_what_to_do() -> None:
    with pytest.raises(ModelError, match="leave out --model"):
        load_pipeline("no_such_pipeline")


def test_the_fingerprint_follows_the_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "meta.json").write_text(name, "utf-8")
    assert models.pipeline_fingerprint(str(tmp_path / "one")) != models.pipeline_fingerprint(str(tmp_path / "two"))
