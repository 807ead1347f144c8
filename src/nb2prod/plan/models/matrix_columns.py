"""The columns of the matrix that a model was fitted on, in their order, where the notebook writes them out.

X = df[["a", "b"]].values; X_train, X_test = train_test_split(X)      a, b
Xs = StandardScaler().fit_transform(df[features])                     the list that `features` is
"""

from __future__ import annotations

import ast

from nb2prod.model import Inference, Program, Statement
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.models.fitted_on import given_to_fit

SAME = frozenset({"to_numpy", "copy", "reshape", "astype", "fillna", "reset_index", "dropna", "sort_index", "abs"})
SCALERS = ("StandardScaler", "MinMaxScaler", "RobustScaler", "MaxAbsScaler", "SimpleImputer", "Normalizer")
DEEPEST = 12


def columns_of(program: Program, inference: Inference) -> tuple[str, ...]:
    """Their names, () where they are not written out."""
    if inference.fit < 0:
        return ()
    matrix: ast.expr = ast.Name(inference.source, ast.Load())
    if not inference.source:  # model.fit(df[["a", "b"]], y)
        given = given_to_fit(program.statements[inference.fit])
        if given is None:
            return ()
        matrix = given
    found = _Written(program).of(matrix, inference.fit, 0)
    return found if len(set(found)) == len(found) else ()


class _Written:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.graph = Graph.of(program)

    def of(self, node: ast.expr, at: int, depth: int) -> tuple[str, ...]:
        """The columns of an expression as the statement `at` reads it."""
        if depth > DEEPEST:
            return ()
        match node:
            case ast.Name(id=name):
                return self._of_name(name, at, depth)
            case ast.Attribute(value=value, attr="values"):
                return self.of(value, at, depth + 1)
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in SAME:
                return self.of(value, at, depth + 1)
            case ast.Call(func=ast.Attribute(attr="transform" | "fit_transform"), args=[given, *_]):
                return self.of(given, at, depth + 1) if self._scales(node, at) else ()
            case ast.Subscript(slice=key):
                return self._names(key, at)
        return ()

    def _of_name(self, name: str, at: int, depth: int) -> tuple[str, ...]:
        binder = self._binder(name, at)
        match binder.node if binder is not None else None:
            case ast.Assign(targets=[ast.Name()], value=value) if binder is not None:
                return self.of(value, binder.id, depth + 1)
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call(args=given)) if binder is not None:
                names = [part.id if isinstance(part, ast.Name) else "" for part in parts]
                split = any(call.endswith("train_test_split") for call in binder.facts.calls)
                if split and len(names) == 2 * len(given):
                    return self.of(given[names.index(name) // 2], binder.id, depth + 1)
        return ()

    def _binder(self, name: str, at: int) -> Statement | None:
        """The one statement that binds the name before, where nothing changes its object in between."""
        return self.graph.maker(self.program.statements[at], name)

    def _scales(self, node: ast.Call, at: int) -> bool:
        """Whether it is a scaler that is asked: a column comes out for each that goes in."""
        calls = self.program.statements[at].facts.calls
        known = [call.split(".")[-2] for call in calls if call.endswith(("transform",)) and "." in call]
        return bool(known) and all(name in SCALERS for name in known)

    def _names(self, key: ast.expr, at: int) -> tuple[str, ...]:
        if isinstance(key, ast.Name):
            binder = self._binder(key.id, at)
            if binder is None or not isinstance(binder.node, ast.Assign) or in_function(self.program, binder):
                return ()
            return self._names(binder.node.value, binder.id)
        if not isinstance(key, ast.List):
            return ()
        names = [self._text(part, at) for part in key.elts]
        return tuple(names) if all(names) else ()

    def _text(self, part: ast.expr, at: int) -> str:
        match part:
            case ast.Constant(value=str() as text):
                return text
            case ast.Name(id=name):
                binder = self._binder(name, at)
                if binder is not None and isinstance(binder.node, ast.Assign):
                    value = binder.node.value
                    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
        return ""
