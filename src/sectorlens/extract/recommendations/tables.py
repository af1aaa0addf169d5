"""Tables that list recommendations: one column asks, another may say whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from sectorlens.extract.addressees import classify_text
from sectorlens.extract.recommendations.context import Asking
from sectorlens.nlp import BlockDoc
from sectorlens.sector.schema import SectorPack

_WHO = re.compile(
    r"^\W*(?:who|owner|lead|led by|responsib\w+|for whom|addressed to|for|by whom|"
    r"organisation|agency|to)\b[\w ]{0,20}\W*$",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:recommendations?|asks?|actions? (?:needed|required)|what (?:should|must|needs "
    r"to) (?:happen|change|be done)|lessons?)\b",
    re.I,
)


def read_tables(blocks: Sequence[BlockDoc], *, pack: SectorPack) -> dict[int, Asking]:
    """Return what asks above each cell that is a recommendation, by block index."""
    found: dict[int, Asking] = {}
    in_table = [block for block in blocks if block.block.kind == "table_cell"]
    for _, run in groupby(enumerate(in_table), key=lambda pair: pair[1].index - pair[0]):
        cells = [cell for _, cell in run if cell.block.row is not None and cell.block.column is not None]
        if cells:
            found.update(_read_table(cells, pack))
    return found


def _read_table(cells: Sequence[BlockDoc], pack: SectorPack) -> dict[int, Asking]:
    head_row = min(cell.block.row or 0 for cell in cells)
    heads = {cell.block.column: cell for cell in cells if cell.block.row == head_row}
    asking = next((column for column, cell in heads.items() if _ASKS.search(cell.doc.text)), None)
    if asking is None:
        return {}
    who = next((column for column, cell in heads.items() if column != asking and _WHO.match(cell.doc.text)), None)
    named = {
        cell.block.row: (classify_text(cell.doc.text, pack), cell.index)
        for cell in cells
        if cell.block.column == who and who is not None
    }
    result: dict[int, Asking] = {}
    for cell in cells:
        if cell.block.column != asking or cell.block.row == head_row:
            continue
        addressee, named_in = named.get(cell.block.row, (None, None))
        if addressee is None:
            addressee, named_in = classify_text(heads[asking].doc.text, pack), heads[asking].index
        result[cell.index] = Asking(
            heading=heads[asking].index,
            addressee=addressee,
            named_in=named_in,
            strong=True,
            explicit=addressee is not None,
        )
    return result
