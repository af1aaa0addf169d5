"""Needs of people and of the sector: spans with code, population and polarity."""

from sectorlens.extract.needs.find import find_needs

__all__ = ["find_needs"]
