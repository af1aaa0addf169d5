"""What is asked for next, and what makes room for what."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sectorlens.collect import frontier as room
from sectorlens.collect.frontier import Frontier, Task

SITE = "https://umbrella.example"


def order(frontier: Frontier) -> list[str]:
    found = []
    while (task := frontier.pop()) is not None:
        found.append(task.url.removeprefix(SITE))
    return found


def test_lists_then_files_then_near_pages_then_known_ones_then_far_ones() -> None:
    frontier = Frontier()
    for task in (
        Task(f"{SITE}/far/", depth=3),
        Task(f"{SITE}/known/", depth=1, announced=True, is_known=True),
        Task(f"{SITE}/near/", depth=1),
        Task(f"{SITE}/a.pdf", "file", depth=2),
        Task(f"{SITE}/feed/", "feed", depth=1),
    ):
        assert frontier.add(task)
    assert order(frontier) == ["/feed/", "/a.pdf", "/near/", "/known/", "/far/"]


def test_one_page_is_queued_once_however_it_is_spelt() -> None:
    frontier = Frontier()
    assert frontier.add(Task(f"{SITE}/a/"))
    for again in ("/a", "/a/index.html", "/a/?utm_source=x"):
        assert not frontier.add(Task(f"{SITE}{again}"))
    assert not frontier.add(Task("http://www.umbrella.example/a/"))
    assert (frontier.waiting, frontier.left_out) == (1, 0)


def test_parts_that_yield_nothing_fall_behind() -> None:
    frontier = Frontier()
    for n in range(6):
        frontier.add(Task(f"{SITE}/browse/{n}/", depth=2))
        frontier.add(Task(f"{SITE}/reports/{n}/", depth=2))
    for n in range(4):
        frontier.learn(f"{SITE}/browse/9{n}/", was_useful=False)
    found = order(frontier)
    assert all("reports" in earlier or "browse" in later for earlier, later in pairwise(found))


def test_what_is_known_takes_no_place_of_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else a site of more pages than may wait would never be read to its end.
    monkeypatch.setattr(room, "MOST_WAITING", 5)
    frontier = Frontier()
    for n in range(20):
        assert frontier.add(Task(f"{SITE}/known-{n}/", announced=True, is_known=True))
    for n in range(8):
        assert frontier.add(Task(f"{SITE}/new-{n}/", announced=True)) is (n < 5)
    assert frontier.left_out == 3
    assert sum("new" in url for url in order(frontier)) == 5
    assert not frontier.is_full
