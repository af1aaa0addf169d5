"""Themes: what runs through the publications, in passages, sentences and points that each cite their place."""

from sectorlens.themes.find import find_themes

__all__ = ["find_themes"]
