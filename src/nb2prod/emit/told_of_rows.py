"""What the README says of the rows that a prediction is for: which columns they need, which rows are left out.

X = df.drop(columns=["y"])        each row needs all columns that training saw but `y`
df = df[df.y.notna()]             training goes by these rows, inference answers every one
"""

from __future__ import annotations

import ast
import re

from nb2prod.emit.claims import in_a_row, worded
from nb2prod.emit.code.serving import OF_ROWS
from nb2prod.model import Finish, Plan, Serving, Table
from nb2prod.walking import walk

MOST_COLUMNS = 40
LONGEST_CODE = 90
WIDENING = frozenset({"get_dummies", "pivot", "pivot_table", "unstack", "crosstab"})  # values become names of columns


def learned(plan: Plan) -> list[str]:
    """Names of what training hands on, without those that only say which columns a row has."""
    return [a.name for a in plan.artifacts if a.name not in OF_ROWS]


def of_rows(plan: Plan) -> list[str]:
    """Names of what only says how rows come in: their columns, the type of their array."""
    return [a.name for a in plan.artifacts if a.name in OF_ROWS]


def raw_columns(plan: Plan) -> list[str]:
    """The columns that a raw row needs, where they are known and few enough to be read."""
    serving = plan.inference.serving if plan.inference is not None else None
    if serving is None:
        return []
    if serving.table is not None and serving.table.array:
        columns = _numbered(serving.table)
    else:
        columns = list(serving.columns or ()) if not serving.listed else []
    return columns if len(columns) <= MOST_COLUMNS else []


def _numbered(table: Table) -> list[str]:
    """The columns of an array that nobody named, where the notebook writes down how many there are."""
    told = {number % table.width for number in table.columns} if table.width else set()
    return [f"x{n}" for n in range(table.width) if (n in told) is not table.others] if not table.names else []


def needed(plan: Plan) -> str:
    """Where the columns stand that a raw row needs, where the README cannot list them."""
    serving = plan.inference.serving if plan.inference is not None else None
    if serving is None:
        return ""
    if serving.columns is not None and not serving.listed:
        return (
            f"Of each row {len(serving.columns)} columns are needed, by name: `COLUMNS` of `inference.py` lists them."
        )
    where = "`artifacts/manifest.json` says, as `needed` of its `schema`,"
    table = serving.table
    if table is None or not table.array:
        return f"Which columns a row needs, {where} once trained."
    named = f"those of `{table.names}`" if table.names else "`x0`, `x1` and so on"
    return f"A row has the columns of `{table.rows}`; their names are {named}. Which are needed, {where} once trained."


def all_but(plan: Plan) -> list[str] | None:
    """The columns of the file that a raw row need not have, where it needs all others; None: that is not so."""
    serving = plan.inference.serving if plan.inference is not None else None
    if serving is None or serving.columns is not None or serving.listed or serving.wanted or serving.table is not None:
        return None
    if serving.partly:  # some of those that are needed by name, and which of them the file has
        return None
    unsure = perhaps(plan)
    return [name for name in serving.left_out if name not in unsure]


def perhaps(plan: Plan) -> list[str]:
    """Those of them that may be no columns of the file: dropped behind `get_dummies`, and never asked for before."""
    serving = plan.inference.serving if plan.inference is not None else None
    names = set(serving.left_out) - {plan.inference.target if plan.inference is not None else ""} if serving else set()
    found: list[str] = []
    widened = False
    for statement in plan.program.statements:
        said = {n.value for n in walk(statement.node) if isinstance(n, ast.Constant)}
        said |= {n.attr for n in walk(statement.node) if isinstance(n, ast.Attribute)}
        for name in sorted(names & said):
            names.discard(name)
            found += [name] if widened and ".drop(" in statement.source else []
        widened = widened or not WIDENING.isdisjoint(call.rpartition(".")[2] for call in statement.facts.calls)
    return sorted(found)


def finished(plan: Plan) -> str:
    """What a prediction is: the model's answer as it stands, or what the notebook makes of it."""
    found = plan.inference
    numbers = worded(plan.claims, "says numbers")
    if found is not None and found.serving is not None and (code := _more_than_asked(found.serving)):
        return f"`prediction` is `{code}`, of new rows."
    if found is None or (found.level != "features" and not numbers):
        return ""
    if found.finish is not None:
        cells = sorted({plan.program.statements[i].cell + 1 for i in _finishing(found.finish)})
        named = f", `{found.finish.name}` there" if found.finish.name else ""
        where = f"cell{'s' * (len(cells) > 1)} {in_a_row([str(cell) for cell in cells])}"
        said = f"`prediction` is what the notebook makes of the model's answer ({where}){named}"
    else:  # a threshold or a name behind it is not looked for everywhere: so it is said
        said = f"`prediction` is what `predict` of `{found.model}` says{numbers}"
    later = f"; {found.unfinished} is no part of it" if found.unfinished else ""
    return f"{said}{later}."


def _more_than_asked(serving: Serving) -> str:
    """The expression that gives the prediction, where that is not `predict` of a model alone."""
    node = ast.parse(serving.expression, mode="eval").body
    for _, line in reversed(serving.lines):
        match ast.parse(line).body:
            case [ast.Assign(targets=[ast.Name(id=name)], value=value)] if isinstance(node, ast.Name):
                node = value if name == node.id else node
    match node:
        case ast.Name() | ast.Call(func=ast.Attribute(attr="predict"), args=[_]):
            return ""
    text = ast.unparse(node)
    return text if len(text) <= LONGEST_CODE and "`" not in text else ""


def _finishing(finish: Finish) -> list[int]:
    return [*(identity for identity, _ in finish.lines), finish.statement]


def left_out(plan: Plan) -> list[str]:
    """The rules that leave rows out of training alone, each with its cell."""
    found = (f for f in plan.findings if f.code == "NB121")
    return [f"`{_rule(f.text.partition(': ')[2])}` (cell {(f.cell or 0) + 1})" for f in found]


def _rule(text: str) -> str:
    """The code of `df[df.a > 0]: it asks for the target`."""
    for place in (match.start() for match in re.finditer(": ", text)):
        try:
            ast.parse(text[:place], mode="eval")
        except SyntaxError:
            continue
        return text[:place]
    return text
