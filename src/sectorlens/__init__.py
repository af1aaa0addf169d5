"""sectorlens: a sector's publications as evidence.

>>> import tempfile, pathlib, sectorlens
>>> folder = pathlib.Path(tempfile.mkdtemp())
>>> _ = (folder / "note.txt").write_text("Recommendations for government\\n\\n- Fund advice centres for five years.\\n")
>>> run = sectorlens.analyse([folder], outputs=folder / "report")
>>> run.outcomes
{'ok': 1}
>>> tables = sectorlens.read(folder / "report")
>>> list(tables.recommendations["addressee"])
['government']
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sectorlens.publish.reading import TableSet
    from sectorlens.report import Run

__all__ = ["analyse", "read"]


def analyse(
    paths: Sequence[str | Path] = (),
    *,
    outputs: str | Path | None = None,
    workspace: str | Path | None = None,
    jobs: int = 0,
    model: str | None = None,
    sector: str | None = None,
    fresh: bool = False,
    forget: bool = False,
) -> Run:
    """Read publications and publish what they say; see :func:`sectorlens.analysis.analyse`.

    ``paths`` are files and folders ((): what the workspace holds); ``outputs`` is the folder of the report,
    replaced whole or not at all.  Raises SectorlensError.
    """
    from sectorlens import analysis

    return analysis.analyse(
        paths, outputs=outputs, workspace=workspace, jobs=jobs, model=model, sector=sector, fresh=fresh, forget=forget
    )


def read(outputs: str | Path) -> TableSet:
    """Return the tables of a report, one typed pandas frame each, as docs/data-dictionary.md describes them.

    Raises:
        ConfigError: there is no report at ``outputs``.
    """
    from sectorlens.publish.reading import read_tables

    return read_tables(Path(outputs))
