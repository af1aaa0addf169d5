"""Bytes to text: byte-order mark, then declared charset, then ``<meta>``, then a detector; the choice is recorded.

The order is that of the WHATWG encoding standard.  Labels are mapped as browsers map them (``iso-8859-1`` and
``ascii`` mean windows-1252).  A charset that does not fit the bytes is passed over.
"""

from __future__ import annotations

import codecs
import re

from sectorlens.parse.mojibake import repair_mojibake
from sectorlens.text import clean_text

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LABELS = {
    "iso-8859-1": "windows-1252", "latin-1": "windows-1252", "latin1": "windows-1252", "ascii": "windows-1252",
    "us-ascii": "windows-1252", "iso8859-1": "windows-1252", "x-sjis": "shift_jis", "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-9": "windows-1254", "tis-620": "cp874",
    "iso-8859-11": "cp874", "utf8": "utf-8", "utf-16": "utf-8",
}  # fmt: skip
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w:.-]{2,40})")
_HEADER = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)


def charset_of_header(content_type: str) -> str:
    """Return the charset parameter of a Content-Type header, "" if none."""
    found = _HEADER.search(content_type)
    return found.group(1) if found else ""


def _codec(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    name = _LABELS.get(name, name)
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _try(body: bytes, codec: str) -> str | None:
    try:
        return body.decode(codec)
    except (UnicodeDecodeError, LookupError, ValueError):
        if codec == "cp1252":
            # Browsers map the five unassigned bytes to C1 controls instead of refusing the page.
            return body.decode("cp1252", "replace").replace("\ufffd", "") if _mostly(body, codec) else None
        return None


def _mostly(body: bytes, codec: str) -> bool:
    return body.decode(codec, "replace").count("\ufffd") <= max(2, len(body) // 2000)


def decode(body: bytes, *, declared: str = "", markup: bool = False) -> tuple[str, str]:
    """Return the cleaned text of ``body`` and how its charset was found, such as ``utf-8 (meta)``.

    ``declared`` is a charset label from outside; ``markup`` allows ``<meta>`` and XML declarations to speak.
    """
    raw, choice = _decode_raw(body, declared=declared, markup=markup)
    repaired = repair_mojibake(raw)
    if repaired != raw:
        choice += " (mojibake repaired)"
    return clean_text(repaired), choice


def _decode_raw(body: bytes, *, declared: str, markup: bool) -> tuple[str, str]:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(codec, "replace"), f"{codec} (byte-order mark)"
    candidates: list[tuple[str, str]] = []
    if declared:
        candidates.append((_codec(declared), "header"))
    if markup:
        for pattern in (_META, _XML_DECLARATION):
            found = pattern.search(body[:4096])
            if found:
                candidates.append((_codec(found.group(1).decode("ascii", "replace")), "meta"))
    # Valid UTF-8 with non-ASCII bytes is hardly ever anything else, so it outranks a wrong declaration.
    utf8 = _try(body, "utf-8")
    if utf8 is not None:
        source = next((source for codec, source in candidates if codec == "utf-8"), "valid")
        return utf8, f"utf-8 ({source})"
    for codec, source in candidates:
        if codec and codec != "utf-8":
            text = _try(body, codec)
            if text is not None:
                return text, f"{codec} ({source})"
    # A page that is UTF-8 but for a few broken bytes is UTF-8; the broken bytes are dropped and named.
    if _mostly(body, "utf-8"):
        return body.decode("utf-8", "replace").replace("\ufffd", ""), "utf-8 (broken bytes dropped)"
    return _detect(body)


def _detect(body: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:200_000]).best()
    if best is not None:
        text = _try(body, best.encoding)
        if text is not None:
            return text, f"{best.encoding} (detected)"
    return body.decode("cp1252", "replace").replace("\ufffd", ""), "cp1252 (fallback)"
