""" "We" and "our": the publisher as it speaks of itself, so that ties can be read from its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sectorlens.extract.organisations.candidate import Candidate
from sectorlens.nlp import BlockDoc

_WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s|[Oo]urselves|[Oo]urs)\b(?!['’]?\.)")
_QUOTED = re.compile(r"[“\"][^“”\"\n]{0,1500}[”\"]|[‘](?!\d)[^‘’\n]{1,400}(?:’(?!\w))")


def find_publisher_mentions(block: BlockDoc) -> Iterator[Candidate]:
    """Yield "we", "our", "us" of ``block`` outside quotation marks and quoted blocks."""
    if block.block.kind == "quote":
        return
    text = block.doc.text
    quoted = [(match.start(), match.end()) for match in _QUOTED.finditer(text)]
    for match in _WE.finditer(text):
        if any(start <= match.start() < end for start, end in quoted):
            continue
        start = block.offset + match.start()
        yield Candidate(block.index, start, start + len(match.group()), match.group(), {"publisher"})
