"""Styles and numbering of a Word file: what a paragraph is and which number Word prints before it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 20
_CONTENTS = re.compile(r"toc(?:\b|\d|heading)|table of (?:contents|figures)|contents? (?:heading|entry|page)")


class Style(NamedTuple):
    """What a paragraph's style chain and own properties make of it; ``heading`` is its level, 0 for none."""

    heading: int = 0
    is_quote: bool = False
    is_caption: bool = False
    is_contents: bool = False
    is_list: bool = False
    list_level: int = 0
    bold: bool = False
    number: tuple[str, int] | None = None
    size: float = 0.0
    left: float = 0.0
    is_title: bool = False


def _value(element: Any, name: str) -> str:
    child = element.find(f"{_W}{name}") if element is not None else None
    return (child.get(f"{_W}val") or "") if child is not None else ""


def _numbers(properties: Any) -> tuple[str | None, int | None]:
    """Return the list id and level that paragraph properties name; None where they are silent."""
    node = properties.find(f"{_W}numPr") if properties is not None else None
    if node is None:
        return None, None
    level = _value(node, "ilvl")
    number = _value(node, "numId")
    return number or None, int(level) if level.isdigit() else None


def type_size(properties: Any) -> float:
    """Return the type size in points that run properties (``w:rPr`` or None) set, 0.0 where they set none."""
    value = _value(properties, "sz")
    return int(value) / 2 if value.isdigit() else 0.0


def indent_of(properties: Any) -> float:
    """Return the left indent in points that paragraph properties (``w:pPr`` or None) set, 0.0 where they set none."""
    node = properties.find(f"{_W}ind") if properties is not None else None
    value = (node.get(f"{_W}left") or node.get(f"{_W}start") or "") if node is not None else ""
    return int(value) / 20 if value.isdigit() else 0.0


class Styles:
    """The style sheet of a document, with each style's chain resolved once."""

    def __init__(self, root: Any) -> None:
        self._styles: dict[str, Any] = {}
        self._default = ""
        self._known: dict[str, Style] = {}
        if root is not None:
            for style in root.iter(f"{_W}style"):
                if style.get(f"{_W}type") == "paragraph":
                    self._styles[style.get(f"{_W}styleId") or ""] = style
                    if style.get(f"{_W}default") in {"1", "true"}:
                        self._default = style.get(f"{_W}styleId") or ""

    def of(self, properties: Any) -> Style:
        """Return the style of a paragraph with ``properties`` (``w:pPr`` or None), outline level included."""
        style = self._resolve(_value(properties, "pStyle") or self._default)
        outline = _value(properties, "outlineLvl")
        if outline.isdigit() and int(outline) < 6 and not style.heading:
            style = style._replace(heading=int(outline) + 1)
        return style

    def _resolve(self, style_id: str) -> Style:
        if style_id in self._known:
            return self._known[style_id]
        names: list[str] = []
        number: str | None = None
        level: int | None = None
        outline = ""
        bold = False
        size = left = 0.0
        current = style_id
        for _ in range(_DEEPEST):
            element = self._styles.get(current)
            if element is None:
                break
            names.append(_value(element, "name").lower())
            properties = element.find(f"{_W}pPr")
            one, depth = _numbers(properties)
            number, level = number or one, level if level is not None else depth
            outline = outline or _value(properties, "outlineLvl")
            run = element.find(f"{_W}rPr")
            mark = run.find(f"{_W}b") if run is not None else None
            bold = bold or (mark is not None and mark.get(f"{_W}val", "1") not in {"0", "false"})
            size, left = size or type_size(run), left or indent_of(properties)
            current = _value(element, "basedOn")
        style = _from_names(names or [style_id.lower()], outline, bold, number, level)._replace(size=size, left=left)
        self._known[style_id] = style
        return style


def _from_names(names: list[str], outline: str, bold: bool, number: str | None, level: int | None) -> Style:
    heading = 0
    for name in names:
        found = re.match(r"heading\s*(\d)", name)
        if found:
            heading = min(6, int(found.group(1)))
            break
        if name == "title":
            heading = 1
            break
        if name == "subtitle":
            break
    if not heading and outline.isdigit() and int(outline) < 6:
        heading = int(outline) + 1
    own = names[0]
    listed = re.match(r"list (?:bullet|number|paragraph)?\s*(\d)?", own) if own.startswith("list ") else None
    return Style(
        heading=heading, is_quote=any("quote" in name for name in names),
        is_caption=own == "caption" or own.endswith(" caption"), is_contents=bool(_CONTENTS.match(own)),
        is_list=bool(listed) and own != "list paragraph" and not own.startswith("list continue"),
        list_level=int(listed.group(1)) if listed and listed.group(1) else 1, bold=bold,
        number=(number, level or 0) if number and number != "0" else None,
        is_title=bool(re.search(r"\b(?:cover|report|document|main|paper|front) ?title$", own)),
    )  # fmt: skip


class Numbering:
    """The lists of a document: counts on as Word does and renders the printed number of each item."""

    def __init__(self, root: Any) -> None:
        self._formats: dict[tuple[str, int], tuple[str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is None:
            return
        levels: dict[str, dict[int, tuple[str, int]]] = {}
        for abstract in root.iter(f"{_W}abstractNum"):
            key = abstract.get(f"{_W}abstractNumId") or ""
            levels[key] = {}
            for level in abstract.iter(f"{_W}lvl"):
                depth = level.get(f"{_W}ilvl") or "0"
                start = _value(level, "start")
                levels[key][int(depth)] = (_value(level, "numFmt") or "decimal", int(start) if start.isdigit() else 1)
        for number in root.iter(f"{_W}num"):
            key = number.get(f"{_W}numId") or ""
            abstract_id = _value(number, "abstractNumId")
            overrides = {
                int(one.get(f"{_W}ilvl") or "0"): int(value)
                for one in number.iter(f"{_W}lvlOverride") if (value := _value(one, "startOverride")).isdigit()
            }  # fmt: skip
            # A list that restarts counts by itself; others that share a definition count on together.
            self._abstract[key] = f"{abstract_id}/{key}" if overrides else abstract_id
            for place, (form, first) in levels.get(abstract_id, {}).items():
                self._formats[key, place] = (form, overrides.get(place, first))

    def of(self, properties: Any, style: Style) -> tuple[str, int] | None:
        """Return list id and level (from 0) of a paragraph, None if it is in no list (``numId`` 0 takes it out)."""
        number, level = _numbers(properties)
        if number == "0":
            return None
        if number is None:
            if style.number is None:
                return None
            number = style.number[0]
            level = style.number[1] if level is None else level
        return number, level or 0

    def next(self, number: tuple[str, int]) -> str:
        """Return the number that Word prints for the next item of a list, "" for a bullet."""
        key, level = number
        form, start = self._formats.get((key, level), ("bullet", 1))
        counts = self._counts.setdefault(self._abstract.get(key, key), {})
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [depth for depth in counts if depth > level]:
            del counts[deeper]
        if form in {"bullet", "none"}:
            return ""
        return render_number(counts[level], form)


def render_number(value: int, form: str) -> str:
    """Return ``value`` in a numbering format of Word: decimal, lowerLetter, upperLetter, lowerRoman, upperRoman."""
    if form in {"lowerLetter", "upperLetter"} and value > 0:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if form == "lowerLetter" else letter.upper()
    if form in {"lowerRoman", "upperRoman"} and value > 0:
        roman = ""
        rest = value
        for amount, sign in (
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ):
            while rest >= amount:
                roman += sign
                rest -= amount
        return roman if form == "lowerRoman" else roman.upper()
    return str(value)
