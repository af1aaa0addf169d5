"""Where a document asks: headings, lead-ins and table columns under which items are recommendations."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sectorlens.extract.addressees import classify_text
from sectorlens.extract.recommendations.cues import AskCues
from sectorlens.extract.recommendations.details import read_strength
from sectorlens.nlp.voice import OWN, Voicing, read_frame
from sectorlens.model import Block, Document
from sectorlens.model.vocabulary import Addressee, Strength
from sectorlens.nlp import split_sentences
from sectorlens.sector.schema import SectorPack
from sectorlens.text import flatten

DEEPEST = 3  # how many headings up an asking heading still governs
_RECOMMEND = re.compile(r"\brecommendations?\b|\blessons?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands above a block and asks.

    ``heading`` and ``lead_in`` are indices of the blocks that ask; ``addressee`` and ``named_in`` say whom and
    in which block; ``strength`` is that of the lead-in's modal.
    """

    heading: int | None = None
    lead_in: int | None = None
    addressee: Addressee | None = None
    named_in: int | None = None
    strength: Strength | None = None
    addressee_heading: bool = False
    strong: bool = False
    voicing: Voicing = OWN


class AskingMap:
    """Answers, for each block of one document, what asks above it."""

    def __init__(self, document: Document, skipped: Collection[int], *, cues: AskCues, pack: SectorPack) -> None:
        self._document = document
        self._cues = cues
        self._pack = pack
        self._skipped = frozenset(skipped)
        self._lead_ins = _lead_ins(document, self._skipped)

    def of(self, index: int) -> Asking:
        """Return what asks above block ``index``."""
        chain = self._chain(index)
        heading: int | None = None
        for depth, above in enumerate(chain[:DEEPEST]):
            text = self._text(above)
            if self._cues.heading_asks(text):
                heading = above
                break
            if depth == 0 and self._cues.heading_describes(text):
                break
        addressee, named_in = self._addressee_in(chain[:DEEPEST])
        nearest_is_class = bool(chain) and named_in == chain[0] and len(self._text(chain[0]).split()) <= 8
        lead_in = self._lead_ins.get(index)
        strength: Strength | None = None
        voicing = OWN
        asking_lead_in: int | None = None
        if lead_in is not None:
            text = self._last_sentence(lead_in)
            if self._cues.lead_in_asks(text):
                asking_lead_in = lead_in
                strength = read_strength(text)
                voicing = read_frame(text)
                named = classify_text(text, self._pack)
                if named is not None:
                    addressee, named_in = named, lead_in
        return Asking(
            heading=heading,
            lead_in=asking_lead_in,
            addressee=addressee,
            named_in=named_in,
            strength=strength,
            addressee_heading=nearest_is_class,
            strong=heading is not None and bool(_RECOMMEND.search(self._text(heading))),
            voicing=voicing,
        )

    def _text(self, index: int) -> str:
        return flatten(self._document.block_text(self._document.blocks[index]))

    def _last_sentence(self, index: int) -> str:
        text = self._text(index)
        spans = split_sentences(text)
        return text[spans[-1][0] : spans[-1][1]] if spans else text

    def _chain(self, index: int) -> list[int]:
        blocks = self._document.blocks
        chain: list[int] = []
        above = blocks[index].heading
        while above is not None and above not in chain and 0 <= above < len(blocks):
            chain.append(above)
            above = blocks[above].heading
        return chain

    def _addressee_in(self, chain: list[int]) -> tuple[Addressee | None, int | None]:
        for above in chain:
            text = self._text(above)
            named = classify_text(text, self._pack)
            if named is not None and len(text.split()) <= 16:
                return named, above
        return None, None


def _lead_ins(document: Document, skipped: frozenset[int]) -> dict[int, int]:
    """Return the introducing block of each list item: the parser's, else the line before the list ending in ":"."""
    found: dict[int, int] = {}
    blocks = document.blocks
    opener: int | None = None
    for index, block in enumerate(blocks):
        if block.layer != "body" or index in skipped:
            continue
        if block.kind == "list_item":
            lead = block.lead_in if block.lead_in is not None else _opener_for(block, opener, blocks)
            if lead is not None and lead != index:
                found[index] = lead
            if document.block_text(block).rstrip().endswith(":"):
                opener = index
        elif block.kind == "paragraph" and document.block_text(block).rstrip().endswith((":", "…", "...", "–", "—")):
            opener = index
        else:
            opener = None
    return found


def _opener_for(block: Block, opener: int | None, blocks: tuple[Block, ...]) -> int | None:
    if opener is None:
        return None
    above = blocks[opener]
    if above.kind == "list_item" and block.level <= above.level:
        return None
    return opener
