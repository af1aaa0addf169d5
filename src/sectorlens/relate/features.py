"""What the words and the syntax of a sentence say about two of its bodies, as named features."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Span, Token

from sectorlens.relate.sides import Side

NEAR = 4  # words before the first side and after the second
LONGEST_PATH = 7
_DIGITS = re.compile(r"\d")


def side_features(sentence: Span, one: Side, other: Side, sides: Sequence[Side], above: Sequence[str]) -> set[str]:
    """Return the features of the pair ``one``, ``other`` (in this order) in ``sentence``.

    ``sides`` are all that are named in the sentence; ``above`` the words of its heading and lead-in.  Offsets of
    sides count from the start of the sentence.
    """
    found = {f"k1:{_kind(one)}", f"k2:{_kind(other)}", f"k:{_kind(one)}>{_kind(other)}"}
    found |= {f"r1:{one.role}", f"r2:{other.role}"}
    words = _words(sentence, sides)
    low, high = _ends(one, other)
    same = one.is_here and one.party is other.party
    if same:
        found.add("row")
        low, high = one.party.start, one.party.end
        before = [w for w, start, end in words if end <= low]
        between: list[str] = []
    elif one.is_here:
        before = [w for w, start, end in words if end <= low]
        between = [w for w, start, end in words if start >= one.party.end and end <= other.party.start]
    else:
        before = []
        between = [w for w, start, end in words if end <= other.party.start]
    after = [w for w, start, end in words if start >= (high if same else other.party.end)]
    place = "m" if one.is_here else "v"
    if not same:
        found |= _bag(between, place)
        found.add(f"n:{place}{min(len(between) // 3, 8)}")
        found.add(f"o:{place}{min(sum(w in _BODIES for w in between), 3)}")
        found |= {f"e:{place}:{'_'.join(between[-2:])}", f"f:{place}:{'_'.join(between[:2])}"}
        if len(between) <= 5:
            found.add(f"x:{place}:{'_'.join(between)}")
        if any(w in {";", ":"} for w in between):
            found.add("stop between")
    found |= {f"b:{w}" for w in before[-NEAR:]} | {f"a:{w}" for w in after[:NEAR]}
    found |= {f"b1:{w}" for w in before[-1:]} | {f"a1:{w}" for w in after[:1]}
    found |= {f"bb:{'_'.join(before[-2:])}", f"aa:{'_'.join(after[:2])}"}
    if len(one.party.mentions) > 1:
        found.add("many1")
    if len(other.party.mentions) > 1:
        found.add("many2")
    for word in above:
        found.add(f"h:{word}")
        if not one.is_here:
            found.add(f"hv:{word}")
    if not one.is_here:
        found |= {f"s:{w}" for w in [*between, *after]}
        found.add(f"words:{min(len(words) // 4, 6)}")
    if sentence.doc.has_annotation("DEP"):
        found |= _place_features(sentence, other, "2")
        found |= _place_features(sentence, one, "1") if one.is_here else set()
    if one.is_here and not same and sentence.doc.has_annotation("DEP"):
        found |= _path_features(sentence, one, other)
    return found


_BODIES = frozenset(("ORG", "WE", "IT"))


def _kind(side: Side) -> str:
    return "we" if side.mention.form == "publisher" else side.mention.kind


def _ends(one: Side, other: Side) -> tuple[int, int]:
    return (one.party.start if one.is_here else 0), other.party.end


def _words(sentence: Span, sides: Sequence[Side]) -> list[tuple[str, int, int]]:
    """Return (lemma, start, end) of the words; a row of names is one word ORG, "we" WE, a pronoun IT."""
    parties = sorted({(s.party.start, s.party.end, s.role) for s in sides if s.is_here})
    found: list[tuple[str, int, int]] = []
    taken: set[tuple[int, int]] = set()
    for token in sentence:
        start = token.idx - sentence.start_char
        end = start + len(token)
        party = next((p for p in parties if p[0] < end and start < p[1]), None)
        if party is None:
            if not token.is_space:
                found.append((_lemma(token), start, end))
        elif (party[0], party[1]) not in taken:
            taken.add((party[0], party[1]))
            mark = {"we": "WE", "pronoun": "IT"}.get(party[2], "ORG")
            found.append((mark, party[0], party[1]))
    return found


def _lemma(token: Token) -> str:
    word = (token.lemma_ or token.text).lower()
    return _DIGITS.sub("0", word)


def _bag(words: Sequence[str], place: str) -> set[str]:
    found = {f"w:{place}:{w}" for w in words[-25:]}
    found |= {f"ww:{place}:{a}_{b}" for a, b in pairwise(words)}
    return found


def _path_features(sentence: Span, one: Side, other: Side) -> set[str]:
    first, second = _head(sentence, one), _head(sentence, other)
    if first is None or second is None:
        return set()
    up = [first, *first.ancestors]
    ids = {token.i: n for n, token in enumerate(up)}
    down: list[Token] = []
    node = second
    while node.i not in ids:
        down.append(node)
        if node.head is node:
            return {"path:none"}
        node = node.head
    top, rise = node, up[: ids[node.i]]
    if len(rise) + len(down) > LONGEST_PATH:
        return {"path:long", f"top:{_lemma(top)}"}
    labels = [f"{_role(t)}^" for t in rise] + [f"{_role(t)}v" for t in reversed(down)]
    if not labels:  # both names stand on one word, as in "Shelter/Crisis"
        return {"path:same"}
    inner = [_lemma(t) for t in [*rise[1:], *([top] if rise and down else []), *down[1:]]]
    found = {f"path:{' '.join(labels)}", f"top:{_lemma(top)}", f"path length:{len(labels)}"}
    found |= {f"on:{word}" for word in inner}
    if rise and down:
        found.add(f"meet:{_role(rise[-1])} {_lemma(top)} {_role(down[-1])}")
        found.add(f"ends:{_role(rise[0])} {_role(down[0])}")
        found.add(f"top down:{_lemma(top)} {_role(down[-1])}")
        found.add(f"top up:{_role(rise[-1])} {_lemma(top)}")
    found.add(f"lexical:{' '.join(inner)}")
    found.add(f"full:{labels[0]} {' '.join(inner)} {labels[-1]}")
    if any(child.dep_ == "neg" or _lemma(child) in {"not", "never"} for child in top.children):
        found.add("negated")
    return found


def _place_features(sentence: Span, side: Side, which: str) -> set[str]:
    """Return what ``side`` is in its clause, and of which word."""
    token = _head(sentence, side)
    if token is None:
        return set()
    word = "-" if token.head is token else _lemma(token.head)
    found = {f"d{which}:{_role(token)}", f"d{which}:{_role(token)} {word}", f"g{which}:{word}"}
    above = token.head
    if above.head is not above and above.pos_ not in {"VERB", "AUX"}:
        found |= {f"gg{which}:{_lemma(above.head)}", f"gg{which}:{_role(above)} {_lemma(above.head)}"}
    objects = [c for c in above.children if c is not token and c.dep_.split(":")[0] in {"obj", "nsubj", "obl"}]
    found |= {f"with{which}:{c.dep_.split(':')[0]} {_lemma(c)}" for c in objects}
    return found


def _role(token: Token) -> str:
    """Return the label of ``token`` with its preposition: "obl:by"."""
    case = next((child for child in token.children if child.dep_ == "case"), None)
    label = token.dep_.split(":")[0] if token.dep_ not in {"nsubj:pass", "nmod:poss", "acl:relcl"} else token.dep_
    return f"{label}:{_lemma(case)}" if case is not None else label


def _head(sentence: Span, side: Side) -> Token | None:
    base = sentence.start_char
    inside = [t for t in sentence if t.idx - base < side.end and side.start < t.idx - base + len(t)]
    if not inside:
        return None
    head = next((t for t in inside if t.head not in inside or t.head is t), inside[-1])
    # In a row of names the first carries the function of all.
    while head.dep_ == "conj" and head.head in sentence:
        first = head.head.idx - base
        if not side.party.start <= first < side.party.end:
            break
        head = head.head
    return head
