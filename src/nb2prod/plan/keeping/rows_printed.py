"""Prints of rows: beside a model a look at what it is given, and no result; prints of the files that there are.

print("Features:", X)                      goes: X is what the model is fitted on
print(X_train[:5]), print(C.toarray())     go
print(df["age"].mean()), print(y_pred)     stay: worked out, and the model's word

Who prints the rows of a table or the words that a vectorizer has found reads them once, while writing the notebook.
"""

from __future__ import annotations

import ast
import re

from nb2prod.model import Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph, function_of, named
from nb2prod.plan.keeping.chains import MADE, PLACES, ROWS
from nb2prod.plan.keeping.computed import is_computed
from nb2prod.plan.keeping.results import handed_to_models
from nb2prod.plan.keeping.worked_out import Question
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import walk

WHOLE = frozenset({"toarray", "todense", "to_numpy", "copy"}) | ROWS  # methods that give the same rows
WORDS = frozenset({"get_feature_names", "get_feature_names_out"})
MATRICES = ("pandas.DataFrame", "pandas.Series", "numpy.ndarray", "scipy.sparse.")
LISTINGS = frozenset({"os.listdir", "os.walk", "subprocess.check_output"})
BESIDE_LISTINGS = frozenset({"builtins.print", "builtins.sorted", "os.path.join", "?.decode"})
ROLES = frozenset({"predict", "evaluate", "train"})


def prints_rows(graph: Graph, statement: Statement) -> bool:
    """Whether rows are all that is printed, beside words about them."""
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            shown = [arg for arg in args if not isinstance(arg, ast.Constant)]
        case _:
            return False
    if lists_files(graph, statement):
        return True
    if statement.facts.display != "print" or not shown or function_of(graph.program, statement) is not None:
        return False
    given = handed_to_models(graph)
    return bool(given) and all(_are_rows(graph, statement, node, given) for node in shown)


def lists_files(graph: Graph, statement: Statement) -> bool:
    """`print(check_output(["ls", "../input"]).decode())`, names that a loop over `os.walk` prints: a look."""
    calls = {*statement.facts.calls}
    loops = [s for s in outwards(graph.program.statements, statement) if isinstance(s.node, ast.For)]
    turns = frozenset[str]().union(*(s.facts.binds for s in loops))
    walked = any(LISTINGS & {*s.facts.calls} for s in loops) and named(statement.node) <= turns | {"os", "print"}
    commands = [n.args[0] for n in walk(statement.node) if isinstance(n, ast.Call) and _runs(n) and n.args]
    plain = all(re.match(r"""\[?['"]ls\b""", ast.unparse(command)) for command in commands)
    return {"builtins.print"} <= calls <= LISTINGS | BESIDE_LISTINGS and plain and (walked or bool(calls & LISTINGS))


def _runs(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("check_output")


def _are_rows(graph: Graph, at: Statement, node: ast.expr, given: frozenset[int]) -> bool:
    """Whether it is a name's rows, some of them, or how a vectorizer calls its columns."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=attr), args=[]) if attr in WORDS:
            return True
        case ast.Attribute(value=ast.Name(), attr="vocabulary_"):
            return True
    name = _of(node)
    makers = graph.makers(at, name) if name else []
    if not makers or Question(graph).worked_out(at, node) or is_computed(graph, at, node, given):
        return False
    matrices = all(kind.startswith(MATRICES) for kind in types_of(graph, at, name))
    words = any(ROLES & {*m.facts.roles, *m.facts.flow} for m in makers)  # of a model
    return not words and all(_transforms(m) or (matrices and m.id in given) for m in makers)


def _of(node: ast.expr) -> str:
    """The name of which rows are shown; "" where anything else is asked of it."""
    while True:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(func=ast.Attribute(value=value, attr=attr)) if attr in WHOLE:
                node = value
            case ast.Attribute(value=value, attr=attr) if attr in PLACES | {"values"}:
                node = value
            case ast.Subscript(value=value):
                node = value
            case _:
                return ""


def _transforms(maker: Statement) -> bool:
    """`X = vectorizer.fit_transform(texts)`."""
    match maker.node:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Attribute(attr=attr))):
            return attr in MADE
    return False
