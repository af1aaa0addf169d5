"""How long resolving takes as names grow: ``python bench/resolve_names.py [LARGEST]``.

Synthetic names of bodies, a tenth of them spelt in several ways.  Prints seconds of processor time and peak memory for
a quarter, a half and all of LARGEST (default 100,000), and the slope of log seconds over log names.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from pathlib import Path

from sectorlens.resolve import resolve
from sectorlens.sector import load_pack

sys.path.insert(0, str(Path(__file__).parent))
from contenders import name_corpus


def measure(count: int) -> float:
    """Return the seconds that resolving ``count`` names takes."""
    pack = load_pack("criminal_justice_uk")
    documents, related = name_corpus(count)
    begun = time.process_time()
    found = resolve(documents, related, (), pack=pack)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{count:>8,} names  {len(found.organisations):>8,} organisations  {seconds:6.1f} s  peak {peak:,.0f} MB")
    return seconds


def main() -> None:
    """Print the table and the slope."""
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sizes = [largest // 4, largest // 2, largest]
    seconds = [measure(size) for size in sizes]
    slope = math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])
    print(f"slope {slope:.2f}")


if __name__ == "__main__":
    main()
