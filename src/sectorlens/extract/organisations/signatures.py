"""Lines under a letter: "Ann Other, Director, Northgate", one below the other, prove each other's bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.nlp import BlockDoc

_LONGEST = 110  # characters of a line
_FEWEST = 4  # lines that make a block of signatures
_SURE = 0.4  # share of the lines that must end in a name found otherwise
_LINE = re.compile(
    r"^(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Rev|Revd|Sir|Dame|Baroness|Lord|Cllr)\.?\s+)?[A-Z][\w'’-]+\s+"
    r"(?:[A-Z]\.?\s+|(?:de|van|of|O)\s+)?[A-Z][\w'’-]+,?\s+"
    r"(?:(?:and\s+)?(?:Joint\s+|Interim\s+|Acting\s+|Deputy\s+|Co-)?(?i:chief executive(?: officer)?|ceo|director|"
    r"co-director|chair(?:person)?|founder|manager|head|trustee|president|general secretary|coordinator|secretary)"
    r"(?: of)?,?\s+)*(?P<body>[A-Z][^,;:]*?)\.?\s*$"
)


def find_groups(blocks: Sequence[BlockDoc]) -> list[list[BlockDoc]]:
    """Return runs of neighbouring short lines without a full stop, each of ``_FEWEST`` lines or more."""
    groups: list[list[BlockDoc]] = []
    run: list[BlockDoc] = []
    for block in blocks:
        text = block.doc.text.strip()
        is_line = block.block.kind != "table_cell" and len(text) <= _LONGEST and text[-1:] not in ".!?:"
        if is_line and (not run or block.index == run[-1].index + 1):
            run.append(block)
            continue
        groups.append(run)
        run = [block] if is_line else []
    groups.append(run)
    return [group for group in groups if len(group) >= _FEWEST]


def signed_names(blocks: Sequence[BlockDoc], accepted: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the body at the end of each line of a block of signatures.

    A run of lines counts as one if enough of them are a person and a name that was accepted otherwise.
    """
    ends = {(candidate.block, candidate.end) for candidate in accepted}
    for group in find_groups(blocks):
        found = [(block, _LINE.match(block.doc.text)) for block in group]
        signed = [(block, match) for block, match in found if match is not None]
        sure = sum((block.index, block.offset + match.end("body")) in ends for block, match in signed)
        if len(signed) < _FEWEST or sure < _SURE * len(group):
            continue
        for block, match in signed:
            start, body = block.offset + match.start("body"), match.group("body")
            candidate = Candidate(block.index, start, start + len(body), body, {"list"})
            candidate.evidence["signed"] = round(sure / len(group), 3)
            yield candidate
