"""The store serves only what was put, whole, under the same key."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from sectorlens.errors import StoreError
from sectorlens.store.database import RUNS_KEPT, Store


def test_a_value_outlasts_the_run_under_its_key_only(tmp_path: Path) -> None:
    with Store(tmp_path / "s.sqlite") as store:
        store.put("parse", b"k", b"value")
        store.finish()
    with Store(tmp_path / "s.sqlite") as store:
        assert store.get("parse", b"k") == b"value"
        assert store.get("parse", b"other") is None
        assert store.get("extract", b"k") is None


def test_values_that_no_run_uses_are_forgotten_after_some_runs(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path) as store:
        store.put("parse", b"used", b"1")
        store.put("parse", b"unused", b"2")
        store.finish()
    for _ in range(RUNS_KEPT):
        with Store(path) as store:
            assert store.get("parse", b"used") == b"1"
            store.finish()
    with Store(path) as store:
        assert [key for _, key in store.iter_keys()] == [b"used"]


def test_a_changed_byte_is_a_miss_or_an_error_never_a_wrong_value(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    expected = {bytes([n]): bytes([n]) * 300 for n in range(40)}
    with Store(path) as store:
        for key, value in expected.items():
            store.put("parse", key, value)
        store.finish()
    whole = path.read_bytes()
    draw = random.Random(7)
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(draw.randint(1, 64)):
            damaged[draw.randrange(100, len(damaged))] ^= 1 << draw.randrange(8)
        for extra in tmp_path.glob("s.sqlite-*"):
            extra.unlink()
        path.write_bytes(bytes(damaged))
        try:
            with Store(path) as store:
                for key, value in expected.items():
                    assert store.get("parse", key) in (None, value)
        except (StoreError, sqlite3.Error):
            continue


@pytest.mark.parametrize("content", [b"not a database at all" * 50, b"\0" * 5000])
def test_a_file_that_is_no_store_is_refused_with_advice(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "s.sqlite"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="delete it"):
        Store(path)


def test_a_store_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.sqlite"
    with Store(path):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(StoreError, match="newer sectorlens"):
        Store(path)
