"""Captures as WARC (ISO 28500) and back, for archives and for reading again years later."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sectorlens.collect import sniff
from sectorlens.collect.captures import CaptureLog, LogRow, Outcome, Role, read_rows
from sectorlens.collect.links import read_page
from sectorlens.collect.pages import page_kind
from sectorlens.collect.urls import normalise
from sectorlens.errors import StoreError

MOST_BYTES = 100_000_000
_ROLE, _SOURCE = "WARC-Sectorlens-Role", "WARC-Sectorlens-Source"
_OUTCOME, _REASON, _SAME_AS = "WARC-Sectorlens-Outcome", "WARC-Sectorlens-Reason", "WARC-Sectorlens-Same-As"


@dataclass(frozen=True)
class Imported:
    """What an import took in, what was there already, and what it passed over and why."""

    taken: int = 0
    known: int = 0
    passed_over: tuple[str, ...] = ()


def export_warc(folder: Path, target: Path) -> int:
    """Write every capture with a body to ``target`` (gzip per record) and return how many.

    Each is a ``response`` record: bodies are stored unpacked, so no Content-Encoding is written.

    Raises:
        StoreError: the captures cannot be read or the file cannot be written.
    """
    log = CaptureLog(folder)
    unfinished = target.with_name(f"{target.name}.part")
    n = 0
    try:
        with unfinished.open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            for row in read_rows(folder):
                body = log.read_body(row.sha256) if row.sha256 else b""
                if body:
                    writer.write_record(_record(writer, row, body))
                    n += 1
        unfinished.replace(target)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error})", path=target) from error
    return n


def import_warc(folder: Path, source: Path, *, source_id: str = "") -> Imported:
    """Take the responses of a WARC file into the captures; what stands there already is not taken twice.

    Raises:
        StoreError: the file is no WARC, or the captures cannot be written.
    """
    taken = known = 0
    passed: list[str] = []
    try:
        with source.open("rb") as file, CaptureLog(folder) as log:
            for url, row, body in _responses(file, source_id, passed):
                standing = log.standing(url)
                digest = log.put_body(body)
                if standing is not None and standing.body is not None and standing.body.fetched_at >= row.fetched_at:
                    known += 1
                    continue
                fields = {name: getattr(row, name) for name in LogRow.__struct_fields__}
                log.append(LogRow(**{**fields, "sha256": digest}))
                taken += 1
    except ArchiveLoadFailed as error:
        raise StoreError(f"{source}: this is no WARC file ({error})", path=source) from error
    except OSError as error:
        raise StoreError(f"{source}: cannot be read ({error})", path=source) from error
    return Imported(taken, known, tuple(passed))


def _record(writer: WARCWriter, row: LogRow, body: bytes) -> object:
    headers = [
        (name, value)
        for name, value in (
            ("Content-Type", row.declared_type or row.media_type),
            ("ETag", row.etag),
            ("Last-Modified", row.last_modified),
        )
        if value
    ]
    return writer.create_warc_record(
        row.url,
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(f"{row.status or 200} OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": row.fetched_at or "1970-01-01T00:00:00Z",
            "WARC-Identified-Payload-Type": row.media_type or sniff.OTHER,
            _ROLE: row.role,
            _SOURCE: row.source_id,
            _OUTCOME: row.outcome,
            _REASON: row.reason,
            _SAME_AS: row.same_as,
        },
    )


def _responses(file: object, source_id: str, passed: list[str]) -> Iterator[tuple[str, LogRow, bytes]]:
    for record in ArchiveIterator(file):
        if record.rec_type != "response" or record.http_headers is None:
            continue
        url = normalise(record.rec_headers.get_header("WARC-Target-URI") or "")
        status = record.http_headers.get_statuscode()
        if not url or status != "200":
            passed.append(f"{url or 'a record without a web address'}: status {status}")
            continue
        body = record.content_stream().read(MOST_BYTES + 1)
        if not body or len(body) > MOST_BYTES:
            passed.append(f"{url}: empty, or more than {MOST_BYTES} bytes")
            continue
        yield url, _row(url, record, body, source_id), body


def _row(url: str, record: object, body: bytes, source_id: str) -> LogRow:
    said, kept = record.http_headers, record.rec_headers  # type: ignore[attr-defined]
    media = sniff.sniff(body)
    declared = said.get_header("Content-Type") or ""
    role: Role = "none"
    outcome: Outcome = "new"
    reason = kept.get_header(_REASON) or "imported"
    if (named := kept.get_header(_ROLE)) in get_args(Role):
        role = named
        outcome = said_outcome if (said_outcome := kept.get_header(_OUTCOME)) in get_args(Outcome) else "new"
    elif media in sniff.PUBLICATION_FILES:
        role = "publication"
    elif media == sniff.HTML:
        kind = page_kind(url, read_page(body, url, sniff.charset_of(declared)))
        role = "publication" if kind == "publication" else "index"
        if kind != "publication":
            outcome, reason = "skipped", kind
    return LogRow(
        url=url, final_url=url, fetched_at=(kept.get_header("WARC-Date") or "")[:20], status=200, media_type=media,
        declared_type=declared, charset=sniff.charset_of(declared), etag=said.get_header("ETag") or "",
        last_modified=said.get_header("Last-Modified") or "", source_id=source_id or kept.get_header(_SOURCE) or "",
        outcome=outcome, role=role, reason=reason, same_as=kept.get_header(_SAME_AS) or "",
    )  # fmt: skip
