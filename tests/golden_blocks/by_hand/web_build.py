"""Build the ``web-…`` gold: raw pages with the blocks that a careful reader sees marked in place.

A file of ``web/*.txt`` holds pages, each after a line ``=== name`` with settings up to ``---`` and then the raw
mark-up.  In it ``{kind|inner}`` marks one block of the publication where it stands (``h1``-``h6``, ``p``, ``q``,
``td``, ``cap``, ``fn``, ``li1``, ``li2``, with a printed number ``li1=3``); what is not marked is not the
publication.  ``@BODY@`` stands for a text of ``web/texts``, written out with the page's own mark-up for each kind
(settings ``h2``, ``p``, ``li``, ``ul``, …; ``%`` is the text).  All names, bodies and events are invented.

Run from any folder: ``python web_build.py``.  Gold comes from the marks, never from the parser.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent / "web"
ROOT = Path(__file__).resolve().parents[1]
_MARK = re.compile(r"\{(h[1-6]|p|q|td|cap|fn|li[1-4])(?:=(\w+))?\|([^{}]*)\}")
_LEFT = re.compile(r"\{(?:h[1-6]|p|q|td|cap|fn|li\d)[|=]|@BODY@")
_BREAK = re.compile(r"</?(?:p|div|br|li|footer|cite|figcaption|h[1-6]|td|tr|strong class=.block.)\b[^>]*>", re.I)
_KINDS = {"p": "paragraph", "q": "quote", "td": "table_cell", "cap": "caption", "fn": "footnote"}
_PLAIN = {
    "h2": "<h2>%</h2>", "h3": "<h3>%</h3>", "p": "<p>%</p>", "ul": "<ul>%</ul>", "ol": "<ol>%</ol>",
    "li": "<li>%</li>", "li2": "<li>%</li>", "q": "<blockquote><p>“%t”</p><p>%s</p></blockquote>",
    "cap": "<p class='caption'>%</p>", "table": "<table>%</table>",
}  # fmt: skip


def words_of(inner: str) -> str:
    """Return the visible words of marked mark-up, white space collapsed."""
    bare = re.sub(r"<[^>]+>", "", _BREAK.sub(" ", inner))
    return unicodedata.normalize("NFC", " ".join(html.unescape(bare).replace("\u200b", "").split()))


def write_list(run: list[str], style: dict[str, str]) -> str:
    """Return one list: items ``- ``, ``-- `` or ``1. `` in the page's mark-up."""
    parts: list[str] = []
    inner: list[str] = []
    numbered = not run[0].startswith("-")
    for line in run:
        if line.startswith("-- "):
            inner.append(style["li2"].replace("%", "{li2|" + line[3:] + "}"))
            continue
        if inner:
            parts[-1] = _nested(parts[-1], inner, style)
            inner = []
        number, _, words = line.partition(" ")
        mark = f"{{li1={number.rstrip('.')}|" if numbered else "{li1|"
        form = style.get("oli", style["li"]) if numbered else style["li"]
        parts.append(form.replace("#", number.rstrip(".")).replace("%", mark + words + "}"))
    if inner:
        parts[-1] = _nested(parts[-1], inner, style)
    form = "ola" if run[0][0].isalpha() and "ola" in style else "ol" if numbered else "ul"
    whole = style[form].replace("#", run[0].split(".")[0])
    return whole.replace("%", "\n".join(parts))


def _nested(item: str, inner: list[str], style: dict[str, str]) -> str:
    listed = "\n".join(inner)
    if not item.rstrip().endswith("</li>"):
        return f"{item}\n{listed}"
    return item.removesuffix("</li>") + style["ul"].replace("%", listed) + "</li>"


def write_body(text: str, style: dict[str, str]) -> str:
    """Return the lines of ``text`` in the page's mark-up, every block marked."""
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)
    parts: list[str] = []
    run: list[str] = []
    rows: list[str] = []
    for line in [*text.strip().splitlines(), ""]:
        is_item, is_row = re.match(r"--? |\w\. |\d+\. ", line), line.startswith("| ")
        if run and not is_item:
            parts.append(write_list(run, style))
            run = []
        if rows and not is_row:
            parts.append(style["table"].replace("%", "\n".join(rows)))
            rows = []
        if is_item:
            run.append(line)
        elif is_row:
            cell = "td" if rows else "th"
            rows.append("<tr>" + "".join(f"<{cell}>{{td|{c}}}</{cell}>" for c in line[2:].split(" | ")) + "</tr>")
        elif line.startswith("> "):
            said, speaker = line[2:].split(" | ")
            parts.append("{q|" + style["q"].replace("%t", said).replace("%s", speaker) + "}")
        elif line:
            kind = {"# ": "h2", "##": "h3", "^ ": "cap"}.get(line[:2], "p")
            words = line if kind == "p" else line.lstrip("#^ ")
            parts.append(style[kind].replace("%", f"{{{kind}|{words}}}"))
    return "\n".join(parts)


def write_case(name: str, page: dict[str, str], markup: str) -> None:
    """Write the folder of one page: page, its text, its gold."""
    folder = ROOT / f"web-{name}"
    folder.mkdir()
    text, blocks = "", []
    for kind, ordinal, inner in _MARK.findall(markup):
        words = words_of(inner)
        text += "\n\n" if text else ""
        row: dict[str, Any] = {
            "kind": _KINDS.get(kind, "heading" if kind[0] == "h" else "list_item"),
            "start": len(text), "end": len(text) + len(words),
            "level": int(kind[-1]) if kind[-1].isdigit() else 0, "layer": "body",
        }  # fmt: skip
        if row["kind"] == "list_item":
            row["ordinal"] = ordinal
        blocks.append(row)
        text += words
    raw = _MARK.sub(lambda match: match[3], markup)
    if left := _LEFT.search(raw):
        raise ValueError(f"{name}: unread mark {raw[left.start() : left.start() + 60]!r}")
    author = page.get("author", "none")
    gold = {
        "document": "page.html", "gold_text": "gold.txt", "url": page["url"], "fictional": True,
        "metadata": {
            "title": page["title"], "publisher": page.get("publisher"), "author": None if author == "none" else author,
            "published": None if page["published"] == "none" else page["published"],
        },
        "blocks": blocks,
    }  # fmt: skip
    (folder / "page.html").write_text(raw, encoding="utf-8")
    (folder / "gold.txt").write_text(text, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _settings(lines: str) -> dict[str, str]:
    return {key: value for key, _, value in (line.partition(": ") for line in lines.strip().splitlines())}


def main() -> None:
    """Build every page anew."""
    for old in ROOT.glob("web-*"):
        shutil.rmtree(old)
    texts: dict[str, tuple[dict[str, str], str]] = {}
    for path in sorted((HERE / "texts").glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = part.partition("\n")
            head, _, body = rest.partition("\n---\n")
            texts[name.strip()] = (_settings(head), body)
    count = 0
    for path in sorted(HERE.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, _, rest = part.partition("\n")
            head, _, markup = rest.partition("\n---\n")
            page = _settings(head)
            if "text" in page:
                metadata, body = texts[page["text"]]
                page = {**metadata, **page}
                markup = markup.replace("@BODY@", write_body(body, {**_PLAIN, **page}))
            for key in ("title", "author", "publisher"):
                markup = markup.replace(f"@{key.upper()}@", page.get(key, ""))
            write_case(name.strip(), page, markup.strip() + "\n")
            count += 1
    sys.stdout.write(f"{count} pages\n")


if __name__ == "__main__":
    main()
