"""Does this sentence ask somebody to do something, and whom?  What speaks for and against, as named features."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sectorlens.extract.addressees import Named, classify_mention, iter_named
from sectorlens.extract.recommendations.cues import AskCues, matches
from sectorlens.extract.recommendations.details import iter_modals, opens_with_imperative
from sectorlens.extract.recommendations.scoring import rule_score
from sectorlens.extract.recommendations.subjects import Known, Request, is_patient, read_subject, together
from sectorlens.model import Mention
from sectorlens.model.vocabulary import Addressee, Strength
from sectorlens.sector.schema import SectorPack
from sectorlens.text import straighten

_PAST = re.compile(r"\b(?:was|were|had|did|used to|at the time|back then|years? ago|previously)\b", re.IGNORECASE)
_ASKS_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|or) )?(?:who|what|why|how|when|where|which|whose|is|are|was|were|"
    r"do|does|did|can|could|should|would|will|has|have|must|may|might|isn't|aren't|shouldn't|"
    r"if)\b"
    r"|\b(?:should|could|must|can|will|would|might) (?:we|they|it|he|she|you|i|the|government|"
    r"prisons|commissioners|funders|charities)\b",
    re.IGNORECASE,
)
_CUE_ENDS = re.compile(r"\W*(?:to|(?:\w+\W+){0,4}?(?:is|would be))?\W*", re.IGNORECASE)
_IS_ASKED = re.compile(
    r"\b(?:are|is) (?:urged|asked|encouraged|advised|called|invited)\b|\bwould do well\b", re.IGNORECASE
)
# "They could save money": what may come of it, not what somebody might do.
_EFFECT = re.compile(
    r" (?:also |potentially |even |well |easily |greatly |significantly |not )*"
    r"(?:ease|save|help|reduce|lead|mean|result|cause|cost|bring|benefit|transform|undermine|worsen|affect|increase|"
    r"improve|create|become|represent|prove|happen|cover|risk|lose|face|explain|seem|look|feel|"
    r"be (?:a|an|the|seen|due|because|that|more|less|at risk|affected|lost))\b",
    re.IGNORECASE,
)
_HOLDS = re.compile(r" (?:\w+ly )?(?:thinks|believes|argues|insists|maintains)\b")
_BY_AGENT = re.compile(r"\bby (?=the |all |every |local |central |its |our )?", re.IGNORECASE)
_TO_OBJECT = re.compile(
    r"\W*(?:(?:the|all|every|each|any|our|this|that|those|on|upon|to|for|of|see|both|either|new|next|incoming|local|"
    r"national|central|individual|future|uk|scottish|welsh|british|english|more|other|most|in)\W+)*",
    re.IGNORECASE,
)


def read_sentence(
    sentence: str,
    offset: int,
    mentions: Sequence[Mention],
    *,
    cues: AskCues,
    pack: SectorPack,
    before: Request | None = None,
) -> Request:
    """Return the features of ``sentence``, which starts at character ``offset`` of the document.

    ``mentions`` are those of the document up to here; only the ones inside the sentence count as named in it,
    the others stand for "the Agency".  ``before`` is the sentence before it in the block, for "they" and "it".
    """
    plain = straighten(sentence)
    inside = [m for m in mentions if offset <= m.evidence.start and m.evidence.end <= offset + len(sentence)]
    named = iter_named(plain, pack)
    features: set[str] = set()
    if plain.rstrip(" \"')").endswith("?") and _ASKS_BACK.search(plain):
        features.add("question")
    if matches(cues.readers, plain):
        features.add("reader")
    if _PAST.search(plain):
        features.add("past")
    if opens_with_imperative(plain):
        features.add("imperative")
    earlier = [m for m in mentions if m.evidence.end <= offset and m.form != "publisher"]
    known = Known(offset, inside, named, earlier, before)
    addressee, mention, strength = _best_modal(plain, known, features, cues)
    subject = (addressee, mention)
    never = [match.span() for pattern in cues.never for match in pattern.finditer(plain)]
    performative, name = next(
        (
            (m, name)
            for pattern, name in zip(cues.performatives, cues.performative_names, strict=True)
            if (m := pattern.search(plain)) and not any(a < m.end() and m.start() < b for a, b in never)
        ),
        (None, ""),
    )
    if "subject_patient" in features:
        addressee, mention = None, None
    if performative is not None:
        features |= {"performative", f"cue:{name}"}
        asked = _object_of(plain, performative, offset, inside, named)
        if asked[0] is not None:
            features.add("performative_named")
        if addressee is None or (asked[0] is not None and performative.end() <= _first_modal(plain)):
            addressee, mention = asked
    elif _holds(plain, offset, mentions):
        features.add("body_holds")
    if addressee is None:
        addressee, mention = _agent(plain, offset, inside, named, _first_ask(plain, performative))
    if subject == (None, None) and named and not features & {"modal_should", "modal_must"}:
        subject = (named[0].label, None)
    return Request(frozenset(features), addressee, mention, strength, subject)


def _best_modal(
    plain: str, known: Known, features: set[str], cues: AskCues
) -> tuple[Addressee | None, Mention | None, Strength | None]:
    """Add the features of the most telling modal; return whom it asks."""
    ranked: list[tuple[float, frozenset[str], Addressee | None, Mention | None, Strength]] = []
    never = [match.span() for pattern in cues.never for match in pattern.finditer(plain)]
    for start, end, strength in iter_modals(plain):
        if any(low < end and start < high for low, high in never):
            features.add("never")
            continue
        found, addressee, mention = read_subject(plain, start, end, known)
        found = found | {
            f"modal_{strength}" if not re.match(r"ha(?:s|ve)", plain[start:end], re.I) else "modal_have_to"
        }
        if re.match(r"need", plain[start:end], re.I):
            found = found | {"need_to"}
        if strength == "could" and not found & {"subject_class", "subject_organisation"} and _EFFECT.match(plain[end:]):
            found = found | {"could_effect"}
        if "subject_we" in found and found & {"modal_have_to", "need_to"}:
            found = found | {"we_have_to"}
        ranked.append((rule_score(found), found, addressee, mention, strength))
    if not ranked:
        return None, None, None
    best = max(ranked, key=lambda item: item[0])
    features |= best[1]
    return best[2], best[3], best[4]


def _object_of(
    plain: str, performative: re.Match[str], offset: int, inside: Sequence[Mention], named: Sequence[Named]
) -> tuple[Addressee | None, Mention | None]:
    """Return whom "we urge …" asks: the first body named soon after the verb (or inside the cue)."""
    low, end = performative.start(), performative.end()
    if re.match(r" you\b", plain[end:]):
        return None, None

    def is_object(start: int, stop: int) -> bool:
        inside_cue = low < start < end and bool(_CUE_ENDS.fullmatch(plain[stop:end]))
        return inside_cue or (end <= start <= end + 60 and bool(_TO_OBJECT.fullmatch(plain[end:start])))

    passive = _IS_ASKED.search(performative.group()) is not None
    classes = [
        n
        for n in named
        if (is_object(n.start, n.end) or (passive and n.start <= low < n.end)) and not is_patient(plain[n.end :])
    ]
    bodies = [
        m for m in inside if m.form != "publisher" and is_object(m.evidence.start - offset, m.evidence.end - offset)
    ]
    if bodies and (not classes or bodies[0].evidence.start - offset <= classes[0].start):
        mention = bodies[0]
        return classify_mention(mention), mention
    if classes:
        return together(plain, [n for n in named if n.start >= classes[0].start]), None
    return None, None


def _first_modal(plain: str) -> int:
    return min((start for start, _, _ in iter_modals(plain)), default=len(plain))


def _holds(plain: str, offset: int, mentions: Sequence[Mention]) -> bool:
    """Whether the sentence opens with what a charity or network, as which the publication speaks, thinks."""
    return any(
        m.form != "publisher"
        and m.kind in {"charity", "network"}
        and not plain[: max(0, m.evidence.start - offset)].strip()
        and _HOLDS.match(plain[m.evidence.end - offset :])
        for m in mentions
        if m.evidence.start >= offset
    )


def _first_ask(plain: str, performative: re.Match[str] | None) -> int:
    ends = [end for _, end, _ in iter_modals(plain)]
    return min([*ends, *([performative.end()] if performative is not None else [])], default=0)


def _agent(
    plain: str, offset: int, inside: Sequence[Mention], named: Sequence[Named], after: int
) -> tuple[Addressee | None, Mention | None]:
    """Return who is to act in "… should be maintained by government"; ``after`` is where the asking word ends."""
    for match in _BY_AGENT.finditer(plain, after):
        for name in named:
            if 0 <= name.start - match.end() <= 12:
                return name.label, None
        for mention in inside:
            if mention.form != "publisher" and 0 <= mention.evidence.start - offset - match.end() <= 5:
                return classify_mention(mention), mention
    return None, None
