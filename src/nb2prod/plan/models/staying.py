"""Whether a name behind a loop still holds what the model was fitted on in its last turn.

for m in models: m.fit(X, y)                         X, which no turn changes
for rows in folds: part = X[rows]; m.fit(part, y)    part of the last turn
for c in costs: m.fit(X, y); X = X * 2               no: what it holds then was not fitted on
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph
from nb2prod.plan.models.fits import FITTING, PREDICTING, SCORING
from nb2prod.walking import walk

ASKING = frozenset({*FITTING, *PREDICTING, *SCORING})


def stays(program: Program, top: Statement, fit: Statement, name: str) -> bool:
    """`top`: the outermost statement, in which `fit` stands; the name is looked at right behind it."""
    around = [*outwards(program.statements, fit)][1:]
    for identity in (top.id, *Graph.of(program).inside(top.id)):
        statement = program.statements[identity]
        facts = statement.facts
        if name in facts.binds | facts.deletes and not _before(statement, fit, around, name):
            return False
        if (
            name in facts.mutates
            and statement is not fit
            and not (_in_line(statement, fit) or _unchanged(program, statement, name))
        ):
            return False
    return True


def _in_line(statement: Statement, fit: Statement) -> bool:
    """Whether each turn that fits has come by the statement just before."""
    return statement.id < fit.id and (statement.parent, statement.body) == (fit.parent, fit.body)


def _before(statement: Statement, fit: Statement, around: list[Statement], name: str) -> bool:
    """Whether what the statement binds is what the fit of the same turn gets, and there whenever the model is."""
    if name in statement.facts.deletes or not all(isinstance(s.node, (ast.For, ast.With)) for s in around):
        return False
    return _in_line(statement, fit) or (statement.id == fit.parent and isinstance(statement.node, ast.For))


def _unchanged(program: Program, statement: Statement, name: str) -> bool:
    """Whether a model is only asked about it, or what is changed is another object, as far as names tell it.

    Of what comes from a function that nobody knows, the analysis holds that it may be the same as anything.
    """
    mentions = sum(isinstance(n, ast.Name) and n.id == name for n in walk(statement.node))
    if mentions:
        return mentions == _asked_about(statement, name)
    kinds = {kind for s in program.statements for bound, kind in s.facts.types if bound == name}
    return kinds <= {"", "?"} and not any(_shares(s, name) for s in program.statements)


def _asked_about(statement: Statement, name: str) -> int:
    """How often it is what a model is fitted on or asked about."""
    calls = (n for n in walk(statement.node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    given = (a for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr in ASKING for a in n.args)
    return sum(isinstance(part, ast.Name) and part.id == name for part in given)


def _shares(statement: Statement, name: str) -> bool:
    """`other = X`, `X = other`: two names of one object."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Name(id=given)):
            return name in (bound, given)
        case ast.Assign(value=ast.Tuple(elts=parts)):
            return any(isinstance(part, ast.Name) and part.id == name for part in parts)
    return False
