"""Train the name recogniser on open sets and own passages, with names swapped afresh in every round.

python train_ner.py DATA PASSAGES OUT [--steps 2500] [--swap 0.4] [--without govner] …
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import spacy
from names import read_names
from ner_data import Sample, load, stream, to_doc
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.training import Example
from spacy.util import fix_random_seed, load_config
from thinc.api import Adam, warmup_linear

SHARES = {
    "passages": 0.45, "govner": 0.17, "re3d": 0.05, "gum": 0.09, "wikigold": 0.06, "crossner": 0.13, "uner_ewt": 0.05,
}  # fmt: skip


def score(nlp: Language, samples: list[Sample]) -> dict[str, Any]:
    """Return precision, recall and F1 per label over ``samples`` (strict spans)."""
    docs = [to_doc(sample, nlp) for sample in samples]
    found = nlp.pipe([sample.text for sample in samples], batch_size=128)
    examples = [Example(guess, doc) for guess, doc in zip(found, docs, strict=True)]
    return Scorer.score_spans(examples, "ents")


def start_from(nlp: Language, syntax: Path) -> None:
    """Copy the token encoder of a syntax pipeline (same widths and rows) into the name recogniser."""
    encoder = spacy.load(syntax).get_pipe("tok2vec").model
    chain = nlp.get_pipe("ner").model.get_ref("tok2vec")
    chain.layers[0].from_bytes(encoder.to_bytes())


def main() -> None:
    """Train for a fixed number of steps and write the averaged weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("passages", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--config", type=Path, default=Path(__file__).parents[1] / "configs" / "ner.cfg")
    parser.add_argument("--init", type=Path, help="syntax pipeline whose token encoder is the starting point")
    parser.add_argument("--resume", type=Path, help="a trained name recogniser to go on from (new passages)")
    parser.add_argument("--steps", type=int, default=2500)
    parser.add_argument("--words", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=0.002)
    parser.add_argument("--dropout", type=float, default=0.2)
    parser.add_argument("--swap", type=float, default=0.4)
    parser.add_argument("--share", type=float, default=SHARES["passages"], help="of words, from the passages")
    parser.add_argument("--limit", type=float, default=1.0, help="part of the passages to use (learning curve)")
    parser.add_argument("--without", nargs="*", default=[], help="sources to leave out")
    parser.add_argument("--no-look", action="store_true", help="train without the label LOOK")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    args.out.parent.mkdir(parents=True, exist_ok=True)
    fix_random_seed(args.seed)
    rng = random.Random(args.seed)
    train, dev = load(args.data, args.passages)
    if args.limit < 1:
        ids = sorted({s.source for s in train["passages"]})
        random.Random(7).shuffle(ids)
        kept = set(ids[: int(len(ids) * args.limit)])
        train["passages"] = [s for s in train["passages"] if s.source in kept]
    if args.no_look:
        train["passages"] = [replace(s, ents=tuple(e for e in s.ents if e[2] != "LOOK")) for s in train["passages"]]
    rest = sum(share for name, share in SHARES.items() if name != "passages")
    shares = {n: s / rest * (1 - args.share) for n, s in SHARES.items()} | {"passages": args.share}
    shares = {name: share for name, share in shares.items() if name not in args.without}
    names = None if args.swap == 0 else read_names(args.data / "names")
    if args.resume:
        nlp = spacy.load(args.resume)
    else:
        nlp = spacy.util.load_model_from_config(load_config(args.config), auto_fill=True)
    blank = spacy.blank("en")
    warm = [Example(blank.make_doc(s.text), to_doc(s, blank)) for n in sorted(shares) for s in train.get(n, [])[:1500]]
    if not args.resume:
        nlp.initialize(lambda: warm)
    if args.init:
        start_from(nlp, args.init)
    optimizer = Adam(
        learn_rate=warmup_linear(args.rate, 150, int(args.steps * 1.05)), beta1=0.9, beta2=0.999, L2=0.01,
        grad_clip=1.0, use_averages=True, L2_is_weight_decay=True,
    )  # fmt: skip
    samples = stream(train, shares, names, rng, args.swap)
    began, loss = time.perf_counter(), {"ner": 0.0}
    for step in range(1, args.steps + 1):
        batch: list[Example] = []
        n_words = 0
        while n_words < args.words:
            sample = next(samples)
            doc = to_doc(sample, nlp)
            batch.append(Example(nlp.make_doc(sample.text), doc))
            n_words += len(doc)
        nlp.update(batch, drop=args.dropout, sgd=optimizer, losses=loss)
        optimizer.step_schedules()
        if step % 500 == 0 or step == args.steps:
            with nlp.use_params(optimizer.averages):
                line = {name: score(nlp, part) for name, part in dev.items() if part}
                nlp.to_disk(args.out)  # a long run that dies is not lost
            shown = {
                n: [round(100 * (r["ents_per_type"].get("ORG", {}).get(k) or 0), 1) for k in "prf"]
                for n, r in line.items()
            }
            sys.stderr.write(
                f"{step} {time.perf_counter() - began:.0f}s loss {loss['ner']:.0f} ORG {json.dumps(shown)}\n"
            )
            loss["ner"] = 0.0
    sizes = {name: len(part) for name, part in train.items()}
    (args.out / "training.json").write_text(
        json.dumps({"samples": sizes, "shares": shares, "steps": args.steps}) + "\n"
    )


if __name__ == "__main__":
    main()
