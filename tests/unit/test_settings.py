"""sectorlens.toml: all faults at once, each with its line and the nearest key."""

from __future__ import annotations

from pathlib import Path

import pytest

from sectorlens.errors import ConfigError
from sectorlens.settings import Settings, read_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "sectorlens.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "sectorlens.toml") == Settings()


def test_every_fault_is_reported_with_line_and_nearest_key(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'titel = "A"\nsector = 3\n\n[[source]]\nid = "Bad Id"\nkind = "web"\n\n'
        '[[source]]\nid = "second"\nkind = "wed"\nseedz = []\n\n[collect]\ndelay = "slow"\n',
    )
    with pytest.raises(ConfigError) as caught:
        read_settings(path)
    faults = "\n".join(caught.value.faults)
    assert len(caught.value.faults) == 5
    assert "line 1: unknown key 'titel'; did you mean 'title'?" in faults
    assert "line 2: 'sector'" in faults
    assert "line 10: 'source.kind'" in faults
    assert "line 11: unknown key 'source.seedz'; did you mean 'seeds'?" in faults
    assert "line 14: 'collect.delay'" in faults


def test_a_missing_required_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'source\.kind' is missing"):
        read_settings(write(tmp_path, '[[source]]\nid = "a"\n'))


def test_meanings_are_checked_too(tmp_path: Path) -> None:
    text = (
        'now = "yesterday"\n[[source]]\nid = "a"\nkind = "web"\ninclude = ["("]\n[[source]]\nid = "a"\nkind = "web"\n'
    )
    with pytest.raises(ConfigError) as caught:
        read_settings(write(tmp_path, text))
    assert len(caught.value.faults) == 3


def test_broken_toml_and_wrong_encoding_are_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not valid TOML"):
        read_settings(write(tmp_path, "title = \n"))
    path = tmp_path / "sectorlens.toml"
    path.write_bytes('title = "Caf\xe9"\n'.encode("latin-1"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        read_settings(path)
