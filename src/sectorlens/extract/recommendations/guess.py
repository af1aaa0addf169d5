"""Whom a request asks that names nobody: the class that its words, its page and its context make likeliest."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import log_softmax

from sectorlens.extract.addressees import classify_mention, iter_named
from sectorlens.extract.recommendations.surroundings import Candidate
from sectorlens.extract.recommendations.words import FUNCTION_WORDS, content_words
from sectorlens.model import Document, Mention, Record
from sectorlens.model.vocabulary import Addressee
from sectorlens.nlp.embeddings import StaticEmbeddings, load_embeddings
from sectorlens.sector.english import load_asks
from sectorlens.sector.schema import SectorPack
from sectorlens.text import straighten

FREQUENT = 60  # words of the page that say what it is about
SCALE = 2.0  # of the sentence's vector beside features that are 0 or 1
_CLAUSE = ("d:who=", "d:action=", "d:of=", "d:subject=", "d:ask-frame", "h-", "l:")
_UNKNOWN = -6.0
_LONG_WORD = re.compile(r"[a-z][a-z-]{3,}")


@functools.cache
def agent_nouns() -> frozenset[str]:
    """Return the nouns of people and bodies that act."""
    return frozenset(load_asks().agents.split())


class Weights(Record, frozen=True, kw_only=True):
    """One class of a multinomial logistic regression."""

    bias: float
    features: dict[str, float]
    vector: tuple[float, ...]


@dataclass(frozen=True)
class Opinion:
    """The context model's log-shares of ``labels`` for each request, and how much they count."""

    labels: Sequence[str]
    rows: Sequence[NDArray[np.float32]]
    share: float

    def of(self, labels: Sequence[str]) -> NDArray[np.float32]:
        """Return the log-shares of ``labels``: (requests, labels); those unknown to the model are unlikely."""
        places = [self.labels.index(label) if label in self.labels else -1 for label in labels]
        return np.array([[row[k] if k >= 0 else _UNKNOWN for k in places] for row in self.rows], dtype=np.float32)


class Page:
    """What the requests of one publication share: what it is about and whom it names where."""

    def __init__(self, document: Document, mentions: Sequence[Mention], pack: SectorPack) -> None:
        self.document = document
        self.mentions = mentions
        self.named = iter_named(document.text, pack)
        self.bodies = [(m.evidence.end, classify_mention(m)) for m in mentions if m.form != "publisher"]
        counts = Counter(name.label for name in self.named)
        bodies = Counter(label for _, label in self.bodies)
        ranked = sorted(counts, key=lambda label: (-counts[label], label))
        self.features = page_words(document) | {
            *(f"pc={label}/{min(count, 4)}" for label, count in counts.items()),
            *(f"org={label}/{min(count, 3)}" for label, count in bodies.items()),
            *(f"top{rank}={label}" for rank, label in enumerate(ranked[:2])),
            *(f"title={name.label}" for name in iter_named(document.title, pack)),
        }

    def around(self, candidate: Candidate) -> frozenset[str]:
        """Return the classes and bodies named in and last before ``candidate``."""
        found: set[str] = set()
        before = [name for name in self.named if name.end <= candidate.start]
        if before:
            found.add(f"prev={before[-1].label}")
            if before[-1].start >= self.document.blocks[candidate.block].start:
                found.add(f"prevblock={before[-1].label}")
        inside = [name for name in self.named if candidate.start <= name.start < candidate.end]
        if inside:
            found |= {f"firstin={inside[0].label}", f"lastin={inside[-1].label}"}
        bodies = [label for end, label in self.bodies if end <= candidate.start]
        if bodies:
            found.add(f"prevorg={bodies[-1]}")
        return frozenset(found)


def page_words(document: Document) -> frozenset[str]:
    """Return what the page is about: its most frequent words."""
    words = _LONG_WORD.findall(straighten(document.text).lower())
    counts = Counter(word for word in words if word not in FUNCTION_WORDS)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return frozenset(f"p:{word}" for word, _ in ranked[:FREQUENT])


def guess_features(
    candidate: Candidate, page: Page, *, asked: Mapping[str, Addressee | None], pack: SectorPack
) -> frozenset[str]:
    """Return the features from which the class is guessed.

    ``asked`` gives whom others ask: ``near`` in the section, ``page`` on the page, ``addressed`` to whom the
    publication is written.
    """
    text = page.document.text[candidate.start : candidate.end]
    found = {f"{name}={label}" for name, label in asked.items()}
    found |= {f"named={name.label}" for name in iter_named(text, pack)}
    found.add("subject:" + "/".join(sorted(f for f in candidate.request.features if f.startswith("subject_"))))
    for mention in page.mentions:
        if mention.form == "publisher":
            found.add(f"publisher={mention.kind}")
        elif candidate.start <= mention.evidence.start and mention.evidence.end <= candidate.end:
            found.add(f"in={mention.kind}")
    found |= {name for name in candidate.context if name.startswith(_CLAUSE)}
    heads = {name.removeprefix("d:who=") for name in candidate.context if name.startswith("d:who=")}
    voice = "passive" if "d:passive" in candidate.context else "active"
    found.add(f"{'agent' if heads & agent_nouns() else 'thing' if heads else 'nobody'}/{voice}")
    return frozenset(found) | content_words(text, first=0) | page.features | page.around(candidate)


def guess_addressees(
    features: Sequence[frozenset[str]], texts: Sequence[str], opinion: Opinion | None = None
) -> list[Addressee | None]:
    """Return the likeliest class of each request by the learnt weights and ``opinion``; ``None`` without weights."""
    learnt = _learnt()
    if not learnt or not features:
        return [None] * len(features)
    vectors = sentence_vectors(texts)
    labels = sorted(learnt)
    columns: list[list[float]] = []
    for label in labels:
        weights = learnt[label]
        values = [weights.bias + sum(weights.features.get(name, 0.0) for name in sorted(names)) for names in features]
        if vectors is not None and len(weights.vector) == vectors.shape[1]:
            extra = SCALE * (vectors @ np.asarray(weights.vector, dtype=np.float32))
            values = [value + float(more) for value, more in zip(values, extra, strict=True)]
        columns.append(values)
    rows = np.array(columns).T
    if opinion is not None:
        rows = log_softmax(rows, axis=1) + opinion.share * opinion.of(labels)
    return [labels[int(place)] for place in np.argmax(np.round(rows, 5), axis=1)]


def sentence_vectors(texts: Sequence[str]) -> NDArray[np.float32] | None:
    """Return one row per text, ``None`` where the static embeddings are not there."""
    embeddings = _embeddings()
    return embeddings.encode(texts) if embeddings is not None else None


@functools.cache
def _embeddings() -> StaticEmbeddings | None:
    return load_embeddings()


@functools.cache
def _learnt() -> dict[Addressee, Weights]:
    file = Path(__file__).parent / "learnt_addressees.json"
    return msgspec.json.decode(file.read_bytes(), type=dict[Addressee, Weights]) if file.is_file() else {}
