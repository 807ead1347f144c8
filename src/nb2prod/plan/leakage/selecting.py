"""Which rows and columns a subscript leaves: parts of a split where the two sides of one condition are told apart.

train = df[df["year"] < 2020]      part 0 of the split at this condition
test = df[df["year"] >= 2020]      part 1: no row is in both
"""

from __future__ import annotations

import ast

from nb2prod.plan.leakage.state import Search
from nb2prod.plan.leakage.values import Cut, Held, part, table

OPPOSITES: dict[type[ast.cmpop], tuple[str, int]] = {
    ast.Lt: ("<", 0), ast.GtE: ("<", 1), ast.Gt: (">", 0), ast.LtE: (">", 1),
    ast.Eq: ("=", 0), ast.NotEq: ("=", 1), ast.In: ("in", 0), ast.NotIn: ("in", 1),
}  # fmt: skip
NULLS = {"isnull": 0, "isna": 0, "notnull": 1, "notna": 1}


def condition(search: Search, node: ast.expr) -> Cut | None:
    """The part of a split that a condition on rows selects."""
    match node:
        case ast.UnaryOp(op=ast.Invert(), operand=operand) | ast.UnaryOp(op=ast.Not(), operand=operand):
            found = condition(search, operand)
            return (found[0], 1 - found[1]) if found else None
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            found = condition(search, operand)
            return (found[0], 1 - found[1]) if found else None
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in OPPOSITES:
            match right:
                case ast.Constant(value=bool() as truth) if isinstance(op, (ast.Eq, ast.NotEq)):
                    found = condition(search, left)
                    same = truth is isinstance(op, ast.Eq)
                    return (found[0], found[1] if same else 1 - found[1]) if found else None
            sign, number = OPPOSITES[type(op)]
            return f"{_tail(left)} {sign} {ast.unparse(right)}", number
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in NULLS:
            return f"{_tail(owner)} is missing", NULLS[name]
        case ast.Call(func=ast.Attribute(value=owner, attr="isin"), args=[given]):
            index = _positions(search, given)
            return index if index else (f"{_tail(owner)} in {ast.unparse(given)}", 0)
        case ast.Name(id=name) if name in search.env:
            return search.env[name].cut
    return None


def _tail(node: ast.expr) -> str:
    """The column that a condition looks at: it may be spelled through copies of one frame."""
    match node:
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str() as name)):
            return repr(name)
        case ast.Attribute(value=ast.Name(), attr=name):
            return repr(name)
    return ast.unparse(node)


def _positions(search: Search, node: ast.expr) -> Cut | None:
    """The part that an index stands for: `train.index`, a name that holds one."""
    if isinstance(node, ast.Attribute) and node.attr == "index":
        from_rows = search.env.get(node.value.id) if isinstance(node.value, ast.Name) else None
        return from_rows.cut if from_rows is not None else None
    held = search.env.get(node.id) if isinstance(node, ast.Name) else None
    return held.cut if held is not None else None


def sliced(search: Search, of: Held, cut: ast.Slice) -> Held:
    """`data[:n]` and `data[n:]` part the rows at n."""
    first = isinstance(cut.lower, ast.Constant) and cut.lower.value == 0
    lower = None if first else cut.lower
    if lower is None and cut.upper is None:
        return table(of, cut=of.cut)
    if cut.step is not None or (lower is not None and cut.upper is not None):
        return some(search, of)
    bound = lower if lower is not None else cut.upper
    where = (f"at {ast.unparse(bound)}" if bound is not None else "", 0 if lower is None else 1)
    return chosen(search, of, where)


def chosen(search: Search, of: Held, cut: Cut | None) -> Held:
    """The rows that a condition leaves."""
    return table(of, rows=part(of.rows, cut), cut=cut) if cut else some(search, of)


def some(search: Search, of: Held) -> Held:
    """Some of the rows: which, nobody knows."""
    return table(of, rows=part(of.rows, (f"some {next(search.numbers)}", 0)))


def dropped(search: Search, of: Held, cut: Cut | None) -> Held:
    """The other part of a split: `df.drop(train.index)`."""
    return chosen(search, of, (cut[0], 1 - cut[1]) if cut else None)


def columns(of: Held, names: object) -> Held:
    """A frame of some columns, or one column of it."""
    if isinstance(names, str):
        known = of.columns.get(names, frozenset())
        column = names if of.has(names) else ""
        found = Held(of.rows, of.traces | known, column=column, plain=of.plain)
        found.series, found.single = True, of.single
        return found
    if isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names):
        left = frozenset(str(name) for name in names)
        found = table(of, only=left, whole=False)
        found.columns = {name: traces for name, traces in of.columns.items() if name in left}
        return found
    return table(of, whole=False, only=None)


def without(of: Held, names: object) -> Held:
    """A frame without some columns."""
    gone = [names] if isinstance(names, str) else names
    if not isinstance(gone, (list, tuple)) or not all(isinstance(name, str) for name in gone):
        return table(of, whole=False, only=None)
    out = frozenset(str(name) for name in gone)
    found = table(of, absent=of.absent | out, only=of.only - out if of.only is not None else None)
    found.columns = {name: traces for name, traces in of.columns.items() if name not in out}
    return found
