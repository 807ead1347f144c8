"""What a statement does, told by how it looks: a column assigned, derived, changed or dropped, rows or columns chosen.

df["ratio"] = df.a / df.b          derive ratio         nothing is read from the column itself
df["a"] = df["a"] / 100            scale a              it is
df["flag"] = 0                     assign flag          a constant
df.loc[df.a > 9, "a"] = 9          assign values of a   only some of its values
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from nb2prod.model import Statement
from nb2prod.walking import last_of, values_given, walk

CHOSEN = re.compile(r"col|feat|var|pred|name|attr|keep|field|num|cat|^x", re.IGNORECASE)  # lists of columns
MASKS = frozenset("isin between isnull isna notnull notna contains duplicated startswith endswith".split())
JOINING = frozenset({"agg", "apply"})  # what makes one column of several
BLANKS = frozenset({"isnull", "isna"})
OF_TABLES = frozenset(
    {"index", "columns", "shape", "isnull", "isna", "notnull", "notna", "duplicated", "loc", "values"}
)
FRAME = "pandas.DataFrame"


@dataclass(frozen=True)
class Operation:
    """A verb and what it is done to; `columns` are the names that a docstring may add."""

    verb: str
    thing: str
    columns: tuple[str, ...] = ()
    made: frozenset[str] = frozenset()  # names whose values the statement binds or changes

    @property
    def name(self) -> str:
        """The operation as the name of a function."""
        return f"{self.verb}_{self.thing}"


def named(column: str) -> tuple[str, ...]:
    """The column, where a name may bear it."""
    return (column,) if column.isidentifier() else ()


def into(node: ast.stmt) -> str | None:
    """The column that an assignment writes, `df["age"] = ...`; None where it writes none."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column)))]):
            return column
        case ast.Assign(targets=[ast.Subscript(value=ast.Attribute(value=ast.Name(), attr="loc"), slice=rule)]):
            match rule:
                case ast.Tuple(elts=[ast.Slice(lower=None, upper=None), ast.Constant(value=str(column))]):
                    return column  # df.loc[:, "age"] = ...
    return None


def new_column(node: ast.stmt) -> Operation | None:
    """What an assignment does whose value is not made of the column that it writes; None for any other one."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=ast.Name()) as target], value=ast.Call()):
            own = [p for p in walk(node.value) if isinstance(p, ast.Subscript) and _root(p) == _root(target)]
            joined = not _same(node.value, target) and (bool(own) or last_of(node.value) in JOINING)
            return (
                Operation("derive", "columns") if joined else None
            )  # d[new] = d[both].astype(str).agg("_".join, axis=1)
    column = into(node)
    if column is None or not isinstance(node, ast.Assign) or _reads(node, column) or _handed(node):
        return None
    return Operation("assign" if _constant(node.value) else "derive", "columns", named(column))


def blank(node: ast.AST | None) -> bool:
    """Whether an expression asks which values are missing, and not which are there."""
    if node is None:
        return False
    parts = list(walk(node))
    asks = any(isinstance(p, ast.Attribute) and p.attr in BLANKS for p in parts)
    held = [q for p in parts if isinstance(p, ast.Compare) for q in walk(p)]  # df.a.isnull() == False
    held = [q for q in held if isinstance(q, ast.Attribute) and q.attr in BLANKS]
    return asks and not held and not any(isinstance(p, ast.Not | ast.Invert | ast.BitOr) for p in parts)


def mask_of(node: ast.stmt) -> ast.expr | None:
    """The rows of `df.loc[rows, "age"] = ...`."""
    match node:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Attribute(attr="loc"), slice=ast.Tuple(elts=[rows, ast.Constant()]))]
        ) if not isinstance(rows, ast.Slice):
            return rows
    return None


def form(statement: Statement, fills: bool) -> Operation | None:
    """What the statement does; `fills`: the rows that it writes to are those where values are missing."""
    types = dict(statement.facts.types)
    if (made := new_column(statement.node)) is not None:
        return made
    match statement.node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Subscript(
                value=ast.Name(id=source) | ast.Attribute(value=ast.Name(id=source), attr="iloc"), slice=ast.Slice()
            )
            | ast.Call(func=ast.Attribute(value=ast.Name(id=source), attr="head")),
        ) if name == source and types.get(name) == FRAME:
            return Operation("select", "rows")  # df = df[:1000]
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column)))]):
            return Operation(_changing(statement.node), "columns", named(column))
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(), slice=ast.Name(id=made_of))],
            value=ast.Subscript(value=ast.Name(), slice=ast.Name(id=taken)),
        ) if made_of == taken:
            return Operation("select", "columns")  # X[columns] = df[columns]
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=base), slice=ast.Name()) as target]):
            if types.get(base, FRAME) == FRAME and _same(statement.node.value, target):
                return Operation("transform", "columns")  # for name in skewed: df[name] = np.log(df[name])
            if types.get(base) == FRAME and not isinstance(statement.node.value, ast.Name):
                return Operation("assign" if _constant(statement.node.value) else "derive", "columns")
            return None
        case ast.Assign(
            targets=[
                ast.Subscript(
                    value=ast.Attribute(value=ast.Name(), attr="loc"),
                    slice=ast.Tuple(elts=[rows, ast.Constant(value=str(column))]),
                )
            ]
        ):
            if fills:
                return Operation("fill", "missing_values", named(column))
            whole = isinstance(rows, ast.Slice) and rows.lower is rows.upper is None
            return Operation(*(("transform", "columns") if whole else ("assign", "values")), named(column))
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Attribute(value=ast.Name(), attr="iloc" | "loc" | "at" | "iat"))],
            value=value,
        ) if not isinstance(value, ast.Call):  # scores.loc["forest"] = scores_of(forest)
            return Operation("assign", "values")  # df.iloc[1, 0] = 23.14
        case ast.AugAssign(target=target):  # df.loc[df.a < 1, "a"] *= 100
            match target:
                case ast.Subscript(
                    slice=ast.Constant(value=str(column)) | ast.Tuple(elts=[_, ast.Constant(value=str(column))])
                ):
                    return Operation("transform", "columns", named(column))
            return None
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(), attr="columns")], value=value):
            if isinstance(value, ast.List) or _same(value, statement.node.targets[0]):
                return Operation("rename", "columns")  # df.columns = ["day", "sales"]
            return None
        case ast.Delete(targets=[ast.Subscript(slice=ast.Constant(value=str(column)))]):
            return Operation("drop", "columns", named(column))
        case ast.Assign(
            targets=[ast.Attribute(value=ast.Name(), attr=column) as target],
            value=ast.Call(func=ast.Attribute(value=inner, attr="apply")),
        ) if ast.unparse(inner) == ast.unparse(target):
            return Operation("transform", "columns", named(column))  # df.text = df.text.apply(clean)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=source), slice=chosen)):
            if last_of(chosen) in ("all", "any") and any(isinstance(p, ast.Compare) for p in walk(chosen)):
                return Operation("filter", "rows")  # clean = df[(z < 3).all(axis=1)]
            if types.get(name) == FRAME:
                if isinstance(chosen, ast.List) or (isinstance(chosen, ast.Name) and CHOSEN.search(chosen.id)):
                    return Operation("select", "columns")
                if isinstance(chosen, ast.Compare | ast.BoolOp | ast.BinOp | ast.UnaryOp) or _is_mask(chosen, source):
                    return Operation("filter", "rows")
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Subscript(
                value=ast.Attribute(value=ast.Name(), attr="iloc" | "loc"),
                slice=ast.Tuple(elts=[ast.Slice(lower=None, upper=None), _]),
            ),
        ) if types.get(name) == FRAME:
            return Operation("select", "columns")  # df = df.iloc[:, :3]
    return _dropped(statement)


def _root(node: ast.Subscript) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


def _constant(value: ast.expr) -> bool:
    """Whether nothing is computed: 5, "test", np.nan, [0, 1]."""
    parts = [p for p in walk(value) if isinstance(p, ast.Name | ast.Call)]
    return not parts or (isinstance(value, ast.Attribute) and value.attr.lower() in ("nan", "nat", "na", "inf"))


def _same(value: ast.expr, target: ast.expr) -> bool:
    """Whether the value is made of what it replaces."""
    return any(ast.unparse(part) == ast.unparse(target) for part in walk(value) if isinstance(part, ast.expr))


def _reads(node: ast.Assign, column: str) -> bool:
    """Whether the value is made of a column of that name, of the same table: `df["a"]`, `df.a`, `df.loc[:, "a"]`."""
    base = next((p.id for p in walk(node.targets[0]) if isinstance(p, ast.Name)), "")
    for part in walk(node.value):
        match part:
            case (
                ast.Subscript(value=ast.Name(id=name), slice=rule)
                | ast.Subscript(value=ast.Attribute(value=ast.Name(id=name)), slice=rule)
            ) if name == base and any(isinstance(p, ast.Constant) and p.value == column for p in walk(rule)):
                return True
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if (name, attr) == (base, column):
                return True
            case ast.Lambda() | ast.Call(func=ast.Attribute(value=ast.Name(), attr="apply")) if _about(part, column):
                return True  # df["age"] = df.apply(lambda row: row["age"] or 0, axis=1)
    return False


def _about(node: ast.AST, column: str) -> bool:
    parts = list(walk(node))
    return any(
        (isinstance(p, ast.Constant) and p.value == column) or (isinstance(p, ast.Attribute) and p.attr == column)
        for p in parts
    )


def _changing(node: ast.Assign) -> str:
    """`d["age"] = d["age"] / 100` derives no age, it scales the one that is there."""
    return (
        "scale" if isinstance(node.value, ast.BinOp) and isinstance(node.value.op, ast.Div | ast.Mult) else "transform"
    )


def _handed(node: ast.Assign) -> bool:
    """`d["age"] = cap(d, "age", 90)`: a function is handed the table and the name of the column."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=base), slice=ast.Constant(value=column))]):
            given = [values_given(part) for part in walk(node.value) if isinstance(part, ast.Call)]
            return any(
                any(isinstance(a, ast.Name) and a.id == base for a in args)
                and any(isinstance(a, ast.Constant) and a.value == column for a in args)
                for args in given
            )
    return False


def filters(node: ast.stmt) -> tuple[str, ...] | None:
    """The columns by which rows are chosen, `df = df[df.city.isin(some)].reset_index()`; None where none are."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            while isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and len(value.args) == 1:
                value = value.args[0]  # list(skewed[skewed > 1].index)
            if last_of(value) == "concat":
                return None  # df = pd.concat([few, df[df.y == 0]]): they come together
            if isinstance(value, ast.Attribute) and value.attr in ("index", "columns", "shape", "size"):
                return None  # skewed = skewed[skewed > 1].index: names, no rows
            for part in walk(value):
                match part:
                    case (
                        ast.Subscript(value=ast.Name(id=source), slice=rule)
                        | ast.Subscript(
                            value=ast.Attribute(value=ast.Name(id=source), attr="loc"),
                            slice=ast.Tuple(elts=[rule, ast.Slice(lower=None, upper=None)]) | rule,
                        )
                    ) if source == name and _is_mask(rule, source):
                        if _of_itself(rule, source):
                            return None  # skewed = skewed[abs(skewed) > 1]: values
                        return _columns_of(rule, source)
    return None


def _of_itself(rule: ast.expr, source: str) -> bool:
    """Whether the values are compared themselves, and none of a column."""
    match rule:
        case ast.Compare(left=ast.Name(id=name) | ast.Call(args=[ast.Name(id=name)])):
            return name == source
    return False


def _is_mask(rule: ast.expr, source: str) -> bool:
    """Whether an expression says yes or no for each row of that table."""
    if not isinstance(rule, ast.Compare | ast.Call | ast.UnaryOp | ast.BinOp | ast.BoolOp):
        return False
    parts = list(walk(rule))
    masks = any(isinstance(p, ast.Attribute) and p.attr in MASKS for p in parts)
    known = any(isinstance(p, ast.Name) and p.id == source for p in parts)
    return known and (masks or any(isinstance(p, ast.Compare) for p in parts))


def _columns_of(rule: ast.expr, source: str) -> tuple[str, ...]:
    found = []
    for part in walk(rule):
        match part:
            case ast.Attribute(value=ast.Name(id=name), attr=column) if name == source and column not in OF_TABLES:
                found.append(column)
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))) if name == source:
                found.append(column)
    every = tuple(dict.fromkeys(found))
    return every if all(column.isidentifier() for column in every) else ()


def _dropped(statement: Statement) -> Operation | None:
    for node in walk(statement.node):
        match node:
            case ast.Call(func=ast.Attribute(attr="pop"), args=[ast.Constant(value=int()), *_]):
                return None  # names.pop(0): of a list
            case ast.Call(func=ast.Attribute(attr="drop" | "pop"), args=args, keywords=keywords):
                axis = [k.value for k in keywords if k.arg == "axis"]
                named = [k.value for k in keywords if k.arg == "columns"]
                args = [*args, *(k.value for k in keywords if k.arg == "labels")]
                if named or any(isinstance(a, ast.Constant) and a.value in (1, "columns") for a in [*axis, *args[1:2]]):
                    return Operation("drop", "columns", _columns([*named, *args[:1]]))
                if any(isinstance(a, ast.Constant) and a.value in (0, "index", "rows") for a in axis):
                    return Operation("drop", "rows")  # df.drop(odd, axis=0)
                if args and not axis and isinstance(args[0], ast.Constant) and isinstance(args[0].value, int):
                    return Operation("drop", "rows")  # df.drop(168)
                if args and isinstance(args[0], ast.Attribute) and args[0].attr == "index":
                    return Operation("drop", "rows")  # df.drop(odd.index)
    return None


def _columns(given: list[ast.expr]) -> tuple[str, ...]:
    parts = [p for node in given for p in (node.elts if isinstance(node, ast.List | ast.Tuple) else [node])]
    texts = [p.value for p in parts if isinstance(p, ast.Constant) and isinstance(p.value, str)]
    return tuple(texts) if len(texts) == len(parts) and all(text.isidentifier() for text in texts) else ()
