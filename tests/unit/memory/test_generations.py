"""The memory keeps two generations: the same corpus reproduces, another one moves on."""

from __future__ import annotations

from pathlib import Path

import pytest

from sectorlens.errors import StoreError
from sectorlens.memory import Memory, open_memory, save_memory
from sectorlens.memory.keeping import renew
from sectorlens.model import (
    Document,
    Evidence,
    Network,
    NodeMeasure,
    Organisation,
    Resolution,
    Theme,
    ThemePassage,
    Themes,
)
from sectorlens.store.findings import Findings, RunFacts

FACTS = RunFacts(title="T", sector="s", sector_name="S", demonstration=False, now="", version="0", model="")


def make_findings(*names: str, x: float = 0.0) -> Findings:
    documents = {f"doc-{n}": Document(id=f"doc-{n}", title=n, title_from="heading", text=n, blocks=()) for n in names}
    return Findings(
        facts=FACTS,
        inputs=(),
        documents=documents,
        repeated={},
        publications=(),
        extracts={},
        related={},
        resolution=Resolution(
            organisations=tuple(Organisation(id=f"org-{n}", name=n, kind="charity", aliases=(n,)) for n in names)
        ),
        themes=Themes(
            themes=tuple(
                Theme(
                    id=f"thm-{n}", label=n, description="", keywords=(n,), summary=(), publication_ids=(), colour="#111"
                )
                for n in names
            ),
            passages=tuple(
                ThemePassage(
                    theme_id=f"thm-{n}",
                    evidence=Evidence(document_id=f"doc-{n}", start=0, end=len(n), quote=n),
                    weight=1.0,
                    role="medoid",
                )
                for n in names
            ),
        ),
        network=Network(
            measures=tuple(
                NodeMeasure(
                    organisation_id=f"org-{n}", degree=1, weighted_degree=1, betweenness=0, community=0, x=x, y=x
                )
                for n in names
            )
        ),
    )


def run(folder: Path, digest: str, findings: Findings) -> Memory:
    memory = open_memory(folder).for_corpus(digest)
    save_memory(folder, memory, findings)
    return memory


def test_a_workspace_without_memory_has_an_empty_one(tmp_path: Path) -> None:
    memory = open_memory(tmp_path / "nothing").for_corpus("a")
    assert memory == Memory(corpus_digest="a")
    assert memory.baseline is None


def test_a_run_over_the_same_corpus_reads_what_the_first_one_read(tmp_path: Path) -> None:
    first = run(tmp_path, "a", make_findings("one"))
    written = (tmp_path / "after.json").read_bytes(), (tmp_path / "before.json").read_bytes()
    second = run(tmp_path, "a", make_findings("one"))
    assert second == first
    assert ((tmp_path / "after.json").read_bytes(), (tmp_path / "before.json").read_bytes()) == written


def test_another_corpus_turns_after_into_before(tmp_path: Path) -> None:
    run(tmp_path, "a", make_findings("one"))
    second = run(tmp_path, "b", make_findings("one", "two"))
    assert [anchor.id for anchor in second.themes.anchors] == ["thm-one"]
    assert second.baseline is not None
    assert [document.id for document in second.baseline.documents] == ["doc-one"]
    again = run(tmp_path, "b", make_findings("one", "two"))
    assert again == second
    third = run(tmp_path, "c", make_findings("two"))
    assert [anchor.id for anchor in third.themes.anchors] == ["thm-one", "thm-two"]


def test_a_run_killed_between_the_two_files_is_repeated_alike(tmp_path: Path) -> None:
    run(tmp_path, "a", make_findings("one"))
    old_after = (tmp_path / "after.json").read_bytes()
    expected = run(tmp_path, "b", make_findings("two"))
    (tmp_path / "after.json").write_bytes(old_after)
    assert open_memory(tmp_path).for_corpus("b") == expected


def test_what_a_run_no_longer_finds_stays_known(tmp_path: Path) -> None:
    first = renew(Memory(), make_findings("one", x=3.5))
    second = renew(first, make_findings("two"))
    assert [known.id for known in second.organisations.organisations] == ["org-one", "org-two"]
    assert {place.organisation_id: place.x for place in second.positions.places} == {"org-one": 3.5, "org-two": 0.0}


def test_forgetting_reads_nothing(tmp_path: Path) -> None:
    run(tmp_path, "a", make_findings("one"))
    assert open_memory(tmp_path, forget=True).for_corpus("b") == Memory(corpus_digest="b")


def test_document_ids_are_kept_and_a_renamed_file_finds_its_id(tmp_path: Path) -> None:
    memory = open_memory(tmp_path).for_corpus("a")
    save_memory(tmp_path, memory, make_findings("one"), document_ids={"ff": "doc-one"})
    assert dict(open_memory(tmp_path).document_ids) == {"ff": "doc-one"}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_damaged_file_is_named_with_a_next_step(tmp_path: Path) -> None:
    run(tmp_path, "a", make_findings("one"))
    (tmp_path / "after.json").write_text('{"themes": 3}')
    with pytest.raises(StoreError, match=r"after\.json.*--forget"):
        open_memory(tmp_path)
    assert open_memory(tmp_path, forget=True).after is None
