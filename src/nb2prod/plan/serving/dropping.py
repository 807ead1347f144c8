"""Columns that the notebook drops: serving may never have made them.

df["band"] = pd.cut(df["age"], 5); print(df.groupby("band")["y"].mean()); df = df.drop(["band", "name"], axis=1)

Nothing that a prediction needs is made of `band`, so serving neither makes nor drops it. Which columns it makes is
known when everything is derived: until then the call bears a mark.
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.calls import Call, Evaluate
from nb2prod.plan.serving.state import MARK, State
from nb2prod.plan.serving.subscripts import anew, gone_at_serving
from nb2prod.plan.serving.tablerows import (
    AXIS_COLUMNS,
    base_of,
    drop_rows,
    method_call,
    names_of,
    stripped,
    without_inplace,
)
from nb2prod.plan.serving.values import NO_DEPS, Out, Slice, column, copied, whole, without


def unnamed(key: Out) -> str:
    """Why columns are not told apart."""
    literal = key.value.literal
    every = literal if isinstance(literal, (list, tuple)) else [literal]
    numbers = bool(every) and all(isinstance(one, int) for one in every)
    return "columns that bear numbers are not followed" if numbers else "which columns it means is not known by name"


def drop(m: State, given: Call, evaluate: Evaluate) -> Out:
    """`df.drop("a", axis=1)`, `df.drop(df[df.x > 9].index)`."""
    base = base_of(given)
    by_columns = given.get("columns")
    axis = given.literal("axis", 1, 0)
    labels = given.get("labels", 0) if "index" not in given.keywords else given.keywords["index"]
    if by_columns is None and axis not in AXIS_COLUMNS:
        return drop_rows(m, given, labels)
    target = by_columns if by_columns is not None else labels
    if base.value.kind != "frame" or target is None:
        return Out(m.stuck(f"{ast.unparse(given.node)} is not known"), given.node)
    names = names_of(target)
    if names is None:
        if target.time not in ("learned",):
            return Out(m.stuck(f"{ast.unparse(given.node)}: {unnamed(target)}"), given.node)
        used = m.used(target, "dropped_columns")
        if used.time == "unknown":
            return used
        call = method_call(base, "drop", columns=used.expr, errors=ast.Constant("ignore"))
        return Out(copied(base.value), call, base.slice, given.node)
    others = base.value.others  # a list that training keeps brings them all, those that nothing needs as well
    listed_ones = others is not None and others.own and any(name.startswith("@") for name in others.deps.names)
    brought = {*names} - {*base.value.columns} - base.value.absent if listed_ones else set[str]()
    found = {name: column(base.value, name) for name in names}
    if m.function:  # it drops them as it stands: they must be there
        for part in found.values():
            m.read |= part.deps if part is not None and part.time == "row" else NO_DEPS
    unsure = {name for name, part in found.items() if part is not None and part.unsure} - base.value.lacking
    gone = {name for name, part in found.items() if part is None or gone_at_serving(m, part)} - unsure - brought
    gone |= base.value.lacking & {*names}
    value = without(base.value, names)
    m.dropped |= set(names)
    left = [name for name in names if name not in gone]
    if not left:
        return Out(value, anew(base), base.slice, given.node)
    listed: ast.expr = target.expr
    if unsure and m.dead is not None:  # a column of the file may be there or not, a dummy of that name is
        call = method_call(base, "drop", columns=listed, errors=ast.Constant("ignore"))
        return Out(value, call, base.slice | target.slice, given.node)
    if gone and not isinstance(target.expr, (ast.List, ast.Tuple, ast.Constant)):
        call = method_call(base, "drop", columns=listed, errors=ast.Constant("ignore"))
        return Out(value, call, base.slice | target.slice, given.node)
    made = {name: whole(part) for name in left if (part := found[name]) is not None and whole(part)}
    if gone:
        call = method_call(base, "drop", columns=stripped(target.expr, names, gone))
        return Out(value, _marked(m, call, made), base.slice, given.node)
    call = without_inplace(given.rebuilt())
    return Out(value, _marked(m, call, made), base.slice | target.slice, given.node)


def _marked(m: State, call: ast.Call, made: dict[str, Slice]) -> ast.Call:
    """The call with a mark, where it drops columns that statements of the notebook make."""
    if not made or any(keyword.arg == "errors" for keyword in call.keywords):
        return call
    m.drops.append(made)
    mark = ast.keyword("errors", ast.Constant(f"{MARK}{len(m.drops) - 1}"))
    return ast.Call(call.func, call.args, [*call.keywords, mark])


class Settled(ast.NodeTransformer):
    """Drops only what serving makes."""

    def __init__(self, drops: list[dict[str, Slice]], served: set[int]) -> None:
        """`served` are the statements that serving executes."""
        self.drops, self.served = drops, served

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """A call of `drop` with its mark."""
        self.generic_visit(node)
        match node.keywords[-1:]:
            case [ast.keyword(arg="errors", value=ast.Constant(value=str(mark)))] if mark.startswith(MARK):
                made = self.drops[int(mark.removeprefix(MARK))]
            case _:
                return node
        call = ast.Call(node.func, node.args, node.keywords[:-1])
        missing = {name for name, slice_ in made.items() if not slice_ <= self.served}
        return _only_made(call, missing) if missing else call


def _only_made(call: ast.Call, missing: set[str]) -> ast.expr:
    """The call without names of columns that are not there; tolerant, where nothing else would be left."""

    def kept(node: ast.expr) -> ast.expr:
        names = [part.value if isinstance(part, ast.Constant) else "" for part in getattr(node, "elts", ())]
        here = [part for part, name in zip(getattr(node, "elts", ()), names, strict=True) if name not in missing]
        return ast.List(here, ast.Load()) if here and len(here) < len(names) else node

    args = [kept(argument) for argument in call.args]
    keywords = [ast.keyword(k.arg, kept(k.value) if k.arg in ("columns", "labels") else k.value) for k in call.keywords]
    if [*map(ast.dump, args), *map(ast.dump, keywords)] == [*map(ast.dump, call.args), *map(ast.dump, call.keywords)]:
        keywords.append(ast.keyword("errors", ast.Constant("ignore")))
    return ast.Call(call.func, args, keywords)
