"""The annotated texts that may train a decision: passages, pages, and the demonstration outside its frozen part.

Every second passage and page is read without being told who published it: a file often does not say, and what is
learnt only where it is known would not hold there.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import msgspec

from sectorlens.model import Document, Origin
from sectorlens.parse import parse
from sectorlens.quality.gold import Gold, read_gold_text
from sectorlens.quality.passages import document_from_gold

ROOT = Path(__file__).resolve().parents[3]
PASSAGES = ROOT / "models/data/passages"
PAGES = ROOT / "models/data/pages"
DEMONSTRATION = "demonstration"
FOLDS = 5


@dataclass(frozen=True)
class Annotated:
    """A text with its annotation; the spans of ``gold`` count characters of ``text``.

    ``writer`` is the file of the passages or pages, or ``DEMONSTRATION``.
    """

    writer: str
    gold: Gold
    text: str
    document: Document


class Written(Protocol):
    """What has a writer."""

    @property
    def writer(self) -> str: ...


def is_unseen(context: Path, row: Written) -> bool:
    """Return whether the context model in the folder ``context`` was trained without ``row``."""
    config = json.loads((context / "config.json").read_text("utf-8"))
    return row.writer not in config["writers"]


def iter_annotated() -> Iterator[Annotated]:
    """Yield every text that may train."""
    for row in (*iter_passages(PASSAGES), *iter_passages(PAGES)):
        yield replace(row, document=anonymous(row.document)) if is_anonymous(row.document.id) else row
    yield from iter_demonstration()


def is_anonymous(identity: str) -> bool:
    """Return whether a text is to be read without its publisher."""
    return int(hashlib.md5(f"publisher of {identity}".encode()).hexdigest(), 16) % 2 == 0


def anonymous(document: Document) -> Document:
    """Return ``document`` as one of an unknown publisher."""
    return msgspec.structs.replace(document, publisher="", publisher_from="")


def iter_passages(folder: Path) -> Iterator[Annotated]:
    """Yield the passages or pages of ``folder`` by writer; their blocks are given, so that reading plays no part."""
    for file in sorted(folder.glob("*.txt")):
        with tempfile.NamedTemporaryFile("r", suffix=".jsonl", encoding="utf-8") as out:
            command = [sys.executable, str(ROOT / "models/data/convert.py"), "gold", str(file), "--out", out.name]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            for line in out:
                gold = json.loads(line)
                yield Annotated(file.stem, gold, gold["text"], document_from_gold(gold))


def iter_demonstration() -> Iterator[Annotated]:
    """Yield the demonstration's publications outside the frozen part, read as the product reads them."""
    frozen = set((ROOT / "tests/golden/FROZEN.json").read_text(encoding="utf-8").replace("/", '"').split('"'))
    for file in sorted((ROOT / "tests/golden").glob("*/gold.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        text, source = read_gold_text(gold, file, None), ROOT / "corpus/demo" / gold["document"]
        if file.parent.name in frozen or text is None or not source.is_file():
            continue
        origin = Origin(document_id=f"doc-{file.parent.name}", path=gold["document"])
        document = parse(source.read_bytes(), origin).document
        if document is not None:
            yield Annotated(DEMONSTRATION, gold, text, document)
