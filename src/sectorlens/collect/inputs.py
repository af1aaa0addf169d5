"""What a run reads: files named on the command line, or all that the workspace has collected."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from sectorlens.collect import captures
from sectorlens.collect.folder import FoundFile, iter_files
from sectorlens.model import Source
from sectorlens.store.workspace import Workspace

INBOX = Source(id="inbox", name="Inbox", kind="folder", seeds=("inbox",))
COMMAND_LINE = Source(id="files", name="Files named on the command line", kind="folder")


@dataclass(frozen=True)
class Inputs:
    """The files to read, in order, and the sources that they come from, by id."""

    files: tuple[FoundFile, ...]
    sources: dict[str, Source]


def find_inputs(workspace: Workspace, paths: tuple[Path, ...] = ()) -> Inputs:
    """Return the files below ``paths``; with none, those of the workspace's folders and captures.

    Raises:
        ConfigError: naming every path that does not exist.
    """
    if paths:
        base = _common_parent(paths)
        return Inputs(tuple(iter_files(paths, base=base, source=COMMAND_LINE)), {COMMAND_LINE.id: COMMAND_LINE})
    declared = workspace.settings.source
    folders = [source for source in declared if source.kind == "folder" and source.enabled]
    if not any("inbox" in source.seeds for source in folders):
        folders.append(INBOX)
    files: list[FoundFile] = []
    for source in folders:
        named = tuple(workspace.corpus / seed for seed in source.seeds)
        if source is INBOX:
            named = tuple(path for path in named if path.exists())
        files.extend(iter_files(named, base=workspace.root, source=source))
    files.extend(captures.iter_captures(workspace.corpus / captures.FOLDER))
    return Inputs(tuple(files), {source.id: source for source in (*declared, *folders)})


def _common_parent(paths: tuple[Path, ...]) -> Path:
    """Return the folder that ids are relative to, so that moving it as a whole changes no id."""
    parents = [path if path.is_dir() else path.parent for path in (p.resolve() for p in paths)]
    return Path(os.path.commonpath(parents))
