"""What the notebook writes last as predictions decides: inference gives that, or the reason says what it is instead.

out["p"] = ask.go(X_new); out.to_csv("p.csv")      what `ask` says, where another model would be served: no inference
p[X_new.a > 3] = 0; out["p"] = p; out.to_csv()     a rule behind the answer that inference has not: said in the reason
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

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
    for written, at, said in ([end for end in ends if end[0]] or ends)[-1:]:
        columns = [column for column in said.columns if column.rows or (written and column.lost)]
        cell = program.statements[at].cell + 1
        followed = not written or any(column.rows and not column.lost for column in columns)
        for column in columns:
            if written and any(_nobody_holds(program, model, found) for model in column.rows):
                return f"a model that no name holds gives what is written (cell {cell})"
            models = {*column.rows, *((n, MANY) for n, of in column.lost if of == EACH and not followed)}
            loops = any(of == MANY for _, of in models) and len(column.asked) > len(
                {head_of(n, "[") for n, _ in models}
            )
            if several(models) and (loops or not _answered(program, models, found, saved)):
                names = sorted({name for name, _ in models})
                what = " and ".join(names) if len(names) > 1 else f"several models ({names[0]})"
                return f"answers of {what} are put together in a way that is not followed (cell {cell})"
        each = [column.rows | column.lost for column in columns]
        if (
            not written
            or because == SAVES
            or in_loop(program, program.statements[at])
            or any(_answered(program, models, found, saved) for models in each)
        ):
            continue
        if each and not any(_learned_from(program, column) for column in columns):
            names = sorted({head_of(name, "[") for models in each for name, _ in models})
            return f"what is written (cell {cell}) is said by {' and '.join(names)}, and not by {found.model} alone"
    return ""


def told_of_written(program: Program, found: Inference) -> str:
    """What the notebook makes of the answers before it writes them down, and inference does not; "" where it does."""
    serving, finish = found.serving, found.finish
    if found.level == "none" or found.unfinished:
        return ""
    for _, at, said in [e for e in Run.of(program).ends if e[0] and not in_loop(program, program.statements[e[1]])][
        -1:
    ]:
        done = serving.statements if serving is not None else frozenset[int]()
        code = [*(line for _, line in serving.lines), serving.expression] if serving is not None else []
        if finish is not None:
            done = frozenset({finish.statement, *(identity for identity, _ in finish.lines)})
        chances = bool(finish is not None and finish.chances) or any(
            f".{way}(" in line for line in code for way in CHANCES
        )
        cell, more = program.statements[at].cell + 1, ""
        for column in (column for column in said.columns if column.rows or column.lost):
            missing = sorted({top_of(program, identity) for identity in column.steps} - done)
            only = bool(column.asked) and {method for _, method in column.asked} <= CHANCES and not column.steps
            if not missing and (chances or not only):
                return ""
            if missing:
                made = program.statements[missing[0]].cell + 1
                who = "it" if made == cell else f"cell {cell}"
                more = f"; cell {made} makes more of the answers before {who} writes them: no part of `prediction`"
            else:
                said_by = " and ".join(sorted({f"`{method}`" for _, method in column.asked}))
                more = f"; cell {cell} writes what {said_by} says, and `prediction` is what `predict` says"
        return more
    return ""


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
