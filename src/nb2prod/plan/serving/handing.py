"""Rows that are changed by what they are handed to: serving does the same with new rows, or the level goes down.

def prepare(d): d["a"] = d["a"] / 10
prepare(df)                                              the call is served
encoder = prepare_and_fit(df)                            what it gives is training's own: df is lost
for i, part in enumerate([X_train, X_test]): part["a"] = ...     not followed turn by turn: both are lost
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from nb2prod import knowledge
from nb2prod.plan.graph import binders, named
from nb2prod.plan.models.fits import Fits
from nb2prod.plan.serving.state import State, predicted
from nb2prod.plan.serving.values import Out, Value, every
from nb2prod.plan.serving.words import INPLACE, LIST_CHANGES, PURE
from nb2prod.walking import children, values_given, walk

Slices = dict[int, tuple[object, ...]]
VIEWS = frozenset({"reshape", "ravel", "squeeze", "transpose", "swapaxes", "view"})  # numpy may give a view of these


def in_reach(values: Iterable[Value]) -> Iterator[Value]:
    """The rows among them, and among what they hold."""
    for value in values:
        if value.time == "row":
            yield value
        yield from in_reach(value.parts or ())
        if value.owner is not None:
            yield from in_reach([value.owner.value])


def as_they_are(values: Iterable[Value]) -> Slices:
    """What each of the rows is made by, to be told from what it is made by later."""
    return {id(value): _made_by(value) for value in in_reach(values)}


def changed(m: State, values: Iterable[Value], before: Slices) -> list[Value]:
    """Those that the statement at hand changes."""
    here = m.chained
    return [v for v in in_reach(values) if _made_by(v) != before.get(id(v)) and _bears(v, here)]


def _made_by(value: Value) -> tuple[object, ...]:
    columns = tuple(sorted((name, id(part), tuple(sorted(part.slice))) for name, part in value.columns.items()))
    return value.slice, columns, id(value.others), frozenset(value.absent)


def _bears(value: Value, here: frozenset[int]) -> bool:
    """Whether the statement is among those that the value, or a column of it, is made by."""
    return any(here <= part.slice for part in [value, *every(value)])


def lose(m: State, value: Value, why: str) -> None:
    """From here on nothing is known of the value."""
    value.time, value.why, value.place = "unknown", why, m.current
    if value.predicted:
        predicted(m, Out(value, ast.Constant(None)), "changed")


def lost(m: State, values: Iterable[Value], why: str) -> None:
    """Nothing is known of the rows from here on."""
    for value in [*in_reach(values)]:
        lose(m, value, why)


def held_in(m: State, node: ast.expr) -> list[Value]:
    """What the names in an expression hold: `parts` in `parts[k]`."""
    return [m.env[part.id][0] for part in walk(node) if isinstance(part, ast.Name) and part.id in m.env]


def has_other_names(m: State, value: Value, name: str) -> bool:
    """Whether something else holds the same rows: in a loop over X_train and X_test both have another name."""
    others = [held for other, (held, _) in m.env.items() if other != name]
    return any(held is value for held in in_reach(others))


def lose_viewed(m: State, target: ast.expr, text: str) -> None:
    """Arrays of which the changed one is a view, and views of it: `X = data[:, :2]`, `X *= 2` changes both."""
    arrays = {n: v for n, (v, _) in m.env.items() if v.time == "row" and v.kind == "array" and not m.function}
    name = root(target)
    above = _viewed_by(m, name) if arrays else []
    below = [other for other in arrays if name in arrays and name in _viewed_by(m, other)]
    for other in (*above, *below):
        if other in arrays:
            lose(m, arrays[other], f"{text} may change rows of {other}, too")


def _viewed_by(m: State, name: str) -> list[str]:
    """The arrays of which a variable is a view so far, the nearest one first."""
    found: list[str] = []
    while name and name not in found:
        found.append(name)
        made = [s for s in binders(m.program, name) if s.id < m.current]
        name = _viewed(made[-1].node) if made else ""
    return found[1:]


def _viewed(node: ast.stmt) -> str:
    """The array of which an assignment binds a view: of `data[:, :2]`, of `data.reshape(-1, 1)`, of `data.T`."""
    value = node.value if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else None
    match value:
        case ast.Subscript(value=ast.Name(id=base), slice=index):
            parts = index.elts if isinstance(index, ast.Tuple) else [index]
            plain = all(isinstance(p, (ast.Slice, ast.Constant, ast.UnaryOp, ast.Attribute)) for p in parts)
            return base if plain else ""
        case ast.Call(func=ast.Attribute(value=ast.Name(id=base), attr=attr)) if attr in VIEWS:
            return base
        case ast.Attribute(value=ast.Name(id=base), attr="T") | ast.Name(id=base):
            return base
    return ""


def handed(m: State, matrix: Out, statement: int) -> Out:
    """`X_train` for the parameter `X` of `model = fitted(X_train, y_train)`, where the function only fits on it."""
    call = getattr(m.program.statements[statement].node, "value", None) if statement >= 0 else None
    if not isinstance(matrix.expr, ast.Name) or matrix.expr.id in m.env or not isinstance(call, ast.Call):
        return matrix
    name, function = matrix.expr.id, Fits.of(m.program).functions.get(ast.unparse(call.func))
    if function is None or any(name in s.facts.binds | s.facts.mutates for s in function.inside):
        return matrix
    given = function.handed(call).get(name, "")
    if given not in m.env or m.env[given][0].time != "row" or m.env[given][0].rows != matrix.value.rows:
        return matrix
    return Out(m.env[given][0], ast.Name(given, ast.Load()), m.env[given][1], ast.Name(given, ast.Load()))


def in_place(expr: ast.expr, name: str) -> list[ast.stmt] | None:
    """`d = d.clip(upper=5)` as `d.clip(upper=5, inplace=True)`; None where it cannot be said so."""
    match expr:
        case ast.Name(id=same) if same == name:
            return []
        case ast.Call(func=ast.Attribute(value=ast.Name(id=same), attr="copy"), args=[], keywords=[]) if same == name:
            return []  # what is dropped was never there
        case ast.Call(func=ast.Attribute(value=ast.Name(id=same), attr=attr)) if same == name and attr in INPLACE:
            given = [keyword for keyword in expr.keywords if keyword.arg != "inplace"]
            return [ast.Expr(ast.Call(expr.func, expr.args, [*given, ast.keyword("inplace", ast.Constant(True))]))]
    return None


def gives_nothing(node: ast.FunctionDef) -> bool:
    """Whether the function returns no value: it is called for what it changes."""
    todo: list[ast.AST] = [*node.body]
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Return) and part.value is not None:
            return False
        if isinstance(part, (ast.Yield, ast.YieldFrom)):
            return False
        if not isinstance(part, (ast.FunctionDef, ast.Lambda, ast.ClassDef)):
            todo += children(part)
    return True


def loop_over(m: State, node: ast.For, written: set[str]) -> None:
    """A loop whose turns are not followed one by one changes its elements: which rows that are is not known.

    `written`: names whose objects the body may change.
    """
    if not named(node.target) & written:
        return
    lost(m, _gone_through(m, node.iter), f"a loop over {ast.unparse(node.iter)} may change what it holds")


def _gone_through(m: State, node: ast.expr) -> list[Value]:
    """The rows that may be an element: of `[train, test]` both, of `df.columns` or `range(len(df))` none."""
    match node:
        case ast.Call(func=ast.Name(id="len" | "range")):
            return []
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="split")) if name in m.env and knowledge.is_a(
            m.env[name][0].type or "?", "sklearn.Splitter"
        ):  # numbers of rows, and no rows
            return []
        case ast.Attribute(value=ast.Name(id=name)) | ast.Subscript(value=ast.Name(id=name)) if name in m.env:
            held = m.env[name][0]
            return [] if held.time == "row" else [held]
    if isinstance(node, ast.Name):
        return [m.env[node.id][0]] if node.id in m.env else []
    inner = (part for part in children(node) if isinstance(part, ast.expr))
    return [value for part in inner for value in _gone_through(m, part)]


def rebound(m: State, node: ast.stmt, before: Mapping[str, object]) -> None:
    """`def prepare(): global df; df = ...`: what a call binds outside is not followed."""
    for name in sorted(_bound_outside(m, node, set())):
        if name in m.env and m.env[name] is before.get(name):
            lost(m, [m.env[name][0]], f"{ast.unparse(node).splitlines()[0]} binds {name}")


def _bound_outside(m: State, node: ast.AST, seen: set[str]) -> set[str]:
    """The names that functions of the notebook declare global, of those that stand in the node.

    Also those that none of them sets: `map(prepare, files)` may change what they hold, and is not followed.
    """
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, ast.Global):
            found |= {*part.names}
        elif isinstance(part, ast.Name) and part.id not in seen and part.id in m.env:
            seen.add(part.id)
            function = m.env[part.id][0].node
            found |= _bound_outside(m, function, seen) if isinstance(function, ast.FunctionDef) else set()
    return found


def handed_on(m: State, node: ast.stmt, mutated: Iterable[str]) -> list[tuple[Value, Slices]]:
    """Rows that a function or a method of the notebook gets some way or other, where the flow says that they change."""
    known = _known(m, node, set())  # a function may know the table by its own name
    calls = m.program.statements[m.current].facts.calls
    method = any(_of_an_object(call) for call in calls)  # `c.run()` of `c = C(df)`: it holds df under its own
    changing = sorted(({*mutated} if method else known & {*mutated}) & m.env.keys())
    if not changing:
        return []
    functions = [m.env[name][0].node for name in sorted(named(node)) if name in m.env]
    follows = any(isinstance(function, ast.FunctionDef) and writes(m, function, set()) for function in functions)
    writing = isinstance(node, ast.Expr) and any(call.startswith("numpy.") for call in calls)  # np.divide(X, 9, out=X)
    if not follows and not writing and not method:
        return []
    return [(value, as_they_are([value])) for value in in_reach(m.env[name][0] for name in changing)]


def _of_an_object(call: str) -> bool:
    """Whether it is a method of a class of the notebook, or of an estimator: `StandardScaler(copy=False).fit(A)`."""
    return call.startswith("class:") or knowledge.is_a(call.rpartition(".")[0], "sklearn.Estimator")


def _known(m: State, node: ast.AST, seen: set[str]) -> set[str]:
    """The names in a node, and in the functions of the notebook that it names."""
    found = named(node)
    for name in sorted(found & m.env.keys() - seen):
        seen.add(name)
        function = m.env[name][0].node
        found |= _known(m, function, seen) if isinstance(function, ast.FunctionDef) else set()
    return found


def missed(m: State, node: ast.stmt, held: list[tuple[Value, Slices]]) -> None:
    """What changed and was not followed is lost."""
    for value, before in held:
        if value.time == "row" and not changed(m, [value], before):
            lose(m, value, f"{ast.unparse(node).splitlines()[0]} may change rows in a way that is not followed")


def writes(m: State, node: ast.FunctionDef, seen: set[str]) -> bool:
    """Whether it, or one that it calls, stores into what it is handed or knows: `d["a"] = 1`."""
    seen.add(node.name)
    used = [part for statement in node.body for part in walk(statement) if isinstance(part, ast.Name)]
    own = {part.id for part in used if isinstance(part.ctx, ast.Store)}
    names = {arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
    names |= {part.id for part in used} - own
    for statement in node.body:
        for part in walk(statement):
            stores = isinstance(part, (ast.Subscript, ast.Attribute)) and not isinstance(part.ctx, ast.Load)
            flagged = isinstance(part, ast.Call) and any(k.arg == "inplace" for k in part.keywords)
            written = part.func if isinstance(part, ast.Call) else part
            if (stores or flagged) and isinstance(written, ast.expr) and root(written) in names:
                return True
            if isinstance(part, ast.Call):
                inner = m.env[called][0].node if (called := root(part.func)) in m.env and called not in seen else None
                if isinstance(inner, ast.FunctionDef) and writes(m, inner, seen):
                    return True
        names -= {p.id for p in walk(statement) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    return False


def changed_names(node: ast.AST) -> set[str]:
    """Names whose objects a statement inside a function may change: what is only looked at stays what it is."""
    found: set[str] = set()
    for part in walk(node):
        if isinstance(part, (ast.Subscript, ast.Attribute)) and not isinstance(part.ctx, ast.Load):
            found |= {root(part)} - {""}
        elif isinstance(part, ast.Call):
            func = part.func
            quiet = isinstance(func, ast.Name) and func.id in PURE | {"print", "display"}
            found |= set() if quiet else {name for given in values_given(part) for name in _bare(given)}
            inplace = any(k.arg == "inplace" for k in part.keywords)
            if isinstance(func, ast.Attribute) and (
                inplace or func.attr in LIST_CHANGES or func.attr.startswith("fit")
            ):
                found |= {root(func.value)} - {""}
    return found


def _bare(node: ast.expr) -> set[str]:
    """The name of an object that is handed on as it is."""
    return {node.id} if isinstance(node, ast.Name) else _bare(node.value) if isinstance(node, ast.Starred) else set()


def root(node: ast.expr) -> str:
    """The variable that an expression is a part of, or ""."""
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
