"""sectorlens: a sector's publications as evidence."""
