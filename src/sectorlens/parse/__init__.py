"""The parse stage: from the bytes of a page or file to a document with blocks, or a named reason why not."""

from sectorlens.parse.parsing import parse

__all__ = ["parse"]
