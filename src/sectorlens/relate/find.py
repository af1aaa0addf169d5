"""Finding the relations that one document states between its mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from spacy.language import Language

from sectorlens.model import Document, Evidence, FindingIds, Mention, RelatedMentions, RelationMention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.nlp import BlockDoc, iter_block_docs, split_sentences
from sectorlens.nlp.decision import word_features
from sectorlens.nlp.voice import Voicing, read_voice
from sectorlens.relate.anaphora import resolve_pronouns
from sectorlens.relate.cues import Cue, find_cues, read_modality, read_polarity, relation_cues
from sectorlens.relate.groups import Party, find_parties
from sectorlens.relate.lists import owner_of_list, read_list_tie
from sectorlens.relate.pairs import Pair, find_pairs
from sectorlens.relate.scoring import DECISION
from sectorlens.sector import SectorPack
from sectorlens.text import fold, straighten


def relate(
    document: Document, repeated: Collection[int], mentions: Sequence[Mention], *, nlp: Language, pack: SectorPack
) -> RelatedMentions:
    """Return ``mentions`` (in reading order) and the relations that ``document`` states between them.

    Furniture and the ``repeated`` blocks yield nothing.  Both sides of a relation are mentions of the
    document; "we" is the publisher's mention of form *publisher*.
    """
    blocks = tuple(iter_block_docs(document, repeated, nlp, parsed=False))
    ordered = tuple(sorted(mentions, key=lambda m: (m.evidence.start, m.evidence.end, m.id)))
    ids = FindingIds(document.id)
    relations = []
    for one in find_candidates(document, blocks, ordered, pack=pack):
        value = DECISION.score(one.features, one.words)
        if value >= DECISION.accept:
            relations.append(_record(document, one, value, ids))
    return RelatedMentions(document_id=document.id, mentions=ordered, relations=tuple(relations))


@dataclass(frozen=True, slots=True)
class PairInText:
    """A pair in its sentence, which starts at ``offset`` of the document."""

    offset: int
    sentence: str
    pair: Pair
    voicing: Voicing
    features: frozenset[str]
    words: frozenset[str]


def find_candidates(
    document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> Iterator[PairInText]:
    """Yield every pair that might stand in a relation, in reading order, each once per sentence and kind."""
    cues = relation_cues(pack)
    for block in blocks:
        end = block.offset + len(block.doc.text)
        inside = [m for m in mentions if block.offset <= m.evidence.start and m.evidence.end <= end]
        found: list[tuple[int, Pair, BlockDoc, Voicing]] = []
        if block.block.kind == "list_item":
            found += _read_item(document, block, inside, mentions)
        if inside:
            found += _read_block(block, inside, cues, _publisher(document, mentions, block.offset))
        yield from _distinct(found)


def _distinct(found: Sequence[tuple[int, Pair, BlockDoc, Voicing]]) -> Iterator[PairInText]:
    seen: set[tuple[str, str, str, int]] = set()
    for offset, pair, block, voicing in sorted(found, key=lambda row: (row[0] + row[1].start, row[1].end)):
        key = (pair.kind, pair.source.id, pair.target.id, offset)
        if key in seen or pair.source.id == pair.target.id or _same_name(pair.source, pair.target):
            continue
        seen.add(key)
        plain = straighten(block.doc.text)
        base = offset - block.offset
        sentence = next((plain[a:b] for a, b in split_sentences(plain) if a <= base + pair.cue_start < b), plain)
        features = set(pair.features) | {f"kind_{pair.kind}"}
        features |= {f"source_{pair.source.kind}", f"target_{pair.target.kind}"}
        if voicing.voice == "quoted":
            features.add("quoted")
        if pair.source.band == "doubtful" or pair.target.band == "doubtful":
            features.add("doubtful_mention")
        cue = sentence[pair.cue_start : pair.cue_end]
        words = word_features(cue, prefix=f"{pair.kind}", first=0) | word_features(cue, prefix="cue", first=0)
        yield PairInText(offset, sentence, pair, voicing, frozenset(features), words)


def _read_block(
    block: BlockDoc, inside: Sequence[Mention], cues: tuple[Cue, ...], publisher: Mention | None
) -> Iterator[tuple[int, Pair, BlockDoc, Voicing]]:
    text = block.doc.text
    earlier: list[list[Party]] = []
    for start, end in split_sentences(text):
        plain = straighten(text[start:end])
        offset = block.offset + start
        here = [m for m in inside if offset <= m.evidence.start and m.evidence.end <= offset + len(plain)]
        parties = find_parties(plain, offset, here)
        everyone = resolve_pronouns(plain, parties, earlier)
        topic = _topic(earlier, publisher)
        if everyone and (topic is not None or len({m.id for p in everyone for m in p.mentions}) > 1):
            voicing = read_voice(block.block, text, start, end)
            for pair in find_pairs(plain, everyone, find_cues(plain, cues), topic=topic):
                yield offset, pair, block, voicing
        if parties:
            earlier.append(parties)


def _publisher(document: Document, mentions: Sequence[Mention], position: int) -> Mention | None:
    """Return the publisher's mention nearest before ``position``: "we", else its name."""
    own = [m for m in mentions if m.form == "publisher"]
    if not own and document.publisher:
        own = [m for m in mentions if fold(m.evidence.quote) == fold(document.publisher)]
    before = [m for m in own if m.evidence.start < position]
    return before[-1] if before else (own[0] if own else None)


def _topic(earlier: Sequence[Sequence[Party]], publisher: Mention | None) -> Party | None:
    """Return whom the block is about: the first body of the sentence before, else the publisher."""
    for parties in reversed(earlier[-1:]):
        if len(parties[0].mentions) == 1:
            return parties[0]
    return Party(0, 0, (publisher,), resolved=True) if publisher is not None else None


def _read_item(
    document: Document, block: BlockDoc, inside: Sequence[Mention], mentions: Sequence[Mention]
) -> Iterator[tuple[int, Pair, BlockDoc, Voicing]]:
    """Yield the tie that the lead-in or heading of a list states for the body that the item names first."""
    tie = read_list_tie(document, block)
    named = [m for m in inside if m.form != "publisher"]
    if tie is None or not named or named[0].evidence.start - block.offset > 40:
        return
    kind, source, index = tie
    publisher = next((m for m in mentions if m.form == "publisher"), None)
    owner = owner_of_list(document, index, mentions, publisher)
    if owner is None:
        return
    head = named[0]
    if source == "item" and head.kind == "funder" and kind in {"partners_with", "supports"}:
        kind = "funds"
    if source == "item" and owner.form != "publisher" and kind == "partners_with" and owner.kind in _WHOLES:
        kind = _WHOLES[owner.kind]
    first, second = (owner, head) if source == "publisher" else (head, owner)
    start, end = head.evidence.start - block.offset, head.evidence.end - block.offset
    features = frozenset({"list_item"})
    yield block.offset, Pair(kind, first, second, start, end, start, end, features), block, Voicing()


# The partners of a scheme are parts of it, those of an umbrella body its members.
_WHOLES: dict[str, RelationKind] = {"programme": "part_of", "network": "member_of"}


def _record(document: Document, one: PairInText, value: float, ids: FindingIds) -> RelationMention:
    pair = one.pair
    low, high = one.offset + pair.start, one.offset + pair.end
    quote = document.text[low:high]
    return RelationMention(
        id=ids.next("rel", quote),
        kind=pair.kind,
        subject_id=pair.source.id,
        object_id=pair.target.id,
        evidence=Evidence(document_id=document.id, start=low, end=high, quote=quote),
        polarity=read_polarity(one.sentence, pair.cue_start, pair.cue_end),
        modality=read_modality(one.sentence, pair.cue_start, pair.cue_end),
        voice=one.voicing.voice,
        said_by=one.voicing.said_by,
        score=value,
        band="clear" if value >= DECISION.clear else "doubtful",
    )


def _same_name(one: Mention, other: Mention) -> bool:
    if one.form == "publisher" and other.form == "publisher":
        return True
    names = {fold(one.evidence.quote), fold(one.full_name or one.evidence.quote)}
    return bool(names & {fold(other.evidence.quote), fold(other.full_name or other.evidence.quote)})
