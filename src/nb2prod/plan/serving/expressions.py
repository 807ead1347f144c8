"""What an expression of the notebook is at serving: known beforehand, learned in training, or worked out per row."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from nb2prod import knowledge
from nb2prod.plan.serving import calls, frames, subscripts
from nb2prod.plan.serving.answers import answered
from nb2prod.plan.serving.bound import unfollowed
from nb2prod.plan.serving.closures import closed
from nb2prod.plan.serving.containers import of_one_row
from nb2prod.plan.serving.estimators import ASKING
from nb2prod.plan.serving.excluding import excluded
from nb2prod.plan.serving.fold import folded
from nb2prod.plan.serving.rows import mapped
from nb2prod.plan.serving.state import BUILTINS, State, located, predicted, rebuilt, without_gone
from nb2prod.plan.serving.values import NOTHING, Out, Value, const, first_unknown, learned, row_parts
from nb2prod.replacing import replace
from nb2prod.walking import children, swapped, walk

MOST_TURNS = 80
DECIDING = (ast.IfExp, ast.Compare, ast.Subscript, ast.Call)  # make a label of a probability


def evaluate(m: State, node: ast.expr) -> Out:
    """The value of an expression, and the expression that serving evaluates for it."""
    span = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
    name = m.parameters.get((m.cell, span)) if not m.function else None
    if name is not None:
        value = const(_literal(node), kind="parameter", type=name)
        return Out(value, node, origin=node)
    handler = HANDLERS.get(type(node))
    if handler is None:
        return _together(m, node, [child for child in children(node) if isinstance(child, ast.expr)])
    before = len(m.candidates)
    out = handler(m, node)
    whole = out.time == "unknown" and not of_one_row(m, node, evaluate)
    if whole and not out.value.predicted and not _puts_together(node):
        out = replace(out, value=replace(out.value, predicted=_predicted_in(m, node, before)))
    return out if out.origin is not None else replace(out, origin=node)


def _puts_together(node: ast.expr) -> bool:
    """`pd.DataFrame({"id": test["id"], "price": pred})`: the prediction stands in it as it is."""
    func = node.func if isinstance(node, ast.Call) else node
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    return name in ("DataFrame", "Series", "concat", "merge", "print", "display")


def _predicted_in(m: State, node: ast.expr, before: int) -> frozenset[int]:
    """The models behind what is not followed: it is a prediction that serving cannot give, not nothing."""
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    made = [m.env[name][0] for name in names if name in m.env] + [c.out.value for c in m.candidates[before:]]
    return frozenset[int]().union(*(value.predicted for value in made))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return None


def _constant(m: State, node: ast.Constant) -> Out:
    return Out(const(node.value, type=type(node.value).__name__), node)


def _name(m: State, node: ast.Name) -> Out:
    if node.id in m.env:
        value, slice_ = m.env[node.id]
        return closed(m, Out(value, node, slice_), evaluate)
    if node.id in BUILTINS:
        return Out(const(kind="ref", type=f"builtins.{node.id}"), node)
    if starred := _of_a_star(m, node.id):
        return Out(const(kind="ref", type=starred), node)
    return Out(m.stuck(unfollowed(m.program, node.id)), node)


def _of_a_star(m: State, name: str) -> str:
    """What `from sklearn.preprocessing import *` brought under the name, where one library is known to have it."""
    modules = [item.module for item in m.program.imports if item.name == "*" and item.module]
    found = [f"{module}.{name}" for module in modules if knowledge.function(knowledge.canonical(f"{module}.{name}"))]
    return found[0] if len(found) == 1 else ""


def _attribute(m: State, node: ast.Attribute) -> Out:
    base = evaluate(m, node.value)
    if base.value.kind == "ref":
        return Out(
            const(kind="ref", type=f"{base.value.type}.{node.attr}"),
            rebuilt(node, [node.value], [base.expr]),
            base.slice,
        )
    return frames.attribute(m, node, base)


def _subscript(m: State, node: ast.Subscript) -> Out:
    base = evaluate(m, node.value)
    return subscripts.read(m, node, base, evaluate)


def _call(m: State, node: ast.Call) -> Out:
    answer = answered(m, node, evaluate) if m.asked and not m.function and not m.loops else None
    return answer if answer is not None else calls.call(m, node, evaluate)


def _together(m: State, node: ast.expr, children: Sequence[ast.expr], outs: Sequence[Out] | None = None) -> Out:
    """An operation that works element by element wherever it meets rows."""
    outs = [evaluate(m, child) for child in children] if outs is None else outs
    if any(out.time in ("row", "unknown") for out in outs):
        return mapped(m, node, list(children), list(outs))
    return plain(node, children, outs)


def plain(node: ast.expr, children: Sequence[ast.expr], outs: Sequence[Out]) -> Out:
    """An operation over what is known beforehand or learned."""
    late = any(out.time == "learned" or row_parts(out.value) for out in outs)
    parameter = any(out.value.kind == "parameter" for out in outs)
    if late or parameter:
        kind = "long" if any(out.value.kind == "long" or row_parts(out.value) for out in outs) else ""
        return Out(learned(kind=kind), node, origin=node)
    values = {id(child): out.value.literal for child, out in zip(children, outs, strict=True)}
    slice_ = NOTHING.union(*(out.need for out in outs))
    expr = rebuilt(node, children, [out.expr for out in outs])
    return Out(const(folded(node, values)), expr, slice_, node)


def _sequence(m: State, node: ast.List | ast.Tuple) -> Out:
    if any(isinstance(item, ast.Starred) for item in node.elts):
        return _together(m, node, [part.value if isinstance(part, ast.Starred) else part for part in node.elts])
    outs = [evaluate(m, item) for item in node.elts]
    if any(out.time in ("row", "unknown") or out.value.parts is not None for out in outs) or any(
        out.value.kind in ("ref", "function") for out in outs
    ):
        kept = [(item, out) for item, out in zip(node.elts, outs, strict=True) if _served(m, out)]
        expr = rebuilt(node, node.elts, [m.used(out).expr if out.time != "row" else out.expr for out in outs])
        assert isinstance(expr, (ast.List, ast.Tuple))
        if len(kept) < len(outs) and isinstance(node, ast.List):
            expr = ast.List([out.expr for _, out in kept], ast.Load())
        value = Value("const", kind="sequence", parts=[out.value for out in outs])
        return Out(value, expr, NOTHING.union(*(out.slice for _, out in kept)), node)
    result = plain(node, node.elts, outs)
    if result.time == "learned":
        result.value.parts = [out.value for out in outs]
        result.value.kind = "sequence"
    return result


def _served(m: State, out: Out) -> bool:
    """Whether serving has the value: rows of another load than the one served are training's own, as is a target."""
    if out.time == "row" and m.roots and out.value.source not in m.roots:
        return False
    return bool(without_gone(m, [out]))


def _dict(m: State, node: ast.Dict) -> Out:
    keys = [evaluate(m, key) if key is not None else None for key in node.keys]
    outs = [evaluate(m, value) for value in node.values]
    given = [out for out in (*keys, *outs) if out is not None]
    nested = any(out.value.kind == "mapping" for out in outs)
    if nested or any(out.time in ("row", "unknown") for out in outs):
        exprs = [m.used(out).expr if out.time == "learned" else out.expr for out in outs]
        value = Value("const", kind="mapping", parts=[out.value for out in outs], elements=outs)
        value.keys = [out.value.literal if out is not None else None for out in keys]
        expr = ast.Dict([key for key in node.keys], exprs)
        for key, out in zip(value.keys, outs, strict=True):
            if out.time == "row" and out.value.predicted:
                predicted(m, out, str(key))
        return Out(value, expr, NOTHING.union(*(out.slice for out in given)), node)
    children = [child for child in (*node.keys, *node.values) if child is not None]
    return plain(node, children, [evaluate(m, child) for child in children])


def _compare(m: State, node: ast.Compare) -> Out:
    children = [node.left, *node.comparators]
    outs = [evaluate(m, child) for child in children]
    if len(node.ops) > 1 and any(out.time == "row" for out in outs):
        return Out(m.stuck(f"{ast.unparse(node)} asks for the truth of many rows at once"), node)
    if isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Is, ast.IsNot)) and any(out.time == "row" for out in outs):
        return (
            Out(learned("bool"), node)
            if outs[-1].value.kind == "columns"
            else Out(m.stuck(f"{ast.unparse(node)} asks about all rows at once"), node)
        )
    result = _together(m, node, children, outs)
    if result.time == "row":
        result.value.proba = False
    return result


def _truth(m: State, node: ast.BoolOp) -> Out:
    outs = [evaluate(m, child) for child in node.values]
    if any(out.time == "row" for out in outs):
        return Out(m.stuck(f"{ast.unparse(node)} asks for the truth of many rows at once"), node)
    return _together(m, node, node.values, outs)


def _choice(m: State, node: ast.IfExp) -> Out:
    outs = [evaluate(m, child) for child in (node.test, node.body, node.orelse)]
    if outs[0].time == "row":
        return Out(m.stuck(f"{ast.unparse(node)} asks for the truth of many rows at once"), node)
    return _together(m, node, [node.test, node.body, node.orelse], outs)


def _lambda(m: State, node: ast.Lambda) -> Out:
    """A function without a name: what it reads outside is const, or kept by training."""
    own = {arg.arg for arg in walk(node.args) if isinstance(arg, ast.arg)}
    inner = {part.id for part in walk(node.body) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    return _closed(m, node, own | inner)


def _closed(m: State, node: ast.expr, own: set[str]) -> Out:
    """An expression with variables of its own: free names are const, or kept by training, or it is unknown."""
    free = [
        part
        for part in walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and part.id not in own
    ]
    outs = [evaluate(m, part) for part in free]
    value = const(kind="lambda", node=node)
    for part, out in zip(free, outs, strict=True):
        if out.time == "row":
            return Out(m.stuck(f"a function without a name reads {part.id}, which has rows"), node)
    if (stopped := first_unknown(outs)) is not None:
        return Out(stopped, node)
    used = [m.used(out) if out.time == "learned" or out.value.kind == "parameter" else out for out in outs]
    return Out(
        value, rebuilt(node, free, [out.expr for out in used]), NOTHING.union(*(out.slice for out in used)), node
    )


def _comprehension(m: State, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Out:
    found = _comprehended(m, node)
    if found.time == "learned" and found.value.type == "list":
        source = evaluate(m, node.generators[0].iter)
        found.value.absent = excluded(m, node, source, evaluate)
    return found


def _comprehended(m: State, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Out:
    generators = node.generators
    own = {part.id for g in generators for part in walk(g.target) if isinstance(part, ast.Name)}
    sources = [evaluate(m, g.iter) for g in generators]
    if sources[0].time == "unknown":
        return sources[0]
    free = calls.free_names(node)  # of a lambda or a comprehension in it, too: its own names are no variables
    inner = [part for part in walk(node) if isinstance(part, ast.Name) and part.id in free]
    outer = [evaluate(m, part) for part in inner]
    rows = [out for out in outer if out.time == "row"]
    if sources[0].time == "row" and sources[0].value.kind in ("series", "array", "list") and len(generators) == 1:
        return _over_rows(m, node, sources[0], own)
    if sources[0].time == "row" and len(generators) > 1 and not any(out.time == "unknown" for out in outer):
        if isinstance(node, (ast.SetComp, ast.DictComp)):
            return Out(learned(), node, origin=node)
        return Out(Value("row", "list", rows=m.fresh()), node, origin=node)  # `w for t in texts for w in t.split()`
    if any(out.time == "row" and out.value.kind not in ("columns",) for out in outer):
        found = _turns(m, node, sources) or _unrolled(m, node, sources[0]) or _about(m, node, rows)
        if found.time == "unknown" and any(isinstance(p, ast.Attribute) and p.attr in ASKING for p in walk(node)):
            made = found.value.predicted | frozenset(m.fitted)  # whichever models it goes through
            return replace(found, value=replace(found.value, predicted=made))
        return found
    if any(out.time == "unknown" for out in outer):
        return next(out for out in outer if out.time == "unknown")
    if any(out.time == "learned" or out.value.kind in ("parameter", "columns") for out in (*outer, *sources)):
        return Out(learned("list" if isinstance(node, ast.ListComp) else ""), node, origin=node)
    names = {part.id: out.value.literal for part, out in zip(inner, outer, strict=True)}
    return Out(const(folded(node, {}, names)), node, NOTHING.union(*(out.need for out in outer)), node)


def _turns(m: State, node: ast.expr, sources: list[Out]) -> Out | None:
    """`[f1_score(y, p > t) for t in thresholds]`: each element is about all rows, so training computes it."""
    assert isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))
    if any(out.time == "row" for out in sources):
        return None
    names = {part.id for g in node.generators for part in walk(g.target) if isinstance(part, ast.Name)}
    outside, records = dict(m.env), dict(m.records)
    m.env.update({name: (learned(), NOTHING) for name in names})
    elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    outs = [evaluate(m, part) for part in [*elements, *(test for g in node.generators for test in g.ifs)]]
    m.env = outside
    m.forget(records)
    known = all(out.time in ("const", "learned") and not out.value.parts for out in outs)
    return Out(learned("list" if isinstance(node, ast.ListComp) else ""), node, origin=node) if known else None


def _unrolled(m: State, node: ast.expr, source: Out) -> Out | None:
    """`[m.predict(X) for m in (a, b)]` is `[a.predict(X), b.predict(X)]`; None: what it goes through is not listed."""
    assert isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp))
    only = node.generators[0]
    plain = isinstance(node, (ast.ListComp, ast.GeneratorExp)) and len(node.generators) == 1 and not only.ifs
    match only.iter, only.target:
        case ast.Call(func=ast.Name(id="zip"), args=lists, keywords=[]), ast.Tuple(elts=targets):
            columns = [_listed(m, part) for part in lists]
        case _, target:
            columns, targets = [_listed(m, only.iter, source)], [target]
    names = [part.id for part in targets if isinstance(part, ast.Name)]
    count = min((len(items) for items in columns), default=0)
    if not plain or len(names) != len(targets) or len(names) != len(columns) or not 0 < count <= MOST_TURNS:
        return None
    assert isinstance(node, (ast.ListComp, ast.GeneratorExp))
    elements = []
    for number in range(count):
        element = node.elt
        for name, items in zip(names, columns, strict=True):
            element = swapped(element, {name: items[number]})
        elements.append(element)
    return evaluate(m, located(ast.List(elements, ast.Load()), node))


def _listed(m: State, node: ast.expr, source: Out | None = None) -> list[ast.expr]:
    """The elements of a list that is written out, here or under its name; none where it is not."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return [] if any(isinstance(item, ast.Starred) for item in node.elts) else node.elts
    source = evaluate(m, node) if source is None and isinstance(node, ast.Name) else source
    if source is None or not isinstance(node, ast.Name) or source.time not in ("const", "learned"):
        return []
    held = source.value.parts if source.value.parts is not None else source.value.literal
    count = len(held) if isinstance(held, (list, tuple)) else 0
    return [ast.Subscript(node, ast.Constant(number), ast.Load()) for number in range(count)]


def _about(m: State, node: ast.expr, rows: list[Out]) -> Out:
    """`[c for c in cols if df[c].nunique() < 9]`: about whole columns, so training computes it."""
    bare = {id(part) for part in walk(node) if isinstance(part, ast.Name)}
    inside = {id(part.value) for part in walk(node) if isinstance(part, (ast.Attribute, ast.Subscript))}
    names = {out.expr.id for out in rows if isinstance(out.expr, ast.Name)}
    loose = [p for p in walk(node) if isinstance(p, ast.Name) and p.id in names and id(p) in bare - inside]
    if loose or not isinstance(node, (ast.ListComp, ast.DictComp, ast.SetComp)):
        return Out(m.stuck(f"what {ast.unparse(node)} holds of each row is not followed"), node)
    element = node.elt if not isinstance(node, ast.DictComp) else node.key
    if not isinstance(element, (ast.Name, ast.Tuple)):
        return Out(m.stuck(f"what {ast.unparse(node)} holds of each row is not followed"), node)
    if isinstance(node, ast.DictComp):
        return Out(m.stuck(f"what {ast.unparse(node)} holds of each row is not followed"), node)
    return Out(learned("list"), node, origin=node)


def _over_rows(m: State, node: ast.expr, source: Out, own: set[str]) -> Out:
    """`[clean(text) for text in df["text"]]`: one element for each row."""
    assert isinstance(node, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp))
    generator = node.generators[0]
    if not isinstance(node, ast.ListComp) or generator.ifs or generator.is_async:
        return Out(learned(), node, origin=node)
    body = _closed(m, node.elt, own)
    if body.time == "unknown":
        return body
    if not calls.quiet(m, node.elt, own):
        return Out(m.stuck(f"{ast.unparse(node)} may remember one row in the next"), node)
    result = mapped(m, node, [generator.iter, node.elt], [source, replace(body, value=const())])
    if result.time == "row":
        result.value.kind, result.value.index = "list", 0
        result.value.proba = result.value.proba and not any(isinstance(p, DECIDING) for p in walk(node.elt))
    return result


def _starred(m: State, node: ast.Starred) -> Out:
    return evaluate(m, node.value)


def _fstring(m: State, node: ast.JoinedStr) -> Out:
    parts = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
    outs = [evaluate(m, part) for part in parts]
    if any(out.time == "row" for out in outs):
        return Out(m.stuck("a text that is made of rows"), node)
    return _together(m, node, parts, outs)


def _slice(m: State, node: ast.Slice) -> Out:
    parts = [part for part in (node.lower, node.upper, node.step) if part is not None]
    return plain(node, parts, [evaluate(m, part) for part in parts])


def _walrus(m: State, node: ast.NamedExpr) -> Out:
    return Out(m.stuck(f"{ast.unparse(node)} binds a name in an expression"), node)


HANDLERS: dict[type[ast.expr], Callable[..., Out]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Call: _call,
    ast.List: _sequence,
    ast.Tuple: _sequence,
    ast.Dict: _dict,
    ast.Compare: _compare,
    ast.BoolOp: _truth,
    ast.IfExp: _choice,
    ast.Lambda: _lambda,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _comprehension,
    ast.Starred: _starred,
    ast.JoinedStr: _fstring,
    ast.Slice: _slice,
    ast.NamedExpr: _walrus,
}
