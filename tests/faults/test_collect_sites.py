# ruff: noqa: E501 - hostile bodies are kept whole
"""Whole runs against servers on loopback: completeness, manners, resumption, traps."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from canary import INSIDE, canary_listener, resolve_like_the_system
from chaos import Chaos, article, gzip_bomb, index, serve_chaos
from websites import FakeClock, Websites, serve_sites

from sectorlens.collect import address
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.captures import CaptureLog, iter_captures
from sectorlens.collect.collecting import Collector, Plan
from sectorlens.collect.summary import Summary
from sectorlens.errors import ConfigError, StoreError
from sectorlens.model import Source
from sectorlens.settings import CollectSettings

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "corpus" / "demo"
SETTINGS = CollectSettings(contact="info@test.example", deadline=2.0, max_decoded_bytes=20_000_000)


@pytest.fixture
def chaos() -> Iterator[Chaos]:
    with serve_chaos() as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "captures"


def collect(
    folder: Path,
    server: Chaos | Websites,
    *sources: Source,
    clock: FakeClock | None = None,
    plan: Plan | None = None,
    settings: CollectSettings = SETTINGS,
) -> Summary:
    ticking = (clock or FakeClock()).clock()
    return Collector(folder, sources, settings, guard=server.guard, clock=ticking).run(plan)


def web(server: Chaos, path: str = "/", **fields: object) -> Source:
    return Source(id="chaos", kind="web", seeds=(server.url(path),), **fields)  # type: ignore[arg-type]


def taken(folder: Path) -> set[str]:
    return {file.capture.url.split("/", 3)[3] for file in iter_captures(folder)}


# --- robots -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "is_allowed"),
    [(404, True), (410, True), (418, True), (401, False), (403, False), (500, False), (429, False)],
)
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


# --- manners ----------------------------------------------------------------------------------------------------


def replace_settings(**changes: object) -> CollectSettings:
    return CollectSettings(**{**{name: getattr(SETTINGS, name) for name in SETTINGS.__struct_fields__}, **changes})  # type: ignore[arg-type]


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


def test_two_runs_at_once_are_refused(chaos: Chaos, folder: Path) -> None:
    from sectorlens.store.lock import locked

    with locked(folder), pytest.raises(StoreError, match="at work"):
        collect(folder, chaos, web(chaos))


# --- unchanged, changed, gone -----------------------------------------------------------------------------------


def test_unchanged_is_not_sent_again_and_a_new_tag_changes_nothing(chaos: Chaos, folder: Path) -> None:
    source = Source(id="chaos", kind="urls", seeds=(chaos.url("/a/"),))

    def tagged(tag: str, body: bytes) -> None:
        def route(request: object) -> None:
            if request.headers.get("if-none-match") == tag:  # type: ignore[attr-defined]
                request.reply(304, etag=tag)  # type: ignore[attr-defined]
            else:
                request.reply(200, body, etag=tag, last_modified="Fri, 01 Jan 2038 00:00:00 GMT")  # type: ignore[attr-defined]

        chaos.routes["/a/"] = route

    def run() -> tuple[dict[str, int], int]:
        summary = collect(folder, chaos, source)
        return summary.totals(), summary.bodies

    tagged('W/"1"', article("A"))
    assert run() == ({"new": 1}, 1)
    assert run() == ({"unchanged": 1}, 0)
    tagged('"2"', article("A"))
    assert run() == ({"unchanged": 1}, 1)
    tagged('"3"', article("B"))
    assert run() == ({"changed": 1}, 1)
    assert len(list(iter_captures(folder))) == 1


def test_304_without_a_body_at_hand_is_asked_again(chaos: Chaos, folder: Path) -> None:
    def route(request: object) -> None:
        request.reply(200 if "cache-control" in request.headers else 304, article("A"))  # type: ignore[attr-defined]

    chaos.routes["/a/"] = route
    collect(folder, chaos, Source(id="chaos", kind="urls", seeds=(chaos.url("/a/"),)))
    assert taken(folder) == {"a/"}


def test_a_page_gone_from_the_web_stays_and_is_marked(chaos: Chaos, folder: Path) -> None:
    chaos.page("/", index("/a/", "/b/"))
    chaos.page("/a/", article("A"))
    chaos.page("/b/", article("B"))
    collect(folder, chaos, web(chaos))
    chaos.page("/", index("/b/"))
    chaos.status("/a/", 410)
    summary = collect(folder, chaos, web(chaos))
    assert summary.totals()["gone"] == 1
    gone = {file.capture.url.split("/", 3)[3]: file.gone_on for file in iter_captures(folder)}
    assert gone == {"a/": "2026-03-01", "b/": ""}
    chaos.page("/a/", article("A"))
    collect(folder, chaos, web(chaos))
    assert {file.gone_on for file in iter_captures(folder)} == {""}


def test_an_old_address_that_leads_to_the_front_page_counts_as_gone(chaos: Chaos, folder: Path) -> None:
    chaos.page("/", index("/a/", "/b/"))
    chaos.page("/a/", article("A"))
    chaos.page("/b/", article("B"))
    collect(folder, chaos, web(chaos))
    chaos.status("/a/", 301, location="/")
    summary = collect(folder, chaos, web(chaos))
    assert summary.totals()["gone"] == 1
    assert taken(folder) == {"a/", "b/"}


# --- what enters ------------------------------------------------------------------------------------------------


def test_types_are_told_from_bytes(chaos: Chaos, folder: Path) -> None:
    chaos.page("/lie.pdf", article("A page"), content_type="application/pdf")
    chaos.page("/paper/", b"%PDF-1.4\n%%EOF", content_type="text/html; charset=windows-1252")
    chaos.page("/picture/", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, content_type="text/html")
    seeds = tuple(chaos.url(path) for path in ("/lie.pdf", "/paper/", "/picture/"))
    collect(folder, chaos, Source(id="chaos", kind="urls", seeds=seeds))
    found = {file.capture.url.split("/", 3)[3]: file.capture for file in iter_captures(folder)}
    assert {name: capture.media_type for name, capture in found.items()} == {
        "lie.pdf": "text/html",
        "paper/": "application/pdf",
    }
    assert found["paper/"].declared_type == "text/html; charset=windows-1252"
    assert found["paper/"].charset == "windows-1252"


def test_pages_that_are_not_there_but_say_200_stay_out(chaos: Chaos, folder: Path) -> None:
    chaos.page("/", index("/real/", "/lost/", "/door/", "/blocked/"))
    chaos.page("/real/", article("Real"))
    chaos.page("/door/", b"<html><body><form><input type=password></form><p>Members only.</p></body></html>")
    chaos.page("/blocked/", b"<html><title>Access denied</title><body><p>Access denied</p></body></html>")
    chaos.fallback = lambda request: request.reply(200, article("Have you seen our work?"))
    summary = collect(folder, chaos, web(chaos))
    assert taken(folder) == {"real/"}
    assert summary.reasons["soft404"] >= 1


def test_one_page_under_many_addresses_is_one(chaos: Chaos, folder: Path) -> None:
    print_version = article("A", head='<link rel="canonical" href="/a/">', extra="<p>Printed at 10:04.</p>")
    other = article("Other", head='<link rel="canonical" href="http://elsewhere.test/a/">')
    lying = article("Lying", head='<link rel="canonical" href="/a/">')
    chaos.page(
        "/",
        index(
            "/a/?utm_source=x",
            "/a",
            "/a/index.html",
            "/a/print/",
            "/a/copy/",
            "/loop1/",
            "/loop2/",
            "/other/",
            "/lying/",
        ),
    )
    for path in ("/a/", "/a", "/a/copy/"):
        chaos.page(path, article("A"))
    chaos.page("/a/print/", print_version)
    chaos.page("/other/", other)
    chaos.page("/lying/", lying.replace(b"The centre has met people", b"Nobody was met, in nine years, and nothing"))
    chaos.page("/loop1/", article("Loop", head='<link rel="canonical" href="/loop2/">'))
    chaos.page("/loop2/", article("Loop", head='<link rel="canonical" href="/loop1/">'))
    collect(folder, chaos, web(chaos))
    found = taken(folder)
    assert len(found & {"a/", "a", "a/copy/", "a/print/"}) == 1
    assert len(found & {"loop1/", "loop2/"}) == 1
    assert {"other/", "lying/"} <= found
    again = collect(folder, chaos, web(chaos))
    assert taken(folder) == found
    assert again.totals().get("new", 0) == 0


# --- lists ------------------------------------------------------------------------------------------------------


def sitemap(*urls: str, kind: str = "urlset", item: str = "url") -> bytes:
    rows = "".join(f"<{item}><loc>{url}</loc></{item}>" for url in urls)
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{kind}>'.encode()


def test_sitemaps_end(chaos: Chaos, folder: Path) -> None:
    u = chaos.url
    nested = [u(f"/deep{n}.xml") for n in range(6)]
    chaos.page(
        "/sitemap.xml", sitemap(u("/sitemap.xml"), u("/pages.xml.gz"), nested[0], kind="sitemapindex", item="sitemap")
    )
    for n in range(5):
        chaos.page(f"/deep{n}.xml", sitemap(nested[n + 1], nested[0], kind="sitemapindex", item="sitemap"))
    chaos.page("/pages.xml.gz", gzip.compress(sitemap(u("/a/"), u("/b/"))), content_type="application/gzip")
    chaos.page("/a/", article("A"))
    chaos.page("/b/", article("B"))
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"a/", "b/"}
    assert "/deep2.xml" not in chaos.paths()
    assert len(chaos.paths()) == len(set(chaos.paths()))


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_feeds_name_pages_and_files(chaos: Chaos, folder: Path, form: str) -> None:
    page, file = chaos.url("/a/?utm_medium=rss"), chaos.url("/a.pdf")
    rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><link>{page}</link><enclosure url="{file}" type="application/pdf" length="9"/></item><item><title>no link</title></item></channel></rss>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><link href="{page}"/><link rel="enclosure" href="{file}"/></entry></feed>'
    chaos.page("/feed/", (rss if form == "rss" else atom).encode(), content_type="text/html")
    chaos.page("/a/", article("A", extra='<a href="/b/">another</a> <a href="/c.pdf">the report</a>'))
    chaos.page("/b/", article("B"))
    chaos.page("/a.pdf", b"%PDF-1.4 a")
    chaos.page("/c.pdf", b"%PDF-1.4 c")
    collect(folder, chaos, Source(id="chaos", kind="feed", seeds=(chaos.url("/feed/"),)))
    assert taken(folder) == {"a/", "a.pdf", "c.pdf"}
    assert chaos.paths().count("/feed/") == 1


@pytest.mark.parametrize("name", ["laughs", "external", "parameter", "utf16", "bomb"])
def test_hostile_xml_is_refused_without_a_look_outside(chaos: Chaos, folder: Path, name: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bodies = {
        "laughs": f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY l0 "lol">{laughs}]><urlset><url><loc>&l8;</loc></url></urlset>'.encode(),
        "external": f'<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]><urlset><url><loc>{chaos.url("/")}&x;</loc></url></urlset>'.encode(),
        "parameter": f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{chaos.url("/evil.dtd")}"><rss version="2.0"><channel/></rss>'.encode(),
        "utf16": f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE urlset [<!ENTITY x SYSTEM "{secret.as_uri()}">]><urlset/>'.encode("utf-16"),
        "bomb": gzip_bomb(60_000_000),
    }  # fmt: skip
    chaos.page("/list.xml", bodies[name], content_type="application/xml")
    opened: list[str] = []

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if is_watching and event == "open" and "secret" in str(arguments[0]):
            opened.append(str(arguments[0]))

    is_watching = True
    sys.addaudithook(hook)
    summary = collect(folder, chaos, Source(id="chaos", kind="sitemap", seeds=(chaos.url("/list.xml"),)))
    is_watching = False
    assert opened == []
    assert "/evil.dtd" not in chaos.paths()
    assert set(summary.reasons) & {"dtd_refused", "too_large", "broken_sitemap"}, summary.reasons
    assert taken(folder) == set()


def test_lists_lead_no_one_inside(chaos: Chaos, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with canary_listener() as (port, came):
        monkeypatch.setattr(address, "WEB_PORTS", address.WEB_PORTS | {port})
        inside = [f"http://{encoded}:{port}/x/" for encoded in INSIDE]
        items = "".join(f"<item><link>{url}</link></item>" for url in inside)
        chaos.page("/sitemap.xml", sitemap(*inside, *(f"{url}map.xml" for url in inside)))
        chaos.page("/feed.xml", f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
        pages = [f"/p{n}/" for n in range(len(inside))]
        chaos.page(
            "/",
            index(*pages, *inside).replace(
                b"</head>", b'<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head>'
            ),
        )
        for path, url in zip(pages, inside, strict=True):
            chaos.page(path, article(path, head=f'<link rel="canonical" href="{url}"><base href="{url}">'))
        guard = AddressGuard(
            lambda host, at: ["127.0.0.1"] if host == "chaos.test" else resolve_like_the_system(host, at),
            frozenset({("127.0.0.1", chaos.port)}),
        )
        seeded = Source(id="seeded", kind="urls", seeds=tuple(inside))
        clock = FakeClock().clock()
        Collector(folder, [web(chaos), seeded], SETTINGS, guard=guard, clock=clock).run()
        assert came == []
        assert len([path for path in chaos.paths() if path.startswith("/p")]) == len(pages)


# --- traps ------------------------------------------------------------------------------------------------------


def test_an_endless_site_ends_with_the_real_pages_found(chaos: Chaos, folder: Path) -> None:
    real = [f"/blog/post-{n}/" for n in range(60)]

    def route(request: object) -> None:
        path = request.path.partition("?")[0]  # type: ignore[attr-defined]
        number = int("".join(filter(str.isdigit, path)) or 0)
        if path == "/":
            body = index("/blog/", "/browse/1/", "/diary/1/", "/facets/?a=1", "/s/x/", "/a/b/")
        elif path == "/blog/" or path.startswith("/blog/page/"):
            page = number or 1
            body = index(*real[(page - 1) * 10 : page * 10]).replace(
                b"</ul>", f'</ul><a rel="next" href="/blog/page/{page + 1}/">Next</a>'.encode()
            )
        elif path in real:
            body = article(
                f"Post {number}", extra=f'<a href="/browse/{number}7/">more</a> <a href="/diary/{number}/">on</a>'
            )
        elif path.startswith("/facets"):
            query = request.path.partition("?")[2]  # type: ignore[attr-defined]
            body = index(*(f"/facets/?{query}{n}" for n in range(9)))
        else:
            body = index(
                *(f"{path}{n}/" for n in range(5)), f"/browse/{number + 1}/", f"/diary/{number + 1}/", f"{path}s/x/"
            )
        request.reply(200, body)  # type: ignore[attr-defined]

    chaos.status("/robots.txt", 404)
    chaos.status("/sitemap.xml", 404)
    chaos.fallback = route
    budget = 250
    summary = collect(folder, chaos, web(chaos), settings=replace_settings(pages_per_host=budget))
    found = {f"/{path}" for path in taken(folder)}
    assert len(chaos.paths()) <= budget + 5
    assert len(found & set(real)) >= 0.95 * len(real)
    assert found <= set(real)
    assert summary.totals().get("put off", 0) > 0


# --- the demonstration ------------------------------------------------------------------------------------------


def expected() -> tuple[set[str], set[str]]:
    """Return what the demonstration says is a publication and what is not, as host and path; only what is linked."""
    said = json.loads((ROOT / "tests" / "golden" / "PAGES.json").read_text("utf-8"))
    pages = {name.removeprefix("sites/"): row["class"] for name, row in said.items() if name.startswith("sites/")}
    texts = b"".join(
        path.read_bytes() for path in (DEMO / "sites").rglob("*") if path.suffix in (".html", ".xml") and path.is_file()
    )
    good, bad = set(), set()
    for name, kind in pages.items():
        address_of = name.removesuffix("index.html")
        if kind in ("publication", "landing_page"):
            is_linked = f"/{address_of.partition('/')[2]}".encode() in texts
            if is_linked:
                good.add(address_of)
        elif kind in ("index", "event", "job"):
            bad.add(address_of)
    return good, bad


def demo_sources(sites: Websites) -> list[Source]:
    hosts = sorted(path.name for path in (DEMO / "sites").iterdir())
    return [Source(id=host.partition(".")[0], kind="web", seeds=(sites.url(host),)) for host in hosts]


def found_addresses(folder: Path, sites: Websites) -> list[str]:
    return [
        file.capture.url.removeprefix("http://").replace(f":{sites.port}/", "/", 1) for file in iter_captures(folder)
    ]


def test_the_demonstration_is_collected_once_and_whole(folder: Path) -> None:
    good, bad = expected()
    with serve_sites(DEMO / "sites") as sites:
        first = collect(folder, sites, *demo_sources(sites))
        found = found_addresses(folder, sites)
        assert len(found) == len(set(found))
        assert set(found) == good
        assert not set(found) & bad
        assert first.totals()["new"] == len(good)
        assert {agent.partition("/")[0] for agent in sites.agents} == {"sectorlens"}
        assert not sites.asked("wayfold.example").count("/members/")
        clock = FakeClock()
        clock.at += timedelta(days=31)
        second = collect(folder, sites, *demo_sources(sites), clock=clock)
        assert second.bodies == 0
        assert second.totals()["unchanged"] == len(good)
        assert sites.statuses()[200] == first.bodies + 9 - 1  # robots files, one host has none
        assert set(found_addresses(folder, sites)) == good


DRIVER = """
import sys
sys.path.insert(0, {faults!r})
from pathlib import Path
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.clock import Clock
from sectorlens.collect.collecting import Collector
from sectorlens.model import Source
from sectorlens.settings import CollectSettings
from websites import FakeClock
port = {port}
guard = AddressGuard(lambda host, at: ["127.0.0.1"], frozenset({{("127.0.0.1", port)}}))
sources = [Source(id=h.partition(".")[0], kind="web", seeds=(f"http://{{h}}:{{port}}/",)) for h in {hosts!r}]
Collector(Path({folder!r}), sources, CollectSettings(contact="info@test.example"), guard=guard, clock=FakeClock().clock()).run()
"""


def state(folder: Path, sites: Websites) -> set[tuple[str, str, str, bool]]:
    """Return how every url stands, but for times."""
    return {
        (url.replace(f":{sites.port}/", "/"), standing.body.role if standing.body else "", standing.last.same_as, standing.is_publication)
        for url, standing in CaptureLog(folder).standings()
    }  # fmt: skip


@pytest.mark.parametrize("kills", [10, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_at_random_the_result_is_the_same(tmp_path: Path, kills: int) -> None:
    import random

    hosts = ["latchkey.example", "wayfold.example", "fairmile.example"]
    chance = random.Random(kills)
    with serve_sites(DEMO / "sites") as sites:

        def start(folder: Path) -> subprocess.Popen[bytes]:
            script = DRIVER.format(faults=str(Path(__file__).parent), port=sites.port, hosts=hosts, folder=str(folder))
            environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
            return subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE)

        def rows(folder: Path) -> int:
            path = folder / "log.jsonl"
            return path.read_bytes().count(b"\n") if path.exists() else 0

        def finish(folder: Path) -> None:
            running = start(folder)
            try:
                _, said = running.communicate(timeout=60)
            finally:
                running.kill()
            assert running.returncode == 0, said.decode()[-2000:]

        finish(tmp_path / "whole")
        n_rows = rows(tmp_path / "whole")
        killed = tmp_path / "killed"
        died = 0
        for _ in range(kills):
            running = start(killed)
            goal = rows(killed) + chance.randint(0, max(1, n_rows // kills))
            limit = time.monotonic() + 30
            while running.poll() is None and rows(killed) < goal and time.monotonic() < limit:
                time.sleep(0.002)
            time.sleep(chance.uniform(0, 0.02))
            running.send_signal(signal.SIGKILL)
            died += running.wait(10) == -signal.SIGKILL
            running.communicate()
        assert died >= kills // 2
        finish(killed)
        assert state(killed, sites) == state(tmp_path / "whole", sites)
        assert not (killed / "current-run.json").exists()
        assert not list(killed.rglob("*.part"))


MEASURED = """
import sys
sys.path.insert(0, {faults!r})
from pathlib import Path
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.collecting import Collector
from sectorlens.model import Source
from sectorlens.settings import CollectSettings
from websites import FakeClock
port = {port}
guard = AddressGuard(lambda host, at: ["127.0.0.1"], frozenset({{("127.0.0.1", port)}}))
source = Source(id="chaos", kind="web", seeds=(f"http://chaos.test:{{port}}/",))
settings = CollectSettings(contact="info@test.example", pages_per_host=30)
Collector(Path({folder!r}), [source], settings, guard=guard, clock=FakeClock().clock()).run()
# Not ru_maxrss: across vfork and exec that is the peak of the process which started this one.
status = Path("/proc/self/status").read_text()
print(int(status.partition("VmHWM:")[2].split()[0]) // 1024)
"""


def test_memory_stays_small_with_bombs_and_a_huge_sitemap(chaos: Chaos, folder: Path) -> None:
    many = b"".join(b"<url><loc>%s%d/</loc></url>" % (chaos.url("/p/").encode(), n) for n in range(200_000))
    chaos.page(
        "/robots.txt",
        f"Sitemap: {chaos.url('/map.xml')}\nSitemap: {chaos.url('/bomb.xml.gz')}\n".encode(),
        content_type="text/plain",
    )
    chaos.page(
        "/map.xml",
        gzip.compress(b"<urlset>" + many + b"</urlset>"),
        content_encoding="gzip",
        content_type="application/xml",
    )
    chaos.page("/bomb.xml.gz", gzip_bomb(400_000_000), content_type="application/gzip")
    chaos.page("/", index("/bomb/", "/deep/", "/a/"))
    chaos.page("/bomb/", gzip_bomb(400_000_000), content_encoding="gzip")
    chaos.page("/deep/", b"<html><body>" + b"<div>" * 200_000 + b"deep")
    chaos.page("/a/", article("A"))
    script = MEASURED.format(faults=str(Path(__file__).parent), port=chaos.port, folder=str(folder))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert int(done.stdout) < 200, "megabytes"
    assert "a/" in taken(folder)
