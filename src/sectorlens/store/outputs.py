"""Replacing the outputs folder whole or not at all.

A run builds ``<outputs>.next`` and swaps it in with two renames; a run that died between them is finished or
undone at the next start.  A folder that holds somebody's files is never touched.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from sectorlens.errors import ConfigError, StoreError

MARK = "run.json"


def _beside(target: Path, suffix: str) -> Path:
    return target.with_name(f"{target.name}.{suffix}")


def _is_ours(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / MARK).read_text("utf-8")).get("program") == "sectorlens")
    except (OSError, ValueError, AttributeError):
        return False


def prepare(target: Path) -> Path:
    """Check ``target``, finish or undo an interrupted swap, and return the empty folder to build in.

    Raises:
        ConfigError: ``target`` is a file, or a non-empty folder without our run.json.
        StoreError: the folder cannot be written.
    """
    target = target.resolve()
    coming, leaving = _beside(target, "next"), _beside(target, "previous")
    if target.is_file():
        raise ConfigError(f"--outputs {target} is a file. Name a folder that is empty or does not exist.")
    if target.is_dir() and any(target.iterdir()) and not _is_ours(target):
        raise ConfigError(
            f"--outputs {target} holds files that sectorlens did not make. Nothing was changed; name an empty "
            "or new folder."
        )
    for folder in (coming, leaving):
        if folder.exists() and not _is_ours(folder) and not (folder / ".sectorlens-building").exists():
            raise ConfigError(f"{folder} is in the way and was not made by sectorlens. Move it and run again.")
    try:
        if leaving.exists():
            if target.exists():
                shutil.rmtree(leaving)
            else:
                leaving.rename(target)
        if coming.exists():
            shutil.rmtree(coming)
        coming.mkdir(parents=True)
        (coming / ".sectorlens-building").touch()
    except OSError as error:
        message = f"{coming} cannot be written ({error}). Check permissions and disk space."
        raise StoreError(message, path=coming) from error
    return coming


def swap(target: Path) -> None:
    """Put the folder built beside ``target`` in its place.

    Raises:
        StoreError: a file of the old report is open in another program; the old report is left whole.
    """
    target = target.resolve()
    coming, leaving = _beside(target, "next"), _beside(target, "previous")
    (coming / ".sectorlens-building").unlink(missing_ok=True)
    try:
        if target.exists():
            target.rename(leaving)
        coming.rename(target)
    except OSError as error:
        if leaving.exists() and not target.exists():
            leaving.rename(target)
        raise StoreError(
            f"{target} could not be replaced ({error}). Close programs that have its files open and run "
            "again; the old report is unchanged.",
            path=target,
        ) from error
    shutil.rmtree(leaving, ignore_errors=True)


def abandon(target: Path) -> None:
    """Remove what was being built beside ``target``."""
    shutil.rmtree(_beside(target.resolve(), "next"), ignore_errors=True)
