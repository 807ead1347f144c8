"""The data that a place works on as facts: the names that it is given, the columns and data sets that those hold.

X, y = make_circles(200); SVC().fit(X, y)      circles
X = df[["age"]]; ols.fit(X, y)                 age; that X comes of df is compared, and never said
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from nb2prod import knowledge
from nb2prod.knowledge.python import BUILTINS
from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.names import identifier
from nb2prod.plan.twins.facts import Fact
from nb2prod.plan.twins.settings import made_of
from nb2prod.walking import walk

FAR = 12  # statements that a value is followed back
SHORT = 2  # letters of a name that tells nothing
FEW = 2  # columns that a name may bear
MAKING = ("make_", "load_", "fetch_")  # functions that make a data set: make_circles
READING = frozenset("load_data load_dataset load_file read_csv".split())
DATA, COLUMNS = ("data",), ("columns",)
NO_ROWS = re.compile(r"^y_|pred|cols|columns|names|score|metric|result|path|^ind|^idx|_idx|_ind", re.IGNORECASE)
TABLES = ("DataFrame", "Series", "DMatrix", "Dataset", "Pool", "Tensor", "ImageFolder")
STOPS = frozenset("from with of for in on".split())  # load_from_checkpoint: no data set of that name
SCALARS = frozenset({"str", "int", "float", "bool", "list", "dict", "tuple"})


def origins(
    program: Program, places: Iterable[tuple[Statement, ast.expr]], generic: frozenset[str], turns: Collection[str] = ()
) -> Iterator[Fact]:
    """Facts of the data in each expression, the nearest first; of names only those given have a word.

    `generic`: names that tell nothing; `turns`: variables of loops, which hold no data.
    """
    graph = Graph.of(program)
    estimators = _estimators(program)
    other = {item.name for item in program.imports} | graph.own | BUILTINS | {*turns}
    other |= _scalars(program) - estimators
    todo, seen = [(s, node, 0) for s, node in places], set[tuple[int, str]]()
    first = list[Fact]()
    while todo:
        statement, node, far = todo.pop(0)
        near = far == 0
        parts = walk(node)
        yield from _columns(parts)
        yield from _made(parts)
        for name in _names(parts):
            if (statement.id, name) in seen or name in other:
                continue
            seen.add((statement.id, name))
            sources = _sources(program, graph, statement, name)
            if name in estimators:  # farther away it has made something else: a column that was filled
                yield from (f if far <= 1 else replace(f, word="") for f in _by(sources, name))
                continue
            yield _named(name, generic, named=near)
            first += [_named(name, frozenset(), named=True)] if near and name.lower() in generic else []
            for source in sources if far < FAR else ():
                value = getattr(source.node, "value", None)
                if isinstance(value, ast.expr) and not isinstance(source.node, ast.Expr):  # which may only look
                    todo.append((source, value, far + 1))
    yield from first  # X_train tells little, but where the others have X


def _by(sources: Iterable[Statement], name: str) -> Iterator[Fact]:
    """The class of what made the data: `X, y = smote.fit_resample(X, y)`."""
    for source in sources:
        match source.node:
            case ast.Assign(
                targets=[ast.Name(id=bound)], value=ast.Call(func=ast.Name(id=kind) | ast.Attribute(attr=kind))
            ):
                if bound == name and kind[:1].isupper():
                    yield made_of(kind)


def _named(name: str, generic: frozenset[str], named: bool) -> Fact:
    plain = identifier(name, "")
    told = named and len(plain) > SHORT and not NO_ROWS.search(plain) and plain not in generic
    return Fact(DATA, plain, plain if told else "", plain, "on")


def _columns(parts: Iterable[ast.AST]) -> Iterator[Fact]:
    """The columns that are written out: of one or two a name."""
    for part in parts:
        match part:
            case ast.Subscript(slice=ast.List(elts=elts)) if elts and all(
                isinstance(e, ast.Constant) and isinstance(e.value, str) for e in elts
            ):
                texts = [str(e.value) for e in elts if isinstance(e, ast.Constant)]
                word = "_and_".join(identifier(text, "") for text in texts) if len(texts) <= FEW else ""
                yield Fact(COLUMNS, ",".join(texts), word, word, "on")


def _made(parts: Iterable[ast.AST]) -> Iterator[Fact]:
    """Data sets that are made or fetched by a function of their name."""
    for part in parts:
        match part:
            case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name.startswith(MAKING):
                plain = identifier(name.partition("_")[2], "")
                told = plain if name not in READING and not STOPS & {plain.partition("_")[0]} else ""
                yield Fact(DATA, plain, told, plain, "on")


def _names(parts: Iterable[ast.AST]) -> list[str]:
    every = [part for part in parts if isinstance(part, ast.Name)]
    own = {part.id for part in every if isinstance(part.ctx, ast.Store)}  # of a comprehension
    return list(dict.fromkeys(p.id for p in every if isinstance(p.ctx, ast.Load) and p.id not in own))


def _sources(program: Program, graph: Graph, statement: Statement, name: str) -> list[Statement]:
    found = [program.statements[i] for i, read in graph.sources.get(statement.id, ()) if read == name]
    return sorted(found, key=lambda s: -s.id)


@lru_cache(maxsize=1)  # each step asks it of the program at hand
def _scalars(program: Program) -> frozenset[str]:
    """Names that hold no rows: a path, a threshold, a list of columns, an object that works on rows."""
    found = {name for s in program.statements for name, type_ in s.facts.types if type_ in SCALARS}
    for statement in program.statements:
        match statement.node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id=kind) | ast.Attribute(attr=kind))
            ):
                found |= {name} if kind[:1].isupper() and not kind.endswith(TABLES) else set()
    return frozenset(found)


@lru_cache(maxsize=1)
def _estimators(program: Program) -> frozenset[str]:
    types = {(name, type_) for s in program.statements for name, type_ in s.facts.types if type_}
    return frozenset(name for name, type_ in types if knowledge.is_a(type_, "sklearn.Estimator"))
