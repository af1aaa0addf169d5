"""A cluster gives what one machine gives; who kills its worker is lost alone; other versions are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sectorlens import cluster
from sectorlens.analysis import analyse
from sectorlens.cluster import BATCH, ClusterWorkers, run_batch
from sectorlens.errors import ConfigError
from sectorlens.tools import Tools

distributed = pytest.importorskip("distributed")

TOOLS = Tools("criminal_justice_uk")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
    ) as found:
        yield found.scheduler_address


def test_a_cluster_gives_what_one_machine_gives(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for number in range(20):
        (folder / f"page{number}.txt").write_text(
            f"Northgate Trust {number}\n\nNorthgate Trust works with the Ministry of Justice.\n\n"
            f"## Recommendations for commissioners\n\n- Fund housing for {number} years.\n",
            encoding="utf-8",
        )
    here = analyse([folder], outputs=tmp_path / "here", jobs=1)
    there = analyse([folder], outputs=tmp_path / "there", cluster=address)
    assert here.executions == there.executions
    tables = [path.relative_to(here.outputs) for path in sorted(here.outputs.rglob("*.csv"))]
    assert tables
    for table in tables:
        assert (there.outputs / table).read_bytes() == (here.outputs / table).read_bytes(), table


def test_nobody_there_is_said() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_PATIENCE", "1s")
        with pytest.raises(ConfigError, match=r"tcp://127\.0\.0\.1:9"):
            ClusterWorkers("tcp://127.0.0.1:9", TOOLS)


def test_workers_of_another_version_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "describe_worker", _another_version)
    with pytest.raises(ConfigError, match="another version"):
        ClusterWorkers(address, TOOLS)


class _Answered:
    def __init__(self, task: Any) -> None:
        self._task = task

    def result(self) -> Any:
        return self._task()


class _Killing:
    """A client whose workers die of one payload."""

    def submit(self, function: Any, tools: Tools, name: str, payloads: list[bytes], *, pure: bool) -> _Answered:
        def task() -> Any:
            if b"deadly" in payloads:
                raise distributed.KilledWorker("task", None, 3)
            return [(payload, "") for payload in payloads]

        return _Answered(task)


def test_who_kills_its_worker_is_lost_alone() -> None:
    workers = object.__new__(ClusterWorkers)
    workers._tools, workers._filling, workers._client = TOOLS, {}, _Killing()
    payloads = [b"%d" % number for number in range(BATCH + 3)]
    payloads[5] = b"deadly"
    waits = [workers.submit("parse", payload) for payload in payloads]
    answers = [wait() for wait in waits]
    assert [body for body, _ in answers] == [None if payload == b"deadly" else payload for payload in payloads]
    assert "died" in answers[5][1]


def test_a_bug_inside_a_document_is_its_own() -> None:
    answers = run_batch(TOOLS, "parse", [b"no message at all"])
    assert answers[0][0] is None and "Traceback" in answers[0][1]


def _another_version(tools: Tools) -> str:
    """Differ between whoever asks first and everybody after."""
    import os

    return f"{tools.sector} {os.getpid()}"
