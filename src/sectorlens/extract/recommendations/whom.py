"""Whom a request asks: its own subject, the heading or lead-in above it, or whom the rest of the page asks."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sectorlens.extract.addressees import classify_text
from sectorlens.extract.recommendations.context import Asking
from sectorlens.extract.recommendations.sentences import Request
from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import Addressee, RecommendationForm
from sectorlens.nlp.decision import word_features
from sectorlens.sector.schema import SectorPack

_NAMED = frozenset(("subject_class", "subject_organisation", "subject_body", "subject_resolved"))


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked; ``block`` is the heading or lead-in that says so, ``own`` that the sentence itself does."""

    label: Addressee | None = None
    mention: Mention | None = None
    block: int | None = None
    own: bool = False


def whom(request: Request, above: Asking, form: RecommendationForm) -> Asked:
    """Return who is asked.

    A heading or lead-in that names whom it asks ("for prisons") holds for each item below it; otherwise the
    subject of the sentence comes first, then the heading, then the agent of a passive.
    """
    names_itself = bool(request.features & _NAMED) and request.addressee is not None
    from_above = Asked(above.addressee, above.mention, above.named_in)
    if form == "list_item" and above.explicit and above.addressee is not None:
        return from_above
    if names_itself or (request.addressee is not None and "performative" in request.features):
        return Asked(request.addressee, request.mention, own=True)
    if above.addressee is not None and (above.explicit or form == "list_item"):
        return from_above
    if request.addressee is not None:
        return Asked(request.addressee, request.mention, own=request.addressee != "sector")
    return Asked()


_INLINE = re.compile(
    r"^\W*(?:to|for) (?P<a>[^:.]{3,70}):\s|\((?:for|to|lead|action|owner|who)s?:? (?P<b>[^()]{3,70})\)\W*$",
    re.IGNORECASE,
)


def inline_label(text: str, pack: SectorPack) -> Addressee | None:
    """Return whom a label inside the item names: "To ministers: …", "… (For: prisons)"."""
    match = _INLINE.search(text)
    return classify_text(match.group("a") or match.group("b"), pack) if match else None


def spread_addressees(
    document: Document,
    sections: Sequence[int | None],
    asked: Sequence[Asked],
    texts: Sequence[str],
    *,
    pack: SectorPack,
) -> list[Asked]:
    """Return ``asked`` with the unnamed filled in.

    A request without a name ("Contracts should be renewed") is given the class that its words, whom the
    section and the page ask most, and whom the page is written to make likeliest.
    """
    by_section: dict[int | None, Counter[Addressee]] = {}
    everywhere: Counter[Addressee] = Counter()
    for section, one in zip(sections, asked, strict=True):
        if one.label is not None and (one.own or one.block is not None):
            by_section.setdefault(section, Counter())[one.label] += 1
            everywhere[one.label] += 1
    addressed = addressed_to(document, pack)
    filled: list[Asked] = []
    for section, one, text in zip(sections, asked, texts, strict=True):
        if one.label is not None:
            filled.append(one)
            continue
        near = most(by_section.get(section)) if section is not None else None
        hints = guess_features(text, near, most(everywhere), addressed)
        label = guess_addressee(hints) or addressed or near or most(everywhere)
        filled.append(Asked(label))
    return filled


def guess_features(
    text: str, near: Addressee | None, page: Addressee | None, addressed: Addressee | None
) -> frozenset[str]:
    """Return the features from which the class of an unnamed addressee is guessed."""
    hints = {f"near={near}", f"page={page}", f"addressed={addressed}"}
    return frozenset(hints) | word_features(text, first=0)


def guess_addressee(features: frozenset[str]) -> Addressee | None:
    """Return the likeliest class by the learnt weights; ``None`` without them."""
    weights = _guess_weights()
    totals = {
        label: by_feature.get("bias", 0.0) + sum(by_feature.get(name, 0.0) for name in sorted(features))
        for label, by_feature in weights.items()
    }
    ranked = sorted((-round(value, 6), label) for label, value in totals.items())
    return ranked[0][1] if ranked else None


@functools.cache
def _guess_weights() -> dict[Addressee, dict[str, float]]:
    file = Path(__file__).parent / "learnt_addressees.json"
    if not file.is_file():
        return {}
    return msgspec.json.decode(file.read_bytes(), type=dict[Addressee, dict[str, float]])


def most(counts: Counter[Addressee] | None) -> Addressee | None:
    """Return the most frequent class, the first by name of equals."""
    ranked = sorted((-count, label) for label, count in (counts or {}).items())
    return ranked[0][1] if ranked else None


_LETTER = re.compile(
    r"\b(?:dear (?P<a>secretary of state|minister|home secretary|prime minister|chancellor)|"
    r"(?P<b>(?:letter|submission|evidence|response|reply|briefing) (?:to|"
    r"for) (?:the )?(?:secretary of state|minister\w*|government|ministry|department|home "
    r"office|treasury|mps|parliament\w*)))\b",
    re.IGNORECASE,
)


_TO = re.compile(r"\s*to:?\s", re.IGNORECASE)


def addressed_to(document: Document, pack: SectorPack) -> Addressee | None:
    """Return whom the publication as a whole is written to, where its title or opening says so."""
    opening = f"{document.title}\n{document.text[:600]}"
    if _LETTER.search(opening):
        return "government"
    for block in document.blocks[:12]:
        text = document.block_text(block)
        if (
            block.layer == "body"
            and block.kind in {"paragraph", "heading"}
            and len(text.split()) <= 14
            and _TO.match(text)
        ):
            return classify_text(text, pack)
    return None
