"""WARC out and in: the log comes back row by row, and other tools can read the file."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from sectorlens.collect.archive import export_warc, import_warc
from sectorlens.collect.captures import CaptureLog, LogRow, iter_captures, read_rows
from sectorlens.errors import StoreError

URL = "https://umbrella.example/a/"
PAGE = b"<!doctype html><title>Caf\xe9</title>" + bytes(range(256))


def put(log: CaptureLog, url: str, body: bytes, at: str = "2026-01-01T00:00:00Z", **fields: object) -> None:
    made = {"fetched_at": at, "role": "publication", "outcome": "new", "status": 200, **fields}
    log.append(LogRow(url=url, final_url=url, sha256=log.put_body(body) if body else "", **made))  # type: ignore[arg-type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Captures of every kind: new, changed, unchanged in two ways, gone, led elsewhere, refused, copied, a list."""
    month = "2026-02-01T00:00:00Z"
    with CaptureLog(tmp_path / "first") as log:
        put(log, URL, PAGE, declared_type="text/html; charset=windows-1252", charset="windows-1252", etag='"1"')
        put(log, "https://umbrella.example/a.pdf", b"%PDF-1.4 ...", source_id="umbrella", media_type="application/pdf")
        put(log, "https://umbrella.example/copy/", PAGE, outcome="duplicate", same_as=URL, reason="same_bytes")
        put(log, "https://umbrella.example/", b"<html>index", role="index", outcome="skipped", reason="index")
        put(log, "https://umbrella.example/members/", b"", status=0, outcome="refused", reason="robots", role="none")
        put(log, URL, b"", month, status=304, outcome="unchanged", etag='"1"')
        put(log, "https://umbrella.example/a.pdf", b"%PDF-1.4 ...", month, outcome="unchanged", source_id="umbrella")
        put(log, "https://umbrella.example/b/", b"<html>B, at length", found_in="https://umbrella.example/caf\u00e9/")
        put(log, "https://umbrella.example/b/", b"<html>B, anew", month, outcome="changed")
        put(log, "https://umbrella.example/b/", b"", "2026-03-01T00:00:00Z", status=410, outcome="gone", role="none")
        put(log, "https://umbrella.example/old/", b"", month, status=0, outcome="redirect", same_as=URL, role="none")
    return tmp_path / "first"


def test_the_log_comes_back_row_by_row(folder: Path, tmp_path: Path) -> None:
    file, second = tmp_path / "captures.warc.gz", tmp_path / "second"
    assert export_warc(folder, file) == len(list(read_rows(folder))) == 11
    assert import_warc(second, file).taken == 11
    assert list(read_rows(second)) == list(read_rows(folder))
    found = [(one.capture, one.gone_on, one.read()) for one in iter_captures(second)]
    assert found == [(one.capture, one.gone_on, one.read()) for one in iter_captures(folder)]
    assert [gone for _, gone, _ in found if gone] == ["2026-03-01"]
    again = import_warc(second, file)
    assert (again.taken, again.known) == (0, 11)
    assert list(read_rows(second)) == list(read_rows(folder))


def test_records_are_of_the_kinds_that_the_standard_means(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "captures.warc.gz"
    export_warc(folder, file)
    kinds: Counter[str] = Counter()
    said: dict[str, list[str]] = {}
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests=True):
            record.content_stream().read()
            assert record.digest_checker.passed is not False, record.digest_checker.problems
            kinds[record.rec_type] += 1
            status = record.http_headers.get_statuscode() if record.http_headers else ""
            profile = (record.rec_headers.get_header("WARC-Profile") or "").rpartition("/")[2]
            said.setdefault(record.rec_headers.get_header("WARC-Target-URI"), []).append(profile or status)
    assert kinds == {"response": 6, "revisit": 3, "metadata": 2}
    assert said[URL] == ["200", "server-not-modified"]
    assert said["https://umbrella.example/a.pdf"] == ["200", "identical-payload-digest"]
    assert said["https://umbrella.example/copy/"] == ["identical-payload-digest"]
    assert said["https://umbrella.example/b/"] == ["200", "200", "410"]
    assert file.stat().st_size < 10_000


def test_a_later_log_is_not_set_back(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "captures.warc.gz"
    export_warc(folder, file)
    with CaptureLog(folder) as log:
        put(log, "https://umbrella.example/b/", b"<html>B is back", "2026-04-01T00:00:00Z", outcome="changed")
    rows = list(read_rows(folder))
    assert import_warc(folder, file).taken == 0
    assert list(read_rows(folder)) == rows


def test_what_lies_about_its_row_is_judged_as_anybodys(tmp_path: Path) -> None:
    file, second = tmp_path / "lie.warc.gz", tmp_path / "second"
    url, answer = "https://umbrella.example/x/", b"HTTP/1.1 200 OK\r\n\r\n%PDF-1.4 x"
    lies = (
        '{"url": "https://other.example/", "outcome": "new"}',
        '{"url": "https://umbrella.example/x/", "outcome": "new", "sha256": "00"}',
        "no json",
    )
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for stated in lies:
            headers = {"WARC-Sectorlens-Row": stated, "WARC-Date": "2026-01-01T00:00:00Z"}
            payload = io.BytesIO(answer)
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=payload, length=len(answer), warc_headers_dict=headers
                )
            )
    found = import_warc(second, file)
    assert (found.taken, found.known) == (1, 2)
    assert [(one.capture.url, one.read()[:5]) for one in iter_captures(second)] == [(url, b"%PDF-")]


def test_what_is_no_warc_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(b"this is no archive\r\n\r\n")
    with pytest.raises(StoreError, match="no WARC"):
        import_warc(tmp_path / "captures", tmp_path / "x.warc")
