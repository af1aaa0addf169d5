"""One run at a time in a workspace: an operating-system lock, released even by ``kill -9``."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sectorlens.errors import StoreError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder``.

    Raises:
        StoreError: another process holds it; the message names its PID, host and start.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(descriptor):
            owner = os.read(descriptor, 500).decode("utf-8", "replace").strip() or "another process"
            raise StoreError(
                f"Another sectorlens run is at work in {folder.parent} ({owner}). Wait for it to finish, or end it.",
                path=path,
            )
        started = time.strftime("%Y-%m-%d %H:%M:%S")
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"PID {os.getpid()} on {socket.gethostname()}, since {started}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


if os.name == "nt":  # pragma: no cover - not run on Linux
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
