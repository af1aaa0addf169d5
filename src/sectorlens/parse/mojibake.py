"""Repair of text that was decoded with the wrong charset once, only where the repair can be undone.

UTF-8 read as windows-1252 leaves sequences such as ``â€™`` and ``Ã©``.  A run is repaired when encoding it as
windows-1252 and decoding it as UTF-8 succeeds, so that the reverse reproduces the broken text exactly.
"""

from __future__ import annotations

import re

from sectorlens.text import unusual_characters

# windows-1252 characters of UTF-8 lead bytes (C2-F4) followed by those of continuation bytes (80-BF).
_LEAD = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0xC2, 0xF5))
_TAIL = "".join(bytes([byte]).decode("cp1252", "replace").replace("\ufffd", chr(byte)) for byte in range(0x80, 0xC0))
_RUN = re.compile(f"[{re.escape(_LEAD)}][{re.escape(_TAIL)}]{{1,3}}")


def _is_usual(char: str) -> bool:
    """Whether English text may hold ``char``: Latin-1, punctuation, the signs for euro and trade mark."""
    code = ord(char)
    return 0xA0 <= code <= 0xFF or 0x2002 <= code <= 0x2044 or code in {0x20AC, 0x2122, 0xFEFF, 0xFB01, 0xFB02}


def _as_bytes(run: str) -> bytes:
    # The five bytes that windows-1252 leaves unassigned travel as C1 controls.
    return b"".join(char.encode("cp1252") if not 0x80 <= ord(char) < 0xA0 else bytes([ord(char)]) for char in run)


def repair_mojibake(text: str) -> str:
    """Return ``text`` with reversible mojibake repaired, unchanged where it is not clearly broken.

    >>> repair_mojibake("the sectorâ€™s cafÃ©")
    'the sector’s café'
    >>> repair_mojibake("Â is a letter, naïve too")
    'Â is a letter, naïve too'
    """
    if not _RUN.search(unusual_characters(text)):
        return text

    def mend(match: re.Match[str]) -> str:
        run = match.group()
        for size in range(len(run), 1, -1):
            try:
                fixed = _as_bytes(run[:size]).decode("utf-8")
            except (UnicodeDecodeError, UnicodeEncodeError):
                continue
            if len(fixed) == 1 and _is_usual(fixed):
                return fixed + run[size:]
        return run

    return _RUN.sub(mend, text)
