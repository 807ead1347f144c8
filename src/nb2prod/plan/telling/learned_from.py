"""The one source of rows that a model is fitted on, where it is one: everything that is loaded behind its fit.

df = pd.read_csv("a.csv"); m.fit(df[["x"]], df["y"])           a.csv
if not os.path.exists("a.csv"): unpack("a.csv.gz")             nothing: the archive is read where the file is missing
X, y = load_iris(return_X_y=True); m.fit(X, y)                 the data of load_iris
"""

from __future__ import annotations

import ast
import re

from nb2prod.knowledge.data_files import holds_rows
from nb2prod.model import Plan, Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import Graph
from nb2prod.plan.parameters.denials import taking

HELD_OUT = re.compile(r"test|valid|submission|sample|label", re.IGNORECASE)
BUILT_IN = ("sklearn.datasets.load_", "sklearn.datasets.fetch_", "sklearn.datasets.make_", "keras.datasets.")
PERHAPS = (ast.If, ast.Try, ast.ExceptHandler)


def learned_from(plan: Plan, fit: Statement) -> tuple[str, bool]:
    """The file, or the name of the library's data set (True) that `fit` learns from; "" for none, or several."""
    loads = [s for s in _behind(plan.program, fit) if _loads(s)]
    own = {call for s in loads for call in s.facts.calls if call.startswith(BUILT_IN)}
    if len(own) == 1 and all(any(call in own for call in s.facts.calls) for s in loads):
        return own.pop().removesuffix(".load_data").rpartition(".")[2], True
    files = [p for p in plan.parameters if p.place == "read" and isinstance(p.default, str)]
    found = [
        p
        for p in files
        if loads and all(s.id in taking(plan.program, plan.edits, p) and _surely(plan.program, s) for s in loads)
    ]
    if len(found) != 1:
        return "", False
    file = re.split(r"[/\\]", str(found[0].default).partition("?")[0])[-1]
    return (file, False) if holds_rows(file) and not HELD_OUT.search(file) else ("", False)


def _behind(program: Program, fit: Statement) -> list[Statement]:
    """The statements whose values or changes the fit may take, itself included."""
    graph = Graph.of(program)
    todo, seen = [fit.id], set[int]()
    while todo:
        identity = todo.pop()
        if identity not in seen:
            seen.add(identity)
            todo += [source for source, _ in graph.sources.get(identity, ())]
            parent = program.statements[identity].parent
            todo += [] if parent is None else [parent]
    return [program.statements[i] for i in sorted(seen)]


def _loads(statement: Statement) -> bool:
    defines = isinstance(statement.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    return not defines and ("load" in statement.facts.roles or bool(statement.facts.effects & {"read", "network"}))


def _surely(program: Program, statement: Statement) -> bool:
    """Whether it is done in every run."""
    above = [*outwards(program.statements, statement)][1:]
    return not any(isinstance(each.node, PERHAPS) for each in above)
