"""Scores against gold: the rules of the annotation guidelines ("Format and scoring")."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sectorlens.model import Document, Mention, Recommendation, RelatedMentions, RelationMention
from sectorlens.model.finding import Need
from sectorlens.model.vocabulary import SYMMETRIC_KINDS
from sectorlens.quality.align import Alignment
from sectorlens.quality.gold import Gold, addressee_of
from sectorlens.text import fold

OVERLAP = 0.6  # of the gold tokens, by one prediction
LONGEST = 2.0  # times the tokens of the gold span, and five more
COUNTED = frozenset(("stated", "unmet"))
_TOKEN = re.compile(r"\w+")


@dataclass
class Counts:
    """True and false positives and misses of one layer."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of predictions that are right; 1.0 without predictions."""
        return self.hits / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        """Share of gold that is found; 1.0 without gold."""
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, as 2·hits / (predicted + gold)."""
        total = self.predicted + self.gold
        return 2 * self.hits / total if total else 1.0


@dataclass
class DocumentScore:
    """The counts of one document by layer, and what was missed or wrong, for reading."""

    document: str
    layers: dict[str, Counts] = field(default_factory=dict)
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    coverage: float = 1.0
    unaligned: int = 0


@dataclass(frozen=True)
class Predictions:
    """What the program found in one document.

    ``organisation_of`` maps mention ids to organisations, if resolved, and ``kind_of`` those to their kind;
    ``listed`` are the surfaces (``surface_key``) that the sector pack knows.
    """

    document: Document
    mentions: Sequence[Mention]
    needs: Sequence[Need]
    recommendations: Sequence[Recommendation]
    related: RelatedMentions
    organisation_of: Mapping[str, str] | None = None
    kind_of: Mapping[str, str] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()


def score_document(gold: Gold, gold_text: str, predictions: Predictions) -> DocumentScore:
    """Return the score of one document on every layer.

    Gold spans that do not align with the parsed text count as misses and in ``unaligned``.
    """
    alignment = Alignment(gold_text, predictions.document.text)
    result = DocumentScore(gold["document"], coverage=alignment.coverage)
    _score_surfaces(gold, predictions, result)
    _score_needs(gold, predictions, alignment, result)
    _score_recommendations(gold, predictions, alignment, result)
    _score_relations(gold, predictions, result)
    if predictions.organisation_of is not None:
        _score_kinds(gold, predictions, result)
        _score_resolution(gold, predictions, result)
    return result


def surface_key(surface: str) -> str:
    """Return the form under which two surfaces count as one.

    >>> surface_key("The Ministry of Justice’s")
    'ministry of justice'
    """
    plain = fold(surface)
    plain = re.sub(r"^the ", "", plain)
    return re.sub(r"'s?$", "", plain).strip()


def _score_surfaces(gold: Gold, predictions: Predictions, result: DocumentScore) -> None:
    wanted = {surface_key(m["text"]) for o in gold["organisations"] for m in o["mentions"]}
    found = {surface_key(m.evidence.quote) for m in predictions.mentions if m.form != "publisher"}
    result.layers["organisations"] = Counts(len(wanted & found), len(found), len(wanted))
    result.errors += [("organisations", "missed", name) for name in sorted(wanted - found)]
    result.errors += [("organisations", "wrong", name) for name in sorted(found - wanted)]
    clear = {surface_key(m.evidence.quote) for m in predictions.mentions if m.form != "publisher" and m.band == "clear"}
    result.layers["organisations clear"] = Counts(len(wanted & clear), len(clear), len(wanted))
    own, new = wanted - predictions.listed, found - predictions.listed
    result.layers["organisations in no list"] = Counts(len(own & new), len(new), len(own))


def _score_kinds(gold: Gold, predictions: Predictions, result: DocumentScore) -> None:
    """Kinds of the organisations behind the surfaces that were found, as the reader sees them."""
    assert predictions.organisation_of is not None
    wanted = {surface_key(m["text"]): o["type"] for o in gold["organisations"] for m in o["mentions"]}
    found = {
        surface_key(m.evidence.quote): predictions.kind_of.get(predictions.organisation_of.get(m.id, ""), m.kind)
        for m in predictions.mentions
        if m.form != "publisher"
    }
    shared = sorted(set(wanted) & set(found))
    right = sum(wanted[key] == found[key] for key in shared)
    result.layers["organisation kind"] = Counts(right, len(shared), len(shared))
    result.errors += [
        ("organisation kind", "wrong", f"{key}: {found[key]}, not {wanted[key]}")
        for key in shared
        if wanted[key] != found[key]
    ]


def _score_resolution(gold: Gold, predictions: Predictions, result: DocumentScore) -> None:
    """Pairs of surface forms put under one organisation."""
    assert predictions.organisation_of is not None
    wanted = {surface_key(m["text"]): o["name"] for o in gold["organisations"] for m in o["mentions"]}
    found = {
        surface_key(m.evidence.quote): predictions.organisation_of.get(m.id, m.id)
        for m in predictions.mentions
        if m.form != "publisher"
    }
    shared = sorted(set(wanted) & set(found))
    pairs = [(a, b) for i, a in enumerate(shared) for b in shared[i + 1 :]]
    same_gold = {pair for pair in pairs if wanted[pair[0]] == wanted[pair[1]]}
    same_found = {pair for pair in pairs if found[pair[0]] == found[pair[1]]}
    result.layers["resolution"] = Counts(len(same_gold & same_found), len(same_found), len(same_gold))


def _score_needs(gold: Gold, predictions: Predictions, alignment: Alignment, result: DocumentScore) -> None:
    wanted = [row for row in gold["needs"] if row.get("polarity", "stated") in COUNTED]
    found = [need for need in predictions.needs if need.polarity in COUNTED]
    gold_codes, found_codes = {r["code"] for r in wanted}, {n.code for n in found}
    result.layers["need codes"] = Counts(len(gold_codes & found_codes), len(found_codes), len(gold_codes))
    result.errors += [("need codes", "missed", code) for code in sorted(gold_codes - found_codes)]
    result.errors += [("need codes", "wrong", code) for code in sorted(found_codes - gold_codes)]
    taken: set[int] = set()
    hits = populations = 0
    for row in wanted:
        span = alignment.map(row["start"], row["end"])
        if span is None:
            result.unaligned += 1
        match = next(
            (
                number
                for number, need in enumerate(found)
                if span is not None
                and number not in taken
                and need.code == row["code"]
                and need.evidence.start < span[1]
                and span[0] < need.evidence.end
            ),
            None,
        )
        if match is None:
            result.errors.append(("needs", "missed", f"{row['code']}: {row['text']}"))
        else:
            taken.add(match)
            hits += 1
            populations += found[match].population == (row.get("population") or "")
    result.errors += [
        ("needs", "wrong", f"{need.code}: {need.evidence.quote}") for n, need in enumerate(found) if n not in taken
    ]
    result.layers["needs"] = Counts(hits, len(found), len(wanted))
    result.layers["need population"] = Counts(populations, hits, hits)


def _score_recommendations(gold: Gold, predictions: Predictions, alignment: Alignment, result: DocumentScore) -> None:
    wanted = gold["recommendations"]
    found = list(predictions.recommendations)
    taken: set[int] = set()
    agreed: Counter[str] = Counter()
    for row in wanted:
        span = alignment.map(row["start"], row["end"])
        result.unaligned += span is None
        match = None if span is None else _covering(predictions.document.text, span, found, taken)
        if match is None:
            result.errors.append(("recommendations", "missed", row["text"]))
            continue
        taken.add(match)
        record = found[match]
        agreed["addressee"] += record.addressee == addressee_of(row)
        agreed["strength"] += record.strength == row["strength"]
        agreed["form"] += record.form == row["form"]
        if record.addressee != addressee_of(row):
            result.errors.append(("addressee", f"{addressee_of(row)} > {record.addressee}", row["text"]))
        if record.strength != row["strength"]:
            result.errors.append(("strength", f"{row['strength']} > {record.strength}", row["text"]))
    hits = len(taken)
    result.layers["recommendations"] = Counts(hits, len(found), len(wanted))
    for key in ("addressee", "strength", "form"):
        result.layers[f"recommendation {key}"] = Counts(agreed[key], hits, hits)
    clear = [n for n, record in enumerate(found) if record.band == "clear"]
    result.layers["recommendations clear"] = Counts(len(taken & set(clear)), len(clear), len(wanted))
    result.errors += [
        ("recommendations", "wrong", f"{r.score} {r.evidence.quote}") for n, r in enumerate(found) if n not in taken
    ]


def _covering(text: str, span: tuple[int, int], found: Sequence[Recommendation], taken: set[int]) -> int | None:
    tokens = [m.span() for m in _TOKEN.finditer(text, *span)]
    for number, record in enumerate(found):
        if number in taken:
            continue
        inside = sum(record.evidence.start <= a and b <= record.evidence.end for a, b in tokens)
        length = len(_TOKEN.findall(record.evidence.quote))
        if tokens and inside >= OVERLAP * len(tokens) and length <= LONGEST * len(tokens) + 5:
            return number
    return None


def _score_relations(gold: Gold, predictions: Predictions, result: DocumentScore) -> None:
    canonical = canonical_names(gold)
    publisher = gold["metadata"].get("publisher") or predictions.document.publisher or "the publisher"

    def full(side: str) -> str:
        return canonical.get(surface_key(side), side)  # the publisher may go by a short form

    by_id = {mention.id: mention for mention in predictions.related.mentions}

    def name(mention: Mention) -> str:
        if mention.form == "publisher":
            return full(publisher)
        key = surface_key(mention.evidence.quote)
        return canonical.get(key) or canonical.get(surface_key(mention.full_name), "") or key

    rows = [row | {"a": full(row["a"]), "b": full(row["b"])} for row in gold["relations"]]
    wanted_typed = {typed_key(row["type"], row["a"], row["b"]) for row in rows}
    wanted_pairs = {frozenset((row["a"], row["b"])) for row in rows}
    found_typed: dict[tuple[str, str, str], RelationMention] = {}
    found_pairs: dict[frozenset[str], RelationMention] = {}
    for relation in predictions.related.relations:
        one, other = name(by_id[relation.subject_id]), name(by_id[relation.object_id])
        if one == other:
            continue
        found_typed.setdefault(typed_key(relation.kind, one, other), relation)
        pair = frozenset((one, other))
        if pair not in found_pairs or relation.score > found_pairs[pair].score:
            found_pairs[pair] = relation
    result.layers["relation pairs"] = Counts(len(wanted_pairs & set(found_pairs)), len(found_pairs), len(wanted_pairs))
    result.layers["relations typed"] = Counts(len(wanted_typed & set(found_typed)), len(found_typed), len(wanted_typed))
    clear = {pair for pair, r in found_pairs.items() if r.band == "clear"}
    result.layers["relation pairs clear"] = Counts(len(wanted_pairs & clear), len(clear), len(wanted_pairs))
    clear_typed = {key for key, r in found_typed.items() if r.band == "clear"}
    result.layers["relations typed clear"] = Counts(
        len(wanted_typed & clear_typed), len(clear_typed), len(wanted_typed)
    )
    for row in rows:
        if frozenset((row["a"], row["b"])) not in found_pairs:
            result.errors.append(("relations", "missed", f"{row['a']} {row['type']} {row['b']}: {row['text']}"))
    for key, relation in sorted(found_typed.items()):
        if key not in wanted_typed:
            fault = "type" if frozenset(key[1:]) in wanted_pairs else "wrong"
            result.errors.append(("relations", fault, f"{key[1]} {key[0]} {key[2]}: {relation.evidence.quote}"))
    _score_polarity(rows, found_typed, result)


def _score_polarity(
    rows: Sequence[Mapping[str, Any]], found: Mapping[tuple[str, str, str], RelationMention], result: DocumentScore
) -> None:
    agreed = matched = 0
    for row in rows:
        relation = found.get(typed_key(row["type"], row["a"], row["b"]))
        if relation is not None:
            matched += 1
            agreed += relation.polarity == row.get("polarity", "affirmed")
    result.layers["relation polarity"] = Counts(agreed, matched, matched)


def typed_key(kind: str, one: str, other: str) -> tuple[str, str, str]:
    """Return the key of a typed relation: symmetric kinds have their sides in order."""
    if kind in SYMMETRIC_KINDS:
        one, other = sorted((one, other))
    return kind, one, other


def canonical_names(gold: Gold) -> dict[str, str]:
    """Return gold names by the keys of their surfaces."""
    names: dict[str, str] = {}
    for organisation in gold["organisations"]:
        surfaces = [organisation["name"], *organisation.get("aliases", ())]
        surfaces += [m["text"] for m in organisation["mentions"]]
        for surface in surfaces:
            names.setdefault(surface_key(surface), organisation["name"])
    publisher = gold["metadata"].get("publisher")
    if publisher:
        names.setdefault(surface_key(publisher), publisher)
    return names


def total(scores: Sequence[DocumentScore]) -> dict[str, Counts]:
    """Return the summed counts per layer (micro average), in the order the layers were scored."""
    summed: dict[str, Counts] = {}
    for score in scores:
        for layer, counts in score.layers.items():
            summed[layer] = summed.get(layer, Counts()) + counts
    return summed


def interval(scores: Sequence[DocumentScore], layer: str, *, rounds: int = 500, seed: int = 7) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of the F1 of ``layer``, documents drawn with replacement."""
    if not scores:
        return 0.0, 1.0
    generator = random.Random(seed)
    values = []
    for _ in range(rounds):
        drawn = [scores[generator.randrange(len(scores))] for _ in scores]
        values.append(sum((s.layers.get(layer, Counts()) for s in drawn), Counts()).f1)
    values.sort()
    return values[int(0.025 * rounds)], values[int(0.975 * rounds) - 1]


def report(scores: Sequence[DocumentScore]) -> list[dict[str, Any]]:
    """Return one row per layer: precision, recall, F1, interval of F1, counts."""
    rows: list[dict[str, Any]] = []
    for layer, counts in total(scores).items():
        low, high = interval(scores, layer)
        rows.append(
            {
                "layer": layer,
                "precision": round(counts.precision, 3),
                "recall": round(counts.recall, 3),
                "f1": round(counts.f1, 3),
                "low": round(low, 3),
                "high": round(high, 3),
                "hits": counts.hits,
                "predicted": counts.predicted,
                "gold": counts.gold,
            }
        )
    return rows
