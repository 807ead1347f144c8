"""One thing that a statement does, as a clause of a sentence, and the short names that expressions get in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nb2prod.listing import in_a_row
from nb2prod.model import Statement
from nb2prod.walking import last_of, walk

MODULES = frozenset("np pd numpy pandas tf torch scipy sparse jnp cp pl xr sm".split())
SAME_VALUES = frozenset({"DataFrame", "Series", "array", "asarray"})  # they put values into another form
HOLDING = frozenset({"Pipeline", "make_pipeline", "ColumnTransformer", "make_column_transformer", "FeatureUnion"})
SEVERAL = 6  # things that are named beside what a clause is about
AGAIN = "again and again"  # how rows are split by a loop over folds
FOLDS = "fold by fold"  # how models are cross-validated by hand
SEARCH = "search parameters of"  # the verb of a search
LABEL = re.compile(r"^y(?:_|$|test|train|val)|^(?:train|tr|test|te|val|valid|dev)_?y$|label|target", re.IGNORECASE)
TARGET = ("the target",)  # what is encoded where only labels are
RESULT = ""  # made by what logs a value that the project keeps under a name of its own
PARTS = ("values", "loc", "iloc", "T", "at", "iat", "array")  # of a frame: the frame all the same
SAME = ("ravel", "to_numpy", "reshape", "copy", "astype", "squeeze", "flatten", "tolist", "to_frame")


@dataclass(frozen=True)
class Clause:
    """`verb things rest`, as in "fit", ("SVC",), "on X_train"; `weight` says how much it tells, 0 next to nothing."""

    verb: str
    things: tuple[str, ...]
    rest: str = ""
    weight: int = 1
    general: bool = False  # it says nothing that a clause with the same verb does not say better
    given: tuple[str, ...] = ()  # what a function that is called is called on
    made: tuple[str, ...] = ()  # the names of the notebook that it accounts for, said or not

    def said(self) -> str:
        """The clause in words."""
        if self.verb == "log":
            return f"log {listed(self.given or self.things, SEVERAL)}"
        verb = self.verb.removesuffix("s") if self.verb == "drop columns" and len(self.things) == 1 else self.verb
        on = f"on {listed(self.given)}" if self.given and len(self.things) == 1 and self.verb == "call" else ""
        said = " ".join(part for part in (verb, listed(self.things, SEVERAL), on) if part)
        does = self.rest.replace("s a model", " models") if len(self.things) > 1 else self.rest
        return f"{said}, {does}" if does.startswith("which ") else f"{said} {self.rest}".rstrip()


def listed(things: tuple[str, ...], most: int | None = None) -> str:
    """Things in a row: "a, b and c"; of more than `most` only the first ones, "and others"."""
    if most is not None and len(things) > most:
        return in_a_row((*things[: most - 1], "others"))
    return in_a_row(things)


def targets(statement: Statement) -> tuple[str, ...]:
    """The names that an assignment binds, in their order."""
    match statement.node:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            parts = walk(target) if isinstance(target, ast.Tuple | ast.List) else [target]
            stored = [part.id for part in parts if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]
            return tuple(name for name in stored if name != "_")
    return ()


def touched(statement: Statement, own: Collection[str]) -> frozenset[str]:
    """The names whose values a statement makes or changes; `own`: names that the step itself binds.

    Of `own["share"] = own.n / len(df)` only that one; of what came from elsewhere all that may be the same object.
    """
    facts = statement.facts
    match statement.node:
        case ast.Assign(targets=[ast.Subscript() | ast.Attribute() as target]) | ast.AugAssign(target=target):
            root = innermost(target).partition(".")[0]
        case ast.Delete(targets=[ast.Subscript() as target]):  # del df["y"]: what was taken from it stays
            return frozenset({innermost(target).partition(".")[0]})
        case ast.Expr(value=ast.Call(func=ast.Attribute() as target)):
            root = innermost(target).partition(".")[0]
        case ast.Assign(targets=[ast.Tuple(elts=elts)]) if any(isinstance(part, ast.Subscript) for part in elts):
            roots = {innermost(part).partition(".")[0] for part in elts if isinstance(part, ast.Subscript)}
            return facts.binds | roots
        case ast.Assign(value=ast.Call(func=ast.Attribute(attr=attr) as target)) if attr.startswith("fit"):
            return facts.binds | {innermost(target).partition(".")[0]} & facts.mutates
        case ast.Assign():
            return facts.binds
        case _:
            root = ""
    return facts.binds | ({root} if root in own else facts.mutates)


def of_labels(statement: Statement) -> bool:
    """Whether the target, and nothing else, is what a statement makes: `y = data["species"].factorize()[0]`."""
    return bool(targets(statement)) and all(map(LABEL.search, targets(statement)))


def constructs(call: ast.Call, known: Collection[str]) -> bool:
    """Whether a class is called, `known` being what is imported: `Net()`, `nn.Linear(2)`; no `helper.FastNet(2)`."""
    owner = innermost(call.func.value).partition(".")[0] if isinstance(call.func, ast.Attribute) else ""
    return last_of(call)[:1].isupper() and (not isinstance(call.func, ast.Attribute) or owner in known)


def set_up(value: ast.expr) -> ast.expr:
    """The call that makes an object, without what it is told at once: `make_pipeline(a, b).set_output(...)`."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Call() as made, attr="set_output")):
            return made
    return value


def maker_of(statement: Statement) -> str:
    """What an assignment's value is called with, as `last_of` has it; "" where it is no call."""
    match statement.node:
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return last_of(value)
    return ""


def calls_of(node: ast.AST) -> list[ast.Call]:
    """All calls in the order in which they are evaluated: inner ones first."""
    found = [part for part in walk(node) if isinstance(part, ast.Call)]
    return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def plain_calls(statements: Iterable[Statement]) -> list[str]:
    """What bare statements call that print nothing: `show_task(7)`."""
    nodes = [s.node for s in statements if isinstance(s.node, ast.Expr) and s.facts.display != "print"]
    calls = (ast.unparse(call.func) for node in nodes for call in calls_of(node))
    return [call for call in dict.fromkeys(calls) if re.fullmatch(r"[\w.]+", call)]


def repeated(node: ast.AST) -> bool:
    """Whether something in the statement stands in a comprehension."""
    return any(isinstance(p, ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp) for p in walk(node))


def text_of(node: ast.expr) -> str:
    """A short name for an expression: the variable, or the column, that it stands for; "" where it is no plain one."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Subscript(value=ast.Name() | ast.Attribute(), slice=ast.Constant(value=str(key))) if (
            key.isidentifier()
        ):
            return key
        case ast.Attribute(value=inner, attr=attr) if attr in PARTS:
            return text_of(inner)
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            return f"{name}.{attr}"
        case ast.Call(func=ast.Attribute(value=inner, attr=attr), args=args) if attr in SAME:
            return text_of(args[0] if isinstance(inner, ast.Name) and inner.id in MODULES and args else inner)
        case ast.Subscript(value=inner):
            return text_of(inner)
    return ""


def source_of(node: ast.expr) -> str:
    """The variable that an expression takes its rows from: `data.drop("y", axis=1)` and `data["y"]` from `data`."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name)), args=[first, *_]) if name in MODULES:
            return source_of(first)  # np.array(X)
        case ast.Call(func=ast.Attribute(attr="transform" | "fit_transform"), args=[given, *_]):
            return source_of(given)  # scaler.transform(X)
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return source_of(inner)
        case ast.BinOp(left=left):
            return source_of(left)
    return ""


def deferred(node: ast.AST) -> set[str]:
    """What is called by none but functions that are kept for later: `models = {"ridge": lambda x: fit(x)}`."""
    value = getattr(node, "value", None)
    kept = [part for part in walk(value) if isinstance(part, ast.Lambda)] if isinstance(value, ast.Dict) else []
    later = [call for part in kept for call in calls_of(part)]
    return {last_of(c) for c in later} - {last_of(c) for c in calls_of(node) if c not in later}


def looped_over(statements: Iterable[Statement]) -> dict[str, str]:
    """Variable of a loop -> what is looped over: `for tree, rows in zip(forest, parts)`."""
    found: dict[str, str] = {}
    for statement in statements:
        if not isinstance(statement.node, ast.For):
            continue
        target, given = statement.node.target, statement.node.iter
        while isinstance(given, ast.Call) and last_of(given) in ("enumerate", "tqdm") and given.args:
            given = given.args[0]
            target = target.elts[-1] if isinstance(target, ast.Tuple) else target
        parts = given.args if isinstance(given, ast.Call) and last_of(given) == "zip" else [given]
        names = target.elts if isinstance(target, ast.Tuple) and len(parts) > 1 else [target]
        for name, part in zip(names, parts, strict=False):
            if isinstance(name, ast.Name) and isinstance(part, ast.Name):
                found[name.id] = part.id
    return found


def innermost(node: ast.expr) -> str:
    """The name that a chain of calls and attributes begins with: `h2o.cluster()`."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def variables(node: ast.expr) -> Iterator[str]:
    """Variables that an expression is about: no functions, no variables of its own."""
    called = {id(call.func) for call in walk(node) if isinstance(call, ast.Call)}
    own = {part.id for part in walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    for part in walk(node):
        if isinstance(part, ast.Name) and id(part) not in called and part.id not in own:
            yield part.id
