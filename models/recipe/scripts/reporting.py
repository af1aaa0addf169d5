"""What the scripts that learn a decision have in common on the command line."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import msgspec


def learning_options(description: str | None) -> argparse.ArgumentParser:
    """Return a parser that knows ``--write`` and ``--report``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--write", action="store_true", help="store what was learnt beside the stage")
    parser.add_argument("--report", type=Path, help="write the figures to this file")
    return parser


def store(learnt: Any, file: Path) -> None:
    """Write the record ``learnt`` to ``file``, so that a change shows line by line."""
    file.write_text(json.dumps(msgspec.to_builtins(learnt), indent=1) + "\n", encoding="utf-8")


def tell(figures: Any, file: Path | None) -> None:
    """Print ``figures`` and write them to ``file``, if there is one."""
    body = json.dumps(figures, indent=1)
    print(body)
    if file is not None:
        file.write_text(body + "\n", encoding="utf-8")
