"""Which mentions are one organisation, and the ties that follow; this room alone decides identity."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import msgspec

from sectorlens.memory import OrganisationMemory
from sectorlens.model import Document, Merge, Organisation, Publication, RelatedMentions, Resolution, Tie
from sectorlens.resolve import decisions as deciding
from sectorlens.resolve.cluster import cluster
from sectorlens.resolve.corrections import Correction, read_corrections
from sectorlens.resolve.identity import assign_ids
from sectorlens.resolve.nodes import NameIndex, gather_nodes
from sectorlens.resolve.organisations import DocumentFacts, build, choose_name
from sectorlens.resolve.pairs import Pair, find_pairs
from sectorlens.resolve.ties import build_ties
from sectorlens.sector import SectorPack

__all__ = ["Correction", "read_corrections", "resolve"]


def resolve(
    documents: Iterable[Document],
    related: Iterable[RelatedMentions],
    groups: Sequence[Publication],
    *,
    pack: SectorPack,
    corrections: Sequence[Correction] = (),
    memory: OrganisationMemory | None = None,
) -> Resolution:
    """Return the organisations of the corpus, who each mention is, and the ties between organisations.

    The order of ``documents`` and ``related`` does not matter.  Corrections are applied first: what people
    called different is never merged.  ``memory`` keeps ids stable from run to run.
    """
    with _without_collector():
        return _resolve(documents, related, groups, pack, corrections, memory or OrganisationMemory())


def _resolve(
    documents: Iterable[Document],
    related: Iterable[RelatedMentions],
    groups: Sequence[Publication],
    pack: SectorPack,
    corrections: Sequence[Correction],
    memory: OrganisationMemory,
) -> Resolution:
    heads = {document.id: document for document in documents}
    rows = tuple(sorted(related, key=lambda row: row.document_id))
    facts = _facts(heads, groups)
    index = NameIndex(pack)
    ordered = [heads[key] for key in sorted(heads)]
    nodes, node_of, publisher_of = gather_nodes(rows, ordered, index)
    deciding.split_nodes(nodes, node_of, rows, corrections, index)
    decisions = deciding.decide(nodes, corrections, index, memory)
    for key in decisions.rejected:
        del nodes[key]
    pairs = find_pairs(nodes)
    clusters = cluster(nodes, pairs, together=decisions.together, apart=decisions.apart)
    names = {members: choose_name(members, nodes) for members in clusters}
    preferred = [pair[0] for pair in decisions.together]
    ids, redirects = assign_ids(clusters, nodes, names, memory, preferred)
    organisation_of_node = {key: ids[members] for members in clusters for key in members}
    assigned = {mention: organisation_of_node[key] for mention, key in node_of.items() if key in organisation_of_node}
    publishers = {
        document: organisation_of_node[key] for document, key in publisher_of.items() if key in organisation_of_node
    }
    ties = build_ties(rows, assigned, publishers, facts)
    organisations = [build(members, ids[members], names[members], nodes, decisions, facts) for members in clusters]
    return Resolution(
        organisations=_with_successors(organisations, ties, pack),
        assigned=tuple(sorted(assigned.items())),
        document_publishers=tuple(sorted(publishers.items())),
        ties=ties,
        doubtful_merges=_doubtful(pairs, organisation_of_node, decisions),
        redirects=tuple(sorted(redirects.items())),
        problems=tuple(decisions.problems),
    )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the cycle collector off: nodes have no cycles, and walking all of them again and again is what
    made 100,000 names cost more than four times 25,000."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _facts(heads: Mapping[str, Document], groups: Sequence[Publication]) -> dict[str, DocumentFacts]:
    publication_of = {document: group.id for group in groups for document in group.document_ids}
    return {
        key: DocumentFacts(publication_of.get(key, key), document.publisher, document.published_on)
        for key, document in heads.items()
    }


def _doubtful(
    pairs: Sequence[Pair], organisation_of: Mapping[str, str], decisions: deciding.Decisions
) -> tuple[Merge, ...]:
    """Return the pairs that people should look at, surest first."""
    apart = {frozenset((organisation_of[a], organisation_of[b])) for a, b in decisions.apart}
    best: dict[tuple[str, str], Merge] = {}
    for pair in pairs:
        left, right = sorted((organisation_of[pair.left], organisation_of[pair.right]))
        if left == right or frozenset((left, right)) in apart:
            continue
        merge = Merge(left_id=left, right_id=right, reason=pair.reason, score=pair.score)
        if (left, right) not in best or best[left, right].score < merge.score:
            best[left, right] = merge
    return tuple(sorted(best.values(), key=lambda merge: (-merge.score, merge.left_id, merge.right_id)))


def _with_successors(
    organisations: Sequence[Organisation], ties: Sequence[Tie], pack: SectorPack
) -> tuple[Organisation, ...]:
    """Return the organisations sorted by id, each with who came before and after it.

    A curated rename counts where both bodies are in the corpus; a clearly stated one counts where the lists
    say nothing else.
    """
    present = {organisation.id for organisation in organisations}
    successor = {
        entry.id: entry.succeeded_by.id
        for entry in pack.organisations
        if entry.succeeded_by is not None and entry.id in present and entry.succeeded_by.id in present
    }
    dated = {
        entry.id: entry.succeeded_by
        for entry in pack.organisations
        if entry.succeeded_by is not None and entry.succeeded_by.on and entry.id in successor
    }
    for tie in ties:
        is_stated = tie.kind == "succeeded_by" and tie.band == "clear" and tie.weight
        if is_stated and successor.get(tie.target_id) != tie.source_id:
            successor.setdefault(tie.source_id, tie.target_id)
    predecessor: dict[str, str] = {}
    for old in sorted(successor):
        predecessor.setdefault(successor[old], old)
    return tuple(
        msgspec.structs.replace(
            organisation,
            successor_id=successor.get(organisation.id, ""),
            succeeded_on=dated[organisation.id].on if organisation.id in dated else "",
            succession_source=dated[organisation.id].source if organisation.id in dated else "",
            predecessor_id=predecessor.get(organisation.id, ""),
        )
        for organisation in sorted(organisations, key=lambda organisation: organisation.id)
    )
