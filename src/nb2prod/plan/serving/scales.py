"""On which scale a model answers: one that was fitted to a logarithm says logarithms.

y_train = np.log(y_train); m.fit(X, y_train); r2_score(..., np.exp(m.predict(X)))     the prediction is np.exp(...)
y_train = np.log1p(y_train); m.fit(X, y_train); p = m.predict(X)                      it is said that p is a logarithm
df["y"] = np.log1p(df["y"]); train, test = train_test_split(df); m.fit(X, train.y.values)        as well
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.model import Inference, Program, Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.models.fits import FITTING, given_second, method_calls
from nb2prod.plan.models.learned import BEST
from nb2prod.plan.serving.measuring import calls_measure
from nb2prod.replacing import replace
from nb2prod.walking import walk

INVERSES = {"log": "exp", "log1p": "expm1"}
PLAIN = (ast.Name, ast.Attribute, ast.Subscript)
SAME_VALUES = frozenset({"copy", "reset_index", "sample", "drop", "dropna", "sort_values"})
STEPS = 10  # from the fit back to the logarithm


@dataclass(frozen=True)
class Scale:
    """What was done to the target before the fit."""

    call: ast.Call  # np.log(y_train)
    statement: Statement

    @property
    def inverse(self) -> str:
        """The function that takes it back, as the notebook would write it: "np.exp"; "" where more was done."""
        match self.call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name), args=[given]):
                return f"{module}.{INVERSES[name]}" if isinstance(given, PLAIN) else ""
        return ""


def scale_of(program: Program, model: str, until: int | None = None) -> Scale | None:
    """The logarithm that the model was last fitted to, `until` a statement; None where none is seen."""
    for statement in reversed(program.statements[: None if until is None else until + 1]):
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Attribute(value=ast.Name(id=search), attr=part)):
                model = search if name == model and part in BEST else model  # what the search was fitted to
        for name, call in _fits(statement):
            if name == model or model in statement.facts.binds:
                target = given_second(call)
                return _logarithm(program, target, statement) if target is not None else None
    return None


def _fits(statement: Statement) -> Iterator[tuple[str, ast.Call]]:
    """Calls that fit, with what they fit: `m.fit(X, y)`, and "" for `m = Ridge().fit(X, y)`."""
    yield from ((name, call) for name, method, call in method_calls(statement) if method in FITTING)
    match statement.node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Call(), attr=method)) as call) if method in FITTING:
            yield "", call


def taken_back(program: Program, model: str) -> str:
    """The inverse, where the notebook applies it to what the model says: in a measure, or in a figure, too."""
    scale = scale_of(program, model)
    if scale is None or not scale.inverse:
        return ""
    said = {name for s in program.statements if _asks(s.node, model) for name in s.facts.binds}
    for statement in program.statements:
        for part in walk(statement.node):
            if isinstance(part, ast.Call) and ast.unparse(part.func) == scale.inverse and len(part.args) == 1:
                (given,) = part.args
                if _asks(given, model) or (isinstance(given, ast.Name) and given.id in said):
                    return scale.inverse
    return ""


def with_scale(program: Program, found: Inference, until: int | None) -> Inference:
    """The same inference; it says so where its predictions are logarithms. `until`: as of when the model is served."""
    scale = scale_of(program, found.model, until) if found.level != "none" else None
    made = found.serving or found.finish
    lines = [*(line for _, line in made.lines), made.expression] if made is not None else []
    if any(f".{name}(" in line for line in lines for name in INVERSES.values()):
        return found
    if scale is None:
        told = _measured(program, found.model) if found.level != "none" else ""
        return replace(found, because=f"{found.because}{told}")
    where = f"`{ast.unparse(scale.call)}`, cell {scale.statement.cell + 1}"
    return replace(found, because=f"{found.because}; a prediction is a logarithm, as the target is ({where})")


def _measured(program: Program, model: str) -> str:
    """That a measure takes the exponential of what the model says, and a prediction does not; "" where none does."""
    graph = Graph.of(program)
    asking = {s.id for s in program.statements if _asks(s.node, model)}
    for statement in program.statements:
        if not calls_measure(statement):
            continue
        for part in walk(statement.node):
            match part:
                case ast.Call(func=ast.Attribute(attr=name), args=[ast.Name(id=said)]) if name in INVERSES.values():
                    makers = {maker.id for maker in graph.makers(statement, said)}
                    if makers and makers <= asking:
                        where = f"`{ast.unparse(part)}` (cell {statement.cell + 1})"
                        return f"; a prediction is what the model says, of which the notebook measures {where}"
    return ""


def _asks(node: ast.AST, model: str) -> bool:
    match node:
        case ast.Assign(value=value):
            return _asks(value, model)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="predict")):
            return name == model
    return False


def _logarithm(program: Program, target: ast.expr, before: Statement) -> Scale | None:
    """The logarithm behind an expression, as the statements before give it."""
    for _ in range(STEPS):
        if _is_log(target, before):
            assert isinstance(target, ast.Call)
            return Scale(target, before)
        target = whole(target)
        found = next(bindings(program, target, before), None)
        if found is None:
            return None
        target, before = found
    return None


def whole(node: ast.expr) -> ast.expr:
    """What it holds the values, or some rows, of: `y` of `y.values`, `y.iloc[train]` and `y[train]`."""
    while True:
        match node:
            case (
                ast.Attribute(attr="values", value=inner)
                | ast.Subscript(value=ast.Attribute(attr="iloc" | "loc", value=inner), slice=ast.Name() | ast.Slice())
            ):
                node = inner
            case ast.Subscript(value=ast.Name() as inner, slice=ast.Name() | ast.Slice()):
                node = inner
            case _:
                return node


def _is_log(node: ast.expr, statement: Statement) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(), attr=name), args=[_]) if name in INVERSES:
            return f"numpy.{name}" in statement.facts.calls
    return False


def bindings(program: Program, target: ast.expr, before: Statement) -> Iterator[tuple[ast.expr, Statement]]:
    """What the last statement before gave a name or a column; nothing where that is not told by one assignment."""
    text, column = ast.unparse(target), _column(target)
    frame = column[0] if column is not None else ""
    for statement in reversed(program.statements[: before.id]):
        match statement.node:
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Call(args=given)):
                split = len(parts) == 2 * len(given) and any("split" in call for call in statement.facts.calls)
                names = [ast.unparse(part) for part in parts]
                for name in {text, frame} & {*names}:
                    own = given[names.index(name) // 2] if split else None
                    found = own if name == text else _column_of(own, column)
                    yield from [(found, statement)] if found is not None else []
                    return
            case ast.Assign(targets=[ast.Tuple(elts=parts)], value=ast.Tuple(elts=values)) if text in map(
                ast.unparse, parts
            ):
                yield values[[*map(ast.unparse, parts)].index(text)], statement
                return
            case ast.Assign(targets=[one], value=value) if ast.unparse(one) == text or (
                column is not None and _column(one) == column
            ):
                yield from [(value, statement)] if statement.parent is None else []
                return
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == frame and statement.parent is None:
                if (found := _column_of(value, column)) is not None:
                    yield found, statement
                return
        if isinstance(target, ast.Name) and text in statement.facts.binds:
            return


def _column(node: ast.expr) -> tuple[str, str] | None:
    """The frame and the name of `df.price`, `df["price"]`."""
    match node:
        case ast.Attribute(value=ast.Name(id=frame), attr=name) if name != "values":
            return frame, name
        case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str() as name)):
            return frame, name
    return None


def _column_of(frame: ast.expr | None, column: tuple[str, str] | None) -> ast.expr | None:
    """The same column in what the frame was made of, where no value of it became another."""
    while isinstance(frame, ast.Call) and isinstance(frame.func, ast.Attribute) and frame.func.attr in SAME_VALUES:
        frame = frame.func.value
    if not isinstance(frame, ast.Name) or column is None:
        return None
    return ast.Subscript(frame, ast.Constant(column[1]), ast.Load())
