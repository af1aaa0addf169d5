"""The way through: what sectorlens does with publications, one line per stage."""

from __future__ import annotations

import dataclasses

from sectorlens import reading as reads
from sectorlens import report, steps
from sectorlens.collect.inputs import Inputs
from sectorlens.memory import KeptMemory, Memory, compare
from sectorlens.resolve import read_corrections
from sectorlens.run import Engine
from sectorlens.store.findings import Findings
from sectorlens.store.workspace import Workspace


def find(inputs: Inputs, workspace: Workspace, known: KeptMemory, engine: Engine) -> tuple[Findings, Memory]:
    """Run every stage over ``inputs``; nothing is written but the store.

    Returns the findings, and the generation of the memory that they were made with.
    """
    corrections = read_corrections(workspace.corpus)
    reading = reads.read(inputs, known.document_ids, engine)
    memory = known.for_corpus(reading.corpus_digest)
    groups = steps.group(reading, engine)
    reading = steps.complete(reading, groups)
    repeated = steps.find_furniture(reading, engine)
    extracts = steps.extract_all(reading, repeated, engine)
    proved = steps.prove_names(extracts, engine)
    related = steps.relate_all(reading, repeated, extracts, proved, engine)
    resolution = steps.resolve_all(reading, groups, related, corrections, memory, engine)
    themes = steps.find_themes(reading, repeated, extracts, groups, memory, engine)
    network = steps.measure(resolution, groups, related, memory, engine)
    dates = (document.published_on for document in reading.values())
    facts = report.run_facts(workspace, engine.tools, inputs, dates)
    findings = steps.gather(
        facts, reading, groups, repeated, extracts, related, resolution.value, themes, network, engine.crashes
    )
    return dataclasses.replace(findings, changes=compare(memory.baseline, findings)), memory
