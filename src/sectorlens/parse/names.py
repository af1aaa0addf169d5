# ruff: noqa: E501 - patterns and word lists are kept whole
"""Whether a byline names a person or a body, by the general words that bodies carry in their names."""

from __future__ import annotations

import re

_PERSON = re.compile(
    r"^(?:(?:Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Rev|Revd|Mr|Mrs|Ms|Miss|Cllr)\.? )?"
    r"[^\W\d_][\w’'.-]*(?: [^\W\d_][\w’'.-]*){1,4}$"
)
_BODY = frozenset(
    "institute trust foundation association inspectorate society council centre center network alliance charity group project "
    "university college school department ministry commission board service services coalition forum fund federation agency "
    "office committee partnership union programme initiative campaign unit team ltd limited cic llp plc uk international "
    "company housing league academy authority observatory hub collective church cathedral hospital".split()
)
_NOT_PERSONS = frozenset(
    "admin administrator editor editors webmaster staff communications comms user guest the our press media news policy "
    "research author website blog digital marketing".split()
)
_PARTICLES = frozenset(
    {"de", "van", "von", "al", "bin", "ap", "ab", "ferch", "der", "den", "la", "le", "du", "da", "di", "y", "el"}
)


def is_organisation(name: str) -> bool:
    """Whether ``name`` bears a word that only bodies have in their names ("Institute", "Trust").

    >>> is_organisation("Inspectorate of Custody and Supervision"), is_organisation("Hannah Quill")
    (True, False)
    """
    words = [word.lower() for word in re.findall(r"[\w’']+", name)]
    return 2 <= len(words) <= 14 and len(name) <= 100 and bool(set(words) & _BODY)


def is_person(name: str) -> bool:
    """Whether ``name`` may be that of a person: two to five capitalised words, none that bodies bear."""
    if not _PERSON.match(name) or len(name) > 60 or is_organisation(name):
        return False
    parts = name.split()
    return not any(part.lower() in _NOT_PERSONS for part in parts) and all(
        part[0].isupper() or part in _PARTICLES for part in parts
    )
