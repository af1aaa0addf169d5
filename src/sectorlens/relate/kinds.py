"""Which kind of tie a cue states, given who stands on its two sides: "part of" an alliance is membership."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sectorlens.model import Mention
from sectorlens.model.vocabulary import RelationKind

_UNION = re.compile(
    r"\b(?:alliance|coalition|consorti(?:um|a)|network|partnership|forum|federation|collective|taskforce)\b",
    re.IGNORECASE,
)
_FOUNDED = re.compile(r"\b(?:set up|founded|formed|established|created|convened|started)\b", re.IGNORECASE)
_HELP = re.compile(r"with (?:the )?(?:\w+ )?(?:support|help|backing|advice|encouragement)\b", re.IGNORECASE)
_LED = re.compile(r"\bled by\b", re.IGNORECASE)
_MEMBERS = re.compile(r"\bmembers?\b", re.IGNORECASE)
_PARTNERS = re.compile(r"\bpartners in\b", re.IGNORECASE)


def is_union(body: Mention) -> bool:
    """Whether ``body`` is made of members: a network, an alliance, a partnership."""
    return body.kind == "network" or bool(_UNION.search(body.full_name or body.evidence.quote))


def refine_kind(kind: RelationKind, cue: str, sources: Sequence[Mention], target: Mention) -> RelationKind:
    """Return the kind that the words ``cue`` state between ``sources`` (a row, as the text names them) and ``target``.

    ``kind`` is what the cue states whoever the bodies are.
    """
    if kind == "supports" and any(one.kind == "funder" for one in sources) and not _HELP.match(cue):
        return "funds"
    if kind == "delivers_for" and _LED.search(cue):
        kind = "part_of"
    if kind == "part_of" and _MEMBERS.search(cue):
        return "member_of"
    if kind == "part_of":
        if _PARTNERS.search(cue) and target.kind != "programme" and not is_union(target):
            return "partners_with"
        many = len(sources) > 1 and target.kind != "programme"
        if (is_union(target) or many) and all(one.kind != "programme" for one in sources):
            return "member_of"
    if kind == "member_of" and len(sources) == 1 and _FOUNDED.search(cue):
        return "supports"
    return kind
