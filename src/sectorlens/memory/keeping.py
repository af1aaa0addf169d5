"""Reading and writing the memory.

    corpus/memory/before.json      what a run over the corpus of ``after`` reads
    corpus/memory/after.json       what the latest run made, with the digest of its corpus
    corpus/memory/documents.json   sha256 of every body read → document id, so that a renamed file keeps its id

A run over the corpus that made ``after`` reads ``before`` and so reproduces ``after``; a run over another
corpus reads ``after``, which thereby becomes its ``before``.  ``before`` is written first: when the program is
killed between the two, ``after`` still carries the old digest and the next run reads the same again.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec

from sectorlens.errors import StoreError
from sectorlens.memory.changes import make_baseline
from sectorlens.memory.records import (
    KnownOrganisation,
    Memory,
    OrganisationMemory,
    Place,
    Positions,
    ThemeAnchor,
    ThemeMemory,
)
from sectorlens.model import Evidence, NodeMeasure, Themes
from sectorlens.model.identity import digest_id
from sectorlens.store.findings import Findings
from sectorlens.text import fold

T = TypeVar("T")

BEFORE, AFTER, DOCUMENTS = "before.json", "after.json", "documents.json"
# A theme is known again by its most central passages; more would only make the file long.
PASSAGES_KEPT = 100
# Themes that no longer show are remembered in case they come back, but not without end.
LOST_THEMES_KEPT = 40


@dataclass(frozen=True)
class KeptMemory:
    """Both generations as they stand on disk; ``document_ids`` maps the sha256 of a body to a document id."""

    before: Memory = field(default_factory=Memory)
    after: Memory | None = None
    document_ids: Mapping[str, str] = field(default_factory=dict)

    def for_corpus(self, corpus_digest: str) -> Memory:
        """Return the generation that a run over the corpus with this digest reads."""
        if self.after is None:
            read = Memory()
        elif self.after.corpus_digest == corpus_digest:
            read = self.before
        else:
            read = self.after
        return msgspec.structs.replace(read, corpus_digest=corpus_digest)


def open_memory(folder: Path, *, forget: bool = False) -> KeptMemory:
    """Read the memory at ``folder``; one that is not there, or is to be forgotten, is empty.

    Raises:
        StoreError: a file of the memory cannot be read; it names the file and what to do.
    """
    if forget or not folder.is_dir():
        return KeptMemory()
    after = _read(folder / AFTER, Memory)
    return KeptMemory(
        before=_read(folder / BEFORE, Memory) or Memory(),
        after=after,
        document_ids=_read(folder / DOCUMENTS, dict[str, str]) or {},
    )


def save_memory(
    folder: Path, memory: Memory, findings: Findings, *, document_ids: Mapping[str, str] | None = None
) -> None:
    """Write what the run that read ``memory`` and made ``findings`` leaves for the next one.

    ``document_ids`` maps the sha256 of each body to be remembered to its document id: those of this run and
    of earlier ones (``KeptMemory.document_ids``).  None leaves that file alone.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if document_ids is not None:
            _write(folder / DOCUMENTS, dict(document_ids))
        _write(folder / BEFORE, memory)
        _write(folder / AFTER, renew(memory, findings))
    except OSError as error:
        message = f"The memory at '{folder}' cannot be written ({error.strerror}). Check the folder's permissions."
        raise StoreError(message, path=folder) from error


def renew(memory: Memory, findings: Findings) -> Memory:
    """Return the generation that follows ``memory`` after ``findings``."""
    return Memory(
        corpus_digest=memory.corpus_digest,
        themes=_renew_themes(memory.themes, findings.themes),
        organisations=_renew_organisations(memory.organisations, findings),
        positions=_renew_positions(memory.positions, findings.network.measures),
        baseline=make_baseline(findings),
    )


def passage_key(evidence: Evidence) -> str:
    """Return the key under which a passage is known again: its document and its words, not its place."""
    return digest_id("msg", evidence.document_id, fold(evidence.quote))[4:]


def _renew_themes(old: ThemeMemory, themes: Themes) -> ThemeMemory:
    central: dict[str, list[tuple[float, str]]] = {}
    for passage in themes.passages:
        central.setdefault(passage.theme_id, []).append((-passage.weight, passage_key(passage.evidence)))
    anchors = {
        theme.id: ThemeAnchor(
            id=theme.id,
            label=theme.label,
            colour=theme.colour,
            keywords=theme.keywords,
            passages=tuple(sorted(key for _, key in sorted(set(central.get(theme.id, [])))[:PASSAGES_KEPT])),
        )
        for theme in themes.themes
    }
    lost = [anchor for anchor in old.anchors if anchor.id not in anchors][:LOST_THEMES_KEPT]
    return ThemeMemory(anchors=tuple(sorted([*anchors.values(), *lost], key=lambda anchor: anchor.id)))


def _renew_organisations(old: OrganisationMemory, findings: Findings) -> OrganisationMemory:
    known = {organisation.id: organisation for organisation in old.organisations}
    for organisation in findings.resolution.organisations:
        known[organisation.id] = KnownOrganisation(
            id=organisation.id, name=organisation.name, aliases=tuple(sorted(set(organisation.aliases)))
        )
    redirects = {**dict(old.redirects), **dict(findings.resolution.redirects)}
    return OrganisationMemory(
        organisations=tuple(known[identity] for identity in sorted(known) if identity not in redirects),
        redirects=tuple(sorted(redirects.items())),
    )


def _renew_positions(old: Positions, measures: tuple[NodeMeasure, ...]) -> Positions:
    places = {place.organisation_id: place for place in old.places}
    for measure in measures:
        places[measure.organisation_id] = Place(
            organisation_id=measure.organisation_id, x=measure.x, y=measure.y, community=measure.community
        )
    return Positions(places=tuple(places[identity] for identity in sorted(places)))


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = f"The memory file '{path}' cannot be read ({error}). Restore it, or run once with --forget."
        raise StoreError(message, path=path) from error


def _write(path: Path, value: object) -> None:
    """Replace ``path`` whole or not at all."""
    body = msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
    building = path.with_name(f".{path.name}.new")
    with building.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    building.replace(path)
