"""Runs the whole flow over annotated publications and scores what it finds."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sectorlens.collect.folder import iter_files
from sectorlens.collect.inputs import Inputs
from sectorlens.errors import ConfigError
from sectorlens.flow import find
from sectorlens.memory import KeptMemory
from sectorlens.model import Source
from sectorlens.quality.decided import Case, check_corrections
from sectorlens.quality.gold import Gold, find_gold_faults, read_gold, read_gold_text
from sectorlens.quality.scoring import DocumentScore, Predictions, report, score_document, surface_key
from sectorlens.resolve import read_corrections
from sectorlens.run import Engine, Progress
from sectorlens.sector import SectorPack
from sectorlens.settings import Settings
from sectorlens.store.findings import Findings
from sectorlens.store.workspace import Workspace
from sectorlens.tools import Tools

FROZEN = "FROZEN.json"
SOURCE = Source(id="evaluation", kind="folder")


@dataclass(frozen=True)
class Evaluation:
    """Scores per document and what could not be scored; ``rows`` is one row per layer, micro-averaged.

    ``cases`` are people's corrections, each held against what the program says without them.
    """

    scores: tuple[DocumentScore, ...]
    faults: tuple[str, ...]
    unread: tuple[str, ...]
    cases: tuple[Case, ...] = ()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Precision, recall, F1 and its 95 % bootstrap interval per layer."""
        return report(self.scores)


def evaluate(
    gold: Path,
    *,
    texts: Path | None = None,
    part: str = "all",
    sector: str = "criminal_justice_uk",
    model: str = "",
    jobs: int = 0,
    corrections: Path | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Score the flow against the gold at ``gold``, a .jsonl file or a folder of ``gold.json`` files.

    ``texts`` is the folder of the publications ("" : beside the gold, else the demonstration).  ``part`` is
    ``all``, or with a FROZEN.json beside the gold ``test`` (what it lists) or ``development`` (the rest).

    Corrections in the folder ``corrections`` (and in that of the publications) are not applied but checked.

    Raises:
        ConfigError: gold or publications are not there, or a correction cannot be read.
    """
    rows = _part(gold, read_gold(gold), part)
    if not rows:
        raise ConfigError(f"'{gold}' holds no gold annotations for part '{part}'.")
    with tempfile.TemporaryDirectory(prefix="sectorlens-gold-") as scratch:
        folder = texts or _default_texts(gold)
        files = {_place(row, folder, Path(scratch)): row for row in rows}
        present = tuple(path for path in files if path is not None)
        if not present:
            raise ConfigError(f"None of the annotated publications stands in '{folder}'. Name their folder: --texts")
        base = folder if all(path.is_relative_to(folder) for path in present) else Path(scratch)
        inputs = Inputs(tuple(iter_files(present, base=base, source=SOURCE)), {SOURCE.id: SOURCE})
        place = Workspace(root=Path(scratch), settings=Settings(sector=sector, model=model), is_temporary=True)
        with Engine(None, Tools(sector, model), jobs=jobs, progress=progress) as engine:
            findings, _ = find(inputs, place, KeptMemory(), engine)
    scored = _score(rows, gold, folder, findings, _listed(Tools(sector, model).pack))
    decided = [row for place in dict.fromkeys((corrections, folder)) if place for row in read_corrections(place)]
    mentions = [mention for related in findings.related.values() for mention in related.mentions]
    cases = check_corrections(decided, mentions, findings.assigned, findings.organisations)
    return replace(scored, cases=cases)


def _part(gold: Path, rows: Sequence[Gold], part: str) -> list[Gold]:
    frozen_file = gold / FROZEN
    if part == "all" or not frozen_file.is_file():
        return list(rows)
    frozen = {name for entry in json.loads(frozen_file.read_text("utf-8")).values() for name in _folders(entry)}
    wanted = part == "test"
    return [row for row in rows if (row.get("publication", "") in frozen or _is_listed(row, gold, frozen)) == wanted]


def _folders(entry: object) -> set[str]:
    return {Path(name).parent.as_posix() for name in entry} if isinstance(entry, dict) else set()


def _is_listed(row: Gold, gold: Path, frozen: set[str]) -> bool:
    return any(
        (gold / name / "gold.json").is_file()
        and json.loads((gold / name / "gold.json").read_text("utf-8"))["document"] == row["document"]
        for name in frozen
    )


def _default_texts(gold: Path) -> Path:
    folder = gold if gold.is_dir() else gold.parent
    for above in (folder, *folder.resolve().parents):
        if (above / "corpus" / "demo").is_dir():
            return above / "corpus" / "demo"
    return folder


def _place(row: Gold, folder: Path, scratch: Path) -> Path | None:
    """Return the file of an annotated publication; one whose text stands in the gold itself is written out."""
    direct: Path = folder / row["document"]
    if direct.is_file():
        return direct
    named = sorted(folder.rglob(Path(row["document"]).name))
    if named:
        return named[0]
    if isinstance(row.get("text"), str):
        path = scratch / f"{Path(row['document']).name}.txt"
        path.write_text(row["text"], "utf-8")
        return path
    return None


def _listed(pack: SectorPack) -> frozenset[str]:
    return frozenset(
        surface_key(name) for entry in pack.organisations for name in (entry.name, *entry.aliases, *entry.acronyms)
    )


def _score(rows: Sequence[Gold], gold: Path, texts: Path, findings: Findings, listed: frozenset[str]) -> Evaluation:
    kind_of = {organisation.id: str(organisation.kind) for organisation in findings.organisations.values()}
    by_path = {item.path: item.document_id for item in findings.inputs if item.document_id}
    by_name = {Path(path).name: identity for path, identity in by_path.items()}
    scores: list[DocumentScore] = []
    faults: list[str] = []
    unread: list[str] = []
    for row in rows:
        name = row["document"]
        identity = by_path.get(name) or by_name.get(Path(name).name) or by_name.get(f"{Path(name).name}.txt")
        text = read_gold_text(row, _gold_place(gold, row), texts)
        if identity is None or identity not in findings.related or text is None:
            unread.append(name)
            continue
        faults += find_gold_faults(row, text)
        extract, related = findings.extracts[identity], findings.related[identity]
        predictions = Predictions(
            document=findings.documents[identity],
            mentions=related.mentions,
            needs=extract.needs,
            recommendations=extract.recommendations,
            related=related,
            organisation_of=findings.assigned,
            kind_of=kind_of,
            listed=listed,
        )
        scores.append(score_document(row, text, predictions))
    return Evaluation(tuple(scores), tuple(faults), tuple(unread))


def _gold_place(gold: Path, row: Gold) -> Path:
    """Return the folder of the gold object of ``row`` where each has its own."""
    if gold.is_dir():
        for path in sorted(gold.rglob("gold.json")):
            if json.loads(path.read_text("utf-8"))["document"] == row["document"]:
                return path.parent
    return gold
