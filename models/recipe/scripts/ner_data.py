"""Training and checking texts for the name recogniser, as plain samples, and their variations."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import spacy
from heldback import held_back, is_held_back
from names import Names
from spacy.language import Language
from spacy.tokens import Doc, DocBin, Span

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "data"))
from convert import SPACY_LABELS, read_files

OPEN_SETS = ("govner", "re3d", "gum", "wikigold", "crossner", "uner_ewt")
DEV_SETS = ("gum", "wikigold")
LONGEST = 400  # tokens; one GOV.UK text of 5,000 would fill batches alone
QUOTES = {"'": "’", '"': "”"}


@dataclass(frozen=True)
class Sample:
    """One block: text and entities as ``(start, end, label, kind)`` in characters."""

    text: str
    ents: tuple[tuple[int, int, str, str | None], ...]
    source: str


def from_doc(doc: Doc, source: str) -> Sample:
    """Return the sample of an annotated ``Doc``, with the conventions of the sources brought together.

    Organisations are named bodies: a leading article is cut; descriptions and pronouns (re3d marks "we",
    "the group") are dropped, as are names in lower case.
    """
    ents = []
    for ent in doc.ents:
        start, end = ent.start_char, ent.end_char
        text = ent.text
        if text.lower().startswith("the "):
            start += 4
            text = text[4:]
        if ent.label_ == "ORG" and (text.lower() in {"we", "our", "us", "they"} or (not text[:1].isupper() and not (
            text[0].islower() and any(c.isupper() for c in text.split()[0])
        ))):  # fmt: skip
            continue
        if ent.label_ == "ORG" and source == "re3d" and not all_named(text):
            continue
        ents.append((start, end, ent.label_, None))
    return Sample(doc.text, tuple(ents), source)


def all_named(text: str) -> bool:
    """Return whether the last word of ``text`` is capitalised (a name, not a description)."""
    return text.split()[-1][:1].isupper() or text.split()[-1][:1].isdigit()


def read_set(path: Path, source: str, banned: set[str], nlp: Language) -> list[Sample]:
    """Return the samples of one DocBin without held-back sentences."""
    docs = DocBin().from_disk(path).get_docs(nlp.vocab)
    return [from_doc(d, source) for d in docs if len(d) <= LONGEST and not is_held_back(d.text, banned)]


def read_passage_samples(files: Iterable[Path]) -> list[Sample]:
    """Return one sample per block of the passages in ``files``."""
    samples = []
    for passage in read_files(sorted(files)):
        for block in passage.blocks:
            ents = tuple(
                (m.start, m.end, SPACY_LABELS[m.label], m.words[0] if m.label == "ORG" and m.words else None)
                for m in block.marked.marks
                if m.layer == "entity"
            )
            samples.append(Sample(block.marked.text, ents, f"passages/{passage.id}"))
    return samples


def load(data: Path, passages: Path) -> tuple[dict[str, list[Sample]], dict[str, list[Sample]]]:
    """Return training and checking samples by source.

    Checked on: every tenth text of govner and re3d, the dev parts of gum and wikigold, every twelfth passage.
    """
    nlp = spacy.blank("en")
    banned = held_back(data / "eval", nlp.vocab)
    train: dict[str, list[Sample]] = {}
    dev: dict[str, list[Sample]] = {}
    for name in OPEN_SETS:
        samples = read_set(data / "train" / "ner" / f"{name}-train.spacy", name, banned, nlp)
        if name in {"govner", "re3d"}:
            dev[name] = samples[::10]
            samples = [s for i, s in enumerate(samples) if i % 10]
        train[name] = samples
    for name in DEV_SETS:
        dev[name] = read_set(data / "train" / "ner" / f"{name}-dev.spacy", name, banned, nlp)
    own = read_passage_samples(passages.glob("*.txt"))
    ids = sorted({sample.source for sample in own})
    checked = set(ids[::12])
    train["passages"] = [s for s in own if s.source not in checked]
    dev["passages"] = [s for s in own if s.source in checked]
    return train, dev


def swapped(sample: Sample, names: Names, rng: random.Random) -> Sample:
    """Return ``sample`` with its names replaced, each surface by one other name throughout."""
    draw = {"PERSON": names.person, "LOC": names.place, "LOOK": names.lookalike}
    chosen: dict[tuple[str, str], str | None] = {}
    pieces: list[str] = []
    ents = []
    at = length = 0
    for start, end, label, kind in sorted(sample.ents):
        if start < at:
            continue
        surface = sample.text[start:end]
        if (label, surface) not in chosen:
            chosen[label, surface] = (
                names.draw(surface, kind, rng)
                if label == "ORG"
                else draw[label](surface, rng)
                if label in draw
                else None
            )
        new = chosen[label, surface] or surface
        pieces += [sample.text[at:start], new]
        length += start - at
        ents.append((length, length + len(new), label, kind))
        length += len(new)
        at = end
    pieces.append(sample.text[at:])
    return replace(sample, text="".join(pieces), ents=tuple(ents))


def curled(sample: Sample, rng: random.Random) -> Sample:
    """Return ``sample`` with typographic quotes (offsets hold: one character for one)."""
    out = []
    opened = False
    for i, char in enumerate(sample.text):
        if char == '"':
            out.append("”" if opened else "“")
            opened = not opened
        elif char == "'":
            before = sample.text[i - 1] if i else " "
            out.append("‘" if before.isspace() else "’")
        else:
            out.append(char)
    return replace(sample, text="".join(out))


def raised(sample: Sample) -> Sample:
    """Return ``sample`` in capitals, as headings are, where that keeps its length."""
    upper = sample.text.upper()
    return replace(sample, text=upper) if len(upper) == len(sample.text) else sample


def varied(sample: Sample, names: Names | None, rng: random.Random, swap: float) -> Sample:
    """Return ``sample`` or, by chance, a swapped, curled or raised copy."""
    if names is not None and rng.random() < swap:
        sample = swapped(sample, names, rng)
    if rng.random() < 0.3:
        sample = curled(sample, rng)
    if len(sample.text) < 80 and rng.random() < 0.03:
        sample = raised(sample)
    return sample


def to_doc(sample: Sample, nlp: Language) -> Doc:
    """Return the reference ``Doc``; a span that does not fall on token edges is widened to whole tokens.

    A span that begins or ends in white space (a double space beside a name) loses it: no sequence of moves
    leads to such a one.
    """
    doc = nlp.make_doc(sample.text)
    spans = []
    for start, end, label, _ in sample.ents:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        while span and span[0].is_space:
            span = doc[span.start + 1 : span.end]
        while span and span[-1].is_space:
            span = doc[span.start : span.end - 1]
        if span:
            spans.append(Span(doc, span.start, span.end, label=label))
    doc.set_ents(spacy.util.filter_spans(spans))
    return doc


def stream(
    train: dict[str, list[Sample]], shares: dict[str, float], names: Names | None, rng: random.Random, swap: float
) -> Iterator[Sample]:
    """Yield samples for ever: a source by its share (of words), then its next sample in a shuffled round."""
    sources = [name for name in sorted(shares) if train.get(name)]
    lengths = {n: sum(len(s.text) for s in train[n]) / len(train[n]) for n in sources}
    weights = [shares[n] / lengths[n] for n in sources]
    rounds: dict[str, list[Sample]] = {name: [] for name in sources}
    while True:
        name = rng.choices(sources, weights)[0]
        if not rounds[name]:
            rounds[name] = rng.sample(train[name], len(train[name]))
        yield varied(rounds[name].pop(), names, rng, swap)
