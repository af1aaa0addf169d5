"""The cues of needs, compiled from the sector pack and the language."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sectorlens.model.vocabulary import NeedLevel
from sectorlens.sector.english import Cue, compile_cue, load_deficits
from sectorlens.sector.schema import NeedEntry, PopulationEntry, SectorPack

Patterns = tuple[re.Pattern[str], ...]
MODIFIERS = r"(?:[\w'-]+ ){0,3}?"


@dataclass(frozen=True, slots=True)
class NeedCues:
    """Compiled cues: ``cues`` as (code, level, pattern); topics with what is missing before or after them.

    ``in_place`` are cues as (code, level, pattern, near) that count only in a sentence in which ``near`` is found.
    ``groups`` are the populations of codes that tell by themselves whose need it is.
    """

    cues: tuple[tuple[str, NeedLevel, re.Pattern[str]], ...]
    in_place: tuple[tuple[str, NeedLevel, re.Pattern[str], re.Pattern[str]], ...]
    topics: tuple[tuple[str, NeedLevel, re.Pattern[str]], ...]
    before: re.Pattern[str]
    after: re.Pattern[str]
    services: re.Pattern[str]
    met: re.Pattern[str]
    denied: re.Pattern[str]
    aims: re.Pattern[str]
    unmet: re.Pattern[str]
    populations: tuple[tuple[str, re.Pattern[str]], ...]
    groups: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, re.Pattern[str]], ...]


def need_cues(pack: SectorPack) -> NeedCues:
    """Return the compiled cues of ``pack``."""
    return _compile(pack.needs, pack.populations)


def _join(cues: tuple[Cue, ...]) -> str:
    return "|".join(f"(?:{cue.pattern})" for cue in cues)


@functools.lru_cache(maxsize=8)
def _compile(needs: tuple[NeedEntry, ...], populations: tuple[PopulationEntry, ...]) -> NeedCues:
    deficits = load_deficits()
    flags = re.IGNORECASE
    return NeedCues(
        cues=tuple(
            (entry.code, entry.level, re.compile(rf"(?<![\w-])(?:{cue.pattern})(?!\w)", flags))
            for entry in needs
            for cue in entry.cues
            if not cue.near
        ),
        in_place=tuple(
            (
                entry.code,
                entry.level,
                re.compile(rf"(?<![\w-])(?:{cue.pattern})(?!\w)", flags),
                re.compile(cue.near, flags | re.DOTALL),
            )
            for entry in needs
            for cue in entry.cues
            if cue.near
        ),
        topics=tuple(
            (entry.code, entry.level, re.compile(rf"(?<![\w-])(?:{'|'.join(entry.topics)})(?![\w-])", flags))
            for entry in needs
            if entry.topics
        ),
        before=re.compile(rf"(?<![\w-])(?:{_join(deficits.before)})\s+{MODIFIERS}\Z", flags),
        after=re.compile(rf"\s+(?:and [\w-]+ )?(?:{_join(deficits.after)})(?![\w-])", flags),
        services=re.compile(rf"[\s-]+(?:{_join(deficits.services)})(?![\w])", flags),
        met=re.compile(rf"(?<!\w)(?:{_join(deficits.met)})(?!\w)", flags),
        denied=re.compile(rf"(?<!\w)(?:{_join(deficits.denied)})\s+(?:[\w'-]+ ){{0,1}}?\Z", flags),
        aims=re.compile(
            rf"(?<!\w)(?:{_join(deficits.aims)})\s+(?:[\w'-]+ ){{0,1}}?(?:[\w'-]+,? (?:and|or) (?:[\w'-]+ )?)?\Z", flags
        ),
        unmet=re.compile(rf"(?<!\w)(?:{_join(deficits.unmet)})(?!\w)", flags),
        populations=tuple(
            (entry.code, re.compile(rf"(?<![\w-])(?:{'|'.join(cue.pattern for cue in entry.cues)})(?!\w)", flags))
            for entry in populations
            if entry.cues
        ),
        groups=tuple((entry.code, entry.population) for entry in needs if entry.population),
        signs=tuple(
            (kind, re.compile(rf"(?<![\w-])(?:{_join(cues)})(?!\w)", flags))
            for kind, cues in (
                ("missing before", deficits.before),
                ("missing after", deficits.after),
                ("service", deficits.services),
                ("met", deficits.met),
                ("unmet", deficits.unmet),
            )
        ),
    )


__all__ = ["NeedCues", "compile_cue", "need_cues"]
