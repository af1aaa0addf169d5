"""The first step: every file offered becomes one outcome, and the readable ones a document with an id that stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from sectorlens.collect.folder import FoundFile
from sectorlens.collect.inputs import Inputs
from sectorlens.model import Document, Input, Origin, ParseResult, Problem, Source, digest_id
from sectorlens.run import Engine, Made
from sectorlens.stages import PARSE, ParseTask, digest


@dataclass(frozen=True)
class Reading:
    """What was offered, what became of it, and the documents that came out, by id."""

    inputs: tuple[Input, ...]
    documents: dict[str, Made[Document]]
    problems: tuple[Problem, ...]

    @property
    def corpus_digest(self) -> str:
        """Digest of the whole corpus: which documents there are and what each says."""
        return digest(*(key.encode() + made.digest for key, made in self.documents.items())).hex()

    @property
    def digests(self) -> tuple[bytes, ...]:
        """Digests of all documents in order of their ids."""
        return tuple(made.digest for made in self.documents.values())

    def values(self) -> Iterator[Document]:
        """Yield the documents in order of their ids."""
        for made in self.documents.values():
            yield made.value


def read(inputs: Inputs, known_ids: Mapping[str, str], engine: Engine) -> Reading:
    """Parse every file; each ends in exactly one outcome.

    ``known_ids`` maps the sha256 of a body to the document id that an earlier run gave it.
    """
    found = assign_ids(inputs.files, known_ids)
    items = []
    for document_id, file in found.items():
        origin = _origin(document_id, file, inputs.sources)
        content = digest(bytes.fromhex(file.capture.sha256), msgspec.msgpack.encode(origin))
        items.append((document_id, content, partial(_parse_task, file, origin)))
    results = engine.each(PARSE, items, ParseResult)
    rows: list[Input] = []
    problems: list[Problem] = []
    documents: dict[str, Made[Document]] = {}
    for document_id, file in sorted(found.items(), key=lambda pair: (pair[1].capture.path, pair[0])):
        made = results.get(document_id)
        result = made.value if made is not None else ParseResult(outcome="failed", reason="internal_error")
        rows.append(
            Input(
                path=file.capture.path,
                url=file.capture.url,
                outcome=result.outcome,
                reason=result.reason,
                document_id=result.document.id if result.document is not None else "",
            )
        )
        problems.extend(result.problems)
        for document in (result.document, *result.items):
            if document is not None:
                documents[document.id] = Made(document, digest(msgspec.msgpack.encode(document)))
    return Reading(tuple(rows), dict(sorted(documents.items())), tuple(problems))


def assign_ids(files: Sequence[FoundFile], known_ids: Mapping[str, str]) -> dict[str, FoundFile]:
    """Return the files by document id, sorted by id; every file has one, and no two share one.

    A file from the web is known by its url, another by its path.  A file whose bytes were read before under a
    path that is no longer there was renamed and keeps its id.
    """
    own = {digest_id("doc", file.capture.url or file.capture.path): file for file in files}
    taken = dict(own)
    for identity, file in sorted(own.items(), key=lambda pair: pair[1].capture.path):
        earlier = known_ids.get(file.capture.sha256, identity)
        if not file.capture.url and earlier not in taken:
            taken[earlier] = taken.pop(identity)
    return dict(sorted(taken.items()))


def remember_inputs(inputs: Inputs, known_ids: Mapping[str, str]) -> dict[str, str]:
    """Return, by the sha256 of each body ever read, the document id that it keeps under any name."""
    current = {file.capture.sha256: identity for identity, file in assign_ids(inputs.files, known_ids).items()}
    return {**known_ids, **current}


def _parse_task(file: FoundFile, origin: Origin) -> ParseTask:
    return ParseTask(body=file.read(), origin=origin)


def _origin(document_id: str, file: FoundFile, sources: Mapping[str, Source]) -> Origin:
    capture = file.capture
    source = sources.get(capture.source_id)
    return Origin(
        document_id=document_id,
        url=capture.url,
        path=capture.path,
        source_id=capture.source_id,
        publisher=source.publisher if source is not None else "",
        declared_type=capture.declared_type,
        charset=capture.charset,
    )
