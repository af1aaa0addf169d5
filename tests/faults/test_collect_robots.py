"""robots.txt: each decision is the standard's and the parser's, and what is asked for is what is allowed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from chaos import Chaos, Request, article, index
from protego import Protego
from robots_table import ALL, DECISIONS, DELAYS
from runs_of_collecting import collect, replace_settings, taken, web

from sectorlens.collect.collecting import AGENT
from sectorlens.collect.robots import MAX_BYTES, parse_rules
from sectorlens.collect.urls import normalise
from sectorlens.model import Source


@pytest.mark.parametrize(("text", "path", "is_allowed"), DECISIONS)
def test_a_decision_is_the_standards_and_the_parsers(text: str, path: str, is_allowed: bool) -> None:
    url = f"https://umbrella.example{path}"
    assert parse_rules(text.encode("utf-8")).allows(url, AGENT) is is_allowed
    assert Protego.parse(text.removeprefix("\ufeff")).can_fetch(url, AGENT) is is_allowed


def test_what_is_asked_for_is_what_is_allowed(chaos: Chaos, folder: Path) -> None:
    files: dict[str, bytes] = {}
    seeds: dict[str, bool] = {}
    for number, (text, path, is_allowed) in enumerate(DECISIONS):
        host = f"r{number}.test"
        url = chaos.url(path, host)
        if normalise(url) == url:
            files[host] = text.encode("utf-8")
            seeds[url] = is_allowed

    def route(request: Request) -> None:
        if request.path == "/robots.txt":
            request.reply(200, files[request.host], content_type="text/plain; charset=utf-8")
        elif "no-such-page" in request.path:
            request.reply(404)
        else:
            request.reply(200, article(request.host + request.path))

    chaos.fallback = route
    collect(folder, chaos, Source(id="chaos", kind="urls", seeds=tuple(seeds)))
    asked = {chaos.url(path, host) for host, path in chaos.asked if path != "/robots.txt"}
    assert {url for url in asked if "no-such-page" not in url} == {url for url, is_ours in seeds.items() if is_ours}
    assert len(seeds) > 70


@pytest.mark.parametrize(("text", "seconds"), DELAYS)
def test_the_pause_that_a_host_asks_for(text: str, seconds: float) -> None:
    assert parse_rules(text.encode()).delay(AGENT) == seconds


def test_a_rule_cut_in_half_is_no_rule() -> None:
    # "Allow: /free/" cut off after its slash would undo "Disallow: /".
    rules = ALL.encode() + b"Disallow: /\n"
    tail = b"\nAllow: /"
    cut = rules + b"#" * (MAX_BYTES - len(rules) - len(tail)) + tail
    assert len(cut) == MAX_BYTES >= 500 * 1024
    assert not parse_rules(cut).allows("https://umbrella.example/a", AGENT)


def test_thousands_of_wildcards_do_not_hold_a_run_up() -> None:
    rules = ALL + "".join(f"Disallow: /*a{n}*b*c*d$\n" for n in range(20_000))
    begun = time.process_time()
    found = parse_rules(rules.encode()[:MAX_BYTES])
    assert found.allows("https://umbrella.example/" + "a1" * 200, AGENT)
    assert time.process_time() - begun < 5


def test_rules_in_utf16_and_with_nuls_are_read() -> None:
    rules = ALL + "Disallow: /a\n"
    for body in (rules.encode("utf-16"), b"\x00".join([rules.encode(), b""]), b"\xef\xbb\xbf" + rules.encode()):
        assert not parse_rules(body).allows("https://umbrella.example/a", AGENT)


@pytest.mark.parametrize(
    ("status", "is_allowed"),
    [(404, True), (410, True), (418, True), (400, True), (401, False), (403, False), (500, False), (503, False),
     (429, False)],
)  # fmt: skip
def test_robots_status_decides(chaos: Chaos, folder: Path, status: int, is_allowed: bool) -> None:
    chaos.status("/robots.txt", status)
    chaos.page("/", index("/a/"))
    chaos.page("/a/", article("A"))
    collect(folder, chaos, web(chaos))
    assert ("/a/" in chaos.paths()) is is_allowed
    assert (set(chaos.paths()) == {"/robots.txt"}) is not is_allowed
    chaos.page("/robots.txt", b"User-agent: *\nAllow: /\n", content_type="text/plain")
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"a/"}


def test_robots_that_never_ends_is_no_leave(chaos: Chaos, folder: Path) -> None:
    chaos.routes["/robots.txt"] = lambda request: request.drip(b"H", 0.2)
    chaos.page("/", article("A"))
    collect(folder, chaos, web(chaos), settings=replace_settings(deadline=0.5))
    assert set(chaos.paths()) == {"/robots.txt"}


def test_robots_by_way_of_redirects(chaos: Chaos, folder: Path) -> None:
    chaos.page("/", index("/a/", "/b/"))
    chaos.page("/a/", article("A"))
    chaos.page("/b/", article("B"))
    chaos.status("/robots.txt", 301, location="/hop1")
    for hop in range(1, 5):
        chaos.status(f"/hop{hop}", 302, location=f"/hop{hop + 1}")
    chaos.page("/hop5", b"User-agent: *\nDisallow: /b/\n", content_type="text/plain")
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"a/"}
    chaos.status("/hop5", 302, location="/hop1")
    chaos.asked.clear()
    collect(folder, chaos, web(chaos))
    assert not {"/", "/a/", "/b/"} & set(chaos.paths()), "a circle is no leave"


def test_robots_rules_are_kept_also_late_in_a_huge_file(chaos: Chaos, folder: Path) -> None:
    rules = b"User-agent: *\nDisallow: /*.pdf$\nDisallow: /private/\n" + b"# padding\n" * 60_000
    chaos.page("/robots.txt", rules, content_type="text/plain")
    chaos.page("/", index("/private/a/", "/files/a.pdf", "/open/", "/leads-inside/"))
    chaos.page("/open/", article("Open"))
    chaos.status("/leads-inside/", 302, location="/private/b/")
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"open/"}
    assert not [path for path in chaos.paths() if path.startswith("/private") or path.endswith(".pdf")]


def test_a_web_page_in_place_of_robots_states_no_rule(chaos: Chaos, folder: Path) -> None:
    chaos.page("/robots.txt", article("Disallow: /"))
    chaos.page("/", index("/a/"))
    chaos.page("/a/", article("A"))
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"a/"}
