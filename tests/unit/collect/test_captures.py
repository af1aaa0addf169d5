"""The capture log: append-only, crash-proof, and what is read from it."""

from __future__ import annotations

from pathlib import Path

from sectorlens.collect.captures import CaptureLog, LogRow, iter_captures
from sectorlens.collect.inputs import find_inputs
from sectorlens.store.workspace import open_workspace

URL = "https://umbrella.example/a/"


def put(log: CaptureLog, url: str, body: bytes, **fields: object) -> None:
    made = {"fetched_at": "2026-01-01T00:00:00Z", "role": "publication", "outcome": "new", "status": 200, **fields}
    log.append(LogRow(url=url, sha256=log.put_body(body), **made))  # type: ignore[arg-type]


def test_the_latest_body_counts_and_gone_ones_stay(tmp_path: Path) -> None:
    with CaptureLog(tmp_path) as log:
        put(log, URL, b"one")
        put(log, URL, b"two", outcome="changed")
        put(log, "https://umbrella.example/b/", b"three")
        log.append(LogRow(url=URL, outcome="gone", fetched_at="2026-02-01T00:00:00Z"))
        log.append(LogRow(url="https://umbrella.example/b/", outcome="failed", reason="timeout"))
    found = list(iter_captures(tmp_path))
    assert [(file.capture.url, file.read(), file.gone_on) for file in found] == [
        (URL, b"two", "2026-02-01"),
        ("https://umbrella.example/b/", b"three", ""),
    ]


def test_lists_duplicates_and_redirects_are_not_read(tmp_path: Path) -> None:
    with CaptureLog(tmp_path) as log:
        put(log, "https://umbrella.example/", b"index", role="index", outcome="skipped")
        put(log, "https://umbrella.example/feed", b"feed", role="feed")
        put(log, "https://umbrella.example/copy/", b"one", outcome="duplicate", same_as=URL)
        put(log, "https://umbrella.example/old/", b"one")
        log.append(LogRow(url="https://umbrella.example/old/", outcome="redirect", same_as=URL))
        put(log, URL, b"one")
    assert [file.capture.url for file in iter_captures(tmp_path)] == [URL]


def test_a_line_cut_short_is_passed_over_and_swallows_nothing(tmp_path: Path) -> None:
    with CaptureLog(tmp_path) as log:
        put(log, URL, b"one")
    with (tmp_path / "log.jsonl").open("ab") as file:
        file.write(b'{"url": "https://umbrella.example/cut')
    with CaptureLog(tmp_path) as log:
        put(log, "https://umbrella.example/b/", b"two")
    assert [file.read() for file in iter_captures(tmp_path)] == [b"one", b"two"]
    before = (tmp_path / "log.jsonl").read_bytes()
    with CaptureLog(tmp_path) as log:
        put(log, URL, b"three", outcome="changed")
    assert (tmp_path / "log.jsonl").read_bytes().startswith(before), "nothing written is ever rewritten"


def test_a_workspace_reads_its_captures(tmp_path: Path) -> None:
    (tmp_path / "corpus" / "inbox").mkdir(parents=True)
    (tmp_path / "corpus" / "inbox" / "note.txt").write_text("A note.", "utf-8")
    with CaptureLog(tmp_path / "corpus" / "captures") as log:
        put(log, URL, b"<html><p>One", source_id="umbrella", declared_type="text/html", charset="utf-8")
    files = find_inputs(open_workspace(tmp_path)).files
    assert {(file.capture.path, file.capture.url) for file in files} == {("corpus/inbox/note.txt", ""), ("", URL)}
