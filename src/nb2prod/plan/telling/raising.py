"""Calls and loops that end a run, as the code itself shows.

LogisticRegression(penalty="l1").fit(X, y)     a ValueError: the solver lbfgs has no such penalty
KFold(n_splits=5, random_state=1)              a ValueError: without shuffle=True there is nothing to seed
for i in range(len(names)):                    counts to the length that `names` had before
    if names[i] == "x": names.pop(i)           an IndexError, once one is taken
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Requirement, Statement
from nb2prod.nesting import PERHAPS, outwards, own_parts
from nb2prod.plan.graph import Graph, binders, in_function
from nb2prod.plan.installing.bounds import excludes
from nb2prod.plan.telling.grid_keys import grid_keys
from nb2prod.plan.telling.percents import percents
from nb2prod.walking import walk

FOLDS = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})
TAKES = frozenset({"pop", "remove"})
ADDS = frozenset({"append", "extend", "insert"})
LEAVES = (ast.Break, ast.Return, ast.Raise, ast.Continue)
GUARDS = (ast.Try, ast.TryStar)
SINCE = "0.24"  # of scikit-learn: before, a seed for nothing was a warning
LBFGS = "0.22"  # before, the solver was liblinear


def raising(program: Program, kept: Collection[int], asked: Iterable[Requirement]) -> Iterator[Finding]:
    """One for each statement that stays and that no `try` guards, with the versions that are asked for."""
    pins = [r for r in asked if r.name == "scikit-learn"]
    old, older = (any(r.url or excludes(r.specifier, since) for r in pins) for since in (SINCE, LBFGS))
    for statement in (s for s in program.statements if s.id in kept):
        if any(isinstance(each.node, GUARDS) for each in outwards(program.statements, statement)):
            continue
        where = {"cell": statement.cell, "line": statement.line}
        if name := "" if old else _seeds_nothing(program, statement):
            what = f"{name} is given a random_state and does not shuffle"
            yield finding(
                "NB155", **where, what=what, error="a ValueError", advice="add shuffle=True, or drop the seed"
            )
        if not older and _lacks_penalty(statement):
            what = f'LogisticRegression(penalty="l1") has the solver lbfgs since scikit-learn {LBFGS}, which lacks it'
            advice = 'add solver="liblinear", which was the default before'
            yield finding("NB155", **where, what=what, error="a ValueError of its fit", advice=advice)
        if _asks_for_file(program, statement):
            what, advice = "__file__, which no notebook has", "write the path out, or begin with Path.cwd()"
            yield finding("NB155", **where, what=what, error="a NameError", advice=advice)
        if name := _shrinks(program, statement):
            yield finding("NB156", **where, name=name)
        yield from grid_keys(program, statement)
        yield from percents(statement)


def _seeds_nothing(program: Program, statement: Statement) -> str:
    """The class of folds that is given a seed for nothing; "" for none."""
    for part in own_parts(statement.node, PERHAPS):
        match part:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args, keywords=keywords):
                given = {keyword.arg: keyword.value for keyword in keywords}
                if name not in FOLDS or given.keys() & {None, "n_folds"} or len(args) > 1:
                    continue
                ours = f"sklearn.model_selection.{name}" in statement.facts.calls
                if ours and _not_set(given.get("shuffle")) and _number(program, given.get("random_state")):
                    return name
    return ""


def _asks_for_file(program: Program, statement: Statement) -> bool:
    """Whether it surely asks: in a function it may be a module's; a branch or suppress(NameError) may know of it."""
    around = [*outwards(program.statements, statement)]
    perhaps = in_function(program, statement) or any(isinstance(each.node, (ast.If, ast.With)) for each in around)
    own = any("__file__" in s.facts.binds for s in program.statements)
    parts = own_parts(statement.node, PERHAPS) if not (perhaps or own) else ()
    return any(isinstance(part, ast.Name) and part.id == "__file__" for part in parts)


def _lacks_penalty(statement: Statement) -> bool:
    for part in own_parts(statement.node, PERHAPS):
        match part:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[], keywords=keywords):
                given = {keyword.arg: keyword.value for keyword in keywords}
                asked = getattr(given.get("penalty"), "value", None) == "l1" and not given.keys() & {None, "solver"}
                if asked and f"sklearn.linear_model.{name}" in statement.facts.calls and name == "LogisticRegression":
                    return True
    return False


def _not_set(node: ast.expr | None) -> bool:
    return node is None or (isinstance(node, ast.Constant) and node.value is False)


def _number(program: Program, node: ast.expr | None) -> bool:
    """Whether it surely is a number: one that stands there, or a name that nothing else is bound to."""
    match node:
        case ast.Constant(value=int()):
            return True
        case ast.Name(id=name):
            values = [getattr(s.node, "value", None) for s in binders(program, name)]
            return bool(values) and all(isinstance(v, ast.Constant) and isinstance(v.value, int) for v in values)
    return False


def _shrinks(program: Program, statement: Statement) -> str:
    """The list that a loop over its places takes items out of, and reads in each turn; "" for none."""
    match statement.node:
        case ast.For(
            target=ast.Name(id=place),
            iter=ast.Call(
                func=ast.Name(id="range"), args=[ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=name)])]
            ),
            body=body,
        ):
            inside = [part for each in body for part in walk(each)]
            if not _is_list(program, statement, name) or _binds(inside, {name, place}):
                return ""
            calls = {_method_of(part, name) for part in inside}
            takes = bool(calls & TAKES) or any(_deletes(part, name) for part in inside)
            left = any(isinstance(part, (*LEAVES, *GUARDS)) for part in inside)
            read = any(_read_first(each, name, place) for each in body)
            return name if takes and read and not left and not calls & ADDS else ""
    return ""


def _is_list(program: Program, statement: Statement, name: str) -> bool:
    made = [s for s in Graph.of(program).makers(statement, name) if name in s.facts.binds]
    return bool(made) and all(dict(s.facts.types).get(name) == "list" for s in made)


def _binds(inside: list[ast.AST], names: set[str]) -> bool:
    return any(isinstance(part, ast.Name) and part.id in names and isinstance(part.ctx, ast.Store) for part in inside)


def _method_of(part: ast.AST, name: str) -> str:
    match part:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=attr)) if owner == name:
            return attr
    return ""


def _deletes(part: ast.AST, name: str) -> bool:
    match part:
        case ast.Subscript(value=ast.Name(id=owner), ctx=ast.Del()):
            return owner == name
    return False


def _read_first(node: ast.stmt, name: str, place: str) -> bool:
    """Whether a statement of the loop reads `name[place]` in every turn: of an `if` the header is read."""
    for part in own_parts(node, PERHAPS):
        match part:
            case ast.Subscript(value=ast.Name(id=owner), slice=ast.Name(id=at), ctx=ast.Load()):
                if (owner, at) == (name, place):
                    return True
    return False
