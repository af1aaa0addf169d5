"""What a body is, told from its bytes; what the server says of it is only kept."""

from __future__ import annotations

import re

HTML, PDF, XML, TEXT = "text/html", "application/pdf", "application/xml", "text/plain"
OTHER = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GZIP = "application/gzip"
PUBLICATION_FILES = frozenset({PDF, DOCX})
_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|div|p|h1|article|table|a)[\s>]", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def sniff(body: bytes) -> str:
    """Return the media type of ``body``: HTML, PDF, DOCX, XML (feeds, sitemaps), gzip, text or other.

    >>> sniff(b"%PDF-1.7 ..."), sniff(b"<!DOCTYPE html><p>x"), sniff(b"<?xml version='1.0'?><rss>")
    ('application/pdf', 'text/html', 'application/xml')
    """
    head = body[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in body[:1024]:
        return PDF
    if head[:2] == b"\x1f\x8b":
        return GZIP
    if head[:4] == b"PK\x03\x04":
        return DOCX if b"word/" in body[:65_536] or b"word/" in body[-65_536:] else OTHER
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\x00", b"").lstrip()
    is_declared_xml = head[:5] == b"<?xml"
    root = re.search(rb"<([A-Za-z][\w:.-]*)", head)
    name = root.group(1).lower() if root else b""
    if name in (b"rss", b"feed", b"urlset", b"sitemapindex", b"rdf:rdf"):
        return XML
    if _HTML_TAG.search(head):
        return HTML
    if is_declared_xml:
        return XML
    return TEXT if head and not re.search(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head) else OTHER


def charset_of(declared_type: str) -> str:
    """Return the charset that a Content-Type header names, in lower case, or ""."""
    match = _CHARSET.search(declared_type)
    return match.group(1).lower() if match else ""
