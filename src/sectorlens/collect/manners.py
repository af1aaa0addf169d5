"""How a guest behaves: one request at a time to a host, pauses, asked-for waits, and knowing when to stop."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sectorlens.collect.clock import Clock

LONGEST_WAIT = 3600.0
FIRST_BACKOFF = 30.0
MOST_REFUSALS = 5
MOST_TRIES = 3
# No single sleep is longer, so that progress shows and an interruption is answered.
LONGEST_NAP = 60.0
REFUSING = frozenset({401, 403, 429, 503})


@dataclass
class HostState:
    """What is known of one host in this run.  ``ready_at`` and ``began_at`` are on the clock's ``seconds``."""

    host: str
    delay: float
    ready_at: float = 0.0
    began_at: float = 0.0
    requests: int = 0
    pages: int = 0
    refusals: int = 0
    stopped: str = ""
    deferred_until: str = ""


@dataclass
class Manners:
    """Keeps the pauses of all hosts.  ``budget`` is pages per host and run."""

    clock: Clock
    delay: float
    budget: int
    hosts: dict[str, HostState] = field(default_factory=dict)

    def of(self, host: str) -> HostState:
        """Return the state of ``host``, made at the first question."""
        if host not in self.hosts:
            self.hosts[host] = HostState(host, self.delay)
        return self.hosts[host]

    def slow_down(self, host: str, delay: float) -> None:
        """Keep at least ``delay`` seconds between two requests to ``host``; never fewer than before."""
        state = self.of(host)
        state.delay = max(state.delay, delay)

    def wait(self, host: str) -> None:
        """Sleep until ``host`` may be asked again, and count the request."""
        state = self.of(host)
        while (left := state.ready_at - self.clock.seconds()) > 0:
            self.clock.sleep(min(left, LONGEST_NAP))
        state.began_at = state.began_at if state.requests else self.clock.seconds()
        state.requests += 1
        self.rest(host)

    def rest(self, host: str) -> None:
        """Begin the pause of ``host`` now: it counts from the end of a request, so that slow hosts get more rest."""
        state = self.of(host)
        state.ready_at = max(state.ready_at, self.clock.seconds() + state.delay)

    def refused(self, host: str, status: int, retry_after: str) -> None:
        """Take note of a refusal or failure and of how long the host asks to be left alone."""
        state = self.of(host)
        state.refusals += 1
        asked = parse_retry_after(retry_after, self.clock.now()) if status in (429, 503) else None
        if asked is not None and asked > LONGEST_WAIT:
            until = self.clock.now() + timedelta(seconds=min(asked, 30 * 86_400))
            state.deferred_until = until.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            state.stopped = f"asked to be left alone until {state.deferred_until}"
            return
        if state.refusals >= MOST_REFUSALS:
            state.stopped = f"refused {state.refusals} requests in a row (last answer: {status or 'none'})"
            return
        if asked is None:
            # The jitter is drawn from the host's name: hosts differ, runs do not.
            spread = random.Random(f"{host} {state.refusals}").uniform(0.8, 1.2)
            asked = min(FIRST_BACKOFF * 2 ** (state.refusals - 1), LONGEST_WAIT) * spread
        state.ready_at = max(state.ready_at, self.clock.seconds() + max(asked, state.delay))

    def answered(self, host: str) -> None:
        """Take note that the host answered as it should."""
        self.of(host).refusals = 0

    def pace(self, host: str) -> float:
        """Return the seconds that one request to ``host`` has taken so far, pauses and other hosts included."""
        state = self.of(host)
        if state.requests < 2:
            return state.delay
        return max(state.delay, (self.clock.seconds() - state.began_at) / state.requests)

    def is_closed(self, host: str) -> str:
        """Return why ``host`` is not asked any more in this run, "" if it is."""
        state = self.of(host)
        if state.stopped:
            return state.stopped
        return f"its budget of {self.budget} pages is used up" if state.pages >= self.budget else ""


def parse_retry_after(text: str, now: datetime) -> float | None:
    """Return the seconds that Retry-After asks for (RFC 9110, 10.2.3), None if it says nothing sensible.

    >>> parse_retry_after("120", datetime(2026, 1, 1, tzinfo=UTC))
    120.0
    >>> parse_retry_after("-5", datetime(2026, 1, 1, tzinfo=UTC)) is None
    True
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    try:
        until = parsedate_to_datetime(text)
        until = until if until.tzinfo is not None else until.replace(tzinfo=UTC)
        seconds = (until - now).total_seconds()
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    return seconds if seconds > 0 else None
