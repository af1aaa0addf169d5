"""The doors of collecting: `collect` and `sources add | check | list`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sectorlens.errors import ConfigError

if TYPE_CHECKING:
    from sectorlens.collect.address import AddressGuard
    from sectorlens.collect.clock import Clock
    from sectorlens.collect.collecting import Collector, Plan
    from sectorlens.collect.looking import Look
    from sectorlens.collect.summary import Summary
    from sectorlens.model import Source
    from sectorlens.store.workspace import Workspace

sources_app = typer.Typer(
    name="sources", help="The websites that publications are collected from.", no_args_is_help=True
)

captures_app = typer.Typer(
    name="captures", help="What was collected, as WARC files for archives.", no_args_is_help=True
)

NO_WEBSITE = (
    "sectorlens.toml names no website to collect from. Add one with: sectorlens sources add URL, "
    "or see what is suggested with: sectorlens sources list."
)
Folder = Annotated[Path | None, typer.Option(help="The workspace; by default the current folder.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress; errors still appear.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on standard output.")]


def register(app: typer.Typer) -> None:
    """Add `collect` and `sources` to the command line."""
    app.command()(collect)
    app.add_typer(sources_app)
    app.add_typer(captures_app)


def make_guard() -> AddressGuard:
    """Return the guard that decides which addresses are connected to: public ones."""
    from sectorlens.collect.address import AddressGuard

    return AddressGuard()


def make_clock() -> Clock:
    """Return the clock of the machine."""
    from sectorlens.collect.clock import Clock

    return Clock()


def collect(
    source: Annotated[list[str] | None, typer.Option(help="Collect this source only; may be repeated.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be asked for; keep nothing.")] = False,
    since: Annotated[str, typer.Option(help="Leave out what was announced before this date (YYYY-MM-DD).")] = "",
    most: Annotated[int, typer.Option("--max", min=0, help="Stop after so many new publications; 0 means all.")] = 0,
    explain: Annotated[str, typer.Option(help="Say what would happen to this url, and why.")] = "",
    workspace: Folder = None,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Fetch new publications from the websites in sectorlens.toml, politely; go on where a run was stopped."""
    import re

    from sectorlens.collect.collecting import Plan
    from sectorlens.collect.summary import describe

    place = _open(workspace)
    if since and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", since):
        raise ConfigError(f"--since '{since}' must read YYYY-MM-DD")
    if explain:
        _explain(place, explain)
        return
    if not source and not any(one.enabled and one.kind != "folder" for one in place.settings.source):
        # Whoever only fills the inbox runs the monthly update too.
        _say(f"{NO_WEBSITE} Nothing was fetched.")
        return
    collector = _collector(place, _chosen(place, source or []))
    if not quiet and not as_json:
        collector.watch = _show
    plan = Plan(since=since, most=most)
    if dry_run:
        _rehearse(collector, plan)
        return
    summary = collector.run(plan)
    if as_json:
        typer.echo(json.dumps(_as_dict(summary), ensure_ascii=False))
        return
    _say(describe(summary))


@sources_app.command()
def add(
    url: Annotated[str, typer.Argument(help="A website, its blog, a feed or a sitemap.")],
    name: Annotated[str, typer.Option(help="Id of the source; by default made from the host.")] = "",
    publisher: Annotated[str, typer.Option(help="Who publishes what comes from here.")] = "",
    workspace: Folder = None,
) -> None:
    """Look at a website, show the robots decision and five publications, and write it into sectorlens.toml.

    The name of a source that the sector pack suggests may stand in place of the url.
    """
    from sectorlens.collect.looking import append_source, look

    place = _open(workspace)
    known = {entry.id: entry for entry in _suggestions(place)}
    if url in known:
        name, publisher, url = url, publisher or known[url].publisher, known[url].seeds[0]
    found = look(url, _collector(place, []), id_hint=name, publisher=publisher)
    if not found.is_usable:
        raise ConfigError(f"{url} was not added: {found.why}")
    _show_look(found)
    path = append_source(place.root, place.settings, found.source)
    _say(f"Added source '{found.source.id}' to {path}. Collect it with: sectorlens collect --source {found.source.id}")


@sources_app.command()
def check(
    source: Annotated[list[str] | None, typer.Argument(help="Ids of sources; by default all.")] = None,
    workspace: Folder = None,
) -> None:
    """Look at every source again: can it be reached, may it be read, does it still name publications?"""
    from sectorlens.collect.looking import look_again

    place = _open(workspace)
    bad = 0
    for one in _chosen(place, source or []):
        found = look_again(one, _collector(place, [one]))
        _show_look(found)
        bad += not found.is_usable
    if bad:
        _say(f"{bad} source{'s need' if bad > 1 else ' needs'} attention.")
        raise typer.Exit(1)


@sources_app.command("list")
def list_sources(workspace: Folder = None) -> None:
    """List the sources of this workspace, and those that the sector pack suggests."""
    place = _open(workspace)
    mine = place.settings.source
    known = {one.id for one in mine} | {seed for one in mine for seed in one.seeds}
    offered = [entry for entry in _suggestions(place) if not known & {entry.id, *entry.seeds}]
    wide = max((len(one.id) for one in (*mine, *offered)), default=0) + 2
    if not mine:
        typer.echo("This workspace has no website yet; add one with: sectorlens sources add URL")
    for one in mine:
        said = " ".join(filter(None, (one.publisher or one.name, "" if one.enabled else "(off)")))
        typer.echo(f"{one.id:<{wide}}{one.kind:<9}{said}".rstrip())
        for seed in one.seeds:
            typer.echo(f"{'':<{wide}}{seed}")
    if offered:
        typer.echo("\nSuggested for this sector; switch one on with: sectorlens sources add NAME")
    for entry in offered:
        typer.echo(f"{entry.id:<{wide}}{entry.publisher}, {entry.seeds[0]}")


@captures_app.command("export")
def export_captures(
    file: Annotated[Path, typer.Argument(help="The WARC file to write, for example captures.warc.gz.")],
    workspace: Folder = None,
) -> None:
    """Write everything that was collected, and what became of it, into one WARC file (ISO 28500)."""
    from sectorlens.collect.archive import export_warc
    from sectorlens.collect.captures import FOLDER

    n = export_warc(_open(workspace).corpus / FOLDER, file)
    _say(f"Wrote {n} records to {file}.")


@captures_app.command("import")
def import_captures(
    file: Annotated[Path, typer.Argument(help="A WARC file, ours or an archive's.")],
    source: Annotated[str, typer.Option(help="Id of the source that they count as.")] = "",
    workspace: Folder = None,
) -> None:
    """Take the pages and files of a WARC file into the corpus, as if they had been collected."""
    from sectorlens.collect.archive import import_warc
    from sectorlens.collect.captures import FOLDER

    found = import_warc(_open(workspace).corpus / FOLDER, file, source_id=source)
    _say(f"Took {found.taken} records; {found.known} were there already; {len(found.passed_over)} passed over.")
    for line in found.passed_over[:20]:
        _say(f"  {line}")


def _rehearse(collector: Collector, plan: Plan) -> None:
    from sectorlens.collect.looking import rehearse
    from sectorlens.collect.summary import in_words

    rows = rehearse(collector, plan)
    asked = [row for row in rows if not row.why_not]
    for row in asked:
        typer.echo(row.url)
    n_known = sum(row.is_known for row in asked)
    known = f", {n_known} to see whether they have changed" if n_known else ""
    _say(f"{len(asked)} pages and files would be asked for: {len(asked) - n_known} new ones{known}.")
    for why in sorted({row.why_not for row in rows} - {""}):
        n = sum(row.why_not == why for row in rows)
        said = {"put off": "the host is not asked now", "missing": "not there when last asked"}.get(why, in_words(why))
        _say(f"{n} would not: {said}.")
    _say("What only those pages link to is not known before they are read. Nothing was kept.")


def _explain(place: Workspace, url: str) -> None:
    from sectorlens.collect.looking import explain

    web = [one for one in place.settings.source if one.kind != "folder"]
    for line in explain(url, _collector(place, web)):
        typer.echo(line)


def _open(workspace: Path | None) -> Workspace:
    from sectorlens.store.workspace import open_workspace

    return open_workspace(workspace or Path.cwd())


def _collector(place: Workspace, sources: list[Source]) -> Collector:
    from sectorlens.collect.captures import FOLDER
    from sectorlens.collect.collecting import Collector

    return Collector(place.corpus / FOLDER, sources, place.settings.collect, guard=make_guard(), clock=make_clock())


def _chosen(place: Workspace, ids: list[str]) -> list[Source]:
    web = [one for one in place.settings.source if one.kind != "folder"]
    unknown = sorted(set(ids) - {one.id for one in web})
    if unknown:
        known = ", ".join(one.id for one in web) or "none"
        raise ConfigError([f"there is no source '{name}' to collect; known: {known}" for name in unknown])
    chosen = [one for one in web if (one.id in ids if ids else one.enabled)]
    if not chosen:
        raise ConfigError(NO_WEBSITE)
    return chosen


def _suggestions(place: Workspace) -> list[Source]:
    from sectorlens.model import Source
    from sectorlens.sector import load_pack

    pack = load_pack(place.settings.sector)
    return [
        Source(id=entry.id, name=entry.name, publisher=entry.publisher, kind=entry.kind, seeds=entry.seeds)
        for entry in pack.sources
    ]


def _show_look(found: Look) -> None:
    typer.echo(f"{found.source.id}: {', '.join(found.source.seeds)}")
    typer.echo(f"  robots.txt: {found.robots}")
    for line in found.lists:
        typer.echo(f"  found {line}")
    for url in found.examples:
        typer.echo(f"  would take {url}")
    if not found.is_usable:
        typer.echo(f"  not usable: {found.why}")


def _show(step: object) -> None:
    from sectorlens.collect.collecting import Progress

    # A line a request would bury what matters in a run of thousands.
    if isinstance(step, Progress) and (step.done <= 1 or step.done % 10 == 0 or not step.waiting):
        if not step.waiting:
            _say(f"{step.host}: {step.done} requests, nothing waits")
            return
        minutes = step.seconds_left / 60
        left = f"{minutes / 60:.1f} h" if minutes >= 90 else f"{minutes:.0f} min" if minutes >= 1 else "a minute"
        _say(f"{step.host}: {step.done} requests, {step.waiting} waiting, about {left} left")


def _as_dict(summary: Summary) -> dict[str, object]:
    import msgspec

    found: dict[str, object] = msgspec.to_builtins(summary)
    return {**found, "totals": summary.totals()}


def _say(text: str) -> None:
    typer.echo(text, err=True)
