"""From clusters to organisations: name, kind, aliases, identifiers, first and last seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sectorlens.model import Identifier, Organisation
from sectorlens.model.vocabulary import ORGANISATION_KINDS, OrganisationKind
from sectorlens.resolve.decisions import Decisions
from sectorlens.resolve.names import name_key
from sectorlens.resolve.nodes import Node


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What resolving needs of a document: its publication, its publisher's name and its date."""

    publication_id: str
    publisher: str
    published_on: str


def choose_name(members: Sequence[str], nodes: Mapping[str, Node]) -> str:
    """Return the name of a cluster: curated, else its fullest, most frequent spelling."""
    curated = [node.curated for key in members if (node := nodes[key]).curated is not None]
    if curated:
        best = max(curated, key=lambda entry: (len(nodes[f"#{entry.id}"].mention_ids), entry.id))
        return best.name
    surfaces: Counter[str] = Counter()
    for key in members:
        surfaces.update({name: count + 1 for name, count in nodes[key].surfaces.items()})
    if not surfaces:
        for key in members:
            surfaces.update(nodes[key].acronyms)
    by_key: Counter[str] = Counter()
    for name, count in surfaces.items():
        by_key[name_key(name)] += count
    ranked = sorted(
        surfaces,
        key=lambda name: (
            name.isupper() and " " in name,
            -len(name_key(name).split()),
            -by_key[name_key(name)],
            -surfaces[name],
            name,
        ),
    )
    return ranked[0] if ranked else members[0]


def build(
    members: Sequence[str],
    identity: str,
    name: str,
    nodes: Mapping[str, Node],
    decisions: Decisions,
    documents: Mapping[str, DocumentFacts],
) -> Organisation:
    """Return the organisation that a cluster of nodes is."""
    curated = next((nodes[key].curated for key in members if nodes[key].curated is not None), None)
    renamed = next((decisions.names[key] for key in members if key in decisions.names), "")
    kinds: Counter[OrganisationKind] = Counter()
    aliases: set[str] = set()
    seen: set[str] = set()
    for key in members:
        node = nodes[key]
        kinds.update(node.kinds)
        aliases.update((*node.surfaces, *node.acronyms, *node.short_forms))
        seen |= node.document_ids
        if node.curated is not None:
            aliases.update((*node.curated.acronyms, node.curated.name))
    shown = renamed or name
    dates = sorted(facts.published_on for key in seen if (facts := documents[key]).published_on)
    identifiers = [value for key in members for value in decisions.identifiers.get(key, ())]
    identifiers += list(curated.identifiers) if curated is not None else []
    return Organisation(
        id=identity,
        name=shown,
        kind=_kind(members, curated.kind if curated is not None else None, kinds, decisions),
        aliases=tuple(sorted(_distinct(aliases, shown))),
        identifiers=tuple(make_identifier(value) for value in dict.fromkeys(identifiers)),
        mentions=sum(len(nodes[key].mention_ids) for key in members),
        publications=len({documents[key].publication_id for key in seen}),
        first_seen=dates[0] if dates else "",
        last_seen=dates[-1] if dates else "",
        band="clear" if any(nodes[key].is_clear for key in members) else "doubtful",
        curated=curated is not None,
    )


def make_identifier(value: str) -> Identifier:
    """Return an org-id style value in its two parts: scheme and the id within it.

    >>> make_identifier("GB-CHC-1070468")
    Identifier(scheme='GB-CHC', value='1070468')
    """
    if ":" in value:
        scheme, _, number = value.partition(":")
    else:
        parts = value.split("-", 2)
        scheme, number = ("-".join(parts[:2]), parts[2]) if len(parts) == 3 else ("", value)
    return Identifier(scheme=scheme, value=number)


def _distinct(aliases: set[str], name: str) -> set[str]:
    return {alias for alias in aliases if alias != name}


def _kind(
    members: Sequence[str],
    curated: OrganisationKind | None,
    kinds: Counter[OrganisationKind],
    decisions: Decisions,
) -> OrganisationKind:
    decided = next((decisions.kinds[key] for key in members if key in decisions.kinds), "")
    for kind in ORGANISATION_KINDS:
        if kind == decided:
            return kind
    if curated is not None:
        return curated
    if not kinds:
        return "other"
    return min(kinds, key=lambda kind: (-kinds[kind], ORGANISATION_KINDS.index(kind)))
