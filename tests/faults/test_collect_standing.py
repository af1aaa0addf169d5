"""What enters the corpus and how it stands from run to run: unchanged, changed, gone, copies, look-alikes."""

from __future__ import annotations

from pathlib import Path

from chaos import Chaos, article, index
from runs_of_collecting import collect, taken, web

from sectorlens.collect.captures import iter_captures
from sectorlens.model import Source


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


def test_one_page_by_every_spelling_of_its_address_is_asked_for_once(chaos: Chaos, folder: Path) -> None:
    port = chaos.port
    spellings = [
        "/a/", "/a", "/a/#top", "/a/?utm_source=mail&fbclid=1", "/a/index.html", "/./a/", "/b/../a/", "\\a\\", "/%61/",
        "/a/;jsessionid=1F", f"http://www.chaos.test:{port}/a/", f"https://chaos.test:{port}/a/",
        f"HTTP://CHAOS.test:{port}/a/",
    ]  # fmt: skip
    chaos.page("/", index(*spellings))
    for path in ("/a/", "/a", "/a/index.html"):
        chaos.page(path, article("A"))
    collect(folder, chaos, web(chaos))
    assert [path for path in chaos.paths() if path.startswith("/a")] == ["/a/"]
    assert taken(folder) == {"a/"}


def test_a_page_for_print_is_the_page(chaos: Chaos, folder: Path) -> None:
    chaos.page("/", index("/a/print/", "/b/?print=1", "/c/?view=print", "/d/amp/", "/print/", "/e/print/"))
    for letter in "abcd":
        chaos.page(f"/{letter}/", article(letter))
    for letter, path in zip("abcd", ("/a/print/", "/b/?print=1", "/c/?view=print", "/d/amp/"), strict=True):
        chaos.page(path, article(letter, extra="<p>Printed on 1 March at 10:04.</p>"))
    chaos.page("/print/", article("On print"))
    chaos.page("/e/print/", article("E in print"))
    chaos.page("/e/", article("Other").replace(b"The centre has met people", b"Nothing of the kind was ever written"))
    collect(folder, chaos, web(chaos))
    assert taken(folder) == {"a/", "b/", "c/", "d/", "print/", "e/print/", "e/"}


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
