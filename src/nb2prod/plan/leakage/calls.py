"""Calls: functions of libraries, of the notebook and of Python itself."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.plan.leakage import expressions, methods, statements
from nb2prod.plan.leakage.state import DEEPEST, Search, Use
from nb2prod.plan.leakage.values import Cut, Held, Training, either, mixed, part, table
from nb2prod.plan.leakage.words import (
    BESIDE,
    BINNING,
    EXTREMES,
    FORMS,
    JOINED,
    LISTING,
    NUMPY_EXTREMES,
    NUMPY_STATISTICS,
    SCALING,
    SPLITTERS,
    TABLES_OF_GROUPS,
    TRAINERS,
)
from nb2prod.walking import walk

CROSS_VALIDATED = ("cross_val_score", "cross_validate", "cross_val_predict")
WRAPPED = ("make_pipeline", "make_column_transformer", "make_union")


@dataclass(frozen=True)
class Given:
    """The arguments of a call."""

    node: ast.Call
    args: list[Held]
    keywords: dict[str, Held]

    @property
    def all(self) -> list[Held]:
        """Every one of them."""
        return [*self.args, *self.keywords.values()]

    def get(self, position: int, *names: str) -> Held:
        """An argument by its place or one of its names."""
        if 0 <= position < len(self.args):
            return self.args[position]
        return next((self.keywords[name] for name in names if name in self.keywords), Held())


def called(search: Search, node: ast.Call) -> Held:
    """What a call gives, with what it does to its receiver and its arguments."""
    name = search.qualified(node.func)
    keywords = {k.arg: expressions.value(search, k.value) for k in node.keywords if k.arg}
    given = Given(node, [expressions.value(search, arg) for arg in node.args], keywords)
    if name:
        return _library(search, name, given)
    if isinstance(node.func, ast.Name):
        own = search.env.get(node.func.id)
        if own is not None and own.kind == "function":
            return own_function(search, own, given.args, given.keywords)
        if own is None:
            return _builtin(search, node.func.id, given)
        return Held(mixed(given.all).rows, mixed(given.all).traces, plain=False)
    if isinstance(node.func, ast.Attribute):
        return methods.method(search, node.func, given)
    return Held(mixed(given.all).rows, mixed(given.all).traces, plain=False)


def _library(search: Search, name: str, given: Given) -> Held:
    last, module = name.rpartition(".")[2], name.partition(".")[0]
    first = given.get(0, "data", "x", "a", "X", "df")
    effect = knowledge.function(name)
    if effect is not None and effect.role == "load":
        loaded = frozenset({(f"load {search.place} {given.node.col_offset}", frozenset[Cut]())})
        return Held(loaded, whole=module == "pandas", kind="loaded")
    if last == "train_test_split":
        return _split(search, given)
    if last in CROSS_VALIDATED:
        return _cross_validated(search, given)
    if name in TRAINERS:
        rows = given.get(1, "dtrain", "train_set")
        return Held(made=last, training=training(search, rows, Held()))
    if last in JOINED and module in ("pandas", "numpy", "scipy"):
        return joined(first, given.get(1, "axis") if module == "pandas" else given.keywords.get("axis"), last)
    if last == "resample" and module == "sklearn":
        return _resampled(search, given, first)
    if first.rows and not first.single and _learns(search, last, module, given):
        trace = search.trace(given.node, first)
        kept = last in SCALING or last in BINNING
        return table(first, traces=first.all_traces | {trace}) if kept else Held(traces=frozenset({trace}))
    if last in TABLES_OF_GROUPS:
        return Held()
    if last in FORMS:
        whole = module in ("pandas", "xgboost", "lightgbm", "numpy", "scipy")
        return table(first, plain=first.plain and whole, cut=first.cut)
    if last in SPLITTERS:
        return Held(made=last, parts=[folds(search)])  # old ones are looped over themselves
    if last[:1].isupper() or last in WRAPPED:
        return Held(made=last, listing=_only_lists(last, given), plain=True)
    found = mixed(given.all)
    found.plain = found.plain and module in ("numpy", "pandas")
    return found


def _learns(search: Search, last: str, module: str, given: Given) -> bool:
    if last in SCALING and module == "sklearn":
        return True
    if last in BINNING and module == "pandas":
        return isinstance(given.get(1, "bins", "q").literal, int)
    axis = given.get(1, "axis").literal
    if module == "numpy" and axis != 1:
        return last in NUMPY_STATISTICS or (last in NUMPY_EXTREMES and divides(search))
    return False


def divides(search: Search) -> bool:
    """Whether the statement divides: there a smallest and a largest value scale all others."""
    statement = search.program.statements[search.place].node
    return any(isinstance(part, ast.Div) for part in walk(statement))


def _only_lists(name: str, given: Given) -> bool:
    if name in LISTING:
        return True
    if name.endswith("Imputer") and given.get(-1, "strategy").literal == "constant":
        return True
    made = [part for argument in given.all for part in _made(argument)]
    return bool(made) and all(part.listing for part in made)


def _made(held: Held) -> list[Held]:
    found = [held] if held.made else []
    return found + [inner for part in held.parts or () for inner in _made(part)]


def _split(search: Search, given: Given) -> Held:
    """One random split; two with the same seed and sizes part rows in the same way."""
    sizes = {k.arg or "": k.value for k in given.node.keywords}
    seed = sizes.get("random_state")
    known = {name: ast.unparse(sizes[name]) for name in ("test_size", "train_size", "random_state") if name in sizes}
    fixed = seed is not None and not (isinstance(seed, ast.Constant) and seed.value is None)
    key = f"split {known}" if fixed else f"split {search.place}"
    while any(key in dict(cuts) for held in given.args for _, cuts in held.rows):
        key += "+"
    parts = []
    for held in given.args:
        parts += [table(held, rows=part(held.rows, (key, n)), cut=(key, n), column=held.column) for n in (0, 1)]
    return Held(parts=parts)


def folds(search: Search) -> Held:
    """Positions of the rows of training and of the others, as a splitter gives them in each turn."""
    name = f"folds {search.place}"
    return Held(parts=[Held(kind="index", cut=(name, 0)), Held(kind="index", cut=(name, 1))])


def _cross_validated(search: Search, given: Given) -> Held:
    model, rows = given.get(0, "estimator"), given.get(1, "X")
    name = f"folds {search.place}"
    train, test = (table(rows, rows=part(rows.all_rows, (name, number))) for number in (0, 1))
    found = training(search, train, given.get(2, "y"))
    search.uses.append(Use.of(*search.asked(model), found, test))
    return Held(rows.rows, plain=False)


def _resampled(search: Search, given: Given, first: Held) -> Held:
    replaced = given.get(-1, "replace").literal
    traces = frozenset() if replaced is False else frozenset({search.trace(given.node, first, copies=True)})
    made = [table(held, traces=held.traces | traces) for held in given.args]
    return Held(parts=made) if len(made) > 1 else made[0] if made else Held()


def joined(tables: Held, axis: Held | None, how: str) -> Held:
    """Tables below each other hold the rows of all, beside each other those of the first."""
    parts = tables.parts if tables.parts is not None else [tables]
    if how in BESIDE or (axis is not None and axis.literal in (1, -1, "columns")):
        return mixed(parts)
    found = mixed(parts)
    found.rows = frozenset().union(*(held.all_rows for held in parts))
    for held in parts:
        for name, traces in held.columns.items():
            found.columns[name] = found.columns.get(name, frozenset()) | traces
    found.traces = frozenset().union(*(held.traces for held in parts))
    return found


def training(search: Search, rows: Held, target: Held) -> Training:
    """A model is fitted on rows."""
    names = [target.column] if target.column else []
    leaky = bool(names) and target.rows == rows.rows and bool(rows.rows) and rows.has(names[0])
    return Training(search.place, rows.all_rows, rows.all_traces, target.column, leaky, rows.plain)


def _builtin(search: Search, name: str, given: Given) -> Held:
    first = given.get(0)
    if name in ("len", "print", "range", "type", "isinstance", "str", "int", "open"):
        return Held()
    if name == "enumerate":
        inner = first.parts if first.parts and first.keys is None else [expressions.items_of(first)]
        return Held(parts=[Held(parts=[Held(), one]) for one in inner])
    if name == "zip":
        lists = [held.parts if held.parts else [expressions.items_of(held)] for held in given.args]
        return Held(parts=[Held(parts=list(turn)) for turn in zip(*lists, strict=False)])
    if name in ("list", "tuple", "sorted", "reversed", "iter"):
        return first
    if name in EXTREMES and first.single:
        return mixed([first])
    if name in EXTREMES and not (first.rows and divides(search)):
        return Held()
    if name in EXTREMES:
        return Held(traces=frozenset({search.trace(given.node, first)}))
    return mixed(given.all)


def own_function(search: Search, function: Held, args: list[Held], keywords: dict[str, Held]) -> Held:
    """Go through a function of the notebook with what it is given."""
    node = function.node
    if search.depth >= DEEPEST or not isinstance(node, (ast.FunctionDef, ast.Lambda)):
        return Held(mixed([*args, *keywords.values()]).rows, mixed(args).traces, plain=False)
    before, place, returned = search.env, search.place, search.returned
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]]
    local = dict(before)
    defaults = dict(zip(names[::-1], node.args.defaults[::-1], strict=False))
    for name in names:
        local[name] = expressions.value(search, defaults[name]) if name in defaults else Held(plain=False)
    local.update(zip(names, args, strict=False))
    local.update({name: held for name, held in keywords.items() if name in names})
    if not search.depth:
        search.outside, search.names = place, before
    search.env, search.depth, search.returned = local, search.depth + 1, []
    if isinstance(node, ast.Lambda):
        search.returned.append(expressions.value(search, node.body))
    else:
        statements.execute(search, node.body)
    results = search.returned
    search.env, search.place, search.depth, search.returned = before, place, search.depth - 1, returned
    found = results[0] if results else Held()
    for one in results[1:]:
        found = _alike(found, one)
    return found


def _alike(one: Held, other: Held) -> Held:
    if one.parts and other.parts and len(one.parts) == len(other.parts):
        return Held(parts=[either(a, b) for a, b in zip(one.parts, other.parts, strict=True)])
    return either(one, other)
