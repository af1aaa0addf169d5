"""Loading a spaCy pipeline: ours, another installed one, or none."""

from __future__ import annotations

import functools
from pathlib import Path

import spacy
from spacy.language import Language

from sectorlens.errors import ModelError
from sectorlens.nlp.chunks import iter_noun_chunks
from sectorlens.nlp.sentences import mark_sentences

DEFAULT_NAME = "sectorlens_en"
assert mark_sentences is not None  # importing it registers the component


def find_default_pipeline() -> Path | None:
    """Return the folder of our own pipeline: inside the installed package, else in the source tree."""
    room = Path(__file__).resolve().parent
    for base in (room.parent / "models", room.parents[2] / "models"):
        if (base / DEFAULT_NAME / "meta.json").is_file():
            return base / DEFAULT_NAME
    return None


@functools.lru_cache(maxsize=2)
def load_pipeline(name: str | None = None) -> Language:
    """Return a ready pipeline, with rule-based sentence ends and UD noun chunks.

    ``name`` is a folder or an installed package; ``None`` takes our own, and where that is missing a blank
    English pipeline (tokens and sentences only); ``"blank"`` asks for the latter.  Raises ModelError.
    """
    if name == "blank":
        return _prepare(spacy.blank("en"))
    folder: str | Path | None = name if name is not None else find_default_pipeline()
    if folder is None:
        return _prepare(spacy.blank("en"))
    try:
        nlp = spacy.load(folder)
    except (OSError, ValueError) as error:
        message = (
            f"The language pipeline '{folder}' cannot be loaded ({error}). Install it, or leave out --model to use "
            "the one that comes with sectorlens."
        )
        raise ModelError(message, name=str(folder)) from error
    return _prepare(nlp)


def _prepare(nlp: Language) -> Language:
    for other in ("sentencizer", "senter"):
        if other in nlp.pipe_names:
            nlp.remove_pipe(other)
    if "sectorlens_sentences" not in nlp.pipe_names:
        nlp.add_pipe("sectorlens_sentences", first=True)
    nlp.vocab.get_noun_chunks = iter_noun_chunks  # type: ignore[assignment]
    return nlp
