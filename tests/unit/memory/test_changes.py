"""What changed since the previous run is told in names, and only when there was a previous run."""

from __future__ import annotations

import dataclasses

import msgspec

from sectorlens.memory import compare
from sectorlens.memory.changes import make_baseline
from sectorlens.model import Document, Evidence, Extract, Network, Organisation, Recommendation, Resolution, Themes, Tie
from sectorlens.store.findings import Findings, RunFacts

FACTS = RunFacts(title="T", sector="s", sector_name="S", demonstration=False, now="", version="0", model="")
ASK = "Fund advice."


def document(identity: str, text: str) -> Document:
    return Document(id=identity, title=identity.upper(), title_from="heading", text=text, blocks=())


def findings() -> Findings:
    ask = Recommendation(
        id="rec-1", evidence=Evidence(document_id="doc-a", start=0, end=len(ASK), quote=ASK), text=ASK,
        addressee="funders", strength="imperative", form="list_item", score=1.0,
    )  # fmt: skip
    return Findings(
        facts=FACTS,
        inputs=(),
        documents={"doc-a": document("doc-a", ASK), "doc-b": document("doc-b", "Old words.")},
        repeated={},
        publications=(),
        extracts={"doc-a": Extract(document_id="doc-a", recommendations=(ask,))},
        related={},
        resolution=Resolution(
            organisations=(
                Organisation(id="org-1", name="Kith", kind="charity"),
                Organisation(id="org-2", name="Wayfold", kind="charity"),
            ),
            ties=(
                Tie(
                    id="tie-1", kind="member_of", source_id="org-1", target_id="org-2", evidence=(), weight=1,
                    band="clear",
                ),
            ),
        ),
        themes=Themes(),
        network=Network(),
    )  # fmt: skip


def test_a_first_run_claims_no_change() -> None:
    assert not compare(None, findings()).previous


def test_an_unchanged_corpus_shows_nothing_new() -> None:
    changes = compare(make_baseline(findings()), findings())
    assert changes.previous
    assert not any(value for name, value in dataclasses.asdict(changes).items() if name != "previous")


def test_new_changed_and_removed_are_named() -> None:
    old = make_baseline(findings())
    old = msgspec.structs.replace(old, organisations=("org-2",), ties=(), recommendations=())
    now = dataclasses.replace(
        findings(), documents={"doc-b": document("doc-b", "New words."), "doc-c": document("doc-c", "More.")}
    )
    changes = compare(old, now)
    assert changes.new_documents == ("DOC-C",)
    assert changes.changed_documents == ("DOC-B",)
    assert changes.removed == ("DOC-A",)
    assert changes.new_organisations == ("Kith",)
    assert changes.new_ties == ("Kith → Wayfold (member of)",)
    assert changes.new_recommendations == (ASK,)
