"""What a page proves about its own names: acronyms it defines, initials, short forms, repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectorlens.extract.organisations.acronyms import (
    find_class_acronyms,
    find_definitions,
    holds_initials,
    initials_match,
    is_acronym,
    match_initials,
)
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import COMMON, HeadMatch, Lexicon, normal
from sectorlens.extract.organisations.things import names_class
from sectorlens.nlp import BlockDoc

# "Intensive Community Order (previously known as the IAC)"
_KNOWN_AS = re.compile(
    r"\s*\((?:(?:or|also|formerly|previously|now|then)\s+)?(?:(?:known|called)\s+)?(?:as\s+)?(?:the\s+)?"
    r"([A-Z][\w&]{1,9})\)"
)
_CAPITALS = re.compile(r"(?<![\w&])[A-Z][A-Za-z0-9&]{1,9}(?![\w&])")
_CLASSES = frozenset("Government Police Prison Commissioner Team Unit Court Parliament Church Women News".split())
_SMALL_FIRST = re.compile(r"^(?:[Tt]he|[Aa]n?|[Oo]ur)\s+")


def defined_names(blocks: Sequence[BlockDoc], candidates: Sequence[Candidate], lexicon: Lexicon) -> list[Candidate]:
    """Return candidates for both sides of each definition, and mark the candidates that a definition supports."""
    found: list[Candidate] = []
    defined: dict[str, tuple[str, Candidate | None]] = {}
    for block in blocks:
        for definition in find_definitions(block.doc.text):
            end = block.offset + definition.long_end
            fitting = [
                candidate
                for candidate in candidates
                if candidate.block == block.index
                and candidate.end == end
                and not candidate.reason
                and initials_match(definition.short, candidate.text)
            ]
            fitting = fitting or [
                candidate
                for candidate in candidates
                if candidate.block == block.index
                and candidate.end == end
                and candidate.evidence.get("head")
                and candidate.start < block.offset + definition.long_start
                and holds_initials(definition.short, candidate.text)
            ]
            if fitting:
                long = fitting[0]
                long.evidence["defined"] = 1.0
            else:
                start, text = block.offset + definition.long_start, definition.long
                lead = _SMALL_FIRST.match(text)
                if lead:
                    start, text = start + lead.end(), text[lead.end() :]
                ending = lexicon.end_of(tuple(text.split()))
                if (ending and ending.reason) or any(
                    c.start <= start and c.end == end and c.reason for c in candidates
                ):
                    continue  # "Police and Criminal Evidence Act (PACE)": a defined look-alike stays one.
                long = Candidate(block.index, start, end, text, {"acronym"})
                long.evidence["defined"] = 1.0
                found.append(long)
            defined.setdefault(definition.short, (long.text, long))
    for short, (name, source) in defined.items():
        for candidate in _occurrences(short, blocks):
            candidate.sources.add("acronym")
            candidate.form = "acronym"
            candidate.full_name = name
            candidate.evidence["defined"] = 1.0
            if source is not None:
                candidate.kind = source.kind
                candidate.curated_id = source.curated_id
            found.append(candidate)
    return found


def rejected_acronyms(blocks: Sequence[BlockDoc], candidates: Sequence[Candidate], lexicon: Lexicon) -> frozenset[str]:
    """Return acronyms that the page defines for something that is no body ("(PACE)" after an Act)."""
    found: set[str] = set()
    for block in blocks:
        found.update(find_class_acronyms(block.doc.text))
        for candidate in candidates:
            if candidate.block == block.index and candidate.reason and candidate.end >= block.offset:
                alias = _KNOWN_AS.match(block.doc.text, candidate.end - block.offset)
                if alias:
                    found.add(alias.group(1))
        for definition in find_definitions(block.doc.text):
            end = block.offset + definition.long_end
            ending = lexicon.end_of(tuple(definition.long.split()))
            is_class = ending is not None and bool(ending.reason)
            # "Gypsy, Roma and Traveller (GRT) communities"
            is_class = is_class or names_class(block.doc.text[definition.short_end :].removeprefix(")"))
            if is_class or any(c.block == block.index and c.end == end and c.reason for c in candidates):
                found.add(definition.short)
    return frozenset(found)


def initial_names(
    blocks: Sequence[BlockDoc], accepted: Sequence[Candidate], taken: frozenset[str], sure: float = 0.0
) -> list[Candidate]:
    """Return candidates for acronyms whose letters are the initials of one name accepted on the page.

    A name with a score below ``sure`` proves only an acronym of capitals and small letters.
    """
    shorts = sorted(
        {
            match.group()
            for block in blocks
            for match in _CAPITALS.finditer(block.doc.text)
            if is_acronym(match.group()) and match.group() not in taken
        }
    )
    names = {candidate.text: candidate for candidate in accepted if candidate.form == "name"}
    found: list[Candidate] = []
    for short, name in match_initials(shorts, names).items():
        if names[name].score < sure and not any(letter.islower() for letter in short):
            continue  # of a doubtful name only "TfA", which is hardly chance
        for candidate in _occurrences(short, blocks):
            candidate.sources.add("acronym")
            candidate.form = "acronym"
            candidate.full_name = names[name].full_name or name
            candidate.kind = names[name].kind
            candidate.curated_id = names[name].curated_id
            candidate.evidence["initials"] = 1.0
            found.append(candidate)
    return found


def short_names(
    blocks: Sequence[BlockDoc], accepted: Sequence[Candidate], lexicon: Lexicon, lower: frozenset[str]
) -> list[Candidate]:
    """Return candidates for names without their head ("StreetCraft" after "StreetCraft project")."""
    found: list[Candidate] = []
    seen: set[str] = set()
    for name in accepted:
        if name.form != "name" or name.kind in ("government", "public_body", "academic"):
            continue
        of_prison = name.kind == "prison"
        short = (
            _without_prefix(name.full_name or name.text, lexicon) if of_prison else _without_head(name.text, lexicon)
        )
        if not short or short in seen or not _is_distinctive(short, lexicon, lower):
            continue
        seen.add(short)
        for candidate in _occurrences(short, blocks):
            if candidate.start == name.start:
                continue
            candidate.sources.add("short_form")
            candidate.form = "short_form"
            candidate.full_name = name.full_name or name.text
            candidate.kind = name.kind
            candidate.curated_id = name.curated_id
            candidate.evidence["prison_place" if of_prison else "short_form"] = 1.0
            found.append(candidate)
    return found


def headed_names(
    blocks: Sequence[BlockDoc], accepted: Sequence[Candidate], lexicon: Lexicon, publisher: str
) -> list[Candidate]:
    """Return candidates for "the Agency", "the Trust": the head alone, after a name that it heads.

    It stands for the latest such name before it, else for the publisher if that is one.  "The Government" is
    a class, not a short form.
    """
    heads: dict[str, list[Candidate]] = {}
    for name in sorted(accepted, key=lambda candidate: candidate.start):
        if name.form != "name" or " " not in name.text:
            continue
        for head in _heads_of(name.text.split(), lexicon):
            heads.setdefault(head, []).append(name)
    own = _SMALL_FIRST.sub("", publisher).strip()
    of_publisher = _heads_of(own.split(), lexicon) if " " in own else []
    for head in of_publisher:
        heads.setdefault(head, [])
    found: list[Candidate] = []
    for head, names in sorted(heads.items()):
        pattern = re.compile(rf"\b[Tt]he ({re.escape(head)})\b(?!\s+(?:[A-Z]|of\b|for\b|on\b)|[-–])")
        for block in blocks:
            for match in pattern.finditer(block.doc.text):
                start = block.offset + match.start(1)
                before = [name for name in names if name.end <= start]
                if not before and head not in of_publisher:
                    continue
                whole = before[-1] if before else Candidate(block.index, start, start, own)
                candidate = Candidate(block.index, start, start + len(head), head, {"short_form"})
                candidate.form = "short_form"
                candidate.full_name = whole.full_name or whole.text
                candidate.kind = whole.kind
                candidate.curated_id = whole.curated_id
                candidate.evidence["the_head"] = 1.0
                found.append(candidate)
    return found


def _heads_of(words: list[str], lexicon: Lexicon) -> list[str]:
    """Return the heads under which a name goes on: "Council" and "City Council", "Department"."""
    if len(words) > 2 and words[1] in ("of", "for") and words[0] in lexicon.generic:
        return [words[0]]
    ending = lexicon.end_of(tuple(words))
    last = lexicon.end_of((words[-1],))
    heads = []
    if words[-1] in lexicon.generic and words[-1] not in _CLASSES and last is not None and not last.reason:
        heads.append(words[-1])
    if ending is not None and not ending.reason and 1 < ending.size < len(words) and words[-1] not in _CLASSES:
        heads.append(" ".join(words[-ending.size :]))
    return heads


def link_parts(accepted: Sequence[Candidate], lexicon: Lexicon) -> None:
    """Make a name that is part of one longer name on the page its short form, in place.

    "Tallow Street" beside "Tallow Street Night Shelter", "Coldfell" beside "HMP Coldfell", "City Council"
    beside "Stannick City Council".
    """
    wholes: dict[str, set[str]] = {}
    by_text: dict[str, Candidate] = {}
    for name in accepted:
        if name.form != "name":
            continue
        words = name.text.split()
        by_text.setdefault(name.text, name)
        ending = lexicon.end_of(tuple(words))
        if ending is not None and not ending.reason and ending.size < len(words):
            wholes.setdefault(" ".join(words[: -ending.size]), set()).add(name.text)
        for head in _heads_of(words, lexicon) if len(words) > 1 else ():
            wholes.setdefault(head, set()).add(name.text)
        stem = _without_prefix(name.full_name or name.text, lexicon)
        if stem:
            wholes.setdefault(stem, set()).add(name.text)
        for ending_name in _distinctive_endings(words, ending, lexicon):
            wholes.setdefault(ending_name, set()).add(name.text)
    for name in accepted:
        fitting = wholes.get(name.text, set())
        if name.form == "name" and not name.curated_id and len(fitting) == 1:
            whole = by_text[next(iter(fitting))]
            name.form = "short_form"
            name.full_name = whole.full_name or whole.text
            name.kind = whole.kind
            name.curated_id = whole.curated_id


def _distinctive_endings(words: list[str], ending: HeadMatch | None, lexicon: Lexicon) -> Iterator[str]:
    """Yield the ends of a name that still tell it: "Harrowgate Foundation" of "Ellis Harrowgate Foundation"."""
    if ending is None or ending.reason or any(word in _INNER for word in words):
        return
    for first in range(1, len(words) - ending.size):
        rest = words[first : len(words) - ending.size]
        is_plain = any(w.casefold() in COMMON or w in lexicon.places or not w[:1].isupper() for w in rest)
        if not is_plain and words[0] not in lexicon.places:
            yield " ".join(words[first:])


_INNER = frozenset(("of", "for", "and", "&", "in"))


def repeat_names(
    blocks: Sequence[BlockDoc], accepted: Sequence[Candidate], lexicon: Lexicon, lower: frozenset[str]
) -> list[Candidate]:
    """Return candidates for further cased occurrences of surely accepted names of this page."""
    found: list[Candidate] = []
    seen: set[str] = set()
    for name in sorted(accepted, key=lambda candidate: (-len(candidate.text), candidate.start)):
        if name.text in seen or name.form == "short_form":
            continue
        seen.add(name.text)
        if " " not in name.text and name.text.casefold() in lower:
            continue
        places = list(_occurrences(name.text, blocks))
        if len(places) < 2:
            continue
        for candidate in places:
            if candidate.start == name.start and sum(c.text == name.text for c in accepted) < 2:
                continue  # a name lends no weight to itself
            candidate.sources.add("repeat")
            candidate.evidence["repeated"] = 1.0
            candidate.form = name.form
            candidate.kind = name.kind
            candidate.full_name = name.full_name
            candidate.curated_id = name.curated_id
            # A whole name that was accepted once is one wherever it stands.
            for feature in ("head", "listed", "listed_case", "model_org", "defined", "is_publisher"):
                if feature in name.evidence:
                    candidate.evidence[feature] = name.evidence[feature]
            found.append(candidate)
    return found


def publisher_names(blocks: Sequence[BlockDoc], publisher: str) -> list[Candidate]:
    """Return candidates for each place where the page names its publisher."""
    name = _SMALL_FIRST.sub("", publisher).strip()
    found = []
    for candidate in _occurrences(name, blocks) if len(name) > 2 else ():
        candidate.sources.add("publisher")
        candidate.evidence["is_publisher"] = 1.0
        found.append(candidate)
    return found


def _occurrences(surface: str, blocks: Sequence[BlockDoc]) -> Iterator[Candidate]:
    pattern = re.compile(rf"(?<![\w&]){_loose(surface)}(?![\w&])")
    for block in blocks:
        for match in pattern.finditer(block.doc.text):
            start = block.offset + match.start()
            yield Candidate(block.index, start, start + len(match.group()), match.group())


def _loose(surface: str) -> str:
    """Return ``surface`` as a pattern in which quotes and spaces may vary."""
    escaped = re.escape(surface.replace("’", "'"))
    return re.sub(r"(?:\\ |\s)+", r"\\s+", escaped).replace("'", "['’]")


def _without_prefix(name: str, lexicon: Lexicon) -> str:
    """Return "Low Moss" of "HMP Low Moss"."""
    words = name.split()
    size = next((n for n in (4, 3, 2, 1) if tuple(words[:n]) in lexicon.prefixes), len(words))
    return " ".join(words[size:])


def _without_head(name: str, lexicon: Lexicon) -> str:
    words = name.split()
    for index, word in enumerate(words):
        if index and word in ("for", "of") and words[index - 1] in ("League", "Society", "Alliance", "Trust"):
            return " ".join(words[:index])
    head = lexicon.end_of((*words[:-1], words[-1].capitalize()))
    if head is None or head.kind is None or len(words) <= head.size:
        return ""
    rest = words[: -head.size]
    return "" if any(word in ("of", "for", "and", "&") for word in rest) else " ".join(rest)


def _is_distinctive(short: str, lexicon: Lexicon, lower: frozenset[str]) -> bool:
    words = short.split()
    if short in lexicon.places or any(word in lexicon.places for word in words):
        return False
    if all(word.casefold() in lower for word in words) or words[-1].endswith(("'s", "’s", "'", "’")):
        return False
    surfaces = lexicon.surfaces.get(normal(short), ())
    if surfaces and any(surface.is_ordinary for surface in surfaces):
        return False
    return len(short) > 3 and short not in lexicon.starters and short not in lexicon.calendar
