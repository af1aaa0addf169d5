"""What single elements of a page say of themselves: notes, captions, forms of numbers, pictured bullets."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sectorlens.parse.html_regions import CAMEL
from sectorlens.parse.marks import BULLETS

_LETTERED = re.compile(r"(?<![a-z])(?P<case>lower|upper)-?(?P<form>alpha|latin|roman)(?![a-z])", re.IGNORECASE)
_BULLET_FILE = re.compile(r"(?<![a-z])(?:bullet|bull|dot|dash|arrow|tick)\w{0,8}\.(?:gif|png|jpe?g)$", re.IGNORECASE)
_NOTES = re.compile(r"(?<![a-z])(?:foot-?notes?|end-?notes?|references-list)(?![a-z])", re.IGNORECASE)
_CAPTION_CLASS = re.compile(
    r"(?<![a-z])(?:(?:[a-z]+-)*caption(?:-[a-z]+)*|(?:image|photo|picture|media)-?credits?|credit-?line|photo)(?![a-z])",
    re.IGNORECASE,
)
_QUOTE_CLASS = re.compile(
    r"(?<![a-z])(?:pull-?quote|block-?quote|quote|testimonial|quotation)(?![a-z-]*form)", re.IGNORECASE
)


def number_style(element: Any) -> str:
    """Return the ``type`` that a list's style or class gives its numbers, "" if it says nothing."""
    found = _LETTERED.search(f"{element.get('style') or ''} {element.get('class') or ''}")
    if not found:
        return ""
    letter = "i" if found.group("form").lower() == "roman" else "a"
    return letter.upper() if found.group("case").lower() == "upper" else letter


def is_caption(element: Any) -> bool:
    """Whether the class of an element names it a caption or credit; parts of joined words ("captionImage") count
    in paragraphs only, since a box so named holds more."""
    names = element.get("class")
    return bool(names) and _names_caption(names, whole=element.tag == "div")


@lru_cache(maxsize=4096)
def _names_caption(names: str, *, whole: bool) -> bool:
    return bool(_CAPTION_CLASS.search(names if whole else CAMEL.sub("-", names)))


def is_quote(element: Any) -> bool:
    """Whether the class of an element names it a quotation."""
    names = element.get("class")
    return bool(names) and _names_quote(names)


@lru_cache(maxsize=4096)
def _names_quote(names: str) -> bool:
    return bool(_QUOTE_CLASS.search(names))


def holds_notes(element: Any) -> bool:
    """Whether an element is a note or a list of notes by its class or role."""
    names, role = element.get("class") or "", element.get("role") or ""
    return bool(names or role) and _names_notes(f"{names} {role}")


@lru_cache(maxsize=4096)
def _names_notes(names: str) -> bool:
    lowered = names.lower()
    return ("note" in lowered or "references" in lowered) and bool(_NOTES.search(CAMEL.sub("-", names)))


def follows_bullet(element: Any) -> bool:
    """Whether a cell of a layout table stands beside a cell that holds the picture of a bullet and no words."""
    before = element.getprevious()
    if before is None or before.tag != "td" or before.text_content().strip():
        return False
    image = before.find(".//img")
    if image is None:
        return False
    alt, source = (image.get("alt") or "").strip(), image.get("src") or ""
    return alt in BULLETS and (bool(alt) or bool(_BULLET_FILE.search(source)))


def shows_picture(element: Any) -> bool:
    return any(
        element.find(f".//{tag}") is not None for tag in ("img", "picture", "svg", "video", "iframe", "figcaption")
    )
