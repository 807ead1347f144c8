"""What one statement does, as a clause that is true of it: a verb, what it is done to, and how.

df = pd.read_csv("a.csv")                 read df from CSV
X_train = scaler.fit_transform(X_train)   scale X_train with StandardScaler
clf.fit(X_train, y_train)                 fit SVC on X_train and y_train
total = a + b                             compute total            (plain: said only where nothing better is known)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.functions import KINDS
from nb2prod.plan.naming.operations import ANYWHERE, Operation, operation

COMPOUND = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
FITTING = frozenset({"fit", "partial_fit", "fit_generator", "train"})
TRANSFORMING = frozenset({"fit_transform", "transform", "fit_resample"})
PREDICTING = frozenset({"predict", "predict_proba", "decision_function", "fit_predict", "forecast", "get_forecast"})
TAKING = frozenset("drop pop copy to_numpy get filter select_dtypes reshape ravel astype to_frame squeeze".split())  # noqa: SIM905 - words
METHODS = FITTING | TRANSFORMING | PREDICTING
SEARCHES = frozenset({"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "BayesSearchCV"})
CROSS = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
FORMS = {  # what a reader or a writer reads or writes
    "csv": "CSV", "table": "text", "excel": "Excel", "json": "JSON", "parquet": "Parquet", "html": "HTML",
    "pickle": "a pickle", "sql": "the database", "sql_query": "the database", "sql_table": "the database",
    "hdf": "HDF5", "feather": "Feather", "stata": "Stata", "fwf": "text", "xml": "XML",
}  # fmt: skip
BOOSTED = frozenset({"xgboost.train", "lightgbm.train"})
READS = frozenset({"read", "network"})
READING = re.compile(r"(?:^|[._])(?:read|load|fetch|open|get|from|import)")
SAVING = frozenset({"dump", "save", "save_model", "savez", "savez_compressed", "savetxt", "write_model"})
PHRASES = {  # the verb of an operation, as it is said of whole arrays and frames
    "fill": "fill missing values of", "reduce": "reduce the dimensions of", "select": "select features of",
    "balance": "balance the classes of", "bin": "bin", "convert": "convert the types of", "parse": "parse the dates of",
}  # fmt: skip
CHOSEN = ("estimator", "model", "estimators")


@dataclass(frozen=True)
class Clause:
    """`verb things rest`, as in "fit", ("SVC",), "on X_train"; `weight` says how much it tells, 0 next to nothing."""

    verb: str
    things: tuple[str, ...]
    rest: str = ""
    weight: int = 1
    general: bool = False  # it says nothing that a clause with the same verb does not say better

    def said(self, most: int = 4) -> str:
        """The clause in words."""
        verb = self.verb.removesuffix("s") if self.verb == "drop columns" and len(self.things) == 1 else self.verb
        return " ".join(part for part in (verb, listed(self.things, most), self.rest) if part)


def listed(things: tuple[str, ...], most: int = 4) -> str:
    """Things in a row: "a, b and c"; of more than `most` only the first ones and how many more."""
    if len(things) > most:
        return f"{', '.join(things[: most - 1])} and {len(things) - most + 1} more"
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} and {things[-1]}" if things else ""


def clauses(statement: Statement, imported: Collection[str] = ()) -> list[Clause]:
    """What the statement itself does, in the order in which it does it; none for a mere header."""
    if isinstance(statement.node, KINDS):
        return [Clause("define", (statement.node.name,))]
    if isinstance(statement.node, (*COMPOUND, ast.Import, ast.ImportFrom, ast.Pass)):
        return []
    every = [call for call in _calls(statement.node) if not _of_module(call, imported)]
    if boosted := _boosted(statement):
        return [Clause("fit", targets(statement) or ("the model",), f"with {boosted}", 4)]
    called = [found for call in every if (found := _called(statement, call)) is not None]
    if called:
        return called
    if statement.facts.metrics and targets(statement):
        by = last_of(getattr(statement.node, "value", None) or ast.Constant(0))
        return [Clause("compute", targets(statement), f"with {by}" if by in statement.facts.calls else "", 2)]
    if "split" in statement.facts.roles and (taken := _taken(statement, imported)):
        return [taken]
    done = operation(statement)
    if done is not None and done.verb == "generate" and targets(statement):
        return [Clause("generate", targets(statement), "", 2)]
    return [_of_operation(done)] if done is not None else _otherwise(statement, imported)


def _calls(node: ast.AST) -> list[ast.Call]:
    """All calls in the order in which they are evaluated: inner ones first."""
    found = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _of_module(call: ast.Call, imported: Collection[str]) -> bool:
    """`utils.predict(X)`: what a function of a module does is not what a method of that name does."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method):
            return name in imported and method in FITTING | TRANSFORMING | PREDICTING
    return False


def _boosted(statement: Statement) -> str:
    """`model = lgb.train(params, d_train)` as the notebook writes it; "" for anything else."""
    if not BOOSTED & set(statement.facts.calls):
        return ""
    found = [call.func for call in _calls(statement.node) if last_of(call) == "train"]
    return ast.unparse(found[0]) if found else ""


def _called(statement: Statement, call: ast.Call) -> Clause | None:
    match call.func:
        case ast.Attribute(attr=last) | ast.Name(id=last):
            pass
        case _:
            return None
    owner = _owner(statement, last)
    method = isinstance(call.func, ast.Attribute)
    for wanted, make in TELLING:
        if last in wanted and (method or last not in METHODS):  # `predict(theta, X)` is a function of the notebook
            return make(statement, call, last, owner)
    if any(name.rpartition(".")[2] == last for _, name in statement.facts.measures):
        if last in ("score", "evaluate"):
            return Clause(last, (_receiver(call, owner),), _on(call), 2)
        return Clause("compute", (last.replace("_", " ").removesuffix(" score"),), "", 2)
    return None


def _split(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    made = targets(statement)
    inner = [call.func.value] if isinstance(call.func, ast.Attribute) and last in ("split_frame", "randomSplit") else []
    given = tuple(text for argument in [*inner, *call.args] if (text := _text(argument)))
    return Clause("split", given, f"into {listed(made)}" if 1 < len(made) <= 6 else "", 3) if given else None


def _fit(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    if last == "train" and not (call.args or call.keywords):
        return None  # `net.train()` only switches the mode
    return Clause("fit", (_receiver(call, owner),), _on(call), 1 if _only_transforms(owner) else 4)


def _transform(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    given = tuple(text for argument in call.args[:1] if (text := _text(argument)))
    known = ANYWHERE.get(_class(owner))
    verb = PHRASES.get(known[0], known[0]) if known else "transform"
    maker = _class(owner) or _receiver(call, owner)
    return Clause(verb, given, f"with {maker}" if maker else "", 2) if given else None


def _predict(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    made, model = targets(statement), _receiver(call, owner, variable=True)
    if made and _bare(statement.node) is call:
        return Clause("predict", made[:1], f"with {model}", 2)
    given = tuple(text for argument in call.args[:1] if (text := _text(argument)))
    return Clause("predict for", given, f"with {model}", 2) if given else Clause("predict", (), f"with {model}", 2)


def _bare(node: ast.AST) -> ast.expr | None:
    """What an assignment binds, without subscripts and attributes: `p = model.predict_proba(X)[:, 1]`."""
    value = node.value if isinstance(node, ast.Assign) else None
    while isinstance(value, ast.Subscript | ast.Attribute):
        value = value.value
    return value


def _search(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    return Clause("search parameters of", (_estimator(call),), f"with {last}", 2)


def _cross(statement: Statement, call: ast.Call, last: str, owner: str) -> Clause | None:
    on = tuple(text for argument in call.args[1:3] if (text := _text(argument)))
    return Clause("cross-validate", (_estimator(call),), f"on {listed(on)}" if on else "", 2)


Maker = Callable[[Statement, ast.Call, str, str], Clause | None]
TELLING: tuple[tuple[frozenset[str], Maker], ...] = (
    (frozenset({"train_test_split", "split_frame", "random_split", "randomSplit"}), _split),
    (FITTING, _fit),
    (TRANSFORMING, _transform),
    (PREDICTING, _predict),
    (SEARCHES, _search),
    (CROSS, _cross),
)


def _taken(statement: Statement, imported: Collection[str]) -> Clause | None:
    """`X = df.drop("y", axis=1)`, `y = df["y"]`: what the model learns from, taken from its frame."""
    made = targets(statement)
    match statement.node:
        case ast.Assign(value=value) if made:
            sources = {_root(part) for part in (value.elts if isinstance(value, ast.Tuple) else [value])}
            known = sources.pop() if len(sources) == 1 else ""
            return Clause("take", made, f"from {known}", 2) if known and known not in {*made, *imported} else None
    return None


def _root(node: ast.expr) -> str:
    """The frame that an expression takes a part of: `df.drop("y", axis=1).values`; "" where it does anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr="shape" | "size" | "columns" | "index" | "dtypes"):
            return ""
        case ast.Subscript(value=inner) | ast.Attribute(value=inner):
            return _root(inner)
        case ast.Call(func=ast.Attribute(value=inner, attr=attr)) if attr in TAKING:
            return _root(inner)
    return ""


def _of_operation(done: Operation) -> Clause:
    if done.columns:
        return Clause("drop columns" if done.verb == "drop" else done.verb, done.columns, "", 2)
    return Clause(done.verb, (done.thing.replace("_", " "),), "", 1, general=True)


def _otherwise(statement: Statement, imported: Collection[str]) -> list[Clause]:
    facts, made = statement.facts, targets(statement)
    last = facts.calls[-1].rpartition(".")[2] if facts.calls else ""
    if "load" in facts.roles and made and (facts.effects & READS or any(map(READING.search, facts.calls))):
        form = next((FORMS[n] for call in facts.calls if (n := _form(call, "read_")) in FORMS), "")
        return [Clause("read", made, f"from {form}" if form else "", 2)]
    if "export" in facts.roles:
        return [_written(statement, imported)]
    if facts.seeds:
        return [Clause("seed", ("the random numbers",), "", 1)]
    if facts.display == "option" or "setup" in facts.roles:
        return [Clause("set", ("options",), "", 1)]
    if facts.roles == ("plot",):
        return [Clause("draw", ("figures",), "", 1)]
    if "write" in facts.effects and "builtins.print" not in facts.calls:
        return [Clause("write", ("files",), "", 1)]
    if "subprocess.run" in facts.calls and not made:
        return [Clause("run", ("shell commands",), "", 1)]
    if isinstance(statement.node, ast.Expr):
        return _shown(statement, last, imported)
    if made:
        if last in ("Sequential", "Model") and len(made) == 1:
            return [Clause("build", made, "", 2)]
        match statement.node:
            case ast.Assign(value=ast.Call(func=ast.Name(id=function))) if function in facts.calls:
                return [Clause("compute", made, f"with {function}", 1)]  # a function of the notebook
        return [Clause("compute", made, "", 0)]
    if _of_settings(statement.node, imported):
        return [Clause("set", ("options",), "", 1)]
    changed = (
        tuple(sorted(facts.mutates & facts.names)) if isinstance(statement.node, (ast.Assign, ast.AugAssign)) else ()
    )
    return [Clause("change", changed, "", 0)] if changed else []


def _of_settings(node: ast.stmt, imported: Collection[str]) -> bool:
    """`pd.options.mode.chained_assignment = None`."""
    match node:
        case ast.Assign(targets=[ast.Attribute(value=value)]):
            return _innermost(value).partition(".")[0] in imported
    return False


def _shown(statement: Statement, last: str, imported: Collection[str]) -> list[Clause]:
    facts = statement.facts
    if facts.display in ("print", "report"):
        value = statement.node.value if isinstance(statement.node, ast.Expr) else None
        inside = [value] if facts.display == "report" else list(value.args) if isinstance(value, ast.Call) else []
        every = dict.fromkeys(text for node in inside if node is not None for text in _names(node))
        return [Clause("log", tuple(name for name in every if name not in imported) or ("values",), "", 0)]
    if facts.calls and "." not in facts.calls[-1]:
        return [Clause("call", (last,), "", 1)]
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=value, attr=method))) if _innermost(value):
            return [Clause("call", (f"{_innermost(value)}.{method}",), "", 0)]
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"))):
            return [Clause("log", ("values",), "", 0)]
    return []


def _innermost(node: ast.expr) -> str:
    """The name that a chain of calls and attributes begins with: `h2o.cluster()`."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{node.value.id}.{node.attr}"
    while isinstance(node, ast.Call | ast.Attribute | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _names(node: ast.expr) -> Iterator[str]:
    """Variables that an expression is about: no functions, no variables of its own."""
    called = {id(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
    own = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and id(part) not in called and part.id not in own:
            yield part.id


def _written(statement: Statement, imported: Collection[str]) -> Clause:
    for call in _calls(statement.node):
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)) if attr.startswith("to_"):
                form = FORMS.get(attr.removeprefix("to_"), "")
                return Clause("write", (name,), f"to {form}" if form else "", 2)
            case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), args=args) if attr in SAVING and args:
                named = [name for name in _saved(call) if name not in imported]
                return Clause("save", tuple(named[:1]) or ("results",), "", 2)
    return Clause("write", ("files",), "", 1)


def _saved(call: ast.Call) -> list[str]:
    """What `dump(model, file)`, `np.save(path, array)` and `model.save(path)` save, by its variable."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = call.args[1:2] if last.startswith("save") and last != "save_model" else call.args[:2]
    owner = [call.func.value] if isinstance(call.func, ast.Attribute) else []
    return [node.id for node in [*given, *owner] if isinstance(node, ast.Name)]


def targets(statement: Statement) -> tuple[str, ...]:
    """The names that an assignment binds, in their order."""
    match statement.node:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            parts = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            return tuple(part.id for part in parts if isinstance(part, ast.Name) and part.id != "_")
    return ()


def last_of(node: ast.expr) -> str:
    """What a call calls, by its last name: `sm.OLS(y, X)` -> "OLS"; "" for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)):
            return name
    return ""


def _form(call: str, prefix: str) -> str:
    last = call.rpartition(".")[2]
    return last.removeprefix(prefix) if last.startswith(prefix) else ""


def _owner(statement: Statement, last: str) -> str:
    """The type whose method of that name is called; "" where nobody knows it."""
    found = [call.rpartition(".")[0] for call in statement.facts.calls if call.rpartition(".")[2] == last]
    return found[0] if len(set(found)) == 1 and found[0][:1] != "?" else ""


def _class(owner: str) -> str:
    last = owner.rpartition(".")[2]
    return last if last[:1].isupper() else ""


def _only_transforms(owner: str) -> bool:
    bases = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer")
    return (
        bool(owner)
        and knowledge.is_a(owner, "sklearn.Transformer")
        and not any(map(knowledge.is_a, [owner] * 3, bases))
    )


def _receiver(call: ast.Call, owner: str, variable: bool = False) -> str:
    """What a method is called on: its class where that says more than the variable does."""
    name = _text(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    made = last_of(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    name = name or (made if made[:1].isupper() else "")  # GMM(4).fit(X)
    kind = _class(owner)
    generic = kind in ("", "Pipeline", "Model") or kind in SEARCHES or not knowledge.is_a(owner, "sklearn.Estimator")
    return (name if variable and name else "" if generic else kind) or name or kind or "the model"


def _estimator(call: ast.Call) -> str:
    given = [k.value for k in call.keywords if k.arg in CHOSEN] + call.args[:1]
    for node in given:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name
    return "the model"


def _on(call: ast.Call) -> str:
    given = [text for argument in call.args[:2] if (text := _text(argument))]
    given += [text for k in call.keywords if k.arg in ("X", "y", "x") and (text := _text(k.value))]
    return f"on {listed(tuple(given))}" if given else ""


def _text(node: ast.expr) -> str:
    """A short name for an expression: the variable, or the column, that it stands for; "" where it is no plain one."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=str(column))) if column.isidentifier():
            return column
        case ast.Attribute(value=ast.Name(id=name), attr=attr):
            return f"{name}.{attr}"
        case ast.Call(func=ast.Attribute(value=inner, attr="ravel" | "to_numpy" | "reshape" | "copy" | "astype")):
            return _text(inner)
        case ast.Subscript(value=inner) | ast.Attribute(value=inner, attr="values" | "loc" | "iloc"):
            return _text(inner)
    return ""
