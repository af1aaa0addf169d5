"""What types alone cannot show about a sector pack: ids, renames, patterns that do not do what they say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sectorlens.model.vocabulary import NEED_CODES, PERSON_NEEDS, POPULATIONS
from sectorlens.sector.schema import (
    AddresseeEntry,
    Cue,
    CuratedOrganisation,
    Entry,
    NeedEntry,
    PopulationEntry,
    RelationCue,
    SourceEntry,
)

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4}(-\d{2}(-\d{2})?)?)?")


def compile_cue(pattern: str) -> re.Pattern[str]:
    """Return ``pattern`` as every stage matches it: whole words, without regard to case."""
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def find_faults(entries: Mapping[str, Sequence[Entry]]) -> list[str]:
    """Return one sentence per fault of a pack's ``entries`` (by table)."""
    faults: list[str] = []
    curated = [entry for entry in entries.get("organisations", ()) if isinstance(entry, CuratedOrganisation)]
    faults += _organisation_faults(curated)
    for entry in (item for table in entries.values() for item in table):
        faults += _entry_faults(entry)
    for table in ("needs", "populations", "sources"):
        keys = Counter(str(getattr(e, "code", getattr(e, "id", ""))) for e in entries.get(table, ()))
        faults += [f"{table}.toml: '{key}' stands {n} times" for key, n in sorted(keys.items()) if n > 1]
    return faults


def _organisation_faults(organisations: list[CuratedOrganisation]) -> Iterator[str]:
    ids = Counter(entry.id for entry in organisations)
    successors = {entry.id: entry.succeeded_by.id for entry in organisations if entry.succeeded_by}
    for entry in organisations:
        where = f"organisations: {entry.id}"
        if not _SLUG.fullmatch(entry.id):
            yield f"{where}: an id is lower-case words joined by hyphens"
        if ids[entry.id] > 1:
            yield f"{where}: the id stands {ids[entry.id]} times"
        surfaces = {entry.name, *entry.aliases, *entry.acronyms}
        for surface in (*surfaces, entry.name):
            if not surface.strip() or surface != surface.strip():
                yield f"{where}: '{surface}' is empty or has spaces around it"
        for surface in entry.ordinary:
            if surface not in surfaces:
                yield f"{where}: ordinary '{surface}' is none of its names"
        if entry.succeeded_by is not None:
            if entry.succeeded_by.id not in ids:
                yield f"{where}: succeeded_by '{entry.succeeded_by.id}' is not in the pack"
            if not _DATE.fullmatch(entry.succeeded_by.on):
                yield f"{where}: date '{entry.succeeded_by.on}' must read YYYY, YYYY-MM or YYYY-MM-DD"
        if _in_circle(entry.id, successors):
            yield f"{where}: its successors lead back to itself"


def _in_circle(start: str, successors: Mapping[str, str]) -> bool:
    seen, here = {start}, successors.get(start, "")
    while here and here not in seen:
        seen.add(here)
        here = successors.get(here, "")
    return here == start


def _entry_faults(entry: Entry) -> Iterator[str]:
    if isinstance(entry, NeedEntry):
        if entry.code not in NEED_CODES:
            yield f"needs: unknown code '{entry.code}'"
        elif (entry.code in PERSON_NEEDS) != (entry.level == "person"):
            yield f"needs: {entry.code}: level cannot be '{entry.level}'"
        if entry.population and entry.population not in POPULATIONS:
            yield f"needs: {entry.code}: unknown population '{entry.population}'"
        for cue in entry.cues:
            yield from _cue_faults(f"needs: {entry.code}", cue)
    elif isinstance(entry, PopulationEntry):
        if entry.code not in POPULATIONS:
            yield f"populations.toml: unknown code '{entry.code}'"
        for cue in entry.cues:
            yield from _cue_faults(f"populations.toml: {entry.code}", cue)
    elif isinstance(entry, RelationCue):
        where = f"relations.toml: {entry.kind}"
        if entry.direction not in ("forward", "backward", "symmetric"):
            yield f"{where}: direction '{entry.direction}' must be forward, backward or symmetric"
        # The counter-example of a relation cue is about its sides, which the pattern does not see.
        yield from _pattern_faults(where, (entry.pattern,), entry.example, "")
    elif isinstance(entry, AddresseeEntry):
        where = f"addressees.toml: {entry.label}"
        yield from _pattern_faults(where, entry.patterns, entry.example, entry.counter)
    elif isinstance(entry, SourceEntry) and not _SLUG.fullmatch(entry.id):
        yield f"sources.toml: '{entry.id}' is no slug"


def _cue_faults(where: str, cue: Cue) -> Iterator[str]:
    try:
        near = re.compile(cue.near, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        yield f"{where}: near '{cue.near}' is no regular expression: {error}"
        return
    if not near.search(cue.example):
        yield f"{where}: near '{cue.near}' is not found in the example '{cue.example}'"
    counter = cue.counter if near.search(cue.counter) else ""
    yield from _pattern_faults(where, (cue.pattern,), cue.example, counter)


def _pattern_faults(where: str, patterns: Sequence[str], example: str, counter: str) -> Iterator[str]:
    compiled: list[re.Pattern[str]] = []
    for pattern in patterns:
        try:
            compiled.append(compile_cue(pattern))
        except re.error as error:
            yield f"{where}: '{pattern}' is no regular expression: {error}"
            return
    if not any(regex.search(example) for regex in compiled):
        yield f"{where}: no pattern matches its example '{example}'"
    if counter and any(regex.search(counter) for regex in compiled):
        yield f"{where}: a pattern matches its counter-example '{counter}'"
