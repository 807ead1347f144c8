"""What the commands of this package share: settings for a run, and one plain sentence where the caller can act."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Callable, NoReturn, Optional

import typer

from bike_returns.config import Config, ConfigError, shown

DEFAULT_CONFIG = Path("config.yaml")
NETWORK = frozenset(
    {
        "URLError",
        "gaierror",
        "ConnectionError",
        "TimeoutError",
        "timeout",
        "RequestException",
    }
)


def launch(main: Callable[..., None]) -> None:
    """Run `main` as the command line says; a fault of the code itself keeps its traceback."""
    app = typer.Typer(
        add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
    )
    app.command()(main)
    app()


def stop(sentence: object) -> NoReturn:
    """End the command with exit code 2 and one sentence on standard error."""
    typer.echo(f"error: {sentence}", err=True)
    raise typer.Exit(2)


def number(text: str) -> float:
    """A whole number where `text` is one, else one with a fraction: 100 rows, or 0.25 of them."""
    return int(text) if text.strip().lstrip("+-").isdigit() else float(text)


def load_config(path: Optional[Path], /, **overrides: Any) -> Config:
    """The parameters for this run; without `path`, config.yaml of the current directory where there is one."""
    try:
        config = Config.load(
            path or (DEFAULT_CONFIG if DEFAULT_CONFIG.exists() else None), **overrides
        )
    except ConfigError as problem:
        stop(problem)
    return config


def make_folders(files: Iterable[Any]) -> None:
    """Make the folders that the run writes to: training should not end at one that is missing."""
    for path in (Path(file) for file in files if file and "://" not in str(file)):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            stop(f"{problem.filename}: {problem.strerror}")


def stop_at_missing_data(problem: OSError, config: Config) -> None:
    """End the command if parameters name the file that is missing, or the address that does not answer."""
    if isinstance(problem, FileNotFoundError):
        stop_at_missing_file(problem, config)
    elif not NETWORK.isdisjoint(kind.__name__ for kind in type(problem).__mro__):
        stop_at_silent_address(problem, config)


def stop_at_silent_address(problem: OSError, config: Config) -> None:
    """End the command, with the parameters that are addresses: one of them may be set to another, or to a file."""
    request, response = (
        getattr(problem, "request", None),
        getattr(problem, "response", None),
    )
    asked = str(
        getattr(problem, "url", None) or getattr(request, "url", None) or ""
    ).partition("?")[0]
    known = {
        name: text
        for name, text in shown(config).items()
        if isinstance(text, str) and "://" in text
    }
    known = {
        name: text for name, text in known.items() if asked.startswith(text)
    } or known
    options = ", ".join(
        f"--{name.replace('_', '-')} ({text})" for name, text in known.items()
    )
    reason = (
        getattr(problem, "reason", None)
        or getattr(response, "reason", None)
        or type(problem).__name__
    )
    advice = f"addresses are set by {options}" if options else "no option sets another"
    stop(f"{asked or 'an address'} cannot be loaded ({reason}): {advice}")


def stop_at_missing_file(problem: FileNotFoundError, config: Config) -> None:
    """End the command with the missing file and the options that name it; where no file is named, just return."""
    missing = Path(
        str(problem.filename or problem)
    ).as_posix()  # a library's own text names it somewhere
    whole, parts = [], []
    for name, value in shown(config).items():
        for text in value if isinstance(value, list) else [value]:
            path = Path(text).as_posix() if isinstance(text, str) and text else ""
            if path == missing or (
                not problem.filename and Path(path).suffix and path in missing
            ):
                whole.append(name)
            elif path and f"/{path}/" in f"/{missing}/":
                parts.append(name)
    if options := " or ".join(f"--{name.replace('_', '-')}" for name in whole or parts):
        fault = f"no file {missing}" if problem.filename else str(problem).rstrip(".")
        stop(f"{fault}: set {options}")
    if problem.filename:
        program = (
            "" if Path(missing).suffix or "/" in missing else " or program"
        )  # what subprocess does not find
        stop(
            f"no file{program} {missing}, which no option sets: it is looked for from {Path.cwd()}"
        )
