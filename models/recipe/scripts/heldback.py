"""Keep what is measured on out of what is trained on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from spacy.tokens import DocBin
from spacy.vocab import Vocab

SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)]*\s+")
SHORTEST = 5  # words; shorter sentences ("Thank you.") recur by chance


def normalised(text: str) -> str:
    """Return ``text`` in the form in which sentences are compared."""
    return " ".join(re.findall(r"\w+", text.lower()))


def sentences(text: str) -> set[str]:
    """Return the normalised sentences of ``text`` (cut by punctuation) of five words or more."""
    found = (normalised(part) for part in SENTENCE_END.split(text))
    return {part for part in found if part.count(" ") + 1 >= SHORTEST}


def held_back(folder: Path, vocab: Vocab) -> set[str]:
    """Return every sentence of the evaluation parts (``*.spacy`` below ``folder``)."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.spacy")):
        for doc in DocBin().from_disk(path).get_docs(vocab):
            found |= sentences(doc.text)
            if doc.has_annotation("SENT_START"):
                for sent in doc.sents:
                    found |= sentences(sent.text)
    return found


def is_held_back(text: str, banned: Iterable[str]) -> bool:
    """Return whether ``text`` holds a sentence of ``banned``."""
    return not sentences(text).isdisjoint(banned)
