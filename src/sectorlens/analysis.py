"""One run: open the workspace, find what there is to find, check it, and publish it whole or not at all."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec

from sectorlens import publish, report
from sectorlens.cluster import ClusterWorkers
from sectorlens.collect.inputs import find_inputs
from sectorlens.errors import ConfigError, SectorlensError
from sectorlens.flow import find
from sectorlens.memory import open_memory, save_memory
from sectorlens.reading import remember_inputs
from sectorlens.report import Run
from sectorlens.run import Engine, Progress
from sectorlens.settings import FILE_NAME
from sectorlens.store import outputs as replacing
from sectorlens.store.database import Store
from sectorlens.store.findings import Findings
from sectorlens.store.lock import locked
from sectorlens.store.workspace import Workspace, open_workspace
from sectorlens.tools import Tools
from sectorlens.verify import Expectations, read_expectations, verify


def analyse(
    paths: Sequence[str | Path] = (),
    *,
    outputs: str | Path | None = None,
    workspace: str | Path | None = None,
    jobs: int = 0,
    cluster: str = "",
    model: str | None = None,
    sector: str | None = None,
    fresh: bool = False,
    forget: bool = False,
    progress: Progress | None = None,
) -> Run:
    """Read publications and publish what they say.

    ``paths`` are files and folders; with none the workspace's own material is read, and where that holds
    nothing, its demonstration.  With paths the workspace is temporary unless ``workspace`` names one.
    ``jobs`` 0 means one process per core, at most four; ``cluster`` is the address of a Dask scheduler whose
    workers read the documents instead.  ``fresh`` makes everything again; ``forget`` also
    drops what earlier runs remembered (theme colours, positions, ids).

    Raises:
        ConfigError: bad paths or settings, all faults at once; a cluster that cannot be used.
        ModelError: the language pipeline cannot be loaded.
        StoreError: store or outputs cannot be read or written; the old outputs are left whole.
        ExpectationError: the findings fall below corpus/expectations.toml; the old outputs are left whole.
    """
    named = tuple(Path(path) for path in paths)
    with ExitStack() as stack:
        place = stack.enter_context(_workspace(named, workspace))
        inputs = find_inputs(place, named)
        target = Path(outputs) if outputs is not None else place.outputs
        if not named and not inputs.files and (place.corpus / "demo" / FILE_NAME).exists():
            place = open_workspace(place.corpus / "demo")
            inputs = find_inputs(place)
        place = _override(place, model=model, sector=sector)
        expectations = read_expectations(place.corpus / "expectations.toml")
        building = replacing.prepare(target)
        stack.callback(replacing.abandon, target)
        stack.enter_context(locked(place.state))
        store = stack.enter_context(Store(place.state / "store.sqlite"))
        tools = _tools(place)
        workers = ClusterWorkers(cluster, tools) if cluster else None
        engine = stack.enter_context(Engine(store, tools, jobs=jobs, fresh=fresh, progress=progress, workers=workers))
        known = open_memory(place.memory, forget=forget)
        findings, memory = find(inputs, place, known, engine)
        run = _publish(findings, expectations, place, engine, building, target)
        if not place.is_temporary:
            save_memory(place.memory, memory, findings, document_ids=remember_inputs(inputs, known.document_ids))
        store.finish()
        return run


def open_findings(root: Path, *, progress: Progress | None = None) -> tuple[Workspace, Findings]:
    """Return the workspace at ``root`` and what its publications say, making only what is not yet made.

    Raises:
        ConfigError: bad settings, or a workspace without publications.
    """
    place = open_workspace(root)
    inputs = find_inputs(place)
    if not inputs.files:
        raise ConfigError(f"The workspace '{root}' holds no publications. Put some into {place.corpus / 'inbox'}.")
    with (
        locked(place.state),
        Store(place.state / "store.sqlite") as store,
        Engine(store, _tools(place), progress=progress) as engine,
    ):
        findings, _ = find(inputs, place, open_memory(place.memory), engine)
        store.finish()
    return place, findings


def _publish(
    findings: Findings,
    expectations: Expectations,
    place: Workspace,
    engine: Engine,
    building: Path,
    target: Path,
) -> Run:
    """Check the findings, build the outputs and put them in place of the old ones."""
    findings = dataclasses.replace(findings, problems=(*findings.problems, *verify(findings, expectations)))
    crashed, limit = len(engine.crashes), place.settings.limits.internal_errors
    if crashed > 1 and crashed > limit * len(findings.inputs):
        raise SectorlensError(report.crash_message(engine.crashes, limit))
    with engine.timed("publish"):
        publish.publish(findings, building)
    stages = tuple(engine.reports.values())
    report.write_run_json(findings, stages, building)
    replacing.swap(target)
    return report.describe(findings, stages, target, crashed=crashed)


@contextmanager
def _workspace(paths: tuple[Path, ...], named: str | Path | None) -> Iterator[Workspace]:
    """Open the workspace: the one named, the current folder, or with paths a temporary one."""
    if named is not None:
        root = Path(named)
        if not root.is_dir():
            raise ConfigError(f"--workspace '{root}' is no folder. Make one with: sectorlens init {root}")
        yield open_workspace(root)
    elif not paths:
        yield open_workspace(Path.cwd())
    else:
        settings = open_workspace(Path.cwd()).settings
        with tempfile.TemporaryDirectory(prefix="sectorlens-", ignore_cleanup_errors=True) as folder:
            yield Workspace(root=Path(folder), settings=settings, is_temporary=True)


def _override(place: Workspace, *, model: str | None, sector: str | None) -> Workspace:
    """Return the workspace with what the command line says instead of its settings."""
    changes = {key: value for key, value in (("model", model), ("sector", sector)) if value is not None}
    return dataclasses.replace(place, settings=msgspec.structs.replace(place.settings, **changes))


def _tools(place: Workspace) -> Tools:
    settings = place.settings
    return Tools(settings.sector, settings.model, tuple(sorted(settings.labels.items())))
