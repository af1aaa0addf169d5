"""The language pipeline: loading it, sentence ends, noun chunks, and running it over blocks."""

from sectorlens.nlp.blocks import BlockDoc, iter_block_docs
from sectorlens.nlp.chunks import iter_noun_chunks
from sectorlens.nlp.pipeline import load_pipeline
from sectorlens.nlp.sentences import split_sentences

__all__ = ["BlockDoc", "iter_block_docs", "iter_noun_chunks", "load_pipeline", "split_sentences"]
