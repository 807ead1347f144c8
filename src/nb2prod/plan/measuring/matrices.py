"""Measures that are arrays of two dimensions: those are tables, and no numbers.

cm = confusion_matrix(y, p); cm                     `cm`
hits = np.array([[tn, fp], [fn, tp]])               `hits`
cm / cm.sum()                                       a part of it each
np.trace(cm) / cm.sum()                             one number
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.model import Measure, Program, Statement
from nb2prod.nesting import expression_at, span_of
from nb2prod.plan.graph import Graph
from nb2prod.plan.measuring.subjects import subject
from nb2prod.plan.names import unique

SAME_FORM = frozenset({"round", "astype", "copy", "transpose", "around", "numpy", "to_numpy"})
COMPARES = "sklearn.metrics.confusion_matrix"
DEEP = 3


def matrices(program: Program, metrics: Sequence[tuple[str, str]], measures: Sequence[Measure]) -> frozenset[str]:
    """The names, of those that metrics have in the workflow, which hold such arrays."""
    graph, found = Graph.of(program), set[str]()
    for measure in measures:
        statement = program.statements[measure.statement]
        node = expression_at(statement.node, measure.span)
        plain = not measure.text or measure.text.isidentifier()
        if node is not None and plain and _is_matrix(graph, statement, node, DEEP):
            found |= {measure.into or measure.name}
    made = {measure.into or measure.name for measure in measures}
    for _, name in metrics:
        ends = (program.statements[i] for i in program.exits.get(name, ()))
        binders = [s for s in ends if name in s.facts.binds]  # items that are written in place leave its form
        values = [(s, s.node.value) for s in binders if isinstance(s.node, ast.Assign) and _is_plain(s.node)]
        if name not in made and len(values) == len(binders) == 1 and _is_matrix(graph, *values[0], DEEP):
            found |= {name}
    return frozenset(found)


def labelled(
    program: Program, tables: Sequence[tuple[str, str]], measures: Sequence[Measure], used: set[str]
) -> tuple[tuple[tuple[str, str], ...], list[Measure]]:
    """The tables, and what is made for them: a confusion matrix goes with what was compared, which names its classes.

    cm = confusion_matrix(y, p)        cm_and_labels = (cm, y, p)
    cm = confusion_matrix(p, y)        as it is: its rows are what was predicted
    """
    graph, made = Graph.of(program), {m.name: m for m in measures if not m.text and not m.into}
    found, more = list(tables), list[Measure]()
    for at, (key, name) in enumerate(tables):
        ends = [program.statements[i] for i in sorted(program.exits.get(name, ()))]
        shown = made.get(name)
        statement = program.statements[shown.statement] if shown else ends[0] if len(ends) == 1 else None
        if statement is None or statement.parent is not None or COMPARES not in statement.facts.calls:
            continue
        node = expression_at(statement.node, shown.span) if shown else getattr(statement.node, "value", None)
        match node:
            case ast.Call(args=[ast.Name() as real, ast.Name() as said], keywords=[]) as call:
                if subject(graph, statement, real).made or not subject(graph, statement, said).made:
                    continue
                free = unique(f"{name}_and_labels", used)
                used.add(free)
                found[at] = (key, free)
                more.append(Measure(statement.id, span_of(call), free, text=f"({name}, {real.id}, {said.id})"))
    return tuple(found), more


def _is_plain(node: ast.Assign) -> bool:
    return all(isinstance(target, ast.Name) for target in node.targets)


def _is_matrix(graph: Graph, at: Statement, node: ast.expr, deep: int) -> bool:
    match node:
        case ast.Name(id=name):
            makers = graph.makers(at, name)
            values = [(m, m.node.value) for m in makers if isinstance(m.node, ast.Assign) and _is_plain(m.node)]
            return bool(deep) and len(values) == len(makers) == 1 and _is_matrix(graph, *values[0], deep - 1)
        case ast.BinOp(left=left, right=right):
            return _is_matrix(graph, at, left, deep) or _is_matrix(graph, at, right, deep)
        case ast.Attribute(attr="T", value=value):
            return _is_matrix(graph, at, value, deep)
        case ast.Call(func=ast.Attribute(attr="confusion_matrix") | ast.Name(id="confusion_matrix")):
            return True
        case ast.Call(func=ast.Attribute(attr="array"), args=[ast.List(elts=[ast.List(), *_])]):
            return True
        case ast.Call(func=ast.Attribute(attr=attr, value=ast.Name(id="np" | "numpy")), args=[first, *_]):
            return attr in SAME_FORM and _is_matrix(graph, at, first, deep)
        case ast.Call(func=ast.Attribute(attr=attr, value=value)):
            return attr in SAME_FORM and _is_matrix(graph, at, value, deep)
    return False
