"""What a model was fitted on, by which statements it was made, and whether it is still fitted at the end.

model = SVC(C=3); model.fit(X_train, y)      X_train; both statements make it
model = SVC()                                made anew and never fitted: no model at the end
"""

from __future__ import annotations

import ast

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, in_function, top_of
from nb2prod.plan.models.fits import FITTING, Fits, family, method_calls
from nb2prod.plan.models.staying import stays
from nb2prod.plan.models.trained import loaded_in, trained_on
from nb2prod.walking import values_given, walk

DRAWING = frozenset({"sklearn.utils.resample", "sklearn.utils.shuffle"})  # rows of what they are given first
FITTING_PARTS = (*FITTING, "fit_transform")
DATA = ("pandas.", "numpy.", "scipy.sparse", "polars.")


def makes(program: Program, model: str, fit: Statement, until: int | None = None) -> frozenset[int]:
    """The statements that make the model, from its constructor to its last fit: settings in them are its own.

    `until`: the statement as of which it is served, where another one bears its name in the end.
    """
    sources = Graph.of(program).sources
    anew = unfitted(program, model)
    final = bound_last(program, model, fit) if until is None else None
    if final is not None and final is not anew:
        fit = final  # dv, model = train(df, y): what was fitted under the name before is another one
    later = [s for s in program.statements if model in s.facts.binds and s.id >= fit.id and s is not anew]
    binders = [s for s in later if not in_function(program, s) and (until is None or s.id <= until)]
    found = {fit.id, *(s.id for s in binders)}
    own = {model, *_fitted_here(fit)}
    todo = [(i, name) for s in (fit, *binders) for i, name in sources.get(s.id, ()) if name in own or s is not fit]
    while todo:
        identity, name = todo.pop()
        statement = program.statements[identity]
        if identity not in found and not dict(statement.facts.types).get(name, "").startswith(DATA):
            found.add(identity)
            todo += sources.get(identity, ())
    return frozenset(found)


def bound_last(program: Program, model: str, fit: Statement) -> Statement | None:
    """The one statement that gives the name its last value, where it comes behind the fit and takes nothing from it."""
    last = program.exits.get(model, frozenset())
    if len(last) != 1 or fit.id in last:
        return None
    (identity,) = last
    found, sources = program.statements[identity], Graph.of(program).sources
    todo, seen = [identity], set[int]()
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo += [source for source, name in sources.get(current, ()) if name == model]
    return found if identity > fit.id and fit.id not in seen and model in found.facts.binds else None


def _fitted_here(statement: Statement) -> list[str]:
    """What is fitted under another name: `gbm = model.fit(X, y)`."""
    match statement.node:
        case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="fit"))):
            return [name]
    return []


def matrix(program: Program, model: str, until: int | None = None) -> tuple[str, Statement | None]:
    """The name of what the model, or what it was taken from, was last fitted on, and the statement that did.

    `until`: the statement as of which it is served.
    """
    known = Fits.of(program)
    workflow = [s for s in program.statements if not in_function(program, s) and (until is None or s.id <= until)]
    binder = next((s for s in reversed(workflow) if model in s.facts.binds), None)
    if binder is not None and (first := _of_fitted_parts(program, binder)) is not None:
        return first
    owners = _with_candidates(workflow, {model, *(binder.facts.names if binder is not None else ())})
    owners |= _saved_before(program, workflow, model, binder)
    if until is None and (found := trained_on(program, model)):
        return found, binder
    part: Statement | None = None
    for statement in reversed(workflow):
        for name, method, call in method_calls(statement):
            given = _drawn_from(statement, _given(call))
            if name in owners and method in FITTING and isinstance(given, ast.Name):
                return given.id, statement
        if any(n in owners and method == "partial_fit" for n, method, _ in method_calls(statement)):
            part = part or statement  # some more rows: what it was fitted on first tells its columns
            continue
        match statement.node:  # m = SVC().fit(X, y)
            case ast.Assign(value=ast.Call(func=ast.Attribute(attr=method)) as call):
                given = _given(call)
                if method in FITTING and isinstance(given, ast.Name) and statement.facts.binds & owners:
                    return given.id, statement
        if owners & {*known.fitted(statement)}:  # on what has no name here, or in a function
            table = _given_when_made(program, binder)
            return table, binder if table else statement
    return "", part


def given_to_fit(fit: Statement) -> ast.expr | None:
    """The expression that the one call of `fit` in a statement is given first."""
    calls = [n for n in walk(fit.node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
    given = [_given(n) for n in calls if isinstance(n.func, ast.Attribute) and n.func.attr in FITTING]
    known = [one for one in given if one is not None]
    return known[0] if len(known) == 1 else None


def _given(call: ast.Call) -> ast.expr | None:
    """What a `fit` is given first: `fit(X, y)`, `fit(X=X, y=y)`."""
    named = [keyword.value for keyword in call.keywords if keyword.arg in ("X", "x")]
    return next(iter([*call.args, *named]), None)


def _drawn_from(statement: Statement, given: ast.expr | None) -> ast.expr | None:
    """`X` of `model.fit(*resample(X, y))`: some of its rows, with all its columns."""
    match given:
        case ast.Starred(value=ast.Call(args=[ast.Name() as rows, *_])) if DRAWING & {*statement.facts.calls}:
            return rows
    return given


def plain_part(node: ast.expr | None) -> str:
    """`digits.data`, `df[["a", "b"]]`: what can be read again beside the statement, as text; "" for anything else."""
    kinds = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.List)
    plain = isinstance(node, (ast.Attribute, ast.Subscript)) and all(isinstance(p, kinds) for p in walk(node))
    return ast.unparse(node) if plain and node is not None else ""


def _with_candidates(workflow: list[Statement], owners: set[str]) -> set[str]:
    """With what a container of models got in a loop: `models[name] = search.best_estimator_`, `models.append(m)`."""
    found = set(owners)
    for statement in workflow:
        match statement.node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=held))], value=ast.Name(id=name)):
                found |= {name} if held in owners else set()
            case ast.Assign(
                targets=[ast.Subscript(value=ast.Name(id=held))], value=ast.Attribute(ast.Name(id=name), attr=attr)
            ) if attr.startswith("best_"):
                found |= {name} if held in owners else set()
            case ast.Expr(value=ast.Call(func=ast.Attribute(ast.Name(id=held), "append"), args=[ast.Name(id=name)])):
                found |= {name} if held in owners else set()
    return found


def _saved_before(program: Program, workflow: list[Statement], model: str, binder: Statement | None) -> set[str]:
    """The one model that the notebook fits, where it wrote the file that the name is loaded from: its checkpoint."""
    if binder is None or not loaded_in(program, model):
        return set()
    paths = {ast.dump(part) for part in _arguments(binder) if isinstance(part, (ast.Constant, ast.Name, ast.JoinedStr))}
    earlier = (s for s in workflow if s.id < binder.id)
    written = any(ast.dump(part) in paths for s in earlier for part in _arguments(s))
    known = Fits.of(program)
    fitted = {name for s in workflow for name in known.fitted(s)} - {model}
    return fitted if written and len(fitted) == 1 else set()


def _arguments(statement: Statement) -> list[ast.expr]:
    """What the calls of a statement are given."""
    calls = [n for n in walk(statement.node) if isinstance(n, ast.Call)]
    return [part for call in calls for part in values_given(call)]


def _of_fitted_parts(program: Program, binder: Statement) -> tuple[str, Statement] | None:
    """`full = Pipeline([("scale", scaler), ("model", model)])` of fitted parts: what its first was fitted on."""
    match binder.node:
        case ast.Assign(value=ast.Call(func=ast.Name(id="Pipeline") | ast.Attribute(attr="Pipeline"), args=[steps])):
            pairs = steps.elts if isinstance(steps, ast.List) else []
            parts = [pair.elts[1] if isinstance(pair, ast.Tuple) and len(pair.elts) == 2 else None for pair in pairs]
        case ast.Assign(value=ast.Call(func=ast.Name(id="make_pipeline"), args=[*parts])):
            pass
        case _:
            return None
    before = [s for s in program.statements[: binder.id] if not in_function(program, s)]
    given: list[tuple[str, Statement] | None] = []
    for part in parts:
        name = part.id if isinstance(part, ast.Name) else ""
        fits = [(_given(c), s) for s in before for n, m, c in method_calls(s) if n == name and m in FITTING_PARTS]
        taken = [(None, s) for s in before if name in s.facts.binds and "best_estimator_" in s.source]
        known = [(x.id if isinstance(x, ast.Name) else "", s) for x, s in (*fits, *taken)]
        given.append(known[-1] if known else None)
    return given[0] if given and None not in given else None


def _given_when_made(program: Program, binder: Statement | None) -> str:
    """The table that the model got when it was made: `model = LogisticRegression(X, y); model.train()`."""
    match binder.node if binder is not None else None:
        case ast.Assign(value=ast.Call(func=ast.Name(id=called)) as call) if called in Fits.of(program).functions:
            return _fitted_inside(program, called, call, frozenset())
        case ast.Assign(value=ast.Call(func=ast.Name() | ast.Attribute(), args=[ast.Name(id=table), *_])):
            kinds = {t for s in program.statements for n, t in s.facts.types if n == table}
            return table if kinds and all(kind.startswith(DATA) for kind in kinds) else ""
    return ""


def _fitted_inside(program: Program, called: str, call: ast.Call, within: frozenset[str]) -> str:
    """The table that a function of the notebook is handed and fits on as it stands: none that it prepares itself."""
    known = Fits.of(program)
    function = known.functions[called]
    anew = {name for s in function.inside for name in s.facts.binds}
    handed = {name: given for name, given in function.handed(call).items() if name not in anew}
    found: set[str] = set()
    for statement in function.inside:
        for part in walk(statement.node):
            match part:
                case ast.Call(func=ast.Attribute(attr=method)) if method in FITTING:
                    given = _given(part)
                    found.add(handed.get(given.id, "") if isinstance(given, ast.Name) else "")
                case ast.Call(func=ast.Name(id=inner)) if inner in known.functions and inner not in within | {called}:
                    if known.functions[inner].gives:
                        inside = _fitted_inside(program, inner, part, within | {called})
                        found.add(handed.get(inside, ""))
    return found.pop() if len(found) == 1 else ""


def seen_where(program: Program, source: str, fit: Statement | None) -> tuple[str, int]:
    """The matrix and the statement beside which it is still what was fitted on; -1: that stays so; -2: perhaps not."""
    if fit is None:
        return source, -1
    top = program.statements[top_of(program, fit.id)]
    if fit is top or (source and not in_function(program, fit) and stays(program, top, fit, source)):
        return source, top.id
    later = [s.facts for s in program.statements if s.id > fit.id and source in s.facts.binds | s.facts.mutates]
    bound = any(source in facts.binds for facts in later)
    return ("" if bound else source), (-2 if later else -1)


def unfitted(program: Program, model: str) -> Statement | None:
    """The statement that makes `model` anew after its last fit: at the end the name holds no fitted object."""
    binder = next((s for s in reversed(program.statements) if model in s.facts.binds and s.body != "function"), None)
    if binder is None or not isinstance(binder.node, ast.Assign) or not isinstance(binder.node.value, ast.Call):
        return None
    made = dict(binder.facts.types).get(model, "")
    chained = any(call.rpartition(".")[2] in FITTING for call in binder.facts.calls)
    chained = chained or model in Fits.of(program).fitted(binder)  # model, score = fitted(SVC(), X, y)
    if chained or not family(made) or not any(call == made for call in binder.facts.calls):
        return None
    if _of_fitted_parts(program, binder) is not None:
        return None
    later = [s for s in program.statements if s.id > binder.id]
    used = any(name == model and method in FITTING for s in later for name, method, _ in method_calls(s))
    handed = any(model in s.facts.mutates for s in later)
    return None if used or handed else binder
