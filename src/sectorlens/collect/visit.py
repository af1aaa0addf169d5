"""One visit: ask for a url as a guest should, keep what comes, and say in the log what became of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

from sectorlens.collect import sniff
from sectorlens.collect.captures import CaptureLog, LogRow, Outcome, Standing
from sectorlens.collect.clock import Clock
from sectorlens.collect.crawl import Crawl, Verdict
from sectorlens.collect.fetch import Answer, Fetcher
from sectorlens.collect.frontier import Task
from sectorlens.collect.links import PageView, read_page
from sectorlens.collect.manners import MOST_TRIES, REFUSING, Manners
from sectorlens.collect.pages import likeness
from sectorlens.collect.robots import Robots
from sectorlens.collect.summary import Summary
from sectorlens.collect.urls import host_of, identity, normalise
from sectorlens.errors import FetchError

ASK_MISSING_AGAIN_DAYS = 30
# Worth another try in the same run; everything else would fail again.
PASSING = frozenset({"timeout", "no_connection", "broken_answer", "truncated", "name_unknown"})


@dataclass
class Visitor:
    """Makes visits and keeps the books.

    ``resumed_from`` (ISO 8601, "" if not) is the start of an interrupted run: what it asked for is not asked again.
    """

    fetcher: Fetcher
    robots: Robots
    manners: Manners
    log: CaptureLog
    clock: Clock
    agent: str
    summary: Summary
    resumed_from: str = ""
    _probes: dict[str, PageView] = field(default_factory=dict)
    _crawl: Crawl | None = None

    def __post_init__(self) -> None:
        self.fetcher.may_follow = self._may_follow

    def visit(self, crawl: Crawl, task: Task) -> bool:
        """Ask for one url and deal with the answer; return whether a publication is new or has changed."""
        self._crawl = crawl
        host = host_of(task.url)
        if self.manners.is_closed(host):
            self.summary.count(crawl.source.id, "put off")
            return False
        if self._was_missing(task):
            self.summary.count(crawl.source.id, "missing")
            return False
        recalled = self._recall(crawl, task)
        if recalled is not None:
            return recalled
        rules = self.robots.rules(task.url)
        if not rules.allows(task.url, self.agent):
            self._note(crawl, task, "refused", "robots" if rules.rules is not None else "robots_unreachable")
            return False
        self.manners.slow_down(host, max(rules.delay(self.agent), crawl.source.delay))
        earlier = self._earlier(task.url)
        try:
            answer = self._ask(task.url, earlier)
        except FetchError as error:
            self._failed(crawl, task, error.reason)
            return False
        finally:
            self.manners.rest(host)
        return self._deal(crawl, task, answer, earlier)

    def why_not(self, task: Task) -> str:
        """Return why ``task`` would not be asked for now (``put off``, ``missing``, ``robots``), "" if it would."""
        if self.manners.is_closed(host_of(task.url)):
            return "put off"
        if self._was_missing(task):
            return "missing"
        return "" if self.robots.rules(task.url).allows(task.url, self.agent) else "robots"

    def probe(self, url: str) -> PageView:
        """Return what the host of ``url`` shows for a page that does not exist; asked once, then kept."""
        root = url[: url.index("/", 8)] if "/" in url[8:] else url
        if root not in self._probes:
            name = hashlib.sha256(root.encode()).hexdigest()[:12]
            self._probes[root] = self._ask_probe(f"{root}/sectorlens-{name}-no-such-page/")
        return self._probes[root]

    def _ask_probe(self, url: str) -> PageView:
        standing = self.log.standing(url)
        if standing is not None:
            body = self.log.read_body(standing.body.sha256) if standing.body is not None else b""
            return read_page(body, url, standing.last.charset) if body else PageView()
        if not self.robots.rules(url).allows(url, self.agent):
            return PageView()
        try:
            answer = self.fetcher.fetch(url)
        except FetchError:
            return PageView()
        finally:
            self.manners.rest(host_of(url))
        is_page = answer.status == 200 and sniff.sniff(answer.body) == sniff.HTML
        self.summary.bodies += answer.status == 200
        row = self._row(url, answer, None, body=answer.body if is_page else b"")
        self.log.append(_with(row, outcome="skipped" if is_page else "missing", reason="probe", role="probe"))
        return read_page(answer.body, url, row.charset) if is_page else PageView()

    def _was_missing(self, task: Task) -> bool:
        """Return whether a mere link leads to what was missing not long ago: menus link to it again and again."""
        standing = self.log.standing(task.url)
        if task.announced or task.kind == "seed" or standing is None or standing.last.outcome != "missing":
            return False
        limit = (self.clock.now() - timedelta(days=ASK_MISSING_AGAIN_DAYS)).astimezone(UTC)
        return standing.last.fetched_at > limit.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _may_follow(self, url: str) -> None:
        """Refuse a hop that leads off the site or that robots.txt forbids; wait before any other."""
        crawl = self._crawl
        if crawl is not None and not crawl.scope.is_same_site(url) and url not in crawl.scope.seeds:
            raise FetchError(f"{url}: leads to another site", url=url, reason="other_site")
        if not self.robots.rules(url).allows(url, self.agent):
            raise FetchError(f"{url}: robots.txt says no", url=url, reason="robots")
        self.manners.wait(host_of(url))

    def _earlier(self, url: str) -> Standing | None:
        """Return the standing whose body the server may confirm: a redirect's is that of where it leads."""
        standing = self.log.standing(url)
        if standing is not None and standing.hidden is not None and standing.hidden.outcome == "redirect":
            return self.log.standing(standing.hidden.same_as)
        return standing

    def _ask(self, url: str, earlier: Standing | None) -> Answer:
        body = earlier.body if earlier is not None else None
        has_body = body is not None and bool(self.log.read_body(body.sha256))
        answer = self.fetcher.fetch(url, headers=body.conditions() if body is not None and has_body else {})
        if answer.status == 304 and not has_body:
            # Somebody's cache said "unchanged" to a question that was not asked.
            answer = self.fetcher.fetch(url, headers={"Cache-Control": "no-cache"})
        return answer

    def _recall(self, crawl: Crawl, task: Task) -> bool | None:
        """Return what an interrupted run found at this url; None if it did not get there."""
        standing = self.log.standing(task.url)
        if not self.resumed_from or standing is None or standing.last.fetched_at < self.resumed_from:
            return None
        url, hidden = task.url, standing.hidden
        if hidden is not None and hidden.outcome == "redirect":
            url = hidden.same_as
            crawl.frontier.mark_seen(url)
            standing = self.log.standing(url)
        if standing is None or standing.last.outcome in ("failed", "refused"):
            return None
        self.manners.of(host_of(url)).pages += standing.last.outcome != "unchanged"
        if standing.last.outcome in ("gone", "missing") or standing.body is None:
            self.summary.count(crawl.source.id, standing.last.outcome)
            return False
        return self._settle(crawl, task, url, standing.last, None)

    def _deal(self, crawl: Crawl, task: Task, answer: Answer, earlier: Standing | None) -> bool:
        host = host_of(task.url)
        if answer.status in REFUSING or answer.status >= 500:
            self._refused(crawl, task, answer)
            return False
        self.manners.answered(host)
        # Only what is confirmed unchanged is free: lists of dead links must end too.
        self.manners.of(host).pages += answer.status != 304
        if answer.status in (404, 410):
            was_there = earlier is not None and earlier.is_publication
            self._note(crawl, task, "gone" if was_there else "missing", f"status_{answer.status}", answer.status)
            crawl.frontier.learn(task.url, was_useful=False)
            return False
        url = normalise(answer.final_url) or task.url
        if answer.status == 304 and earlier is not None and earlier.body is not None:
            row = self._row(earlier.body.url, answer, earlier.body)
            return self._settle(crawl, task, earlier.body.url, _with(row, outcome="unchanged"), None)
        if answer.status != 200:
            self._note(crawl, task, "failed", f"status_{answer.status}", answer.status)
            return False
        self.summary.bodies += 1
        is_elsewhere = url != task.url
        if is_elsewhere and identity(url) != identity(task.url):
            crawl.frontier.mark_seen(url)
        standing = self.log.standing(url) if is_elsewhere else earlier
        same = standing is not None and standing.body is not None and standing.body.sha256 == answer.sha256
        outcome: Outcome = "unchanged" if same else "new" if standing is None or standing.body is None else "changed"
        row = _with(self._row(url, answer, None, body=answer.body), outcome=outcome, source_id=crawl.source.id)
        return self._settle(crawl, task, url, row, answer)

    def _settle(self, crawl: Crawl, task: Task, url: str, row: LogRow, answer: Answer | None) -> bool:
        """Judge the body of ``row``, write down the judgement, and queue what it leads to."""
        standing = self.log.standing(url)
        kept = row if row.sha256 else (standing.body if standing is not None else None)
        body = answer.body if answer is not None else self.log.read_body(kept.sha256 if kept is not None else "")
        charset = kept.charset if kept is not None else ""
        is_page = kept is not None and kept.media_type == sniff.HTML
        try:
            verdict = crawl.take(task, url, body, charset, self.probe(url) if is_page else PageView())
        except FetchError as error:
            verdict = Verdict("none", "skipped", error.reason)
        has_moved = answer is not None and self._has_moved(task, url, body, charset)
        if has_moved and answer is not None:
            self._note(crawl, task, "gone", "leads_elsewhere", answer.status)
        before = standing.body if standing is not None else None
        was_hidden = standing is not None and standing.hidden is not None
        has_new_role = before is not None and before.role != verdict.role
        if not verdict.outcome and row.outcome == "unchanged" and kept and (was_hidden or has_new_role):
            # The same bytes count now, since their twin has changed or the rules have.
            row = _with(kept, fetched_at=row.fetched_at, outcome="changed")
        if verdict.outcome and row.outcome in ("new", "changed", "unchanged"):
            outcome: Outcome = "duplicate" if verdict.outcome == "duplicate" else "skipped"
        else:
            outcome = row.outcome
        final = _with(
            row, outcome=outcome, reason=verdict.reason, role=verdict.role, same_as=verdict.same_as,
            found_in=row.found_in or task.found_in, source_id=row.source_id or crawl.source.id,
        )  # fmt: skip
        if standing is None or final != standing.last:
            self.log.append(final)
        if url != task.url and not has_moved:
            self._note_redirect(crawl, task, url)
        is_publication = verdict.role == "publication" and not verdict.outcome
        crawl.frontier.learn(url, was_useful=is_publication)
        self.summary.count(crawl.source.id, outcome if verdict.role == "publication" else f"read as {verdict.role}")
        if outcome in ("new", "changed") and is_publication:
            self.summary.list_url(url, outcome, "", crawl.source.id)
        elif outcome in ("skipped", "duplicate") and row.outcome != "unchanged":
            self.summary.list_url(url, outcome, verdict.reason, crawl.source.id)
        if is_publication:
            for other in crawl.settle_claims(url, body, charset):
                self._supersede(crawl, other, url)
        return is_publication and outcome in ("new", "changed")

    def _has_moved(self, task: Task, url: str, body: bytes, charset: str) -> bool:
        """Return whether a publication's address now leads to a page that says something else."""
        earlier = self.log.standing(task.url)
        if url == task.url or earlier is None or earlier.body is None or not earlier.is_publication:
            return False
        theirs = self.log.read_body(earlier.body.sha256)
        if earlier.body.media_type != sniff.HTML or sniff.sniff(body) != sniff.HTML:
            return theirs != body
        return likeness(read_page(theirs, task.url, earlier.body.charset), read_page(body, url, charset)) < 0.5

    def _supersede(self, crawl: Crawl, other: str, url: str) -> None:
        standing = self.log.standing(other)
        if standing is not None:
            self.log.append(
                _with(
                    standing.last,
                    outcome="duplicate",
                    reason="canonical",
                    same_as=url,
                    fetched_at=self.clock.stamp(),
                )
            )
            self.summary.list_url(other, "duplicate", "canonical", crawl.source.id)

    def _refused(self, crawl: Crawl, task: Task, answer: Answer) -> None:
        host = host_of(answer.final_url)
        self.manners.refused(host, answer.status, answer.headers.get("retry-after", ""))
        is_refusal = answer.status in REFUSING
        if answer.status not in (401, 403) and task.tries + 1 < MOST_TRIES and not self.manners.is_closed(host):
            crawl.frontier.put_back(replace(task, tries=task.tries + 1))
        else:
            self._note(crawl, task, "refused" if is_refusal else "failed", f"status_{answer.status}", answer.status)

    def _failed(self, crawl: Crawl, task: Task, reason: str) -> None:
        if reason in PASSING:
            host = host_of(task.url)
            self.manners.refused(host, 0, "")
            if task.tries + 1 < MOST_TRIES and not self.manners.is_closed(host):
                crawl.frontier.put_back(replace(task, tries=task.tries + 1))
                return
        refusals = ("robots", "other_site", "address_refused", "scheme_refused")
        self._note(crawl, task, "refused" if reason in refusals else "failed", reason)

    def _note(self, crawl: Crawl, task: Task, outcome: Outcome, reason: str, status: int = 0) -> None:
        self.log.append(
            LogRow(
                url=task.url, fetched_at=self.clock.stamp(), status=status, source_id=crawl.source.id,
                outcome=outcome, reason=reason, found_in=task.found_in,
            )
        )  # fmt: skip
        self.summary.count(crawl.source.id, outcome)
        self.summary.list_url(task.url, outcome, reason, crawl.source.id)

    def _note_redirect(self, crawl: Crawl, task: Task, url: str) -> None:
        known = self.log.standing(task.url)
        if known is None or known.hidden is None or known.hidden.same_as != url:
            self.log.append(
                LogRow(
                    url=task.url, final_url=url, fetched_at=self.clock.stamp(), source_id=crawl.source.id,
                    outcome="redirect", same_as=url, found_in=task.found_in,
                )
            )  # fmt: skip

    def _row(self, url: str, answer: Answer, earlier: LogRow | None, *, body: bytes = b"") -> LogRow:
        declared = answer.headers.get("content-type", "")
        return LogRow(
            url=url,
            final_url=answer.final_url,
            fetched_at=self.clock.stamp(),
            status=answer.status,
            media_type=sniff.sniff(body) if body else "",
            declared_type=declared[:200],
            charset=sniff.charset_of(declared) or (earlier.charset if earlier is not None else ""),
            sha256=self.log.put_body(body) if body else "",
            etag=answer.headers.get("etag", "")[:500],
            last_modified=answer.headers.get("last-modified", "")[:100],
            source_id=earlier.source_id if earlier is not None else "",
            role=earlier.role if earlier is not None else "none",
            outcome="new",
        )


def _with(row: LogRow, **changes: object) -> LogRow:
    fields = {name: getattr(row, name) for name in LogRow.__struct_fields__}
    return LogRow(**{**fields, **changes})
