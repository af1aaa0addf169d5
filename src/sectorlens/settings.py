"""sectorlens.toml: what an information officer may set, checked as a whole.

msgspec stops at the first fault, so the parsed file is first held against the schema and every fault is
collected, each with its line and the nearest known key.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path
from typing import Any, get_args, get_origin

import msgspec

from sectorlens.errors import ConfigError
from sectorlens.model import Source

FILE_NAME = "sectorlens.toml"


class CollectSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Manners of collecting.  ``contact`` stands in the User-Agent; budgets are pages per host and run."""

    contact: str = ""
    delay: float = 2.0
    pages_per_host: int = 2000
    max_depth: int = 8
    deadline: float = 60.0
    max_bytes: int = 25_000_000
    max_decoded_bytes: int = 100_000_000


class LimitSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of reading.  Seconds and bytes are per document, ``internal_errors`` is a share of documents."""

    document_seconds: float = 60.0
    document_bytes: int = 104_857_600
    internal_errors: float = 0.02


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of a workspace; every one has a sane default.

    ``corpus`` is the folder of material, relative to the workspace.  ``now`` (YYYY[-MM[-DD]]) overrides the
    latest publication date as the date that "recent" is counted from.  ``model`` names an installed spaCy
    pipeline or a path; ``labels`` maps its entity labels to ORG, PERSON, LOC.
    """

    title: str = ""
    sector: str = "criminal_justice_uk"
    corpus: str = "corpus"
    now: str = ""
    model: str = ""
    labels: dict[str, str] = {}
    demonstration: bool = False
    source: tuple[Source, ...] = ()
    collect: CollectSettings = CollectSettings()
    limits: LimitSettings = LimitSettings()


def read_settings(path: Path) -> Settings:
    """Read ``path``; a missing file gives the defaults.

    Raises:
        ConfigError: with every fault of the file, each with line number and nearest key.
    """
    if not path.exists():
        return Settings()
    try:
        text = path.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8 text ({error.reason}); save it as UTF-8", path=path) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not valid TOML: {error}", path=path) from error
    faults = list(_faults(raw, Settings, _Lines(text), ()))
    if faults:
        raise ConfigError(faults, path=path)
    settings = msgspec.convert(raw, Settings)
    faults = list(_meaning_faults(settings, _Lines(text)))
    if faults:
        raise ConfigError(faults, path=path)
    return settings


class _Lines:
    """Finds the line on which a key is set, since tomllib does not say."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def of(self, keys: tuple[str, ...], position: int = 0) -> int:
        """Return the 1-based line of the last of ``keys``, under the n-th header of its table."""
        start = 0
        for depth in range(1, len(keys)):
            header = re.compile(r"\s*\[\[?\s*" + re.escape(".".join(keys[:depth])) + r"\s*\]\]?")
            hits = [number for number, line in enumerate(self._lines) if header.match(line)]
            if hits:
                start = hits[min(position, len(hits) - 1)]
        key = re.compile(rf"\s*(\[\[?\s*)?[\"']?{re.escape(keys[-1])}[\"']?\s*(=|\]|\.)")
        for number in range(start, len(self._lines)):
            if key.match(self._lines[number]):
                return number + 1
        return start + 1


def _faults(raw: dict[str, Any], schema: type, lines: _Lines, path: tuple[str, ...], position: int = 0) -> list[str]:
    """Return every fault of ``raw`` against the struct ``schema``."""
    faults: list[str] = []
    fields = {field.name: field for field in msgspec.structs.fields(schema)}
    for key, value in raw.items():
        where = (*path, key)
        line = lines.of(where, position)
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1, cutoff=0.5)
            hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(sorted(fields))}"
            faults.append(f"line {line}: unknown key '{'.'.join(where)}'; {hint}")
            continue
        wanted = fields[key].type
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(value, dict):
            faults += _faults(value, wanted, lines, where)
        elif get_origin(wanted) is tuple and _is_struct(get_args(wanted)[0]) and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    faults += _faults(item, get_args(wanted)[0], lines, where, number)
                else:
                    faults.append(f"line {line}: '{'.'.join(where)}' must be tables, written [[{key}]]")
        else:
            try:
                msgspec.convert(value, wanted)
            except msgspec.ValidationError as error:
                faults.append(f"line {line}: '{'.'.join(where)}': {str(error)[:1].lower()}{str(error)[1:]}")
    for name, field in fields.items():
        if field.required and name not in raw:
            line = lines.of(path, position) if path else 1
            faults.append(f"line {line}: '{'.'.join((*path, name))}' is missing")
    return faults


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _meaning_faults(settings: Settings, lines: _Lines) -> list[str]:
    """Return faults that types alone cannot show."""
    faults: list[str] = []
    if settings.now and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", settings.now):
        faults.append(f"line {lines.of(('now',))}: 'now' must read YYYY, YYYY-MM or YYYY-MM-DD")
    seen: set[str] = set()
    for number, source in enumerate(settings.source):
        line = lines.of(("source", "id"), number)
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.id):
            faults.append(f"line {line}: source id '{source.id}' must be lower-case words joined by hyphens")
        if source.id in seen:
            faults.append(f"line {line}: source id '{source.id}' stands twice")
        seen.add(source.id)
        for field in ("include", "exclude"):
            for pattern in getattr(source, field):
                try:
                    re.compile(pattern)
                except re.error as error:
                    where = lines.of(("source", field), number)
                    faults.append(f"line {where}: '{pattern}' is no regular expression: {error}")
    return faults
