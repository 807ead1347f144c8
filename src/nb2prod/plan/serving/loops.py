"""Loops: over names that stand in the notebook turn by turn, over what was learned for any turn at once.

for c in ["a", "b"]: df[c] = df[c].fillna(df[c].median())    the medians of both, kept by name of column
for c in df.columns: ...                                     the same, for columns that training knows
for frame in [train, test]: ...                              serving has one of them
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.plan.graph import Graph
from nb2prod.plan.serving.estimators import trusted
from nb2prod.plan.serving.expressions import MOST_TURNS, evaluate
from nb2prod.plan.serving.handing import changed_names, loop_over
from nb2prod.plan.serving.renaming import local
from nb2prod.plan.serving.state import LAST, PAIRS, Loop, State
from nb2prod.plan.serving.values import NOTHING, Out, Value, const, learned
from nb2prod.walking import walk


def for_loop(m: State, node: ast.For) -> None:
    """One `for`."""
    from nb2prod.plan.serving.rowloops import over_rows  # it looks at expressions as well
    from nb2prod.plan.serving.statements import poison, serve  # statements look at loops in turn

    if over_rows(m, node):
        return
    if node.orelse:
        _follow_learned(m, node)
        return poison(m, node, "a loop with an else, which is not followed")
    source = evaluate(m, node.iter)
    if source.time == "row" and source.value.kind == "frame":  # its columns, one after the other
        node = ast.copy_location(ast.For(node.target, _columns_of(node.iter), node.body, node.orelse), node)
        source = evaluate(m, node.iter)
    value = source.value
    if source.time == "unknown" or (source.time == "row" and value.kind not in ("columns",)):
        _follow_learned(m, node)
        return poison(m, node, value.why or f"a loop over the rows of {ast.unparse(node.iter)}")
    iterable = source.expr
    keys = value.keys if value.kind == "mapping" and value.parts is not None else None
    if keys is not None and any(part.time == "row" for part in value.parts or ()):  # a mapping gives its keys
        if len(keys) > MOST_TURNS or not all(isinstance(key, (str, int)) for key in keys):
            return poison(m, node, f"a loop over the keys of {ast.unparse(node.iter)}")
        _over_literals(m, node, list(keys), source)
    elif value.parts is not None and any(part.time == "row" for part in value.parts):
        _over_tables(m, node, value.parts, source)
    elif isinstance(value.literal, (list, tuple)) and source.time == "const" and 0 < len(value.literal) <= MOST_TURNS:
        _over_literals(m, node, list(value.literal), source)
        m.extra.setdefault(m.current, []).append(source.need)  # the list, whichever names of it the lines ask for
        iterable = _busy(m, node, source.expr)
    elif _only_fits(node, value):
        return _over_models(m, node, value.parts or [])
    else:
        loop_over(m, node, _changed(m, node))
        iterable = _over_learned(m, node, source)
    serve(m, ast.For(node.target, iterable, [], []))
    if m.current in m.jumps:
        poison(m, node, "a loop that is left early")


def _changed(m: State, node: ast.For) -> set[str]:
    """The names whose objects the turns may change: the flow tells, inside a function its words alone."""
    words = set[str]().union(*(changed_names(line) for line in node.body))
    if m.function:
        return words
    within = Graph.of(m.program).inside(m.current)
    return words & frozenset[str]().union(*(m.program.statements[i].facts.mutates for i in within))


def _columns_of(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Attribute(node, "columns", ast.Load()), node)


def _body(m: State, body: list[ast.stmt]) -> None:
    from nb2prod.plan.serving.statements import block

    block(m, body)


def _follow_learned(m: State, node: ast.For) -> None:
    """Fits inside a loop over rows, over folds: what they make is learned."""
    for part in walk(node.target):
        if isinstance(part, ast.Name):
            m.env[part.id] = (learned(kind="folds"), NOTHING)
    m.loops = (*m.loops, Loop(m.current, ""))
    _body(m, node.body)
    m.loops = m.loops[:-1]


def _over_tables(m: State, node: ast.For, parts: list[Value], source: Out) -> None:
    if not isinstance(node.target, ast.Name):
        for part in parts:
            if part.time == "row":
                part.time, part.why, part.place = "unknown", "a loop over several tables at once", m.current
        return
    outer = m.loops
    for number, part in enumerate(parts):
        m.loops = (*outer, Loop(m.current, LAST if number == len(parts) - 1 else "?"))
        m.bind(node.target.id, part, source.slice | source.value.slice)
        muted = m.muted
        m.muted = muted or bool(part.time == "row" and m.roots and part.source not in m.roots)
        _body(m, node.body)
        m.muted = muted
    m.loops = outer


def _over_literals(m: State, node: ast.For, items: list[object], source: Out) -> None:
    names = [part.id for part in walk(node.target) if isinstance(part, ast.Name)]
    distinct = len({repr(_first(item)) for item in items}) == len(items)
    outer = m.loops
    m.loops = (*outer, Loop(m.current, names[0] if names and distinct else ""))
    for item in items:
        _bind(m, node.target, item, source)
        _body(m, node.body)
    m.loops = outer


def _only_fits(node: ast.For, value: Value) -> bool:
    """`for m in (a, b): m.fit(X, y)`, where nothing but this and prints stands in it."""
    named = isinstance(node.iter, (ast.Tuple, ast.List)) and all(isinstance(part, ast.Name) for part in node.iter.elts)
    models = [part for part in value.parts or () if knowledge.is_a(part.type or "?", "sklearn.Estimator")]
    if not named or not models or len(models) < len(value.parts or ()) or not isinstance(node.target, ast.Name):
        return False
    return all(_fits_or_prints(line, node.target.id) for line in node.body)


def _fits_or_prints(node: ast.stmt, model: str) -> bool:
    """`m.fit(X, y)` of plain names, or a `print`."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="fit", value=ast.Name(id=name)), args=args, keywords=[])):
            return name == model and all(isinstance(given, ast.Name) for given in args)
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return True
    return False


def _over_models(m: State, node: ast.For, models: list[Value]) -> None:
    """Each of them is fitted; what is printed of them is no prediction, and the variable holds the last one."""
    assert isinstance(node.target, ast.Name)
    outer, before = m.loops, len(m.candidates)
    m.loops = (*outer, Loop(m.current, ""))
    for model in models:
        m.bind(node.target.id, model, NOTHING)
        _body(m, node.body)
    m.loops = outer
    del m.candidates[before:]


def _busy(m: State, node: ast.For, iterable: ast.expr) -> ast.expr:
    """The names without those of columns that serving does not have."""
    idle = sorted(m.idle.get(m.current, ()))
    if not idle or not isinstance(node.target, ast.Name):
        return iterable
    if isinstance(iterable, (ast.List, ast.Tuple)):
        left = [item for item in iterable.elts if not (isinstance(item, ast.Constant) and item.value in idle)]
        return ast.List(left, ast.Load())
    own = ast.Name(node.target.id, ast.Load())
    test = ast.Compare(own, [ast.NotIn()], [ast.List([ast.Constant(name) for name in idle], ast.Load())])
    return ast.ListComp(own, [ast.comprehension(ast.Name(node.target.id, ast.Store()), iterable, [test], 0)])


def _first(item: object) -> object:
    return item[0] if isinstance(item, (tuple, list)) and item else item


def _bind(m: State, target: ast.expr, item: object, source: Out) -> None:
    if isinstance(target, ast.Name):
        m.bind(target.id, const(item), source.need)
    elif isinstance(target, (ast.Tuple, ast.List)):
        items = list(item) if isinstance(item, (tuple, list)) else [None] * len(target.elts)
        for part, inner in zip(target.elts, items + [None] * len(target.elts), strict=False):
            _bind(m, part, inner, source)


def _over_learned(m: State, node: ast.For, source: Out) -> ast.expr:
    """Any turn at once: the loop variable tells the turns apart."""
    from nb2prod.plan.serving.statements import poison

    value, outer = source.value, m.loops
    names = [part.id for part in walk(node.target) if isinstance(part, ast.Name)]
    parts = value.parts or [] if value.kind != "mapping" else []
    objects = bool(parts) and all(part.time == "learned" for part in parts)  # the variable has the last one at the end
    first = names[0] if names and not objects else ""
    counted = isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) in ("enumerate", "range")
    for number, name in enumerate(names):
        key = number == 0 or (counted and number == 1)
        if key and not objects and value.kind not in ("folds", PAIRS) and not _unnamed(node):
            found = Value("const", symbol=name, type="str" if value.kind == "columns" else "")
            m.bind(name, found, source.need)
        else:
            kind = parts[-1].type if objects and all(trusted(part.type) for part in parts) else ""
            m.env[name] = (learned(kind, kind="long" if value.kind == "long" else "", born=m.chain), NOTHING)
    if value.kind in ("folds", PAIRS) or _unnamed(node):
        m.env.update({name: (learned(kind="folds" if value.kind == "folds" else ""), NOTHING) for name in names})
        first = ""
    m.loops = (*outer, Loop(m.current, first))
    for _ in range(2):
        _body(m, node.body)
    m.loops = outer
    if m.function and source.time == "learned":
        if not (value.kind == "columns" and _of_the_function(m, node.iter)):
            poison(m, node, f"a loop over {ast.unparse(node.iter)}, which is known in training alone")
        return source.expr
    if source.time == "const":
        return source.expr
    if value.kind == "columns" and isinstance(node.iter, ast.Attribute) and isinstance(node.iter.value, ast.Name):
        return node.iter  # the columns that serving has are those of training that it needs
    if value.kind == "folds":
        m.unserved.add(m.current)
        return source.expr
    targets = sorted(local({name for _, deps in m.targets for name in deps.names if not m.alive(name)}))
    listed: ast.expr = ast.Call(ast.Name("list", ast.Load()), [node.iter], [])
    if targets and (value.kind == "columns" or value.type == "list"):
        test = ast.Compare(
            ast.Name(first, ast.Load()), [ast.NotIn()], [ast.List([ast.Constant(n) for n in targets], ast.Load())]
        )
        own = ast.Name(first, ast.Load())
        listed = ast.ListComp(own, [ast.comprehension(ast.Name(first, ast.Store()), node.iter, [test], 0)])
    return _there(m, node, m.used(Out(learned("list"), listed, origin=listed), "columns").expr)


def _of_the_function(m: State, node: ast.expr) -> bool:
    """`X.columns`, or a name for them that only functions bind: the columns of the rows that the function is given."""
    if isinstance(node, ast.Name):
        return not any(s.parent is None and node.id in s.facts.binds for s in m.program.statements)
    return isinstance(node, ast.Attribute)


def _there(m: State, node: ast.For, names: ast.expr) -> ast.expr:
    """Of names that training knows, those of columns that serving has: it may not need them all."""
    targets = m.target_names
    if m.dead is None or not isinstance(node.target, ast.Name) or (m.dead.rest is not None and m.dead.rest <= targets):
        return names
    own = node.target.id
    read = {
        part.value.id
        for statement in node.body
        for part in walk(statement)
        if isinstance(part, ast.Subscript) and isinstance(part.ctx, ast.Load) and isinstance(part.value, ast.Name)
        if isinstance(part.slice, ast.Name) and part.slice.id == own and part.value.id in m.env
    }
    frames = sorted(name for name in read if m.env[name][0].time == "row" and m.env[name][0].kind == "frame")
    columns = [ast.Attribute(ast.Name(name, ast.Load()), "columns", ast.Load()) for name in frames]
    tests: list[ast.expr] = [ast.Compare(ast.Name(own, ast.Load()), [ast.In()], [there]) for there in columns]
    turns = ast.comprehension(ast.Name(own, ast.Store()), names, tests, 0)
    return ast.ListComp(ast.Name(own, ast.Load()), [turns]) if tests else names


def _unnamed(node: ast.For) -> bool:
    """`for a, b in pairs`: whether the first of several may be the same in two turns."""
    if not isinstance(node.target, (ast.Tuple, ast.List)):
        return False
    match node.iter:
        case ast.Call(func=ast.Attribute(attr="items" | "iteritems" | "iterrows")):
            return False
        case ast.Call(func=ast.Name(id="enumerate" | "zip" | "range")):
            return False
    return True
