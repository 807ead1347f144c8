"""Targets that are known by their place alone: training keeps their names, and a new row need not have them.

X, y = df.iloc[:, :-1], df.iloc[:, -1]        df.columns[-1]: the file's own column, unless X has it, too
data = df.values; X = data[:, 1:]             columns of df, as long as df stays what it was
"""

from __future__ import annotations

import ast

from nb2prod.plan.serving.naming import StuckError
from nb2prod.plan.serving.state import MARK, State
from nb2prod.plan.serving.values import Deps, Out, Value, every
from nb2prod.replacing import replace


def places(m: State) -> frozenset[str]:
    """The lists of one name each that hold what models were fitted to predict, where only its place tells which."""
    return frozenset(name for name in m.target_names if name.startswith("@"))


def kept_list(node: ast.expr) -> str:
    """`@3` of what training keeps as the third: so columns are called that only such a list tells; "" for all else."""
    mark = node.id if isinstance(node, ast.Name) else ""
    return f"@{mark.removeprefix(MARK)}" if mark.startswith(MARK) else ""


def by_list(m: State, frame: Value, listed: str) -> None:
    """Of the frame's columns those stay that training keeps in a list: no raw column beside them is needed as it is."""
    if not (targets := places(m)):
        return
    for name, part in frame.columns.items():
        if part.deps == Deps(frozenset({name})) and part.slice <= {frame.source}:
            frame.columns[name] = replace(part, deps=Deps(frozenset({listed})))
            m.covered |= {name}
    if (others := frame.others) is not None:
        rest = others.deps.rest | targets if others.deps.rest is not None else None
        frame.others = replace(others, deps=Deps(others.deps.names | {listed}, rest))


def told(m: State, value: Value, needed: Deps, statement: int) -> None:
    """No new row may be asked for what is to be predicted because nobody knows which column that is.

    Raises:
        StuckError: it may be.
    """
    lists = [name for name in needed.rest or () if name[:1] == "@" and name[1:].isdigit()]
    unsure = needed.rest is not None and value.source not in m.tables and bool(value.predicted & m.untold)
    unsure |= any(name.startswith("@") for name in needed.names & m.target_names)  # one list holds it and features
    if unsure or any(not isinstance(m.records[int(name[1:])].node, ast.List) for name in lists):
        raise StuckError("which column is to be predicted is not followed, and a new row lacks it", statement)


def encoded(m: State, frame: Value, made: ast.expr, after: bool) -> Deps | None:
    """The raw columns that dummies are made of, where all columns are known: those that do not stay as they are."""
    if frame.others is not None or m.function or m.loops:
        return None
    name = ast.Name("name", ast.Load())
    known = ast.List([ast.Constant(one) for one in sorted(frame.columns)], ast.Load())
    gone = ast.Compare(name, [ast.NotIn()], [ast.Attribute(made, "columns", ast.Load())])
    node = ast.ListComp(name, [ast.comprehension(ast.Name("name", ast.Store()), known, [gone], 0)])
    kept = m.keep(node, Value("learned", type="list"), "encoded_columns", inside=False, after=after, kind="columns")
    if not places(m) or not (listed := kept_list(kept)):  # each pass numbers what is kept alike
        return None
    found = Deps(frozenset({listed}))
    for one, part in frame.columns.items():
        found |= part.deps if part.deps != Deps(frozenset({one})) else Deps()
    return found


def maybe_gone(m: State, part: Value) -> bool:
    """Whether serving may lack the column: only a list that training keeps asks for it."""
    return m.dead is not None and bool(part.deps.names & m.covered - m.dead.names)


def of_the_file(frame: Value) -> bool:
    """Whether its columns are the file's own, under their own names."""
    return frame.others is not None and frame.others.own and not frame.others.naming


def tabled(out: Out, table: Out) -> Out:
    """The array of a table's values, which knows the table."""
    if out.time == "row" and table.value.kind == "frame" and out.value.kind == "array":
        out.value.table = (table, every(table.value))
    return out


def table_of(m: State, array: Out) -> Out | None:
    """The table whose values the array has, where its variable still holds it as it was."""
    if array.value.table is None or m.function or m.loops:
        return None
    table, parts = array.value.table
    node = table.origin if table.origin is not None else table.expr
    held = m.env.get(node.id, (None,))[0] if isinstance(node, ast.Name) else None
    if held is not table.value or array.value.rows != held.rows:
        return None
    now = every(held)
    same = [part for part in now if any(part is one for one in parts)]
    looked_at = held.others is not None and held.others.deps.rest is not None  # a column that is read gets a name
    return table if len(same) == len(parts) and (len(now) == len(same) or looked_at) else None
