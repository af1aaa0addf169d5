"""The sector pack compiled for look-up: surfaces, heads, look-alikes, prefixes."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import Literal

from sectorlens.model.vocabulary import OrganisationKind
from sectorlens.sector import CuratedOrganisation, SectorPack
from sectorlens.text import straighten

Words = tuple[str, ...]
ROLE = "role or person"  # the reason under which a pack lists words for roles
# Words that the synthetic passages write in lower case; made by models/recipe/scripts/common_words.py.
COMMON = frozenset(json.loads((resources.files("sectorlens.sector") / "english" / "common.json").read_text("utf-8")))
_COMPASS = frozenset("North South East West Central Mid Upper Lower Greater Cymru and the of City".split())


@dataclass(frozen=True, slots=True)
class Surface:
    """One curated surface form of one organisation."""

    text: str
    organisation: CuratedOrganisation
    form: Literal["name", "acronym"]
    is_ordinary: bool


@dataclass(frozen=True, slots=True)
class HeadMatch:
    """How a name ends or opens: a body of ``kind``, or (``reason``) something else; ``size`` words matched."""

    size: int
    kind: OrganisationKind | None = None
    weight: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Look-up tables of one pack; all keys of ``surfaces`` are normalised by :func:`normal`."""

    surfaces: dict[str, tuple[Surface, ...]]
    ends: dict[Words, HeadMatch]
    openers: dict[Words, HeadMatch]
    prefixes: dict[Words, OrganisationKind]
    plural_prefixes: dict[Words, OrganisationKind]
    stems: frozenset[str]
    places: frozenset[str]
    starters: frozenset[str]
    titles: frozenset[str]
    post_titles: frozenset[str]
    given_names: frozenset[str]
    roles: frozenset[str]
    calendar: frozenset[str]
    joined: tuple[str, ...]
    bound: tuple[str, ...]
    forms: frozenset[str]
    lower_heads: frozenset[str]
    generic: frozenset[str]
    never: frozenset[str]
    verbs: frozenset[str]
    cues: frozenset[str]
    longest: int = field(default=4)

    def end_of(self, words: Words) -> HeadMatch | None:
        """Return the longest head or look-alike ending of a name made of ``words``, if any."""
        trimmed = _without_numbers(words)
        for size in range(min(self.longest, len(trimmed)), 0, -1):
            found = self.ends.get(trimmed[-size:])
            if found is not None:
                return found
        # "Requirements" is to "Requirement" as any plural; a plural of a body's head is no body's name.
        singular = self.ends.get((trimmed[-1][:-1],)) if trimmed and trimmed[-1].endswith("s") else None
        return singular if singular is not None and singular.reason else None

    def opener_of(self, words: Words, connector: str) -> HeadMatch | None:
        """Return the opener that the last words before ``connector`` make with it ("Centre" + "for")."""
        for size in range(min(self.longest + 2, len(words)), 0, -1):
            found = self.openers.get((*words[-size:], connector))
            if found is not None:
                return found
        return None

    def opening_of(self, words: Words) -> HeadMatch | None:
        """Return the opener of three or more words with which a name begins ("Council of Voluntary"), if any."""
        sizes = range(min(self.longest + 3, len(words)), 2, -1)
        found = (self.openers.get(words[first : first + size]) for size in sizes for first in range(3))
        return next((opener for opener in found if opener is not None), None)

    def is_place(self, text: str) -> bool:
        """Return whether ``text`` is made of place names and compass words alone."""
        parts = text.replace(",", " ").replace(" & ", " and ").split()
        index = 0
        found = False
        while index < len(parts):
            size = next((n for n in (4, 3, 2, 1) if " ".join(parts[index : index + n]) in self.places), 0)
            if not size and parts[index] not in _COMPASS and not parts[index].endswith("shire"):
                return False
            found = found or bool(size) or parts[index].endswith("shire") or len(parts) == 1
            index += size or 1
        return found

    def share_common(self, text: str) -> float:
        """Return the share of ordinary words among the words of a name, its head left out.

        "Planning Committee" is 1.0, "Koestler Awards" 0.0: a name of ordinary words is more often none.
        """
        words = tuple(re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text))
        head = self.end_of(words)
        rest = words[: -head.size] if head is not None and head.size < len(words) else words
        rest = tuple(word.casefold() for word in rest if word[:1].isupper())
        found = sum(word in COMMON or word.removesuffix("s") in COMMON for word in rest)
        return round(found / len(rest), 2) if rest else 0.0

    def known(self, text: str) -> tuple[Surface, ...]:
        """Return the curated surfaces that ``text`` matches in normal form."""
        return self.surfaces.get(normal(text), ())


def normal(text: str) -> str:
    """Return the form under which curated surfaces are compared: straight quotes, "&" as "and", no "the".

    >>> normal("The Women’s Aid & Co")
    "women's aid and co"
    """
    plain = re.sub(r"\s*&\s*", " and ", straighten(text))
    plain = re.sub(r"\s+", " ", plain).strip().casefold()
    return plain.removeprefix("the ")


def _without_numbers(words: Words) -> Words:
    end = len(words)
    while end > 1 and words[end - 1].replace("-", "").replace("/", "").isdigit():
        end -= 1
    return words[:end]


class _Keyed:
    """A pack under its fingerprint, so that compiling it once serves every call."""

    def __init__(self, pack: SectorPack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.pack.fingerprint)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Keyed) and other.pack.fingerprint == self.pack.fingerprint


def lexicon_of(pack: SectorPack) -> Lexicon:
    """Return the compiled look-up tables of ``pack``."""
    return _compile(_Keyed(pack))


@functools.lru_cache(maxsize=4)
def _compile(keyed: _Keyed) -> Lexicon:
    pack, grammar = keyed.pack, keyed.pack.grammar
    ends: dict[Words, HeadMatch] = {}
    openers: dict[Words, HeadMatch] = {}
    for head in grammar.heads:
        for word in head.words:
            key = tuple(word.split())
            ends.setdefault(key, HeadMatch(len(key), head.kind, head.weight))
        for opener in head.openers:
            key = tuple(opener.split())
            openers.setdefault(key, HeadMatch(len(key), head.kind, head.weight))
    for entry in grammar.look_alikes:
        for word in entry.words:
            key = tuple(word.split())
            ends.setdefault(key, HeadMatch(len(key), None, 0.0, entry.reason))
        for opener in entry.openers:
            key = tuple(opener.split())
            openers.setdefault(key, HeadMatch(len(key), None, 0.0, entry.reason))
    return Lexicon(
        surfaces=_surfaces(pack),
        ends=ends,
        openers=openers,
        prefixes={tuple(word.split()): entry.kind for entry in grammar.prefixes for word in entry.words},
        plural_prefixes={tuple(word.split()): entry.kind for entry in grammar.prefixes for word in entry.plural},
        stems=frozenset(entry.stem for entry in pack.organisations if entry.stem),
        places=frozenset(grammar.places),
        starters=frozenset(grammar.starters),
        titles=frozenset(grammar.titles),
        post_titles=frozenset(grammar.post_titles),
        given_names=frozenset(grammar.given_names),
        roles=frozenset(
            word for entry in grammar.look_alikes if entry.reason == ROLE for word in entry.words if " " not in word
        ),
        calendar=frozenset(grammar.calendar),
        joined=tuple(sorted(_with_signs((*grammar.joined, *grammar.bound)), key=len, reverse=True)),
        bound=tuple(sorted(grammar.bound, key=len, reverse=True)),
        forms=frozenset(grammar.forms),
        lower_heads=frozenset(grammar.lower_heads),
        generic=frozenset(grammar.generic),
        never=frozenset(grammar.never),
        verbs=frozenset(grammar.org_verbs),
        cues=frozenset(grammar.cues),
        longest=max((len(key) for key in ends), default=4),
    )


def _with_signs(phrases: tuple[str, ...]) -> set[str]:
    """Return ``phrases`` also with "&" for "and"."""
    return {variant for phrase in phrases for variant in (phrase, phrase.replace(" and ", " & "))}


def _surfaces(pack: SectorPack) -> dict[str, tuple[Surface, ...]]:
    found: dict[str, list[Surface]] = {}
    for entry in pack.organisations:
        ordinary = frozenset(entry.ordinary)
        for text in dict.fromkeys((entry.name, *entry.aliases)):
            found.setdefault(normal(text), []).append(Surface(text, entry, "name", text in ordinary))
        for text in dict.fromkeys(entry.acronyms):
            found.setdefault(normal(text), []).append(Surface(text, entry, "acronym", text in ordinary))
    return {key: tuple(surfaces) for key, surfaces in found.items()}
