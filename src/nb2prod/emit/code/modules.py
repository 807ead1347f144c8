"""The modules that hold the notebook's own code: train.py or run.py, definitions.py, and copied modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

import libcst as cst

from nb2prod.emit.code.annotations import names_of
from nb2prod.emit.code.cells import read_cells
from nb2prod.emit.code.imports import (
    arranged,
    defined_names,
    future_imports,
    generated_imports,
    implicit_imports,
    notebook_imports,
    path_inside,
    unused,
    used_names,
)
from nb2prod.emit.code.statements import Emitter, Line, Scope
from nb2prod.emit.code.versions import under
from nb2prod.emit.code.workflow import Workflow
from nb2prod.emit.command import command_imports, command_source
from nb2prod.emit.secrets import Comments, from_environment
from nb2prod.emit.serving import serves
from nb2prod.knowledge.moves import place_in_module
from nb2prod.model import File, Plan
from nb2prod.rewrite.build import call, docstring, dotted, line
from nb2prod.rewrite.imports import Relocate
from nb2prod.rewrite.trailing import above
from nb2prod.rewrite.visiting import visited
from nb2prod.walking import walk

DOCS = {
    "train": "What a training run hands on: what it learned, and its metrics.",
    "run": "What a run hands on.",
}
FIELDS = {"train": ("learned", "metrics"), "run": ("metrics",)}
JSON = "dict[str, Any]"


def code_files(plan: Plan) -> tuple[File, ...]:
    """Every module that holds code of the notebook, not yet formatted."""
    source = read_cells(plan.program)
    emitter = Emitter(plan, source)
    root = f"src/{plan.package}"
    files = [File(f"{root}/{plan.workflow}.py", above(_workflow_module(plan, emitter)))]
    if plan.namespace:
        files.append(File(f"{root}/notebook.py", above(_namespace_module(plan, emitter))))
    definitions = _definitions(plan, emitter)
    if definitions:
        files.append(File(f"{root}/definitions.py", above(definitions)))
    files += [
        File(f"{root}/{path_inside(plan, module)}", _copied(from_environment(plan, module), emitter.relocate))
        for module in plan.program.notebook.modules
    ]
    return tuple(files)


def _workflow_module(plan: Plan, emitter: Emitter) -> str:
    names = names_of(plan)
    workflow = Workflow(plan, emitter, names)
    functions = workflow.functions()
    used = used_names(functions)
    own = notebook_imports(plan, used, emitter.relocate)
    defined = defined_names(plan, used)
    top = _bound_by(own) | set(defined) | {step.name for step in plan.steps}
    head = command_imports(plan, _clashing(top, command_imports(plan)))
    needed = [
        *head,
        f"from {plan.package}.config import Config",
        "from typing import Any",
        "from typing import NamedTuple",
    ]
    needed += implicit_imports(plan, used)
    if "Optional" in used:
        needed.append("from typing import Optional")
    if "builtins" in used:
        needed.append("import builtins")
    if "copy" in used and not any(item.name == "copy" for item in plan.program.imports):
        needed.append("import copy")
    if workflow.logger in used:
        needed.append("import logging")
    needed += workflow.imports()
    if plan.namespace:
        needed += [f"from {plan.package}.notebook import {step.name}" for step in plan.steps]
        needed += ["import asyncio"] if "asyncio" in used else []
    if defined:
        needed.append(f"from {plan.package}.definitions import {', '.join(defined)}")
    main = cst.parse_module(command_source(plan, plan.workflow, _clashing(top, command_imports(plan)))).body
    body: list[cst.CSTNode] = [docstring(_module_doc(plan)), *future_imports(plan)]
    held = _held(plan, emitter, defined)
    beside = generated_imports([f"from {plan.package}.definitions import {', '.join(held)}"] if held else [])
    body += arranged([*generated_imports(needed), *map(unused, beside)], own)
    if workflow.logger in used:
        body.append(_logger(workflow.logger))
    fields = {**dict.fromkeys(FIELDS[plan.workflow], JSON), **({"results": JSON} if plan.tables else {})}
    fields |= {"seen": workflow.seen} if serves(plan) else {}
    body += [_result_class(workflow.result, plan.workflow, fields), *functions, *main]
    return visited(cst.Module(body), Comments(emitter.secrets)).code  # type: ignore[arg-type]  # all are statements


def _held(plan: Plan, emitter: Emitter, used: Collection[str]) -> list[str]:
    """Fixed values that only functions read: the workflow holds them too, as the notebook does at its end."""
    values = (d for d in plan.definitions if d.importable and emitter.choices[d.statement].fate != "dropped")
    names = {d.name for d in values if isinstance(plan.program.statements[d.statement].node, ast.Assign)}
    return sorted((names & plan.program.exits.keys()) - set(used))


def _namespace_module(plan: Plan, emitter: Emitter) -> str:
    workflow = Workflow(plan, emitter, names_of(plan))
    functions = workflow.notebook()
    used = used_names(functions)
    needed = [f"from {plan.package}.config import Config", "from typing import Any", *implicit_imports(plan, used)]
    logs = workflow.logger in used
    head = [*future_imports(plan), *generated_imports([*needed, *(["import logging"] if logs else [])])]
    doc = f"The cells of {plan.program.notebook.file} in one namespace: {plan.namespace}."
    body: list[cst.CSTNode] = [docstring(doc), *head, *([_logger(workflow.logger)] if logs else []), *functions]
    return visited(cst.Module(body), Comments(emitter.secrets)).code  # type: ignore[arg-type]  # all are statements


def _logger(variable: str) -> Line:
    name = cst.Name("__name__")
    return line(cst.Assign([cst.AssignTarget(cst.Name(variable))], call("logging.getLogger", [name])))


def _definitions(plan: Plan, emitter: Emitter) -> str:
    """The notebook's functions and classes, in its order."""
    scope = Scope("", {}, ())
    chosen = [d for d in plan.definitions if d.importable and emitter.choices[d.statement].fate != "dropped"]
    body: list[Line] = [under(part, d.called) for d in chosen for part in emitter.emit(d.statement, scope)]
    if not body:
        return ""
    used = used_names(body)
    logs = bool(emitter.logger) and emitter.logger in used
    needed = [*implicit_imports(plan, used), *(["import logging"] if logs else [])]
    own: list[Line] = [*arranged(generated_imports(needed), notebook_imports(plan, used, emitter.relocate))]
    own += [_logger(emitter.logger)] if logs else []
    kinds = {type(plan.program.statements[d.statement].node) for d in chosen}
    values = ast.Assign in kinds
    what = "Fixed values" if kinds == {ast.Assign} else "Functions, classes and fixed values" if values else ""
    doc = f"{what or 'Functions and classes'} of {plan.program.notebook.file}."
    return visited(cst.Module([docstring(doc), *future_imports(plan), *own, *body]), Comments(emitter.secrets)).code


def _copied(text: str, relocate: Relocate) -> str:
    """A module from beside the notebook: as it is, but its neighbours are in the package now."""
    if not relocate.local or not re.search(r"^\s*(?:from|import)\s", text, re.M):
        return text
    try:
        module = cst.parse_module(text)
    except cst.ParserSyntaxError:
        return text
    nodes = list(walk(ast.parse(text)))
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    pairs = {(node.module or "", alias.name) for node in froms for alias in node.names}
    pairs |= {(alias.name, "") for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found = {pair: place_in_module(pair) for pair in pairs}
    return visited(module, relocate.of_copied({key: place for key, place in found.items() if place})).code


def _module_doc(plan: Plan) -> str:
    verb = "Train the model of" if plan.workflow == "train" else "Run the workflow of"
    command = f"python -m {plan.package}.{plan.workflow} --config config.yaml --artifacts artifacts"
    return f"{verb} {plan.program.notebook.file}.\n\n{command}\n"


def _result_class(name: str, workflow: str, fields: dict[str, str]) -> cst.ClassDef:
    body: list[Line] = [
        line(cst.AnnAssign(cst.Name(field), cst.Annotation(cst.parse_expression(kind))))
        for field, kind in fields.items()
    ]
    return cst.ClassDef(
        cst.Name(name), cst.IndentedBlock([docstring(DOCS[workflow]), *body]), [cst.Arg(dotted("NamedTuple"))]
    )


def _bound_by(lines: list[cst.SimpleStatementLine]) -> set[str]:
    names: set[str] = set()
    for item in lines:
        node = item.body[0]
        if isinstance(node, (cst.Import, cst.ImportFrom)) and not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                shown = alias.asname.name if alias.asname else alias.name
                names.add(cst.Module([]).code_for_node(shown).split(".")[0])
    return names


def _clashing(top: set[str], head: tuple[str, ...]) -> set[str]:
    """Names of the notebook that a generated import would hide."""
    return {name for name in top if not any(text.endswith(f" {name}") and text in _same(name) for text in head)}


def _same(name: str) -> set[str]:
    """Imports that mean the same in a notebook and in ours."""
    return {
        "import logging",
        "from pathlib import Path",
        "from typing import Optional",
        "import typer",
        f"from typing import {name}",
    }
