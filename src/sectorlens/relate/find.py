"""Finding the relations that one document states between its mentions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from spacy.language import Language

from sectorlens.model import Document, Evidence, FindingIds, Mention, RelatedMentions, RelationMention
from sectorlens.nlp import BlockDoc, iter_block_docs
from sectorlens.relate.candidates import Candidate, iter_candidates
from sectorlens.relate.cues import read_modality, read_polarity
from sectorlens.relate.decide import Decided, decide, one_kind_per_pair
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
    blocks = parse_where_named(tuple(iter_block_docs(document, repeated, nlp, parsed=False)), ordered, nlp)
    ids = FindingIds(document.id)
    decided = [
        found
        for candidate in iter_candidates(document, blocks, ordered, pack=pack)
        if (found := decide(candidate, document)) is not None
    ]
    kept = sorted(one_kind_per_pair(decided, document), key=lambda d: (d.candidate.offset, *_span(d.candidate), d.kind))
    relations = tuple(_record(document, one, ids) for one in kept)
    return RelatedMentions(document_id=document.id, mentions=ordered, relations=relations)


def name_blocks(blocks: Sequence[BlockDoc], mentions: Sequence[Mention]) -> list[BlockDoc]:
    """Return the ``blocks`` that name a body other than by "we"."""
    starts = [m.evidence.start for m in mentions if m.form != "publisher"]
    return [b for b in blocks if any(b.offset <= at < b.offset + len(b.doc.text) for at in starts)]


def parse_where_named(blocks: Sequence[BlockDoc], mentions: Sequence[Mention], nlp: Language) -> Iterator[BlockDoc]:
    """Yield the ``blocks`` that name a body, with their syntax; the others could not state a tie."""
    named = name_blocks(blocks, mentions)
    unused = [name for name in _UNUSED if name in nlp.pipe_names]
    docs = nlp.pipe((block.doc.text for block in named), batch_size=64, disable=unused)
    for block, doc in zip(named, docs, strict=True):
        yield BlockDoc(index=block.index, block=block.block, doc=doc, offset=block.offset)


def _span(candidate: Candidate) -> tuple[int, int]:
    """Return the words of the sentence that prove the tie."""
    if candidate.one.is_here and (candidate.rules or candidate.one.party is not candidate.other.party):
        return candidate.start, candidate.end
    if candidate.rules and not candidate.one.is_here:
        return min(p.start for p in candidate.rules), max(candidate.end, *(p.end for p in candidate.rules))
    return 0, len(candidate.plain)


def _record(document: Document, one: Decided, ids: FindingIds) -> RelationMention:
    candidate = one.candidate
    start, end = _span(candidate)
    low, high = candidate.offset + start, candidate.offset + end
    quote = document.text[low:high]
    cue = _cue_place(candidate, one)
    return RelationMention(
        id=ids.next("rel", quote),
        kind=one.kind,
        subject_id=one.source.id,
        object_id=one.target.id,
        evidence=Evidence(document_id=document.id, start=low, end=high, quote=quote),
        polarity=read_polarity(candidate.plain, *cue),
        modality=read_modality(candidate.plain, *cue),
        voice=candidate.voicing.voice,
        said_by=candidate.voicing.said_by,
        score=one.score,
        band="clear" if one.is_clear else "doubtful",
    )


def _cue_place(candidate: Candidate, one: Decided) -> tuple[int, int]:
    """Return where the tie is worded: at the cue of its kind, else between the two sides."""
    for pair in candidate.rules:
        if pair.kind == one.kind:
            return pair.cue_start, pair.cue_end
    if candidate.rules:
        return candidate.rules[0].cue_start, candidate.rules[0].cue_end
    low = candidate.one.party.end if candidate.one.is_here else 0
    high = candidate.other.party.start
    return (low, high) if low < high else (low, candidate.other.end)
