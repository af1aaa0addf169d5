"""The command line.  Heavy libraries are imported inside the commands, so that --help answers at once."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sectorlens import cli_collect
from sectorlens.errors import ConfigError, ExpectationError, SectorlensError

if TYPE_CHECKING:
    from sectorlens.report import Run

app = typer.Typer(
    name="sectorlens",
    help="Reads a sector's publications and shows who works with whom, what is needed and who is asked to do "
    "what, each claim one click from the sentence that says it. Offline, without any account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
EXIT_FAILED, EXIT_USAGE, EXIT_EXPECTATIONS = 1, 2, 3

Quiet = Annotated[bool, typer.Option("--quiet", help="Show no progress; errors still appear.")]
Json = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object on standard output.")]
OptionalFolder = Annotated[Path | None, typer.Option(help="The workspace; by default the current folder.")]


def say(text: str) -> None:
    """Write a line for people to standard error."""
    typer.echo(text, err=True)


@app.command()
def analyse(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files and folders to read; by default what the workspace holds."),
    ] = None,
    outputs: Annotated[Path | None, typer.Option(help="Folder for the report; replaced as a whole.")] = None,
    workspace: OptionalFolder = None,
    jobs: Annotated[int, typer.Option(min=0, help="Worker processes; 0 means one per core, at most 4.")] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Let a Dask cluster read the documents, as tcp://host:8786.")
    ] = "",
    model: Annotated[str | None, typer.Option(help="Another installed spaCy pipeline, by name or path.")] = None,
    sector: Annotated[str | None, typer.Option(help="Sector pack, if not the workspace's.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make everything again instead of reusing.")] = False,
    forget: Annotated[bool, typer.Option("--forget", help="Drop remembered theme colours, positions and ids.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Read publications and build the report: site, Word, Excel, database, network files."""
    from sectorlens.analysis import analyse as run_analysis
    from sectorlens.progress import watch

    with watch(quiet=quiet or as_json) as progress:
        run = run_analysis(
            tuple(paths or ()),
            outputs=outputs if outputs is not None else (Path.cwd() / "outputs" if paths else None),
            workspace=workspace,
            jobs=jobs,
            cluster=cluster,
            model=model,
            sector=sector,
            fresh=fresh,
            forget=forget,
            progress=progress,
        )
    _finish(run, as_json)


def _finish(run: Run, as_json: bool) -> None:
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "outputs": str(run.outputs),
                    "outcomes": run.outcomes,
                    "publications": run.publications,
                    "executions": run.executions,
                    "exit_code": run.exit_code,
                }
            )
        )
    else:
        say(run.message)
    if run.exit_code:
        raise typer.Exit(run.exit_code)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where the workspace is made.")] = Path(),
    sector: Annotated[str, typer.Option(help="Sector pack to use.")] = "criminal_justice_uk",
    title: Annotated[str, typer.Option(help="Title of the report.")] = "",
) -> None:
    """Make a new workspace: settings with comments, and an inbox for publications."""
    from sectorlens.scaffold import make_workspace

    made = make_workspace(folder, sector=sector, title=title)
    say(f"Made {made}.\nPut publications into {folder / 'corpus' / 'inbox'}, then run: sectorlens analyse")


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="Words; a phrase in quotes; a prefix with *.")],
    outputs: Annotated[Path, typer.Option(help="The report to search.")] = Path("outputs"),
    limit: Annotated[int, typer.Option(min=1, help="Passages to show.")] = 10,
    as_json: Json = False,
) -> None:
    """Search the full text of the analysed publications and show passages."""
    from sectorlens.search import search as run_search

    hits = run_search(outputs, query, limit=limit)
    if as_json:
        typer.echo(json.dumps([hit.as_dict() for hit in hits], ensure_ascii=False))
        return
    for hit in hits:
        typer.echo(f"{hit.title} ({hit.publisher or 'publisher not known'}, {hit.published_on or 'undated'})")
        typer.echo(f"    {hit.passage}\n")
    if not hits:
        say(f"We found nothing for {query!r} in these publications.")


@app.command()
def evaluate(
    gold: Annotated[Path, typer.Argument(help="A .jsonl file of annotations, or a folder of gold.json files.")],
    texts: Annotated[Path | None, typer.Option(help="Folder of the annotated publications.")] = None,
    part: Annotated[str, typer.Option(help="all, test (the frozen part) or development.")] = "all",
    sector: Annotated[str, typer.Option(help="Sector pack.")] = "criminal_justice_uk",
    model: Annotated[str, typer.Option(help="Another installed spaCy pipeline, by name or path.")] = "",
    errors: Annotated[bool, typer.Option("--errors", help="List every miss and every wrong finding.")] = False,
    corrections: Annotated[Path | None, typer.Option(help="Folder of corrections.csv; each row is a case.")] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Worker processes; 0 means one per core, at most 4.")] = 0,
    quiet: Quiet = False,
    as_json: Json = False,
) -> None:
    """Measure precision, recall and F1 against annotations, with 95 % intervals."""
    from sectorlens.evaluation import evaluate as run_evaluation
    from sectorlens.progress import watch

    with watch(quiet=quiet or as_json) as progress:
        found = run_evaluation(
            gold,
            texts=texts,
            part=part,
            sector=sector,
            model=model,
            jobs=jobs,
            corrections=corrections,
            progress=progress,
        )
    cases = [case for case in found.cases if case.verdict != "no case"]
    held = sum(case.verdict == "holds" for case in cases)
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "documents": len(found.scores),
                    "unread": found.unread,
                    "layers": found.rows,
                    "corrections": {"held": held, "cases": len(cases)},
                }
            )
        )
        return
    typer.echo(f"{len(found.scores)} publications scored")
    for row in found.rows:
        typer.echo(
            f"{row['layer']:<28} P {row['precision']:.3f}  R {row['recall']:.3f}  F1 {row['f1']:.3f} "
            f"[{row['low']:.3f}, {row['high']:.3f}]  {row['hits']} of {row['gold']} found, {row['predicted']} claimed"
        )
    if found.cases:
        typer.echo(f"corrections: {held} of {len(cases)} hold without being applied")
    for case in cases:
        if case.verdict == "fails":
            sheet = case.correction
            typer.echo(f"{sheet.file} line {sheet.line}: {sheet.action} '{sheet.name}' fails: {case.found}")
    for name in found.unread:
        say(f"not read: {name}")
    for fault in found.faults:
        say(f"gold fault: {fault}")
    if errors:
        for score in found.scores:
            for layer, kind, what in score.errors:
                typer.echo(f"{score.document}\t{layer}\t{kind}\t{what}")


@app.command()
def review(
    apply: Annotated[Path | None, typer.Option(help="A filled-in sheet: take its decisions as corrections.")] = None,
    workspace: OptionalFolder = None,
    quiet: Quiet = False,
) -> None:
    """Write the sheet of doubtful findings and merges, or take it back as corrections."""
    from sectorlens import reviewing
    from sectorlens.progress import watch

    root = workspace or Path.cwd()
    if apply is not None:
        added = reviewing.apply_review(root, apply)
        say(f"{added} new corrections. Run sectorlens analyse to see them.")
        return
    with watch(quiet=quiet) as progress:
        path, questions = reviewing.write_review(root, progress=progress)
    say(f"{questions} questions in {path}. Fill in the column 'action', then: sectorlens review --apply {path}")


registry_app = typer.Typer(help="Charity, government and prison registers.", no_args_is_help=True)
app.add_typer(registry_app, name="registry")


@registry_app.command("import")
def import_register(
    file: Annotated[Path, typer.Argument(help="The register as published: JSON, tab- or comma-separated, or its zip.")],
    workspace: OptionalFolder = None,
    quiet: Quiet = False,
) -> None:
    """Link organisations to a register: same names are taken, likenesses go to a sheet for you to decide."""
    from sectorlens import reviewing
    from sectorlens.progress import watch

    with watch(quiet=quiet) as progress:
        result = reviewing.import_register(workspace or Path.cwd(), file, progress=progress)
    say(f"Read {result.rows} rows: {result.taken} identifiers taken; {result.asked} questions in {result.sheet}.")


@app.command()
def changes(
    outputs: Annotated[Path, typer.Option(help="The report to look at.")] = Path("outputs"),
) -> None:
    """Show what is new since the previous run."""
    from sectorlens.report import read_changes

    typer.echo(read_changes(outputs))


@app.command()
def serve(
    outputs: Annotated[Path, typer.Option(help="The report to show.")] = Path("outputs"),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port on 127.0.0.1; 0 takes a free one.")] = 8765,
) -> None:
    """Show the report at an address on this computer only."""
    from sectorlens.serve.site import serve_site

    serve_site(outputs, port, announce=say)


@app.command()
def doctor(workspace: OptionalFolder = None) -> None:
    """Check environment, models, store and disk, and say what to do about what is wrong."""
    from sectorlens.doctor import examine

    findings = examine(workspace or Path.cwd())
    for finding in findings:
        typer.echo(f"{'ok  ' if finding.is_well else 'BAD '} {finding.what}")
        if finding.advice:
            typer.echo(f"     {finding.advice}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(EXIT_FAILED)


@app.command()
def version() -> None:
    """Print the version."""
    from importlib import metadata

    typer.echo(f"sectorlens {metadata.version('sectorlens')}")


cli_collect.register(app)


def main() -> NoReturn:
    """Run the command line; every known error becomes one message and its exit code."""
    logging.disable(logging.INFO)
    try:
        app(standalone_mode=True)
    except ConfigError as error:
        _fail(error, EXIT_USAGE)
    except ExpectationError as error:
        say("The findings are below corpus/expectations.toml; the old report was kept.")
        _fail(error, EXIT_EXPECTATIONS)
    except SectorlensError as error:
        _fail(error, EXIT_FAILED)
    except KeyboardInterrupt:
        say("Stopped. What was finished is kept; run again to go on.")
        sys.exit(130)
    except OSError as error:
        say(f"The disk or a file refused: {error}. What was finished is kept; mend that and run again.")
        sys.exit(EXIT_FAILED)
    sys.exit(0)


def _fail(error: SectorlensError, code: int) -> NoReturn:
    say(str(error))
    sys.exit(code)
