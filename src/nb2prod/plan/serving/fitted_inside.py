"""A function of the notebook that fits what it is handed, and asks it: the same as if both stood where it is called.

def run(m, X, y, X_new): m.fit(X, y); p = m.predict(X_new); return p, score(p)
p, s = run(forest, X_train, y_train, X_test)            forest.fit(X_train, y_train); p = forest.predict(X_test)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from nb2prod.plan.serving.calls import Call, Evaluate, free_names
from nb2prod.plan.serving.handing import changed_names, root
from nb2prod.plan.serving.inlining import arguments_of, with_arguments
from nb2prod.plan.serving.state import State, predicted, slices
from nb2prod.plan.serving.values import NOTHING, Out, Value, const, learned
from nb2prod.replacing import replace
from nb2prod.walking import walk

ROWS = (ast.Name, ast.Attribute)


def fitted_inside(
    m: State, node: ast.FunctionDef, given: Call, evaluate: Evaluate, follow: Callable[[], Out]
) -> Out | None:
    """What the call gives, once the objects it is handed are fitted; None where it fits none of them in a plain way.

    `follow`: what the function gives for these arguments, whoever fits.
    """
    arguments = arguments_of(node, given) if not m.function else None
    if arguments is None:
        return None
    made = _made_there(node, given, arguments)
    before = {**m.env}
    m.env.update({name: (value, NOTHING) for name, value in made.items()})
    named = {**arguments, **{n: ast.copy_location(ast.Name(n, ast.Load()), arguments[n]) for n in made}}
    fits = [*_plain_fits(node, named)]
    fits = [(name, call) for name, call in fits if _is_learned(m, named.get(name)) and _only(node, name, fits)]
    for _, call in fits:
        own = [*call.args[:2], *(k.value for k in call.keywords if k.arg in ("X", "y"))][:2]
        evaluate(m, with_arguments(ast.Call(call.func, own, []), named))
    m.env = before
    return _given(m, node, given, arguments, made, evaluate, follow().value) if fits else None


def _made_there(node: ast.FunctionDef, given: Call, arguments: dict[str, ast.expr]) -> dict[str, Value]:
    """Objects that are made where the function is called: `run(SVC(), X, y)`."""
    outs = {**dict(zip((arg.arg for arg in node.args.args), given.positional, strict=False)), **given.keywords}
    return {n: o.value for n, o in outs.items() if o.time == "learned" and isinstance(arguments.get(n), ast.Call)}


def _is_learned(m: State, node: ast.expr | None) -> bool:
    """Whether it is a variable that holds an object that training makes."""
    return isinstance(node, ast.Name) and node.id in m.env and m.env[node.id][0].time == "learned"


def _only(node: ast.FunctionDef, name: str, fits: list[tuple[str, ast.Call]]) -> bool:
    """Whether all that fits the object stands in a line of its own."""
    every = (p for p in walk(node) if isinstance(p, ast.Attribute) and p.attr.startswith(("fit", "partial_fit")))
    inside = [p for p in every if isinstance(p.value, ast.Name) and p.value.id == name]
    return len(inside) == len([call for own, call in fits if own == name])


def _plain_fits(node: ast.FunctionDef, arguments: dict[str, ast.expr]) -> Iterator[tuple[str, ast.Call]]:
    """(parameter, call) of each line `m.fit(X, y)` whose names no line before binds or changes."""
    touched: set[str] = set()
    for line in node.body:
        call = line.value if isinstance(line, (ast.Expr, ast.Assign)) else None
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method), args=args) if name in arguments:
                read = {p.id for arg in args for p in walk(arg) if isinstance(p, ast.Name)}
                plain = all(isinstance(arg, ROWS) for arg in args[:2]) and not (read | {name}) & touched
                if method == "fit" and plain:
                    yield name, call
                touched |= changed_names(line) - {name} - read
            case _:
                touched |= changed_names(line)
        touched |= {p.id for p in walk(line) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)}
        if any(isinstance(part, ast.Return) for part in walk(line)):
            return


def _given(
    m: State, node: ast.FunctionDef, given: Call, arguments: dict[str, ast.expr], made: dict[str, Value],
    evaluate: Evaluate, result: Value,
) -> Out:  # fmt: skip
    """Answers and objects that it gives back are those of what it was handed; all else is training's own."""
    own = {p.id for p in walk(node) if isinstance(p, ast.Name) and isinstance(p.ctx, ast.Store)} | {*arguments}
    known = _meant(node, {name: part for name, part in arguments.items() if name not in made})
    held = [m.env[e.id][0] for e in arguments.values() if isinstance(e, ast.Name) and _is_learned(m, e)]
    asked = frozenset(value.number for value in (*held, *made.values()))

    def one(part: ast.expr | None, value: Value) -> Out:
        name = part.id if isinstance(part, ast.Name) else ""
        if name in made:
            return Out(made[name], given.node, origin=given.node)
        followed = part is not None and free_names(part) & own <= known.keys()
        if part is not None and followed and (value.time == "row" or _is_learned(m, known.get(name))):
            return evaluate(m, with_arguments(part, known))
        if value.time in ("learned", "const"):
            return Out(learned(born=m.chain), given.node, origin=given.node)
        lost = m.stuck(value.why or f"what {node.name} makes of the answers is not followed")
        predicted(m, out := Out(replace(lost, predicted=asked), given.node), "")
        return out

    match node.body[-1]:
        case ast.Return(value=ast.Tuple(elts=parts)):
            values = result.parts if result.parts is not None else [result] * len(parts)
            outs = [one(part, value) for part, value in zip(parts, values, strict=False)]
            several = Value("const", kind="sequence", parts=[out.value for out in outs])
            return Out(several, ast.Tuple([out.expr for out in outs], ast.Load()), slices(outs), given.node)
        case ast.Return(value=part):
            return one(part, result)
    return Out(const(None), given.node)


def _meant(node: ast.FunctionDef, arguments: dict[str, ast.expr]) -> dict[str, ast.expr]:
    """What names of the function are where it is called: each that is bound once, and not changed, what it is bound to.

    p = m.predict_proba(X)[:, 1]; return p > 0.3            p is forest.predict_proba(X_test)[:, 1]
    """
    bound = [part.id for part in walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
    stored = (part for part in walk(node) if isinstance(part, (ast.Subscript, ast.Attribute)))
    bound += [root(part) for part in stored if isinstance(part.ctx, ast.Store) for _ in range(2)]
    known = {name: part for name, part in arguments.items() if name not in bound}
    for line in node.body:
        match line:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if bound.count(name) == 1:
                if free_names(value) & {*bound, *arguments} <= known.keys():
                    known[name] = with_arguments(value, known)
    return known
