"""Names proved in one place are marked wherever they stand cased.

A name is proved when lists or definitions name it, when two independent sources agreed on it somewhere, or
when a name of several words was found more than once.  Ordinary words are never proved for other pages.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

import msgspec

from sectorlens.extract.organisations.in_context import REASON
from sectorlens.model import Document, Evidence, Extract, Mention, ProvedName, digest_id
from sectorlens.model.vocabulary import Band, OrganisationKind
from sectorlens.sector import SectorPack
from sectorlens.text import fold, straighten

_INDEPENDENT = frozenset(("gazetteer", "model", "grammar", "acronym", "publisher", "list"))
_WORD = re.compile(r"[^\W_]+")
_OPENING = re.compile(r"(?:^|[.!?:;•\n]|[“\"‘(])\s*$")
PROVED = 0.6  # score that a mention needs before it can prove its name


def prove_names(extracts: Iterable[Extract], *, pack: SectorPack) -> tuple[ProvedName, ...]:
    """Return the names that the corpus has proved, sorted by surface; one row per surface.

    A surface that stands for different full names in different places proves nothing.
    """
    ordinary = {surface for entry in pack.organisations for surface in entry.ordinary}
    found: dict[str, list[Mention]] = defaultdict(list)
    refused: Counter[str] = Counter()  # in how many documents
    for extract in extracts:
        for mention in extract.mentions:
            if mention.form != "publisher" and mention.score >= PROVED:
                found[_plain(mention.evidence.quote)].append(mention)
        refused.update({_plain(row.evidence.quote) for row in extract.look_alikes})
    proved = []
    for surface, mentions in sorted(found.items()):
        if surface in ordinary:
            continue
        named = any("gazetteer" in m.method or "publisher" in m.method for m in mentions)
        if not named and refused[surface] >= len({m.evidence.document_id for m in mentions}):
            continue
        row = _prove(surface, mentions)
        if row is not None:
            proved.append(row)
    return tuple(proved)


def _prove(surface: str, mentions: Sequence[Mention]) -> ProvedName | None:
    wholes = {m.curated_id or _plain(m.full_name) for m in mentions if m.curated_id or m.full_name}
    if len(wholes) > 1:
        return None
    words = len(surface.split())
    sources = {source for m in mentions for source in m.method.split("+")} & _INDEPENDENT
    best = max(m.score for m in mentions)
    documents = len({m.evidence.document_id for m in mentions})
    short_forms = sum(m.form == "short_form" for m in mentions)
    is_short_form = short_forms == len(mentions) or (words == 1 and short_forms > 0 and "publisher" not in sources)
    if is_short_form or len(surface) < 3:
        return None
    agreed = any(len(set(m.method.split("+")) & _INDEPENDENT) > 1 for m in mentions)
    # What a publication calls itself is as good as a list.
    listed = bool(sources & {"gazetteer", "publisher"})
    if words == 1 and not surface.isupper() and not listed and not (agreed and documents > 1):
        return None
    if not (listed or agreed or (words > 1 and (documents > 1 or best >= 0.9))):
        return None
    kinds = Counter(m.kind for m in mentions)
    kind: OrganisationKind = min(kinds, key=lambda k: (-kinds[k], k))
    full = next((m.full_name for m in mentions if m.full_name), "")
    curated = next((m.curated_id for m in mentions if m.curated_id), "")
    return ProvedName(surface=surface, kind=kind, full_name=full, curated_id=curated, score=best)


def _plain(surface: str) -> str:
    return re.sub(r"\s+", " ", straighten(surface))


class NameFinder:
    """Finds which of many proved names stand in a text, in time linear in the text."""

    def __init__(self, proved: Iterable[ProvedName]) -> None:
        self._by_first: dict[str, list[ProvedName]] = defaultdict(list)
        for name in proved:
            first = _WORD.search(name.surface)
            if first is not None and first.start() == 0:
                self._by_first[first.group()].append(name)
        for names in self._by_first.values():
            names.sort(key=lambda name: (-len(name.surface), name.surface))

    def names_in(self, document: Document) -> tuple[ProvedName, ...]:
        """Return the rows that concern ``document``, sorted by surface."""
        found = {name.surface: name for _, name in self.find(document.text)}
        return tuple(found[surface] for surface in sorted(found))

    def find(self, text: str) -> Iterable[tuple[int, ProvedName]]:
        """Yield (start, name) for each place where a name stands exactly so, longest first at each place."""
        plain = straighten(text)
        for match in _WORD.finditer(plain):
            for name in self._by_first.get(match.group(), ()):
                end = _end_of(plain, match.start(), name.surface)
                if end and not (end < len(plain) and (plain[end].isalnum() or plain[end] == "&")):
                    yield match.start(), name


def _end_of(plain: str, start: int, surface: str) -> int:
    """Return where ``surface`` ends if it stands at ``start`` (any white space between words), else 0."""
    if plain.startswith(surface, start):
        return start + len(surface)
    position = start
    for number, part in enumerate(surface.split(" ")):
        if number:
            space = re.compile(r"\s+").match(plain, position)
            if space is None:
                return 0
            position = space.end()
        if not plain.startswith(part, position):
            return 0
        position += len(part)
    return position


def names_in(document: Document, proved: Iterable[ProvedName]) -> tuple[ProvedName, ...]:
    """Return the rows of ``proved`` that concern ``document``."""
    return NameFinder(proved).names_in(document)


def mark_names(
    document: Document, repeated: Collection[int], extract: Extract, names: Sequence[ProvedName]
) -> tuple[Mention, ...]:
    """Return the mentions of ``extract`` and those that ``names`` add, in reading order.

    A doubtful mention whose name the corpus has proved becomes clear.  Mentions keep the ids that extraction
    gave them.
    """
    by_surface = {name.surface: name for name in names}
    kept = [_confirm(mention, by_surface.get(_plain(mention.evidence.quote))) for mention in extract.mentions]
    taken = [(m.evidence.start, m.evidence.end) for m in kept if m.form != "publisher"]
    refused = [(row.evidence.start, row.evidence.end, row.reason) for row in extract.look_alikes]
    skipped = frozenset(repeated)
    numbers: Counter[str] = Counter()
    added: list[Mention] = []
    finder = NameFinder(names)
    lower = frozenset(re.findall(r"\b[^\W\d_A-Z]+\b", document.text)) if names else frozenset()
    for index, block in enumerate(document.blocks):
        if block.layer != "body" or index in skipped or not names:
            continue
        text = document.text[block.start : block.end]
        for start, name in finder.find(text):
            begin = block.start + start
            end = block.start + _end_of(straighten(text), start, name.surface)
            if any(begin < b and a < end for a, b in taken):
                continue
            is_never_lower = name.surface.casefold() not in lower
            if not _stands_alone(text, start, end - block.start, may_open=is_never_lower):
                continue
            if any(a <= begin and end <= b and (a < begin or why in _FIRM) for a, b, why in refused):
                continue
            taken.append((begin, end))
            added.append(_mention(document, begin, end, name, numbers, is_clear=is_never_lower))
    joined = [*kept, *added]
    inside = [
        m for m in joined
        if m.form != "publisher" or not any(a <= m.evidence.start < b for a, b in taken)
    ]  # fmt: skip
    return tuple(sorted(inside, key=lambda m: (m.evidence.start, m.evidence.end)))


_FIRM = frozenset(("law or order", "review or inquiry", "event", "policy or framework", REASON))


def _confirm(mention: Mention, name: ProvedName | None) -> Mention:
    if name is None or mention.form == "publisher" or mention.band == "clear":
        return mention
    return msgspec.structs.replace(
        mention,
        band="clear",
        method=f"{mention.method}+recall",
        score=max(mention.score, round(name.score * 0.9, 3)),
        full_name=mention.full_name or name.full_name,
        curated_id=mention.curated_id or name.curated_id,
    )


def _stands_alone(text: str, start: int, end: int, *, may_open: bool) -> bool:
    """Return whether the name is not part of a longer run of capitals.

    One word must not open a sentence, unless the page never writes it in lower case (``may_open``).
    """
    surface = text[start:end]
    if len(surface.split()) > 1:
        return True
    after = re.match(r"\s+([A-Z][\w'’]+)", text[end:])
    before = re.search(r"([A-Z][\w'’]+)\s+$", text[:start])
    if after or (before and before.group(1) not in ("The", "At", "With", "And", "Our", "From")):
        return surface.isupper() and not (after and before)
    return surface.isupper() or may_open or not _OPENING.search(text[:start])


def _mention(
    document: Document, start: int, end: int, name: ProvedName, numbers: Counter[str], *, is_clear: bool
) -> Mention:
    quote = document.text[start:end]
    key = fold(quote)
    numbers[key] += 1
    whole = len(name.surface.split()) > 1 or name.surface.isupper() or bool(name.curated_id)
    band: Band = "clear" if whole or is_clear else "doubtful"
    return Mention(
        # Numbered apart from what extraction found, so that recall moves no id of extraction.
        id=digest_id("men", document.id, key, "recall", str(numbers[key])),
        evidence=Evidence(document_id=document.id, start=start, end=end, quote=quote),
        form="acronym" if name.surface.isupper() and " " not in name.surface else "name",
        kind=name.kind,
        method="recall",
        score=round(name.score * 0.9, 3),
        full_name=name.full_name,
        curated_id=name.curated_id,
        band=band,
    )
