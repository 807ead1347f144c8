"""Whether what a call draws can show in its result: a fit may draw a number and never use it.

LogisticRegression(solver="liblinear").fit(X, y)        one number for a step that its primal form does not take
PCA(2).fit(X)                                           only svd_solver="randomized" goes by chance
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.model import Program, Statement


def steady(program: Program, statement: Statement, call: ast.Call) -> bool:
    """Whether every estimator that `call` fits gives the same result again, whatever is drawn."""
    modules = {item.name: item.qualified for item in program.imports if item.name != "*"}
    known = False
    for made in _made(program, statement, call, frozenset()):
        kind = _qualified(made.func, modules)
        if not knowledge.is_a(kind, "sklearn.Estimator"):
            continue
        keywords = knowledge.steady(kind)
        if keywords is None:
            if _draws(kind, made):
                return False
            continue
        given = {keyword.arg: keyword.value for keyword in made.keywords}
        if None in given or not all(_among(given[name], keywords[name]) for name in keywords if name in given):
            return False
        known = True
    return known


def _made(program: Program, statement: Statement, node: ast.AST, seen: frozenset[str]) -> Iterator[ast.Call]:
    """Calls in an expression, and those that its names were bound to."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            yield part
        elif isinstance(part, ast.Name) and part.id not in seen:
            sources = [e.source for e in program.edges if e.target == statement.id and e.name == part.id]
            binders = [program.statements[i] for i in sources if part.id in program.statements[i].facts.binds]
            for binder in binders:
                whole = binder.node.iter if isinstance(binder.node, ast.For) else binder.node
                yield from _made(program, binder, whole, seen | {part.id})


def _draws(kind: str, made: ast.Call) -> bool:
    keywords = {keyword.arg for keyword in made.keywords if keyword.arg}
    fit = knowledge.method(kind, "fit")
    return fit is None or bool(knowledge.draws(fit, (), keywords, parts_draw=False))


def _among(value: ast.expr, wanted: tuple[object, ...]) -> bool:
    return isinstance(value, ast.Constant) and any(
        value.value == one and type(value.value) is type(one) for one in wanted
    )


def _qualified(function: ast.expr, modules: dict[str, str]) -> str:
    match function:
        case ast.Name(id=name):
            return knowledge.canonical(modules[name]) if name in modules else "?"
        case ast.Attribute(value=value, attr=attr):
            owner = _qualified(value, modules)
            return knowledge.canonical(f"{owner}.{attr}") if owner != "?" else "?"
    return "?"
