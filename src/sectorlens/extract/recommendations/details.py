"""What a request says about itself: strength, whether it forbids, by when."""

from __future__ import annotations

import functools
import re

import msgspec

from sectorlens.model.vocabulary import Strength
from sectorlens.sector.english import compile_cue, first_match, load_asks
from sectorlens.text import straighten

_NEGATIVE = re.compile(
    r"^(?:please )?(?:don't|do not|never|avoid|stop|cease|refrain|resist|no )\b"
    r"|^(?:no (?:one|\w+)|nobody|none) [^.;]{0,80}?\b(?:should|must)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^(?:[•●▪◦‣·*–—»>\-]+|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2})+\.?)\s+")
_LABEL = re.compile(
    r"^(?:key )?(?:recommendation|lesson|action|ask|proposal|"
    r"step|clause|question|q|rec)s?\s*(?:no\.? ?)?(?:\d+(?:\.\d+)?|[A-Z]|[ivx]+)?\s*(?:\([^()]{2,60}\))?\s*[:.)–—-]\s*"
    r"(?:(?:we |i )?(?:support(?:ed)?|agree|disagree|oppose)(?: it| this| in part| strongly)?\.\s+)?(?=\S)",
    re.I,
)
_TAIL = re.compile(
    r"(?<=[.;])\s+\(?(?:owner|lead|due|by when|action by|who|when|responsible|timescale|deadline|status)s?:\s.{2,120}$",
    re.I | re.S,
)
_STRAY = re.compile(r"[\s#*•|]+$")


@functools.cache
def modal_patterns() -> tuple[tuple[re.Pattern[str], Strength], ...]:
    """Return the asking modals with their strengths."""
    return tuple((compile_cue(cue), _strength(cue.strength)) for cue in load_asks().modals)


def _strength(value: str) -> Strength:
    strength: Strength = msgspec.convert(value, Strength)
    return strength


@functools.cache
def imperative_verbs() -> frozenset[str]:
    """Return the verbs that may open a request."""
    return frozenset(load_asks().imperatives.split())


@functools.cache
def _deadlines() -> tuple[re.Pattern[str], ...]:
    return tuple(compile_cue(cue) for cue in load_asks().deadlines)


def iter_modals(text: str) -> list[tuple[int, int, Strength]]:
    """Return the asking modals of ``text`` in order."""
    plain = straighten(text)
    return sorted(
        (match.start(), match.end(), strength)
        for pattern, strength in modal_patterns()
        for match in pattern.finditer(plain)
    )


def read_strength(text: str) -> Strength | None:
    """Return the strength of the first modal in ``text``; ``None`` without one."""
    modals = iter_modals(text)
    return modals[0][2] if modals else None


def is_negative(text: str) -> bool:
    """Whether the request asks not to do something: "Don't …", "should not …", "No one should …"."""
    plain = straighten(text)
    if _NEGATIVE.search(plain):
        return True
    modals = iter_modals(plain)
    if not modals:
        return False
    start, end, _ = modals[0]
    return bool(
        re.search(r"n't$| not\b", plain[start:end]) or re.match(r" (?:not|never|no longer|cease to)\b", plain[end:])
    )


def read_deadline(text: str) -> str:
    """Return the words that say by when, as they stand; "" without any."""
    match = first_match(_deadlines(), straighten(text))
    return text[match.start() : match.end()] if match else ""


def opens_with_imperative(text: str) -> bool:
    """Whether ``text`` begins as a request does: a base verb, after an adverb or a negation.

    >>> opens_with_imperative("Continually assess partners"), opens_with_imperative("Don't be afraid")
    (True, True)
    """
    words = re.findall(r"[A-Za-z][\w'-]*", straighten(text).lower())[:5]
    while words and (
        words[0] in {"please", "always", "also", "then", "and", "first", "together", "where"} or words[0].endswith("ly")
    ):
        words = words[1:]
    if not words:
        return False
    if words[0] in {"don't", "never"} or words[:2] == ["do", "not"]:
        return True
    if words[0] not in imperative_verbs():
        return False
    # "Design of services", "Support for families", "Work is …": the noun, not the verb.
    return len(words) < 2 or words[1] not in {"of", "is", "are", "was", "were", "has", "have", "will", "can", "'s"} | (
        {"for"} if words[0] in _NOUNS_WITH_FOR else set()
    )


_NOUNS_WITH_FOR = frozenset("support respect funding space fund care access help demand need plan target".split())


def item_core(text: str) -> tuple[int, int]:
    """Return the span of the request inside an item: without bullet, number, label, stray mark or white space."""
    start = len(text) - len(text.lstrip())
    for pattern in (_BULLET, _LABEL):
        match = pattern.match(text[start:])
        if match:
            start += match.end()
    tail = _TAIL.search(text)
    end = tail.start() if tail else len(text)
    text = text[:end]
    stray = _STRAY.search(text)
    if stray:
        end = stray.start()
    while start < end and text[start].isspace():
        start += 1
    return start, max(start, end)
