"""Walk the notebook forward, statement by statement: facts for each, and an edge from every binding to its readers.

    0  items = [1]            binds items
    1  alias = items          0 -> 1 "items"
    2  alias.append(2)        1 -> 2 "alias"; changes what items reaches as well
    3  n = len(items)         0 -> 3, 2 -> 3 "items"

Loops are walked twice, so that what one turn leaves behind reaches the next; branches are joined.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from nb2prod import knowledge
from nb2prod.analyse.asked_names import Asked, hears
from nb2prod.analyse.beside import of_import
from nb2prod.analyse.calls import Calls
from nb2prod.analyse.drawing import homemade
from nb2prod.analyse.environment import IMMUTABLE, NOTHING, OPTIONS, UNBOUND, Environment, Value, join
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.facts import both, captures, facts_of, inner_names, settings_read, settings_written
from nb2prod.analyse.figures import drawn_before
from nb2prod.analyse.follow import Follower
from nb2prod.analyse.hooks import elsewhere, give_up, write_attribute
from nb2prod.analyse.lazy import iterated
from nb2prod.analyse.measuring import stored, tell_turns, told_as
from nb2prod.analyse.methods import decorate, define_again, subclass
from nb2prod.analyse.protocols import elements_of, labels
from nb2prod.analyse.scope import FUNCTIONS, Names, bound_in, bound_in_passing, header, names_of
from nb2prod.analyse.views import CONTAINERS, MATRICES, written
from nb2prod.knowledge.turns import lets_pass, never_empty
from nb2prod.model import STYLES, Facts
from nb2prod.replacing import replace
from nb2prod.walking import children, walk

ANYTHING = "*"  # stands for every name that star imports, exec and the like may have bound


@dataclass
class Record:
    """What the walk found: facts by statement, edges, possibly unbound reads."""

    facts: dict[int, Facts] = field(default_factory=dict)
    edges: set[tuple[int, int, str]] = field(default_factory=set)
    unbound: dict[tuple[int, str], bool] = field(default_factory=dict)  # (statement, name) -> surely unbound
    traced: bool = True  # whether anybody asks for edges: of what stands in a function that is followed, nobody does


class Walker:
    """One walk over one notebook. `number` gives the id of each statement node."""

    def __init__(self, number: dict[ast.stmt, int], definitions: dict[str, ast.stmt]) -> None:
        """`definitions`: the notebook's functions and classes by name, the last one of each name."""
        self.asked: Asked | None = None
        self.number = number
        self.definitions = definitions
        self.bound = bound_in(number)
        classes = {name: node for name, node in definitions.items() if isinstance(node, ast.ClassDef)}
        methods = frozenset(m.name for c in classes.values() for m in c.body if isinstance(m, FUNCTIONS))
        self.follower = Follower(self)
        rebound = frozenset().union(*(names_of(node).outer for node in number))
        self.calls = Calls(self.follower.call, methods, classes, self.follower.stack, rebound, homemade(number))
        self.record = Record()
        self.env = Environment()
        self.deleted: set[tuple[str, int]] = set()  # (name, the `del` statement)
        self.mutated: set[int] = set()  # every object that was changed so far
        self.drawn, self.looked = set[int](), set[int]()  # figures and axes drawn on, and asked for their state
        self.jumps: list[tuple[list[Environment], list[Environment]]] = []  # states at `continue` and `break`, by loop
        self.returns: list[Value] = []  # what `return` gave, inside a function
        self.captured = False  # inside `with redirect_stdout(...)`: what is shown is a value there
        self.beside: dict[str, Facts] = {}  # what importing the notebook's own modules does
        self.written: dict[ast.stmt, Names] = {}  # names of each header, which loops and calls ask for again
        self.inner: dict[ast.stmt, frozenset[str]] = {}  # of comprehensions in it
        self._fresh = 10_000_000  # ids of objects that no statement names

    def block(self, body: Iterable[ast.stmt]) -> None:
        """Walk statements in order."""
        for node in body:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        """One statement, compound ones with their bodies."""
        match node:
            case ast.If():
                self._own_part(node)
                self._branches([node.body, node.orelse])
            case ast.Match():
                self._own_part(node)
                self._branches([*(case.body for case in node.cases), []])
            case ast.For() | ast.AsyncFor() | ast.While():
                self._loop(node)
            case ast.Try() | ast.TryStar():
                self._try(node)
            case ast.With() | ast.AsyncWith():
                self._with(node)
            case _:
                self._own_part(node)
                if isinstance(node, (ast.Break, ast.Continue)) and self.jumps:
                    self.jumps[-1][isinstance(node, ast.Break)].append(self.env.copy())
                if isinstance(node, (ast.Return, ast.Raise, ast.Break, ast.Continue)):
                    self.env.dead = True

    def _branches(self, branches: list[list[ast.stmt]]) -> None:
        start, ends = self.env, []
        for branch in branches:
            self.env = start.copy()
            self.block(branch)
            ends.append(self.env)
        self.env = join(ends)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        """Two turns; `continue` goes on with the next one, `break` leaves without the `else`."""
        before = [self.env.copy()]
        broken: list[Environment] = []
        for turn in range(2):
            self.jumps.append(([], broken))
            self._own_part(node)
            self.block(node.body)
            continued, _ = self.jumps.pop()
            if turn == 0 and isinstance(node, ast.For) and never_empty(node.iter, self.env.definers):
                before = []
            self.env = join([*before, self.env, *continued])
            before = before or [self.env.copy()]
        self.block(node.orelse)
        self.env = join([self.env, *broken])

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        """A context that nobody knows may swallow an exception: what its body binds is then bound only perhaps."""
        before = self.env.copy()
        self._own_part(node)
        outer, self.captured = self.captured, self.captured or captures(node)
        self.block(node.body)
        self.captured = outer
        self.env.dead = False  # a context may swallow what was raised
        facts = self.record.facts[self.number.get(node, -2)]
        if "unknown" in facts.effects and not lets_pass(facts.calls):
            self.env = join([before, self.env])

    def _try(self, node: ast.Try | ast.TryStar) -> None:
        self._own_part(node)
        states = [self.env.copy()]
        for part in node.body:
            self.statement(part)
            states.append(replace(self.env.copy(), dead=False))
        done, raised = self.env, join(states)  # it may fail after any of them
        self.env = done
        self.block(node.orelse)
        ends = [self.env]
        for handler in node.handlers:
            self.env = raised.copy()
            if handler.name:
                self.env.bind(handler.name, self.number.get(node, 0), Value("exception"))
            self.block(handler.body)
            if handler.name:
                self.env.delete(handler.name)
            ends.append(self.env)
        after = join(ends)
        if node.finalbody:  # runs while an exception passes, too
            self.env = join([raised, *(replace(end.copy(), dead=False) for end in ends)])
            self.block(node.finalbody)
        self.env = after
        self.block(node.finalbody)

    # ------------------------------------------------------------------------------------------- a statement's own part

    def _own_part(self, node: ast.stmt) -> None:
        evaluator = Evaluator(self.env, self.calls, node.value if isinstance(node, ast.Expr) else None)
        identity = self.number.get(node, -2)
        value = self._evaluate(node, evaluator)
        names = self._names(node)
        unseen = {"barrier"} if hears(self.asked, node, None if self.follower.stack else self.env) else set[str]()
        evaluator.seen.effects -= unseen
        inner = self.inner[node] if node in self.inner else self.inner.setdefault(node, inner_names(node))
        reads = self.env.called((evaluator.seen.reads | names.reads | names.deletes) - inner)
        changed = self.env.reaching(frozenset(evaluator.seen.mutated))
        self.mutated |= evaluator.seen.mutated
        self.drawn |= evaluator.seen.drawn
        self.looked |= evaluator.seen.looked
        if "barrier" in evaluator.seen.effects:  # nobody can see what it reads, changes or binds
            known = frozenset(self.env.definers) - {OPTIONS, STYLES, ANYTHING}
            reads, changed = reads | known, changed | known
            self.env.change([ANYTHING], identity)
        reads |= settings_read(node, evaluator)
        facts = facts_of(node, names, value, evaluator, reads, changed)
        facts = replace(facts, effects=facts.effects - unseen)  # the roles have asked it anew
        if isinstance(node, (ast.Import, ast.ImportFrom)) and (ran := of_import(node, self.beside)):
            facts = both(ran, facts)
        if self.captured and facts.display in {"look", "print", "report"}:
            facts = replace(facts, display="", effects=facts.effects | {"print", "captured"})
        drawn = [*drawn_before(self.env, evaluator.seen, node, identity)]
        if self.record.traced:
            self.record.edges |= {(source, identity, name) for source, name in drawn}
            self._edges(identity, facts, bound_in_passing(node))
        earlier = self.record.facts.get(identity)
        self.record.facts[identity] = facts if earlier is None else both(earlier, facts)
        self.env.change(changed, identity)
        self.env.change(settings_written(node, facts, evaluator), identity)
        for name in sorted(evaluator.seen.outer):  # whatever the call reached may be in it now
            anything = Value(objects=frozenset({identity * 100 + 6, *evaluator.seen.mutated}))
            self.env.perhaps(name, identity, evaluator.seen.left.get(name, anything))
        self._bind(node, value, evaluator, identity)
        for name in names.deletes:
            self.env.delete(name, identity)
            self.deleted.add((name, identity))
        types = tuple((name, self.env.types.get(name, "")) for name in sorted(names.binds))
        metrics = (names.binds | (changed & names.reads)) & self.env.metrics
        self.record.facts[identity] = replace(self.record.facts[identity], types=types, metrics=metrics)

    def _names(self, node: ast.stmt) -> Names:
        """Names of the statement's own part; those in strings count where the notebook has bound them."""
        if node not in self.written:
            self.written[node] = names_of(*header(node))
        names = self.written[node]
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            return replace(names, late=names.late | (names.quoted & self.bound))
        bound = (name for name in names.quoted if self.env.definers.get(name, NOTHING) - {UNBOUND})
        return replace(names, reads=names.reads.union(bound))

    def _edges(self, identity: int, facts: Facts, own: frozenset[str]) -> None:
        anything = self.env.definers.get(ANYTHING, NOTHING) - {UNBOUND}
        for name in sorted(facts.reads | facts.mutates):
            reaching = self.env.definers.get(name, frozenset({UNBOUND}))
            if name in facts.reads and UNBOUND in reaching:
                reaching |= anything
            self.record.edges.update([(source, identity, name) for source in reaching if source != UNBOUND])
            if name in facts.reads - own - facts.outer and UNBOUND in reaching:
                bound = {s for s in reaching if s != UNBOUND and (name, s) not in self.deleted}
                bound -= {s for s in bound if (f := self.record.facts.get(s)) and name not in f.binds | f.outer}
                self.record.unbound[identity, name] = not bound and not anything

    def _evaluate(self, node: ast.stmt, evaluator: Evaluator) -> Value:
        match node:
            case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.Return(value=value) | ast.Expr(value=value):
                result = evaluator.value(value)
                for target in getattr(node, "targets", None) or [getattr(node, "target", None)]:
                    if isinstance(target, (ast.Tuple, ast.List)) and value is not None:
                        evaluator.consume(result, value)
                    self._target(target, result, evaluator)
                if isinstance(node, ast.Return):
                    self.returns.append(result)
                return result
            case ast.AugAssign(target=target, value=value):
                given = evaluator.value(value)
                evaluator.consume(given, value)
                return self._augment(target, given, evaluator)
            case ast.Delete(targets=targets):
                for target in targets:
                    give_up(evaluator, target)
                    self._target(target, Value(), evaluator)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return self._define(node, evaluator)
            case ast.Raise() | ast.Assert():
                evaluator.seen.effects.add("raise")
                evaluator.special([evaluator.value(part) for part in children(node) if isinstance(part, ast.expr)])
            case ast.For(iter=iterable) | ast.AsyncFor(iter=iterable):
                result = evaluator.value(iterable)
                evaluator.consume(result, iterable)
                self._target(node.target, evaluator.element(result), evaluator)
                return result
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    evaluator.enter(evaluator.value(item.context_expr))
            case _:
                for part in header(node):
                    if isinstance(part, ast.expr):
                        evaluator.special([evaluator.value(part)])
        return Value()

    def _target(self, target: ast.expr | None, value: Value, evaluator: Evaluator) -> None:
        """Writing to an item or attribute changes what holds it, and puts the value inside."""
        if isinstance(target, (ast.Subscript, ast.Attribute)):
            base = evaluator.value(target.value)
            write_attribute(evaluator, base, target)
            key = evaluator.value(target.slice) if isinstance(target, ast.Subscript) else Value()
            evaluator.seen.mutated |= written(base, target, key) | labels(self.env, base, target)
            objects = value.type in CONTAINERS and not set(value.elements or ("",)) <= IMMUTABLE  # cells of a frame
            if base.type not in MATRICES or objects:
                self.env.hold(base.itself, value)
            stored(self.env, target, value)
            if elsewhere(base):
                evaluator.seen.effects.add("environment")
            elif not base.type and isinstance(target, ast.Attribute):  # slider.value = 8 calls who observes it
                held = (self.env.objects.get(name, NOTHING) for name in self.env.called(base.carries))
                evaluator.seen.mutated |= NOTHING.union(*held)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for part in target.elts:
                self._target(part, value, evaluator)
        elif isinstance(target, ast.Starred):
            self._target(target.value, value, evaluator)

    def _augment(self, target: ast.expr, value: Value, evaluator: Evaluator) -> Value:
        if not isinstance(target, ast.Name):
            held = evaluator.value(target)  # d["x"] += 1 changes the array that d holds
            evaluator.seen.mutated |= held.itself if held.mutable else NOTHING
            self._target(target, value, evaluator)
            return value
        current = evaluator.read(target.id)
        if not current.mutable:  # mean = 0.0; mean += np.ones(3): mean is an array from here on
            return evaluator.operate([current, value])
        frame = current.type in {"tuple", "pandas.DataFrame", "pandas.Series"}  # pandas 2 changes the frame itself
        evaluator.seen.mutated |= current.objects if frame else current.itself
        if not frame:
            self.env.hold(current.itself, value)
        return evaluator.mix([current, value], current.type, fresh=False)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, evaluator: Evaluator) -> Value:
        define_again(self.definitions, self.calls.classes, self.env, node)
        names = self._names(node)
        held = frozenset().union(*(self.env.objects.get(n, NOTHING) for n in names.late))
        kind = "class" if isinstance(node, ast.ClassDef) else "function"
        held |= {self.number.get(node, -2) * 100 + 9}  # attributes, defaults and caches of its own
        if not isinstance(node, ast.ClassDef):
            given = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
            held |= evaluator.mix([evaluator.value(default) for default in given], fresh=False).objects
        plain = not node.decorator_list or kind == "class"
        if isinstance(node, ast.ClassDef):
            before = set(evaluator.seen.reads)
            for inside in node.body:
                if isinstance(inside, (ast.Assign, ast.AnnAssign, ast.Expr)) and inside.value is not None:
                    held |= evaluator.value(inside.value).objects
            evaluator.seen.reads = before
            subclass(self.calls, evaluator, node)
            held |= evaluator.mix([evaluator.value(base) for base in node.bases], fresh=False).objects
        made = Value("function", held, names.late | names.outer, ref=f"{kind}:{node.name}" if plain else "")
        return decorate(self.calls, evaluator, node.decorator_list, made)

    def _bind(self, node: ast.stmt, value: Value, evaluator: Evaluator, identity: int) -> None:
        match node:
            case ast.Assign(targets=targets):
                for target in targets:
                    self._assign(target, value, identity, evaluator)
            case ast.AnnAssign(target=target, value=given) if given is not None:
                self._assign(target, value, identity, evaluator)
            case ast.AugAssign(target=ast.Name() as target):  # perhaps a new one: of a number and an array
                self._assign(target, value, identity, evaluator)
            case ast.Import() | ast.ImportFrom():
                self._imports(node, identity)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                own = frozenset({identity * 100 + 7 if identity >= 0 else self.new()})  # f.calls = 0 changes it
                self.env.bind(node.name, identity, replace(value, objects=value.objects | own))
            case ast.For(target=target) | ast.AsyncFor(target=target):
                self._assign(target, iterated(evaluator, node, value), identity, evaluator)
                tell_turns(target, node.iter, value, evaluator)
            case ast.With(items=items) | ast.AsyncWith(items=items):
                for item in items:
                    if item.optional_vars is not None:
                        self._assign(item.optional_vars, evaluator.value(item.context_expr), identity, evaluator)
            case ast.Match():
                for name in sorted(names_of(*header(node)).binds):
                    self.env.bind(name, identity, Value(objects=frozenset({identity})))
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            for walrus in [n for part in header(node) for n in walk(part) if isinstance(n, ast.NamedExpr)]:
                self.env.bind(walrus.target.id, identity, evaluator.value(walrus.value))

    def _assign(self, target: ast.expr, value: Value, identity: int, evaluator: Evaluator) -> None:
        if isinstance(target, ast.Name):
            own = frozenset({identity * 100 + 7 if identity >= 0 else self.new()})
            held = value.objects | (own if value.mutable else NOTHING)
            same = value.identity if value.objects else value.identity or NOTHING  # None: any object that it reaches
            same = None if same is None else same | own
            self.env.bind(target.id, identity, replace(value, objects=held, identity=same))
        elif isinstance(target, ast.Starred):
            self._assign(target.value, Value("list", value.objects, value.carries), identity, evaluator)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for index, part in enumerate(target.elts):
                element = evaluator.element(value)
                if len(value.elements) == len(target.elts):
                    kind, inner = value.elements[index], elements_of(value.elements[index])
                    made = Value("tuple" if inner else kind, value.objects, value.carries, elements=inner)
                    element = told_as(value.parts[index] if value.parts[index:] else value, made)
                self._unpack(part, element, identity, index, evaluator)

    def _unpack(self, part: ast.expr, element: Value, identity: int, index: int, evaluator: Evaluator) -> None:
        if isinstance(part, ast.Name):
            own = frozenset({identity * 100 + 8 + index}) if element.mutable else NOTHING
            made = Value(element.type, element.objects | own, element.carries)
            self.env.bind(part.id, identity, told_as(element, made))
        else:
            self._assign(part, element, identity, evaluator)

    def _imports(self, node: ast.Import | ast.ImportFrom, identity: int) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.split(".")[0]
                target = alias.name if alias.asname else name
            elif alias.name == "*":
                self.env.change([ANYTHING], identity)
                self.env.stars.add(f"{'.' * node.level}{node.module or ''}")
                continue
            else:
                name, target = alias.asname or alias.name, f"{'.' * node.level}{node.module or ''}.{alias.name}"
            self.env.bind(name, identity, Value(ref=knowledge.canonical(target)))

    def new(self) -> int:
        """An object that no statement of the notebook names."""
        self._fresh += 1
        return self._fresh
