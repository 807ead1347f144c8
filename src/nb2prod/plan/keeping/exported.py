"""Tables that the notebook writes into a file of its own: a look at one of those is no second result.

submission.head()                        rows of that very file
submission.to_csv("submission.csv")
"""

from __future__ import annotations

import ast

from nb2prod.model import Statement
from nb2prod.plan.graph import Graph
from nb2prod.plan.keeping.chains import PLACES, ROWS, chain
from nb2prod.walking import walk

FILES = frozenset({"to_csv", "to_excel", "to_parquet", "to_feather", "to_json", "to_pickle"})


def is_exported(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether what is shown is a table, or its first rows, that a file gets as it is there."""
    called, base = chain(node)
    if base is None or not called <= ROWS | PLACES:
        return False
    made = {maker.id for maker in graph.makers(at, base.id)}
    writers = [s for s in graph.program.statements if base.id in s.facts.names and "export" in s.facts.roles]
    return any(_writes(s, base.id) and {m.id for m in graph.makers(s, base.id)} == made for s in writers)


def _writes(statement: Statement, name: str) -> bool:
    """`table.to_csv(path)`, of the whole table."""
    for part in walk(statement.node):
        match part:
            case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id=table))) if table == name:
                if attr in FILES:
                    return True
    return False
