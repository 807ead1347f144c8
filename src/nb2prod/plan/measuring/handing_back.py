"""Functions of the notebook that print what they measure and give nothing: in the project they give it back, too.

def evaluate(model, X, y):                    def evaluate(model, X, y):
    p = model.predict(X)                          p = model.predict(X)
    print("MAE", mean_absolute_error(y, p))       mae = mean_absolute_error(y, p)
                                                  logger.info("MAE %s", mae)
                                                  return {"mae": mae}
evaluate(forest, X, y)                        forest_evaluation = evaluate(forest, X, y)

Only where nobody could see a difference: it returns nothing anywhere, and is only called, in statements of their own.
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

from nb2prod.model import Measure, Program, Span, Statement
from nb2prod.nesting import expression_at, span_of
from nb2prod.plan.measuring.in_loops import loops_of
from nb2prod.plan.measuring.metric_names import label, named, printed
from nb2prod.plan.measuring.said import called
from nb2prod.plan.names import allowed
from nb2prod.walking import walk

ENDINGS = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.Global, ast.Nonlocal, ast.Raise)


@dataclass(frozen=True)
class HandingBack:
    """One such function: what it hands back, as (key, local name), the names that get made for that, and its calls."""

    function: Statement
    given: tuple[tuple[str, str], ...]
    inside: tuple[Measure, ...]
    calls: tuple[Statement, ...]

    @property
    def name(self) -> str:
        """The function's."""
        assert isinstance(self.function.node, ast.FunctionDef)
        return self.function.node.name


def handing_back(program: Program, kept: Collection[int]) -> list[HandingBack]:
    """All of them among the statements that stay."""
    functions = [s for s in program.statements if s.id in kept and s.parent is None and _gives_nothing(s.node)]
    return [found for function in functions if (found := _of(program, function, kept)) is not None]


def _gives_nothing(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.decorator_list or node.returns is not None:
        return False
    return not any(isinstance(part, ENDINGS) for part in walk(node))


def _of(program: Program, function: Statement, kept: Collection[int]) -> HandingBack | None:
    assert isinstance(function.node, ast.FunctionDef)
    name = function.node.name
    users = [s for s in program.statements if s is not function and name in s.facts.names | s.facts.late]
    binders = [s for s in program.statements if name in s.facts.binds | s.facts.deletes | s.facts.outer]
    if not users or binders != [function] or not all(s.id in kept and _only_calls(program, s, name) for s in users):
        return None
    inner = [s for s in program.statements if s.parent == function.id and s.id in kept]
    parameters = {part.arg for part in walk(function.node.args) if isinstance(part, ast.arg)}
    bound = parameters.union(*(s.facts.binds for s in inner if isinstance(s.node, ast.Assign)))
    taken = {node.id for node in walk(function.node) if isinstance(node, ast.Name)} | bound
    given: dict[str, str] = {}
    inside: list[Measure] = []
    for statement in inner:
        given |= {name: name for name in _called(statement) if name in bound - parameters and name not in given}
        for span, made in statement.facts.measures if statement.facts.display == "print" else ():
            if made.startswith("name:"):
                if made[5:] in bound:
                    given.setdefault(made[5:], made[5:])
                continue
            name = _in_percent(statement, span)
            if name in bound:  # print("Accuracy:", 100 * accuracy): the number itself, not as it is shown
                given.setdefault(name, name)
                continue
            key = named(statement, span, made)
            if not key:
                continue
            if not allowed(key, taken):  # that is another value of the function
                key = f"{key}_value"
            local = key
            if key not in given and allowed(local, taken):
                given[key] = local
                taken.add(local)
                inside.append(Measure(statement.id, span, local, silent=True))
    return HandingBack(function, tuple(given.items()), tuple(inside), tuple(users)) if given else None


def _called(statement: Statement) -> list[str]:
    """Variables that a print calls measures: `print("F1", f1)`, `print("Accuracy:", 100 * share)`."""
    if statement.facts.display != "print":
        return []
    shown = ((part, span_of(part)) for part in printed(statement) if not isinstance(part, str))
    named_parts = ((part.id if isinstance(part, ast.Name) else _percent_of(part), span) for part, span in shown)
    return [name for name, span in named_parts if name and called(label(statement, span))]


def _in_percent(statement: Statement, span: Span) -> str:
    """The variable that is shown in percent at `span`: `accuracy` of `100 * accuracy`."""
    return _percent_of(expression_at(statement.node, span))


def _percent_of(node: ast.expr | None) -> str:
    """The variable of which it is a hundred times the value: the number itself is no percentage."""
    match node:
        case ast.BinOp(left=ast.Constant(value=100), op=ast.Mult(), right=ast.Name(id=name)):
            return name
        case ast.BinOp(left=ast.Name(id=name), op=ast.Mult(), right=ast.Constant(value=100)):
            return name
    return ""


def _only_calls(program: Program, statement: Statement, name: str) -> bool:
    """`evaluate(forest, X)`, a statement at top level or of a loop there, that names the function once."""
    node = statement.node
    plain = statement.parent is None or loops_of(program, statement)
    if not plain or not isinstance(node, ast.Expr) or not isinstance(node.value, ast.Call):
        return False
    named_here = [part for part in walk(node) if isinstance(part, ast.Name) and part.id == name]
    return node.value.func in named_here and len(named_here) == 1
