"""The base of every record: frozen, keyword-only, compared by value."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value: tuples not lists, ids not pointers; stored as msgpack arrays of named fields."""
