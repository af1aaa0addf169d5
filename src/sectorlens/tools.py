"""What stages work with, loaded once per process and only when a stage really runs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sectorlens.nlp import models
from sectorlens.sector import SectorPack, load_pack

if TYPE_CHECKING:
    from spacy.language import Language

    from sectorlens.nlp.embeddings import StaticEmbeddings


@dataclass(frozen=True)
class Tools:
    """Names of the sector pack and the pipeline; the things themselves are made on first use.

    ``model`` is "" for the pipeline that ships with sectorlens.  A Tools value travels to workers by its
    three fields alone.
    """

    sector: str
    model: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    def __reduce__(self) -> tuple[type[Tools], tuple[object, ...]]:
        return (Tools, (self.sector, self.model, self.labels))

    @cached_property
    def pack(self) -> SectorPack:
        """The sector pack."""
        return load_pack(self.sector)

    @cached_property
    def pack_fingerprint(self) -> str:
        """Digest of the sector pack's content."""
        return self.pack.fingerprint

    @cached_property
    def pipeline(self) -> Language:
        """The spaCy pipeline."""
        from sectorlens.nlp.pipeline import load_pipeline

        return load_pipeline(self.model or None, labels=self.labels)

    @cached_property
    def pipeline_fingerprint(self) -> str:
        """Digest of the pipeline's files, without loading it."""
        return f"{models.pipeline_fingerprint(self.model or None)} {self.labels}"

    @cached_property
    def embeddings(self) -> StaticEmbeddings | None:
        """Static word-piece embeddings, or None where the models folder has none."""
        from sectorlens.nlp.embeddings import load_embeddings

        return load_embeddings()

    @cached_property
    def embeddings_fingerprint(self) -> str:
        """Digest of the embeddings' files, without loading them."""
        return models.embeddings_fingerprint()

    @cached_property
    def context_fingerprint(self) -> str:
        """Digest of the context model's files, without loading it."""
        return models.context_fingerprint()
