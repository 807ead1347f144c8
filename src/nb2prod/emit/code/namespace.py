"""notebook.py: all cells in one function over one namespace, for notebooks that cannot be taken apart.

def run_notebook(config: Config) -> dict[str, Any]:
    global answer, code
    code = "answer = 42"
    exec(code, globals())
    return globals()
"""

from __future__ import annotations

import ast

import libcst as cst

from nb2prod.emit.code.statements import Emitter, Line, Scope
from nb2prod.fates import staying
from nb2prod.model import Plan, Step
from nb2prod.nesting import DEFINING
from nb2prod.rewrite.build import call, function, line, parameter
from nb2prod.rewrite.scoping import namespaced
from nb2prod.walking import walk

PER_LINE = 8  # names after one `global`
WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def waits(plan: Plan) -> bool:
    """Whether the function has to be a coroutine."""
    return any(
        isinstance(node, WAITS) or (isinstance(node, ast.comprehension) and node.is_async)
        for statement in plan.program.statements
        if statement.parent is None and not isinstance(statement.node, DEFINING)
        for node in walk(statement.node)
    )


def notebook_function(plan: Plan, step: Step, emitter: Emitter, config: str, logger: str) -> cst.FunctionDef:
    """The function that runs every kept statement."""
    scope = Scope(f"{config}.", {}, (), logger)
    body = [part for identity in step.statements for part in emitter.emit(identity, scope)]
    names = sorted(_names(plan, step))
    shared: list[Line] = [
        line(cst.Global([cst.NameItem(cst.Name(name)) for name in names[at : at + PER_LINE]]))
        for at in range(0, len(names), PER_LINE)
    ]
    if any("__file__" in statement.source for statement in plan.program.statements):
        shared.append(cst.parse_statement('globals().pop("__file__", None)  # a notebook has none'))
    changed = namespaced(body)
    end = line(cst.Return(call("globals", [])))
    made = function(step.name, [parameter(config, "Config")], [*shared, *changed, end], step.doc, "dict[str, Any]")
    return made.with_changes(asynchronous=cst.Asynchronous()) if waits(plan) else made


def fetched(plan: Plan, step: Step, config: str, variable: str) -> list[Line]:
    """In the workflow: run the notebook, and take its variables."""
    value: cst.BaseExpression = call(step.name, [cst.Name(config)])
    value = call("asyncio.run", [value]) if waits(plan) else value
    found: list[Line] = [line(cst.Assign([cst.AssignTarget(cst.Name(variable))], value))]
    for name in step.outputs:
        key = cst.SimpleString(repr(name))
        item = cst.Subscript(cst.Name(variable), [cst.SubscriptElement(cst.Index(key))])
        take = line(cst.Assign([cst.AssignTarget(cst.Name(name))], item))
        if name in step.perhaps:
            there = cst.Comparison(key, [cst.ComparisonTarget(cst.In(), cst.Name(variable))])
            found.append(cst.If(there, cst.IndentedBlock([take])))
        else:
            found.append(take)
    return found


def _names(plan: Plan, step: Step) -> set[str]:
    """Everything that the statements bind, and what they could find bound by exec."""
    names = {measure.name for measure in plan.measures} | set(step.outputs)
    inside: set[int] = set()
    kept = staying(plan.choices)
    for statement in plan.program.statements:
        if statement.id not in kept:
            continue
        parent = statement.parent
        if parent is None or (parent not in inside and statement.body != "function"):
            facts = statement.facts
            names |= facts.binds | facts.deletes
            if isinstance(statement.node, (ast.Try, ast.TryStar)):
                names |= {handler.name for handler in statement.node.handlers if handler.name}
        else:
            inside.add(statement.id)
    return names
