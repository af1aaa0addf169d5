"""The recognisers as spaCy components of any pipeline."""

from __future__ import annotations

import spacy

from sectorlens.extract.organisations import components


def test_components_write_labelled_spans() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(components.GAZETTEER)
    nlp.add_pipe(components.GRAMMAR)
    doc = nlp("Nacro met the Northmere Advice Trust under the Care Act.")
    listed = [(span.text, span.label_) for span in doc.spans[components.GAZETTEER]]
    named = [(span.text, span.label_) for span in doc.spans[components.GRAMMAR]]
    assert listed == [("Nacro", "charity")]
    assert named == [("Northmere Advice Trust", "charity"), ("Care Act", "LOOK")]


def test_another_sector_is_a_setting() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(components.GAZETTEER, config={"sector": "homelessness_uk"})
    doc = nlp("Porchlight met Nacro.")
    assert [span.text for span in doc.spans[components.GAZETTEER]] == ["Porchlight"]
