"""Manners of whole runs: pauses, refusals, one run at a time."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from chaos import Chaos, Request, article, index
from runs_of_collecting import collect, replace_settings, taken, web
from websites import FakeClock

from sectorlens.collect.collecting import Collector, Progress
from sectorlens.errors import ConfigError, StoreError
from sectorlens.model import Source
from sectorlens.settings import CollectSettings


def test_pauses_between_requests(chaos: Chaos, folder: Path) -> None:
    times: list[float] = []
    clock = FakeClock()

    def route(request: object) -> None:
        times.append(clock.passed)
        request.reply(
            200, article(request.path) if "page" in request.path else index(*(f"/page{n}/" for n in range(6)))
        )  # type: ignore[attr-defined]

    chaos.page("/robots.txt", b"User-agent: *\nCrawl-delay: 7\n", content_type="text/plain")
    chaos.status("/sitemap.xml", 404)
    chaos.fallback = route
    collect(folder, chaos, web(chaos), clock=clock)
    assert len(times) >= 7
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 7


@pytest.mark.parametrize(
    ("said", "at_least", "is_deferred"),
    [("90", 90, False), ("3600", 3600, False), ("99999999", 0, True), ("-5", 20, False), ("soon", 20, False),
     ("Sun, 01 Mar 2026 09:10:00 GMT", 500, False), ("Sun, 08 Mar 2026 09:00:00 GMT", 0, True)],
)  # fmt: skip
def test_retry_after_is_heeded(chaos: Chaos, folder: Path, said: str, at_least: float, is_deferred: bool) -> None:
    clock = FakeClock()
    asked: list[float] = []

    def route(request: object) -> None:
        asked.append(clock.passed)
        if len(asked) == 1:
            request.reply(429, retry_after=said)  # type: ignore[attr-defined]
        else:
            request.reply(200, article("A"))  # type: ignore[attr-defined]

    chaos.routes["/a/"] = route
    urls = Source(id="chaos", kind="urls", seeds=(chaos.url("/a/"),))
    summary = collect(folder, chaos, urls, clock=clock)
    assert max(clock.naps, default=0) <= 60
    if is_deferred:
        assert len(asked) == 1
        assert "left alone" in summary.hosts[0].stopped
        collect(folder, chaos, urls, clock=clock)
        assert len(asked) == 1, "a deferred host is left alone in the next run too"
    else:
        assert asked[1] - asked[0] >= at_least
        assert taken(folder) == {"a/"}


def test_a_host_that_keeps_refusing_is_left_alone(chaos: Chaos, folder: Path) -> None:
    chaos.page("/robots.txt", b"", content_type="text/plain")
    chaos.page("/", index(*(f"/p{n}/" for n in range(40))))
    chaos.fallback = lambda request: request.reply(403)
    summary = collect(folder, chaos, web(chaos))
    assert len([path for path in chaos.paths() if path.startswith("/p")]) <= 5
    assert "refused" in summary.hosts[0].stopped
    assert summary.totals()["put off"] >= 35


def test_nothing_starts_without_a_contact(chaos: Chaos, folder: Path) -> None:
    with pytest.raises(ConfigError, match="contact"):
        collect(folder, chaos, web(chaos), settings=CollectSettings())
    assert chaos.asked == []


def test_the_time_left_is_about_the_time_it_takes(chaos: Chaos, folder: Path) -> None:
    clock = FakeClock()
    told: list[tuple[float, Progress]] = []
    chaos.page("/robots.txt", b"", content_type="text/plain")
    chaos.page("/", index(*(f"/p{n}/" for n in range(40))))

    def slow_page(request: Request) -> None:
        clock.passed += 3
        request.reply(404 if "no-such" in request.path else 200, article(request.path))

    chaos.fallback = slow_page
    settings = replace_settings(pages_per_host=30)
    collector = Collector(folder, [web(chaos)], settings, guard=chaos.guard, clock=clock.clock())
    collector.watch = lambda step: told.append((clock.passed, step))
    collector.run()
    end = clock.passed
    assert {step.host for _, step in told} == {f"chaos.test:{chaos.port}"}
    at, halfway = told[len(told) // 2]
    assert 0.6 < halfway.seconds_left / (end - at) < 1.6
    assert halfway.waiting <= 30, "no more than the budget allows"


def test_two_runs_at_once_are_refused(chaos: Chaos, folder: Path) -> None:
    from sectorlens.store.lock import locked

    with locked(folder), pytest.raises(StoreError, match="at work"):
        collect(folder, chaos, web(chaos))
