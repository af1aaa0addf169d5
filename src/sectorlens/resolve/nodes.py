"""Mentions gathered into nodes: one node per name form that certainly means the same thing everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sectorlens.model import Document, Mention, RelatedMentions
from sectorlens.model.vocabulary import OrganisationKind
from sectorlens.resolve.names import is_acronym_key, name_key
from sectorlens.sector import CuratedOrganisation, SectorPack


@dataclass(slots=True)
class Node:
    """A name form with all its mentions.  ``key`` is ``#id`` of a curated organisation or a name key."""

    key: str
    curated: CuratedOrganisation | None = None
    surfaces: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[str] = field(default_factory=Counter)
    short_forms: Counter[str] = field(default_factory=Counter)
    kinds: Counter[OrganisationKind] = field(default_factory=Counter)
    mention_ids: list[str] = field(default_factory=list)
    document_ids: set[str] = field(default_factory=set)
    is_clear: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which it may be compared, most frequent first."""
        own = [name for name, _ in sorted(self.surfaces.items(), key=lambda pair: (-pair[1], pair[0]))]
        if self.curated is not None:
            own = [self.curated.name, *own]
        return tuple(dict.fromkeys(own))


class NameIndex:
    """Curated organisations by name key; a key of two organisations stands for neither."""

    def __init__(self, pack: SectorPack) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for entry in pack.organisations:
            ordinary = frozenset(entry.ordinary)
            for surface in (entry.name, *entry.aliases):
                if surface not in ordinary or surface == entry.name:
                    found[name_key(surface)].add(entry.id)
        self.generic = frozenset(name_key(word) for word in pack.grammar.generic)
        self._by_key = {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
        self._entries = pack.organisations_by_id

    def get(self, name: str) -> CuratedOrganisation | None:
        """Return the curated organisation of that name, if there is exactly one."""
        identity = self._by_key.get(name_key(name))
        return self._entries.get(identity) if identity else None

    def entry(self, identity: str) -> CuratedOrganisation | None:
        """Return the curated organisation with that id."""
        return self._entries.get(identity)


def gather_nodes(
    related: Iterable[RelatedMentions], documents: Iterable[Document], index: NameIndex
) -> tuple[dict[str, Node], dict[str, str], dict[str, str]]:
    """Return nodes by key, the node key of each named mention, and the node key of each document's publisher.

    An acronym without a full name joins the one full name that the corpus defines for it.
    """
    rows = tuple(related)
    whole_of = _whole_names(rows, index.generic)
    nodes: dict[str, Node] = {}
    node_of: dict[str, str] = {}
    for row in rows:
        for mention in row.mentions:
            if mention.form == "publisher":
                continue
            node = _node_for(mention, whole_of, index, nodes)
            _count(node, mention)
            node_of[mention.id] = node.key
    publishers: dict[str, str] = {}
    for document in documents:
        if document.publisher:
            node = _named_node(document.publisher, index, nodes)
            node.surfaces[document.publisher] += 0
            node.is_clear = True
            publishers[document.id] = node.key
    return nodes, node_of, publishers


def _whole_names(rows: Iterable[RelatedMentions], generic: frozenset[str]) -> dict[str, str]:
    """Return the full name of each acronym and short form that stands for one name in all the corpus.

    A head alone ("the Agency") is a short form of its page only.
    """
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        for mention in row.mentions:
            is_short = mention.form == "acronym" or (
                mention.form == "short_form" and name_key(mention.evidence.quote) not in generic
            )
            if is_short and mention.full_name:
                names[mention.evidence.quote].setdefault(
                    mention.curated_id or name_key(mention.full_name), mention.full_name
                )
    return {short: next(iter(found.values())) for short, found in names.items() if len(found) == 1}


def _node_for(mention: Mention, whole_of: Mapping[str, str], index: NameIndex, nodes: dict[str, Node]) -> Node:
    if mention.curated_id:
        entry = index.entry(mention.curated_id)
        if entry is not None:
            return nodes.setdefault(f"#{entry.id}", Node(f"#{entry.id}", entry))
    quote = mention.evidence.quote
    if mention.form == "acronym" or is_acronym_key(quote):
        whole = mention.full_name or whole_of.get(quote, "")
        return _named_node(whole or quote, index, nodes)
    if mention.full_name:
        return _named_node(mention.full_name, index, nodes)
    if name_key(quote) in index.generic:
        # A head alone that no name on the page explains: one body per page, whichever it is.
        key = f"{name_key(quote)}|{mention.evidence.document_id}"
        return nodes.setdefault(key, Node(key))
    return _named_node(whole_of.get(quote, quote), index, nodes)


def _named_node(name: str, index: NameIndex, nodes: dict[str, Node]) -> Node:
    entry = index.get(name)
    key = f"#{entry.id}" if entry is not None else name_key(name)
    return nodes.setdefault(key, Node(key, entry))


def _count(node: Node, mention: Mention) -> None:
    quote = mention.evidence.quote
    if mention.form == "acronym":
        node.acronyms[quote] += 1
        if mention.full_name:
            node.surfaces[mention.full_name] += 0
    elif mention.form == "short_form" and mention.full_name:
        # Not among the names that are compared: "the Trust" is another body on every page.
        node.short_forms[quote] += 1
        node.surfaces[mention.full_name] += 0
    else:
        node.surfaces[quote] += 1
    node.kinds[mention.kind] += 1
    node.mention_ids.append(mention.id)
    node.document_ids.add(mention.evidence.document_id)
    node.is_clear = node.is_clear or mention.band == "clear"
