"""Connections of requests that go to vetted addresses only and end at a deadline.

requests enforces neither: its timeout counts from one received byte to the next, so a body dripped slowly
never ends, and a name is looked up again for each connection.  Here a connection class of urllib3 resolves
once through the guard and connects to the vetted address (the host name still stands in Host and TLS), and a
watchdog shuts the socket down at the deadline, which also ends headers that never finish.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from sectorlens.collect.address import AddressGuard
from sectorlens.errors import FetchError

CONNECT_SECONDS = 15.0


class Watchdog:
    """Shuts the sockets of one request down when its deadline has passed."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._ends_at = 0.0
        self.has_bitten = False

    def watch(self, connection: socket.socket) -> None:
        """Take note of a socket; a duplicate is kept, since TLS takes the original apart."""
        with self._lock:
            self._sockets.append(connection.dup())
            if self.has_bitten:
                self._shut()

    @contextmanager
    def deadline(self, seconds: float) -> Iterator[None]:
        """Bite after ``seconds`` unless the block has ended by then."""
        self.has_bitten = False
        self._ends_at = time.monotonic() + seconds
        timer = threading.Timer(seconds, self._bite)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            with self._lock:
                for watched in self._sockets:
                    watched.close()
                self._sockets.clear()

    def left(self) -> float:
        """Return the seconds until the deadline, at least a hundredth: a timeout of 0 would mean none."""
        return max(self._ends_at - time.monotonic(), 0.01)

    def _bite(self) -> None:
        with self._lock:
            self.has_bitten = True
            self._shut()

    def _shut(self) -> None:
        for watched in self._sockets:
            try:
                watched.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def connect(guard: AddressGuard, watchdog: Watchdog, host: str, port: int, seconds: float) -> socket.socket:
    """Return a socket to one of the vetted addresses of ``host``.

    Raises:
        FetchError: the guard refuses, or no address answers.
    """
    last: OSError | None = None
    for address in guard.vet(host, port):
        try:
            made = socket.create_connection((address, port), timeout=min(seconds, watchdog.left()))
        except OSError as error:
            last = error
            continue
        # Belt and braces: what counts is the peer that the kernel says we talk to.
        peer = str(made.getpeername()[0])
        if peer != address:
            made.close()
            raise FetchError(f"{host}: connected to {peer}, not {address}", url=host, reason="address_refused")
        made.settimeout(watchdog.left())
        watchdog.watch(made)
        return made
    raise FetchError(f"{host}: no connection ({last})", url=host, reason="no_connection")


class GuardedAdapter(HTTPAdapter):
    """The requests adapter whose every connection goes through the guard; nothing is retried or pooled."""

    def __init__(self, guard: AddressGuard, watchdog: Watchdog) -> None:
        self._guard = guard
        self._watchdog = watchdog
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make a pool manager whose connections are guarded."""
        guard, watchdog = self._guard, self._watchdog

        class GuardedHTTP(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return connect(guard, watchdog, self._dns_host, self.port or 80, CONNECT_SECONDS)

        class GuardedHTTPS(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return connect(guard, watchdog, self._dns_host, self.port or 443, CONNECT_SECONDS)

        class HTTPPool(HTTPConnectionPool):
            ConnectionCls = GuardedHTTP

        class HTTPSPool(HTTPSConnectionPool):
            ConnectionCls = GuardedHTTPS

        manager = PoolManager(num_pools=1, maxsize=1, block=False)
        manager.pool_classes_by_scheme = {"http": HTTPPool, "https": HTTPSPool}
        self.poolmanager = manager


def make_session(guard: AddressGuard, watchdog: Watchdog, user_agent: str) -> requests.Session:
    """Return a session without proxies, cookies jars from the environment, or redirects of its own."""
    session = requests.Session()
    session.trust_env = False
    # No visitor's cookies: they would make pages differ from run to run.
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.headers.clear()
    session.headers.update(
        {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "en-GB,en;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
    )
    adapter = GuardedAdapter(guard, watchdog)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
