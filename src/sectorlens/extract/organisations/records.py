"""From accepted candidates to records: kinds, ids, bands, and the reasons of what was turned down."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from sectorlens.extract.organisations import decide
from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.model import Document, Evidence, FindingIds, LookAlike, Mention
from sectorlens.model.vocabulary import MentionForm, OrganisationKind

_KIND_WORDS: tuple[tuple[re.Pattern[str], OrganisationKind], ...] = (
    (re.compile(r"\bfunders?\b|\bgrant-?makers?\b|\bgrant-?making\b", re.I), "funder"),
    (re.compile(r"\bnetwork\b|\bumbrella\b|\bmembership (?:body|organisation)\b|\b(?:alliance|coalition)\b", re.I),
     "network"),
    (re.compile(r"\bcompan(?:y|ies)\b|\bprivate (?:sector )?provider\b|\bsocial enterprise\b", re.I), "company"),
    (re.compile(r"\bconsultan(?:ts|cy)\b|\bfirm\b|\bbusiness\b|\bcontractor\b", re.I), "company"),
    (re.compile(r"\bprogramme\b|\bproject\b|\binitiative\b", re.I), "programme"),
    (re.compile(r"\bprison\b", re.I), "prison"),
)  # fmt: skip
_GIVERS = ("Trust", "Charity", "Charities", "Bequest", "Fund")
_PAID_BY = re.compile(
    r"\b(?:funded|paid for|financed|sponsored|grant-funded) (?:\w+ )?by\b[^.;:]*$|"
    r"\b(?:funding|grants?|money|donations?|awards?|gifts?|sponsorship) (?:of £[\d.,]+\w* )?from\b[^.;:]*$",
    re.I,
)
_HAS_MEMBERS = re.compile(r"\b[Oo]ur (?:\w+ )?(?:members|membership)\b|\bmember organisations\b")
_GIVES_GRANTS = re.compile(
    r"\b[Ww]e (?:have )?(?:fund(?:ed)?|awarded|give grants|gave grants|make grants|made grants)\b|"
    r"\b[Oo]ur (?:grants|grantees)\b"
)
_ABOUT_PRISON = re.compile(r"\b(?:for|in|from|after|beyond|against|leaving|of|through|to|into)\b.*\bPrison$", re.I)
DEFAULT_KIND: OrganisationKind = "charity"


def make_mentions(
    document: Document, accepted: Sequence[Candidate], publishers: Sequence[Candidate], *, clear: float = decide.CLEAR
) -> tuple[Mention, ...]:
    """Return mentions in reading order; "we" and "our" have form publisher and never overlap a name.

    From the score ``clear`` on a mention is clear.
    """
    kinds = _kinds(accepted, document)
    names: dict[int, list[Candidate]] = {}
    for candidate in accepted:
        names.setdefault(candidate.block, []).append(candidate)
    free = [mention for mention in publishers if not _is_taken(mention, names)]
    ids = FindingIds(document.id)
    mentions = []
    for candidate in sorted((*accepted, *free), key=lambda c: (c.start, c.end)):
        is_publisher = candidate.sources == {"publisher"} and not candidate.evidence
        form: MentionForm = "publisher" if is_publisher else candidate.form
        band: Literal["clear", "doubtful"] = "clear" if is_publisher or candidate.score >= clear else "doubtful"
        quote = document.text[candidate.start : candidate.end]
        mentions.append(
            Mention(
                id=ids.next("men", quote),
                evidence=Evidence(document_id=document.id, start=candidate.start, end=candidate.end, quote=quote),
                form=form,
                kind=kinds.get(candidate.text, DEFAULT_KIND) if not is_publisher else DEFAULT_KIND,
                method="+".join(sorted(candidate.sources)),
                score=1.0 if is_publisher else candidate.score,
                full_name=document.publisher if is_publisher else _full_name(candidate),
                curated_id="" if is_publisher else candidate.curated_id,
                band=band,
            )
        )
    return tuple(mentions)


def _full_name(candidate: Candidate) -> str:
    return candidate.full_name if candidate.full_name != candidate.text else ""


def _kinds(accepted: Sequence[Candidate], document: Document) -> dict[str, OrganisationKind]:
    """Return one kind per surface of the page: listed, else by head, else by the words around it."""
    kinds: dict[str, OrganisationKind] = {}
    for candidate in accepted:
        if candidate.kind == "prison" and not candidate.curated_id and _ABOUT_PRISON.search(candidate.text):
            candidate.kind = DEFAULT_KIND  # "Homes for Women Leaving Prison" is no prison
    for candidate in sorted(accepted, key=lambda c: (not c.curated_id, c.start)):
        if candidate.kind is not None:
            kinds.setdefault(candidate.text, candidate.kind)
    own = _own_kind(document)
    for candidate in accepted:
        weak = candidate.kind == "charity" and candidate.text.endswith(_GIVERS) and not candidate.curated_id
        if weak and _is_giver(document.text[max(0, candidate.start - 90) : candidate.start]):
            kinds[candidate.text] = "funder"
    for candidate in accepted:
        if candidate.text in kinds:
            continue
        if candidate.full_name in kinds:
            kinds[candidate.text] = kinds[candidate.full_name]
            continue
        if candidate.evidence.get("is_publisher") and own is not None:
            kinds[candidate.text] = own
            continue
        around = (
            document.text[max(0, candidate.start - 60) : candidate.start]
            + " "
            + document.text[candidate.end : candidate.end + 60]
        )
        for pattern, kind in _KIND_WORDS:
            if candidate.evidence.get("apposition") and pattern.search(around.split(".")[0]):
                kinds[candidate.text] = kind
                break
    return kinds


def _is_giver(before: str) -> bool:
    """Return whether the words before a name say that it pays: "funded by A and", "with a grant from"."""
    return _PAID_BY.search(before) is not None


def _own_kind(document: Document) -> OrganisationKind | None:
    """Return what a publisher says it is by what it has: members, or grants to give."""
    if _HAS_MEMBERS.search(document.text):
        return "network"
    return "funder" if _GIVES_GRANTS.search(document.text) else None


def make_look_alikes(
    document: Document, candidates: Sequence[Candidate], accepted: Sequence[Candidate]
) -> tuple[LookAlike, ...]:
    """Return what was turned down for a reason that can be named, none overlapping an accepted name."""
    found: dict[tuple[int, int], LookAlike] = {}
    taken: dict[int, list[Candidate]] = {}
    for candidate in accepted:
        taken.setdefault(candidate.block, []).append(candidate)
    for candidate in sorted(candidates, key=lambda c: (-len(c.text), c.start)):
        reason = candidate.reason or _reason(candidate)
        if not reason or _is_taken(candidate, taken):
            continue
        taken.setdefault(candidate.block, []).append(candidate)
        quote = document.text[candidate.start : candidate.end]
        evidence = Evidence(document_id=document.id, start=candidate.start, end=candidate.end, quote=quote)
        found[candidate.start, candidate.end] = LookAlike(evidence=evidence, reason=reason)
    return tuple(look_alike for _, look_alike in sorted(found.items()))


def _is_taken(candidate: Candidate, taken: dict[int, list[Candidate]]) -> bool:
    return any(candidate.overlaps(other) for other in taken.get(candidate.block, ()))


def _reason(candidate: Candidate) -> str:
    evidence = candidate.evidence
    if any(evidence.get(key) for key in ("title", "author", "given_name", "model_person")):
        return "role or person"
    if evidence.get("place") or evidence.get("model_place"):
        return "place"
    if evidence.get("listed_ordinary"):
        return "ordinary word"
    return ""
