"""Where the notebook's own functions, methods and lambdas stand, by the name under which they are followed.

box.put(3)            "Box.put", or "Base.put" where only the base class has it
super().put(3)        the next one after the class whose method runs
(lambda v: v + 1)(2)  "<lambda 0>"
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod import knowledge
from nb2prod.analyse.environment import NOTHING, Environment, Value
from nb2prod.analyse.scope import FUNCTIONS, names_of
from nb2prod.replacing import replace

if TYPE_CHECKING:
    from nb2prod.analyse.arguments import Arguments
    from nb2prod.analyse.calls import Calls
    from nb2prod.analyse.expressions import Evaluator

Function = ast.FunctionDef | ast.AsyncFunctionDef
PLAIN = frozenset({"object", "ABC"})  # bases that bring nothing with them
KNOWN_DECORATORS = frozenset({"staticmethod", "classmethod", "abstractmethod", "property", "cached_property"})
PROTOCOL = (
    "fit",
    "partial_fit",
    "transform",
    "fit_transform",
    "inverse_transform",
    "predict",
    "predict_proba",
    "score",
)


class Methods:
    """The classes and lambdas of a notebook."""

    def __init__(self, classes: dict[str, ast.ClassDef]) -> None:
        """`classes`: by name, the last one of each."""
        self.classes = classes
        self.lambdas: dict[ast.Lambda, str] = {}
        self.made: dict[str, Function] = {}  # lambdas as functions

    def line(self, name: str) -> Iterator[str]:
        """The class and its bases that the notebook defines, nearest first."""
        if name in self.classes:
            yield name
            for base in self.classes[name].bases:
                if isinstance(base, ast.Name) and base.id != name:
                    yield from self.line(base.id)

    def foreign(self, name: str) -> bool:
        """Whether some base comes from a library."""
        bases = [ast.unparse(base) for owner in self.line(name) for base in self.classes[owner].bases]
        return any(base not in self.classes and base not in PLAIN for base in bases)

    def shares(self, name: str) -> bool:
        """Whether the class holds something that its instances may change: `log = []` in its body."""
        values = [
            part.value
            for owner in self.line(name)
            for part in self.classes[owner].body
            if isinstance(part, (ast.Assign, ast.AnnAssign)) and part.value is not None
        ]
        return not all(isinstance(value, (ast.Constant, ast.UnaryOp, ast.BinOp, ast.JoinedStr)) for value in values)

    def metaclasses(self, node: ast.ClassDef) -> list[ast.expr]:
        """Classes of the notebook that make this class, or one of its bases."""
        owners = [node, *(self.classes[each] for base in node.bases for each in self.line(ast.unparse(base)))]
        found = [keyword.value for owner in owners for keyword in owner.keywords if keyword.arg == "metaclass"]
        return [meta for meta in found if ast.unparse(meta) in self.classes]

    def described(self, name: str, attribute: str) -> bool:
        """Whether the class holds an instance of a class with `__get__` under this name: `total = Cached()`."""
        if not any(self.find(each, "__get__") or self.find(each, "__set__") for each in self.classes):
            return False
        assigned = (p for owner in self.line(name) for p in self.classes[owner].body if isinstance(p, ast.Assign))
        return any(isinstance(t, ast.Name) and t.id == attribute for part in assigned for t in part.targets)

    def find(self, name: str, method: str, after: str = "") -> str:
        """`Owner.method` for a method of the class `name`, where the notebook defines it, else ""."""
        owners = list(self.line(name))
        for owner in owners[owners.index(after) + 1 if after in owners else 0 :]:
            if self.node(f"{owner}.{method}") is not None:
                return f"{owner}.{method}"
        return ""

    def node(self, label: str) -> Function | None:
        """The function that a label names."""
        if label in self.made:
            return self.made[label]
        owner, _, method = label.partition(".")
        body = self.classes[owner].body if owner in self.classes else []
        found = [part for part in body if isinstance(part, FUNCTIONS) and part.name == method]
        return found[-1] if found else None

    def of_lambda(self, node: ast.Lambda) -> str:
        """The label of a lambda."""
        if node not in self.lambdas:
            label = self.lambdas[node] = f"<lambda {len(self.lambdas)}>"
            body: list[ast.stmt] = [ast.copy_location(ast.Return(node.body), node.body)]
            function = ast.FunctionDef(label, node.args, body, [])
            self.made[label] = ast.copy_location(function, node)
        return self.lambdas[node]

    def names(self, label: str) -> frozenset[str]:
        """Names of the notebook that a call of it reads: its own and that of its class, or what a lambda reads."""
        if label in self.made:
            return names_of(self.made[label]).late
        return frozenset({label.partition(".")[0]})

    def decorators(self, label: str) -> frozenset[str]:
        """The last words of its decorators."""
        node = self.node(label)
        made = node.decorator_list if node is not None else []
        return frozenset(ast.unparse(d).partition("(")[0].rpartition(".")[2] for d in made)


def define_again(
    functions: dict[str, ast.stmt], classes: dict[str, ast.ClassDef], env: Environment, node: Function | ast.ClassDef
) -> None:
    """Calls from here on follow this definition; what came of an earlier one of that name is followed no more."""
    earlier = classes.get(node.name) if isinstance(node, ast.ClassDef) else functions.get(node.name)
    if isinstance(earlier, ast.Pass):  # one of several that depend on what runs: none is followed
        return
    if earlier is not node:
        mine = {f"ref:function:{node.name}", f"ref:class:{node.name}", f"class:{node.name}"}
        for name in [name for name, type_ in env.types.items() if type_ in mine]:
            env.types[name] = ""
    if isinstance(node, ast.ClassDef):
        classes[node.name] = node
    else:
        functions[node.name] = node


def subclass(calls: Calls, evaluator: Evaluator, node: ast.ClassDef) -> None:
    """A class statement runs the `__init_subclass__` of its bases, and their metaclasses."""
    bases = [base for base in node.bases if isinstance(base, ast.Name)]
    if any(calls.made.find(base.id, "__init_subclass__") for base in bases):
        calls.anything(evaluator, [evaluator.value(base) for base in bases])
    if metas := [evaluator.value(meta) for meta in calls.made.metaclasses(node)]:
        calls.anything(evaluator, metas)


def call(calls: Calls, evaluator: Evaluator, label: str, itself: Value, given: Arguments) -> Value:
    """Follow the method `label` on `itself`."""
    decorators = calls.made.decorators(label)
    if decorators - KNOWN_DECORATORS:
        return calls.anything(evaluator, [itself, *given.all])
    if "classmethod" in decorators:
        owner = itself.type.removeprefix("class:") or itself.ref.removeprefix("class:")
        itself = Value(objects=evaluator.env.objects.get(owner, NOTHING), ref=f"class:{owner}")
    first = () if "staticmethod" in decorators else (itself,)
    return calls.own(evaluator, label, given.behind(*first))


def construct(calls: Calls, evaluator: Evaluator, node: ast.Call, function: Value, given: Arguments) -> Value:
    """A new instance: what its `__init__` does, and an object that reaches what it was given."""
    name = function.ref[6:]
    made = evaluator.mix([function, *given.all], f"class:{name}", fresh=False)
    place = evaluator.site(node)
    shared = function.objects if calls.made.shares(name) else NOTHING
    label = calls.made.find(name, "__init__")
    held = made.objects - function.objects | shared | {place}
    carries = made.carries | {name}
    fresh = Value(f"class:{name}", held, carries, identity=frozenset({place}), drawing=made.drawing)
    if calls.made.find(name, "__new__"):
        return calls.anything(evaluator, [function, *given.all])
    for method in filter(None, (label, calls.made.find(name, "__post_init__"))):
        part = given if method == label else given.behind()
        start = Value(fresh.type, shared | {place}, carries, identity=fresh.identity) if label else fresh
        hold = f"<made {place}>"  # a name while it has none, so that it reaches what is put into it
        evaluator.env.objects[hold] = start.objects
        call(calls, evaluator, method, start, part)
        left = evaluator.env.objects.pop(hold, start.objects)
        fresh = Value(fresh.type, left if label else fresh.objects | left, carries, identity=fresh.identity)
    return fresh


def above(calls: Calls, evaluator: Evaluator, name: str, given: Arguments) -> Value:
    """`super().name(...)` inside a method."""
    owner = calls.inside[-1].partition(".")[0]
    running = calls.made.node(calls.inside[-1])
    first = [*running.args.posonlyargs, *running.args.args][:1] if running is not None else []
    itself = evaluator.read(first[0].arg) if first else Value()
    kind = (itself.type or itself.ref).removeprefix("class:") or owner
    if label := calls.made.find(kind, name, after=owner):
        return call(calls, evaluator, label, itself, given)
    if calls.made.foreign(owner):
        if name != "__init__":
            return calls.anything(evaluator, [itself, *given.all])
        evaluator.seen.mutated |= itself.itself
        evaluator.env.hold(itself.itself, evaluator.mix(given.all, fresh=False))
    return Value("None")


def inside_libraries(calls: Calls, evaluator: Evaluator, base: Value, given: Arguments, handed: Arguments) -> None:
    """A library that fits a pipeline calls the notebook's own transformers and functions in it."""
    for value in [base, *given.all]:
        own = value.type.startswith("class:")
        if not own and not knowledge.is_a(value.type or "?", "sklearn.Estimator"):
            continue
        for name in sorted(value.carries):
            if name in calls.made.classes:
                itself = Value(f"class:{name}", value.objects, value.carries)
                for label in filter(None, (calls.made.find(name, method) for method in PROTOCOL)):
                    call(calls, evaluator, label, itself, handed)
            elif not own and evaluator.env.types.get(name, "") == f"ref:function:{name}":
                calls.own(evaluator, name, handed)


def decorate(calls: Calls, evaluator: Evaluator, decorators: list[ast.expr], made: Value) -> Value:
    """What a definition is after its decorators: they are called with it, and may keep it."""
    for part in reversed(decorators):
        decorator = evaluator.value(part)
        origin = evaluator.value(part.func) if isinstance(part, ast.Call) else decorator
        if decorator.ref.startswith("function:"):
            result = calls.own(evaluator, decorator.ref[9:], calls.given(made))
        elif library := knowledge.library(origin.ref or "?"):
            effect = knowledge.function(origin.ref)
            if effect is not None and effect.io:  # it registers what it is given
                evaluator.seen.effects.add(effect.io)
            elif effect is None and library.default == "unknown":
                evaluator.seen.effects.add("unknown")
            continue
        else:
            evaluator.seen.effects.add("unknown")
            evaluator.seen.mutated |= decorator.objects
            evaluator.env.hold(decorator.objects, made)
            result = decorator
        made = replace(
            made, objects=made.objects | result.objects, carries=made.carries | result.carries | decorator.carries
        )
    return made
