"""Gold offsets slice back to the text, and spaCy gets the same spans."""

from __future__ import annotations

from pathlib import Path

import convert
import pytest
import spacy

WORKED = Path(convert.__file__).with_name("worked.txt")


@pytest.fixture(scope="module")
def gold() -> dict[str, dict]:
    return {p.id: convert.to_gold(p) for p in convert.read_files([WORKED])}


def test_every_gold_span_is_its_text(gold: dict[str, dict]) -> None:
    checked = 0
    for document in gold.values():
        text = document["text"]
        rows = [m for o in document["organisations"] for m in o["mentions"]]
        for key in ("needs", "recommendations", "relations", "people", "places", "lookalikes"):
            rows += document[key]
        for row in rows:
            assert text[row["start"] : row["end"]] == row["text"]
            checked += 1
    assert checked > 60


def test_listed_recommendations_take_the_heading(gold: dict[str, dict]) -> None:
    items = gold["w-002"]["recommendations"]
    assert {item["heading"] for item in items} == {"Recommendations for commissioners"}
    assert [item.get("negative", False) for item in items] == [False, True, False]


def test_needs_default_to_general_and_stated(gold: dict[str, dict]) -> None:
    first = gold["w-001"]["needs"][0]
    assert (first["code"], first["population"], first["level"], first["polarity"]) == (
        "finance_debt_benefits", "general", "person", "stated",
    )  # fmt: skip
    proof = gold["w-010"]["needs"][0]
    assert (proof["population"], proof["level"], proof["polarity"]) == (None, "sector", "unmet")


def test_we_is_the_publisher_and_short_forms_resolve(gold: dict[str, dict]) -> None:
    relation = gold["w-001"]["relations"][1]
    assert (relation["a"], relation["b"], relation["inferred_publisher"]) == (
        "Wessex Rehabilitation Partners", "Harbour Lane", True,
    )  # fmt: skip
    wrp = next(o for o in gold["w-001"]["organisations"] if o["name"].startswith("Wessex"))
    assert wrp["aliases"] == ["WRP"]


def test_spacy_docs_carry_entities_needs_and_recommendations() -> None:
    nlp = spacy.blank("en")
    docs = [doc for p in convert.read_files([WORKED]) for doc in convert.to_docs(p, nlp)]
    ents = [(ent.text, ent.label_) for doc in docs for ent in doc.ents]
    assert ("HMP Erlestoke", "ORG") in ents
    assert ("Lammy Review", "LOOK") in ents
    assert {"ORG", "PERSON", "LOC", "LOOK"} == {label for _, label in ents}
    needs = [(span.text, span.label_) for doc in docs for span in doc.spans["needs"]]
    assert ("nowhere to live", "housing") in needs
    assert sum(len(doc.spans["recommendations"]) for doc in docs) == 6


def test_broken_mark_up_stops_the_conversion(tmp_path: Path) -> None:
    file = tmp_path / "bad.txt"
    file.write_text("@@ p-1 | blog | arts | prose\n[[Clinks|ORG network\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.txt:2"):
        convert.read_files([file])
