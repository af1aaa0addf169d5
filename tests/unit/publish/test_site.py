"""The site: every link leads somewhere, nothing hostile becomes markup, every page says what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urldefrag

import msgspec
import publish_builder as builder
import pytest
from bs4 import BeautifulSoup

from sectorlens.publish import publish, wording
from sectorlens.publish.report import Report, safe_link
from sectorlens.publish.site import write_site
from sectorlens.sector import load_pack

TEMPLATES = Path(__file__).parents[3] / "src" / "sectorlens" / "publish" / "templates"
HOSTILE = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "javascript:alert(1)", "{{ 7*7 }}", "</title><b>",
    "\u202eevil\u202c", "\u2028</script>", "' onmouseover='alert(1)",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    publish(builder.build_findings(), target)
    return target


def _pages(site: Path) -> Iterator[tuple[Path, BeautifulSoup]]:
    for path in sorted(site.rglob("*.html")):
        yield path, BeautifulSoup(path.read_text("utf-8"), "lxml")


def test_every_link_and_anchor_leads_somewhere(site: Path) -> None:
    anchors = {path.resolve(): {e["id"] for e in page.find_all(id=True)} for path, page in _pages(site)}
    followed = 0
    for path, page in _pages(site):
        for element in page.find_all(["a", "link", "script"]):
            href = element.get("href") or element.get("src")
            if not href or href.startswith(("http://", "https://")):
                continue
            file, anchor = urldefrag(href)
            target = (path.parent / unquote(file)).resolve() if file else path.resolve()
            assert target.exists(), f"{path.name}: {href}"
            # "key=value" sets the filters of a table and is no anchor.
            if anchor and "=" not in anchor:
                assert anchor in anchors[target], f"{path.name}: {href}"
            followed += 1
    assert followed > 300


def test_ids_are_unique_on_each_page(site: Path) -> None:
    for path, page in _pages(site):
        ids = [element["id"] for element in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), path.name


def test_every_page_is_marked_as_demonstration_and_locked_down(site: Path) -> None:
    for path, page in _pages(site):
        assert wording.DEMONSTRATION in page.get_text(), path.name
        assert builder.FACTS.disclaimer in page.get_text(), path.name
        policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert policy is not None and policy["content"].startswith("default-src 'none'"), path.name
        assert page.html["lang"] == "en-GB"
        assert len(page.find_all("h1")) == 1, path.name
        assert not page.find_all(style=True) and not page.find_all("style"), path.name
        assert all(script.get("src") for script in page.find_all("script")), path.name


def test_a_citation_leads_to_its_words(site: Path) -> None:
    page = BeautifulSoup(next((site / "themes").glob("*.html")).read_text("utf-8"), "lxml")
    source = page.select_one(".source")
    quote = source.select_one("q b").get_text()
    href, anchor = urldefrag(source.select_one("cite a")["href"])
    text = BeautifulSoup((site / "themes" / href).resolve().read_text("utf-8"), "lxml")
    marked = "".join(mark.get_text() for mark in text.select(f'mark[data-of~="{anchor}"]'))
    assert marked == quote == "Many women leave prison with nowhere to live."


def test_doubtful_findings_stand_apart(site: Path) -> None:
    check = (site / "check.html").read_text("utf-8")
    assert "Nobody asked the young people." in check
    assert "contracts that they can manage" in check
    assert "may have worked with" in check
    assert "contracts that they can manage" not in (site / "needs.html").read_text("utf-8")
    assert "may have worked with" not in (site / "network.html").read_text("utf-8")


def test_furniture_is_shown_as_such(site: Path) -> None:
    page = BeautifulSoup(next((site / "publications").glob("homes-first-*.html")).read_text("utf-8"), "lxml")
    grey = page.select_one("p.furniture")
    assert "What's new" in grey.get_text()
    assert not grey.find_all("mark")


def test_undated_and_unknown_are_said(site: Path) -> None:
    page = (site / "publications.html").read_text("utf-8")
    assert "undated" in page
    assert "publisher not known" in page
    assert "no dated" not in page


@pytest.mark.parametrize("keys", ["", "c", "ac"])
def test_few_publications_give_honest_pages(keys: str, tmp_path: Path) -> None:
    publish(builder.build_findings(keys), tmp_path)
    home = BeautifulSoup((tmp_path / "index.html").read_text("utf-8"), "lxml").get_text()
    number = f"{len(keys)} publication{'' if len(keys) == 1 else 's'}"
    assert f"Based on {number}" in home
    assert wording.NO_CLAIM_OF_ABSENCE in (tmp_path / "themes.html").read_text("utf-8")
    for path, page in _pages(tmp_path):
        assert page.find("h1") is not None, path


def test_a_demonstration_notice_stands_only_on_a_demonstration(tmp_path: Path) -> None:
    findings = builder.build_findings("a")
    publish(replace(findings, facts=replace(findings.facts, demonstration=False)), tmp_path)
    assert all(wording.DEMONSTRATION not in path.read_text("utf-8") for path in tmp_path.rglob("*.html"))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str, site: Path, tmp_path: Path) -> None:
    """The page of a hostile publication has the elements and attributes of the harmless one, no more."""
    findings = builder.build_findings()
    documents = {
        i: msgspec.structs.replace(
            d, title=hostile, publisher=hostile, authors=(hostile,), url=hostile if d.url else "", path=hostile,
            text=d.text[:-10] + " " * 10, language="en",
        )
        for i, d in findings.documents.items()
    }  # fmt: skip
    organisations = tuple(
        msgspec.structs.replace(o, name=hostile, aliases=(hostile,)) for o in findings.resolution.organisations
    )
    resolution = msgspec.structs.replace(findings.resolution, organisations=organisations)
    themes = tuple(msgspec.structs.replace(t, label=hostile, description=hostile) for t in findings.themes.themes)
    changed = replace(
        findings, documents=documents, resolution=resolution,
        themes=msgspec.structs.replace(findings.themes, themes=themes),
        facts=replace(findings.facts, title=hostile, sector_name=hostile, demonstration=False),
    )  # fmt: skip
    publish(changed, tmp_path)
    allowed = {name for _, page in _pages(site) for name in _shapes(page)}
    for path, page in _pages(tmp_path):
        assert _shapes(page) <= allowed | {("a", "rel")}, path
        for link in page.find_all("a"):
            assert not link["href"].lower().lstrip().startswith(("javascript:", "data:")), path
    assert all(path.resolve().is_relative_to(tmp_path.resolve()) for path in tmp_path.rglob("*"))


def _shapes(page: BeautifulSoup) -> set[tuple[str, str]]:
    return {(e.name, name) for e in page.find_all(True) for name in (*e.attrs, "")}


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x", True),
        ("HTTP://a.example", True),
        ("mailto:a@b.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        (" java\nscript:alert(1)", False),
        ("", False),
    ],
)
def test_only_safe_links_are_followed(url: str, safe: bool) -> None:
    assert bool(safe_link(url)) is safe


def test_titles_that_collide_or_climb_get_their_own_files(tmp_path: Path) -> None:
    findings = builder.build_findings()
    documents = {i: msgspec.structs.replace(d, title="../../CON") for i, d in findings.documents.items()}
    report = Report(replace(findings, documents=documents))
    hrefs = [card.href for card in report.cards.values()]
    assert len({href.casefold() for href in hrefs}) == 4
    write_site(report, tmp_path / "out")
    assert not (tmp_path / "CON.html").exists()
    assert len(list((tmp_path / "out" / "publications").iterdir())) == 4


@pytest.mark.parametrize("name", ["criminal_justice_uk", "homelessness_uk"])
def test_our_own_words_avoid_what_the_sector_avoids(name: str) -> None:
    pack = load_pack(name)
    own = [path.read_text("utf-8") for path in TEMPLATES.glob("*.html")]
    own += [*wording.NEEDS.values(), *wording.POPULATIONS.values(), *wording.ADDRESSEES.values(), wording.DEMONSTRATION]
    own += [text for pair in wording.DEFINITIONS for text in pair]
    own += [*pack.need_labels.values(), *pack.population_labels.values()]
    for term in pack.avoided_terms:
        pattern = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
        assert not [text for text in own if pattern.search(text)], term


def test_labels_come_from_the_sector_pack() -> None:
    report = Report(builder.build_findings())
    assert report.need_labels["housing"] == load_pack("criminal_justice_uk").need_labels["housing"]
    assert {need.label for need in report.all_needs if need.found.code == "housing"} == {report.need_labels["housing"]}
