"""What collecting brought stands on the coverage page, and pages that are gone stay, marked."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

import sectorlens
from sectorlens.collect import captures
from sectorlens.collect.summary import Listed, Summary, write_summary

WORDS = (
    "Prisons should pay for advice by letter. People write when they cannot sleep, and an answer within the week "
    "keeps a tenancy, a job or a visit. Last year our volunteers answered four thousand letters from eleven prisons, "
    "and most of them asked about debt, about housing and about children. The post costs less than one day of a "
    "solicitor. Nobody else does this work, and the money that pays for it ends in the spring."
)
PAGE = f"<html><title>Advice</title><main><h1>Advice by letter</h1><p>{WORDS}</p></main></html>".encode()


def test_the_coverage_page_tells_what_was_collected_and_what_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / captures.FOLDER
    sha = hashlib.sha256(PAGE).hexdigest()
    body = captures.body_path(folder, sha)
    body.parent.mkdir(parents=True)
    body.write_bytes(PAGE)
    url = "https://umbrella.example/blog/advice-by-letter/"
    row = captures.LogRow(
        url=url, final_url=url, status=200, sha256=sha, media_type="text/html", source_id="umbrella",
        fetched_at="2026-01-02T03:04:05+00:00", outcome="new", role="publication",
    )  # fmt: skip
    gone = msgspec.structs.replace(row, status=404, sha256="", fetched_at="2026-02-03T03:04:05+00:00", outcome="gone")
    with (folder / "log.jsonl").open("wb") as log:
        log.writelines(msgspec.json.encode(one) + b"\n" for one in (row, gone))
    listed = [Listed(url=url, outcome="gone", reason="404")]
    write_summary(folder, Summary(started_at="2026-02-03T03:04:05+00:00", listed=listed))
    run = sectorlens.analyse(workspace=tmp_path)
    assert run.outcomes == {"ok": 1}
    page = (run.outputs / "coverage.html").read_text("utf-8")
    assert "Collecting from websites" in page
    assert f"{url}</bdi> (found gone on 2026-02-03)" in page
    own = next((run.outputs / "publications").glob("*.html")).read_text("utf-8")
    assert "no longer online: found gone on 3 February 2026" in own
