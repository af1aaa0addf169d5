"""Text primitives that every room needs: one normaliser, one slug, one cutter."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_QUOTES = str.maketrans({"‘": "'", "’": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‐": "-", "‑": "-"})
# Everything that XML 1.0 cannot carry, plus byte-order marks, soft hyphens and interior nulls.
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff\xad\u200b\u2060]"
)
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028", "\u2029")
_PLAIN = bytes([*b"\t\n\r", *range(0x20, 0x7F)])


def unusual_characters(text: str) -> str:
    """Return the characters of ``text`` that are neither printable ASCII nor tab or line end, in order.

    Most text has few: patterns that need such characters look here before they scan the whole.

    >>> unusual_characters("a caf\\u00e9\\x00\\nat the quay\\u2019s end")
    'é\\x00’'
    """
    return text.encode("utf-8", "surrogatepass").translate(None, _PLAIN).decode("utf-8", "surrogatepass")


def clean_text(raw: str) -> str:
    """Return ``raw`` as the rest of the program may hold it: NFC, ``\\n`` line ends, legal in XML 1.0.

    Dropped are control characters, lone surrogates, non-characters, byte-order marks, soft hyphens and
    zero-width spaces.  Bidirectional controls stay (publishing isolates them).  Idempotent.

    >>> clean_text("a\\r\\nb\\x00\\u00ad")
    'a\\nb'
    """
    text = raw
    for line_end in _LINE_ENDS:
        text = text.replace(line_end, "\n")
    if _ILLEGAL.search(unusual_characters(text)):
        text = _ILLEGAL.sub("", text)
    # Normalising may compose characters across what was dropped, so it comes last.
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return ``text`` on one line with single spaces.

    >>> squeeze(" a\\n  b ")
    'a b'
    """
    return " ".join(text.split())


def straighten(text: str) -> str:
    """Return ``text`` with straight quotes and plain hyphens; same length, so offsets hold."""
    return text.translate(_QUOTES)


def fold(text: str) -> str:
    """Return the form under which two quotes count as the same: one line, straight quotes, case folded."""
    return squeeze(straighten(text)).casefold()


def flatten(text: str) -> str:
    """Return ``text`` with every white-space character as one plain space; same length, so offsets hold.

    This is what the language pipeline reads for a block: a wrapped line must not end a name.
    """
    return re.sub(r"\s", " ", text)


def slugify(text: str, *, limit: int = 60) -> str:
    """Return a lower-case ASCII slug of at most ``limit`` characters, ``"x"`` if nothing is left.

    >>> slugify("Théo's «Housing» & more")
    'theo-s-housing-more'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:limit].strip("-") or "x"


def file_slug(text: str, identity: str) -> str:
    """Return a file name stem that no title can break: slug, hyphen, 8 hex digits of ``identity``."""
    return f"{slugify(text)}-{hashlib.sha256(identity.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def shorten(text: str, limit: int) -> str:
    """Return ``text`` on one line, cut at a word end with an ellipsis if longer than ``limit``."""
    line = squeeze(text)
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return f"{(head if space and len(head) > limit // 2 else cut).rstrip(' ,;:')}…"
