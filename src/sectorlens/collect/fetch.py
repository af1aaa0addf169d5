"""One url to one body: every redirect vetted again, everything bounded, every refusal named."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import HTTPError

from sectorlens.collect.address import AddressGuard
from sectorlens.collect.decode import decode_body
from sectorlens.collect.transport import CONNECT_SECONDS, Watchdog, make_session
from sectorlens.errors import FetchError

MAX_REDIRECTS = 10
CHUNK = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Limits:
    """Bounds of one request: seconds all in all, bytes as sent and as unpacked."""

    deadline: float = 60.0
    max_bytes: int = 25_000_000
    max_decoded_bytes: int = 100_000_000


@dataclass(frozen=True)
class Answer:
    """What a server said.  ``body`` is unpacked; ``headers`` have lower-case names; ``hops`` the urls passed."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    hops: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Hex digest of the body."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass
class Fetcher:
    """Fetches urls one at a time.

    ``may_follow`` is asked before every hop, the first included; it raises FetchError to refuse (robots,
    scope) and may wait (manners): its time is not counted.  Not thread-safe: one Fetcher per thread.
    """

    user_agent: str
    guard: AddressGuard = field(default_factory=AddressGuard)
    limits: Limits = field(default_factory=Limits)
    may_follow: Callable[[str], None] = field(default=lambda url: None)

    def __post_init__(self) -> None:
        self._watchdog = Watchdog()
        self._session = make_session(self.guard, self._watchdog, self.user_agent)

    def fetch(self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None) -> Answer:
        """Return the answer for ``url`` after following redirects; any status is an answer.

        ``max_bytes`` cuts a body there instead of refusing it (for robots.txt, of which RFC 9309 wants the
        first 500 KiB).

        Raises:
            FetchError: with a stable ``reason``.
        """
        hops: list[str] = []
        current = url
        left = self.limits.deadline
        while True:
            check_url(current)
            self.may_follow(current)
            begun = time.monotonic()
            with self._watchdog.deadline(left):
                answer = self._one(current, headers or {}, max_bytes)
            left -= time.monotonic() - begun
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not location:
                return Answer(url, current, answer.status, answer.headers, answer.body, tuple(hops))
            hops.append(current)
            if len(hops) > MAX_REDIRECTS:
                raise FetchError(f"{url}: more than {MAX_REDIRECTS} redirects", url=url, reason="redirect_loop")
            current = _next_hop(current, location)
            if current in hops:
                raise FetchError(f"{url}: redirects in a circle", url=url, reason="redirect_loop")
            if left <= 0:
                raise self._too_slow(url)

    def _one(self, url: str, headers: Mapping[str, str], cut: int | None) -> Answer:
        """Return the answer of one hop; the body of a redirect or an error is not read."""
        try:
            response = self._open(url, headers)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._explain(url, error) from error
        try:
            found = {name.lower(): value for name, value in response.headers.items()}
            if self._watchdog.has_bitten:
                # Headers cut off by the watchdog look like headers that ended.
                raise self._too_slow(url)
            if not 200 <= response.status_code < 300:
                return Answer(url, url, response.status_code, found)
            limit = self.limits.max_decoded_bytes
            coding = found.get("content-encoding", "")
            pieces = decode_body(self._wire(response, url, cut), coding, limit=limit, url=url)
            body = bytearray()
            for piece in pieces:
                body += piece
                if cut is not None and len(body) >= cut:
                    return Answer(url, url, response.status_code, found, bytes(body[:cut]))
            return Answer(url, url, response.status_code, found, bytes(body))
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._explain(url, error) from error
        finally:
            response.close()
            # Every request says "Connection: close", after which a client sends no other one there (RFC 9112,
            # 9.6); yet an answer without a body leaves its connection in the pool, where the next hop would
            # meet it while the server closes it.
            self._session.close()

    def _open(self, url: str, headers: Mapping[str, str]) -> requests.Response:
        return self._session.get(
            url,
            headers=dict(headers),
            stream=True,
            allow_redirects=False,
            timeout=(CONNECT_SECONDS, self._watchdog.left()),
        )

    def _wire(self, response: requests.Response, url: str, cut: int | None) -> Iterator[bytes]:
        """Yield the bytes as sent, up to the cap."""
        total = 0
        for chunk in response.raw.stream(CHUNK, decode_content=False):
            total += len(chunk)
            if total > self.limits.max_bytes and cut is None:
                raise FetchError(f"{url}: more than {self.limits.max_bytes} bytes", url=url, reason="too_large")
            yield chunk
        if self._watchdog.has_bitten:
            # A socket shut down by the watchdog looks like a body that ended by itself.
            raise self._too_slow(url)

    def _too_slow(self, url: str) -> FetchError:
        return FetchError(f"{url}: not finished after {self.limits.deadline:.0f} s", url=url, reason="timeout")

    def _explain(self, url: str, error: Exception) -> FetchError:
        for cause in _causes(error):
            if isinstance(cause, FetchError):
                return cause
        if self._watchdog.has_bitten or isinstance(error, requests.Timeout):
            return self._too_slow(url)
        if isinstance(error, requests.exceptions.SSLError):
            return FetchError(f"{url}: no safe connection: {str(error)[:200]}", url=url, reason="unsafe_connection")
        text = str(error)
        reason = "truncated" if "IncompleteRead" in text or "ended prematurely" in text else "broken_answer"
        return FetchError(f"{url}: {type(error).__name__}: {text[:200]}", url=url, reason=reason)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield ``error`` and what led to it."""
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def check_url(url: str) -> None:
    """Refuse what is no plain web address.

    Raises:
        FetchError: reason ``scheme_refused`` or ``bad_url``.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise FetchError(f"{url}: {error}", url=url, reason="bad_url") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError(f"{url}: only http and https are fetched", url=url, reason="scheme_refused")
    if not parts.hostname or parts.username is not None or parts.password is not None or port == 0:
        raise FetchError(f"{url}: no host, or a user name in the address", url=url, reason="bad_url")
    if re.search(r"[\x00-\x20\x7f]", url):
        raise FetchError(f"{url!r}: white space in the address", url=url, reason="bad_url")


def _next_hop(current: str, location: str) -> str:
    # Servers send Latin-1 or UTF-8 bytes in Location; requests hands them over as Latin-1 (RFC 9110, 5.5).
    try:
        text = location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = location
    return urljoin(current, text.strip().replace(" ", "%20"))
