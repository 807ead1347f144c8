"""The program as a graph: edges both ways, who stands in whom, and in which function.

0  def f(d):          holds 1
1      return d + k   reads k: sources 3; stands in function 0
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING, outwards
from nb2prod.walking import walk

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(eq=False)  # by identity, as its program
class Graph:
    """The program's edges both ways, and who stands in whom."""

    program: Program
    sources: dict[int, list[tuple[int, str]]]
    readers: dict[int, list[int]]
    outgoing: dict[int, list[tuple[int, str]]]
    children: dict[int, list[int]]
    own: frozenset[str]  # names of the notebook's functions

    @staticmethod
    @lru_cache(maxsize=1)  # some twenty stages ask it of the program at hand
    def of(program: Program) -> Graph:
        """The edges of `program`, indexed; nobody changes what it gives back."""
        functions = (s.node.name for s in program.statements if isinstance(s.node, ast.FunctionDef))
        graph = Graph(
            program, defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list), frozenset(functions)
        )
        for source, target, name in program.edges:
            graph.sources[target].append((source, name))
            graph.readers[source].append(target)
            graph.outgoing[source].append((target, name))
        for statement in program.statements:
            if statement.parent is not None:
                graph.children[statement.parent].append(statement.id)
        return graph

    def makers(self, at: Statement, name: str) -> list[Statement]:
        """The statements that made the name what it is at a statement, in the order of the edges."""
        return [self.program.statements[i] for i, read in self.sources.get(at.id, ()) if read == name]

    def maker(self, at: Statement, name: str) -> Statement | None:
        """The one statement that made the name what it is at a statement, by binding it."""
        found = self.makers(at, name)
        return found[0] if len(found) == 1 and name in found[0].facts.binds else None

    def behind(self, *first: int, around: bool = False) -> set[int]:
        """The statements whose values or changes these may take, themselves included.

        `around`: also those that one of them stands in, and what these take.
        """
        todo, seen = [*first], set[int]()
        while todo:
            identity = todo.pop()
            if identity not in seen:
                seen.add(identity)
                todo += [source for source, _ in self.sources.get(identity, ())]
                parent = self.program.statements[identity].parent if around else None
                todo += [] if parent is None else [parent]
        return seen

    def inside(self, identity: int) -> list[int]:
        """All statements nested in one, in document order."""
        found = []
        for child in self.children.get(identity, ()):
            found += [child, *self.inside(child)]
        return found


def function_of(program: Program, statement: Statement) -> int | None:
    """The top-level function of the notebook that the statement stands in."""
    return next((each.parent for each in outwards(program.statements, statement) if each.body == "function"), None)


def in_function(program: Program, statement: Statement) -> bool:
    """Whether the statement stands in the body of a function of the notebook."""
    return function_of(program, statement) is not None


def in_loop(program: Program, statement: Statement) -> bool:
    """Whether it stands in a loop: models of folds and of candidates come and go with the turns."""
    above = [*outwards(program.statements, statement)][1:]
    return any(isinstance(each.node, (ast.For, ast.While)) for each in above)


def given_to(node: ast.AST) -> frozenset[str]:
    """Names that a function is handed."""
    if not isinstance(node, FUNCTION):
        return frozenset()
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    return frozenset(each.arg for each in every)


def set_globals(node: ast.AST) -> frozenset[str]:
    """Names that a function declares `global` and sets; many are declared only to be read, which says nothing."""
    parts = [*walk(node)]
    declared = {name for part in parts if isinstance(part, ast.Global) for name in part.names}
    stored = {part.id for part in parts if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load)}
    stored |= {part.name for part in parts if isinstance(part, DEFINING)}
    stored |= {part.name for part in parts if isinstance(part, ast.ExceptHandler) and part.name}
    imports = (alias for part in parts if isinstance(part, (ast.Import, ast.ImportFrom)) for alias in part.names)
    stored |= {alias.asname or alias.name.partition(".")[0] for alias in imports}
    return frozenset(declared & stored)


def top_of(program: Program, identity: int) -> int:
    """The top-level statement that a statement stands in."""
    return [*outwards(program.statements, program.statements[identity])][-1].id


def binders(program: Program, name: str) -> list[Statement]:
    """The statements outside of functions that bind the name, in document order: the last one says what it holds."""
    return [s for s in program.statements if name in s.facts.binds and not in_function(program, s)]


def values_of(statement: Statement, name: str) -> list[ast.expr]:
    """What the name is bound to, where an assignment tells: `x` of `name = x`, of `name, other = x, y`."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=one)], value=value):
            return [value] if one == name else []
        case ast.Assign(targets=[ast.Tuple(elts=targets)], value=ast.Tuple(elts=values)):
            return [v for one, v in zip(targets, values, strict=False) if isinstance(one, ast.Name) and one.id == name]
    return []


def named(node: ast.AST) -> set[str]:
    """All variables that stand anywhere in a piece of code."""
    return {part.id for part in walk(node) if isinstance(part, ast.Name)}
