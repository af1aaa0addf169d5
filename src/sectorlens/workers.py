"""Who runs tasks for the engine: this process, or processes beside it.  Only bytes travel.

``cluster.py`` runs them on other machines behind the same protocol.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

# The standard library's workers run the caller's script again unless it is written for that; loky's do not.
from loky import ProcessPoolExecutor

from sectorlens.errors import SectorlensError
from sectorlens.stages import TASKS
from sectorlens.tools import Tools

Answer = tuple[bytes | None, str]
"""The encoded result and "", or None and the traceback of what went wrong."""


class Workers(Protocol):
    """Runs tasks; ``width`` of them may be under way before the first answer is asked for."""

    @property
    def width(self) -> int:
        """How many tasks are worth having under way."""

    def submit(self, name: str, payload: bytes) -> Callable[[], Answer]:
        """Take a task of stage ``name``; what is returned waits for its answer."""

    def close(self) -> None:
        """End what was started."""


def run_task(tools: Tools, name: str, payload: bytes) -> Answer:
    """Run one task here; a bug inside it becomes (None, traceback)."""
    try:
        return TASKS[name](tools, payload), ""
    except SectorlensError:
        # Configuration, model and store errors are not the document's fault: they stop the run.
        raise
    except Exception:
        return None, traceback.format_exc()


class LocalWorkers:
    """Processes of this computer, started with the first task; one that dies costs its document alone."""

    def __init__(self, tools: Tools, jobs: int) -> None:
        self._tools = tools
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    @property
    def width(self) -> int:
        """Four tasks per process: memory stays flat however many documents there are."""
        return 4 * self._jobs

    def submit(self, name: str, payload: bytes) -> Callable[[], Answer]:
        """Take a task; see ``Workers``."""
        try:
            future = self._submit(name, payload)
        except BrokenProcessPool:
            # A worker died of an earlier item; what comes after it goes to a new pool.
            self.close()
            future = self._submit(name, payload)
        return lambda: self._answer(future, name, payload)

    def close(self) -> None:
        """Let the processes finish and end them."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, kill_workers=False)
            self._pool = None

    def _submit(self, name: str, payload: bytes) -> Future[Answer]:
        if self._pool is None:
            self._pool = _make_pool(self._jobs, self._tools)
        future: Future[Answer] = self._pool.submit(_run_in_worker, name, payload)
        return future

    def _answer(self, future: Future[Answer], name: str, payload: bytes) -> Answer:
        try:
            return future.result()
        except BrokenProcessPool:
            # One item killed its worker and took its neighbours' answers along: each is tried once more, in
            # a pool of its own, so that only the guilty one is lost.
            return _run_alone(self._tools, name, payload)


_worker: dict[str, Any] = {}


def _start_worker(tools: Tools) -> None:
    _worker["tools"] = tools


def _run_in_worker(name: str, payload: bytes) -> Answer:
    return run_task(_worker["tools"], name, payload)


def _run_alone(tools: Tools, name: str, payload: bytes) -> Answer:
    pool = _make_pool(1, tools)
    try:
        answer: Answer = pool.submit(_run_in_worker, name, payload).result()
        return answer
    except BrokenProcessPool:
        return None, died(name)
    finally:
        pool.shutdown(wait=False, kill_workers=True)


def died(name: str) -> str:
    """Return what is said of a document that killed its worker."""
    return f"The process that ran '{name}' on this document died."


def _make_pool(jobs: int, tools: Tools) -> ProcessPoolExecutor:
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    return ProcessPoolExecutor(jobs, initializer=_start_worker, initargs=(tools,), env=one_thread)
