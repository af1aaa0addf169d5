"""Who is to act: the subject of a modal, by its wording, and whom it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sectorlens.extract.addressees import Named, classify_mention
from sectorlens.model import Mention
from sectorlens.model.vocabulary import Addressee, Strength

_BOUNDARY = re.compile(
    r"[;:—–(]| - |\b(?:thinks?|believes?|argues?|insists?) (?!that\b|of\b|in\b)"
    r"|,? (?:and|but|so|or|yet) (?=(?:we|they|it|this|that|there|the|every|all|"
    r"government|ministers|commissioners|funders|prisons|it's)\b)"
    r"|\b(?:that|because|if|when|unless|whether|which|who|what|how|where|while|whilst|"
    r"although|as|before|until|since|so|why)\b",
    re.IGNORECASE,
)
_EMBEDS = frozenset(
    "if when unless whether which who what how where while whilst although as before until since why because".split()
)
_IS_WHY = re.compile(
    r"\b(?:which|this|that) (?:is|was) (?:exactly |precisely |also )?why\W*$|\bthat's why\W*$", re.IGNORECASE
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
# "To do this we …": what may stand before "we" without making it the subject of a relative clause.
_BEFORE_WE = re.compile(
    r"^\W*(?:to|in|for|by|with|at|on|from|after|before|and|but|so|now|here|together|today|\w+ly|this is|that is)\b",
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
# "Governors must be given the staff": the subject is to have something done for it by somebody else.
_PATIENT = re.compile(
    r"^(?: not| never| also| always| all| both| now| then| therefore)* (?:be|get) (?:\w+ly )?"
    r"(?:given|required|obliged|allowed|permitted|funded|paid|resourced|entitled|placed|forced|compelled|"
    r"granted|supported|equipped|consulted|involved|included|represented|recognised|treated|offered|provided|"
    r"held|made|protected|invited to join|freed|abolished|reimbursed|compensated|empowered|enabled|put)\b",
    re.I,
)
_LISTED = re.compile(
    r"\W*(?:,|\band\b|\bor\b)(?:\W*(?:the|all|other|local|[\w-]+)){0,3}\W*|(?:\W*[\w-]+){0,3},(?:\W*[\w-]+){0,2}\W*"
)
_OPENING = re.compile(r"\W*(?:(?:the|all|other|local|both) )*", re.IGNORECASE)
_FORCED = re.compile(
    r"\b(?:would|will|did|does|do|didn't|doesn't|don't|not|still|often|already|always|also|"
    r"currently|then|now|may|might) $",
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


@dataclass(frozen=True, slots=True)
class Known:
    """What is known when a sentence is read: who is named in it and who before it."""

    offset: int
    inside: Sequence[Mention]
    named: Sequence[Named]
    earlier: Sequence[Mention]
    before: Request | None


def read_subject(
    plain: str, start: int, end: int, known: Known
) -> tuple[frozenset[str], Addressee | None, Mention | None]:
    """Return the features of the subject of the modal at ``start:end`` of ``plain``, and the class or body it names."""
    offset, inside, named = known.offset, known.inside, known.named
    features: set[str] = set()
    cut = 0
    for boundary in _BOUNDARY.finditer(plain, 0, start):
        if _describes_subject(plain, boundary, start, known):
            # "Charities that work in justice should …": the clause describes the subject
            features.discard("embedded")
            continue
        if _joins_subjects(plain, boundary, cut, known):
            continue
        cut = boundary.end()
        word = boundary.group().strip(" ,").casefold()
        features.discard("embedded")
        if word in _EMBEDS and not (word == "why" and _IS_WHY.search(plain[: boundary.end()])):
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
    we = _WE.search(clause)
    if we is not None and (not clause[: we.start()].strip() or _BEFORE_WE.match(clause)):
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
    patient = frozenset({"subject_patient"}) if is_patient(plain[end:]) else frozenset()
    if in_head and (not classes or in_head[0].evidence.start - offset <= classes[0].start):
        mention = in_head[0]
        features |= {"subject_organisation", *patient}
        return frozenset(features), classify_mention(mention), mention
    if _PERSON.match(clause):
        features.add("subject_person")
        if _ENABLED.match(plain[end:]):
            features.add("person_enabled")
        return frozenset(features), None, None
    if classes:
        features |= {"subject_class", *patient}
        return frozenset(features), together(plain, classes), None
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
            label = classify_mention(mention) if mention else None
            return frozenset({*features, "subject_body"}), label, mention
    features.add("subject_thing")
    if _PASSIVE.match(plain[end:]):
        features.add("thing_passive")
    later = [n for n in named if head_end <= n.start and n.end <= start]
    return frozenset(features), (later[0].label if later else None), None


def is_patient(after: str) -> bool:
    """Whether what stands before ``after`` is to have something done for it: " be given the staff"."""
    return _PATIENT.match(after) is not None


def together(plain: str, names: Sequence[Named]) -> Addressee:
    """Return the class that the list opening with the first of ``names`` names.

    That of its first member; *sector* where members of three or more classes are asked at once.
    """
    listed = [names[0]]
    for name in names[1:]:
        if not _LISTED.fullmatch(plain[listed[-1].end : name.start]):
            break
        listed.append(name)
    return "sector" if len({name.label for name in listed}) > 2 else names[0].label


def _joins_subjects(plain: str, boundary: re.Match[str], cut: int, known: Known) -> bool:
    """Whether ``boundary`` stands between two classes of one subject: "the government and the prisons should"."""
    if boundary.group().strip(" ,").casefold() not in {"and", "or"}:
        return False
    before = [n.start for n in known.named if n.end == boundary.start() and n.start >= cut]
    after = [n for n in known.named if 0 <= n.start - boundary.end() <= len("the ")]
    return bool(before and after) and _OPENING.fullmatch(plain, cut, before[0]) is not None


def _describes_subject(plain: str, boundary: re.Match[str], modal: int, known: Known) -> bool:
    """Whether a relative clause that opens at ``boundary`` follows the class or body that the modal asks."""
    if boundary.group().strip(" ,").casefold() not in {"that", "who", "which"} or modal - boundary.end() < 6:
        return False
    end = len(plain[: boundary.start()].rstrip(" ,"))
    return any(name.end == end for name in known.named) or any(
        m.evidence.end - known.offset == end for m in known.inside
    )
