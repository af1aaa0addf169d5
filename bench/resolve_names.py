"""How long resolving takes as names grow: ``python bench/resolve_names.py [LARGEST]``.

Synthetic names of bodies, a tenth of them spelt in several ways.  Prints seconds of processor time and peak memory for
a quarter, a half and all of LARGEST (default 100,000), and the slope of log seconds over log names.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time

from sectorlens.model import Document, Evidence, Mention, RelatedMentions, digest_id
from sectorlens.resolve import resolve
from sectorlens.sector import load_pack

HEADS = "Trust Foundation Project Alliance Network Charity Partnership Centre Association Fund".split()
TOPICS = "Housing Youth Family Recovery Justice Advice Arts Learning Health Community Women Mentoring".split()


def make_names(count: int, chance: random.Random) -> list[str]:
    """Return ``count`` names; every tenth is another spelling of the one before."""
    names: list[str] = []
    while len(names) < count:
        place = "".join(chance.choice("bdfgklmnprstvw") + chance.choice("aeiou") for _ in range(3)).capitalize()
        name = f"{place}{chance.choice(['ford', 'ton', 'mere', 'wick'])} {chance.choice(TOPICS)} {chance.choice(HEADS)}"
        names.append(name)
        if len(names) % 10 == 0:
            names.append(chance.choice((f"The {name}", f"{name} Ltd", name.upper(), f"{name}s")))
    return names[:count]


def measure(count: int) -> float:
    """Return the seconds that resolving ``count`` names takes."""
    pack = load_pack("criminal_justice_uk")
    documents, related = [], []
    for start in range(0, count, 20):
        identity = f"doc-{start:08d}"
        rows = make_names(20, random.Random(start))
        mentions = tuple(
            Mention(
                id=digest_id("men", identity, str(number)),
                evidence=Evidence(document_id=identity, start=number, end=number + len(name), quote=name),
                form="name",
                kind="charity",
                method="model",
                score=0.9,
            )
            for number, name in enumerate(rows)
        )
        documents.append(Document(id=identity, title="t", title_from="text", text="", blocks=()))
        related.append(RelatedMentions(document_id=identity, mentions=mentions))
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
