"""Loading a spaCy pipeline: ours, another installed one, or none."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from sectorlens.errors import ModelError
from sectorlens.nlp import models
from sectorlens.nlp.chunks import iter_noun_chunks
from sectorlens.nlp.sentences import mark_sentences

assert mark_sentences is not None  # importing it registers the component


@Language.factory("sectorlens_labels", default_config={"labels": {}})
def make_label_mapper(nlp: Language, name: str, labels: dict[str, str]) -> Callable[[Doc], Doc]:
    """Return a component that renames entity labels as ``labels`` says; others stay."""

    def rename(doc: Doc) -> Doc:
        doc.ents = tuple(Span(doc, e.start, e.end, labels.get(e.label_, e.label_)) for e in doc.ents)
        return doc

    return rename


@functools.lru_cache(maxsize=2)
def load_pipeline(name: str | None = None, labels: tuple[tuple[str, str], ...] = ()) -> Language:
    """Return a ready pipeline, with rule-based sentence ends and UD noun chunks.

    ``name`` is a folder or an installed package; ``None`` takes our own, and where that is missing a blank
    English pipeline (tokens and sentences only); ``"blank"`` asks for the latter.  ``labels`` maps entity labels
    of another pipeline to ORG, PERSON and LOC.  Raises ModelError.
    """
    if name == "blank":
        return _prepare(spacy.blank("en"))
    folder: str | Path | None = name if name is not None else models.find_model(models.PIPELINE)
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
    if labels:
        nlp.add_pipe("sectorlens_labels", config={"labels": dict(labels)})
    return _prepare(nlp)


def _prepare(nlp: Language) -> Language:
    for other in ("sentencizer", "senter"):
        if other in nlp.pipe_names:
            nlp.remove_pipe(other)
    if "sectorlens_sentences" not in nlp.pipe_names:
        nlp.add_pipe("sectorlens_sentences", first=True)
    nlp.vocab.get_noun_chunks = iter_noun_chunks  # type: ignore[assignment]
    return nlp
