"""Roles that only the flow of values tells, beside those that a statement shows itself (own.py).

df = pd.read_csv(p)                 load
hours = [t / 3600 for t in df.t]    clean      it prepares what was loaded
loss = history.history["loss"]      evaluate   it takes something out of a fitted model
X = df[["a", "b"]]; fit(X, y)       feature    the model sees it
m = Perceptron(0.1); m.fit(X, y)    train      Perceptron is a class of the notebook that fits and predicts
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.analyse.roles.terms import Said, flat, in_order, models
from nb2prod.analyse.scope import FUNCTIONS
from nb2prod.analyse.views import MATRICES
from nb2prod.model import Edge, Role, Statement
from nb2prod.replacing import replace

SCALARS = frozenset({"int", "float", "bool", "str", "complex", "None", "bytes"})
KINDS: Mapping[Role, str] = {  # what a statement of that role leaves to those who read it
    "load": "data", "clean": "data", "feature": "data", "split": "data", "explore": "data",
    "predict": "prediction", "evaluate": "measure", "train": "model",
}  # fmt: skip
SILENT = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.ClassDef, *FUNCTIONS)
TABLES = (*MATRICES, "pandas.NDFrame", "numpy.Arraylike", "numpy.Dense")


@dataclass(frozen=True)
class Flow:
    """What comes in, and what becomes of it."""

    statements: tuple[Statement, ...]
    comes: Mapping[int, frozenset[int]]  # statement -> those whose values it reads
    kinds: Mapping[int, frozenset[str]]  # statement -> what its value was made of
    drawn: frozenset[int]  # statements whose value only plots read
    fitted: frozenset[int]  # statements whose value reaches a fit


def in_flow(statements: tuple[Statement, ...], edges: Iterable[Edge]) -> tuple[Statement, ...]:
    """The statements with the roles that follow from what they read and from who reads them."""
    statements = _with_own_models(statements)
    comes: defaultdict[int, set[int]] = defaultdict(set)
    goes: defaultdict[int, set[int]] = defaultdict(set)
    modules = {(s.id, name) for s in statements if s.facts.roles == ("import",) for name in s.facts.binds}
    for edge in edges:
        if (edge.source, edge.name) in modules:
            continue
        comes[edge.target].add(edge.source)
        goes[edge.source].add(edge.target)
    flow = Flow(
        statements,
        {at: frozenset(found) for at, found in comes.items()},
        _kinds(statements, comes),
        _drawn(statements, goes),
        _fitted(statements, comes),
    )
    return tuple(_told(flow, statement) for statement in statements)


def _with_own_models(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A class of the notebook that fits and predicts is made, fitted and asked as an estimator of a library is."""
    own = frozenset(
        f"class:{s.node.name}" for s in statements if isinstance(s.node, ast.ClassDef) and _estimates(s.node)
    )
    return tuple(_of_own_model(statement, own) for statement in statements) if own else statements


def _estimates(node: ast.ClassDef) -> bool:
    return {part.name for part in node.body if isinstance(part, ast.FunctionDef)} >= {"fit", "predict"}


def _of_own_model(statement: Statement, own: frozenset[str]) -> Statement:
    facts = statement.facts
    owned = (call.rpartition(".") for call in facts.calls)
    called = {method for owner, _, method in owned if owner in own}
    role: Role | None = "predict" if "predict" in called else None
    if "fit" in called or any(type_ in own for _, type_ in facts.types):
        role = "train"
    if role is None or facts.roles != ("other",):
        return statement
    return replace(
        statement, facts=replace(facts, roles=(role,), evidence=("a class of the notebook that fits and predicts",))
    )


def _kinds(statements: tuple[Statement, ...], comes: Mapping[int, set[int]]) -> dict[int, frozenset[str]]:
    """What each value is made of; a loop brings values back, so it is asked twice."""
    found: dict[int, frozenset[str]] = {}
    for _ in range(2):
        for statement in statements:
            own = {KINDS[role] for role in statement.facts.roles if role in KINDS}
            read = frozenset().union(*(found.get(source, frozenset()) for source in comes.get(statement.id, ())))
            made = {"data"} if any(type_ in TABLES for _, type_ in statement.facts.types) else ()
            found[statement.id] = frozenset(own or read or made)
    return found


def _drawn(statements: tuple[Statement, ...], goes: Mapping[int, set[int]]) -> frozenset[int]:
    """From the end: a value belongs to the plots when all who read it are plots, or belong to them."""
    found = {s.id for s in statements if s.facts.roles[0] == "plot"}
    plots = frozenset(found)
    for statement in reversed(statements):
        readers = goes.get(statement.id, set()) - {statement.id}
        if readers and readers <= found:
            found.add(statement.id)
    return frozenset(found - plots)


def _fitted(statements: tuple[Statement, ...], comes: Mapping[int, set[int]]) -> frozenset[int]:
    """From each fit back to the start."""
    todo = [s.id for s in statements if "train" in s.facts.roles]
    found: set[int] = set()
    while todo:
        for source in comes.get(todo.pop(), ()):
            if source not in found:
                found.add(source)
                todo.append(source)
    return frozenset(found)


def _told(flow: Flow, statement: Statement) -> Statement:
    said = in_order(one for rule in RULES for one in rule(flow, statement))
    more = tuple(role for role, _ in said if role not in statement.facts.roles)
    return replace(statement, facts=replace(statement.facts, flow=more)) if more else statement


# --------------------------------------------------------------------------------------------------------------- rules


def _made_of(flow: Flow, statement: Statement) -> Iterator[Said]:
    """Nothing in the statement tells what it is for: what it is made of does."""
    facts = statement.facts
    if facts.roles != ("other",) or isinstance(statement.node, SILENT) or not (facts.binds or facts.mutates):
        return
    types = {type_ for _, type_ in facts.types}
    made = flow.kinds.get(statement.id, frozenset())
    read = frozenset().union(*(flow.kinds.get(source, frozenset()) for source in flow.comes.get(statement.id, ())))
    if statement.id in flow.drawn and (read or not types.intersection(TABLES)):  # no table is made for it
        yield "plot", "only plots read it"
        return
    if "measure" in made:
        yield "evaluate", "it is made of measures of the model"
    elif "model" in made:
        yield ("train", "it hands on a model") if models(types) else ("evaluate", "it is taken out of a model")
    elif made == {"prediction"}:
        yield "predict", "it is made of predictions"
    elif made and not (types and types <= SCALARS):
        yield "clean", "it is made of the data"


def _selected(flow: Flow, statement: Statement) -> Iterator[Said]:
    """Columns are chosen, or thrown away, of a table that a model is fitted on."""
    node = statement.node
    if statement.id not in flow.fitted or not isinstance(node, (ast.Assign, ast.Expr)) or node.value is None:
        return
    taken = "split" in statement.facts.roles and not any(c.endswith("split") for c in statement.facts.calls)
    if taken or _drops(node.value) or _picks(flow, statement, node.value):
        yield "feature", "a model sees these columns"


def _drops(node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Attribute(attr="drop"), args=args, keywords=keywords):
            axis = [*args[1:2], *(k.value for k in keywords if k.arg == "axis")]
            named = any(k.arg == "columns" for k in keywords)
            return named or any(isinstance(a, ast.Constant) and a.value in (1, "columns") for a in axis)
    return False


def _picks(flow: Flow, statement: Statement, node: ast.expr) -> bool:
    """`df[["a", "b"]]`, `df[columns]`."""
    match node:
        case ast.Subscript(slice=ast.List()):
            return True
        case ast.Subscript(slice=ast.Name(id=name)):
            return any((name, "list") in flow.statements[at].facts.types for at in flow.comes.get(statement.id, ()))
    return False


def _looked_at(flow: Flow, statement: Statement) -> Iterator[Said]:
    """A look at a measure evaluates."""
    if set(statement.facts.roles) <= {"display", "explore"} and statement.facts.roles:
        made = {kind for source in flow.comes.get(statement.id, ()) for kind in flow.kinds.get(source, ())}
        if made and made <= {"measure", "model"}:
            yield "evaluate", "it shows what was measured"


def _stored(flow: Flow, statement: Statement) -> Iterator[Said]:
    """A new column is a feature, and the table is prepared by it."""
    if "feature" in statement.facts.roles and isinstance(statement.node, (ast.Assign, ast.AugAssign)):
        targets = statement.node.targets if isinstance(statement.node, ast.Assign) else [statement.node.target]
        if any(isinstance(part, (ast.Subscript, ast.Attribute)) for target in targets for part in flat(target)):
            yield "clean", "a table gets another column"


def _making(flow: Flow, statement: Statement) -> Iterator[Said]:
    """Models are made, to be fitted elsewhere: `[SVC(), Ridge()]`."""
    makes = isinstance(statement.node, (ast.Assign, ast.AnnAssign, ast.Return))
    if not makes or {"train", "evaluate", "predict", "split"}.intersection(statement.facts.roles):
        return
    effects = (knowledge.function(call) for call in statement.facts.calls if "." in call)
    if made := models(effect.returns for effect in effects if effect is not None):
        yield "train", f"it makes a {made[0].rpartition('.')[2]}"


RULES = (_making, _made_of, _stored, _selected, _looked_at)
