"""Does this sentence ask somebody to do something, and whom?  What speaks for and against, as named features."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectorlens.extract.addressees import Named, classify_organisation, iter_named
from sectorlens.extract.recommendations.cues import AskCues, matches
from sectorlens.extract.recommendations.details import iter_modals, opens_with_imperative
from sectorlens.extract.recommendations.scoring import rule_score
from sectorlens.model import Mention
from sectorlens.model.vocabulary import Addressee, Strength
from sectorlens.sector.schema import SectorPack
from sectorlens.text import straighten

_BOUNDARY = re.compile(
    r"[;:—–(]| - |,? (?:and|but|so|or|yet) (?=(?:we|they|it|this|that|there|the|every|all|"
    r"government|ministers|commissioners|funders|prisons|it's)\b)"
    r"|\b(?:that|because|if|when|unless|whether|which|who|what|how|where|while|whilst|"
    r"although|as|before|until|since|so|why)\b",
    re.IGNORECASE,
)
_EMBEDS = frozenset(
    "if when unless whether which who what how where while whilst although as before until since why because".split()
)
_INTRO = re.compile(
    r"^\W*(?:to|in|by|as|with|without|for|at|on|after|despite|given|over|during|under|following|alongside|rather|"
    r"instead|through|from|first(?:ly)?|second(?:ly)?|third(?:ly)?|last(?:ly)?|\w+ly|however|therefore|and|but|so|yet|"
    r"perhaps|above|beyond|across|among|where|if|when|while|whilst|although|once|until|"
    r"because|meanwhile|moreover|nor)\b[^,]*,\s*",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"^\W*(?:(?:the|all|every|any|each|these|those|many|most|some|more|young|older|black|our|"
    r"vulnerable|disabled|such|both|other|\d+) )*"
    r"(?:people|person|wom[ae]n|men|man|prisoners?|offenders?|children|child|famil(?:y|ies)|victims?|individuals?|"
    r"residents?|clients?|(?:service )?users?|adults?|parents?|mothers?|fathers?|girls?|boys?|those|survivors?|anyone|"
    r"everyone|everybody|someone|somebody|they|he|she|i|participants?|patients?|students?|"
    r"tenants?|defendants?|leavers?)\b(?! and [a-z]+ (?:services|organisations))",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^\W*(?:no(?:body| one|\s+(?:\w+\s+)?(?:wom[ae]n|person|child|prisoner|man|adult|family|"
    r"parent|mother|prison|charity|tenant|contract|service)))\b",
    re.I,
)
_WE = re.compile(
    r"(?:^|\s)(?:we|we all|all of us|each of us)(?: all| also| both| now| therefore| together|"
    r" urgently| still| really)*\W*$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^\W*(?:and |but |so )*(?:it|this|that|these|those|such)\b(?: also| too)?\W*$", re.IGNORECASE)
_THERE = re.compile(r"^\W*(?:and |but |so )*there\W*$", re.IGNORECASE)
_BODY = re.compile(
    r"^\W*(?:[Tt]he|[Tt]his|[Tt]hat|[Ee]ach|[Ee]very|[Ii]ts|[Oo]ur|[Aa]ny|[Bb]oth|[Aa]ll|"
    r"[Oo]ther)? ?(?:new |next |same )?(?P<noun>[A-Z][a-z]+(?: [A-Z][a-z]+| of| for| and)*|"
    r"[A-Z]{2,6}s?)\W*$"
)
_THEY = re.compile(r"^\W*(?:and |but |so |then |instead |now )*(?:they|it|both)(?: also| all| too)?\W*$", re.IGNORECASE)
_PASSIVE = re.compile(
    r"^(?: not| never| also| always| then| now| therefore| all)* (?:be|being|become|have "
    r"access|include|involve|recei\w+|last|run|start|end|stop|go|come|cover|contain|make|mean|"
    r"reflect|focus|take|remain|lead|help|have)\b",
    re.I,
)
_ENABLED = re.compile(
    r"^(?: not| never| also| always| all)* (?:be (?:able|given|offered|treated|supported|"
    r"entitled|allowed|asked|expected|made|put|sent|held|released|paid|involved|consulted|"
    r"heard|told|left|seen|helped|provided|free|forced|required)|have (?:access|a|an|the|to|"
    r"their|somewhere)|get|receive|leave|face|know|lose|pay)\b",
    re.I,
)
_PAST = re.compile(r"\b(?:was|were|had|did|used to|at the time|back then|years? ago|previously)\b", re.IGNORECASE)
_FORCED = re.compile(
    r"\b(?:would|will|did|does|do|didn't|doesn't|don't|not|still|often|already|always|also|"
    r"currently|then|now|may|might) $",
    re.IGNORECASE,
)
_ASKS_BACK = re.compile(
    r"^\W*(?:(?:and|but|so|or) )?(?:who|what|why|how|when|where|which|whose|is|are|was|were|"
    r"do|does|did|can|could|should|would|will|has|have|must|may|might|isn't|aren't|shouldn't|"
    r"if)\b"
    r"|\b(?:should|could|must|can|will|would|might) (?:we|they|it|he|she|you|i|the|government|"
    r"prisons|commissioners|funders|charities)\b",
    re.IGNORECASE,
)
_BY_AGENT = re.compile(r"\bby (?=the |all |every |local |central |its |our )?", re.IGNORECASE)
_TO_OBJECT = re.compile(
    r"\W*(?:(?:the|all|every|each|any|our|this|that|those|on|upon|to|for|of|see|both|either|new|next|incoming|local|"
    r"national|central|individual|future|uk|scottish|welsh|british|english|more|other|most|in)\W+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What was read from a sentence: ``features`` for the decision, and who is asked."""

    features: frozenset[str]
    addressee: Addressee | None = None
    mention: Mention | None = None
    strength: Strength | None = None
    subject: tuple[Addressee | None, Mention | None] = (None, None)


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
    known = _Known(offset, inside, named, earlier, before)
    addressee, mention, strength = _best_modal(plain, known, features, cues)
    subject = (addressee, mention)
    never = [match.span() for pattern in cues.never for match in pattern.finditer(plain)]
    performative = next(
        (
            m
            for pattern in cues.performatives
            if (m := pattern.search(plain)) and not any(a < m.end() and m.start() < b for a, b in never)
        ),
        None,
    )
    if performative is not None:
        features.add("performative")
        if addressee is None:
            addressee, mention = _object_of(plain, performative, offset, inside, named)
    if addressee is None:
        addressee, mention = _agent(plain, offset, inside, named, _first_ask(plain, performative))
    if subject == (None, None) and named and not features & {"modal_should", "modal_must"}:
        subject = (named[0].label, None)
    return Request(frozenset(features), addressee, mention, strength, subject)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known when a sentence is read: who is named in it and who before it."""

    offset: int
    inside: Sequence[Mention]
    named: Sequence[Named]
    earlier: Sequence[Mention]
    before: Request | None


def _best_modal(
    plain: str, known: _Known, features: set[str], cues: AskCues
) -> tuple[Addressee | None, Mention | None, Strength | None]:
    """Add the features of the most telling modal; return whom it asks."""
    ranked: list[tuple[float, frozenset[str], Addressee | None, Mention | None, Strength]] = []
    never = [match.span() for pattern in cues.never for match in pattern.finditer(plain)]
    for start, end, strength in iter_modals(plain):
        if any(low < end and start < high for low, high in never):
            features.add("never")
            continue
        found, addressee, mention = _read_subject(plain, start, end, known)
        found = found | {
            f"modal_{strength}" if not re.match(r"ha(?:s|ve)", plain[start:end], re.I) else "modal_have_to"
        }
        if re.match(r"need", plain[start:end], re.I):
            found = found | {"need_to"}
        if "subject_we" in found and found & {"modal_have_to", "need_to"}:
            found = found | {"we_have_to"}
        ranked.append((rule_score(found), found, addressee, mention, strength))
    if not ranked:
        return None, None, None
    best = max(ranked, key=lambda item: item[0])
    features |= best[1]
    return best[2], best[3], best[4]


def _read_subject(
    plain: str, start: int, end: int, known: _Known
) -> tuple[frozenset[str], Addressee | None, Mention | None]:
    offset, inside, named = known.offset, known.inside, known.named
    features: set[str] = set()
    cut = 0
    for boundary in _BOUNDARY.finditer(plain, 0, start):
        if _describes_subject(plain, boundary, start, known):
            # "Charities that work in justice should …": the clause describes the subject
            features.discard("embedded")
            continue
        cut = boundary.end()
        word = boundary.group().strip(" ,").casefold()
        features.discard("embedded")
        if word in _EMBEDS:
            features.add("embedded")
    clause = plain[cut:start]
    intro = _INTRO.match(clause)
    if intro and clause[intro.end() :].strip():
        cut += intro.end()
        clause = clause[intro.end() :]
    if _FORCED.search(clause):
        features.add("auxiliary_before")
    if not clause.strip() and "embedded" in features:
        # "services that must …": the subject is the noun before the relative pronoun
        features.add("relative")
        return frozenset(features), None, None
    if _WE.match(clause):
        return frozenset({*features, "subject_we"}), "sector", None
    if _NOBODY.match(clause):
        return frozenset({*features, "subject_nobody"}), None, None
    if _THERE.match(clause):
        return frozenset({*features, "subject_there"}), None, None
    if _THEY.match(clause) and known.before is not None and known.before.subject != (None, None):
        addressee, mention = known.before.subject
        return frozenset({*features, "subject_resolved"}), addressee, mention
    if _PRONOUN.match(clause):
        passive = {"thing_passive"} if _PASSIVE.match(plain[end:]) else set()
        return frozenset({*features, "subject_pronoun", *passive}), None, None
    head = clause
    preposition = re.search(r"\b(?:of|in|for|with|from|on|at|across|within|to|by|who|that|which)\b", clause)
    if preposition and preposition.start() > 2:
        head = clause[: preposition.start()]
    head_end = cut + len(head)
    in_head = [m for m in inside if m.form != "publisher" and cut <= m.evidence.start - offset < head_end]
    classes = [n for n in named if cut <= n.start < head_end and n.end <= start]
    if in_head and (not classes or in_head[0].evidence.start - offset <= classes[0].start):
        mention = in_head[0]
        name = mention.full_name or mention.evidence.quote
        return frozenset({*features, "subject_organisation"}), classify_organisation(name, mention.kind), mention
    if _PERSON.match(clause):
        features.add("subject_person")
        if _ENABLED.match(plain[end:]):
            features.add("person_enabled")
        return frozenset(features), None, None
    if classes:
        return frozenset({*features, "subject_class"}), classes[0].label, None
    body = _BODY.match(clause)
    if body and body.group("noun"):
        mention = next(
            (m for m in reversed(known.earlier) if body.group("noun").casefold() in m.evidence.quote.casefold()), None
        )
        if (
            mention is not None
            or re.match(r"\W*(?:the|this|that|its|our)\b", clause, re.I)
            or body.group("noun").isupper()
        ):
            label = (
                classify_organisation(mention.full_name or mention.evidence.quote, mention.kind) if mention else None
            )
            return frozenset({*features, "subject_body"}), label, mention
    features.add("subject_thing")
    if _PASSIVE.match(plain[end:]):
        features.add("thing_passive")
    later = [n for n in named if head_end <= n.start and n.end <= start]
    return frozenset(features), (later[0].label if later else None), None


def _describes_subject(plain: str, boundary: re.Match[str], modal: int, known: _Known) -> bool:
    """Whether a relative clause that opens at ``boundary`` follows the class or body that the modal asks."""
    if boundary.group().strip(" ,").casefold() not in {"that", "who", "which"} or modal - boundary.end() < 6:
        return False
    end = len(plain[: boundary.start()].rstrip(" ,"))
    return any(name.end == end for name in known.named) or any(
        m.evidence.end - known.offset == end for m in known.inside
    )


def _object_of(
    plain: str, performative: re.Match[str], offset: int, inside: Sequence[Mention], named: Sequence[Named]
) -> tuple[Addressee | None, Mention | None]:
    """Return whom "we urge …" asks: the first body named soon after the verb (or inside the cue)."""
    low, end = performative.start(), performative.end()

    def is_object(start: int) -> bool:
        return low < start <= end or (end < start <= end + 60 and bool(_TO_OBJECT.fullmatch(plain[end:start])))

    classes = [n for n in named if is_object(n.start) or (n.start <= low < n.end)]
    bodies = [m for m in inside if m.form != "publisher" and is_object(m.evidence.start - offset)]
    if bodies and (not classes or bodies[0].evidence.start - offset <= classes[0].start):
        mention = bodies[0]
        return classify_organisation(mention.full_name or mention.evidence.quote, mention.kind), mention
    if classes:
        return classes[0].label, None
    return None, None


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
                return classify_organisation(mention.full_name or mention.evidence.quote, mention.kind), mention
    return None, None
