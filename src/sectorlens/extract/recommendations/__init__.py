"""Recommendations: structure first, then sentences; one scored decision each."""

from sectorlens.extract.recommendations.find import find_recommendations

__all__ = ["find_recommendations"]
