"""What annotated passages teach of needs: whether a segment states one, which one, and how sure that is.

Three logistic regressions, trained by ``models/recipe/scripts/train_needs.py``, kept in ``learnt_needs.json``: *need*
over named features and vectors; *code* over words, lexicon and vectors; *joint*, which weighs both beside the
rules of the lexicon, what the rest of the document speaks of and, where that model is there, what the segment says in
its context (:mod:`sectorlens.extract.in_context`).
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from sectorlens.extract.needs.features import NEAR, Segment
from sectorlens.extract.needs.scoring import DECISION
from sectorlens.model import Record
from sectorlens.nlp.embeddings import StaticEmbeddings, load_embeddings

FILE = Path(__file__).parent / "learnt_needs.json"
WEIGHTS_OF_TEXTS = (1.0, 0.6, 0.3, 0.4)  # segment, sentence, sentence before, above
WEIGHT_OF_NEAR = 0.6
SCALE = 4.0  # of vectors of length 1 beside features of size 1
TOPIC = 2.0  # the size of a feature from the lexicon
JOINT = ("need", "code", "rule", "no rule", "support", "others' rules")
IN_CONTEXT = (*JOINT, "context need", "context code")

Floats = NDArray[np.float32]


class Joint(Record, frozen=True, kw_only=True):
    """Weights of ``JOINT`` or ``IN_CONTEXT`` and of "bias", and thresholds of the joint probability.

    ``accept_ruled`` is for what the rules accept too.
    """

    weights: dict[str, float]
    accept: float
    accept_ruled: float
    clear: float

    def score(self, features: Floats) -> Floats:
        """Return probabilities from the last axis of ``features``."""
        names = IN_CONTEXT if "context need" in self.weights else JOINT
        weights = np.array([self.weights[name] for name in names], dtype=np.float32)
        total = features @ weights + np.float32(self.weights["bias"])
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float32)


class Packed(Record, frozen=True, kw_only=True):
    """The contents of ``learnt_needs.json``; arrays are little-endian float16 in base64, row by row.

    ``need`` has a row per name of ``features`` and then one per dimension of the vectors; ``code`` likewise for
    ``words`` with a column per code.  ``alone`` joins them without, ``in_context`` with the context model.
    """

    codes: tuple[str, ...]
    features: tuple[str, ...]
    words: tuple[str, ...]
    need: str
    need_bias: float
    code: str
    code_bias: tuple[float, ...]
    alone: Joint
    in_context: Joint


@dataclass(frozen=True)
class NeedModel:
    """Weights of the three regressions, and the vectors that they read."""

    embeddings: StaticEmbeddings
    codes: tuple[str, ...]
    features: dict[str, int]
    words: dict[str, int]
    need: Floats
    need_bias: float
    code: Floats
    code_bias: Floats
    alone: Joint
    in_context: Joint

    def score(self, segments: Sequence[Segment], context: tuple[Floats, Floats] | None) -> tuple[Floats, Joint]:
        """Return the probability that each segment of one document states each need, and whose thresholds hold.

        ``context`` are log-odds and log-shares of ``codes`` by the context model; shapes (segments), (segments, codes).
        """
        vectors = encode(self.embeddings, segments)
        need, code = self.parts(segments, vectors)
        joint = self.alone if context is None else self.in_context
        return joint.score(joint_features(segments, need, code, self.codes, context)), joint

    def parts(self, segments: Sequence[Segment], vectors: Floats) -> tuple[Floats, Floats]:
        """Return the log-odds of stating a need (segments) and the shares of the codes (segments, codes)."""
        n = len(self.features)
        need = vectors @ self.need[n:] + np.float32(self.need_bias)
        code = vectors @ self.code[len(self.words) :] + self.code_bias
        for row, segment in enumerate(segments):
            known = [self.features[f] for f in sorted(segment.features) if f in self.features]
            need[row] += self.need[known].sum()
            spoken = [self.words[w] for w in sorted(segment.words) if w in self.words]
            topics = [self.words[t] for t in sorted(segment.topics) if t in self.words]
            code[row] += self.code[spoken].sum(axis=0) + TOPIC * self.code[topics].sum(axis=0)
        return need, softmax(code)


def encode(embeddings: StaticEmbeddings, segments: Sequence[Segment]) -> Floats:
    """Return the vectors of the segments of one document, each text's beside the other and what is near last."""
    texts = sorted({text for segment in segments for text in segment.texts})
    place = {text: row for row, text in enumerate(texts)}
    rows = embeddings.encode(texts)
    columns = [rows[[place[segment.texts[k]] for segment in segments]] for k in range(len(WEIGHTS_OF_TEXTS))]
    sums = np.vstack([np.zeros((1, rows.shape[1]), np.float32), np.cumsum(columns[0], axis=0, dtype=np.float32)])
    order = np.arange(len(segments))
    near = sums[np.minimum(order + NEAR + 1, len(segments))] - sums[np.maximum(order - NEAR, 0)]
    near /= np.maximum(np.linalg.norm(near, axis=1, keepdims=True), 1e-6)
    parts = [column * weight for column, weight in zip(columns, WEIGHTS_OF_TEXTS, strict=True)]
    return np.asarray(np.hstack([*parts, near * WEIGHT_OF_NEAR]) * SCALE, dtype=np.float32)


def joint_features(
    segments: Sequence[Segment],
    need: Floats,
    code: Floats,
    codes: Sequence[str],
    context: tuple[Floats, Floats] | None = None,
) -> NDArray[np.float32]:
    """Return what the last regression reads: (segments, codes, ``JOINT`` or with ``context`` ``IN_CONTEXT``)."""
    names = JOINT if context is None else IN_CONTEXT
    made = np.zeros((len(segments), len(codes), len(names)), dtype=np.float32)
    if context is not None:
        made[:, :, len(JOINT)] = np.clip(context[0], -6, 6)[:, None]
        made[:, :, len(JOINT) + 1] = np.maximum(context[1], -9)
    made[:, :, 0] = np.clip(need, -6, 6)[:, None]
    made[:, :, 1] = np.log(np.maximum(code, 1e-4))
    stated = code / (1 + np.exp(-np.clip(need, -30, 30)))[:, None]
    made[:, :, 4] = _most_elsewhere(stated)
    column = {name: k for k, name in enumerate(codes)}
    made[:, :, 3] = 1.0
    for row, segment in enumerate(segments):
        for candidate in segment.ruled:
            k = column.get(candidate.code)
            if k is not None:
                made[row, k, 2] = DECISION.rules(candidate.features)
                made[row, k, 3] = 0.0
        if segment.ruled:
            made[row, :, 5] = made[row, :, 3]
    return made


def _most_elsewhere(values: Floats) -> Floats:
    """Return for each row and column the largest value of the other rows of that column, 0 where there is none."""
    if len(values) < 2:
        return np.zeros_like(values)
    first = values.argmax(axis=0)
    columns = np.arange(values.shape[1])
    others = values.copy()
    others[first, columns] = 0.0
    most = np.broadcast_to(values[first, columns], values.shape).copy()
    most[first, columns] = others.max(axis=0)
    return most


def softmax(values: Floats) -> Floats:
    """Return shares along the last axis."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), dtype=np.float32)


def pack_array(values: NDArray[np.floating]) -> str:
    """Return ``values`` as :class:`Packed` keeps them."""
    return base64.b64encode(np.ascontiguousarray(values, dtype="<f2").tobytes()).decode("ascii")


def _unpack(text: str) -> Floats:
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float32)


def unpack(packed: Packed, embeddings: StaticEmbeddings) -> NeedModel:
    """Return the model of ``packed``."""
    return NeedModel(
        embeddings=embeddings,
        codes=packed.codes,
        features={name: row for row, name in enumerate(packed.features)},
        words={name: row for row, name in enumerate(packed.words)},
        need=_unpack(packed.need),
        need_bias=packed.need_bias,
        code=_unpack(packed.code).reshape(-1, len(packed.codes)),
        code_bias=np.array(packed.code_bias, dtype=np.float32),
        alone=packed.alone,
        in_context=packed.in_context,
    )


@functools.cache
def load_need_model() -> NeedModel | None:
    """Return the learnt model, or None where its file or the embeddings are not there."""
    embeddings = load_embeddings()
    if embeddings is None or not FILE.is_file():
        return None
    return unpack(msgspec.json.decode(FILE.read_bytes(), type=Packed), embeddings)
