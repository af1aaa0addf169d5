"""Fixtures shared by all tests; what SECTORLENS_REQUIRE names may not be skipped."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SECTORLENS_SHARED", ROOT.parent / "shared"))
REQUIRED = {name for name in os.environ.get("SECTORLENS_REQUIRE", "").split(",") if name}

NEEDS = {
    "node": lambda: bool(shutil.which("node")) and (ROOT / "tests" / "node" / "node_modules").is_dir(),
    "browser": lambda: bool(shutil.which("chromium") or shutil.which("chromium-headless-shell")),
    "shared": lambda: (SHARED / "seeds").is_dir(),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose tool is missing, unless that tool is required here: then it fails."""
    for name, is_there in NEEDS.items():
        if item.get_closest_marker(f"needs_{name}") is not None and not is_there():
            if name in REQUIRED:
                pytest.fail(f"{name} is required here (SECTORLENS_REQUIRE) and missing")
            pytest.skip(f"{name} is not there")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared evaluation data beside the repository."""
    return SHARED
