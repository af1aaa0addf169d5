"""The items and sentences of a document that might ask, each with what speaks for and against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sectorlens.extract.recommendations.called import is_called
from sectorlens.extract.recommendations.clauses import clause_features, is_parsed
from sectorlens.extract.recommendations.context import Asking, AskingMap
from sectorlens.extract.recommendations.cues import AskCues, ask_cues
from sectorlens.extract.recommendations.details import item_core, opens_with_imperative, read_strength
from sectorlens.extract.recommendations.items import find_broken_lines
from sectorlens.extract.recommendations.sentences import read_sentence
from sectorlens.extract.recommendations.subjects import Request
from sectorlens.extract.recommendations.surroundings import Candidate, with_surroundings
from sectorlens.extract.recommendations.tables import read_tables
from sectorlens.extract.recommendations.words import content_words
from sectorlens.model import Document, Mention
from sectorlens.nlp import BlockDoc, split_sentences
from sectorlens.nlp.voice import read_voice
from sectorlens.sector.schema import SectorPack

SHORTEST = 3  # words of an item; shorter ones are labels
_NUMBERED = re.compile(
    r"^\W*(?:(?i:key )?(?i:recommendation|lesson|ask))\s+(?:no\.? ?)?(?:\d+(?:\.\d+)?\b|[A-Z][:.)])\W*"
)
# The asking word stands in what somebody else says, thinks or finds.
_THEIR_WORDS = frozenset(f"d:under-subject=ccomp/{kind}" for kind in "noun nouns name it they he she".split())


_NAMED = frozenset(("subject_class", "subject_organisation", "performative"))


@dataclass(frozen=True, slots=True)
class _Page:
    """What all blocks of one document share while they are read."""

    mentions: Sequence[Mention]
    with_items: frozenset[int | None]
    lines: frozenset[int]
    set_items: frozenset[int]
    document: Document
    cues: AskCues
    pack: SectorPack


def find_candidates(
    document: Document, blocks: Sequence[BlockDoc], mentions: Sequence[Mention], *, pack: SectorPack
) -> list[Candidate]:
    """Return every item and sentence that might ask, in reading order.

    Of a list item that nothing above declares a request and that has several sentences, both the whole and each
    sentence are candidates.
    """
    cues = ask_cues(pack)
    skipped = frozenset(range(len(document.blocks))) - {block.index for block in blocks}
    asking = AskingMap(document, skipped, mentions, cues=cues, pack=pack)
    with_items = frozenset(document.blocks[b.index].heading for b in blocks if b.block.kind == "list_item")
    cells = read_tables(blocks, pack=pack)
    page = _Page(mentions, with_items, asking.lines, asking.set_items, document, cues, pack)
    found: list[Candidate] = []
    for block in blocks:
        in_column = block.index in cells
        if block.block.kind in {"table_cell", "caption", "footnote"} and not in_column:
            continue
        found += _read_block(block, cells.get(block.index) or asking.of(block.index), in_column, page)
    return with_surroundings(document, found)


def _read_block(block: BlockDoc, above: Asking, in_column: bool, page: _Page) -> Iterator[Candidate]:
    text = block.doc.text
    kind = block.block.kind
    inside = [m for m in page.mentions if m.evidence.start < block.offset + len(text)]
    numbered = bool(_NUMBERED.match(text))
    asked = above.lead_in is not None or above.heading is not None
    broken = find_broken_lines(page.document, block.index) if kind == "paragraph" else ()
    if broken and (asked or len(broken) > 2):
        for start, end in broken:
            low, high = item_core(text[start:end])
            if len(text[start + low : start + high].split()) < SHORTEST:
                continue  # a label and an owner alone
            yield _read_item(block, (start + low, start + high), above, in_column, numbered, inside, page)
        return
    is_line = kind == "paragraph" and block.index in page.lines
    is_set = asked and block.index in page.set_items
    is_item = kind == "list_item" or in_column or is_line or is_set
    is_item = is_item or (kind == "paragraph" and (numbered or bool(block.block.ordinal)))
    if kind == "heading":
        is_item = numbered or (asked and _reads_as_request(text))
        if not is_item:
            return
    whole: Candidate | None = None
    if is_item and not text.rstrip().endswith(":"):
        start, end = item_core(text)
        if len(text[start:end].split()) < SHORTEST or _is_name(block.offset + start, block.offset + end, inside):
            return
        whole = _read_item(block, (start, end), above, in_column, numbered, inside, page)
        yield whole
        loose = is_line or is_set or "plain_item" in whole.features
        if not loose or len(split_sentences(text[start:end])) < 2:
            return
    if kind == "heading":
        return
    yield from _read_sentences(block, above, inside, page, in_item=whole is not None)


def _read_sentences(
    block: BlockDoc, above: Asking, inside: Sequence[Mention], page: _Page, *, in_item: bool
) -> Iterator[Candidate]:
    text = block.doc.text
    request: Request | None = None
    for start, end in split_sentences(text):
        request = read_sentence(
            text[start:end], block.offset + start, inside, cues=page.cues, pack=page.pack, before=request
        )
        if text[start:end].rstrip().endswith(":") or end - start < 8:
            continue
        voicing = read_voice(block.block, text, start, end)
        features = set(request.features)
        if above.heading is not None and block.block.heading not in page.with_items:
            features.add("paragraph_under_asking_heading")
            if above.strong:
                features.add("paragraph_under_recommendation_heading")
            if "imperative" in features:
                features.add("imperative_in_asking")
        if above.lead_in is not None:
            features.add("paragraph_after_asking_lead_in")
        if in_item:
            features.add("part_of_item")
        if voicing.voice != "own":
            features.add(voicing.voice)
        clauses = _clauses(block, start, end)
        if is_called(text[start:end], page.pack):
            features.add("called")
        if not features & {"performative", "body_holds"} and _THEIR_WORDS & clauses:
            features.add("content_of_others")
        yield Candidate(
            start=start + block.offset,
            end=end + block.offset,
            block=block.index,
            kind=block.block.kind,
            features=frozenset(features),
            context=clauses,
            words=content_words(text[start:end]),
            parsed=_is_read(block),
            request=request,
            asking=above,
            form="sentence",
            voicing=voicing,
        )


def _clauses(block: BlockDoc, start: int, end: int) -> frozenset[str]:
    span = block.doc.char_span(start, end, alignment_mode="expand")
    return clause_features(span) if span is not None else frozenset()


def _is_read(block: BlockDoc) -> bool:
    return is_parsed(block.doc[:])


def _is_name(start: int, end: int, mentions: Sequence[Mention]) -> bool:
    """Whether an item is little more than the name of a body."""
    return any(
        m.form != "publisher"
        and start <= m.evidence.start
        and m.evidence.end <= end
        and (m.evidence.end - m.evidence.start) * 3 > (end - start) * 2
        for m in mentions
    )


def _reads_as_request(text: str) -> bool:
    words = len(text.split())
    return (
        words >= 3
        and (opens_with_imperative(text) or (words >= 5 and read_strength(text) is not None))
        and not text.rstrip().endswith(("?", ":"))
    )


def _read_item(
    block: BlockDoc,
    span: tuple[int, int],
    above: Asking,
    in_column: bool,
    numbered: bool,
    inside: Sequence[Mention],
    page: _Page,
) -> Candidate:
    text = block.doc.text
    start, end = span
    core = text[start:end]
    structure: set[str] = set()
    if above.heading is not None:
        structure.add("item_under_asking_heading")
    if above.lead_in is not None:
        structure.add("item_after_asking_lead_in")
    if numbered:
        structure.add("numbered_recommendation")
    if in_column:
        structure.add("recommendation_column")
    if block.block.kind == "heading":
        structure = (structure - {"item_under_asking_heading"}) | {"heading_is_request"}
    sentences = split_sentences(core)
    first_end = sentences[0][1]
    request = read_sentence(core[:first_end], block.offset + start, inside, cues=page.cues, pack=page.pack)
    imperative = opens_with_imperative(core)
    if not structure and above.addressee_heading and (imperative or request.strength is not None):
        structure.add("item_under_addressee_heading")
    features = set(structure)
    voicing = above.voicing if above.voicing.voice != "own" else read_voice(block.block, text, start, end)
    if not structure:
        features |= {"plain_item", *request.features}
        if len(sentences) > 1:
            features.add("several_sentences")
        if above.other_line is not None:
            features.add("item_after_own_plan" if above.own_plan else "item_after_other_line")
    else:
        features |= {f for f in request.features if f in {"reader", "question"}} if not above.strong else set()
        if not structure & {"recommendation_column", "numbered_recommendation"}:
            features |= request.features & {"never", "past"} if not above.strong and above.lead_in is None else set()
    if is_called(core, page.pack):
        features.add("called")
    if imperative:
        features.add("item_imperative")
    elif request.strength is None and not above.strong and above.lead_in is None:
        features.add("item_statement")
    if voicing.voice == "quoted":
        features.add("quoted")
    if block.index in page.lines or block.index in page.set_items:
        features.add("line_item")
    context = _clauses(block, start, start + first_end)
    context |= {f"i:{name}" for name in request.features} | {f"s:{name}" for name in structure}
    return Candidate(
        start=block.offset + start,
        end=block.offset + end,
        block=block.index,
        kind=block.block.kind,
        features=frozenset(features),
        context=context,
        words=content_words(core[:first_end]),
        parsed=_is_read(block),
        request=_with_later_addressee(request, core, sentences[1:], block.offset + start, inside, page),
        asking=above,
        form="list_item",
        voicing=voicing,
    )


def _with_later_addressee(
    request: Request, core: str, later: Sequence[tuple[int, int]], offset: int, inside: Sequence[Mention], page: _Page
) -> Request:
    """Return ``request``, read from a first sentence that asks nothing, with whom a later sentence names and asks."""
    if request.addressee is not None or request.strength is not None or "imperative" in request.features:
        return request
    for low, high in later:
        one = read_sentence(core[low:high], offset + low, inside, cues=page.cues, pack=page.pack)
        named = one.features & _NAMED
        if one.addressee is not None and named:
            return replace(request, addressee=one.addressee, mention=one.mention, features=request.features | named)
    return request
