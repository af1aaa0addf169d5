# ruff: noqa: E501 - hostile bodies are kept whole
"""Feeds, sitemaps and indexes: what they lead to, what they must not lead to, and where they end."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest
from canary import INSIDE, canary_listener, resolve_like_the_system
from chaos import Chaos, article, gzip_bomb, index
from runs_of_collecting import SETTINGS, collect, replace_settings, taken, web
from websites import FakeClock

from sectorlens.collect import address, frontier
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.collecting import Collector
from sectorlens.model import Source


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


def test_a_site_larger_than_one_run_may_read_is_read_to_its_end_in_the_next(
    chaos: Chaos, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frontier, "MOST_WAITING", 20)
    paths = [f"/p{n}/" for n in range(50)]
    chaos.page("/sitemap.xml", sitemap(*map(chaos.url, paths)))
    for path in paths:
        chaos.page(path, article(path))
    found = []
    for _ in range(4):
        collect(folder, chaos, web(chaos), settings=replace_settings(pages_per_host=25))
        found.append(len(taken(folder)))
    assert found[-1] == 50 and found == sorted(found), found


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
