"""What the classes are called whose numbers a classifier predicts: inference answers with both.

df["y"] = le.fit_transform(df["y"]); m.fit(X, df["y"])          `le.classes_`, as they were then
df["y"] = df["y"].map({"no": 0, "yes": 1})                      the mapping, the other way round
y = df["y"].astype("category").cat.codes                        its categories
"""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from nb2prod import knowledge
from nb2prod.model import Artifact, Inference, Keep, Program, Statement
from nb2prod.plan.graph import Graph, binders, in_function
from nb2prod.plan.models.fits import Fits, given_second
from nb2prod.plan.names import unique
from nb2prod.plan.serving.afterwards import shapeless
from nb2prod.plan.serving.scales import SAME_VALUES, bindings, whole
from nb2prod.walking import swapped, walk

NAMES = "class_names"
Where = Literal["before", "after"]
Found = tuple[str, Where, Statement]  # the expression that gives them, beside which statement, and where


def with_names(
    program: Program, found: Inference, fit: Statement, taken: Collection[str]
) -> tuple[Inference, Artifact] | None:
    """The inference that answers with names, too, and what training saves of them; None where nothing tells them."""
    target, at = _fitted_to(program, fit), fit
    if not _is_classifier(program, found, fit) or not _says_numbers(found):
        return None
    while target is not None:
        target = _one_column(target)
        made = next(bindings(program, target, at), None)
        names = _in_turns(program, target, made[1].id if made is not None else -1, at)
        if names is None and (made is None or _changed_since(program, target, made[1], at)):
            return None
        target, at = made or (None, at)
        names = names or (_names(program, target, at) if target is not None and at.parent is None else None)
        if names is not None:
            name = unique(NAMES, {*taken})
            keep = Keep(names[2].id, names[1], name, None, names[0], name)
            because = f"what the classes are called whose numbers {found.model} predicts"
            said = replace(found, coded=name, own=(*found.own, keep))
            return said, Artifact(name, "value", names[2].cell, because)
    return None


def _one_column(node: ast.expr) -> ast.expr:
    """`df["y"]` of `df[["y"]].values.ravel()`: the same values in another shape."""
    while True:
        node = shapeless(whole(node))
        match node:
            case ast.Subscript(value=inner, slice=ast.List(elts=[only])):
                node = ast.Subscript(inner, only, ast.Load())
            case ast.Attribute(attr="values", value=inner) | ast.Call(func=ast.Attribute(attr="ravel"), args=[inner]):
                node = inner
            case _:
                return node


def _in_turns(program: Program, target: ast.expr, since: int, before: Statement) -> Found | None:
    """Of a loop that numbers column by column: `for c in names: df[c] = LabelEncoder().fit_transform(df[c])`."""
    encoder = next((i.name for i in program.imports if i.qualified.endswith(".LabelEncoder")), "")
    module = next((i.name for i in program.imports if i.qualified == "sklearn.preprocessing"), "")
    encoder = encoder or (f"{module}.LabelEncoder" if module else "")
    if not isinstance(target, ast.Subscript) or not isinstance(column := target.slice, ast.Constant) or not encoder:
        return None
    for loop in reversed(program.statements[since + 1 : before.id]):
        match loop.node:
            case ast.Assign(
                targets=[ast.Name(id=table)],
                value=ast.Call(
                    func=ast.Attribute(value=of, attr="apply"),
                    args=[ast.Attribute(value=ast.Name(id=one), attr="fit_transform")],
                ),
            ) if ast.unparse(target.value) == table:  # df = df.apply(le.fit_transform)
                kinds = [dict(s.facts.types).get(one, "") for s in binders(program, one)]
                if len(kinds) != 1 or not kinds[0].endswith(".LabelEncoder") or loop.parent is not None:
                    return None
                return f"dict(enumerate({encoder}().fit({ast.unparse(of)}[{column.value!r}]).classes_))", "before", loop
            case ast.For(target=ast.Name(id=turn), iter=ast.Name() | ast.List() | ast.Attribute() as names, body=body):
                about = {turn: column}
                only = body[0] if isinstance(body[0], ast.If) and len(body) == 1 else None
                tests = [swapped(only.test, about)] if only is not None else []
                inner = only.body if only is not None else body
                written = [p for p in walk(loop.node) if isinstance(p, ast.Subscript) and isinstance(p.ctx, ast.Store)]
                written = [p for p in written if ast.unparse(p.value) == ast.unparse(target.value)]
                given = [
                    ast.unparse(swapped(one.value.args[0], about))
                    for one in inner
                    if isinstance(one, ast.Assign) and isinstance(one.value, ast.Call) and one.value.args
                    if ast.unparse(swapped(one.targets[0], about)) == ast.unparse(target)
                ]
                changed = (
                    loop.parent is not None or "inplace" in loop.source or _changed_since(program, target, loop, before)
                )
                if len(given) == len(written) == 1 and _encodes(program, loop) and not changed:
                    asked = ast.BoolOp(ast.And(), [ast.Compare(column, [ast.In()], [names]), *tests])
                    text = f"dict(enumerate({encoder}().fit({given[0]}).classes_)) if {ast.unparse(asked)} else {{}}"
                    return text, "before", loop
    return None


def _encodes(program: Program, loop: Statement) -> bool:
    """Whether a LabelEncoder, and nothing else that is known, is fitted in a loop."""
    calls = [call for i in Graph.of(program).inside(loop.id) for call in program.statements[i].facts.calls]
    encoders = [call for call in calls if ".LabelEncoder" in call]
    return bool(encoders) and all(call in encoders or not call.startswith("sklearn.") for call in calls)


def _names(program: Program, made: ast.expr, at: Statement) -> Found | None:
    """The expression that gives a dict of numbers and names, where an expression turns names into numbers."""
    match made:
        case ast.Call(func=ast.Attribute(attr="astype", value=inner)):
            return _names(program, inner, at)
        case ast.Call(func=ast.Attribute(value=owner, attr="transform" | "fit_transform" as method), args=[given]):
            if not any(f".LabelEncoder.{method}" in call for call in at.facts.calls):
                return None
            if isinstance(owner, ast.Name):
                return f"dict(enumerate({owner.id}.classes_))", "after", at
            return f"dict(enumerate({ast.unparse(owner)}.fit({ast.unparse(given)}).classes_))", "before", at
        case ast.Call(func=ast.Attribute(attr="map" | "replace"), args=[mapping], keywords=[]):
            turned = _turned(program, mapping)
            return (repr(turned), "after", at) if turned else None
        case ast.Attribute(value=ast.Attribute(attr="cat"), attr="codes"):
            return f"dict(enumerate({ast.unparse(made.value)}.categories))", "before", at
        case ast.Subscript(value=ast.Call() as call, slice=ast.Constant(value=0)):
            known = any(call in ("pandas.factorize", "pandas.Series.factorize") for call in at.facts.calls)
            return (f"dict(enumerate({ast.unparse(call)}[1]))", "before", at) if known else None
    return None


def _turned(program: Program, mapping: ast.expr) -> dict[object, object]:
    """The names by their numbers, where each number has one name; empty where that is not seen."""
    name = mapping.id if isinstance(mapping, ast.Name) else ""
    values = [s.node.value for s in binders(program, name) if isinstance(s.node, ast.Assign)]
    if len(values) == 1 and not any(name in s.facts.mutates for s in program.statements):
        mapping = values[0]
    try:
        held = ast.literal_eval(mapping) if isinstance(mapping, ast.Dict) else {}
    except ValueError:
        return {}
    turned = {number: name for name, number in held.items()}
    named = all(isinstance(number, int) and isinstance(name, str) for number, name in turned.items())
    return turned if len(turned) == len(held) and named else {}


def _changed_since(program: Program, target: ast.expr, made: Statement, read: Statement) -> bool:
    """Whether something between the two may give the numbers other values: in a loop, in place, by parts."""
    owner = next((part.id for part in walk(target) if isinstance(part, ast.Name)), "")
    columns = {part.value for part in walk(target) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    inside = Graph.of(program).inside(made.id)
    for statement in program.statements[made.id + 1 : read.id]:
        if owner in statement.facts.binds and statement.parent is None:
            return True
        harmless = statement.id in inside or in_function(program, statement)
        harmless |= statement.parent is None and bool(columns) and _of_others(statement.node, columns)
        if owner in statement.facts.mutates and not harmless:
            return True
    return False


def _of_others(node: ast.stmt, columns: Collection[str]) -> bool:
    """Whether it changes columns by their names, none of these, or only leaves rows or columns out."""
    match node:
        case ast.Assign(targets=[ast.Subscript(value=ast.Name(), slice=key)]):
            pass
        case ast.Assign(targets=[ast.Subscript(value=ast.Attribute(attr="loc"), slice=ast.Tuple(elts=[_, key]))]):
            pass
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(), attr=attr))):
            return attr in SAME_VALUES
        case _:
            return False
    names = [
        n.value if isinstance(n, ast.Constant) else None for n in (key.elts if isinstance(key, ast.List) else [key])
    ]
    return all(isinstance(name, str) and name not in columns for name in names)


def _is_classifier(program: Program, found: Inference, fit: Statement) -> bool:
    """Whether the model surely predicts classes: its own type tells, of a search the models that the notebook has."""
    model = found.model
    match [s.node for s in binders(program, model)[-1:]]:
        case [ast.Assign(value=ast.Attribute(value=ast.Name(id=search), attr="best_estimator_"))]:
            model = search
    bound_by = [s for s in binders(program, model) if s.id <= fit.id]
    kind = dict(bound_by[-1].facts.types).get(model) or "?" if bound_by else "?"
    asks = (knowledge.is_a(kind, "sklearn.Classifier"), knowledge.is_a(kind, "sklearn.Regressor"))
    if asks != (True, True):  # a search or a pipeline is as what it is made of
        return asks == (True, False)
    calls = {call for s in program.statements for call in s.facts.calls}
    models = {(knowledge.is_a(one, "sklearn.Classifier"), knowledge.is_a(one, "sklearn.Regressor")) for one in calls}
    return (True, False) in models and (False, True) not in models


def _says_numbers(found: Inference) -> bool:
    """Whether the prediction is what the model says, and nothing is made of it."""
    if found.serving is None:
        return found.finish is None and not found.unfinished
    said = found.serving.said
    return isinstance(said, ast.Call) and isinstance(said.func, ast.Attribute) and said.func.attr == "predict"


def _fitted_to(program: Program, fit: Statement) -> ast.expr | None:
    """What the one fit of a statement is given second, or a function of the notebook is handed for it."""
    known = Fits.of(program).functions
    for part in walk(fit.node):
        match part:
            case ast.Call(func=ast.Attribute(attr="fit")):
                return given_second(part)
            case ast.Call(func=ast.Name(id=called)) if called in known:
                inside = {ast.unparse(one): one for s in known[called].inside if (one := _fitted_to(program, s))}
                anew = {name for s in known[called].inside for name in s.facts.binds}
                handed = known[called].handed(part)
                names = [handed.get(name, "") for name in inside if name not in anew]
                return ast.Name(names[0], ast.Load()) if len(inside) == 1 and names and names[0] else None
    return None
