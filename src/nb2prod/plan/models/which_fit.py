"""Which fit of the model is served: what made the notebook's last prediction, else what its name holds at the end.

This is decided here, once; whoever follows the model, holds it to predictions or saves it asks what is said here.

model.fit(X, y); p = model.predict(X_new)                              this fit answers
err = np.std([model.fit(*resample(X, y)).coef_ for i in range(99)])    these measure its coefficients, and say nothing
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from nb2prod.knowledge.python import STDLIB
from nb2prod.model import Artifact, Inference, Keep, Program, Statement
from nb2prod.nesting import outwards
from nb2prod.plan.graph import in_function, in_loop, named, top_of
from nb2prod.plan.models.fits import FITTING, PREDICTING, Fits, method_calls
from nb2prod.plan.models.fitted_on import unfitted
from nb2prod.plan.models.learned import PICKED, SAVES, dumped, lost
from nb2prod.plan.models.trained import returned
from nb2prod.plan.names import unique
from nb2prod.replacing import dataclass, replace
from nb2prod.walking import walk

COPIED = ("sklearn.", "xgboost.", "lightgbm.", "catboost.", "statsmodels.", "class:")  # kinds that can be copied
PLAIN = frozenset({  # libraries all of whose objects it takes, or that give no models
    "sklearn", "xgboost", "lightgbm", "catboost", "statsmodels", "imblearn", "category_encoders", "numpy", "pandas",
    "scipy", "matplotlib", "seaborn", "plotly", "joblib", "pickle", *STDLIB,
})  # fmt: skip
SAVED = "served_model"
TURNS = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class AsAsked:
    """The top-level statement at which the served model answers for the last time, and the first fit behind it."""

    statement: Statement
    anew: Statement
    fit: Statement  # the last before
    copied: bool  # what comes behind changes the object; else it gives its name to another one


@dataclass(frozen=True)
class ServedFit:
    """The model, the last statement that fits what is served of it, and as of when its name holds that."""

    model: str
    fit: Statement
    because: str  # why this model and no other
    moment: AsAsked | None = None  # None: as the notebook ends
    gone: str = ""  # why the name holds no model then
    anew: int | None = None  # the top-level statement from which on its name holds another fit, where that is known

    @property
    def picked(self) -> bool:
        """Whether the notebook picks it out of several that loops fit."""
        return self.because.startswith(PICKED)

    @property
    def until(self) -> int | None:
        """The statement as of which it is served, where that is not the end."""
        return self.moment.statement.id if self.moment is not None else None

    def asked_for_the_last_time(self, found: Inference) -> Inference:
        """The inference, which says when that was."""
        moment = self.moment
        return found if moment is None else replace(found, as_of=(moment.statement.id, moment.anew.id))


def served_fit(
    program: Program,
    kept: Sequence[Statement],
    final: tuple[str, Statement, str] | None,
    taken: frozenset[str],
    whole: bool,
) -> ServedFit | None:
    """The answer for the final model.

    `final`: the model, the statement that fits it last, and why it is that; one that is saved is that of the file.
    `taken`: names of the notebook; `whole`: it keeps a namespace of its own, in which no line is kept beside a cell.
    """
    if final is None:
        return None
    model, fit, because = final
    moment = None if whole else _as_asked(program, kept, model, because, taken)
    if moment is None:
        return ServedFit(model, fit, because, gone=lost(program, model, fit))
    return ServedFit(model, moment.fit, because, moment, anew=top_of(program, moment.anew.id))


def fitted_behind(program: Program, kept: Iterable[Statement], model: str, at: int) -> list[Statement]:
    """Those of the statements that fit the model, or give its name away, behind another one."""
    known = Fits.of(program)
    return [s for s in kept if s.id > at and (model in (*known.fitted(s), *s.facts.binds) or _set_anew(s.node, model))]


def _set_anew(node: ast.stmt, model: str) -> bool:
    """`blend.weights = [0.5, 0.5]`, `model.set_params(alpha=1)`: it answers in another way from here on."""
    match node:
        case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
            return ast.unparse(target).startswith((f"{model}.", f"{model}["))
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="set_params"))):
            return name == model
    return False


def _as_asked(
    program: Program, kept: Sequence[Statement], model: str, because: str, taken: frozenset[str]
) -> AsAsked | None:
    """Where the model is served as it stands before the notebook ends; None: as its name holds it then."""
    known = Fits.of(program)
    outside = [s for s in kept if not in_function(program, s) and not in_loop(program, s)]
    saved = [s for s in outside if model in dumped(s)] if because == SAVES else []
    asks = [s for s in outside if model in known.asked(s) and not _in_turns(program, s)]
    asked = sorted((*saved, *asks), key=lambda s: s.id)  # what is written last, or answers last
    away = any(model in s.facts.binds for s in outside if isinstance(s.node, (ast.Import, ast.ImportFrom)))
    if not asked and (away or unfitted(program, model) is not None):  # its score is all that it is asked for
        asked = [s for s in outside if any(n == model and method == "score" for n, method, _ in method_calls(s))]
    if not asked:
        return None
    later = [s for s in kept if s.id > asked[-1].id and not in_function(program, s)]
    anew = fitted_behind(program, later, model, asked[-1].id)
    if not anew:
        return None
    top = program.statements[top_of(program, asked[-1].id)]
    if top_of(program, anew[0].id) == top.id:
        return None
    if isinstance(anew[0].node, (ast.FunctionDef, ast.ClassDef)):
        return None
    if any(_answers_on(program, known, s, model) for s in later) or _another_at_last(program, anew, later, model):
        return None
    copied = not _another(anew[0], model)
    if copied and not _can_be_copied(program, model, top):
        return None
    if copied and "copy" in taken and not any(item.qualified == "copy" for item in program.imports):
        return None
    fits = [s for s in kept if s.id <= top.id and model in (*known.fitted(s), *returned(s, kept))]
    fits = fits or [s for s in kept if s.id <= top.id and model in s.facts.binds]
    return AsAsked(top, anew[0], fits[-1], copied) if fits else None


def _another_at_last(program: Program, anew: Sequence[Statement], later: Sequence[Statement], model: str) -> bool:
    """Whether the notebook ends with another model of the name, made and fitted outside of loops, that it looks at."""
    made = [s for s in anew if _another(s, model) and not in_loop(program, s)]
    fits = [s for s in anew if made and s.id >= made[-1].id and model in Fits.of(program).fitted(s)]
    read = re.compile(rf"\b{re.escape(model)}\.(feature_importances_|best_)")
    return bool(fits) and any(s.id > fits[-1].id and read.search(s.source) for s in later)


def _answers_on(program: Program, known: Fits, statement: Statement, model: str) -> bool:
    """Whether the object may answer, or be written, behind its next fit, where nobody counts it as the last time.

    for epoch in range(9): model.partial_fit(X, y); print(model.predict(X_test))       it goes on learning
    for row in rows: print(model.predict([row]))                                       no turn fits another one
    models = {"final": model}; models["final"].predict(X_new)                          it has a second name
    """
    if model in dumped(statement):
        return True
    outer = [each for each in outwards(program.statements, statement) if isinstance(each.node, (ast.For, ast.While))]
    parts = [*walk(outer[-1].node)] if outer else []
    if any(isinstance(p, ast.Name) and p.id == model and isinstance(p.ctx, ast.Store) for p in parts):
        return False  # each turn has a model of its own
    if _held_elsewhere(statement.node, model):
        return True
    if not in_loop(program, statement) or model not in known.asked(statement):
        return False
    asked = [(part.value, part.attr) for part in parts if isinstance(part, ast.Attribute)]
    fits = {attr for owner, attr in asked if isinstance(owner, ast.Name) and owner.id == model} & {*FITTING}
    through = any(known.through(s, model) for s in program.statements if s.parent is not None and s.id > outer[-1].id)
    return not through and fits <= {"partial_fit"}


def _held_elsewhere(node: ast.stmt, model: str) -> bool:
    """`final = model`, `models = {"final": model}`, `kept.append(model)`; a function's own parameter is another one."""
    if isinstance(node, ast.FunctionDef) and any(
        isinstance(part, ast.arg) and part.arg == model for part in walk(node.args)
    ):
        return False
    for part in walk(node):
        match part:
            case ast.Assign(value=ast.Name(id=name)) if name == model:
                return True
            case ast.List(elts=elts) | ast.Tuple(elts=elts, ctx=ast.Load()) | ast.Dict(values=elts):
                if any(isinstance(each, ast.Name) and each.id == model for each in elts):
                    return True
            case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Name(id=name)]) if name == model:
                return True
    return False


def kept_as_asked(
    found: Inference, moment: AsAsked, artifacts: tuple[Artifact, ...], taken: frozenset[str]
) -> tuple[Inference, tuple[Artifact, ...]]:
    """At level features: the line of training that keeps it, and the artifact that is saved of that line."""
    name = unique(SAVED, {*taken})
    text = f"copy.deepcopy({found.model})" if moment.copied else found.model
    keep = Keep(moment.statement.id, "after", name, None, text, name)
    saved = tuple(replace(a, value=name) if a.name == found.model else a for a in artifacts)
    return replace(found, own=(keep,)), saved


def _another(statement: Statement, model: str) -> bool:
    """Whether it gives the name to an object made there: `m = SVC(C=2)`, `import xgboost as m`; not `m = m.fit(X)`."""
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value) if name == model:
            return model not in named(value) and statement.parent is None
        case ast.Import() | ast.ImportFrom():
            return statement.parent is None
    return False


def _can_be_copied(program: Program, model: str, top: Statement) -> bool:
    """Whether `copy.deepcopy` takes it: its kind tells, of an unknown one the libraries that are there."""
    kinds = {t for s in program.statements if s.id <= top.id for n, t in s.facts.types if n == model}
    if any(not kind.startswith(COPIED) for kind in kinds - {"", "?"}):
        return False
    known = bool(kinds - {"", "?"}) and not kinds & {"", "?"}
    return known or {item.module.partition(".")[0] for item in program.imports} <= PLAIN


def _in_turns(program: Program, statement: Statement) -> bool:
    """Whether one expression, or a function, goes through turns that fit and ask: no turn is the last prediction."""
    called = (f.node for name, f in Fits.of(program).functions.items() if name in statement.facts.calls)
    for node in (statement.node, *called):
        for turn in (part for part in walk(node) if isinstance(part, TURNS)):
            methods = {part.attr for part in walk(turn) if isinstance(part, ast.Attribute)}
            if methods & {*FITTING} and methods & {*PREDICTING}:
                return True
    return False
