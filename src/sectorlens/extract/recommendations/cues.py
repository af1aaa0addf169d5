"""The cues of asking, compiled for one sector pack."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sectorlens.extract.addressees import class_pattern
from sectorlens.sector.english import Cue, compile_cue, load_asks
from sectorlens.sector.schema import AddresseeEntry, SectorPack
from sectorlens.text import straighten

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class AskCues:
    """Compiled ``asks.toml``: see its explanation."""

    headings: Patterns
    not_headings: Patterns
    descriptive: Patterns
    lead_ins: Patterns
    own_plans: Patterns
    performatives: Patterns
    performative_names: tuple[str, ...]
    readers: Patterns
    never: Patterns

    def heading_asks(self, text: str) -> bool:
        """Whether the items under the heading ``text`` are recommendations."""
        plain = straighten(text).strip()
        return matches(self.headings, plain) and not matches(self.not_headings, plain)

    def heading_describes(self, text: str) -> bool:
        """Whether nothing under the heading ``text`` asks, whatever stands above it."""
        plain = straighten(text).strip()
        return matches(self.descriptive, plain) or matches(self.not_headings, plain)

    def lead_in_asks(self, text: str) -> bool:
        """Whether the items after the line ``text`` are recommendations."""
        return matches(self.lead_ins, straighten(text).strip())


def matches(patterns: Patterns, plain: str) -> bool:
    """Whether any of ``patterns`` is found in ``plain``."""
    return any(pattern.search(plain) for pattern in patterns)


def ask_cues(pack: SectorPack) -> AskCues:
    """Return the cues compiled for the addressees of ``pack``."""
    return _compile(pack.addressees, class_pattern(pack))


@functools.lru_cache(maxsize=8)
def _compile(_key: tuple[AddresseeEntry, ...], classes: str) -> AskCues:
    asks = load_asks()

    def each(cues: tuple[Cue, ...]) -> Patterns:
        return tuple(compile_cue(cue, classes=classes) for cue in cues)

    return AskCues(
        headings=each(asks.headings),
        not_headings=each(asks.not_headings),
        descriptive=each(asks.descriptive),
        lead_ins=each(asks.lead_ins),
        own_plans=each(asks.own_plans),
        performatives=each(asks.performatives),
        performative_names=tuple(cue.name for cue in asks.performatives),
        readers=each(asks.readers),
        never=each(asks.never),
    )
