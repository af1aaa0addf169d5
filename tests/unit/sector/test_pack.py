"""Sector packs: the shipped ones are whole, and a broken one says all that is wrong with it."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from sectorlens.errors import ConfigError
from sectorlens.model.vocabulary import NEED_CODES
from sectorlens.sector import SectorPack, list_packs, load_pack
from sectorlens.sector.pack import ROOM
from sectorlens.text import fold


@pytest.fixture(scope="module")
def pack() -> SectorPack:
    """The larger of the two shipped packs."""
    return load_pack("criminal_justice_uk")


def test_two_packs_ship() -> None:
    assert list_packs() == ("criminal_justice_uk", "homelessness_uk")


def test_the_large_pack_covers_the_sector(pack: SectorPack) -> None:
    kinds = {entry.kind for entry in pack.organisations}
    assert len(pack.organisations) >= 400
    assert {"charity", "network", "funder", "government", "public_body", "prison", "programme"} <= kinds
    assert {entry.code for entry in pack.needs} == set(NEED_CODES)


def test_the_small_pack_stands_by_itself() -> None:
    small = load_pack("homelessness_uk")
    own = tomllib.loads((ROOM / "homelessness_uk" / "organisations.toml").read_text("utf-8"))["organisations"]
    assert 25 <= len(own) <= 60
    assert {row["id"] for row in own} <= set(small.organisations_by_id)
    assert small.needs and small.addressees and small.relations and small.terms and small.sources


@pytest.mark.parametrize("name", ["criminal_justice_uk", "homelessness_uk"])
def test_no_surface_stands_for_two_organisations(name: str) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in load_pack(name).organisations:
        for surface in (entry.name, *entry.aliases, *entry.acronyms):
            owners[surface.casefold().removeprefix("the ")].add(entry.id)
    assert {surface: ids for surface, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("name", ["criminal_justice_uk", "homelessness_uk"])
def test_suggested_sources_are_off(name: str) -> None:
    assert not any(source.enabled for source in load_pack(name).sources)


def test_templates_of_places_become_aliases(pack: SectorPack) -> None:
    leyhill = pack.organisations_by_id["hmp-leyhill"]
    assert leyhill.name == "HMP Leyhill"
    assert "HM Prison Leyhill" in leyhill.aliases


def test_a_rename_names_who_took_over_and_when(pack: SectorPack) -> None:
    noms = pack.organisations_by_id["national-offender-management-service"]
    assert noms.succeeded_by is not None
    assert noms.succeeded_by.id == "hm-prison-and-probation-service"
    assert noms.succeeded_by.on == "2017-04-01"


def test_fingerprint_follows_the_content(tmp_path: Path) -> None:
    _write(tmp_path, "organisations.toml", '[[organisations]]\nid = "a"\nname = "Alpha"\nkind = "charity"\n')
    before = load_pack(str(tmp_path)).fingerprint
    _write(tmp_path, "organisations.toml", '[[organisations]]\nid = "a"\nname = "Alpha Trust"\nkind = "charity"\n')
    assert load_pack(str(tmp_path)).fingerprint != before


def test_unknown_pack_is_told_the_nearest() -> None:
    with pytest.raises(ConfigError, match="did you mean 'criminal_justice_uk'"):
        load_pack("criminal_justice")


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "organisations.toml",
        '[[organisations]]\nid = "Not A Slug"\nname = "Alpha"\nkind = "charity"\nordinary = ["Beta"]\n'
        '[[organisations]]\nid = "b"\nname = "Beta"\nkind = "shop"\n'
        '[[organisations]]\nid = "c"\nname = "Gamma"\nkind = "charity"\n'
        'succeeded_by = { id = "nobody", on = "May" }\n',
    )
    _write(
        tmp_path,
        "needs.toml",
        '[[needs]]\ncode = "housing"\nlevel = "person"\nlabel = "Home"\n'
        'cues = [{ pattern = "(", example = "x", counter = "y" }]\n'
        '[[needs]]\ncode = "gold"\nlevel = "person"\nlabel = "Gold"\n',
    )
    _write(tmp_path, "terms.toml", "avoid = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_pack(str(tmp_path))
    text = "\n".join(caught.value.faults)
    for part in ("Not A Slug", "'Beta' is none of its names", "shop", "nobody", "May", "gold", "terms.toml"):
        assert part in text


def test_successors_must_not_run_in_a_circle(tmp_path: Path) -> None:
    _write(
        tmp_path,
        "organisations.toml",
        '[[organisations]]\nid = "a"\nname = "Alpha"\nkind = "charity"\nsucceeded_by = { id = "b" }\n'
        '[[organisations]]\nid = "b"\nname = "Beta"\nkind = "charity"\nsucceeded_by = { id = "a" }\n',
    )
    with pytest.raises(ConfigError, match="lead back to itself"):
        load_pack(str(tmp_path))


def _write(folder: Path, name: str, body: str) -> None:
    (folder / "pack.toml").write_text('id = "x"\nname = "X"\n', encoding="utf-8")
    (folder / name).write_text(body, encoding="utf-8")


def test_national_bodies_are_in_every_pack_and_give_way_to_the_packs_own() -> None:
    for name in list_packs():
        pack = load_pack(name)
        keys = [fold(surface).replace("&", "and") for e in pack.organisations for surface in {e.name, *e.acronyms}]
        assert "evening standard" in keys and "unison" in keys
        assert keys.count("shelter") == 1
