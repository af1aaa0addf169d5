"""Ids that stay: curated ids outrank remembered ones, and those outrank minted ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from sectorlens.memory import OrganisationMemory
from sectorlens.model import digest_id
from sectorlens.resolve.names import name_key
from sectorlens.resolve.nodes import Node


def assign_ids(
    clusters: Sequence[tuple[str, ...]],
    nodes: Mapping[str, Node],
    names: Mapping[tuple[str, ...], str],
    memory: OrganisationMemory,
    preferred: Sequence[str] = (),
) -> tuple[dict[tuple[str, ...], str], dict[str, str]]:
    """Return the id of each cluster, and redirects from ids that earlier runs gave out.

    ``names`` holds the chosen name of each cluster; ``preferred`` are node keys whose curated id wins where
    people merged two curated organisations.
    """
    known = _known_ids(memory)
    matches = {members: _matches(members, nodes, known) for members in clusters}
    ids: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    for members in clusters:
        curated = [key for key in members if nodes[key].curated is not None]
        if curated:
            first = min(curated, key=lambda key: (key not in preferred, -len(nodes[key].mention_ids), key))
            ids[members] = first.removeprefix("#")
            taken.add(ids[members])
    rest = [members for members in clusters if members not in ids]
    # Whoever shares most names with a remembered organisation keeps its id.
    rest.sort(key=lambda members: (-max(matches[members].values(), default=0), members))
    for members in rest:
        free = [(-count, identity) for identity, count in matches[members].items() if identity not in taken]
        identity = min(free)[1] if free else digest_id("org", name_key(names[members]), *_split_mark(members))
        if identity in taken:
            identity = digest_id("org", *members)
        ids[members] = identity
        taken.add(identity)
    redirects = {
        old: new for members, new in ids.items() for old in matches[members] if old != new and old not in taken
    }
    for old, new in memory.redirects:
        redirects.setdefault(old, redirects.get(new, new))
    return ids, {old: new for old, new in sorted(redirects.items()) if old not in taken and new in taken}


def _split_mark(members: Sequence[str]) -> tuple[str, ...]:
    """Return what tells a node of one page, or one split off, from a namesake."""
    return tuple(sorted(key.partition("|")[2] for key in members if "|" in key))


def _known_ids(memory: OrganisationMemory) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for organisation in memory.organisations:
        for name in (organisation.name, *organisation.aliases):
            known.setdefault(name_key(name), set()).add(organisation.id)
    return known


def _matches(members: Sequence[str], nodes: Mapping[str, Node], known: Mapping[str, set[str]]) -> Counter[str]:
    # A node of one page or one split off has namesakes: its name does not say which of them it was.
    keys = {name_key(name) for key in members if "|" not in key for name in nodes[key].names}
    return Counter(identity for key in sorted(keys) for identity in sorted(known.get(key, ())))
