"""Dates where printed publications give them: in the imprint, and on the first slide of a talk."""

from __future__ import annotations

import re

from sectorlens.parse.dates import find_date
from sectorlens.parse.pieces import DateFound, Piece

_IMPRINT = re.compile(r"^(?:first )?(?:published|issued|produced)(?: \w+)? by \S", re.IGNORECASE)
_LONGEST = 220
_FIRST_SLIDE = 6


def printed_date(pieces: list[Piece], *, slides: bool) -> DateFound | None:
    """Return the date at the end of an imprint ("Published by … in March 2019"), None if there is none.

    With ``slides`` the day on which a talk was given counts too, where it ends a short line of the first page.
    """
    for piece in pieces:
        words = " ".join(piece.text.split())
        if piece.layer == "body" and len(words) <= _LONGEST and _IMPRINT.match(words):
            value = _at_end(words)
            if value:
                return DateFound(value=value, source="labelled")
    if slides:
        for piece in pieces[:_FIRST_SLIDE]:
            words = " ".join(piece.text.split())
            value = _at_end(words) if piece.page == 1 and piece.layer == "body" and len(words) <= 100 else ""
            if len(value) == len("2019-05-01"):
                return DateFound(value=value, source="text")
    return None


def _at_end(words: str) -> str:
    value, _, end = find_date(words)
    return value if value and not words[end:].strip(" .)") else ""
