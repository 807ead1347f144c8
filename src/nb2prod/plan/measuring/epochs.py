"""Whether a fit of Keras is measured by its last epoch, or by all of them.

history = model.fit(X, y, epochs=9)                          the last one is what the model came to
EarlyStopping(restore_best_weights=True)                     the last one is none of the model that is kept
plt.plot(history.history["loss"])                            the notebook shows all of them
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.walking import walk

DEEP = 3


def shows_every_epoch(graph: Graph, fit: Statement) -> bool:
    """Whether the notebook draws how the fit went, or takes back the weights of an earlier epoch."""
    return _restores(graph, fit) or _is_drawn(graph, fit)


def _restores(graph: Graph, fit: Statement) -> bool:
    layer = [fit]
    for _ in range(DEEP):
        if any(_restoring(part) for statement in layer for part in walk(statement.node)):
            return True
        before = {i for s in layer for i, name in graph.sources.get(s.id, ()) if name in s.facts.names}
        layer = [graph.program.statements[i] for i in sorted(before)]
        layer = [s for s in layer if isinstance(s.node, (ast.Assign, ast.Expr))]
    return False


def _restoring(node: ast.AST) -> bool:
    match node:
        case ast.keyword(arg="restore_best_weights", value=ast.Constant(value=True)):
            return True
    return False


def _is_drawn(graph: Graph, fit: Statement) -> bool:
    names, layer = fit.facts.binds, [fit.id]
    for _ in range(DEEP):
        readers = [
            graph.program.statements[i] for made in layer for i, name in graph.outgoing.get(made, ()) if name in names
        ]
        readers = [s for s in readers if names & s.facts.names]
        if any(s.facts.display == "plot" or "plot" in s.facts.roles for s in readers):
            return True
        layer = [s.id for s in readers if isinstance(s.node, ast.Assign)]
        names = frozenset().union(*(s.facts.binds for s in readers))
    return False
