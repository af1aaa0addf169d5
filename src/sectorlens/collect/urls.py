"""Which urls are one page, and which are traps.

``normalise`` gives the url that is asked for and stored; ``identity`` the shorter key under which two urls count
as one page: scheme, ``www.``, a trailing slash and the order of the query do not tell pages apart.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

import idna

LONGEST = 2000
MOST_QUERY_KEYS = 3
_DEFAULT_PORTS = {"http": 80, "https": 443}
# Keys that follow a visitor or a campaign and never choose a page.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|_hs(?:enc|mi)|ref_?src|"
    r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken)(?:=.*)?|"
    # A short one is as likely the number of a story or a section.
    r"(?:sid|session_?id)=.{10,}",
    re.IGNORECASE,
)
_PATH_SESSION = re.compile(r";(?:jsessionid|sid|phpsessid)=[^/;?#]*", re.IGNORECASE)
_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)$", re.IGNORECASE)
_PRINTED_PATH = re.compile(r"/(?:print|printable|printer-friendly|amp)/?$", re.IGNORECASE)
_PRINTED_KEY = re.compile(
    r"(?:print|printable|printer|printpage|amp)(?:=.*)?|(?:view|format|layout|output|mode)=(?:print\w*|amp)",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?!.{254})[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_ENDS = "".join(map(chr, range(0x21)))
_BREAKS = re.compile(r"[\t\n\r]")
_SLASHES = re.compile(r"(https?:)?//+", re.IGNORECASE)
_NO_HOST = re.compile(r"(?:https?:)?//(?:[?#]|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})|%")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_FILE = re.compile(r"\.(pdf|docx)$", re.IGNORECASE)
_OTHER_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|mjs|json|mp[34]|m4[av]|mov|avi|wav|zip|gz|tar|rar|7z|exe|dmg|pptx?|xlsx?|"
    r"csv|ics|woff2?|ttf|eot|epub|rtf|odt|ods)$",
    re.IGNORECASE,
)
_CALENDAR = re.compile(
    r"/(?:calendar|cal|events?|whats-on|diary)/(?:.*/)?(?:\d{4}[-/]\d{1,2}(?:[-/]\d{1,2})?|week|month|day|list)(?:/|$)|"
    r"[?&](?:month|week|day|ical|outlook-ical|tribe[-_]\w+|eventdisplay|date)=",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def normalise(url: str, base: str = "") -> str:
    """Return the url in its plain form, or "" if it is no web address that could be asked for.

    Resolved as browsers do (the URL standard: breaks inside go, a backslash is a slash), without the fragment and
    without what follows a visitor; percent-encoded where it must be and nowhere else (RFC 3986, 6.2.2).

    >>> normalise("HTTP://Example.ORG:80/a/../b/?utm_source=x&p=2#top")
    'http://example.org/b/?p=2'
    >>> normalise("mailto:someone@example.org")
    ''
    """
    try:
        joined = _join(base, _tidy(url))
        parts = urlsplit(joined)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
        scheme = parts.scheme.lower()
        if scheme not in _DEFAULT_PORTS or not host or parts.username is not None or len(joined) > LONGEST:
            return ""
        netloc = host if port is None or port == _DEFAULT_PORTS[scheme] else f"{host}:{port}"
        path = _PATH_SESSION.sub("", parts.path) or "/"
        path = _without_dots(_requote(path, "/:@!$&'()*+,;=~-._"))
        return urlunsplit((scheme, netloc, path, _plain_query(parts.query), ""))
    except ValueError:
        # UnicodeError is one: half a surrogate pair, or no host name.
        return ""


def _tidy(url: str) -> str:
    """Return ``url`` without what browsers pass over, its slashes all leaning forward and in the number meant."""
    text = _BREAKS.sub("", url.strip(_ENDS))
    end = min((at for at in (text.find("?"), text.find("#")) if at >= 0), default=len(text))
    head = text[:end].replace("\\", "/")
    if _SLASHES.match(head):
        head = _SLASHES.sub(lambda match: f"{match.group(1) or ''}//", head, count=1)
    return head + text[end:]


def _join(base: str, text: str) -> str:
    """Return ``text`` seen from ``base``; urljoin loses an empty query and empty segments, and makes up hosts."""
    if not base:
        return text
    if _NO_HOST.match(text):
        return ""
    parts, where = urlsplit(text), urlsplit(base)
    if text.partition("#")[0] == "?":
        return urlunsplit((where.scheme, where.netloc, where.path, "", ""))
    if parts.path and not (parts.scheme or parts.netloc or text.startswith("/")):
        return f"{where.scheme}://{where.netloc}{where.path.rpartition('/')[0]}/{text}"
    return urljoin(base, text)


def _without_dots(path: str) -> str:
    """Return ``path`` with its dot segments resolved, of slashes at its start only one: requests sends it so."""
    kept: list[str] = []
    segments = path.lstrip("/").split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept).lstrip("/")


def _plain_query(query: str) -> str:
    """Return the query as it stands, but for tracking keys and the spelling of escapes."""
    pieces = (piece for piece in query.split("&") if piece and not _TRACKING.fullmatch(piece))
    return "&".join(_ESCAPE.sub(_plain_escape, quote(piece, safe="%/:@!$'()*+,;=?~-._")) for piece in pieces)


def _plain_escape(match: re.Match[str]) -> str:
    if match.group(1) is None:
        return "%25"
    character = chr(int(match.group(1), 16))
    return character if character in _UNRESERVED else match.group().upper()


@lru_cache(maxsize=4096)
def identity(url: str) -> str:
    """Return the key under which two urls count as one page.

    >>> identity("http://www.example.org/a/index.html") == identity("https://example.org/a")
    True
    """
    plain = normalise(url)
    parts = urlsplit(plain)
    path = _INDEX_FILE.sub("/", parts.path).rstrip("/")
    query = "&".join(sorted(piece.removesuffix("=").replace("%20", "+") for piece in parts.query.split("&")))
    return f"{site_of(plain)}{path}" + (f"?{query}" if query else "")


def original_of(url: str) -> str:
    """Return the address whose page ``url`` may show for printing or for small screens, "" if it looks like neither.

    >>> original_of("https://example.org/blog/a/print/"), original_of("https://example.org/a?id=2&print=1")
    ('https://example.org/blog/a/', 'https://example.org/a?id=2')
    >>> original_of("https://example.org/print-shops/")
    ''
    """
    parts = urlsplit(url)
    path = _PRINTED_PATH.sub("/" if parts.path.endswith("/") else "", parts.path)
    pieces = parts.query.split("&")
    query = "&".join(piece for piece in pieces if not _PRINTED_KEY.fullmatch(piece))
    if (path, query) == (parts.path, parts.query) or path in ("", "/"):
        return ""
    return urlunsplit((parts.scheme, parts.netloc, path, query, ""))


def host_of(url: str) -> str:
    """Return host and port as they are connected to; the unit of manners."""
    return urlsplit(url).netloc.lower()


def site_of(url: str) -> str:
    """Return the host without ``www.``; the unit of scope."""
    return host_of(url).removeprefix("www.")


def is_file(url: str) -> bool:
    """Return whether the path names a PDF or Word file."""
    return bool(_FILE.search(urlsplit(url).path))


def is_other_file(url: str) -> bool:
    """Return whether the path names a file that is never a publication: pictures, styles, archives."""
    return bool(_OTHER_FILE.search(urlsplit(url).path))


def trap(url: str) -> str:
    """Return why the url looks like a trap that makes pages without end, or "".

    >>> trap("https://example.org/a/b/a/b/a/b/"), trap("https://example.org/blog/a-post/")
    ('repeated_segments', '')
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > 12:
        return "too_deep"
    if any(times > 2 for times in Counter(segments).values()):
        return "repeated_segments"
    for first in range(len(segments) - 3):
        if segments[first : first + 2] == segments[first + 2 : first + 4]:
            return "repeated_segments"
    keys = [key for key, _ in parse_qsl(parts.query, True)]
    if len(keys) > MOST_QUERY_KEYS or len(set(keys)) < len(keys):
        return "too_many_query_keys"
    return "calendar" if _CALENDAR.search(url) else ""


def _ascii_host(host: str) -> str:
    """Return the host in lower case, a name beyond ASCII in its registered form (RFC 5891).

    Raises:
        UnicodeError: no host can have this name.
    """
    host = host.rstrip(".").lower()
    if ":" in host:
        return f"[{host}]"
    if not host.isascii():
        return idna.encode(host, uts46=True).decode("ascii")
    if host and not _HOST.fullmatch(host):
        raise UnicodeError(f"'{host}' is no host name")
    return host


def _requote(text: str, safe: str) -> str:
    """Return ``text`` percent-encoded where it must be and nowhere else."""
    kept = "surrogateescape"
    pieces = re.split(r"(%2[fF]|%25|%3[fF]|%23|%3[bB])", text)
    return "".join(
        piece.upper() if index % 2 else quote(unquote(piece, errors=kept), safe=safe, errors=kept)
        for index, piece in enumerate(pieces)
    )
