"""Lists whose heading or lead-in states the tie for each item: "Our partners were:"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import RelationKind
from sectorlens.nlp import BlockDoc
from sectorlens.text import flatten, straighten

_KINDS: tuple[tuple[re.Pattern[str], RelationKind, str], ...] = (
    (
        re.compile(
            r"\b(?:funders?|funded by|supported financially|grants? from|who (?:funds|pays)|sponsors?|"
            r"donors?|financial support|income)\b",
            re.I,
        ),
        "funds",
        "item",
    ),
    (
        re.compile(
            r"\b(?:we (?:fund|have funded|are funding|gave|awarded)|grants? (?:made|awarded|to)|"
            r"grantees|grant holders|awards? (?:made|to)|new grants|who we fund)\b",
            re.I,
        ),
        "funds",
        "publisher",
    ),
    (re.compile(r"\b(?:commissioned by|commissioners|contracts? (?:from|with))\b", re.I), "commissions", "item"),
    (
        re.compile(
            r"\b(?:our members|(?:new |current |full |associate )?members?(?: (?:are|include|"
            r"organisations?|list|news))?|membership|member organisations)\b",
            re.I,
        ),
        "member_of",
        "item",
    ),
    (re.compile(r"\b(?:we (?:are|belong)|memberships? we hold|networks we)\b", re.I), "member_of", "publisher"),
    (re.compile(r"\b(?:deliver(?:ed|y) (?:by|partners?)|run by|subcontractors?)\b", re.I), "delivers_for", "item"),
    (
        re.compile(
            r"\b(?:partners?(?:hip)?|(?:we|who) (?:work|worked) with|work(?:ing|ed)? with|collaborat|"
            r"alongside us|in partnership|stands? (?:with|beside) us|friends)\b",
            re.I,
        ),
        "partners_with",
        "item",
    ),
    (
        re.compile(r"\b(?:support(?:ed|ers)? (?:by|us)|supporters|thanks? to|with thanks|helped by)\b", re.I),
        "supports",
        "item",
    ),
    (re.compile(r"\b(?:made up of|consists? of|consortium|comprises)\b", re.I), "part_of", "item"),
)


def read_list_tie(document: Document, block: BlockDoc) -> tuple[RelationKind, str, int] | None:
    """Return (kind, which side the item is: *item* or *publisher* is the source, index of the block that says so)."""
    for index in (block.block.lead_in, block.block.heading):
        if index is None or not 0 <= index < len(document.blocks):
            continue
        text = straighten(flatten(document.block_text(document.blocks[index])))
        if len(text) > 300:
            text = text[-300:]
        for pattern, kind, source in _KINDS:
            if pattern.search(text):
                return kind, source, index
    return None


def owner_of_list(
    document: Document, index: int, mentions: Sequence[Mention], publisher: Mention | None
) -> Mention | None:
    """Return the body that the list belongs to: one named in the lead-in or heading, else the publisher."""
    above = document.blocks[index]
    named = [m for m in mentions if above.start <= m.evidence.start and m.evidence.end <= above.end]
    return named[0] if named else publisher
