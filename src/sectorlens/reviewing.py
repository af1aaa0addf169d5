"""Review and registers: what a finished analysis leaves for people to decide, and how their decisions come back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sectorlens.analysis import open_findings
from sectorlens.errors import ConfigError
from sectorlens.register import match_register, read_register
from sectorlens.resolve import read_corrections
from sectorlens.review.sheet import add_corrections, read_decisions, write_sheet
from sectorlens.review.suggestions import suggest, suggest_identifiers
from sectorlens.run import Progress

CORRECTIONS = "corrections.csv"
SHEET = "review.xlsx"
REGISTER_SHEET = "review-register.xlsx"


@dataclass(frozen=True)
class ImportResult:
    """What a register gave: ``rows`` read, identifiers ``taken``, questions left in ``sheet``."""

    rows: int
    taken: int
    asked: int
    sheet: Path


def write_review(root: Path, *, progress: Progress | None = None) -> tuple[Path, int]:
    """Write the sheet of doubtful findings of the workspace at ``root``; return its path and its questions."""
    place, findings = open_findings(root, progress=progress)
    suggestions = suggest(findings)
    path = place.corpus / SHEET
    write_sheet(path, suggestions)
    return path, len(suggestions)


def apply_review(root: Path, sheet: Path) -> int:
    """Take the decisions of a filled-in sheet into corrections.csv; return how many were new.

    Raises:
        ConfigError: the sheet is none, or its decisions contradict each other or earlier ones; nothing is kept.
    """
    from sectorlens.store.workspace import open_workspace

    if not sheet.is_file():
        raise ConfigError(f"'{sheet}' does not exist. Write a sheet first: sectorlens review")
    path = open_workspace(root).corpus / CORRECTIONS
    before = path.read_bytes() if path.exists() else None
    added = add_corrections(path, read_decisions(sheet))
    try:
        read_corrections(path.parent)
    except ConfigError:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        raise
    return added


def import_register(root: Path, register: Path, *, progress: Progress | None = None) -> ImportResult:
    """Link the organisations of the workspace to a register; same names are taken, likenesses become questions.

    Raises:
        ConfigError: the file is no register that we know.
    """
    if not register.is_file():
        raise ConfigError(f"'{register}' does not exist.")
    place, findings = open_findings(root, progress=progress)
    report = match_register(read_register(register), findings.resolution.organisations)
    rows = [
        {
            "action": "identify",
            "name": match.organisation_name,
            "value": match.identifier,
            "note": f"as '{match.register_name}' in {register.name}",
        }
        for match in report.accepted
    ]
    taken = add_corrections(place.corpus / CORRECTIONS, rows)
    sheet = place.corpus / REGISTER_SHEET
    write_sheet(sheet, suggest_identifiers(report.review))
    return ImportResult(report.rows, taken, len(report.review), sheet)
