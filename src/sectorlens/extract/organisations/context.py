"""What stands around a candidate: cues, verbs, lists, appositions, case elsewhere on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.extract.organisations.lexicon import Lexicon
from sectorlens.extract.organisations.runs import ADDRESS
from sectorlens.extract.organisations.things import end_of_lead, is_scheme, is_thing
from sectorlens.extract.organisations.words import cut_words, find_phrases, share_cased
from sectorlens.model import Document
from sectorlens.nlp import BlockDoc
from sectorlens.text import flatten

_TITLE_CASE = 0.6
_NEAR = 280  # characters before and after a name that may say what it is
_BODY_NOUNS = (
    r"charit(?:y|ies)|organisations?|organizations?|network|social enterprise|non-profit|not-for-profit|"
    r"voluntary|umbrella|funder|foundation|think[- ]tank|campaign(?:ing)? group|consortium|provider|agency|"
    r"company|project|alliance|coalition|partnership|membership body|grant-?maker|community group|"
    r"housing association|inspectorate|regulator|watchdog|department|enterprise|consultan(?:cy|ts)|firm|business|"
    r"contractor"
)
_APPOSITION = re.compile(
    r"^\s*(?:,|–|—|-|\(|is|are|was)\s*(?:an?|the|one of|our)\s+(?:[\w'’\-]+[\s,]+){0,6}?"
    rf"(?:{_BODY_NOUNS})\b",
    re.I,
)
_NAMED = re.compile(
    rf"(?:{_BODY_NOUNS})(?:\s+(?:called|named|known as|such as|like|including))?\s*[,:]?\s*[“\"‘']?\s*$", re.I
)
_LEAD_IN = re.compile(
    r"(?:\b(?:are|were|include[sd]?|is|was|to|from|by|with)\s*:|\b(?:funded|partners?|members?|funders?|"
    r"supporters?|organisations|charities|providers?|signator(?:y|ies)|signed by|signed also by|"
    r"thank|grateful|worked with|working with|attend(?:ed|ees)|present|contributors?|represented|steering group|"
    r"advisory|consult(?:ed|ees)|responses? from|agencies|grants? (?:to|awarded)|awarded|services|networks?|"
    r"consortium|collaborat\w+|delivered by|supported by|contact)\b)",
    re.I,
)
_NEIGHBOUR = re.compile(r"\s*(?:,|;|and|&|,\s*and|/|or|\||with)\s*(?:the\s+)?", re.I)
_OWNED = re.compile(r"^['’]s?\s+[a-z]")


@dataclass(frozen=True)
class PageContext:
    """What the features of a page need: its blocks by index, and words that it writes in lower case."""

    document: Document
    blocks: dict[int, tuple[int, str]]
    lower: frozenset[str]
    title_case: frozenset[int]
    bound: dict[int, dict[int, int]]
    authors: frozenset[str]
    lead_ends: dict[int, int]


def read_page(document: Document, blocks: Sequence[BlockDoc], lexicon: Lexicon) -> PageContext:
    """Return the context of a page from its body blocks."""
    lower: set[str] = set()
    title_case: set[int] = set()
    for block in blocks:
        words = cut_words(block.doc.text)
        lower.update(word.text for word in words if word.kind == "word" and word.text.islower())
        long = sum(1 for word in words if word.kind == "word" and len(word.text) > 3)
        is_line = block.block.kind == "heading" or block.doc.text.rstrip()[-1:] not in ".!?"
        if share_cased(words) > _TITLE_CASE and is_line and (long > 2 or block.block.kind == "heading"):
            title_case.add(block.index)
    # The whole block, also where the pipeline read a very long one in pieces.
    spans = {b.index: (b.block.start, flatten(document.text[b.block.start : b.block.end])) for b in blocks}
    authors = frozenset(_plain_key(author) for author in document.authors)
    bound = {index: find_phrases(text, lexicon.bound) for index, (_, text) in spans.items()}
    leads = {index: end_of_lead(text) for index, (_, text) in spans.items() if index not in title_case}
    return PageContext(document, spans, frozenset(lower), frozenset(title_case), bound, authors, leads)


def _plain_key(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().casefold()


def add_context(candidate: Candidate, page: PageContext, lexicon: Lexicon) -> None:
    """Add to ``candidate`` the evidence that its surroundings give."""
    offset, text = page.blocks[candidate.block]
    start, end = candidate.start - offset, candidate.end - offset
    before, after = text[:start], text[end:]
    evidence = candidate.evidence
    block = page.document.blocks[candidate.block]
    in_title_case = candidate.block in page.title_case or end <= page.lead_ends.get(candidate.block, 0)
    single = " " not in candidate.text
    if not in_title_case:
        if _runs_before(before):
            evidence["owned" if _OWNER_BEFORE.search(before) else "run_before"] = 1.0
        follows = _RUN_AFTER.match(after)
        if follows and follows.group(1) not in lexicon.roles and follows.group(1) not in ADDRESS:
            evidence["run_after"] = 1.0
    opens = not before.strip(" \t\"“‘'(•-–") or bool(re.search(r"[.!?:;•]\s*[\"“‘']?$", before.rstrip()))
    if in_title_case:
        evidence["title_case"] = 1.0
    elif not opens:
        evidence["mid_sentence"] = 1.0
        if single:
            evidence["single_mid"] = 1.0
    if _has_cue(before, lexicon) and not in_title_case:
        evidence["cue_before"] = 1.0
    following = re.match(r"(?:\s*\([^()]{2,15}\))?\s+([a-z]+)", after)
    if following and following.group(1) in lexicon.verbs and not in_title_case:
        evidence["verb_after"] = 1.0
    if _APPOSITION.match(after) or _NAMED.search(before.removesuffix("the ").rstrip(" ") + " "):
        evidence["apposition"] = 1.0
    if is_thing(before[-_NEAR:], after[:_NEAR]):
        evidence["thing"] = 1.0
    if is_scheme(candidate.text, before[-_NEAR:]):
        evidence["scheme"] = 1.0
    if in_title_case and not single and (before.strip() or re.match(r"\s+\w", after)):
        evidence["part_of_heading"] = 1.0
    if re.match(r",\s+(?:which|who|whose|where)\b", after):
        evidence["relative"] = 1.0
    if not before.strip(" \t•-–*").casefold().removeprefix("the") and re.match(r"\s*(?:$|[.;]$|\(|–|-|:|,|—)", after):
        evidence["bare_block"] = 1.0 if not after.strip() else 0.5
        lead = _lead_in(page.document, candidate.block)
        if block.kind in ("list_item", "table_cell") and lead and _LEAD_IN.search(lead):
            evidence["lead_in"] = 1.0
    parts = candidate.text.split()
    if 2 <= len(parts) <= 3 and parts[0] in lexicon.given_names and "head" not in evidence:
        evidence["given_name"] = 1.0
    if len(parts) >= 3 and any(part in lexicon.roles for part in parts[:-2]) and "head" not in evidence:
        evidence["title"] = 1.0  # "Prisons Minister Alex Chalk"
    if len(parts) >= 2 and _ROLE.match(after):
        evidence["role_after"] = 1.0
    if single and candidate.text.isupper() and _is_shouted(text):
        evidence["shouted"] = 1.0
    title = page.document.title
    if title.startswith(candidate.text) and title[len(candidate.text) :].lstrip()[:1] == ":":
        evidence["report_title"] = 1.0
    if candidate.block <= _BYLINE_BLOCKS and len(parts) in (2, 3) and "head" not in evidence:
        is_bare = evidence.get("bare_block") == 1.0 and block.kind == "paragraph"
        if _BYLINE.search(before) or is_bare:
            evidence["byline"] = 1.0
    if any(a < end and start < b and not (start <= a and b <= end) for a, b in page.bound[candidate.block].items()):
        evidence["cuts_phrase"] = 1.0  # "Hampshire Police | and Crime Commissioner"
    if _A.search(before) and _ENDS_THERE.match(after):
        evidence["indefinite"] = 1.0
    if single and candidate.text in lexicon.generic and not evidence.get("the_head"):
        evidence["generic"] = 1.0
    if len(parts) in (2, 3) and "head" not in evidence and _PUBLIC_ROLE.search(before):
        evidence["role_before"] = 1.0
    if len(parts) > 1 and parts[0] in _DEPUTIES:
        evidence["title"] = 1.0
    if _SIGNED.search(before) and "given_name" not in evidence:
        evidence["after_role"] = 1.0  # "Ann Other, Chief Executive, Northgate"
    if candidate.text in lexicon.never and not evidence.get("defined"):
        evidence["never"] = 1.0
    if _plain_key(candidate.text) in page.authors:
        evidence["author"] = 1.0
    if _OWNED.match(after):
        evidence["owner"] = 1.0
    if single and candidate.text.casefold() in page.lower:
        evidence["seen_lower"] = 1.0
    evidence["common"] = lexicon.share_common(candidate.text)
    if not single and candidate.text.casefold() not in lexicon.surfaces:
        words = [word for word in candidate.text.split() if word[:1].isupper()]
        if words and all(word.casefold() in page.lower for word in words):
            evidence["all_lower"] = 1.0


_ROLE = re.compile(
    r",?\s*(?:\(|,|–|-)\s*(?:(?:the|our|a|an|its|former|deputy|[A-Z][\w'’]*)\s+){0,5}?"
    r"(?i:director|head of|chief executive|"
    r"ceo|chair(?:man|woman)?|manager|officer|governor|professor|founder|trustee|coordinator|policy lead|president|"
    r"secretary|minister|lecturer|researcher|fellow|commissioner|inspector)\b"
)


_PUBLIC_ROLE = re.compile(r"(?:Minister|Secretary|Mayor|Commissioner|Chancellor|Governor|President|Judge),?\s+$")
_DEPUTIES = frozenset(("Deputy", "Assistant", "Acting", "Interim", "Former"))
_SIGNED = re.compile(r"\b(?:Chief Executive(?: Officer)?|CEO|Director|Chair|Founder|Manager|Trustee|Co-ordinator),\s*$")
_A = re.compile(r"(?:^|[\s“\"‘(])(?:[Aa]n?|[Aa]nother|[Ee]ach|[Ee]very|[Aa]ny)\s+$")
# Not before a noun: "a Northgate Trust report" is of one body, "a Ministry for Children that …" is none.
_ENDS_THERE = re.compile(
    r"\s*(?:$|[.,;:!?)]|(?:in|of|with|for|to|and|or|that|which|who|at|is|are|was|were|will|would|can|should|must|has|"
    r"have|on|by|from|as|but|when|where)\b)"
)


def _is_shouted(text: str) -> bool:
    """Return whether most words of ``text`` are in capitals, so that capitals mean nothing."""
    words = re.findall(r"[A-Za-z]{2,}", text)
    return sum(word.isupper() for word in words) * 2 > len(words) and len(words) > 2


_BYLINE_BLOCKS = 6  # a byline stands above the text
_BYLINE = re.compile(r"(?:^|\b(?:posted|published|written|words|reported)\b.{0,40}\s|^\W*)by:?\s+$", re.I)
_RUN_AFTER = re.compile(r"\s+(?:&\s+)?([A-Z][\w'’]*)")
_OWNER_BEFORE = re.compile(r"\w['’]s?\s+$")
_RUN_BEFORE = re.compile(r"(?:([A-Z][\w]*)(?:['’]s)?|&)\s+$")


def _runs_before(before: str) -> bool:
    """Return whether a capitalised word stands right before, as in a longer name."""
    left = _RUN_BEFORE.search(before)
    opening = left is not None and not before[: left.start()].strip()
    starts = left is not None and bool(re.search(r"[.!?:]\s*$", before[: left.start()]))
    named = left is not None and left.group(1) not in ("The", "At", "With", "And", "Our", "From", "I", "For", "By")
    return named and not opening and not starts


def _has_cue(before: str, lexicon: Lexicon) -> bool:
    words = re.findall(r"[\w'’\-]+", before[-60:].removesuffix("the ").removesuffix("The "))
    if not words or re.search(r"[.!?;:]\s*$", before.rstrip()):
        return False
    return any(" ".join(words[-size:]).casefold() in lexicon.cues for size in (1, 2, 3) if len(words) >= size)


def _lead_in(document: Document, index: int) -> str:
    block = document.blocks[index]
    parts = [document.block_text(document.blocks[i]) for i in (block.lead_in, block.heading) if i is not None]
    return " ".join(parts)


def mark_siblings(candidates: Sequence[Candidate], page: PageContext, accepted: float) -> None:
    """Add ``siblings`` to a candidate that fills a list item or cell as accepted names fill those beside it.

    The value is the share of the other items of the same list that such a name fills.
    """
    lists: dict[tuple[int | None, int | None, str], list[int]] = {}
    for index in page.blocks:
        block = page.document.blocks[index]
        if block.kind in ("list_item", "table_cell"):
            lists.setdefault((block.heading, block.lead_in, block.kind), []).append(index)
    leading: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.evidence.get("bare_block"):
            leading.setdefault(candidate.block, []).append(candidate)
    for members in lists.values():
        filled = {i for i in members if any(c.score >= accepted for c in leading.get(i, ()))}
        for index in members:
            others = len(members) - 1
            share = len(filled - {index}) / others if others else 0.0
            for candidate in leading.get(index, ()):
                if share > 0:
                    candidate.evidence["siblings"] = round(share, 3)


def mark_joints(candidates: Sequence[Candidate], accepted: float) -> None:
    """Say of each name with a joint whether it joins two names, and of its last part that it may be half a name.

    "Westmorland and Furness Council": the first part is no name by itself, so the second is half of one;
    "Northgate Trust and Vale Council" joins names.
    """
    by_block: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        by_block.setdefault(candidate.block, []).append(candidate)
    for candidate in candidates:
        joints = [match.span() for match in _JOINT.finditer(candidate.text)]
        others = by_block[candidate.block] if joints else ()
        for first, last in joints:
            left, right = candidate.start + first, candidate.start + last
            joins = any(
                o.end == left and o.start >= candidate.start and o.score >= accepted and not is_half_read(o, candidate)
                for o in others
            )
            if joins:
                candidate.evidence["joins_names"] = 1.0
            elif candidate.evidence.get("head"):
                for other in others:
                    if other.start == right and other.end == candidate.end:
                        other.evidence["half"] = 1.0


def is_half_read(part: Candidate, whole: Candidate) -> bool:
    """Return whether the pipeline read ``part`` only within ``whole``, a name with a head: half of it, no neighbour."""
    known = any(part.evidence.get(feature) for feature in ("listed", "listed_case", "defined", "is_publisher"))
    is_whole = whole.evidence.get("head") and whole.evidence.get("model_org", 0.0) >= 1.0
    return bool(is_whole) and not known and whole.contains(part) and part.evidence.get("model_org", 0.0) < 1.0


_JOINT = re.compile(r"\s+(?:and|&)\s+(?:the\s+)?(?=[A-Z])")


def mark_neighbours(candidates: Sequence[Candidate], page: PageContext, accepted: float) -> None:
    """Add ``among_names`` to each candidate that is listed beside an accepted name ("A, B and C")."""
    names: dict[int, list[Candidate]] = {}
    wholes: dict[int, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.evidence.get("head") and candidate.evidence.get("model_org", 0.0) >= 1.0:
            wholes.setdefault(candidate.block, []).append(candidate)
        if candidate.score >= accepted:
            names.setdefault(candidate.block, []).append(candidate)
    for candidate in candidates:
        offset, text = page.blocks[candidate.block]
        for other in names.get(candidate.block, ()):
            if other.overlaps(candidate) or any(
                is_half_read(candidate, whole) and is_half_read(other, whole)
                for whole in wholes.get(candidate.block, ())
            ):
                continue
            first, second = (other, candidate) if other.start < candidate.start else (candidate, other)
            if second.start - first.end > 14:
                continue
            gap = text[first.end - offset : second.start - offset]
            if _NEIGHBOUR.fullmatch(re.sub(r"^\s*\([^()]*\)", "", gap)):
                candidate.evidence["among_names"] = 1.0
                break
