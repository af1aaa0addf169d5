"""Put measured sections into metrics.json, keeping the sections that were not measured anew.

python merge_metrics.py METRICS.json SECTIONS.json [--under NAME]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path


def main() -> None:
    """Merge the top-level sections of one file into another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("metrics", type=Path)
    parser.add_argument("sections", type=Path)
    parser.add_argument("--under", help="put all sections under this name")
    args = parser.parse_args()
    metrics = json.loads(args.metrics.read_text(encoding="utf-8")) if args.metrics.exists() else {}
    sections = json.loads(args.sections.read_text(encoding="utf-8"))
    metrics.update({args.under: sections} if args.under else sections)
    args.metrics.write_text(json.dumps(metrics, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
