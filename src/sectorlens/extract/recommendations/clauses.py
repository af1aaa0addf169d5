"""What the syntax of a sentence says about asking: whose modal it is, in which clause, of what subject.

Universal Dependencies, as the pipeline's parser gives them.  A modal asks only where it governs a clause that
somebody is to bring about; in a relative clause, a condition or the content of what others said it describes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import islice

from spacy.tokens import Span, Token

from sectorlens.sector.english import load_asks

_MODALS = frozenset("should must ought could might may can cannot shall would will".split())
_SUBJECTS = frozenset(("nsubj", "nsubj:pass", "csubj", "csubj:pass", "expl"))
_STEPS = frozenset(("ccomp", "xcomp", "advcl", "acl", "acl:relcl", "csubj", "csubj:pass", "parataxis", "appos"))
_RANK = ("main", "parataxis", "ccomp", "xcomp", "csubj", "advcl", "acl", "relcl", "appos")
_DEEPEST = 12  # steps up a broken tree


def is_parsed(sentence: Span) -> bool:
    """Whether the pipeline that read ``sentence`` has a parser."""
    return sentence.doc.has_annotation("DEP")


def clause_features(sentence: Span) -> frozenset[str]:
    """Return the named features of the clauses of ``sentence``; none where it was not parsed.

    ``d:`` marks them: how the sentence opens, its root, and for each modal the role of its clause, the kind of
    its subject and the verb; of several modals the one nearest the main clause is described in full.
    """
    if not is_parsed(sentence) or not len(sentence):
        return frozenset()
    found = {*_opening(sentence), *_root_features(sentence)}
    modals = sorted(
        ((_RANK.index(role), token.i, role, token) for token, role in _iter_modals(sentence)), key=lambda row: row[:2]
    )
    found.update(f"d:any={_word(token)}/{role}" for _, _, role, token in modals)
    found.add(f"d:modals={min(len(modals), 3)}")
    if modals:
        _, _, role, token = modals[0]
        found |= _modal_features(token, role)
    found |= _ask_features(sentence)
    return frozenset(found)


@functools.cache
def _ask_verbs() -> frozenset[str]:
    return frozenset(load_asks().ask_verbs.split())


def _ask_features(sentence: Span) -> set[str]:
    """Return who asks with a verb of asking, in which clause and tense, and what follows the verb."""
    found: set[str] = set()
    for token in sentence:
        if token.pos_ not in {"VERB", "NOUN"} or token.lemma_.lower() not in _ask_verbs():
            continue
        if token.pos_ == "NOUN":
            found.add(f"d:ask-noun={token.lemma_.lower()}")
            continue
        who, role = _kind(_subject(token)), _role(token)
        takes = sorted(
            {
                child.dep_ + "-" + next((t.lower_ for t in child.children if t.dep_ in {"case", "mark"}), "")
                for child in token.children
                if child.i > token.i and child.dep_ in {"ccomp", "xcomp", "obj", "obl", "advcl"}
            }
        )
        found |= {
            f"d:ask={token.lemma_.lower()}",
            f"d:ask={token.lemma_.lower()}/{who}",
            f"d:ask-frame={who}/{_tense(token)}/{role}",
            f"d:ask-frame={who}/{_tense(token)}",
        }
        found |= {f"d:ask-takes={token.lemma_.lower()}/{name}" for name in takes}
        found |= {f"d:ask-takes={name}" for name in takes}
    return found


def _iter_modals(sentence: Span) -> Iterator[tuple[Token, str]]:
    """Yield (modal, role of its clause): auxiliaries, and ``need``, ``have`` and ``ought`` with an infinitive."""
    for token in sentence:
        word = token.lower_
        is_verb = word in {"need", "needs", "has", "have", "ought", "got"}
        if is_verb and any(
            t.dep_ in {"xcomp", "ccomp"} and t.i > token.i and _is_infinitive(t) for t in token.children
        ):
            yield token, _role(token)
        elif word == "ought" or (word in _MODALS and word not in {"would", "will", "can", "cannot", "shall"}):
            yield token, _role(_clause(token))


def _is_infinitive(token: Token) -> bool:
    return any(child.lower_ == "to" and child.dep_ in {"mark", "aux"} for child in token.children)


def _clause(modal: Token) -> Token:
    return modal.head if modal.dep_ in {"aux", "aux:pass", "cop"} else modal


def _role(verb: Token) -> str:
    """Return the first step from the clause of ``verb`` towards the root that is not a coordination."""
    at = verb
    for _ in range(_DEEPEST):
        if at.dep_ in _STEPS:
            return at.dep_.split(":")[-1] if at.dep_.startswith("acl") else at.dep_.split(":")[0]
        if at.head is at:
            break
        at = at.head
    return "main"


def _governor(verb: Token) -> Token | None:
    at = verb
    for _ in range(_DEEPEST):
        if at.head is at:
            return None
        if at.dep_ in _STEPS:
            return at.head
        at = at.head
    return None


def _subject(verb: Token) -> Token | None:
    """Return the subject of ``verb``, or the one that it shares as a conjunct or an infinitive."""
    at = verb
    for _ in range(_DEEPEST):
        for child in at.children:
            if child.dep_ in _SUBJECTS and child.dep_ != "expl":
                return child
        if at.dep_ not in {"conj", "xcomp"} or at.head is at:
            return None
        at = at.head
    return None


def _kind(subject: Token | None) -> str:
    if subject is None:
        return "none"
    if subject.pos_ == "PRON":
        return subject.lower_
    if subject.pos_ == "PROPN":
        return "name"
    if subject.pos_ == "VERB":
        return "clause"
    return "nouns" if "Number=Plur" in str(subject.morph) else "noun"


def _word(modal: Token) -> str:
    word = modal.lower_
    return {"needs": "need", "has": "have", "got": "have"}.get(word, word)


def _modal_features(modal: Token, role: str) -> set[str]:
    verb = _clause(modal)
    action = next((c for c in modal.children if c.dep_ in {"xcomp", "ccomp"}), verb) if verb is modal else verb
    subject = _subject(verb)
    kind, word = _kind(subject), _word(modal)
    passive = any(child.dep_ == "aux:pass" for child in action.children)
    found = {
        f"d:role={role}",
        f"d:modal={word}",
        f"d:modal/role={word}/{role}",
        f"d:subject={kind}",
        f"d:subject/modal={kind}/{word}",
        f"d:subject/role={kind}/{role}",
        f"d:action={action.lemma_.lower()}",
        "d:passive" if passive else "d:active",
        f"d:passive/modal={passive}/{word}",
        f"d:action-tag={action.pos_}",
    }
    if subject is not None:
        found.add(f"d:who={subject.lemma_.lower()}")
        found |= {f"d:of={child.lemma_.lower()}" for child in subject.children if child.dep_ in {"amod", "compound"}}
        found |= {f"d:det={child.lower_}" for child in subject.children if child.dep_ in {"det", "nmod:poss"}}
    if any(child.dep_ == "aux" and child.lower_ in {"would", "will", "may", "might"} for child in modal.children):
        found.add("d:modal-under-modal")
    if any(child.lower_ in {"not", "n't", "never"} for child in (*action.children, *modal.children)):
        found.add("d:negated")
    if any(child.dep_ == "aux" and child.lower_ == "have" for child in action.children):
        found.add("d:perfect")
    if any(child.dep_ == "cop" for child in action.children):
        found.add("d:copula")
    if any(child.dep_ in {"obj", "ccomp"} for child in action.children):
        found.add("d:object")
    for child in action.children:
        if child.dep_ == "advcl":
            found |= {f"d:with-{mark.lower_}" for mark in child.children if mark.dep_ == "mark"}
    above = _governor(verb)
    if above is not None:
        over = _subject(above)
        found |= {
            f"d:under={role}/{above.lemma_.lower()}",
            f"d:under-subject={role}/{_kind(over)}",
            f"d:under-tense={role}/{_tense(above)}",
        }
        found |= {f"d:mark={role}/{mark.lower_}" for mark in verb.children if mark.dep_ == "mark"}
    return found


def _tense(verb: Token) -> str:
    auxiliaries = [child for child in verb.children if child.dep_ in {"aux", "aux:pass", "cop"}]
    for token in (*auxiliaries, verb):
        morph = str(token.morph)
        if "VerbForm=Fin" in morph:
            return "past" if "Tense=Past" in morph else "imp" if "Mood=Imp" in morph else "pres"
    return "none"


def _root_features(sentence: Span) -> set[str]:
    root = sentence.root
    subject = _subject(root)
    kind, tense = _kind(subject), _tense(root)
    found = {
        f"d:root={root.lemma_.lower()}",
        f"d:root-tag={root.pos_}",
        f"d:root-subject={kind}",
        f"d:root-tense={tense}",
        f"d:root-form={tense}/{kind}",
    }
    if subject is not None:
        found.add(f"d:root-who={subject.lemma_.lower()}")
        if subject.i > root.i:
            found.add("d:root-inverted")
    if root.pos_ in {"VERB", "AUX"} and subject is None and tense in {"imp", "none", "pres"}:
        addressed = any(child.dep_ in {"vocative", "discourse"} for child in root.children)
        first = next((t for t in sentence if not t.is_punct), root)
        found.add("d:bare-verb")
        if first.i == root.i:
            found.add("d:bare-verb-first")
        if addressed:
            found.add("d:vocative")
        if any(child.dep_ == "aux:pass" or child.dep_ == "cop" for child in root.children):
            found.add("d:bare-passive")
    for child in root.children:
        if child.dep_ == "xcomp" or child.dep_ == "ccomp":
            found.add(f"d:root-takes={root.lemma_.lower()}/{child.dep_}")
            found.add(f"d:root-then={child.lemma_.lower()}")
        if child.dep_ == "mark":
            found.add(f"d:root-mark={child.lower_}")
        if child.dep_ in {"aux"}:
            found.add(f"d:root-aux={child.lower_}")
        if child.dep_ == "advcl":
            found |= {f"d:root-with-{mark.lower_}" for mark in child.children if mark.dep_ == "mark"}
    if not any(t.pos_ in {"VERB", "AUX"} and "VerbForm=Fin" in str(t.morph) for t in sentence):
        found.add("d:no-finite-verb")
    return found


def _opening(sentence: Span) -> set[str]:
    words = list(islice((t for t in sentence if not (t.is_punct or t.is_space)), 2))
    if not words:
        return set()
    first = words[0]
    morph = str(first.morph)
    form = "ger" if first.lower_.endswith("ing") and first.pos_ == "VERB" else "inf" if "VerbForm=Inf" in morph else ""
    found = {f"d:first-tag={first.pos_}{form}", f"d:first={first.lower_}"}
    if len(words) > 1:
        found.add(f"d:second-tag={first.pos_}/{words[1].pos_}")
    return found
