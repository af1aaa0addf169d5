"""What the context model is taught of a candidate: a body's kind, no body, or nothing where they only share words."""

from __future__ import annotations

import pytest
from context_data import kind_at

BODIES = [((10, 30), "charity"), ((40, 44), "prison"), (None, "network")]


@pytest.mark.parametrize(
    ("span", "kind"),
    [
        ((10, 30), "charity"),
        ((40, 44), "prison"),
        ((0, 10), ""),
        ((30, 40), ""),
        ((10, 20), None),
        ((25, 42), None),
        ((5, 50), None),
    ],
)
def test_a_candidate_is_a_body_none_or_part_of_one(span: tuple[int, int], kind: str | None) -> None:
    assert kind_at(span, BODIES) == kind
