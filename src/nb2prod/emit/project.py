"""Everything of the generated project but its workflow: a plan goes in, files come out, and a table says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from nb2prod.emit import introducing, parameters, pyproject, readme, serving, told_of_rows
from nb2prod.emit.claims import worded
from nb2prod.emit.code.finishing import finishing_values
from nb2prod.emit.code.serving import serving_values
from nb2prod.emit.command import makes_folders
from nb2prod.emit.exports import export_places, writes, writes_elsewhere
from nb2prod.emit.measured import nested
from nb2prod.emit.programs import programs
from nb2prod.emit.templates import markdown_code, one_line, render
from nb2prod.model import File, Plan

MOST_LISTED = 12  # learned values, and metrics, in the README
OF_SAVED = (". Of the saved model.", "and of the saved model.", ", for the saved model.")

Condition = Callable[[Plan], bool]


def _always(plan: Plan) -> bool:
    return True


def _trains(plan: Plan) -> bool:
    return plan.workflow == "train"


def _with_skops(plan: Plan) -> bool:
    return _trains(plan) and plan.persistence == "skops"


def _has_secrets(plan: Plan) -> bool:
    return any(parameter.required for parameter in plan.parameters)


def _has_tables(plan: Plan) -> bool:
    return bool(plan.tables)


def _level(level: str) -> Condition:
    return lambda plan: plan.inference is not None and plan.inference.level == level


# path in the project, template, when; a template lies where its output lies, a variant has one word more.
FILES: tuple[tuple[str, str, Condition], ...] = (
    (".env.example", ".env.example.jinja", _has_secrets),
    (".gitignore", ".gitignore.jinja", _always),
    ("README.md", "README.md.jinja", _always),
    ("config.yaml", "config.yaml.jinja", _always),
    ("pyproject.toml", "pyproject.toml.jinja", _always),
    ("src/PACKAGE/__init__.py", "src/PACKAGE/__init__.py.jinja", _always),
    ("src/PACKAGE/answering.py", "src/PACKAGE/answering.features.py.jinja", _level("features")),
    ("src/PACKAGE/answering.py", "src/PACKAGE/answering.raw.py.jinja", _level("raw")),
    ("src/PACKAGE/artifacts.py", "src/PACKAGE/artifacts.py.jinja", _trains),
    ("src/PACKAGE/command.py", "src/PACKAGE/command.py.jinja", _always),
    ("src/PACKAGE/config.py", "src/PACKAGE/config.py.jinja", _always),
    ("src/PACKAGE/inference.py", "src/PACKAGE/inference.features.py.jinja", _level("features")),
    ("src/PACKAGE/inference.py", "src/PACKAGE/inference.none.py.jinja", _level("none")),
    ("src/PACKAGE/inference.py", "src/PACKAGE/inference.raw.py.jinja", _level("raw")),
    ("src/PACKAGE/metrics.py", "src/PACKAGE/metrics.py.jinja", _always),
    ("src/PACKAGE/result_tables.py", "src/PACKAGE/result_tables.py.jinja", _has_tables),
    ("src/PACKAGE/rows.py", "src/PACKAGE/rows.py.jinja", serving.serves),
    ("src/PACKAGE/run_summary.py", "src/PACKAGE/run_summary.py.jinja", _always),
    ("src/PACKAGE/schema.py", "src/PACKAGE/schema.py.jinja", serving.serves),
    ("src/PACKAGE/trusted_types.py", "src/PACKAGE/trusted_types.py.jinja", _with_skops),
    ("tests/conftest.py", "tests/conftest.py.jinja", _always),
    ("tests/test_artifacts.py", "tests/test_artifacts.py.jinja", _trains),
    ("tests/test_config.py", "tests/test_config.py.jinja", _always),
    ("tests/test_inference.py", "tests/test_inference.features.py.jinja", _level("features")),
    ("tests/test_inference.py", "tests/test_inference.none.py.jinja", _level("none")),
    ("tests/test_parity.py", "tests/test_parity.py.jinja", serving.serves),
    ("tests/test_result_tables.py", "tests/test_result_tables.py.jinja", _has_tables),
    ("tests/test_rows.py", "tests/test_rows.py.jinja", serving.serves),
    ("tests/test_workflow.py", "tests/test_workflow.py.jinja", _always),
)


def project_files(plan: Plan) -> tuple[File, ...]:
    """Every file of the project that comes from a template, Python not yet formatted."""
    values = _values(plan)
    return tuple(
        File(path.replace("PACKAGE", plan.package), render(template, values))
        for path, template, wanted in FILES
        if wanted(plan)
    )


def _values(plan: Plan) -> Mapping[str, object]:
    return {
        "package": plan.package,
        "title": introducing.heading(plan),
        "notebook": plan.program.notebook.file,
        "workflow": plan.workflow,
        "train": plan.workflow == "train",
        **_parameter_values(plan),
        **serving.values(plan),
        "serving": serving_values(plan),
        "finish": finishing_values(plan),
        "said_chances": _chances(plan),
        "says_numbers": any(claim.kind == "says numbers" for claim in plan.claims),
        **_pyproject_values(plan),
        **_readme_values(plan),
    }


def _chances(plan: Plan) -> str:
    """What the docstring says of probabilities beside a prediction."""
    kinds = {claim.kind for claim in plan.claims}
    label = ", `label` with the name of its class" if plan.inference is not None and plan.inference.coded else ""
    perhaps = " and probabilities where the model has them" if "perhaps chances" in kinds else ""
    return f"{label}{' and probabilities' if 'chances' in kinds else perhaps}"


def _parameter_values(plan: Plan) -> dict[str, object]:
    fields = parameters.fields(plan)
    names = [field.name for field in fields]
    scoped = [(field, parameters.scoped(field.annotation, names)) for field in fields]
    upper = parameters.upper_names(plan)
    words = " ".join(field.annotation for field in fields)
    return {
        "prefix": parameters.prefix(plan),
        "upper": ".upper()" if upper else "",
        "load": "load_" if "load" in names else "load",
        "typing": ", ".join(n for n in parameters.TYPING if n in words or n in ("Any", "Optional")),
        "shadowed": any(annotation != field.annotation for field, annotation in scoped),
        "fields": [
            {"name": f.name, "annotation": a, "required": f.required, "default": f.default, "help": f.help}
            for f, a in scoped
        ],
        "yaml_names": [field.name for field in fields if field.yaml_text and not field.required],
        "secrets": [field for field in fields if field.required],
        "groups": [
            {"step": step, "lines": [line for field in members for line in field.lines]}
            for step, members in parameters.groups(plan)
        ],
        "probe": parameters.probe(plan),
        "numbers": parameters.takes_numbers(plan),
        "makes_folders": makes_folders(plan),
        "example": _example(fields),
        "option_names": [f"--{field.option}" for field in fields if not field.required],
    }


def _example(fields: tuple[parameters.Field, ...]) -> dict[str, str] | None:
    """The parameter that shows how to override one: what people change most, a setting of the model before a seed."""
    usual = [field for field in fields if not field.required]
    plain = [field for field in usual if field.annotation in ("float", "int", parameters.NUMBER)]
    numbers = sorted(plain, key=lambda field: (*_distance(field), "seed" in field.help.lower()))
    for field in (*numbers, *usual):
        value = str(field.default) if field in numbers else "VALUE"
        return {"variable": field.variable, "option": field.option, "value": value}
    return None


def _distance(field: parameters.Field) -> tuple[bool, bool, bool]:
    """How far it is from the saved model, as far as it is known."""
    others = ". Of " in field.help and not field.help.endswith(OF_SAVED)
    return others, not field.help.endswith((OF_SAVED[0], OF_SAVED[-1])), not field.of_model


def _pyproject_values(plan: Plan) -> dict[str, object]:
    requirements = pyproject.dependencies(plan)
    oldest, newest = pyproject.oldest_python(plan), pyproject.newest_python(plan)
    after = f"3.{int(newest.python.partition('.')[2]) + 1}" if newest.python else ""
    return {
        "distribution": pyproject.distribution_name(plan.package),
        "python": f">={oldest}" + (f",<{after}" if after else ""),
        "python_because": one_line(newest.because),
        "pythons": " to ".join(dict.fromkeys([oldest, newest.python])) if after else f"{oldest} or later",
        "requirements": [{"line": line, "because": one_line(because)} for line, because in requirements],
        "optional": pyproject.optional(plan),
        "direct": any(" @ " in line for line, _ in requirements),
        "parquet": plan.inference is not None and plan.inference.level != "none",
        "libraries": pyproject.libraries(plan),
    }


def _readme_values(plan: Plan) -> dict[str, object]:
    return {
        "summary": introducing.summary(plan),
        "findings": readme.findings(plan),
        "matrix": {
            "columns": list(plan.inference.columns) if plan.inference is not None else [],
            "named": plan.inference is not None and bool(plan.inference.columns or plan.inference.namer),
            "table": told_of_rows.of_a_table(plan),
        },
        "runs": worded(plan.claims, "not started") or worded(plan.claims, "stops", "left out"),
        "left_out": told_of_rows.left_out(plan),
        "scripts": [script.path for script in plan.program.notebook.scripts],
        "programs": programs(plan),
        "holds_rows": told_of_rows.held(plan),
        "ends": not any(claim.kind == "stops" for claim in plan.claims),
        "steps": readme.steps(plan),
        "probabilities": worded(plan.claims, "chances", "perhaps chances"),
        "relative": readme.reads_files(plan),
        "exports": (places := export_places(plan)),
        "others": writes_elsewhere(plan, places),
        "writes": writes(plan),
        "moves": readme.changes_folder(plan),
        "own_settings": readme.own_settings(plan),
        "cells": readme.cells(plan),
        "left": readme.left(plan),
        "namespace": plan.namespace,
        "learned": [artifact.name for artifact in plan.artifacts],
        "goes_in": told_of_rows.goes_in(plan),
        "comes_out": told_of_rows.comes_out(plan),
        "metrics": {step: [key for key, _ in pairs] for step, pairs in nested(plan.metrics).items()},
        "most": MOST_LISTED,
        "results": [name for name, _ in plan.tables],
        "parameters": [
            {"name": f.name, "shown": markdown_code(f.shown), "used": f.used, "help": f.help}
            for f in parameters.fields(plan)
            if not f.required
        ],
    }
