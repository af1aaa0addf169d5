"""Looks at environment, models, store and disk, and says what to do about what is wrong."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from sectorlens.errors import SectorlensError
from sectorlens.nlp import models
from sectorlens.report import LIBRARIES
from sectorlens.store.database import Store, free_bytes
from sectorlens.store.workspace import open_workspace

LEAST_FREE = 500_000_000


@dataclass(frozen=True)
class Finding:
    """One thing examined; ``advice`` says what to do, "" when it is well."""

    what: str
    is_well: bool = True
    advice: str = ""


def examine(root: Path) -> list[Finding]:
    """Return what was found, in the order in which one would mend it."""
    version = f"Python {sys.version.split()[0]}"
    findings = [Finding(version, sys.version_info >= (3, 11), "" if sys.version_info >= (3, 11) else "Use 3.11.")]
    for name in LIBRARIES:
        try:
            findings.append(Finding(f"{name} {metadata.version(name)}"))
        except metadata.PackageNotFoundError:
            findings.append(Finding(f"{name} is missing", False, "Install again: pip install sectorlens"))
    for model, advice in (
        (models.PIPELINE, "Names that no list holds will be missed; install again or name another by --model."),
        (models.EMBEDDINGS, "Themes will rest on words alone, needs on rules alone; install again."),
        (models.CONTEXT, "Names, needs, requests and ties will be judged by their own sentence alone; install again."),
    ):
        found = models.find_model(model) is not None
        findings.append(Finding(f"model {model}{'' if found else ' is missing'}", found, "" if found else advice))
    try:
        workspace = open_workspace(root)
        findings.append(Finding(f"settings of {root}"))
    except SectorlensError as error:
        return [*findings, Finding("settings", False, str(error))]
    store = workspace.state / "store.sqlite"
    if store.exists():
        try:
            with Store(store):
                findings.append(Finding(f"store {store} ({store.stat().st_size / 1e6:.1f} MB)"))
        except SectorlensError as error:
            findings.append(Finding("store", False, str(error)))
    free = free_bytes(root)
    enough = free > LEAST_FREE
    advice = "" if enough else "Free some space: a run needs about ten times the size of the publications."
    findings.append(Finding(f"{free / 1e9:.1f} GB free on the disk of {root}", enough, advice))
    return findings
