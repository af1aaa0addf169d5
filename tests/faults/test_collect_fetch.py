"""One url, many ways to go wrong: deadlines, sizes, codings, redirects, and addresses that must not be reached."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from canary import INSIDE, canary_listener, resolve_like_the_system
from chaos import Chaos, Request, article, double_bomb, gzip_bomb

from sectorlens.collect import address
from sectorlens.collect.address import AddressGuard
from sectorlens.collect.fetch import Fetcher, Limits
from sectorlens.errors import FetchError

LIMITS = Limits(deadline=1.0, max_bytes=2_000_000, max_decoded_bytes=5_000_000)


def fetcher(chaos: Chaos) -> Fetcher:
    return Fetcher("sectorlens/test (+info@test.example)", chaos.guard, LIMITS)


def reason(chaos: Chaos, path: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetcher(chaos).fetch(chaos.url(path))
    return caught.value.reason


@pytest.mark.parametrize("fault", ["slow_header", "endless_header", "slow_body", "slow_chunks", "silence"])
def test_deadline_holds_within_two_seconds(chaos: Chaos, fault: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    starts = {
        "slow_header": (b"H", b"T"),
        "endless_header": (head, b"X-More: and more\r\n"),
        "slow_body": (head + b"\r\n", b"x"),
        "slow_chunks": (head + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        "silence": (b"", b""),
    }
    first, then = starts[fault]

    def route(request: object) -> None:
        request.send(first)  # type: ignore[attr-defined]
        request.drip(then, 0.2)  # type: ignore[attr-defined]

    chaos.routes["/"] = route
    begun = time.monotonic()
    assert reason(chaos, "/") == "timeout"
    assert time.monotonic() - begun < LIMITS.deadline + 2


def test_no_connection_carries_a_second_request(chaos: Chaos) -> None:
    more: list[bytes] = []

    def lead_on_and_listen(request: Request) -> None:
        request.reply(302, location="/end")
        more.append(request.connection.recv(65_536))

    chaos.routes["/start"] = lead_on_and_listen
    chaos.page("/end", b"<p>There.</p>")
    assert fetcher(chaos).fetch(chaos.url("/start")).hops == (chaos.url("/start"),)
    assert more == [b""]


def test_deadline_counts_over_all_redirects(chaos: Chaos) -> None:
    def route(request: object) -> None:
        time.sleep(0.3)
        request.reply(302, location=f"/{len(chaos.asked)}")  # type: ignore[attr-defined]

    chaos.fallback = route
    begun = time.monotonic()
    assert reason(chaos, "/") == "timeout"
    assert time.monotonic() - begun < LIMITS.deadline + 2


def test_endless_body_is_cut_off_by_size(chaos: Chaos) -> None:
    def route(request: object) -> None:
        request.send(b"HTTP/1.1 200 OK\r\n\r\n")  # type: ignore[attr-defined]
        request.drip(b"x" * 500_000, 0.001)  # type: ignore[attr-defined]

    chaos.routes["/"] = route
    assert reason(chaos, "/") == "too_large"


def test_bombs_and_stacked_codings_are_refused(chaos: Chaos) -> None:
    chaos.page("/bomb", gzip_bomb(50_000_000), content_encoding="gzip")
    chaos.page("/stacked", double_bomb(10_000_000), content_encoding="gzip, gzip")
    chaos.page("/other", b"x", content_encoding="br")
    assert reason(chaos, "/bomb") == "too_large"
    assert reason(chaos, "/stacked") == "coding_unsupported"
    assert reason(chaos, "/other") == "coding_unsupported"


def test_broken_answers_are_named(chaos: Chaos) -> None:
    packed = gzip.compress(article("Whole") * 20)
    chaos.page("/cut", packed[:-40], content_encoding="gzip")
    chaos.page("/garbled", b"\x1f\x8b" + b"\xff" * 50, content_encoding="gzip")
    chaos.raw("/short", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nonly this")
    chaos.raw("/chunks", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nnothing\r\n")
    chaos.raw("/headers", b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\nbody")
    chaos.raw("/nonsense", b"\x00\x01\x02 not http at all\r\n\r\n")
    assert reason(chaos, "/cut") == "truncated"
    assert reason(chaos, "/garbled") == "coding_broken"
    assert reason(chaos, "/short") == "truncated"
    for path in ("/chunks", "/headers", "/nonsense"):
        assert reason(chaos, path) in ("broken_answer", "truncated")
    chaos.page("/good", article("Good"))
    assert fetcher(chaos).fetch(chaos.url("/good")).status == 200


def test_codings_that_servers_really_send_are_unpacked(chaos: Chaos) -> None:
    import zlib

    body = article("Packed") * 50
    raw = zlib.compressobj(wbits=-15)
    chaos.page("/gzip", gzip.compress(body), content_encoding="gzip")
    chaos.page("/members", gzip.compress(body[:500]) + gzip.compress(body[500:]), content_encoding="gzip")
    chaos.page("/zlib", zlib.compress(body), content_encoding="deflate")
    chaos.page("/raw", raw.compress(body) + raw.flush(), content_encoding="deflate")
    for path in ("/gzip", "/members", "/zlib", "/raw"):
        assert fetcher(chaos).fetch(chaos.url(path)).body == body


def test_redirects_end(chaos: Chaos) -> None:
    chaos.status("/a", 302, location="/b")
    chaos.status("/b", 302, location="/a")
    for step in range(12):
        chaos.status(f"/hop{step}", 301, location=f"/hop{step + 1}")
    assert reason(chaos, "/a") == "redirect_loop"
    assert reason(chaos, "/hop0") == "redirect_loop"
    for scheme in (
        "file:///etc/passwd",
        "ftp://chaos.test/x",
        "data:text/html,x",
        "gopher://chaos.test/",
        "//u:p@chaos.test/",
    ):
        chaos.status("/leave", 302, location=scheme)
        assert reason(chaos, "/leave") in ("scheme_refused", "bad_url")


def test_a_secure_connection_names_the_host_and_is_never_taken_on_trust(chaos: Chaos) -> None:
    hellos: list[bytes] = []

    def listen() -> None:
        connection, _ = listener.accept()
        with connection:
            hellos.append(connection.recv(65_536))
            # A fatal alert: the handshake fails.
            connection.sendall(b"\x15\x03\x03\x00\x02\x02\x28")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=listen, daemon=True).start()
        port = listener.getsockname()[1]
        guest = Fetcher("sectorlens/test", AddressGuard(chaos.resolve, frozenset({("127.0.0.1", port)})), LIMITS)
        with pytest.raises(FetchError) as caught:
            guest.fetch(f"https://chaos.test:{port}/")
    assert caught.value.reason == "unsafe_connection"
    # The vetted address is connected to, the name stands in the handshake (RFC 6066, 3).
    assert len(hellos) == 1 and b"chaos.test" in hellos[0]
    assert guest._session.verify is True


def test_no_cookie_and_no_proxy_and_an_honest_name(chaos: Chaos, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    chaos.page("/", article("Front"), set_cookie="id=1; Path=/")
    guest = fetcher(chaos)
    guest.fetch(chaos.url("/"))
    guest.fetch(chaos.url("/"))
    assert [said.get("cookie") for said in chaos.headers] == [None, None]
    assert {said["user-agent"] for said in chaos.headers} == {"sectorlens/test (+info@test.example)"}


@pytest.fixture
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, list[object]]]:
    """A canary whose port counts as a web port, so that nothing but the address can be what is refused."""
    with canary_listener() as (port, came):
        monkeypatch.setattr(address, "WEB_PORTS", address.WEB_PORTS | {port})
        yield port, came


def test_the_canary_sings_when_it_is_reached(canary: tuple[int, list[object]]) -> None:
    port, came = canary
    guard = AddressGuard(lambda host, at: ["127.0.0.1"], frozenset({("127.0.0.1", port)}))
    with pytest.raises(FetchError):
        Fetcher("sectorlens/test", guard, LIMITS).fetch(f"http://open.test:{port}/")
    assert len(came) == 1


def test_no_encoding_reaches_the_canary(chaos: Chaos, canary: tuple[int, list[object]]) -> None:
    port, came = canary
    assert len(set(INSIDE)) >= 60
    guard = AddressGuard(
        lambda host, at: ["127.0.0.1"] if host == "chaos.test" else resolve_like_the_system(host, at),
        frozenset({("127.0.0.1", chaos.port)}),
    )
    guest = Fetcher("sectorlens/test", guard, LIMITS)
    for encoded in INSIDE:
        for target in (f"http://{encoded}:{port}/", f"http://{encoded}/", f"http://{encoded}:8080/"):
            chaos.status("/leave", 302, location=target)
            for url in (target, chaos.url("/leave")):
                with pytest.raises(FetchError) as caught:
                    guest.fetch(url)
                assert caught.value.reason in ("address_refused", "name_unknown", "bad_url", "broken_answer"), url
    assert came == []


def test_changing_answers_of_a_resolver_reach_nothing(chaos: Chaos, canary: tuple[int, list[object]]) -> None:
    port, came = canary
    answers: list[list[str]] = []

    def flip(host: str, at: int) -> list[str]:
        # Public at the first look, inside at the second; or both at once.
        answers.append([["93.184.215.14"], ["127.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"]][len(answers) % 4])
        return answers[-1]

    guard = AddressGuard(flip)
    for _ in range(8):
        vetted = None
        try:
            vetted = guard.vet("rebind.test", 80)
        except FetchError as error:
            assert error.reason == "address_refused"
        # What was vetted is what is connected to: there is no second look.
        assert vetted in (None, ["93.184.215.14"])
    guest = Fetcher("sectorlens/test", AddressGuard(lambda host, at: ["127.0.0.1"]), LIMITS)
    for at in (port, 80, 443):
        with pytest.raises(FetchError) as caught:
            guest.fetch(f"http://rebind.test:{at}/")
        assert caught.value.reason == "address_refused"
    assert came == []
