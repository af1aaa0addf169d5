"""A run of collecting: all sources in turn, so that one host rests while another answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sectorlens.collect.address import AddressGuard
from sectorlens.collect.captures import CaptureLog
from sectorlens.collect.clock import Clock
from sectorlens.collect.crawl import Crawl
from sectorlens.collect.fetch import Fetcher, Limits
from sectorlens.collect.frontier import Task
from sectorlens.collect.manners import Manners
from sectorlens.collect.pages import is_listing
from sectorlens.collect.robots import Robots
from sectorlens.collect.summary import Summary, in_words, read_summary, write_summary
from sectorlens.collect.urls import host_of
from sectorlens.collect.visit import Visitor
from sectorlens.errors import ConfigError
from sectorlens.model import Source
from sectorlens.settings import CollectSettings
from sectorlens.store.lock import locked

AGENT = "sectorlens"
CURRENT = "current-run.json"
# An interrupted run older than this is not taken up again: its answers are no longer fresh.
RESUME_HOURS = 48


@dataclass(frozen=True)
class Progress:
    """One step: the host asked, requests made there, urls that wait and that the budget still allows, and the
    seconds that those will take at the pace so far."""

    source_id: str
    host: str
    done: int
    waiting: int
    seconds_left: float
    url: str


@dataclass(frozen=True)
class Plan:
    """What a run may do.  ``since`` is YYYY-MM-DD or ""; ``most`` is new or changed publications, 0 for all.

    A dry run reads lists only; what it would ask for stands in the collector's ``foreseen``.
    """

    since: str = ""
    most: int = 0
    is_dry: bool = False


@dataclass(frozen=True)
class Foreseen:
    """A page or file that a dry run came to; ``why_not`` says why it would not be asked for, "" if it would."""

    url: str
    is_known: bool = False
    why_not: str = ""


@dataclass
class Collector:
    """Collects ``sources`` into the folder of captures.

    ``guard`` decides which addresses are connected to; ``clock`` is real unless a test hands in another.
    """

    folder: Path
    sources: Sequence[Source]
    settings: CollectSettings
    guard: AddressGuard = field(default_factory=AddressGuard)
    clock: Clock = field(default_factory=Clock)
    foreseen: list[Foreseen] = field(default_factory=list)
    watch: Callable[[Progress], None] = field(default=lambda step: None)

    def run(self, plan: Plan | None = None) -> Summary:
        """Collect, and return what was done; an interrupted run is taken up where it stopped.

        Raises:
            ConfigError: no contact is set, or a source cannot be collected.
            StoreError: another run is at work, or the captures cannot be written.
        """
        plan = plan or Plan()
        check_settings(self.settings, self.sources)
        with locked(self.folder), CaptureLog(self.folder) as log:
            resumed_from, started_at = self._begin()
            summary = Summary(started_at=started_at)
            manners = Manners(self.clock, self.settings.delay, self.settings.pages_per_host)
            self._defer(manners, summary)
            visitor = self._visitor(log, manners, summary, resumed_from)
            crawls = [Crawl(source, log, self.settings.max_depth, plan.since) for source in self.sources]
            self._find_sitemaps(crawls, visitor)
            self._work(crawls, visitor, plan)
            for crawl in crawls:
                for why, n in sorted(crawl.left_out.items()):
                    summary.left_out[why] = summary.left_out.get(why, 0) + n
                    summary.notes.append(f"{crawl.source.id}: {n} links left out ({in_words(why)})")
            summary.close(manners, self.clock.stamp())
            write_summary(self.folder, summary)
            (self.folder / CURRENT).unlink(missing_ok=True)
            return summary

    def visitor(self, log: CaptureLog) -> Visitor:
        """Return a visitor outside a run, for looking at a source before it is collected."""
        manners = Manners(self.clock, self.settings.delay, self.settings.pages_per_host)
        return self._visitor(log, manners, Summary(started_at=self.clock.stamp()), "")

    def _visitor(self, log: CaptureLog, manners: Manners, summary: Summary, resumed_from: str) -> Visitor:
        limits = Limits(self.settings.deadline, self.settings.max_bytes, self.settings.max_decoded_bytes)
        agent = user_agent(self.settings.contact)
        for_rules = Fetcher(agent, self.guard, limits, may_follow=lambda url: manners.wait(host_of(url)))
        robots = Robots(for_rules, AGENT, log, self.clock)
        fetcher = Fetcher(agent, self.guard, limits)
        return Visitor(fetcher, robots, manners, log, self.clock, AGENT, summary, resumed_from)

    def _begin(self) -> tuple[str, str]:
        """Return the start of an interrupted run ("" if there was none) and that of this one."""
        path = self.folder / CURRENT
        now = self.clock.stamp()
        try:
            started = str(msgspec.json.decode(path.read_bytes(), type=dict[str, str])["started_at"])
            began = datetime.strptime(started, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
            if timedelta() <= self.clock.now() - began < timedelta(hours=RESUME_HOURS):
                return started, started
        except (OSError, KeyError, ValueError, msgspec.DecodeError):
            pass
        path.write_bytes(msgspec.json.encode({"started_at": now}))
        return "", now

    def _defer(self, manners: Manners, summary: Summary) -> None:
        """Leave alone the hosts that asked the last run for it."""
        last = read_summary(self.folder)
        for line in last.hosts if last is not None else ():
            if line.deferred_until > self.clock.stamp():
                state = manners.of(line.host)
                state.deferred_until = line.deferred_until
                state.stopped = f"asked to be left alone until {line.deferred_until}"

    def _find_sitemaps(self, crawls: Sequence[Crawl], visitor: Visitor) -> None:
        for crawl in crawls:
            if crawl.source.kind != "web":
                continue
            for root in sorted({f"{urlsplit(seed).scheme}://{urlsplit(seed).netloc}" for seed in crawl.scope.seeds}):
                if visitor.manners.is_closed(host_of(root)):
                    continue
                visitor.manners.slow_down(host_of(root), crawl.source.delay)
                rules = visitor.robots.rules(f"{root}/")
                for sitemap in rules.sitemaps or (f"{root}/sitemap.xml",):
                    crawl.suggest_sitemap(sitemap)

    def _work(self, crawls: Sequence[Crawl], visitor: Visitor, plan: Plan) -> None:
        """Ask for one url after the other, always at the host that has rested longest."""
        heads: dict[int, Task] = {}
        taken = 0
        while True:
            for index, crawl in enumerate(crawls):
                if index not in heads and (task := crawl.next_task()) is not None:
                    heads[index] = task
            if not heads or (plan.most and taken >= plan.most):
                return
            chosen = min(heads, key=lambda index: (visitor.manners.of(host_of(heads[index].url)).ready_at, index))
            crawl, task = crawls[chosen], heads.pop(chosen)
            if plan.is_dry and _is_for_reading(task):
                taken += self._foresee(task, visitor)
                continue
            taken += visitor.visit(crawl, task)
            state = visitor.manners.of(host_of(task.url))
            waiting = min(crawl.frontier.waiting, max(0, visitor.manners.budget - state.pages))
            seconds = waiting * visitor.manners.pace(state.host)
            self.watch(Progress(crawl.source.id, state.host, state.requests, waiting, seconds, task.url))

    def _foresee(self, task: Task, visitor: Visitor) -> bool:
        """Note whether ``task`` would be asked for; return whether it might bring something new."""
        why = visitor.why_not(task)
        self.foreseen.append(Foreseen(task.url, task.is_known, why))
        visitor.manners.of(host_of(task.url)).pages += not why
        return not why and not task.is_known


def _is_for_reading(task: Task) -> bool:
    """Return whether the url may be a publication, rather than a list that names some."""
    return task.kind == "file" or (task.kind == "page" and not is_listing(task.url))


def user_agent(contact: str) -> str:
    """Return the honest name that hosts see, with whom to write to."""
    return f"{AGENT}/{metadata.version('sectorlens')} (+{contact})"


def check_settings(settings: CollectSettings, sources: Sequence[Source]) -> None:
    """Refuse to start without a contact, or with a source that has no address.

    Raises:
        ConfigError: with every fault.
    """
    faults = []
    contact = settings.contact.strip()
    if not contact:
        faults.append(
            "set 'contact' under [collect] in sectorlens.toml to an address at which websites can reach you, "
            'for example contact = "information@your-organisation.org.uk"'
        )
    elif not contact.isprintable() or not contact.isascii() or any(mark in contact for mark in "()\\"):
        faults.append(f"'contact' must be plain ASCII without brackets, since it stands in a header: {contact!r}")
    for source in sources:
        if source.kind == "folder":
            faults.append(f"source '{source.id}' is a folder; there is nothing to collect")
        elif not source.seeds:
            faults.append(f"source '{source.id}' names no address; add seeds = [\"https://…\"]")
    if faults:
        raise ConfigError(faults)
