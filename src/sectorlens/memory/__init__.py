"""What outlasts a run: ids, theme anchors, positions and the baseline, in two generations under corpus/memory."""

from sectorlens.memory.changes import compare
from sectorlens.memory.keeping import KeptMemory, open_memory, save_memory
from sectorlens.memory.records import (
    Baseline,
    KnownDocument,
    KnownOrganisation,
    Memory,
    OrganisationMemory,
    Place,
    Positions,
    ThemeAnchor,
    ThemeMemory,
)

__all__ = [
    "Baseline", "KeptMemory", "KnownDocument", "KnownOrganisation", "Memory", "OrganisationMemory", "Place",
    "Positions", "ThemeAnchor", "ThemeMemory", "compare", "open_memory", "save_memory",
]  # fmt: skip
