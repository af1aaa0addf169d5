"""Which of our organisations a register lists.

A name that is the same but for case, quotes, "&", "the" and legal form, and that the register gives to one
current entry only, is taken; everything else that shares most of its rare words goes to review.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from sectorlens.model import Organisation, Record
from sectorlens.register.reading import RegisterEntry
from sectorlens.text import straighten

REVIEW = 88.0  # token-sort ratio from which a person should look
_LEGAL = re.compile(r"\b(?:ltd|limited|plc|llp|cic|cio|community interest company|incorporated)\b\.?")


class RegisterMatch(Record, frozen=True, kw_only=True):
    """An organisation and an entry of a register; ``score`` 1.0 for the same name."""

    organisation_id: str
    organisation_name: str
    identifier: str
    register_name: str
    score: float


class RegisterReport(Record, frozen=True, kw_only=True):
    """What a register gave: ``accepted`` can be written down, ``review`` is for a person to decide."""

    rows: int
    accepted: tuple[RegisterMatch, ...] = ()
    review: tuple[RegisterMatch, ...] = ()


def match_register(entries: Iterable[RegisterEntry], organisations: Sequence[Organisation]) -> RegisterReport:
    """Match ``organisations`` against a stream of register ``entries``; memory is that of the organisations.

    Organisations that already carry an identifier of the same scheme are left alone.
    """
    names = _names(organisations)
    blocks = _blocks(names)
    exact: dict[str, dict[str, RegisterEntry]] = defaultdict(dict)
    near: dict[str, dict[str, RegisterMatch]] = defaultdict(dict)
    by_id = {organisation.id: organisation for organisation in organisations}
    rows = 0
    for entry in entries:
        rows += 1
        key = _key(entry.name)
        for identity in names.get(key, ()):
            if not _has_scheme(by_id[identity], entry.identifier):
                exact[identity].setdefault(entry.identifier, entry)
        for other in sorted({name for word in key.split() for name in blocks.get(word, ())}):
            score = fuzz.token_sort_ratio(key, other, score_cutoff=REVIEW)
            if other == key or not score:
                continue
            for identity in names[other]:
                if not _has_scheme(by_id[identity], entry.identifier):
                    match = _match(by_id[identity], entry, round(score / 100 - 0.01, 3))
                    near[identity].setdefault(entry.identifier, match)
    return _report(rows, exact, near, by_id)


def _report(
    rows: int,
    exact: dict[str, dict[str, RegisterEntry]],
    near: dict[str, dict[str, RegisterMatch]],
    by_id: dict[str, Organisation],
) -> RegisterReport:
    accepted: list[RegisterMatch] = []
    review: list[RegisterMatch] = []
    for identity in sorted(set(exact) | set(near)):
        same = exact.get(identity, {})
        current = [entry for entry in same.values() if entry.is_current]
        # A body that no longer exists keeps its code; a charity that was removed may have been refounded.
        closed = [entry for entry in same.values() if not entry.identifier.startswith("GB-CHC")]
        if len(current) == 1 or (len(same) == 1 and closed):
            accepted.append(_match(by_id[identity], (current or closed)[0], 1.0))
            continue
        review += [_match(by_id[identity], entry, 1.0) for entry in same.values()]
        if not same:
            review += sorted(near.get(identity, {}).values(), key=lambda m: (-m.score, m.identifier))[:5]
    order = sorted(review, key=lambda match: (-match.score, match.organisation_id, match.identifier))
    return RegisterReport(rows=rows, accepted=tuple(accepted), review=tuple(order))


def _match(organisation: Organisation, entry: RegisterEntry, score: float) -> RegisterMatch:
    return RegisterMatch(
        organisation_id=organisation.id,
        organisation_name=organisation.name,
        identifier=entry.identifier,
        register_name=entry.name,
        score=score,
    )


def _has_scheme(organisation: Organisation, identifier: str) -> bool:
    return any(identifier.startswith(known.scheme) for known in organisation.identifiers if known.scheme)


def _names(organisations: Sequence[Organisation]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = defaultdict(set)
    for organisation in organisations:
        for name in (organisation.name, *organisation.aliases):
            if len(_key(name)) > 4:
                found[_key(name)].add(organisation.id)
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def _blocks(names: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the rarest word of each name: only register entries that hold it are compared with the name."""
    counts = Counter(word for key in names for word in set(key.split()))
    found: dict[str, list[str]] = defaultdict(list)
    for key in names:
        if " " in key:
            rarest = min(key.split(), key=lambda word: (counts[word], -len(word), word))
            found[rarest].append(key)
    return {word: tuple(sorted(keys)) for word, keys in found.items()}


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", straighten(name).casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"\s*&\s*", " and ", plain).replace("'", "")
    plain = " ".join(re.findall(r"\w+", _LEGAL.sub(" ", plain)))
    return plain.removeprefix("the ")
