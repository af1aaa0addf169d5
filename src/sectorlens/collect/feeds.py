"""Feeds: which publications an RSS or Atom file announces."""

from __future__ import annotations

import io
from dataclasses import dataclass

import feedparser

from sectorlens.collect.sitemaps import refuse_dtd
from sectorlens.errors import FetchError

MAX_BYTES = 10_000_000


@dataclass(frozen=True)
class FeedRow:
    """One announced page.  ``published_on`` is YYYY-MM-DD or ""; ``files`` are enclosures."""

    url: str
    title: str = ""
    published_on: str = ""
    files: tuple[str, ...] = ()


def read_feed(body: bytes, url: str) -> tuple[FeedRow, ...]:
    """Return the entries of a feed in its order; the parser sees bytes only and fetches nothing.

    Raises:
        FetchError: reason ``dtd_refused``, ``too_large`` or ``broken_feed``.
    """
    if len(body) > MAX_BYTES:
        raise FetchError(f"{url}: feed of more than {MAX_BYTES} bytes", url=url, reason="too_large")
    refuse_dtd(body, url)
    # A stream, never the bytes themselves: feedparser takes a string for an address or a file name.
    parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    if not parsed.entries and not parsed.get("version"):
        raise FetchError(f"{url}: this is no feed", url=url, reason="broken_feed")
    rows = []
    for entry in parsed.entries:
        day = entry.get("published_parsed") or entry.get("updated_parsed")
        files = tuple(str(link.get("href", "")) for link in entry.get("enclosures", ()) if link.get("href"))
        link = str(entry.get("link") or "")
        if link or files:
            on = f"{day.tm_year:04}-{day.tm_mon:02}-{day.tm_mday:02}" if day else ""
            rows.append(FeedRow(link, str(entry.get("title", "")), on, files))
    return tuple(rows)
