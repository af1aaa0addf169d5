"""The shipped models are found alike from the source tree, from a wheel and by name."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import spacy

from sectorlens.errors import ModelError
from sectorlens.nlp import models
from sectorlens.nlp.pipeline import load_pipeline
from sectorlens.stages import EXTRACT, PARSE, RECALL, RELATE, RESOLVE, THEMES
from sectorlens.tools import Tools

ROOT = Path(__file__).parents[3]
STAGES = (PARSE, EXTRACT, RECALL, RELATE, RESOLVE, THEMES)
SHIPPED = sorted(folder.name for folder in (ROOT / "models").glob("sectorlens_*") if folder.is_dir())


def test_the_source_tree_has_the_models() -> None:
    assert {models.PIPELINE, models.EMBEDDINGS} <= set(SHIPPED) <= {models.PIPELINE, models.EMBEDDINGS, models.CONTEXT}
    for name in SHIPPED:
        assert models.find_model(name) == ROOT / "models" / name


def test_every_model_goes_into_the_wheel_under_a_licence_that_is_named() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    table = (ROOT / "LICENSES" / "README.md").read_text("utf-8")
    for name in SHIPPED:
        assert packed[f"models/{name}"] == f"sectorlens/models/{name}"
        (row,) = [line for line in table.splitlines() if f"`models/{name}`" in line]
        licence = "CC-BY-SA-4.0" if "CC BY-SA 4.0" in row else "Apache-2.0"
        assert licence in project["project"]["license"].split(" AND ")
        text = (ROOT / "models" / name / "LICENSE.txt").read_text("utf-8")
        assert ("Apache License, Version 2.0" in text) == (licence == "Apache-2.0")


def test_models_stay_small() -> None:
    def size(name: str) -> int:
        return sum(path.stat().st_size for path in (ROOT / "models" / name).rglob("*") if path.is_file())

    assert size(models.PIPELINE) <= 25_000_000
    assert size(models.EMBEDDINGS) <= 9_000_000
    assert size(models.CONTEXT) <= 20_000_000


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
        f"print(*load_pipeline().pipe_names); print(*(models.find_model(name) for name in {SHIPPED}), sep='\\n'); "
        "from sectorlens.nlp.context import load_context; print(load_context() is not None)"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    pipes, *where, has_context = run.stdout.strip().splitlines()
    assert [Path(line) for line in where] == [tmp_path / "site" / "sectorlens" / "models" / name for name in SHIPPED]
    assert "ner" in pipes.split()
    assert has_context == str(models.CONTEXT in SHIPPED)


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


def test_fingerprints_say_which_models_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_model", lambda name: tmp_path / name if (tmp_path / name).is_dir() else None)
    assert models.shipped_fingerprints() == {models.EMBEDDINGS: "absent", models.CONTEXT: "absent"}
    (tmp_path / models.CONTEXT).mkdir()
    (tmp_path / models.CONTEXT / "config.json").write_text("{}", "utf-8")
    found = models.shipped_fingerprints()
    assert found[models.EMBEDDINGS] == models.embeddings_fingerprint() == "absent"
    assert found[models.CONTEXT] == models.context_fingerprint() != "absent"


def test_stages_that_read_in_context_depend_on_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {spec.name: spec.fingerprint(Tools("criminal_justice_uk")) for spec in STAGES}
    monkeypatch.setattr(models, "context_fingerprint", lambda: "another")
    after = {spec.name: spec.fingerprint(Tools("criminal_justice_uk")) for spec in STAGES}
    assert {name for name in before if before[name] != after[name]} == {"extract", "relate"}
