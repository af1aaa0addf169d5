"""One block = one Doc: the unit in which the pipeline reads a document."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from sectorlens.model import Block, Document
from sectorlens.nlp.sentences import split_sentences
from sectorlens.text import flatten

LONGEST = 20_000  # characters; memory of a parse grows with its Doc


@dataclass(frozen=True, slots=True)
class BlockDoc:
    """A block (or a part of a very long one) as read by the pipeline.

    ``doc.text`` is the flattened text, so character ``i`` of it stands at ``offset + i`` of the document.
    """

    index: int
    block: Block
    doc: Doc
    offset: int


def iter_block_docs(
    document: Document, repeated: Collection[int], nlp: Language, *, parsed: bool = True
) -> Iterator[BlockDoc]:
    """Yield the body blocks of ``document`` in order, without furniture and the ``repeated`` blocks.

    With ``parsed=False`` they are only cut into tokens, which is all that surface patterns need.
    """
    skipped = frozenset(repeated)
    pieces = [
        (index, block, block.start + start, flatten(document.text[block.start + start : block.start + end]))
        for index, block in enumerate(document.blocks)
        if block.layer == "body" and index not in skipped
        for start, end in _cut(document.block_text(block))
    ]
    texts = (text for *_, text in pieces)
    docs = nlp.pipe(texts, batch_size=64) if parsed else map(nlp.make_doc, texts)
    for (index, block, offset, _), doc in zip(pieces, docs, strict=True):
        yield BlockDoc(index=index, block=block, doc=doc, offset=offset)


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield spans of ``text`` of at most ``LONGEST`` characters, cut at sentence ends where there are any."""
    if len(text) <= LONGEST:
        if text.strip():
            yield 0, len(text)
        return
    start = 0
    for _, end in split_sentences(flatten(text)):
        while end - start > LONGEST:
            space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = space + 1 if space > 0 else start + LONGEST
            yield start, cut
            start = cut
        if end - start > LONGEST // 2:
            yield start, end
            start = end
    if text[start:].strip():
        yield start, len(text)
