"""What the notebook writes last as predictions decides: inference gives that, or the reason says what it is instead.

out["p"] = ask.go(X_new); out.to_csv("p.csv")      what `ask` says, where another model would be served: no inference
p[X_new.a > 3] = 0; out["p"] = p; out.to_csv()     a rule behind the answer that inference has not: said in the reason
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from nb2prod.listing import in_a_row
from nb2prod.model import Artifact, Inference, Program
from nb2prod.plan.graph import Graph, binders, in_function, in_loop, named, top_of
from nb2prod.plan.models.blends import CHANCES, EACH, MANY, Model, Run, Said, head_of, several
from nb2prod.plan.models.fits import Fits
from nb2prod.plan.models.learned import SAVES


def told_together(program: Program, found: Inference, saved: Sequence[Artifact], because: str) -> str:
    """Why the last prediction is none that inference can give: it is of models that are not asked; "" where it can.

    `because`: why the model is the served one.
    """
    ends = Run.of(program).ends
    if not ends:
        return ""
    written, at, said = ([end for end in ends if end[0]] or ends)[-1]
    columns = [column for column in said.columns if column.rows or (written and column.lost)]
    cell = program.statements[at].cell + 1
    followed = not written or any(column.rows and not column.lost for column in columns)
    for column in columns:
        if written and any(_nobody_holds(program, model, found) for model in column.rows):
            return f"a model that no name holds gives what is written (cell {cell})"
        models = {*column.rows, *((n, MANY) for n, of in column.lost if of == EACH and not followed)}
        bases = {head_of(name, "[") for name, _ in models}
        loops = any(of == MANY for _, of in models) and len(column.asked) > len(bases)
        if several(models) and (loops or not _answered(program, models, found, saved)):
            names = sorted({name for name, _ in models})
            what = in_a_row(names) if len(names) > 1 else f"several models ({names[0]})"
            return f"answers of {what} are put together in a way that is not followed (cell {cell})"
    if not written or because == SAVES or in_loop(program, program.statements[at]):
        return ""
    each = [column.rows | column.lost for column in columns]
    asked = any(_answered(program, models, found, saved) for models in each)
    if not each or asked or any(_learned_from(program, column) for column in columns):
        return ""
    names = sorted({head_of(name, "[") for models in each for name, _ in models})
    return f"what is written (cell {cell}) is said by {in_a_row(names)}, and not by {found.model} alone"


def told_of_written(program: Program, found: Inference) -> str:
    """What the notebook makes of the answers before it writes them down, and inference does not; "" where it does."""
    ends = [(at, said) for written, at, said in Run.of(program).ends if written]
    ends = [(at, said) for at, said in ends if not in_loop(program, program.statements[at])]
    if found.level == "none" or found.unfinished or not ends:
        return ""
    (at, said), serving, finish = ends[-1], found.serving, found.finish
    done = serving.statements if serving is not None else frozenset[int]()
    if finish is not None:
        done = frozenset({finish.statement, *(identity for identity, _ in finish.lines)})
    code = [*(line for _, line in serving.lines), serving.expression] if serving is not None else []
    chances = finish is not None and bool(finish.chances)
    chances |= any(f".{way}(" in line for line in code for way in CHANCES)
    cell, more = program.statements[at].cell + 1, ""
    for column in (column for column in said.columns if column.rows or column.lost):
        missing = sorted({top_of(program, identity) for identity in column.steps} - done)
        methods = {method for _, method in column.asked}
        if missing:
            made = program.statements[missing[0]].cell + 1
            who = "it" if made == cell else f"cell {cell}"
            more = f"; cell {made} makes more of the answers before {who} writes them: no part of `prediction`"
        elif chances or column.steps or not methods or methods - CHANCES:
            return ""
        else:
            said_by = in_a_row([f"`{method}`" for method in sorted(methods)])
            more = f"; cell {cell} writes what {said_by} says, and `prediction` is what `predict` says"
    return more


def _learned_from(program: Program, column: Said) -> bool:
    """Whether another model learns from what is written: it is a feature, and no prediction of the notebook."""
    graph, known = Graph.of(program), Fits.of(program)
    todo, seen = [identity for identity, _ in column.asked], set[int]()
    while todo:
        identity = todo.pop()
        if identity not in seen:
            seen.add(identity)
            todo += graph.readers.get(identity, ())
    first = {identity for identity, _ in column.asked}
    return any(known.fitted(program.statements[i]) for i in seen - first if top_of(program, i) not in first)


def _nobody_holds(program: Program, model: Model, found: Inference) -> bool:
    """Whether it is made and fitted in a function that hands back its answers alone, or in the call that asks it."""
    name, at = model
    inside = at > 0 and in_function(program, program.statements[at])
    held = {found.model, *(keep.name for keep in found.keeps)}
    return (inside or name.endswith(".fit()")) and not named(ast.parse(head_of(name, "["))) & held


def _answered(program: Program, models: Iterable[Model], found: Inference, saved: Iterable[Artifact]) -> bool:
    """Whether inference asks them all; a name that is fitted twice is two of them."""
    models = [*models]
    holding = [{keep.name, *named(ast.parse(keep.text))} for keep in found.keeps]
    holding += [{a.name} for a in saved if not any(a.name in one for one in holding)]
    origins = [_alike(program, names) for names in holding]
    for base in {head_of(name, "[") for name, _ in models}:
        names = named(ast.parse(base))
        asked = [at for name, at in models if head_of(name, "[") == base]
        if MANY in asked and not found.of_turns and not any((names - {found.model}) & one for one in holding):
            return False
        if sum(bool(_alike(program, names) & one) for one in origins) < len(asked):
            return False
    return True


def _alike(program: Program, names: set[str]) -> set[str]:
    """With the names that these were taken from: `best = search.best_estimator_`, `fitted = model.fit(X, y)`."""
    found, todo = {*names}, [*names]
    while todo:
        for statement in binders(program, todo.pop()):
            name = _root(statement.node.value) if isinstance(statement.node, ast.Assign) else ""
            if name and name not in found and binders(program, name):
                found.add(name)
                todo.append(name)
    return found


def _root(node: ast.expr) -> str:
    """`models` of `models["a"].fit(X, y)`; "" where a function gives it."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Call(func=ast.Attribute(value=inner)) | ast.Attribute(value=inner) | ast.Subscript(value=inner):
            return _root(inner)
    return ""
