"""What a run of collecting did, kept beside the captures for the report and for the next run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from sectorlens.collect.manners import Manners

FILE = "last-run.json"
MOST_LISTED = 1000


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One url that a reader may want to look at, and why."""

    url: str
    outcome: str
    reason: str = ""
    source: str = ""


class HostLine(msgspec.Struct, frozen=True, kw_only=True):
    """One host: requests made, why it was stopped ("" if not), until when it asked to be left alone."""

    host: str
    requests: int
    stopped: str = ""
    deferred_until: str = ""


class Summary(msgspec.Struct, kw_only=True):
    """Counts of publications by outcome, per source; of other urls by reason; and the urls worth a look.

    ``bodies`` counts answers that brought bytes, ``requests`` all that were asked.
    """

    started_at: str
    finished_at: str = ""
    requests: int = 0
    bodies: int = 0
    counts: dict[str, dict[str, int]] = {}
    reasons: dict[str, int] = {}
    listed: list[Listed] = []
    hosts: list[HostLine] = []
    notes: list[str] = []

    def count(self, source: str, outcome: str) -> None:
        """Count one url."""
        row = self.counts.setdefault(source, {})
        row[outcome] = row.get(outcome, 0) + 1

    def list_url(self, url: str, outcome: str, reason: str, source: str) -> None:
        """Count a reason, and list the url while there is room."""
        if reason:
            self.reasons[reason] = self.reasons.get(reason, 0) + 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(Listed(url=url, outcome=outcome, reason=reason, source=source))

    def totals(self) -> dict[str, int]:
        """Return the counts of all sources together."""
        total: Counter[str] = Counter()
        for row in self.counts.values():
            total.update(row)
        return dict(sorted(total.items()))

    def close(self, manners: Manners, finished_at: str) -> None:
        """Take over what the hosts did."""
        self.finished_at = finished_at
        self.hosts = [
            HostLine(
                host=state.host, requests=state.requests, stopped=state.stopped, deferred_until=state.deferred_until
            )
            for state in sorted(manners.hosts.values(), key=lambda state: state.host)
        ]
        self.requests = sum(line.requests for line in self.hosts)


def write_summary(folder: Path, summary: Summary) -> None:
    """Write the summary beside the captures, whole or not at all."""
    path = folder / FILE
    unfinished = path.with_suffix(".part")
    unfinished.write_bytes(msgspec.json.format(msgspec.json.encode(summary), indent=1))
    unfinished.replace(path)


def read_summary(folder: Path) -> Summary | None:
    """Return the summary of the last finished run, None if there is none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Summary)
    except (OSError, msgspec.DecodeError):
        return None


def describe(summary: Summary) -> str:
    """Return the summary in sentences, the counts first, then why things were left out."""
    totals = summary.totals()
    words = {
        "new": "new", "changed": "changed", "unchanged": "unchanged", "gone": "no longer online (kept)",
        "duplicate": "copies of others", "refused": "refused", "failed": "failed", "missing": "not there",
        "put off": "put off to the next run",
    }  # fmt: skip
    said = ", ".join(f"{totals[key]} {name}" for key, name in words.items() if totals.get(key))
    lines = [f"Publications: {said or 'none'}. {summary.requests} requests, {summary.bodies} with a body."]
    troubles = [row for row in summary.listed if row.outcome in ("refused", "failed", "gone")]
    lines.extend(f"  {row.outcome}: {row.url} ({row.reason})" for row in troubles[:20])
    if len(troubles) > 20:
        lines.append(f"  and {len(troubles) - 20} more, in {FILE}")
    lines.extend(f"  {line.host}: {line.stopped}" for line in summary.hosts if line.stopped)
    return "\n".join(lines)
