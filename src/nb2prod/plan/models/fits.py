"""Who fits and who predicts, also where a function of the notebook does it.

def fit(X, y): m = SVC(); m.fit(X, y); return m       model = fit(X, y) binds a fitted model
def ask(m, X): return m.predict(X)                    ask(model, X) predicts with it
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from weakref import WeakKeyDictionary

from nb2prod import knowledge
from nb2prod.knowledge.words import words
from nb2prod.model import Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import FUNCTION, Graph, in_function
from nb2prod.walking import children, walk

FAMILIES = (
    "sklearn.Classifier",
    "sklearn.Regressor",
    "sklearn.Clusterer",
    "sklearn.Detector",
    "sklearn.Pipe",
    "sklearn.Search",
    "keras.Model",
)
PREDICTING = ("predict", "fit_predict", "predict_proba", "decision_function")
FITTING = ("fit", "fit_predict", "partial_fit", "fit_generator")
TRAINING = ("train",)  # of models that are known by their protocol alone: they are trained, and predict
SCORING = ("score", "evaluate")
ANSWERS = (*PREDICTING, *SCORING, "forecast", "transform")
BASELINES = words("baselines")
ROUNDS = 4  # functions that call functions
Method = tuple[str, str, ast.Call]
CALLS = WeakKeyDictionary[ast.stmt, tuple[ast.Call, ...]]()  # asked some hundred times of each statement
METHODS = WeakKeyDictionary[ast.stmt, tuple[Method, ...]]()


def family(type_: str) -> bool:
    """Whether objects of the type are models."""
    return any(knowledge.is_a(type_, one) for one in FAMILIES)


def method_calls(statement: Statement) -> tuple[Method, ...]:
    """(receiver's name, method, call) of every method call on a plain name in the statement's own part."""
    found = METHODS.get(statement.node)
    if found is None:
        found = METHODS[statement.node] = tuple(_method_calls(statement))
    return found


def _method_calls(statement: Statement) -> Iterator[Method]:
    for node in _own_calls(statement):
        if isinstance(node.func, ast.Attribute):
            owner: ast.expr = node.func.value
            while True:
                match owner:
                    case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner, attr="best_estimator_"):
                        owner = inner  # SVC().fit(X).predict(X), search.best_estimator_.predict(X)
                    case _:
                        break
            if isinstance(owner, ast.Name):
                yield owner.id, node.func.attr, node


def _own_calls(statement: Statement) -> tuple[ast.Call, ...]:
    found = CALLS.get(statement.node)
    if found is None:
        found = CALLS[statement.node] = tuple(_calls(statement))
    return found


def _calls(statement: Statement) -> Iterator[ast.Call]:
    if isinstance(statement.node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
        return
    todo: list[ast.AST] = [statement.node]
    while todo:
        node = todo.pop(0)
        if isinstance(node, ast.Call):
            yield node
        todo += [c for c in children(node) if not isinstance(c, ast.stmt)]


def given_second(fit: ast.Call) -> ast.expr | None:
    """What a fit is to learn: `fit(X, y)`, `fit(X, y=y)`."""
    return next((k.value for k in fit.keywords if k.arg == "y"), fit.args[1] if len(fit.args) > 1 else None)


@dataclass
class Function:
    """What a function does with the models that it is handed, and which of its results are fitted."""

    node: ast.FunctionDef | ast.AsyncFunctionDef
    inside: list[Statement]
    fits: set[str] = field(default_factory=set)  # parameters
    asks: set[str] = field(default_factory=set)
    gives: set[int] = field(default_factory=set)  # places of the returned tuple; -1: the result itself

    def handed(self, call: ast.Call) -> dict[str, str]:
        """Parameter -> the plain name that it gets."""
        names = [arg.arg for arg in (*self.node.args.posonlyargs, *self.node.args.args)]
        found = {name: arg.id for name, arg in zip(names, call.args, strict=False) if isinstance(arg, ast.Name)}
        return found | {k.arg: k.value.id for k in call.keywords if k.arg and isinstance(k.value, ast.Name)}


class Fits:
    """Answers for one program."""

    def __init__(self, program: Program) -> None:
        """Functions defined once, at the top level."""
        self.program = program
        self.asking = _methods(program)
        self.trained = frozenset(_trained(program, self.asking))
        self.preparing = _preparing(program, self.asking)
        self.own = {s.node.name: s.node for s in program.statements if isinstance(s.node, ast.ClassDef)}
        self.made = {n: t for s in program.statements for n, t in s.facts.types if t.startswith("class:")}
        self.predicting = frozenset(name for name, methods in self.asking.items() if methods & {*PREDICTING})
        graph = Graph.of(program)
        top = [s for s in program.statements if isinstance(s.node, FUNCTION) and s.parent is None]
        names = [s.node.name for s in top if isinstance(s.node, FUNCTION)]
        self.functions: Mapping[str, Function] = {
            s.node.name: Function(s.node, [program.statements[i] for i in graph.inside(s.id)])
            for s in top
            if isinstance(s.node, FUNCTION) and names.count(s.node.name) == 1
        }
        for _ in range(ROUNDS):
            if not any([self._learn(function) for function in self.functions.values()]):
                break

    @staticmethod
    @lru_cache(maxsize=1)  # learned, preparing, parameters and others ask it of the program at hand
    def of(program: Program) -> Fits:
        """The answers for `program`, worked out once."""
        return Fits(program)

    def _learn(self, function: Function) -> bool:
        before = (len(function.fits), len(function.asks), len(function.gives))
        given = {arg.arg for arg in walk(function.node.args) if isinstance(arg, ast.arg)}
        fitted = {name for s in function.inside for name in self.fitted(s)}
        function.fits |= fitted & given
        function.asks |= {name for s in function.inside for name in self.asked(s)} & given
        for statement in function.inside:
            value = statement.node.value if isinstance(statement.node, ast.Return) else None
            parts = enumerate(value.elts) if isinstance(value, ast.Tuple) else [(-1, value)]
            function.gives |= {n for n, part in parts if _is_fitted(part, fitted, statement)}
            direct = value.func if isinstance(value, ast.Call) else None  # return train(X, y)
            if isinstance(direct, ast.Name) and direct.id in self.functions:
                function.gives |= self.functions[direct.id].gives
        return before != (len(function.fits), len(function.asks), len(function.gives))

    def fitted(self, statement: Statement) -> list[str]:
        """Names that hold a freshly fitted model after the statement."""
        types = statement.facts.calls
        found = [
            held
            for name, method, call in method_calls(statement)
            if (method in FITTING and name in statement.facts.mutates - self.preparing and _can_predict(types))
            or (method in TRAINING and name in self.trained)
            for held in self._held(name, statement, call)
            if not _parts(statement, call)
        ]
        if isinstance(statement.node, ast.Assign) and any(call.endswith(".fit") for call in types):
            found += [n for n, t in statement.facts.types if family(t) or (t in ("", "?") and n in self.predicting)]
            found += [
                n for n in sorted(statement.facts.binds & self.predicting) if n not in dict(statement.facts.types)
            ]
        found += [one for name in found for one in self._gone_through(name, statement)]
        return [*found, *self._of_own_class(statement), *self._through(statement)]

    def _gone_through(self, name: str, statement: Statement) -> list[str]:
        """What a variable stands for in `for m in (a, b): m.fit(X, y)`."""
        _, *around = outwards(self.program.statements, statement)
        for each in around:
            match each.node:
                case ast.For(target=ast.Name(id=variable), iter=ast.Tuple(elts=parts) | ast.List(elts=parts)):
                    if variable == name:
                        return [part.id for part in parts if isinstance(part, ast.Name)]
        return []

    def _held(self, name: str, statement: Statement, call: ast.Call) -> list[str]:
        """What is fitted by `name.fit(...)`: the object, what it gives back, or what a trainer is handed."""
        if self._described(name, statement) or self._given_back(name, statement, call):
            return sorted(statement.facts.binds)
        trains = getattr(call.func, "attr", "") == "fit" and name not in self.predicting  # trainer.fit(model, data)
        if trains and any(made.endswith("Trainer") for made in self._made_by(name, statement)):
            given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "model")]
            return [part.id for part in given if isinstance(part, ast.Name)] or [name]
        return [name]

    def _made_by(self, name: str, statement: Statement) -> tuple[str, ...]:
        """The calls of the statement that bound the name last."""
        before = (s for s in self.program.statements[: statement.id] if name in s.facts.binds)
        binder = next(reversed([*before]), None)
        return binder.facts.calls if binder is not None else ()

    def _described(self, name: str, statement: Statement) -> bool:
        """Whether it is a model as statistics or Spark write it down: what its `fit` returns is the fitted one."""
        calls = self._made_by(name, statement)
        known = (call.startswith(("statsmodels.", "pyspark.")) and _is_class(call) for call in calls)
        return any(known) or "arch.arch_model" in calls

    def _given_back(self, name: str, statement: Statement, call: ast.Call) -> bool:
        """Whether the fitted one is what `fit` of an unknown library gives: it is asked, and `name` never is."""
        if getattr(statement.node, "value", None) is not call or self.asking.get(name, set()) & {*ANSWERS}:
            return False
        unknown = all(t in ("", "?") for s in self.program.statements for n, t in s.facts.types if n == name)
        return unknown and any(self.asking.get(bound, set()) & {*ANSWERS} for bound in statement.facts.binds)

    def _of_own_class(self, statement: Statement) -> list[str]:
        """Objects of own classes that predict, after a method that learns: `t = Trainer(m).run(X, y)`."""
        called = [call.rpartition(".") for call in statement.facts.calls if call.startswith("class:")]
        learning = {owner for owner, _, method in called if self._learns(owner.removeprefix("class:"), method)}
        receivers = {name for name, _, _ in method_calls(statement)}
        return [n for n in sorted(statement.facts.binds | receivers) if self.made.get(n) in learning]

    def _learns(self, name: str, method: str) -> bool:
        """Whether a method of a class that predicts keeps something in the object, or fits what it holds."""
        node = self.own.get(name)
        methods = {f.name: f for f in node.body if isinstance(f, FUNCTION)} if node is not None else {}
        if not {*methods} & {*PREDICTING} or method in (*PREDICTING, *SCORING, "__init__") or method not in methods:
            return False
        parts = [*walk(methods[method])]
        keeps = (p for p in parts if isinstance(p, ast.Attribute) and isinstance(p.ctx, ast.Store))
        fits = (p for p in parts if isinstance(p, ast.Attribute) and p.attr in FITTING)
        return any(True for _ in (*keeps, *fits))

    def _through(self, statement: Statement) -> list[str]:
        found: list[str] = []
        for call, function in self._called(statement):
            found += [name for parameter, name in function.handed(call).items() if parameter in function.fits]
            if not isinstance(statement.node, ast.Assign) or statement.node.value is not call:
                continue
            for target in statement.node.targets:
                if isinstance(target, ast.Name) and -1 in function.gives:
                    found.append(target.id)
                elif isinstance(target, ast.Tuple):
                    parts = [part for n, part in enumerate(target.elts) if n in function.gives]
                    found += [part.id for part in parts if isinstance(part, ast.Name)]
        known = dict(statement.facts.types)
        return [name for name in found if known.get(name, "") in ("", "?") or family(known[name])]

    def collected(self, statement: Statement) -> list[str]:
        """What holds several models: `models[k] = SVC().fit(X, y)`, `each.append(m.fit(X))`, `models[k].fit(X, y)`."""
        node = statement.node
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=name))], value=value):
                return [name] if _is_fitted(value, set(), statement) else []
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[value])):
                return [name] if _is_fitted(value, set(), statement) else []
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=ast.Subscript(value=ast.Name(id=name)), attr=method))
            ):
                return [name] if method in FITTING and self._asked_by_key(name) else []
        return []

    def _asked_by_key(self, holder: str) -> bool:
        """Whether one of the models that it holds predicts: `models["svm"].predict(X)`; a dict of scalers does not."""
        parts = (part for s in self.program.statements for part in walk(s.node) if isinstance(part, ast.Attribute))
        asked = (p.value.value for p in parts if p.attr in PREDICTING and isinstance(p.value, ast.Subscript))
        return any(isinstance(held, ast.Name) and held.id == holder for held in asked)

    def asked(self, statement: Statement) -> list[str]:
        """Names whose object predicts in the statement."""
        found = [name for name, method, _ in method_calls(statement) if method in PREDICTING]
        for call, function in self._called(statement):
            found += [name for parameter, name in function.handed(call).items() if parameter in function.asks]
        return found

    def feeding(self, fits: Sequence[tuple[str, Statement]], saved: Collection[str]) -> set[str]:
        """Those that only make rows for the rest: `lda.transform(X)`, of which neighbors learn, or labels as a column.

        And those that learn nothing of the columns: the rest is held against a `DummyClassifier`.

        `saved`: models that the notebook writes down, whatever learns from their labels.
        """
        models = {name for name, _ in fits}
        making = {n for n in models if self.asking.get(n, set()) & {"transform", "fit_transform"}}
        found = {n for n in making if not self.asking[n] & {*PREDICTING, *SCORING}}
        found |= (self._labelling(fits) | self._baselines() & models) - {*saved}
        return found if models - found else set()

    def _baselines(self) -> set[str]:
        """Names of models that say the same of each row."""
        kinds = [(name, kind.rpartition(".")[2]) for s in self.program.statements for name, kind in s.facts.types]
        found = {name for name, kind in kinds if kind in BASELINES}
        return found - {name for name, kind in kinds if kind not in BASELINES}

    def _labelling(self, fits: Sequence[tuple[str, Statement]]) -> set[str]:
        """Clusterers that a model with a target learns from: `df["group"] = kmeans.fit_predict(df)`."""
        kinds = [(name, kind) for s in self.program.statements for name, kind in s.facts.types if name and kind]
        found = {name for name, kind in kinds if knowledge.is_a(kind, "sklearn.Clusterer")}
        found -= {name for name, kind in kinds if not knowledge.is_a(kind, "sklearn.Clusterer")}
        told = [
            s
            for name, s in fits
            if name not in found and any(given_second(c) for _, m, c in method_calls(s) if m == "fit")
        ]
        behind = frozenset().union(*(Graph.of(self.program).behind(s.id) for s in told))
        return {name for name in found if any(s.id in behind for n, s in fits if n == name)}

    def through(self, statement: Statement, name: str) -> str:
        """The function of the notebook that fits `name` in the statement, or ""."""
        if name not in self._through(statement):
            return ""
        return next((function.node.name for _, function in self._called(statement)), "")

    def _called(self, statement: Statement) -> Iterator[tuple[ast.Call, Function]]:
        for call in _own_calls(statement):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name in self.functions and name in statement.facts.calls:  # not a variable of that name
                yield call, self.functions[name]


def _parts(statement: Statement, fit: ast.Call) -> bool:
    """`train, test = loader.fit(0.8, 0.2)`: no model hands out several things."""
    node = statement.node
    return isinstance(node, ast.Assign) and node.value is fit and isinstance(node.targets[0], ast.Tuple)


def _is_class(call: str) -> bool:
    return call.rpartition(".")[2][:1].isupper()


def _is_fitted(value: ast.expr | None, fitted: set[str], statement: Statement) -> bool:
    match value:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id=name), attr="best_estimator_"):
            return name in fitted
        case ast.Call(func=ast.Attribute(attr=method)) if method in ("fit", "partial_fit"):
            return _can_predict(statement.facts.calls)
    return False


def _can_predict(calls: tuple[str, ...]) -> bool:
    owners = [call.rpartition(".")[0] for call in calls if call.rpartition(".")[2] in FITTING]
    return any(owner in ("?", "") or owner.startswith("class:") or family(owner) for owner in owners)


def _methods(program: Program) -> dict[str, set[str]]:
    """The methods that are called on each name outside of functions."""
    methods: dict[str, set[str]] = {}
    for statement in program.statements:
        if not in_function(program, statement):
            for name, method, _ in method_calls(statement):
                methods.setdefault(name, set()).add(method)
    return methods


def _preparing(program: Program, methods: Mapping[str, set[str]]) -> frozenset[str]:
    """Names of objects that only transform: `match = MatchVariables(); match.fit(train)`.

    Of an unknown kind, or a pipeline: one that ends in a model has no `transform`.
    """
    every = {(n, t) for s in program.statements for n, t in s.facts.types if t not in ("", "?")}
    plain = {(n, type_) for n, type_ in every if not type_.endswith(".Pipeline")}
    known = {n for n, type_ in plain if not knowledge.is_a(type_, "sklearn.Transformer") or family(type_)}
    asked = {*PREDICTING, *SCORING}
    only = {n for n, found in methods.items() if found & {"transform", "fit_transform"} and not found & asked}
    return frozenset(only - known)


def _trained(program: Program, methods: Mapping[str, set[str]]) -> set[str]:
    """Names of objects of an unknown kind that are trained and then asked: `gbm.train(x=X)`, `gbm.predict(X)`."""
    known = {n for s in program.statements for n, type_ in s.facts.types if type_ not in ("", "?")}
    imported = {item.name for item in program.imports}
    asked = {name for name, found in methods.items() if found & {*TRAINING} and found & {*PREDICTING}}
    return asked - known - imported
