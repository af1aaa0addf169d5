"""Print the ties that the gold states and the world lacks, dated by the publications that state them."""

from __future__ import annotations

import sys

from check_demo import iter_gold
from world import KINDS, SYMMETRIC, read_world


def missing_ties() -> list[str]:
    """Lines for ``world.toml``, sorted."""
    world = read_world()
    short = {v: k for k, v in KINDS.items()}
    ident = {o.name: o.id for o in world.organisations.values()}
    known = {(t.kind, t.a, t.b) for t in world.ties}
    seen: dict[tuple[str, str, str], tuple[list[str], set[str]]] = {}
    for _, record in iter_gold():
        for row in record["relations"]:
            sides = [ident[row["a"]], ident[row["b"]]]
            if row["type"] in SYMMETRIC:
                sides.sort()
            key = (row["type"], sides[0], sides[1])
            if key not in known:
                years, flags = seen.setdefault(key, ([], set()))
                years.append((record["metadata"]["published"] or "")[:4])
                flags |= {row.get("polarity", ""), row.get("modality", "")} - {"", "reported"}
    lines = []
    for (kind, a, b), (years, flags) in seen.items():
        dated = sorted(y for y in years if y)
        span = "" if not dated else dated[0] if dated[0] == dated[-1] else f"{dated[0]}-{dated[-1]}"
        lines.append(" ".join(x for x in (a, short[kind], b, span, *sorted(flags)) if x))
    return sorted(lines)


if __name__ == "__main__":
    sys.stdout.write("".join(f'  "{line}",\n' for line in missing_ties()))
