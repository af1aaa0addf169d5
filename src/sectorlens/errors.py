"""The errors that sectorlens raises.

    SectorlensError
    ├── ConfigError        sectorlens.toml, command line, sector pack, corrections: all faults at once
    ├── ModelError         a language pipeline or embedding that cannot be used
    ├── StoreError         the store or the outputs folder cannot be read or written
    ├── FetchError         one url could not be fetched
    ├── DocumentError      one document could not be read
    └── ExpectationError   the findings fall below corpus/expectations.toml

A message says what happened, where, and what to do.  Configuration, model and store errors stop the run;
document errors become a Problem with a code and the run goes on.
"""

from __future__ import annotations

from pathlib import Path


class SectorlensError(Exception):
    """Base of all errors that a caller may want to catch."""


class ConfigError(SectorlensError):
    """Bad configuration; ``faults`` holds every fault found, one sentence each."""

    def __init__(self, faults: tuple[str, ...] | list[str] | str, *, path: Path | None = None) -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        self.path = path
        head = f"{path}: " if path is not None else ""
        super().__init__("\n".join(f"{head}{fault}" for fault in self.faults))


class ModelError(SectorlensError):
    """A pipeline or embedding is missing or unusable; ``name`` is what was asked for."""

    def __init__(self, message: str, *, name: str = "") -> None:
        self.name = name
        super().__init__(message)


class StoreError(SectorlensError):
    """The store, memory or outputs folder at ``path`` cannot be read or written."""

    def __init__(self, message: str, *, path: Path | None = None) -> None:
        self.path = path
        super().__init__(message)


class FetchError(SectorlensError):
    """``url`` could not be fetched; ``reason`` is a stable code such as ``timeout``."""

    def __init__(self, message: str, *, url: str, reason: str) -> None:
        self.url = url
        self.reason = reason
        super().__init__(message)


class DocumentError(SectorlensError):
    """A document could not be read; ``reason`` is a stable code such as ``encrypted``.

    ``page`` (from 1) and ``limit`` name the place and the bound where one applies.
    """

    def __init__(self, message: str, *, reason: str, page: int | None = None, limit: str = "") -> None:
        self.reason = reason
        self.page = page
        self.limit = limit
        super().__init__(message)


class ExpectationError(SectorlensError):
    """Findings fall below what corpus/expectations.toml asks for; ``failures`` lists all of them."""

    def __init__(self, failures: tuple[str, ...]) -> None:
        self.failures = failures
        super().__init__("\n".join(failures))
