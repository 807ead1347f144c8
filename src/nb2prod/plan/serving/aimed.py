"""The raw columns that the served model was fitted to predict: new rows come without them, and a test says so.

train = train.rename(columns={"y 1": "y"}); m.fit(train[X], train["y"])        "y 1"
df["twice"] = df["y"] * 2; m.fit(df[["twice"]], df["y"])                       none: what is served reads it
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nb2prod.plan.serving.calls import free_names
from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.sources import TARGET
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.plan.serving.values import Deps, Slice, Value, depends, whole
from nb2prod.walking import children, walk


def aim(m: State, number: int, y: Value, rows: Value | None = None) -> None:
    """The object of this number is fitted to predict `y`; what another model says of rows is no column of theirs.

    y = to_categorical(df["y"])      not followed, and made of one column: that is it; else it may be any of these rows
    """
    if y.predicted:
        return
    deps = depends(y)
    if deps.rest is not None or (y.time == "unknown" and len({n for n in deps.names if n[:1] != "#"}) != 1):
        if rows is not None and deps != Deps() and y.source in (-1, rows.source):
            m.untold.add(number)
        if y.time == "unknown":
            return
    m.targets.append((number, depends(y)))
    m.aims.append((depends(y), whole(y)))


def aims_inside(m: State, node: ast.FunctionDef, given: Mapping[str, tuple[Value, Slice]]) -> None:
    """What a function fits models to that it is handed: rows that it is `given`, or that the notebook's variables hold.

    def train(m): return m.fit(X_train, y_train)        train(SVC()): its target is y_train
    """
    todo: list[tuple[ast.AST, Mapping[str, tuple[Value, Slice]]]] = [(node, given)]
    seen: set[str] = {node.name}
    while todo:
        current, bound = todo.pop()
        own = {**{name: m.env[name] for name in free_names(current) if name in m.env}, **bound}
        anew = {p.id for p in walk(current) if isinstance(p, ast.Name) and not isinstance(p.ctx, ast.Load)}
        rows = {name for name, (value, _) in own.items() if value.time == "row"} - anew
        for part in walk(current):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "fit":
                named = {k.arg: k.value for k in part.keywords}
                given_to = dict(zip(("X", "y"), part.args, strict=False)) | named
                matrix, y = (_table(given_to.get(key)) for key in ("X", "y"))
                if {matrix, y} <= rows:
                    aim(m, -1 - len(m.targets), own[y][0])  # of an object that nobody follows
        for name, (value, _) in own.items():
            if value.kind == "function" and value.node is not None and name not in seen:
                seen.add(name)
                todo.append((value.node, {}))


def _table(node: ast.expr | None) -> str:
    """The variable whose rows an expression has, in whatever form: `y` in `y.values.ravel()`; "" for none."""
    match node:
        case ast.Name(id=name):
            return name
        case (
            ast.Attribute(value=inner, attr="values")
            | ast.Call(func=ast.Attribute(value=inner, attr="to_numpy" | "ravel"))
        ):
            return _table(inner)
    return ""


def made_of_target(m: State, frame: Value) -> set[str]:
    """Columns of a frame that are the target, or that it was made by way of: no model may choose them.

    df["y"] = (df.pop("Churn") == "Yes").astype(int); m.fit(df[best], df["y"])      "y", whatever training chose
    df["lag"] = df["y"].shift(1)                                                    no: the target is not made of it
    """
    asked = [(deps, slice_) for deps, slice_ in m.aims if deps.names and deps.rest is None]
    if len({deps.names for deps, _ in asked}) > 1:  # what one model was fitted to predict may be a feature of another
        return set()
    return {
        name
        for name, part in frame.columns.items()
        if part.time == "row" and not part.history and part.slice
        if any(part.deps == deps and part.slice <= slice_ for deps, slice_ in asked)
    }


def targets_of(m: State, chosen: Candidate, needed: Deps, nodes: list[ast.stmt]) -> set[str]:
    """Their names, without those that a served statement reads: whoever only gives one another name reads nothing."""
    fitted = chosen.out.value.predicted
    found = {name for number, deps in m.targets if number in fitted for name in deps.names}
    if not found and len({deps.names for _, deps in m.targets}) == 1:  # a matrix of the library's own holds both
        found = set(m.targets[0][1].names)
    if needed.rest is not None:
        found = {name for name in found if name not in needed}
    return {name for name in found if local({name}) == {name}} - {TARGET}.union(*(_named(node) for node in nodes))


def about_targets(m: State) -> frozenset[int]:
    """The statements that ask the model with columns of the target at hand: what they make is no prediction."""
    names = m.target_names
    return frozenset(c.statement for c in m.candidates if c.out.value.deps.names & names)


def _named(node: ast.AST) -> set[str]:
    """The texts and attributes of a statement, but for those of `rename`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "rename":
        return _named(node.func.value)
    own: set[str] = set()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        own = {node.value}
    elif isinstance(node, ast.Attribute):
        own = {node.attr}
    return own.union(*(_named(child) for child in children(node)))
