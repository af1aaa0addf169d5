"""The engine: run stages, each result looked up before it is made, with a count of what was done.

It knows nothing of what stages mean; ``analyse.py`` says in which order they run.
"""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, TypeVar

import msgspec

# The standard library's workers run the caller's script again unless it is written for that; loky's do not.
from loky import ProcessPoolExecutor
from threadpoolctl import threadpool_limits

from sectorlens.errors import SectorlensError
from sectorlens.model import Record
from sectorlens.stages import TASKS, StageSpec, digest
from sectorlens.store.database import Store
from sectorlens.tools import Tools

R = TypeVar("R", bound=Record)

# Below this many documents a worker process costs more than it saves (start-up about 3 s each).
MIN_FOR_WORKERS = 16


@dataclass
class StageReport:
    """What one stage did in this run; ``seconds`` of wall time."""

    name: str
    hits: int = 0
    executions: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Crash:
    """A bug inside one item: which stage, which item, and its traceback."""

    stage: str
    item: str
    trace: str


@dataclass(frozen=True)
class Made(Generic[R]):
    """A value, and the digest of its bytes on which later stages key."""

    value: R
    digest: bytes


class Progress(Protocol):
    """What the engine tells whoever watches."""

    def stage(self, name: str, total: int) -> None:
        """Take note that ``total`` items of a stage are about to be worked on."""

    def advance(self) -> None:
        """Take note that one item is done."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, total: int) -> None:
        """Say nothing."""

    def advance(self) -> None:
        """Say nothing."""


class Engine:
    """Runs stages over a store; with ``store`` None everything is made anew and nothing is kept.

    ``jobs`` 0 means one worker per core, at most four.  ``fresh`` makes everything again but still stores it.
    Use as a context manager: it owns the worker processes.
    """

    def __init__(
        self,
        store: Store | None,
        tools: Tools,
        *,
        jobs: int = 0,
        fresh: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self.tools = tools
        self.reports: dict[str, StageReport] = {}
        self.crashes: list[Crash] = []
        self._store = store
        self._jobs = jobs if jobs > 0 else min(4, os.cpu_count() or 1)
        self._fresh = fresh
        self._progress: Progress = progress or Silent()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_pool()

    def each(
        self, spec: StageSpec, items: Iterable[tuple[str, bytes, Callable[[], Record]]], result: type[R]
    ) -> dict[str, Made[R]]:
        """Run a document stage over ``items``: (item id, digest of its input, how to make its task).

        Returns the value of each item that did not crash, in the order given; a crash is a bug inside one
        item and is added to ``crashes``.
        """
        made: dict[str, Made[R] | None] = {}
        missing: list[tuple[str, bytes, Callable[[], Record]]] = []
        with self.timed(spec.name) as report:
            fingerprint = spec.fingerprint(self.tools)
            for item, content, task in items:
                key = digest(fingerprint, content)
                made[item] = self._look_up(spec.name, key, result)
                if made[item] is None:
                    missing.append((item, key, task))
            report.hits += len(made) - len(missing)
            self._progress.stage(spec.name, len(missing))
            for item, key, body in self._execute(spec, missing):
                report.executions += 1
                self._progress.advance()
                if body is not None:
                    made[item] = self._keep(spec.name, key, body, result)
        return {item: value for item, value in made.items() if value is not None}

    def whole(self, spec: StageSpec, inputs: Iterable[bytes], make: Callable[[], R], result: type[R]) -> Made[R]:
        """Run a corpus stage whose result depends on the digests ``inputs``."""
        with self.timed(spec.name) as report:
            key = digest(spec.fingerprint(self.tools), *inputs)
            known = self._look_up(spec.name, key, result)
            if known is not None:
                report.hits += 1
                self._progress.stage(spec.name, 0)
                return known
            self._progress.stage(spec.name, 1)
            report.executions += 1
            # Several threads of linear algebra cost more than they save on matrices of this size (on a busy
            # machine twenty times more), and their sums differ in the last digits.
            with threadpool_limits(1):
                made = make()
            value = self._keep(spec.name, key, msgspec.msgpack.encode(made), result)
            self._progress.advance()
            return value

    def _look_up(self, name: str, key: bytes, result: type[R]) -> Made[R] | None:
        body = self._store.get(name, key) if self._store is not None and not self._fresh else None
        if body is None:
            return None
        try:
            return Made(msgspec.msgpack.decode(body, type=result), digest(body))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _keep(self, name: str, key: bytes, body: bytes, result: type[R]) -> Made[R]:
        if self._store is not None:
            self._store.put(name, key, body)
        return Made(msgspec.msgpack.decode(body, type=result), digest(body))

    def _execute(
        self, spec: StageSpec, missing: list[tuple[str, bytes, Callable[[], Record]]]
    ) -> Iterator[tuple[str, bytes, bytes | None]]:
        """Yield (item, key, encoded result or None after a crash) for every missing item, in order."""
        if self._jobs == 1 or len(missing) < MIN_FOR_WORKERS:
            for item, key, task in missing:
                yield item, key, self._note(spec.name, item, _run(self.tools, spec.name, _encode(task())))
            return
        # A bounded window of tasks in flight: memory stays flat however many documents there are.
        window: list[tuple[str, bytes, bytes, Future[tuple[bytes | None, str]]]] = []
        for item, key, task in missing:
            payload = _encode(task())
            window.append((item, key, payload, self._submit(spec.name, payload)))
            if len(window) >= 4 * self._jobs:
                yield self._collect(spec, *window.pop(0))
        while window:
            yield self._collect(spec, *window.pop(0))

    def _submit(self, name: str, payload: bytes) -> Future[tuple[bytes | None, str]]:
        if self._pool is None:
            self._pool = _make_pool(self._jobs, self.tools)
        try:
            return self._submit_to(self._pool, name, payload)
        except BrokenProcessPool:
            # A worker died of an earlier item; what comes after it goes to a new pool.
            self._close_pool()
            self._pool = _make_pool(self._jobs, self.tools)
            return self._submit_to(self._pool, name, payload)

    def _submit_to(self, pool: ProcessPoolExecutor, name: str, payload: bytes) -> Future[tuple[bytes | None, str]]:
        future: Future[tuple[bytes | None, str]] = pool.submit(_run_in_worker, name, payload)
        return future

    def _collect(
        self,
        spec: StageSpec,
        item: str,
        key: bytes,
        payload: bytes,
        future: Future[tuple[bytes | None, str]],
    ) -> tuple[str, bytes, bytes | None]:
        try:
            answer = future.result()
        except BrokenProcessPool:
            # One item killed its worker and took its neighbours' answers along: each is tried once more, in
            # a pool of its own, so that only the guilty one is lost.
            answer = _run_alone(self.tools, spec.name, payload)
        return item, key, self._note(spec.name, item, answer)

    def _note(self, name: str, item: str, answer: tuple[bytes | None, str]) -> bytes | None:
        body, trace = answer
        if body is None:
            self.crashes.append(Crash(name, item, trace))
        return body

    def _close_pool(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=False)
            self._pool = None

    @contextmanager
    def timed(self, name: str) -> Iterator[StageReport]:
        """Count the wall time of the block to stage ``name``."""
        report = self.reports.setdefault(name, StageReport(name))
        begun = time.perf_counter()
        try:
            yield report
        finally:
            report.seconds += time.perf_counter() - begun
            if self._store is not None:
                self._store.commit()


def _encode(task: Record) -> bytes:
    return msgspec.msgpack.encode(task)


def _run(tools: Tools, name: str, payload: bytes) -> tuple[bytes | None, str]:
    """Run one task; a bug inside it becomes (None, traceback)."""
    try:
        return TASKS[name](tools, payload), ""
    except SectorlensError:
        # Configuration, model and store errors are not the document's fault: they stop the run.
        raise
    except Exception:
        return None, traceback.format_exc()


_worker: dict[str, Any] = {}


def _start_worker(tools: Tools) -> None:
    _worker["tools"] = tools


def _run_in_worker(name: str, payload: bytes) -> tuple[bytes | None, str]:
    return _run(_worker["tools"], name, payload)


def _run_alone(tools: Tools, name: str, payload: bytes) -> tuple[bytes | None, str]:
    pool = _make_pool(1, tools)
    try:
        answer: tuple[bytes | None, str] = pool.submit(_run_in_worker, name, payload).result()
        return answer
    except BrokenProcessPool:
        return None, f"The process that ran '{name}' on this document died."
    finally:
        pool.shutdown(wait=False, kill_workers=True)


def _make_pool(jobs: int, tools: Tools) -> ProcessPoolExecutor:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(tools,), env=one_thread)
