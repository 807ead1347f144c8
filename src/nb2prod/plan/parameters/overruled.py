"""Settings that a search sets anew in every candidate: what is written is never used.

GridSearchCV(SVC(C=1), {"C": [1, 10]})                                   C=1 stays
m = Lasso(alpha=3); GridSearchCV(m, {"alpha": [1, 9]}).fit(X, y)         alpha=3 stays, where m goes nowhere else
ParamGridBuilder().addGrid(lr.regParam, [0.1]); CrossValidator(estimator=lr)      regParam stays
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nb2prod.model import Span, Statement
from nb2prod.nesting import DEFINING, span_of
from nb2prod.plan.parameters.candidate import Candidate
from nb2prod.walking import last_of, walk

GRIDS = ("param_grid", "param_distributions", "search_spaces")
SPARK = ("CrossValidator", "TrainValidationSplit")
Place = tuple[int, Span]


@dataclass(frozen=True)
class Held:
    """What a name holds, from the statement that sets it to the next one that does; `uses`: how often it is read."""

    cell: int
    value: ast.expr
    uses: int


def without_overruled(kept: Iterable[Statement], found: list[Candidate]) -> list[Candidate]:
    """The candidates, without those."""
    tops = [s for s in kept if s.parent is None]
    calls = [(s, part) for s in tops for part in walk(s.node) if isinstance(part, ast.Call)]
    searches = [(s, call) for s, call in calls if last_of(call).endswith("SearchCV")]
    spark = [(s, call) for s, call in calls if last_of(call) in SPARK]
    if not searches and not spark:
        return found
    names = _Names(tops)
    built = [(s, call) for s, call in calls if last_of(call) == "addGrid"]
    searched = dict(_searched(searches, names))
    overruled = {*_built(built, spark, names), *(place for place, wholly in searched.items() if wholly)}
    left = [c for c in found if c.constant is not None or (c.cell, c.span) not in overruled]
    return [
        replace(c, help=f"{c.help.rstrip('.')}; the search tries others.") if (c.cell, c.span) in searched else c
        for c in left
    ]


class _Names:
    """What the names of the workflow hold where they are read."""

    def __init__(self, tops: list[Statement]) -> None:
        self.binds: dict[str, list[Statement]] = {}
        self.loads: dict[str, list[int]] = {}
        self.hidden: set[str] = set()  # read in a function, nobody knows when
        for statement in tops:
            for name in statement.facts.binds:
                self.binds.setdefault(name, []).append(statement)
            for part in walk(statement.node):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
                    self.loads.setdefault(part.id, []).append(statement.id)
                    self.hidden |= {part.id} if isinstance(statement.node, DEFINING) else set()

    def held(self, name: str, at: Statement) -> Held | None:
        """What it holds there; None where that is not plain."""
        before = [s for s in self.binds.get(name, ()) if s.id < at.id]
        if not before or name in self.hidden:
            return None
        after = next((s.id for s in self.binds[name] if s.id > before[-1].id), None)
        match before[-1].node:
            case ast.Assign(targets=[ast.Name()], value=value):
                inside = [i for i in self.loads[name] if i > before[-1].id and (after is None or i <= after)]
                return Held(before[-1].cell, value, len(inside))
        return None


def _searched(searches: list[tuple[Statement, ast.Call]], names: _Names) -> Iterator[tuple[Place, bool]]:
    """What the grids of scikit-learn set; whether the estimator is made there, or goes into searches alone."""
    by_place: dict[Place, list[tuple[Held, set[str]]]] = {}
    for statement, call in searches:
        given = {k.arg: k.value for k in call.keywords}
        estimator = call.args[0] if call.args else given.get("estimator")
        grid = call.args[1] if call.args[1:] else next((given[name] for name in GRIDS if name in given), None)
        keys = _keys(grid, names, statement)
        if isinstance(estimator, ast.Name) and (held := names.held(estimator.id, statement)):
            by_place.setdefault((held.cell, span_of(held.value)), []).append((held, keys))
        elif isinstance(estimator, ast.Call):
            yield from ((place, True) for place in _of(statement.cell, estimator, keys))
    for found in by_place.values():
        held = found[0][0]
        places = _of(held.cell, held.value, set.intersection(*(keys for _, keys in found)))
        yield from ((place, held.uses == len(found)) for place in places)


def _built(
    built: list[tuple[Statement, ast.Call]], spark: list[tuple[Statement, ast.Call]], names: _Names
) -> Iterator[Place]:
    """What Spark's grids set."""
    grid: dict[Place, list[str]] = {}
    for statement, call in built:
        match call.args:
            case [ast.Attribute(value=ast.Name(id=name), attr=attribute), *_] if held := names.held(name, statement):
                grid.setdefault((held.cell, span_of(held.value)), []).append(attribute)
    for statement, call in spark:
        for given in (k.value for k in call.keywords if k.arg == "estimator"):
            held = names.held(given.id, statement) if isinstance(given, ast.Name) else None
            keys = grid.get((held.cell, span_of(held.value)), []) if held else []
            if held and keys and held.uses == len(keys) + 1:
                yield from _of(held.cell, held.value, set(keys))


def _of(cell: int, estimator: ast.expr, keys: set[str]) -> Iterator[Place]:
    """The arguments of an estimator, and of the steps of a pipeline, that the keys name."""
    if not isinstance(estimator, ast.Call):
        return
    yield from ((cell, span_of(k.value)) for k in estimator.keywords if k.arg in keys)
    for part in walk(estimator):
        match part:
            case ast.Tuple(elts=[ast.Constant(value=str(label)), ast.Call() as step]):
                inner = {key.removeprefix(f"{label}__") for key in keys if key.startswith(f"{label}__")}
                yield from ((cell, span_of(k.value)) for k in step.keywords if k.arg in inner)


def _keys(grid: ast.expr | None, names: _Names, at: Statement) -> set[str]:
    """The names that every mapping of the grid sets; none where that is not known."""
    if isinstance(grid, ast.Name):
        held = names.held(grid.id, at)
        grid = held.value if held and held.uses == 1 else None
    match grid:
        case ast.List(elts=[_, *_] as elements):
            return set.intersection(*(_keys(element, names, at) for element in elements))
        case ast.Dict(keys=keys):
            return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return {k.arg for k in keywords if k.arg}
    return set()
