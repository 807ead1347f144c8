"""What one statement does, as a clause that is true of it: a verb, what it is done to, and how.

df = pd.read_csv("a.csv")                 read df from CSV
X_train = scaler.fit_transform(X_train)   scale X_train with StandardScaler
clf.fit(X_train, y_train)                 fit SVC on X_train and y_train
mae = fit_and_score(svr)                  compute mae with fit_and_score, which fits a model
total = a + b                             compute total            (plain: said only where nothing better is known)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from nb2prod import knowledge
from nb2prod.model import Statement
from nb2prod.plan.functions import KINDS
from nb2prod.plan.names import words
from nb2prod.plan.naming.clause import (
    Clause,
    calls_of,
    innermost,
    last_of,
    listed,
    maker_of,
    repeated,
    source_of,
    targets,
    text_of,
)
from nb2prod.plan.naming.operations import ANYWHERE, operation
from nb2prod.plan.naming.plainly import HOLDING, of_operation, otherwise, taken

COMPOUND = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith, ast.Try, ast.TryStar, ast.Match)
FITTING = frozenset({"fit", "partial_fit", "fit_generator", "train", "fit_predict"})
TRANSFORMING = frozenset({"fit_transform", "transform", "fit_resample"})
PREDICTING = frozenset({"predict", "predict_proba", "decision_function", "get_prediction", "forecast", "get_forecast"})
METHODS = FITTING | TRANSFORMING | PREDICTING
SEARCHES = frozenset({"GridSearchCV", "RandomizedSearchCV", "HalvingGridSearchCV", "BayesSearchCV"})
CROSS = frozenset({"cross_val_score", "cross_validate", "cross_val_predict"})
CURVES = {"learning_curve": "learning curve", "validation_curve": "validation curve"}  # they fit again and again
MINIMIZING = frozenset("minimize curve_fit least_squares fmin fmin_cg fmin_tnc fmin_bfgs optimize".split())
TABLES_OF_HITS = frozenset({"confusion_matrix", "classification_report"})
BOOSTED = frozenset({"xgboost.train", "lightgbm.train"})
PHRASES = {  # the verb of an operation, as it is said of whole arrays and frames
    "fill": "fill missing values of", "reduce": "reduce the dimensions of", "select": "select features of",
    "balance": "balance the classes of", "bin": "bin", "convert": "convert the types of", "parse": "parse the dates of",
}  # fmt: skip
CHOSEN = ("estimator", "model", "estimators")
ENDINGS = {"Imputer": ("fill", ""), "Scaler": ("scale", ""), "Vectorizer": ("vectorize", ""), "Encoder": ("encode", "")}
CALLING = frozenset(  # what calls a function that it is given
    "map starmap imap pqdm thread_map process_map Parallel delayed fmin minimize optimize apply submit".split()
)
LONGEST_FORMULA = 44
SAFE = re.compile(r"[\w ~+*:().-]+", re.ASCII)
GIVEN = ("X", "x", "y")  # keywords of what a model is fitted on
TRANSFORMERS = ("Transformer", "TransformerWrapper", "Encoder", "Imputer", "Scaler", "Selector", "Vectorizer")
# their names say nothing of the model
HOLDERS = SEARCHES | {"Pipeline", "make_pipeline", "Sequential", "Model", "clone"}
WITHOUT_DATA = ("logit", "probit", "ols", "glm", "wls", "gls", "poisson")  # made of a formula: what is fitted says so


@dataclass(frozen=True)
class Around:
    """What a clause cannot see in its own statement."""

    imported: frozenset[str] = frozenset()
    makers: Mapping[str, ast.Call] = field(default_factory=dict)  # variable -> the call that made what it holds
    fitting: Mapping[str, str] = field(default_factory=dict)  # function of the notebook -> "fits", "cross-validates"
    mapped: bool = False  # the statement writes into a dict, where it looks as if it made a column
    looped: bool = False  # the statement stands in a loop


def clauses(statement: Statement, around: Around) -> list[Clause]:
    """What the statement itself does, in the order in which it does it; none for a mere header."""
    if isinstance(statement.node, KINDS):
        return [Clause("define", (statement.node.name,))]
    if isinstance(statement.node, ast.For) and "split" in statement.facts.roles:
        parts = [source_of(c.args[0]) for c in calls_of(statement.node.iter) if last_of(c) == "split" and c.args]
        return [Clause("split", (name,), "again and again", 3) for name in parts if name][:1]
    if isinstance(statement.node, (*COMPOUND, ast.Import, ast.ImportFrom, ast.Pass)):
        return []
    every = [call for call in calls_of(statement.node) if not _of_module(call, around)]
    if boosted := _boosted(statement):
        return [Clause("fit", targets(statement) or ("the model",), _often(f"with {boosted}", around), 4)]
    called = [found for call in every if (found := _called(statement, call, around)) is not None]
    called += [found for call in every if (found := _by_its_name(statement, call, around)) is not None]
    if inside := _through(statement, around):
        called = [*(clause for clause in called if clause.verb != "compute"), inside]
    if called:
        return called
    if statement.facts.metrics and targets(statement):
        by = maker_of(statement)
        return [Clause("compute", targets(statement), f"with {by}" if by in statement.facts.calls else "", 2)]
    if "split" in statement.facts.roles and (found := taken(statement, around.imported)):
        return [found]
    if (built := _holder(statement)) is not None:
        return [built]
    done = None if around.mapped else operation(statement)
    if done is not None and done.verb == "generate" and targets(statement):
        return [Clause("generate", targets(statement), "", 3)]
    if done is not None:
        return [of_operation(done)]
    return [_acted(clause, around) for clause in otherwise(statement, around.imported)]


def _by_its_name(statement: Statement, call: ast.Call, around: Around) -> Clause | None:
    """`theta = utils.trainLinearReg(cost, X, y)`: a function from elsewhere whose name says that it trains."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=module), attr=name) if module in around.imported:
            said = f"{module}.{name}"
        case ast.Name(id=name) if name in around.imported:
            said = name
        case _:
            return None
    if words(name)[:1] not in (["train"], ["fit"]) or len(words(name)) == 1 or name in TELLING_NAMES:
        return None
    made = targets(statement)
    return Clause("compute", made, f"with {said}", 4) if made else Clause("call", (said,), "", 4)


def _acted(clause: Clause, around: Around) -> Clause:
    """`bandit.update(feedback)` in a loop learns, where `bandit` is an object of a class; a list only grows."""
    owner = clause.things[0].partition(".")[0] if clause.verb == "call" and clause.things else ""
    if not around.looped or not owner or "." not in clause.things[0]:
        return clause
    own = owner in around.makers and last_of(around.makers[owner])[:1].isupper()
    return replace(clause, rest="in a loop", weight=2) if own else clause


def _of_module(call: ast.Call, around: Around) -> bool:
    """`utils.predict(X)`: what a function of a module does is not what a method of that name does."""
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method):
            return name in around.imported and method in METHODS
    return False


def _boosted(statement: Statement) -> str:
    """`model = lgb.train(params, d_train)` as the notebook writes it; "" for anything else."""
    if not BOOSTED & set(statement.facts.calls):
        return ""
    found = [call.func for call in calls_of(statement.node) if last_of(call) == "train"]
    return ast.unparse(found[0]) if found else ""


def _through(statement: Statement, around: Around) -> Clause | None:
    """A function of the notebook that fits models, called here or handed to what calls it."""
    calls = {last_of(call) for call in calls_of(statement.node)}
    named = [part.id for part in ast.walk(statement.node) if isinstance(part, ast.Name) and part.id in around.fitting]
    named = [name for name in named if name in calls or calls & CALLING]
    if not named:
        return None
    made = targets(statement)
    often = " again and again" if around.looped or repeated(statement.node) else ""
    does = f"which {around.fitting[named[0]]} a model{often}"
    if not made:
        return Clause("call", (named[0],), does, 4)
    return Clause("compute", made, f"with {named[0]}, {does}", 4)


def _holder(statement: Statement) -> Clause | None:
    """`pipe = Pipeline([...])`: what its steps do is done when it is fitted."""
    made, value = targets(statement), getattr(statement.node, "value", None)
    if not made or value is None or last_of(value) not in HOLDING:
        return None
    inner = value.args[0].elts if value.args and isinstance(value.args[0], ast.List) else value.args
    steps = f" of {len(inner)} steps" if len(inner) > 1 and "ipeline" in last_of(value) else ""
    return Clause("set up", made, f"as {last_of(value).replace('make_pipeline', 'Pipeline')}{steps}", 1)


def _often(rest: str, around: Around) -> str:
    return f"{rest} in a loop".strip() if around.looped else rest


def _called(statement: Statement, call: ast.Call, around: Around) -> Clause | None:
    match call.func:
        case ast.Attribute(attr=last) | ast.Name(id=last):
            pass
        case _:
            return None
    method = isinstance(call.func, ast.Attribute)
    for wanted, make in TELLING:
        if last in wanted and (method or last not in METHODS):  # `predict(theta, X)` is a function of the notebook
            return make(statement, call, last, around)
    if last in TABLES_OF_HITS:
        return Clause("compute", (last.replace("_", " "),), "", 2)
    if last in ("score", "evaluate") and method and targets(statement) and statement.facts.metrics:
        return Clause(last, (_receiver(statement, call, around),), _on(call), 2)
    if any(name.rpartition(".")[2] == last for _, name in statement.facts.measures):
        if last in ("score", "evaluate"):
            return Clause(last, (_receiver(statement, call, around),), _on(call), 2)
        said = last.replace("_", " ").removesuffix(" score")
        return Clause("compute", (f"root {said}" if _rooted(statement.node, call) else said,), "", 2)
    return None


def _rooted(node: ast.AST, call: ast.Call) -> bool:
    """Whether a mean squared error is the root of it: by its keyword, or by what stands around it."""
    if not last_of(call).startswith("mean_squared"):
        return False
    if any(k.arg == "squared" and isinstance(k.value, ast.Constant) and k.value.value is False for k in call.keywords):
        return True
    for part in ast.walk(node):
        match part:
            case ast.Call(args=[inner]) if inner is call and last_of(part) == "sqrt":
                return True
            case ast.BinOp(left=inner, op=ast.Pow(), right=ast.Constant(value=0.5)) if inner is call:
                return True
    return False


def _split(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    made = targets(statement)
    inner = [call.func.value] if isinstance(call.func, ast.Attribute) and last in ("split_frame", "randomSplit") else []
    given = tuple(dict.fromkeys(text for argument in [*inner, *call.args] if (text := source_of(argument))))
    return Clause("split", given, f"into {listed(made)}" if 1 < len(made) <= 6 else "", 3) if given else None


def _fit(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    if last == "train" and not (call.args or call.keywords):
        return None  # `net.train()` only switches the mode
    receiver = _receiver(statement, call, around)
    if formula := _formula(statement, call, around):
        return Clause("fit", (receiver,), _often(formula, around), 4)
    gives = f", giving {listed(targets(statement))}" if last == "fit_predict" and targets(statement) else ""
    owner = _owner(statement, last)
    maker = around.makers.get(innermost(call.func.value)) if isinstance(call.func, ast.Attribute) else None
    if maker is not None and last_of(maker) in SEARCHES:
        return Clause(
            "search parameters of",
            (_estimator(maker),),
            _often(f"with {last_of(maker)} {_on(call)}".strip(), around),
            4,
        )
    return Clause(
        "fit",
        (receiver,),
        _often(_on(call) + gives, around),
        2 if _only_transforms(owner) or receiver.endswith(TRANSFORMERS) else 4,
    )


def _formula(statement: Statement, call: ast.Call, around: Around) -> str:
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
    given = tuple(text for argument in call.args[:1] if (text := text_of(argument) or source_of(argument)))
    kind = _class(_owner(statement, last))
    made = around.makers.get(innermost(call.func.value)) if isinstance(call.func, ast.Attribute) else None
    kind = kind or (last_of(made) if made is not None and last_of(made)[:1].isupper() else "")
    known = ANYWHERE.get(kind) or next((does for ending, does in ENDINGS.items() if kind.endswith(ending)), None)
    verb = PHRASES.get(known[0], known[0]) if known else "transform"
    maker = kind or _receiver(statement, call, around)
    return Clause(verb, given, f"with {maker}" if maker else "", 2) if given else None


def _predict(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    made, model = targets(statement), _receiver(statement, call, around, variable=True)
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
    fits = any(isinstance(p, ast.Attribute) and p.attr == "fit" and p.value is call for p in ast.walk(statement.node))
    if fits:
        return Clause("search parameters of", (_estimator(call),), _often(f"with {last}", around), 4)
    made = targets(statement)
    return Clause("set up", made, f"as {last} of {_estimator(call)}", 1) if made else None


def _cross(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    on = tuple(text for argument in call.args[1:3] if (text := text_of(argument) or source_of(argument)))
    return Clause("cross-validate", (_estimator(call),), _often(f"on {listed(on)}" if on else "", around), 4)


def _curve(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    return Clause(f"compute the {CURVES[last]} of", (_estimator(call),), _often("", around), 4)


def _minimize(statement: Statement, call: ast.Call, last: str, around: Around) -> Clause | None:
    """`optimize.minimize(cost, start)`: what is minimized, where a function of that name is."""
    owner = innermost(call.func.value) if isinstance(call.func, ast.Attribute) else None
    module = owner is None or owner in around.imported | {"sp.optimize"}
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


Maker = Callable[[Statement, ast.Call, str, Around], Clause | None]
TELLING: tuple[tuple[frozenset[str], Maker], ...] = (
    (frozenset({"train_test_split", "split_frame", "random_split", "randomSplit"}), _split),
    (FITTING, _fit),
    (TRANSFORMING, _transform),
    (PREDICTING, _predict),
    (SEARCHES, _search),
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


def _receiver(statement: Statement, call: ast.Call, around: Around, variable: bool = False) -> str:
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
        known = (made[:1].isupper() and made not in HOLDERS) or made in WITHOUT_DATA
        name = made if known else name
    return (name if variable and name else "" if generic else kind) or name or kind or "the model"


def _estimator(call: ast.Call) -> str:
    given = [k.value for k in call.keywords if k.arg in CHOSEN] + call.args[:1]
    for node in given:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Call(func=ast.Name(id="make_pipeline" | "Pipeline"), args=args) if args:
                last = args[-1].elts[-1] if isinstance(args[-1], ast.List) and args[-1].elts else args[-1]
                inner = last.elts[-1] if isinstance(last, ast.Tuple) and last.elts else last
                return f"a pipeline with {last_of(inner)}" if last_of(inner) else "a pipeline"
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name
    return "the model"


def _on(call: ast.Call) -> str:
    """What a model is fitted on: nothing where the rows have no name, or settings stand in their place."""
    given = [*call.args[:2], *(k.value for k in call.keywords if k.arg in GIVEN)]
    if not given or (last_of(call) == "train" and isinstance(call.func, ast.Attribute)):
        return ""
    names = [text_of(node) or source_of(node) for node in given]
    return f"on {listed(tuple(dict.fromkeys(name for name in names if name)))}" if names[0] else ""
