"""Bare expressions that stay and whose value the notebook shows: they are logged, no value is thrown away.

selector.get_support()      (at a cell's end)       logger.info("get_support of selector %s", selector.get_support())
model.fit(X, y)                                     stays as it is: it is there for what it does
"""

from __future__ import annotations

import ast

from nb2prod.emit.code.annotations import free, names_of
from nb2prod.model import Plan, Statement

ASKING = (
    "get_", "score", "predict", "forecast", "compute_", "calculate_", "evaluate", "count", "is_", "has_", "list_",
    "leaderboard", "allclose", "decode_", "find_", "interp", "sorted", "corrcoef", "transform", "inverse_transform",
)  # fmt: skip
WORKERS = frozenset({  # modules that run functions in other processes, where nobody set up a log
    "multiprocessing", "concurrent", "joblib", "pqdm", "ray", "dask", "pyspark", "mpi4py", "pathos", "numba", "p_tqdm",
})  # fmt: skip
VALUES = (ast.Attribute, ast.Subscript, ast.BinOp, ast.Compare, ast.Tuple, ast.List, ast.Dict, ast.ListComp, ast.Name)


def shown(plan: Plan) -> frozenset[int]:
    """The statements that are kept, show a value, and are no report that is logged anyhow."""
    last = {s.cell: s.id for s in plan.program.statements if s.parent is None}
    kept = {
        choice.statement for choice in plan.choices if choice.fate not in ("dropped", "pruned") and not choice.remains
    }
    return frozenset(s.id for s in plan.program.statements if s.id in kept and _shows(s, last.get(s.cell) == s.id))


def timed(plan: Plan) -> frozenset[int]:
    """Bare expressions in a cell that looks at the clock before and after: a log line would take its time there."""
    every = [s for s in plan.program.statements if s.parent is None]
    clocks = [s for s in every if any(call.startswith(("time.time", "time.perf_")) for call in s.facts.calls)]
    return frozenset(s.id for s in every if {c.id < s.id for c in clocks if c.cell == s.cell} == {True, False})


def _shows(statement: Statement, last: bool) -> bool:
    node = statement.node
    displays = "IPython.display.display" in statement.facts.calls
    if not isinstance(node, ast.Expr) or isinstance(node.value, ast.Constant):
        return False
    if statement.parent is not None:
        return displays and statement.facts.display == "look"
    if statement.facts.display == "look":
        return (last or displays) and not statement.facts.draws  # else it may only stay for what it draws
    if statement.facts.display or not last or {"train", "export", "load"} & {*statement.facts.roles}:
        return False
    match node.value:
        case ast.Call(func=ast.Attribute(attr=attr) | ast.Name(id=attr), keywords=given):
            return attr.startswith(ASKING) and not any(each.arg == "inplace" for each in given)  # which gives None
        case ast.Call(func=ast.Call()):  # interp1d(xs, ys)(0.4)
            return True
    return isinstance(node.value, VALUES)


def speaks(plan: Plan) -> bool:
    """Whether functions may log what they print: `print` is the builtin, and nobody takes what it prints as a value."""
    taken = any("captured" in s.facts.effects or "print" in s.facts.binds for s in plan.program.statements)
    streams = any("sys.stdout" in s.source or "redirect_stdout" in s.source for s in plan.program.statements)
    return not taken and not streams and not any(i.module.split(".")[0] in WORKERS for i in plan.program.imports)


def logger_of(plan: Plan) -> str:
    """The variable of the log in the modules that hold the notebook's code; `logger_` where the notebook has that."""
    return free("logger", names_of(plan))
