"""Keys of a grid that name no step of the pipeline which is searched: the fit of the search ends with a ValueError.

pipe = make_pipeline(StandardScaler(), SVC())       its steps are standardscaler and svc
GridSearchCV(pipe, {"clf__C": [1, 10]}).fit(X, y)   none is called clf
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.knowledge.findings import finding
from nb2prod.model import Finding, Program, Statement
from nb2prod.nesting import PERHAPS, own_parts
from nb2prod.plan.graph import Graph
from nb2prod.walking import last_of, walk

OWN = frozenset({"memory", "verbose", "steps", "transform_input"})  # what a pipeline itself takes
GRIDS = frozenset({"param_grid", "param_distributions"})
CHANGING = frozenset({"steps", "set_params"})
MOST = 6  # steps that are listed


def grid_keys(program: Program, statement: Statement) -> Iterator[Finding]:
    """The first such key of each search that the statement fits."""
    for part in own_parts(statement.node, PERHAPS):
        match part:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit")):
                alone = len(Graph.of(program).makers(statement, name)) == 1  # and nothing sets another estimator
                search, at = _bound(program, statement, name) if alone else (None, None)
            case ast.Call(func=ast.Attribute(value=ast.Call() as search, attr="fit")):
                at = statement
            case _:
                continue
        if isinstance(search, ast.Call) and at is not None:
            yield from _of_search(program, statement, search, at)


def _of_search(program: Program, statement: Statement, search: ast.Call, at: Statement) -> Iterator[Finding]:
    called = last_of(search)
    if not any(knowledge.is_a(call, "sklearn.Search") for call in at.facts.calls if call.endswith(f".{called}")):
        return
    given = {keyword.arg: keyword.value for keyword in search.keywords}
    estimator = search.args[0] if search.args else given.get("estimator")
    grid = search.args[1] if len(search.args) > 1 else next((given[n] for n in sorted(GRIDS & {*given})), None)
    names = _steps(program, at, estimator)
    keys = _keys(program, at, grid)
    wrong = next((key for key in keys if names and key.partition("__")[0] not in {*names, *OWN}), "")
    if wrong:
        listed = ", ".join(names[:MOST]) + (", ..." if len(names) > MOST else "")
        what = f"{wrong} in the grid names no step of the pipeline, whose steps are {listed}"
        advice = "name the steps as the grid does, or the keys after the steps"
        where = {"cell": statement.cell, "line": statement.line}
        yield finding("NB155", **where, what=what, error="a ValueError", advice=advice)


def _bound(program: Program, at: Statement, name: str) -> tuple[ast.expr | None, Statement | None]:
    """What the name is bound to there, and where, if one plain assignment alone makes it that."""
    made = [s for s in Graph.of(program).makers(at, name) if name in s.facts.binds]
    match [s.node for s in made]:
        case [ast.Assign(targets=[ast.Name()], value=value)] if made[0].parent is None:
            return value, made[0]
    return None, None


def _keys(program: Program, at: Statement, grid: ast.expr | None) -> list[str]:
    """The keys of a grid that is written out, of each if there are several; [] where one is not."""
    if isinstance(grid, ast.Name):
        alone = len(Graph.of(program).makers(at, grid.id)) == 1  # nothing is added to it
        grid = _bound(program, at, grid.id)[0] if alone else None
    tables = [*grid.elts] if isinstance(grid, (ast.List, ast.Tuple)) else [grid]
    keys = [key for table in tables if isinstance(table, ast.Dict) for key in table.keys]
    texts = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return texts if len(texts) == len(keys) and all(isinstance(table, ast.Dict) for table in tables) else []


def _steps(program: Program, at: Statement, estimator: ast.expr | None) -> list[str]:
    """The names of a pipeline's steps; [] where it is none, or one of them is not seen."""
    made_at: Statement | None = at
    if isinstance(estimator, ast.Name):
        changes = any(isinstance(p, ast.Attribute) and p.attr in CHANGING for p in _every_part(program))
        estimator, made_at = (None, None) if changes else _bound(program, at, estimator.id)
    if not isinstance(estimator, ast.Call) or made_at is None:
        return []
    called = last_of(estimator)
    calls = [call for call in made_at.facts.calls if call.endswith(f".{called}")]
    if called == "make_pipeline" and any(call.startswith(("sklearn.", "imblearn.")) for call in calls):
        return _by_class(program, made_at, estimator.args)
    steps = (
        estimator.args[0] if estimator.args else next((k.value for k in estimator.keywords if k.arg == "steps"), None)
    )
    if called != "Pipeline" or not calls or not isinstance(steps, ast.List):
        return []
    names = [each.elts[0] for each in steps.elts if isinstance(each, ast.Tuple) and each.elts]
    texts = [name.value for name in names if isinstance(name, ast.Constant) and isinstance(name.value, str)]
    return texts if len(texts) == len(steps.elts) else []


def _every_part(program: Program) -> Iterator[ast.AST]:
    return (part for s in program.statements if s.parent is None for part in walk(s.node))


def _by_class(program: Program, at: Statement, parts: list[ast.expr]) -> list[str]:
    """What `make_pipeline` calls them: their classes in small letters, numbered where there are several of one."""
    found: list[str] = []
    for part in parts:
        made, there = _bound(program, at, part.id) if isinstance(part, ast.Name) else (part, at)
        called = last_of(made) if made is not None else ""
        known = [c for c in (there.facts.calls if there is not None else ()) if c.endswith(f".{called}")]
        if not called or not any(knowledge.is_a(call, "sklearn.Estimator") for call in known):
            return []
        found.append(called.lower())
    counts, turn = Counter(found), Counter[str]()
    for place, name in enumerate(found):
        turn[name] += 1
        found[place] = f"{name}-{turn[name]}" if counts[name] > 1 else name
    return found
