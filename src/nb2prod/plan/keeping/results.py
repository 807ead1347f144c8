"""Looks that are results: the tables and numbers that a notebook works out and shows.

by_town = df.groupby("town").price.mean()     made of the data
by_town.sort_values()                         a result
df.head(), df["price"], df.describe()         looks at the data themselves: none

Without a model they are what the notebook is for. Beside one, they are findings where no model is given them: what
goes on into a fit are rows that are prepared, and a look at those is none.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import Graph, function_of
from nb2prod.plan.keeping.chains import chain
from nb2prod.plan.keeping.computed import is_computed
from nb2prod.plan.keeping.exported import is_exported
from nb2prod.plan.keeping.told_by_models import asking, is_told_by_model
from nb2prod.plan.keeping.worked_out import BESIDE_A_MODEL, CONTAINERS, CORRELATIONS, GROUPED, Question
from nb2prod.plan.measuring.metric_names import label, printed
from nb2prod.plan.measuring.said import called
from nb2prod.plan.models.learned import final_model
from nb2prod.plan.models.models_asked import types_of
from nb2prod.walking import last_of, values_given

NAME = re.compile(r"[^\W\d]\w*")
LOOKS = frozenset({"head", "tail", "describe", "info", "unique", "value_counts", "sample", "len", "sum", "type"})
GIVEN = frozenset({"train", "predict", "export"})


@lru_cache(maxsize=1)  # what stays and what is measured, both ask it of the program at hand
def results(graph: Graph) -> frozenset[int]:
    """The statements that show a result though they only look; with a model, correlations that are looked for."""
    statements = graph.program.statements
    last = {s.cell: s.id for s in statements if s.parent is None}
    given = handed_to_models(graph)
    functions = asking(graph) if given else frozenset[str]()
    handed_on = frozenset[int]() if given else _given(graph, frozenset({"export"}))
    return frozenset(
        s.id
        for s in statements
        if s.facts.display == "look"
        and function_of(graph.program, s) is None
        and (
            _is_called_measure(s)
            or any(
                _is_result(graph, s, node, given, functions) and not _looks_in_passing(graph, s, node, handed_on)
                for node in shown(s, s.parent is None and last[s.cell] == s.id)
            )
        )
    )


def _is_called_measure(statement: Statement) -> bool:
    """`print("R2 ridge", table.loc["ridge", "r2"])`: its words say a measure, however the number came about."""
    if statement.parent is not None or "builtins.print" not in statement.facts.calls:
        return False
    parts = [part for part in printed(statement) if isinstance(part, (ast.Call, ast.Subscript, ast.BinOp))]
    said = {label(statement, span_of(part)) for part in parts if last_of(part) not in LOOKS}
    return any(called(each) for each in said)


@lru_cache(maxsize=1)
def handed_to_models(graph: Graph) -> frozenset[int]:
    """The statements whose values models are given, or that leave the notebook; none where no model is final."""
    statements = graph.program.statements
    fits = any({"train"} & {*s.facts.roles, *s.facts.flow} for s in statements)
    return _given(graph) if fits and final_model(graph.program, [*statements]) is not None else frozenset[int]()


def is_worked_out(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether a value that is shown summarises something, itself or as what its name holds."""
    return Question(graph, fills=True).worked_out(at, node)


def _given(graph: Graph, roles: frozenset[str] = GIVEN) -> frozenset[int]:
    todo = [s.id for s in graph.program.statements if roles & {*s.facts.roles, *s.facts.flow}]
    found = {i for i in todo if not _only_says(graph.program.statements[i])}
    written = [frozenset(NAME.findall(s.source)) for s in graph.program.statements]

    def fills(reader: Statement, name: str) -> bool:
        """`def rate(m): scores[m] = ...`, `rate(m.predict(X), scores)`: that hands the table to no model."""
        if _only_says(reader):
            return name in reader.facts.mutates and _kinds(graph, reader, name) <= CONTAINERS
        function = isinstance(reader.node, ast.FunctionDef)
        return function and any(name in graph.program.statements[i].facts.mutates for i in graph.inside(reader.id))

    while todo:
        reader = graph.program.statements[todo.pop()]
        for source, name in graph.sources.get(reader.id, ()):
            both = name in written[reader.id] and name in written[source]  # an unknown call may read and change all
            if source not in found and both and not fills(reader, name):
                found.add(source)
                todo.append(source)
    return frozenset(found)


def _kinds(graph: Graph, at: Statement, name: str) -> set[str]:
    return {kind.rpartition(".")[2] for kind in types_of(graph, at, name)}


def _only_says(statement: Statement) -> bool:
    """`rate("tree", y, tree.predict(X))`: a call for what it says or keeps elsewhere; nobody is given its value."""
    return isinstance(statement.node, ast.Expr) and not statement.facts.binds and "train" not in statement.facts.roles


def _is_result(graph: Graph, at: Statement, node: ast.expr, given: frozenset[int], functions: frozenset[str]) -> bool:
    if is_exported(graph, at, node):
        return False
    if is_told_by_model(graph, at, node) or is_computed(graph, at, node, given):
        return True
    if mapped(graph, at, node):
        return True
    if isinstance(node, ast.Name) and (not given or called(node.id)) and is_rated(graph, at, node.id, given=1):
        return True
    if not given:
        return Question(graph, fills=True).worked_out(at, node)
    return (
        Question(graph, CORRELATIONS).worked_out(at, node)
        or Question(graph, BESIDE_A_MODEL, 0).worked_out(at, node)
        or Question(graph, BESIDE_A_MODEL, beyond=given, fills=True).worked_out(at, node)
        or _named_answer(graph, at, node, functions)
    )


def _looks_in_passing(graph: Graph, at: Statement, node: ast.expr, handed_on: frozenset[int]) -> bool:
    """Whether a few rows are shown of what goes on into what is written: `orders.head()`, merged and saved later."""
    called, of = chain(node)
    if of is None or called not in ({"head"}, {"tail"}):
        return False
    made = [maker.id for maker in graph.makers(at, of.id)]
    return bool(made) and handed_on.issuperset(made)


def shown(statement: Statement, last: bool) -> Iterator[ast.expr]:
    """What it shows: the value of the cell's last expression, what `print` or `display` are given.

    print(by.to_string()), print(tabulate(by, headers="keys"))        `by`, whatever text is made of it
    """
    match statement.node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print" | "display"), args=args)):
            for given in args:
                match given:
                    case (
                        ast.Call(func=ast.Attribute(attr="to_string" | "to_markdown", value=table))
                        | ast.Call(func=ast.Name(id="tabulate"), args=[table, *_])
                    ):
                        yield table
                    case _:
                        yield given
        case ast.Expr(value=ast.Tuple(elts=parts)) if last:
            yield from parts
        case ast.Expr(value=value) if last:
            yield value


def _named_answer(graph: Graph, at: Statement, node: ast.expr, functions: frozenset[str]) -> bool:
    """Whether beside a model something worked out is shown that has a name of its own: an answer, and no look."""
    summary, answer = Question(graph, fills=True), Question(graph, functions)
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1))):
            return summary.made(at, name, 0)  # what a loop came to
        case ast.Call(func=ast.Attribute(attr="head" | "tail", value=ast.Name(id=name))):
            return answer.made(at, name, 2)
        case (
            ast.Name(id=name)
            | ast.Call(func=ast.Name(id="round"), args=[ast.Name(id=name), *_])
            | ast.Call(func=ast.Attribute(attr="round" | "sort_values", value=ast.Name(id=name)))
        ):
            known = Question(graph, BESIDE_A_MODEL | GROUPED | functions)
            return known.made(at, name, 1) or answer.made(at, name, 3) or is_rated(graph, at, name)
    return False


def is_rated(graph: Graph, at: Statement, name: str, given: int = 2) -> bool:
    """Whether a function that nobody knows made it of so many values: `scores = rate(models, X, y)`."""
    for maker in graph.makers(at, name):
        match maker.node:
            case ast.Assign(targets=[ast.Name(id=bound)], value=ast.Call() as value) if bound == name:
                call = _first_call(value)
                if "load" not in maker.facts.roles and is_untold(graph, call) and len(values_given(call)) >= given:
                    return True
    return False


def mapped(graph: Graph, at: Statement, node: ast.expr) -> bool:
    """Whether a variable maps what was asked for by name: `{"impact": m.impact(), "parity": m.parity()}`."""
    makers = [maker.node for maker in graph.makers(at, node.id)] if isinstance(node, ast.Name) else []
    values = [maker.value for maker in makers if isinstance(maker, ast.Assign)]
    return len(values) == len(makers) == 1 and isinstance(values[0], ast.Dict) and _asks_by_name(values[0])


def _asks_by_name(node: ast.expr, key: ast.expr | None = None) -> bool:
    match node:
        case ast.Dict(keys=[_, _, *_] as keys, values=values):
            return all(isinstance(k, ast.Constant) and _asks_by_name(v, k) for k, v in zip(keys, values, strict=True))
        case ast.Call(func=ast.Attribute(attr=name), args=[]) if name[:1].islower():
            return True  # an object is asked, and given nothing
    return isinstance(node, ast.Call) and isinstance(key, ast.Constant) and called(str(key.value))


def _first_call(node: ast.Call) -> ast.Call:
    """`importance(rules)` of `importance(rules).set_index("feature").round(2)`."""
    while isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        node = node.func.value
    return node


def is_untold(graph: Graph, call: ast.Call) -> bool:
    """Whether a function is called of a library that nobody knows, and no method of an object."""
    unknown = [i for i in graph.program.imports if knowledge.library(i.module) is None]
    match call.func:
        case ast.Name(id=function):
            return function in {i.name for i in unknown if i.attribute} - graph.own
        case ast.Attribute(value=ast.Name(id=module)):
            return module in {i.name for i in unknown} - graph.own
    return False
