"""Random numbers that are drawn without a seed where that shows in a result: one finding for the whole notebook.

walk(3)                                      walk draws from np.random: this call is named
LogisticRegression(C=3).fit(X, y)            draws nothing that shows
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.plan.graph import function_of
from nb2prod.plan.steady import steady

SEEDS = {  # what sets a stream
    "numpy": "np.random.seed(0)", "python": "random.seed(0)", "torch": "torch.manual_seed(0)",
    "tensorflow": "tf.random.set_seed(0)",
}  # fmt: skip


def unseeded(program: Program, kept: list[Statement]) -> Iterator[Finding]:
    """The first statement that stays and draws from a stream that nothing has seeded: one for the whole notebook."""
    seeded: set[str] = set()
    staying = {statement.id for statement in kept}
    functions = {s.node.name for s in program.statements if isinstance(s.node, ast.FunctionDef)}
    for statement in program.statements:
        seeded |= statement.facts.seeds
        drawn = statement.facts.draws - seeded
        named = drawn - {"python"} or not any(call.startswith("keras.") for call in statement.facts.calls)
        if statement.id not in staying or not drawn or not named or "unknown" in statement.facts.effects:
            continue
        if (place := _drawing(program, statement, functions)) is not None:
            line, shown = place
            seeds = " and ".join(SEEDS[stream] for stream in sorted(drawn) if stream in SEEDS)
            advice = f"set one at the top ({seeds}), or pass a random_state where the call takes one"
            yield finding("NB107", cell=statement.cell, line=line, call=shown, advice=advice)
            return


def _drawing(program: Program, statement: Statement, functions: set[str]) -> tuple[int, str] | None:
    """Line and name of the call that draws; None where that does not show, or nobody knows."""
    calls = [n for n in ast.walk(statement.node) if isinstance(n, ast.Call)]
    if not statement.facts.drawing:  # inside a function of the notebook
        own = [n for n in calls if isinstance(n.func, ast.Name) and n.func.id in functions & {*statement.facts.calls}]
        return next(((n.lineno, n.func.id) for n in own if _draws_inside(program, n.func.id, functions)), None)  # type: ignore[attr-defined]  # names, see above
    for line, *rest in statement.facts.drawing:  # of `cross_val_score(...).mean()` the end tells which call
        call = next((n for n in calls if [n.lineno, *_place(n)] == [line, *rest]), None)
        shown = ast.unparse(call.func).rpartition(".")[2] if call is not None else "a call"
        if f"?.{shown}" in statement.facts.calls:  # of what nobody knows: it may draw, or not
            return None
        if call is None or not steady(program, statement, call):
            return line, shown
    return None


def _draws_inside(program: Program, name: str, functions: set[str]) -> bool:
    """Whether a function holds a call whose draws show; where it only calls others, they are not looked into."""
    top = [s.id for s in program.statements if isinstance(s.node, ast.FunctionDef) and s.node.name == name]
    inside = [s for s in program.statements if function_of(program, s) in top and s.facts.draws]
    return any(not s.facts.drawing or _drawing(program, s, functions) is not None for s in inside) or not inside


def _place(node: ast.Call) -> tuple[int, int | None, int | None]:
    return node.col_offset, node.end_lineno, node.end_col_offset
