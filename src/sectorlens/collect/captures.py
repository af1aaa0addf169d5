"""What was fetched: an append-only log of captures, and each body once, under its sha256.

    captures/log.jsonl             one row per line, never rewritten
    captures/bodies/<ab>/<sha256>  the bytes as they were sent, unpacked

The last row of a url says how it stands; the last row with a body says what it holds.  A publication that is
gone from the web keeps its body and is read on.  A line cut short by a crash is passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from sectorlens.collect.folder import FoundFile
from sectorlens.errors import StoreError
from sectorlens.model import Capture

FOLDER = "captures"
LOG = "log.jsonl"
# fsync after so many rows: a power cut loses at most these, a killed program none.
BATCH = 20

Outcome = Literal[
    "new", "changed", "unchanged", "gone", "missing", "redirect", "duplicate", "skipped", "refused", "failed"
]
Role = Literal["publication", "index", "feed", "sitemap", "robots", "probe", "none"]


class LogRow(Capture, frozen=True, kw_only=True):
    """One capture and what became of it.

    ``outcome`` and its ``reason`` are stable codes; ``role`` says what the body is for: only publications are
    analysed, the others are kept so that an unchanged index need not be sent again.  ``found_in`` is the page
    that named the url, ``same_as`` the url that a redirect or duplicate leads to.
    """

    outcome: Outcome
    reason: str = ""
    role: Role = "none"
    found_in: str = ""
    same_as: str = ""

    def conditions(self) -> dict[str, str]:
        """Return the headers of a request that is answered with a body only if it has changed (RFC 9110, 13)."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True)
class Standing:
    """How a url stands: its last row, and the last row that brought a body (None if none did).

    ``hidden`` is the last row that said that the url is another page, or no publication (None if nothing said so
    since it last brought new bytes).
    """

    last: LogRow
    body: LogRow | None
    hidden: LogRow | None = None

    @property
    def is_publication(self) -> bool:
        """Whether the url is a publication to be read: gone and failed ones are, duplicates are not."""
        return self.body is not None and self.body.role == "publication" and self.hidden is None


class CaptureLog:
    """The log of one corpus, open for reading and, inside ``with``, for appending.

    Raises:
        StoreError: the folder cannot be read or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file: int | None = None
        self._pending = 0
        self._encoder = msgspec.json.Encoder()
        self._standing: dict[str, Standing] = {}
        self._by_sha: dict[str, str] = {}
        for row in read_rows(folder):
            self._note(row)

    def __enter__(self) -> CaptureLog:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / LOG
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            # What a crash cut short must not swallow the next row.
            if _lacks_line_end(path):
                os.write(self._file, b"\n")
        except OSError as error:
            raise StoreError(f"{self.folder}: cannot be written ({error})", path=self.folder) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self.flush()
            os.close(self._file)
            self._file = None

    def append(self, row: LogRow) -> None:
        """Add a row; its body must stand already."""
        if self._file is None:
            raise StoreError("the capture log is not open for writing", path=self.folder)
        data = self._encoder.encode(row) + b"\n"
        if os.write(self._file, data) != len(data):
            raise StoreError(f"{self.folder}: the disk is full; {len(data)} bytes were needed", path=self.folder)
        self._note(row)
        self._pending += 1
        if self._pending >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Make sure that what was appended outlasts a power cut."""
        if self._file is not None and self._pending:
            os.fsync(self._file)
            self._pending = 0

    def put_body(self, body: bytes) -> str:
        """Keep ``body`` and return its sha256; the same bytes are kept once."""
        digest = hashlib.sha256(body).hexdigest()
        path = body_path(self.folder, digest)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        return digest

    def read_body(self, sha256: str) -> bytes:
        """Return the body, or b"" where it is missing."""
        with contextlib.suppress(OSError):
            return body_path(self.folder, sha256).read_bytes()
        return b""

    def standing(self, url: str) -> Standing | None:
        """Return how ``url`` stands, None if it was never asked for."""
        return self._standing.get(url)

    def publication_with(self, sha256: str) -> str:
        """Return the url of a publication with these bytes, "" if there is none."""
        url = self._by_sha.get(sha256, "")
        standing = self._standing.get(url)
        if standing is None or standing.body is None or standing.body.sha256 != sha256:
            return ""
        return url if standing.is_publication else ""

    def standings(self) -> Iterator[tuple[str, Standing]]:
        """Yield all urls with how they stand, ordered by url."""
        yield from sorted(self._standing.items())

    def _note(self, row: LogRow) -> None:
        earlier = self._standing.get(row.url)
        body = row if row.sha256 else (earlier.body if earlier is not None else None)
        hidden = earlier.hidden if earlier is not None else None
        if row.outcome in ("duplicate", "redirect", "skipped"):
            hidden = row
        elif row.outcome in ("new", "changed"):
            hidden = None
        self._standing[row.url] = Standing(row, body, hidden)
        if row.sha256 and row.role == "publication" and not self.publication_with(row.sha256):
            self._by_sha[row.sha256] = row.url


def _lacks_line_end(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def read_rows(folder: Path) -> Iterator[LogRow]:
    """Yield the rows of the log in the order in which they were written; broken lines are passed over.

    Raises:
        StoreError: the log is there and cannot be read.
    """
    decoder = msgspec.json.Decoder(LogRow)
    try:
        with (folder / LOG).open("rb") as file:
            for line in file:
                with contextlib.suppress(msgspec.DecodeError):
                    yield decoder.decode(line)
    except FileNotFoundError:
        return
    except OSError as error:
        raise StoreError(f"{folder / LOG}: cannot be read ({error})", path=folder) from error


def body_path(folder: Path, sha256: str) -> Path:
    """Return where the body with this digest stands."""
    return folder / "bodies" / sha256[:2] / sha256


def iter_captures(folder: Path) -> Iterator[FoundFile]:
    """Yield the latest capture of every publication, ordered by url; those gone from the web too.

    A capture whose body is missing is left out: a log copied without its bodies says where to fetch again.
    """
    for url, standing in CaptureLog(folder).standings():
        row = standing.body
        if row is None or not standing.is_publication:
            continue
        path = body_path(folder, row.sha256)
        if path.is_file():
            gone = standing.last.fetched_at[:10] if standing.last.outcome == "gone" else ""
            yield FoundFile(capture=_plain(row, url), file=path, gone_on=gone)


def _plain(row: LogRow, url: str) -> Capture:
    fields = {name: getattr(row, name) for name in Capture.__struct_fields__}
    return Capture(**{**fields, "url": url})
