"""Websites on loopback for the tests: folders laid out as sites, served by name through a resolver of our own.

The guard lets the test server's own address and port pass, and nothing else.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sectorlens.collect.address import AddressGuard
from sectorlens.collect.clock import Clock

REWRITTEN = ("text/", "application/xml")


@dataclass
class FakeClock:
    """A clock that jumps ahead instead of waiting; each look at it takes a millisecond."""

    at: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    passed: float = 0.0
    naps: list[float] = field(default_factory=list)

    def clock(self) -> Clock:
        return Clock(now=lambda: self.at + timedelta(seconds=self.passed), seconds=self._look, sleep=self._sleep)

    def _look(self) -> float:
        self.passed += 0.001
        return self.passed

    def _sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.passed += seconds


@dataclass
class Websites:
    """A running server: its port, the requests it had, and a guard that leads to it only."""

    port: int = 0
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    removed: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)

    def resolve(self, host: str, port: int) -> list[str]:
        if host.endswith(".example") or host.endswith(".test"):
            return ["127.0.0.1"]
        raise OSError(f"'{host}' is not known here")

    @property
    def guard(self) -> AddressGuard:
        return AddressGuard(self.resolve, frozenset({("127.0.0.1", self.port)}))

    def url(self, host: str, path: str = "/") -> str:
        return f"http://{host}:{self.port}{path}"

    def statuses(self) -> Counter[int]:
        return Counter(status for _, _, status in self.requests)

    def asked(self, host: str) -> list[str]:
        return [path for other, path, _ in self.requests if other == host]


@contextmanager
def serve_sites(folder: Path) -> Iterator[Websites]:
    """Serve the sites of ``folder``; https addresses in texts become this server's."""
    sites = Websites()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            path = self.path
            sites.agents.add(self.headers.get("User-Agent", ""))
            status, headers, body = _answer(folder, host, path)
            if f"{host}{path}" in sites.removed:
                status, headers, body = 404, {}, b"gone"
            if status == 200 and self.headers.get("If-None-Match") == headers.get("etag"):
                status, body = 304, b""
            if body and headers.get("content-type", "").startswith(REWRITTEN):
                for other in folder.iterdir():
                    plain = f"https://{other.name}/".encode()
                    body = body.replace(plain, f"http://{other.name}:{sites.port}/".encode())
            sites.requests.append((host, path, status))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with _running(Handler) as port:
        sites.port = port
        yield sites


@contextmanager
def _running(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _answer(folder: Path, host: str, path: str) -> tuple[int, dict[str, str], bytes]:
    file = folder / host / "_headers.json"
    known = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    said = dict(known.get(path, {}))
    if "location" in said:
        return int(said["status"]), {"location": said["location"]}, b""
    file = folder / host / path.lstrip("/")
    file = file / "index.html" if path.endswith("/") else file
    if not said or not file.is_file():
        return 404, {"content-type": "text/html"}, b"<h1>Not found</h1>"
    said.pop("status", None)
    return 200, said, file.read_bytes()
