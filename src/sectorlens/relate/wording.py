"""How English words lists of partners and takes ties back or puts them off: cues from ``english/ties.toml``."""

from __future__ import annotations

import functools
import re
from typing import Literal

import msgspec

from sectorlens.errors import ConfigError
from sectorlens.model import Record
from sectorlens.model.vocabulary import RelationKind
from sectorlens.sector.english import Cue, compile_cue, read_toml


class ListCue(Cue, frozen=True, kw_only=True):
    """A heading or lead-in whose items all stand in ``kind`` to the owner of the list, or the owner to them."""

    kind: RelationKind
    source: Literal["item", "owner"]


class TieWords(Record, frozen=True, kw_only=True):
    """``ties.toml``: see the explanation at its top."""

    lists: tuple[ListCue, ...]
    denied: tuple[Cue, ...]
    ended: tuple[Cue, ...]
    planned: tuple[Cue, ...]
    hoped: tuple[Cue, ...]
    reported: tuple[Cue, ...]


@functools.cache
def load_tie_words() -> TieWords:
    """Return the cues; raises ConfigError."""
    try:
        return msgspec.convert(read_toml("ties"), TieWords, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(f"english/ties.toml: {error}") from error


@functools.cache
def list_cues() -> tuple[tuple[re.Pattern[str], RelationKind, str], ...]:
    """Return (pattern, kind, who is the source) of headings and lead-ins, the first that matches deciding."""
    return tuple((compile_cue(cue), cue.kind, cue.source) for cue in load_tie_words().lists)


@functools.cache
def any_of(table: Literal["denied", "ended", "planned", "hoped", "reported"]) -> re.Pattern[str]:
    """Return one pattern for all cues of ``table``."""
    cues: tuple[Cue, ...] = getattr(load_tie_words(), table)
    return re.compile("|".join(f"(?:{compile_cue(cue).pattern})" for cue in cues), re.IGNORECASE)
