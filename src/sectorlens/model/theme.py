"""Themes: groups of passages, and what they say in sentences that cite them."""

from __future__ import annotations

from typing import Literal

from sectorlens.model.base import Record
from sectorlens.model.finding import Evidence
from sectorlens.model.vocabulary import Addressee


class ThemePassage(Record, frozen=True, kw_only=True):
    """A passage of a theme; ``weight`` in [0, 1] is how central it is, ``role`` how it is used."""

    theme_id: str
    evidence: Evidence
    weight: float
    role: Literal["medoid", "member", "cited"]


class ThemeSentence(Record, frozen=True, kw_only=True):
    """A sentence of a theme's summary with the passages that it rests on (at least one)."""

    text: str
    cites: tuple[Evidence, ...]


class KeyMessage(Record, frozen=True, kw_only=True):
    """One point that a theme makes, in the words of a passage; how many publications make it."""

    id: str
    theme_id: str
    text: str
    evidence: Evidence
    publications: int
    publishers: int


class Theme(Record, frozen=True, kw_only=True):
    """A group of passages about one thing.  ``description`` is one plain line; ``keywords`` most telling first."""

    id: str
    label: str
    description: str
    keywords: tuple[str, ...]
    summary: tuple[ThemeSentence, ...]
    publication_ids: tuple[str, ...]
    first_seen: str = ""
    last_seen: str = ""
    colour: str = ""


class ThemeYear(Record, frozen=True, kw_only=True):
    """Publications of one year that hold a passage of the theme, of all dated ones that year."""

    theme_id: str
    year: int
    publications: int
    of: int


class RepeatedRecommendation(Record, frozen=True, kw_only=True):
    """The same request found in at least two publications; ``recommendation_ids`` in order of date."""

    id: str
    text: str
    addressee: Addressee
    recommendation_ids: tuple[str, ...]
    publishers: tuple[str, ...]
    first_asked: str = ""
    last_asked: str = ""


class Themes(Record, frozen=True, kw_only=True):
    """What the themes stage found; ``outside`` are passages that fit nowhere and are shown as such."""

    themes: tuple[Theme, ...] = ()
    passages: tuple[ThemePassage, ...] = ()
    key_messages: tuple[KeyMessage, ...] = ()
    repeated: tuple[RepeatedRecommendation, ...] = ()
    years: tuple[ThemeYear, ...] = ()
    outside: tuple[Evidence, ...] = ()
    note: str = ""
