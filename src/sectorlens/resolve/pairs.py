"""Which nodes may be one organisation: candidate pairs by shared rare words, each with a score.

Blocking by rare words keeps the number of pairs linear in the number of names: a word that stands in more
than ``BLOCK`` names makes no pairs.  A fuzzy match alone is never enough: what differs decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from sectorlens.resolve.names import key_words, name_key, tells_apart
from sectorlens.resolve.nodes import Node

BLOCK = 50
MERGE = 0.9  # at and above: one organisation
ASK = 0.6  # at and above: shown to people as possibly one
# Words that many bodies bear at the end; one more or less of them is a matter of brevity.
_HEADS = frozenset(
    "trust foundation charity project programme alliance coalition network partnership association group society fund "
    "organisation service services initiative consortium uk centre limited agency".split()
)


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two node keys, ``left < right``, with a score in [0, 1] and the reason."""

    left: str
    right: str
    score: float
    reason: str


def find_pairs(nodes: Mapping[str, Node]) -> list[Pair]:
    """Return the scored pairs of ``nodes`` at or above ``ASK``, sorted by key."""
    best: dict[tuple[str, str], Pair] = {}
    # A node of one page ("council|doc-…") or one that people split off is compared with nobody.
    keys = {key: _keys_of(node) for key, node in nodes.items() if "|" not in key}
    extensions = _count_extensions(keys)
    for left, right in _candidates(keys):
        if nodes[left].curated is not None and nodes[right].curated is not None:
            continue
        for one in keys[left]:
            for other in keys[right]:
                score, reason = score_names(one, other, extensions)
                known = best.get((left, right))
                if score >= ASK and (known is None or score > known.score):
                    best[left, right] = Pair(left, right, score, reason)
    return sorted(best.values())


def _keys_of(node: Node) -> tuple[str, ...]:
    names = [name_key(name) for name in node.names[:12]]
    if node.curated is not None:
        ordinary = frozenset(node.curated.ordinary)
        names += [name_key(alias) for alias in node.curated.aliases if alias not in ordinary and " " in alias]
    return tuple(dict.fromkeys(name for name in names if name))


def _candidates(keys: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    blocks: dict[str, list[str]] = defaultdict(list)
    for node in sorted(keys):
        for block in sorted({part for key in keys[node] for part in _blocks_of(key)}):
            blocks[block].append(node)
    seen: set[tuple[str, str]] = set()
    for block in sorted(blocks):
        members = blocks[block]
        if len(members) > BLOCK:
            continue
        for number, left in enumerate(members):
            for right in members[number + 1 :]:
                if (left, right) not in seen:
                    seen.add((left, right))
                    yield left, right


def _blocks_of(key: str) -> Iterator[str]:
    """Yield the words of ``key`` and their typing-error-tolerant stubs (first and last letters)."""
    words = key_words(key)
    for word in words:
        if word not in _HEADS:
            yield word.rstrip("s")
    # One wrong letter in a word leaves the other words equal; a name of one word has only itself.
    if len(words) == 1 and len(words[0]) > 6:
        yield f"{words[0][:4]}*"
        yield f"*{words[0][-4:]}"


def _count_extensions(keys: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Count, for each key without its head, how many names extend it: "northgate" of Trust, of Project …"""
    found: dict[str, set[str]] = defaultdict(set)
    for names in keys.values():
        for key in names:
            words = key.split()
            if len(words) > 1 and words[-1] in _HEADS:
                found[" ".join(words[:-1])].add(key)
    return {stem: len(names) for stem, names in found.items()}


def score_names(one: str, other: str, extensions: Mapping[str, int]) -> tuple[float, str]:
    """Return how likely two name keys are one organisation, and why.

    >>> score_names("prison reform trust", "prison reforms trust", {})[1]
    'same words, singular or plural'
    >>> score_names("north kent mind", "south kent mind", {})[0]
    0.0
    """
    if one == other:
        return 1.0, "same name"
    if one.replace(" ", "") == other.replace(" ", "") and len(one) > 5:
        return 0.97, "same letters, other spaces"
    a, b = key_words(one), key_words(other)
    if a == b:
        return 0.95, "same words but for small ones"
    only_a, only_b = _difference(a, b), _difference(b, a)
    if any(tells_apart(word) for word in (*only_a, *only_b)):
        return 0.0, "told apart by " + ", ".join((*only_a, *only_b))
    stems_a, stems_b = [w.rstrip("s") for w in a], [w.rstrip("s") for w in b]
    if stems_a == stems_b:
        return 0.94, "same words, singular or plural"
    if not only_a and not only_b:
        return 0.65, "same words in another order"
    if not only_a or not only_b:
        return _score_extension(only_a or only_b, a if len(a) < len(b) else b, extensions)
    if _is_shortened(only_a, only_b) or _is_shortened(only_b, only_a):
        return 0.92, "initials of the last words"
    if len(only_a) == len(only_b) == 1 and len(a) == len(b):
        return _score_typo(only_a[0], only_b[0], len(a))
    return 0.0, "different words"


def _score_extension(extra: Sequence[str], short: Sequence[str], extensions: Mapping[str, int]) -> tuple[float, str]:
    if len(extra) == 1 and extra[0] in _HEADS:
        unique = extensions.get(" ".join(short), 1) <= 1
        if unique and len(short) > 1:
            return 0.9, f"with and without '{extra[0]}'"
        return (0.75 if unique else 0.6), f"with and without '{extra[0]}'"
    return (0.6 if len(short) > 2 and len(extra) == 1 else 0.0), "one name within the other"


def _is_shortened(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether ``one`` holds the initials of ``other``: "Northgate MHA", "Northgate Mental Health Alliance"."""
    return len(one) == 1 and len(other) > 2 and one[0] == "".join(word[0] for word in other)


def _score_typo(one: str, other: str, size: int) -> tuple[float, str]:
    distance = DamerauLevenshtein.distance(one, other, score_cutoff=2)
    shortest = min(len(one), len(other))
    if distance == 1 and shortest > 5 and one[0] == other[0]:
        return (0.92 if size > 1 and shortest > 6 else 0.8), f"'{one}' and '{other}' differ by one letter"
    if distance == 2 and shortest > 8:
        return 0.65, f"'{one}' and '{other}' differ by two letters"
    return 0.0, "different words"


def _difference(one: Sequence[str], other: Sequence[str]) -> tuple[str, ...]:
    rest = list(other)
    left = []
    for word in one:
        if word in rest:
            rest.remove(word)
        else:
            left.append(word)
    return tuple(left)
