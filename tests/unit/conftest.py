"""A context model made by hand: words as pieces, and a session that only says which word stands where."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from sectorlens.nlp.context import ContextModel, Floats
from sectorlens.nlp.windows import KINDS

# Whole words that are one piece; every other word is spelt, one piece a letter.
WORDS = tuple("alder brook cedar dale house trust ivy hall we funds funded homes debt need the . ,".split())
SPAN = ("segment", "sentence", "window")
OF_SPANS = ("need", "code", "ask", "addressee", "name", "body")
PAIR = ("one", "other", "first", "second", "both", "between", "seen", "window")
PARTS = len(PAIR)


class Reader:
    """Stands in for the network: the vector of a piece says which of ``WORDS`` it is, the first which there are.

    ``read`` are the ids of the windows that it was given.
    """

    def __init__(self, columns: Mapping[int, int]) -> None:
        self.columns = columns
        self.read: list[list[int]] = []

    def run(self, wanted: object, given: Mapping[str, Any]) -> list[Floats]:
        """Return vectors (1, pieces, words)."""
        ids = given["ids"][0].tolist()
        self.read.append(ids)
        vectors = np.zeros((1, len(ids), len(self.columns)), np.float32)
        for place, number in enumerate(ids):
            if number in self.columns:
                vectors[0, place, self.columns[number]] = 1.0
        vectors[0, 0] = vectors[0].max(axis=0)
        return [vectors]


@pytest.fixture(scope="session")
def word_pieces() -> Tokenizer:
    """A WordPiece tokenizer of ``WORDS`` and letters."""
    letters = [*string.ascii_lowercase, *string.digits, *"-'"]
    pieces = ["[UNK]", "[CLS]", "[SEP]", *WORDS, *letters, *(f"##{letter}" for letter in letters)]
    known = {piece: number for number, piece in enumerate(dict.fromkeys(pieces))}
    tokenizer = Tokenizer(models.WordPiece(known, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return tokenizer


MakeContext = Callable[..., ContextModel]


@pytest.fixture(scope="session")
def make_context(word_pieces: Tokenizer) -> MakeContext:
    """Return a function of hand-set weights: ``layers[name][output]`` is {input: weight}.

    Inputs of ``OF_SPANS`` are (part, word), the parts *segment*, *sentence*, *window*; those of *pair* are
    (part, word) with the parts of ``PAIR``, then ("together", "") and (*kind of first* or *kind of second*, one of
    ``KINDS``); those of *tie* and *kind* are numbers of outputs of *pair*.  "bias" is one, too.  ``looks`` is {(word of
    a mention, word looked at): weight}, the mention being the nearer of the first body.
    """
    columns = {word_pieces.token_to_id(word): place for place, word in enumerate(WORDS)}
    width = len(WORDS)

    def place_of(name: str, part: Any) -> int:
        if name in {"tie", "kind"}:
            return int(part)
        parts = SPAN if name in OF_SPANS else PAIR
        where, what = part
        if where == "together":
            return PARTS * width
        if where in {"kind of first", "kind of second"}:
            return PARTS * width + 1 + len(KINDS) * (where == "kind of second") + KINDS.index(what)
        return parts.index(where) * width + WORDS.index(what)

    def make(
        layers: Mapping[str, Sequence[Mapping[Any, float]]],
        *,
        codes: Sequence[str] = ("housing", "debt"),
        addressees: Sequence[str] = ("government", "funders"),
        ties: Sequence[str] = ("funds<", "funds>"),
        bodies: Sequence[str] = ("charity", "programme"),
        looks: Mapping[tuple[str, str], float] = MappingProxyType({}),
    ) -> ContextModel:
        made: dict[str, Floats] = {
            "distance.weight": np.repeat(np.array([[0.0], [1.0]], np.float32), 8, axis=0),
            "first.weight": np.eye(len(KINDS), dtype=np.float32),
            "second.weight": np.eye(len(KINDS), dtype=np.float32),
        }
        hidden = len(layers.get("pair", ()))
        sizes = {
            **dict.fromkeys(OF_SPANS, 3 * width),
            "pair": PARTS * width + 1 + 2 * len(KINDS),
            "tie": hidden,
            "kind": hidden,
        }
        for name, rows in layers.items():
            weights, bias = np.zeros((len(rows), sizes[name]), np.float32), np.zeros(len(rows), np.float32)
            for number, row in enumerate(rows):
                for part, weight in row.items():
                    if part == "bias":
                        bias[number] = weight
                    else:
                        weights[number, place_of(name, part)] = weight
            made |= {f"{name}.weight": weights, f"{name}.bias": bias}
        look = np.zeros((width, 2 * width), np.float32)
        for (word, seen), weight in looks.items():
            look[WORDS.index(seen), WORDS.index(word)] = weight
        made |= {"look.weight": look, "look.bias": np.zeros(width, np.float32)}
        labels = (tuple(names) for names in (codes, addressees, ties, bodies))
        return ContextModel(Reader(columns), word_pieces, made, *labels)

    return make
