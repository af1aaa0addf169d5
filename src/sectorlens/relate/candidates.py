"""Every pair of bodies in a document that might stand in a tie, with what rules and words say about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Span

from sectorlens.model import Document, Mention
from sectorlens.nlp import BlockDoc
from sectorlens.nlp.voice import Voicing, read_voice
from sectorlens.relate.anaphora import resolve_pronouns
from sectorlens.relate.cues import Cue, CueMatch, find_cues, relation_cues
from sectorlens.relate.features import side_features
from sectorlens.relate.groups import Party, find_parties
from sectorlens.relate.lists import list_tie
from sectorlens.relate.pairs import Pair, find_pairs
from sectorlens.relate.scoring import rule_score
from sectorlens.relate.sides import PUBLISHER, Side, body_of, pair_sides
from sectorlens.sector import SectorPack
from sectorlens.text import flatten, straighten

HEADING_WORDS = 14  # the last ones of a heading or lead-in


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two bodies in the sentence ``plain``, which starts at ``offset`` of the document.

    ``rules`` are the pairs that cue patterns state between them.  ``cue_start:cue_end`` is where in the sentence
    the tie is worded, as far as known, ``start:end`` what proves it.
    """

    offset: int
    plain: str
    one: Side
    other: Side
    rules: tuple[Pair, ...]
    features: frozenset[str]
    voicing: Voicing

    @property
    def is_row(self) -> bool:
        """Whether both sides stand in one row of names."""
        return self.one.is_here and self.one.party is self.other.party

    @property
    def start(self) -> int:
        """Where the evidence begins."""
        return min([self.one.start if self.one.is_here else self.other.start, *(p.start for p in self.rules)])

    @property
    def end(self) -> int:
        """Where the evidence ends."""
        return max([self.other.end, *(p.end for p in self.rules)])


def iter_candidates(
    document: Document, blocks: Iterable[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> Iterator[Candidate]:
    """Yield every pair that might stand in a tie, in reading order, each once per sentence.

    ``mentions`` are in reading order; ``blocks`` carry the syntax if the pipeline has a parser.
    """
    cues = relation_cues(pack)
    before: list[Mention] = []
    for block in blocks:
        end = block.offset + len(block.doc.text)
        inside = [m for m in mentions if block.offset <= m.evidence.start and m.evidence.end <= end]
        if any(m.form != "publisher" for m in inside):
            yield from _in_block(document, block, inside, before, mentions, cues)
        before = [] if block.block.kind == "heading" else _last_sentence(block, inside)


def _in_block(
    document: Document,
    block: BlockDoc,
    inside: Sequence[Mention],
    before: Sequence[Mention],
    mentions: Sequence[Mention],
    cues: tuple[Cue, ...],
) -> Iterator[Candidate]:
    publisher = publisher_mention(document, mentions, block.offset)
    above, words = _above(document, block, mentions)
    earlier: list[list[Party]] = []
    last = before
    for sentence in block.doc.sents:
        plain = straighten(sentence.text)
        offset = block.offset + sentence.start_char
        here = [m for m in inside if offset <= m.evidence.start and m.evidence.end <= offset + len(plain)]
        parties = find_parties(plain, offset, here)
        everyone = resolve_pronouns(plain, parties, earlier)
        matches = find_cues(plain, cues)
        topic = _topic(earlier, publisher)
        rules = list(find_pairs(plain, everyone, matches, topic=topic))
        item = list_tie(document, block, here, mentions) if sentence.start == 0 else None
        rules += [item] if item is not None else []
        yield from _in_sentence(document, block, sentence, everyone, publisher, above, last, words, rules, matches)
        if any(not party.is_publisher for party in parties):
            last = [m for party in parties for m in party.mentions]
        if parties:
            earlier.append(_told_of(parties, everyone))


def _in_sentence(
    document: Document,
    block: BlockDoc,
    sentence: Span,
    parties: Sequence[Party],
    publisher: Mention | None,
    above: Sequence[Mention],
    before: Sequence[Mention],
    words: Sequence[str],
    rules: Sequence[Pair],
    matches: Sequence[CueMatch],
) -> Iterator[Candidate]:
    plain = straighten(sentence.text)
    by_bodies: dict[frozenset[str], list[Pair]] = {}
    for pair in rules:
        bodies = frozenset((body_of(pair.source, document), body_of(pair.target, document)))
        by_bodies.setdefault(bodies, []).append(pair)
    pairs = list(pair_sides(parties, publisher, above, before, document))
    sides = [side for pair in pairs for side in pair]
    voicing = read_voice(block.block, block.doc.text, sentence.start_char, sentence.end_char) if pairs else Voicing()
    for one, other in pairs:
        stated = tuple(by_bodies.get(frozenset((body_of(one.mention, document), body_of(other.mention, document))), ()))
        features = side_features(sentence, one, other, sides, words)
        features |= _rule_features(stated, one, document) | _cue_features(matches, one, other)
        features.add(f"in:{block.block.kind}")
        if voicing.voice == "quoted":
            features.add("quoted")
        if "doubtful" in {one.mention.band, other.mention.band}:
            features.add("doubtful_mention")
        yield Candidate(
            block.offset + sentence.start_char, plain, one, other, stated, frozenset(features),
            voicing,
        )  # fmt: skip


def _rule_features(stated: Sequence[Pair], one: Side, document: Document) -> set[str]:
    found: set[str] = set()
    body = body_of(one.mention, document)
    for pair in stated:
        way = ">" if body_of(pair.source, document) == body else "<"
        found |= {"rule", f"rule:{pair.kind}{way}"}
        found |= {f"rule has {name}" for name in pair.features}
    if stated:
        best = max(rule_score(pair) for pair in stated)
        found |= {f"rule over {step}" for step in (0.3, 0.45, 0.6, 0.75, 0.85, 0.9) if best >= step}
    return found


def _cue_features(matches: Sequence[CueMatch], one: Side, other: Side) -> set[str]:
    """Say which cues stand between the sides, before the first and after the second."""
    found: set[str] = set()
    for match in matches:
        low = one.party.end if one.is_here else 0
        if match.start >= low - 1 and match.end <= other.party.start + 1:
            place = "between"
        elif match.end <= (one.party.start if one.is_here else 0) + 1:
            place = "before"
        else:
            place = "after"
        found.add(f"cue {place}:{match.cue.kind}:{match.cue.direction}")
        found.add(f"cue {place}")
    return found


def publisher_mention(document: Document, mentions: Sequence[Mention], position: int) -> Mention | None:
    """Return the publisher's mention nearest before ``position``: "we", else its name."""
    own = [m for m in mentions if m.form == "publisher"]
    own = own or [m for m in mentions if body_of(m, document) == PUBLISHER]
    before = [m for m in own if m.evidence.start < position]
    return before[-1] if before else (own[0] if own else None)


def _last_sentence(block: BlockDoc, inside: Sequence[Mention]) -> list[Mention]:
    """Return the bodies that the last sentence of ``block`` with any names."""
    for sentence in reversed(list(block.doc.sents)):
        low = block.offset + sentence.start_char
        found = [m for m in inside if low <= m.evidence.start < low + len(sentence.text)]
        if any(m.form != "publisher" for m in found):
            return found
    return []


def _told_of(parties: list[Party], everyone: Sequence[Party]) -> list[Party]:
    """Return ``parties`` led by whom the sentence begins with, where that is a pronoun: "It …, a member of …"."""
    first = everyone[0]
    return [replace(first, resolved=False), *parties] if first.resolved and first.start < 4 else parties


def _topic(earlier: Sequence[Sequence[Party]], publisher: Mention | None) -> Party | None:
    """Return whom the block is about: the first body of the sentence before, else the publisher."""
    for parties in reversed(earlier[-1:]):
        if len(parties[0].mentions) == 1:
            return parties[0]
    return Party(0, 0, (publisher,), resolved=True) if publisher is not None else None


def _above(document: Document, block: BlockDoc, mentions: Sequence[Mention]) -> tuple[list[Mention], list[str]]:
    """Return the bodies that the heading and lead-in of ``block`` name, and their last words."""
    named: list[Mention] = []
    words: list[str] = []
    for index in (block.block.lead_in, block.block.heading):
        if index is None or not 0 <= index < len(document.blocks):
            continue
        place = document.blocks[index]
        named += [m for m in mentions if place.start <= m.evidence.start and m.evidence.end <= place.end]
        text = straighten(flatten(document.block_text(place))).lower()
        words += ["".join(c for c in w if c.isalnum() or c in "'-") for w in text.split()[-HEADING_WORDS:]]
    return named, [w for w in words if w]
