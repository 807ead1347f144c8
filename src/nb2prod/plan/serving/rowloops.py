"""Loops over rows that make a list with one element for each: serving goes through its own rows in the same way.

for i in range(len(df)):                        words: a list with an element for each row, made of the column text
    t = clean(df["text"][i])
    words.append(t)
for _, row in df.iterrows(): sums[row["city"]] += 1      no list: what it fills is learned
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.plan.graph import named
from nb2prod.plan.serving.calls import callable_for_each, free_names, quiet
from nb2prod.plan.serving.closures import used_in
from nb2prod.plan.serving.expressions import evaluate
from nb2prod.plan.serving.state import BUILTINS, Served, State, predicted
from nb2prod.plan.serving.values import NOTHING, Deps, Out, Slice, Value, column, depends, whole
from nb2prod.walking import swapped, walk

PLAIN = (ast.Assign, ast.AugAssign, ast.Expr, ast.If, ast.For, ast.Pass)
ROWS = ("frame", "series", "array", "list")


def over_rows(m: State, node: ast.For) -> bool:
    """Follow a loop over rows that only makes lists; False: it is none, or does more than that."""
    base = None if m.function or m.loops or m.maybe or node.orelse else _base(m, node)
    lists = _lists(m, node)
    if base is None or not lists or not _alone(m, node, lists):
        return False
    found = _reads(m, node, base, set(lists))
    if found is None:
        return False
    deps, slice_, swap = found
    line = ast.fix_missing_locations(swapped(node, swap))
    m.served.setdefault(m.here, []).append(Served(m.here, line, (), tuple(used_in(m, [line])), entire=True))
    read = {p.id for p in walk(node) if isinstance(p, ast.Name)} - set(lists)
    made = base.predicted.union(*(m.env[n][0].predicted for n in read if n in m.env and m.env[n][0].time == "row"))
    for name in lists:
        value = Value("row", "list", rows=base.rows, source=base.source, part=base.part, deps=deps, predicted=made)
        value.slice = slice_ | m.env[name][1] | whole(m.env[name][0])
        m.bind(name, value, value.slice)
        if made:
            predicted(m, Out(value, ast.Name(name, ast.Load()), value.slice), name)
    return True


def _base(m: State, node: ast.For) -> Value | None:
    """The rows that the loop goes over, one after the other."""
    match node.iter:
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=0), last] | [last], keywords=[]):
            over = _counted(last)
        case ast.Call(func=ast.Attribute(value=over, attr="iterrows"), args=[], keywords=[]):
            pass
        case ast.Call(func=ast.Name(id="enumerate"), args=[over], keywords=[]):
            pass
        case ast.Attribute(value=over, attr="index"):
            pass
        case _:
            over = node.iter
    out = evaluate(m, over) if over is not None else None
    if out is None or out.time != "row" or out.value.kind not in ROWS:
        return None
    direct = over is node.iter or (isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "enumerate")
    return None if direct and out.value.kind == "frame" else out.value


def over_elements(node: ast.For) -> bool:
    """Whether each turn sees a copy of a row, or a position: `df.iterrows()`, `range(...)`."""
    match node.iter:
        case ast.Call(func=ast.Name(id="range")) | ast.Call(func=ast.Attribute(attr="iterrows" | "itertuples")):
            return True
    return False


def _counted(node: ast.expr) -> ast.expr | None:
    """`len(df)`, `df.shape[0]`: df."""
    match node:
        case ast.Call(func=ast.Name(id="len"), args=[over]):
            return over
        case ast.Subscript(value=ast.Attribute(value=over, attr="shape"), slice=ast.Constant(value=0)):
            return over
    return None


def _lists(m: State, node: ast.For) -> list[str]:
    """Lists that are empty before the loop and get exactly one element in each turn."""
    names = {name for name in _appended(node.body) if name in m.env}
    empty = [n for n in names if m.env[n][0].time == "const" and m.env[n][0].literal == []]
    return sorted(name for name in empty if _times(node.body, name) == 1)


def _appended(body: list[ast.stmt]) -> Iterator[str]:
    for part in (p for statement in body for p in walk(statement)):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append")):
                yield name


def _times(body: list[ast.stmt], name: str) -> int:
    """How often a turn appends to the list, on every way through it; -1 where that differs."""
    count = 0
    for statement in body:
        if isinstance(statement, ast.If):
            ways = {_times(statement.body, name), _times(statement.orelse, name)}
            if len(ways) > 1 or -1 in ways:
                return -1
            count += ways.pop()
        elif isinstance(statement, ast.Expr):
            count += list(_appended([statement])).count(name)
        elif name in set(_appended([statement])):
            return -1
    return count


def _alone(m: State, node: ast.For, lists: list[str]) -> bool:
    """Whether a turn knows nothing of the turns before, and changes nothing else."""
    inside = [s for s in m.program.statements if s.node in set(walk(node))]
    quietly = all(not s.facts.draws and not s.facts.effects & {"write", "network", "barrier"} for s in inside)
    statements = [part for part in walk(node) if isinstance(part, ast.stmt) and part is not node]
    if not quietly or not all(isinstance(part, PLAIN) for part in statements):
        return False
    bound = {s.id for p in statements for s in walk(p) if isinstance(s, ast.Name) and isinstance(s.ctx, ast.Store)}
    bound -= set(lists)
    stores = [p for p in walk(node) if isinstance(p, (ast.Subscript, ast.Attribute)) and isinstance(p.ctx, ast.Store)]
    read = sum(isinstance(p, ast.Name) and p.id in lists for p in walk(node)) > len(list(_appended(node.body)))
    return (
        not (stores or read)  # what the turns before have appended
        and _in_order(node.body, named(node.target), bound)
        and not bound & set(_appended(node.body))
    )


def _in_order(body: list[ast.stmt], known: set[str], bound: set[str]) -> bool:
    """Whether each name that the body binds is bound before it is read, in the same turn."""
    known = set(known)
    for statement in body:
        match statement:
            case ast.If():
                if _loads(statement.test) & bound - known:
                    return False
                if not (_in_order(statement.body, known, bound) and _in_order(statement.orelse, known, bound)):
                    return False
                known |= _stored(statement.body) & _stored(statement.orelse)
            case ast.For():
                inner = known | named(statement.target)
                if _loads(statement.iter) & bound - known or not _in_order(statement.body, inner, bound):
                    return False
            case ast.AugAssign():
                if (_loads(statement.value) | named(statement.target)) & bound - known:
                    return False
            case _:
                if _loads(statement) & bound - known:
                    return False
                known |= _stored([statement])
    return True


def _loads(node: ast.AST) -> set[str]:
    """Names that it reads before it binds them: `n = n + 1` reads n."""
    if isinstance(node, ast.Assign):
        return free_names(node.value) | {
            p.id for t in node.targets for p in walk(t) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Load)
        }
    return free_names(node)


def _stored(body: list[ast.stmt]) -> set[str]:
    plain = [s for s in body if isinstance(s, ast.Assign)]
    return {p.id for s in plain for t in s.targets for p in walk(t) if isinstance(p, ast.Name)}


def _reads(m: State, node: ast.For, base: Value, lists: set[str]) -> tuple[Deps, Slice, dict[str, ast.expr]] | None:
    """What the body needs of outside: columns of the rows, and how serving calls what was learned."""
    own = {p.id for p in walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    deps, slice_, swap = Deps(), m.chained, {}
    seen: set[int] = set()
    for part in walk(node):
        if isinstance(part, (ast.Subscript, ast.Attribute)) and id(part) not in seen:
            picked = _column(m, part, base)
            if picked is not None:
                seen |= {id(inner) for inner in walk(part)}
                deps, slice_ = deps | depends(picked[0]), slice_ | picked[1]
    if isinstance(node.iter, ast.Name | ast.Subscript | ast.Attribute | ast.Call):
        seen |= {id(inner) for inner in walk(node.iter)}
        over = evaluate(m, node.iter) if not isinstance(node.iter, ast.Call) else None
        row = [n for n in walk(node.iter) if isinstance(n, ast.Name) and m.env.get(n.id, (base, NOTHING))[0] is base]
        slice_ |= base.slice.union(*(m.env[n.id][1] for n in row if n.id in m.env))
        if over is not None and over.time == "row" and over.value.kind != "index":
            deps, slice_ = deps | depends(over.value), slice_ | over.need
        elif "iterrows" in ast.unparse(node.iter) or "enumerate" in ast.unparse(node.iter):
            deps, slice_ = deps | depends(base), slice_ | whole(base)
    for name in sorted({p.id for p in walk(node) if isinstance(p, ast.Name) and id(p) not in seen} - own - lists):
        if name not in m.env:
            if name not in BUILTINS:
                return None
            continue
        out = evaluate(m, ast.Name(name, ast.Load(), lineno=0, col_offset=0, end_lineno=0, end_col_offset=0))
        if out.time in ("row", "unknown") or (out.value.kind == "function" and callable_for_each(m, out)):
            return None
        used = m.used(out)
        slice_ |= used.slice
        if used.expr is not out.expr:
            swap[name] = used.expr
    return (deps, slice_, swap) if all(quiet(m, s, own | lists) for s in node.body) else None


def _column(m: State, part: ast.Subscript | ast.Attribute, base: Value) -> tuple[Value, Slice] | None:
    """`df["text"][i]`, `df.loc[i, "text"]`, `texts[i]`: the column, with positions as labels."""
    match part:
        case ast.Subscript(
            value=ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)), slice=ast.Name()
        ):
            pass
        case ast.Subscript(value=ast.Attribute(value=ast.Name(id=name), attr=key), slice=ast.Name()) if key not in (
            "loc",
            "iloc",
        ):
            pass
        case ast.Subscript(
            value=ast.Attribute(value=ast.Name(id=name), attr="loc" | "at"),
            slice=ast.Tuple(elts=[ast.Name(), ast.Constant(value=str() as key)]),
        ):
            pass
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name()):
            key = ""
        case _:
            return None
    held = m.env.get(name)
    if held is None or held[0].time != "row" or held[0].rows != base.rows or (key == "") != (held[0].kind != "frame"):
        return None
    frame = held[0]
    if frame.kind in ("frame", "series") and frame.index != frame.rows:
        return None  # labels that are no positions
    found = column(frame, key) if key else frame
    if found is None or found.time != "row":
        return None
    return found, held[1] | frame.slice | whole(found)
