"""Windows: stretches of a document as word pieces, of whole sentences that overlap, with the organisations marked.

What a piece belongs to is told beside it: the kind of its organisation, or else whether it stands in a heading or a
list.  A window begins with the publisher's name, so that "we" has a meaning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sectorlens.model import Mention
from sectorlens.model.vocabulary import ORGANISATION_KINDS, BlockKind
from sectorlens.nlp.blocks import BlockDoc

LONGEST = 208  # pieces of text in a window
OVERLAP = 64  # pieces that a window may repeat of the one before
LONGEST_SENTENCE = 180
LONGEST_NAME = 16  # pieces of the publisher's name
WE, PUBLISHER = "we", "publisher"
HEADING, ITEM = "heading", "list_item"
KINDS = ("none", *ORGANISATION_KINDS, WE, PUBLISHER, HEADING, ITEM)

Span = tuple[int, int]


class Stretch(NamedTuple):
    """A sentence, or a block that is not cut into sentences, with its first character in the document."""

    start: int
    text: str
    kind: BlockKind = "paragraph"


@dataclass(frozen=True)
class Window:
    """A stretch of a document as pieces.

    ``starts`` and ``ends`` are characters of the document, -1 for pieces that do not stand in it; ``sentences`` the
    number of each piece's sentence, -1 likewise; ``kinds`` places in ``KINDS``.  ``publisher`` are the pieces of the
    publisher's name.  Characters before ``fresh`` stand in the window before, too.
    """

    ids: list[int]
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    publisher: Span
    fresh: int

    @property
    def low(self) -> int:
        """First character of the text."""
        return self.starts[self.publisher[1] + 1]

    @property
    def high(self) -> int:
        """End of the text."""
        return self.ends[-2]

    def pieces(self, start: int, end: int) -> Span | None:
        """Return the pieces that share characters with ``start:end``, None where that is not wholly inside."""
        if start < self.low or end > self.high:
            return None
        inside = [k for k, at in enumerate(self.starts) if 0 <= at < end and start < self.ends[k]]
        return (inside[0], inside[-1] + 1) if inside else None

    def sentence_of(self, piece: int) -> Span:
        """Return the pieces of the sentence in which ``piece`` stands."""
        number = self.sentences[piece]
        inside = [k for k, n in enumerate(self.sentences) if n == number]
        return inside[0], inside[-1] + 1


def iter_stretches(blocks: Iterable[BlockDoc]) -> Iterator[Stretch]:
    """Yield the sentences of ``blocks``, and blocks that are not cut into sentences as a whole."""
    for block in blocks:
        if block.doc.has_annotation("SENT_START"):
            for sentence in block.doc.sents:
                yield Stretch(block.offset + sentence.start_char, sentence.text, block.block.kind)
        else:
            yield Stretch(block.offset, block.doc.text, block.block.kind)


def iter_windows(
    tokenizer: Any, stretches: Iterable[Stretch], mentions: Sequence[Mention], publisher: str
) -> Iterator[Window]:
    """Yield the windows of a document, whose ``stretches`` come in reading order; ``publisher`` may be ""."""
    begin, stop = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    name = tokenizer.encode(publisher, add_special_tokens=False).ids[:LONGEST_NAME]
    name = name or tokenizer.encode("we", add_special_tokens=False).ids  # a name of marks alone has no pieces
    parts: list[tuple[int, int, list[int], list[Span]]] = []
    for number, (offset, text, standing) in enumerate(stretches):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        spans = [(offset + a, offset + b) for a, b in encoding.offsets]
        kind = KINDS.index(standing) if standing in (HEADING, ITEM) else 0
        for at in range(0, len(spans), LONGEST_SENTENCE):
            stop_at = at + LONGEST_SENTENCE
            parts.append((number, kind, encoding.ids[at:stop_at], spans[at:stop_at]))
    first, known = 0, 0
    while first < len(parts):
        last, size = first, 0
        while last < len(parts) and (last == first or size + len(parts[last][2]) <= LONGEST):
            size += len(parts[last][2])
            last += 1
        inside = parts[first:last]
        head = len(name) + 2
        window = Window(
            ids=[begin, *name, stop, *(piece for _, _, ids, _ in inside for piece in ids), stop],
            kinds=[0, *[KINDS.index(PUBLISHER)] * len(name), 0, *(kind for _, kind, ids, _ in inside for _ in ids), 0],
            starts=[*[-1] * head, *(a for *_, spans in inside for a, _ in spans), -1],
            ends=[*[-1] * head, *(b for *_, spans in inside for _, b in spans), -1],
            sentences=[*[-1] * head, *(number for number, _, ids, _ in inside for _ in ids), -1],
            publisher=(1, 1 + len(name)),
            fresh=parts[known][3][0][0],
        )
        _mark(window, mentions)
        yield window
        known, again = last, 0
        first = last
        # What is repeated leaves room for the next part: a window that held nothing new would never end.
        room = min(OVERLAP, LONGEST - len(parts[last][2])) if last < len(parts) else 0
        while first > 0 and again + len(parts[first - 1][2]) <= room:
            first -= 1
            again += len(parts[first][2])


def _mark(window: Window, mentions: Sequence[Mention]) -> None:
    for mention in mentions:
        span = window.pieces(mention.evidence.start, mention.evidence.end)
        if span is not None:
            kind = KINDS.index(kind_of(mention))
            window.kinds[span[0] : span[1]] = [kind] * (span[1] - span[0])


def kind_of(mention: Mention) -> str:
    """Return which of ``KINDS`` a mention is."""
    return WE if mention.form == "publisher" else mention.kind
