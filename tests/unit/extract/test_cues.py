"""Every cue matches its example and leaves its counter-example alone, so that anyone may add one."""

from __future__ import annotations

import msgspec
import pytest

from sectorlens.extract.addressees import class_pattern
from sectorlens.sector import list_packs, load_pack
from sectorlens.sector.english import Cue, compile_cue, load_asks, load_deficits

PACK = load_pack("criminal_justice_uk")
CUES = [
    pytest.param(cue, id=f"{table}-{number}")
    for record in (load_asks(), load_deficits())
    for table in record.__struct_fields__
    if isinstance(getattr(record, table), tuple)
    for number, cue in enumerate(getattr(record, table))
]


@pytest.mark.parametrize("cue", CUES)
def test_a_cue_of_the_language_finds_its_example_and_not_its_counter_example(cue: Cue) -> None:
    pattern = compile_cue(cue, classes=class_pattern(PACK))
    assert pattern.search(cue.example), cue.pattern
    assert not pattern.search(cue.counter), cue.pattern


@pytest.mark.parametrize("name", list_packs())
def test_every_relation_cue_of_a_pack_finds_its_example(name: str) -> None:
    from sectorlens.relate.cues import find_cues, relation_cues

    pack = load_pack(name)
    for entry, cue in zip(pack.relations, relation_cues(pack), strict=True):
        assert find_cues(entry.example, (cue,)), (entry.kind, entry.example)


RELATION_CUES = [
    pytest.param(name, number, id=f"{name}-{number}")
    for name in list_packs()
    for number in range(len(load_pack(name).relations))
]


@pytest.mark.parametrize(("name", "number"), RELATION_CUES)
def test_no_relation_cue_ties_anybody_in_its_counter_example(name: str, number: int) -> None:
    from sectorlens.extract import extract
    from sectorlens.model import Origin
    from sectorlens.nlp import load_pipeline
    from sectorlens.parse import parse
    from sectorlens.relate import relate

    pack, nlp = load_pack(name), load_pipeline("blank")
    cue = pack.relations[number]
    document = parse(
        f"Mornings at the gate\n\n{cue.counter}\n".encode(), Origin(document_id="d", path="p.txt")
    ).document
    assert document is not None
    mentions = extract(document, (), nlp=nlp, pack=pack).mentions
    found = relate(document, (), mentions, nlp=nlp, pack=pack)
    assert [one.kind for one in found.relations if one.kind == cue.kind] == []


def test_an_added_cue_changes_what_a_page_says_without_touching_code() -> None:
    from sectorlens.extract.needs.lexicon import need_cues
    from sectorlens.extract.needs.spans import find_candidates
    from sectorlens.sector.schema import Cue as PackCue

    sentence = "Most of them arrive wearing paper slippers."
    assert not find_candidates(sentence, need_cues(PACK))
    cue = PackCue(pattern="paper slippers", example="paper slippers", counter="paper")
    needs = tuple(
        msgspec.structs.replace(entry, cues=(*entry.cues, cue)) if entry.code == "basic_needs" else entry
        for entry in PACK.needs
    )
    found = find_candidates(sentence, need_cues(msgspec.structs.replace(PACK, needs=needs)))
    assert [candidate.code for candidate in found] == ["basic_needs"]
