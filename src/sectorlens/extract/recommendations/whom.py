"""Whom a request asks: its own subject, the heading or lead-in above it, or whom the rest of the page asks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sectorlens.extract.addressees import classify_text, iter_named
from sectorlens.extract.recommendations.called import inline_label
from sectorlens.extract.recommendations.context import Asking
from sectorlens.extract.recommendations.guess import Opinion, Page, agent_nouns, guess_addressees, guess_features
from sectorlens.extract.recommendations.subjects import Request
from sectorlens.extract.recommendations.surroundings import Candidate
from sectorlens.model import Document, Mention
from sectorlens.model.vocabulary import Addressee, RecommendationForm
from sectorlens.sector.schema import SectorPack

_HEADED = frozenset(("subject_class", "subject_organisation"))
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
    asks_above = above.named_in is not None and above.named_in in {above.heading, above.lead_in}
    if form == "sentence" and "we_have_to" in request.features and request.addressee == "sector" and not asks_above:
        return Asked("sector")
    if above.addressee is not None and (above.explicit or form == "list_item"):
        return from_above
    if request.addressee is not None:
        return Asked(request.addressee, request.mention, own=request.addressee != "sector")
    return Asked()


_TO_YOU = re.compile(r"\b(?:ask|asking|urge|urging|call on|calling on|want|need|press) you\b", re.IGNORECASE)
_OWNER = re.compile(r"\b(?:owner|lead|who|responsible|action by)s?:\s*(?P<who>[^.;()]{2,70})", re.IGNORECASE)


def name_addressees(
    document: Document,
    candidates: Sequence[Candidate],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
    opinion: Opinion | None = None,
) -> list[Asked]:
    """Return whom each of ``candidates``, the requests of one document, asks.

    Who is named counts as named; a request without a name ("Contracts should be renewed") is given the class that
    its words, whom the section and the page ask most, whom the page is written to, and ``opinion`` make likeliest.
    """
    asked = [named_in(document, one, mentions, pack) for one in candidates]
    hints = guess_hints(document, candidates, asked, mentions, pack=pack)
    texts = [document.text[one.start : one.end] for one in candidates]
    guesses = guess_addressees(hints, texts, opinion)
    addressed = addressed_to(document, pack)
    fallback = addressed or most(_counts(asked))
    return [
        one if one.label is not None else Asked((addressed if _TO_YOU.search(text) else None) or guess or fallback)
        for one, guess, text in zip(asked, guesses, texts, strict=True)
    ]


def named_in(document: Document, candidate: Candidate, mentions: Sequence[Mention], pack: SectorPack) -> Asked:
    """Return whom ``candidate`` or what stands above it names."""
    text = document.text[candidate.start : candidate.end]
    label = inline_label(text, pack) or _owner(document, candidate, pack)
    if label is not None:
        return Asked(label, own=True)
    request = candidate.request
    if request.features & _HEADED and not _heads(document, candidate, mentions, pack):
        request = replace(request, addressee=None, mention=None)
    one = whom(request, candidate.asking, candidate.form)
    if one.mention is not None and one.label in {"prisons", "probation"}:
        # One service runs both: what it is asked for says which.
        words = re.findall(r"\b(?:prison|probation)", text.casefold())
        name = (one.mention.full_name or one.mention.evidence.quote).casefold()
        if words and "prison" in name and "probation" in name:
            return replace(one, label="probation" if "prison" not in words else "prisons")
    return one


def _heads(document: Document, candidate: Candidate, mentions: Sequence[Mention], pack: SectorPack) -> bool:
    """Whether the parsed subject is who is named, not a thing of theirs ("Prison healthcare contracts should …")."""
    if not candidate.context & {"d:subject=noun", "d:subject=nouns"}:
        return True
    heads = {name.removeprefix("d:who=") for name in candidate.context if name.startswith("d:who=")}
    if not heads or heads & agent_nouns():
        return True
    text = document.text[candidate.start : candidate.end]
    names = [text[name.start : name.end] for name in iter_named(text, pack)]
    names += [m.evidence.quote for m in mentions if candidate.start <= m.evidence.start < candidate.end]
    words = {word for name in names for word in re.findall(r"\w+", name.casefold())}
    return any(word.startswith(head[:-1] or head) for head in heads for word in words)


def _owner(document: Document, candidate: Candidate, pack: SectorPack) -> Addressee | None:
    """Return the class of the owner whom the rest of the item names: "(owner: providers)", "Owner: the Trust"."""
    if candidate.form != "list_item":
        return None
    block = document.blocks[candidate.block]
    around = f"{document.text[block.start : candidate.start]} {document.text[candidate.end : block.end]}"
    match = _OWNER.search(around)
    return classify_text(match.group("who"), pack) if match else None


def guess_hints(
    document: Document,
    candidates: Sequence[Candidate],
    asked: Sequence[Asked],
    mentions: Sequence[Mention],
    *,
    pack: SectorPack,
) -> list[frozenset[str]]:
    """Return the features from which the addressee of each unnamed request is guessed."""
    sections: dict[int | None, list[Asked]] = {}
    for one, who in zip(candidates, asked, strict=True):
        sections.setdefault(one.asking.heading, []).append(who)
    whole, addressed, page = most(_counts(asked)), addressed_to(document, pack), Page(document, mentions, pack)
    return [
        guess_features(
            one,
            page,
            asked={"near": most(_counts(sections[one.asking.heading])), "page": whole, "addressed": addressed},
            pack=pack,
        )
        for one in candidates
    ]


def _counts(asked: Sequence[Asked]) -> Counter[Addressee]:
    return Counter(one.label for one in asked if one.label is not None and (one.own or one.block is not None))


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


_LETTER_TO = re.compile(r"\b(?:letter|petition|manifesto) (?:to|for) (?P<who>[^.:;\n]{3,60})", re.IGNORECASE)
_TO = re.compile(r"\s*to:?\s", re.IGNORECASE)


def addressed_to(document: Document, pack: SectorPack) -> Addressee | None:
    """Return whom the publication as a whole is written to, where its title or opening says so."""
    opening = f"{document.title}\n{document.text[:600]}"
    if _LETTER.search(opening):
        return "government"
    letter = _LETTER_TO.search(opening)
    if letter is not None and (named := classify_text(letter.group("who"), pack)) is not None:
        return named
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
