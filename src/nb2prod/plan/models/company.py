"""Whether what a model of the notebook's own says of a row may depend on the other rows that it is asked about.

def normalize(X): return (X - np.mean(X, 0)) / np.std(X, 0)
class Model: def predict(self, X): return normalize(X) @ self.w        alone, a row is normalized to zeros
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import lru_cache

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import FUNCTION, binders
from nb2prod.plan.models.fits import PREDICTING, Fits
from nb2prod.reaching import parsed
from nb2prod.walking import last_of, walk

PLAIN_BASES = frozenset({"object", "ABC", "BaseEstimator", "ClassifierMixin", "RegressorMixin"})  # they have none
REDUCING = frozenset({
    "mean", "std", "var", "min", "max", "sum", "median", "average", "quantile", "percentile", "ptp", "amin", "amax",
    "nanmean", "nanstd",
})  # fmt: skip


def depends_on_company(program: Program, model: str, parts: Collection[str] = ()) -> str:
    """Why one row's answer may depend on the others, or ""; of classes of the notebook and of modules beside it.

    `parts`: what the model is made of, as the calls that make it are named.
    """
    definitions = _definitions(program)
    found = _class_of(program, model, definitions)
    own = {part.rpartition(":")[2].rpartition(".")[2] for part in parts}
    classes = [node for name, node in sorted(definitions.items()) if name in own and isinstance(node, ast.ClassDef)]
    for node in [*([found] if found is not None else []), *(one for one in classes if one is not found)]:
        if told := _of_class(node, definitions):
            return told
    return ""


def never_predicts(program: Program, model: str) -> str:
    """Why nothing can ask it: the class, of the notebook or of a module beside it, where it surely has no `predict`."""
    definitions = _definitions(program)
    own = _class_of(program, model, definitions)
    todo = [own] if own is not None else []
    for node in todo:
        if any(isinstance(part, FUNCTION) and part.name in (*PREDICTING, "__getattr__") for part in node.body):
            return ""
        for base in (ast.unparse(base).rpartition(".")[2] for base in node.bases):
            above = definitions.get(base)
            if base not in PLAIN_BASES and (not isinstance(above, ast.ClassDef) or above in todo):
                return ""
            todo += [above] if isinstance(above, ast.ClassDef) else []
    if own is not None:
        return f"{own.name}, the class of {model}, has no `predict`"
    known = any(t not in ("", "?") for s in program.statements for n, t in s.facts.types if n == model)
    asked = sorted(m for m in Fits.of(program).asking.get(model, ()) if m.startswith("predict"))
    other = bool(asked) and not known and not {*asked} & {*PREDICTING}
    return f"the notebook asks {model} with `{asked[0]}`, and never with `predict`" if other else ""


def _of_class(found: ast.ClassDef, definitions: dict[str, ast.stmt]) -> str:
    methods = {part.name: part for part in found.body if isinstance(part, FUNCTION)}
    for asked in ("predict", "transform"):
        todo, seen = [asked], set[str]()
        while todo:
            name = todo.pop()
            node = methods.get(name) or definitions.get(name)
            if name in seen or not isinstance(node, FUNCTION):
                continue
            seen.add(name)
            for call in (part for part in walk(node) if isinstance(part, ast.Call)):
                called = last_of(call)
                if called in REDUCING and (_over_rows(call) or _of_all(call, node)):
                    return f"{found.name}.{asked} may take the {called} of all rows that it is asked about ({name})"
                todo.append(called)
    return ""


def _of_all(call: ast.Call, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """`X.mean()`, `X["a"].max()` and `np.mean(X)` of the rows that the function is given, without an axis."""
    place = 0 if isinstance(call.func, ast.Attribute) and not _is_module(call.func.value) else 1
    axes = [keyword for keyword in call.keywords if keyword.arg == "axis"] or call.args[place : place + 1]
    owner: ast.expr | None = call.func.value if place == 0 and isinstance(call.func, ast.Attribute) else None
    owner = next(iter(call.args), None) if place else owner
    while isinstance(owner, ast.Subscript):
        owner = owner.value
    rows = [arg.arg for arg in function.args.args if arg.arg != "self"][:1]
    inside = {id(part) for one in walk(function) if isinstance(one, ast.Lambda) for part in walk(one)}
    return not axes and isinstance(owner, ast.Name) and owner.id in rows and id(call) not in inside


def _over_rows(call: ast.Call) -> bool:
    """`np.mean(X, 0)`, `X.std(axis=0)`."""
    place = 0 if isinstance(call.func, ast.Attribute) and not _is_module(call.func.value) else 1
    axes = [keyword.value for keyword in call.keywords if keyword.arg == "axis"] or call.args[place : place + 1]
    return any(isinstance(axis, ast.Constant) and axis.value == 0 for axis in axes)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "scipy")


@lru_cache(maxsize=1)
def _definitions(program: Program) -> dict[str, ast.stmt]:
    """Functions, methods and classes of the notebook and of the modules beside it, by name."""
    nodes: list[ast.AST] = [s.node for s in program.statements if isinstance(s.node, (*FUNCTION, ast.ClassDef))]
    for _, tree in parsed(program.notebook.modules):
        nodes += walk(tree)
    return {node.name: node for node in nodes if isinstance(node, (*FUNCTION, ast.ClassDef))}


def _class_of(program: Program, model: str, definitions: dict[str, ast.stmt]) -> ast.ClassDef | None:
    bound_by = binders(program, model)
    for name in _made_by(bound_by[-1]) if bound_by else ():
        node = definitions.get(name)
        if isinstance(node, ast.ClassDef):
            return node
    return None


def _made_by(statement: Statement) -> Iterator[str]:
    for node in walk(statement.node):
        if isinstance(node, ast.Call):
            yield last_of(node)
