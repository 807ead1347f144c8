"""What an assignment does: a name, a column, several columns, some rows of a column, the names of all columns."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.serving.calls import Evaluate
from nb2prod.plan.serving.handing import has_other_names, held_in, in_place, lose, lost
from nb2prod.plan.serving.items import either, item, set_column
from nb2prod.plan.serving.renaming import keep_pairs, of_names, renamed_by_code
from nb2prod.plan.serving.rows import spread
from nb2prod.plan.serving.sources import BUNCH, named
from nb2prod.plan.serving.state import State, predicted
from nb2prod.plan.serving.subscripts import gone_at_serving
from nb2prod.plan.serving.tablerows import without_inplace
from nb2prod.plan.serving.values import (
    NOTHING,
    Deps,
    Out,
    Value,
    column,
    const,
    learned,
    unknown,
    whole,
    without,
)
from nb2prod.plan.serving.words import INPLACE
from nb2prod.replacing import replace
from nb2prod.walking import walk

Serve = Callable[..., None]


def assign(m: State, target: ast.expr, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """Put a value where the target says."""
    if isinstance(target, ast.Name):
        _name(m, target, out, serve)
    elif isinstance(target, (ast.Tuple, ast.List)):
        _several(m, target, out, evaluate, serve)
    elif isinstance(target, ast.Subscript):
        item(m, target, out, evaluate, serve)
    elif isinstance(target, ast.Attribute):
        _attribute(m, target, out, evaluate, serve)


def _name(m: State, target: ast.Name, out: Out, serve: Serve) -> None:
    value = out.value
    if value.symbol and value.time == "row":
        value = spread(value)
    old = m.env.get(target.id)
    if m.maybe and old is not None:
        value = either(m, old[0], value)
        m.bind(target.id, value, out.slice | old[1])
    elif value.time == "learned":
        m.bind(target.id, value, NOTHING)
        m.env[target.id] = (value, NOTHING)
        m.held.setdefault(target.id, []).append(value)
        _load_name(m, target.id)
        return
    else:
        m.bind(target.id, value, out.slice)
    if value.kind == "parameter":
        m.env[target.id] = (value, NOTHING)
        return
    _load_name(m, target.id)
    if value.predicted and value.kind != "frame":
        predicted(m, out, target.id)
    if value.time in ("row", "const"):
        store = ast.Name(target.id, ast.Store())
        lines: list[ast.stmt] = [ast.Assign([store], out.expr)]
        lines = _with_rows(lines, _followed(m, target.id, out))
        if _itself(m, out.expr, target.id, old):
            lines = lines[1:]
        serve(m, *lines)


def _itself(m: State, expr: ast.expr, name: str, old: tuple[Value, frozenset[int]] | None) -> bool:
    """`df = df`, or `df = df.copy()` where nobody else holds the old one."""
    match expr:
        case ast.Name(id=same):
            return same == name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=same), attr="copy"), args=[], keywords=[]) if same == name:
            return old is not None and not any(value is old[0] for other, (value, _) in m.env.items() if other != name)
    return False


def _load_name(m: State, name: str) -> None:
    """Which name a load binds."""
    value = m.env[name][0]
    if value.time == "row" and value.source == m.current:
        m.loads.setdefault(m.current, name)
    elif value.kind == BUNCH:
        named(m, name)


def _followed(m: State, name: str, out: Out) -> list[ast.stmt]:
    """`rows` are the positions, among the rows that came in, of those that a filter leaves."""
    value = out.value
    if value.kind not in ("frame", "series") or m.function:
        return []
    before = value.before if value.before is not None else out
    rows = value.rows
    if not m.filtered(rows) or m.nearest(rows) in m.witnessed or not before.value.index:
        return []
    base = m.base(rows)
    own: ast.expr = ast.Attribute(ast.Name(name, ast.Load()), "index", ast.Load())
    if before.value.index == base:
        kept = own
    elif m.nearest(before.value.index) in m.witnessed:
        kept = ast.Subscript(ast.Name(ROWS, ast.Load()), own, ast.Load())
    else:
        return []
    m.witnessed.add(m.nearest(rows))
    line = ast.Assign([ast.Name(ROWS, ast.Store())], kept)
    if value.before is None:
        return [line]
    again = ast.Call(
        ast.Attribute(ast.Name(name, ast.Load()), "reset_index", ast.Load()),
        [],
        [ast.keyword("drop", ast.Constant(True))],
    )
    first = ast.Assign([ast.Name(name, ast.Store())], before.expr)
    return [first, line, ast.Assign([ast.Name(name, ast.Store())], again)]


def _with_rows(lines: list[ast.stmt], followed: list[ast.stmt]) -> list[ast.stmt]:
    return followed if len(followed) > 1 else [*lines, *followed]


ROWS = "rows"


def _several(m: State, target: ast.Tuple | ast.List, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    parts = out.value.parts
    names = target.elts
    literal = out.value.literal
    if parts is None and out.time == "const" and isinstance(literal, (list, tuple)) and len(literal) == len(names):
        parts = [const(item, type=type(item).__name__) for item in literal]  # words, marks = [], []
    if parts is None or len(parts) != len(names) or any(isinstance(n, ast.Starred) for n in names):
        for part in names:
            value = unknown(out.value.why or f"{ast.unparse(target)} is not followed", m.current)
            value = value if out.time in ("row", "unknown") else learned()
            assign(m, part, Out(value, out.expr), evaluate, serve)
        return
    exprs = out.expr.elts if isinstance(out.expr, (ast.Tuple, ast.List)) and len(out.expr.elts) == len(names) else None
    swapped = {n.id for n in names if isinstance(n, ast.Name)} & {
        p.id for e in exprs or () for p in walk(e) if isinstance(p, ast.Name)
    }
    swapped -= {n.id for n, e in zip(names, exprs or (), strict=False) if isinstance(n, ast.Name) and _same(e, n.id)}
    for number, (part, value) in enumerate(zip(names, parts, strict=True)):
        expr = exprs[number] if exprs is not None else ast.Subscript(out.expr, ast.Constant(number), ast.Load())
        own = {part.id} if isinstance(part, ast.Name) else set()
        late = {n.id for n in names[:number] if isinstance(n, ast.Name)} & swapped
        if late & {p.id for p in walk(expr) if isinstance(p, ast.Name)} - own and value.time == "row":
            value = unknown(f"{ast.unparse(target)} exchanges values", m.current)
        m.part = number
        assign(m, part, Out(value, expr, out.slice, expr), evaluate, serve)
        m.part = None


def _same(expr: ast.expr, name: str) -> bool:
    """A part that keeps its name: `X_val, X_test = train_test_split(X_val)`."""
    match expr:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=same), attr="copy"), args=[], keywords=[]):
            return same == name
        case ast.Name(id=same):
            return same == name
    return False


# ---------------------------------------------------------------------------------------------------------- in brackets


def _attribute(m: State, target: ast.Attribute, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`df.columns = [...]`, `df.age = ...`."""
    base = evaluate(m, target.value)
    frame = base.value
    if frame.time != "row" or frame.kind != "frame":
        if frame.time == "learned":
            frame.changes.append(m.current)
            if frame.kind == BUNCH:  # d.data /= 255: the rows of the loader are others from here on
                lost(m, [frame], f"{ast.unparse(target)} may get other rows than the loader gives")
        elif frame.time == "row" and target.attr == "index":
            lose(m, frame, f"{ast.unparse(target)} may give rows other labels")
        return
    if target.attr == "columns":
        return _new_names(m, target, base, out, serve)
    reserved = ("index", "values") if out.time == "row" else ("index", "values", "name")  # df.name = "customers"
    if target.attr in frame.columns or (frame.others is not None and target.attr not in reserved):
        fake = ast.Subscript(target.value, ast.copy_location(ast.Constant(target.attr), target), ast.Store())
        return set_column(m, ast.copy_location(fake, target), base, out, evaluate, serve)
    if target.attr == "index":
        lose(m, frame, f"{ast.unparse(target)} may give rows other labels")


def _new_names(m: State, target: ast.Attribute, base: Out, out: Out, serve: Serve) -> None:
    """All columns get new names: training keeps which became which."""
    frame = base.value
    literal = out.value.literal
    told = isinstance(literal, (list, tuple)) and all(isinstance(name, str) for name in literal)
    origin = out.origin if out.origin is not None else out.expr
    if not told:
        named, renamer = replace(base, origin=target.value), of_names(origin, target.value)
        if frame.others is None and renamer is not None and not (m.function or m.loops or m.maybe):
            return _known_names(m, base, {name: renamer(name) for name in frame.columns}, serve)
        found = renamed_by_code(m, named, origin, renamer)
        if found is None:  # nobody knows which raw column is behind a name that is used later
            return lose(m, frame, f"{ast.unparse(target)} gives columns names that are not followed")
        frame.__dict__.update(vars(found[0]))
        call = ast.Call(ast.Attribute(base.expr, "rename", ast.Load()), [], [ast.keyword("columns", found[1])])
        return serve(m, ast.Assign([stored(base.expr)], call))
    if m.function or m.loops:
        return lose(m, frame, f"{ast.unparse(target)} gives columns names that are not followed")
    kept, number = keep_pairs(m, target.value, origin)
    frame.slice |= m.chained
    value = Value(
        "row", "series", rows=frame.rows, index=frame.index, source=frame.source, slice=whole(frame) | m.chained
    )
    assert isinstance(literal, (list, tuple))
    frame.columns = {str(n): replace(value, deps=_named(n, number)) for n in literal}
    frame.others, frame.absent = None, set()
    call = ast.Call(ast.Attribute(base.expr, "rename", ast.Load()), [], [ast.keyword("columns", kept)])
    serve(m, ast.Assign([stored(base.expr)], call))


def _known_names(m: State, base: Out, names: dict[str, str], serve: Serve) -> None:
    """Every column is known by its name: `df = df[["a b", "c"]]`, `df.columns = df.columns.str.replace(" ", "_")`."""
    frame = base.value
    if len(set(names.values())) < len(names):
        return lose(m, frame, "two columns get one name")
    frame.columns = {names[old]: replace(part, slice=part.slice | m.chained) for old, part in frame.columns.items()}
    frame.absent, frame.slice = set(), frame.slice | m.chained
    pairs = {old: new for old, new in names.items() if old != new}
    new = ast.Dict([ast.Constant(old) for old in pairs], [ast.Constant(name) for name in pairs.values()])
    call = ast.Call(ast.Attribute(base.expr, "rename", ast.Load()), [], [ast.keyword("columns", new)])
    serve(m, ast.Assign([stored(base.expr)], call))


def _named(name: object, number: int) -> Deps:
    return Deps(frozenset({f"{name}@{number}"}))


def stored(node: ast.expr) -> ast.expr:
    """The expression as what is assigned to."""
    copy = ast.parse(ast.unparse(node), mode="eval").body
    if isinstance(copy, (ast.Name, ast.Attribute, ast.Subscript)):
        copy.ctx = ast.Store()
    return copy


# ------------------------------------------------------------------------------------------------------------- in place


def _at_the_head(serve: Serve) -> Serve:
    """Serves `X["a"] = 1` as `X.insert(0, "a", 1)`: a model takes its columns in the order that they have."""

    def inserted(m: State, *lines: ast.stmt) -> None:
        serve(m, *map(_as_insertion, lines))

    return inserted


def _as_insertion(line: ast.stmt) -> ast.stmt:
    match line:
        case ast.Assign(targets=[ast.Subscript(value=frame, slice=name)], value=value):
            owner = ast.Attribute(ast.parse(ast.unparse(frame), mode="eval").body, "insert", ast.Load())
            return ast.Expr(ast.Call(owner, [ast.Constant(0), name, value], []))
    return line


def changed_in_place(m: State, call: ast.Call, out: Out, evaluate: Evaluate, serve: Serve) -> bool:
    """`df.fillna(0, inplace=True)`, `df.insert(0, "a", x)`: the receiver holds the result. False: not so."""
    if not isinstance(call.func, ast.Attribute):
        return False
    name = call.func.attr
    given = {k.arg: k.value for k in call.keywords}
    flag = given.get("inplace")
    if name == "insert" and len(call.args) >= 3:
        base = evaluate(m, call.func.value)
        if base.value.kind == "frame" and base.time == "row":
            target = ast.copy_location(ast.Subscript(call.func.value, call.args[1], ast.Store()), call)
            assign(m, target, evaluate(m, call.args[2]), evaluate, _at_the_head(serve))
            if not (isinstance(call.args[0], ast.Constant) and call.args[0].value == 0):
                lost(
                    m, [base.value], f"{ast.unparse(call)} puts a column between others, of which serving may lack some"
                )
            return True
    if not (isinstance(flag, ast.Constant) and flag.value):
        return False
    base = evaluate(m, call.func.value)
    receiver = call.func.value
    if name not in INPLACE or base.time not in ("row", "unknown"):
        known = base.value if name not in INPLACE else None  # df.eval("a = b / 10", inplace=True)
        lost(m, [known] if known is not None else held_in(m, receiver), f"{ast.unparse(call)} is not followed")
        return False
    if isinstance(receiver, ast.Name):
        several = not m.function and has_other_names(m, base.value, receiver.id)
        _become(m, base, out)
        if out.time == "row":
            out = replace(out, expr=without_inplace(out.expr) if isinstance(out.expr, ast.Call) else out.expr)
            lines: list[ast.stmt] = [ast.Assign([ast.Name(receiver.id, ast.Store())], out.expr)]
            lines = _with_rows(lines, _followed(m, receiver.id, replace(out, value=base.value)))
            same = in_place(out.expr, receiver.id) if several and len(lines) == 1 else None
            if several and same is None:
                lost(m, [base.value], f"{ast.unparse(call)} may change rows that bear other names, too")
            lines = same if several and same is not None else lines
            if not lines:
                return True
            serve(m, *lines)
        return True
    if isinstance(receiver, (ast.Subscript, ast.Attribute)) and base.value.kind in ("series", ""):
        _column_in_place(m, receiver, out, evaluate, serve)
        return True
    return True  # a copy was changed, and nobody holds it


def _column_in_place(m: State, receiver: ast.expr, out: Out, evaluate: Evaluate, serve: Serve) -> None:
    """`df["a"].fillna(0, inplace=True)`: pandas 3 changes a copy, so serving does the very same."""

    def again(*nodes: ast.stmt) -> None:
        changed = nodes[0].value if nodes and isinstance(nodes[0], ast.Assign) else out.expr
        if isinstance(changed, ast.Call):
            flag = ast.keyword("inplace", ast.Constant(True))
            serve(m, ast.Expr(ast.Call(changed.func, changed.args, [*changed.keywords, flag])))

    m.maybe += 1
    assign(m, _stored_at(receiver), out, evaluate, lambda _, *nodes: again(*nodes))
    m.maybe -= 1


def _become(m: State, base: Out, out: Out) -> None:
    """Every name of the object sees what it is now."""
    new = out.value
    owner = base.value.owner
    for field in (
        "time",
        "kind",
        "why",
        "place",
        "rows",
        "index",
        "deps",
        "columns",
        "others",
        "absent",
        "history",
        "reach",
        "before",
        "table",
    ):
        setattr(base.value, field, getattr(new, field))
    base.value.slice = new.slice | out.slice | m.chained
    if owner is not None and base.value.kind == "series":
        lose(m, base.value, "a column of a frame is changed in place under another name")


def _stored_at(node: ast.expr) -> ast.expr:
    copy = stored(node)
    for part in walk(copy):
        if isinstance(part, ast.expr):
            ast.copy_location(part, node)
    return copy


def put_back(m: State, frame: Value, name: str) -> None:
    """The frame itself, for all its names, without a column."""
    part = column(frame, name)
    gone = part is None or gone_at_serving(m, part)
    new = without(frame, [name])
    frame.columns, frame.others, frame.absent, frame.order = new.columns, new.others, new.absent, ()
    frame.slice |= NOTHING if gone else m.chained
    m.dropped.add(name)
