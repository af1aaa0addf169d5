"""Write what the context model learns from: windows of the annotated texts with their segments and pairs.

    python models/recipe/scripts/context_data.py DATA TEACHER OUT [--without WRITERS]

DATA is the folder with ``train/govuk_unlabelled.jsonl``, which only says which word pieces are worth keeping, TEACHER
that of all-MiniLM-L6-v2.  OUT gets ``tokenizer.json`` (the teacher's pieces that occur) and ``windows.jsonl``.  A
segment is learnt with its need code ("" = none), a sentence or item with whom it asks ("" = it does not), a pair with
its label ("" = not tied, absent = tied elsewhere in the text).  ``--without`` leaves out all
texts of some writers (names of their files, with commas between), for measuring and for fitting what stands above: a
model is surer of a hand that it knows than it may be of another.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotated import Annotated, iter_annotated
from needs_data import code_at, read_phrases
from spacy.language import Language
from tokenizers import Tokenizer
from train_asks import is_taught, read_text
from train_ties import find_missed

from sectorlens.extract.in_context import first_held
from sectorlens.extract.needs.lexicon import need_cues
from sectorlens.extract.needs.reading import iter_sentences
from sectorlens.extract.organisations import find_organisations
from sectorlens.extract.recommendations import find_recommendations
from sectorlens.nlp import iter_block_docs, load_pipeline
from sectorlens.nlp.windows import KINDS, WE, Stretch, iter_stretches, iter_windows
from sectorlens.quality.align import Alignment
from sectorlens.quality.scoring import COUNTED, canonical_names, surface_key, typed_key
from sectorlens.relate.in_context import iter_pairs
from sectorlens.relate.learnt import label_of
from sectorlens.relate.sides import PUBLISHER
from sectorlens.sector import SectorPack, load_pack

RAREST = 3  # how often a piece must occur to be kept
SHORTEST = 2  # pieces of so few letters are always kept, so that every word can be spelt
PHRASES = 6  # needs phrases in one window


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
    found, _ = find_organisations(document, blocks, nlp=nlp, pack=pack)
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
    candidates = [(asking.candidates[n].start, asking.candidates[n].end) for n in taught]
    asked = [asking.asked[min(asking.covers[n])] if asking.covers[n] else "" for n in taught]
    for window in iter_windows(tokenizer, iter_stretches(blocks), mentions, document.publisher):
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
            "asks": [[a, b, asked[number]] for number, a, b in first_held(window, candidates)],
            "pairs": pairs,
        }


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
            yield row | {"segments": segments, "asks": [], "pairs": []}


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
        for window in phrase_windows(tokenizer):
            file.write(json.dumps(window) + "\n")
    config = {
        "kinds": len(KINDS),
        "we": KINDS.index(WE),
        "writers": sorted({row.writer for row in rows} - without),
    }
    (options.out / "seen.json").write_text(json.dumps(config) + "\n", "utf-8")
    print(dict(counted))


if __name__ == "__main__":
    main()
