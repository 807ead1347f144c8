"""The command line of the workflow: `main` for train.py and run.py, as source text.

test_size: float = 0.25    gives    --test-size FLOAT, passed on to Config.load(test_size=...)
"""

from __future__ import annotations

from collections.abc import Collection

from nb2prod.emit.code.annotations import free
from nb2prod.emit.exports import export_places
from nb2prod.emit.measured import recorder
from nb2prod.emit.parameters import options, takes_numbers
from nb2prod.emit.readme import asks_outside, changes_folder
from nb2prod.emit.serving import is_raw, reads_settings, serves
from nb2prod.emit.templates import render
from nb2prod.model import Plan

# What `main` needs, as (module, name); no module: the name is a module itself.
IMPORTS = {
    "both": (
        ("", "logging"),
        ("pathlib", "Path"),
        ("typing", "Annotated"),
        ("typing", "Optional"),
        ("", "typer"),
        ("{package}.command", "launch"),
        ("{package}.command", "load_config"),
        ("{package}.run_summary", "sum_up"),
    ),
    "files": (("{package}.command", "stop_at_missing_data"),),
    "numbers": (("{package}.command", "number"),),
    "folders": (("{package}.command", "make_folders"),),
    "train": (("{package}", "artifacts"), ("{package}.command", "stop"), ("{package}.config", "shown")),
    "run": (("{package}.metrics", "write_metrics"),),
    "metrics": (("typing", "Any"), ("{package}.metrics", "kept_if_stopped")),
    "tables": (("{package}.result_tables", "write_tables"), ("{package}.command", "stop")),
    "serves": (("{package}.answering", "answer_sample"), ("{package}.inference", "predict")),
    "raw": (("{package}.inference", "columns_needed"),),
}
LOCALS = ("config", "artifacts_dir", "settings", "result", "problem", "OSError", "measured")


def command_source(plan: Plan, workflow: str = "", taken: Collection[str] = ()) -> str:
    """Source of `main` and of the `if __name__` that launches it, without imports (see `command_imports`).

    `workflow` is the name of the workflow function where it had to be renamed; `taken` are names that the module binds
    otherwise: what is generated gets a trailing underscore.
    """
    function = workflow or plan.workflow
    names = {name: free(name, taken) for name in ("main", *(name for _, name in _needed(plan)))}
    places = export_places(plan)
    values = {
        "n": {**names, "workflow": function},
        "options": options(plan, {*LOCALS, function, *names.values()}),
        "train": plan.workflow == "train",
        "learns": bool(plan.artifacts),
        "asks_outside": asks_outside(plan),
        "moves": changes_folder(plan),
        "recorder": recorder(plan),
        "tables": bool(plan.tables),
        "serves": serves(plan),
        "raw": is_raw(plan),
        "uses_config": reads_settings(plan),
        "exports": places,
        "makes_folders": makes_folders(plan),
        "own_places": _own_places(plan, places) if plan.folders == "new" else (),
    }
    return render("src/PACKAGE/main.py.jinja", values)


def makes_folders(plan: Plan) -> bool:
    """Whether the run makes folders: not where the notebook itself looks after each that can be set."""
    return bool(export_places(plan)) and plan.folders != "none"


def _own_places(plan: Plan, places: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Where the notebook writes, by parameter: folders that it looks after itself."""
    values = {parameter.name: parameter.default for parameter in plan.parameters}
    return tuple((name, repr(values[name])) for name in places)


def command_imports(plan: Plan, taken: Collection[str] = ()) -> tuple[str, ...]:
    """The import statements that `command_source` relies on, one name each."""
    return tuple(_statement(module.format(package=plan.package), name, taken) for module, name in _needed(plan))


def _needed(plan: Plan) -> tuple[tuple[str, str], ...]:
    found = IMPORTS["both"] + IMPORTS[plan.workflow]
    found += IMPORTS["files"] if asks_outside(plan) else ()
    found += IMPORTS["numbers"] if takes_numbers(plan) else ()
    found += IMPORTS["folders"] if makes_folders(plan) else ()
    found += IMPORTS["metrics"] if recorder(plan) else ()
    found += IMPORTS["tables"] if plan.tables else ()
    found += IMPORTS["serves"] if serves(plan) else ()
    found += IMPORTS["raw"] if is_raw(plan) else ()
    return tuple(dict.fromkeys(found))


def _statement(module: str, name: str, taken: Collection[str]) -> str:
    bound = free(name, taken)
    alias = "" if bound == name else f" as {bound}"
    return f"from {module} import {name}{alias}" if module else f"import {name}{alias}"
