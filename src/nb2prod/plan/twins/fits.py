"""What is true of a model as certain statements made it: its settings, and the data that it was fitted on.

slr = LinearRegression(); slr.fit(df[["area"]], y)      area
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.naming.about import GENERIC
from nb2prod.plan.twins.facts import Fact
from nb2prod.plan.twins.origins import origins
from nb2prod.plan.twins.settings import Known, settings
from nb2prod.plan.twins.values import FITTING, set_to, signatures
from nb2prod.walking import last_of, walk


def fit_facts(program: Program, made: Collection[int]) -> list[Fact]:
    """Facts of the model that the statements `made`: what it is made of and its data; a setting tells no name."""
    every = [program.statements[i] for i in sorted(made)]
    told = [fact for statement in every for fact in _settings(program, statement)]
    given = [(s, node) for s in every for call in _calls(s.node) if _fits(call) for node in _arguments(call)]
    data = [*origins(program, given, GENERIC)]
    return [*dict.fromkeys([*told, *data])]


def made_facts(program: Program, statement: Statement) -> list[Fact]:
    """Facts of what a statement makes and others fit."""
    graph = Graph.of(program)
    made = {statement.id}
    for reader, name in graph.outgoing.get(statement.id, ()):
        calls = _calls(program.statements[reader].node)
        fits = (c.func.value for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in FITTING)
        if name in statement.facts.binds and any(isinstance(o, ast.Name) and o.id == name for o in fits):
            made.add(reader)
    return fit_facts(program, made)


def _settings(program: Program, statement: Statement) -> Iterator[Fact]:
    known = Known(lambda node: set_to(program, statement, node), signatures(program))
    for call in _calls(statement.node):
        if last_of(call)[:1].isupper():
            yield from settings(call, known)


def _fits(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in FITTING


def _arguments(call: ast.Call) -> list[ast.expr]:
    return [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("X", "x"))]


def _calls(node: ast.AST) -> list[ast.Call]:
    return [part for part in walk(node) if isinstance(part, ast.Call)]
