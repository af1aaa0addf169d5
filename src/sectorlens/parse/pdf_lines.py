"""PDF pages to lines: words with boxes and fonts from PDFium, joined into segments of one baseline.

PDFium is not thread-safe; this module runs in a process of its own (``child``) or in a single-threaded test.
Coordinates are PDF points with the origin at the lower left.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any

from sectorlens.parse.marks import find_mark

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi(?!light)|[-,]bd\b|\bbd$", re.IGNORECASE)
_ITALIC_NAME = re.compile(r"italic|oblique", re.IGNORECASE)
HYPHEN = "\u0002"
_MARK_ONLY = re.compile(
    r"^(?:[•▪◦‣●○■□➢➤►▶✓✔❖–—*\-·o\uf0b7\uf0a7\uf02d]|\(?(?:\d{1,3}(?:\.\d{1,2})*|[a-z]|[ivx]{1,5})[.)]|\d{1,2}\.\d{1,2})$"
)


@dataclass(slots=True)
class Word:
    """One word: box, font size, boldness, and the marked-content id of its text object (-1 if none)."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    italic: bool
    mcid: int = -1
    small: bool = False
    base: float = 0.0
    glued: bool = False


@dataclass(slots=True)
class Line:
    """Words on one baseline within one column; ``size`` is that of most characters, ``page`` counts from 1."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    bold: bool
    italic: bool
    page: int
    band: int = 0
    column: int = 0
    raised: str = ""
    inner: float = 0.0
    base: float = 0.0
    cells: list[tuple[int, int, list[Line]]] | None = None
    gap: float = 99.0


def read_words(textpage: Any, *, with_marks: bool = False) -> list[Word]:
    """Return the words of a page in content order; ``with_marks`` also asks for marked-content ids."""
    import pypdfium2.raw as raw

    handle = textpage.raw
    count = raw.FPDFText_CountChars(handle)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    refs = tuple(ctypes.byref(value) for value in (left, right, bottom, top))
    origin = (ctypes.c_double(), ctypes.c_double())
    origin_refs = (ctypes.byref(origin[0]), ctypes.byref(origin[1]))
    words: list[Word] = []
    chars: list[str] = []
    x0 = y0 = x1 = y1 = size = 0.0
    first = -1
    spaced = True
    get_unicode, get_box, get_size = raw.FPDFText_GetUnicode, raw.FPDFText_GetCharBox, raw.FPDFText_GetFontSize

    def close() -> None:
        nonlocal first, spaced
        if chars:
            bold, italic = _font_style(raw, handle, first)
            mcid = _mark_of(raw, handle, first) if with_marks else -1
            raw.FPDFText_GetCharOrigin(handle, first, origin_refs[0], origin_refs[1])
            words.append(
                Word("".join(chars), x0, y0, x1, y1, size, bold, italic, mcid, base=origin[1].value, glued=not spaced)
            )
            chars.clear()
            spaced = False
        first = -1

    for index in range(count):
        code = get_unicode(handle, index)
        if (code <= 32 and code != 2) or code in (0xA0, 0xFFFE, 0xFFFF):
            close()
            spaced = True
            continue
        if not get_box(handle, index, *refs):
            continue
        a, b, c, d = left.value, right.value, bottom.value, top.value
        if chars and ((a < x0 - 1.0 and a < x1 - 3 * size) or c > y1 or d < y0 - 0.3 * size):
            close()
        if chars and 48 <= code <= 57 and c > y0 + 0.2 * size and d - c < 0.56 * size and chars[-1] > "9":
            # A raised figure that touches its word is the mark of a note.
            close()
        if not chars:
            x0, x1, y0, y1, first = a, b, c, d, index
            size = get_size(handle, index)
        else:
            if a < x0:
                x0 = a
            if b > x1:
                x1 = b
            if c < y0:
                y0 = c
            if d > y1:
                y1 = d
        chars.append(chr(code))
    close()
    return words


def _font_style(raw: Any, handle: Any, index: int) -> tuple[bool, bool]:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = raw.FPDFText_GetFontInfo(handle, index, buffer, 128, ctypes.byref(flags))
    name = buffer.value.decode("utf-8", "replace") if length else ""
    weight = raw.FPDFText_GetFontWeight(handle, index)
    bold = bool(_BOLD_NAME.search(name)) or weight >= 600 or bool(flags.value & (1 << 18))
    return bold, bool(_ITALIC_NAME.search(name)) or bool(flags.value & (1 << 6))


def _mark_of(raw: Any, handle: Any, index: int) -> int:
    text_object = raw.FPDFText_GetTextObject(handle, index)
    return int(raw.FPDFPageObj_GetMarkedContentID(text_object)) if text_object else -1


def same_baseline(one: Any, two: Any) -> bool:
    """Whether two boxes overlap vertically by more than half of the lower one's height."""
    overlap = min(one.y1, two.y1) - max(one.y0, two.y0)
    return bool(overlap > 0.4 * max(0.1, min(one.y1 - one.y0, two.y1 - two.y0)))


def make_segments(words: list[Word], page: int) -> list[Line]:
    """Join words that follow one another on a baseline; a gap wider than 1.4 em starts a new segment.

    A bullet or number keeps the words after it however wide the gap.  Superscript figures at the end of a
    word are kept as note marks in ``raised`` and left out of the text.
    """
    segments: list[list[Word]] = []
    for word in words:
        current = segments[-1] if segments else None
        if current:
            last = current[-1]
            gap = word.x0 - last.x1
            em = max(word.size, last.size, 4.0)
            limit = 6 * em if len(current) == 1 and _MARK_ONLY.match(current[0].text) else 1.4 * em
            raised = word.size < 0.8 * last.size and re.fullmatch(r"[\d,*†‡]{1,5}", word.text) and word.y0 > last.y0
            if -0.6 * em < gap < limit and (_aligned(last, word) or raised):
                word.small = bool(raised)
                current.append(word)
                continue
        segments.append([word])
    lines = [_line(segment, page) for segment in segments]
    _hang_numbers(segments, lines)
    return _join_split(lines)


def _hang_numbers(segments: list[list[Word]], lines: list[Line]) -> None:
    """Give a stop to numbers that hang before running text and count on down the page: they number items.

    Headings and figures in running text are left alone: a hanging number is apart from plain words of the size
    that most of the page has, and the next one stands right below it.
    """
    sizes: dict[float, int] = {}
    for line in lines:
        sizes[round(line.size)] = sizes.get(round(line.size), 0) + len(line.text)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    found: list[tuple[int, int]] = []
    for index, (words, line) in enumerate(zip(segments, lines, strict=True)):
        first = words[0].text
        if not (first.isascii() and first.isdigit() and len(first) <= 2) or line.bold or round(line.size) != usual:
            continue
        beside = [words[1]] if len(words) > 1 else [other[0] for other in segments if other is not words]
        gaps = [one.x0 - words[0].x1 for one in beside if same_baseline(words[0], one) and one.text[:1].isalpha()]
        if any(0.5 * line.size < gap < 5 * line.size for gap in gaps):
            found.append((index, int(first)))
    for place, (index, value) in enumerate(found):
        line = lines[index]
        near = [*found[max(0, place - 1) : place], *found[place + 1 : place + 2]]
        if any(abs(other - value) == 1 and abs(lines[at].x0 - line.x0) < 0.6 * line.size for at, other in near):
            words = segments[index]
            line.text = f"{value}." + line.text[len(words[0].text) :]
            line.inner = words[1].x0 if len(words) > 1 else line.inner


def is_mark(text: str) -> bool:
    """Whether a word is nothing but a bullet or the number of an item."""
    return _MARK_ONLY.match(text) is not None


def _aligned(last: Word, word: Word) -> bool:
    return same_baseline(last, word)


def _line(words: list[Word], page: int) -> Line:
    spoken = [word for word in words if not word.small] or words
    weights: dict[float, int] = {}
    for word in spoken:
        weights[round(word.size, 1)] = weights.get(round(word.size, 1), 0) + len(word.text)
    size = max(weights.items(), key=lambda item: (item[1], item[0]))[0]
    total = sum(len(word.text) for word in spoken)
    bases = sorted(word.base for word in spoken)
    lettered = [word for word in spoken if any(char.isalnum() for char in word.text)] or spoken
    return Line(
        text=_join_words(spoken),
        x0=min(word.x0 for word in words),
        y0=min(word.y0 for word in spoken),
        x1=max(word.x1 for word in words),
        y1=max(word.y1 for word in spoken),
        size=size,
        bold=sum(len(word.text) for word in lettered if word.bold) > 0.8 * sum(len(word.text) for word in lettered),
        italic=sum(len(word.text) for word in spoken if word.italic) > 0.8 * total,
        page=page,
        base=bases[len(bases) // 2],
        raised=" ".join(word.text for word in words if word.small),
        inner=words[1].x0 if len(words) > 1 and _MARK_ONLY.match(words[0].text) else min(word.x0 for word in words),
    )


def _join_words(words: list[Word]) -> str:
    parts: list[str] = []
    for index, word in enumerate(words):
        if index:
            # Words cut inside (a kerned capital, a raised figure) touch; true spaces are wider than a tenth of an em.
            gap = word.x0 - words[index - 1].x1
            parts.append("" if word.glued and gap <= 0.08 * max(word.size, 4.0) else " ")
        parts.append(word.text)
    return "".join(parts)


def _join_split(lines: list[Line]) -> list[Line]:
    """Join a lone mark with the segment to its right on the same baseline, wherever it came in content order."""
    result: list[Line] = []
    used: set[int] = set()
    for index, line in enumerate(lines):
        if index in used:
            continue
        if _MARK_ONLY.match(line.text):
            partner = min(
                (
                    (other.x0 - line.x1, position)
                    for position, other in enumerate(lines)
                    if position not in used
                    and position != index
                    and 0 <= other.x0 - line.x1 < 5 * max(line.size, other.size, 8)
                    and same_baseline(line, other)
                    and not find_mark(other.text)
                ),
                default=None,
            )
            if partner is not None:
                other = lines[partner[1]]
                used.add(partner[1])
                if partner[1] < index:
                    result.remove(other)
                other.inner = other.x0
                other.text, other.x0 = f"{line.text} {other.text}", line.x0
                other.y0, other.y1 = min(line.y0, other.y0), max(line.y1, other.y1)
                result.append(other)
                continue
        result.append(line)
    return result
