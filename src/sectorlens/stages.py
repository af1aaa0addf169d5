"""Which stages there are, what each one's result depends on, and how a worker runs it.

A document stage is a pure function from one frozen value to another; here it is wrapped so that only bytes
travel between processes: ``TASKS`` maps a name to a function of (tools, payload bytes) returning bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from sectorlens import extract, parse, relate
from sectorlens.extract import recall
from sectorlens.model import (
    Document,
    Extract,
    Mention,
    Origin,
    ProvedName,
    Record,
    RelatedMentions,
)
from sectorlens.tools import Tools

PACKAGE = Path(__file__).parent
# Code, and the lexicons and learnt weights that stand beside it.
DECIDING = frozenset({".py", ".toml", ".json"})
FLOORS = ("errors.py", "text.py", "model", "settings.py", "store", "sector", "memory", "nlp")


@dataclass(frozen=True)
class StageSpec:
    """One stage: the rooms whose code decides its result, and what else does."""

    name: str
    rooms: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    uses_pack: bool = True
    uses_pipeline: bool = False
    uses_embeddings: bool = False
    uses_context: bool = False

    def fingerprint(self, tools: Tools) -> bytes:
        """Return a digest of code, library versions, pack and models: all but the input content."""
        parts = [self.name, _code_digest(FLOORS + self.rooms)]
        parts += [f"{name}=={_version(name)}" for name in (*self.libraries, "msgspec")]
        if self.uses_pack:
            parts.append(tools.pack_fingerprint)
        if self.uses_pipeline:
            parts.append(tools.pipeline_fingerprint)
        if self.uses_embeddings:
            parts.append(tools.embeddings_fingerprint)
        if self.uses_context:
            parts.append(tools.context_fingerprint)
        return digest(*(part.encode() for part in parts))


PARSE = StageSpec(
    "parse",
    ("parse",),
    ("beautifulsoup4", "charset-normalizer", "ftfy", "htmldate", "lxml", "pypdf", "pypdfium2", "python-docx",
     "trafilatura"),
)  # fmt: skip
FURNITURE = StageSpec("furniture", ("parse",))
PUBLICATIONS = StageSpec("publications", ("parse",))
EXTRACT = StageSpec(
    "extract", ("extract",), ("spacy", "numpy", "scipy", "onnxruntime", "tokenizers"),
    uses_pipeline=True, uses_embeddings=True, uses_context=True,
)  # fmt: skip
PROVE = StageSpec("prove", ("extract",))
RECALL = StageSpec("recall", ("extract",))
RELATE = StageSpec(
    "relate",
    ("relate",),
    ("spacy", "numpy", "scipy", "onnxruntime", "tokenizers"),
    uses_pipeline=True,
    uses_context=True,
)
RESOLVE = StageSpec("resolve", ("resolve",), ("rapidfuzz",))
THEMES = StageSpec("themes", ("themes",), ("scikit-learn", "numpy", "scipy", "tokenizers"), uses_embeddings=True)
GRAPH = StageSpec("graph", ("graph",), ("networkx", "numpy"))


def digest(*parts: bytes) -> bytes:
    """Return a 32-byte digest of ``parts``, each with its length so that none runs into the next."""
    state = hashlib.sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.digest()


@cache
def _code_digest(rooms: tuple[str, ...]) -> str:
    state = hashlib.sha256()
    for room in rooms:
        path = PACKAGE / room
        files = sorted(file for file in path.rglob("*") if file.suffix in DECIDING) if path.is_dir() else [path]
        for file in files:
            state.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return state.hexdigest()


@cache
def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "absent"


# --- what travels to a worker -------------------------------------------------------------------------


class ParseTask(Record, frozen=True, kw_only=True):
    """A body and what may be known of it."""

    body: bytes
    origin: Origin


class ExtractTask(Record, frozen=True, kw_only=True):
    """A document and its repeated blocks."""

    document: Document
    repeated: tuple[int, ...] = ()


class RecallTask(Record, frozen=True, kw_only=True):
    """A document, what was extracted, and the proved names that stand in it."""

    document: Document
    repeated: tuple[int, ...] = ()
    extract: Extract
    names: tuple[ProvedName, ...] = ()


class RelateTask(Record, frozen=True, kw_only=True):
    """A document and all its mentions."""

    document: Document
    repeated: tuple[int, ...] = ()
    mentions: tuple[Mention, ...] = ()


def _parse(tools: Tools, payload: bytes) -> bytes:
    task = msgspec.msgpack.decode(payload, type=ParseTask)
    return msgspec.msgpack.encode(parse.parse(task.body, task.origin, pack=tools.pack))


def _extract(tools: Tools, payload: bytes) -> bytes:
    task = msgspec.msgpack.decode(payload, type=ExtractTask)
    found = extract.extract(task.document, task.repeated, nlp=tools.pipeline, pack=tools.pack)
    return msgspec.msgpack.encode(found)


def _recall(tools: Tools, payload: bytes) -> bytes:
    task = msgspec.msgpack.decode(payload, type=RecallTask)
    mentions = recall.mark_names(task.document, task.repeated, task.extract, task.names)
    return msgspec.msgpack.encode(RelatedMentions(document_id=task.document.id, mentions=mentions))


def _relate(tools: Tools, payload: bytes) -> bytes:
    task = msgspec.msgpack.decode(payload, type=RelateTask)
    related = relate.relate(task.document, task.repeated, task.mentions, nlp=tools.pipeline, pack=tools.pack)
    return msgspec.msgpack.encode(related)


TASKS: dict[str, Callable[[Tools, bytes], bytes]] = {
    "parse": _parse,
    "extract": _extract,
    "recall": _recall,
    "relate": _relate,
}
