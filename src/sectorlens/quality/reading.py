"""How well publications are read, measured against gold of blocks.

A case is a folder with ``gold.json``: ``document`` (the input, beside it or below a corpus folder),
``metadata`` (title, published), ``blocks`` (kind, start, end, level, layer, and optionally ordinal, heading as
the index of the governing heading block) with offsets into the text file that ``gold_text`` names (or into the
document itself where it is plain text).

Run as ``python -m sectorlens.quality.reading GOLD [CORPUS] [--worst N]``.
"""

from __future__ import annotations

import argparse
import difflib
import itertools
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sectorlens.model import Document, Origin, ParseResult
from sectorlens.parse import parse
from sectorlens.text import clean_text, fold

_TOKEN = re.compile(r"\w+|[^\w\s]")
_ENOUGH = 0.8
_DRAWS = 2000


class GoldBlock(NamedTuple):
    """One block of the gold; ``heading`` is the index of its governing heading, None at the top."""

    kind: str
    text: str
    level: int
    layer: str
    heading: int | None
    ordinal: str | None


class Case(NamedTuple):
    """One publication of the gold: what to read and what it should give."""

    name: str
    path: Path
    url: str
    title: str | None
    published: str | None
    blocks: tuple[GoldBlock, ...]


class Score(NamedTuple):
    """Counts of one case: each pair is (right, of)."""

    name: str
    kind_right: int
    kind_gold: int
    kind_found: int
    furniture: tuple[int, int, int]
    chain: tuple[int, int]
    order: tuple[int, int]
    title: tuple[int, int]
    date: tuple[int, int]
    notes: tuple[str, ...]


def load_case(folder: Path, corpus: Path) -> Case:
    """Return the case in ``folder``; its input stands beside the gold or below ``corpus``."""
    gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
    path = folder / gold["document"]
    if not path.exists():
        path = corpus / gold["document"]
    text_name = gold.get("gold_text")
    text = (folder / text_name).read_text(encoding="utf-8") if text_name else path.read_text(encoding="utf-8")
    blocks = _gold_blocks(gold.get("blocks") or [], clean_text(text) if not text_name else text)
    metadata = gold["metadata"]
    return Case(folder.name, path, gold.get("url") or "", metadata.get("title"), metadata.get("published"), blocks)


def _gold_blocks(rows: list[dict[str, Any]], text: str) -> tuple[GoldBlock, ...]:
    blocks: list[GoldBlock] = []
    open_headings: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        level = int(row.get("level") or 0)
        layer = row.get("layer") or "body"
        if row["kind"] == "heading" and layer == "body":
            while open_headings and open_headings[-1][0] >= level:
                open_headings.pop()
        heading = row["heading"] if "heading" in row else (open_headings[-1][1] if open_headings else None)
        if row["kind"] == "heading" and layer == "body":
            open_headings.append((level, index))
        blocks.append(
            GoldBlock(row["kind"], text[row["start"] : row["end"]], level, layer, heading, row.get("ordinal"))
        )
    return tuple(blocks)


def read_case(case: Case) -> ParseResult:
    """Parse the input of ``case`` as the program does."""
    url = "" if case.path.suffix in {".txt", ".md"} else case.url
    return parse(case.path.read_bytes(), Origin(document_id="doc-gold", url=url, path="" if url else case.path.name))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


class _Stream(NamedTuple):
    tokens: list[str]
    owner: list[int]


def _stream(texts: list[str]) -> _Stream:
    tokens: list[str] = []
    owner: list[int] = []
    for index, text in enumerate(texts):
        part = _tokens(text)
        tokens += part
        owner += [index] * len(part)
    return _Stream(tokens, owner)


def score_case(case: Case, document: Document | None) -> Score:
    """Return the counts for one case; a document that was not read scores nothing."""
    gold = [block for block in case.blocks if block.layer == "body" and block.text.strip()]
    index_of = {
        number: position for position, number in enumerate(n for n, b in enumerate(case.blocks) if b.layer == "body")
    }
    found = list(document.blocks) if document else []
    texts = [document.block_text(block) for block in found] if document else []
    left, right = _stream([block.text for block in gold]), _stream(texts)
    shared: Counter[tuple[int, int]] = Counter()
    aligned = bytearray(len(right.tokens))
    matcher = difflib.SequenceMatcher(None, left.tokens, right.tokens, autojunk=False)
    for match in matcher.get_matching_blocks():
        for offset in range(match.size):
            shared[left.owner[match.a + offset], right.owner[match.b + offset]] += 1
            aligned[match.b + offset] = 1
    gold_size, found_size = Counter(left.owner), Counter(right.owner)
    partner: dict[int, int] = {}
    for (one, two), count in shared.items():
        if count >= _ENOUGH * gold_size[one] and count >= _ENOUGH * found_size[two]:
            partner[one] = two
    notes: list[str] = []
    right_kind = 0
    for number, block in enumerate(gold):
        other = found[partner[number]] if number in partner else None
        if other is not None and other.kind == block.kind and other.layer == "body":
            right_kind += 1
        else:
            notes.append(
                f"{block.kind} → {f'{other.layer} {other.kind}' if other else 'no block'}: {block.text[:70]!r}"
            )
    taken = set(partner.values())
    extra = [
        index for index, block in enumerate(found) if block.layer == "body" and found_size[index] and index not in taken
    ]
    notes += [f"extra {found[index].kind}: {texts[index][:70]!r}" for index in extra]
    title, date = _metadata(case, document, notes)
    return Score(
        case.name,
        right_kind,
        len(gold),
        sum(1 for index, block in enumerate(found) if block.layer == "body" and found_size[index]),
        _furniture(found, right, aligned),
        _chain(case, gold, index_of, found, texts, partner, notes),
        _order(gold, partner),
        title,
        date,
        tuple(notes),
    )


def _furniture(found: list[Any], stream: _Stream, aligned: bytearray) -> tuple[int, int, int]:
    """Return characters of furniture (right, missed, wrong): a word that aligns with no gold is furniture."""
    right = missed = wrong = 0
    for token, owner, is_gold in zip(stream.tokens, stream.owner, aligned, strict=True):
        marked = found[owner].layer == "furniture"
        if marked and not is_gold:
            right += len(token)
        elif marked:
            wrong += len(token)
        elif not is_gold:
            missed += len(token)
    return right, missed, wrong


def _chain(
    case: Case,
    gold: list[GoldBlock],
    index_of: dict[int, int],
    found: list[Any],
    texts: list[str],
    partner: dict[int, int],
    notes: list[str],
) -> tuple[int, int]:
    """Count matched blocks with the right governing heading, and list items in the right list at the right depth."""
    right = of = 0
    for number, block in enumerate(gold):
        if number not in partner:
            continue
        other = found[partner[number]]
        wanted = fold(case.blocks[block.heading].text) if block.heading is not None else ""
        has = fold(texts[other.heading]) if other.heading is not None else ""
        # The title governs everything; gold and parser may or may not name it for the first paragraphs.
        top = fold(case.title or "")
        of += 1
        if _tokens(wanted) == _tokens(has) or {wanted, has} <= {top, ""}:
            right += 1
        else:
            notes.append(f"heading {has[:40]!r} instead of {wanted[:40]!r} over {block.text[:40]!r}")
        if block.kind == "list_item":
            of += 1
            same = number > 0 and gold[number - 1].kind == "list_item"
            before = partner.get(number - 1)
            joined = other.kind == "list_item" and (
                not same or (before is not None and found[before].kind == "list_item")
            )
            deep = other.level == max(1, block.level) and (block.ordinal is None or block.ordinal == other.ordinal)
            right += joined and deep
            if not (joined and deep):
                notes.append(
                    f"list place of {block.text[:50]!r}: level {other.level} ordinal {other.ordinal!r}, "
                    f"gold {block.level} {block.ordinal!r}"
                )
    return right, of


def _order(gold: list[GoldBlock], partner: dict[int, int]) -> tuple[int, int]:
    places = [partner[number] for number in range(len(gold)) if number in partner]
    return sum(1 for one, two in itertools.pairwise(places) if one < two), max(0, len(places) - 1)


def _metadata(case: Case, document: Document | None, notes: list[str]) -> tuple[tuple[int, int], tuple[int, int]]:
    title = (document.title if document.title_from != "text" else None) if document else ""
    date = (document.published_on or None) if document else ""
    title_right = _tokens(title or "") == _tokens(case.title or "")
    date_right = date == case.published
    if not title_right:
        notes.append(f"title {title!r}, gold {case.title!r}")
    if not date_right:
        notes.append(f"date {date!r} ({document.published_from if document else ''}), gold {case.published!r}")
    return (int(title_right), 1), (int(date_right), 1)


def figures(scores: list[Score]) -> dict[str, float]:
    """Return the figures over all cases, each pooled over its counts; 0.0 where there is nothing to count."""

    def share(right: float, of: float) -> float:
        return right / of if of else 0.0

    kind = sum(score.kind_right for score in scores)
    sizes = sum(score.kind_gold + score.kind_found for score in scores)
    right, missed, wrong = (sum(score.furniture[part] for score in scores) for part in range(3))
    return {
        "block kind F1": share(2 * kind, sizes),
        "furniture character F1": share(2 * right, 2 * right + missed + wrong),
        "heading chain and list membership": share(sum(s.chain[0] for s in scores), sum(s.chain[1] for s in scores)),
        "reading order": share(sum(s.order[0] for s in scores), sum(s.order[1] for s in scores)),
        "title": share(sum(s.title[0] for s in scores), sum(s.title[1] for s in scores)),
        "date": share(sum(s.date[0] for s in scores), sum(s.date[1] for s in scores)),
    }


def intervals(scores: list[Score], *, seed: int = 7) -> dict[str, tuple[float, float]]:
    """Return 95 % bootstrap intervals of ``figures`` over cases (percentiles of 2,000 draws)."""
    generator = np.random.default_rng(seed)
    draws = [figures([scores[i] for i in generator.integers(0, len(scores), len(scores))]) for _ in range(_DRAWS)]
    return {
        name: (
            float(np.percentile([draw[name] for draw in draws], 2.5)),
            float(np.percentile([draw[name] for draw in draws], 97.5)),
        )
        for name in figures(scores)
    }


def measure(gold: Path, corpus: Path) -> list[Score]:
    """Score every case below ``gold`` that has blocks, in order of name."""
    cases = [load_case(path.parent, corpus) for path in sorted(gold.glob("*/gold.json"))]
    return [score_case(case, read_case(case).document) for case in cases if case.blocks]


def main(arguments: list[str] | None = None) -> int:
    """Print the figures for one folder of gold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("corpus", type=Path, nargs="?", default=Path("corpus/demo"))
    parser.add_argument("--worst", type=int, default=0, help="show the notes of the N worst cases")
    options = parser.parse_args(arguments)
    scores = measure(options.gold, options.corpus)
    bounds = intervals(scores)
    for name, value in figures(scores).items():
        low, high = bounds[name]
        sys.stdout.write(f"{name:36} {value:.3f}  [{low:.3f}, {high:.3f}]\n")
    sys.stdout.write(f"{len(scores)} publications\n")
    ranked = sorted(scores, key=lambda score: len(score.notes) / max(1, score.kind_gold), reverse=True)
    for score in ranked[: options.worst]:
        sys.stdout.write(f"\n{score.name}: {score.kind_right} of {score.kind_gold} blocks\n")
        sys.stdout.writelines(f"   {note}\n" for note in score.notes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
