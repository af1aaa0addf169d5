"""Words that stand for a party named before: "they", "the charity", "both of these projects"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sectorlens.model import Mention
from sectorlens.relate.groups import Party

_MANY = re.compile(
    r"\b(?:they|them|both(?: of these)?(?: \w+)?|these (?:projects|organisations|charities|"
    r"partners|services)|the (?:two|three) (?:charities|organisations|projects|bodies))\b",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:it|its|the (?:charity|organisation|project|programme|initiative|partnership|scheme|trust|"
    r"alliance|coalition|network|foundation|council|prison|department|agency|university|fund|"
    r"consortium|collective|group|forum))\b(?! (?:of|for|in|at|that|which)\b)(?!['’-])",
    re.IGNORECASE,
)
_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "charity": ("charity",), "project": ("programme",), "programme": ("programme",), "scheme": ("programme",),
    "initiative": ("programme", "network"),
    "partnership": ("programme", "network"), "alliance": ("network", "programme"), "coalition": ("network",),
    "network": ("network",), "council": ("government", "public_body"), "prison": ("prison",),
    "department": ("government",), "agency": ("public_body", "government"), "university": ("academic",),
    "fund": ("funder", "programme"), "foundation": ("funder", "charity"), "trust": ("charity", "funder", "public_body"),
    "consortium": ("network", "programme"), "collective": ("network", "charity"), "forum": ("network",),
}  # fmt: skip


def resolve_pronouns(plain: str, parties: Sequence[Party], earlier: Sequence[Sequence[Party]]) -> list[Party]:
    """Return ``parties`` with the pronouns of the sentence ``plain`` that stand for a party named before.

    ``earlier`` are the parties of the sentences before it in the block, nearest last; only the last two count.
    A pronoun is resolved to the subject (first named party) of the nearest sentence that names one.
    """
    resolved = list(parties)
    for pattern, many in ((_MANY, True), (_ONE, False)):
        for match in pattern.finditer(plain):
            if any(p.start < match.end() and match.start() < p.end for p in resolved):
                continue
            here = [p for p in parties if p.end <= match.start() and not p.is_publisher]
            mentions = _antecedent(match.group(), here, earlier[-2:], many=many)
            if mentions:
                resolved.append(Party(match.start(), match.end(), mentions, resolved=True))
    return sorted(resolved, key=lambda p: p.start)


def _antecedent(
    words: str, here: Sequence[Party], earlier: Sequence[Sequence[Party]], *, many: bool
) -> tuple[Mention, ...]:
    noun = words.casefold().split()[-1]
    kinds = _KIND_WORDS.get(noun)
    for parties in (here, *reversed(earlier)):
        named = [p for p in parties if not p.is_publisher and not p.resolved]
        if kinds is not None:
            for party in reversed(named):
                fitting = tuple(m for m in party.mentions if m.kind in kinds or noun in m.evidence.quote.casefold())
                if fitting:
                    return fitting[:1]
            continue
        if many:
            found = tuple(dict.fromkeys(m for p in named for m in p.mentions))
            if len(found) > 1 and words.casefold() not in {"they", "them"}:
                return found
            if named:
                return named[0].mentions
        elif noun in {"it", "its"} and named and parties is not here:
            return named[0].mentions if len(named[0].mentions) == 1 else ()
    return ()
