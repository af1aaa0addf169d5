"""Speed and memory of the product's jobs beside what one would use instead: ``python bench/compare.py``.

Every contender does its job three times, in turn with the others and each time in a fresh process, so that
nobody profits from another's caches.  Shown are the fastest run (processor seconds of the process and its
children, imports included), the peak of resident memory, and both as ratios to ours.  Only the ratios of one
run mean something: the seconds are those of the machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from contenders import JOBS

ROUNDS = 3


def run_once(name: str) -> tuple[float, float, int]:
    """Return processor seconds, peak megabytes and the count that the contender ``name`` reports.

    The system counts them for the process and all that it waited for.
    """
    made = subprocess.Popen([sys.executable, __file__, name], stdout=subprocess.PIPE, text=True)
    assert made.stdout is not None
    said = made.stdout.read().split()
    _, status, usage = os.wait4(made.pid, 0)
    if status:
        raise SystemExit(f"{name} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, int(said[-1])


def main() -> None:
    """Print one table, or do the one job that is named."""
    if len(sys.argv) > 1:
        print(next(f for job in JOBS for f in (job.ours, *job.others.values()) if f.__name__ == sys.argv[1])())
        return
    print("| job | by | seconds | times ours | peak MB | times ours | result |\n|---|---|---|---|---|---|---|")
    for job in JOBS:
        contenders = {"sectorlens": job.ours} | job.others
        runs = [{by: run_once(function.__name__) for by, function in contenders.items()} for _ in range(ROUNDS)]
        best = {by: min(found[by] for found in runs) for by in contenders}
        seconds, peak, _ = best["sectorlens"]
        for by, (took, most, count) in best.items():
            title = job.title if by == "sectorlens" else ""
            print(
                f"| {title} | {by} | {took:.2f} | {took / seconds:.2f} | {most:.0f} | {most / peak:.2f} | {count:,} |"
            )


if __name__ == "__main__":
    main()
