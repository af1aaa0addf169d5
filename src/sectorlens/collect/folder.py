"""Folders as sources: every file below them is an input, whatever becomes of it.

A folder laid out as sites (``<host>/<path>``, with ``_headers.json`` beside each site's pages) gives its
files the urls that a server would.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from sectorlens.errors import ConfigError
from sectorlens.model import Capture, Source

HEADERS = "_headers.json"
_IGNORED_NAMES = frozenset({"README.md", ".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore", ".gitkeep", HEADERS})
# What a web server keeps for machines; never publications.
_MACHINE_FILES = frozenset({"robots.txt", "sitemap.xml", "feed.xml", "rss.xml", "atom.xml"})


@dataclass(frozen=True)
class FoundFile:
    """One file on disk, what is known of it without reading it as a document, and where its bytes are.

    ``gone_on`` (YYYY-MM-DD, "" if not) is the day on which it was found to be no longer online.
    """

    capture: Capture
    file: Path
    gone_on: str = ""

    def read(self) -> bytes:
        """Return the bytes."""
        return self.file.read_bytes()


def iter_files(paths: tuple[Path, ...], *, base: Path, source: Source) -> Iterator[FoundFile]:
    """Yield the files at and below ``paths`` in POSIX order, each with its path relative to ``base``.

    Hidden files, files of the operating system and ``_headers.json`` are no inputs.  A folder whose children
    carry ``_headers.json`` is read as sites.

    Raises:
        ConfigError: naming every path that does not exist.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise ConfigError([f"'{p}' does not exist. Name a file or folder of publications." for p in missing])
    seen: set[Path] = set()
    for file in sorted({f for path in paths for f in _walk(path)}, key=lambda f: _relative(f, base)):
        resolved = file.resolve()
        if resolved not in seen:
            seen.add(resolved)
            yield FoundFile(capture=_capture(file, base, source), file=file)


def _walk(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    for child in path.iterdir():
        if child.name.startswith(".") or child.name in _IGNORED_NAMES:
            continue
        if child.is_dir():
            yield from _walk(child)
        elif child.is_file() and not (child.name in _MACHINE_FILES and (child.parent / HEADERS).exists()):
            yield child


def _relative(file: Path, base: Path) -> str:
    try:
        return file.resolve().relative_to(base.resolve()).as_posix()
    except ValueError:
        return file.name


def _capture(file: Path, base: Path, source: Source) -> Capture:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    url, headers = _site_url(file)
    return Capture(
        url=url,
        path=_relative(file, base),
        final_url=url,
        status=200 if url else 0,
        declared_type=headers.get("content-type", "") or mimetypes.guess_type(file.name)[0] or "",
        sha256=digest,
        etag=headers.get("etag", ""),
        last_modified=headers.get("last-modified", ""),
        source_id=source.id,
    )


def _site_url(file: Path) -> tuple[str, dict[str, str]]:
    """Return the url of a file in a folder laid out as a site, and its headers; ("", {}) elsewhere."""
    for site in file.parents:
        if (site / HEADERS).is_file():
            path = PurePosixPath("/", file.relative_to(site).as_posix())
            pretty = f"{path.parent}/".replace("//", "/") if path.name == "index.html" else str(path)
            headers = _read_headers(site / HEADERS).get(pretty, {})
            return f"https://{site.name}{pretty}", headers
    return "", {}


@lru_cache(maxsize=64)
def _read_headers(path: Path) -> dict[str, dict[str, str]]:
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot be read as JSON ({error})", path=path) from error
    return {key: {k: str(v) for k, v in value.items()} for key, value in raw.items() if isinstance(value, dict)}
