"""Train the context model on the windows of ``context_data.py`` and write it as ``models/sectorlens_context`` keeps it.

    python models/recipe/scripts/train_context.py TEACHER WINDOWS OUT [--resume FOLDER] [--epochs N] [--seed N]

Needs torch, transformers, onnx and onnxruntime (build time only).  TEACHER is the folder of all-MiniLM-L6-v2
(Apache-2.0), whose layers and piece vectors are the start.  One encoder learns two tasks at once: of a segment, whether
it states a need and which; of a pair of bodies, whether they are tied and how.  OUT gets ``encoder.onnx`` (8-bit
weights), ``layers.npz`` (what stands above, float16), ``tokenizer.json`` and ``config.json``.  ``--resume`` names the
WINDOWS folder of an earlier training to go on from: pieces that it did not know start as the teacher has them.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import time
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
WEIGHTS = {"need": 1.0, "code": 0.5, "tie": 1.5, "kind": 0.7}
HIDDEN = 256
TABLE = 16  # width of the embeddings of distance and kinds
DISTANCES = 16

Row = dict[str, Any]


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

    def __init__(self, width: int, kinds: int, codes: int, ties: int) -> None:
        super().__init__()
        self.drop = nn.Dropout(DROPOUT)
        self.need, self.code = nn.Linear(3 * width, 1), nn.Linear(3 * width, codes)
        self.distance = nn.Embedding(DISTANCES, TABLE)
        self.first, self.second = nn.Embedding(kinds, TABLE), nn.Embedding(kinds, TABLE)
        self.pair = nn.Linear(5 * width + 3 * TABLE, HIDDEN)
        self.tie, self.kind = nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, ties)

    def segments(self, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-odds of a need and scores of codes."""
        rows = self.drop(rows)
        return self.need(rows)[:, 0], self.code(rows)

    def pairs(self, rows: Tensor, distance: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """Return log-odds of a tie and scores of its kinds."""
        tables = [self.distance(distance), self.first(first), self.second(second)]
        hidden = functional.gelu(self.pair(self.drop(torch.cat([rows, *tables], 1))), approximate="tanh")
        return self.tie(hidden)[:, 0], self.kind(self.drop(hidden))


def loss_of(rows: list[Row], encoder: Encoder, heads: Heads, codes: dict[str, int], ties: dict[str, int]) -> Tensor:
    """Return the joint loss of a batch of windows."""
    longest = max(len(row["ids"]) for row in rows)
    fill = [longest - len(row["ids"]) for row in rows]
    ids = torch.tensor([row["ids"] + [0] * n for row, n in zip(rows, fill, strict=True)])
    kinds = torch.tensor([row["kinds"] + [0] * n for row, n in zip(rows, fill, strict=True)])
    mask = torch.tensor([[1] * len(row["ids"]) + [0] * n for row, n in zip(rows, fill, strict=True)])
    vectors = encoder(ids, kinds, mask)
    sums = torch.cat([torch.zeros(len(rows), 1, vectors.shape[2]), vectors.cumsum(1)], 1)

    def mean(number: int, span: list[int]) -> Tensor:
        return (sums[number, span[1]] - sums[number, span[0]]) / (span[1] - span[0])

    segments, segment_codes, real = [], [], []
    pairs, places, labels = [], [], []
    for number, row in enumerate(rows):
        for span, sentence, code in row["segments"]:
            segments.append(torch.cat([mean(number, span), mean(number, sentence), vectors[number, 0]]))
            segment_codes.append(codes[code] if code else -1)
            real.append(row["text"] != "phrases")
        bodies: dict[str, Tensor] = {}
        for spans, between, distance, kind, label in row["pairs"]:
            for body in spans:
                if str(body) not in bodies:
                    bodies[str(body)] = torch.logsumexp(torch.stack([mean(number, span) for span in body]), 0)
            one, other = bodies[str(spans[0])], bodies[str(spans[1])]
            pairs.append(torch.cat([one, other, one * other, mean(number, between), vectors[number, 0]]))
            places.append((distance, *kind))
            labels.append(ties[label] if label else -1)
    total = vectors.sum() * 0
    if segments:
        need, code = heads.segments(torch.stack(segments))
        right, told = torch.tensor(segment_codes), torch.tensor(real)
        stated = right >= 0
        if told.any():  # phrases teach which need, not whether
            loss = functional.binary_cross_entropy_with_logits(need[told], stated[told].float())
            total = total + WEIGHTS["need"] * loss
        if stated.any():
            loss = functional.cross_entropy(code[stated], right[stated], label_smoothing=SMOOTHING)
            total = total + WEIGHTS["code"] * loss
    if pairs:
        tie, kind = heads.pairs(torch.stack(pairs), *torch.tensor(places).T)
        right = torch.tensor(labels)
        tied = right >= 0
        total = total + WEIGHTS["tie"] * functional.binary_cross_entropy_with_logits(tie, tied.float())
        if tied.any():
            loss = functional.cross_entropy(kind[tied], right[tied], label_smoothing=SMOOTHING)
            total = total + WEIGHTS["kind"] * loss
    return total


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


def resume(folder: Path, tokenizer: Path, encoder: Encoder, heads: Heads) -> None:
    """Load what was trained on the windows in ``folder`` into ``encoder`` and ``heads``."""
    stored = torch.load(folder / "trained.pt", weights_only=True)
    known, pieces = (
        json.loads(file.read_text("utf-8"))["model"]["vocab"] for file in (folder / "tokenizer.json", tokenizer)
    )
    name = "bert.embeddings.word_embeddings.weight"
    rows = encoder.state_dict()[name].clone()
    for piece, place in pieces.items():
        if piece in known:
            rows[place] = stored["encoder"][name][known[piece]]
    encoder.load_state_dict(stored["encoder"] | {name: rows})
    heads.load_state_dict(stored["heads"])


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


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("windows", type=Path, help="folder with windows.jsonl and tokenizer.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--resume", type=Path, help="folder of windows on which an earlier training ended")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    rows = [json.loads(line) for line in (options.windows / "windows.jsonl").open(encoding="utf-8")]
    codes = sorted({code for row in rows for *_, code in row["segments"] if code})
    ties = sorted({label for row in rows for *_, label in row["pairs"] if label})
    kinds = 1 + max(max(row["kinds"]) for row in rows)
    encoder = Encoder(load_start(options.teacher, options.windows / "tokenizer.json", options.layers), kinds)
    heads = Heads(encoder.bert.config.hidden_size, kinds, len(codes), len(ties))
    if options.resume is not None:
        resume(options.resume, options.windows / "tokenizer.json", encoder, heads)
    groups = [
        {"params": encoder.parameters(), "lr": RATE},
        {"params": heads.parameters(), "lr": RATE_ABOVE},
    ]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    steps = options.epochs * math.ceil(len(rows) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.01, 1 - step / steps)
    )
    code_place, tie_place = ({name: k for k, name in enumerate(names)} for names in (codes, ties))
    encoder.train()
    heads.train()
    begun, step, recent = time.monotonic(), 0, 0.0
    for epoch in range(options.epochs):
        for batch in batches(rows, rng):
            loss = loss_of(batch, encoder, heads, code_place, tie_place)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_([*encoder.parameters(), *heads.parameters()], 1.0)
            optimiser.step()
            schedule.step()
            step, recent = step + 1, 0.98 * recent + 0.02 * float(loss.detach())
            if step % 50 == 0:
                done = f"epoch {epoch + 1}, step {step} of {steps}, {time.monotonic() - begun:.0f} s"
                print(f"{done}, loss {recent / (1 - 0.98**step):.3f}", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    torch.save({"encoder": encoder.state_dict(), "heads": heads.state_dict()}, options.windows / "trained.pt")
    export(encoder, options.out)
    layers = {name: value.detach().numpy().astype(np.float16) for name, value in heads.named_parameters()}
    np.savez_compressed(options.out / "layers.npz", **layers)
    shutil.copy(options.windows / "tokenizer.json", options.out / "tokenizer.json")
    config = {
        "format": 1, "codes": codes, "ties": ties, "width": encoder.bert.config.hidden_size, "layers": options.layers,
        "start": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)",
    } | json.loads((options.windows / "seen.json").read_text("utf-8"))  # fmt: skip
    (options.out / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
