"""Writing everything that leaves the building, from findings alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sectorlens.publish.csv_files import write_csv_files
from sectorlens.publish.database import write_database
from sectorlens.publish.gexf import write_gexf, write_graphml
from sectorlens.publish.graphs import Graphs
from sectorlens.publish.report import Report
from sectorlens.publish.site import write_site
from sectorlens.publish.tables import build_tables
from sectorlens.publish.word import write_briefings
from sectorlens.publish.workbook import write_workbook
from sectorlens.store.findings import Findings


def publish(findings: Findings, target: Path) -> None:
    """Write site, briefings, workbook, database, graphs and tables into the folder ``target``.

    ``target`` is made if missing and should be empty.  The bytes depend on ``findings`` alone: no clock, fixed
    dates inside zip files.  ``run.json`` is not written here.
    """
    target.mkdir(parents=True, exist_ok=True)
    tables = build_tables(findings)
    report = Report(findings)
    write_csv_files(tables, target / "tables")
    write_workbook(tables, findings.facts, target / "sectorlens.xlsx")
    write_database(tables, findings, target / "sectorlens.db")
    write_graphs(findings, tables["recommendations"], target / "graph")
    write_briefings(report, target)
    write_site(report, target)


def write_graphs(findings: Findings, recommendations: pd.DataFrame, folder: Path) -> None:
    """Write the six GEXF files and the GraphML file into ``folder``, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    graphs = Graphs(findings)
    creator = f"sectorlens {findings.facts.version}"
    clear = recommendations[recommendations["band"] == "clear"]
    columns = ["asked_by_organisation_id", "addressee_organisation_id", "addressee"]
    asked = clear[columns].itertuples(index=False, name=None)
    organisations = graphs.organisations()
    views = {
        "organisations": organisations,
        "organisations-simple": graphs.simple(),
        "organisations-timeline": graphs.timeline(),
        "co-mentions": graphs.co_mentions(),
        "organisations-themes": graphs.themes(),
        "recommendations": graphs.recommendations(asked),
    }
    for name, view in views.items():
        write_gexf(view, folder / f"{name}.gexf", creator=creator)
    write_graphml(organisations, folder / "organisations.graphml")
