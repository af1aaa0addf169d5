"""Fictional publications in a small line format, and the gold of blocks that follows from their lines.

``# `` to ``### `` headings below the title, ``- ``/``-- `` items, ``1. ``/``a. `` numbered items, ``> text | speaker``
quotations, ``| a | b`` table rows, ``^ `` captions, ``% `` a note on the line before, ``[[ `` heading of a side box,
``]]`` its end, all else paragraphs; ``**bold**`` within a line.  All names, bodies and events are invented.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


@dataclass(frozen=True)
class Line:
    """One block; ``box`` is true inside a side box, ``note`` is the footnote that hangs on it."""

    kind: str
    text: str = ""
    level: int = 0
    ordinal: str = ""
    speaker: str = ""
    cells: tuple[str, ...] = ()
    note: str = ""
    box: bool = False

    @property
    def bare(self) -> str:
        """The words without the marks of bold type."""
        return self.text.replace("**", "")


@dataclass(frozen=True)
class Text:
    """One publication: its settings and its lines."""

    title: str
    author: str
    publisher: str
    published: str | None
    lines: tuple[Line, ...]


def read_line(raw: str) -> Line:
    """Return the block that a line of the format stands for."""
    mark, _, rest = raw.partition(" ")
    if re.fullmatch(r"#{1,3}", mark):
        return Line("heading", rest, len(mark) + 1)
    if mark in {"-", "--"}:
        return Line("list_item", rest, len(mark))
    if re.fullmatch(r"\d+\.|[a-z]\.", mark):
        return Line("list_item", rest, 1, mark[:-1])
    if mark == ">":
        said, speaker = rest.split(" | ")
        return Line("quote", said, speaker=speaker)
    if mark == "|":
        return Line("row", cells=tuple(rest.split(" | ")))
    if mark == "^":
        return Line("caption", rest)
    return Line("paragraph", raw)


def read_texts() -> dict[str, Text]:
    """Return every text of this folder and of the web pages by name."""
    texts: dict[str, Text] = {}
    for path in sorted([*(HERE / "texts").glob("*.txt"), *(ROOT / "by_hand/web/texts").glob("*.txt")]):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = part.partition("\n")
            head, _, body = rest.partition("\n---\n")
            about = dict(line.split(": ", 1) for line in head.strip().splitlines())
            lines: list[Line] = []
            box = False
            for raw in body.strip().splitlines():
                if raw.startswith("% "):
                    lines[-1] = replace(lines[-1], note=raw[2:])
                elif raw.startswith("[[ "):
                    box = True
                    lines.append(Line("heading", raw[3:], 3, box=True))
                elif raw == "]]":
                    box = False
                else:
                    lines.append(replace(read_line(raw), box=box))
            date = about["published"]
            texts.setdefault(
                name.strip(),
                Text(
                    about["title"], about["author"].replace("none", ""), about["publisher"],
                    None if date == "none" else date, tuple(lines),
                ),
            )  # fmt: skip
    return texts


def write_case(name: str, content: bytes, suffix: str, text: Text, lines: list[Line], published: str | None) -> None:
    """Write the folder of one case: the document, its text and its gold of blocks."""
    folder = ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / f"report.{suffix}").write_bytes(content)
    words, blocks = "", list[dict[str, Any]]()
    above: list[tuple[int, int]] = []

    def add(kind: str, part: str, line: Line) -> None:
        nonlocal words
        words += "\n\n" if words else ""
        row: dict[str, Any] = {
            "kind": kind, "start": len(words), "end": len(words) + len(part), "level": line.level, "layer": "body",
        }  # fmt: skip
        if kind == "list_item":
            row["ordinal"] = line.ordinal
        if any(other.box for other in lines):
            # What follows a box belongs to the heading before the box, not to that of the box.
            while above and (
                (kind == "heading" and above[-1][0] >= line.level) or (above[-1][0] == 9 and not line.box)
            ):
                above.pop()
            row["heading"] = above[-1][1] if above else None
            if kind == "heading":
                above.append((9 if line.box else line.level, len(blocks)))
        blocks.append(row)
        words += part

    for line in lines:
        if line.kind == "row":
            for cell in line.cells:
                add("table_cell", cell, line)
        elif line.kind == "quote":
            add("quote", f"“{line.bare}” {line.speaker}".strip(), line)
        else:
            add(line.kind, line.bare, line)
        if line.note:
            add("footnote", line.note, replace(line, level=0))
    gold = {
        "document": f"report.{suffix}", "gold_text": "gold.txt", "url": "", "fictional": True,
        "metadata": {
            "title": text.title, "publisher": text.publisher, "published": published, "author": text.author or None,
        },
        "blocks": blocks,
    }  # fmt: skip
    (folder / "gold.txt").write_text(words, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def constant(pdf: bytes) -> bytes:
    """Return the PDF with its times of making and its identifiers made constant, every byte in its place."""
    pdf = re.sub(rb"(?<=Date\(D:)\d{14}|(?<=Date \(D:)\d{14}", b"20240101000000", pdf)
    pdf = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2024-01-01T00:00:00", pdf)
    return re.sub(
        rb"/(?:ID|DocChecksum)\s*(?:\[[^\]]*\]|/[0-9A-F]{32})",
        lambda found: re.sub(rb"[0-9A-Fa-f]{32}", b"0" * 32, found[0]),
        pdf,
    )


def grouped(lines: tuple[Line, ...]) -> list[tuple[str, list[Line]]]:
    """Return runs of lines that form one list, one table or one box; others stand alone."""
    runs: list[tuple[str, list[Line]]] = []
    for line in lines:
        kind = "box" if line.box else line.kind
        new_list = kind == "list_item" and line.ordinal in {"1", "a"}
        kind = f"list{'=' if line.ordinal else ''}" if kind == "list_item" else kind
        joins = kind == "list" and line.level > 1 and bool(runs) and runs[-1][0].startswith("list")
        new_box = line.box and line.kind == "heading"
        if (
            runs
            and not new_list
            and not new_box
            and (joins or (kind in {"box", "list", "list=", "row"} and runs[-1][0] == kind))
        ):
            runs[-1][1].append(line)
        else:
            runs.append((kind, [line]))
    return runs
