"""One source: what to ask for next, and what an answer leads to."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sectorlens.collect import pages, sniff
from sectorlens.collect.captures import CaptureLog, Role
from sectorlens.collect.feeds import read_feed
from sectorlens.collect.frontier import Frontier, Task, TaskKind
from sectorlens.collect.links import PageView, read_page
from sectorlens.collect.scope import Scope
from sectorlens.collect.sitemaps import MAX_DEPTH, MAX_FILES, MAX_URLS, iter_sitemap
from sectorlens.collect.urls import identity, is_file, normalise, original_of
from sectorlens.model import Source

# A list is turned no further after so many pages that named nothing new.
MOST_BARREN = 3
_FEED_ROOT = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>/]", re.IGNORECASE)
_SITEMAP_ROOT = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>/]", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Verdict:
    """What a body is to the corpus: its role, and why it is left out (outcome ``skipped`` or ``duplicate``)."""

    role: Role
    outcome: str = ""
    reason: str = ""
    same_as: str = ""


@dataclass
class Crawl:
    """The state of one source in a run.  ``since`` (YYYY-MM-DD) leaves out what was announced with an older date."""

    source: Source
    log: CaptureLog
    max_depth: int = 8
    since: str = ""
    frontier: Frontier = field(default_factory=Frontier)
    left_out: dict[str, int] = field(default_factory=dict)
    _sitemaps: int = 0
    _announced: int = 0
    _linked: set[int] = field(default_factory=set)
    _old: set[int] = field(default_factory=set)
    _claims: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.scope = Scope(self.source, self.max_depth)
        for seed in self.scope.seeds:
            kind: TaskKind = "file" if is_file(seed) else "seed"
            self.frontier.add(Task(seed, kind))
        if not self.since:
            for url, standing in self.log.standings():
                body = standing.body
                if body is not None and body.role == "publication" and body.source_id == self.source.id:
                    kind = "file" if is_file(url) else "page"
                    self.frontier.add(Task(url, kind, 1, announced=True, is_known=True))

    def suggest_sitemap(self, url: str) -> None:
        """Queue a sitemap that robots.txt names or that stands where sitemaps stand."""
        plain = normalise(url)
        if plain and self.source.kind == "web" and self.scope.is_same_site(plain):
            self.frontier.add(Task(plain, "sitemap", depth=1, found_in="robots.txt"))

    def next_task(self) -> Task | None:
        """Return what to ask for next, None if nothing waits.

        A link to a page that a list has dated before ``since`` is passed over: lists are read before pages.
        """
        while (task := self.frontier.pop()) is not None:
            if task.kind not in ("page", "file") or not self._old or hash(identity(task.url)) not in self._old:
                return task
        return None

    def take(self, task: Task, url: str, body: bytes, charset: str, probe: PageView) -> Verdict:
        """Return what the body at ``url`` is, after queueing what it leads to.

        Raises:
            FetchError: a feed or sitemap that cannot be read.
        """
        media = sniff.sniff(body)
        if media in sniff.PUBLICATION_FILES:
            return self._unless_duplicate(url, body)
        if media in (sniff.XML, sniff.GZIP) or (media == sniff.TEXT and task.kind == "sitemap"):
            return self._take_list(task, url, body)
        if media == sniff.TEXT and self.source.kind == "urls":
            return self._unless_duplicate(url, body)
        if media != sniff.HTML:
            return Verdict("none", "skipped", "not_a_publication_type")
        return self._take_page(task, url, body, charset, probe)

    def settle_claims(self, url: str, body: bytes, charset: str) -> Iterator[str]:
        """Yield the pages that named ``url`` as their canonical address and say the same."""
        claimants = self._claims.pop(identity(url), [])
        if not claimants:
            return
        view = read_page(body, url, charset)
        for other in claimants:
            standing = self.log.standing(other)
            if standing is not None and standing.body is not None and standing.is_publication and other != url:
                theirs = read_page(self.log.read_body(standing.body.sha256), other, standing.body.charset)
                if pages.is_same_page(view, theirs, is_claimed=True):
                    yield other

    def _unless_duplicate(self, url: str, body: bytes) -> Verdict:
        twin = self.log.publication_with(hashlib.sha256(body).hexdigest())
        if twin and twin != url:
            return Verdict("publication", "duplicate", "same_bytes", twin)
        return Verdict("publication")

    def _take_list(self, task: Task, url: str, body: bytes) -> Verdict:
        head = body[:8192].replace(b"\x00", b"")
        if _FEED_ROOT.search(head):
            self._queue_feed(task, url, body)
            return Verdict("feed")
        if task.kind == "sitemap" or body[:2] == b"\x1f\x8b" or _SITEMAP_ROOT.search(head):
            self._queue_sitemap(task, url, body)
            return Verdict("sitemap")
        return Verdict("none", "skipped", "not_a_publication_type")

    def _queue_feed(self, task: Task, url: str, body: bytes) -> None:
        for row in read_feed(body, url):
            for found in filter(None, (row.url, *row.files)):
                self._announce(found, url, row.published_on)

    def _queue_sitemap(self, task: Task, url: str, body: bytes) -> None:
        for row in iter_sitemap(body, url):
            if not row.is_index:
                self._announce(row.url, url, row.changed_on)
            elif task.depth < MAX_DEPTH and self._sitemaps < MAX_FILES:
                plain = normalise(row.url, url)
                if plain and self.scope.is_same_site(plain):
                    self._sitemaps += self.frontier.add(Task(plain, "sitemap", task.depth + 1, url))
                else:
                    self._leave_out("other_site")
            else:
                self._leave_out("sitemap_too_deep")

    def _announce(self, found: str, where: str, changed_on: str) -> None:
        self._announced += 1
        if self._announced > MAX_URLS or self.frontier.is_full:
            # Not even looked at: a list of hundreds of thousands is longer than many runs can follow.
            self._leave_out("too_many_announced")
            return
        plain = normalise(found, where)
        why = self.scope.why_not(plain)
        if not why and self.since and _DAY.fullmatch(changed_on) and changed_on < self.since:
            if (key := hash(identity(plain))) in self._old:
                return
            why = "before_since"
            self._old.add(key)
        if why:
            self._leave_out(why)
            return
        kind: TaskKind = "file" if is_file(plain) else "page"
        self.frontier.add(Task(plain, kind, 1, where, announced=True, is_known=self._is_known(plain)))

    def _take_page(self, task: Task, url: str, body: bytes, charset: str, probe: PageView) -> Verdict:
        view = read_page(body, url, charset)
        kind = pages.page_kind(url, view)
        if kind == "publication" and pages.is_soft_404(view, probe):
            kind = "soft404"
        if "nofollow" not in view.robots and "none" not in view.robots and kind not in ("error", "soft404", "login"):
            self._queue_links(task, url, view, kind)
        if kind != "publication":
            return Verdict("index", "skipped", kind)
        if view.robots & {"noindex", "none"}:
            return Verdict("index", "skipped", "noindex")
        verdict = self._unless_duplicate(url, body)
        return verdict if verdict.outcome else self._heed_canonical(task, url, view)

    def _heed_canonical(self, task: Task, url: str, view: PageView) -> Verdict:
        """Honour the canonical address, or that of a page for print, if what stands there says the same.

        Addresses of other sites are not looked at.
        """
        canonical = view.canonical if view.canonical and identity(view.canonical) != identity(url) else original_of(url)
        if not canonical or identity(canonical) == identity(url) or self.scope.why_not(canonical, is_listed=True):
            return Verdict("publication")
        standing = self.log.standing(canonical)
        if standing is not None and standing.is_publication and standing.body is not None:
            theirs = read_page(self.log.read_body(standing.body.sha256), canonical, standing.body.charset)
            if pages.is_same_page(view, theirs, is_claimed=True):
                return Verdict("publication", "duplicate", "canonical", canonical)
        self._claims.setdefault(identity(canonical), []).append(url)
        self.frontier.add(Task(canonical, "page", task.depth + 1, url, announced=True))
        return Verdict("publication")

    def _queue_links(self, task: Task, url: str, view: PageView, kind: str) -> None:
        is_seed = task.turns or (task.kind == "seed" and task.depth == 0)
        if self.source.kind == "web" and is_seed:
            for feed in view.feeds:
                if not self.scope.why_not(feed, is_listed=True):
                    self.frontier.add(Task(feed, "feed", 1, url))
        turning: list[str] = []
        n_new = 0
        for link in view.links:
            if self.source.kind != "web" and not (is_file(link.url) and link.is_main):
                continue
            if is_file(link.url) and kind == "publication" and not link.is_main:
                continue
            turns = link.is_paging and kind != "publication"
            depth = task.depth if turns else task.depth + 1
            why = self.scope.why_not(link.url, depth=depth, is_listed=link.is_main and (is_seed or turns))
            if why:
                self._leave_out(why)
            elif turns:
                turning.append(link.url)
            else:
                key = hash(identity(link.url))
                n_new += link.is_main and key not in self._linked
                self._linked.add(key)
                found: TaskKind = "file" if is_file(link.url) else "page"
                self.frontier.add(Task(link.url, found, depth, url, is_known=self._is_known(link.url)))
        # A list that goes on is as near on its last page as on its first, but must not go on for ever.
        barren = 0 if n_new else task.barren + 1
        for next_url in turning if barren < MOST_BARREN else ():
            self.frontier.add(Task(next_url, "page", task.depth, url, turns=is_seed, barren=barren))

    def _is_known(self, url: str) -> bool:
        standing = self.log.standing(url)
        return standing is not None and standing.is_publication

    def _leave_out(self, why: str) -> None:
        self.left_out[why] = self.left_out.get(why, 0) + 1
