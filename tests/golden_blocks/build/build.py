# ruff: noqa: E501 - pages and prose are kept whole
"""Build the gold of blocks: pages, PDFs and Word files with the blocks that reading must find.

Run from this folder: ``python build.py``.  Gold comes from the sources, never from the parser.  PDFs with a
structure tree are printed by Chromium; where there is none on the machine the committed ones stay.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from layouts import LAYOUTS
from page_parts import long_date
from paper import write_docx, write_pdfs
from sources import Line, Source, load_sources

ROOT = Path(__file__).resolve().parent.parent


def gold_lines(source: Source, added: tuple[str, ...]) -> list[Line]:
    """Return the blocks of a publication: title, the layout's own lines, the source's lines."""
    above = [Line("paragraph", text) for text in added if not text.startswith("\1")]
    below = [Line("paragraph", text[1:]) for text in added if text.startswith("\1")]
    return [Line("heading", source.title, 1), *above, *source.lines, *below]


def write_case(
    name: str, document: str, content: bytes | None, source: Source, lines: list[Line], url: str, published: str | None
) -> None:
    """Write one folder: the document, its text, its gold."""
    folder = ROOT / name
    folder.mkdir(exist_ok=True)
    if content is not None:
        (folder / document).write_bytes(content)
    text = ""
    blocks: list[dict[str, Any]] = []

    def add(kind: str, words: str, level: int = 0, ordinal: str = "") -> None:
        nonlocal text
        if text:
            text += "\n\n"
        block: dict[str, Any] = {
            "kind": kind,
            "start": len(text),
            "end": len(text) + len(words),
            "level": level,
            "layer": "body",
        }
        if kind == "list_item":
            block["ordinal"] = ordinal
        blocks.append(block)
        text += words

    for line in lines:
        if line.kind == "row":
            for cell in line.cells:
                add("table_cell", cell)
        elif line.kind == "quote":
            add("quote", f"“{line.text}” – {line.speaker}")
        else:
            add(line.kind, line.text, line.level, line.ordinal)
    gold = {
        "document": document, "gold_text": "gold.txt", "url": url, "fictional": True,
        "metadata": {"title": source.title, "publisher": source.publisher, "published": published, "author": source.author or None},
        "blocks": blocks,
    }  # fmt: skip
    (folder / "gold.txt").write_text(text, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def build_pages(sources: tuple[Source, ...]) -> int:
    """Write two pages for each layout, three for the first two; return their number."""
    count = 0
    for number, layout in enumerate(LAYOUTS):
        picks = {
            number % len(sources),
            (number + 3 + number // len(sources)) % len(sources),
            *(((number + 2) % len(sources),) if number < 2 else ()),
        }
        for pick in sorted(picks):
            source = sources[pick]
            page = layout(source)
            host = "".join(char for char in source.publisher.lower() if char.isalpha())
            write_case(
                f"html-{layout.__name__.replace('_', '-')}-{source.name}", "page.html", page.markup.encode("utf-8"), source,
                gold_lines(source, page.added), f"https://{host}.example{page.path}", source.date,
            )  # fmt: skip
            count += 1
    return count


def main() -> None:
    """Build everything anew."""
    for old in ROOT.glob("html-*"):
        shutil.rmtree(old)
    sources = load_sources()
    pages = build_pages(sources)
    pdfs = write_pdfs(sources, ROOT, write_case, long_date)
    words = write_docx(sources, write_case, long_date)
    sys.stdout.write(f"{pages} pages, {pdfs} PDFs, {words} Word files\n")


if __name__ == "__main__":
    main()
