"""The command line: parse, call the pipeline, print. No logic, and nothing heavy imported before it is needed."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import nb2prod
from nb2prod.errors import ExitCode

if TYPE_CHECKING:
    from nb2prod.delivery import Outcome

app = typer.Typer(
    name="nb2prod",
    help="Turns a Jupyter notebook into a production project, and keeps the two in step.",
    epilog="Exit codes: 0 done, 1 not in step, 2 wrong input, 3 conflict with hand edits, 5 environment, 70 our fault.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the program and exit with the code of the contract."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name or a text that this terminal has no letters for is no fault
            stream.reconfigure(errors="backslashreplace")
    gc.set_threshold(100_000, 50)  # what a conversion makes lives as long as it: to look for garbage was a fifth of it
    try:
        app(prog_name="nb2prod")
    except KeyboardInterrupt:
        _interrupted()
    finally:
        gc.freeze()  # Python looks for garbage once more at its end: in all that lives, a tenth of a conversion


def _place(text: str) -> Path:
    if not text:  # an unset variable of a script: the current folder was never meant
        raise typer.BadParameter("a path is empty; the current folder is `.`")
    return Path(text)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"nb2prod {nb2prod.__version__}")
        raise typer.Exit


@app.callback()
def _program(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None: ...


@app.command()
def convert(
    notebooks: Annotated[
        list[Path],
        typer.Argument(parser=_place, metavar="NOTEBOOK|FOLDER...", help="Folders are searched for *.ipynb."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=_place,
            metavar="DIR",
            help="The project for one notebook, DIR/<package> for several or a folder.",
        ),
    ] = None,
    with_: Annotated[str, typer.Option("--with", metavar="TARGET,...", help="Generate these targets as well.")] = "",
    jobs: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many to convert side by side.", show_default="number of processors"),
    ] = os.cpu_count() or 1,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written; write nothing.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what would change as a diff; write nothing.")] = False,
    fail_on_change: Annotated[
        bool, typer.Option("--fail-on-change", help="Exit with 1 when a file changed, or would change.")
    ] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 when a finding is an error.")] = False,
    skip_bad_cells: Annotated[
        bool, typer.Option("--skip-bad-cells", help="Leave out cells that are not Python 3, instead of refusing.")
    ] = False,
    owned: Annotated[
        bool, typer.Option("--owned", help="Of folders, only what was converted before or the settings list.")
    ] = False,
) -> None:
    """Convert notebooks to projects, without running them."""

    def work() -> ExitCode:
        from nb2prod import delivery, pipeline

        targets = tuple(filter(None, (target.strip() for target in with_.split(","))))
        options = delivery.Options(output, targets, jobs, dry_run, diff, fail_on_change, strict, skip_bad_cells, owned)
        with _progress() as tick:
            outcomes = pipeline.convert(notebooks, options, tick)
        for outcome in outcomes:
            _print(outcome)
        return max((outcome.code for outcome in outcomes), default=ExitCode.DONE)

    _exit_with(work)


@app.command()
def check(
    notebooks: Annotated[
        list[Path],
        typer.Argument(parser=_place, metavar="NOTEBOOK|FOLDER...", help="Folders are searched for *.ipynb."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            parser=_place,
            metavar="DIR",
            help="The project of one notebook, DIR/<package> for several or a folder.",
        ),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Print what converting would change as a diff.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON; cells count from 0 there.")] = False,
) -> None:
    """Say whether projects are in step with their notebooks; write nothing.

    Notebooks that were never converted are left alone, unless the settings list them.
    """

    def work() -> ExitCode:
        from json import dumps

        from nb2prod import check as checking

        with _progress() as tick:
            answer = checking.check(notebooks, output, tick)
        for sentence in checking.sentences(answer):
            typer.echo(sentence, err=True)
        if json:
            typer.echo(dumps(checking.as_json(answer, diff), indent=2))
        elif diff:
            typer.echo("".join(verdict.diff for verdict in answer.verdicts), nl=False)
        return answer.code

    _exit_with(work)


@app.command()
def explain(
    notebook: Annotated[Path, typer.Argument(parser=_place, metavar="NOTEBOOK")],
    json: Annotated[bool, typer.Option("--json", help="Print JSON; cells count from 0 there.")] = False,
    html: Annotated[
        Path | None,
        typer.Option("--html", parser=_place, metavar="FILE", help="Write a page that needs nothing beside it."),
    ] = None,
    cell: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Only this cell, counted from 1 over all cells.")
    ] = None,
) -> None:
    """Show what becomes of every line of a notebook, and why."""
    if html is not None and (json or html.suffix.lower() not in (".html", ".htm")):
        raise typer.BadParameter(
            "it takes a FILE.html, and stands alone: not together with --json", param_hint="--html"
        )

    def work() -> ExitCode:
        from rich.console import Console

        from nb2prod import disk, pipeline, report
        from nb2prod.report import table

        plan = pipeline.plan_notebook(notebook, skip_bad_cells=False)
        index = None if cell is None else cell - 1
        if index is not None:
            table.check_cell(plan, index)
        if json:
            typer.echo(report.json_text(report.explain_json(plan, index)))
        elif html is not None:
            disk.write_files(html.parent, {html.name: report.page(plan, index)})
        else:
            table.print_explanation(plan, Console(highlight=False, emoji=False), index)
        return ExitCode.DONE

    _exit_with(work)


@app.command("slice")
def slice_(
    notebook: Annotated[Path, typer.Argument(parser=_place, metavar="NOTEBOOK")],
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Names that the notebook holds at its end.")],
    skip_bad_cells: Annotated[
        bool, typer.Option("--skip-bad-cells", help="Leave out cells that are not Python 3, instead of refusing.")
    ] = False,
) -> None:
    """Print the smallest program that computes NAME at the notebook's end."""

    def work() -> ExitCode:
        from nb2prod import pipeline

        typer.echo(pipeline.slice_notebook(notebook, names, skip_bad_cells), nl=False)
        return ExitCode.DONE

    _exit_with(work)


@app.command()
def verify(
    notebook: Annotated[Path, typer.Argument(parser=_place, metavar="NOTEBOOK")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", parser=_place, metavar="DIR", help="The project; without one there, it is generated."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON; cells count from 0 there.")] = False,
    python: Annotated[
        str, typer.Option("--python", metavar="PATH", help="The Python that has the notebook's libraries.")
    ] = "",
    timeout: Annotated[
        float | None, typer.Option(min=1, metavar="S", help="Seconds that each run may take.", show_default="no limit")
    ] = None,
) -> None:
    """Run notebook and project in a scratch copy, and compare every value that is kept. This executes the notebook."""

    def work() -> ExitCode:
        from nb2prod import pipeline
        from nb2prod import verify as stage

        report = pipeline.verify_notebook(
            notebook, output, python or sys.executable, timeout, lambda text: typer.echo(text, err=True)
        )
        for sentence in stage.sentences(report):
            typer.echo(sentence, err=True)
        if json:
            typer.echo(stage.as_json(report), nl=False)
        return report.code

    _exit_with(work)


@app.command()
def resolve(
    files: Annotated[list[Path], typer.Argument(parser=_place, metavar="FILE...", help="Files of generated projects.")],
) -> None:
    """Accept what stands in FILE after a conflict between a hand edit and the notebook."""

    def work() -> ExitCode:
        from nb2prod.resolve import resolve as accept

        outcomes = [accept(path) for path in files]
        for outcome in outcomes:
            _print(outcome)
        return max(outcome.code for outcome in outcomes)

    _exit_with(work)


@app.command()
def init(
    systems: Annotated[
        str,
        typer.Option(
            "--ci", metavar="SYSTEM,...", help="github, gitlab, azure, jenkins.", show_default="what is used here"
        ),
    ] = "",
    requirement: Annotated[
        str,
        typer.Option("--requirement", metavar="TEXT", help="What pip gets nb2prod from.", show_default="this version"),
    ] = "",
) -> None:
    """Set a repository up to stay in step: settings, pre-commit entry, CI job. What is there stays."""

    def work() -> ExitCode:
        from nb2prod import init as setting_up

        wanted = tuple(filter(None, (system.strip() for system in systems.split(","))))
        for sentence in setting_up.init(Path.cwd(), wanted, requirement).sentences:
            typer.echo(sentence, err=True)
        return ExitCode.DONE

    _exit_with(work)


def _exit_with(work: Callable[[], ExitCode]) -> None:
    """Run a command's work, and exit with its code, or with that of whatever stopped it."""
    try:
        from nb2prod import delivery

        result = delivery.attempt(work)
    except KeyboardInterrupt:
        _interrupted()
    if isinstance(result, ExitCode):
        raise typer.Exit(int(result))
    _print(result)
    raise typer.Exit(int(result.code))


def _interrupted() -> NoReturn:
    typer.echo("Interrupted: what was being written is either old or new, nothing in between.", err=True)
    sys.exit(int(ExitCode.INTERRUPTED))


def _print(outcome: Outcome) -> None:
    for sentence in outcome.sentences:
        typer.echo(sentence, err=True)
    typer.echo(outcome.diff, nl=False)


@contextmanager
def _progress() -> Iterator[Callable[[int], None]]:
    """A bar for more than one notebook, on a terminal; called with their number once before, then after each."""
    if not sys.stderr.isatty():
        yield lambda total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:

        def tick(total: int) -> None:
            if not bar.task_ids and total > 1:
                bar.add_task("Converting", total=total)
            elif bar.task_ids:
                bar.advance(bar.task_ids[0])

        yield tick
