"""Word pieces in context: what a small transformer makes of a stretch of text, with its organisations marked.

The network is a BERT encoder (Devlin et al. 2019) of a few layers, started from all-MiniLM-L6-v2 and trained on the
annotated passages for needs and ties (``models/recipe/scripts/train_context.py``).  A document is read in windows of
whole sentences that overlap; every piece gets a vector.  Who stands where is told by a second embedding: the kind of
the organisation that a piece belongs to.  A window begins with the publisher's name, so that "we" has a meaning.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sectorlens.errors import ModelError
from sectorlens.model import Mention
from sectorlens.model.vocabulary import ORGANISATION_KINDS
from sectorlens.nlp.models import CONTEXT, find_model

LONGEST = 208  # pieces of text in a window
OVERLAP = 64  # pieces that a window may repeat of the one before
LONGEST_SENTENCE = 180
LONGEST_NAME = 16  # pieces of the publisher's name
WE, PUBLISHER = "we", "publisher"
KINDS = ("none", *ORGANISATION_KINDS, WE, PUBLISHER)

Floats = NDArray[np.float32]
Span = tuple[int, int]


@dataclass(frozen=True)
class Window:
    """A stretch of a document as pieces.

    ``starts`` and ``ends`` are characters of the document, -1 for pieces that do not stand in it; ``sentences`` the
    number of each piece's sentence, -1 likewise; ``kinds`` places in ``KINDS``.  ``publisher`` are the pieces of the
    publisher's name.  Characters before ``fresh`` stand in the window before, too.
    """

    ids: list[int]
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    publisher: Span
    fresh: int

    @property
    def low(self) -> int:
        """First character of the text."""
        return self.starts[self.publisher[1] + 1]

    @property
    def high(self) -> int:
        """End of the text."""
        return self.ends[-2]

    def pieces(self, start: int, end: int) -> Span | None:
        """Return the pieces that share characters with ``start:end``, None where that is not wholly inside."""
        if start < self.low or end > self.high:
            return None
        inside = [k for k, at in enumerate(self.starts) if 0 <= at < end and start < self.ends[k]]
        return (inside[0], inside[-1] + 1) if inside else None

    def sentence_of(self, piece: int) -> Span:
        """Return the pieces of the sentence in which ``piece`` stands."""
        number = self.sentences[piece]
        inside = [k for k, n in enumerate(self.sentences) if n == number]
        return inside[0], inside[-1] + 1


def iter_windows(
    tokenizer: Any, sentences: Iterable[tuple[int, str]], mentions: Sequence[Mention], publisher: str
) -> Iterator[Window]:
    """Yield the windows of a document.

    ``sentences`` are (first character in the document, text) in reading order; ``publisher`` may be "".
    """
    begin, stop = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    name = tokenizer.encode(publisher, add_special_tokens=False).ids[:LONGEST_NAME]
    name = name or tokenizer.encode("we", add_special_tokens=False).ids  # a name of marks alone has no pieces
    parts: list[tuple[int, list[int], list[Span]]] = []
    for number, (offset, text) in enumerate(sentences):
        encoding = tokenizer.encode(text, add_special_tokens=False)
        spans = [(offset + a, offset + b) for a, b in encoding.offsets]
        for at in range(0, len(spans), LONGEST_SENTENCE):
            parts.append((number, encoding.ids[at : at + LONGEST_SENTENCE], spans[at : at + LONGEST_SENTENCE]))
    first, known = 0, 0
    while first < len(parts):
        last, size = first, 0
        while last < len(parts) and (last == first or size + len(parts[last][1]) <= LONGEST):
            size += len(parts[last][1])
            last += 1
        inside = parts[first:last]
        head = len(name) + 2
        window = Window(
            ids=[begin, *name, stop, *(piece for _, ids, _ in inside for piece in ids), stop],
            kinds=[0, *[KINDS.index(PUBLISHER)] * len(name), 0, *[0] * size, 0],
            starts=[*[-1] * head, *(a for _, _, spans in inside for a, _ in spans), -1],
            ends=[*[-1] * head, *(b for _, _, spans in inside for _, b in spans), -1],
            sentences=[*[-1] * head, *(number for number, ids, _ in inside for _ in ids), -1],
            publisher=(1, 1 + len(name)),
            fresh=parts[known][2][0][0],
        )
        _mark(window, mentions)
        yield window
        known, again = last, 0
        first = last
        # What is repeated leaves room for the next part: a window that held nothing new would never end.
        room = min(OVERLAP, LONGEST - len(parts[last][1])) if last < len(parts) else 0
        while first > 0 and again + len(parts[first - 1][1]) <= room:
            first -= 1
            again += len(parts[first][1])


def _mark(window: Window, mentions: Sequence[Mention]) -> None:
    for mention in mentions:
        span = window.pieces(mention.evidence.start, mention.evidence.end)
        if span is not None:
            kind = KINDS.index(kind_of(mention))
            window.kinds[span[0] : span[1]] = [kind] * (span[1] - span[0])


def kind_of(mention: Mention) -> str:
    """Return which of ``KINDS`` a mention is."""
    return WE if mention.form == "publisher" else mention.kind


@dataclass(frozen=True)
class ContextModel:
    """The encoder, its tokenizer, and the layers above it by name; ``codes`` and ``ties`` name their outputs."""

    session: Any
    tokenizer: Any
    layers: dict[str, Floats]
    codes: tuple[str, ...]
    ties: tuple[str, ...]

    def windows(
        self, sentences: Iterable[tuple[int, str]], mentions: Sequence[Mention], publisher: str
    ) -> list[Window]:
        """Return the windows of a document (see :func:`iter_windows`)."""
        return list(iter_windows(self.tokenizer, sentences, mentions, publisher))

    def encode(self, window: Window) -> Floats:
        """Return the vectors of the pieces of ``window``: (pieces, width)."""
        given = {
            "ids": np.array([window.ids], dtype=np.int64),
            "kinds": np.array([window.kinds], dtype=np.int64),
        }
        return np.asarray(self.session.run(None, given)[0][0], dtype=np.float32)

    def apply(self, layer: str, inputs: Floats) -> Floats:
        """Return the linear layer ``layer`` of ``inputs`` (rows, width in): (rows, width out)."""
        return np.asarray(inputs @ self.layers[f"{layer}.weight"].T + self.layers[f"{layer}.bias"], dtype=np.float32)


def load_context(folder: Path | None = None) -> ContextModel | None:
    """Return the model in ``folder`` (None: the one that ships with sectorlens), or None where there is none.

    Raises:
        ModelError: the folder is there but cannot be read.
    """
    folder = folder if folder is not None else find_model(CONTEXT)
    return _load(folder) if folder is not None and (folder / "encoder.onnx").is_file() else None


@functools.lru_cache(maxsize=2)
def _load(folder: Path) -> ContextModel:
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        # One thread: documents are what is spread over processes, and sums must not depend on how many there are.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(
            str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )
        config = json.loads((folder / "config.json").read_text("utf-8"))
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        with np.load(folder / "layers.npz", allow_pickle=False) as stored:
            layers = {name: stored[name].astype(np.float32) for name in stored.files}
        codes, ties = tuple(config["codes"]), tuple(config["ties"])
    # The tokenizers and onnxruntime libraries raise bare Exception for a file that they cannot read.
    except Exception as error:
        message = f"The model in '{folder}' cannot be read ({error}). Restore that folder."
        raise ModelError(message, name=CONTEXT) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return ContextModel(session, tokenizer, layers, codes, ties)


def mean_of(vectors: Floats, span: Span) -> Floats:
    """Return the mean of the rows ``span``."""
    return np.asarray(vectors[span[0] : span[1]].mean(axis=0), dtype=np.float32)
