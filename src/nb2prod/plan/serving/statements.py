"""Statements, one after the other: what they bind and change, and what serving executes in their place."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.plan.graph import named
from nb2prod.plan.serving.answers import summed
from nb2prod.plan.serving.assigning import assign, changed_in_place, put_back, stored
from nb2prod.plan.serving.closures import used_in
from nb2prod.plan.serving.excluding import changed_lists
from nb2prod.plan.serving.expressions import evaluate
from nb2prod.plan.serving.handing import changed_names, handed_on, has_other_names, lose, lose_viewed, missed, rebound
from nb2prod.plan.serving.loops import for_loop
from nb2prod.plan.serving.measuring import measures
from nb2prod.plan.serving.refitting import refitted
from nb2prod.plan.serving.rowloops import over_elements
from nb2prod.plan.serving.sources import made
from nb2prod.plan.serving.state import Candidate, Served, State, predicted
from nb2prod.plan.serving.trying import load_tried
from nb2prod.plan.serving.values import NO_DEPS, NOTHING, Out, Value, const, depends, learned, unknown
from nb2prod.replacing import replace
from nb2prod.walking import walk


def execute(m: State, node: ast.stmt) -> None:
    """Follow one statement, nested ones included."""
    if m.function:
        _run(m, node)
        return
    identity = m.ids.get(node)
    if identity is None or identity not in m.kept:
        return
    with m.at(identity):
        m.lead = []
        facts = m.program.statements[identity].facts
        follows = isinstance(node, (ast.Expr, ast.Assign))
        held = handed_on(m, node, facts.mutates) if follows else []
        before = {**m.env} if follows else {}
        _run(m, node)
        missed(m, node, held)
        refitted(m, identity)
        if follows:
            rebound(m, node, before)
        m.lead = []
    m.times.update({(identity, name): m.env[name][0].time for name in facts.binds if name in m.env})
    changed_lists(m, facts.mutates)


def block(m: State, body: list[ast.stmt]) -> None:
    """Follow several."""
    for statement in body:
        execute(m, statement)


def _run(m: State, node: ast.stmt) -> None:
    handler = HANDLERS.get(type(node))
    if handler is not None:
        handler(m, node)
    elif not isinstance(node, (ast.Pass, ast.Global, ast.Nonlocal, ast.Assert, ast.Raise, ast.Break, ast.Continue)):
        poison(m, node, "a statement of a kind that is not followed")
    elif isinstance(node, (ast.Break, ast.Continue)):
        m.jumps.update(loop.statement for loop in m.loops[-1:])


def serve(m: State, *nodes: ast.stmt) -> None:
    """What serving executes for the statement that is looked at."""
    if not m.function and not m.muted:
        for line in nodes:
            ast.fix_missing_locations(line)
        first = nodes[0] if nodes else None
        before = (*used_in(m, list(nodes)), *(ast.fix_missing_locations(line) for _, _, line in m.lead))
        m.served.setdefault(m.here, []).append(Served(m.here, first, tuple(nodes[1:]), before))


def _assign(m: State, node: ast.Assign) -> None:
    if m.current in m.constants and not m.function and isinstance(node.targets[0], ast.Name):
        literal = evaluate(m, node.value).value.literal
        m.env[node.targets[0].id] = (const(literal, kind="parameter", type=m.constants[m.current]), NOTHING)
        return
    out = evaluate(m, node.value)
    out = made(m, node, out) if m.current in m.made and not m.function else out
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            lose_viewed(m, target, ast.unparse(node))
        assign(m, target, out, evaluate, serve)
    _after(m, node, out)


def _ann_assign(m: State, node: ast.AnnAssign) -> None:
    if node.value is not None:
        _assign(m, ast.copy_location(ast.Assign([node.target], node.value), node))


def _aug_assign(m: State, node: ast.AugAssign) -> None:
    if m.loops and isinstance(node.target, ast.Name) and summed(m, node, evaluate):
        return
    load = _loaded(node.target)
    whole = ast.copy_location(ast.BinOp(load, node.op, node.value), node)
    out = evaluate(m, whole)
    name = node.target.id if isinstance(node.target, ast.Name) else ""
    if name in m.env and m.env[name][0].time == "row" and has_other_names(m, m.env[name][0], name):
        lose(m, m.env[name][0], f"{ast.unparse(node)} may change rows that have another name, too")
    lose_viewed(m, node.target, ast.unparse(node))
    if m.loops and not m.function and isinstance(node.target, ast.Name) and out.value.predicted and out.time != "const":
        why = f"{ast.unparse(node)} puts predictions together over the turns of a loop"
        out = replace(out, value=replace(m.stuck(why), predicted=out.value.predicted | frozenset(m.fitted)))
        m.candidates.append(Candidate(out, m.current, node.target.id, order=len(m.candidates)))
    if isinstance(node.target, ast.Name) and out.time in ("learned", "const"):
        held = m.env.get(node.target.id)
        late = out.time == "learned" or bool(m.loops)
        if held is not None and late:
            held[0].changes.append(m.current)
        value = learned() if late else const(out.value.literal)
        slice_ = NOTHING if late else out.slice | (held[1] if held else NOTHING)
        m.bind(node.target.id, value, slice_)
        if not late:
            serve(m, ast.AugAssign(node.target, node.op, evaluate(m, node.value).expr))
        return
    assign(m, node.target, out, evaluate, serve)
    _after(m, node, out)


def _loaded(node: ast.expr) -> ast.expr:
    copy = ast.parse(ast.unparse(node), mode="eval").body
    for part in walk(copy):
        if isinstance(part, ast.expr):
            ast.copy_location(part, node)
    return copy


def _expression(m: State, node: ast.Expr) -> None:
    if not isinstance(node.value, ast.Call):
        evaluate(m, node.value)
        return
    out = evaluate(m, node.value)
    if not changed_in_place(m, node.value, out, evaluate, serve) and out.time in ("const", "row"):
        serve(m, ast.Expr(out.expr))
    _after(m, node, out)


def _after(m: State, node: ast.stmt, out: Out) -> None:
    """Columns that were taken out, and objects that an unknown call may have changed."""
    for frame, name in m.popped:
        put_back(m, frame, name)
    m.popped = []
    if out.time != "unknown" or m.function or measures(m.program, node):
        return
    facts = m.program.statements[m.current].facts
    calls = [part for part in walk(node) if isinstance(part, ast.Call)]
    calls = [c for c in calls if not (isinstance(c.func, ast.Attribute) and c.func.attr == "fit")]  # it only learns
    given = {p.id for part in calls for a in part.args for p in walk(a) if isinstance(p, ast.Name)}
    known = facts.mutates - _changed_by(node) if "unknown" not in facts.effects else facts.mutates
    for name in known & given - _compared(m, given):
        value = m.env.get(name, (None, NOTHING))[0]
        if value is not None and value.time == "row":
            plain = out.value.place == m.current and out.value.why.endswith("is not known to work row by row")
            why = f"whether {ast.unparse(calls[0])} changes {name} is not known" if plain else out.value.why
            value.time, value.why, value.place = "unknown", why, out.value.place


def _compared(m: State, given: set[str]) -> set[str]:
    """Answers and what they should be, where both are given: who gets them measures, and changes neither."""
    held = {name: m.env[name][0] for name in given if name in m.env}
    answers = {name for name, v in held.items() if v.predicted and v.time == "row"}
    right = {name for name, v in held.items() if not v.predicted and v.deps.names and v.deps.names <= m.target_names}
    return answers | right if answers and right else set()


def _changed_by(node: ast.stmt) -> set[str]:
    """What the target of an assignment changes, whatever stands on its right: the frame in `df["a"] = f(df["b"])`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {name for target in targets if not isinstance(target, ast.Name) for name in named(target)}


def poison(m: State, node: ast.AST, why: str) -> None:
    """Rows that a statement binds or changes in ways that are not followed are unknown from here on."""
    names = {p.id for p in walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
    elements = isinstance(node, ast.For) and over_elements(node) and not changed_names(node) & named(node.target)
    whole = not m.function and not elements  # of an element that nothing changes no row of the table changes
    inside = [s for s in m.program.statements if s.node in set(walk(node))] if whole else []
    for statement in inside:
        names |= statement.facts.binds | statement.facts.mutates
    if not whole:
        names |= changed_names(node)
    appended = {name for part in walk(node) if (name := _appended_to(part))}
    for name in sorted(names):
        value = m.env.get(name, (None, NOTHING))[0]
        if value is None:
            m.env[name] = (unknown(why, m.current), NOTHING)
        elif value.time == "row":
            value.time, value.why, value.place = "unknown", why, m.current
        elif value.time != "unknown" and name in appended and (lost := _of_predictions(m, node, why)) is not None:
            m.env[name] = (lost, NOTHING)
            predicted(m, Out(lost, ast.Name(name, ast.Load())), name)
        elif value.time == "const":
            m.env[name] = (learned("list" if name in appended else ""), NOTHING)
        elif value.time == "learned":
            value.changes.append(m.current)


def _of_predictions(m: State, node: ast.AST, why: str) -> Value | None:
    """What a loop that is not followed makes of predictions, and of nothing that serving does not have."""
    read = {p.id for p in walk(node) if isinstance(p, ast.Name)}
    rows = [m.env[name][0] for name in sorted(read) if name in m.env and m.env[name][0].time == "row"]
    made = frozenset[int]().union(*(value.predicted for value in rows))
    deps = NO_DEPS
    for value in rows:
        deps |= depends(value)
    return replace(unknown(why, m.current), predicted=made, deps=deps) if made else None


def _appended_to(node: ast.AST) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend" | "insert")):
            return name
    return ""


def _delete(m: State, node: ast.Delete) -> None:
    for target in node.targets:
        if isinstance(target, ast.Name):
            m.env.pop(target.id, None)
        elif isinstance(target, ast.Subscript):
            base, key = evaluate(m, target.value), evaluate(m, target.slice)
            if base.value.kind == "frame" and base.time == "row" and isinstance(key.value.literal, str):
                put_back(m, base.value, key.value.literal)
                drop = ast.Attribute(base.expr, "drop", ast.Load())
                given = [ast.keyword("columns", key.expr), ast.keyword("errors", ast.Constant("ignore"))]
                serve(m, ast.Assign([stored(base.expr)], ast.Call(drop, [], given)))
            elif base.time == "row":
                poison(m, node, f"{ast.unparse(node)} is not followed")


def _import(m: State, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            m.env[name] = (const(kind="ref", type=alias.name if alias.asname else name), NOTHING)
        return
    for alias in node.names:
        if alias.name == "*":
            continue
        qualified = f"{node.module}.{alias.name}" if node.module else alias.name
        m.env[alias.asname or alias.name] = (const(kind="ref", type=qualified), NOTHING)


def _define(m: State, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
    kind = "class" if isinstance(node, ast.ClassDef) else "function"
    m.env[node.name] = (const(kind=kind, node=node), NOTHING)


def _return(m: State, node: ast.Return) -> None:
    if node.value is not None:
        m.returned.append(evaluate(m, node.value))


def _if(m: State, node: ast.If) -> None:
    test = evaluate(m, node.test)
    decided = _handed_in(m, node.test) if m.function else None
    if decided is not None:
        return block(m, node.body if decided else node.orelse)
    if test.time in ("row", "unknown"):
        return poison(m, node, f"{ast.unparse(node.test)}: which way it goes depends on rows")
    if m.function:
        if test.time == "learned":
            return poison(m, node, f"{ast.unparse(node.test)}: which way it goes is known in training alone")
        used = test
    else:
        used = m.used(test, "condition")
    if test.time == "const" and isinstance(test.value.literal, bool):  # `if a < b` of two names in this turn
        block(m, node.body if test.value.literal else node.orelse)
        return serve(m, ast.If(used.expr, [], []))
    m.maybe += 1
    block(m, node.body)
    block(m, node.orelse)
    m.maybe -= 1
    serve(m, ast.If(used.expr, [], []))


def _handed_in(m: State, test: ast.expr) -> bool | None:
    """`if medians is None` in a function, where the call tells whether it was given; None: the call does not tell."""
    match test:
        case ast.Compare(
            left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op], comparators=[ast.Constant(value=None)]
        ):
            value = m.env.get(name, (None, NOTHING))[0]
        case _:
            return None
    if value is None or not (value.type == "NoneType" or value.kind == "self" or value.time == "row"):
        return None
    return (value.type == "NoneType") == isinstance(op, ast.Is)


ENTERED = ("errstate", "option_context", "catch_warnings", "suppress", "printoptions", "config_context")


def _with(m: State, node: ast.With) -> None:
    for item in node.items:
        evaluate(m, item.context_expr)
        if isinstance(item.optional_vars, ast.Name):
            m.env[item.optional_vars.id] = (learned(), NOTHING)
    block(m, node.body)
    entered = all(ast.unparse(item.context_expr).split("(")[0].endswith(ENTERED) for item in node.items)
    items = [ast.withitem(evaluate(m, item.context_expr).expr) for item in node.items] if entered else []
    serve(m, ast.With(items, []))


def _try(m: State, node: ast.Try) -> None:
    """A load that is tried is one; of all else nobody knows how far it came."""
    load = load_tried(node) if not (m.function or m.loops or m.maybe) else None
    if load is None:
        return _uncertain(m, node)
    frame = ast.unparse(load.targets[0])
    others = {p.id for p in walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)} - {frame}
    m.env.update({name: (learned(), NOTHING) for name in sorted(others)})
    _run(m, load)


def _uncertain(m: State, node: ast.stmt) -> None:
    for part in ("body", "handlers", "orelse", "finalbody"):
        for inner in getattr(node, part, ()):
            block(m, inner.body) if isinstance(inner, ast.ExceptHandler) else execute(m, inner)
    poison(m, node, f"it stands inside {type(node).__name__.lower()}, which is not followed")


HANDLERS: dict[type[ast.stmt], Callable[..., None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _ann_assign,
    ast.AugAssign: _aug_assign,
    ast.Expr: _expression,
    ast.Delete: _delete,
    ast.Import: _import,
    ast.ImportFrom: _import,
    ast.FunctionDef: _define,
    ast.AsyncFunctionDef: _define,
    ast.ClassDef: _define,
    ast.Return: _return,
    ast.If: _if,
    ast.With: _with,
    ast.Try: _try,
    ast.While: _uncertain,
    ast.For: for_loop,
}
