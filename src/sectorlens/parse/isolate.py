"""The parent's side of the reading process: start it, hand it bodies, end it when a limit is passed.

One child per process is kept and used again, since starting one costs as much as reading ten short files.
It holds no state between files that could reach a result; after a crash or a limit it is replaced.
"""

from __future__ import annotations

import atexit
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from typing import IO, NamedTuple

import msgspec

from sectorlens.errors import DocumentError
from sectorlens.parse.child import Answer
from sectorlens.parse.pieces import Reading

_LENGTH = struct.Struct(">I")
_REUSE = 400


class Limits(NamedTuple):
    """Bounds of one file: bytes of address space, seconds in all, seconds without a sign of life."""

    memory: int = 1 << 30
    seconds: float = 60.0
    silence: float = 20.0


class ReaderProcess:
    """One child; ``read`` is for one thread at a time."""

    def __init__(self, limits: Limits = Limits()) -> None:
        self.limits = limits
        self.owner = os.getpid()
        self.used = 0
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sectorlens.parse.child", str(limits.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        self.decoder = msgspec.json.Decoder(Answer)

    def is_usable(self) -> bool:
        """Whether the child lives, belongs to this process and has not read too many files."""
        return self.owner == os.getpid() and self.process.poll() is None and self.used < _REUSE

    def read(self, form: str, body: bytes) -> Reading:
        """Return the reading of ``body``; DocumentError when the file or a limit forbids it."""
        self.used += 1
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        feeder = threading.Thread(target=self._feed, args=(self.process.stdin, form, body), daemon=True)
        feeder.start()
        deadline = time.monotonic() + self.limits.seconds
        while True:
            frame = self._frame(self.process.stdout, deadline)
            answer = self.decoder.decode(frame)
            if answer.kind == "reading" and answer.reading is not None:
                feeder.join()
                return answer.reading
            if answer.kind == "error":
                if answer.reason == "too_much_memory":
                    self.end()
                raise DocumentError(answer.message, reason=answer.reason, page=answer.page or None)

    @staticmethod
    def _feed(stream: IO[bytes], form: str, body: bytes) -> None:
        try:
            for part in (form.encode("ascii"), body):
                stream.write(_LENGTH.pack(len(part)))
                stream.write(part)
            stream.flush()
        except (BrokenPipeError, OSError, ValueError):
            return

    def _frame(self, stream: IO[bytes], deadline: float) -> bytes:
        size = _LENGTH.unpack(self._take(stream, _LENGTH.size, deadline))[0]
        return self._take(stream, size, deadline)

    def _take(self, stream: IO[bytes], size: int, deadline: float) -> bytes:
        descriptor = stream.fileno()
        parts: list[bytes] = []
        missing = size
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_READ)
            while missing:
                wait = min(self.limits.silence, deadline - time.monotonic())
                if wait <= 0 or not selector.select(wait):
                    late = deadline - time.monotonic() <= 0
                    self.end()
                    bound = self.limits.seconds if late else self.limits.silence
                    raise DocumentError(
                        f"Reading the file took more than {bound:g} seconds.", reason="timeout", limit=f"{bound:g} s"
                    )
                chunk = os.read(descriptor, min(missing, 1 << 20))
                if not chunk:
                    code = self.process.wait()
                    self.end()
                    raise DocumentError(f"The reader ended without an answer (status {code}).", reason="reader_crashed")
                parts.append(chunk)
                missing -= len(chunk)
        return b"".join(parts)

    def end(self) -> None:
        """Kill the child and close its pipes."""
        if self.owner != os.getpid():
            return
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except (BrokenPipeError, OSError):
                    continue


class _Keeper:
    """Keeps one child per process, taken in turn by threads."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.child: ReaderProcess | None = None

    def read(self, form: str, body: bytes) -> Reading:
        with self.lock:
            if self.child is None or not self.child.is_usable():
                self.close()
                self.child = ReaderProcess()
            try:
                return self.child.read(form, body)
            except BaseException:
                # An interrupted exchange leaves frames behind; only a fresh child is in step again.
                if self.child.process.poll() is not None or not _is_document_error():
                    self.close()
                raise

    def close(self) -> None:
        if self.child is not None:
            self.child.end()
            self.child = None


def _is_document_error() -> bool:
    return isinstance(sys.exc_info()[1], DocumentError)


_KEEPER = _Keeper()
atexit.register(_KEEPER.close)


def read_isolated(form: str, body: bytes) -> Reading:
    """Return the reading of a ``pdf`` or ``docx`` body made in the child process."""
    return _KEEPER.read(form, body)
