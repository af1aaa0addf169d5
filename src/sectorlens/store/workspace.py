"""A workspace: the folder that holds settings, material, outputs and the store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sectorlens.settings import FILE_NAME, Settings, read_settings


@dataclass(frozen=True)
class Workspace:
    """Where things stand.  ``is_temporary`` workspaces keep no store and no memory after the run."""

    root: Path
    settings: Settings
    is_temporary: bool = False

    @property
    def corpus(self) -> Path:
        """The folder of material: inbox, captures, corrections, expectations, memory."""
        return self.root / self.settings.corpus

    @property
    def memory(self) -> Path:
        """What outlasts a run."""
        return self.corpus / "memory"

    @property
    def state(self) -> Path:
        """The folder of the store and the lock; ignored by git, may be deleted at any time."""
        return self.root / ".sectorlens"

    @property
    def outputs(self) -> Path:
        """Where a run writes unless the command line says otherwise."""
        return self.root / "outputs"


def open_workspace(root: Path) -> Workspace:
    """Read the settings at ``root`` (defaults where there are none).

    Raises:
        ConfigError: every fault of sectorlens.toml.
    """
    return Workspace(root=root, settings=read_settings(root / FILE_NAME))
