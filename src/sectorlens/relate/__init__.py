"""Relating: who stands to whom how, as one publication states it."""

from sectorlens.relate.find import relate

__all__ = ["relate"]
