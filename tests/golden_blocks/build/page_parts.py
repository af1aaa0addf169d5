# ruff: noqa: E501 - pages and prose are kept whole
"""What layouts are made of: how headings, lists, quotations and tables are marked up."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import NamedTuple

from sources import Line, Source

MONTHS = "January February March April May June July August September October November December".split()


class Page(NamedTuple):
    """Markup of one page, its address, lines added above the text, and whether it shows the date at all."""

    markup: str
    path: str
    added: tuple[str, ...]


def long_date(date: str) -> str:
    """Return ``3 May 2019`` for ``2019-05-03`` and ``October 2021`` for ``2021-10``."""
    year, month, *day = date.split("-")
    return f"{int(day[0])} {MONTHS[int(month) - 1]} {year}" if day else f"{MONTHS[int(month) - 1]} {year}"


class Style(NamedTuple):
    """How a layout marks up the blocks of a source."""

    heading: Callable[[Line], str]
    paragraph: Callable[[str], str]
    quote: Callable[[Line], str]
    caption: Callable[[str], str]
    lists: str = "plain"
    base: int = 2


def _heading(tag_offset: int = 0) -> Callable[[Line], str]:
    return lambda line: f"<h{line.level + tag_offset}>{escape(line.text)}</h{line.level + tag_offset}>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def _quote(line: Line) -> str:
    return f"<blockquote><p>“{escape(line.text)}”</p><footer>— {escape(line.speaker)}</footer></blockquote>"


def _quote_cite(line: Line) -> str:
    return f"<blockquote>“{escape(line.text)}” <cite>{escape(line.speaker)}</cite></blockquote>"


def _quote_pull(line: Line) -> str:
    return f'<div class="pull-quote"><p>“{escape(line.text)}”</p><cite>{escape(line.speaker)}</cite></div>'


def _caption(text: str) -> str:
    return f"<figure><img src=x.jpg alt=''><figcaption>{escape(text)}</figcaption></figure>"


PLAIN = Style(_heading(), _paragraph, _quote, _caption)


def body(source: Source, style: Style) -> str:
    """Return the source's blocks in the mark-up of ``style``."""
    parts: list[str] = []
    lines = list(source.lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.kind == "list_item":
            run = [line]
            while index + 1 < len(lines) and lines[index + 1].kind == "list_item":
                index += 1
                run.append(lines[index])
            parts.append(_list(run, style.lists))
        elif line.kind == "row":
            rows = [line]
            while index + 1 < len(lines) and lines[index + 1].kind == "row":
                index += 1
                rows.append(lines[index])
            parts.append(_table(rows))
        elif line.kind == "heading":
            parts.append(style.heading(line))
        elif line.kind == "quote":
            parts.append(style.quote(line))
        elif line.kind == "caption":
            parts.append(style.caption(line.text))
        else:
            parts.append(style.paragraph(line.text))
        index += 1
    return "\n".join(parts)


def _table(rows: list[Line]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0].cells)
    rest = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rest}</tbody></table>"


def _list(run: list[Line], how: str) -> str:
    if how == "br":
        lines = [f"{line.ordinal}. {escape(line.text)}" if line.ordinal else f"• {escape(line.text)}" for line in run]
        return "<p>" + "<br>\n".join(lines) + "</p>"
    if how == "word":
        return "\n".join(
            f'<p class="MsoListParagraph" style="text-indent:-18pt"><span style="font-family:Symbol">{line.ordinal + "." if line.ordinal else "·"}<span>&nbsp;&nbsp;&nbsp; </span></span>{escape(line.text)}</p>'
            for line in run
        )
    first = run[0]
    tag = "ol" if first.ordinal else "ul"
    kind = ' type="a"' if first.ordinal.isalpha() else ""
    start = f' start="{first.ordinal}"' if first.ordinal.isdigit() and first.ordinal != "1" else ""
    inner: list[str] = []
    for number, line in enumerate(run):
        words = f"<p>{escape(line.text)}</p>" if how == "paragraphs" else escape(line.text)
        following = run[number + 1].level if number + 1 < len(run) else 1
        if line.level == 2:
            opening = "<ul>" if run[number - 1].level == 1 else ""
            inner.append(f"{opening}<li>{words}</li>{'</ul></li>' if following == 1 else ''}")
        else:
            inner.append(f"<li>{words}" + ("" if following == 2 else "</li>"))
    return f"<{tag}{kind}{start}>" + "\n".join(inner) + f"</{tag}>"


def _html(title: str, head: str, inside: str) -> str:
    return f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}</head>\n<body>{inside}</body></html>\n'


def _slug(source: Source) -> str:
    return "-".join("".join(char if char.isalnum() else " " for char in source.title.lower()).split())[:60]
