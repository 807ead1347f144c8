"""The last of what keeps secrets out of every file: comments, prose, copied modules, and a look at what was made.

Secrets in the notebook's code are settings already: the plan has lifted them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from nb2prod.emit.code.cells import place_of, text_at
from nb2prod.emit.parameters import prefix, upper_names
from nb2prod.errors import ExitCode, Stop
from nb2prod.knowledge import secrets
from nb2prod.model import File, Module, Notebook, Plan
from nb2prod.rewrite.spans import replace_places
from nb2prod.rewrite.visiting import Transformer, visited


class Comments(Transformer):
    """Comments of the notebook come along, unless they would give a secret away."""

    def __init__(self, values: Sequence[str] = ()) -> None:
        """`values`: the notebook's secrets."""
        self.values = values

    def leave_Comment(self, original_node: cst.Comment, updated_node: cst.Comment) -> cst.Comment:  # noqa: N802 - libcst's name
        """One comment."""
        text = secrets.redacted(updated_node.value)
        return cst.Comment(f"# {secrets.HIDDEN}" if secrets.hidden(text, self.values) != text else text)


def without_secrets(plan: Plan, values: Sequence[str]) -> Plan:
    """The plan with none of them in its words: title, docstrings, help."""

    def clean(text: str) -> str:
        return secrets.hidden(text, values)

    return replace(
        plan,
        title=clean(plan.title),
        steps=tuple(replace(step, doc=clean(step.doc)) for step in plan.steps),
        parameters=tuple(replace(p, help=clean(p.help)) for p in plan.parameters),
        requirements=tuple(replace(r, url=clean(r.url)) for r in plan.requirements),
    )


def from_environment(plan: Plan, module: Module) -> str:
    """The module's text with each of its secrets read from the environment."""
    edits = [edit for edit in plan.edits if edit.module == module.path]
    if not edits:
        return _said(module.text)
    wrapper = MetadataWrapper(cst.parse_module(module.text), unsafe_skip_copy=True)
    places = {
        node: (found.start.line, found.start.column, found.end.line, found.end.column)
        for node, found in wrapper.resolve(PositionProvider).items()
    }
    lines = module.text.split("\n")
    found = [(edit.name, place_of(edit.span, lines)) for edit in edits]
    new = {place: _read(plan, name, text_at(place, lines)) for name, place in found}
    changed, _ = replace_places(wrapper.module, places, new)
    imports = any(
        isinstance(node, ast.Import) and any(alias.name == "os" and not alias.asname for alias in node.names)
        for node in ast.parse(module.text).body
    )
    changed = visited(changed, Comments([value for _, place in found for value in _values(text_at(place, lines))]))
    return changed.code if imports else _import_os(changed).code


def _said(text: str) -> str:
    """A module whose code has no secret may have one in a comment."""
    if not any(secrets.redacted(line.strip()) != line.strip() for line in text.splitlines() if "#" in line):
        return text
    try:
        return visited(cst.parse_module(text), Comments()).code
    except cst.ParserSyntaxError:
        return text


def _values(text: str) -> list[str]:
    node = ast.parse(f"({text})", mode="eval").body
    return [secrets.in_f_string(node)] if isinstance(node, ast.JoinedStr) else [str(ast.literal_eval(node))]


def _read(plan: Plan, name: str, text: str) -> cst.BaseExpression:
    variable = prefix(plan) + (name.upper() if upper_names(plan) else name)
    read = secrets.around_secret(text, f'os.environ.get("{variable}", "")')
    return cst.parse_expression(read)  # the workflow's settings ask for it first


def _import_os(module: cst.Module) -> cst.Module:
    """After the docstring and what comes from the future."""
    body = list(module.body)
    at = 0
    for number, part in enumerate(body):
        small = part.body[0] if isinstance(part, cst.SimpleStatementLine) else None
        docstring = isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString) and number == 0
        future = isinstance(small, cst.ImportFrom) and getattr(small.module, "value", "") == "__future__"
        if not (docstring or future):
            break
        at = number + 1
    return module.with_changes(body=[*body[:at], cst.parse_statement("import os"), *body[at:]])


def closed(notebook: Notebook, files: Sequence[File], values: Sequence[str]) -> tuple[File, ...]:
    """The same files; raises Stop (2) where code holds a secret that cannot become a setting."""
    strong = [value for value in values if secrets.is_strong(value)]
    made = []
    for file in files:
        text = secrets.hidden(file.text, strong)
        if text != file.text and file.path.endswith(".py"):
            raise Stop(ExitCode.BAD_INPUT, _refusal(notebook, file, strong))
        made.append(replace(file, text=text))
    return tuple(made)


def _refusal(notebook: Notebook, file: File, values: Sequence[str]) -> str:
    left = [value for value in values if secrets.hidden(file.text, [value]) != file.text]
    cells: Mapping[int, str] = {cell.index: cell.source for cell in notebook.cells}
    where = next((f"cell {at + 1}" for at, text in cells.items() if any(value in text for value in left)), "a cell")
    return (
        f"{notebook.file}: {where} holds a secret in a place from which it cannot be taken out, and it must not reach "
        f"{file.path}; put it in a variable of its own (password = ...), or read it from the environment"
    )
