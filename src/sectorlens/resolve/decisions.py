"""Corrections applied: rows that speak of names become facts about nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sectorlens.memory import OrganisationMemory
from sectorlens.model import RelatedMentions
from sectorlens.resolve.corrections import Correction
from sectorlens.resolve.names import name_key
from sectorlens.resolve.nodes import NameIndex, Node


@dataclass(slots=True)
class Decisions:
    """What people decided, in terms of node keys; ``problems`` are rows that found nothing."""

    together: list[tuple[str, str]] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)
    rejected: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    identifiers: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def split_nodes(
    nodes: dict[str, Node],
    node_of: dict[str, str],
    related: Iterable[RelatedMentions],
    corrections: Iterable[Correction],
    index: NameIndex,
) -> None:
    """Move the mentions of each ``split`` row out of the organisation that they were put under, in place."""
    rows = [row for row in corrections if row.action == "split"]
    if not rows:
        return
    mentions = {m.id: m for row in related for m in row.mentions}
    for row in rows:
        surface = name_key(row.name)
        for identity, key in sorted(node_of.items()):
            mention = mentions[identity]
            if name_key(mention.evidence.quote) != surface or not _is_named(nodes[key], row.other, index):
                continue
            old = nodes[key]
            new = nodes.setdefault(f"{surface}|split", Node(f"{surface}|split"))
            old.mention_ids.remove(identity)
            new.mention_ids.append(identity)
            quote = mention.evidence.quote
            for counter in (old.surfaces, old.acronyms, old.short_forms):
                if counter.get(quote):
                    counter[quote] -= 1
                    if not counter[quote]:
                        del counter[quote]
            new.surfaces[quote] += 1
            new.kinds[mention.kind] += 1
            new.document_ids.add(mention.evidence.document_id)
            new.is_clear = new.is_clear or mention.band == "clear"
            node_of[identity] = new.key


def _is_named(node: Node, name: str, index: NameIndex) -> bool:
    entry = index.get(name) or index.entry(name)
    if entry is not None and node.curated is not None:
        return entry.id == node.curated.id
    return (
        name_key(name) in {name_key(other) for other in (*node.names, *node.acronyms, *node.short_forms)}
        or node.key == name
    )


def decide(
    nodes: Mapping[str, Node],
    corrections: Iterable[Correction],
    index: NameIndex,
    memory: OrganisationMemory,
) -> Decisions:
    """Return the decisions of ``corrections`` over ``nodes``; ``split`` was applied before."""
    by_key: dict[str, list[str]] = {}
    for key, node in sorted(nodes.items()):
        for name in (*node.names, *node.acronyms):
            by_key.setdefault(name_key(name), []).append(key)
    remembered = {known.id: (known.name, *known.aliases) for known in memory.organisations}
    found = Decisions()

    def keys_of(name: str) -> list[str]:
        entry = index.get(name) or index.entry(name)
        if entry is not None and f"#{entry.id}" in nodes:
            return [f"#{entry.id}"]
        names = remembered.get(name, (name,))
        return sorted({key for other in names for key in by_key.get(name_key(other), ())})

    for row in corrections:
        if row.action == "split":
            if f"{name_key(row.name)}|split" not in nodes:
                found.problems.append(_nothing(row, row.name))
            continue
        left = keys_of(row.name)
        right = keys_of(row.other) if row.other else []
        missing = [name for name, keys in ((row.name, left), (row.other, right)) if name and not keys]
        if missing and row.action != "different":
            found.problems += [_nothing(row, name) for name in missing]
            continue
        if row.action == "merge":
            found.together += [(a, b) for a in left for b in right if a != b]
            found.names.setdefault(left[0], "")
        elif row.action == "different":
            found.apart += [(a, b) for a in left for b in right if a != b]
        elif row.action == "reject":
            found.rejected.update(left)
        elif row.action == "rename":
            found.names[left[0]] = row.value
        elif row.action == "retype":
            found.kinds.update(dict.fromkeys(left, row.value))
        elif row.action == "identify":
            found.identifiers.setdefault(left[0], []).append(row.value)
    found.names = {key: value for key, value in found.names.items() if value}
    return found


def _nothing(row: Correction, name: str) -> str:
    return f"{row.file} line {row.line}: no organisation '{name}' in these publications; nothing was {row.action}d"
