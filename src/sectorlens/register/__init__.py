"""Public registers: reading them as streams and finding which of our organisations they list."""

from sectorlens.register.matching import RegisterMatch, RegisterReport, match_register
from sectorlens.register.reading import RegisterEntry, read_register

__all__ = ["RegisterEntry", "RegisterMatch", "RegisterReport", "match_register", "read_register"]
