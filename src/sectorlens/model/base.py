"""The base of every record: frozen, keyword-only, compared by value."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value: tuples not lists, ids not pointers; msgspec checks the types of a stored one when it is decoded."""
