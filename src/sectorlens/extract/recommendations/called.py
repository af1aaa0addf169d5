"""Labels and calls that name who is asked: "To ministers: …", "Funders: …", "… (For: prisons)"."""

from __future__ import annotations

import re

from sectorlens.extract.addressees import Named, iter_named
from sectorlens.model.vocabulary import Addressee
from sectorlens.sector.schema import SectorPack
from sectorlens.text import straighten

_INLINE = re.compile(
    r"^\W*(?:to|for) (?P<a>[^:.]{3,70}):\s|\((?:lead|action|owner|who)s?:? (?P<b>[^()]{3,70})\)\W*$|"
    r"\((?:for|to):? (?P<c>[^()]{3,70})\)\W*$",
    re.IGNORECASE,
)
# "(for people leaving prison)" says for whose sake: who is asked has nothing but an article or adjective before it.
_QUALIFIED = re.compile(
    r"\W*(?:(?:the|all|every|each|our|your|both|and|local|national|regional|new|next|future|[A-Z][\w-]+)\W+)*"
)
_CALLED = re.compile(r"\W*(?:(?:and|but|so|as for|dear|a word to|the|all|you)\W+)*", re.IGNORECASE)
_TURN = re.compile(r"\s*:|,\s*(?:please|if you|when you|you|[a-z]+ (?:your|the|a|one|it)\b)", re.IGNORECASE)


def inline_label(text: str, pack: SectorPack) -> Addressee | None:
    """Return whom a label inside the item or a call at its beginning names, ``None`` without either."""
    match = _INLINE.search(text)
    if match is not None:
        who = match.group("a") or match.group("b") or match.group("c")
        named = iter_named(who, pack)
        if named and (match.group("b") or _QUALIFIED.fullmatch(straighten(who[: named[0].start]))):
            return named[0].label
    called = _find_called(text, pack)
    return called.label if called is not None else None


def is_called(text: str, pack: SectorPack) -> bool:
    """Whether ``text`` begins by calling whom it asks: "Funders: …", "Ministers, please …"."""
    return _find_called(text, pack) is not None


def _find_called(text: str, pack: SectorPack) -> Named | None:
    named = iter_named(text[:80], pack)
    if not named or not _CALLED.fullmatch(straighten(text[: named[0].start])):
        return None
    return named[0] if _TURN.match(straighten(text[named[0].end :])) else None
