"""What a call does: by what is known of the library, by the notebook's own function, or by the safe guess "anything".

df.dropna(inplace=True)      changes df
helper(df)                   whatever the body of `helper` does to its parameter
mystery(df)                  may change df, may draw, may do something outside: it stays
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nb2prod import knowledge
from nb2prod.analyse import drawing, measuring
from nb2prod.analyse.arguments import Arguments
from nb2prod.analyse.as_given import EITHER, as_given, framed, number, shaped
from nb2prod.analyse.callbacks import called_at_once, handed, unknown_callables
from nb2prod.analyse.drawing import DRAWS, NUMBERS_OF, axes_kept, draws_on, function_that_draws, note_drawing
from nb2prod.analyse.environment import NO_NAMES, NOTHING, RANDOM, Value, may_draw
from nb2prod.analyse.expressions import Evaluator
from nb2prod.analyse.lazy import advance_streams, consume_arguments, lazy, lazy_result, shuffles
from nb2prod.analyse.methods import Methods, above, call, construct, inside_libraries
from nb2prod.analyse.protocols import cells, draws_elsewhere, elements_of, unknown
from nb2prod.analyse.views import CONTAINERS, FRAME, MATRICES, restructured, shared, view
from nb2prod.model import Effect
from nb2prod.replacing import replace

BARRIERS = frozenset(
    {"builtins.exec", "builtins.eval", "builtins.globals", "builtins.locals", "builtins.vars", "builtins.dir"}
)
TEXTS = frozenset({"to_html", "to_string", "to_markdown"})  # they write where a place is given, else return text
COPYING = frozenset({"copy", "copy_X", "copy_x"})  # keywords of estimators that may let them write into their data
SINKS = frozenset({"out", "buf", "file"})  # keywords that take the place where a call puts its result
ROLES = {"plot": "plot", "look": "explore", "option": "setup", "metric": "evaluate", "report": "evaluate"}
OPERATORS = frozenset({  # `rows.__setitem__(0, x)`: what an operator does, called by its name
    "__setitem__", "__delitem__", "__setattr__", "__delattr__", "__iadd__", "__isub__", "__imul__", "__ior__",
    "__iand__", "__ixor__", "__itruediv__", "__ifloordiv__", "__imod__", "__ipow__", "__imatmul__", "__init__",
    "__setstate__", "__next__", "__exit__",
})  # fmt: skip
RUNNING = frozenset({"logging.Logger"})  # they call what was handed to them before
FILLED = frozenset({"callbacks", "evals_result", "eval_result", "callback"})  # they take what happens on the way
OPENERS = frozenset({"builtins.open", "io.open", "gzip.open", "bz2.open", "tarfile.open", "zipfile.ZipFile"})
DATA = frozenset({"X", "y", "groups", "sample_weight"})
STREAMS = ("numpy", "python", "torch", "tensorflow")


@dataclass
class Calls:
    """Knows the notebook's own functions and classes; `own` analyses a call of one of them."""

    own: Callable[[Evaluator, str, Arguments], Value]
    methods: frozenset[str] = field(default_factory=frozenset)  # names of methods of the notebook's classes
    classes: dict[str, ast.ClassDef] = field(default_factory=dict)
    inside: Sequence[str] = ()  # the functions of the notebook whose bodies are being walked
    rebound: frozenset[str] = NO_NAMES  # names that some function or method rebinds through `global`
    homemade: bool = False  # a module is imported that may be the author's own
    drawing: frozenset[str] = NO_NAMES  # functions of modules beside the notebook that only draw
    strict: bool = False  # warnings may be errors, or values, somewhere: then every filter counts

    def __post_init__(self) -> None:
        """Properties by name; classes with special methods that run without being named."""
        made = [
            (c.name, m)
            for c in self.classes.values()
            for m in c.body
            if isinstance(m, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        self.properties = frozenset(m.name for _, m in made if m.decorator_list)
        quiet = {"__init__", "__post_init__", "__new__", "__repr__", "__str__"}
        own = {c for c, m in made if m.name.startswith("__") and m.name.endswith("__") and m.name not in quiet}
        self.made = Methods(self.classes)
        self.special = frozenset(c for c in self.classes if not own.isdisjoint(self.made.line(c)))
        self.places: dict[ast.AST | str, int] = {}  # the objects that expressions make

    def __call__(self, evaluator: Evaluator, node: ast.Call) -> Value:
        """Value of the call; what it does is noted in `evaluator.seen`."""
        if _asks_above(node) and self.inside and "." in self.inside[-1] and isinstance(node.func, ast.Attribute):
            return above(self, evaluator, node.func.attr, self._arguments(evaluator, node))
        called = evaluator.value(node.func.value) if isinstance(node.func, ast.Attribute) else None
        function = evaluator.value(node.func) if called is None else None
        given = self._arguments(evaluator, node)
        if called is not None and isinstance(node.func, ast.Attribute):
            if _of_its_type(node.func.value):
                return self.anything(evaluator, [called, *given.all])
            if called.ref and not called.ref.startswith(("function:", "class:")):
                return self._library(evaluator, node, knowledge.canonical(f"{called.ref}.{node.func.attr}"), given)
            return self._method(evaluator, node, called, node.func.attr, given)
        assert function is not None
        if function.ref.startswith("function:"):
            evaluator.seen.calls.append(function.ref[9:])
            result = measuring.answered(function.ref[9:], self.own(evaluator, function.ref[9:], given))
            if result.metric and not evaluator.inner:  # print(rmse(y, predicted))
                evaluator.seen.measures.append((node, function.ref[9:]))
            return result
        if function.ref.startswith("class:"):
            evaluator.seen.calls.append(function.ref[6:])
            return construct(self, evaluator, node, function, given)
        if function.ref:
            return self._library(evaluator, node, function.ref, given)
        kind = function.type.removeprefix("class:")
        module = kind in self.made.classes and self.made.foreign(kind)  # torch calls the `forward` of its modules
        if label := self.made.find(kind, "__call__") or (self.made.find(kind, "forward") if module else ""):
            return call(self, evaluator, label, function, given)
        if effect := knowledge.method(function.type, "__call__") if "." in function.type else None:
            evaluator.seen.calls.append(f"{function.type}.__call__")
            return self._apply(evaluator, node, effect, function, replace(given, parameters=effect.parameters))
        if draws_on(function.type, function.elements):  # plt.cm.viridis(0.3)
            return self._apply(evaluator, node, DRAWS, function, given)
        return self.anything(evaluator, [function, *given.all])

    def given(self, *values: Value) -> Arguments:
        """`values` as the arguments of a call."""
        return Arguments(values, {})

    def _arguments(self, evaluator: Evaluator, node: ast.Call) -> Arguments:
        positional = tuple(evaluator.value(arg) for arg in node.args)
        sure = next((at for at, arg in enumerate(node.args) if isinstance(arg, ast.Starred)), len(positional))
        keywords = {kw.arg or "**": evaluator.value(kw.value) for kw in node.keywords}
        off = {
            kw.arg
            for kw in node.keywords
            if kw.arg and isinstance(kw.value, ast.Constant) and kw.value.value in (False, None)
        }
        return Arguments(positional[:sure], keywords, frozenset(off), spread=positional[sure:])

    def _library(self, evaluator: Evaluator, node: ast.Call, qualified: str, given: Arguments) -> Value:
        evaluator.seen.calls.append(qualified)
        if self._barrier(qualified, given):
            evaluator.seen.effects.add("barrier")
        if qualified in {"builtins.exec", "builtins.eval"}:
            return self.anything(evaluator, given.all)
        effect = axes_kept(qualified, given.positional) or knowledge.function(qualified)
        effect = effect or function_that_draws(qualified) or (DRAWS if qualified in self.drawing else None)
        if effect is None:
            library = knowledge.library(qualified)
            if library is None or library.default != "pure":
                return self.anything(evaluator, given.all)
            effect = Effect(kind="plot") if library.plotting else Effect()
        only = node.keywords[0].arg if len(node.keywords) == 1 and not node.args else ""
        first = given.positional[0].text_of if given.positional else only or ""
        if qualified in OPENERS and (mode := given.named("1") or given.named("mode")):
            effect = replace(effect, io="read" if set(mode.text_of) & set("r") and "+" not in mode.text_of else "write")
        if knowledge.display_option(qualified, first) and not (self.strict and qualified.startswith("warnings.")):
            effect = replace(effect, kind="option", io="")
        return self._apply(evaluator, node, effect, Value(), replace(given, parameters=effect.parameters))

    def _barrier(self, qualified: str, given: Arguments) -> bool:
        """exec(code, namespace) says where it acts; vars(x) and locals() in a function are not about the notebook."""
        if qualified in {"builtins.exec", "builtins.eval"}:
            return len(given.all) < 2
        return qualified in BARRIERS and not given.all and (qualified == "builtins.globals" or not self.inside)

    def _method(self, evaluator: Evaluator, node: ast.Call, base: Value, name: str, given: Arguments) -> Value:
        evaluator.seen.calls.append(f"{base.type or '?'}.{name}")
        kind = (base.ref or base.type).removeprefix("class:")
        if label := self.made.find(kind, name):
            if base.ref and "classmethod" not in self.made.decorators(label):
                return self.own(evaluator, label, given)  # Box.put(box, 3)
            return measuring.answered(name, call(self, evaluator, label, base, given))
        library = bool(base.type) and not base.type.startswith("class:")
        effect = knowledge.method(base.type, name) if library else None
        if name in OPERATORS and not (base.type.startswith("class:") or base.ref):
            effect = Effect(mutates=("self",), aliases=("self",))
        if effect is None and library and knowledge.default(base.type) == "pure":
            effect = draws_elsewhere(name) or Effect()
        note_drawing(evaluator.seen, base, name)
        if base.type == "plot":
            effect = Effect() if name in NUMBERS_OF else Effect(kind="plot", returns="plot")
        if effect is None and not base.type and name not in self.methods:
            effect = unknown(name, node is evaluator.bare) or drawing.method_that_draws(node, self.homemade)
        if effect is None or (base.carries and base.type in RUNNING):
            result = self.anything(evaluator, [base, *given.all])
            evaluator.env.hold(base.itself, evaluator.mix(given.all, fresh=False))  # it may keep what it is given
            return result if name in self.methods else measuring.asked(result, node, evaluator)
        return self._apply(evaluator, node, effect, base, replace(given, parameters=effect.parameters))

    def anything(self, evaluator: Evaluator, values: list[Value]) -> Value:
        """Nothing is known: it may change whatever it is given, draw, and act on the outside."""
        seen = evaluator.seen
        seen.effects.add("unknown")
        result = evaluator.mix(values, fresh=False)
        seen.reads |= evaluator.env.called(result.carries)
        seen.mutated |= result.objects
        called = evaluator.env.called(result.carries)
        for name in sorted(called):
            seen.mutated |= evaluator.env.objects.get(name, NOTHING)
        seen.outer |= called & self.rebound
        seen.draws |= set(STREAMS)
        seen.drawing_inside = True
        return replace(result, look=False, metric=False, text=False, given=NO_NAMES)

    def _apply(self, evaluator: Evaluator, node: ast.Call, effect: Effect, base: Value, given: Arguments) -> Value:
        seen = evaluator.seen
        for key in effect.mutates:
            for target in [base] if key == "self" else given.reaching(key):
                seen.mutated |= restructured(node_name(node), target)
        if effect.mutates_if and "**" in given.keywords:  # what is in there nobody sees
            seen.mutated |= restructured(node_name(node), base)
        if any(given.switched_on(key) for key in effect.mutates_if):
            seen.mutated |= restructured(node_name(node), base)
            effect = replace(effect, kind="compute", returns="None")
        elif "self" in effect.mutates and base.type not in MATRICES and not forgets(base.type, node_name(node)):
            evaluator.env.hold(base.itself, evaluator.mix(given.all, fresh=False))
            seen.mutated |= cells(evaluator.env, base)
            measuring.collected(evaluator.env, node, base, given.all)
        if node_name(node) in TEXTS and given.positional:
            seen.mutated |= given.positional[0].itself
            seen.effects.add("write")
            effect = replace(effect, kind="compute")
        for key in sorted(SINKS & given.keywords.keys() - given.off):
            seen.mutated |= given.keywords[key].itself
            seen.effects.add("write")
            effect = replace(effect, kind="compute")
        for key in sorted(FILLED & given.keywords.keys()):
            seen.mutated |= given.keywords[key].objects
        overwritten = self._overwritten(node_name(node), effect, base, given)
        seen.mutated |= overwritten
        consume_arguments(evaluator, node, effect, given)
        if not knowledge.is_a(effect.returns or "?", "sklearn.Estimator"):  # that draws when it is fitted
            advance_streams(evaluator, effect, base, given)
        stream = self._note(evaluator, node, effect, base, given)
        unknown = self._callbacks(evaluator, node, base, given)
        result = self._result(evaluator, node, effect, base, given)
        result = replace(result, objects=result.objects | overwritten)
        if lazy(result.type):
            evaluator.env.lazy |= unknown  # what nobody knows happens while the result is read
            result = replace(result, objects=result.objects | unknown, drawing=result.drawing or bool(unknown))
        elif unknown:
            self.anything(evaluator, [Value(objects=unknown)])
        if lazy(result.type) and "self" not in effect.mutates:
            drawn = bool(stream) or any(map(shuffles, given.all))
            return lazy_result(evaluator, node, replace(result, drawing=result.drawing or drawn))
        return result

    def _overwritten(self, name: str, effect: Effect, base: Value, given: Arguments) -> frozenset[int]:
        """What `copy=False` lets a call write into: its first argument."""
        allowed = any(key in given.off for key in effect.mutates_unless)
        keys = COPYING - {"copy"} if name == "fit" else COPYING  # scalers write when they transform
        estimator = knowledge.is_a(base.type or "?", "sklearn.Estimator") and not base.given.isdisjoint(keys)
        layer = "inplace" in base.given and knowledge.is_a(base.type or "?", "torch.nn.Module")
        return given.positional[0].itself if given.positional and (allowed or estimator or layer) else NOTHING

    def _note(self, evaluator: Evaluator, node: ast.Call, effect: Effect, base: Value, given: Arguments) -> str:
        seen = evaluator.seen
        parts = base.drawing or any(may_draw(value) for value in _not_data(given))
        stream = knowledge.draws(effect, given.said, base.given, parts)
        if stream:
            seen.draws |= set(stream.split())
            seen.drawing.append(node)
            seen.drawing_inside |= bool(evaluator.inner)
        if base.type in RANDOM and "self" in effect.mutates:  # rng.normal(3): a stream of the notebook's own
            seen.drawing.append(node)
            seen.drawing_inside |= bool(evaluator.inner)
            seen.advanced |= base.itself
        if effect.seeds:
            seen.seeds |= set(effect.seeds.split())
            seen.effects.add("seed")
        if effect.io and effect.kind != "plot":
            seen.effects.add(effect.io)
        role = effect.role or ROLES.get(effect.kind, "")
        if role:
            seen.roles.setdefault(role, seen.calls[-1] if seen.calls else "")
        if effect.kind == "plot":  # df.plot(ax=ax)
            seen.drawn.update(*(value.objects for value in given.all if draws_on(value.type, value.elements)))
        if effect.kind in ("metric", "result") and seen.calls and not evaluator.inner:
            seen.measures.append((node, seen.calls[-1]))
        return stream

    def _callbacks(self, evaluator: Evaluator, node: ast.Call, base: Value, given: Arguments) -> frozenset[int]:
        """`df.apply(f)` calls f with parts of df, `map(f, rows)` with the rows: what f does counts here.

        The result is what callables that cannot be followed may change.
        """
        evaluator.special(given.all)  # len(x) runs its __len__
        part = handed(evaluator, base, given)
        inside_libraries(self, evaluator, base, given, part)
        for value in called_at_once(node, given):
            called = evaluator.env.called(value.carries)
            evaluator.seen.reads |= called
            evaluator.seen.outer |= called & self.rebound
            if value.type == "method":  # list(map(items.append, more))
                evaluator.seen.mutated |= value.objects
            if value.ref.startswith("function:"):
                self.own(evaluator, value.ref[9:], part)
        return frozenset().union(*(value.objects for value in unknown_callables(node, base, given)))

    def _result(self, evaluator: Evaluator, node: ast.Call, effect: Effect, base: Value, given: Arguments) -> Value:
        mixed = evaluator.mix([base, *given.all], fresh=False)
        objects = NOTHING
        if given.off & {"copy", "deep"}:  # astype(copy=False), df.copy(deep=False)
            objects |= view(base).objects.union(*(view(value).objects for value in given.positional[:1]))
        for key in effect.aliases:
            for source in [base] if key == "self" else given.reaching(key):
                objects |= shared(source, effect, base.type)
        if effect.returns in CONTAINERS and (not base.objects or base.type in CONTAINERS):
            copied = (*MATRICES, *RANDOM) if effect.rows == "split" else ()  # list(rows) is a new list of the old rows
            objects |= NOTHING.union(*(v.objects for v in [base, *given.all] if v.type not in copied))
        if draws_on(effect.returns, elements_of(effect.returns)):  # a figure and its axes show one picture
            objects |= base.objects | {evaluator.site(node)}
        identity = NOTHING if effect.returns in CONTAINERS else None
        keywords, drawing = (
            base.given if effect.returns == "self" else NO_NAMES,
            base.drawing and effect.returns == "self",
        )
        if any(knowledge.is_a(effect.returns, kind) for kind in ("torch.nn.Module", "imblearn.Sampler")):
            keywords = given.names
        if knowledge.is_a(effect.returns, "statsmodels.Model"):  # it holds its data, and leaves them as they are
            identity = NOTHING
        if knowledge.is_a(effect.returns, "sklearn.Estimator") or knowledge.is_a(effect.returns, "sklearn.Splitter"):
            keywords = given.names - given.off.intersection({"shuffle"})
            fit = knowledge.method(effect.returns, "fit") or knowledge.method(effect.returns, "split")
            parts = any(may_draw(value) for value in given.all)
            drawing = fit is None or bool(knowledge.draws(fit, (), keywords, parts))
            objects |= mixed.objects
            if not knowledge.is_a(effect.returns, "sklearn.Whole"):  # others fit copies, but draw from what they got
                keys = given.keywords.keys() & {"random_state", "cv"}
                identity = frozenset().union(*(given.keywords[key].itself for key in keys))
        result = Value(
            _type(effect, base, evaluator, given),
            objects
            | (
                base.objects
                if effect.returns == "self" and effect.kind != "look" and "self" in effect.mutates
                else NOTHING
            ),
            mixed.carries,
            look=effect.kind == "look"
            or (base.look and effect.kind == "compute")
            or (mixed.look and effect.role == ""),
            elements=elements_of(effect.returns),
            identity=identity,
            given=keywords,
            drawing=drawing,
            kind=effect.kind,
        )
        result = measuring.told(result, effect, base, mixed, node, given, evaluator)
        if effect.role == "load" and given.switched_on("chunksize") | given.switched_on("iterator"):
            result = replace(result, type="iterator")
        if effect.rows == "split" and effect.returns == "list":  # train_test_split gives each array twice
            result = replace(result, elements=tuple(v.type for v in given.positional for _ in range(2)))
        if effect.rows == "expand" and effect.returns == "tuple":  # SMOTE().fit_resample: more rows of each
            result = replace(result, elements=tuple(v.type for v in given.all))
        return replace(result, type="tuple") if result.elements else result


def _not_data(given: Arguments) -> list[Value]:
    """The arguments without those that are rows to learn from: whatever they are, nothing is drawn for them."""
    data = {name for name in given.parameters if name in DATA}
    places = {at for at, name in enumerate(given.parameters) if name in data}
    plain = [value for at, value in enumerate(given.positional) if at not in places]
    return [*plain, *given.spread, *(value for key, value in given.keywords.items() if key not in DATA)]


def _asks_above(node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super"), args=[])):
            return True
    return False


def _of_its_type(node: ast.expr) -> bool:
    """`type(rows).append(rows, 4)`: the first argument is what the method is about."""
    match node:
        case ast.Call(func=ast.Name(id="type"), args=[_]):
            return True
    return False


def forgets(type_: str, method: str) -> bool:
    """Whether a model keeps nothing of the data that it is fitted on."""
    if knowledge.is_a(type_ or "?", "keras.Model"):
        return method in {"fit", "fit_generator", "train_on_batch"}
    return knowledge.is_a(type_ or "?", "sklearn.Estimator") and not knowledge.is_a(type_, "sklearn.Keeping")


def node_name(node: ast.Call) -> str:
    """The method's name."""
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def _type(effect: Effect, base: Value, evaluator: Evaluator, given: Arguments) -> str:
    if effect.returns == "pandas.NDFrame" and not base.type:  # pd.concat of frames is a frame
        types = {type_ for value in given.all for type_ in (value.type, *value.elements)}
        return FRAME if FRAME in types else effect.returns
    if effect.returns == "pandas.Series" and given.switched_on("expand"):  # s.str.split(",", expand=True)
        return FRAME
    if effect.returns in ("self", "same"):  # clone(model)
        return (base if effect.returns == "self" else (*given.positional, base)[0]).type
    if effect.returns == "item":
        return evaluator.element(base).type
    if effect.returns == EITHER:
        return as_given(base.type, evaluator.seen.calls[-1:], [value.type for value in given.all])
    if not effect.returns and effect.kind == "plot":
        return "plot"
    if effect.kind in ("metric", "report"):
        return shaped(effect.returns, given.keywords, given.off)
    if effect.rows == "aggregate" and not effect.returns:
        return number(evaluator.seen.calls[-1:], base.type, given)
    return framed(effect.returns, given)
