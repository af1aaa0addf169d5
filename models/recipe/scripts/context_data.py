"""Write what the context model learns from: windows of the annotated texts with their segments and pairs.

    python models/recipe/scripts/context_data.py DATA TEACHER OUT [--without WRITERS]

DATA is the folder with ``train/govuk_unlabelled.jsonl``, which only says which word pieces are worth keeping, and with
the open sets of names, TEACHER that of all-MiniLM-L6-v2.  OUT gets ``tokenizer.json`` (the teacher's pieces that occur)
and ``windows.jsonl``.  A segment is learnt with its need code ("" = none), a sentence or item with whom it asks ("" =
it does not), a pair with its label ("" = not tied, absent = tied elsewhere in the text), what may be a name with the
kind of body that it names ("" = none, ``UNKNOWN`` = nobody says).  Names that the program misses are marked, so that
their ties are learnt; ``shown`` is what a window marks without them, since what is marked would tell which names are
right.  ``--without`` leaves out all texts of some writers (names of their files, with commas between), for measuring
and for fitting what stands above: a model is surer of a hand that it knows than it may be of another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotated import PASSAGES, Annotated, iter_annotated
from needs_data import code_at, read_phrases
from ner_data import load
from spacy.language import Language
from tokenizers import Tokenizer
from train_asks import is_taught, read_text
from train_ties import find_missed

from sectorlens.extract.in_context import first_held
from sectorlens.extract.needs.lexicon import need_cues
from sectorlens.extract.needs.reading import iter_sentences
from sectorlens.extract.organisations import find_candidates, name_bodies
from sectorlens.extract.organisations.decide import DOUBTFUL, FAINT, choose
from sectorlens.extract.recommendations import find_recommendations
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.nlp.windows import HEADING, ITEM, KINDS, WE, Span, Stretch, iter_stretches, iter_windows
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import Gold
from sectorlens.quality.passages import document_from_gold
from sectorlens.quality.scoring import COUNTED, canonical_names, surface_key, typed_key
from sectorlens.relate.in_context import iter_pairs
from sectorlens.relate.learnt import label_of
from sectorlens.relate.sides import PUBLISHER
from sectorlens.sector import SectorPack, load_pack

RAREST = 3  # how often a piece must occur to be kept
SHORTEST = 2  # pieces of so few letters are always kept, so that every word can be spelt
PHRASES = 6  # needs phrases in one window
OPEN_NAMES, SENTENCES = ("govner", "wikigold"), 8  # sets of names, texts in one window
UNKNOWN = "?"  # the kind of a body of these sets


def write_tokenizer(data: Path, source: Path, texts: Sequence[str], out: Path) -> Tokenizer:
    """Write and return the tokenizer ``source`` with the pieces of ``texts`` and of the raw text in ``data``."""
    whole = Tokenizer.from_file(str(source))
    counted: Counter[str] = Counter()
    raw = (json.loads(line)["text"] for line in (data / "train/govuk_unlabelled.jsonl").open(encoding="utf-8"))
    for text in (*texts, *raw):
        counted.update(whole.encode(text, add_special_tokens=False).tokens)
    stored = json.loads(source.read_text("utf-8"))
    special = [token["content"] for token in stored["added_tokens"]]
    known = sorted(stored["model"]["vocab"], key=stored["model"]["vocab"].get)
    kept = [
        piece
        for piece in known
        if piece in special or counted[piece] >= RAREST or len(piece.removeprefix("##")) <= SHORTEST
    ]
    place = {piece: number for number, piece in enumerate(kept)}
    stored["model"]["vocab"] = place
    stored["post_processor"] = stored["truncation"] = stored["padding"] = None
    for token in stored["added_tokens"]:
        token["id"] = place[token["content"]]
    out.write_text(json.dumps(stored, ensure_ascii=False), "utf-8")
    print(f"{len(kept)} of {len(known)} pieces kept")
    return Tokenizer.from_file(str(out))


def describe(row: Annotated, nlp: Language, pack: SectorPack, tokenizer: Tokenizer) -> Iterator[dict[str, Any]]:
    """Yield the windows of one annotated text."""
    document, gold = row.document, row.gold
    blocks = tuple(iter_block_docs(document, (), nlp))
    candidates = find_candidates(document, blocks, nlp=nlp, pack=pack)
    read = choose(candidates, FAINT)
    found = name_bodies(document, blocks, choose(candidates), pack)
    requests = find_recommendations(document, blocks, found, pack=pack)
    alignment = Alignment(row.text, document.text)
    mentions = [*found, *find_missed(gold, document, alignment, found)]
    mentions.sort(key=lambda m: (m.evidence.start, m.evidence.end, m.id))
    canonical = canonical_names(gold)
    publisher = str(gold["metadata"].get("publisher") or document.publisher or "the publisher")

    def body_of(mention: Any) -> str:
        key = surface_key(mention.evidence.quote)
        name = canonical.get(key) or canonical.get(surface_key(mention.full_name), "") or key
        return PUBLISHER if mention.form == "publisher" or (document.publisher and name == publisher) else name

    bodies = spans_of_bodies(gold, alignment)
    named = [((c.start, c.end), kind) for c in read if (kind := kind_at((c.start, c.end), bodies)) is not None]
    wanted = [
        (alignment.map(need["start"], need["end"]), need["code"])
        for need in gold["needs"]
        if need.get("polarity", "stated") in COUNTED
    ]
    items = [(r.evidence.start, r.evidence.end) for r in requests if r.form == "list_item"]
    segments = [
        (s.block.offset + segment.start, s.block.offset + segment.end)
        for s in iter_sentences(document, blocks, found, need_cues(pack), asked=items)
        for segment in s.segments
    ]
    codes = [code_at(segment, wanted) for segment in segments]
    ties = [
        (typed_key(tie["type"], tie["a"], tie["b"]), alignment.map(tie["start"], tie["end"]))
        for tie in gold["relations"]
    ]
    asking = read_text((row, blocks, found), pack)
    taught = [n for n, teaches in enumerate(is_taught(asking)) if teaches]
    sentences = [(asking.candidates[n].start, asking.candidates[n].end) for n in taught]
    asked = [asking.asked[min(asking.covers[n])] if asking.covers[n] else "" for n in taught]
    stretches = list(iter_stretches(blocks))
    shown = iter_windows(tokenizer, stretches, found, document.publisher)
    for window, bare in zip(iter_windows(tokenizer, stretches, mentions, document.publisher), shown, strict=True):
        inside = first_held(window, segments)
        pairs = []
        for pair in iter_pairs(window, mentions, body_of, PUBLISHER):
            one, other = (publisher if body == PUBLISHER else body for body in pair.bodies)
            tied = [(tie, place) for tie, place in ties if set(tie[1:]) == {one, other}]
            near = [tie for tie, place in tied if place is None or (place[0] < window.high and window.low < place[1])]
            if tied and not near:
                continue
            label = label_of(near[0][0], forward=near[0][1] == one) if near else ""  # type: ignore[arg-type]
            pairs.append([pair.spans, pair.near, pair.between, pair.distance, pair.kinds, label])
        yield {
            "text": document.id,
            "ids": window.ids,
            "kinds": window.kinds,
            "segments": [[a, b, codes[number]] for number, a, b in inside],
            "asks": [[a, b, asked[number]] for number, a, b in first_held(window, sentences)],
            "names": [[a, b, named[number][1]] for number, a, b in first_held(window, [span for span, _ in named])],
            "pairs": pairs,
        } | ({} if bare.kinds == window.kinds else {"shown": bare.kinds})


def spans_of_bodies(gold: Gold, alignment: Alignment) -> list[tuple[Span | None, str]]:
    """Return where ``gold`` names bodies, with their kinds."""
    return [
        (alignment.map(named["start"], named["end"]), body["type"])
        for body in gold["organisations"]
        for named in body["mentions"]
    ]


def kind_at(span: Span, bodies: Sequence[tuple[Span | None, str]]) -> str | None:
    """Return the kind of the body that stands at ``span``: "" where none does, None where it only shares words."""
    kind: str | None = ""
    for place, known in bodies:
        if place == span:
            return known
        if place is not None and place[0] < span[1] and span[0] < place[1]:
            kind = None
    return kind


def open_windows(data: Path, nlp: Language, pack: SectorPack, tokenizer: Tokenizer) -> Iterator[dict[str, Any]]:
    """Yield the texts of the open sets of names, several to a window; they teach only what names a body."""
    train, _ = load(data, PASSAGES)
    samples = sorted(
        (sample for name in OPEN_NAMES for sample in train[name]),
        key=lambda sample: hashlib.md5(sample.text.encode()).digest(),
    )
    for begin in range(0, len(samples), SENTENCES):
        known: dict[Span, str] = {}
        rows, at = [], 0
        inside = samples[begin : begin + SENTENCES]
        for sample in inside:
            rows.append({"kind": "paragraph", "start": at, "end": at + len(sample.text)})
            known |= {(at + a, at + b): UNKNOWN if label == "ORG" else "" for a, b, label, _ in sample.ents}
            at += len(sample.text) + 1
        text = "\n".join(sample.text for sample in inside)
        document = document_from_gold({"document": f"open-{begin}", "text": text, "blocks": rows, "metadata": {}})
        blocks = tuple(iter_block_docs(document, (), nlp))
        candidates = find_candidates(document, blocks, nlp=nlp, pack=pack)
        found = name_bodies(document, blocks, choose(candidates), pack)
        marked = [m for m in found if m.form != "publisher"]
        bodies = [(span, kind) for span, kind in known.items() if kind]
        for candidate in choose(candidates, FAINT):
            # These sets miss some mentions: what the program accepts and nobody marks teaches nothing.
            span = (candidate.start, candidate.end)
            if candidate.score < DOUBTFUL and kind_at(span, bodies) == "":
                known.setdefault(span, "")
        told = sorted(known)
        for window in iter_windows(tokenizer, iter_stretches(blocks), marked, ""):
            named = [[a, b, known[told[number]]] for number, a, b in first_held(window, told)]
            row = {"text": "open", "ids": window.ids, "kinds": window.kinds}
            yield row | {"segments": [], "asks": [], "names": named, "pairs": []}


def phrase_windows(tokenizer: Tokenizer) -> Iterator[dict[str, Any]]:
    """Yield the needs phrases, several to a window, in an order that mixes the codes."""
    rows = sorted(read_phrases(), key=lambda row: hashlib.md5(row[0].encode()).digest())
    for begin in range(0, len(rows), PHRASES):
        stretches, spans, at = [], [], 0
        for phrase, _ in rows[begin : begin + PHRASES]:
            stretches.append(Stretch(at, f"{phrase}."))
            spans.append((at, at + len(phrase)))
            at += len(phrase) + 2
        for window in iter_windows(tokenizer, stretches, (), ""):
            segments = [[a, b, rows[begin + number][1]] for number, a, b in first_held(window, spans)]
            row = {"text": "phrases", "ids": window.ids, "kinds": window.kinds}
            yield row | {"segments": segments, "asks": [], "names": [], "pairs": []}


def main() -> None:
    """Write the tokenizer and the windows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with train/govuk_unlabelled.jsonl")
    parser.add_argument("teacher", type=Path, help="folder with tokenizer.json")
    parser.add_argument("out", type=Path)
    parser.add_argument("--without", default="", help="the writers to leave out, with commas between them")
    options = parser.parse_args()
    without = {writer for writer in options.without.split(",") if writer}
    nlp, pack = load_pipeline(), load_pack("criminal_justice_uk")
    rows = list(iter_annotated())
    unknown = without - {row.writer for row in rows}
    if unknown:
        parser.error(f"no text is by {', '.join(sorted(unknown))}")
    options.out.mkdir(parents=True, exist_ok=True)
    texts = [*(row.text for row in rows), *(phrase for phrase, _ in read_phrases())]
    tokenizer = write_tokenizer(options.data, options.teacher / "tokenizer.json", texts, options.out / "tokenizer.json")
    counted: Counter[str] = Counter()
    with (options.out / "windows.jsonl").open("w", encoding="utf-8") as file:
        for row in rows:
            if row.writer not in without:
                for window in describe(row, nlp, pack, tokenizer):
                    counted.update(
                        windows=1, pairs=len(window["pairs"]), tied=sum(bool(p[-1]) for p in window["pairs"])
                    )
                    file.write(json.dumps(window) + "\n")
        for window in (*phrase_windows(tokenizer), *open_windows(options.data, nlp, pack, tokenizer)):
            file.write(json.dumps(window) + "\n")
    config = {
        "kinds": len(KINDS),
        "we": KINDS.index(WE),
        "unmarked": [KINDS.index(kind) for kind in ("none", HEADING, ITEM)],
        "writers": sorted({row.writer for row in rows} - without),
    }
    (options.out / "seen.json").write_text(json.dumps(config) + "\n", "utf-8")
    print(dict(counted))


if __name__ == "__main__":
    main()
