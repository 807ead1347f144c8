"""Calls of the notebook's own functions: the body is walked as if it stood at the call.

    def add(d): d["b"] = 1
    add(df)                   changes df, because the body changes what `d` reaches

So each call sees the globals as they are when it happens, and the types it is really given.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.analyse.arguments import Arguments
from nb2prod.analyse.drawing import draws_on
from nb2prod.analyse.environment import NOTHING, OPTIONS, Value, plain
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.facts import settings_of
from nb2prod.analyse.own_axes import AXES, axes_by_default
from nb2prod.analyse.scope import FUNCTIONS, Names, names_of, parameters, walk_scope
from nb2prod.model import STYLES, Facts
from nb2prod.replacing import replace
from nb2prod.walking import walk

if TYPE_CHECKING:
    from nb2prod.analyse.walk import Walker

DEPTH = 6  # how deep calls are followed; deeper ones may do anything
BUDGET = 400  # how many calls are followed in one notebook, so that analysis stays linear
RECURSION = "recursion"  # an effect of the statement that calls its own function: it is no mere look
DISPLAYS = {ast.List: "list", ast.Dict: "dict", ast.Set: "set"}
QUIET = frozenset({"plot", "look", "option"})
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Follower:
    """Follows calls for one walker."""

    def __init__(self, walker: Walker) -> None:
        """`walker` walks the bodies."""
        self.walker = walker
        self.spent = 0
        self.stack: list[str] = []
        self.named: dict[Function, tuple[Names, frozenset[str]]] = {}
        self.numbers: dict[Function, dict[ast.stmt, int]] = {}
        self.arguments: dict[str, list[dict[str, str]]] = {}  # function -> types of each call's arguments

    def call(self, evaluator: Evaluator, name: str, given: Arguments) -> Value:
        """What calling `name` gives; what it does to the outside is noted in `evaluator.seen`."""
        made = self.walker.calls.made
        node = made.node(name) or self.walker.definitions.get(name)
        evaluator.seen.reads |= evaluator.env.called(made.names(name))
        if not isinstance(node, FUNCTIONS) or len(self.stack) >= DEPTH or self.spent > BUDGET:
            return self.walker.calls.anything(evaluator, given.all)
        if (
            name in self.stack
        ):  # it does what the body does that is being walked, and perhaps to what its arguments hold
            result = evaluator.mix(given.all, fresh=False)
            evaluator.seen.effects.add(RECURSION)
            evaluator.seen.mutated |= result.objects
            return result
        self.spent += 1
        before = set(evaluator.seen.mutated)
        facts, returned = self._walk(evaluator, name, node, given)
        handed = any(draws_on(value.type, value.elements) for value in given.all)
        saves = any(f.pictures for f in facts)
        evaluator.seen.pictures |= saves
        if not returned and (handed or saves):
            facts = _words_about_a_figure(facts)
        _note(evaluator, facts)
        changed = frozenset(evaluator.seen.mutated - before)
        return self._value(evaluator, node, given, facts, returned, changed)

    def _named(self, node: Function) -> tuple[Names, frozenset[str]]:
        """Names of a function, and those that are its own."""
        if node not in self.named:
            self.named[node] = names_of(node), names_of(*node.body).binds | set(parameters(node.args))
        return self.named[node]

    def _numbered(self, node: Function) -> dict[ast.stmt, int]:
        """Its statements with numbers that no statement of a cell has."""
        if node not in self.numbers:
            statements = [part for part in walk(node) if isinstance(part, ast.stmt)]
            self.numbers[node] = {part: -10 - index for index, part in enumerate(statements)}
        return self.numbers[node]

    def agreed(self, name: str) -> dict[str, str]:
        """Types of the parameters of `name` on which all its calls agree."""
        calls = self.arguments.get(name, [])
        return (
            {key: type_ for key, type_ in calls[0].items() if all(c.get(key) == type_ for c in calls)} if calls else {}
        )

    def _walk(
        self, evaluator: Evaluator, label: str, node: Function, given: Arguments
    ) -> tuple[list[Facts], list[Value]]:
        walker, outer = self.walker, evaluator.env
        saved = (walker.env, walker.record, walker.returns, walker.number, walker.mutated, walker.drawn, walker.looked)
        inner = outer.copy()
        walker.env, walker.returns, walker.mutated = inner, [], set()
        walker.drawn, walker.looked = set(), set()
        walker.record = type(walker.record)(traced=False)
        walker.number = self._numbered(node)
        self.stack.append(label)
        arguments = bound(node, given, outer.objects.get(label.partition(".")[0], NOTHING))
        self.arguments.setdefault(label, []).append({k: v.type for k, v in arguments.items()})
        for parameter, value in arguments.items():
            own = value.objects | {walker.new()} if value.mutable else NOTHING
            same = None if value.identity is None else value.identity | (own - value.objects)
            inner.bind(parameter, -3, replace(value, objects=own, identity=same, metric=False, text=False))
        walker.block(node.body)
        self.stack.pop()
        reachable = frozenset(map(plain, NOTHING.union(*outer.objects.values())))
        evaluator.seen.mutated |= {each for each in walker.mutated if plain(each) in reachable}
        names, local = self._named(node)
        for name in outer.objects:
            held = walker.env.objects.get(name, NOTHING)
            if name not in local and held is not outer.objects[name]:  # most names hold what they held before the call
                outer.objects[name] |= {each for each in held if plain(each) in reachable}
        rebound = names.outer.union(*(part.outer for part in walker.record.facts.values()))
        evaluator.seen.outer |= rebound
        for name in sorted(rebound):
            objects, carries = walker.env.objects.get(name, NOTHING), walker.env.carries.get(name, frozenset())
            evaluator.seen.left[name] = Value(objects=objects, carries=carries)
        for name in sorted(names.enclosing) if self.stack else ():  # a variable of the function that is walked now
            outer.bind(name, -3, Value())
        facts, returned = _behind_its_seed(walker, node), walker.returns
        evaluator.seen.drawn |= {each for each in walker.drawn if plain(each) in reachable}
        evaluator.seen.looked |= {each for each in walker.looked if plain(each) in reachable}
        walker.env, walker.record, walker.returns, walker.number, walker.mutated, walker.drawn, walker.looked = saved
        return facts, returned

    def _value(
        self, evaluator: Evaluator, node: Function, given: Arguments, facts: list[Facts], values: list[Value],
        changed: frozenset[int],
    ) -> Value:  # fmt: skip
        if any(isinstance(part, (ast.Yield, ast.YieldFrom)) for s in node.body for part in walk_scope(s)):
            made = self.walker.new()
            evaluator.env.lazy |= {made, *changed}  # what its body changes, it changes while it is consumed
            held = evaluator.mix([*values, *given.all], fresh=False).objects | {made, *changed}
            return Value("generator", held, identity=frozenset({made}), drawing=any(f.draws for f in facts))
        # with nothing of the notebook changed, what a statement of the body changes is the function's own
        leaves = all(_quiet(f) or not (changed or _effects(f) - {"read"}) for f in facts)
        quiet = not values and any(f.display == "plot" for f in facts) and leaves
        if not values or _gives_nothing(node, given):
            return Value("None", kind="plot" if quiet else "")
        mixed = evaluator.mix(values, fresh=False)
        types = {value.type for value in values if value.type != "None"}
        elements = values[0].elements if len(values) == 1 else ()
        known = frozenset(self.walker.env.definers)
        type_ = types.pop() if len(types) == 1 else "" if types else "None"
        given_back = Value(type_, mixed.objects, mixed.carries & known, metric=mixed.metric, elements=elements)
        look = type_ == "" and all(value.look for value in values)  # return Markdown(text)
        return replace(given_back, result=mixed.result, modelled=mixed.modelled, look=look)


def _gives_nothing(node: Function, given: Arguments) -> bool:
    """Whether this call gives None: `def fit(X, scores=False)` that returns something only `if scores:`."""
    plain = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
    defaults = dict(zip(plain[len(plain) - len(node.args.defaults) :], node.args.defaults, strict=True))
    defaults |= {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is not None}
    told = {*plain[: len(given.positional)], *given.keywords}
    off = {n for n, d in defaults.items() if isinstance(d, ast.Constant) and not d.value and n not in told}
    if given.spread or "**" in given.keywords or (off and off & names_of(*node.body).binds):
        return False
    left = [part for statement in node.body if not _is_off(statement, off) for part in walk_scope(statement)]
    return not any(isinstance(part, (ast.Return, ast.Yield, ast.YieldFrom)) for part in left)


def _is_off(statement: ast.stmt, off: set[str]) -> bool:
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id in off
        and not statement.orelse
    )


def _behind_its_seed(walker: Walker, node: Function) -> list[Facts]:
    """What its statements do; a draw behind a seed that the function itself sets takes no number from outside."""
    record, number = walker.record.facts, walker.number
    found, drawn, seeded = dict(record), set[str](), set[str]()
    for part in node.body:
        for inner in (p for p in walk(part) if isinstance(p, ast.stmt) and number[p] in record):
            facts = record[number[inner]]
            found[number[inner]] = replace(facts, draws=facts.draws - seeded)
            drawn |= facts.draws
        if isinstance(part, ast.Expr) and number[part] in record:  # not under a condition
            seeded |= record[number[part]].seeds - drawn
    return list(found.values())


def _words_about_a_figure(facts: list[Facts]) -> list[Facts]:
    """A function that only draws on a figure it is handed, or saves one: what it prints is about that figure."""
    silent = [replace(f, display="plot") if f.display == "print" and not f.effects else f for f in facts]
    return silent if any(f.display == "plot" for f in facts) and all(_quiet(f) for f in silent) else facts


def bound(node: Function, given: Arguments, own: frozenset[int]) -> dict[str, Value]:
    """Each parameter with the value that the call gives it; a default is an object of the function's `own`."""
    found = {name: Value() for name in parameters(node.args)}
    plain = [a.arg for a in [*node.args.posonlyargs, *node.args.args]]
    last = plain[len(plain) - len(node.args.defaults) :]
    named = [a.arg for a in node.args.kwonlyargs]
    for name, default in zip([*last, *named], [*node.args.defaults, *node.args.kw_defaults], strict=True):
        if isinstance(default, ast.Constant):
            found[name] = Value("None" if default.value is None else type(default.value).__name__)
        elif default is not None:
            found[name] = Value(DISPLAYS.get(type(default), ""), own)
    found |= dict(zip(plain, given.positional, strict=False))
    found |= {name: value for name, value in given.keywords.items() if name in found}
    if node.args.vararg:
        found[node.args.vararg.arg] = _several("tuple", [*given.positional[len(plain) :], *given.spread])
    if node.args.kwarg:
        others = [value for name, value in given.keywords.items() if name not in found or name == "**"]
        found[node.args.kwarg.arg] = _several("dict", others)
    anywhere = [*given.spread, *(value for name, value in given.keywords.items() if name == "**")]
    if anywhere:
        sure = {*plain[: len(given.positional)], *given.keywords}
        for name in {*plain, *named} - sure:
            found[name] = _either(found[name], anywhere)
    axes = axes_by_default(node)
    return {n: replace(v, type=AXES) if n in axes and not v.type else v for n, v in found.items()}


def _several(type_: str, values: list[Value]) -> Value:
    objects = frozenset().union(*(value.objects for value in values))
    return Value(type_, objects, frozenset().union(*(value.carries for value in values)), identity=NOTHING)


def _either(default: Value, values: list[Value]) -> Value:
    """The default of a parameter, or one of the values that `*values` may give it."""
    types = {value.type for value in values}
    identities = [value.identity for value in values]
    return Value(
        types.pop() if len(types) == 1 else "",
        default.objects.union(*(value.objects for value in values)),
        frozenset().union(*(value.carries for value in values)),
        identity=None if None in identities or default.objects else NOTHING.union(*(i for i in identities if i)),
    )


def _note(evaluator: Evaluator, facts: list[Facts]) -> None:
    seen = evaluator.seen
    seen.drawing_inside |= any(part.draws for part in facts)
    for part in facts:
        seen.effects |= _effects(part) - {RECURSION}
        seen.settings |= settings_of(part)
        seen.draws |= part.draws
        seen.reads |= part.reads & {OPTIONS, STYLES}
        seen.seeds |= part.seeds
        seen.outer |= part.outer
        for role, because in zip(part.roles, part.evidence, strict=True):
            if role not in {"other", "parameter", "display", "import"}:
                seen.roles.setdefault(role, because)
        if part.display == "print":
            seen.effects.add("print")


def _quiet(facts: Facts) -> bool:
    """Whether the statement leaves no trace but what it draws and its own local names."""
    if _effects(facts) - {"read"}:
        return False
    return facts.display in QUIET or not facts.mutates


def _effects(facts: Facts) -> frozenset[str]:
    """What a statement of the body does outside; `plt.rcParams["font.size"] = 9` only sets how things are shown."""
    return facts.effects - {"environment"} if facts.display == "option" and not facts.calls else facts.effects
