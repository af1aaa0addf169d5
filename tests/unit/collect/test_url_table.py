"""How links are resolved: a table of facts of the URL standard, and agreement with urllib and requests."""

from __future__ import annotations

from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sectorlens.collect.fetch import check_url
from sectorlens.collect.urls import normalise
from sectorlens.errors import FetchError

BASE = "https://umbrella.example/a/b/c?x=1#f"

# Each resolved against BASE.
RESOLVED = [
    # Relative references (RFC 3986, 5.4).
    ("d", "https://umbrella.example/a/b/d"),
    ("./d", "https://umbrella.example/a/b/d"),
    ("d/", "https://umbrella.example/a/b/d/"),
    ("/d", "https://umbrella.example/d"),
    ("//other.example/d", "https://other.example/d"),
    ("?y=2", "https://umbrella.example/a/b/c?y=2"),
    ("d?y=2", "https://umbrella.example/a/b/d?y=2"),
    ("d?y=2/../z", "https://umbrella.example/a/b/d?y=2/../z"),
    ("", "https://umbrella.example/a/b/c?x=1"),
    ("?", "https://umbrella.example/a/b/c"),
    (";p=1", "https://umbrella.example/a/b/;p=1"),
    ("d;p=1", "https://umbrella.example/a/b/d;p=1"),
    (".", "https://umbrella.example/a/b/"),
    ("./", "https://umbrella.example/a/b/"),
    ("..", "https://umbrella.example/a/"),
    ("../d", "https://umbrella.example/a/d"),
    ("../../d", "https://umbrella.example/d"),
    ("../../../d", "https://umbrella.example/d"),
    ("/../d", "https://umbrella.example/d"),
    ("/./d", "https://umbrella.example/d"),
    ("d.", "https://umbrella.example/a/b/d."),
    (".d", "https://umbrella.example/a/b/.d"),
    ("d..", "https://umbrella.example/a/b/d.."),
    ("...", "https://umbrella.example/a/b/..."),
    ("./d/.", "https://umbrella.example/a/b/d/"),
    ("d/./e", "https://umbrella.example/a/b/d/e"),
    ("d/../e", "https://umbrella.example/a/b/e"),
    ("d/..", "https://umbrella.example/a/b/"),
    ("https://other.example/a/./../b/", "https://other.example/b/"),
    ("%2e%2e/d", "https://umbrella.example/a/d"),  # an escaped dot is a dot
    ("/d/%2E/e", "https://umbrella.example/d/e"),
    ("d//e", "https://umbrella.example/a/b/d//e"),
    ("./a:b", "https://umbrella.example/a/b/a:b"),
    # Fragments are never sent.
    ("#g", "https://umbrella.example/a/b/c?x=1"),
    ("d#g", "https://umbrella.example/a/b/d"),
    ("d?y#g?z", "https://umbrella.example/a/b/d?y"),
    # Schemes and slashes, as browsers read them.
    ("HTTP://Other.EXAMPLE/D", "http://other.example/D"),
    ("https:d", "https://umbrella.example/a/b/d"),
    ("https:/d", "https://umbrella.example/d"),
    ("https:///other.example/d", "https://other.example/d"),
    ("////other.example/d", "https://other.example/d"),
    ("\\\\other.example\\d", "https://other.example/d"),
    ("\\d", "https://umbrella.example/d"),
    ("d\\e?y=\\", "https://umbrella.example/a/b/d/e?y=%5C"),
    # White space: around it goes, breaks and tabs go everywhere, blanks are escaped.
    ("  d \n", "https://umbrella.example/a/b/d"),
    ("d\n\te", "https://umbrella.example/a/b/de"),
    ("ht\ntps://other.example/", "https://other.example/"),
    ("d e", "https://umbrella.example/a/b/d%20e"),
    ("?q=d e", "https://umbrella.example/a/b/c?q=d%20e"),
    # Escapes: what must be is, what need not be is not, in capitals.
    ("caf\u00e9", "https://umbrella.example/a/b/caf%C3%A9"),
    ("caf%c3%a9", "https://umbrella.example/a/b/caf%C3%A9"),
    ("%7eann", "https://umbrella.example/a/b/~ann"),
    ("d%2fe", "https://umbrella.example/a/b/d%2Fe"),
    ("d%3Fe", "https://umbrella.example/a/b/d%3Fe"),
    ("d%23e", "https://umbrella.example/a/b/d%23e"),
    ("d%25e", "https://umbrella.example/a/b/d%25e"),
    ("100%", "https://umbrella.example/a/b/100%25"),
    ("d%zz", "https://umbrella.example/a/b/d%25zz"),
    ("d%e9", "https://umbrella.example/a/b/d%E9"),  # not UTF-8, and asked for as it stands
    ("?q=%e9", "https://umbrella.example/a/b/c?q=%E9"),
    ("?q=\u00e9", "https://umbrella.example/a/b/c?q=%C3%A9"),
    ("?q=a+b", "https://umbrella.example/a/b/c?q=a+b"),
    ("?q=a%2Bb", "https://umbrella.example/a/b/c?q=a%2Bb"),
    ("?q=a%26b", "https://umbrella.example/a/b/c?q=a%26b"),
    ("?download", "https://umbrella.example/a/b/c?download"),
    ("?a=&b", "https://umbrella.example/a/b/c?a=&b"),
    ("?b=2&a=1&a=2", "https://umbrella.example/a/b/c?b=2&a=1&a=2"),
    ('d"e<f>', "https://umbrella.example/a/b/d%22e%3Cf%3E"),
    ("d\u200be", "https://umbrella.example/a/b/d%E2%80%8Be"),
    # Hosts.
    ("//Other.Example.:443/", "https://other.example/"),
    ("//other.example:/", "https://other.example/"),
    ("//other.example:80/", "https://other.example:80/"),
    ("http://other.example:80", "http://other.example/"),
    ("//other.example?y", "https://other.example/?y"),
    ("//b\u00fccher.example/", "https://xn--bcher-kva.example/"),
    ("//B\u00dcCHER.example/", "https://xn--bcher-kva.example/"),
    ("//bu\u0308cher.example/", "https://xn--bcher-kva.example/"),
    ("//fa\u00df.example/", "https://xn--fa-hia.example/"),
    ("//\uff45xample.example/", "https://example.example/"),
    ("//other\u3002example/", "https://other.example/"),
    ("//[2001:DB8::1]:443/", "https://[2001:db8::1]/"),
    # What follows a visitor is not asked for; what may choose a page is.
    ("d?utm_source=mail&id=2&UTM_Medium=x", "https://umbrella.example/a/b/d?id=2"),
    ("d?fbclid=1&gclid=2&mc_eid=3", "https://umbrella.example/a/b/d"),
    ("d;jsessionid=0A1B?id=2", "https://umbrella.example/a/b/d?id=2"),
    ("d?PHPSESSID=0a1b2c&id=2", "https://umbrella.example/a/b/d?id=2"),
    ("d?sid=0123456789abcdef", "https://umbrella.example/a/b/d"),
    ("d?sid=42", "https://umbrella.example/a/b/d?sid=42"),
    ("d?ref=report", "https://umbrella.example/a/b/d?ref=report"),
    ("d/index.php?id=2", "https://umbrella.example/a/b/d/index.php?id=2"),
]

# No web address, or none that is asked for.
REFUSED = [
    "mailto:a@umbrella.example", "tel:+441234", "javascript:void(0)", "data:text/html,x", "file:///etc/passwd",
    "ftp://umbrella.example/", "about:blank", "a:b", "http:", "//", "https://", "https://:443/",
    "//user@other.example/",
    "//user:secret@other.example/", "//other.example:99999/", "//other.example:port/", "//other..example/",
    "//other example/", "//other%20example/", "//o[ther.example/", "//[::1", "//[other]/", "//a<b.example/",
    "//" + "a" * 64 + ".example/", "/" + "a" * 2100, "//\ud800.example/",
]  # fmt: skip


@pytest.mark.parametrize(("link", "meant"), RESOLVED)
def test_a_link_means_what_the_standard_says(link: str, meant: str) -> None:
    assert normalise(link, BASE) == meant
    assert normalise(meant) == meant, "it is plain already"


@pytest.mark.parametrize("link", REFUSED)
def test_what_is_no_web_address_is_not_asked_for(link: str) -> None:
    assert normalise(link, BASE) == ""


# Pieces on which the older and the newer standard agree.
segment = st.text(alphabet="abcXYZ019-_.~", min_size=1, max_size=4) | st.sampled_from(
    ["..", ".", "%20", "%2F", "caf%C3%A9", "a;b"]
)
path = st.builds(
    lambda pieces, end: "/".join(pieces) + end * bool(pieces), st.lists(segment, max_size=5), st.sampled_from(["", "/"])
)
reference = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(
            ["", "/", "./", "../", "//other.example/", "https://other.example/", "http://other.example:8080/"]
        ),
        path,
        st.just("") | st.text(alphabet="abc019=-_.+/", min_size=1, max_size=8).map("?{}".format),
        st.sampled_from(["", "#mark"]),
    ),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(reference, path)
def test_links_resolve_as_urllib_and_requests_resolve_them(link: str, where: str) -> None:
    base = f"https://umbrella.example/{where}"
    joined = urldefrag(urljoin(base, link)).url
    sent = requests.Request("GET", joined).prepare().url
    assert sent is not None
    parts = urlsplit(sent)
    if parts.path.startswith("//"):
        sent = sent.replace(parts.path, f"/{parts.path.lstrip('/')}", 1)
    assert normalise(link, base) == sent


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=30), st.text(alphabet="abc/.%?&=#;:\\\u00e9 2FeE+[]", max_size=30))
def test_what_is_checked_is_what_is_sent(anything: str, tail: str) -> None:
    for link in (anything, f"https://umbrella.example/{tail}", f"//umbrella.example?{tail}"):
        plain = normalise(link, BASE)
        if plain:
            try:
                check_url(plain)
            except FetchError:
                continue
            # robots.txt and scope were held against this address; requests must not make another of it.
            assert requests.Request("GET", plain).prepare().url == plain
