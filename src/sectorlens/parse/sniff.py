"""What a body is, from its bytes; names and declared types only decide between kinds of text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from urllib.parse import urlsplit

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"
MARKDOWN = "text/markdown"

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b", "application/gzip"),
    (b"{\\rtf", "application/rtf"),
    (b"RIFF", "application/x-riff"),
    (b"ID3", "audio/mpeg"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ\x90", "application/x-executable"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"%!PS", "application/postscript"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"BZh", "application/x-bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!", "application/vnd.rar"),
    (b"wOFF", "font/woff"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
)
_HTML_START = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|h[1-6]|table|article|main|section|"
    rb"nav|header|ul|ol|a|span|iframe|center|font|img)\b", re.IGNORECASE,
)  # fmt: skip
_XML_ROOT = re.compile(rb"<(?![?!])([A-Za-z_][\w.:-]*)")
_HTML_ROOTS = frozenset({b"html", b"head", b"body", b"title", b"meta", b"div", b"p", b"table", b"article", b"main"})
_NOT_PAGES = {
    ".json": "application/json", ".csv": "text/csv", ".tsv": "text/tab-separated-values", ".js": "text/javascript",
    ".css": "text/css", ".toml": "application/toml", ".yaml": "application/yaml", ".yml": "application/yaml",
    ".py": "text/x-python", ".ics": "text/calendar", ".vtt": "text/vtt", ".svg": "image/svg+xml",
}  # fmt: skip
_MARKDOWN_LINE = re.compile(
    r"^(?:#{1,6} \S|```|\[[^\]]+\]: \S|!\[|> \S|\*\*\S.*\*\*$)|\]\((?:https?:|/|\.)", re.MULTILINE
)


def name_of(url: str, path: str) -> str:
    """Return the file name that ``path`` or, without one, ``url`` ends in ("" if none)."""
    return PurePosixPath(path or urlsplit(url).path).name


def _zip_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist()[:5000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        # A truncated Word file has no directory, but its first member's name stands near the start.
        head = body[:4096]
        return DOCX if b"word/" in body[:65536] or b"[Content_Types].xml" in head else "application/zip"
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return DOCX
    for folder, kind in (("xl/", "spreadsheet"), ("ppt/", "presentation")):
        if any(name.startswith(folder) for name in names):
            return f"application/vnd.openxmlformats-officedocument.{kind}"
    return "application/zip"


def sniff(body: bytes, *, declared: str = "", name: str = "") -> str:
    """Return the media type of ``body``; bytes outrank ``declared`` (a Content-Type) and ``name``.

    ``application/octet-stream`` means binary and unknown.

    >>> sniff(b"%PDF-1.7 ...", declared="text/html")
    'application/pdf'
    >>> sniff(b"Plain words.", name="a.md")
    'text/markdown'
    """
    head = body[:4096]
    if b"%PDF-" in body[:1024]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(body)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    stripped = head.replace(b"\x00", b"") if wide else head
    if not wide and head.count(b"\x00") > len(head) // 20:
        return "application/octet-stream"
    suffix = PurePosixPath(name).suffix.lower()
    lead = stripped.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x0c")
    if lead.startswith(b"<"):
        found = _markup_kind(lead)
        if found:
            return found
    if suffix in _NOT_PAGES:
        return _NOT_PAGES[suffix]
    if suffix in {".md", ".markdown", ".mdown"}:
        return MARKDOWN
    declared_type = declared.split(";", 1)[0].strip().lower()
    if declared_type in {MARKDOWN, "text/x-markdown"}:
        return MARKDOWN
    if suffix != ".txt" and declared_type != TEXT and len(_HTML_START.findall(stripped)) >= 3:
        return HTML
    if declared_type.startswith(("image/", "audio/", "video/", "font/")):
        return declared_type
    if _binary_share(head) > 0.1 and not wide:
        return "application/octet-stream"
    if not suffix and not declared_type and len(_MARKDOWN_LINE.findall(head.decode("utf-8", "replace"))) >= 3:
        return MARKDOWN
    return TEXT


def _markup_kind(lead: bytes) -> str:
    """Return the type of something that starts like markup, "" when it is only text that starts with ``<``."""
    root = _XML_ROOT.search(lead)
    name = root.group(1).lower().split(b":")[-1] if root else b""
    if name in {b"rss", b"feed", b"rdf", b"urlset", b"sitemapindex"}:
        return "application/xml"
    if name == b"svg":
        return "image/svg+xml"
    if name and name not in _HTML_ROOTS and (lead.startswith(b"<?xml") or not _HTML_START.search(lead)):
        return "application/xml"
    if _HTML_START.search(lead):
        return HTML
    return "application/xml" if lead.startswith(b"<?xml") or b"<!DOCTYPE" in lead[:200] else ""


def _binary_share(head: bytes) -> float:
    if not head:
        return 0.0
    odd = sum(1 for byte in head if byte < 9 or 13 < byte < 32)
    return odd / len(head)
