"""The recipe's scripts are run as programs; their folders join the import path here."""

from __future__ import annotations

import sys
from pathlib import Path

MODELS = Path(__file__).resolve().parents[3] / "models"
for folder in (MODELS / "data", MODELS / "recipe" / "scripts"):
    sys.path.insert(0, str(folder))
