"""One function per step of the flow: what goes in, what it is keyed on, what comes out.

``analyse.py`` strings them together; ``run.Engine`` executes and remembers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import msgspec

from sectorlens import graph, resolve, themes
from sectorlens.extract import recall
from sectorlens.memory import Memory
from sectorlens.model import (
    Document,
    Extract,
    Network,
    Problem,
    ProvedName,
    Publication,
    Record,
    RelatedMentions,
    RepeatedBlocks,
    Resolution,
    Themes,
)
from sectorlens.parse import furniture, inheritance, publications
from sectorlens.reading import Reading
from sectorlens.resolve import Correction
from sectorlens.run import Crash, Engine, Made
from sectorlens.stages import (
    EXTRACT,
    FURNITURE,
    GRAPH,
    PROVE,
    PUBLICATIONS,
    RECALL,
    RELATE,
    RESOLVE,
    THEMES,
    ExtractTask,
    RecallTask,
    RelateTask,
    digest,
)
from sectorlens.store.findings import Findings, RunFacts


class _Groups(Record, frozen=True, kw_only=True):
    rows: tuple[Publication, ...]


class _Repeats(Record, frozen=True, kw_only=True):
    rows: tuple[RepeatedBlocks, ...]


class _Names(Record, frozen=True, kw_only=True):
    rows: tuple[ProvedName, ...]


def group(reading: Reading, engine: Engine) -> tuple[Publication, ...]:
    """Return which documents are one publication."""

    def make() -> _Groups:
        return _Groups(rows=publications.group_publications(reading.values()))

    return engine.whole(PUBLICATIONS, reading.digests, make, _Groups).value.rows


def complete(reading: Reading, groups: tuple[Publication, ...]) -> Reading:
    """Return the reading in which documents know what the rest of their publication or website says of them."""
    documents = {identity: made.value for identity, made in reading.documents.items()}
    fuller = {
        document.id: Made(document, digest(msgspec.msgpack.encode(document)))
        for document in inheritance.inherit_metadata(documents, groups)
    }
    return replace(reading, documents={**reading.documents, **fuller})


def find_furniture(reading: Reading, engine: Engine) -> dict[str, tuple[int, ...]]:
    """Return, by document id, the blocks that repeat across a website."""

    def make() -> _Repeats:
        return _Repeats(rows=tuple(furniture.find_repeated_blocks(reading.values())))

    rows = engine.whole(FURNITURE, reading.digests, make, _Repeats).value.rows
    return {row.document_id: row.blocks for row in rows}


def extract_all(reading: Reading, repeated: Mapping[str, tuple[int, ...]], engine: Engine) -> dict[str, Made[Extract]]:
    """Return what each document says by itself."""
    return engine.each(
        EXTRACT,
        (
            (
                identity,
                digest(made.digest, msgspec.msgpack.encode(repeated.get(identity, ()))),
                partial(ExtractTask, document=made.value, repeated=repeated.get(identity, ())),
            )
            for identity, made in reading.documents.items()
        ),
        Extract,
    )


def prove_names(extracts: Mapping[str, Made[Extract]], engine: Engine) -> tuple[ProvedName, ...]:
    """Return the names that the corpus as a whole has proved."""

    def make() -> _Names:
        found = recall.prove_names((made.value for made in extracts.values()), pack=engine.tools.pack)
        return _Names(rows=found)

    return engine.whole(PROVE, (made.digest for made in extracts.values()), make, _Names).value.rows


def relate_all(
    reading: Reading,
    repeated: Mapping[str, tuple[int, ...]],
    extracts: Mapping[str, Made[Extract]],
    proved: tuple[ProvedName, ...],
    engine: Engine,
) -> dict[str, Made[RelatedMentions]]:
    """Return all mentions of each document after recall, and the relations between them.

    Each document is handed only the proved names that stand in it, so that a new document elsewhere
    re-runs nothing here unless it proves a name that stands here too.
    """
    finder = recall.NameFinder(proved)
    names = {identity: finder.names_in(reading.documents[identity].value) for identity in extracts}
    marked = engine.each(
        RECALL,
        (
            (
                identity,
                digest(
                    reading.documents[identity].digest,
                    made.digest,
                    msgspec.msgpack.encode((repeated.get(identity, ()), names[identity])),
                ),
                partial(
                    RecallTask,
                    document=reading.documents[identity].value,
                    repeated=repeated.get(identity, ()),
                    extract=made.value,
                    names=names[identity],
                ),
            )
            for identity, made in extracts.items()
        ),
        RelatedMentions,
    )
    return engine.each(
        RELATE,
        (
            (
                identity,
                digest(
                    reading.documents[identity].digest,
                    made.digest,
                    msgspec.msgpack.encode(repeated.get(identity, ())),
                ),
                partial(
                    RelateTask,
                    document=reading.documents[identity].value,
                    repeated=repeated.get(identity, ()),
                    mentions=made.value.mentions,
                ),
            )
            for identity, made in marked.items()
        ),
        RelatedMentions,
    )


def resolve_all(
    reading: Reading,
    groups: tuple[Publication, ...],
    related: Mapping[str, Made[RelatedMentions]],
    corrections: tuple[Correction, ...],
    memory: Memory,
    engine: Engine,
) -> Made[Resolution]:
    """Return which mentions are one organisation, and the ties between organisations."""

    def make() -> Resolution:
        return resolve.resolve(
            reading.values(),
            (made.value for made in related.values()),
            groups,
            pack=engine.tools.pack,
            corrections=corrections,
            memory=memory.organisations,
        )

    inputs = (
        *reading.digests,
        *(made.digest for made in related.values()),
        msgspec.msgpack.encode((groups, corrections, memory.organisations)),
    )
    return engine.whole(RESOLVE, inputs, make, Resolution)


def find_themes(
    reading: Reading,
    repeated: Mapping[str, tuple[int, ...]],
    extracts: Mapping[str, Made[Extract]],
    groups: tuple[Publication, ...],
    memory: Memory,
    engine: Engine,
) -> Themes:
    """Return the themes of the corpus."""

    def documents() -> Iterator[tuple[Document, RepeatedBlocks, Extract]]:
        for identity, made in extracts.items():
            blocks = RepeatedBlocks(document_id=identity, blocks=repeated.get(identity, ()))
            yield reading.documents[identity].value, blocks, made.value

    def make() -> Themes:
        return themes.find_themes(
            documents,
            groups,
            embeddings=engine.tools.embeddings,
            pack=engine.tools.pack,
            memory=memory.themes,
        )

    inputs = (
        *reading.digests,
        *(made.digest for made in extracts.values()),
        msgspec.msgpack.encode((sorted(repeated.items()), groups, memory.themes)),
    )
    return engine.whole(THEMES, inputs, make, Themes).value


def measure(
    resolution: Made[Resolution],
    groups: tuple[Publication, ...],
    related: Mapping[str, Made[RelatedMentions]],
    memory: Memory,
    engine: Engine,
) -> Network:
    """Return measures and positions of organisations, and who is named together."""

    def make() -> Network:
        return graph.measure(
            resolution.value, groups, (made.value for made in related.values()), memory=memory.positions
        )

    inputs = (
        resolution.digest,
        *(made.digest for made in related.values()),
        msgspec.msgpack.encode((groups, memory.positions)),
    )
    return engine.whole(GRAPH, inputs, make, Network).value


def gather(
    facts: RunFacts,
    reading: Reading,
    groups: tuple[Publication, ...],
    repeated: Mapping[str, tuple[int, ...]],
    extracts: Mapping[str, Made[Extract]],
    related: Mapping[str, Made[RelatedMentions]],
    resolution: Resolution,
    found_themes: Themes,
    network: Network,
    crashes: Sequence[Crash],
) -> Findings:
    """Return everything that the run found; a document in which a stage crashed counts as failed."""
    crashed = {crash.item: crash for crash in crashes}
    problems = [*reading.problems, *(_crash_problem(crash) for crash in crashes)]
    problems += [
        Problem(code="resolution", severity="warning", stage="resolve", message=message)
        for message in resolution.problems
    ]
    inputs = tuple(
        msgspec.structs.replace(row, outcome="failed", reason="internal_error") if row.document_id in crashed else row
        for row in reading.inputs
    )
    return Findings(
        facts=facts,
        inputs=inputs,
        documents={identity: made.value for identity, made in reading.documents.items()},
        repeated={
            identity: RepeatedBlocks(document_id=identity, blocks=blocks) for identity, blocks in repeated.items()
        },
        publications=groups,
        extracts={identity: made.value for identity, made in extracts.items()},
        related={identity: made.value for identity, made in related.items()},
        resolution=resolution,
        themes=found_themes,
        network=network,
        problems=tuple(problems),
    )


def _crash_problem(crash: Crash) -> Problem:
    return Problem(
        code="internal_error",
        severity="error",
        stage=crash.stage if crash.stage != "prove" else "recall",  # type: ignore[arg-type]
        document_id=crash.item,
        message=crash.trace,
        next_step="This is a fault of sectorlens, not of the document; please report it with this text.",
    )
