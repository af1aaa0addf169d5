"""Where a document asks: headings, lead-ins and table columns under which items are recommendations."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sectorlens.extract.addressees import classify_mention, iter_named
from sectorlens.extract.recommendations.cues import AskCues, matches
from sectorlens.extract.recommendations.details import read_strength
from sectorlens.extract.recommendations.items import find_lead_ins, find_lines, find_set_items
from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import Addressee, Strength
from sectorlens.nlp import split_sentences
from sectorlens.nlp.voice import OWN, Voicing, read_frame
from sectorlens.sector.schema import SectorPack
from sectorlens.text import flatten, fold, straighten

DEEPEST = 3  # how many headings up an asking heading still governs
_RECOMMEND = re.compile(r"\brecommendations?\b|\blessons?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asking:
    """What stands above a block and asks.

    ``heading`` and ``lead_in`` are indices of the blocks that ask; ``addressee`` and ``named_in`` say whom and
    in which block (``explicit``: "for prisons", not only in passing); ``strength`` is that of the lead-in's modal.
    ``other_line`` is the block of a lead-in that does not ask, ``own_plan`` that it says
    what the writer will do ("We will:").
    """

    heading: int | None = None
    lead_in: int | None = None
    addressee: Addressee | None = None
    named_in: int | None = None
    strength: Strength | None = None
    addressee_heading: bool = False
    strong: bool = False
    explicit: bool = False
    mention: Mention | None = None
    other_line: int | None = None
    own_plan: bool = False
    voicing: Voicing = OWN


class AskingMap:
    """Answers, for each block of one document, what asks above it."""

    def __init__(
        self,
        document: Document,
        skipped: Collection[int],
        mentions: Sequence[Mention],
        *,
        cues: AskCues,
        pack: SectorPack,
    ) -> None:
        self._document = document
        self._mentions = mentions
        self._cues = cues
        self._pack = pack
        self._skipped = frozenset(skipped)
        self.lines = find_lines(document, self._skipped)
        self._lead_ins = find_lead_ins(document, self._skipped, self.lines)
        self.set_items = find_set_items(document, self._lead_ins, self._skipped, self.lines)

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
        named = self._addressee_in(index, chain[:DEEPEST])
        nearest_is_class = (
            named.block is not None and named.block in chain[:1] and len(self._text(chain[0]).split()) <= 8
        )
        lead_in = self._lead_ins.get(index)
        strength: Strength | None = None
        voicing = OWN
        own_plan = False
        asking_lead_in: int | None = None
        if lead_in is not None:
            text = self._last_sentence(lead_in)
            if self._cues.lead_in_asks(text) and not matches(self._cues.readers, straighten(text)):
                asking_lead_in = lead_in
                strength = read_strength(text)
                voicing = read_frame(text)
                asked = self._named_in(lead_in)
                if asked.label is not None:
                    named = asked
            else:
                own_plan = matches(self._cues.own_plans, straighten(text).strip())
        return Asking(
            heading=heading,
            lead_in=asking_lead_in,
            addressee=named.label,
            named_in=named.block,
            explicit=named.explicit,
            mention=named.mention,
            strength=strength,
            addressee_heading=nearest_is_class,
            strong=heading is not None and bool(_RECOMMEND.search(self._text(heading))),
            other_line=lead_in if asking_lead_in is None else None,
            own_plan=own_plan,
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

    def _addressee_in(self, index: int, chain: list[int]) -> _NamedIn:
        """Return whom the label before the list, or else the nearest heading that names somebody, asks."""
        label = self._label_before(index)
        for above in ([label] if label is not None else []) + chain:
            text = self._text(above)
            if len(text.split()) > 16 or (text.rstrip().endswith("?") and not self._cues.heading_asks(text)):
                continue
            is_title = above == (chain[-1] if chain else None) and self._document.blocks[above].heading is None
            if _ANSWERS.search(text) and not _ASKS_OF.search(text):
                continue
            found = self._named_in(above)
            if found.label is not None and (found.explicit or not is_title):
                return found
        return _NamedIn()

    def _named_in(self, index: int) -> _NamedIn:
        text = self._text(index)
        block = self._document.blocks[index]
        if _OURSELVES.search(text):
            own = self._publisher()
            if own is not None:
                return _NamedIn(classify_mention(own), index, True, None)
        bodies = [
            m
            for m in self._mentions
            if m.form != "publisher"
            and m.band == "clear"
            and block.start <= m.evidence.start
            and m.evidence.end <= block.end
        ]
        named = iter_named(text, self._pack)
        asks = _ASKER.search(straighten(text))
        if asks is not None:
            # "Clinks calls on ministers:": who stands before the verb asks, and is not asked; but for "them".
            earlier = [n for n in named if n.end <= asks.start()]
            bodies = [m for m in bodies if m.evidence.start - block.start >= asks.start()]
            named = [n for n in named if n.start >= asks.start()]
            if not bodies and not named and earlier and _THEM.match(straighten(text[asks.end() :])):
                return _NamedIn(earlier[-1].label, index, True, None)
        if bodies and not (named and named[0].start < bodies[0].evidence.start - block.start):
            body = bodies[0]
            label = classify_mention(body)
            if label == "other" and named:
                label = named[0].label
            start = body.evidence.start - block.start
            return _NamedIn(label, index, _is_explicit(text, start, body.evidence.end - block.start), body)
        if named:
            return _NamedIn(named[0].label, index, _is_explicit(text, named[0].start, named[0].end), None)
        return _NamedIn()

    def _publisher(self) -> Mention | None:
        name = fold(self._document.publisher)
        return next((m for m in self._mentions if name and fold(m.evidence.quote) == name), None)

    def _label_before(self, index: int) -> int | None:
        """Return a short paragraph such as "To cabinet" that opens the list of block ``index``."""
        blocks = self._document.blocks
        at = index - 1
        while at >= 0 and (blocks[at].kind == "list_item" or at in self._skipped):
            at -= 1
        if at < 0 or blocks[at].kind != "paragraph" or blocks[index].kind != "list_item":
            return None
        text = self._text(at)
        is_label = len(text.split()) <= 10 and not text.rstrip().endswith((".", "!", "?")) and _LABEL.match(text)
        return at if is_label else None


_ASKER = re.compile(
    r"(?<=\w )(?<!we )(?:(?:is|are|has|have) )?(?:recommend(?:s|ed|ing)?|call(?:s|ed|ing)? (?:for|on|upon)|"
    r"urg(?:es|ed|ing)|ask(?:s|ed|ing)?(?= |:)|propos(?:es|ed|ing)|suggest(?:s|ed|ing)?|wants?|would like|"
    r"recommendations\b|says|makes?|believes?|thinks?|argues?)\b",
    re.IGNORECASE,
)
# "Justice Committee: written submission from Alpha" names who reads and who writes, not who is asked.
_ANSWERS = re.compile(
    r"\b(?:submissions?|(?:written|oral) evidence|(?:evidence|response|reply|answers?) (?:to|from|by|of))\b",
    re.IGNORECASE,
)
_ASKS_OF = re.compile(
    r"\b(?:recommendations?|lessons?|asks?|calls?|advice)\b[^:]{0,20}\b(?:for|to|on|of)\b", re.IGNORECASE
)
_THEM = re.compile(r"(?: (?:on|upon|for))? (?:them|they|these|those)\b", re.IGNORECASE)
_OURSELVES = re.compile(r"\b(?:for|to) (?:ourselves|us|our own)\b|\bour own\b", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:to|for|recommendations? (?:to|for))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _NamedIn:
    label: Addressee | None = None
    block: int | None = None
    explicit: bool = False
    mention: Mention | None = None


def _is_explicit(text: str, start: int, end: int) -> bool:
    """Whether the name at ``start:end`` of a heading or lead-in is who is asked, not only what it is about."""
    before, after = straighten(text[:start]).casefold(), straighten(text[end:]).casefold()
    if re.search(
        r"\b(?:for|to|of|on|upon|urge|ask|asking|want|see|by|that)\s+(?:the |all |our |every |"
        r"each |other |local |central |national |those in |a |an )*(?:\w+ (?:and|or) )?$",
        before,
    ):
        return True
    if re.match(r"\W*(?:should|must|needs?|can|could|have to|has to|ought|:|$)", after):
        return len(before.split()) <= 2 or bool(re.search(r"\b(?:what|how|ways|things|steps)\b", before))
    return not before.strip() and len(text.split()) <= 4
