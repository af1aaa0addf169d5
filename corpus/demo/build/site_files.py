"""What stands beside the pages of a website: home and index pages, feed, sitemap, robots, headers."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from pathlib import Path

from demo_markup import Block, Source, Span


@dataclass(frozen=True)
class Host:
    """How one website is set up."""

    name: str
    layout: str
    indexes: tuple[tuple[str, str, str], ...]  # path, heading, path prefix that it lists
    feed: bool = False
    sitemap: bool = True
    robots: str | None = "User-agent: *\nAllow: /\n"
    redirects: tuple[tuple[str, str], ...] = ()


HOSTS = {
    "wayfold.example": Host(
        "Wayfold",
        "wayfold",
        (
            ("/blog/", "Blog", "/blog/"),
            ("/publications/", "Publications", "/publications/"),
            ("/archive/", "News archive 2012–2015", "/archive/"),
            ("/events/", "Events", "/events/"),
            ("/jobs/", "Jobs board", "/jobs/"),
        ),
        feed=True,
        robots="User-agent: *\nDisallow: /members/\nDisallow: /search\nSitemap: https://wayfold.example/sitemap.xml\n",
        redirects=(("/publications/fridays/", "/publications/friday-releases/"), ("/fjc/", "/archive/")),
    ),
    "latchkey.example": Host(
        "Latchkey",
        "latchkey",
        (
            ("/blog/", "News and views", "/blog/"),
            ("/reports/", "Reports", "/reports/"),
            ("/jobs/", "Work for us", "/jobs/"),
        ),
        feed=True,
        redirects=(("/news/", "/blog/"),),
    ),
    "sorrelproject.example": Host("The Sorrel Project", "sorrel", (("/voices/", "Voices", "/voices/"),), robots=None),
    "ashlockfoundation.example": Host(
        "Ashlock Foundation",
        "ashlock",
        (("/learning/", "Learning", "/learning/"), ("/grants/", "Our grants", "/grants/")),
        sitemap=False,
    ),
    "custodyinspectorate.example": Host(
        "Inspectorate of Custody and Supervision",
        "inspectorate",
        (
            ("/inspections/", "Inspection reports", "/inspections/"),
            ("/thematic/", "Thematic reviews", "/thematic/"),
            ("/news/", "News", "/news/"),
        ),
        robots="User-agent: *\nDisallow: /print/\nCrawl-delay: 2\nSitemap: https://custodyinspectorate.example/sitemap.xml\n",
    ),
    "fairmile.example": Host(
        "Fairmile Institute",
        "fairmile",
        (
            ("/comment/", "Comment", "/comment/"),
            ("/research/", "Research", "/research/"),
            ("/events/", "Events", "/events/"),
        ),
        feed=True,
    ),
    "civicjustice.example": Host(
        "Department for Civic Justice",
        "civic",
        (("/publications/", "Publications", "/publications/"), ("/news/", "News", "/news/")),
        robots="User-agent: *\nDisallow: /api/\nSitemap: https://civicjustice.example/sitemap.xml\n",
    ),
    "stannick.example": Host(
        "Stannick City Council",
        "council",
        (("/housing/", "Housing and homelessness", "/housing/"), ("/safety/", "Community safety", "/safety/")),
        sitemap=False,
    ),
    "pellbridge.example": Host(
        "Centre for Desistance Studies",
        "university",
        (("/desistance/blog/", "Blog", "/desistance/blog/"), ("/desistance/papers/", "Papers", "/desistance/papers/")),
        robots="User-agent: *\nDisallow: /private/\nAllow: /desistance/\n",
    ),
}


def _http_date(day: str) -> str:
    when = dt.datetime.fromisoformat(day or "2024-01-01").replace(hour=9, tzinfo=dt.UTC)
    return format_datetime(when, usegmt=True)


def _media_type(path: str, source: Source | None) -> str:
    if path.endswith(".pdf"):
        return "application/pdf"
    if path.endswith(".docx"):
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    if path.endswith(".txt"):
        return "text/plain; charset=utf-8"
    if path.endswith(".xml"):
        return "application/xml"
    old = source is not None and source.get("layout") == "fjc"
    return "text/html; charset=windows-1252" if old else "text/html; charset=utf-8"


def _pages(sources: list[Source], host: str) -> list[Source]:
    rows = [s for s in sources if s.get("host") == host]
    return sorted(rows, key=lambda s: (s.get("date"), s.get("path")), reverse=True)


def _index(host: str, title: str, path: str, rows: list[Source]) -> bytes:
    from htmlparts import Entry, Page
    from layouts import LAYOUTS

    blocks = []
    for row in rows:
        text = row.get("title") or row.get("listed")
        when = f" ({row.get('date')[:4]})" if row.get("date") and row.get("published", "-") != "" else ""
        blocks.append(Block("list_item", text + when, [Span("link", 0, len(text), row.get("path"))]))
    others = [Entry(r.get("title") or r.get("listed"), r.get("path"), r.get("date"), "", "") for r in rows[:3]]
    page = Page(title, path, host, "", "", "", "index", blocks or [Block("paragraph", "Nothing here yet.")], others)
    return LAYOUTS[HOSTS[host].layout](page).encode()


def _date(source: Source) -> str:
    """The day the page was published; empty where the page is undated on purpose."""
    return "" if source.get("published", "-") == "" else source.get("date")


def _announce_feed(page: bytes, name: str) -> bytes:
    link = f'<link rel="alternate" type="application/rss+xml" title="{escape(name)}: feed" href="/feed.xml">\n'
    return page.replace(b"</head>", link.encode() + b"</head>", 1)


def _sitemap(base: str, pages: list[Source]) -> bytes:
    lines = []
    for page in pages:
        day = f"<lastmod>{_date(page)}</lastmod>" if _date(page) else ""
        lines.append(f"  <url><loc>{base}{escape(page.get('path'))}</loc>{day}</url>\n")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return (head + "".join(lines) + "</urlset>\n").encode()


def _feed(base: str, name: str, pages: list[Source]) -> bytes:
    items = []
    for page in pages:
        if page.get("type") in {"event", "job"} or not page.get("title") or not _date(page):
            continue
        url = f"{base}{page.get('path')}"
        items.append(
            f"<item><title>{escape(page.get('title'))}</title><link>{url}</link><guid>{url}</guid>"
            f"<pubDate>{_http_date(_date(page))}</pubDate></item>\n"
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{escape(name)}</title>'
        f"<link>{base}/</link><description>Fictional website of a demonstration</description>\n"
        f"{''.join(items)}</channel></rss>\n"
    ).encode()


def write_site_files(root: Path, sources: list[Source], bodies: dict[str, dict[str, bytes]]) -> None:
    """Write home page, indexes, feed.xml, sitemap.xml, robots.txt and _headers.json of each host."""
    for host, setup in HOSTS.items():
        rows = _pages(sources, host)
        if not rows:
            continue
        files = dict(bodies[host])
        by_path = {s.get("path"): s for s in rows}
        pages = [r for r in rows if r.get("format", "html") == "html"]
        listed = [*setup.indexes]
        for path, title, prefix in listed:
            inside = [r for r in pages if r.get("path").startswith(prefix) and r.get("path") != path]
            if path not in files:
                files[path] = _index(host, title, path, inside)
        home = [r for r in pages if r.get("type") not in {"event", "job"}][:4]
        tops = [Source("x", {"title": t, "path": p}, {}, [], root) for p, t, _ in listed]
        landed = {r.get("of") for r in rows}
        alone = [r for r in rows if r not in pages and r.id not in landed]  # a file that no page offers
        files["/"] = _index(host, setup.name, "/", home + alone + tops)
        if setup.robots is not None:
            files["/robots.txt"] = setup.robots.encode()
        if setup.feed:
            for path in ("/", *(path for path, _, _ in listed)):
                files[path] = _announce_feed(files[path], setup.name)
        base = f"https://{host}"
        if setup.sitemap:
            files["/sitemap.xml"] = _sitemap(base, pages + alone)
        if setup.feed:
            files["/feed.xml"] = _feed(base, setup.name, pages)
        headers: dict[str, dict[str, object]] = {}
        for path, data in sorted(files.items()):
            source = by_path.get(path)
            headers[path] = {
                "status": 200,
                "content-type": _media_type(path, source),
                "etag": f'"{sha256(data).hexdigest()[:16]}"',
                "last-modified": _http_date(_date(source) if source else ""),
            }
            if path == "/robots.txt":
                headers[path]["content-type"] = "text/plain; charset=utf-8"
            target = root / host / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        for old, new in setup.redirects:
            headers[old] = {"status": 301, "location": new}
        (root / host / "_headers.json").write_text(
            json.dumps(headers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
