"""One run at a time, and the second is told who holds the workspace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sectorlens.errors import StoreError
from sectorlens.store.lock import locked

HOLD = """
import sys, pathlib
from sectorlens.store.lock import locked
with locked(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_run_names_the_first(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"PID {holder.pid} "), locked(tmp_path):
            pass
        holder.kill()
    with locked(tmp_path):
        assert f"PID {os.getpid()} " in (tmp_path / "lock").read_text("utf-8")
