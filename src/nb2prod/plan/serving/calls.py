"""Calls: of libraries by what is known of them, of the notebook's functions by looking into them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.plan.serving.state import State, rebuilt
from nb2prod.plan.serving.values import (
    NO_DEPS,
    NOTHING,
    Deps,
    Out,
    const,
    depends,
    first_unknown,
    learned,
    predicted_in,
    row_parts,
)
from nb2prod.plan.serving.weighing import weigh
from nb2prod.plan.serving.words import EACH, MAPPED
from nb2prod.replacing import replace
from nb2prod.walking import values_given, walk

Evaluate = Callable[[State, ast.expr], Out]
OF_VALUES = ("math.", "ast.literal_eval", "json.loads", "html.unescape")  # only work out what they are given


@dataclass(frozen=True)
class Call:
    """A call with its arguments looked at."""

    node: ast.Call
    positional: tuple[Out, ...]
    keywords: dict[str, Out]
    receiver: Out | None = None
    starred: bool = False
    target: str = ""  # the qualified name, of a function of a library

    @property
    def outs(self) -> list[Out]:
        """All arguments, and the receiver in front where there is one."""
        first = [self.receiver] if self.receiver is not None else []
        return [*first, *self.positional, *self.keywords.values()]

    @property
    def children(self) -> list[ast.expr]:
        """The expressions of `outs`."""
        first = (
            [self.node.func.value] if self.receiver is not None and isinstance(self.node.func, ast.Attribute) else []
        )
        return [*first, *values_given(self.node)]

    def get(self, name: str, position: int | None = None) -> Out | None:
        """An argument by its name or its place."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def literal(self, name: str, position: int | None = None, default: object = None) -> object:
        """An argument that stands in the notebook; `default` where it is not given."""
        found = self.get(name, position)
        return found.value.literal if found is not None else default

    def rebuilt(self, outs: Sequence[Out] | None = None) -> ast.Call:
        """The call with what serving evaluates for its parts."""
        result = rebuilt(self.node, self.children, [out.expr for out in (outs if outs is not None else self.outs)])
        assert isinstance(result, ast.Call)
        return result


def call(m: State, node: ast.Call, evaluate: Evaluate) -> Out:
    """What a call is at serving; what is made of predictions and not followed says so."""
    given, out = _called(m, node, evaluate)
    weigh(m, node, given.target, given.outs, out)
    if out.time != "unknown" or out.value.predicted:
        return out
    return replace(out, value=replace(out.value, predicted=predicted_in(given.outs), deps=_deps(given)))


def _deps(given: Call) -> Deps:
    """The raw columns behind all that a call is given."""
    found = NO_DEPS
    for part in [part for other in given.outs for part in (other.value, *(other.value.parts or ()))]:
        found |= depends(part)
    return found


def _called(m: State, node: ast.Call, evaluate: Evaluate) -> tuple[Call, Out]:
    from nb2prod.plan.serving import functions, methods  # they look at calls in turn

    func = node.func
    if isinstance(func, ast.Attribute):
        base = evaluate(m, func.value)
        if base.value.kind != "ref":
            given = arguments(m, node, evaluate, base)
            return given, methods.method(m, given, func.attr, evaluate)
        target = Out(const(kind="ref", type=f"{base.value.type}.{func.attr}"), func, base.slice)
    else:
        target = evaluate(m, func)
    given = arguments(m, node, evaluate)
    if target.time == "unknown":
        return given, target
    if target.value.kind == "ref":
        given = replace(given, target=target.value.type)
    return given, functions.function(m, given, target, evaluate)


def arguments(m: State, node: ast.Call, evaluate: Evaluate, receiver: Out | None = None) -> Call:
    """The arguments of a call, each looked at once."""
    starred = any(isinstance(arg, ast.Starred) for arg in node.args) or any(k.arg is None for k in node.keywords)
    positional = tuple(evaluate(m, arg.value if isinstance(arg, ast.Starred) else arg) for arg in node.args)
    keywords = {k.arg or "**": evaluate(m, k.value) for k in node.keywords}
    return Call(node, positional, keywords, receiver, starred)


def free_names(node: ast.AST) -> set[str]:
    """Names that a function or an expression reads and does not bind."""
    parts = walk(node)
    names = [part for part in parts if isinstance(part, ast.Name)]
    loads = {p.id for p in names if isinstance(p.ctx, ast.Load)}
    bound = {p.id for p in names if not isinstance(p.ctx, ast.Load)}
    bound |= {p.arg for p in parts if isinstance(p, ast.arg)}
    bound |= {p.name for p in parts if isinstance(p, ast.FunctionDef)}
    return loads - bound


def quiet(m: State, node: ast.AST, own: set[str]) -> bool:
    """Whether calling it again and again leaves no trace: nothing remembered, nothing drawn, nothing written."""
    facts = m.program.statements[m.current].facts
    if facts.draws or facts.effects & {"write", "network", "barrier"}:
        return False
    todo: list[ast.AST] = [node]
    seen: set[str] = set()
    while todo:
        current = todo.pop()
        if any(isinstance(part, (ast.Global, ast.Nonlocal, ast.Yield, ast.Await)) for part in walk(current)):
            return False
        for name in free_names(current) - own - seen:
            seen.add(name)
            value = m.env.get(name, (None, NOTHING))[0]
            if value is None:
                continue
            if value.kind == "function" and value.node is not None:
                todo.append(value.node)
            elif value.kind not in ("ref", "class") and name in facts.mutates:
                return False
    return True


def callable_for_each(m: State, out: Out) -> str:
    """Why a callable may not be called once per element, or ""."""
    value = out.value
    if value.kind == "lambda" and value.node is not None:
        return "" if quiet(m, value.node, set()) else f"{ast.unparse(value.node)} may remember one row in the next"
    if value.kind == "function" and isinstance(value.node, ast.FunctionDef):
        if value.node.name not in m.importable and not m.function:
            return value.why
        return "" if quiet(m, value.node, set()) else f"the function {value.node.name} may remember one row in the next"
    if value.kind == "ref":
        effect = knowledge.function(value.type)
        if value.type.startswith("builtins.") and value.type.removeprefix("builtins.") in EACH:
            return ""
        if (effect is not None and effect.rows == "map") or value.type in MAPPED or value.type.startswith(OF_VALUES):
            return ""
        if effect is not None and not (effect.mutates or effect.rng or effect.io):
            return ""
        return f"{value.type} is not known to be free of side effects"
    return f"{ast.unparse(out.expr)} is not a function that can be looked into"


def stopped(m: State, given: Call) -> Out | None:
    """The first argument that is unknown, as the result."""
    found = first_unknown(given.outs)
    return Out(found, given.node) if found is not None else None


def long(given: Call, type_: str) -> bool:
    """Whether a call without rows gives a value for each row of training: counted out, drawn, made of such."""
    effect = knowledge.function(knowledge.canonical(given.target)) if given.target else None
    if effect is not None and effect.rng and type_ in ("numpy.ndarray", ""):
        return True
    if any(row_parts(out.value) for out in given.outs):
        return True
    kinds = {value.kind for out in given.outs for value in (out.value, *(out.value.parts or ()))}
    makes = type_ in ("numpy.ndarray", "list", "range") or given.target in ("builtins.range", "pandas.Series")
    return "long" in kinds or (makes and "count" in kinds)


def plain_call(
    m: State, given: Call, type_: str = "", *, constant: bool = False, slice_: frozenset[int] = NOTHING
) -> Out:
    """A call without rows: learned, or const where calling it again gives the same."""
    held = any(row_parts(out.value) for out in given.outs)
    late = held or any(out.time == "learned" or out.value.kind == "parameter" for out in given.outs)
    made = predicted_in(given.outs)
    if made and given.target and not given.target.startswith("builtins."):
        why = f"{ast.unparse(given.node)} puts predictions together in a way that is not followed"
        return Out(replace(m.stuck(why), predicted=made, deps=_deps(given)), given.node)
    if late or not constant:
        kind = "long" if long(given, type_) else ""
        return Out(learned(type_, born=m.chain, kind=kind, predicted=made), given.node, origin=given.node)
    found = NOTHING.union(slice_, *(out.need for out in given.outs))
    return Out(const(type=type_), given.rebuilt(), found, given.node)
