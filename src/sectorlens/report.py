"""What a run says of itself: facts for the pages, run.json, changes, and the last lines on the terminal."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from sectorlens.collect.captures import FOLDER as CAPTURES
from sectorlens.collect.inputs import Inputs
from sectorlens.collect.summary import describe as describe_collecting
from sectorlens.collect.summary import read_summary
from sectorlens.errors import ConfigError
from sectorlens.model import Problem
from sectorlens.nlp import models
from sectorlens.run import Crash, StageReport
from sectorlens.store.findings import Findings, RunFacts
from sectorlens.store.outputs import MARK
from sectorlens.store.workspace import Workspace
from sectorlens.tools import Tools

LIBRARIES = (
    "spacy", "scikit-learn", "beautifulsoup4", "requests", "networkx", "pandas", "numpy", "lxml", "trafilatura",
    "pypdfium2", "python-docx", "xlsxwriter", "tokenizers", "onnxruntime",
)  # fmt: skip


def version() -> str:
    """Return the version of sectorlens that is installed."""
    try:
        return metadata.version("sectorlens")
    except metadata.PackageNotFoundError:
        return "0"


@dataclass(frozen=True)
class Run:
    """The result of one analysis.

    ``outcomes`` counts inputs by outcome; ``exit_code`` is 0, or 1 when a bug struck a document.
    ``message`` is what the terminal shows last.
    """

    outputs: Path
    outcomes: dict[str, int]
    publications: int
    stages: tuple[StageReport, ...]
    problems: tuple[Problem, ...]
    exit_code: int
    message: str

    @property
    def executions(self) -> int:
        """How many results had to be made; 0 when nothing had changed."""
        return sum(stage.executions for stage in self.stages)


def run_facts(workspace: Workspace, tools: Tools, inputs: Inputs, dates: Iterable[str]) -> RunFacts:
    """Return what is true of the whole run; ``dates`` are the publication dates read."""
    settings = workspace.settings
    collected = read_summary(workspace.corpus / CAPTURES)
    return RunFacts(
        title=settings.title or tools.pack.name,
        sector=settings.sector,
        sector_name=tools.pack.name,
        demonstration=settings.demonstration,
        now=settings.now or max(dates, default=""),
        version=version(),
        model=models.pipeline_label(settings.model or None),
        need_labels=tools.pack.need_labels,
        population_labels=tools.pack.population_labels,
        collected=tuple(describe_collecting(collected).splitlines()) if collected is not None else (),
        gone=tuple((file.capture.url, file.gone_on) for file in inputs.files if file.gone_on),
    )


def write_run_json(findings: Findings, stages: tuple[StageReport, ...], target: Path) -> None:
    """Write run.json: the one output that may differ between two runs over the same corpus."""
    outcomes = Counter(item.outcome for item in findings.inputs)
    reasons = Counter(f"{item.outcome}: {item.reason}" for item in findings.inputs if item.reason)
    content = {
        "program": "sectorlens",
        "version": findings.facts.version,
        "title": findings.facts.title,
        "demonstration": findings.facts.demonstration,
        "inputs": len(findings.inputs),
        "outcomes": dict(sorted(outcomes.items())),
        "reasons": dict(sorted(reasons.items())),
        "publications": len(findings.publications),
        "stages": [{**asdict(stage), "seconds": round(stage.seconds, 3)} for stage in stages],
        "executions": sum(stage.executions for stage in stages),
        "seconds": round(sum(stage.seconds for stage in stages), 3),
        "changes": asdict(findings.changes),
        "problems": dict(sorted(Counter(problem.code for problem in findings.problems).items())),
        "pipeline": findings.facts.model,
        "models": models.shipped_fingerprints(),
        "python": platform.python_version(),
        "libraries": {name: _installed(name) for name in LIBRARIES},
    }
    (target / MARK).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")


def describe(findings: Findings, stages: tuple[StageReport, ...], outputs: Path, *, crashed: int) -> Run:
    """Return the result of a run that published ``findings`` to ``outputs``."""
    broken = any(problem.code == "broken_invariant" for problem in findings.problems)
    return Run(
        outputs=outputs,
        outcomes=dict(sorted(Counter(item.outcome for item in findings.inputs).items())),
        publications=len(findings.publications),
        stages=stages,
        problems=findings.problems,
        exit_code=1 if crashed or broken else 0,
        message=closing_lines(findings, outputs, crashed),
    )


def closing_lines(findings: Findings, outputs: Path, crashed: int) -> str:
    """Return the last lines of a run: what was read and what to open."""
    total = len(findings.inputs)
    outcomes = Counter(item.outcome for item in findings.inputs)
    read = outcomes["ok"] + outcomes["partial"]
    lines = []
    if findings.facts.demonstration:
        lines.append("This is the demonstration: its publishers, organisations and findings are fictional.")
        lines.append("Put your own publications into corpus/inbox, or name a folder, to read those instead.")
    parts = [f"Read {read} of {total} {'publication' if total == 1 else 'publications'}"]
    if outcomes["skipped"]:
        parts.append(f"{outcomes['skipped']} left out")
    if outcomes["failed"]:
        parts.append(f"{outcomes['failed']} could not be read")
    lines.append("; ".join(parts) + (" (see Coverage)." if len(parts) > 1 else "."))
    if not total:
        lines.append("Nothing to read: put publications into corpus/inbox, or name a folder.")
    if crashed:
        lines.append(f"{crashed} met a fault of sectorlens itself; see problems.csv and please report it.")
    lines.append(f"Open {outputs / 'index.html'}")
    return "\n".join(lines)


def crash_message(crashes: Sequence[Crash], limit: float) -> str:
    """Return why a run with too many internal errors replaced nothing."""
    first = crashes[0]
    return (
        f"{len(crashes)} documents met a fault of sectorlens itself, more than {limit:.0%}: the old report was "
        f"kept. The first, in stage '{first.stage}', document {first.item}:\n{first.trace}"
    )


def read_changes(outputs: Path) -> str:
    """Return what changed since the previous run, as the report's run.json has it.

    Raises:
        ConfigError: there is no report at ``outputs``.
    """
    path = outputs / MARK
    if not path.exists():
        raise ConfigError(f"There is no report in '{outputs}'. Run sectorlens analyse first.")
    changes = json.loads(path.read_text("utf-8")).get("changes", {})
    if not changes.get("previous"):
        return "This is the first run over this corpus: there is nothing to compare it with."
    labels = {
        "new_documents": "new publications",
        "changed_documents": "changed publications",
        "removed": "removed from the corpus",
        "new_organisations": "organisations not seen before",
        "new_ties": "ties not seen before",
        "new_recommendations": "recommendations not seen before",
    }
    lines = []
    for key, label in labels.items():
        names = changes.get(key, [])
        lines.append(f"{len(names):>5} {label}")
        lines.extend(f"        {name}" for name in names[:20])
    return "\n".join(lines)


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
