"""Settings that are overwritten before anybody uses them: no value of theirs does anything.

rf = RandomForestRegressor(n_estimators=0, warm_start=True)      no parameter
for n in range(10, 201, 10):
    rf.n_estimators = n
    rf.fit(X, y)
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.walking import children, walk


def overwritten(program: Program, identity: int, keyword: str) -> bool:
    """Whether the first thing that is done with what the statement makes is to set its `keyword` anew."""
    made = program.statements[identity]
    match made.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call()):
            later = (s for s in program.statements[identity + 1 :] if name in _names(s))
            first = next(later, None)
            return first is not None and _sets(first, name, keyword) and _surely(program, first, made)
    return False


def _sets(statement: Statement, name: str, keyword: str) -> bool:
    """`rf.n_estimators = n`, and nothing else."""
    match statement.node:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=owner), attr=attribute)], value=value):
            return (owner, attribute) == (name, keyword) and all(
                not isinstance(part, ast.Name) or part.id != name for part in walk(value)
            )
    return False


def _surely(program: Program, statement: Statement, made: Statement) -> bool:
    """Whether it is done whenever the object is made: below it, or in a loop below it."""
    parent = statement.parent
    while parent != made.parent:
        if parent is None or not isinstance(program.statements[parent].node, (ast.For, ast.With)):
            return False
        parent = program.statements[parent].parent
    return True


def _names(statement: Statement) -> set[str]:
    """Names in the statement's own part; in a definition all of them: nobody knows when it is called."""
    whole = isinstance(statement.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    found, todo = set[str](), list[ast.AST]([statement.node])
    while todo:
        part = todo.pop()
        found |= {part.id} if isinstance(part, ast.Name) else set()
        todo += [c for c in children(part) if whole or not isinstance(c, (ast.stmt, ast.excepthandler))]
    return found
