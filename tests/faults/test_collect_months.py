"""Two months, as `make update` makes them: collect, analyse, changes, against websites on loopback."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from runs_of_collecting import DEMO, ROOT
from typer.testing import CliRunner
from websites import FakeClock, serve_sites

from sectorlens import cli_collect
from sectorlens.cli import app

HOST = "sorrelproject.example"
COMES, GOES, CHANGES = "/voices/three-years-please/", "/voices/the-warm-room/", "/voices/where-are-the-children/"


def test_the_target_update_is_these_three_commands() -> None:
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\nupdate:")[2].partition("\n\n")[0]
    assert [line.split("sectorlens ")[1].split()[0] for line in recipe.splitlines()[1:]] == [
        "collect",
        "analyse",
        "changes",
    ]


def test_two_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DEMO / "sites" / HOST, tmp_path / "sites" / HOST)
    headers = tmp_path / "sites" / HOST / "_headers.json"
    known = json.loads(headers.read_text("utf-8"))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    clock = FakeClock()

    def update() -> tuple[dict[str, int], dict[str, int], str]:
        said = [CliRunner().invoke(app, [*words.split()]) for words in ("collect --json", "analyse", "changes")]
        assert [result.exit_code for result in said] == [0, 0, 0], said
        run = json.loads((workspace / "outputs" / "run.json").read_text("utf-8"))
        made = {stage["name"]: stage["executions"] for stage in run["stages"]}
        return json.loads(said[0].stdout)["totals"], made, said[2].output

    with serve_sites(tmp_path / "sites") as sites:
        monkeypatch.setattr(cli_collect, "make_guard", lambda: sites.guard)
        monkeypatch.setattr(cli_collect, "make_clock", lambda: clock.clock())
        (workspace / "sectorlens.toml").write_text(
            f'[collect]\ncontact = "info@test.example"\n'
            f'[[source]]\nid = "sorrel"\nkind = "web"\nseeds = ["{sites.url(HOST)}"]\n',
            "utf-8",
        )
        later = known.pop(COMES)
        headers.write_text(json.dumps(known), "utf-8")
        totals, made, _ = update()
        n_pages = totals["new"]
        assert made["parse"] == n_pages == 5

        clock.passed += 31 * 86_400
        del known[GOES]
        page = tmp_path / "sites" / HOST / CHANGES.strip("/") / "index.html"
        page.write_bytes(page.read_bytes().replace(b"</h1>", b" (second edition)</h1>", 1))
        known[CHANGES]["etag"] = '"second"'
        known[COMES] = later
        headers.write_text(json.dumps(known), "utf-8")
        totals, made, said = update()
        assert {key: totals[key] for key in ("new", "changed", "unchanged", "gone")} == {
            "new": 1, "changed": 1, "unchanged": n_pages - 2, "gone": 1
        }  # fmt: skip
        assert made["parse"] == 2, "nothing unchanged is read twice"
        assert "1 new publications" in said and "1 changed publications" in said and "0 removed" in said
        pages = [path.read_text("utf-8") for path in (workspace / "outputs" / "publications").glob("*.html")]
        assert len(pages) == n_pages + 1
        assert sum("no longer online" in text for text in pages) == 1

        clock.passed += 31 * 86_400
        sites.requests.clear()
        totals, made, said = update()
        assert sites.statuses()[200] == 0, "no body is sent again"
        assert sum(made.values()) == 0
