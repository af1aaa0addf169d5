"""The demonstration is fictional, consistent and annotated as its text says."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILD = ROOT / "corpus" / "demo" / "build"
sys.path.insert(0, str(BUILD))

import check_demo as check  # noqa: E402
import names_check  # noqa: E402
import world as world_module  # noqa: E402

PACKS = ROOT / "src" / "sectorlens" / "sector"
NAMES = Path(os.environ.get("SECTORLENS_DATA", ROOT.parent / "shared" / "data")) / "names"
WORLD = world_module.read_world()
GOLD = [(folder.name, folder, record) for folder, record in check.iter_gold()]


def test_no_name_of_the_world_stands_in_a_sector_pack() -> None:
    assert any(PACKS.rglob("organisations*.toml")), "no sector pack found to compare with"
    assert names_check.collisions(NAMES / "none", PACKS) == []


@pytest.mark.skipif(not NAMES.is_dir(), reason="the lists of real names are not on this machine")
def test_no_name_of_the_world_stands_in_the_lists_of_real_names() -> None:
    assert names_check.collisions(NAMES, PACKS) == []


def test_the_comparison_finds_a_real_name_whatever_its_case_and_legal_form() -> None:
    assert names_check.normal("THE Sorrel Project Ltd.") == names_check.normal("Sorrel Project")
    assert names_check.normal("Loaf & Larder") == names_check.normal("Loaf and Larder")
    assert names_check.normal("Latchkey") != names_check.normal("Latchkey House")


@pytest.mark.parametrize(("name", "folder", "record"), GOLD, ids=[g[0] for g in GOLD])
def test_gold_agrees_with_its_text_and_the_world(name: str, folder: Path, record: dict) -> None:
    text = check.gold_text(folder, record)
    assert list(check.document_faults(record, text, WORLD)) == []
    assert (check.DEMO / record["document"]).is_file()
    assert record["fictional"] is True


def test_a_wrong_offset_is_a_fault() -> None:
    _, folder, record = next(g for g in GOLD if g[2]["needs"])
    text = check.gold_text(folder, record)
    broken = json.loads(json.dumps(record))
    broken["needs"][0]["start"] += 1
    assert list(check.document_faults(broken, text, WORLD))


def test_frozen_test_part_is_unchanged() -> None:
    frozen = json.loads((check.GOLDEN / "FROZEN.json").read_text(encoding="utf-8"))
    assert frozen == check.frozen_digests()
    publications = {record["publication"] for _, _, record in GOLD}
    assert 0.25 <= len(frozen) / len(publications) <= 0.45


def test_the_demonstration_is_as_large_and_mixed_as_promised() -> None:
    publications = {record["publication"] for _, _, record in GOLD}
    formats = {record["format"] for _, _, record in GOLD}
    kinds = {record["metadata"]["doc_type"] for _, _, record in GOLD}
    hosts = {record["url"].split("/")[2] for _, _, record in GOLD if record["url"]}
    assert len(publications) >= 60
    assert formats == {"html", "pdf", "docx", "txt"}
    assert kinds >= {"blog", "report", "briefing", "consultation_response", "evidence", "news", "index", "transcript"}
    assert len(hosts) >= 8
    assert all(host.endswith(".example") for host in hosts)
    assert len(WORLD.organisations) >= 120
    used = {o["name"] for _, _, record in GOLD for o in record["organisations"]}
    assert len(used) >= 120


def test_every_recommendation_said_to_be_repeated_is_in_the_gold() -> None:
    by_publication: dict[str, list[str]] = {}
    for _, _, record in GOLD:
        texts = by_publication.setdefault(record["publication"], [])
        texts.extend(r["text"].casefold() for r in record["recommendations"])
    repeated = WORLD.raw["repeated"]
    assert isinstance(repeated, dict)
    for key, row in repeated.items():
        assert len(row["asked_in"]) >= 2, key
        for publication in row["asked_in"]:
            found = any(all(word in text for word in row["words"]) for text in by_publication[publication])
            assert found, f"{key}: nothing like it in {publication}"


def test_each_website_has_headers_for_each_of_its_files() -> None:
    sites = sorted(p for p in (check.DEMO / "sites").iterdir() if p.is_dir())
    assert len(sites) >= 8
    for site in sites:
        headers = json.loads((site / "_headers.json").read_text(encoding="utf-8"))
        for path in site.rglob("*"):
            if path.is_file() and path.name != "_headers.json":
                relative = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
                assert headers[relative]["status"] == 200, relative


def test_building_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    for module in ("reportlab", "docx", "pypdf"):
        pytest.importorskip(module)
    import build

    build.build(tmp_path / "demo", tmp_path / "golden")
    for made, kept in ((tmp_path / "demo", check.DEMO), (tmp_path / "golden", check.GOLDEN)):
        for path in sorted(made.rglob("*")):
            if path.is_file():
                twin = kept / path.relative_to(made)
                assert twin.is_file(), twin
                assert path.read_bytes() == twin.read_bytes(), twin
