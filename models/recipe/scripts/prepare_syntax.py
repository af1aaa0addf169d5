"""Cut the treebanks into blocks for the syntax components.

At run time one block (paragraph, heading, list item) is one ``Doc``.  The treebank documents are
therefore cut into runs of one to twenty sentences, three times with different cuts, so that the
parser learns sentence ends inside a paragraph and also meets single sentences.  Some copies get
typographic quotes and dashes, which the treebanks lack and publications are full of.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import spacy
from heldback import held_back, is_held_back
from spacy.tokens import Doc, DocBin, Span
from spacy.vocab import Vocab

# Order of the genres in GUM's files: conversation (Santa Barbara Corpus, possibly CC BY-ND, with
# the small-claims recording from the same corpus) stands between bio and the Supreme Court texts.
GUM_CONVERSATION = range(153, 345)
CUTS = 3
RUN_LENGTHS = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20)
TYPOGRAPHIC = {
    "'": "’", "n't": "n’t", "'s": "’s", "'re": "’re", "'ve": "’ve", "'ll": "’ll", "'d": "’d",
    "'m": "’m", "--": "–", "s'": "s’",
}  # fmt: skip


def typographic(words: list[str], rng: random.Random) -> list[str]:
    """Return ``words`` with curly quotes and en dashes in place of the plain ones."""
    out: list[str] = []
    opened = False
    dash = rng.choice(("–", "—"))
    for word in words:
        if word in {'"', "``", "''"}:
            out.append("”" if opened else "“")
            opened = not opened
        elif word.lower() in TYPOGRAPHIC:
            out.append(word[:-1] + "’" if word.lower() == "s'" else word.replace("'", "’"))
            if word == "--":
                out[-1] = dash
        elif word in {"-", "–"}:
            out.append(dash if word == "–" else word)
        else:
            out.append(word)
    return out


def run(sents: list[Span], vocab: Vocab, rng: random.Random, vary: bool) -> Doc:
    """Return a new ``Doc`` of consecutive sentences with their UD annotation."""
    doc = sents[0].doc[sents[0].start : sents[-1].end].as_doc()
    words = [token.text for token in doc]
    if vary and rng.random() < 0.35:
        words = typographic(words, rng)
    spaces = [bool(token.whitespace_) for token in doc]
    spaces[-1] = False
    return Doc(
        vocab,
        words=words,
        spaces=spaces,
        tags=[token.tag_ for token in doc],
        pos=[token.pos_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        lemmas=[token.lemma_ for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
        sent_starts=[bool(token.is_sent_start) for token in doc],
    )


def blocks(doc: Doc, banned: set[str], rng: random.Random, vary: bool) -> Iterator[Doc]:
    """Yield runs of sentences of one treebank document; a held-back sentence ends a run."""
    current: list[Span] = []
    size = rng.choice(RUN_LENGTHS)
    for sent in doc.sents:
        if is_held_back(sent.text, banned):
            if current:
                yield run(current, doc.vocab, rng, vary)
            current = []
            continue
        current.append(sent)
        if len(current) >= size:
            yield run(current, doc.vocab, rng, vary)
            current, size = [], rng.choice(RUN_LENGTHS)
    if current:
        yield run(current, doc.vocab, rng, vary)


def main() -> None:
    """Write ``syntax-train.spacy`` and ``syntax-dev.spacy``."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, help="folder with train/ and eval/")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    vocab = spacy.blank("en").vocab
    rng = random.Random(args.seed)
    banned = held_back(args.data / "eval", vocab)
    syntax = args.data / "train" / "syntax"
    sources: list[Doc] = []
    for name in ("ewt", "gum"):
        docs = list(DocBin().from_disk(syntax / f"{name}-train.spacy").get_docs(vocab))
        if name == "gum":
            docs = [doc for i, doc in enumerate(docs) if i not in GUM_CONVERSATION]
        sources.extend(docs)
    train = DocBin(store_user_data=False)
    for cut in range(CUTS):
        for doc in sources:
            for block in blocks(doc, banned, rng, vary=cut > 0):
                train.add(block)
    dev = DocBin(store_user_data=False)
    for name in ("ewt", "gum"):
        for doc in DocBin().from_disk(syntax / f"{name}-dev.spacy").get_docs(vocab):
            for block in blocks(doc, banned, rng, vary=False):
                dev.add(block)
    args.out.mkdir(parents=True, exist_ok=True)
    train.to_disk(args.out / "syntax-train.spacy")
    dev.to_disk(args.out / "syntax-dev.spacy")


if __name__ == "__main__":
    main()
