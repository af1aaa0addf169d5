"""Reading public registers row by row, so that 400,000 rows need no more memory than one.

    Charity Commission extract   publicextract.charity.json or .txt (tabs), and charity_other_names, each as it
                                 is or inside its zip; only main charities (``linked_charity_number`` 0)
    government organisations     tab-separated: government-organisation, name, website, start-date, end-date
    prisons                      comma-separated: prison_id, name, active
    charities, short form        comma-separated: org_id, name, …

Which one a file is, is read from its columns, never from its name.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sectorlens.errors import ConfigError
from sectorlens.model import Record

_CHUNK = 1 << 16
_PRISON = re.compile(r"^(?P<place>.*?)(?: \((?P<type>[^)]*)\))?$")


class RegisterEntry(Record, frozen=True, kw_only=True):
    """One name of a register: ``identifier`` is org-id style; ``is_current`` False for names no longer used."""

    identifier: str
    name: str
    is_current: bool = True


def read_register(path: Path) -> Iterator[RegisterEntry]:
    """Yield the entries of the register at ``path``, in its order.

    Raises:
        ConfigError: the file is missing, broken or of no known register; it names the columns found.
    """
    if not path.is_file():
        raise ConfigError("there is no such register file", path=path)
    try:
        with _opened(path) as (stream, is_json):
            rows = _json_rows(stream) if is_json else _table_rows(stream)
            yield from _entries(rows, path)
    except (zipfile.BadZipFile, json.JSONDecodeError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"is not a readable register ({error})", path=path) from error


@contextmanager
def _opened(path: Path) -> Iterator[tuple[IO[str], bool]]:
    """Open the file or the one data file inside a zip; tell whether it is JSON."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith((".json", ".txt", ".csv", ".tsv"))]
            if len(names) != 1:
                raise ConfigError(f"holds {len(names)} data files; unpack it and name one", path=path)
            with archive.open(names[0]) as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as stream:
                yield stream, names[0].lower().endswith(".json")
        return
    with path.open(encoding="utf-8-sig", newline="") as stream:
        first = stream.read(64).lstrip()
        stream.seek(0)
        yield stream, first[:1] in ("[", "{")


def _json_rows(stream: IO[str]) -> Iterator[dict[str, Any]]:
    """Yield the objects of one JSON array, or of one object per line, without holding the whole."""
    decoder = json.JSONDecoder()
    buffer = stream.read(_CHUNK).lstrip("\ufeff").lstrip()
    buffer = buffer.removeprefix("[")
    while True:
        buffer = buffer.lstrip(", \r\n\t")
        if not buffer or buffer[0] == "]":
            more = stream.read(_CHUNK)
            if not more or buffer[:1] == "]":
                return
            buffer += more
            continue
        try:
            row, end = decoder.raw_decode(buffer)
        except json.JSONDecodeError:
            more = stream.read(_CHUNK)
            if not more:
                raise
            buffer += more
            continue
        buffer = buffer[end:]
        if isinstance(row, dict):
            yield row


def _table_rows(stream: IO[str]) -> Iterator[dict[str, Any]]:
    head = stream.readline()
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    names = next(csv.reader([head], delimiter=delimiter), [])
    # The extract's text files quote nothing: a lone quotation mark is part of a name.
    csv.field_size_limit(1 << 22)
    if delimiter == "\t":
        reader = csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    else:
        reader = csv.reader(stream, delimiter=delimiter)
    for cells in reader:
        yield dict(zip(names, cells, strict=False))


def _entries(rows: Iterator[dict[str, Any]], path: Path) -> Iterator[RegisterEntry]:
    first = next(rows, None)
    if first is None:
        raise ConfigError("holds no rows", path=path)
    columns = set(first)
    reader = next((make for needed, make in _READERS if needed <= columns), None)
    if reader is None:
        found = ", ".join(sorted(columns)[:8])
        raise ConfigError(f"is no register that sectorlens knows; its columns are {found}", path=path)
    for row in _chain(first, rows):
        entry = reader(row)
        if entry is not None and entry.name:
            yield entry


def _chain(first: dict[str, Any], rest: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield first
    yield from rest


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    return " ".join(str(value).split()) if value is not None else ""


def _other_name(row: dict[str, Any]) -> RegisterEntry | None:
    if _text(row, "linked_charity_number") not in ("", "0"):
        return None
    return RegisterEntry(
        identifier=f"GB-CHC-{_text(row, 'registered_charity_number')}",
        name=_text(row, "charity_name"),
        is_current="previous" not in _text(row, "charity_name_type").casefold(),
    )


def _charity(row: dict[str, Any]) -> RegisterEntry | None:
    if _text(row, "linked_charity_number") not in ("", "0"):
        return None
    return RegisterEntry(
        identifier=f"GB-CHC-{_text(row, 'registered_charity_number')}",
        name=_text(row, "charity_name"),
        is_current=_text(row, "charity_registration_status").casefold() != "removed",
    )


def _government(row: dict[str, Any]) -> RegisterEntry | None:
    return RegisterEntry(
        identifier=f"GB-GOR-{_text(row, 'government-organisation')}",
        name=_text(row, "name"),
        is_current=not _text(row, "end-date"),
    )


def _prison(row: dict[str, Any]) -> RegisterEntry | None:
    match = _PRISON.match(_text(row, "name"))
    place = match.group("place") if match else ""
    kind = (match.group("type") or "") if match else ""
    prefix = "HMYOI" if kind.upper() == "HMYOI" else "HMP"
    return RegisterEntry(
        identifier=f"prison:{_text(row, 'prison_id')}",
        name=f"{prefix} {place}" if kind else place,
        is_current=_text(row, "active").casefold() == "true",
    )


def _short_charity(row: dict[str, Any]) -> RegisterEntry | None:
    is_active = _text(row, "active").casefold() in ("true", "1", "")
    return RegisterEntry(identifier=_text(row, "org_id"), name=_text(row, "name"), is_current=is_active)


_READERS = (
    ({"charity_name", "charity_name_type", "registered_charity_number"}, _other_name),
    ({"charity_name", "registered_charity_number"}, _charity),
    ({"government-organisation", "name"}, _government),
    ({"prison_id", "name"}, _prison),
    ({"org_id", "name"}, _short_charity),
)
