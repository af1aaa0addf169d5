"""How English asks, reports and denies: cues that every sector pack shares, as data (``english/*.toml``)."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any, TypeVar

import msgspec

from sectorlens.errors import ConfigError
from sectorlens.model import Record

T = TypeVar("T", bound=Record)


class Cue(Record, frozen=True, kw_only=True):
    """A regular expression with a text in which it must match and one in which it must not.

    ``whole``: it must match the whole text.  ``lookbehind`` stands before it.  ``strength`` is for modals,
    ``name`` tells the learnt decision which cue was found.
    """

    pattern: str
    example: str
    counter: str
    whole: bool = False
    lookbehind: str = ""
    strength: str = ""
    name: str = ""


class Asks(Record, frozen=True, kw_only=True):
    """``asks.toml``: see the explanation at its top."""

    headings: tuple[Cue, ...]
    not_headings: tuple[Cue, ...]
    descriptive: tuple[Cue, ...]
    lead_ins: tuple[Cue, ...]
    own_plans: tuple[Cue, ...]
    performatives: tuple[Cue, ...]
    modals: tuple[Cue, ...]
    readers: tuple[Cue, ...]
    never: tuple[Cue, ...]
    deadlines: tuple[Cue, ...]
    imperatives: str
    ask_verbs: str
    agents: str


class Deficits(Record, frozen=True, kw_only=True):
    """``deficits.toml``: see the explanation at its top."""

    before: tuple[Cue, ...]
    after: tuple[Cue, ...]
    services: tuple[Cue, ...]
    met: tuple[Cue, ...]
    denied: tuple[Cue, ...]
    aims: tuple[Cue, ...]
    unmet: tuple[Cue, ...]


def read_toml(name: str) -> dict[str, Any]:
    """Return ``english/<name>.toml``; raises ConfigError."""
    path = resources.files("sectorlens.sector") / "english" / f"{name}.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"english/{name}.toml cannot be read: {error}") from error


@functools.cache
def load_asks() -> Asks:
    """Return the cues of asking; raises ConfigError."""
    return _load("asks", Asks)


@functools.cache
def load_deficits() -> Deficits:
    """Return the cues of lacking; raises ConfigError."""
    return _load("deficits", Deficits)


def _load(name: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(read_toml(name), kind, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(f"english/{name}.toml: {error}") from error


def compile_cue(cue: Cue, *, classes: str = r"\b\B") -> re.Pattern[str]:
    """Return ``cue`` compiled: on whole words, without regard to case, ``{class}`` filled with ``classes``."""
    body = f"{cue.lookbehind}(?<![\\w-])(?:{cue.pattern.replace('{class}', f'(?:{classes})')})(?![\\w])"
    if cue.whole:
        body = rf"\s*(?:{body})\W*\Z"
    return re.compile(body, re.IGNORECASE)


def first_match(cues: tuple[re.Pattern[str], ...], text: str) -> re.Match[str] | None:
    """Return the leftmost match of any of ``cues`` in ``text`` (ties: the earlier cue)."""
    found = [match for cue in cues if (match := cue.search(text)) is not None]
    return min(found, key=lambda match: match.start(), default=None)
