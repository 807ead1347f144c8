"""What part of a workflow a statement plays, each role with its evidence: what it calls, of which types, in what shape.

df = pd.read_csv(p)           load       "pandas.read_csv"
df = df.dropna()              clean      "dropna"
df["b"] = df["a"] * 2         feature    "a new column from others"
df["a"] = df["a"] * 2         clean      "a column in its place"

What only the flow of values can tell stands in flow.py.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from nb2prod import knowledge
from nb2prod.analyse.display import pieces
from nb2prod.analyse.environment import Value
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.roles.columns import column, table
from nb2prod.analyse.roles.terms import (
    CLEANING,
    DECIDED,
    FEATURES,
    MATRIX_NAME,
    TABLES,
    Part,
    Said,
    in_order,
    is_literal,
    models,
)  # fmt: skip
from nb2prod.analyse.views import MATRICES, SERIES
from nb2prod.model import Role


def roles_of(node: ast.stmt, value: Value, evaluator: Evaluator, display: str) -> tuple[Said, ...]:
    """Every role of the statement's own part with its evidence, the strongest first."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return (("import", "an import"),)
        case ast.FunctionDef() | ast.ClassDef() | ast.AsyncFunctionDef():
            return (("other", "a definition"),)
        case ast.Expr(value=ast.Constant()):
            return (("other", "a text that nobody reads"),)
        case ast.Assign(targets=[ast.Name()], value=literal) if is_literal(literal):
            return (("parameter", "a value written out"),)
    if display == "plot":
        return (("plot", evaluator.seen.roles.get("plot", "it only draws")),)
    part = Part(node, value, evaluator, display)
    found: dict[Role, str] = {}
    for rule in RULES:
        for role, because in rule(part, frozenset(found)):
            found.setdefault(role, because)
    for weak, strong in OUTDONE:
        if not strong.isdisjoint(found):
            found.pop(weak, None)
    return in_order(found.items()) or (("other", "nothing tells"),)


def _known(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """What is known of the functions that it calls."""
    used = isinstance(part.node, (ast.Assign, ast.AnnAssign, ast.AugAssign))  # a look that is kept is a value
    for role, call in sorted(part.evaluator.seen.roles.items()):
        if not (role == "explore" and (used or call == "builtins.print")):
            yield role, call  # type: ignore[misc]  # knowledge has no other roles
    if part.evaluator.seen.seeds:
        yield "setup", "it seeds a random stream"


def _shape(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """Assignments that say by the types of their value what they are for."""
    if not isinstance(part.node, (ast.Assign, ast.AnnAssign, ast.Return)) or part.node.value is None:
        return
    given, type_ = part.node.value, part.value.type
    named = isinstance(part.node, ast.Assign) and isinstance(part.node.targets[0], ast.Name)
    name = part.node.targets[0].id if isinstance(part.node, ast.Assign) and named else ""  # type: ignore[attr-defined]
    if MATRIX_NAME.match(name) and type_ in MATRICES and _taken(part, given) and not found & {*DECIDED, "predict"}:
        yield "split", f"{name} is taken from a table"
    if isinstance(given, ast.Subscript) and type_ in TABLES - {SERIES}:
        yield "clean", "rows or columns of a table are chosen"
    if isinstance(given, ast.Call) and models([type_]):
        yield "train", "it makes a model"
    elif isinstance(given, ast.Call) and knowledge.is_a(type_, "sklearn.Estimator"):
        yield ("clean" if knowledge.is_a(type_, "sklearn.Imputer") else "feature"), "it makes a transformer"


def _worded(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """Words that mean the same in every library of tables."""
    if found & DECIDED:
        return
    if words := sorted(part.words & CLEANING):
        yield "clean", words[0]
    if words := sorted(part.words & FEATURES):
        yield "feature", words[0]


def _shown(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """What is only shown."""
    if not isinstance(part.node, ast.Expr):
        return
    shown = [part.value, *_printed(part)]
    if any(value.metric or value.text for value in shown) and "plot" not in found:
        yield "evaluate", "it shows a measure of the model"
    elif part.display in {"look", "print", "report"} and not found:
        yield "display", "its value is shown"


def _written(part: Part, found: frozenset[Role]) -> Iterator[Said]:
    """A file is opened to be written."""
    seen = part.evaluator.seen
    if "write" in seen.effects and "builtins.open" in seen.calls and not found & {"plot", *DECIDED}:
        yield "export", "it writes a file"


def _printed(part: Part) -> list[Value]:
    match part.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=args)):
            return [part.evaluator.value(piece) for argument in args for piece in pieces(argument)]
    return []


def _taken(part: Part, node: ast.expr) -> bool:
    """Whether the value comes out of a table, or is put together of several: no `np.linspace(0, 1)`."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and part.evaluator.value(node.func.value).ref
    ):
        values = [part.evaluator.value(argument) for argument in node.args]
        return any(value.objects or value.type in MATRICES for value in values)
    return isinstance(node, (ast.Subscript, ast.Call, ast.Attribute))


RULES: tuple[Callable[[Part, frozenset[Role]], Iterator[Said]], ...] = (
    _known, column, _shape, table, _worded, _shown, _written,
)  # fmt: skip
OUTDONE: tuple[tuple[Role, frozenset[Role]], ...] = (  # (what goes, beside which)
    ("explore", frozenset({"plot", "evaluate", "predict", "train", "load"})),
    ("display", frozenset({"evaluate", "export"})),
)
