"""Registers: every layout that is published, streamed; only the same name is taken without a person."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from sectorlens.errors import ConfigError
from sectorlens.model import Identifier, Organisation
from sectorlens.register import RegisterEntry, match_register, read_register

CHARITIES = [
    {"linked_charity_number": 0, "registered_charity_number": 11, "charity_name": "THE NORTHGATE FAMILY TRUST",
     "charity_registration_status": "Registered"},
    {"linked_charity_number": 1, "registered_charity_number": 11, "charity_name": "NORTHGATE BRANCH",
     "charity_registration_status": "Registered"},
    {"linked_charity_number": 0, "registered_charity_number": 12, "charity_name": "HARBOUR LANE LIMITED",
     "charity_registration_status": "Removed"},
]  # fmt: skip


def organisation(identity: str, name: str, *identifiers: Identifier) -> Organisation:
    """Return a charity."""
    return Organisation(id=identity, name=name, kind="charity", identifiers=identifiers)


def test_json_extract_with_a_mark_inside_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "publicextract.charity.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("publicextract.charity.json", "\ufeff" + json.dumps(CHARITIES))
    assert list(read_register(path)) == [
        RegisterEntry(identifier="GB-CHC-11", name="THE NORTHGATE FAMILY TRUST"),
        RegisterEntry(identifier="GB-CHC-12", name="HARBOUR LANE LIMITED", is_current=False),
    ]


def test_tabbed_extract_with_a_lone_quotation_mark(tmp_path: Path) -> None:
    path = tmp_path / "charity.txt"
    keys = list(CHARITIES[0])
    lines = ["\t".join(keys)] + ["\t".join(str(row[key]) for key in keys) for row in CHARITIES]
    path.write_text("\n".join(lines).replace("BRANCH", 'B"RANCH') + "\n", encoding="utf-8")
    assert [entry.identifier for entry in read_register(path)] == ["GB-CHC-11", "GB-CHC-12"]


def test_other_names_say_whether_they_are_still_used(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    row = {"registered_charity_number": 11, "linked_charity_number": 0, "charity_name": "NFT",
           "charity_name_type": "Previous name"}  # fmt: skip
    path.write_text(json.dumps([row]), encoding="utf-8")
    assert list(read_register(path)) == [RegisterEntry(identifier="GB-CHC-11", name="NFT", is_current=False)]


def test_government_and_prison_lists(tmp_path: Path) -> None:
    government = tmp_path / "g.tsv"
    government.write_text(
        "government-organisation\tname\twebsite\tstart-date\tend-date\nD9\tDepartment for Parks\thttps://x.example\t\t\n",
        encoding="utf-8",
    )
    prisons = tmp_path / "p.csv"
    prisons.write_text("prison_id,name,active\nXYI,Coldfell (HMP & YOI),true\n", encoding="utf-8")
    assert [e.identifier for e in read_register(government)] == ["GB-GOR-D9"]
    assert list(read_register(prisons)) == [RegisterEntry(identifier="prison:XYI", name="HMP Coldfell")]


@pytest.mark.parametrize("body", ["a,b\n1,2\n", "[{broken", "\x00\x01"])
def test_what_is_no_register_is_refused_with_a_message(tmp_path: Path, body: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(body, encoding="utf-8")
    with pytest.raises(ConfigError):
        list(read_register(path))


def test_only_the_same_name_of_one_current_entry_is_taken() -> None:
    entries = [
        RegisterEntry(identifier="GB-CHC-11", name="THE NORTHGATE FAMILY TRUST"),
        RegisterEntry(identifier="GB-CHC-21", name="KESTREL HOUSE"),
        RegisterEntry(identifier="GB-CHC-22", name="KESTREL HOUSE"),
        RegisterEntry(identifier="GB-CHC-31", name="HARBOUR LANES PROJECT"),
    ]
    ours = [
        organisation("org-a", "Northgate Family Trust"),
        organisation("org-b", "Kestrel House"),
        organisation("org-c", "Harbour Lane Project"),
        organisation("org-d", "Nobody Knows"),
    ]
    report = match_register(entries, ours)
    assert [(m.organisation_id, m.identifier) for m in report.accepted] == [("org-a", "GB-CHC-11")]
    assert {(m.organisation_id, m.identifier) for m in report.review} == {
        ("org-b", "GB-CHC-21"), ("org-b", "GB-CHC-22"), ("org-c", "GB-CHC-31"),
    }  # fmt: skip
    assert report.rows == 4


def test_a_known_identifier_is_left_alone() -> None:
    ours = [organisation("org-a", "Northgate Family Trust", Identifier(scheme="GB-CHC", value="99"))]
    report = match_register([RegisterEntry(identifier="GB-CHC-11", name="NORTHGATE FAMILY TRUST")], ours)
    assert report.accepted == report.review == ()
