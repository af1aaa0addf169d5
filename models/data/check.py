"""Check passages in the inline mark-up of FORMAT.md.

    python check.py [FILE ...] [--likeness] [--freeze]

Without files it reads ``worked.txt``, ``passages/`` and ``test/`` beside it.  It prints faults (exit
status 1), then hints (worth a look, not always wrong), then counts.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from markup import Mark, MarkedBlock, Passage, Relation, read_passages

from sectorlens.model import vocabulary as v

HERE = Path(__file__).resolve().parent
VOICES = (
    "blog", "report", "briefing", "press_notice", "consultation_response", "minutes", "evidence_letter", "tender",
    "newsletter", "partner_list", "case_study", "signature_block", "caption", "transcript", "annual_report",
    "job_advert", "web_page", "email", "speech", "other",
)  # fmt: skip
SUBSECTORS = (
    "criminal_justice", "homelessness", "health", "disability", "youth", "environment", "arts", "migration",
    "housing", "advice", "older_people", "women", "community", "education", "families", "sport", "mixed", "other",
)  # fmt: skip
LAYOUTS = ("prose", "list", "headings", "mixed", "fragments")
ENTITY_LABELS = ("ORG", "PER", "LOC", "LOOK")
KINDS = set(v.ORGANISATION_KINDS)
MODALS = (
    ("must", re.compile(r"\b(?:must|ha(?:ve|s) to|needs? to)\b", re.I)),
    ("should", re.compile(r"\b(?:should|ought to)\b", re.I)),
    ("could", re.compile(r"\b(?:could|might|may want to)\b", re.I)),
)
CAPITALISED = re.compile(
    r"(?<![.!?:“\"‘'] )(?<!^)\b[A-Z][\w’'&-]+(?: (?:of|for|and|the|&|in) [A-Z][\w’'&-]+| [A-Z][\w’'&-]+)+"
)
SHARED_5GRAMS = 0.15
LONGEST, LONGEST_PAGE = 220, 1000  # words of a passage, of a page
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")


def check_mark(mark: Mark, block: MarkedBlock) -> Iterator[str]:
    """Yield what is wrong with one mark by the guidelines."""
    text = block.marked.text
    for edge in (mark.start, mark.end):
        if 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum():
            yield f"span cuts a word: {mark.text!r}"
    if mark.layer == "entity":
        yield from check_entity(mark)
    elif mark.layer == "need":
        yield from check_need(mark)
    else:
        yield from check_recommendation(mark)


def check_entity(mark: Mark) -> Iterator[str]:
    """Yield faults of an organisation, person, place or look-alike."""
    if mark.label not in ENTITY_LABELS:
        yield f"unknown label {mark.label!r} on {mark.text!r}"
    if mark.label == "ORG":
        if len(mark.words) != 1 or mark.words[0] not in KINDS:
            yield f"ORG needs one kind of {sorted(KINDS)}: {mark.text!r} has {mark.words}"
        if mark.text.lower().startswith("the "):
            yield f"leading 'the' inside the span: {mark.text!r}"
        if POSSESSIVE.search(mark.text) and "=" not in mark.values:
            yield f"possessive inside the span: {mark.text!r} (if it belongs to the name, give '= Name')"
    elif mark.words:
        yield f"{mark.label} takes no further words: {mark.text!r} has {mark.words}"
    if mark.text[-1] in ",;:" or mark.text[0] in ",;:.":
        yield f"punctuation at the edge: {mark.text!r}"


def check_need(mark: Mark) -> Iterator[str]:
    """Yield faults of a need: code, population and polarity must be known, each at most once."""
    if mark.label not in v.NEED_CODES:
        yield f"unknown need code {mark.label!r} on {mark.text!r}"
    populations = [word for word in mark.words if word in v.POPULATIONS]
    polarities = [word for word in mark.words if word in {"stated", "unmet", "met", "denied"}]
    if len(populations) + len(polarities) != len(mark.words) or len(populations) > 1 or len(polarities) > 1:
        yield f"need {mark.text!r}: cannot read {mark.words}"
    if mark.text[-1] in ".,;:":
        yield f"punctuation at the edge: {mark.text!r}"


def check_recommendation(mark: Mark) -> Iterator[str]:
    """Yield faults of a recommendation: addressee; strength; form [; negative]."""
    if len(mark.parts) not in {3, 4}:
        yield f"a recommendation has addressee; strength; form: {mark.values!r}"
        return
    addressee, strength, form = mark.parts[:3]
    if addressee not in v.ADDRESSEES:
        yield f"unknown addressee {addressee!r}: one of {', '.join(v.ADDRESSEES)}"
    if strength not in {"must", "should", "could", "imperative"}:
        yield f"unknown strength {strength!r}"
    if form not in {"list_item", "sentence"}:
        yield f"unknown form {form!r}"
    if mark.parts[3:] not in ([], ["negative"]):
        yield f"unknown fourth part {mark.parts[3]!r}"


def first_modal(text: str) -> str:
    """Return the strength of the first modal in ``text`` (imperative where there is none)."""
    found = [(hit.start(), name) for name, pattern in MODALS if (hit := pattern.search(text))]
    return min(found)[1] if found else "imperative"


def check_relation(relation: Relation, passage: Passage) -> Iterator[str]:
    """Yield faults of a relation: known words, both sides marked in the passage, quote present."""
    names = {mark.name for mark in organisations(passage)} | {mark.text for mark in organisations(passage)}
    for side in (relation.subject, relation.object):
        if side == "we":
            if passage.publisher is None:
                yield "relation with 'we' needs a line '@publisher Name'"
        elif side not in names:
            yield f"relation side {side!r} is marked nowhere in the passage"
    if relation.kind not in v.RELATION_KINDS:
        yield f"unknown relation {relation.kind!r}"
    known = {"affirmed", "denied", "ended", "stated", "planned", "hoped", "reported"}
    if not relation.qualities or not set(relation.qualities) <= known:
        yield f"relation qualities {relation.qualities}: polarity first, modality second"
    if relation.subject == relation.object:
        yield f"relation of {relation.subject!r} with itself"
    if relation.quote and relation.quote not in passage.text:
        yield f"relation quote is not in the passage: {relation.quote!r}"


def organisations(passage: Passage) -> list[Mark]:
    """Return the organisation marks of a passage in order."""
    return [mark for block in passage.blocks for mark in block.marked.marks if mark.label == "ORG"]


def unmarked(passage: Passage) -> Iterator[str]:
    """Yield names that are marked once and stand unmarked elsewhere in the same passage."""
    surfaces = {
        m.text for b in passage.blocks for m in b.marked.marks if m.layer == "entity" and m.text != m.text.lower()
    }
    for block in passage.blocks:
        taken = [(m.start, m.end) for m in block.marked.marks if m.layer == "entity"]
        for surface in sorted(surfaces):
            for hit in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", block.marked.text):
                covered = any(start < hit.end() and hit.start() < end for start, end in taken)
                if not covered and hit.start() not in block.marked.plain_at:
                    yield f"{surface!r} is marked elsewhere but not here (line {block.line}); write ~{surface} if right"


def check_passage(passage: Passage) -> Iterator[str]:
    """Yield all faults of one passage."""
    if not passage.id or not re.fullmatch(r"[a-z0-9][a-z0-9-]*", passage.id):
        yield f"bad id {passage.id!r}"
    for value, known in ((passage.voice, VOICES), (passage.subsector, SUBSECTORS), (passage.layout, LAYOUTS)):
        if value not in known:
            yield f"header: {value!r} is none of {', '.join(known)}"
    if not passage.blocks:
        yield "no text"
    for block in passage.blocks:
        for mark in block.marked.marks:
            yield from check_mark(mark, block)
        for one, other in combinations(block.marked.marks, 2):
            if one.start < other.start < one.end < other.end:
                yield f"spans cross: {one.text!r} / {other.text!r}"
    for relation in passage.relations:
        yield from check_relation(relation, passage)
    yield from unmarked(passage)


def hints(passage: Passage, longest: int = LONGEST) -> Iterator[str]:
    """Yield what is worth a second look: length (``longest`` words), modals, forms, capitalised words left unmarked."""
    n_words = len(passage.text.split())
    if not 8 <= n_words <= longest:
        yield f"{n_words} words"
    labels: dict[str, set[str]] = defaultdict(set)
    for block in passage.blocks:
        for mark in block.marked.marks:
            if mark.layer == "entity":
                labels[mark.text].add(mark.label)
            if mark.layer != "recommendation" or len(mark.parts) < 3:
                continue
            if (modal := first_modal(mark.text)) != mark.parts[1]:
                yield f"strength {mark.parts[1]}, but first modal says {modal}: {mark.text[:50]!r}"
            if (mark.parts[2] == "list_item") != (block.kind == "list_item"):
                yield f"form {mark.parts[2]} in a {block.kind}: {mark.text[:50]!r}"
        if block.kind == "heading":
            continue
        listed = [m for m in block.marked.marks if m.layer == "recommendation" and block.kind == "list_item"]
        for mark in block.marked.marks:
            if mark.layer == "need" and any(m.start <= mark.start < m.end for m in listed):
                yield f"need inside a listed recommendation: {mark.text!r}"
        for hit in CAPITALISED.finditer(block.marked.text):
            if not any(m.layer == "entity" and m.start < hit.end() and hit.start() < m.end for m in block.marked.marks):
                yield f"capitalised and unmarked: {hit[0]!r}"
    for text, found in sorted(labels.items()):
        if len(found) > 1:
            yield f"{text!r} is marked {' and '.join(sorted(found))}"


def five_grams(passage: Passage) -> set[tuple[str, ...]]:
    """Return the word 5-grams of a passage, lower case."""
    words = re.findall(r"\w+", passage.text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def likeness(passages: list[Passage]) -> Iterator[str]:
    """Yield near duplicates, the most shared 5-grams, and the most frequent openings and names."""
    owners: dict[tuple[str, ...], list[int]] = defaultdict(list)
    sizes = []
    for i, passage in enumerate(passages):
        grams = five_grams(passage)
        sizes.append(max(1, len(grams)))
        for gram in sorted(grams):
            owners[gram].append(i)
    shared: Counter[tuple[int, int]] = Counter()
    for indices in owners.values():
        if 1 < len(indices) <= 50:
            shared.update(combinations(indices, 2))
    for (i, j), n in sorted(shared.items()):
        if n / min(sizes[i], sizes[j]) > SHARED_5GRAMS:
            yield f"alike: {passages[i].id} and {passages[j].id} share {n} of {min(sizes[i], sizes[j])} 5-grams"
    in_several = sum(len(indices) > 1 for indices in owners.values())
    yield f"5-grams in more than one passage: {in_several} of {len(owners)}"
    for gram, indices in sorted(owners.items(), key=lambda item: (-len(item[1]), item[0]))[:8]:
        if len(indices) > 2:
            yield f"  {len(indices)}x {' '.join(gram)!r}"
    openings = Counter(" ".join(p.text.split()[:3]).lower() for p in passages)
    yield "openings: " + "; ".join(f"{n}x {text!r}" for text, n in openings.most_common(6) if n > 1)
    names = Counter(name for p in passages for name in {mark.text for mark in organisations(p)})
    yield "names in most passages: " + "; ".join(f"{n}x {text}" for text, n in names.most_common(12) if n > 1)


def counts(passages: list[Passage]) -> Iterator[str]:
    """Yield the counts of what is marked."""
    marks = [mark for p in passages for block in p.blocks for mark in block.marked.marks]
    words = sum(len(p.text.split()) for p in passages)
    without = sum(not organisations(p) for p in passages)
    yield f"{len(passages)} passages, {words} words, {without} without an organisation"
    for title, tally in (
        ("voices", Counter(p.voice for p in passages)),
        ("sub-sectors", Counter(p.subsector for p in passages)),
        ("layouts", Counter(p.layout for p in passages)),
        ("entities", Counter(m.label for m in marks if m.layer == "entity")),
        ("kinds", Counter(m.words[0] for m in marks if m.label == "ORG" and m.words)),
        ("needs", Counter(m.label for m in marks if m.layer == "need")),
        ("recommendations", Counter(m.parts[1] for m in marks if m.layer == "recommendation" and len(m.parts) > 1)),
        ("relations", Counter(r.kind for p in passages for r in p.relations)),
    ):
        yield f"{title}: {sum(tally.values())} = " + ", ".join(f"{key} {n}" for key, n in tally.most_common())


def frozen_faults(folder: Path) -> list[str]:
    """Return where a frozen test file no longer has the digest written down when it was frozen."""
    record = folder / "FROZEN.json"
    if not record.exists():
        return []
    digests: dict[str, str] = json.loads(record.read_text(encoding="utf-8"))
    return [
        f"{name}: differs from its frozen digest"
        for name, digest in sorted(digests.items())
        if not (folder / name).exists() or digest_of(folder / name) != digest
    ]


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Check files and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--freeze", action="store_true", help="write the digests of the test part")
    parser.add_argument("--quiet", action="store_true", help="faults and counts only")
    args = parser.parse_args()
    test = HERE / "test"
    if args.freeze:
        digests = {path.name: digest_of(path) for path in sorted(test.glob("*.txt"))}
        (test / "FROZEN.json").write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")
    folders = (HERE / "passages", HERE / "pages", test)
    files = args.files or [HERE / "worked.txt", *(file for folder in folders for file in sorted(folder.glob("*.txt")))]
    passages: list[Passage] = []
    pages = {file.name for file in files if file.resolve().parent.name == "pages"}
    faults = frozen_faults(test)
    for file in files:
        found, broken = read_passages(file.read_text(encoding="utf-8"), file.name)
        passages.extend(found)
        faults.extend(broken)
    seen: Counter[str] = Counter()
    for passage in passages:
        seen[passage.id] += 1
        where = f"{passage.file}:{passage.line}: {passage.id}"
        faults.extend(f"{where}: {fault}" for fault in check_passage(passage))
        if seen[passage.id] > 1:
            faults.append(f"{where}: id used twice")
    lines = [f"FAULT {fault}" for fault in faults]
    if not args.quiet:
        lines += [
            f"hint {p.file}:{p.line}: {p.id}: {hint}"
            for p in passages
            for hint in hints(p, LONGEST_PAGE if p.file in pages else LONGEST)
        ]
        lines += list(likeness(passages))
    lines += [*counts(passages), f"{len(faults)} faults"]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
