"""robots.txt: what a host allows, by RFC 9309, with protego as the parser.

A file that is not there (404, 410, other 4xx) allows all; 401 and 403 disallow (the standard leaves the choice
open, and who locks the rules hardly invites visitors); 429, 5xx, no answer and redirect loops disallow for this
run and are asked again in the next, never remembered as leave.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from sectorlens.collect.captures import CaptureLog, LogRow
from sectorlens.collect.clock import Clock
from sectorlens.collect.fetch import Answer, Fetcher
from sectorlens.collect.summary import in_words
from sectorlens.errors import FetchError

# RFC 9309, 2.5 asks for at least 500 KiB.
MAX_BYTES = 512 * 1024
LONGEST_DELAY = 60.0
_RULE = re.compile(r"^[ \t]*(?:user.?agent|allow|disallow)\b", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Rules:
    """The decision for one host: ``rules`` parsed, or a verdict on everything.

    ``why`` is the end of a sentence that begins with "allowed" or "not allowed".
    """

    why: str
    allows_all: bool = False
    rules: Any = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str, agent: str) -> bool:
        """Return whether ``agent`` may fetch ``url``."""
        if self.rules is None:
            return self.allows_all
        return bool(self.rules.can_fetch(url, agent))

    def verdict(self, url: str, agent: str) -> str:
        """Return the decision on ``url`` and its reason, in words.

        >>> parse_rules(b"User-agent: *\\nDisallow: /a").verdict("https://umbrella.example/a", "sectorlens")
        'not allowed by its rules'
        """
        return f"{'allowed' if self.allows(url, agent) else 'not allowed'} {self.why}"

    def delay(self, agent: str) -> float:
        """Return the seconds between two requests that are asked for, 0 if none are; at most one minute.

        Crawl-delay and Request-rate both ask for them; hours that a rate is bound to are not told apart.
        """
        if self.rules is None:
            return 0.0
        rate = self.rules.request_rate(agent)
        asked = (self.rules.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate is not None else 0.0)
        return min(max(asked), LONGEST_DELAY)


@dataclass
class Robots:
    """Rules per host, fetched once per run with ``fetcher``; ``agent`` is the product token.

    With a ``log`` the file is kept, and not sent again while it has not changed.
    """

    fetcher: Fetcher
    agent: str
    log: CaptureLog | None = None
    clock: Clock = field(default_factory=Clock)
    _known: dict[str, Rules] = field(default_factory=dict)

    def rules(self, url: str) -> Rules:
        """Return the rules of the host of ``url``."""
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._known:
            self._known[root] = self._ask(f"{root}/robots.txt")
        return self._known[root]

    def _ask(self, url: str) -> Rules:
        standing = self.log.standing(url) if self.log is not None else None
        kept = self.log.read_body(standing.body.sha256) if self.log and standing and standing.body else b""
        try:
            headers = standing.body.conditions() if kept and standing and standing.body else {}
            answer = self.fetcher.fetch(url, headers=headers, max_bytes=MAX_BYTES)
            if answer.status == 304 and not kept:
                answer = self.fetcher.fetch(url, max_bytes=MAX_BYTES)
        except FetchError as error:
            return Rules(why=f"for now: it could not be read ({in_words(error.reason)})")
        if answer.status == 304 and kept:
            return parse_rules(kept)
        if answer.status in (401, 403):
            return Rules(why=f"(it is locked: status {answer.status})")
        if answer.status == 429 or answer.status >= 500:
            return Rules(why=f"for now: the website answered {answer.status}")
        if not 200 <= answer.status < 300:
            return Rules(why=f"(there is none: status {answer.status})", allows_all=True)
        self._keep(url, answer)
        return parse_rules(answer.body)

    def _keep(self, url: str, answer: Answer) -> None:
        if self.log is not None and answer.body:
            self.log.append(
                LogRow(
                    url=url,
                    final_url=answer.final_url,
                    fetched_at=self.clock.stamp(),
                    status=answer.status,
                    sha256=self.log.put_body(answer.body),
                    etag=answer.headers.get("etag", ""),
                    last_modified=answer.headers.get("last-modified", ""),
                    outcome="new",
                    role="robots",
                )
            )


def parse_rules(body: bytes) -> Rules:
    """Return the rules that ``body`` states, as protego reads them; a web page in its place states none."""
    text = _decode(_whole_lines(body))
    parsed = Protego.parse(text)
    if text.lstrip()[:1] == "<" and not _RULE.search(text):
        why = "(what stands there is a web page, not rules)"
    else:
        why = "by its rules" if _RULE.search(text) else "(it states no rule)"
    return Rules(why=why, rules=parsed, sitemaps=tuple(parsed.sitemaps))


def _whole_lines(body: bytes) -> bytes:
    """Return a body that was cut off without its last line: half a rule is another rule ("Allow: /")."""
    if len(body) < MAX_BYTES:
        return body
    return body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]


def _decode(body: bytes) -> str:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return body.decode("utf-16", "replace")
    return body.decode("utf-8-sig", "replace").replace("\x00", "")
