"""``make quality``: every measurement in one go, written between the marks of docs/quality.md.

What people write about the figures stands outside the marks and is left alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sectorlens.evaluation import evaluate
from sectorlens.quality import article, reading

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "quality.md"
BEGIN = "<!-- measured: begin (written by `make quality`) -->"
END = "<!-- measured: end -->"
_MARK = {"heading": "# ", "list_item": "- "}


def write_page(shared: Path) -> str:
    """Measure everything that can be measured here, put it into docs/quality.md and return what was written."""
    measured = "\n".join(iter_sections(shared))
    page = PAGE.read_text("utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n\n{measured}\n{END}{tail}", "utf-8")
    return measured


def iter_sections(shared: Path) -> Iterator[str]:
    """Yield the lines of each table; a set that is not there is said to be not measured."""
    yield from _flow("The three seed publications", shared / "gold" / "seeds.jsonl", shared / "seeds", "all")
    golden = ROOT / "tests" / "golden"
    yield from _flow("Demonstration, development part", golden, None, "development")
    yield from _flow("Demonstration, frozen test part", golden, None, "test")
    with tempfile.TemporaryDirectory(prefix="sectorlens-passages-") as scratch:
        gold = _write_passages(Path(scratch))
        yield from _flow(
            "Passages, test part (each read as a publication whose publisher is not named)", gold, gold.parent, "all"
        )
    yield "### Reading: gold of blocks\n"
    scores = reading.measure(ROOT / "tests" / "golden_blocks", ROOT / "corpus" / "demo")
    low_high = reading.intervals(scores)
    yield f"{len(scores)} publications.\n\n| measure | value | 95 % interval |\n|---|---|---|"
    for name, value in reading.figures(scores).items():
        low, high = low_high.get(name, (value, value))
        yield f"| {name} | {value:.3f} | {low:.3f}–{high:.3f} |"
    yield ""
    benchmark = shared / "data" / "eval" / "article-extraction"
    if benchmark.is_dir():
        ours, theirs = article.measure(benchmark)
        yield "### Main text: article-extraction benchmark\n"
        yield "| program | precision | recall | F1 | seconds |\n|---|---|---|---|---|"
        for name, row in (("sectorlens", ours), ("trafilatura alone, same run", theirs)):
            yield f"| {name} | {row.precision:.3f} | {row.recall:.3f} | {row.f1:.3f} | {row.seconds:.1f} |"
        yield ""


def _write_passages(folder: Path) -> Path:
    """Write each passage of the test part as a Markdown file with its gold text beside it; return the gold file."""
    data = ROOT / "models" / "data"
    gold = folder / "passages.jsonl"
    files = sorted(str(path) for path in (data / "test").glob("*.txt"))
    command = [sys.executable, str(data / "convert.py"), "gold", *files, "--out", str(gold)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    for row in rows:
        text = row.pop("text")
        row["document"] = f"{row['document']}.md"
        lines = [_MARK.get(block["kind"], "") + text[block["start"] : block["end"]] for block in row["blocks"]]
        (folder / row["document"]).write_text("\n\n".join(lines) + "\n", "utf-8")
        (folder / f"{row['document']}.gold.txt").write_text(text, "utf-8")
    gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return gold


def _flow(title: str, gold: Path, texts: Path | None, part: str) -> Iterator[str]:
    yield f"### {title}\n"
    if not gold.exists():
        yield "Not measured here: the annotations are not there.\n"
        return
    found = evaluate(gold, texts=texts, part=part)
    yield f"{len(found.scores)} publications.\n"
    yield "| layer | precision | recall | F1 | 95 % interval | gold |\n|---|---|---|---|---|---|"
    for row in found.rows:
        yield _row(row)
    yield ""


def _row(row: dict[str, Any]) -> str:
    return (
        f"| {row['layer']} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} "
        f"| {row['low']:.3f}–{row['high']:.3f} | {row['gold']} |"
    )


if __name__ == "__main__":
    sys.stdout.write(write_page(Path(os.environ.get("SECTORLENS_SHARED", ROOT.parent / "shared"))))
