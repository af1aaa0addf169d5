"""Main text of web pages against the article-extraction benchmark, with trafilatura alone beside it.

Run as ``python -m sectorlens.quality.article FOLDER``: the folder holds ``ground-truth.json`` and ``html/*.gz``.
The measure is that of the benchmark (scrapinghub/article-extraction-benchmark, ``evaluate.py``): multisets of
four-word shingles, precision and recall averaged over pages.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from sectorlens.model import Document, Origin
from sectorlens.parse import html, parsing
from sectorlens.parse.charset import decode
from sectorlens.parse.dates import bare_date, labelled_date, updated_date
from sectorlens.parse.page_furniture import mark_page_furniture, split_glued
from sectorlens.parse.pieces import Piece

_WORD = re.compile(r"\w+")
_BYLINE = re.compile(r"^(?:by|written by|posted by)\b.{2,60}$", re.IGNORECASE)
_STAMP = re.compile(r"\b(?:19|20)\d\d\b.{0,25}?\d{1,2}[:.]\d\d")
_SHINGLE = 4


class Measured(NamedTuple):
    """Precision, recall and F1, and the seconds it took."""

    precision: float
    recall: float
    f1: float
    seconds: float


def _is_about_the_page(kind: str, level: int, words: str) -> bool:
    """Whether a block is title, caption, date or byline: publication, but not what the benchmark calls article."""
    if kind == "caption" or (kind == "heading" and level == 1):
        return True
    if len(words) < 160 and _STAMP.search(words):
        return True
    return len(words) < 120 and bool(
        bare_date(words) or labelled_date(words) or updated_date(words) or _BYLINE.match(words)
    )


def main_text(document: Document) -> str:
    """Return the running text of a document: its body without title, captions, date and byline."""
    return "\n".join(
        words
        for block in document.blocks
        if block.layer == "body"
        and not _is_about_the_page(block.kind, block.level, words := document.block_text(block))
    )


def _read(body: bytes, url: str) -> tuple[str, float]:
    """Read a page as the parse stage does, whatever kind of page it is; return its text and the stage's seconds."""
    begin = time.process_time()
    result = parsing.parse(body, Origin(document_id="doc-page", url=url))
    seconds = time.process_time() - begin
    if result.document is not None:
        return "\n".join(main_text(document) for document in (result.document, *result.items)), seconds
    # The benchmark has pages that the stage refuses (other languages, shops); their text is measured all the same.
    text, _ = decode(body, markup=True)
    reading, _ = html.read_html(text, url=url)
    pieces: list[Piece] = split_glued(reading.pieces, None)
    mark_page_furniture(pieces, [piece.text for piece in pieces])
    kept = (
        piece.text
        for piece in pieces
        if piece.layer == "body" and not _is_about_the_page(piece.kind, piece.level, piece.text)
    )
    return "\n".join(kept), seconds


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1)))


def _figures(pairs: list[tuple[str, str]], seconds: float) -> Measured:
    precisions: list[float] = []
    recalls: list[float] = []
    for truth, found in pairs:
        gold, ours = _shingles(truth), _shingles(found)
        right = sum((gold & ours).values())
        precisions.append(right / sum(ours.values()) if ours else 0.0)
        recalls.append(right / sum(gold.values()) if gold else 1.0)
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return Measured(precision, recall, 2 * precision * recall / (precision + recall), seconds)


def measure(folder: Path) -> tuple[Measured, Measured]:
    """Return the figures of our reading and of trafilatura alone, page by page in one run."""
    import trafilatura

    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    ours: list[tuple[str, str]] = []
    alone: list[tuple[str, str]] = []
    spent = [0.0, 0.0]
    for name, entry in sorted(truth.items()):
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        found, seconds = _read(body, entry["url"])
        begin = time.process_time()
        other = trafilatura.extract(body, include_comments=False) or ""
        spent[0] += seconds
        spent[1] += time.process_time() - begin
        ours.append((entry["articleBody"], found))
        alone.append((entry["articleBody"], other))
    return _figures(ours, spent[0]), _figures(alone, spent[1])


def main(arguments: list[str] | None = None) -> int:
    """Print both lines of figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    ours, alone = measure(options.folder)
    for name, one in (("sectorlens", ours), ("trafilatura alone", alone)):
        sys.stdout.write(
            f"{name:18} precision {one.precision:.3f}  recall {one.recall:.3f}  F1 {one.f1:.3f}  {one.seconds:.1f} s\n"
        )
    sys.stdout.write(f"time ratio {ours.seconds / alone.seconds:.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
