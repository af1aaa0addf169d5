"""The decision about a tie where the context model is there: what it says of a window, joined with what sentences say.

A pair of bodies of a window (:mod:`.in_context`) meets the candidates of the window's sentences that hold the same
two bodies (:mod:`.candidates`).  A logistic regression over a handful of numbers says whether they are tied; the kind
is the likeliest by both opinions, multiplied.  Ties told over several sentences have no candidate and rest on the
window alone.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sectorlens.model import Document, Mention, Record
from sectorlens.model.vocabulary import RelationKind
from sectorlens.nlp import BlockDoc
from sectorlens.nlp.context import ContextModel
from sectorlens.nlp.joins import join_probability, read_join
from sectorlens.nlp.voice import read_voice
from sectorlens.nlp.windows import iter_stretches, iter_windows
from sectorlens.relate.candidates import Candidate, publisher_mention
from sectorlens.relate.decide import Decided, Place, kinds_of, place_of, read_label
from sectorlens.relate.in_context import PairInWindow, iter_pairs, score_pairs
from sectorlens.relate.kinds import is_union
from sectorlens.relate.learnt import LearntTies, label_of, load_learnt, tie_probability
from sectorlens.relate.scoring import rule_score
from sectorlens.relate.sides import PUBLISHER, body_of
from sectorlens.text import flatten, straighten

FILE = Path(__file__).parent / "learnt_joint.json"
NUMBERS = ("context", "words", "rule", "ruled", "alone", "publisher", "together", "row")
MOST = 6.0  # log-odds are cut here
LONGEST = 700  # characters of evidence
CUE = 0.5  # how sure a cue pattern must be to speak for a clear tie
# How much more the sentence counts for the kind where a cue states it: what the pack's cues say is to be relied on, and
# on texts that neither opinion had seen any factor from 1 to 4 chose the right kind equally often.
CUED = 2.5
# The kind that so sure a cue states stands, whatever the window says: texts that neither has seen do not tell whether
# it should, and what the pack's cues say is to be relied on.
STANDS_KIND = 0.95
DIRECTS = 0.5  # so sure a cue says who does it to whom, whatever the window says
_TURNED = {"<": ">", ">": "<"}


class Joint(Record, frozen=True, kw_only=True):
    """The contents of ``learnt_joint.json``: weights of ``NUMBERS``, and from which sureness (the probability of a tie
    times the share of its kind) on it is kept and clear.

    ``share`` is how much the sentence's opinion of the kind counts beside the window's, as an exponent.  A cue pattern
    as sure as ``stands`` stands where the window doubts it, the tie at half its score.
    """

    weights: dict[str, float]
    share: float
    stands: float
    accept: float
    clear: float
    clear_of: dict[RelationKind, float]


@dataclass(frozen=True, slots=True)
class ReadPair:
    """A pair of the window ``low:high``: the model's log-odds of a tie and its shares of kinds (see ``label_of``)."""

    pair: PairInWindow
    low: int
    high: int
    odds: float
    kinds: dict[str, float]


@functools.cache
def load_joint(file: Path = FILE) -> Joint | None:
    """Return the weights in ``file``, or None where there are none.

    Raises:
        ModelError: they are of another version.
    """
    return read_join(file, Joint, NUMBERS)


def read_pairs(
    model: ContextModel, document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention]
) -> list[ReadPair]:
    """Return what ``model`` says of every pair of the windows of ``blocks`` that name a body."""
    found: list[ReadPair] = []
    named = [m for m in mentions if m.form != "publisher"]
    for window in iter_windows(model.tokenizer, iter_stretches(blocks), mentions, document.publisher):
        if not any(window.low <= m.evidence.start and m.evidence.end <= window.high for m in named):
            continue
        pairs = list(iter_pairs(window, mentions, lambda mention: body_of(mention, document), PUBLISHER))
        odds, kinds = score_pairs(model, model.encode(window), pairs)
        for pair, value, shares in zip(pairs, odds, kinds, strict=True):
            by_label = {label: float(share) for label, share in zip(model.ties, shares, strict=True)}
            found.append(ReadPair(pair, window.low, window.high, float(value), by_label))
    return found


@dataclass(frozen=True, slots=True)
class Joined:
    """A pair with its candidates of the window and the ``numbers`` that decide."""

    read: ReadPair
    best: Candidate | None
    numbers: tuple[float, ...]


def join(
    candidates: Sequence[Candidate], pairs: Sequence[ReadPair], document: Document, learnt: LearntTies
) -> Iterator[Joined]:
    """Yield each pair with the likeliest candidate of its window that holds the same two bodies."""
    by_bodies: dict[frozenset[str], list[Candidate]] = {}
    for candidate in candidates:
        bodies = frozenset(body_of(side.mention, document) for side in (candidate.one, candidate.other))
        by_bodies.setdefault(bodies, []).append(candidate)
    for read in pairs:
        inside = [c for c in by_bodies.get(frozenset(read.pair.bodies), ()) if read.low <= c.offset < read.high]
        heard = [(_words(c, learnt), _rule(c), c) for c in inside]
        words, rule, best = max(heard, key=lambda one: (one[0] + one[1], -one[2].offset), default=(0.0, 0.0, None))
        numbers = (
            max(-MOST, min(MOST, read.odds)),
            words,
            rule,
            float(best is not None and bool(best.rules)),
            float(best is None),
            float(None in read.pair.nearest),
            float(read.pair.distance >= 8),
            float(best is not None and best.is_row and not best.rules),
        )
        yield Joined(read, best, numbers)


def _words(candidate: Candidate, learnt: LearntTies) -> float:
    """Return the log-odds of a tie by the words and syntax of the sentence."""
    likely = min(max(tie_probability(learnt, candidate.features), 1e-6), 1 - 1e-6)
    return max(-MOST, min(MOST, math.log(likely / (1 - likely))))


def _rule(candidate: Candidate) -> float:
    return max((rule_score(pair) for pair in candidate.rules), default=0.0)


def likely_kinds(joined: Joined, joint: Joint, document: Document, learnt: LearntTies) -> dict[str, float]:
    """Return how likely each kind with direction is, seen from the pair's first body, given a tie.

    A body, other than a programme, that is part of a union of bodies is its member.
    """
    logs = {label: math.log(max(value, 1e-6)) for label, value in joined.read.kinds.items()}
    said = _said(joined, document, learnt)
    share = joint.share * (CUED if joined.best is not None and joined.best.rules else 1.0)
    for label in logs if said else ():
        logs[label] += share * math.log(max(said.get(label, 0.0), 1e-3))
    top = max(logs.values())
    raised = {label: math.exp(value - top) for label, value in logs.items()}
    one, other = joined.read.pair.nearest
    for way, source, target in ((">", one, other), ("<", other, one)):
        if target is not None and is_union(target) and (source is None or source.kind != "programme"):
            raised[f"member_of{way}"] = raised.get(f"member_of{way}", 0.0) + raised.pop(f"part_of{way}", 0.0)
    whole = sum(raised.values())
    return {label: value / whole for label, value in raised.items()}


def _said(joined: Joined, document: Document, learnt: LearntTies) -> dict[str, float]:
    """Return the sentence's opinion of the kind, seen from the pair's first body; empty where none holds both."""
    if joined.best is None:
        return {}
    said = kinds_of(joined.best, learnt, document)
    if body_of(joined.best.one.mention, document) == joined.read.pair.bodies[0]:
        return said
    return {label[:-1] + _TURNED.get(label[-1], label[-1]): share for label, share in said.items()}


def agree(joined: Joined, label: str, document: Document, learnt: LearntTies) -> bool:
    """Return whether a cue in the sentence, its likeliest kind and the window's likeliest kind all say ``label``.

    Only such ties can be clear: on texts that neither opinion had seen, what both say holds more often than what one of
    them is equally sure of.
    """
    said, read = _said(joined, document, learnt), joined.read.kinds
    if not said or joined.numbers[NUMBERS.index("rule")] < CUE:
        return False
    return all(max(opinion, key=lambda name: (opinion[name], name)) == label for opinion in (said, read))


def judge(joined: Joined, joint: Joint, document: Document, learnt: LearntTies) -> tuple[float, dict[str, float]]:
    """Return how likely a tie is and, given one, each kind with direction, seen from the pair's first body."""
    likely, rule = probability(joined.numbers, joint), joined.numbers[NUMBERS.index("rule")]
    if rule >= joint.stands:
        likely = max(likely, rule / 2)
    if rule >= STANDS_KIND:
        return likely, _said(joined, document, learnt)
    kinds = likely_kinds(joined, joint, document, learnt)
    return likely, _as_directed(kinds, joined, document) if rule >= DIRECTS else kinds


def _as_directed(kinds: dict[str, float], joined: Joined, document: Document) -> dict[str, float]:
    """Return ``kinds`` with both directions of what the cue states put into the cue's: grammar tells who does it."""
    if joined.best is None:
        return kinds
    stated = max(joined.best.rules, key=rule_score)
    forward = body_of(stated.source, document) == joined.read.pair.bodies[0]
    label, turned = (label_of(stated.kind, forward=way) for way in (forward, not forward))
    if label == turned or turned not in kinds:
        return kinds
    return kinds | {label: kinds.get(label, 0.0) + kinds[turned], turned: 0.0}


def probability(numbers: Sequence[float], joint: Joint) -> float:
    """Return how likely a tie is."""
    return join_probability(NUMBERS, numbers, joint.weights)


def decide_together(
    document: Document,
    blocks: Sequence[BlockDoc],
    candidates: Sequence[Candidate],
    pairs: Sequence[ReadPair],
    mentions: Sequence[Mention],
    joint: Joint,
    learnt: LearntTies | None = None,
) -> Iterator[Decided]:
    """Yield the ties that are likely enough, in reading order; ``learnt`` are other weights than those that ship."""
    learnt = learnt if learnt is not None else load_learnt()
    if learnt is None:
        return
    surest: dict[tuple[frozenset[str], int, int], Decided] = {}
    for joined in join(candidates, pairs, document, learnt):
        likely, kinds = judge(joined, joint, document, learnt)
        best = max(kinds, key=lambda name: (kinds[name], name))
        sureness = round(likely * kinds[best], 3)
        if sureness < joint.accept:
            continue
        kind, forward = read_label(best)
        sides = _sides(joined, document, mentions)
        place = place_of(joined.best, kind) if joined.best is not None else _place(joined.read, document, blocks)
        if sides is None or place is None:
            continue
        source, target = sides if forward else sides[::-1]
        is_clear = sureness >= joint.clear_of.get(kind, joint.clear) and agree(joined, best, document, learnt)
        found = Decided(place, kind, source, target, round(likely, 3), sureness, is_clear)
        # Windows overlap: what two of them say of one place is one opinion, the surer.
        key = (frozenset(joined.read.pair.bodies), place.offset + place.start, place.offset + place.end)
        if key not in surest or sureness > surest[key].sureness:
            surest[key] = found
    yield from surest.values()


def _sides(joined: Joined, document: Document, mentions: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    """Return the mentions of the pair in its order; None where the publisher is mentioned nowhere."""
    if joined.best is not None:
        one, other = joined.best.one.mention, joined.best.other.mention
        return (one, other) if body_of(one, document) == joined.read.pair.bodies[0] else (other, one)
    one_or_none, other_or_none = joined.read.pair.nearest
    ours = publisher_mention(document, mentions, joined.read.high)
    first, second = one_or_none or ours, other_or_none or ours
    return (first, second) if first is not None and second is not None else None


def _place(read: ReadPair, document: Document, blocks: Sequence[BlockDoc]) -> Place | None:
    """Return the sentences from the one that names the first body to the one that names the second."""
    spans = sorted((m.evidence.start, m.evidence.end) for m in read.pair.nearest if m is not None)
    low, high = _sentence_at(blocks, spans[0][0])[0], _sentence_at(blocks, spans[-1][0])[1]
    if high - low > LONGEST:
        return None
    plain = straighten(flatten(document.text[low:high]))
    cue = (spans[0][1] - low, spans[-1][0] - low) if len(spans) > 1 else (0, len(plain))
    block = next(b for b in reversed(blocks) if b.offset <= spans[-1][0])
    start = max(0, low - block.offset)
    voicing = read_voice(block.block, block.doc.text, start, high - block.offset)
    return Place(low, plain, 0, len(plain), cue if cue[0] < cue[1] else (0, len(plain)), voicing)


def _sentence_at(blocks: Sequence[BlockDoc], position: int) -> tuple[int, int]:
    """Return the sentence in which character ``position`` of the document stands, as characters of the document."""
    block = next(b for b in reversed(blocks) if b.offset <= position)
    if block.doc.has_annotation("SENT_START"):
        for sentence in block.doc.sents:
            if position < block.offset + sentence.end_char:
                return block.offset + sentence.start_char, block.offset + sentence.end_char
    return block.offset, block.offset + len(block.doc.text)
