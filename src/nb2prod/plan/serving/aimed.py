"""The raw columns that the served model was fitted to predict: new rows come without them, and a test says so.

train = train.rename(columns={"y 1": "y"}); m.fit(train[X], train["y"])        "y 1"
df["twice"] = df["y"] * 2; m.fit(df[["twice"]], df["y"])                       none: what is served reads it
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.sources import TARGET
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.plan.serving.values import Deps, Value, depends, whole


def aim(m: State, number: int, y: Value) -> None:
    """The object of this number is fitted to predict `y`."""
    m.targets.append((number, depends(y)))
    m.aims.append((depends(y), whole(y)))


def made_of_target(m: State, frame: Value) -> set[str]:
    """Columns of a frame that are the target, or that it was made by way of: no model may choose them.

    df["y"] = (df.pop("Churn") == "Yes").astype(int); m.fit(df[best], df["y"])      "y", whatever training chose
    df["lag"] = df["y"].shift(1)                                                    no: the target is not made of it
    """
    asked = [(deps, slice_) for deps, slice_ in m.aims if deps.names and deps.rest is None]
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
    names = {name for _, deps in m.targets for name in deps.names}
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
    return own.union(*(_named(child) for child in ast.iter_child_nodes(node)))
