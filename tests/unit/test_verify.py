"""Broken invariants are found before anything is published, and expectations keep the old report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

import sectorlens.analysis as analysis
from sectorlens.errors import ConfigError, ExpectationError
from sectorlens.store.findings import Findings
from sectorlens.verify import Expectations, read_expectations, verify

TEXT = "Open Door Trust works with Harbour Lane Alliance.\n\nRecommendations for prisons\n\n- Pay in advance.\n"


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    root = tmp_path_factory.mktemp("ws")
    (root / "corpus" / "inbox").mkdir(parents=True)
    (root / "corpus" / "inbox" / "a.txt").write_text(TEXT, "utf-8")
    return analysis.open_findings(root)[1]


def test_a_sound_run_breaks_nothing(findings: Findings) -> None:
    assert verify(findings, Expectations()) == ()
    assert findings.resolution.organisations


def test_a_quote_that_does_not_slice_back_is_reported(findings: Findings) -> None:
    documents = {
        identity: msgspec.structs.replace(document, text="x" + document.text)
        for identity, document in findings.documents.items()
    }
    problems = verify(replace(findings, documents=documents), Expectations())
    assert any("do not slice back" in problem.message for problem in problems)


def test_an_id_given_twice_is_reported(findings: Findings) -> None:
    twice = msgspec.structs.replace(findings.resolution, organisations=findings.resolution.organisations[:1] * 2)
    problems = verify(replace(findings, resolution=twice), Expectations())
    assert any("was given 2 times" in problem.message for problem in problems)


def test_every_missed_expectation_is_named(findings: Findings) -> None:
    wanted = Expectations(min_publications=5, min_organisations=99, organisations=("Nobody At All",))
    with pytest.raises(ExpectationError) as caught:
        verify(findings, wanted)
    assert len(caught.value.failures) == 3


def test_an_unknown_expectation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text("min_publication = 3\n", "utf-8")
    with pytest.raises(ConfigError, match="min_publication"):
        read_expectations(tmp_path / "e.toml")
