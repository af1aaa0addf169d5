"""Makes a new workspace."""

from __future__ import annotations

from pathlib import Path

from sectorlens.errors import ConfigError
from sectorlens.sector import list_packs
from sectorlens.settings import FILE_NAME

_SETTINGS = """# Settings of this workspace.  Every key is optional; what is set here is explained in docs/settings.md.
title = "{title}"
sector = "{sector}"

# Who you are, for the websites you collect from; needed before `sectorlens collect`.
# [collect]
# contact = "information@your-organisation.example"

# A website to collect from; `sectorlens sources add URL` writes such a block for you.
# [[source]]
# id = "umbrella"
# kind = "web"
# publisher = "Umbrella Body"
# seeds = ["https://umbrella.example/blog/"]
"""
_INBOX = "Put publications here (HTML, PDF, Word, Markdown, text), in folders of your choice, then run\n\n    sectorlens analyse\n"  # noqa: E501


def make_workspace(folder: Path, *, sector: str, title: str) -> Path:
    """Make settings and an inbox in ``folder``; nothing that exists is changed.

    Raises:
        ConfigError: the sector is not known, or the folder already holds a workspace.
    """
    if sector not in list_packs():
        raise ConfigError(f"There is no sector pack '{sector}'. Known: {', '.join(list_packs())}.")
    path = folder / FILE_NAME
    if path.exists():
        raise ConfigError(f"{path} exists already; this folder is a workspace. Nothing was changed.")
    inbox = folder / "corpus" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    safe = title.replace("\\", "\\\\").replace('"', '\\"')
    path.write_text(_SETTINGS.format(title=safe, sector=sector), "utf-8")
    (inbox / ".about.md").write_text(_INBOX, "utf-8")
    return path
