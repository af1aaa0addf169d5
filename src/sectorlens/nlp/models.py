"""Where the shipped models stand and what they are, without loading any heavy library.

They are found alike in an installed package (``sectorlens/models``) and in the source tree (``models``).
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata, util
from pathlib import Path

PIPELINE = "sectorlens_en"
EMBEDDINGS = "sectorlens_static"
CONTEXT = "sectorlens_context"


def find_model(name: str) -> Path | None:
    """Return the folder of the shipped model ``name``, or None if it is not there."""
    package = Path(__file__).resolve().parents[1]
    for base in (package / "models", package.parents[1] / "models"):
        if (base / name).is_dir():
            return base / name
    return None


def pipeline_fingerprint(name: str | None) -> str:
    """Return a digest of the files of pipeline ``name`` (a folder or an installed package; None: ours)."""
    if name is None:
        folder = find_model(PIPELINE)
        return f"{PIPELINE} {_digest(folder)}" if folder is not None else "blank"
    if Path(name).is_dir():
        return _digest(Path(name).resolve())
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return name
    found = util.find_spec(name)
    where = found.submodule_search_locations if found is not None else None
    return f"{name}=={version} {_digest(Path(next(iter(where)))) if where else ''}"


def embeddings_fingerprint() -> str:
    """Return a digest of the embeddings' files, "absent" where there are none."""
    return shipped_fingerprints()[EMBEDDINGS]


def context_fingerprint() -> str:
    """Return a digest of the context model's files, "absent" where there is none."""
    return shipped_fingerprints()[CONTEXT]


def shipped_fingerprints() -> dict[str, str]:
    """Return a digest of the files of each model that works beside the pipeline, "absent" where there is none."""
    folders = {name: find_model(name) for name in (EMBEDDINGS, CONTEXT)}
    return {name: _digest(folder) if folder is not None else "absent" for name, folder in folders.items()}


def pipeline_label(name: str | None) -> str:
    """Return how readers are told which pipeline was used."""
    if name is not None:
        return name
    return PIPELINE if find_model(PIPELINE) is not None else "rules and lists only (no trained pipeline)"


@cache
def _digest(folder: Path) -> str:
    state = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            state.update(file.relative_to(folder).as_posix().encode() + b"\0")
            state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()
