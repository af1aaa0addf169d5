"""Sitemaps and sitemap indexes, streamed; anything with a document type is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sectorlens.collect.decode import decode_body
from sectorlens.errors import FetchError

# The protocol's own bounds (sitemaps.org): 50 MB unpacked and 50,000 urls a file; ours for a whole site.
MAX_BYTES = 50_000_000
MAX_FILES = 500
MAX_URLS = 200_000
MAX_DEPTH = 3
_HEAD = 65_536


@dataclass(frozen=True)
class SitemapRow:
    """One entry: a page, or (``is_index``) another sitemap.  ``changed_on`` is YYYY-MM-DD or ""."""

    url: str
    changed_on: str = ""
    is_index: bool = False


def iter_sitemap(body: bytes, url: str) -> Iterator[SitemapRow]:
    """Yield the entries of one sitemap; a text file of urls and gzip are read too.

    What stands before a fault in the file is yielded first.

    Raises:
        FetchError: reason ``dtd_refused``, ``too_large`` or ``broken_sitemap``.
    """
    if body[:2] == b"\x1f\x8b":
        body = b"".join(decode_body([body], "gzip", limit=MAX_BYTES, url=url))
    if len(body) > MAX_BYTES:
        raise FetchError(f"{url}: sitemap of more than {MAX_BYTES} bytes", url=url, reason="too_large")
    refuse_dtd(body, url)
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:2]
    if not start.startswith(b"<") and start not in (b"\xff\xfe", b"\xfe\xff"):
        yield from _from_text(body)
        return
    yield from _from_xml(body, url)


def refuse_dtd(body: bytes, url: str) -> None:
    """Refuse XML with a document type: external files and entity bombs need one.

    Raises:
        FetchError: reason ``dtd_refused``.
    """
    # Files in UTF-16 and UTF-32 hide the words behind NULs.
    plain = body.replace(b"\x00", b"") if b"\x00" in body[:_HEAD] else body
    lowered = plain if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain else plain[:_HEAD].upper()
    if b"<!DOCTYPE" in lowered or b"<!ENTITY" in lowered:
        raise FetchError(f"{url}: XML with a document type is not read", url=url, reason="dtd_refused")


def _from_text(body: bytes) -> Iterator[SitemapRow]:
    for line in body.decode("utf-8", "replace").splitlines():
        if line.strip().startswith(("http://", "https://")):
            yield SitemapRow(line.strip())


def _from_xml(body: bytes, url: str) -> Iterator[SitemapRow]:
    loc = changed = ""
    try:
        events = etree.iterparse(
            io.BytesIO(body),
            events=("end",),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            name = etree.QName(element).localname.lower()
            parent = element.getparent()
            if name == "loc" and parent is not None and etree.QName(parent).localname.lower() in ("url", "sitemap"):
                loc = (element.text or "").strip()
            elif name == "lastmod":
                changed = (element.text or "").strip()[:10]
            elif name in ("url", "sitemap"):
                if loc:
                    yield SitemapRow(loc, changed, is_index=name == "sitemap")
                loc = changed = ""
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise FetchError(f"{url}: sitemap is broken ({error})", url=url, reason="broken_sitemap") from error
