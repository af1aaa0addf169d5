"""Full-text search over the database of a report."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import asdict, dataclass
from pathlib import Path

from sectorlens.errors import ConfigError

DATABASE = "sectorlens.db"


@dataclass(frozen=True)
class Hit:
    """One publication that answers the query, with the best passage; matched words stand in [brackets]."""

    document_id: str
    title: str
    publisher: str
    published_on: str
    passage: str

    def as_dict(self) -> dict[str, str]:
        """Return the hit as plain values."""
        return asdict(self)


def quote_query(query: str) -> str:
    """Return ``query`` as an FTS5 expression that can have no syntax error.

    Words are all required; "a phrase" stays one; a trailing * asks for a prefix.

    >>> quote_query('housing "young adults" collaborat* OR')
    '"housing" "young adults" "collaborat"* "OR"'
    """
    parts = re.findall(r'"([^"]*)"|(\S+)', query)
    terms = []
    for phrase, word in parts:
        raw = phrase or word
        stem = raw.rstrip("*").replace('"', "").replace("\x00", "").strip()
        if re.search(r"\w", stem):
            terms.append(f'"{stem}"' + ("*" if not phrase and raw.endswith("*") else ""))
    return " ".join(terms)


def search(outputs: Path, query: str, *, limit: int = 10) -> tuple[Hit, ...]:
    """Return the best passages for ``query``, best first.

    Prefix queries are asked of the unstemmed index, since stemmed terms have no such prefix.

    Raises:
        ConfigError: there is no report at ``outputs``.
    """
    path = outputs / DATABASE
    if not path.exists():
        raise ConfigError(f"There is no report in '{outputs}'. Run sectorlens analyse first.")
    expression = quote_query(query)
    if not expression:
        return ()
    index = "documents_exact" if "*" in expression else "documents_fts"
    connection = sqlite3.connect(f"file:{path.resolve()}?mode=ro", uri=True)
    try:
        rows = connection.execute(
            f"SELECT d.document_id, d.title, d.publisher, d.published_on, "
            f"snippet({index}, -1, '[', ']', ' … ', 40) "
            f"FROM {index} JOIN documents d ON d.rowid = {index}.rowid "
            f"WHERE {index} MATCH ? ORDER BY bm25({index}), d.document_id LIMIT ?",
            (expression, limit),
        ).fetchall()
    finally:
        connection.close()
    return tuple(Hit(*(str(value or "") for value in row)) for row in rows)
