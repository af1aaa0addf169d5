"""Stable ids: digests of few, raw, stable parts, joined with a separator that no part contains.

An id is a short prefix, a hyphen and 16 hexadecimal digits, so that no spreadsheet reads it as a number or a
date.  Changing what goes into an id is a migration.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Literal

from sectorlens.text import fold

SEPARATOR = "\x1f"

IdKind = Literal[
    "doc", "pub", "men", "nee", "rec", "rel", "tie", "org", "thm", "msg", "rep", "prb",
]  # fmt: skip


def digest_id(kind: IdKind, *parts: str) -> str:
    """Return ``kind-`` and the first 16 hex digits of SHA-256 over ``kind`` and ``parts``.

    >>> digest_id("doc", "https://umbrella.example/blog/a/")
    'doc-88910c61502b36e4'
    """
    raw = SEPARATOR.join((kind, *parts)).encode("utf-8", "surrogatepass")
    return f"{kind}-{hashlib.sha256(raw).hexdigest()[:16]}"


class FindingIds:
    """Hands out ids for the findings of one document: kind, document id, normalised quote, n-th occurrence.

    Call it in reading order; the n-th finding with the same kind and quote gets the n-th id, so that an edit
    elsewhere in the document leaves it alone.
    """

    def __init__(self, document_id: str) -> None:
        self._document_id = document_id
        self._seen: Counter[tuple[str, str]] = Counter()

    def next(self, kind: IdKind, quote: str) -> str:
        """Return the id of the next finding of ``kind`` whose evidence reads ``quote``."""
        normal = fold(quote)
        self._seen[kind, normal] += 1
        return digest_id(kind, self._document_id, normal, str(self._seen[kind, normal]))
