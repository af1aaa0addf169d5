"""Short equal runs that show what each part of the training data is worth.

python run_ablations.py DATA PASSAGES WORK OUT.json [--steps 400] [--init SYNTAX] [--config NER.cfg]

Each run is trained and measured like the shipped recogniser, only shorter; compare the runs with each other,
not with the shipped figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RUNS: dict[str, list[str]] = {
    "all": [],
    "without own passages": ["--without", "passages"],
    "without govner": ["--without", "govner"],
    "without swapped names": ["--swap", "0"],
    "half of the passages": ["--limit", "0.5"],
    "a quarter of the passages": ["--limit", "0.25"],
    "without the label LOOK": ["--no-look"],
}


def main() -> None:
    """Train and measure each run; the output grows run by run."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "passages", "work", "out"):
        parser.add_argument(name, type=Path)
    args, extra = parser.parse_known_args()
    results: dict[str, dict[str, float]] = {}
    for title, options in RUNS.items():
        folder = args.work / title.replace(" ", "-")
        where = [str(args.data), str(args.passages), str(folder)]
        subprocess.run([sys.executable, str(HERE / "train_ner.py"), *where, *extra, *options], check=True)
        scores = folder.with_suffix(".json")
        measure = [str(folder), str(args.data), str(scores), "--passages", str(args.passages), "--ner-only"]
        subprocess.run([sys.executable, str(HERE / "evaluate.py"), *measure], check=True)
        found = json.loads(scores.read_text(encoding="utf-8"))
        results[title] = {name: part["ORG"]["f1"] for name, part in found["ner"].items()}
        if "own" in found:
            results[title]["own"] = found["own"]["ORG"]["f1"]
        args.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
