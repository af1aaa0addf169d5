"""Sector packs: all that is particular to a sector, as data."""

from sectorlens.sector.faults import compile_cue
from sectorlens.sector.pack import list_packs, load_pack
from sectorlens.sector.schema import CuratedOrganisation, SectorPack

__all__ = ["CuratedOrganisation", "SectorPack", "compile_cue", "list_packs", "load_pack"]
