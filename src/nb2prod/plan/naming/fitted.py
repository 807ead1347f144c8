"""What a step fits, of which class and on what; whom it asks, and what it measures with.

clf = SVC(); clf.fit(X, y)              kinds: svc; fitted name: clf (it says nothing: ""); data: x
accuracy_score(y, forest.predict(X))    receivers: forest; measures: accuracy
"""

from __future__ import annotations

import ast
import re

from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.names import identifier, words
from nb2prod.plan.naming.about import CROSS, FITS, GENERIC, About
from nb2prod.plan.naming.clause import calls_of, innermost, looped_over, maker_of, targets, variables
from nb2prod.plan.naming.learning import ANSWERING, WITHOUT_DATA
from nb2prod.plan.naming.models import WITHOUT_KIND, snake

TWO = 2
HALVES = frozenset({"encoder", "decoder"})  # of an autoencoder that is asked as a whole beside them


def fitted_name(about: About, index: int) -> str:
    """The one variable whose `fit` is called; "" where it says nothing."""
    every = about.statements(about.found[index].segment)
    calls = (c for s in every for c in calls_of(s.node))
    named = [innermost(c.func.value) for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in FITTING]
    made = [targets(s)[0] for s in every if maker_of(s) == "fit" and len(targets(s)) == 1]
    if len(named) == 1 and named[0][:1].isupper():
        named = made  # best = Pipeline(steps).fit(X, y)
    over = looped_over(about.statements(about.found[index].segment))
    found = [identifier(over.get(name, name)) for name in dict.fromkeys(named) if name.isidentifier()]
    telling = len(found) == 1 and found[0] not in GENERIC and len(found[0]) >= TWO
    return found[0] if telling and named[0] not in {item.name for item in about.program.imports} else ""


def rows_of(about: About, index: int) -> str:
    """What the first model of the step is fitted on."""
    fits = [c for c in about.done[index] if c.verb in FITS and c.weight > TWO]
    fits = [c for c in fits if c.verb != CROSS] or fits
    told = (re.match(r"(?:with \w+ )?on (\w+)", c.rest) for c in fits)
    found = list(dict.fromkeys(identifier(match[1]) for match in told if match))
    return "_and_".join(found) if len(found) <= TWO else ""


def classes(about: About, index: int, whole: bool = False) -> list[str]:
    """The classes that are fitted here, as parts of names; `whole`: "random_forest_classifier", not "random_forest"."""
    if (index, whole) not in about.classes:
        about.classes[index, whole] = _classes(about, index, whole)
    return about.classes[index, whole]


def _classes(about: About, index: int, whole: bool) -> list[str]:
    every = about.statements(about.found[index].segment)
    turns = {n for s in every if isinstance(s.node, ast.For) for n in s.facts.binds}  # of each turn another one
    told = [t for c in about.done[index] if c.verb in FITS and c.weight > TWO for t in c.things if t not in turns]
    found = [kind for thing in dict.fromkeys(told) if (kind := _class_of(about, thing, whole))]
    return list(dict.fromkeys(found))


def _class_of(about: About, thing: str, whole: bool = False) -> str:
    """The class that a clause names, itself or by a variable: "" where it says nothing of the model."""
    name = thing.rpartition(" ")[2]
    if not name[:1].isupper() and name not in WITHOUT_DATA:
        types = {t for s in about.program.statements for n, t in s.facts.types if n == name}
        made = {maker_of(s) for s in about.program.statements if targets(s) == (name,)}
        known = types if len(types) == 1 else made if len(made) == 1 else set()
        name = next(iter(known), "").rpartition(".")[2]
    kind = snake(name)
    own = not name.isidentifier() or name in about.proofs.inside or not (name[:1].isupper() or name in WITHOUT_DATA)
    ending = next((e for e in ("Classifier", "Regressor") if whole and name.endswith(e)), "").lower()
    kind = f"{kind}_{ending}" if ending else kind
    return "" if own or {kind, name.lower()} & (WITHOUT_KIND | GENERIC) else identifier(kind)


def receivers(about: About, index: int) -> list[str]:
    """The variables that predict and score here, as far as they tell anything."""
    over = looped_over(about.statements(about.found[index].segment))
    names = [identifier(over.get(n, n)) for n in answering(about, index)]
    return [name for name in names if name not in GENERIC and len(name) > 1 and "evaluator" not in name]


def answering(about: About, index: int) -> list[str]:
    """All variables that are asked here: `model.predict(X)`, `clf.score(X, y)`."""
    told = [c.rest.removeprefix("with ") for c in about.done[index] if c.verb.startswith("predict")]
    told += [t for c in about.done[index] if c.verb in ("score", "evaluate") for t in c.things]
    roots = dict.fromkeys(name.partition(".")[0] for name in told)
    found = [n for n in roots if n.isidentifier() and not n[0].isupper()]
    return [n for n in found if not HALVES & {*words(n.replace("_", " "))}] or found


def asked(about: About, index: int) -> set[str]:
    """The variables that models are asked about here: `clf.predict(X_val)`, `clf.score(X_val, y_val)`."""
    every = [call for s in about.statements(about.found[index].segment) for call in calls_of(s.node)]
    asking = [c for c in every if isinstance(c.func, ast.Attribute) and c.func.attr in ANSWERING]
    return {identifier(name) for call in asking for part in call.args for name in variables(part)}


def measures(about: About, index: int) -> list[str]:
    """What the step measures with, the plainest word for it."""
    every = about.statements(about.found[index].segment)
    measures = [name.rpartition(".")[2] for s in every for _, name in s.facts.measures]
    calls = [call.rpartition(".")[2] for s in every for call in s.facts.calls]
    tables = [
        call for call in calls if call in ("confusion_matrix", "classification_report", "roc_curve", "roc_auc_score")
    ]
    found = [identifier(re.sub(r"_score$", "", name)) for name in (*tables, *measures) if name.isidentifier()]
    return [name for name in dict.fromkeys(found) if name not in ("evaluate", "mean")]
