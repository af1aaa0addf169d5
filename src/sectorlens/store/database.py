"""The store: one SQLite file that holds what each stage made, under the digest of all that went into it.

A value is found again only if code, libraries, settings, models and input content are all the same, so
nothing unchanged is done twice and nothing stale is served.  One writer; write-ahead log; batched commits.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from sectorlens.errors import StoreError

SCHEMA_VERSION = 1
RUNS_KEPT = 3
BATCH = 500

_SCHEMA = """
CREATE TABLE IF NOT EXISTS made (
    stage TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, run INTEGER NOT NULL,
    PRIMARY KEY (stage, key)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (run INTEGER PRIMARY KEY, finished INTEGER NOT NULL DEFAULT 0);
"""


class Store:
    """Values by stage and key.  Use as a context manager; what was put is committed on leaving."""

    def __init__(self, path: Path) -> None:
        """Open or make the store at ``path``.

        Raises:
            StoreError: the file is damaged, not ours, newer than this program, or cannot be written.
        """
        self._path = path
        self._pending = 0
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            self._check()
            self._connection.executescript(_SCHEMA)
            self._connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            row = self._connection.execute("SELECT coalesce(max(run), 0) FROM runs").fetchone()
            self.run = int(row[0]) + 1
            self._connection.execute("INSERT INTO runs (run) VALUES (?)", (self.run,))
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The store {path} cannot be used ({error}). It holds only what can be made again: delete it "
                "or run with --fresh after moving it away.",
                path=path,
            ) from error
        self._connection.execute("BEGIN")

    def _check(self) -> None:
        version = int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"The store {self._path} was written by a newer sectorlens (schema {version}, this program "
                f"knows {SCHEMA_VERSION}). Update sectorlens, or delete the store.",
                path=self._path,
            )
        last = None
        if version:
            last = self._connection.execute("SELECT finished FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        if last is not None and not last[0]:
            verdict = self._connection.execute("PRAGMA quick_check").fetchone()[0]
            if verdict != "ok":
                raise sqlite3.DatabaseError(f"damaged: {verdict}")

    def get(self, stage: str, key: bytes) -> bytes | None:
        """Return the value made by ``stage`` from the inputs digested in ``key``, or None."""
        row = self._connection.execute("SELECT value, run FROM made WHERE stage=? AND key=?", (stage, key)).fetchone()
        if row is None:
            return None
        value, run = bytes(row[0]), int(row[1])
        # Each value carries its own digest, so that a flipped bit is a miss and never a wrong number.
        digest, body = value[:16], value[16:]
        if _digest(body) != digest:
            return None
        if run != self.run:
            self._write("UPDATE made SET run=? WHERE stage=? AND key=?", (self.run, stage, key))
        return body

    def put(self, stage: str, key: bytes, value: bytes) -> None:
        """Keep ``value``; a value under the same stage and key is replaced."""
        self._write(
            "INSERT OR REPLACE INTO made (stage, key, value, run) VALUES (?, ?, ?, ?)",
            (stage, key, _digest(value) + value, self.run),
        )

    def _write(self, statement: str, values: tuple[object, ...]) -> None:
        try:
            self._connection.execute(statement, values)
            self._pending += 1
            if self._pending >= BATCH:
                self.commit()
        except sqlite3.Error as error:
            raise StoreError(
                f"Writing to the store {self._path} failed ({error}). Free some disk space and run again: "
                "what was finished is kept.",
                path=self._path,
            ) from error

    def commit(self) -> None:
        """Make everything put so far outlast a crash."""
        self._connection.execute("COMMIT")
        self._connection.execute("BEGIN")
        self._pending = 0

    def iter_keys(self) -> Iterator[tuple[str, bytes]]:
        """Yield every (stage, key) in order; for the doctor and for tests."""
        for stage, key in self._connection.execute("SELECT stage, key FROM made ORDER BY stage, key"):
            yield str(stage), bytes(key)

    def finish(self) -> None:
        """Mark this run as finished and forget values that the last runs did not use."""
        self._write("DELETE FROM made WHERE run <= ?", (self.run - RUNS_KEPT,))
        self._write("DELETE FROM runs WHERE run <= ?", (self.run - RUNS_KEPT,))
        self._write("UPDATE runs SET finished=1 WHERE run=?", (self.run,))
        self.commit()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            if error is None:
                raise
        finally:
            self._connection.close()


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def free_bytes(path: Path) -> int:
    """Return the free bytes of the disk that holds ``path``."""
    return shutil.disk_usage(path).free
