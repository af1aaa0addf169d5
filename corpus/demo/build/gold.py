"""Turn a source into the gold text and the gold record of one document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from demo_markup import Block, Source, SourceError, Span
from world import KINDS, SYMMETRIC, World, split_tie

PERSON = set(
    "housing mental_health substance_misuse physical_health employment education_training "
    "finance_debt_benefits family_relationships abuse_trauma attitudes_thinking care_experience "
    "racial_inequality legal_advice digital_access basic_needs custody_conditions resettlement "
    "complex_needs".split()
)
SECTOR = set("sector_funding commissioning collaboration workforce data_evidence policy_voice service_design".split())
POPULATIONS = set(
    "women young_adults older_people care_leavers racially_minoritised families "
    "people_with_multiple_needs victims general".split()
)
ADDRESSEES = {
    "government": "government",
    "commissioners": "commissioners",
    "prisons": "prisons",
    "probation": "probation",
    "funders": "funders",
    "councils": "local authorities",
    "vso": "voluntary sector organisations",
    "infrastructure": "infrastructure organisations",
    "sector": "criminal justice sector",
    "other": "other",
}
MODALS = (
    ("must", r"must|have to|has to|need to|needs to|required to"),
    ("should", r"should|ought (?:not )?to"),
    ("could", r"could|might|may"),
)
NEGATIVE = re.compile(r"^(don['’]t|do not|never|avoid|stop|resist)\b|\b(should|must) not\b|n['’]t\b", re.I)
WE = re.compile(r"\b(we|our|us|ourselves)\b", re.I)


@dataclass
class Composed:
    """The text of one document with the place of each block and span."""

    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    spans: list[tuple[Span, int]] = field(default_factory=list)
    furniture: list[dict[str, Any]] = field(default_factory=list)
    sources: list[Block] = field(default_factory=list)


def compose(blocks: list[Block], *, prefix: bool = False) -> Composed:
    """Join blocks with empty lines (items and cells with single ones) into one text.

    With ``prefix`` list items carry "- " or their number, as in a plain-text file.
    """
    done = Composed()
    previous = None
    number = 0
    for block in blocks:
        tight = previous is not None and block.kind == previous.kind and (block.kind in {"list_item", "table_cell"})
        if previous is not None:
            done.text += "\n" if tight else "\n\n"
        number = number + 1 if block.kind == "list_item" and tight else 1
        if prefix and block.kind == "list_item":
            done.text += f"  {number}. " if block.ordered else "- "
        start = len(done.text)
        done.text += block.text
        row = {
            "kind": block.kind,
            "start": start,
            "end": len(done.text),
            "level": block.level,
            "layer": "furniture" if block.kind == "furniture" else "body",
        }
        if block.kind == "furniture":
            row["kind"] = "paragraph"
            done.furniture.append({"start": start, "end": row["end"], "reason": "page furniture"})
        done.blocks.append(row)
        done.sources.append(block)
        done.spans.extend((span.moved(start), len(done.blocks) - 1) for span in block.spans)
        previous = block
    return done


def _strength(text: str) -> str:
    """must, should, could by the first modal; without one the request is an imperative."""
    hits = [(m.start(), name) for name, rx in MODALS if (m := re.search(rf"\b({rx})\b", text, re.I))]
    return min(hits)[1] if hits else "imperative"


def _recommendation(
    text: str, start: int, end: int, attr: str, form: str, heading: str | None, world: World
) -> dict[str, Any]:
    first, *rest = [p.strip() for p in attr.split(";")]
    label, _, organisation = first.partition("@")
    if label not in ADDRESSEES:
        raise SourceError(f"unknown addressee {label!r}")
    row: dict[str, Any] = {
        "start": start,
        "end": end,
        "text": text[start:end],
        "heading": heading,
        "addressee": ADDRESSEES[label],
        "strength": _strength(text[start:end]),
        "form": form,
    }
    if organisation:
        row["addressee_organisation"] = world.organisations[organisation].name
    if NEGATIVE.search(text[start:end]):
        row["negative"] = True
    for part in rest:
        key, _, value = part.partition("=")
        if key in {"must", "should", "could", "imperative"}:
            row["strength"] = key
        elif key in {"voice", "by", "said_by"}:
            row["deadline" if key == "by" else key] = value
        elif key == "noheading":
            row["heading"] = None
        elif key:
            raise SourceError(f"unknown word {part!r} in a recommendation")
    return row


def _whole_sentences(recs: list[dict[str, Any]], done: Composed) -> None:
    """Widen requests in prose to their sentence, as the guidelines want.

    A part after a colon, a quotation and a sentence with two requests stay as marked.
    """
    for row in recs:
        block = next(b for b in done.blocks if b["start"] <= row["start"] < b["end"])
        before = re.split(r"(?<=[.?!])\s+", done.text[block["start"] : row["start"]])[-1]
        start = row["start"] - len(before)
        stop = re.search(r"[.?!]", done.text[row["end"] - 1 : block["end"]])
        end = row["end"] - 1 + stop.end() if stop else row["end"]
        alone = not any(o is not row and o["start"] < end and start < o["end"] for o in recs)
        if row["form"] != "sentence" or row.get("voice") or not alone or ":" in before or "“" in before:
            continue
        row.update(start=start, end=end, text=done.text[start:end])


def _need(span: Span, text: str) -> dict[str, Any]:
    code, *rest = span.attr.split()
    level = "person" if code in PERSON else "sector" if code in SECTOR else ""
    if not level:
        raise SourceError(f"unknown need {code!r}")
    row: dict[str, Any] = {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "code": code,
        "population": "general" if level == "person" else None,
        "level": level,
    }
    for word in rest:
        if word in POPULATIONS:
            row["population"] = word
        elif word in {"unmet", "met", "denied"}:
            row["polarity"] = word
        elif word.startswith(("voice=", "said_by=")):
            key, _, value = word.partition("=")
            row[key] = value.replace("_", " ")
        else:
            raise SourceError(f"unknown word {word!r} on a need")
    return row


def _mentions(source: Source, done: Composed, world: World) -> list[tuple[int, int, str]]:
    """Every mention as (start, end, organisation id): marked ones, then names found by search."""
    by_surface = {s: o.id for o in world.organisations.values() for s in (o.name, *o.aliases)}
    by_surface.update({s.replace("’", "'"): i for s, i in by_surface.items()})
    auto = {s: i for s, i in by_surface.items() if not world.organisations[i].marked}
    for name in source.get("noauto").split(";"):
        auto.pop(name.strip(), None)
    auto.update(source.local)
    by_surface.update(source.local)
    taken = [(s.start, s.end) for s, _ in done.spans if s.kind in {"lookalike", "plain", "person", "place", "org"}]
    taken += [(f["start"], f["end"]) for f in done.furniture]
    found: list[tuple[int, int, str]] = []
    for span, _ in done.spans:
        if span.kind == "org":
            surface = done.text[span.start : span.end]
            ident = span.attr or by_surface.get(surface, "")
            if ident not in world.organisations:
                raise SourceError(f"{source.id}: [[{surface}|{ident}]] is not in the world")
            found.append((span.start, span.end, ident))
    forms = sorted(auto, key=lambda s: (-len(s), s))
    # Case counts, except for an article; the name without its article is a mention too.
    forms = [f.removeprefix("The ") for f in forms]
    lookup = {f.removeprefix("The "): i for f, i in auto.items()}
    rx = re.compile(r"(?<![\w-])(" + "|".join(re.escape(f) for f in forms) + r")(?!\w)")
    for hit in rx.finditer(done.text):
        if not any(s < hit.end() and hit.start() < e for s, e in taken):
            found.append((hit.start(), hit.end(), lookup[hit[1]]))
    return sorted(found)


def _ties(source: Source, done: Composed, world: World, publisher: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for span, _ in done.spans:
        if span.kind != "tie":
            continue
        quote = done.text[span.start : span.end]
        for line in filter(None, (p.strip() for p in span.attr.split(";"))):
            tie = split_tie(line)
            flags = line.split()[3:]
            inferred = "we" in (tie.a, tie.b)
            a, b = (publisher if x == "we" else x for x in (tie.a, tie.b))
            if a not in world.organisations or b not in world.organisations:
                raise SourceError(f"{source.id}: unknown side in tie {line!r}")
            row: dict[str, Any] = {
                "a": world.organisations[a].name,
                "b": world.organisations[b].name,
                "type": tie.kind,
                "start": span.start,
                "end": span.end,
                "text": quote,
                "direction": "symmetric" if tie.kind in SYMMETRIC else "a->b",
                "inferred_publisher": inferred,
                "_tie": f"{a} {line.split()[1]} {b}",
                "_flags": flags,
            }
            for flag in flags:
                if flag in {"ended", "denied"}:
                    row["polarity"] = flag
                elif flag in {"planned", "hoped", "reported"}:
                    row["modality"] = flag
                elif flag.startswith(("voice=", "said_by=")):
                    key, _, value = flag.partition("=")
                    row[key] = value.replace("_", " ")
                elif flag != "they":
                    raise SourceError(f"{source.id}: unknown flag {flag!r}")
            rows.append(row)
    return rows


def _cover_both_sides(rows: list[dict[str, Any]], done: Composed, organisations: list[dict[str, Any]]) -> None:
    """Widen each tie to the nearest mention of either side within its sentence.

    A side that the sentence does not name makes the tie ``implicit``: ``lead_in`` in a list or
    table, else ``context`` (a pronoun, the sentence before).  "We" names the publisher.
    """
    mentions = {o["name"]: o["mentions"] for o in organisations}
    for row in rows:
        block = next(b for b in done.blocks if b["start"] <= row["start"] < b["end"])
        # One character of the tie itself shows whether a new sentence begins there.
        before = re.split(r"(?<=[.?!])\s+(?=[\w‘“])", done.text[block["start"] : row["start"] + 1])[-1][:-1]
        start = row["start"] - len(before)
        stop = re.search(r"[.?!](?=\s|$)", done.text[row["end"] : block["end"]])
        end = row["end"] + (stop.start() if stop else block["end"] - row["end"])
        how = "lead_in" if block["kind"] in {"list_item", "table_cell"} else "context"
        for side in (row["a"], row["b"]):
            if row["inferred_publisher"] and side == row["_publisher"]:
                if WE.search(done.text[start:end]):
                    continue
                if not any(start <= m["start"] and m["end"] <= end for m in mentions.get(side, [])):
                    row["implicit"] = how
                    continue
                row["inferred_publisher"] = False  # the sentence has the publisher's name, not "we"
            near = [m for m in mentions.get(side, []) if start <= m["start"] and m["end"] <= end]
            if any(row["start"] <= m["start"] and m["end"] <= row["end"] for m in near):
                continue
            if not near:
                row["implicit"] = how
                continue
            best = min(near, key=lambda m: max(row["start"] - m["end"], m["start"] - row["end"]))
            row["start"], row["end"] = min(row["start"], best["start"]), max(row["end"], best["end"])
            row["text"] = done.text[row["start"] : row["end"]]


def make_gold(
    source: Source,
    world: World,
    *,
    text_first: list[Block],
    text_last: list[Block],
    title_in_text: bool = True,
    prefix: bool = False,
) -> tuple[Composed, dict[str, Any]]:
    """Return the composed text and the gold record of one source.

    ``text_first`` and ``text_last`` are the blocks of the page (title, byline, date line)
    that stand before and after the source's own.  Raises SourceError.
    """
    blocks = [*text_first, *source.blocks, *text_last]
    done = compose(blocks, prefix=prefix)
    text = done.text
    publisher = source.get("publisher")
    if publisher not in world.organisations:
        raise SourceError(f"{source.id}: unknown publisher {publisher!r}")
    shown_publisher = source.get("publisher_known", "yes") == "yes"
    needs = [_need(s, text) for s, _ in done.spans if s.kind == "need"]
    recs: list[dict[str, Any]] = []
    heading: str | None = None
    asks, lead = "", ""
    for number, block in enumerate(done.sources):
        place = done.blocks[number]
        if block.kind == "heading":
            heading, asks, lead = block.text, block.asks, ""
        elif block.kind == "paragraph":
            lead = block.asks
        elif block.kind == "list_item":
            attr = block.asks or lead or asks
            if attr and attr != "none":
                extra = "" if asks and not lead else "; noheading"
                recs.append(
                    _recommendation(text, place["start"], place["end"], attr + extra, "list_item", heading, world)
                )
        form = "list_item" if block.kind == "list_item" else "sentence"
        for span, where in done.spans:
            if span.kind == "rec" and where == number:
                recs.append(_recommendation(text, span.start, span.end, span.attr, form, None, world))
    _whole_sentences(recs, done)
    organisations: dict[str, dict[str, Any]] = {}
    for start, end, ident in _mentions(source, done, world):
        org = world.organisations[ident]
        row = organisations.setdefault(ident, {"name": org.name, "type": org.kind, "aliases": [], "mentions": []})
        surface = text[start:end]
        row["mentions"].append({"start": start, "end": end, "text": surface})
        if surface != org.name and surface not in row["aliases"]:
            row["aliases"].append(surface)
    ties = _ties(source, done, world, publisher)
    for tie in ties:
        tie["_publisher"] = world.organisations[publisher].name
    _cover_both_sides(ties, done, list(organisations.values()))
    record: dict[str, Any] = {
        "document": source.get("document"),
        "metadata": {
            "title": source.get("title") or None,
            "publisher": world.organisations[publisher].name if shown_publisher else None,
            "published": source.get("published", source.get("date")) or None,
            "doc_type": source.get("type"),
            "author": source.get("author") or None,
        },
        "furniture": done.furniture,
        "organisations": [organisations[k] for k in sorted(organisations)],
        "needs": sorted(needs, key=lambda r: r["start"]),
        "recommendations": sorted(recs, key=lambda r: r["start"]),
        "relations": sorted(ties, key=lambda r: (r["start"], r["end"], r["a"], r["b"])),
        "themes": [t.strip() for t in source.get("themes").split(";") if t.strip()],
        "blocks": done.blocks,
        "people": _plain(done, "person"),
        "places": _plain(done, "place"),
        "lookalikes": _plain(done, "lookalike"),
        "not_names": _plain(done, "plain"),
        "publication": source.get("of") or source.id,
    }
    if not title_in_text:
        record["metadata"]["title"] = source.get("title") or None
    return done, record


def _plain(done: Composed, kind: str) -> list[dict[str, Any]]:
    return [
        {"start": s.start, "end": s.end, "text": done.text[s.start : s.end]} for s, _ in done.spans if s.kind == kind
    ]


__all__ = ["KINDS", "Composed", "compose", "make_gold"]
