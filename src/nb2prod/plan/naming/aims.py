"""Which statements make what a model learns to answer, followed back from where one is given it.

y = le.fit_transform(df.kind); m.fit(X, y)            the first
genres = enc.fit_transform(df[["genre"]])             none: that it is called a label, or encoded, proves nothing
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.model import Program, Statement
from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.graph import Graph
from nb2prod.plan.naming.clause import calls_of, variables
from nb2prod.plan.naming.learning import CROSS, CURVES
from nb2prod.walking import last_of

SECOND = FITTING | frozenset(
    "score evaluate fit_resample fit_sample fit_transform train_test_split Dataset DMatrix".split()
)
THIRD = CROSS | frozenset(CURVES)


def aims(program: Program) -> frozenset[int]:
    """The statements that make a target, or what one is made of."""
    graph, seen = Graph.of(program), set[tuple[int, str]]()
    todo = [(s, name) for s in program.statements for node in _targets(s, graph) for name in variables(node)]
    while todo:
        at, name = todo.pop()
        for maker in graph.makers(at, name):
            if (maker.id, name) not in seen:
                seen.add((maker.id, name))
                todo += [(maker, n) for node in _made_of(maker.node, name) for n in variables(node)]
    return frozenset(at for at, _ in seen)


def _targets(statement: Statement, graph: Graph) -> Iterator[ast.expr]:
    """What its calls are given to be answered: by a function of the notebook, what may be."""
    for call in calls_of(statement.node):
        last = last_of(call)
        yield from call.args[1:2] if last in SECOND else call.args[2:3] if last in THIRD else ()
        yield from call.args if last in graph.own or statement.facts.measures else ()
        yield from (k.value for k in call.keywords if k.arg in ("y", "label", "validation_data"))


def _made_of(node: ast.AST, name: str) -> list[ast.expr]:
    """What the name is made of: of a split its own part."""
    match node:
        case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call(args=parts)) if len(names) == 2 * len(parts):
            return [parts[at // 2] for at, one in enumerate(names) if ast.unparse(one) == name]
        case ast.Assign(value=value):
            return [value]
    return []
