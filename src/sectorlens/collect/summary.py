"""What a run of collecting did, kept beside the captures for the report and for the next run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec

from sectorlens.collect.manners import Manners

FILE = "last-run.json"
MOST_LISTED = 1000
# Codes that readers meet, in words.
REASONS = {
    "robots": "robots.txt does not allow it",
    "robots_unreachable": "robots.txt could not be read",
    "other_site": "leads to another website",
    "other_file": "a kind of file that is not read",
    "outside_seeds": "lies outside the addresses of the source",
    "too_deep": "too many links away",
    "excluded": "excluded by the source",
    "not_included": "not among what the source includes",
    "before_since": "dated before the day asked for",
    "calendar": "a page of a calendar",
    "repeated_segments": "an address that repeats itself",
    "too_many_query_keys": "too many parameters in the address",
    "too_many_announced": "more addresses announced than one run follows",
    "sitemap_too_deep": "sitemaps nested too deep, or too many",
    "address_refused": "leads to an address that is not public",
    "scheme_refused": "not a web address",
    "bad_url": "not a web address",
    "timeout": "took too long",
    "no_connection": "no connection",
    "unsafe_connection": "no safe connection: its certificate or encryption is not in order",
    "name_unknown": "the name of the website is not known",
    "broken_answer": "the answer was broken",
    "truncated": "the answer ended too early",
    "too_large": "too large",
    "redirect_loop": "redirects without end",
    "coding_unsupported": "packed in a way that is not read",
    "coding_broken": "the packed answer was broken",
    "dtd_refused": "XML with a document type, which is not read",
    "broken_feed": "not a feed that can be read",
    "broken_sitemap": "not a sitemap that can be read",
    "index": "a list of other pages; it is read for its links",
    "event": "an event",
    "job": "a job",
    "error": "an error page",
    "soft404": "what the website shows for addresses that do not exist",
    "login": "a page to log in",
    "door": "a page about the website itself",
    "thin": "hardly any text",
    "noindex": "it asks not to be indexed",
    "not_a_publication_type": "neither a page nor a PDF or Word file",
    "same_bytes": "the same as another publication",
    "canonical": "a copy that names its original",
    "leads_elsewhere": "its address now leads to another page",
}


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

    ``bodies`` counts answers that brought bytes, ``requests`` all that were asked; ``left_out`` counts links
    that were not followed, by reason.
    """

    started_at: str
    finished_at: str = ""
    requests: int = 0
    bodies: int = 0
    counts: dict[str, dict[str, int]] = {}
    reasons: dict[str, int] = {}
    left_out: dict[str, int] = {}
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


def in_words(reason: str) -> str:
    """Return what a reason code means; one that has no words is returned as it is.

    >>> in_words("status_404"), in_words("robots")
    ('the website answered 404', 'robots.txt does not allow it')
    """
    if reason.startswith("status_"):
        return f"the website answered {reason.removeprefix('status_')}"
    return REASONS.get(reason, reason)


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
    lines.extend(f"  {row.outcome}: {row.url} ({in_words(row.reason)})" for row in troubles[:20])
    if len(troubles) > 20:
        lines.append(f"  and {len(troubles) - 20} more, in {FILE}")
    for reason in ("before_since", "too_many_announced"):
        if summary.left_out.get(reason):
            lines.append(f"  left out: {summary.left_out[reason]} addresses ({in_words(reason)})")
    lines.extend(f"  {line.host}: {line.stopped}" for line in summary.hosts if line.stopped)
    return "\n".join(lines)
