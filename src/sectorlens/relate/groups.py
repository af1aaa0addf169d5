"""The parties of a sentence: mentions that stand in one list act as one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectorlens.model import Mention

_LINK = re.compile(
    r"\s*(?:\([^()]{1,60}\))?\s*(?:,|;|&|/|,? ?\band\b|,? ?\bor\b|,? ?as well as|"
    r",? ?alongside|,? ?together with|,? ?plus|,? ?along with)?"
    r"(?:\s+(?:both|also|then|now|latterly))?\s*(?:the |The |our (?:friends|colleagues) "
    r"at (?:the )?|by (?:the )?|from (?:the )?|with (?:the )?|local |charities? |"
    r"(?:(?:associate|founder|founding|fellow) )?members? |(?<=, )an? (?:[a-z-]+ ){0,2}[a-z-]+, |"
    r"organisations? |(?<=as well as )(?:the |a )?(?:[a-z]+ ){1,3})*\s*"
)
_TAIL = re.compile(r"(?:\s*\([^()]{1,60}\)|\s+in [A-Z]\w+|['’]s?\b)*")

OWNED = re.compile(r"['’]s?\s+(?:own )?")  # between an owner and its part


@dataclass(frozen=True, slots=True)
class Party:
    """One or several mentions named together; ``start:end`` are characters of the sentence.

    ``resolved``: the words are a pronoun or "the project", and the mentions stand for it.
    """

    start: int
    end: int
    mentions: tuple[Mention, ...]
    resolved: bool = False

    @property
    def is_publisher(self) -> bool:
        """Whether the party is "we"."""
        return all(mention.form == "publisher" for mention in self.mentions)


def find_parties(sentence: str, offset: int, mentions: Sequence[Mention]) -> list[Party]:
    """Return the parties of ``sentence`` (which starts at ``offset`` of the document) in order."""
    parties: list[Party] = []
    for mention in sorted(mentions, key=lambda m: (m.evidence.start, -m.evidence.end)):
        start, end = mention.evidence.start - offset, mention.evidence.end - offset
        if start < 0 or end > len(sentence) or (parties and start < parties[-1].end):
            continue
        if parties and OWNED.fullmatch(sentence[parties[-1].end : start]):
            last = parties[-1]
            if len(last.mentions) > 1:  # "A, B and C's D": A, B and D
                parties[-1] = Party(last.start, end, (*last.mentions[:-1], mention))
            else:
                parties.append(Party(start, end, (mention,)))
        elif parties and _joined(sentence, parties[-1], start, mention):
            last = parties[-1]
            same = any(m.evidence.quote == mention.evidence.quote for m in last.mentions)
            if _is_alias(sentence, last, start, end) or same:
                parties[-1] = Party(last.start, _closed(sentence, end), last.mentions)
            else:
                parties[-1] = Party(last.start, end, (*last.mentions, mention))
        else:
            parties.append(Party(start, end, (mention,)))
    return parties


def _joined(sentence: str, last: Party, start: int, mention: Mention) -> bool:
    if last.is_publisher or mention.form == "publisher":
        link = sentence[last.end : start].strip().casefold()
        return link in {"and", "and the"} and sentence[last.start : last.end].casefold() in {"we", "us", "ourselves"}
    tail = _TAIL.match(sentence, last.end)
    begin = tail.end() if tail else last.end
    for position in (last.end, begin):
        gap = sentence[position:start]
        if gap.strip() in {"(", ""} and _LINK.fullmatch(gap.replace("(", "")):
            return bool(gap.strip()) or (position == begin and begin != last.end)
        if (
            position <= start
            and _LINK.fullmatch(gap)
            and gap.strip() not in {"", "by", "from", "with", "the", "local"}
            and not re.fullmatch(r"\s*(?:by|from|with)\b.*", gap)
        ):
            return True
    return False


def _is_alias(sentence: str, last: Party, start: int, end: int) -> bool:
    """Whether the mention at ``start:end`` stands in brackets right after its own full name."""
    return sentence[last.end : start].strip() == "(" and sentence[end : end + 1] == ")"


def _closed(sentence: str, end: int) -> int:
    return end + 1 if sentence[end : end + 1] == ")" else end
