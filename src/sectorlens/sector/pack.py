"""Reading a sector pack: a folder of TOML files, checked as a whole.

``load_pack("criminal_justice_uk")`` reads a pack that ships with the program, ``load_pack("path/to/folder")``
one that somebody wrote.  The pack ``base`` (name grammar, national bodies and
layouts of websites of any UK sector) is joined to each.
"""

from __future__ import annotations

import difflib
import hashlib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from sectorlens.errors import ConfigError
from sectorlens.sector.faults import find_faults
from sectorlens.sector.schema import (
    AddresseeEntry,
    CuratedOrganisation,
    Entry,
    Grammar,
    Head,
    LookAlikeHeads,
    NeedEntry,
    PopulationEntry,
    Prefix,
    RelationCue,
    SectorPack,
    SiteProfile,
    SourceEntry,
    TermEntry,
)
from sectorlens.text import fold

ROOM = Path(__file__).parent
BASE = "base"
# File, table, type of one entry.  A file that is missing gives no entries.
_FILES: tuple[tuple[str, str, type[Entry]], ...] = (
    ("organisations.toml", "organisations", CuratedOrganisation),
    ("organisations_by_area.toml", "organisations", CuratedOrganisation),
    ("needs.toml", "needs", NeedEntry),
    ("needs_of_sector.toml", "needs", NeedEntry),
    ("populations.toml", "populations", PopulationEntry),
    ("addressees.toml", "addressees", AddresseeEntry),
    ("relations.toml", "relations", RelationCue),
    ("terms.toml", "terms", TermEntry),
    ("sources.toml", "sources", SourceEntry),
    ("sites.toml", "sites", SiteProfile),
    ("grammar.toml", "heads", Head),
    ("grammar.toml", "look_alikes", LookAlikeHeads),
    ("grammar.toml", "prefixes", Prefix),
)
_LEXICON = ("titles", "post_titles", "given_names", "starters", "calendar", "joined", "bound", "forms",
            "lower_heads", "generic", "never", "places", "org_verbs", "cues")  # fmt: skip
_BESIDE = {"organisations_by_area.toml": {"patterns"}, "grammar.toml": {"lexicon"}}

T = TypeVar("T", bound=Entry)


def list_packs() -> tuple[str, ...]:
    """Return the names of the packs that ship with the program."""
    return tuple(sorted(p.parent.name for p in ROOM.glob("*/pack.toml") if p.parent.name != BASE))


def load_pack(name: str) -> SectorPack:
    """Read the pack ``name`` (shipped) or the folder of that path.

    Raises:
        ConfigError: with every fault of every file of the pack, each naming the file and the entry.
    """
    folder = ROOM / name if name in list_packs() else Path(name)
    if not (folder / "pack.toml").is_file():
        near = difflib.get_close_matches(name, list_packs(), n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"packs: {', '.join(list_packs())}"
        raise ConfigError(f"there is no sector pack '{name}'; {hint}")
    faults: list[str] = []
    base = _read_folder(ROOM / BASE, faults)
    own = _read_folder(folder, faults)
    faults += find_faults(own.entries) + find_faults(base.entries)
    if faults:
        raise ConfigError(faults, path=folder)
    return SectorPack(
        id=str(own.head.get("id", folder.name)),
        name=str(own.head.get("name", folder.name)),
        description=str(own.head.get("description", "")),
        sector_words=tuple(own.head.get("sector_words", ())),
        organisations=_with_national(
            _expand(own.of("organisations", CuratedOrganisation), own.patterns),
            base.of("organisations", CuratedOrganisation),
        ),
        needs=own.of("needs", NeedEntry),
        populations=own.of("populations", PopulationEntry),
        addressees=own.of("addressees", AddresseeEntry),
        relations=own.of("relations", RelationCue),
        terms=own.of("terms", TermEntry),
        sources=own.of("sources", SourceEntry),
        sites=own.of("sites", SiteProfile) + base.of("sites", SiteProfile),
        grammar=Grammar(
            # The sector's own heads come first: they are the more special ones.
            heads=own.of("heads", Head) + base.of("heads", Head),
            look_alikes=own.of("look_alikes", LookAlikeHeads) + base.of("look_alikes", LookAlikeHeads),
            prefixes=own.of("prefixes", Prefix) + base.of("prefixes", Prefix),
            **{key: tuple(base.lexicon.get(key, ())) + tuple(own.lexicon.get(key, ())) for key in _LEXICON},
        ),
        fingerprint=hashlib.sha256(base.digest + own.digest).hexdigest(),
    )


class _Folder:
    """What was read from one pack folder, entry by entry."""

    def __init__(self) -> None:
        self.head: dict[str, Any] = {}
        self.entries: dict[str, list[Entry]] = {}
        self.patterns: dict[str, list[str]] = {}
        self.lexicon: dict[str, list[str]] = {}
        self.digest = b""

    def of(self, table: str, kind: type[T]) -> tuple[T, ...]:
        """Return the entries of ``table``, all of type ``kind``."""
        return tuple(entry for entry in self.entries.get(table, ()) if isinstance(entry, kind))


def _read_folder(folder: Path, faults: list[str]) -> _Folder:
    found = _Folder()
    state = hashlib.sha256()
    raws: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        body = path.read_bytes()
        state.update(path.name.encode() + b"\0" + body + b"\0")
        try:
            raws[path.name] = tomllib.loads(body.decode("utf-8-sig"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            faults.append(f"{path.name} is not valid TOML: {error}")
    found.digest = state.digest()
    found.head = raws.pop("pack.toml", {})
    known: dict[str, set[str]] = {}
    for file, table, kind in _FILES:
        known.setdefault(file, set(_BESIDE.get(file, ()))).add(table)
        for number, raw in enumerate(raws.get(file, {}).get(table, ()), 1):
            try:
                found.entries.setdefault(table, []).append(msgspec.convert(raw, kind))
            except msgspec.ValidationError as error:
                name = next((str(raw[key]) for key in ("id", "code", "label", "kind") if key in raw), "?")
                faults.append(f"{file}: {table} no. {number} ({name}): {error}")
    for file, raw in raws.items():
        for key in raw:
            if key not in known.get(file, set()):
                tables = ", ".join(sorted(known.get(file, set())))
                faults.append(f"{file}: unknown table '{key}'; known: {tables}")
    found.patterns = raws.get("organisations_by_area.toml", {}).get("patterns", {})
    found.lexicon = raws.get("grammar.toml", {}).get("lexicon", {})
    for key in found.lexicon:
        if key not in _LEXICON:
            faults.append(f"grammar.toml: unknown list '{key}' in [lexicon]; known: {', '.join(_LEXICON)}")
    for entry in found.of("organisations", CuratedOrganisation):
        if entry.pattern and entry.pattern not in found.patterns:
            faults.append(f"organisations_by_area.toml: {entry.id}: there is no pattern '{entry.pattern}'")
    return found


def _expand(
    entries: tuple[CuratedOrganisation, ...], patterns: dict[str, list[str]]
) -> tuple[CuratedOrganisation, ...]:
    """Return ``entries`` with the templates of their pattern filled in as aliases."""
    expanded = []
    for entry in entries:
        made = [template.format(stem=entry.stem) for template in patterns.get(entry.pattern, ())]
        aliases = [*entry.aliases, *(alias for alias in made if alias != entry.name)]
        expanded.append(msgspec.structs.replace(entry, aliases=tuple(dict.fromkeys(aliases))))
    return tuple(expanded)


def _with_national(
    own: tuple[CuratedOrganisation, ...], national: tuple[CuratedOrganisation, ...]
) -> tuple[CuratedOrganisation, ...]:
    """Return ``own`` and those of ``national`` that share no id and no name with it.

    An acronym or alias that ``own`` gives to another body is left out of the national one.
    """
    ids = {entry.id for entry in own}
    taken = {_key(surface) for entry in own for surface in (entry.name, *entry.aliases, *entry.acronyms)}

    def free(surfaces: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(surface for surface in surfaces if _key(surface) not in taken)

    return own + tuple(
        msgspec.structs.replace(
            e, aliases=free(e.aliases), acronyms=free(e.acronyms), ordinary=tuple(o for o in e.ordinary if free((o,)))
        )
        for e in national
        if e.id not in ids and not (taken & {_key(e.name), *(_key(alias) for alias in e.aliases)})
    )


def _key(surface: str) -> str:
    return fold(surface).replace("&", "and").removeprefix("the ")
