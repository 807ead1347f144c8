"""Names of steps that fit, search, cross-validate, predict and measure.

clf = SVC(); clf.fit(X, y)                      train_model (the only one), train_svc, train_clf
GridSearchCV(SVC(), grid).fit(X, y)             tune_model, tune_svc
accuracy_score(y, pred)                         evaluate_svc, where an earlier step predicts `pred` with an SVC
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.names import first, identifier
from nb2prod.plan.naming.about import CROSS, FITS, GENERIC, THROUGH, About
from nb2prod.plan.naming.clause import FOLDS, SEARCH, calls_of, innermost
from nb2prod.plan.naming.effects import FIT, rank
from nb2prod.plan.naming.fitted import answering, classes, fitted_name, receivers
from nb2prod.plan.naming.models import WITHOUT_KIND, about_model, model_type, snake
from nb2prod.plan.naming.of_values import apart_from_each_other
from nb2prod.plan.naming.proofs import SHOWING, transforms
from nb2prod.walking import walk

TWO = 2
OF_OWN = "the model of train_"
OF_MODELS = re.compile(
    r"model|(?:^|_)(?:best|stack|voting|lgbm?|xgb|hgb|rf|cbc|net|clf|classifier|regressor|estimator|pipe(?:line)?)(?:_|\d|$)"
)  # variables that hold models
PREDICTING = "make_predictions"  # `predict` is the function of inference.py


def fitted(about: About, index: int, topic: str) -> Iterator[str]:
    """By the heaviest thing that is done to models: a search, a fit, a cross-validation."""
    verbs = [c.verb for c in about.done[index]]
    minimized = [t for c in about.done[index] if c.verb == "minimize" for t in c.things]
    if minimized and "fit" not in verbs:
        yield from (f"minimize_{identifier(snake(thing))}" for thing in minimized)
    through = any(THROUGH.search(c.rest) for c in about.done[index])
    searched = SEARCH in verbs or ({"tune", "train"} <= about.proven[index] and "fit" not in verbs and not through)
    verb = "tune" if searched else "compare" if _only_compares(about, index) else "train"
    things = _things(about, index, topic)
    if verb == "compare":
        yield from (f"compare_{thing}" for thing in things or ["models"])
        return
    bound = {name for s in about.statements(about.found[index].segment) for name in s.facts.binds}
    built = {thing for c in about.done[index] if c.verb == "build" for thing in c.things} - {"layers"}
    several = len(built) > 1 or len(classes(about, index)) > 1
    several |= any("models" in name.lower() for name in (*about.found[index].inputs, *bound))
    if about.models == 1 or (verb == "tune" and _only(about, index, SEARCH)):
        yield f"{verb}_models" if several else f"{verb}_model"
    yield from (f"{verb}_{thing}" for thing in things)
    if not things:
        yield from (f"{verb}_{name}" for name in _handed(about, index))
        yield from (f"{verb}_models" for _ in [0] if several)
        yield from _by_function(about, index)
        yield f"{verb}_models" if several else f"{verb}_model"


def _only_compares(about: About, index: int) -> bool:
    """Whether each turn of a loop fits a model and none of them is left: what they come to is all that is kept."""
    found, every = about.found[index], about.statements(about.found[index].segment)
    fits = [c for c in about.done[index] if rank(c) == FIT]
    known = all(c.verb in FITS for c in fits)  # of a function of the notebook nobody knows what it leaves
    looped = any(c.verb == "fit" for c in fits) and all(c.rest.endswith("in a loop") for c in fits)
    calls = [c.func for s in every for c in calls_of(s.node) if isinstance(c.func, ast.Attribute)]
    fitted = {innermost(func.value) for func in calls if func.attr in FITTING}
    made = {name for s in every if s.parent is not None and isinstance(s.node, ast.Assign) for name in s.facts.binds}
    turns = {
        p.id: {q.id for q in walk(s.node.iter) if isinstance(q, ast.Name)}
        for s in every
        if isinstance(s.node, ast.For)
        for p in walk(s.node.target)
        if isinstance(p, ast.Name)
    }
    staying = {n for n in (*found.inputs, *found.outputs) if n in found.outputs or about.readers(index, n)}
    apart = all(name in made or (name in turns and not turns[name] & staying) for name in fitted)
    leaves = any(about.type(index, n) or "model" in n.lower() for n in found.outputs)
    inner = [s for s in every if s.parent is not None]
    told = any(s.facts.display or (s.facts.binds | s.facts.mutates) & {*found.outputs} for s in inner)
    return looped and known and told and bool(fitted) and apart and not fitted & staying and not leaves


def _only(about: About, index: int, verb: str) -> bool:
    return all(i == index or all(c.verb != verb for c in done) for i, done in enumerate(about.done))


def _things(about: About, index: int, topic: str) -> list[str]:
    """What the model is called: its class, or its variable where several steps fit that class."""
    kind, variable = about.model(index)
    kinds = _told_apart(about, index)
    joined = "_and_".join(kinds) if len(kinds) <= TWO else ""
    told = {
        identifier(t)
        for c in about.done[index]
        if c.verb == SEARCH or c.verb == "cross-validate"
        for t in c.things
        if " " not in t
    }
    through = {t for c in about.done[index] for t in c.things if t.startswith(OF_OWN) and c.verb == CROSS}
    if len(through) == 1:  # by a function of the notebook: train_forest
        return [identifier(through.pop().removeprefix(OF_OWN))]
    named = [name for name in told if about_model(name) and name not in GENERIC] if not kinds and not kind else []
    mine = joined or (kind if not kinds else "") or (named[0] if len(named) == 1 else "")
    own = any(c.verb in FITS for c in about.done[index]) or "model" in variable
    variable = fitted_name(about, index) or (_trained(about, index, variable) if own else "")
    crossed = about.only_crossed(index) and told
    variable = "" if crossed and variable not in told else variable
    mine = mine if kinds or mine != kind or variable or named else ""
    alike = [i for i in range(len(about.found)) if i != index and kinds == _told_apart(about, i)]
    others = [fitted_name(about, i) for i in alike]
    if mine and kinds and others and variable and variable not in others and not _short_for(variable, mine):
        found = [variable, mine]
    else:
        found = [mine] if mine and others else [mine, variable]
    short = topic.partition("_for_")[0].removeprefix("training_")  # "CNN for classification"
    other = short.partition("_")[0] in ("same", "other", "another", "new", "next", "final", "our")  # "The same model"
    if about_model(short) and not other and short.count("_") < TWO and not mine and not about.only_crossed(index):
        found.insert(0, short)
    return [thing for thing in dict.fromkeys(found) if thing]


def _trained(about: About, index: int, variable: str) -> str:
    """`variable`, unless it only comes in beside what is trained: `features = dv.get_feature_names()`."""
    given = [n for n in about.found[index].inputs if identifier(n) == variable]
    if not given or given[0] in about.found[index].outputs:
        return variable
    held = {p.id for s in about.statements(about.found[index].segment) for p in walk(s.node) if isinstance(p, ast.Name)}
    return variable if given[0] in held and not transforms(about.type(index, given[0])) else ""


def _short_for(variable: str, kind: str) -> bool:
    """Whether the variable only says which class it is: `rf`, `lin_reg`, `svc_2`."""
    every = [word for word in kind.split("_") if word]
    initials = "".join(word[:1] for word in every)
    parts = [part for part in variable.split("_") if not part.isdigit() and part not in ("clf", "reg", "model")]
    return all(part == initials or any(word.startswith(part) for word in every) for part in parts)


def _told_apart(about: About, index: int) -> list[str]:
    """The classes that are fitted here; with "classifier" and "regressor" where another step fits the other one."""
    mine = classes(about, index)
    theirs = {c for i in range(len(about.found)) if i != index for c in classes(about, i, whole=True)}
    whole = classes(about, index, whole=True)
    other = [w for w in whole if any(t != w and t.rpartition("_")[0] == w.rpartition("_")[0] for t in theirs)]
    return whole if len(whole) == len(mine) == 1 and other else mine


def _handed(about: About, index: int) -> list[str]:
    """The one model, or the models, that a function which fits or cross-validates is handed first."""
    given = {n for c in about.done[index] if THROUGH.search(c.rest) for n in c.given}
    found = [n for n in about.named(given) if n not in GENERIC and OF_MODELS.search(n)]
    return found if len(found) == 1 else []


def _by_function(about: About, index: int) -> Iterator[str]:
    """By the function of the notebook that fits: `scores = fit_and_score(models)`."""
    through = [c for c in about.done[index] if THROUGH.search(c.rest)]
    names = dict.fromkeys(
        c.things[0] if c.verb == "call" else c.rest.removeprefix("with ").partition(",")[0] for c in through
    )
    made = about.telling(n for c in through if c.verb != "call" for n in c.things)
    if len(names) == 1:
        last = next(iter(names)).rpartition(".")[2]
        if first(last) == "train" and last not in about.proofs.inside:
            yield identifier(snake(last))  # utils.trainLinearReg
        if first(last) not in SHOWING | {"train", "fit", "run"}:
            yield from (f"run_{identifier(last)}", *(f"run_{identifier(last)}_for_{name}" for name in made[:1]))


def built(about: About, index: int, topic: str) -> Iterator[str]:
    """A step that is about models and fits none itself."""
    kind, variable = about.model(index)
    outputs = about.found[index].outputs
    made = [n for n in outputs if about.type(index, n) or {"model", "net", "network"} & set(n.lower().split("_"))]
    calls = {call.rpartition(".")[2] for s in about.statements(about.found[index].segment) for call in s.facts.calls}
    if "load_model" in calls:
        yield from ("save_and_load_model" for c in about.done[index] if c.verb == "save" and c.weight > TWO)
        yield from (f"load_{topic}" if about_model(topic) else "", "load_model")
    several = apart_from_each_other(about, index)
    if len(several) > 1 and not any(c.weight > 1 for c in about.done[index]):
        yield "build_models"
    if len(made) == 1:
        own = about.type(index, made[0]) and variable == identifier(made[0])
        yield f"build_{variable or kind if own else identifier(made[0])}"
    if made:
        yield f"build_{topic if about_model(topic) else 'model' if len(made) == 1 else 'models'}"
        yield from (f"build_{identifier(n)}" for n in made[-1:])  # the others are its parts


def evaluated(about: About, index: int, topic: str) -> Iterator[str]:
    """Names of a step that measures models, or asks them for predictions."""
    scored = any(c.verb in ("score", "evaluate", "predict") and c.weight for c in about.done[index])
    folds = any(c.rest.endswith(FOLDS) for c in about.done[index])
    if about.only_crossed(index) and (folds or not scored):
        crossed = {thing for c in about.done[index] if c.verb == CROSS for thing in c.things}
        bound = {name for s in about.statements(about.found[index].segment) for name in s.facts.binds}
        several = any("models" in name.lower() for name in (*about.found[index].inputs, *bound)) or len(crossed) > TWO
        things = _things(about, index, topic) if not several else []
        yield from (f"cross_validate_{thing}" for thing in _handed(about, index))
        if about.models == 0 or (about.models == 1 and not things):
            yield "cross_validate_models" if several else "cross_validate_model"
        yield from (f"cross_validate_{thing}" for thing in things)
        yield from (() if things else ("cross_validate_models" if several else "cross_validate_model",))
        return
    verb = "evaluate" if "evaluate" in about.proven[index] else "predict_with"
    asked = [n for c in about.done[index] if c.verb == "predict" for n in c.things]
    other = [n for n in about.telling(asked) if not re.search("pred|hat|prob", n)]
    outputs = about.found[index].outputs
    if verb != "evaluate" and len(other) == len(asked) == 1 and other[0] in about.named(outputs):
        yield f"predict_{other[0]}"
    if about.models <= 1:
        yield f"{verb}_model" if verb == "evaluate" else PREDICTING
    every = list(dict.fromkeys(receivers(about, index)))
    if verb != "evaluate" and len(every) == TWO:
        yield f"predict_with_{'_and_'.join(every)}"
    if verb == "evaluate" and len(every) > 1:
        yield from (f"evaluate_{'_and_'.join(every)}" for _ in [0] if len(every) == TWO)
        yield "evaluate_models"
    givers = answered(about, index)
    judged = {*answering(about, index), *(n for i in givers for n in answering(about, i))}
    several = len({about.model(i) for i in givers}) > 1 or (len(judged) > 1 and bool(answering(about, index)))
    yield from ("evaluate_models" for _ in [0] if verb == "evaluate" and several)
    things = _asked_models(about, index, givers)
    yield from (f"{verb}_{thing}" for thing in things)
    if not things:
        yield f"{verb}_model" if verb == "evaluate" else PREDICTING


def answered(about: About, index: int) -> list[int]:
    """The steps whose predictions come in."""
    givers = ((name, about.giver(index, name)) for name in about.found[index].inputs)
    return [
        at
        for name, at in givers
        if at is not None and any(c.verb == "predict" and name in c.things for c in about.done[at])
    ]


def _asked_models(about: About, index: int, givers: Sequence[int]) -> list[str]:
    """The model that is measured, itself or by the predictions that come in."""
    kind, variable = about.model(index)
    if variable in {identifier(n) for n in about.found[index].inputs if transforms(about.type(index, n))}:
        kind, variable = "", ""  # scaler.inverse_transform(answers)
    named = list(dict.fromkeys(receivers(about, index)))
    typed = {n for n in about.found[index].inputs if about.type(index, n)}
    if typed and named and not typed & {*answering(about, index)}:
        kind, variable = "", ""  # it only comes in beside the one that is asked
    if not kind and not variable and len(named) == 1:
        variable = named[0]
    if not kind and not variable and givers:
        kind, variable = about.model(givers[0])
        kind = kind or next(iter(classes(about, givers[0])), "")
    if not kind and not variable:
        types = [model_type(about.found[index], (), name) for name in about.found[index].inputs]
        several = list(dict.fromkeys(snake(t.rpartition(".")[2]) for t in types if t and not transforms(t)))
        kind = "_and_".join(several) if len(several) <= TWO and not set(several) & WITHOUT_KIND else ""
    every = [about.model(i) for i in range(len(about.found)) if i != index and about.kind(i) == "train"]
    shared = [other for other in every if kind and other[0] == kind and other[1] != variable]
    alike = (
        any(other[0] == kind for other in every if kind)
        or sum(about.kind(i) == "evaluate" for i in range(len(about.found))) > 1
    )
    found = [variable, kind] if shared and variable else [kind] if kind and alike else [kind, variable]
    return [thing for thing in found if thing]
