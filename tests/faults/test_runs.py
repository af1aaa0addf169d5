"""A whole run: every input one outcome, nothing done twice, the same bytes whatever the order and the workers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sectorlens

# Three pages of a sector that the default pack was not made for, in three layouts.
HARBOUR = """<html><head><title>Boats for all - Quayside Sailing Network</title>
<meta property="og:site_name" content="Quayside Sailing Network">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-05-14"}</script></head>
<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<main><article><h1>Boats for all</h1>
<p>We have worked with Marram Boatyard Trust since the spring to open the slipway to disabled sailors.</p>
<h2>Recommendations for harbour authorities</h2>
<ul><li>Keep one pontoon free of steps.</li><li>Publish the tide tables in large print.</li></ul>
<p>Harbours should employ an access officer. Young carers told us that they have nowhere safe to sleep.</p>
</article></main><footer>Quayside Sailing Network, charity. Cookie policy</footer></body></html>"""
MINUTES = """Allotment Forum
Published: 3 March 2021

Lessons for councils
1. Write leases for ten years.
2. Don't charge for water in the first season.

The Allotment Forum is a member of the Green Spaces Alliance. The waiting list is too long.
"""
NOTE = "# Soil and seed\n\nBramble Lane Growers partnered with the Orchard Foundation on a seed library in 2022.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "web").mkdir(parents=True)
    (folder / "web" / "boats.html").write_text(HARBOUR, "utf-8")
    (folder / "minutes.txt").write_text(MINUTES, "utf-8")
    (folder / "note.md").write_text(NOTE, "utf-8")
    return folder


def digests(outputs: Path) -> dict[str, str]:
    return {
        path.relative_to(outputs).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(outputs.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def stages(outputs: Path) -> dict[str, int]:
    rows = json.loads((outputs / "run.json").read_text("utf-8"))["stages"]
    return {row["name"]: row["executions"] for row in rows}


def workspace(tmp_path: Path, corpus: Path) -> Path:
    root = tmp_path / "ws"
    shutil.copytree(corpus, root / "corpus" / "inbox")
    return root


def test_three_pages_of_another_sector(corpus: Path, tmp_path: Path) -> None:
    run = sectorlens.analyse([corpus], outputs=tmp_path / "out", sector="homelessness_uk")
    assert run.outcomes == {"ok": 3}
    tables = sectorlens.read(run.outputs)
    asked = tables.recommendations
    assert {"Keep one pontoon free of steps.", "Write leases for ten years."} <= set(asked["text"])
    assert asked.loc[asked["text"].str.startswith("Don"), "negative"].all()
    documents = tables.documents.set_index("path")
    assert documents.loc["web/boats.html", "publisher"] == "Quayside Sailing Network"
    assert documents.loc["web/boats.html", "published_on"] == "2019-05-14"
    assert documents.loc["minutes.txt", "published_on"] == "2021-03-03"
    ties = {(row.source, row.kind, row.target) for row in tables.relations.itertuples()}
    assert ("Allotment Forum", "member_of", "Green Spaces Alliance") in ties
    assert {"Bramble Lane Growers", "Orchard Foundation"} <= {
        name for source, kind, target in ties if kind == "partners_with" for name in (source, target)
    }


def test_every_quote_slices_back(corpus: Path, tmp_path: Path) -> None:
    import sqlite3

    run = sectorlens.analyse([corpus], outputs=tmp_path / "out")
    with sqlite3.connect(run.outputs / "sectorlens.db") as connection:
        texts = dict(connection.execute("SELECT document_id, text FROM documents"))
        checked = 0
        for table in ("needs", "relations", "theme_passages"):
            for document, start, end, quote in connection.execute(
                f'SELECT document_id, "start", "end", quote FROM {table}'
            ):
                assert texts[document][start:end] == quote
                checked += 1
    assert checked > 3


def test_order_and_workers_change_no_byte(corpus: Path, tmp_path: Path) -> None:
    for number in range(20):  # enough to go to workers
        (corpus / f"more-{number:02}.txt").write_text(MINUTES.replace("Allotment", f"Orchard{number}"), "utf-8")
    first = sectorlens.analyse([corpus], outputs=tmp_path / "one", jobs=1)
    names = sorted(path for path in corpus.rglob("*") if path.is_file())
    second = sectorlens.analyse([corpus, *reversed(names)], outputs=tmp_path / "two", jobs=2)
    assert digests(first.outputs) == digests(second.outputs)


def test_hash_seed_changes_no_byte(corpus: Path, tmp_path: Path) -> None:
    for seed in ("0", "1"):
        subprocess.run(
            [sys.executable, "-m", "sectorlens", "analyse", str(corpus), "--outputs", str(tmp_path / seed), "--quiet"],
            check=True, env={**os.environ, "PYTHONHASHSEED": seed}, cwd=tmp_path,
        )  # fmt: skip
    assert digests(tmp_path / "0") == digests(tmp_path / "1")


def test_an_unchanged_corpus_executes_nothing_and_reproduces_every_byte(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    first = sectorlens.analyse(workspace=root)
    before = digests(first.outputs)
    second = sectorlens.analyse(workspace=root)
    assert {name: n for name, n in stages(second.outputs).items() if n} == {}
    assert digests(second.outputs) == before
    fresh = sectorlens.analyse(workspace=root, fresh=True)
    assert digests(fresh.outputs) == before


def test_a_markup_edit_reruns_one_parse_and_nothing_after_it(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    sectorlens.analyse(workspace=root)
    page = root / "corpus" / "inbox" / "web" / "boats.html"
    page.write_text(page.read_text("utf-8").replace("<article>", '<article class="new">'), "utf-8")
    run = sectorlens.analyse(workspace=root)
    assert {name: n for name, n in stages(run.outputs).items() if n} == {"parse": 1}


def test_a_text_edit_reruns_that_document_and_the_corpus_stages(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    sectorlens.analyse(workspace=root)
    page = root / "corpus" / "inbox" / "note.md"
    page.write_text(NOTE + "\nFunders should pay for seed.\n", "utf-8")
    done = stages(sectorlens.analyse(workspace=root).outputs)
    assert (done["parse"], done["extract"]) == (1, 1)
    assert done["themes"] == 1


def test_a_new_document_reextracts_no_other(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    sectorlens.analyse(workspace=root)
    (root / "corpus" / "inbox" / "new.txt").write_text("Prisons should open the gym at weekends.\n", "utf-8")
    done = stages(sectorlens.analyse(workspace=root).outputs)
    assert (done["parse"], done["extract"]) == (1, 1)


def test_a_renamed_file_keeps_its_ids(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    before = sectorlens.read(sectorlens.analyse(workspace=root).outputs).documents
    (root / "corpus" / "inbox" / "note.md").rename(root / "corpus" / "inbox" / "soil.md")
    after = sectorlens.read(sectorlens.analyse(workspace=root).outputs).documents
    assert set(before["document_id"]) == set(after["document_id"])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_publications_give_a_readable_report(count: int, corpus: Path, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    for path in sorted(corpus.rglob("*.*"))[:count]:
        shutil.copy(path, folder)
    run = sectorlens.analyse([folder], outputs=tmp_path / "out")
    assert run.exit_code == 0
    assert sum(run.outcomes.values()) == count
    home = (run.outputs / "index.html").read_text("utf-8")
    assert f"{count} publication" in home
    for name in ("sectorlens.xlsx", "sectorlens.db", "briefing.docx", "graph/organisations.gexf"):
        assert (run.outputs / name).stat().st_size > 0


def test_odd_inputs_each_end_in_one_named_outcome(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "spaces.txt").write_bytes(b" \n \t\n")
    (folder / "french.txt").write_text(
        "Le gouvernement devrait financer des logements pour les personnes qui sortent de prison. "
        "Nous avons besoin de services qui travaillent ensemble avec les familles et les communes. " * 5, "utf-8"
    )  # fmt: skip
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <<")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    run = sectorlens.analyse([folder], outputs=tmp_path / "out")
    inputs = sectorlens.read(run.outputs).inputs.set_index("path")
    assert len(inputs) == 6
    assert set(inputs["outcome"]) <= {"skipped", "failed"}
    assert (inputs["reason"] != "").all()
    assert run.exit_code == 0


def test_expectations_keep_the_old_report(corpus: Path, tmp_path: Path) -> None:
    root = workspace(tmp_path, corpus)
    before = digests(sectorlens.analyse(workspace=root).outputs)
    (root / "corpus" / "expectations.toml").write_text("min_publications = 50\n", "utf-8")
    answer = subprocess.run(
        [sys.executable, "-m", "sectorlens", "analyse", "--quiet"], cwd=root, capture_output=True, text=True
    )
    assert answer.returncode == 3
    assert "asks for at least 50" in answer.stderr
    assert digests(root / "outputs") == before
    assert not (root / "outputs.next").exists()
