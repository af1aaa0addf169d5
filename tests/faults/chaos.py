# ruff: noqa: E501 - bodies and addresses are kept whole
"""A server that misbehaves: one route per fault, raw sockets, loopback only.

A route gets the open connection and the request and may write what it likes, or nothing.
"""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sectorlens.collect.address import AddressGuard

PROSE = "<p>" + "The centre has met people at the gate for nine years, and most came alone. " * 8 + "</p>"


def article(title: str, extra: str = "", head: str = "") -> bytes:
    """Return a page that counts as a publication."""
    body = f"<main><article><h1>{title}</h1>{PROSE}<p>{title} was written on a {title} day.</p>{extra}</article></main>"
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def index(*links: str) -> bytes:
    """Return a page that only links."""
    items = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    return f"<!doctype html><html><head><title>News</title></head><body><main><ul>{items}</ul></main></body></html>".encode()


@dataclass
class Request:
    """One request as it was read, and the connection to answer on."""

    host: str
    path: str
    headers: dict[str, str]
    connection: socket.socket
    is_over: threading.Event

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        named = {"content-type": "text/html; charset=utf-8", "content-length": str(len(body))}
        named.update({name.replace("_", "-"): value for name, value in headers.items()})
        lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in named.items() if value), "", ""]
        self.send("\r\n".join(lines).encode("latin-1") + body)

    def drip(self, data: bytes, seconds: float) -> None:
        """Send ``data`` again and again, a piece each ``seconds``, until somebody hangs up."""
        while not self.is_over.wait(seconds):
            self.send(data)


Route = Callable[[Request], None]


@dataclass
class Chaos:
    """The running server.  ``routes`` by path; what is not there is 404."""

    port: int = 0
    routes: dict[str, Route] = field(default_factory=dict)
    fallback: Route | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    def page(self, path: str, body: bytes, **headers: str) -> None:
        self.routes[path] = lambda request: request.reply(200, body, **headers)

    def status(self, path: str, status: int, **headers: str) -> None:
        self.routes[path] = lambda request: request.reply(status, **headers)

    def raw(self, path: str, data: bytes) -> None:
        self.routes[path] = lambda request: request.send(data)

    def url(self, path: str = "/", host: str = "chaos.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for _, path in self.asked]

    def resolve(self, host: str, port: int) -> list[str]:
        if host.endswith(".test"):
            return ["127.0.0.1"]
        raise OSError(f"'{host}' is not known here")

    @property
    def guard(self) -> AddressGuard:
        return AddressGuard(self.resolve, frozenset({("127.0.0.1", self.port)}))


@contextmanager
def serve_chaos() -> Iterator[Chaos]:
    """Serve on a free port of loopback until the block ends."""
    chaos = Chaos()
    is_over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    chaos.port = listener.getsockname()[1]

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.settimeout(20)
            request = _read(connection, is_over)
            if request is None:
                return
            chaos.asked.append((request.host, request.path))
            chaos.headers.append(request.headers)
            route = chaos.routes.get(request.path) or chaos.fallback
            if route is None:
                request.reply(404)
            else:
                route(request)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield chaos
    finally:
        is_over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _read(connection: socket.socket, is_over: threading.Event) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Request(headers.get("host", "").partition(":")[0], first.split(" ")[1], headers, connection, is_over)


def gzip_bomb(size: int) -> bytes:
    """Return gzip data that unpacks to ``size`` bytes, made without holding them."""
    machine = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = b"0" * 1_000_000
    return b"".join(machine.compress(block) for _ in range(size // len(block))) + machine.flush()


def double_bomb(size: int) -> bytes:
    """Return gzip within gzip."""
    return gzip.compress(gzip_bomb(size))
