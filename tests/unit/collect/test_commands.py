"""The commands of collecting, against sites on loopback."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from sectorlens import cli_collect
from sectorlens.cli import app
from sectorlens.collect.looking import append_source
from sectorlens.errors import ConfigError
from sectorlens.model import Source
from sectorlens.settings import read_settings

ROOT = Path(__file__).parents[3]


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tests" / "faults" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    websites, chaos = load("websites"), load("chaos")
    with chaos.serve_chaos() as running:
        monkeypatch.setattr(cli_collect, "make_guard", lambda: running.guard)
        monkeypatch.setattr(cli_collect, "make_clock", lambda: websites.FakeClock().clock())
        running.page("/robots.txt", b"User-agent: *\nDisallow: /private/\n", content_type="text/plain")
        running.page("/", chaos.index("/blog/a/", "/blog/b/", "/private/c/"))
        running.page("/blog/a/", chaos.article("A"))
        running.page("/blog/b/", chaos.article("B"))
        yield running


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "sectorlens.toml").write_text('[collect]\ncontact = "info@test.example"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_from_a_url_to_captures(server: object, workspace: Path) -> None:
    url = server.url("/")  # type: ignore[attr-defined]
    said = run("sources", "add", url, "--publisher", "The Chaos Trust")
    assert "robots.txt: allowed by its rules" in said
    assert f"would take {url}blog/a/  A\n" in said
    written = read_settings(workspace / "sectorlens.toml").source
    assert [(source.id, source.publisher) for source in written] == [("chaos-test", "The Chaos Trust")]
    assert "The Chaos Trust" in run("sources", "list")
    assert "robots.txt: allowed" in run("sources", "check")
    totals = json.loads(run("collect", "--json"))["totals"]
    assert totals["new"] == 2
    assert "2 unchanged" in run("collect", "--quiet")
    explained = run("collect", "--explain", f"{url}blog/a/")
    assert "It is in the corpus." in explained and "allowed" in explained
    assert "not allowed" in run("collect", "--explain", f"{url}private/c/")
    assert "Wrote" in run("captures", "export", str(workspace / "c.warc.gz"))
    assert "/private/c/" not in server.paths()  # type: ignore[attr-defined]


def test_a_dry_run_says_what_would_be_asked_for_and_keeps_nothing(server: object, workspace: Path) -> None:
    url = server.url("/")  # type: ignore[attr-defined]
    run("sources", "add", url)
    log = workspace / "corpus" / "captures" / "log.jsonl"
    said = run("collect", "--dry-run", "--quiet").splitlines()
    assert said[:2] == [f"{url}blog/a/", f"{url}blog/b/"]
    assert "2 pages and files would be asked for: 2 new ones." in said
    assert "1 would not: robots.txt does not allow it." in said
    assert not log.exists()
    run("collect", "--max", "1", "--quiet")
    before = log.read_bytes()
    assert "1 new ones, 1 to see whether they have changed" in run("collect", "--dry-run", "--quiet")
    assert log.read_bytes() == before
    assert "/private/c/" not in server.paths()  # type: ignore[attr-defined]


def test_a_feed_that_a_site_announces_is_found(server: object, workspace: Path) -> None:
    u = server.url  # type: ignore[attr-defined]
    link = b'<link rel="alternate" type="application/rss+xml" href="/news.rss"></head>'
    server.page("/", load("chaos").index("/blog/a/").replace(b"</head>", link))  # type: ignore[attr-defined]
    rows = f"<item><link>{u('/blog/b/')}</link></item>"
    server.page("/news.rss", f'<rss version="2.0"><channel>{rows}</channel></rss>'.encode())  # type: ignore[attr-defined]
    said = run("sources", "add", u("/"))
    assert f"found feed: {u('/news.rss')}" in said
    assert f"would take {u('/blog/b/')}" in said
    alone = run("sources", "add", u("/news.rss"), "--name", "feed")
    assert f"would take {u('/blog/b/')}" in alone and u("/blog/a/") not in alone, "what the feed does not name"
    assert read_settings(workspace / "sectorlens.toml").source[1].kind == "feed"


def test_what_an_address_is_to_a_source_is_explained(server: object, workspace: Path) -> None:
    u = server.url  # type: ignore[attr-defined]
    run("sources", "add", u("/blog/a/"))
    said = run("collect", "--explain", u("/about/"))
    assert "left out, lies outside the addresses of the source" in said and "It was never asked for." in said
    assert "belongs to no source" in run("collect", "--explain", "https://elsewhere.example/")
    assert "no web address" in run("collect", "--explain", "mailto:a@b.example")


def test_sources_to_switch_on_are_listed_with_their_addresses(workspace: Path) -> None:
    said = run("sources", "list")
    offered = [line for line in said.splitlines() if ", https://" in line]
    assert len(offered) >= 11 and any(line.startswith("clinks ") for line in offered)
    assert len({line.index(line.split("  ")[-1].strip()) for line in offered}) == 1, "one column"


def test_max_and_source_are_heeded(server: object, workspace: Path) -> None:
    run("sources", "add", server.url("/"), "--name", "chaos")  # type: ignore[attr-defined]
    assert json.loads(run("collect", "--max", "1", "--json"))["totals"]["new"] == 1
    with pytest.raises(ConfigError, match="no source 'nobody'"):
        run("collect", "--source", "nobody")


def test_since_leaves_out_what_was_announced_earlier(server: object, workspace: Path) -> None:
    u = server.url  # type: ignore[attr-defined]
    rows = "".join(
        f"<url><loc>{u(path)}</loc><lastmod>{day}</lastmod></url>"
        for path, day in (("/blog/a/", "2024-01-01"), ("/blog/b/", "2025-06-01T10:00:00Z"))
    )
    server.page("/map.xml", f"<urlset>{rows}</urlset>".encode(), content_type="application/xml")  # type: ignore[attr-defined]
    server.page("/sitemap.xml", f"<urlset>{rows}</urlset>".encode(), content_type="application/xml")  # type: ignore[attr-defined]
    with (workspace / "sectorlens.toml").open("a", encoding="utf-8") as file:
        file.write(f'[[source]]\nid = "map"\nkind = "sitemap"\nseeds = ["{u("/map.xml")}"]\n')
        file.write(f'[[source]]\nid = "site"\nkind = "web"\nseeds = ["{u("/")}"]\n')
    assert json.loads(run("collect", "--source", "map", "--since", "2025-01-01", "--json"))["totals"]["new"] == 1
    # The front page links to the older one too, but the list has dated it.
    said = run("collect", "--source", "site", "--since", "2025-01-01", "--quiet")
    assert "left out: 1 addresses (dated before the day asked for)" in said
    assert "/blog/a/" not in server.paths()  # type: ignore[attr-defined]
    with pytest.raises(ConfigError, match="YYYY-MM-DD"):
        run("collect", "--since", "last week")


def test_without_a_contact_nothing_is_asked(server: object, workspace: Path) -> None:
    (workspace / "sectorlens.toml").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="contact"):
        run("sources", "add", server.url("/"))  # type: ignore[attr-defined]
    assert server.asked == []  # type: ignore[attr-defined]


def test_an_address_inside_is_not_added(workspace: Path) -> None:
    with pytest.raises(ConfigError, match="not added"):
        run("sources", "add", "http://127.0.0.1/")
    assert read_settings(workspace / "sectorlens.toml").source == ()


def test_a_block_is_appended_and_nothing_else_touched(tmp_path: Path) -> None:
    path = tmp_path / "sectorlens.toml"
    path.write_text('# kept\ntitle = "A \\"title\\""', "utf-8")
    append_source(
        tmp_path,
        read_settings(path),
        Source(id="a", publisher='The "Quoted" Trust', kind="web", seeds=("https://example.org/",)),
    )
    assert path.read_text("utf-8").startswith('# kept\ntitle = "A \\"title\\""\n')
    assert read_settings(path).source[0].publisher == 'The "Quoted" Trust'
    with pytest.raises(ConfigError, match="already"):
        append_source(tmp_path, read_settings(path), Source(id="a", kind="web", seeds=("https://example.org/",)))


def test_collecting_without_a_website_says_so_and_is_no_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cli_collect.collect(workspace=tmp_path)
    assert "names no website" in capsys.readouterr().err
