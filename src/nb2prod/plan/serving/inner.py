"""The notebook's own functions and classes, looked into: row by row inside is row by row outside.

def add_age(frame): frame = frame.copy(); frame["age"] = 2024 - frame["built"]; return frame      row by row
def clean(frame): return frame.fillna(frame.mean())                                              learns: unknown
"""

from __future__ import annotations

import ast
from itertools import takewhile

from nb2prod.plan.serving.aimed import aims_inside
from nb2prod.plan.serving.calls import Call, Evaluate, callable_for_each, plain_call, stopped
from nb2prod.plan.serving.fitted_inside import fitted_inside
from nb2prod.plan.serving.handing import as_they_are, changed, gives_nothing, lost
from nb2prod.plan.serving.inlining import inlined, reads_or_makes
from nb2prod.plan.serving.making import SPLITS
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import (
    NO_DEPS,
    NOTHING,
    Out,
    Value,
    const,
    every,
    frame_unknown,
    learned,
)
from nb2prod.plan.serving.words import MAPPED
from nb2prod.replacing import replace
from nb2prod.walking import walk

DEPTH = 4
CHOOSING = SPLITS | {"sample", "head", "tail", "fit_resample", "fit_sample"}


def called(m: State, given: Call, target: Out, evaluate: Evaluate) -> Out:
    """A call of a function or a class of the notebook."""
    value = target.value
    if value.kind == "class":
        return _instance(m, given, value)
    rows = [out for out in given.outs if out.time in ("row", "unknown") or out.value.parts]
    if not rows and isinstance(value.node, ast.FunctionDef) and reads_or_makes(m, value.node):
        plainly = inlined(m, value.node, given, evaluate)
        if plainly is not None:
            return plainly
    if isinstance(value.node, ast.FunctionDef):
        function = value.node
        fitted = fitted_inside(m, function, given, evaluate, lambda: run(m, function, given, evaluate))
        if fitted is not None:
            return fitted
        aims_inside(m, value.node, _bound(m, value.node, given, evaluate) or {})
    if not rows:
        quiet = not callable_for_each(m, target)
        return plain_call(m, given, constant=quiet and m.function == "", slice_=target.slice)
    if not isinstance(value.node, ast.FunctionDef):
        return Out(m.stuck(f"{ast.unparse(given.node)} calls a function without a name"), given.node)
    if (plainly := inlined(m, value.node, given, evaluate)) is not None:
        return plainly
    handed = [out.value for out in given.outs]
    before, read, m.read = as_they_are(handed), m.read, NO_DEPS
    result = run(m, value.node, given, evaluate)
    touched, m.read = m.read, read | m.read
    written = changed(m, handed, before)
    for part in written:
        _touch(part, touched)
    if written and gives_nothing(value.node):
        if value.why:
            lost(m, written, value.why)
            return Out(m.stuck(value.why), given.node)
        outs = [m.used(out) if out.time != "row" else out for out in given.outs]
        return Out(const(), given.rebuilt(outs), NOTHING.union(target.slice, *(out.slice for out in outs)), given.node)
    if result.time == "row" or result.value.parts is not None:
        if value.why and _rows_in(result.value):  # what only trains, serving never calls
            return Out(m.stuck(value.why), given.node)
        if _chooses(m, value.node, result.value, given):
            return Out(m.stuck(f"{ast.unparse(given.node)} chooses rows for training"), given.node)
        outs = [m.used(out) if out.time != "row" else out for out in given.outs]
        call = given.rebuilt(outs)
        slices = NOTHING.union(target.slice, *(out.slice for out in outs))
        return Out(result.value, call, slices, given.node)
    if result.time in ("learned", "const"):  # the call is training's own, and what it changes with it
        lost(m, written, f"{ast.unparse(given.node)} may change rows, and gives what only training has")
    if result.time == "unknown" and _asks(value.node, given):
        m.lost.append((result.value.why, result.value.place))
    return Out(result.value, given.node, result.slice, given.node)


def _chooses(m: State, node: ast.FunctionDef, value: Value, given: Call) -> bool:
    """Whether the function parts or draws rows: asked about new ones, it would answer about some of them."""
    handed = {out.value.rows for out in given.outs if out.time == "row"}
    steps = (step for part in _rows_in(value) for step in takewhile(lambda one: one not in handed, m.way(part.rows)))
    chosen = any(not m.applied.get(step, (0, True))[1] for step in steps)
    called = (ast.unparse(part.func).rpartition(".")[2] for part in walk(node) if isinstance(part, ast.Call))
    return chosen and (bool(CHOOSING & {*called}) or any(map(_cuts, walk(node))))


def _cuts(node: ast.AST) -> bool:
    """`d.iloc[:n]`, `d[n:]`: from some place on, or up to one."""
    first = node.slice.elts[0] if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple) else None
    part = first or (node.slice if isinstance(node, ast.Subscript) else None)
    return isinstance(part, ast.Slice) and (part.lower is not None or part.upper is not None)


def _asks(node: ast.FunctionDef, given: Call) -> bool:
    """Whether the function predicts with a fitted object that it is handed."""
    names = [arg.arg for arg in node.args.args]
    handed = {name for name, out in zip(names, given.positional, strict=False) if out.time == "learned"}
    handed |= {name for name, out in given.keywords.items() if out.time == "learned"}
    asked = (part for part in walk(node) if isinstance(part, ast.Attribute) and part.attr.startswith("predict"))
    return any(isinstance(part.value, ast.Name) and part.value.id in handed for part in asked)


def run(m: State, node: ast.FunctionDef, given: Call, evaluate: Evaluate) -> Out:
    """What the function gives for these arguments."""
    from nb2prod.plan.serving.statements import execute  # statements look at calls in turn

    if m.depth >= DEPTH:
        return Out(m.stuck(f"{node.name} calls itself, or too deeply"), given.node)
    bound = _bound(m, node, given, evaluate)
    if bound is None:
        return Out(m.stuck(f"{ast.unparse(given.node)}: its arguments are not followed"), given.node)
    outside, function, loops, outer = m.env, m.function, m.loops, m.outer
    m.outer = outer if function else outside
    m.env = dict(outside)
    handed = any(value.time == "learned" for value, _ in bound.values())
    m.env.update({name: (_handed(value), slice_) for name, (value, slice_) in bound.items()})
    m.function, m.loops, m.depth = node.name, (), m.depth + 1
    before, read = m.returned, m.read
    m.returned, m.read = [], NO_DEPS
    try:
        for statement in node.body:
            execute(m, statement)
        returned, touched = m.returned, m.read
    finally:
        m.env, m.function, m.loops, m.depth, m.outer = outside, function, loops, m.depth - 1, outer
        m.returned, m.read = before, read | m.read
    if len(returned) != 1:
        known = {out.time for out in returned}
        if known <= {"learned", "const"}:
            return Out(learned(), given.node, origin=given.node)
        return Out(m.stuck(f"the function {node.name} gives rows in more than one place"), given.node)
    out = returned[0]
    for part in _rows_in(out.value):
        _touch(part, touched)
    if out.time == "const" and out.value.parts is None and handed:
        return Out(learned(), given.node, origin=given.node)
    if out.value.parts is not None:
        out.value.parts = [learned() if part.time == "const" and handed else part for part in out.value.parts]
    return out


def _handed(value: Value) -> Value:
    """Inside a function an argument is there, whoever made it."""
    if value.time != "learned":
        return value
    made = const(kind="self", type=value.type)
    made.stands = value.number
    return made


def _rows_in(value: Value) -> list[Value]:
    return [value] if value.time == "row" else [p for part in value.parts or () for p in _rows_in(part)]


def _touch(value: Value, touched: object) -> None:
    """Whatever the function read must be there: it runs as a whole."""
    for part in [value, *every(value)] if value.kind == "frame" else [value]:
        part.deps = part.deps | touched  # type: ignore[operator]  # columns


def _bound(
    m: State, node: ast.FunctionDef, given: Call, evaluate: Evaluate
) -> dict[str, tuple[Value, frozenset[int]]] | None:
    spec = node.args
    if given.starred or spec.vararg or spec.kwarg or spec.posonlyargs or node.decorator_list:
        return None
    names = [arg.arg for arg in spec.args]
    if len(given.positional) > len(names):
        return None
    found = {name: (out.value, out.slice) for name, out in zip(names, given.positional, strict=False)}
    for name, out in given.keywords.items():
        if name not in names + [arg.arg for arg in spec.kwonlyargs]:
            return None
        found[name] = (out.value, out.slice)
    defaults = dict(zip(names[len(names) - len(spec.defaults) :], spec.defaults, strict=True))
    defaults.update({a.arg: d for a, d in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if d is not None})
    for name in names + [arg.arg for arg in spec.kwonlyargs]:
        if name not in found:
            if name not in defaults:
                return None
            found[name] = (evaluate(m, defaults[name]).value, NOTHING)
    return found


def _instance(m: State, given: Call, value: Value) -> Out:
    """An object of a class of the notebook: an estimator, when it has what those have."""
    assert isinstance(value.node, ast.ClassDef)
    if any(out.time in ("row", "unknown") for out in given.outs):
        return stopped(m, given) or Out(m.stuck(f"{ast.unparse(given.node)} is made of rows"), given.node)
    result = learned(f"class:{value.node.name}", born=m.chain)
    result.node = value.node
    result.why = by_methods(m, value.node)
    return Out(result, given.node, origin=given.node)


def by_methods(m: State, node: ast.ClassDef) -> str:
    """Why transform or predict of a class may look at more than one row, or ""."""
    if node.name not in m.importable:
        return f"the class {node.name} cannot be imported"
    asked = [
        part
        for part in node.body
        if isinstance(part, ast.FunctionDef) and part.name in ("transform", "predict", "predict_proba")
    ]
    for part in asked:
        arguments = [arg.arg for arg in part.args.args]
        if len(arguments) < 2 or any(isinstance(p, (ast.Global, ast.Nonlocal)) for p in walk(part)):
            return f"{node.name}.{part.name} is not followed"
        if _stores_in_self(part, arguments[0]):
            return f"{node.name}.{part.name} changes the object"
        own = const(kind="self", node=node)
        why = _body_by_rows(m, part, {arguments[0]: own}, arguments[1], f"{node.name}.{part.name}")
        if why:
            return why
    return ""


def own_method(m: State, given: Call, name: str, evaluate: Evaluate) -> Out | None:
    """`self.net_input(X)` inside a class: what its method of that name gives; None: none is followed."""
    own = given.receiver
    if own is None or not isinstance(own.value.node, ast.ClassDef):
        return None
    for part in own.value.node.body:
        if isinstance(part, ast.FunctionDef) and part.name == name and part.args.args and not part.decorator_list:
            if _stores_in_self(part, part.args.args[0].arg):
                return None
            out = run(m, part, replace(given, positional=(own, *given.positional)), evaluate)
            return replace(out, expr=given.node)
    return None


def _stores_in_self(node: ast.FunctionDef, own: str) -> bool:
    return any(
        isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store) and ast.unparse(part.value) == own
        for part in walk(node)
    )


def by_rows(m: State, func: Out) -> str:
    """Why a function given to FunctionTransformer may look at more than one row, or ""."""
    value = func.value
    if value.kind == "ref":
        return "" if value.type in MAPPED else f"{value.type} is not known to work row by row"
    if value.kind == "const" or (value.literal is None and value.kind == ""):
        return "" if value.time == "const" else "a function that is not known"
    if isinstance(value.node, ast.FunctionDef) and value.node.args.args:
        return _body_by_rows(m, value.node, {}, value.node.args.args[0].arg, value.node.name)
    return "a function that is not known"


def _body_by_rows(m: State, node: ast.FunctionDef, bound: dict[str, Value], argument: str, name: str) -> str:
    """Run the body over rows of which nothing is known."""
    from nb2prod.plan.serving.statements import execute  # as above

    rows = m.fresh()
    frame = Value("row", "frame", rows=rows, index=rows, source=-2)
    frame.others = Value("row", "series", deps=replace(NO_DEPS, rest=frozenset()), rows=rows, index=rows, source=-2)
    outside, function, loops, before = m.env, m.function, m.loops, m.returned
    read = m.read
    m.env = {**outside, **{key: (value, NOTHING) for key, value in bound.items()}, argument: (frame, NOTHING)}
    for extra in node.args.args:
        m.env.setdefault(extra.arg, (const(), NOTHING))
    m.function, m.loops, m.returned, m.depth = name, (), [], m.depth + 1
    try:
        for statement in node.body:
            execute(m, statement)
        returned = m.returned
    finally:
        m.env, m.function, m.loops, m.returned, m.depth = outside, function, loops, before, m.depth - 1
        m.read = read
    for out in returned:
        if (bad := frame_unknown(out.value)) is not None:
            return bad.why
        if out.time != "row" or out.value.rows != rows:
            return f"{name} does not give one value for each row"
    return "" if returned else f"what {name} gives back is not followed"
