"""What log lines have to know of values, by their variables: what they look like, and what they are called.

by_town = df.groupby("town").price.mean()      "table": it begins below its label
for town in towns: print(town)                 "turn": alone it is a heading over what follows
"""

from __future__ import annotations

import ast

from nb2prod.model import Plan
from nb2prod.nesting import span_of
from nb2prod.walking import walk

LOOKS = {"pandas.DataFrame": "table", "pandas.Series": "table", "str": "text"}


def kinds_of(plan: Plan) -> dict[str, str]:
    """Variable, or expression -> "text", "table", "turn", "unknown" (library), "table:TITLE" or "metric:TITLE"."""
    statements = plan.program.statements
    bound = [(name, type_) for s in statements for name, type_ in s.facts.types]
    kinds = {name: LOOKS[type_] for name, type_ in bound if type_ in LOOKS}
    untold = frozenset().union(*(s.facts.binds for s in statements)) - {name for name, type_ in bound if type_}
    kinds |= dict.fromkeys(untold, "unknown")
    loops = [s.node for s in statements if isinstance(s.node, ast.For)]
    turns = {part.id for loop in loops for part in walk(loop.target) if isinstance(part, ast.Name)}
    kinds |= dict.fromkeys(turns - {name for name, type_ in bound if type_ not in ("", "str")}, "turn")
    kinds |= {m.name: f"metric:{m.name[:-6]}" for m in plan.measures if m.name.endswith("_value")}
    return _expressions(plan) | kinds | _tables(plan)


def _expressions(plan: Plan) -> dict[str, str]:
    """What statements show that are tables without a name, by their text: `print(df.loc[best].max())`."""
    cells = {cell.index: cell.python for cell in plan.program.notebook.cells}
    found: dict[str, str] = {}
    for s in plan.program.statements:
        value = s.node.value if isinstance(s.node, ast.Expr) else None
        parts = [value, *(value.args if isinstance(value, ast.Call) else ())] if value is not None else []
        types = dict(s.facts.values)
        for part in parts:
            if LOOKS.get(types.get(span_of(part), "")) == "table":
                found[" ".join((ast.get_source_segment(cells[s.cell], part) or "").split())] = "table"
    return found


def _tables(plan: Plan) -> dict[str, str]:
    """Tables that become files; one of each turn of a loop is called as all of them together."""
    files = {name for _, name in plan.tables}
    made = [m for m in plan.measures if {m.name, m.into} & files]
    kinds = dict.fromkeys([*files, *(m.text.removesuffix(".copy()") for m in made)], "table")
    return kinds | {m.name: "table" if m.name in m.into else f"table:{m.into}" for m in made if m.into}
