"""What is used up while it is read: iterators, generators, open files; and random streams that are handed over.

it = iter(rows); next(it)             changes it, not rows
even = (v for v in it if v % 2 == 0)
list(even)                            changes even, and it behind it
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nb2prod import knowledge
from nb2prod.analyse.environment import NOTHING, RANDOM, Value
from nb2prod.replacing import replace
from nb2prod.walking import last_of, values_given, walk

if TYPE_CHECKING:
    from nb2prod.analyse.arguments import Arguments
    from nb2prod.analyse.expressions import Evaluator
    from nb2prod.model import Effect

TAKERS = frozenset({  # they go through what they are given by position, whatever it is
    "list", "tuple", "set", "dict", "frozenset", "sum", "sorted", "min", "max", "any", "all", "join", "extend", "next",
})  # fmt: skip
KEEPERS = frozenset({  # they look at an iterator, or keep it, and leave it where it is
    "print", "isinstance", "issubclass", "type", "id", "len", "hasattr", "callable", "str", "repr", "append", "insert",
    "add", "setdefault", "setattr", "getattr", "display", "partial",
})  # fmt: skip
SEEDED = frozenset({"random_state", "rng", "generator"})  # keywords that take one


def lazy(type_: str) -> bool:
    """Whether reading a value of this type uses it up."""
    return bool(type_) and knowledge.is_a(type_, "iterator")


def no_iterators(nodes: Iterable[ast.stmt]) -> frozenset[str]:
    """Names of which the notebook takes items, `t.iloc[9]`, or that it writes out or asks a fit for: `m.labels_`.

    What is bound elsewhere as well may be an iterator there, and is none of them.
    """
    unseen, written, asked = Counter[str](), set[str](), set[str]()
    for part in (part for node in nodes for part in walk(node)):
        match part:
            case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr="iloc" | "loc", value=ast.Name(id=name))):
                asked.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript(value=ast.Name(id=same))) if same == name:
                unseen[name] -= 1  # t = t[t > 0]: what t was before tells
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_solid(value):
                unseen[name] -= 1
                written.add(name)
            case ast.For(target=target):
                unseen.subtract(n.id for n in walk(target) if isinstance(n, ast.Name))  # items: another in each turn
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                unseen[name] += 1
    return frozenset(name for name in asked | written if unseen[name] <= (name in asked and name not in written))


def _is_solid(value: ast.expr) -> bool:
    learned = isinstance(value, ast.Attribute) and value.attr.endswith("_")
    return learned or isinstance(value, (ast.List, ast.Tuple, ast.Dict))


def consume(evaluator: Evaluator, value: Value, node: ast.expr, *, perhaps: bool = True) -> None:
    """Go through `value`: it and the iterators behind it advance, what they run over stays as it is.

    `perhaps`: here a variable of unknown type may hold an iterator.
    """
    seen, env = evaluator.seen, evaluator.env
    if lazy(value.type):
        seen.mutated |= value.objects & env.lazy or value.itself
        if value.drawing:  # it draws while it is made
            seen.draws |= {"numpy", "python", "torch"}
            seen.drawing_inside = True
    elif not value.type and not value.ref and isinstance(node, ast.Name) and perhaps and node.id not in env.solid:
        seen.mutated |= value.itself | (value.objects & env.lazy)
    effect = knowledge.method(value.type, "__iter__") if "." in value.type else None
    if effect is not None:
        seen.mutated |= value.itself if "self" in effect.mutates else NOTHING
        stream = knowledge.draws(effect, (), value.given)
        if stream:
            seen.draws |= set(stream.split())
            seen.drawing_inside = True


def take_item(evaluator: Evaluator, base: Value) -> None:
    """Reading an item: a defaultdict makes what it lacks, a data set transforms what it gives."""
    effect = knowledge.item(base.type) if base.type else None
    if effect is not None:
        evaluator.seen.mutated |= base.itself if "self" in effect.mutates else NOTHING
        evaluator.seen.draws |= set(effect.rng.split())
        evaluator.seen.drawing_inside |= bool(effect.rng)


def shuffles(value: Value) -> bool:
    """Whether going through the value draws random numbers each time, as a loader of torch does."""
    effect = knowledge.method(value.type, "__iter__") if "." in value.type else None
    return effect is not None and bool(knowledge.draws(effect, (), value.given))


def consume_arguments(evaluator: Evaluator, node: ast.Call, effect: Effect, given: Arguments) -> None:
    """`list(it)`, `sum(it)`, `rows.extend(it)`, `pd.read_csv(file)` go through what they are given, not `min(a, b)`."""
    if _compares(node):
        return
    name = last_of(node)
    nodes = values_given(node)
    for value, part in zip(given.all, nodes, strict=False):
        if name in KEEPERS or (lazy(effect.returns) and not shuffles(value)):
            continue
        consume(evaluator, value, part, perhaps=name in TAKERS and part in node.args)


def _compares(node: ast.Call) -> bool:
    """`min(value, limit)`: of several arguments none is gone through."""
    several = len(node.args) > 1 and not any(isinstance(part, ast.Starred) for part in node.args)
    return several and isinstance(node.func, ast.Name) and node.func.id in ("min", "max")


def advance_streams(evaluator: Evaluator, effect: Effect, base: Value, given: Arguments) -> None:
    """`train_test_split(X, random_state=rng)` draws from rng; so does `folds.split(X)` where folds holds rng."""
    if effect.rng:
        reached = base.objects.union(*(value.objects for value in given.all))
        evaluator.seen.mutated |= reached & evaluator.env.streams
    for value in given.all:
        if value.type in RANDOM:
            evaluator.seen.mutated |= value.itself
    for key in sorted(SEEDED & given.keywords.keys()):
        if not given.keywords[key].type:
            evaluator.seen.mutated |= given.keywords[key].itself


def lazy_result(evaluator: Evaluator, node: ast.AST, value: Value) -> Value:
    """A new iterator: an object of its own, which reaches what it runs over."""
    place = evaluator.site(node)
    evaluator.env.lazy.add(place)
    return replace(value, objects=value.objects | {place}, identity=frozenset({place}))


def iterated(evaluator: Evaluator, node: ast.For | ast.AsyncFor, value: Value) -> Value:
    """What one turn of the loop gets; `zip` and `enumerate` and `items()` give several."""
    match node.iter:
        case ast.Call(func=ast.Name(id="enumerate"), args=[inner, *_]):
            element = evaluator.element(evaluator.value(inner))
            return Value("tuple", element.objects, element.carries, elements=("int", element.type))
        case ast.Call(func=ast.Name(id="zip"), args=parts) if parts:
            values = [evaluator.element(evaluator.value(part)) for part in parts]
            mixed = evaluator.mix(values, "tuple", fresh=False)
            return Value("tuple", mixed.objects, mixed.carries, elements=tuple(v.type for v in values))
    return evaluator.element(value)
