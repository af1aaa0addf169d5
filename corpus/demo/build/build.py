"""Build the demonstration: websites, inbox and gold files, from ``world.toml`` and ``sources/``.

    python corpus/demo/build/build.py

Needs reportlab, python-docx and pypdf (development only).  Equal sources give equal bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from demo_markup import Block, Source, curl, parse_source
from gold import compose, make_gold
from htmlparts import Entry, Page
from layouts import LAYOUTS, meta_blocks
from pdf import make_pdf
from site_files import HOSTS, write_site_files
from word import make_docx
from world import World, read_world

HERE = Path(__file__).resolve().parent
DEMO = HERE.parent
GOLDEN = DEMO.parents[1] / "tests" / "golden"
NOT_COLLECTED = {"event", "job"}


def shown_date(source: Source) -> str:
    """The date as the page prints it; empty where the page shows none."""
    if source.get("shown"):
        return "" if source.get("shown") == "none" else source.get("shown")
    if not source.get("date") or source.get("published") == "none":
        return ""
    day = dt.date.fromisoformat(source.get("date"))
    plain = f"{day.day} {day:%B %Y}"
    if source.get("layout") == "fjc":
        end = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
        return f"{day:%A} {day.day}{end} {day:%B %Y}"
    if source.get("layout") == "council":
        return f"Last updated: {day:%d/%m/%Y}"
    return plain


def read_sources() -> list[Source]:
    """All sources, by id, each with its document path."""
    sources = [parse_source(p) for p in sorted((HERE / "sources").glob("*.txt"))]
    for source in sources:
        head = source.head
        if head.get("published") == "none":
            head["published"] = ""
        if head.get("inbox"):
            head["document"] = f"inbox/{head['inbox']}"
            continue
        head.setdefault("layout", HOSTS[head["host"]].layout)
        tail = "index.html" if head["path"].endswith("/") else ""
        head["document"] = f"sites/{head['host']}{head['path']}{tail}"
        head["url"] = f"https://{head['host']}{head['path']}"
    return sources


def entries(sources: list[Source], host: str) -> list[Entry]:
    """The pages of a website, newest first, as its menus and indexes list them."""
    rows = [
        Entry(s.get("title") or s.get("listed"), s.get("path"), s.get("date"), shown_date(s), s.get("type"))
        for s in sources
        if s.get("host") == host and s.get("format", "html") == "html"
    ]
    return sorted(rows, key=lambda e: (e.date, e.href), reverse=True)


def render(source: Source, sources: list[Source], world: World) -> tuple[bytes, list[Block], list[Block], list[str]]:
    """Return the file's bytes, the blocks before and after the source's own, the furniture."""
    fmt = source.get("format", "html")
    if fmt == "txt":
        text = compose(source.blocks, prefix=True).text
        return (text + "\n").encode(source.get("encoding", "utf-8")), [], [], []
    title, author = source.get("title"), source.get("byline", source.get("author"))
    if fmt == "html":
        layout = source.get("layout")
        page = Page(
            title or source.get("listed"),
            source.get("path"),
            source.get("host"),
            source.get("date"),
            shown_date(source),
            author,
            source.get("type"),
            source.blocks,
            [e for e in entries(sources, source.get("host")) if e.href != source.get("path")],
            source.get("attachment"),
        )
        if source.get("published", "-") == "":
            page.date = ""
        html = LAYOUTS[layout](page)
        first = meta_blocks(layout, title, page.shown, author)
        encoding = "windows-1252" if layout == "fjc" else "utf-8"
        return html.encode(encoding, "xmlcharrefreplace"), first, [], page.furniture
    first = [Block("heading", title, level=1)] if title else []
    publisher = world.organisations[source.get("publisher")].name
    first += [Block("paragraph", p) for p in (author, shown_date(source)) if p]
    running = curl(source.get("running", f"{publisher} | {title}"))
    blocks = [*first, *source.blocks]
    if fmt == "docx":
        return (
            make_docx(blocks, title=title, author=publisher, running=running, date=source.get("date")),
            first,
            [],
            [running],
        )
    data = make_pdf(
        blocks,
        title=title,
        author=publisher,
        running=running,
        columns=int(source.get("columns", "1")),
        tagged=source.get("tagged") == "yes",
        font=source.get("font", "Helvetica"),
    )
    return data, first, [], [running]


def write(path: Path, data: bytes) -> None:
    """Write ``data``, making folders as needed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def build(demo: Path = DEMO, golden: Path = GOLDEN) -> tuple[int, int]:
    """Write websites, inbox and gold; return the numbers of sources and of gold documents."""
    world = read_world()
    sources = read_sources()
    for folder in (demo / "sites", demo / "inbox"):
        shutil.rmtree(folder, ignore_errors=True)
    for old in golden.glob("*/gold.json"):
        if json.loads(old.read_text(encoding="utf-8")).get("fictional"):
            shutil.rmtree(old.parent)
    bodies: dict[str, dict[str, bytes]] = {host: {} for host in HOSTS}
    for source in sources:
        data, first, last, furniture = render(source, sources, world)
        if source.get("host"):
            bodies[source.get("host")][source.get("path")] = data
        write(demo / source.get("document"), data)
        if source.get("type") in NOT_COLLECTED or source.get("gold") == "no":
            continue
        done, record = make_gold(source, world, text_first=first, text_last=last, prefix=source.get("format") == "txt")
        write_gold(golden / source.id, source, done.text, record, furniture)
    write_site_files(demo / "sites", sources, bodies)
    write_page_classes(demo, golden, sources)
    return len(sources), len(list(golden.glob("*/gold.json")))


def write_gold(folder: Path, source: Source, text: str, record: dict[str, Any], furniture: list[str]) -> None:
    """Write gold.json, the gold text (not for plain text) and the note of one document."""
    for row in record["relations"]:
        for key in ("_tie", "_flags", "_publisher"):
            row.pop(key)
    record["url"] = source.get("url")
    record["format"] = source.get("format", "html")
    record["page_furniture"] = furniture
    record["fictional"] = True
    if record["format"] != "txt":
        record["gold_text"] = f"{source.id}.gold.txt"
        write(folder / record["gold_text"], (text + "\n").encode())
    write(folder / "gold.json", (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode())
    note = f"# {source.get('title') or source.id}\n\nFictional. {source.get('note')}\n"
    write(folder / "note.md", note.encode())


def write_page_classes(demo: Path, golden: Path, sources: list[Source]) -> None:
    """Write PAGES.json: for every file of the demonstration, what it is and to which publication it belongs."""
    known = {s.get("document"): s for s in sources}
    rows: dict[str, dict[str, str]] = {}
    for path in sorted([*(demo / "sites").rglob("*"), *(demo / "inbox").rglob("*")]):
        name = path.relative_to(demo).as_posix()
        if not path.is_file() or path.name == "_headers.json":
            continue
        source = known.get(name)
        if source is None:
            kind = "furniture_file" if path.suffix in {".xml", ".txt"} else "index"
            rows[name] = {"class": kind}
        elif source.get("type") in NOT_COLLECTED:
            rows[name] = {"class": source.get("type")}
        else:
            kind = "landing_page" if source.get("of") else "publication"
            rows[name] = {"class": kind, "publication": source.get("of") or source.id, "gold": source.id}
    write(golden / "PAGES.json", (json.dumps(rows, indent=1) + "\n").encode())


if __name__ == "__main__":
    sys.stdout.write("{} sources, {} gold documents\n".format(*build()))
