"""What could not be read or looks wrong, and what became of each input."""

from __future__ import annotations

from sectorlens.model.base import Record
from sectorlens.model.vocabulary import Outcome, Severity, Stage


class Problem(Record, frozen=True, kw_only=True):
    """One problem: a stable ``code``, where it is, and the next step for the reader."""

    code: str
    severity: Severity
    stage: Stage
    document_id: str = ""
    path: str = ""
    message: str
    next_step: str = ""


class Input(Record, frozen=True, kw_only=True):
    """One thing offered to the program and its single named outcome; ``reason`` is "" when ok."""

    path: str = ""
    url: str = ""
    outcome: Outcome
    reason: str = ""
    document_id: str = ""
