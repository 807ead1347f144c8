"""Whether a model has `predict_proba`, as far as the notebook tells which estimator answers.

m = GridSearchCV(Pipeline([("s", StandardScaler()), ("c", SVC())]), grid)      SVC answers: it has none
m = Pipeline(steps)                                                           nobody knows
"""

from __future__ import annotations

import ast

from nb2prod import knowledge
from nb2prod.model import Program, Statement
from nb2prod.nesting import span_of
from nb2prod.plan.graph import binders
from nb2prod.plan.telling.opening import predicts
from nb2prod.walking import walk

GIVING = ("sklearn", "xgboost", "lightgbm", "catboost", "imblearn")  # libraries all of whose other classifiers have it
NEVER = frozenset({"LinearSVC", "Perceptron", "PassiveAggressiveClassifier", "RidgeClassifier", "RidgeClassifierCV"})
BY_SETTING = {  # class -> what is set, and the values with which it has it
    "SVC": ("probability", (True,)),
    "NuSVC": ("probability", (True,)),
    "SGDClassifier": ("loss", ("log_loss", "log", "modified_huber")),
    "VotingClassifier": ("voting", ("soft",)),
}
UNSURE = frozenset({  # classifiers that have it with some parts, or in some versions
    "NearestCentroid", "OneVsOneClassifier", "OneVsRestClassifier", "OutputCodeClassifier", "StackingClassifier",
    "FixedThresholdClassifier", "TunedThresholdClassifierCV", "SelfTrainingClassifier", "ClassifierChain",
    "MultiOutputClassifier",
})  # fmt: skip
WITHOUT = ("sklearn.Regressor", "sklearn.Clusterer", "keras.Model")  # but for mixtures
DEEP = 6


def gives_chances(program: Program, model: str, until: int = -1) -> bool | None:
    """Whether what the name holds, behind the statement `until` or at the end, has `predict_proba`; None: not known."""
    return _named(program, model, DEEP, until)


def every_one_gives(program: Program) -> bool | None:
    """The same of each model that the notebook makes; None: of some of them alone, or it is not known."""
    made = {call for s in program.statements for call in s.facts.calls}
    mixed = [
        call for call in made if knowledge.is_a(call, "sklearn.Composite") and not knowledge.is_a(call, "sklearn.Pipe")
    ]
    unsure = any(knowledge.is_a(call, kind) for call in mixed for kind in ("sklearn.Classifier", "sklearn.Regressor"))
    unsure |= any(isinstance(s.node, ast.ClassDef) for s in program.statements)
    answers = {_of_class(call, None) for call in made if predicts(call)}
    return answers.pop() if len(answers) == 1 and not unsure else None


def _named(program: Program, name: str, deep: int, until: int = -1) -> bool | None:
    """Of what it holds at the end, where its last statement tells that."""
    bound_by = [s for s in binders(program, name) if until < 0 or s.id <= until]
    if not bound_by or bound_by[-1].parent is not None:
        kinds = {dict(s.facts.types).get(name, "") for s in bound_by}
        return _of_class(kinds.pop(), None) if len(kinds) == 1 else None
    match bound_by[-1].node:
        case ast.Assign(targets=[ast.Name()], value=value):
            return _gives(program, bound_by[-1], value, deep)
    return _of_class(dict(bound_by[-1].facts.types).get(name, ""), None)


def _gives(program: Program, statement: Statement, node: ast.expr, deep: int) -> bool | None:
    match node:
        case ast.Name(id=name):
            return _named(program, name, deep - 1) if deep else None
        case ast.Attribute(value=inner, attr="best_estimator_") | ast.Call(func=ast.Attribute(value=inner, attr="fit")):
            return _gives(program, statement, inner, deep)
        case ast.Call():
            kind = _kind(statement, node)
            inside = _answering(program, statement, kind, node)
            if inside is not None:
                return _gives(program, *inside, deep)
            if any(knowledge.is_a(kind, whole) for whole in ("sklearn.Pipe", "sklearn.Search")):
                return None
            own = _own(program, node)
            if own is not None:
                return own
            return None if _set_elsewhere(program, kind) else _of_class(kind, node)
    return None


def _own(program: Program, node: ast.Call) -> bool | None:
    """Of a class that the notebook defines and that inherits nothing; None: it is none."""
    made = [s.node for s in program.statements if isinstance(s.node, ast.ClassDef)]
    found = [c for c in made if c.name == ast.unparse(node.func) and all(ast.unparse(b) == "object" for b in c.bases)]
    methods = {part.name for c in found for part in c.body if isinstance(part, ast.FunctionDef)}
    return "predict_proba" in methods if len(found) == 1 and "__getattr__" not in methods else None


def _kind(statement: Statement, node: ast.Call) -> str:
    """The class that the call makes one of."""
    told = {kind for at, kind in statement.facts.values if at == span_of(node)}
    name = ast.unparse(node.func).rpartition(".")[2]
    called = [call for call in statement.facts.calls if call.rpartition(".")[2] == name]
    return next(iter(told), "") or next(iter(called), "")


def _answering(program: Program, at: Statement, kind: str, node: ast.Call) -> tuple[Statement, ast.expr] | None:
    """The last estimator of a pipeline, or the one that a search goes through, and where it is written out."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    first = node.args[0] if node.args else None
    if knowledge.is_a(kind, "sklearn.Search"):
        inside = named.get("estimator", first)
        return (at, inside) if inside is not None else None
    if not knowledge.is_a(kind, "sklearn.Pipe"):
        return None
    if ast.unparse(node.func).endswith("make_pipeline"):
        return (at, node.args[-1]) if node.args and not isinstance(node.args[-1], ast.Starred) else None
    steps = named.get("steps", first)
    if isinstance(steps, ast.Name) and len(made := binders(program, steps.id)) == 1:
        at, steps = made[0], getattr(made[0].node, "value", None)
    match steps:
        case ast.List(elts=[*_, ast.Tuple(elts=[_, last])]):
            return at, last
    return None


def _set_elsewhere(program: Program, kind: str) -> bool:
    """Whether what decides may be set by something else: a grid that names it, `set_params`."""
    setting = BY_SETTING.get(kind.rpartition(".")[2], ("", ()))[0]
    texts = (n for s in program.statements for n in walk(s.node) if isinstance(n, ast.Constant))
    in_grid = any(isinstance(n.value, str) and n.value.rpartition("__")[2] == setting for n in texts)
    return bool(setting) and (in_grid or any("set_params" in s.source for s in program.statements))


def _of_class(kind: str, made: ast.Call | None) -> bool | None:
    """Of a model of the class, by the call that makes it where its settings decide."""
    library, name = kind.partition(".")[0], kind.rpartition(".")[2]
    if kind in ("", "?") or "Mixture" in name:
        return None
    if name in BY_SETTING:
        return _by_setting(name, made)
    if any(knowledge.is_a(kind, whole) for whole in ("sklearn.Pipe", "sklearn.Search", "sklearn.Composite")):
        return None
    if knowledge.is_a(kind, "sklearn.Classifier"):
        return False if name in NEVER else True if library in GIVING and name not in UNSURE else None
    plainly = name == "Booster" or library == "statsmodels" or any(knowledge.is_a(kind, one) for one in WITHOUT)
    return False if plainly else None


def _by_setting(name: str, made: ast.Call | None) -> bool | None:
    setting, giving = BY_SETTING[name]
    if made is None or any(keyword.arg is None for keyword in made.keywords):
        return None
    match [keyword.value for keyword in made.keywords if keyword.arg == setting]:
        case []:
            return False
        case [ast.Constant(value=value)]:
            return value in giving
    return None
