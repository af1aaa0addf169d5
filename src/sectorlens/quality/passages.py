"""Annotated passages as documents: their blocks are given, so that reading errors play no part."""

from __future__ import annotations

from sectorlens.model import Block, Document
from sectorlens.quality.gold import Gold


def document_from_gold(gold: Gold) -> Document:
    """Return the document of a gold object that carries its own ``text`` and ``blocks``."""
    text = str(gold["text"])
    blocks: list[Block] = []
    heading: int | None = None
    for index, row in enumerate(gold["blocks"]):
        lead_in: int | None = None
        if row["kind"] == "list_item" and blocks:
            last = blocks[-1]
            if last.kind == "list_item":
                lead_in = last.lead_in
            elif last.kind == "paragraph" and text[last.start : last.end].rstrip().endswith(":"):
                lead_in = index - 1
        if row["kind"] == "heading":
            heading = index
        blocks.append(
            Block(
                kind=row["kind"],
                layer=row.get("layer", "body"),
                start=row["start"],
                end=row["end"],
                level=row.get("level", 0),
                heading=None if row["kind"] == "heading" else heading,
                lead_in=lead_in,
            )
        )
    metadata = gold["metadata"]
    return Document(
        id=f"doc-{gold['document']}",
        title=metadata.get("title") or "Untitled",
        title_from="heading" if metadata.get("title") else "text",
        publisher=metadata.get("publisher") or "",
        publisher_from="text" if metadata.get("publisher") else "",
        text=text,
        blocks=tuple(blocks),
    )
