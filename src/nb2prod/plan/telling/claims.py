"""What may be said of the models and of the columns that they take: only what the plan proves, as data.

a.fit(X, y); b.fit(X, y); b.predict(X)           b is one of several
b.fit(X, y); b.predict(X); b.fit(Z, y)           what is saved is what b holds in the end
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod import knowledge
from nb2prod.fates import kept_statements
from nb2prod.model import Claim, Inference, Plan, Statement, Step
from nb2prod.nesting import outwards
from nb2prod.plan.graph import binders, in_function, in_loop
from nb2prod.plan.models.fits import Fits
from nb2prod.plan.models.fitted_on import bound_last, unfitted
from nb2prod.plan.models.outputs import SAVED
from nb2prod.plan.models.preparing import transformed_by
from nb2prod.plan.telling.chances import every_one_gives, gives_chances
from nb2prod.plan.telling.learned_from import learned_from
from nb2prod.plan.telling.opening import estimators
from nb2prod.plan.telling.origins import origins
from nb2prod.plan.telling.running import running
from nb2prod.plan.telling.targets import aims

HELD = re.compile(r"(?:copy\.deepcopy\()?([^\W\d]\w*)\)?")  # a model under another name, or a copy of it
NETWORK_SAYS = re.compile(r"\w+\.predict\([^()]*\)$")


def claims(plan: Plan, fit: int) -> tuple[Claim, ...]:
    """Every claim about a plan that is otherwise complete, in the order in which they are told.

    `fit`: the statement that fits the model, where it is known.
    """
    found = plan.inference
    if found is None:
        return (*running(plan), *origins(plan))
    told = [*running(plan), *estimators(plan.program, found.model), *_of_data(plan, found)]
    told += aims(plan.program, plan.program.statements[fit], found.target) if fit >= 0 and not found.from_disk else []
    told += origins(plan)
    told += _of_models(plan, found)
    if found.level == "features":
        told += _of_columns(plan, found)
    return (*told, *_of_answers(plan, found)) if found.level != "none" else tuple(told)


def _of_data(plan: Plan, found: Inference) -> Iterator[Claim]:
    """The one file or data set that the saved model, and every other fit of the same object, learns from."""
    sources = {learned_from(plan, fit) for fit in _own_fits(plan, found)} if not found.from_disk else set()
    if len(sources) == 1:
        names, kind = sources.pop()
        if names:
            yield Claim(kind, names)


def _own_fits(plan: Plan, found: Inference) -> list[Statement]:
    """The fits of what is saved; where its name got something else behind them, the statement that gave it that.

    model.fit(X, y); grid.fit(Z, t); model = grid.best_estimator_        the last: what it comes from tells the data
    """
    fits = _fits(plan, found.model)
    if not fits or _earlier(plan, found) is not None:
        return fits
    own = bound_last(plan.program, found.model, fits[-1])
    return fits if own is None or own is unfitted(plan.program, found.model) else [own] if not found.from_disk else []


def _of_models(plan: Plan, found: Inference) -> Iterator[Claim]:
    """Which of several models it is, and which of its fits."""
    saved = {artifact.name for artifact in plan.artifacts}
    known = Fits.of(plan.program)
    kept = kept_statements(plan)
    asked = dict.fromkeys(name for s in kept for name in known.asked(s))  # rf = search.best_estimator_, too
    further = (name for name in dict.fromkeys((*found.others, *asked)) if name in saved and name != found.model)
    partners = tuple(further) if found.level != "none" else ()
    if partners:
        yield Claim("together", (found.model, *partners))
    if saved and (others := tuple(name for name in found.others if name not in partners)):
        yield Claim("one of several", others)
    yield from _of_fits(plan, found)


def _of_fits(plan: Plan, found: Inference) -> Iterator[Claim]:
    """What its name holds of what it is given in turn, and which of that is saved."""
    fits = _fits(plan, found.model)
    if found.from_disk:
        before = tuple(dict.fromkeys(s.cell + 1 for s in fits if s.cell < found.from_disk))
        yield Claim("from disk", (found.model,), (found.from_disk, *before))
    elif not plan.artifacts:
        return
    elif found.looped:
        around = outwards(plan.program.statements, binders(plan.program, found.model)[-1])
        picked = any(isinstance(each.node, ast.If) for each in around)
        yield Claim("last turn", (found.model,), (found.looped,), text="picked" if picked else "")
    elif (of := _earlier(plan, found)) is not None:
        anew = "binds" if found.model in of[1].facts.binds else "fits"
        anew = anew if anew == "binds" or found.model in Fits.of(plan.program).fitted(of[1]) else "changes"
        yield Claim("as of", (found.model,), (of[0].cell + 1, of[1].cell + 1), text=anew)
        if _asked_last(plan, found.model, of[0]):
            yield Claim("asked last", (found.model,))
    elif any((held := HELD.fullmatch(keep.text)) and held[1] == found.model for keep in found.keeps):
        return  # it is kept beside one of its predictions, under another name
    elif len(cells := tuple(dict.fromkeys(s.cell + 1 for s in fits))) > 1:
        yield Claim("fitted again", (found.model,), cells)


def _asked_last(plan: Plan, model: str, statement: Statement) -> bool:
    """Whether the statement is the last one outside of loops and functions that asks it for a prediction."""
    known = Fits.of(plan.program)
    kept = (s for s in kept_statements(plan) if s.id >= statement.id and model in known.asked(s))
    alone = [s for s in kept if not in_function(plan.program, s) and not in_loop(plan.program, s)]
    return [s.id for s in alone] == [statement.id]


def _earlier(plan: Plan, found: Inference) -> tuple[Statement, Statement] | None:
    """The statement as of which the model is saved, and the one behind it that fits it once more, where one does."""
    if found.as_of[0] >= 0:
        return plan.program.statements[found.as_of[0]], plan.program.statements[found.as_of[1]]
    kept = (plan.program.statements[k.statement] for k in found.keeps if k.text == f"copy.deepcopy({found.model})")
    anew = plan.program.statements[found.fit]
    return next(((statement, anew) for statement in kept if found.fit > statement.id), None)


def _fits(plan: Plan, model: str) -> list[Statement]:
    """The statements outside of functions that fit it, the last one last."""
    known = Fits.of(plan.program)
    until = plan.inference.as_of[0] if plan.inference is not None else -1
    kept = [s for s in kept_statements(plan) if until < 0 or s.id <= until]
    return [s for s in kept if not in_function(plan.program, s) and model in known.fitted(s)]


def _of_columns(plan: Plan, found: Inference) -> Iterator[Claim]:
    """Which step the matrix comes from that inference takes."""
    module = "notebook.py" if plan.namespace else "train.py"
    step = _making(plan, found)
    if step is not None:
        yield Claim("comes from", (found.source, step.name, module))


def _making(plan: Plan, found: Inference) -> Step | None:
    """The step that hands on the matrix that the model is fitted on: the nearest one before that gives its name."""
    fits = [n for n, step in enumerate(plan.steps) if found.beside in step.statements]
    if not found.source or not fits:
        return None
    fitting = plan.steps[fits[-1]]
    if found.source in fitting.outputs and found.source not in fitting.inputs:
        return None if fitting.inline else fitting  # the step that fits makes the matrix, too
    for step in reversed(plan.steps[: fits[-1]]):
        if found.source in step.outputs:
            return None if step.inline else step
    return None


def _of_answers(plan: Plan, found: Inference) -> Iterator[Claim]:
    """What a prediction is, of what; whether probabilities come out beside it, as far as the asked estimator tells."""
    before = transformed_by(plan.program, found) if found.level == "features" and not found.namer else ""
    if any(artifact.name == before for artifact in plan.artifacts):
        yield Claim("transformed", (before,))
    named = [a for a in plan.artifacts if a.name.startswith(SAVED) and a.value.endswith(".columns")]
    if named and found.level == "features":
        yield Claim("says numbers", (named[0].name, named[0].value))
    elif _says_numbers(plan, found):
        yield Claim("says numbers")
    probability = found.serving.probability if found.serving is not None else None
    if (found.level == "raw" and probability is None) or (found.finish is not None and found.finish.rows):
        return
    model = probability[0] if probability else found.model
    kept = [keep for keep in found.keeps if keep.name == model]
    held = HELD.fullmatch(kept[0].text) if len(kept) == 1 else None
    gives = gives_chances(plan.program, held[1], kept[0].statement) if held else gives_chances(plan.program, model)
    every = every_one_gives(plan.program) if gives is None else gives  # whichever of them it is
    gives = every if every is False or found.looped else gives
    if gives:
        yield Claim("chances")
    elif gives is None:
        yield Claim("perhaps chances", (model,))


def _says_numbers(plan: Plan, found: Inference) -> bool:
    """Whether the answer of what may be a network is the prediction as it stands: a number, or several of one row."""
    kinds = {kind for s in plan.program.statements for name, kind in s.facts.types if name == found.model}
    bare = found.serving is None or NETWORK_SAYS.match(found.serving.expression) is not None
    network = bool(kinds) and all(knowledge.is_a(kind, "keras.Model") for kind in kinds)
    if found.level == "features" and found.fit >= 0 and kinds <= {"", "?"}:  # of a library that nobody knows
        network |= "epochs=" in plan.program.statements[found.fit].source
    finish = found.finish
    if finish is not None and finish.rows:  # chances of all classes, put together as they come
        text = "\n".join((*(text for _, text in finish.lines), finish.expression))
        return (
            re.search(r"predict_proba\(\w+\)(?!\[)", text) is not None and "argmax" not in text and "[:, " not in text
        )
    return finish is None and bare and network
