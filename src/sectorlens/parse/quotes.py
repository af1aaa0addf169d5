# ruff: noqa: E501 - patterns and word lists are kept whole
"""Quotation blocks and who speaks in them."""

from __future__ import annotations

import re

from sectorlens.parse.pieces import Piece

_NAME = r"[A-Z][\w’'.-]+(?:\s+(?:[A-Z][\w’'.-]+|de|van|of|the|and|for|&|at|in)){0,9}"
# "…words.” - Debbie Pippard, Barrow Cadbury Trust, Chair of the panel"
_TAIL = re.compile(r"[”\"'’][\s\u00a0]*(?:[-–—―]|\s\()[\s\u00a0]*([A-Z][^”\"]{2,160}?)\)?\s*$")
# "…words.” Trainee, Marl Hill": a name on the line below, no sentence.
_NAME_AFTER = re.compile(r"(?<=[.!?…][”\"])\s+[A-Z][^.!?”\"]{2,60}$")
_DASH_LINE = re.compile(r"^[\s\u00a0]*[-–—―~][\s\u00a0]*([A-Z][^.!?]{2,140})\.?$")
_SAID = re.compile(
    rf"^({_NAME}(?:,[^:“\"]{{2,120}})?),?\s+(?:said|says|added|adds|commented|comments|told us|explained|explains)\s*:?\s*$"
)
_WHOLE = re.compile(r"^[\s]*[“\"‘].{25,}[”\"’][\s.]*$", re.DOTALL)


def is_quotation(text: str) -> bool:
    """Whether a paragraph is one quotation from end to end, with or without the speaker's name after it.

    Paragraphs that quote twice with own words between them are not.
    """
    stripped = text.strip()
    if not stripped or stripped[0] not in '“"':
        return False
    body = _NAME_AFTER.sub("", _TAIL.sub("”", stripped))
    if not _WHOLE.match(body):
        return False
    inner = body.strip().rstrip(".").strip()[1:-1]
    if stripped[0] == "“":
        return "”" not in inner or (
            inner.find("“") < inner.find("”") and inner.count("“") == inner.count("”") and inner.count("“") <= 2
        )
    return '"' not in inner


def speaker_after(text: str) -> str:
    """Return the name that stands after the closing mark of a quotation, "" if none."""
    found = _TAIL.search(text.strip())
    return found.group(1).strip(" .,") if found else ""


def attach_speakers(pieces: list[Piece], texts: list[str]) -> None:
    """Set ``speaker`` of quote pieces from their tail, the dash line after them or the lead-in before them.

    ``texts`` are the words of ``pieces``.  A paragraph that is one whole quotation becomes a quote.
    """
    for index, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        if piece.kind == "paragraph" and is_quotation(text):
            piece.kind = "quote"
        if piece.kind != "quote" or piece.speaker:
            continue
        piece.speaker = speaker_after(text)
        if (
            not piece.speaker
            and index + 1 < len(pieces)
            and pieces[index + 1].kind in {"paragraph", "quote", "caption"}
        ):
            tail = _DASH_LINE.match(texts[index + 1])
            piece.speaker = tail.group(1).strip(" .,") if tail else ""
        if not piece.speaker and index and pieces[index - 1].kind == "paragraph":
            said = _SAID.match(texts[index - 1].strip())
            piece.speaker = said.group(1).strip(" .,") if said else ""
