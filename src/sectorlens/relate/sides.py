"""Which two bodies of a sentence could stand in a tie: every pair of sides, named or standing for a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sectorlens.model import Document, Mention
from sectorlens.relate.groups import Party
from sectorlens.text import fold, straighten

PUBLISHER = "the publisher"  # the key of the publisher's own body, see ``body_of``
FURTHEST = 320  # characters between two sides of one sentence
MOST_BEFORE = 4  # bodies of the sentence before
MOST_SIDES = 24  # in one sentence; a longer row of names is a list of attendants or addresses

Role = Literal["name", "we", "pronoun", "implied", "above", "before"]


@dataclass(frozen=True, slots=True)
class Side:
    """One body at ``start:end`` of a sentence, inside its ``party`` (the row of names that it stands in).

    ``role``: a name; "we"; a pronoun or "the project" that stands for a name; the publisher, who is not named in
    the sentence (*implied*); a body named in the heading or lead-in (*above*) or in the sentence before (*before*).
    The last three stand before the sentence, at 0:0.
    """

    start: int
    end: int
    mention: Mention
    party: Party
    role: Role

    @property
    def is_here(self) -> bool:
        """Whether words of the sentence stand for the body."""
        return self.role not in {"implied", "above", "before"}


def pair_sides(
    parties: Sequence[Party],
    publisher: Mention | None,
    above: Sequence[Mention],
    before: Sequence[Mention],
    document: Document,
) -> Iterator[tuple[Side, Side]]:
    """Yield every two sides that are different bodies, nearest occurrences only, the earlier first.

    ``parties`` are those of the sentence with its pronouns resolved; ``above`` the bodies that its heading or
    lead-in names, ``before`` those of the sentence before.
    """
    here = [side for party in parties for side in _sides(party)]
    if not here or len(here) > MOST_SIDES:
        return
    named = {body_of(side.mention, document) for side in here}
    virtual: list[Side] = []
    groups: tuple[tuple[Role, Sequence[Mention]], ...] = (
        ("above", above),
        ("implied", (publisher,) if publisher else ()),
        ("before", before[:MOST_BEFORE]),
    )
    for role, mentions in groups:
        for mention in mentions:
            body = body_of(mention, document)
            if body not in named and (mention.form != "publisher" or role == "implied"):
                named.add(body)
                virtual.append(Side(0, 0, mention, Party(0, 0, (mention,), resolved=True), role))
    nearest: dict[tuple[str, str], tuple[int, Side, Side]] = {}
    sides = [*virtual, *here]
    for number, one in enumerate(sides):
        for other in sides[number + 1 :]:
            if not one.is_here and not other.is_here:
                continue
            bodies = sorted((body_of(one.mention, document), body_of(other.mention, document)))
            if bodies[0] == bodies[1] or other.party.start - one.party.end > FURTHEST:
                continue
            key, gap = (bodies[0], bodies[1]), other.start - one.end
            if key not in nearest or gap < nearest[key][0]:
                nearest[key] = (gap, one, other)
    for _, one, other in nearest.values():
        yield one, other


def body_of(mention: Mention, document: Document) -> str:
    """Return a key under which mentions of one body fall together as far as this document shows.

    "We" and the publisher's name are one.
    """
    if mention.form == "publisher":
        return PUBLISHER
    name = _plain(mention.full_name or mention.evidence.quote)
    return PUBLISHER if document.publisher and name == _plain(document.publisher) else name


def _plain(name: str) -> str:
    return fold(straighten(name)).removeprefix("the ").removesuffix("'s").strip()


def _sides(party: Party) -> Iterator[Side]:
    if party.resolved:
        for mention in party.mentions:
            yield Side(party.start, party.end, mention, party, "pronoun")
        return
    first = party.mentions[0].evidence.start
    for mention in party.mentions:
        start = party.start + mention.evidence.start - first
        end = start + mention.evidence.end - mention.evidence.start
        yield Side(start, end, mention, party, "we" if mention.form == "publisher" else "name")
