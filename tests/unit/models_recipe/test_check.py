"""The checker finds what the guidelines forbid and leaves good passages alone."""

from __future__ import annotations

from pathlib import Path

import check
import pytest
from markup import read_passages

HEAD = "@@ p-1 | blog | arts | prose\n@publisher Alpha\n"


def faults(text: str) -> list[str]:
    (passage,), broken = read_passages(HEAD + text, "x.txt")
    return broken + list(check.check_passage(passage))


def test_worked_passages_have_no_fault_and_no_hint() -> None:
    file = Path(check.__file__).with_name("worked.txt")
    passages, broken = read_passages(file.read_text(encoding="utf-8"), file.name)
    assert len(passages) == 10
    assert not broken
    assert [f for p in passages for f in check.check_passage(p)] == []
    assert [h for p in passages for h in check.hints(p)] == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[The Wallich|ORG charity]]", "leading 'the'"),
        ("[[Clinks’s|ORG network]] view", "possessive"),
        ("[[Clinks|ORG club]]", "kind"),
        ("[[Clinks|ORG]]", "kind"),
        ("[[Clinks|BODY charity]]", "unknown label"),
        ("{{no home|shelter}}", "unknown need code"),
        ("{{no home|housing everyone}}", "cannot read"),
        ("<<Act.|everyone; must; sentence>>", "unknown addressee"),
        ("<<Act.|government; may; sentence>>", "unknown strength"),
        ("[[Clinks|ORG network]] met Clinks", "not here"),
        ("[[Clink|ORG network]]s", "cuts a word"),
        ("[[A|ORG network]] met\n= A | funds | B | affirmed", "marked nowhere"),
        ("[[A|ORG network]]\n= we | likes | A | affirmed", "unknown relation"),
        ("[[A|ORG network]]\n= we | funds | A | maybe", "polarity"),
        ("[[A|ORG network]]\n= we | funds | A | affirmed | \"never said\"", "quote"),
    ],
)  # fmt: skip
def test_faults_are_named(text: str, words: str) -> None:
    assert any(words in fault for fault in faults(text)), faults(text)


def test_escaped_words_are_no_missed_names() -> None:
    assert faults("[[Advance|ORG charity]] pays in advance. ~Advance notice is given.") == []


def test_near_duplicates_are_reported() -> None:
    text = "one two three four five six seven eight nine ten eleven twelve thirteen"
    passages, _ = read_passages(f"{HEAD}{text}\n@@ p-2 | blog | arts | prose\n{text} more\n", "x.txt")
    assert any(line.startswith("alike: p-1 and p-2") for line in check.likeness(passages))


def test_a_changed_frozen_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("same", encoding="utf-8")
    digest = check.digest_of(tmp_path / "a.txt")
    (tmp_path / "FROZEN.json").write_text(f'{{"a.txt": "{digest}"}}', encoding="utf-8")
    assert check.frozen_faults(tmp_path) == []
    (tmp_path / "a.txt").write_text("other", encoding="utf-8")
    assert check.frozen_faults(tmp_path) == ["a.txt: differs from its frozen digest"]
