"""The documentation names what the program has: settings, commands, make targets."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from sectorlens import cli
from sectorlens.model import Source
from sectorlens.settings import CollectSettings, LimitSettings, Settings
from sectorlens.verify import Expectations

ROOT = Path(__file__).parents[2]


def backticked(text: str) -> set[str]:
    return {word for span in re.findall(r"`([^`\n]+)`", text) for word in re.findall(r"[a-z_]+", span)}


def test_settings_page_names_every_key() -> None:
    named = backticked((ROOT / "docs" / "settings.md").read_text("utf-8"))
    for schema in (Settings, Source, CollectSettings, LimitSettings, Expectations):
        keys = {field.encode_name for field in msgspec.structs.fields(schema)}
        assert keys <= named, f"{schema.__name__}: {sorted(keys - named)} missing in docs/settings.md"


def test_readme_names_only_commands_and_targets_that_exist() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    registered = [command for command in cli.app.registered_commands if command.callback]
    commands = {command.name or command.callback.__name__ for command in registered if command.callback}
    groups = {group.name for group in cli.app.registered_groups}
    for named in re.findall(r"^ {4}(?:\.venv/bin/)?sectorlens ([a-z]+)", readme, re.MULTILINE):
        assert named in commands | groups, named
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for named in re.findall(r"\bmake ([a-z-]+)", readme):
        assert named in targets, named


def test_architecture_page_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    source = ROOT / "src" / "sectorlens"
    rooms = {path.name for path in source.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert all(f"{room}/" in page for room in rooms), sorted(room for room in rooms if f"{room}/" not in page)
