"""Filters that part the rows: what the model learns from stands on one side, what it is asked about on the other.

train, test = df[df.date < day], df[df.date >= day]     no rule about rows: inference answers both sides
model.fit(df[X], df.y); model.predict(df[df.id == 7][X])   nor is this: it answers any row
"""

from __future__ import annotations

import ast
import itertools

from nb2prod.model import Program
from nb2prod.nesting import own_parts
from nb2prod.plan.graph import function_of
from nb2prod.plan.serving.state import Candidate, State
from nb2prod.walking import last_of, walk

Sides = frozenset[tuple[int, str]]  # statements, and the filters in them
JOINING = ("concat", "append", "vstack", "concatenate")
BELOW, ABOVE = (ast.Lt, ast.LtE), (ast.Gt, ast.GtE)


def sides_of(m: State, chosen: Candidate) -> Sides:
    """The filters on the way to the rows that are predicted, where the model was fitted on rows of another side.

    `search.best_estimator_` is fitted where the search is: then every fit so far counts.
    """
    filters = {rows: place for place, (rows, _) in m.leaving.items()}
    own = [rows for number, _, rows in m.fit_rows if number in chosen.out.value.predicted]
    fitted = own or [rows for _, at, rows in m.fit_rows if at <= chosen.statement]
    learned_from = {way for rows in fitted for way in m.way(rows) if way in filters}
    bases = {m.base(rows) for rows in fitted}
    shown = frozenset(  # house = df[df.id == 7]; print(model.predict(house[X])): rows of training, looked at
        filters[rows]
        for rows in m.way(chosen.out.value.rows)
        if rows in filters and rows not in learned_from and m.base(rows) in bases
        if _of_one_value(_rule(m.program, filters[rows][1]))
    )
    return shown | frozenset(
        filters[rows]
        for rows in m.way(chosen.out.value.rows)
        if rows in filters and rows not in learned_from
        for other in learned_from
        if m.applied[rows][0] == m.applied[other][0]
        and _apart(_rule(m.program, filters[rows][1]), _rule(m.program, filters[other][1]))
    )


def put_together(program: Program, text: str) -> bool:
    """Whether a function or a cell puts what the filter takes, and what it leaves, together again.

    zeros, ones = d[t == 0], d[t == 1]; d = pd.concat([zeros] + [ones] * 9)      no row is left out
    """
    scopes: dict[tuple[bool, int], list[ast.stmt]] = {}
    for statement in program.statements:
        inside = function_of(program, statement)
        scopes.setdefault((inside is None, statement.cell if inside is None else inside), []).append(statement.node)
    return any(_joined_again(program, nodes, text) for nodes in scopes.values())


def _joined_again(program: Program, nodes: list[ast.stmt], text: str) -> bool:
    parts: dict[str, list[ast.Subscript]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Subscript() as rows):
                parts.setdefault(name, []).append(rows)
    single = {name: found[0] for name, found in parts.items() if len(found) == 1}
    calls = (part for node in nodes for part in own_parts(node) if isinstance(part, ast.Call))
    for given in [_names(call) for call in calls if last_of(call) in JOINING]:
        pairs = itertools.permutations([rows for name, rows in single.items() if name in given], 2)
        if any(text.startswith(f"{ast.unparse(one)}: ") and _parted(program, one, other) for one, other in pairs):
            return True
    return False


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in walk(node) if isinstance(part, ast.Name)}


def _parted(program: Program, one: ast.Subscript, other: ast.Subscript) -> bool:
    rules = (_rule(program, ast.unparse(rows)) for rows in (one, other))
    return _same(one.value, other.value) and _apart(*rules)


def _of_one_value(rule: ast.expr | None) -> bool:
    return (
        isinstance(rule, ast.Compare)
        and isinstance(rule.ops[0], ast.Eq)
        and isinstance(rule.comparators[0], ast.Constant)
    )


def _rule(program: Program, text: str) -> ast.expr | None:
    """`df.date < day` of `df[df.date < day]` and of `df.loc[before]`, where only `before = df.date < day` binds it."""
    try:
        node = ast.parse(text, mode="eval").body
    except SyntaxError:  # "df[...]: why it is not served"
        return None
    rule = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(rule, ast.Tuple):
        rule = rule.elts[0]
    return _spelled(program, rule)


def _spelled(program: Program, rule: ast.expr | None) -> ast.expr | None:
    """The condition in the place of a name that nothing else binds, also behind a `~`."""
    if isinstance(rule, ast.UnaryOp):
        return ast.UnaryOp(rule.op, _spelled(program, rule.operand) or rule.operand)
    bound = [s.node for s in program.statements if isinstance(rule, ast.Name) and rule.id in s.facts.binds]
    match bound:
        case [ast.Assign(targets=[ast.Name()], value=condition)]:
            return condition
    return rule


def _apart(one: ast.expr | None, other: ast.expr | None) -> bool:
    """Whether no row can be on both sides."""
    if one is None or other is None:
        return False
    for rule, counter in ((one, other), (other, one)):
        if isinstance(rule, ast.UnaryOp) and isinstance(rule.op, ast.Invert) and _same(rule.operand, counter):
            return True
    match one, other:
        case ast.Compare(ops=[first], comparators=[limit]), ast.Compare(ops=[second], comparators=[bound]):
            return _same(one.left, other.left) and _excludes(first, limit, second, bound)
    return False


def _excludes(first: ast.cmpop, limit: ast.expr, second: ast.cmpop, bound: ast.expr) -> bool:
    kinds = {type(first), type(second)}
    if not _same(limit, bound):
        return kinds == {ast.Eq} and isinstance(limit, ast.Constant) and isinstance(bound, ast.Constant)
    over = any(isinstance(op, BELOW) for op in (first, second)) and any(isinstance(op, ABOVE) for op in (first, second))
    return kinds == {ast.Eq, ast.NotEq} or (over and kinds != {ast.LtE, ast.GtE})


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.unparse(one) == ast.unparse(other)
