"""What evaluating an expression gives and does: types and objects forward, effects noted on the way.

df.dropna().head()      a DataFrame, shares nothing with df, a look
items.append(x)         None; changes what `items` reaches; `items` now reaches what `x` reaches
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod import knowledge
from nb2prod.analyse.environment import NO_NAMES, NOTHING, Environment, Value, may_draw
from nb2prod.analyse.hooks import HASHED, SHOWN, hashed, read_attribute, run, special, while_waiting
from nb2prod.analyse.lazy import consume, lazy, lazy_result, take_item
from nb2prod.analyse.measuring import compared, found, informed, results, starred
from nb2prod.analyse.observed import Observed
from nb2prod.analyse.scope import names_of, parameters
from nb2prod.analyse.views import ACCESSORS, ARRAY, CONTAINERS, FRAME, GROUPS, MATRICES, NUMBERS, SERIES, indexed, view
from nb2prod.knowledge.drawing import CALLED, is_drawn
from nb2prod.knowledge.python import BUILTINS
from nb2prod.replacing import replace
from nb2prod.walking import children

PLACES = 30_000_000  # ids of objects that are made by an expression, from here on
Caller = Callable[["Evaluator", ast.Call], Value]


class Evaluator:
    """Evaluates the expressions of one statement in one environment."""

    def __init__(self, env: Environment, call: Caller, bare: ast.expr | None = None) -> None:
        """`call` knows what calls do (calls.py), and is handed in; `bare`: the statement is that expression alone."""
        self.env, self.bare = env, bare
        self.seen = Observed()
        self.caller = call
        self.inner = 0  # inside a comprehension, a lambda, or a part that may not be evaluated
        self.known: dict[ast.expr, Value] = {}  # what the statement shows, evaluated once: functions are followed

    def value(self, node: ast.expr | None) -> Value:
        """Value of `node`; everything it does is added to `seen`."""
        if node is None:
            return Value("None")
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            result: Value = method(node)
            if result.type and not self.inner:
                self.seen.types[node] = result.type
            return result
        return self._parts(node)

    def mix(self, values: list[Value], type_: str = "", *, fresh: bool = True) -> Value:
        """A value made of `values`: it carries their functions, and reaches their objects unless it is fresh."""
        objects = NOTHING if fresh else frozenset().union(*(v.objects for v in values))
        return Value(
            type_,
            objects,
            frozenset().union(*(v.carries for v in values)),
            look=any(v.look for v in values),
            metric=any(v.metric for v in values),
            result=results(values, type_),
            text=any(v.text for v in values),
            drawing=any(v.drawing for v in values),
            predicted=max((v.predicted for v in values), default=0),
            modelled=any(v.modelled for v in values),
        )

    def read(self, name: str) -> Value:
        """The value that `name` holds here."""
        env = self.env
        self.seen.reads.add(name)
        known = env.types.get(name, "")
        if name not in env.definers and name in BUILTINS:
            return Value(ref=f"builtins.{name}")
        if name not in env.definers:  # exec, or a star import, may have bound it
            env.objects.setdefault(name, frozenset({self.site(name)}))
            if name in CALLED:
                return Value(objects=env.objects[name], ref=CALLED[name])
            if measure := starred(name, env.stars):
                return Value(objects=env.objects[name], ref=measure)
        objects = env.objects.get(name, NOTHING)
        carries = env.carries.get(name, NO_NAMES)
        metric, drawing, text = name in env.metrics, name in env.drawing, name in env.texts
        if known.startswith("ref:"):
            return Value(objects=objects, carries=carries | {name}, ref=known[4:], metric=metric)
        carried = carries | {name} if carries else carries
        elements, given = env.elements.get(name, ()), env.given.get(name, NO_NAMES)
        return Value(
            known, objects, carried, elements=elements, identity=env.identity.get(name), metric=metric, text=text,
            given=given, drawing=drawing, predicted=env.predicted.get(name, 0), result=name in env.results,
            modelled=name in env.modelled,
        )  # fmt: skip

    # ------------------------------------------------------------------------------------------------- leaves and names

    def _constant(self, node: ast.Constant) -> Value:
        kind = type(node.value).__name__ if node.value is not None else "None"
        return Value(kind, text_of=node.value if isinstance(node.value, str) else "")

    def _name(self, node: ast.Name) -> Value:
        return self.read(node.id)

    def _attribute(self, node: ast.Attribute) -> Value:
        base = self.value(node.value)
        if self._plotted(base):
            self.seen.looked |= base.objects  # ax.lines: what was drawn on it
        if base.ref and not base.ref.startswith(("function:", "class:")):
            return self._member(base, node.attr)
        if (given := read_attribute(self, base, node.attr)) is not None:
            return given
        if base.type:
            effect = knowledge.attribute(base.type, node.attr)
            if effect is not None:
                returns = base.type if effect.returns == "self" else effect.returns
                returns = "plot" if not returns and self._plotted(base) else returns
                held = found(self.seen, node, base if returns in ACCESSORS else view(base), effect, self.inner)
                return replace(held, type=returns, identity=None, elements=(), ref="")
            bound = knowledge.method(base.type, node.attr)
            if bound is not None and "self" in bound.mutates:
                return replace(base, type="method", identity=base.itself, ref="", elements=())
            if base.type == FRAME and knowledge.method(base.type, node.attr) is None:
                return replace(view(base), type=SERIES, identity=None, elements=())  # a column by attribute
            if base.type == GROUPS and bound is None:
                return replace(base, identity=None, elements=())  # of each group
        drawn = self._plotted(base)  # whatever hangs on a plot is one
        held = found(self.seen, node, base, None, self.inner)
        return replace(held, type="plot" if drawn else "", ref="", identity=None, elements=())

    def _plotted(self, base: Value) -> bool:
        library = knowledge.library(base.type) if "." in base.type else None
        axes = base.elements != () and all(map(is_drawn, base.elements))
        return base.type == "plot" or axes or (library is not None and library.plotting)

    def _member(self, base: Value, name: str) -> Value:
        qualified = knowledge.canonical(f"{base.ref}.{name}")
        effect = knowledge.attribute(base.ref, name)
        if effect is not None and effect.returns:
            return Value(effect.returns)
        return Value(ref=qualified, carries=NO_NAMES)

    def _subscript(self, node: ast.Subscript) -> Value:
        base, key = informed(self.seen, node.value, self.value(node.value)), self.value(node.slice)
        self.special([base])
        run(self, key, *HASHED)
        take_item(self, base)
        picked = key.result and (base.look or base.type in {"list", "pandas.Index"})  # X.columns[fit.get_support()]
        base = replace(base, result=True, look=False) if picked else base
        sliced = base.type in {"list", "tuple"} and key.type == "slice"  # a new list of the same elements
        return replace(self.item(base, key, node.slice), identity=NOTHING if sliced else None)

    def item(self, base: Value, key: Value, node: ast.expr | None = None) -> Value:
        """`base[key]`: a column, rows, an element; it may be a view."""
        known = len(base.elements)
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and -known <= node.value < known:
            return replace(base, type=base.elements[node.value], elements=())
        if base.text and isinstance(node, ast.Constant) and "score" in str(node.value):  # cv_results_["test_score"]
            return replace(base, type=ARRAY, elements=(), text=False, metric=True)
        if base.type in {SERIES, ARRAY}:
            rows, picked = {"slice", "list", *MATRICES}, {"list", *MATRICES}
            several = key.type in rows or (key.type == "tuple" and bool(set(key.elements) & rows))
            fresh = key.type in picked or (key.type == "tuple" and bool(set(key.elements) & picked))
            return replace(
                base,
                type=base.type if several else "",
                objects=NOTHING if fresh else view(base).objects,
                elements=(),
            )
        if base.type in {FRAME, "pandas.Indexer", "pandas.FrameIndexer"}:
            return indexed(base, key, node)
        if base.type == "str":
            return replace(base, type="str")
        if base.type in {"list", "tuple"} and key.type == "slice":
            return replace(base, elements=())
        effect = knowledge.item(base.type) if base.type else None
        returns = effect.returns if effect is not None and effect.returns != "item" else ""
        returns = "plot" if not returns and self._plotted(base) else returns
        return replace(base, type=base.type if returns == "self" else returns, elements=(), ref="")

    def _slice(self, node: ast.Slice) -> Value:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.value(part)
        return Value("slice")

    # ------------------------------------------------------------------------------------------------------- operators

    def _binop(self, node: ast.BinOp) -> Value:
        values = [self.value(node.left), self.value(node.right)]
        if isinstance(node.op, ast.Div) and (kinds := {v.type.split(".")[0] for v in values} & {"str", "pathlib"}):
            return self.mix(values, "pathlib.Path" if "pathlib" in kinds else "")  # folder / "a.csv"
        result = self.operate(values)
        return compared(result, *values) if isinstance(node.op, (ast.Sub, ast.BitAnd)) else result

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        self.special([value := self.value(node.operand)])
        return self.mix([value], "bool" if isinstance(node.op, ast.Not) else value.type)

    def _compare(self, node: ast.Compare) -> Value:
        values = [self.value(part) for part in (node.left, *node.comparators)]
        identity = all(isinstance(op, (ast.In, ast.NotIn, ast.Is, ast.IsNot)) for op in node.ops)
        for op, value, part in zip(node.ops, values[1:], node.comparators, strict=True):
            if isinstance(op, (ast.In, ast.NotIn)):
                run(self, values[0], *HASHED)
                consume(self, value, part, perhaps=False)
        result = compared(self.operate(values), *values[:2])
        if any(value.type == "pandas.Index" for value in values) and not identity:
            return replace(result, type=ARRAY)
        return replace(result, type=result.type if result.type in MATRICES and not identity else "bool")

    def operate(self, values: list[Value]) -> Value:
        """What an operator makes of values: a number and an array make an array."""
        self.special(values)
        types = [value.type for value in values]
        if all(map(is_drawn, types)):
            return self.mix(values, "plot", fresh=False)  # bars.get_lines() + line.get_lines()
        for matrix in MATRICES:
            if matrix in types:
                return self.mix(values, matrix)
        if "torch.Tensor" in types:  # it carries the graph that made it
            return self.mix(values, "torch.Tensor", fresh=False)
        if "str" in types:
            return self.mix(values, "str")
        if all(t in NUMBERS for t in types):
            return self.mix(values, "float" if "float" in types else "int")
        containers = set(types) & CONTAINERS
        if containers:  # a new one, of the same elements
            same = len(containers) == 1 and set(types) <= containers | NUMBERS
            return replace(self.mix(values, containers.pop() if same else "", fresh=False), identity=NOTHING)
        return self.mix(values, "", fresh=all(not v.mutable for v in values))

    def _boolop(self, node: ast.BoolOp) -> Value:
        return self._maybe(node.values)

    def _ifexp(self, node: ast.IfExp) -> Value:
        self.value(node.test)
        return self._maybe([node.body, node.orelse])

    def _maybe(self, parts: list[ast.expr]) -> Value:
        """Parts of which not all are evaluated."""
        self.inner += 1
        result = self._either([self.value(part) for part in parts])
        self.inner -= 1
        return result

    def _either(self, values: list[Value]) -> Value:
        types = {value.type for value in values if value.type != "None"}
        drawn = all(is_drawn(part) for value in values for part in value.elements or (value.type,))  # axes, [axes]
        return self.mix(values, "plot" if drawn else types.pop() if len(types) == 1 else "", fresh=False)

    def _joinedstr(self, node: ast.JoinedStr) -> Value:
        values = [self.value(part) for part in node.values]
        return self.mix(values, "str")

    def _formattedvalue(self, node: ast.FormattedValue) -> Value:
        value = self.value(node.value)
        run(self, value, *SHOWN)
        return self.mix([value], "str")

    # ------------------------------------------------------------------------------------------------------ containers

    def _list(self, node: ast.List) -> Value:
        return self._container(node.elts, "list")

    def _set(self, node: ast.Set) -> Value:
        hashed(self, node.elts)
        return self._container(node.elts, "set")

    def _tuple(self, node: ast.Tuple) -> Value:
        return self._container(node.elts, "tuple")

    def _container(self, elements: list[ast.expr], type_: str) -> Value:
        values = [self.value(element) for element in elements]
        known = () if any(isinstance(e, ast.Starred) for e in elements) else tuple(v.type for v in values)
        made = self.mix(values, type_, fresh=False)
        drawing, parts = any(may_draw(v) for v in values), tuple(values if known else ())
        return replace(made, identity=NOTHING, elements=known, drawing=drawing, parts=parts)

    def _dict(self, node: ast.Dict) -> Value:
        hashed(self, node.keys)
        values = [self.value(part) for pair in zip(node.keys, node.values, strict=True) for part in pair if part]
        made = self.mix(values, "dict", fresh=False)
        return replace(made, identity=NOTHING, drawing=any(may_draw(v) for v in values))

    def _starred(self, node: ast.Starred) -> Value:
        value = self.value(node.value)
        self.consume(value, node.value)
        return replace(value, identity=None, elements=(), ref="")

    def element(self, value: Value) -> Value:
        """What iterating over `value` gives."""
        value = replace(value, identity=None)
        if value.elements and len(set(value.elements)) == 1:
            return replace(value, type=value.elements[0], elements=(), ref="")
        if value.elements and set(value.elements) <= NUMBERS:
            return replace(value, type="float", elements=(), ref="")
        if value.type == FRAME or value.type == "str":
            return replace(value, type="str", elements=())
        effect = knowledge.item(value.type) if value.type not in MATRICES else None
        returns = effect.returns if effect and effect.returns != "item" else ""
        returns = "plot" if not returns and self._plotted(value) else returns  # `for ax in axes.flat`
        return replace(value, type=returns, elements=(), ref="")

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> Value:
        outer = self.env
        self.env = outer.copy()
        self.inner += 1
        inner: set[str] = set()
        lazily = isinstance(node, ast.GeneratorExp)  # what it reads, it reads while it is consumed
        behind, drawn_before = NOTHING, len(self.seen.draws)
        for generator in node.generators:
            iterated = self.value(generator.iter)
            if lazily and lazy(iterated.type):
                behind |= iterated.objects
            else:
                self.consume(iterated, generator.iter)
            for name in names_of(generator.target).binds:
                inner.add(name)
                self.env.bind(name, 0, self.element(iterated))
                self.env.definers[name] = frozenset()
            for test in generator.ifs:
                self.value(test)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        values = [self.value(part) for part in parts]
        drawn = "plot" if all(value.kind == "plot" for value in values) else ""
        result = replace(self.mix(values, fresh=False), kind=drawn)
        outer.objects = {k: v for k, v in self.env.objects.items() if k not in inner or k in outer.objects}
        self.env = outer
        self.inner -= 1
        self.seen.reads -= inner - names_of(node).reads
        kinds = {ast.ListComp: "list", ast.SetComp: "set", ast.DictComp: "dict", ast.GeneratorExp: "generator"}
        later = names_of(node).reads - inner if lazily else NO_NAMES
        result = replace(result, type=kinds[type(node)], identity=NOTHING, carries=(result.carries - inner) | later)
        if isinstance(node, ast.ListComp) and values[0].type:  # of each element, however many there are
            result = replace(result, elements=(values[0].type,))
        if lazily:
            draws = result.drawing or len(self.seen.draws) > drawn_before
            return lazy_result(self, node, replace(result, objects=result.objects | behind, drawing=draws))
        return result

    _listcomp = _setcomp = _generatorexp = _dictcomp = _comprehension

    def consume(self, value: Value, node: ast.expr) -> None:
        """Iterating advances an iterator; it leaves a list or a frame as it is."""
        self.special([value])
        consume(self, value, node)

    def special(self, values: list[Value]) -> None:
        """An operation on an instance of a class of the notebook may run its `__len__`, `__getitem__` ..."""
        special(self, values)

    def enter(self, value: Value) -> None:
        """`with value:` runs its `__enter__` and `__exit__`, and closes a file."""
        self.special([value])
        self.seen.mutated |= value.itself if value.type == "file" else NOTHING

    def site(self, node: ast.AST | str) -> int:
        """The id of the object that this expression makes, the same each time it is evaluated."""
        places: dict[ast.AST | str, int] = getattr(self.caller, "places", {})
        return places.setdefault(node, PLACES + len(places))

    # ------------------------------------------------------------------------------------------- functions and the rest

    def _lambda(self, node: ast.Lambda) -> Value:
        names = names_of(node)
        outer, self.env = self.env, self.env.copy()
        for name in parameters(node.args):
            self.env.bind(name, 0, Value())
            self.env.definers[name] = frozenset()
        before = set(self.seen.reads)
        self.inner += 1
        self.value(node.body)  # as if it were called here: what it changes counts from here on
        self.inner -= 1
        self.env, self.seen.reads = outer, before | names.reads
        held = frozenset().union(*(self.env.objects.get(n, NOTHING) for n in names.late | names.reads))
        made = getattr(self.caller, "made", None)
        return Value("function", held, names.late, ref=f"function:{made.of_lambda(node)}" if made else "")

    def _call(self, node: ast.Call) -> Value:
        return self.caller(self, node)

    def _namedexpr(self, node: ast.NamedExpr) -> Value:
        return self.value(node.value)

    def _await(self, node: ast.Await) -> Value:
        result = self._parts(node)
        while_waiting(self, result)
        return result

    def _yield(self, node: ast.expr) -> Value:
        self.seen.effects.add("unknown")
        return self._parts(node)

    _yieldfrom = _yield

    def _parts(self, node: ast.AST) -> Value:
        values = [self.value(child) for child in children(node) if isinstance(child, ast.expr)]
        return self.mix(values, fresh=False)
