"""Makes the test servers of this folder importable by its tests, and starts them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from chaos import Chaos, serve_chaos


@pytest.fixture
def chaos() -> Iterator[Chaos]:
    """A server that misbehaves as it is told."""
    with serve_chaos() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a run keeps its captures."""
    return tmp_path / "captures"
