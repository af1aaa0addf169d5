"""Which urls belong to a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sectorlens.collect.urls import is_file, is_other_file, normalise, site_of, trap
from sectorlens.model import Source


@dataclass(frozen=True)
class Scope:
    """Decides by address alone.

    A seed at the top of a site opens all of the site; a seed further down opens what lies below it and what its
    own list links to.  Files may also lie on a host below the site (``files.example.org``).
    """

    source: Source
    max_depth: int = 8

    @property
    def seeds(self) -> tuple[str, ...]:
        """The seeds in plain form; those that are no web address are left out."""
        return tuple(url for url in (normalise(seed) for seed in self.source.seeds) if url)

    def why_not(self, url: str, *, depth: int = 0, is_listed: bool = False) -> str:
        """Return a stable code for why ``url`` is not asked for, "" if it is.

        ``is_listed`` says that a seed's own list names it.
        """
        plain = normalise(url)
        if not plain:
            return "bad_url"
        if plain in self.seeds:
            return ""
        if not self.is_same_site(plain):
            return "other_site"
        if is_other_file(plain):
            return "other_file"
        if any(re.search(pattern, plain) for pattern in self.source.exclude):
            return "excluded"
        if self.source.include and not any(re.search(pattern, plain) for pattern in self.source.include):
            return "not_included"
        if depth > self.max_depth:
            return "too_deep"
        if not (is_listed or is_file(plain) or self._is_below_a_seed(plain)):
            return "outside_seeds"
        return trap(plain)

    def is_same_site(self, url: str) -> bool:
        """Return whether the host is a seed's, or for files lies below one."""
        site = site_of(url)
        sites = {site_of(seed) for seed in self.seeds}
        return site in sites or (is_file(url) and any(site.endswith(f".{other}") for other in sites))

    def _is_below_a_seed(self, url: str) -> bool:
        if self.source.kind != "web":
            return True
        path = urlsplit(url).path
        return any(
            site_of(url) == site_of(seed) and path.startswith(urlsplit(seed).path.rpartition("/")[0] + "/")
            for seed in self.seeds
        )
