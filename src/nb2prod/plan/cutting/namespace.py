"""When the whole notebook has to stay in one namespace of its own, as Jupyter runs it.

exec(f"df_{year} = load({year})")     nobody can see which names this binds
x = 1; from helpers import *          helpers may bind x again
answer = await fetch()                stands in the event loop that all cells share

Such a notebook becomes one function over one namespace, and the workflow takes its variables from there.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.binding import surely
from nb2prod.plan.cutting.interfaces import Interface
from nb2prod.plan.cutting.segment import Segment
from nb2prod.plan.graph import Graph, in_function
from nb2prod.plan.keeping.drawn import draws_on
from nb2prod.walking import children, walk

SCOPES = (*DEFINING, ast.Lambda)
WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)
SAME = frozenset("torch torchvision numpy pandas scipy sklearn tensorflow matplotlib os sys re math".split())
MODULE_NAMES = frozenset({"__name__", "__file__", "__doc__", "__builtins__", "__annotations__", "display"})


def one_namespace(program: Program, kept: frozenset[int], bound: Mapping[str, list[int]]) -> str:
    """The reason why the notebook cannot be taken apart, or ""."""
    for statement in program.statements:
        if statement.id not in kept:
            continue
        place = f"(cell {statement.cell + 1})"
        if "barrier" in statement.facts.effects:
            return f"exec, eval, globals(), locals() or dir() may read or bind any name {place}"
        if not in_function(program, statement) and waits(statement.node):
            return f"await stands outside a function {place}"
        if _is_star(statement) and statement.parent is not None:
            return f"a star import {place} stands inside another statement"
        if _is_star(statement) and (name := _at_risk(program, statement, bound)):
            return f"which names a star import {place} binds is not known, and {name} may be one of them"
    return ""


def waits(node: ast.stmt) -> bool:
    """Whether the statement waits in the scope that it stands in."""
    todo: list[ast.AST] = [node]
    while todo:
        part = todo.pop()
        if isinstance(part, WAITS) or (isinstance(part, ast.comprehension) and part.is_async):
            return True
        if part is node or not isinstance(part, SCOPES):
            todo += [] if isinstance(part, SCOPES) else children(part)
    return False


def whole(program: Program, items: list[Statement], kept: frozenset[int], bound: Mapping[str, list[int]]) -> Interface:
    """All kept statements as one segment, which gives every name that the notebook has at its end."""
    graph = Graph.of(program)
    segment = Segment(tuple(s.id for s in items), "other", None, "run_notebook")
    imported = {item.name for item in program.imports if item.statement in kept}
    code = {s.id for s in items if isinstance(s.node, DEFINING)}
    names = [n for n in bound if program.exits.get(n, frozenset()) & kept - code and n not in imported]
    texts = [text for s in items for text in _run(s.node)]
    written = frozenset[str]().union(*(_words(text, ast.Store) for text in texts))
    names += sorted((_dynamic(program, kept) | written) - set(bound) - set(names))
    drawn = {name for s in items for name, type_ in s.facts.types if draws_on(type_)}
    names = [name for name in names if name.strip("_") and name not in drawn]  # figures are no values
    sure = frozenset().union(*(surely(graph, s.id, kept) for s in items)) if items else frozenset()
    gone = frozenset().union(*(program.statements[i].facts.deletes for i in kept))
    gone = gone.union(*(_words(text, ast.Del) for text in texts))
    perhaps = [n for n in names if n not in sure or n in gone]
    return Interface(segment, outputs=names, perhaps=perhaps)


def _run(node: ast.stmt) -> list[ast.Module]:
    """What `exec` is given as plain text: its names are as sure as those of the cells, where it runs for sure."""
    found = []
    for part in walk(node):
        match part:
            case ast.Call(func=ast.Name(id="exec"), args=[ast.Constant(value=str() as text)]):
                try:
                    found.append(ast.parse(text))
                except (SyntaxError, ValueError):  # the cell says so when it runs
                    continue
    return found


def _words(text: ast.Module, context: type[ast.expr_context]) -> frozenset[str]:
    """Variables that a text binds, or deletes, at its top level: functions, classes and modules are no values."""
    todo: list[ast.AST] = [text]
    found: set[str] = set()
    while todo:
        part = todo.pop()
        if isinstance(part, ast.Name) and isinstance(part.ctx, context):
            found.add(part.id)
        todo += [p for p in children(part) if not isinstance(p, (*SCOPES, ast.comprehension))]
    return frozenset(found)


def _is_star(statement: Statement) -> bool:
    return isinstance(statement.node, ast.ImportFrom) and statement.node.names[0].name == "*"


def _at_risk(program: Program, star: Statement, bound: Mapping[str, list[int]]) -> str:
    """A variable that was bound before the star import and is read behind it, or is read before it is bound.

    path = "a"; from fastai.vision import *; load(path)                 the import may bind path
    path = "a"; from fastai.vision import *; path = "b"; load(path)     whatever it binds, nobody sees
    """
    imports = {item.statement for item in program.imports}
    early = {(i, name) for name, found in bound.items() for i in found if i < star.id and i not in imports}
    for edge in program.edges:
        facts = program.statements[edge.target].facts
        named = edge.name in facts.names | facts.late | facts.reads  # others reach the object, whatever it is called
        if named and (edge.source, edge.name) in early and edge.target > star.id:
            return edge.name
    if name := _of_another(program, star, bound):
        return name
    modules = SAME & {item.name for item in program.imports if item.module == item.name and not item.attribute}
    known = {(edge.target, edge.name) for edge in program.edges if edge.source != star.id}
    for statement in program.statements:
        for name in sorted(statement.facts.names):
            late = name in bound and (statement.id, name) not in known and not in_function(program, statement)
            if late and not (name in modules and imports.issuperset(bound[name])):  # torch is torch
                return name
    return ""


def _of_another(program: Program, star: Statement, bound: Mapping[str, list[int]]) -> str:
    """A name that a star import of another package may give, and that is read before this one may give it, too."""
    others = [s for s in program.statements if s.id < star.id and _is_star(s) and _package(s) != _package(star)]
    for statement in program.statements[others[0].id : star.id] if others else ():
        facts = statement.facts
        for name in sorted(facts.names | facts.late):
            if name not in bound and not hasattr(builtins, name) and not in_function(program, statement):
                return name
    return ""


def _package(star: Statement) -> str:
    return (star.node.module or "").partition(".")[0] if isinstance(star.node, ast.ImportFrom) else ""


def _dynamic(program: Program, kept: frozenset[int]) -> set[str]:
    """What statements read beside builtins: exec may be what binds it; a star import gives functions."""
    if not any("barrier" in program.statements[i].facts.effects for i in kept):
        return set()
    read = {
        n
        for s in program.statements
        if s.id in kept and not in_function(program, s)
        for n in s.facts.names | s.facts.late
    }
    return {name for name in read if not hasattr(builtins, name) and name not in MODULE_NAMES}
