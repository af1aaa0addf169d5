"""Looking at a website before it is collected: its feed, sitemap or index, its robots decision, some publications."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from sectorlens.collect import sniff
from sectorlens.collect.captures import LOG, CaptureLog, read_rows
from sectorlens.collect.collecting import AGENT, Collector, Foreseen, Plan, check_settings
from sectorlens.collect.links import read_page
from sectorlens.collect.scope import Scope
from sectorlens.collect.summary import FILE as SUMMARY
from sectorlens.collect.summary import in_words
from sectorlens.collect.urls import host_of, normalise, site_of
from sectorlens.errors import ConfigError, FetchError
from sectorlens.model import Source
from sectorlens.settings import FILE_NAME, Settings, read_settings

EXAMPLES = 5


@dataclass(frozen=True)
class Look:
    """What was seen: the source as it would be written, the robots decision, lists found, publications to take."""

    source: Source
    robots: str
    lists: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    why: str = ""

    @property
    def is_usable(self) -> bool:
        """Whether something can be collected here."""
        return not self.why


def look(url: str, collector: Collector, *, id_hint: str = "", publisher: str = "") -> Look:
    """Return what stands at ``url`` and what collecting there would take.

    Raises:
        ConfigError: the url is no web address, or no contact is set.
    """
    plain = normalise(url if "://" in url else f"https://{url}")
    if not plain:
        raise ConfigError(f"'{url}' is no web address; it should read like https://www.example.org/blog/")
    source = Source(id=id_hint or make_id(plain), publisher=publisher, kind="web", seeds=(plain,))
    return look_again(source, collector)


def look_again(source: Source, collector: Collector) -> Look:
    """Return what collecting ``source`` would take now; a first look finds out its kind."""
    check_settings(collector.settings, [source])
    with tempfile.TemporaryDirectory() as folder:
        there = replace(collector, folder=Path(folder), sources=[source])
        with CaptureLog(there.folder) as log:
            visitor = there.visitor(log)
            rules = visitor.robots.rules(source.seeds[0])
        allowed = rules.allows(source.seeds[0], AGENT)
        delay = rules.delay(AGENT)
        decision = rules.verdict(source.seeds[0], AGENT) + (f"; asks for {delay:g} s between pages" if delay else "")
        if not allowed:
            return Look(source, decision, why=f"it may not be read ({decision})")
        summary = there.run(Plan(most=EXAMPLES))
        log = CaptureLog(there.folder)
        rows = {url: standing.last for url, standing in log.standings()}
        seed = rows.get(source.seeds[0])
        named = ""
        if seed is not None and seed.role in ("feed", "sitemap") and source.kind == "web":
            # Collecting will take what this list names, not what else the look came across.
            source = msgspec.structs.replace(source, kind="feed" if seed.role == "feed" else "sitemap")
            named = source.seeds[0]
        lists = tuple(
            f"{row.role}: {url}"
            for url, row in rows.items()
            if row.role in ("feed", "sitemap") and (not named or url == named)
        )
        examples = tuple(_examples(there.folder, log, named))[:EXAMPLES]
        why = "" if examples else _why_nothing(source, summary.reasons)
        return Look(source, decision, lists, examples, why)


def _examples(folder: Path, log: CaptureLog, named: str) -> Iterator[str]:
    """Yield the publications taken, in the order in which they came, with their titles."""
    seen: set[str] = set()
    for row in read_rows(folder):
        standing = log.standing(row.url)
        if row.url in seen or standing is None or standing.body is None or not standing.is_publication:
            continue
        seen.add(row.url)
        if named and row.found_in != named:
            continue
        title = ""
        if standing.body.media_type == sniff.HTML:
            title = read_page(log.read_body(standing.body.sha256), row.url, standing.body.charset).title
        yield f"{row.url}  {title}".rstrip()


def _why_nothing(source: Source, reasons: dict[str, int]) -> str:
    most = sorted(reasons.items(), key=lambda pair: -pair[1])[:4]
    said = ", ".join(f"{in_words(reason)} ({n})" for reason, n in most)
    return f"no publication was found from {source.seeds[0]}" + (f": {said}" if said else "")


def rehearse(collector: Collector, plan: Plan) -> tuple[Foreseen, ...]:
    """Return what a run would ask for, in its order; lists and feeds are read, nothing is kept.

    Raises:
        ConfigError: no contact is set, or a source cannot be collected.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in (LOG, SUMMARY):
            if (collector.folder / name).is_file():
                shutil.copyfile(collector.folder / name, Path(folder) / name)
        there = replace(collector, folder=Path(folder), foreseen=[])
        there.run(replace(plan, is_dry=True))
        return tuple(there.foreseen)


def explain(url: str, collector: Collector) -> Iterator[str]:
    """Yield sentences that say what collecting would do with ``url`` and why; only robots.txt is asked for."""
    plain = normalise(url)
    if not plain:
        yield f"'{url}' is no web address that could be asked for."
        return
    yield f"It is asked for as {plain}"
    owners = 0
    for source in collector.sources:
        scope = Scope(source, collector.settings.max_depth)
        why = scope.why_not(plain)
        if why != "other_site":
            owners += 1
            yield (
                f"Source '{source.id}': "
                + (f"left out, {in_words(why)}" if why else "it belongs to this source")
                + (
                    "; it is asked for only if a page of the source's own list links to it"
                    if why == "outside_seeds" and not scope.why_not(plain, is_listed=True)
                    else ""
                )
            )
    if not owners:
        yield "It belongs to no source of this workspace."
        return
    standing = CaptureLog(collector.folder).standing(plain)
    if standing is None:
        yield "It was never asked for."
    else:
        last = standing.last
        said = f" ({in_words(last.reason)})" if last.reason else ""
        yield f"Last asked {last.fetched_at}: {last.outcome}{said}" + (
            f", same as {last.same_as}" if last.same_as else ""
        )
        if last.found_in:
            yield f"It was named by {last.found_in}"
        yield "It is in the corpus." if standing.is_publication else "It is not in the corpus."
    with tempfile.TemporaryDirectory() as folder, CaptureLog(Path(folder)) as log:
        try:
            rules = collector.visitor(log).robots.rules(plain)
            yield f"robots.txt of {host_of(plain)}: {rules.verdict(plain, AGENT)}"
        except FetchError as error:
            yield f"robots.txt of {host_of(plain)}: {error}"


def make_id(url: str) -> str:
    """Return a slug for the website of ``url``.

    >>> make_id("https://www.clinks.org/blog/")
    'clinks-org'
    """
    return re.sub(r"[^a-z0-9]+", "-", (urlsplit(f"//{site_of(url)}").hostname or "source").lower()).strip("-")


def append_source(root: Path, settings: Settings, source: Source) -> Path:
    """Write the block of ``source`` at the end of sectorlens.toml, which is otherwise left as it is.

    Raises:
        ConfigError: a source of this id stands there already.
    """
    path = root / FILE_NAME
    if any(known.id == source.id for known in settings.source):
        raise ConfigError(f"there is a source '{source.id}' already; give this one another name with --name", path=path)
    text = path.read_text("utf-8-sig") if path.exists() else ""
    lines = ["", "[[source]]", f"id = {_quoted(source.id)}", f"kind = {_quoted(source.kind)}"]
    if source.publisher:
        lines.append(f"publisher = {_quoted(source.publisher)}")
    lines.append(f"seeds = [{', '.join(_quoted(seed) for seed in source.seeds)}]")
    joined = (text if not text or text.endswith("\n") else f"{text}\n") + "\n".join(lines) + "\n"
    unfinished = path.with_suffix(".part")
    unfinished.write_text(joined, "utf-8")
    read_settings(unfinished)
    unfinished.replace(path)
    return path


def _quoted(text: str) -> str:
    """Return a TOML basic string; JSON's escapes are a part of TOML's."""
    return msgspec.json.encode(text).decode("utf-8")
