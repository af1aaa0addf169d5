"""Corrections as test cases: each row is held against what the program says by itself."""

from __future__ import annotations

import pytest

from sectorlens.model import Evidence, Identifier, Mention, Organisation
from sectorlens.quality.decided import check_corrections
from sectorlens.resolve import Correction

ORGANISATIONS = {
    "a": Organisation(
        id="a", name="Northgate Trust", kind="charity", identifiers=(Identifier(scheme="GB-CHC", value="1"),)
    ),
    "b": Organisation(id="b", name="Vale Network", kind="network"),
}
SURFACES = {"Northgate Trust": "a", "NGT": "a", "Vale Network": "b", "Vale Review": "b"}


def cases(**row: str) -> tuple[str, str]:
    """Return verdict and finding of one correction over the mentions above."""
    mentions, assigned = [], {}
    for number, (surface, identity) in enumerate(SURFACES.items()):
        evidence = Evidence(document_id="d", start=0, end=len(surface), quote=surface)
        mentions.append(
            Mention(id=f"m{number}", evidence=evidence, form="name", kind="charity", method="model", score=0.9)
        )
        assigned[f"m{number}"] = identity
    correction = Correction(**row)  # type: ignore[arg-type]
    (case,) = check_corrections((correction,), mentions, assigned, ORGANISATIONS)
    return case.verdict, case.found


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ({"action": "merge", "name": "Northgate Trust", "other": "NGT"}, "holds"),
        ({"action": "merge", "name": "Northgate Trust", "other": "Vale Network"}, "fails"),
        ({"action": "different", "name": "NGT", "other": "Vale Network"}, "holds"),
        ({"action": "split", "name": "Vale Review", "other": "Vale Network"}, "fails"),
        ({"action": "reject", "name": "Vale Review"}, "fails"),
        ({"action": "reject", "name": "Lammy Review"}, "holds"),
        ({"action": "rename", "name": "NGT", "value": "Northgate Trust"}, "holds"),
        ({"action": "retype", "name": "Vale Network", "value": "charity"}, "fails"),
        ({"action": "identify", "name": "NGT", "value": "GB-CHC-1"}, "holds"),
        ({"action": "identify", "name": "NGT", "value": "GB-CHC-2"}, "fails"),
        ({"action": "merge", "name": "Northgate Trust", "other": "Nowhere Named"}, "no case"),
    ],
)
def test_each_row_is_a_case(row: dict[str, str], verdict: str) -> None:
    assert cases(**row)[0] == verdict


def test_a_failed_row_says_what_the_program_says() -> None:
    assert cases(action="retype", name="Vale Network", value="charity") == ("fails", "network")
