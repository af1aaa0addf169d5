"""Who is asked: addressee classes in a heading, a lead-in or the subject of a sentence."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from sectorlens.model import Mention
from sectorlens.model.vocabulary import Addressee, OrganisationKind
from sectorlens.sector.schema import AddresseeEntry, SectorPack
from sectorlens.text import straighten

_BY_KIND: dict[OrganisationKind, Addressee] = {
    "government": "government",
    "prison": "prisons",
    "funder": "funders",
    "network": "infrastructure organisations",
    "charity": "voluntary sector organisations",
}
_BY_WORD: tuple[tuple[str, Addressee], ...] = (
    ("prison and probation", "prisons"),
    ("parole", "other"),
    ("courts & tribunals", "government"),
    ("courts and tribunals", "government"),
    ("sentencing council", "government"),
    ("court", "other"),
    ("constabulary", "other"),
    ("healthcare board", "government"),
    ("probation", "probation"),
    ("commissioner", "commissioners"),
    ("prison", "prisons"),
    ("council", "local authorities"),
    ("borough", "local authorities"),
    ("police", "other"),
    ("hospital", "other"),
    ("health board", "commissioners"),
    ("care board", "commissioners"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """An addressee class named at ``start:end`` of the text it was read from."""

    start: int
    end: int
    label: Addressee


@functools.lru_cache(maxsize=8)
def _compile(entries: tuple[AddresseeEntry, ...]) -> tuple[tuple[Addressee, re.Pattern[str]], ...]:
    return tuple(
        (entry.label, re.compile(rf"(?<![\w-])(?:{'|'.join(entry.patterns)})(?![\w-])", re.IGNORECASE))
        for entry in entries
    )


def class_pattern(pack: SectorPack) -> str:
    """Return one regular expression for any addressee of ``pack``."""
    return "(?:the |all |our )?(?:" + "|".join(p for entry in pack.addressees for p in entry.patterns) + ")"


def iter_named(text: str, pack: SectorPack) -> list[Named]:
    """Return the addressee classes named in ``text``, in order.

    Of overlapping ones the longest stands; of adjoining ones ("voluntary sector | infrastructure
    organisations") the last, since English noun phrases end in their head.
    """
    plain = straighten(text)
    found = [
        (match.start(), match.end(), rank, label)
        for rank, (label, pattern) in enumerate(_compile(pack.addressees))
        for match in pattern.finditer(plain)
    ]
    found.sort(key=lambda item: (item[0], -item[1], item[2]))
    named: list[Named] = []
    for start, end, _, label in found:
        if named and start < named[-1].end:
            if end > named[-1].end:
                named[-1] = Named(named[-1].start, end, label)
        elif named and not plain[named[-1].end : start].strip(" -'s"):
            named[-1] = Named(named[-1].start, end, label)
        else:
            named.append(Named(start, end, label))
    return named


def classify_text(text: str, pack: SectorPack) -> Addressee | None:
    """Return the first addressee class that ``text`` names, ``None`` if it names none."""
    named = iter_named(text, pack)
    return named[0].label if named else None


def classify_organisation(name: str, kind: OrganisationKind) -> Addressee:
    """Return the class of an organisation that is asked by name."""
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    folded = name.casefold()
    default: Addressee = "government" if kind == "public_body" else "other"
    return next((label for word, label in _BY_WORD if word in folded), default)


def classify_mention(mention: Mention) -> Addressee:
    """Return the class of the organisation that ``mention`` names."""
    return classify_organisation(mention.full_name or mention.evidence.quote, mention.kind)
