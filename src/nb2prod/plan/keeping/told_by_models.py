"""Tables that are put together of what models say, and no rows of the data: they are results, whole or their head.

p = forest.predict(X_test)
t = pd.DataFrame({"is": y_test, "said": p}); t.head()                   of answers
theta, history = own_model.train(0.1)
pd.DataFrame({"theta": theta.flatten()}).head()                         of what was learned
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph, named
from nb2prod.plan.keeping.chains import ROWS

TABLES = frozenset({"DataFrame", "Series"})
ANSWERS = frozenset({"predict", "predict_proba", "decision_function"})
LEARNING = frozenset({"fit", "train"})
ASKING = frozenset({"predict", "evaluate"})


def is_told_by_model(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether what is shown is such a table."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in ROWS:
            node = value
    made = [(at, node)] if not isinstance(node, ast.Name) else _only_value(graph, at, node.id)
    return any(_is_table(value) and _is_of_model(graph, where, value) for where, value in made)


def _is_table(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name in TABLES
    return False


def _is_of_model(graph: Graph, at: Statement, table: ast.expr) -> bool:
    values = [found for name in sorted(named(table)) for found in _values(graph, at, name)]
    return any(_called(value) in (ANSWERS | LEARNING if several else ANSWERS) for _, value, several in values)


def _called(node: ast.expr) -> str:
    """The method that gives a value, "" where none does: of `np.exp(m.predict(X))[:, 1]`, predict."""
    while True:
        match node:
            case ast.Subscript(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy")), args=[inner, *_]):
                node = inner
            case ast.Call(func=ast.Attribute(attr="flatten" | "ravel" | "reshape" | "round", value=value)):
                node = value
            case ast.Call(func=ast.Attribute(attr=attr)):
                return attr
            case _:
                return ""


def _values(graph: Graph, at: Statement, name: str) -> Iterator[tuple[Statement, ast.expr, bool]]:
    """What a name was bound to, by whom, and whether it is one of several."""
    for maker in graph.makers(at, name):
        match maker.node:
            case ast.Assign(targets=[target], value=value) if name in maker.facts.binds:
                yield maker, value, isinstance(target, ast.Tuple)


def _only_value(graph: Graph, at: Statement, name: str) -> list[tuple[Statement, ast.expr]]:
    """The one value that a name holds, if nothing changed it since."""
    found = [(maker, value) for maker, value, several in _values(graph, at, name) if not several]
    return found if len(found) == len(graph.makers(at, name)) == 1 else []


def measure_drawn(statement: Statement, beside: Collection[Statement]) -> bool:
    """Whether it binds a measure, and no text, where others print: `cm = confusion_matrix(y, p)`, of which a map is."""
    plain = isinstance(statement.node, ast.Assign) and isinstance(statement.node.targets[0], ast.Name)
    types = {kind for _, kind in statement.facts.types}
    measured = plain and bool(statement.facts.binds & statement.facts.metrics) and not types & {"str", "list"}
    return measured and any(s.facts.display == "print" for s in beside)


def asking(graph: Graph) -> frozenset[str]:
    """The notebook's functions that fit a model, or ask one: what they give is no look at data."""
    statements = graph.program.statements
    found: set[str] = set()
    functions = [(s.id, s.node.name) for s in statements if isinstance(s.node, ast.FunctionDef)]
    inside = {name: [statements[i].facts for i in graph.inside(identity)] for identity, name in functions}
    while True:
        more = {
            name
            for name, facts in inside.items()
            if any(ASKING & {*f.roles} or f.measures or found & {*f.names} for f in facts)
        }
        if more <= found:
            return frozenset(found)
        found |= more
