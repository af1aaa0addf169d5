"""A real Chromium over a real report, offline."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BUILDER = Path(__file__).parents[1] / "unit" / "publish" / "builder.py"

if "publish_builder" not in sys.modules:
    spec = importlib.util.spec_from_file_location("publish_builder", BUILDER)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["publish_builder"] = module
    spec.loader.exec_module(module)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of four fictional publications, on disk."""
    from sectorlens.publish import publish

    target = tmp_path_factory.mktemp("site")
    publish(sys.modules["publish_builder"].build_findings(), target)
    return target


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium, driven by playwright."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
