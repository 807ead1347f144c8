"""Functions that read variables of the notebook: where nobody can see a difference, they are handed them.

DROPOUT = 0.3                                 DROPOUT = 0.3
def make(n): return Net(n, DROPOUT)           def make(n, DROPOUT): return Net(n, DROPOUT)
model = make(5)                               model = make(5, DROPOUT)

So the function can be imported, and a variable that a later cell sets anew ties no cells together. Only functions that
are called and nothing else, where what they read is set for sure before and is the notebook's own at each call.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.fates import staying
from nb2prod.model import Plan, Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.binding import surely
from nb2prod.plan.cutting.functions import READS, binders
from nb2prod.plan.graph import Graph, named, set_globals
from nb2prod.walking import children, walk

if TYPE_CHECKING:
    from nb2prod.plan.compose import Decisions

MOST = 4  # more arguments than these make no better function
CALLING = frozenset({"apply", "map", "applymap"})  # of a table: they call what they get, and are done with it
LATER = (ast.Yield, ast.YieldFrom, ast.Await, ast.Nonlocal)  # it reads when nobody sees, or rebinds
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
INNER = (*SCOPES, ast.GeneratorExp)  # what may read after the call
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Use = tuple[Statement, ast.expr, tuple[ast.AST, ...]]
Given = Mapping[str, tuple[str, ...]]  # function -> the names that it is handed, in the order of its arguments


def handed_over(decided: Decisions) -> Given:
    """The functions that stand in the workflow only for variables that they read, with those variables."""
    if decided.namespace:
        return {}
    program = decided.program
    kept = staying(decided.choices)
    bound = binders(program, kept)
    found = {d.name: program.statements[d.statement] for d in decided.definitions if _may_be(d.because, d.importable)}
    found = {name: s for name, s in found.items() if plain(s) and once(program, name)}
    elsewhere = {*decided.hoisted, *(d.name for d in decided.definitions if d.importable)}
    calls = called_at(program, found)
    while True:
        needs = _needs(found, bound, elsewhere)
        refused = {
            name
            for name, statement in found.items()
            if not _may(decided, statement, needs[name], calls[name], bound, found)
        }
        if not refused:
            return {name: tuple(sorted(needs[name], key=lambda n: _place(found[name].node, n))) for name in found}
        found = {name: statement for name, statement in found.items() if name not in refused}


def told(decided: Plan, given: Given) -> Plan:
    """With the reason why these functions take more than in the notebook."""
    because = {
        name: f"it is handed {', '.join(names)}; everything else it reads can be imported"
        for name, names in given.items()
    }
    definitions = tuple(
        replace(d, because=because[d.name]) if d.importable and d.name in because else d for d in decided.definitions
    )
    reasons = {d.statement: d.because for d in definitions if d.importable and d.name in because}
    choices = tuple(replace(c, because=reasons.get(c.statement, c.because)) for c in decided.choices)
    return replace(decided, definitions=definitions, choices=choices)


def _may_be(because: str, importable: bool) -> bool:
    return not importable and because.startswith(READS)


def plain(statement: Statement) -> bool:
    """Whether it defines a function at the top level that could take one more argument."""
    node = statement.node
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or statement.parent is not None:
        return False
    return not set_globals(node) and not any(isinstance(part, LATER) for part in walk(node))


def once(program: Program, name: str) -> bool:
    """Whether one statement alone binds the name, anywhere."""
    found = [s for s in program.statements if name in s.facts.binds | s.facts.deletes | s.facts.outer]
    return len(found) == 1


def _needs(found: Mapping[str, Statement], bound: Collection[str], elsewhere: Collection[str]) -> dict[str, set[str]]:
    """What each of them reads of the notebook, and what those read that it calls."""
    needs = {name: {n for n in s.facts.late if n in bound and n not in elsewhere} for name, s in found.items()}
    while True:
        more = {name: read | {n for other in read & set(found) for n in needs[other]} for name, read in needs.items()}
        if more == needs:
            return {name: read - set(found) for name, read in needs.items()}
        needs = more


def called_at(program: Program, names: Collection[str]) -> dict[str, list[Use]]:
    """Wherever each name is read: the statement at top level, the call (or the bare name), the scopes around it."""
    found: dict[str, list[Use]] = {name: [] for name in names}
    for statement in program.statements:
        if found and statement.parent is None:
            for name, use, scopes in _read(statement.node, names, ()):
                found[name].append((statement, use, scopes))
    return found


def _read(
    node: ast.AST, names: Collection[str], scopes: tuple[ast.AST, ...]
) -> Iterator[tuple[str, ast.expr, tuple[ast.AST, ...]]]:
    inner = (*scopes, node) if isinstance(node, (*SCOPES, *COMPREHENSIONS, ast.ClassDef)) else scopes
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
        yield node.func.id, node, scopes
    for part in children(node):
        called = isinstance(node, ast.Call) and part is node.func
        if isinstance(part, ast.Name) and part.id in names and not called:
            yield part.id, (node if _calls_it(node, part) and isinstance(node, ast.Call) else part), inner
        yield from _read(part, names, inner)


def _calls_it(node: ast.AST, function: ast.Name) -> bool:
    """`df["a"].apply(f)`, `df.apply(f, axis=1)`: with one value after the other, and nothing beside."""
    match node:
        case ast.Call(func=ast.Attribute(attr=attr), args=[first], keywords=keywords) if first is function:
            return attr in CALLING and {keyword.arg for keyword in keywords} <= {"axis"}
    return False


def _may(
    decided: Decisions,
    statement: Statement,
    names: set[str],
    calls: list[Use],
    bound: Mapping[str, list[int]],
    found: Mapping[str, Statement],
) -> bool:
    """Whether the function can be handed the names at all of its calls."""
    program, node = decided.program, statement.node
    assert isinstance(node, ast.FunctionDef)
    if not names or len(names) > MOST or all(s.id == statement.id for s, _, _ in calls):
        return False
    if any(
        isinstance(program.statements[i].node, (*DEFINING, ast.Import, ast.ImportFrom)) for n in names for i in bound[n]
    ):
        return False
    if statement.facts.names & (names | set(found)):  # a default, an annotation: read where it is defined
        return False
    if any(name in s.facts.outer | s.facts.deletes for s in program.statements for name in names):
        return False
    several = {name for name in names if len(bound[name]) > 1}
    if any(several & named(part) for part in walk(node) if isinstance(part, INNER) and part is not node):
        return False
    if any(not _fits(node, call, names, scopes) for _, call, scopes in calls):
        return False
    return _set_before(decided, node.name, names, found)


def _fits(node: ast.FunctionDef, call: ast.expr, names: set[str], scopes: tuple[ast.AST, ...]) -> bool:
    """Whether it is a call, and the names mean the notebook's variables there."""
    if not isinstance(call, ast.Call) or any(names & _bound(scope) for scope in scopes):
        return False
    if isinstance(call.func, ast.Attribute):  # it is handed to a table
        return len(node.args.args) == 1 == len([part for part in walk(node.args) if isinstance(part, ast.arg)])
    keywords = {keyword.arg for keyword in call.keywords}
    return not keywords & names and not (node.args.kwarg is not None and None in keywords)


def _set_before(decided: Decisions, name: str, names: set[str], found: Mapping[str, Statement]) -> bool:
    """Whether each of the names is set for sure before anything can call the function."""
    program, through = decided.program, {name}
    while more := {other for other, s in found.items() if s.facts.late & through} - through:
        through |= more
    graph = Graph.of(program)
    mine = {s.id for s in found.values()}
    top = [s for s in program.statements if s.parent is None and s.id not in mine]
    first = min((s.id for s in top if named(s.node) & through), default=-1)
    kept = staying(decided.choices)
    before = (s.id for s in top if s.id < first and s.id in kept)
    return names <= frozenset[str]().union(*(surely(graph, i, kept) for i in before))


def _bound(scope: ast.AST) -> set[str]:
    """Names that are a scope's own, or those of a scope in it."""
    stored = {n.id for n in walk(scope) if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del))}
    return stored | {n.arg for n in walk(scope) if isinstance(n, ast.arg)}


def _place(node: ast.stmt, name: str) -> tuple[int, int, str]:
    """Where the function first mentions the name; one that only a function reads which it calls comes last."""
    places = [(n.lineno, n.col_offset) for n in walk(node) if isinstance(n, ast.Name) and n.id == name]
    line, column = min(places, default=(1_000_000, 0))
    return line, column, name
