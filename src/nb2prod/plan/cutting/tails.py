"""Where two runs meet, the cut goes in front of what belongs to the second one; nothing is reordered.

In[3]  search.fit(X, y)                       In[3]  search.fit(X, y)
       grid = GridSearchCV(clf, c)            ------
------                                               grid = GridSearchCV(clf, c)
In[4]  grid.fit(X, y)                         In[4]  grid.fit(X, y)

A run that only defines functions joins the next one where that calls them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.cutting.segment import length, literal
from nb2prod.plan.graph import Graph, top_of
from nb2prod.plan.headings import Heading
from nb2prod.walking import walk

SHOWN = ("look", "print")
ENOUGH = 40  # lines; a run that long takes no other one
OF_DATA = frozenset({"split", "clean", "feature", "load"})
OF_MODELS = re.compile(
    r"^[xy](?:$|_|train|test|val)|(?:^|_)(?:df|data)(?:$|_|\d)", re.IGNORECASE
)  # what models are given
FITTING = frozenset({"fit", "fit_transform", "fit_predict", "fit_resample", "train"})

Runs = list[tuple[int, ...]]


def with_their_users(
    program: Program, runs: Sequence[tuple[int, ...]], alone: Callable[[int], bool], over: Mapping[int, Heading]
) -> Runs:
    """The runs with their cuts moved; one that went wholly is empty. `alone`: whether a run stays as it is."""
    readers: dict[int, set[int]] = {}
    for edge in program.edges:
        readers.setdefault(edge.source, set()).add(top_of(program, edge.target))
    found: Runs = list(runs)
    for index in range(len(found) - 1):
        if alone(index) or alone(index + 1):
            continue
        here, after = found[index], found[index + 1]
        count = _tail(program, here, after, readers, True)
        one = over.get(program.statements[here[-1]].cell) == over.get(program.statements[after[0]].cell)
        if count < len(here) and not one:
            continue  # the end of a section stays where it is
        if count == len(here) and not _joins(program, here, after):
            if not one:
                continue
            count = _tail(program, here, after, readers, False) % len(here)
        if count:
            found[index], found[index + 1] = here[:-count], here[-count:] + after
    return found


def idle_with_a_neighbour(
    program: Program, graph: Graph, runs: Sequence[tuple[int, ...]], alone: Callable[[int], bool]
) -> Runs:
    """A run that takes nothing from the others, gives them nothing and at most prints is no step: it goes with one."""
    found: Runs = list(runs)
    for index, run in enumerate(found):
        others = {i for n, other in enumerate(found) if n != index for i in other}
        if not run or alone(index) or not _idle(program, graph, run, others):
            continue
        after = next((n for n in range(index + 1, len(found)) if found[n]), None)
        before = next((n for n in range(index - 1, -1, -1) if found[n]), None)
        if after is not None and not alone(after):
            found[index], found[after] = (), run + found[after]
        elif before is not None and not alone(before):
            found[index], found[before] = (), found[before] + run
    return found


def _idle(program: Program, graph: Graph, run: tuple[int, ...], others: set[int]) -> bool:
    """Messages, demonstrations on literals, literals that nobody else reads: `a = "x  y"; print(squeeze(a))`."""
    every = [program.statements[i] for i in run]
    plain = all(literal(s) or (s.facts.display in SHOWN and not s.facts.measures and not s.facts.draws) for s in every)
    read = any(top_of(program, reader) in others for i in run for reader, _ in graph.outgoing.get(i, ()))
    reads = any(top_of(program, source) in others for i in run for source, _ in graph.sources.get(i, ()))
    return plain and not read and not reads


def _tail(
    program: Program, here: tuple[int, ...], after: tuple[int, ...], readers: dict[int, set[int]], wide: bool
) -> int:
    """How many statements at the end of a run only bind what the next one reads; `wide`: with their whole cell."""
    count = 0
    while count < len(here):
        statement = program.statements[here[-1 - count]]
        later = {*after, *here[len(here) - count :]}
        if not calm(statement) or not readers.get(statement.id, set()) & later:
            return count
        first = here[len(here) - count] if count and wide else after[0]
        beside = statement.cell != program.statements[first].cell and not _made_for(program, statement, after)
        if beside and not readers.get(statement.id, set()) <= later:
            return count
        count += 1
    return count


def calm(statement: Statement) -> bool:
    """One binding or definition that does nothing else, and is no work on data."""
    facts = statement.facts
    acts = facts.draws or facts.seeds or facts.mutates or facts.display
    if acts or not facts.binds or facts.effects & {"write", "network", "environment", "read"}:
        return False
    fits = any(call.rpartition(".")[2] in FITTING for call in facts.calls)
    if fits or (any(map(OF_MODELS.search, facts.binds)) and not _empty(statement)):
        return False
    made = any(knowledge.is_a(type_, "sklearn.Estimator") for _, type_ in facts.types)
    plain = isinstance(statement.node, (*DEFINING, ast.Assign))
    return plain and (made or not OF_DATA & set(facts.roles))


def _empty(statement: Statement) -> bool:
    """`found = pd.DataFrame()`: it holds nothing yet."""
    value = getattr(statement.node, "value", None)
    return isinstance(value, ast.Call) and not value.args and not value.keywords


def _made_for(program: Program, statement: Statement, after: tuple[int, ...]) -> bool:
    """`grid = GridSearchCV(...)` in one cell, `grid.fit(X, y)` in the next; a function and its first call."""
    if isinstance(statement.node, DEFINING):
        return True
    parts = (part for i in after for part in walk(program.statements[i].node))
    for part in parts:
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=attr)):
                if name in statement.facts.binds and attr in FITTING:
                    return True
    return False


def _joins(program: Program, here: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """Whether a whole run may go: it only defines, or makes what is filled, or stands in one cell with what follows."""
    if {program.statements[i].cell for i in here} == {program.statements[after[0]].cell}:
        return True
    nodes = [program.statements[i].node for i in here]
    empty = (" = []", " = {}")
    short = length(program.statements[i] for i in after) <= ENOUGH
    return short and all(isinstance(n, DEFINING) or ast.unparse(n).endswith(empty) for n in nodes)
