"""The calls of the kept statements, with what they call: what every heuristic on calls goes through."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from nb2prod import knowledge
from nb2prod.model import Effect, Program, Span, Statement
from nb2prod.nesting import DEFINING
from nb2prod.nesting import within as lies_in
from nb2prod.plan.cutting.functions import hoisted_imports
from nb2prod.plan.graph import in_function
from nb2prod.walking import children, walk

NEVER = {
    "verbose", "axis", "inplace", "index", "columns", "header", "names", "how", "on", "dtype", "subset", "drop", "by",
    "n_jobs", "stratify", "average", "copy", "ascending", "index_col", "usecols", "parse_dates", "scoring",
    "return_train_score", "input_shape", "input_dim", "name", "labels", "target_names", "pos_label", "engine", "mode",
    "sparse", "sparse_output", "handle_unknown", "drop_first", "prefix", "orient", "lines", "low_memory", "error_score",
    "refit", "compress", "prefit", "categories", "return_X_y", "as_frame", "verbosity", "silent", "score_tree_interval",
    "use_label_encoder", "variables", "cols", "cat_features", "warm_start", "thread_count", "nthread", "num_threads",
    "allow_writing_files", "logging_level", "workers", "num_workers", "use_multiprocessing", "pin_memory", "cache_size",
    "memory", "enable_categorical", "remainder", "return_object", "missing_only", "regression", "pre_dispatch",
}  # fmt: skip


DRAWING = re.compile(r"_?(?:plot|animate|show|visuali[sz]e|display)(?:_|$)")
CALLS = WeakKeyDictionary[ast.stmt, tuple[ast.Call, ...]]()  # each heuristic asks for them
EPOCHS = "Number of epochs, of steps_per_epoch batches each."
OPTIMIZERS = ("keras.optimizers.", "torch.optim.")  # their arguments are settings of the training


@dataclass(frozen=True)
class Site:
    """One call outside the notebook's own functions; `qualified` is "" for a method, `method` "" for a function."""

    statement: Statement
    call: ast.Call
    qualified: str
    effect: Effect | None
    method: str

    @property
    def origin(self) -> str:
        """The last part of what is called."""
        return (self.qualified or self.method).rpartition(".")[2]

    @property
    def called(self) -> str:
        """The last part of what is called, also where it is the notebook's own."""
        return self.origin or (self.call.func.id if isinstance(self.call.func, ast.Name) else "")

    @property
    def beside(self) -> int:
        """Which of several that are made in one list it is, 0 for none: `[SVC(C=2), Ridge(alpha=9)]`."""
        lists = (part.elts for part in walk(self.statement.node) if isinstance(part, ast.List | ast.Tuple | ast.Set))
        made = ([each for each in parts if isinstance(each, ast.Call)] for parts in lists)
        return next((calls.index(self.call) + 1 for calls in made if self.call in calls and len(calls) > 1), 0)

    def arguments(self) -> Iterator[tuple[str, ast.expr]]:
        """Each argument with its keyword; "" where a positional one has no known name."""
        names = self.effect.parameters if self.effect is not None else ()
        for index, node in enumerate(self.call.args):
            yield names[index] if index < len(names) else "", node
        yield from ((given.arg, given.value) for given in self.call.keywords if given.arg)


def imported(program: Program, bound: dict[str, list[int]]) -> dict[str, str]:
    """Names that stand for one import and nothing else, with what they name: {"np": "numpy"}."""
    hoisted = hoisted_imports(program, bound)
    found = [item for item in program.imports if item.name in hoisted]
    whole = {item.name for item in found if not item.attribute and item.name == item.module.partition(".")[0]}
    return {item.name: item.name if item.name in whole else item.qualified for item in found}


def sites(program: Program, kept: list[Statement], bound: dict[str, list[int]]) -> Iterator[Site]:
    """Every call of every kept statement outside the notebook's own functions, in order."""
    imports = imported(program, bound)
    for statement in kept:
        if isinstance(statement.node, DEFINING) or in_function(program, statement):
            continue
        for call in _calls(statement.node):
            called = qualified(call.func, imports)
            effect = knowledge.function(called) if called else None
            method = call.func.attr if isinstance(call.func, ast.Attribute) and effect is None else ""
            yield Site(statement, call, called, effect, method)


def draws(site: Site) -> bool:
    """Whether the call shows something, by its name: `animate_sgd(learning_rate=0.1)`."""
    return bool(DRAWING.match(site.called))


def tunable(site: Site, keyword: str | None) -> bool:
    """Whether the call makes a model or a transformer, and the keyword is one of its hyperparameters."""
    returns = site.effect.returns if site.effect is not None else ""
    if keyword is None or keyword in NEVER:
        return False
    return knowledge.is_a(returns, "sklearn.Estimator") or site.qualified.startswith(OPTIMIZERS)


def meaning_of(site: Site, called: str, keyword: str) -> str:
    """What is known of the argument; an epoch of so many batches is no pass over the data."""
    told = {k.arg: k.value for k in site.call.keywords}.get("steps_per_epoch")
    counted = keyword == "epochs" and told is not None and not (isinstance(told, ast.Constant) and told.value is None)
    return EPOCHS if counted else knowledge.help_for(called, keyword)


def literal(node: ast.expr) -> object:
    """The value of a plain literal; None where it is none."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    return None


def product(node: ast.expr) -> int | float | None:
    """The number that a product of plain numbers is, `3600 * 5`; None where it is none."""
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            first, second = product(left), product(right)
            return None if first is None or second is None else first * second
    return None


def numbers(node: ast.expr) -> object:
    """The tuple or list of plain numbers that the expression is, `(100, 50)`; None where it is none."""
    values = [literal(part) for part in node.elts] if isinstance(node, (ast.Tuple, ast.List)) else []
    if not values or any(type(value) not in (int, float) for value in values):
        return None
    return values if isinstance(node, ast.List) else tuple(values)


def texts(node: ast.expr) -> object:
    """The list of plain texts that the expression is, `["AAPL", "MSFT"]`; None where it is none."""
    values = [literal(part) for part in node.elts] if isinstance(node, ast.List) else []
    return values if values and all(type(value) is str for value in values) else None


def within(place: tuple[int, Span], spans: Iterable[tuple[int, Span]]) -> bool:
    """Whether the place lies in one of those."""
    cell, span = place
    return any(at == cell and lies_in(span, outer) for at, outer in spans)


def plain(value: object) -> bool:
    """Whether YAML can say it: texts, numbers, flags, and lists and mappings of them."""
    if isinstance(value, list):
        return all(plain(part) for part in value)
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(plain(part) for part in value.values())
    return value is None or isinstance(value, (str, int, float, bool))


def _calls(node: ast.stmt) -> tuple[ast.Call, ...]:
    """Calls in the statement's own part: nested statements have their turn."""
    if node not in CALLS:
        todo: list[ast.AST] = [node]
        for current in todo:
            todo += [c for c in children(current) if not isinstance(c, (ast.stmt, ast.Lambda, ast.excepthandler))]
        CALLS[node] = tuple(part for part in todo if isinstance(part, ast.Call))
    return CALLS[node]


def qualified(node: ast.expr, imports: dict[str, str]) -> str:
    """The full name of what is called, in today's spelling; "" for what is no import."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    if node.id not in imports:
        return f"builtins.{node.id}" if not parts and node.id == "open" else ""
    return knowledge.canonical(".".join([imports[node.id], *reversed(parts)]))
