"""Train the context model on the windows of ``context_data.py`` and write it as ``models/sectorlens_context`` keeps it.

    python models/recipe/scripts/train_context.py TEACHER WINDOWS OUT [--keep FILE | --average FILE …]

Needs torch, transformers, onnx and onnxruntime (build time only).  TEACHER is the folder of all-MiniLM-L6-v2
(Apache-2.0), whose layers and piece vectors are the start.  One encoder learns four tasks at once: of a segment,
whether it states a need and which; of a sentence or item, whether it asks and whom; of a pair of bodies, whether they
are tied and how; of what may be a name, whether it names a body and of which kind.  Each time a window is seen some of
its bodies and a few of its pieces are masked, so that names are not learnt by heart.  OUT gets ``encoder.onnx`` (8-bit
weights), ``layers.npz`` (what stands above, float16), ``tokenizer.json`` and ``config.json``.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

BATCH = 12
BUCKET = 16  # batches in which windows of like length are put together
RATE, RATE_ABOVE = 1.5e-4, 1e-3
DECAY, DROPOUT, SMOOTHING = 0.01, 0.15, 0.05
WARM_UP = 60
BODIES_MASKED, PIECES_MASKED = 0.1, 0.02  # shares of the bodies and of the pieces of a window
NAMES_FIRST = 0.5  # how often a window of which the program misses names teaches names instead of their ties
WEIGHTS = {"need": 1.0, "code": 0.5, "ask": 0.6, "addressee": 0.3, "tie": 1.5, "kind": 1.2, "name": 0.8, "body": 0.3}
HIDDEN = 256
TABLE = 16  # width of the embeddings of distance and kinds
DISTANCES = 16
FORMAT = 3  # that of sectorlens.nlp.context
UNTOLD = -2  # the place of a label that is there but unknown

UNKNOWN = "?"  # the label of a body whose kind nobody tells
TASKS = ("segments", "asks", "pairs", "names")
SPAN_TASKS = {"segments": ("need", "code"), "asks": ("ask", "addressee"), "names": ("name", "body")}

Row = dict[str, Any]
State = dict[str, Any]
PARTS = ("encoder", "heads")
START = 1  # seed of what is not yet trained: the same in all runs, so that their weights can be averaged


class Encoder(nn.Module):
    """The transformer with a second embedding for the kind of organisation that a piece belongs to."""

    def __init__(self, bert: Any, kinds: int) -> None:
        super().__init__()
        self.bert = bert
        self.kind = nn.Embedding(kinds, bert.config.hidden_size)
        nn.init.normal_(self.kind.weight, std=0.01)

    def forward(self, ids: Tensor, kinds: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return the vectors (windows, pieces, width)."""
        pieces = self.bert.embeddings.word_embeddings(ids) + self.kind(kinds)
        return self.bert(inputs_embeds=pieces, attention_mask=mask).last_hidden_state


class Heads(nn.Module):
    """What stands above the encoder; the names are those that ``sectorlens.nlp.context`` reads."""

    def __init__(self, width: int, kinds: int, codes: int, addressees: int, ties: int, bodies: int) -> None:
        super().__init__()
        self.drop = nn.Dropout(DROPOUT)
        self.need, self.code = nn.Linear(3 * width, 1), nn.Linear(3 * width, codes)
        self.ask, self.addressee = nn.Linear(3 * width, 1), nn.Linear(3 * width, addressees)
        self.name, self.body = nn.Linear(3 * width, 1), nn.Linear(3 * width, bodies)
        self.distance = nn.Embedding(DISTANCES, TABLE)
        self.first, self.second = nn.Embedding(kinds, TABLE), nn.Embedding(kinds, TABLE)
        self.look = nn.Linear(2 * width, width)
        self.pair = nn.Linear(8 * width + 3 * TABLE, HIDDEN)
        self.tie, self.kind = nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, ties)

    def spans(self, whether: str, which: str, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-odds by the layer ``whether`` and scores by the layer ``which``."""
        rows = self.drop(rows)
        return getattr(self, whether)(rows)[:, 0], getattr(self, which)(rows)

    def seen(self, near: Tensor, vectors: Tensor) -> Tensor:
        """Return what of ``vectors`` (pieces, width) the two nearest mentions (2 * width) look at (width)."""
        shares = functional.softmax(vectors @ self.look(near) / vectors.shape[1] ** 0.5, 0)
        return shares @ vectors

    def pairs(self, rows: Tensor, distance: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-odds of a tie and scores of its kinds."""
        tables = [self.distance(distance), self.first(first), self.second(second)]
        hidden = functional.gelu(self.pair(self.drop(torch.cat([rows, *tables], 1))), approximate="tanh")
        return self.tie(hidden)[:, 0], self.kind(self.drop(hidden))


@dataclass(frozen=True)
class Labels:
    """What the heads tell apart, in the order of their outputs."""

    codes: list[str]
    addressees: list[str]
    ties: list[str]
    bodies: list[str]


def loss_of(rows: list[Row], encoder: Encoder, heads: Heads, labels: Labels) -> Tensor:
    """Return the joint loss of a batch of windows."""
    longest = max(len(row["ids"]) for row in rows)
    fill = [longest - len(row["ids"]) for row in rows]
    ids = torch.tensor([row["ids"] + [0] * n for row, n in zip(rows, fill, strict=True)])
    kinds = torch.tensor([row["kinds"] + [0] * n for row, n in zip(rows, fill, strict=True)])
    mask = torch.tensor([[1] * len(row["ids"]) + [0] * n for row, n in zip(rows, fill, strict=True)])
    # Half precision for the encoder alone: a third of the time, and sums of the loss stay exact.
    with torch.autocast("cpu", torch.bfloat16):
        vectors = encoder(ids, kinds, mask)
    vectors = vectors.float()
    sums = torch.cat([torch.zeros(len(rows), 1, vectors.shape[2]), vectors.cumsum(1)], 1)

    def mean(number: int, span: list[int]) -> Tensor:
        return (sums[number, span[1]] - sums[number, span[0]]) / (span[1] - span[0])

    read: dict[str, list[Tensor]] = {task: [] for task in SPAN_TASKS}
    right: dict[str, list[int]] = {task: [] for task in SPAN_TASKS}
    real = []
    pairs, places, tied_as = [], [], []
    for number, row in enumerate(rows):
        for task, names in zip(SPAN_TASKS, (labels.codes, labels.addressees, labels.bodies), strict=True):
            for span, sentence, label in row[task]:
                read[task].append(torch.cat([mean(number, span), mean(number, sentence), vectors[number, 0]]))
                right[task].append(names.index(label) if label in names else UNTOLD if label else -1)
        real += [row["text"] != "phrases"] * len(row["segments"])
        bodies: dict[str, Tensor] = {}
        for spans, near, between, distance, kind, label in row["pairs"]:
            for body in spans:
                if str(body) not in bodies:
                    bodies[str(body)] = torch.logsumexp(torch.stack([mean(number, span) for span in body]), 0)
            one, other = bodies[str(spans[0])], bodies[str(spans[1])]
            first, second = (mean(number, span) for span in near)
            seen = heads.seen(torch.cat([first, second]), vectors[number, : len(row["ids"])])
            between = mean(number, between)
            pairs.append(torch.cat([one, other, first, second, first * second, between, seen, vectors[number, 0]]))
            places.append((distance, *kind))
            tied_as.append(labels.ties.index(label) if label else -1)
    total = vectors.sum() * 0
    for task, (whether, which) in SPAN_TASKS.items():
        if read[task]:
            told = torch.tensor(real) if task == "segments" else None  # phrases teach which need, not whether
            scores = heads.spans(whether, which, torch.stack(read[task]))
            total = total + both(whether, which, *scores, torch.tensor(right[task]), told)
    if pairs:
        scores = heads.pairs(torch.stack(pairs), *torch.tensor(places).T)
        total = total + both("tie", "kind", *scores, torch.tensor(tied_as))
    return total


def both(whether: str, which: str, odds: Tensor, scores: Tensor, right: Tensor, told: Tensor | None = None) -> Tensor:
    """Return the weighted loss of a decision and of the choice that follows it.

    ``right`` is -1 for "no", ``UNTOLD`` where nobody says which; ``told`` are the rows that teach the decision (None:
    all).
    """
    yes, which_told, total = right != -1, right >= 0, odds.sum() * 0
    told = torch.ones_like(yes) if told is None else told
    if told.any():
        loss = functional.binary_cross_entropy_with_logits(odds[told], yes[told].float())
        total = total + WEIGHTS[whether] * loss
    if which_told.any():
        loss = functional.cross_entropy(scores[which_told], right[which_told], label_smoothing=SMOOTHING)
        total = total + WEIGHTS[which] * loss
    return total


@dataclass(frozen=True)
class Veil:
    """Masks some bodies wherever they are named, and some pieces; ``mask`` is the piece that stands in their place.

    A masked publisher keeps the pieces of the kind ``we``: without them nothing says who is meant.  Where the program
    misses names, a window teaches by turns ties, with these names marked, and names, with what the program marks.
    """

    mask: int
    we: int
    unmarked: list[int]

    def over(self, row: Row, rng: random.Random) -> Row:
        """Return ``row`` with other pieces."""
        if "shown" in row:
            row = self.as_shown(row) if rng.random() < NAMES_FIRST else row | {"names": []}
        ids = list(row["ids"])
        bodies = {str(spans): spans for pair in row["pairs"] for spans in pair[0]}
        for spans in bodies.values():
            if rng.random() < BODIES_MASKED:
                for start, end in spans:
                    kept = [row["kinds"][place] == self.we for place in range(start, end)]
                    ids[start:end] = [
                        piece if we else self.mask for piece, we in zip(ids[start:end], kept, strict=True)
                    ]
        ids[1:-1] = [self.mask if rng.random() < PIECES_MASKED else piece for piece in ids[1:-1]]
        return row | {"ids": ids}

    def as_shown(self, row: Row) -> Row:
        """Return ``row`` with the marks of the program, without the pairs of bodies that have none."""
        shown = row["shown"]
        pairs = [p for p in row["pairs"] if all(shown[span[0]] not in self.unmarked for body in p[0] for span in body)]
        return row | {"kinds": shown, "pairs": pairs}


def batches(rows: list[Row], rng: random.Random) -> list[list[Row]]:
    """Return ``rows`` shuffled into batches of like length."""
    rng.shuffle(rows)
    made = []
    for begin in range(0, len(rows), BATCH * BUCKET):
        some = sorted(rows[begin : begin + BATCH * BUCKET], key=lambda row: len(row["ids"]))
        made += [some[at : at + BATCH] for at in range(0, len(some), BATCH)]
    rng.shuffle(made)
    return made


def load_start(teacher: Path, tokenizer: Path, layers: int) -> Any:
    """Return the teacher's encoder with its first ``layers`` layers and the piece vectors of ``tokenizer``."""
    bert = AutoModel.from_pretrained(teacher, attn_implementation="eager")
    bert.encoder.layer = bert.encoder.layer[:layers]
    bert.pooler = None
    bert.config.num_hidden_layers = layers
    known = AutoTokenizer.from_pretrained(teacher).get_vocab()
    pieces = json.loads(tokenizer.read_text("utf-8"))["model"]["vocab"]
    order = sorted(pieces, key=pieces.get)
    rows = bert.embeddings.word_embeddings.weight.data[[known[piece] for piece in order]]
    bert.embeddings.word_embeddings = nn.Embedding.from_pretrained(rows.clone(), freeze=False, padding_idx=None)
    return bert


def export(encoder: Encoder, out: Path) -> None:
    """Write ``encoder.onnx`` with 8-bit weights."""
    encoder.eval()
    ids = torch.randint(5, 1000, (1, 40))
    plain = out / "plain.onnx"
    torch.onnx.export(
        encoder, (ids, torch.zeros_like(ids)), str(plain), input_names=["ids", "kinds"], output_names=["vectors"],
        dynamic_axes={"ids": {1: "pieces"}, "kinds": {1: "pieces"}, "vectors": {1: "pieces"}},
        dynamo=False, opset_version=17,
    )  # fmt: skip
    onnx.checker.check_model(str(plain))
    # Seven bits: with eight, sums overflow on processors without VNNI, and pages would read differently there.
    quantize_dynamic(plain, out / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    plain.unlink()


def average(files: Sequence[Path]) -> State:
    """Return the mean of the weights in ``files`` (Wortsman et al. 2022, model soups)."""
    states = [torch.load(file, weights_only=True) for file in files]
    return {
        part: {name: torch.stack([s[part][name].float() for s in states]).mean(0) for name in states[0][part]}
        for part in PARTS
    }


def train(rows: list[Row], encoder: Encoder, heads: Heads, labels: Labels, veil: Veil, options: Any) -> State:
    """Train from epoch ``options.first`` to ``options.last`` and return what a later run goes on from."""
    groups = [
        {"params": encoder.parameters(), "lr": RATE},
        {"params": heads.parameters(), "lr": RATE_ABOVE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    if options.state:
        optimiser.load_state_dict(torch.load(options.state, weights_only=True)["optimiser"])
    each = math.ceil(len(rows) / BATCH)
    steps, step, recent = options.epochs * each, (options.first - 1) * each, 0.0
    # Another seed for runs that go on from a state: they would see the windows in the order of the first epochs again.
    rng, begun, first = random.Random(f"{options.seed} {options.first}"), time.monotonic(), step
    torch.manual_seed(100 * options.seed + options.first)
    encoder.train()
    heads.train()
    for epoch in range(options.first, options.last + 1):
        for batch in batches(rows, rng):
            share = min(1.0, (step + 1) / WARM_UP) * max(0.01, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, (RATE, RATE_ABOVE), strict=True):
                group["lr"] = rate * share
            loss = loss_of([veil.over(row, rng) for row in batch], encoder, heads, labels)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*encoder.parameters(), *heads.parameters()], 1.0)
            optimiser.step()
            step, recent = step + 1, 0.98 * recent + 0.02 * float(loss.detach())
            if step % 50 == 0:
                done = f"epoch {epoch}, step {step} of {steps}, {time.monotonic() - begun:.0f} s"
                print(f"{done}, loss {recent / (1 - 0.98 ** (step - first)):.3f}", flush=True)
    return {"encoder": encoder.state_dict(), "heads": heads.state_dict(), "optimiser": optimiser.state_dict()}


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("windows", type=Path, help="folder with windows.jsonl and tokenizer.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=6, help="over which the rate of learning falls to nothing")
    parser.add_argument("--first", type=int, default=1, help="epoch to begin with")
    parser.add_argument("--last", type=int, help="epoch to end with (else the last of --epochs)")
    parser.add_argument("--state", type=Path, help="what an earlier run kept, to go on from")
    parser.add_argument("--keep", type=Path, help="file for what a later run goes on from; OUT is not written then")
    parser.add_argument("--average", type=Path, nargs="+", help="write the mean of what several runs kept; no training")
    parser.add_argument("--seed", type=int, default=1, help="of the order of the windows and of what is masked")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    options.last = options.last or options.epochs
    torch.set_num_threads(options.threads)
    torch.manual_seed(START)
    rows = [json.loads(line) for line in (options.windows / "windows.jsonl").open(encoding="utf-8")]
    labels = Labels(*(sorted({row[-1] for window in rows for row in window[k]} - {"", UNKNOWN}) for k in TASKS))
    seen = json.loads((options.windows / "seen.json").read_text("utf-8"))
    kinds, pieces = seen.pop("kinds"), json.loads((options.windows / "tokenizer.json").read_text("utf-8"))
    veil = Veil(mask=pieces["model"]["vocab"]["[MASK]"], we=seen.pop("we"), unmarked=seen.pop("unmarked"))
    encoder = Encoder(load_start(options.teacher, options.windows / "tokenizer.json", options.layers), kinds)
    heads = Heads(encoder.bert.config.hidden_size, kinds, *(len(names) for names in asdict(labels).values()))
    if options.average or options.state:
        state = average(options.average) if options.average else torch.load(options.state, weights_only=True)
        encoder.load_state_dict(state["encoder"])
        heads.load_state_dict(state["heads"])
    if not options.average:
        state = train(rows, encoder, heads, labels, veil, options)
        if options.keep:
            torch.save(state, options.keep)
            return
    options.out.mkdir(parents=True, exist_ok=True)
    export(encoder, options.out)
    layers = {name: value.detach().numpy().astype(np.float16) for name, value in heads.named_parameters()}
    np.savez_compressed(options.out / "layers.npz", **layers)
    shutil.copy(options.windows / "tokenizer.json", options.out / "tokenizer.json")
    config = {
        "format": FORMAT, **asdict(labels), "width": encoder.bert.config.hidden_size, "layers": options.layers,
        "start": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
    } | seen  # fmt: skip
    (options.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
