"""The engine: run stages, each result looked up before it is made, with a count of what was done.

It knows nothing of what stages mean; ``analyse.py`` says in which order they run.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Protocol, TypeVar

import msgspec
from threadpoolctl import threadpool_limits

from sectorlens.model import Record
from sectorlens.stages import StageSpec, digest
from sectorlens.store.database import Store
from sectorlens.tools import Tools
from sectorlens.workers import Answer, LocalWorkers, Workers, run_task

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

    ``jobs`` 0 means one worker per core, at most four, unless ``workers`` says who works.  ``fresh`` makes
    everything again but still stores it.  Use as a context manager: it owns the workers.
    """

    def __init__(
        self,
        store: Store | None,
        tools: Tools,
        *,
        jobs: int = 0,
        fresh: bool = False,
        progress: Progress | None = None,
        workers: Workers | None = None,
    ) -> None:
        self.tools = tools
        self.reports: dict[str, StageReport] = {}
        self.crashes: list[Crash] = []
        self._store = store
        jobs = jobs if jobs > 0 else min(4, os.cpu_count() or 1)
        self._workers = workers or (LocalWorkers(tools, jobs) if jobs > 1 else None)
        self._fresh = fresh
        self._progress: Progress = progress or Silent()

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._workers is not None:
            self._workers.close()

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
        if self._workers is None or len(missing) < MIN_FOR_WORKERS:
            for item, key, task in missing:
                yield item, key, self._note(spec.name, item, run_task(self.tools, spec.name, _encode(task())))
            return
        # A bounded window of tasks in flight: memory stays flat however many documents there are.
        window: deque[tuple[str, bytes, Callable[[], Answer]]] = deque()
        for item, key, task in missing:
            window.append((item, key, self._workers.submit(spec.name, _encode(task()))))
            if len(window) >= self._workers.width:
                item, key, wait = window.popleft()
                yield item, key, self._note(spec.name, item, wait())
        for item, key, wait in window:
            yield item, key, self._note(spec.name, item, wait())

    def _note(self, name: str, item: str, answer: Answer) -> bytes | None:
        body, trace = answer
        if body is None:
            self.crashes.append(Crash(name, item, trace))
        return body

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
