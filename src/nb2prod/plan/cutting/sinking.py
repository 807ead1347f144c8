"""Models, grids and settings that are made long before they are used are made in the step that uses them.

In[1]  model = SVC()                                      In[2]  X_train, X_test = train_test_split(X)
In[2]  X_train, X_test = train_test_split(X)              In[1]  model = SVC()
In[3]  model.fit(X_train, y_train)                        In[3]  model.fit(X_train, y_train)

The one reordering that there is, and only where it changes nothing: what is moved reads no variable, draws nothing,
cannot fail, and what it is moved over has nothing to do with its name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import DEFINING
from nb2prod.plan.graph import Graph, top_of
from nb2prod.walking import walk

LITERAL = (
    ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.UnaryOp, ast.USub, ast.Call, ast.Name,
    ast.keyword, ast.Attribute,
)  # fmt: skip
RANGES = frozenset(
    {"numpy.arange", "numpy.linspace", "numpy.logspace", "builtins.range", "builtins.list", "builtins.dict"}
)

Runs = list[tuple[int, ...]]


def sunk(program: Program, graph: Graph, runs: Sequence[tuple[int, ...]], alone: Callable[[int], bool]) -> Runs:
    """The runs with such statements at the head of the run that first reads them; `alone`: whether a run stays."""
    found: Runs = list(runs)
    for index in range(len(found) - 1, -1, -1):
        for identity in reversed(found[index]):
            statement = program.statements[identity]
            if alone(index) or not _still(program, statement):
                continue
            target = _first_reader(program, graph, statement, found, index)
            if target is None or target <= index or alone(target):
                continue
            if _apart(program, graph, statement, found, index, target):
                found[index] = tuple(i for i in found[index] if i != identity)
                found[target] = (identity, *found[target])
    return found


def _still(program: Program, statement: Statement) -> bool:
    """One name bound to a model, a grid of literals or the like, made of nothing but imported names and literals."""
    node, facts = statement.node, statement.facts
    match node:
        case ast.Assign(targets=[ast.Name()], value=(ast.Call() | ast.Dict() | ast.List() | ast.Tuple()) as value):
            pass
        case _:
            return False
    if facts.draws or facts.seeds or facts.mutates or facts.display or facts.effects or facts.metrics or facts.late:
        return False
    imports = {item.name for item in program.imports}
    bound = {
        name
        for s in program.statements
        for name in s.facts.binds
        if not isinstance(s.node, ast.Import | ast.ImportFrom)
    }
    if (
        not all(isinstance(part, LITERAL) for part in walk(value))
        or facts.names & bound
        or not facts.names <= imports | {"range", "list", "dict"}
    ):
        return False
    if not any(isinstance(part, ast.Call) for part in walk(value)):
        # what a later step fills; a plain constant has its place at the top of the module
        return (isinstance(value, ast.List) and not value.elts) or (isinstance(value, ast.Dict) and not value.keys)
    made = [type_ for _, type_ in facts.types]
    plain = all(call in RANGES or knowledge.is_a(call, "sklearn.Estimator") for call in facts.calls)
    return plain and (not isinstance(value, ast.Call) or any(knowledge.is_a(t, "sklearn.Estimator") for t in made))


def _first_reader(program: Program, graph: Graph, statement: Statement, runs: Runs, index: int) -> int | None:
    """The run that reads it first; None where a run that cannot be told, or the same one, does."""
    homes: list[int] = []
    for reader, _ in graph.outgoing.get(statement.id, ()):
        top = top_of(program, reader)
        home = next((n for n, run in enumerate(runs) if top in run), None)
        if home is None and not isinstance(program.statements[top].node, DEFINING):
            continue  # it went
        if home is None or home <= index:
            return None
        homes.append(home)
    return min(homes, default=None)


def _apart(program: Program, graph: Graph, statement: Statement, runs: Runs, index: int, target: int) -> bool:
    """Whether nothing that it is moved over knows its name, binds one that it reads, or asks for names at large."""
    over = [i for i in runs[index] if i > statement.id] + [i for run in runs[index + 1 : target] for i in run]
    names = statement.facts.binds | statement.facts.names
    for identity in over:
        for inner in [identity, *graph.inside(identity)]:
            facts = program.statements[inner].facts
            known = facts.names | facts.reads | facts.late
            touched = facts.binds | facts.deletes | facts.outer | facts.mutates
            if statement.facts.binds & (known | touched) or names & touched or "barrier" in facts.effects:
                return False
    return True
