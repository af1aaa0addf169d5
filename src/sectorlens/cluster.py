"""Tasks on the workers of a Dask cluster; the driver alone reads and writes files.

Documents travel in batches, since a task of Dask costs about a millisecond and wants two seconds of work.  The
workers call an importable function and send bytes back; each loads its pipeline once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sectorlens.errors import ConfigError
from sectorlens.stages import EXTRACT, PARSE, RELATE, digest
from sectorlens.tools import Tools
from sectorlens.workers import Answer, died, run_task

BATCH = 16
_PATIENCE = "15s"
# spaCy's pipelines are not made for several threads; a worker that has more takes turns.
_TURN = threading.Lock()


def run_batch(tools: Tools, name: str, payloads: Sequence[bytes]) -> list[Answer]:
    """Run the tasks of one batch on a worker."""
    with _TURN:
        return [run_task(_settled(tools), name, payload) for payload in payloads]


def describe_worker(tools: Tools) -> str:
    """Return what decides results on a worker: code, library versions, pack and models, as a digest."""
    return digest(*(spec.fingerprint(tools) for spec in (PARSE, EXTRACT, RELATE))).hex()


@cache
def _settled(tools: Tools) -> Tools:
    """Return the first of equal tools, which holds what is loaded."""
    return tools


class _Batch:
    """Tasks that travel together; sent when it is full or when somebody waits for an answer."""

    def __init__(self) -> None:
        self.payloads: list[bytes] = []
        self.sent: Any = None


class ClusterWorkers:
    """The workers of the cluster at ``address`` (``tcp://host:8786``).

    Raises:
        ConfigError: the extra is not installed, nobody answers there, or a worker has another version of
            code, libraries, sector pack or models than this computer, so that results would differ.
    """

    def __init__(self, address: str, tools: Tools) -> None:
        try:
            import distributed
        except ImportError as error:
            raise ConfigError("--cluster needs Dask: pip install 'sectorlens[cluster]'") from error
        self._tools = tools
        self._filling: dict[str, _Batch] = {}
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ConfigError(f"No Dask scheduler answers at '{address}': {error}") from error
        threads = self._client.nthreads()
        if not threads:
            self.close()
            raise ConfigError(f"The Dask cluster at '{address}' has no workers. Start some with: dask worker {address}")
        self._check_versions()
        self._width = 2 * BATCH * len(threads)

    @property
    def width(self) -> int:
        """Two batches per worker."""
        return self._width

    def submit(self, name: str, payload: bytes) -> Callable[[], Answer]:
        """Take a task; see ``Workers``."""
        batch = self._filling.setdefault(name, _Batch())
        place = len(batch.payloads)
        batch.payloads.append(payload)
        if len(batch.payloads) == BATCH:
            self._send(name, batch)
        return lambda: self._answer(name, batch, place)

    def close(self) -> None:
        """Leave the cluster; it goes on running."""
        self._client.close()

    def _send(self, name: str, batch: _Batch) -> None:
        if self._filling.get(name) is batch:
            del self._filling[name]
        batch.sent = self._client.submit(run_batch, self._tools, name, batch.payloads, pure=False)

    def _answer(self, name: str, batch: _Batch, place: int) -> Answer:
        from distributed import KilledWorker

        if batch.sent is None:
            self._send(name, batch)
        try:
            answers: list[Answer] = batch.sent.result()
        except KilledWorker:
            # One document kills whoever reads it: each of the batch is tried alone, so that only it is lost.
            return self._alone(name, batch.payloads[place])
        return answers[place]

    def _alone(self, name: str, payload: bytes) -> Answer:
        from distributed import KilledWorker

        try:
            answers: list[Answer] = self._client.submit(run_batch, self._tools, name, [payload], pure=False).result()
        except KilledWorker:
            return None, died(name)
        return answers[0]

    def _check_versions(self) -> None:
        ours = describe_worker(self._tools)
        theirs = self._client.run(describe_worker, self._tools)
        others = sorted(worker for worker, found in theirs.items() if found != ours)
        if others:
            self.close()
            raise ConfigError(
                "Workers with another version of sectorlens, its libraries, sector pack or models: "
                f"{', '.join(others)}. Install the same on all machines; else results would depend on who made them."
            )
