"""Methods of the notebook's classes that run without being named: what they do counts where they run.

len(box)         Box.__len__          {box: 1}      Box.__hash__
box.total        a property, Box.__getattr__, or the `__get__` of what the class holds under that name
f"{box}"         Box.__format__
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nb2prod import knowledge
from nb2prod.analyse.arguments import Arguments
from nb2prod.analyse.environment import NOTHING, Value
from nb2prod.analyse.methods import Methods, call

if TYPE_CHECKING:
    from nb2prod.analyse.expressions import Evaluator

SHOWN = ("__format__", "__str__", "__repr__")
HASHED = ("__hash__", "__eq__")
PROPERTIES = frozenset({"property", "cached_property"})
QUIET = frozenset({"staticmethod", "classmethod", "abstractmethod"})  # decorators: reading such a method runs nothing


def special(evaluator: Evaluator, values: list[Value]) -> None:
    """An operation on an instance may run its `__len__`, `__getitem__` ..."""
    for value in values:
        if value.type.startswith("class:") and value.type[6:] in getattr(evaluator.caller, "special", ()):
            anything(evaluator, value)


def run(evaluator: Evaluator, value: Value, *names: str, given: tuple[Value, ...] = ()) -> None:
    """Follow the methods of these names that the class of `value` has in the notebook."""
    calls = evaluator.caller
    made: Methods | None = getattr(calls, "made", None)
    if made is not None and value.type.startswith("class:"):
        for label in filter(None, (made.find(value.type[6:], name) for name in names)):
            call(calls, evaluator, label, value, Arguments(given, {}))  # type: ignore[arg-type]  # it is a Calls


def hashed(evaluator: Evaluator, keys: Iterable[ast.expr | None]) -> None:
    """What is put into a set, or becomes a key, is hashed."""
    for key in keys:
        if isinstance(key, (ast.Name, ast.Call)):
            run(evaluator, evaluator.value(key), *HASHED)


def read_attribute(evaluator: Evaluator, base: Value, name: str) -> Value | None:
    """What a property gives; None for everything else that runs: `__get__`, `__getattr__`, other decorators."""
    made: Methods | None = getattr(evaluator.caller, "made", None)
    if made is None or not base.type.startswith("class:"):
        return None
    kind = base.type[6:]
    label = made.find(kind, name)
    decorators = made.decorators(label) if label else frozenset()
    run(evaluator, base, "__getattribute__", given=(Value("str"),))
    if decorators & PROPERTIES and decorators <= PROPERTIES | QUIET:
        if "cached_property" in decorators:
            evaluator.seen.mutated |= base.itself
        return call(evaluator.caller, evaluator, label, base, Arguments((), {}))  # type: ignore[arg-type]  # it is a Calls
    if decorators - QUIET or made.described(kind, name):
        anything(evaluator, base)
    if not label:
        run(evaluator, base, "__getattr__", given=(Value("str"),))
    return None


def write_attribute(evaluator: Evaluator, base: Value, target: ast.expr) -> None:
    """`base.name = value` runs a setter, a descriptor's `__set__`, or `__setattr__`."""
    made: Methods | None = getattr(evaluator.caller, "made", None)
    if isinstance(target, ast.Attribute) and made is not None and base.type.startswith("class:"):
        run(evaluator, base, "__setattr__", given=(Value("str"), Value()))
        if made.find(base.type[6:], target.attr) or made.described(base.type[6:], target.attr):
            anything(evaluator, base)


def elsewhere(base: Value) -> bool:
    """Whether what is written into is a library's, and code that no cell shows may read it: `np.size = 3`."""
    return bool(base.ref) and not base.ref.startswith(("function:", "class:")) and not knowledge.blank(base.ref)


def give_up(evaluator: Evaluator, target: ast.expr) -> None:
    """`del name` runs `__del__` where nobody else holds the object."""
    made: Methods | None = getattr(evaluator.caller, "made", None)
    if isinstance(target, ast.Name) and made is not None:
        value = evaluator.read(target.id)
        if value.type.startswith("class:") and made.find(value.type[6:], "__del__"):
            evaluator.seen.calls.append("?.__del__")
            anything(evaluator, value)


def anything(evaluator: Evaluator, base: Value) -> None:
    """Its body may do anything to whatever the object and its functions reach."""
    called = evaluator.env.called(base.carries)
    evaluator.seen.effects.add("unknown")
    evaluator.seen.reads |= called
    evaluator.seen.mutated |= base.objects.union(*(evaluator.env.objects.get(name, NOTHING) for name in called))


def while_waiting(evaluator: Evaluator, waited: Value) -> None:
    """`await` lets every task go on: any function of the notebook may run by then."""
    types = evaluator.env.types
    functions = frozenset(name for name, type_ in types.items() if type_.startswith("ref:function:"))
    anything(evaluator, Value(objects=waited.objects, carries=waited.carries | functions))
