"""Captures as WARC (ISO 28500) and back, for archives and for reading again years later.

What the log says of one answer becomes one record:

    bytes seen for the first time     response
    the same bytes again, or a 304    revisit (identical-payload-digest, server-not-modified)
    an answer without a body          response with its status (a page that is gone: 404, 410)
    no answer at all                  metadata (refused by robots.txt, failed, leads elsewhere)

The row itself stands in an extension field, so that an import gives back the log row by row.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sectorlens.collect import sniff
from sectorlens.collect.captures import CaptureLog, LogRow, read_rows
from sectorlens.collect.links import read_page
from sectorlens.collect.pages import page_kind
from sectorlens.collect.urls import normalise
from sectorlens.errors import StoreError

MOST_BYTES = 100_000_000
_ROW = "WARC-Sectorlens-Row"
_NOT_MODIFIED = "http://netpreserve.org/warc/1.0/revisit/server-not-modified"


@dataclass(frozen=True)
class Imported:
    """What an import took in, what was there already, and what it passed over and why."""

    taken: int = 0
    known: int = 0
    passed_over: tuple[str, ...] = ()


def export_warc(folder: Path, target: Path) -> int:
    """Write every row of the log to ``target`` (gzip per record) and return how many.

    Bodies are stored unpacked, so no Content-Encoding is written; each stands once in the file.

    Raises:
        StoreError: the captures cannot be read or the file cannot be written.
    """
    log = CaptureLog(folder)
    unfinished = target.with_name(f"{target.name}.part")
    n = 0
    try:
        with unfinished.open("wb") as file:
            writer = _Writer(WARCWriter(file, gzip=True), log)
            for row in read_rows(folder):
                writer.write(row)
                n += 1
        unfinished.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error})", path=target) from error
    return n


def import_warc(folder: Path, source: Path, *, source_id: str = "") -> Imported:
    """Take the records of a WARC file into the captures; what stands there already is not taken twice.

    Our own files give back the log; of other archives' the answers with status 200 are taken and judged by the
    rules of collecting.

    Raises:
        StoreError: the file is no WARC, or the captures cannot be written.
    """
    before = {url: standing.last.fetched_at for url, standing in CaptureLog(folder).standings()}
    known_rows = set(read_rows(folder))
    taken = known = 0
    passed: list[str] = []
    try:
        with source.open("rb") as file, CaptureLog(folder) as log:
            for row, body, is_ours in _read(file, source_id, passed):
                standing = log.standing(row.url)
                if is_ours:
                    is_known = row in known_rows or row.fetched_at < before.get(row.url, "")
                else:
                    standing_body = standing.body if standing is not None else None
                    is_known = standing_body is not None and standing_body.fetched_at >= row.fetched_at
                if body:
                    log.put_body(body)
                if is_known:
                    known += 1
                else:
                    log.append(row)
                    taken += 1
    except ArchiveLoadFailed as error:
        raise StoreError(f"{source}: this is no WARC file ({error})", path=source) from error
    except OSError as error:
        raise StoreError(f"{source}: cannot be read ({error})", path=source) from error
    return Imported(taken, known, tuple(passed))


@dataclass
class _Writer:
    """Writes rows in order; ``stored`` knows where in the file the bytes of a digest stand (url, date)."""

    writer: Any
    log: CaptureLog
    stored: dict[str, tuple[str, str]] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)

    def write(self, row: LogRow) -> None:
        digest = row.sha256 or (self.holds.get(row.url, "") if row.status == HTTPStatus.NOT_MODIFIED else "")
        if digest and digest in self.stored:
            self._write_revisit(row, digest, *self.stored[digest])
            return
        body = self.log.read_body(row.sha256) if row.sha256 else b""
        if body:
            self.stored[digest] = (row.url, _date(row))
            self.holds[row.url] = digest
            self._write_record("response", row, payload=io.BytesIO(body), length=len(body), http_headers=_said(row))
        elif row.status and not row.sha256 and row.status != HTTPStatus.NOT_MODIFIED:
            self._write_record("response", row, http_headers=_said(row))
        else:
            fields = f"outcome: {row.outcome}\r\nreason: {row.reason}\r\nsameAs: {row.same_as}\r\n".encode()
            self._write_record("metadata", row, payload=io.BytesIO(fields), length=len(fields))

    def _write_revisit(self, row: LogRow, digest: str, url: str, date: str) -> None:
        self.holds[row.url] = digest
        record = self.writer.create_revisit_record(
            row.url, f"sha256:{digest}", url, date, http_headers=_said(row), warc_headers_dict=_kept(row)
        )
        if row.status == HTTPStatus.NOT_MODIFIED:
            record.rec_headers.replace_header("WARC-Profile", _NOT_MODIFIED)
        self.writer.write_record(record)

    def _write_record(self, kind: str, row: LogRow, **content: object) -> None:
        headers = _kept(row)
        if kind == "response" and row.sha256:
            headers["WARC-Payload-Digest"] = f"sha256:{row.sha256}"
        self.writer.write_record(self.writer.create_warc_record(row.url, kind, warc_headers_dict=headers, **content))


def _said(row: LogRow) -> StatusAndHeaders:
    status = row.status or 200
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Unknown"
    headers = [
        (name, value)
        for name, value in (
            ("Content-Type", row.declared_type or row.media_type),
            ("ETag", row.etag),
            ("Last-Modified", row.last_modified),
        )
        if value
    ]
    return StatusAndHeaders(f"{status} {phrase}", headers, protocol="HTTP/1.1")


def _kept(row: LogRow) -> dict[str, str]:
    kept = {"WARC-Date": _date(row), _ROW: json.dumps(msgspec.to_builtins(row))}
    return {**kept, "WARC-Identified-Payload-Type": row.media_type} if row.media_type else kept


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _date(row: LogRow) -> str:
    return row.fetched_at or "1970-01-01T00:00:00Z"


def _read(file: object, source_id: str, passed: list[str]) -> Iterator[tuple[LogRow, bytes, bool]]:
    """Yield rows with their bodies (b"" for none) and whether they are of our own writing."""
    for record in ArchiveIterator(file):
        if record.rec_type not in ("response", "revisit", "metadata"):
            continue
        url = normalise(record.rec_headers.get_header("WARC-Target-URI") or "")
        own = _own_row(record.rec_headers.get_header(_ROW), url)
        if own is None and record.rec_type != "response":
            if record.rec_type == "revisit":
                passed.append(f"{url or 'a record without a web address'}: unchanged since an earlier record")
            continue
        status = record.http_headers.get_statuscode() if record.http_headers is not None else ""
        body = b""
        if record.rec_type == "response" and (status == "200" or own is not None):
            body = record.content_stream().read(MOST_BYTES + 1)
        if own is not None and (not body or _digest(body) == own.sha256):
            yield (msgspec.structs.replace(own, source_id=source_id) if source_id else own), body, True
        elif not url or status != "200":
            passed.append(f"{url or 'a record without a web address'}: status {status}")
        elif not body or len(body) > MOST_BYTES:
            passed.append(f"{url}: empty, or more than {MOST_BYTES} bytes")
        else:
            yield _judge(url, record, body, source_id), body, False


def _own_row(text: str | None, url: str) -> LogRow | None:
    """Return the row that an extension field states, None if it is none or speaks of another address."""
    try:
        row = msgspec.json.decode(text or "", type=LogRow)
    except msgspec.DecodeError:
        return None
    return row if url and row.url == url else None


def _judge(url: str, record: Any, body: bytes, source_id: str) -> LogRow:
    """Return the row of another archive's answer, judged as if it had been collected."""
    said = record.http_headers
    media = sniff.sniff(body)
    declared = said.get_header("Content-Type") or ""
    row = LogRow(
        url=url, final_url=url, fetched_at=(record.rec_headers.get_header("WARC-Date") or "")[:20], status=200,
        media_type=media, declared_type=declared, charset=sniff.charset_of(declared), sha256=_digest(body),
        etag=said.get_header("ETag") or "", last_modified=said.get_header("Last-Modified") or "",
        source_id=source_id, outcome="new", reason="imported",
    )  # fmt: skip
    if media in sniff.PUBLICATION_FILES:
        return msgspec.structs.replace(row, role="publication")
    if media != sniff.HTML:
        return row
    kind = page_kind(url, read_page(body, url, row.charset))
    if kind == "publication":
        return msgspec.structs.replace(row, role="publication")
    return msgspec.structs.replace(row, role="index", outcome="skipped", reason=kind)
