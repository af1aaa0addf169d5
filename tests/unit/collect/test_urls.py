# ruff: noqa: E501 - rows are kept whole
"""Which urls are one page, and which are traps."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sectorlens.collect.scope import Scope
from sectorlens.collect.urls import identity, normalise, trap
from sectorlens.model import Source

SAME = [
    ("https://example.org", "HTTPS://EXAMPLE.ORG:443/"),
    ("https://example.org/a/", "http://www.example.org/a"),
    ("https://example.org/a/?b=1&c=2", "https://example.org/a/?c=2&b=1&utm_source=mail&fbclid=x"),
    ("https://example.org/a", "https://example.org/a;jsessionid=4F2A"),
    ("https://example.org/a/", "https://example.org/a/index.php?PHPSESSID=1#top"),
    ("https://example.org/a~b", "https://example.org/%61%7Eb"),
    ("https://example.org/b", "https://example.org/a/./../b"),
    ("https://bücher.example/", "https://xn--bcher-kva.example"),
    ("https://example.org/caf%C3%A9", "https://example.org/café"),
]
DIFFERENT = [
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a?p=1", "https://example.org/a?p=2"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a", "https://blog.example.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_page(one: str, other: str) -> None:
    assert identity(one) == identity(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages(one: str, other: str) -> None:
    assert identity(one) != identity(other)


@pytest.mark.parametrize(
    "url", ["", "mailto:a@b.example", "javascript:alert(1)", "tel:123", "https://", "http://a:b@example.org/", "http://[::1",
            "https://example.org:99999/", "https://" + "a" * 70 + ".example/", "data:text/html,x", "https://example.org/" + "a" * 3000]
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    assert normalise(url) == ""


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=60), st.text(alphabet="abc/.%?&=#;:é 2F", max_size=40))
def test_normalising_twice_changes_nothing(anything: str, path: str) -> None:
    for url in (anything, f"https://example.org/{path}", f"http://{anything}/{path}"):
        plain = normalise(url)
        assert normalise(plain) == plain
        assert not plain or plain.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    "path",
    ["/a/b/a/b/", "/x/x/x/", "/" + "/".join("abcdefghijklm"), "/list?a=1&b=2&c=3&d=4", "/list?f=1&f=2",
     "/events/2026-05/", "/calendar/day/3/", "/whats-on/?month=3"],
)  # fmt: skip
def test_traps(path: str) -> None:
    assert trap(f"https://example.org{path}")


@pytest.mark.parametrize(
    "path",
    ["/blog/2024/05/a-post/", "/events/members-day/", "/publications/?page=3", "/a/b/c/a/", "/news/a-day-in-may/"],
)
def test_no_traps(path: str) -> None:
    assert trap(f"https://example.org{path}") == ""


def test_scope_is_the_site_of_the_seed_or_what_lies_below_it() -> None:
    whole = Scope(Source(id="a", kind="web", seeds=("https://example.org/",), exclude=(r"/shop/",)))
    part = Scope(Source(id="b", kind="web", seeds=("https://example.org/blog/",), include=(r"/blog/|\.pdf$",)))
    assert whole.why_not("https://www.example.org/any/") == ""
    assert whole.why_not("https://example.org/shop/x/") == "excluded"
    assert whole.why_not("https://example.com/") == "other_site"
    assert whole.why_not("https://files.example.org/a.pdf") == ""
    assert whole.why_not("https://files.example.org/a/") == "other_site"
    assert whole.why_not("https://example.org/a.jpg") == "other_file"
    assert part.why_not("https://example.org/blog/a/") == ""
    assert part.why_not("https://example.org/files/a.pdf") == ""
    assert part.why_not("https://example.org/about/", is_listed=True) == "not_included"
    assert part.why_not("https://notexample.org/blog/") == "other_site"
