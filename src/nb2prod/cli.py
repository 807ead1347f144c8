"""The command line: parse, call the pipeline, print. No logic, and nothing heavy imported before it is needed."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

import nb2prod
from nb2prod.errors import ExitCode

if TYPE_CHECKING:
    from nb2prod.delivery import Outcome

Command = TypeVar("Command", bound=Callable[..., object])


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
        raise click.BadParameter("a path is empty; the current folder is `.`")
    return Path(text)


NOTEBOOK = click.argument("notebook", type=_place, metavar="NOTEBOOK")
NOTEBOOKS = click.argument("notebooks", nargs=-1, required=True, type=_place, metavar="NOTEBOOK|FOLDER...")


def _output(about: str) -> Callable[[Command], Command]:
    return click.option("--output", "-o", type=_place, metavar="DIR", help=about)


def _flag(name: str, about: str) -> Callable[[Command], Command]:
    return click.option(name, is_flag=True, help=about)


JSON = _flag("--json", "Print JSON; cells count from 0 there.")
SKIP = _flag("--skip-bad-cells", "Leave out cells that are not Python 3, instead of refusing.")


@click.group(
    epilog="Exit codes: 0 done, 1 not in step, 2 wrong input, 3 conflict with hand edits, 5 environment, 70 our fault."
)
@click.version_option(nb2prod.__version__, message="nb2prod %(version)s", help="Show the version and exit.")
def app() -> None:
    """Turn a Jupyter notebook into a production project, and keep the two in step."""


@app.command()
@NOTEBOOKS
@_output("The project for one notebook, DIR/<package> for several or a folder.")
@click.option("--with", "with_", default="", metavar="TARGET,...", help="Generate these targets as well.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    default=os.cpu_count() or 1,
    help="How many to convert side by side.",
    show_default="number of processors",
)
@_flag("--dry-run", "Say what would be written; write nothing.")
@_flag("--diff", "Print what would change as a diff; write nothing.")
@_flag("--fail-on-change", "Exit with 1 when a file changed, or would change.")
@_flag("--strict", "Exit with 1 when a finding is an error.")
@SKIP
@_flag("--owned", "Of folders, only what was converted before or the settings list.")
def convert(
    notebooks: tuple[Path, ...],
    output: Path | None,
    with_: str,
    jobs: int,
    dry_run: bool,
    diff: bool,
    fail_on_change: bool,
    strict: bool,
    skip_bad_cells: bool,
    owned: bool,
) -> None:
    """Convert notebooks to projects, without running them.

    Folders are searched for *.ipynb.
    """

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
@NOTEBOOKS
@_output("The project of one notebook, DIR/<package> for several or a folder.")
@_flag("--diff", "Print what converting would change as a diff.")
@JSON
def check(notebooks: tuple[Path, ...], output: Path | None, diff: bool, json: bool) -> None:
    """Say whether projects are in step with their notebooks; write nothing.

    Folders are searched for *.ipynb; notebooks that were never converted are left alone, unless the settings list them.
    """

    def work() -> ExitCode:
        from json import dumps

        from nb2prod import check as checking

        with _progress() as tick:
            answer = checking.check(notebooks, output, tick)
        for sentence in checking.sentences(answer):
            click.echo(sentence, err=True)
        if json:
            click.echo(dumps(checking.as_json(answer, diff), indent=2))
        elif diff:
            click.echo("".join(verdict.diff for verdict in answer.verdicts), nl=False)
        return answer.code

    _exit_with(work)


@app.command()
@NOTEBOOK
@JSON
@click.option("--html", type=_place, metavar="FILE", help="Write a page that needs nothing beside it.")
@click.option("--cell", type=click.IntRange(min=1), metavar="N", help="Only this cell, counted from 1 over all cells.")
def explain(notebook: Path, json: bool, html: Path | None, cell: int | None) -> None:
    """Show what becomes of every line of a notebook, and why."""
    if html is not None and (json or html.suffix.lower() not in (".html", ".htm")):
        raise click.BadParameter(
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
            click.echo(report.json_text(report.explain_json(plan, index)))
        elif html is not None:
            disk.write_files(html.parent, {html.name: report.page(plan, index)})
        else:
            table.print_explanation(plan, Console(highlight=False, emoji=False), index)
        return ExitCode.DONE

    _exit_with(work)


@app.command("slice")
@NOTEBOOK
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@SKIP
def slice_(notebook: Path, names: tuple[str, ...], skip_bad_cells: bool) -> None:
    """Print the smallest program that computes NAME at the notebook's end."""

    def work() -> ExitCode:
        from nb2prod import pipeline

        click.echo(pipeline.slice_notebook(notebook, names, skip_bad_cells), nl=False)
        return ExitCode.DONE

    _exit_with(work)


@app.command()
@NOTEBOOK
@_output("The project; without one there, it is generated.")
@JSON
@click.option("--python", default="", metavar="PATH", help="The Python that has the notebook's libraries.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=1),
    metavar="S",
    help="Seconds that each run may take.",
    show_default="no limit",
)
def verify(notebook: Path, output: Path | None, json: bool, python: str, timeout: float | None) -> None:
    """Run notebook and project in a scratch copy, and compare every value that is kept. This executes the notebook."""

    def work() -> ExitCode:
        from nb2prod import pipeline
        from nb2prod import verify as stage

        report = pipeline.verify_notebook(
            notebook, output, python or sys.executable, timeout, lambda text: click.echo(text, err=True)
        )
        for sentence in stage.sentences(report):
            click.echo(sentence, err=True)
        if json:
            click.echo(stage.as_json(report), nl=False)
        return report.code

    _exit_with(work)


@app.command()
@click.argument("files", nargs=-1, required=True, type=_place, metavar="FILE...")
def resolve(files: tuple[Path, ...]) -> None:
    """Accept what stands in FILE after a conflict between a hand edit and the notebook."""

    def work() -> ExitCode:
        from nb2prod.resolve import resolve as accept

        outcomes = [accept(path) for path in files]
        for outcome in outcomes:
            _print(outcome)
        return max(outcome.code for outcome in outcomes)

    _exit_with(work)


@app.command()
@click.option(
    "--ci",
    "systems",
    default="",
    metavar="SYSTEM,...",
    help="github, gitlab, azure, jenkins.",
    show_default="what is used here",
)
@click.option(
    "--requirement", default="", metavar="TEXT", help="What pip gets nb2prod from.", show_default="this version"
)
def init(systems: str, requirement: str) -> None:
    """Set a repository up to stay in step: settings, pre-commit entry, CI job. What is there stays."""

    def work() -> ExitCode:
        from nb2prod import init as setting_up

        wanted = tuple(filter(None, (system.strip() for system in systems.split(","))))
        for sentence in setting_up.init(Path.cwd(), wanted, requirement).sentences:
            click.echo(sentence, err=True)
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
        raise click.exceptions.Exit(int(result))
    _print(result)
    raise click.exceptions.Exit(int(result.code))


def _interrupted() -> NoReturn:
    click.echo("Interrupted: what was being written is either old or new, nothing in between.", err=True)
    sys.exit(int(ExitCode.INTERRUPTED))


def _print(outcome: Outcome) -> None:
    for sentence in outcome.sentences:
        click.echo(sentence, err=True)
    click.echo(outcome.diff, nl=False)


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
