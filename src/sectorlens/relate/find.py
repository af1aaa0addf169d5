"""Finding the relations that one document states between its mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spacy.language import Language

from sectorlens.model import Document, Evidence, FindingIds, Mention, RelatedMentions, RelationMention
from sectorlens.nlp import BlockDoc, iter_block_docs
from sectorlens.nlp.context import ContextModel, load_context
from sectorlens.relate.candidates import iter_candidates
from sectorlens.relate.cues import read_modality, read_polarity
from sectorlens.relate.decide import Decided, decide, one_kind_per_pair
from sectorlens.relate.joint import decide_together, load_joint, read_pairs
from sectorlens.sector import SectorPack

_UNUSED = ("ner",)


def relate(
    document: Document, repeated: Collection[int], mentions: Sequence[Mention], *, nlp: Language, pack: SectorPack
) -> RelatedMentions:
    """Return ``mentions`` (in reading order) and the relations that ``document`` states between them.

    Furniture and the ``repeated`` blocks yield nothing.  Both sides of a relation are mentions of the
    document; "we" is the publisher's mention of form *publisher*.
    """
    ordered = tuple(sorted(mentions, key=lambda m: (m.evidence.start, m.evidence.end, m.id)))
    cut = tuple(iter_block_docs(document, repeated, nlp, parsed=False))
    named = tuple(parse_where_named(cut, ordered, nlp))
    context = load_context() if nlp.has_pipe("parser") else None
    decided = find_ties(document, cut, named, ordered, pack=pack, context=context)
    ids = FindingIds(document.id)
    kept = sorted(
        one_kind_per_pair(decided, document),
        key=lambda d: (d.place.offset + d.place.start, d.place.offset + d.place.end, d.kind, d.source.id, d.target.id),
    )
    relations = tuple(_record(document, one, ids) for one in kept)
    return RelatedMentions(document_id=document.id, mentions=ordered, relations=relations)


def find_ties(
    document: Document,
    cut: Sequence[BlockDoc],
    named: Sequence[BlockDoc],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    context: ContextModel | None,
) -> list[Decided]:
    """Return every tie that is likely enough; ``named`` are those blocks of ``cut`` that name a body, parsed.

    Without ``context`` each sentence is judged by itself.
    """
    candidates = list(iter_candidates(document, named, mentions, pack=pack))
    joint = load_joint()
    if context is None or joint is None:
        return [found for candidate in candidates if (found := decide(candidate, document)) is not None]
    parsed = {block.offset: block for block in named}
    blocks = [parsed.get(block.offset, block) for block in cut]
    pairs = read_pairs(context, document, blocks, mentions)
    return list(decide_together(document, blocks, candidates, pairs, mentions, joint))


def name_blocks(blocks: Sequence[BlockDoc], mentions: Sequence[Mention]) -> list[BlockDoc]:
    """Return the ``blocks`` in which a body is named."""
    starts = [m.evidence.start for m in mentions if m.form != "publisher"]
    return [b for b in blocks if any(b.offset <= at < b.offset + len(b.doc.text) for at in starts)]


def parse_where_named(blocks: Sequence[BlockDoc], mentions: Sequence[Mention], nlp: Language) -> Iterator[BlockDoc]:
    """Yield the ``blocks`` that name a body, with their syntax; the others could not state a tie."""
    named = name_blocks(blocks, mentions)
    unused = [name for name in _UNUSED if name in nlp.pipe_names]
    docs = nlp.pipe((block.doc.text for block in named), batch_size=64, disable=unused)
    for block, doc in zip(named, docs, strict=True):
        yield BlockDoc(index=block.index, block=block.block, doc=doc, offset=block.offset)


def _record(document: Document, one: Decided, ids: FindingIds) -> RelationMention:
    place = one.place
    low, high = place.offset + place.start, place.offset + place.end
    quote = document.text[low:high]
    return RelationMention(
        id=ids.next("rel", quote),
        kind=one.kind,
        subject_id=one.source.id,
        object_id=one.target.id,
        evidence=Evidence(document_id=document.id, start=low, end=high, quote=quote),
        polarity=read_polarity(place.plain, *place.cue),
        modality=read_modality(place.plain, *place.cue),
        voice=place.voicing.voice,
        said_by=place.voicing.said_by,
        score=one.score,
        band="clear" if one.is_clear else "doubtful",
    )
