"""Put the syntax components and the name recogniser together into one pipeline.

python combine.py SYNTAX NER OUT --version 0.1.0
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import spacy
from spacy.language import Language

ORDER = ("tok2vec", "tagger", "morphologizer", "parser", "trainable_lemmatizer")
SOURCES = [
    {"name": "UD English EWT", "license": "CC BY-SA 4.0", "url": "https://universaldependencies.org"},
    {"name": "GUM (without conversation)", "license": "CC BY 4.0 (annotation)", "url": "https://gucorpling.org/gum"},
    {"name": "UNER English EWT", "license": "CC BY-SA 4.0", "url": "https://www.universalner.org"},
    {"name": "WikiGold", "license": "CC BY 4.0"},
    {"name": "CrossNER", "license": "MIT; Wikipedia text CC BY-SA"},
    {"name": "re3d (without the BBC part)", "license": "OGL v3 and others by source"},
    {"name": "govuk-content-metadata annotations", "license": "MIT; content OGL v3"},
    {"name": "Passages written for Sectorlens (synthetic)", "license": "CC BY-SA 4.0"},
]


def combined(syntax: Path, ner: Path) -> Language:
    """Return one pipeline: syntax with its shared encoder, then names with their own."""
    source = spacy.load(syntax)
    names = spacy.load(ner)
    nlp = spacy.blank("en", vocab=source.vocab)
    for component in ORDER:
        if component in source.pipe_names:
            nlp.add_pipe(component, source=source)
    nlp.add_pipe("ner", source=names)
    return nlp


def main() -> None:
    """Write the pipeline folder with its metadata."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("syntax", type=Path)
    parser.add_argument("ner", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", required=True)
    args = parser.parse_args()
    nlp = combined(args.syntax, args.ner)
    nlp.meta.update(
        name="sectorlens", version=args.version, license="CC BY-SA 4.0", sources=SOURCES, author="Sectorlens",
        description="English for publications of the voluntary and public sector: UD syntax and named bodies.",
    )  # fmt: skip
    extra = {path.name: path.read_bytes() for path in args.out.glob("LICENSE*")} if args.out.exists() else {}
    shutil.rmtree(args.out, ignore_errors=True)
    nlp.to_disk(args.out)
    meta = json.loads((args.out / "meta.json").read_text(encoding="utf-8"))
    meta["performance"] = {}  # measured figures stand in metrics.json
    (args.out / "meta.json").write_text(json.dumps(meta, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    for name, content in extra.items():
        (args.out / name).write_bytes(content)


if __name__ == "__main__":
    main()
