"""What leaves the building: site, briefings, workbook, database, graphs and tables."""

from sectorlens.publish.outputs import publish

__all__ = ["publish"]
