"""Why no rows are known behind what a model was fitted on: where the way back from it to loaded rows ends.

X, y = make_blobs(500); model.fit(X)                            at make_blobs: no rows are loaded
rfm = df.groupby("customer").agg(...); model.fit(rfm)           at groupby: a row of rfm is none of df
best = search(models, X, y)                                     at search: where it fits the model is not followed
"""

from __future__ import annotations

import ast
import re

from nb2prod.model import Program, Statement
from nb2prod.plan.graph import Graph, binders, in_function
from nb2prod.plan.serving.making import element_of, is_empty_frame
from nb2prod.plan.serving.state import State
from nb2prod.plan.serving.values import Value
from nb2prod.walking import last_of, walk

KEPT = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
GIVEN = frozenset({"transform", "fit_transform", "fit_resample", "predict", "predict_proba"})  # what they are given
LONGEST = 64
MOST_STEPS = 40


def fitted_unseen(m: State, model: str, final: Value) -> tuple[str, int]:
    """What is said of it, and the statement to look at."""
    if not final.fitting.other:
        return _not_followed(m, model, m.fit.fit.id)
    matrix, fit = final.fitting.other[-1]
    node = matrix.origin or matrix.expr
    what, at = named(node), m.program.statements[fit]
    for _ in range(MOST_STEPS):
        name = _root(m.program, node)
        binder = _binder(m, at, name) if name else None
        inside = isinstance(node, ast.Name) and (binder is None or in_function(m.program, binder))
        if at.id == fit and inside:  # m = fitted(rows), where a function of the notebook fits on names of its own
            return _not_followed(m, model, fit)
        if binder is None:
            break
        if dict(binder.facts.types).get(name) == "str":
            break  # X = read(path): the path is not what its rows are made of
        value = _value(binder, name)
        if value is not None and is_empty_frame(value):  # f = pd.DataFrame(); f["a"] = df["a"] / 2
            binder, value = _first_column(m, binder, name) or (binder, value)
        if value is None:
            return f"how {what} comes from rows is not followed at {_shown(binder)}", binder.id
        behind = _root(m.program, value)
        earlier = _binder(m, binder, behind) if behind else None
        if earlier is not None and m.times.get((earlier.id, behind)) == "row":
            return f"how one row comes through {named(value)} is not followed", binder.id
        node, at = value, binder
    if isinstance(node, ast.List | ast.Tuple) and node.elts and not any(isinstance(p, ast.Name) for p in walk(node)):
        return f"{what} is made of values that stand in the notebook, and of no rows that are loaded", at.id
    if _of_groups(m.program, node):
        return f"how one row comes through the groups that {what} is made of is not followed", at.id
    return f"how {what} comes from rows that are loaded is not followed behind {named(node)}", at.id


def _of_groups(program: Program, node: ast.expr) -> bool:
    """Whether it is worked out of groups of rows: `pd.DataFrame({"sum": g["a"].sum()})`, `g = df.groupby("b")`."""
    names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
    return any(kind.endswith("GroupBy") for s in program.statements for name, kind in s.facts.types if name in names)


def _not_followed(m: State, model: str, place: int) -> tuple[str, int]:
    if place < 0:
        return f"where {model} is fitted is not followed", place
    statement = m.program.statements[place]
    if "load" in statement.facts.roles:
        return f"{model} is loaded by {_shown(statement)}, and what it was fitted on is not followed", place
    taken = isinstance(getattr(statement.node, "value", None), (ast.Subscript, ast.Attribute, ast.Name))
    does = "taken from" if taken else "fitted in"  # best = models["svm"]
    does = "put together by" if "Pipeline(" in statement.source or "make_pipeline(" in statement.source else does
    return f"{model} is {does} {_shown(statement)}, which is not followed", place


def _binder(m: State, at: Statement, name: str) -> Statement | None:
    """The last statement that gives the name what it holds there."""
    sources = Graph.of(m.program).sources
    todo, seen, found = [(at.id, name)], set[int](), list[int]()
    while todo:
        reader, wanted = todo.pop()
        for source, read in sources.get(reader, ()):
            if read != wanted or source in seen:
                continue
            seen.add(source)
            if name in m.program.statements[source].facts.binds:
                found.append(source)
            else:  # it changes the object in place
                todo.append((source, name))
    return m.program.statements[max(found)] if found else None


def _value(binder: Statement, name: str) -> ast.expr | None:
    """What the statement gives the name; None: not by an assignment."""
    match binder.node:
        case ast.Assign(targets=[ast.Tuple(elts=parts)], value=value):
            names = [part.id if isinstance(part, ast.Name) else "" for part in parts]
            return element_of(value, names.index(name), len(names)) if name in names else None
        case ast.Assign(value=value):
            return value
    return None


def _first_column(m: State, binder: Statement, name: str) -> tuple[Statement, ast.expr] | None:
    """The statement that puts the first column into an empty frame, and what it puts there."""
    for statement in m.program.statements[binder.id :]:
        match statement.node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id=frame))], value=value) if frame == name:
                return statement, value
    return None


def _root(program: Program, node: ast.expr) -> str:
    """The variable whose rows an expression is about; "" where it makes them itself."""
    match node:
        case ast.Name(id=name):
            return name if any(not isinstance(s.node, KEPT) for s in binders(program, name)) else ""
        case ast.Call(func=ast.Attribute(attr=method), args=[given, *_]) if method in GIVEN:
            return _root(program, given)
        case ast.Call(func=func, args=args):
            owner = _root(program, func.value) if isinstance(func, ast.Attribute) else ""
            return owner or next((found for arg in args if (found := _root(program, arg))), "")
        case ast.Attribute(value=value) | ast.Subscript(value=value) | ast.Starred(value=value):
            return _root(program, value)
        case ast.BinOp(left=left, right=right):
            return _root(program, left) or _root(program, right)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return next((found for part in parts if (found := _root(program, part))), "")
        case ast.ListComp(generators=[turn, *_]):
            return _root(program, turn.iter)
    return ""


def _shown(statement: Statement) -> str:
    value = getattr(statement.node, "value", None)
    if isinstance(value, ast.expr) and not isinstance(statement.node, ast.AugAssign):
        return named(value)
    return f"line {statement.line}"


def named(node: ast.expr) -> str:
    """A short expression as it stands; of a long one what it calls or is about, and never a part of its code."""
    text = ast.unparse(node)
    if len(text) <= LONGEST:
        return "an empty list" if text == "[]" else text
    if called := last_of(node):
        return f"a call of {called}"
    about = next((part.id for part in walk(node) if isinstance(part, ast.Name)), "")
    return f"what is made of {about}" if about else "what stands there"


def plainly(reason: str) -> str:
    """A reason with `named` for each long expression in it: `df.groupby("a").agg(...) is not known to work ...`."""
    places = [0, *(match.end() for match in re.finditer(" ", reason))]
    for start in places if len(reason) > LONGEST else ():
        for stop in (match.start() for match in reversed([*re.finditer(r"[ :]|$", reason)])):
            if stop - start > LONGEST and (node := _code(reason[start:stop])) is not None:
                return reason[:start] + named(node) + plainly(reason[stop:])
    return reason


def _code(text: str) -> ast.expr | None:
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError):
        return None
    return node if isinstance(node, (ast.Call, ast.Subscript, ast.Attribute, ast.BinOp, ast.List, ast.Dict)) else None
