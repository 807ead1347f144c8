"""Clauses of calls that learn from rows, answer for rows and part them: fit, search, predict, transform, split.

clf.fit(X_train, y_train)                 fit SVC on X_train and y_train
X_train = scaler.fit_transform(X_train)   scale X_train with StandardScaler
GridSearchCV(clf, grid).fit(X, y)         search parameters of clf with GridSearchCV on X and y
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.cutting.segment import FITTING
from nb2prod.plan.naming.clause import (
    SEVERAL,
    TARGET,
    Clause,
    calls_of,
    constructs,
    innermost,
    listed,
    of_labels,
    source_of,
    targets,
    text_of,
)
from nb2prod.plan.naming.operations import ANYWHERE
from nb2prod.walking import last_of, walk

TRANSFORMING = frozenset({"fit_transform", "transform", "fit_resample", "fit_sample"})
PREDICTING = frozenset(
    {"predict", "predict_proba", "predict_classes", "decision_function", "get_prediction", "forecast", "get_forecast"}
)
METHODS = FITTING | TRANSFORMING | PREDICTING
SEARCHES = frozenset({"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "BayesSearchCV"})
TUNERS = frozenset({"RandomSearch", "BayesianOptimization", "Hyperband", "GridSearch"})  # of Keras
ANSWERING = PREDICTING | {"score", "evaluate", "summary", "labels_", "cluster_centers_"}
CROSS = frozenset({"cross_val_score", "cross_validate", "cross_val_predict", "cv"})
CURVES = {"learning_curve": "learning curve", "validation_curve": "validation curve"}  # they fit again and again
MINIMIZING = frozenset("minimize curve_fit least_squares fmin fmin_cg fmin_tnc fmin_bfgs optimize".split())
PHRASES = {  # the verb of an operation, as it is said of whole arrays and frames
    "fill": "fill missing values of", "reduce": "reduce the dimensions of", "select": "select features of",
    "balance": "balance the classes of", "bin": "bin", "convert": "convert the types of", "parse": "parse the dates of",
}  # fmt: skip
CHOSEN = ("estimator", "model", "estimators")
ENDINGS = {"Imputer": ("fill", ""), "Scaler": ("scale", ""), "Vectorizer": ("vectorize", ""), "Encoder": ("encode", "")}
LONGEST_FORMULA = 44
SAFE = re.compile(r"[\w ~+*:().-]+", re.ASCII)
GIVEN = ("X", "x", "y")  # keywords of what a model is fitted on
TRANSFORMERS = (
    "Transformer", "TransformerWrapper", "Encoder", "Imputer", "Indexer", "Scaler", "Selector", "Vectorizer",
)  # fmt: skip
# endings of classes that are models
MODELS = ("Classifier", "Regressor", "Regression", "CrossValidator", "Autoencoder", "AutoEncoder")
# their names say nothing of the model
HOLDERS = SEARCHES | {"Pipeline", "make_pipeline", "Sequential", "Model", "clone"}
WITHOUT_DATA = ("logit", "probit", "ols", "glm", "wls", "gls", "poisson")  # made of a formula: what is fitted says so


@dataclass(frozen=True)
class Around:
    """What a clause cannot see in its own statement."""

    imported: frozenset[str]
    makers: Mapping[str, ast.Call]  # variable -> the call that made what it holds
    unsure: frozenset[str]  # variables that hold what one call or another one made
    fitting: Mapping[str, str]  # function of the notebook -> "fits", "cross-validates"
    mapped: bool  # the statement writes into a dict, or fills an empty table: no column is made
    blanks: bool  # the statement is about rows where something is missing
    looped: bool  # the statement stands in a loop
    asked: Mapping[str, frozenset[str]]  # variable -> methods that the notebook calls on it
    functions: frozenset[str]  # of the notebook
    classes: frozenset[str]  # of the notebook
    aims: bool  # the statement makes what a model learns to answer

    def constructs(self, call: ast.Call) -> bool:
        """Whether a class is called: a capital makes none of a function of the notebook, nor of an object's method."""
        return last_of(call) not in self.functions and constructs(call, self.imported | self.classes)


def _split(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    made = targets(statement)
    inner = [call.func.value] if isinstance(call.func, ast.Attribute) and last in ("split_frame", "randomSplit") else []
    given = tuple(dict.fromkeys(text for argument in [*inner, *call.args] if (text := source_of(argument))))
    return Clause("split", given, f"into {listed(made, SEVERAL)}" if 1 < len(made) <= 6 else "", 3) if given else None


def _fit(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    if last == "train" and switches(call):
        return None  # `net.train()` only switches the mode
    receiver = receiver_of(statement, call, around)
    if "loader" in receiver.lower():
        return None  # train, test = loader.fit(0.8, 0.2): rows are loaded
    if formula := _formula(call, around):
        return Clause("fit", (receiver,), often(formula, around), 4)
    gives = f", giving {listed(targets(statement), SEVERAL)}" if last == "fit_predict" and targets(statement) else ""
    owner = _owner(statement, last)
    maker = around.makers.get(innermost(call.func.value)) if isinstance(call.func, ast.Attribute) else None
    if maker is not None and last_of(maker) in SEARCHES:
        return Clause(
            "search parameters of",
            (_estimator(maker),),
            often(f"with {last_of(maker)} {rows_given(call)}".strip(), around),
            4,
        )
    light = receiver.endswith(TRANSFORMERS) and not receiver.endswith(MODELS)
    light = light or _only_transforms(owner) or _only_asked(statement, call, owner, around)
    return Clause("fit", (receiver,), often(rows_given(call) + gives, around), 2 if light else 4)


def switches(call: ast.Call) -> bool:
    """Whether a call of `train` is given no rows: `net.train()`, `net.train(False)`, `net.train(is_training)`."""
    match call:
        case ast.Call(args=[ast.Constant(value=bool())] | [], keywords=[]):
            return True
        case ast.Call(args=[ast.Name(id=name)], keywords=[]):
            return name in ("mode", "training", "train_mode") or name.startswith("is_train")
    return False


def _only_asked(statement: Statement, call: ast.Call, owner: str, around: Around) -> bool:
    """Whether an object of a class that nobody knows is only asked to transform: it trains no model."""
    name = innermost(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    methods = frozenset[str]().union(*(around.asked.get(n, ()) for n in (name, *targets(statement))))
    known = bool(owner) and knowledge.is_a(owner, "sklearn.Estimator") and owner.rpartition(".")[2] not in HOLDERS
    known |= receiver_of(statement, call, around).endswith(MODELS)  # of Spark: it is asked to transform
    return not known and bool(methods & {"transform", "fit_transform"}) and not methods & ANSWERING


def _formula(call: ast.Call, around: Around) -> str:
    """`smf.ols("a ~ b", data=df).fit()`: what is fitted stands where the model is made."""
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    made = around.makers.get(value.id) if isinstance(value, ast.Name) else value
    if not isinstance(made, ast.Call) or last_of(made) not in WITHOUT_DATA:
        return ""
    texts = [n.value for n in made.args[:1] if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    texts += [text_of(n) for n in made.args[:1] if not texts]
    of = f"of {texts[0]}" if texts and 0 < len(texts[0]) <= LONGEST_FORMULA and SAFE.fullmatch(texts[0]) else ""
    data = [text_of(k.value) for k in made.keywords if k.arg == "data"] + [text_of(n) for n in made.args[1:2]]
    return f"{of} on {data[0]}".strip() if data and data[0] else of


def _transform(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    rows = [e for a in call.args[:1] for e in (a.elts if isinstance(a, ast.List) else [a])]
    given = tuple(text for argument in rows if (text := text_of(argument) or source_of(argument)))
    variable = innermost(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if variable in around.unsure:  # made by one branch or another
        return Clause("transform", given, f"with {variable}", 2) if given else None
    kind = _class(_owner(statement, last))
    made = around.makers.get(variable)
    kind = kind or (last_of(made) if made is not None and around.constructs(made) else "")
    known = ANYWHERE.get(kind) or next((does for ending, does in ENDINGS.items() if kind.endswith(ending)), None)
    verb = PHRASES.get(known[0], known[0]) if known else "transform"
    maker = kind or receiver_of(statement, call, around)
    given = TARGET if verb == "encode" and around.aims and of_labels(statement) else given
    return Clause(verb, given, f"with {maker}" if maker else "", 2) if given else None


def _predict(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    made, model = targets(statement), receiver_of(statement, call, around, variable=True)
    if made and _bare(statement.node) is call:
        return Clause("predict", made[:1], f"with {model}", 2)
    given = tuple(text for argument in call.args[:1] if (text := text_of(argument)))
    return Clause("predict for", given, f"with {model}", 2) if given else Clause("predict", (), f"with {model}", 2)


def _bare(node: ast.AST) -> ast.expr | None:
    """What an assignment binds, without subscripts and attributes: `p = model.predict_proba(X)[:, 1]`."""
    value = node.value if isinstance(node, ast.Assign) else None
    while isinstance(value, ast.Subscript | ast.Attribute):
        value = value.value
    return value


def _search(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    """That a search is made; what runs it is its `fit`."""
    fits = any(isinstance(p, ast.Attribute) and p.attr == "fit" and p.value is call for p in walk(statement.node))
    if fits:
        return Clause("search parameters of", (_estimator(call),), often(f"with {last}", around), 4)
    made = targets(statement)
    return Clause("set up", made, f"as {last} of {_estimator(call)}", 1) if made else None


def _tuned(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    """`tuner = kt.Hyperband(build, ...); tuner.search(X, y)`: many models are fitted."""
    maker = around.makers.get(innermost(call.func.value)) if isinstance(call.func, ast.Attribute) else None
    if maker is None or last_of(maker) not in TUNERS:
        return None
    return Clause("search parameters of", (_estimator(maker),), f"with {last_of(maker)} {rows_given(call)}".strip(), 4)


def _cross(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    if last == "cv":  # xgb.cv(params, d_train)
        return Clause("cross-validate", ("the model",), "", 4)
    on = tuple(text for argument in call.args[1:3] if (text := text_of(argument) or source_of(argument)))
    model = _estimator(call)
    made = around.makers.get(model) if model not in around.unsure else None
    model = last_of(made) if made and around.constructs(made) and last_of(made) not in HOLDERS else model
    return Clause("cross-validate", (model,), often(f"on {listed(on)}" if on else "", around), 4)


def _curve(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    return Clause(f"compute the {CURVES[last]} of", (_estimator(call),), often("", around), 4)


def _minimize(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    """`optimize.minimize(cost, start)`: what is minimized, where a function of that name is."""
    owner = innermost(call.func.value) if isinstance(call.func, ast.Attribute) else None
    module = (last if owner is None else owner) in around.imported | {"sp.optimize"}
    study = last == "optimize" and owner is not None
    if not module and not study:
        return None
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("fun", "func", "fn", "f"))]
    inner = [text for node in given[:1] if (text := text_of(node) or _asked(node))]
    verb = {"curve_fit": "fit", "least_squares": "fit"}.get(last, "optimize" if study else "minimize")
    return Clause(verb, tuple(inner), f"with {last}", 4) if inner else None


def _asked(node: ast.expr) -> str:
    """The function that a lambda calls."""
    return next((last_of(call) for call in calls_of(node)), "") if isinstance(node, ast.Lambda) else ""


def often(rest: str, around: Around) -> str:
    """How a clause ends: in a loop, where it stands in one."""
    return f"{rest} in a loop".strip() if around.looped else rest


Maker = Callable[[Statement, ast.Call, str, Around], Clause | None]
TELLING: tuple[tuple[frozenset[str], Maker], ...] = (
    (frozenset({"train_test_split", "split_frame", "random_split", "randomSplit"}), _split),
    (FITTING | {"train_on_batch"}, _fit),
    (TRANSFORMING, _transform),
    (PREDICTING, _predict),
    (SEARCHES, _search),
    (frozenset({"search"}), _tuned),
    (CROSS, _cross),
    (frozenset(CURVES), _curve),
    (MINIMIZING, _minimize),
)


TELLING_NAMES = frozenset().union(*(names for names, _ in TELLING))


def _owner(statement: Statement, last: str) -> str:
    """The type whose method of that name is called; "" where nobody knows it."""
    found = [call.rpartition(".")[0] for call in statement.facts.calls if call.rpartition(".")[2] == last]
    return found[0] if len(set(found)) == 1 and found[0][:1] != "?" else ""


def _class(owner: str) -> str:
    last = owner.rpartition(".")[2]
    return last if last[:1].isupper() else ""


def _only_transforms(owner: str) -> bool:
    if owner.endswith(TRANSFORMERS):
        return True
    bases = ("sklearn.Classifier", "sklearn.Regressor", "sklearn.Clusterer")
    return (
        bool(owner)
        and knowledge.is_a(owner, "sklearn.Transformer")
        and not any(map(knowledge.is_a, [owner] * 3, bases))
    )


def receiver_of(statement: Statement, call: ast.Call, around: Around, variable: bool = False) -> str:
    """What a method is called on: its class where that says more than the variable does."""
    owner = _owner(statement, last_of(call))
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    while isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in FITTING:
        value = value.func.value  # model.fit(X, y).predict(X)
    name = text_of(value) if value is not None else ""
    made = last_of(value) if value is not None else ""
    name = name or (made if made[:1].isupper() or made in WITHOUT_DATA else "")  # GMM(4).fit(X)
    kind = _class(owner)
    generic = kind in ("", *HOLDERS) or not knowledge.is_a(owner, "sklearn.Estimator")
    if generic and not variable and name in around.makers:
        made = last_of(around.makers[name])
        known = (around.constructs(around.makers[name]) and made not in HOLDERS) or made in WITHOUT_DATA
        name = made if known else name
    return (name if variable and name else "" if generic else kind) or name or kind or "the model"


def _estimator(call: ast.Call) -> str:
    given = [k.value for k in call.keywords if k.arg in CHOSEN] + call.args[:1]
    for node in given:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(args=[ast.Name(id=name)]) if last_of(node) in ("clone", "copy", "deepcopy"):
                return name
            case ast.Call(func=ast.Name(id="make_pipeline" | "Pipeline"), args=args) if args:
                last = args[-1].elts[-1] if isinstance(args[-1], ast.List) and args[-1].elts else args[-1]
                inner = last.elts[-1] if isinstance(last, ast.Tuple) and last.elts else last
                return f"a pipeline with {last_of(inner)}" if last_of(inner) else "a pipeline"
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name
    return "the model"


def rows_given(call: ast.Call) -> str:
    """What a model is fitted on: nothing where the rows have no name, or settings stand in their place."""
    given = [*call.args[:2], *(k.value for k in call.keywords if k.arg in GIVEN)]
    if not given or (last_of(call) == "train" and isinstance(call.func, ast.Attribute)):
        return ""
    names = [text_of(node) or source_of(node) for node in given]
    return f"on {listed(tuple(dict.fromkeys(filter(None, names))), SEVERAL)}" if names[0] else ""
