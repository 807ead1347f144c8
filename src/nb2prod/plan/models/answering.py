"""Whether a model can say anything about rows of a table: where it cannot, no level of inference is claimed.

def predict(X): pass                           gives nothing back
res = ThetaModel(sales).fit()                  forecasts what comes after its own series
Sequential([Conv2D(8, 3), ...])                takes no table, unless it surely is given one
model.fit([ids, masks], y)                     takes several inputs at once
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from nb2prod import knowledge
from nb2prod.model import Inference, Program, Statement
from nb2prod.plan.graph import FUNCTION, Graph, binders, function_of, in_function, named
from nb2prod.plan.models.axes import TABLE, axes
from nb2prod.plan.models.company import depends_on_company
from nb2prod.plan.models.fits import FITTING, PREDICTING, method_calls
from nb2prod.plan.models.fitted_on import given_to_fit, makes
from nb2prod.plan.models.trained import MODULES
from nb2prod.plan.serving.words import NO_NEW_ROWS
from nb2prod.walking import walk

LAYERS = (  # starts of names of layers that take no table, unless what they are given surely is one
    "Conv", "Rescaling", "LSTM", "GRU", "SimpleRNN", "Embedding", "TextVectorization", "MaxPool", "Flatten",
    "GlobalAveragePooling", "GlobalMaxPooling", "AveragePooling",
)  # fmt: skip
STREAMS = (
    "image_dataset_from_directory", "text_dataset_from_directory", "flow_from_directory", "flow_from_dataframe",
    "ImageDataGenerator", "fit_generator", "Dataset.from_tensor_slices", "Dataset.from_generator", "DataLoader",
    "TFRecordDataset", "TextLineDataset", "make_csv_dataset", "tensorflow_datasets.load",
)  # fmt: skip
STEPS_BACK = 6
PARTLY = ("ntree_limit", "iteration_range")
AHEAD = ("steps", "horizon", "ahead")  # in names of options: how far a series goes on


def no_rows(program: Program, model: str, fit: Statement, source: str, until: int | None = None) -> str:
    """Why the model cannot be asked about rows of a table, or ""; `source`: the name of what it was fitted on."""
    if silent := _only_of_its_own(program, model):
        return f"{silent} has no `predict`: {model} says nothing about rows that it was not fitted on"
    own = _own_class(program, model)
    if own is not None and any(ast.unparse(base).endswith(MODULES) for base in own.bases):
        return f"how the tensors that {model} takes come from rows is not derived"
    making = [program.statements[i] for i in sorted(makes(program, model, fit, until))]
    calls = [call for s in (*making, *inside_called(program, making)) for call in s.facts.calls]
    if company := depends_on_company(program, model, calls):
        return f"{company}: what it says of a row may depend on the others"
    if own is not None:
        return _stub(own, model)
    cell = f"cell {fit.cell + 1}"
    if taken := _of_its_library(program, source, [call for s in making for call in s.facts.calls]):
        return f"{model} is fitted on a {taken} of its own library ({cell}): how one comes of rows is not derived"
    if stream := _stream(program, fit, source):
        return f"{model} is fitted on a stream of batches ({stream}, {cell}): how one comes of rows is not derived"
    if _several(program, model, fit, source, calls):
        return f"{model} takes several inputs at once ({cell}): how they come of one row is not derived"
    if dimensions := _dimensions(program, model, fit, source):
        return f"{model} takes arrays of {dimensions} dimensions ({cell}): how they come of rows is not derived"
    if axes(program, fit, given_to_fit(fit)) != TABLE and (layer := _layers(calls) or _layers(_written(making))):
        return f"{model}, fitted in {cell}, has the layer `{layer}`: how its arrays come of rows is not derived"
    if ahead := _asked_ahead(program, model):
        return f"{model} is asked with `{ahead}=`: what it says of new rows is not derived"
    if _without_rows(program, model, making):
        said = f"`fit` is given nothing ({cell}), and {model} is never asked about rows: "
        return f"{said}what it can say of new ones is not derived"
    return ""


def _only_of_its_own(program: Program, model: str) -> str:
    """The class of a model that labels the rows it is fitted on, and no others."""
    bound_by = binders(program, model)
    kind = dict(bound_by[-1].facts.types).get(model, "").rpartition(".")[2] if bound_by else ""
    asked = any("novelty=True" in s.source for s in bound_by)  # LocalOutlierFactor(novelty=True) has a predict
    return kind if kind in NO_NEW_ROWS and not asked else ""


def _own_class(program: Program, model: str) -> ast.ClassDef | None:
    bound_by = binders(program, model)
    kind = dict(bound_by[-1].facts.types).get(model, "") if bound_by else ""
    named = (s.node for s in program.statements if isinstance(s.node, ast.ClassDef))
    return next((node for node in named if kind == f"class:{node.name}"), None)


def _stub(own: ast.ClassDef, model: str) -> str:
    """Why `predict` of the notebook's own class answers nothing."""
    predict = next((part for part in own.body if isinstance(part, FUNCTION) and part.name == "predict"), None)
    if predict is None:
        return ""
    given = predict.args
    count = len(given.posonlyargs) + len(given.args) + (given.vararg is not None)
    if count < 2 and not predict.decorator_list:
        return f"{own.name}.predict, as the notebook defines it, cannot be given rows: {model}.predict(rows) fails"
    returns = [part for part in walk(predict) if isinstance(part, (ast.Return, ast.Yield))]
    if all(part.value is None for part in returns):
        return f"{own.name}.predict, as the notebook defines it, gives nothing back"
    return ""


def inside_called(program: Program, making: Iterable[Statement]) -> Iterator[Statement]:
    """What stands in the functions of the notebook that these call, and in those that these functions call."""
    graph = Graph.of(program)
    defined = {s.node.name: s for s in program.statements if isinstance(s.node, FUNCTION)}
    todo, seen = [call for s in making for call in s.facts.calls], set[str]()
    while todo:
        name = todo.pop(0)
        if name in defined and name not in seen:
            seen.add(name)
            inside = [program.statements[i] for i in graph.inside(defined[name].id)]
            yield from inside
            todo += [call for s in inside for call in s.facts.calls]


def _written(making: Iterable[Statement]) -> list[str]:
    """The calls as they stand there: `tf.keras.layers.Conv2D`, whatever brought `tf`."""
    simple = (s.node for s in making if isinstance(s.node, (ast.Assign, ast.Expr)))
    return [ast.unparse(part.func) for node in simple for part in walk(node) if isinstance(part, ast.Call)]


def _of_its_library(program: Program, source: str, calls: list[str]) -> str:
    """The class of what a model of an unknown library is fitted on, where that library makes it."""
    unknown = {call.partition(".")[0] for call in calls if "." in call and knowledge.library(call) is None}
    made = (call for s in binders(program, source)[-1:] for call in s.facts.calls if "." in call)
    names = (call.rpartition(".")[2] for call in made if call.partition(".")[0] in unknown)
    return next((name for name in names if name[:1].isupper()), "")


def _layers(calls: list[str]) -> str:
    """The first layer that takes no table; `Flatten` behind a Dense one says nothing: that one takes rows."""
    names = [call.rpartition(".")[2] for call in calls if "keras" in call or "layers" in call]
    dense = False
    for name in names:
        dense = dense or name.startswith("Dense")
        if name.startswith(LAYERS) and not (name == "Flatten" and dense):
            return name
    return ""


def _dimensions(program: Program, model: str, fit: Statement, source: str) -> int:
    """How many the arrays have that it is fitted on or asked about: 4 in `net.predict(x.reshape(1, 28, 28, 1))`.

    0 where they are the two of a table, or nothing says it.
    """
    sources = Graph.of(program).sources
    own = {fit.id, *(i for i, name in sources.get(fit.id, ()) if name == model)}
    asked = [
        axes(program, s, call.args[0])
        for s in program.statements
        for name, method, call in method_calls(s)
        if name == model and method in (*FITTING, *PREDICTING) and call.args and _outer(program, s, model)
        if in_function(program, s) or s is fit or own & {i for i, read in sources.get(s.id, ()) if read == model}
    ]
    known = [number for number in (*asked, axes(program, fit, ast.Name(source, ast.Load()))) if number]
    return next((number for number in known if number > TABLE), 0)


def _outer(program: Program, statement: Statement, name: str) -> bool:
    """Whether a name that stands there is none that the function around it binds."""
    identity = function_of(program, statement)
    if identity is None:
        return True
    inside = (program.statements[i] for i in Graph.of(program).inside(identity))
    return not any(name in s.facts.binds for s in inside)


def limited(program: Program, model: str) -> str:
    """What the notebook always asks a booster with: a part of its trees, `ntree_limit=m.best_ntree_limit`; or "".

    Of a class of its own what it gives it besides rows when it asks it last: `net.predict(Z, 0.45)`.
    """
    kinds = {type_ for s in program.statements for name, type_ in s.facts.types if name == model}
    calls = [
        c for s in program.statements for name, method, c in method_calls(s) if (name, method) == (model, "predict")
    ]
    if _own_class(program, model) is not None and calls:
        given = [*calls[-1].args, *calls[-1].keywords]
        named_rows = [k for k in calls[-1].keywords if k.arg == "X"]
        rows = [] if any(isinstance(part, ast.Starred) for part in given[:1]) else named_rows or given[:1]
        return ", ".join(ast.unparse(part) for part in given if part not in rows)
    if kinds != {"xgboost.Booster"}:
        return ""
    parts = [next((ast.unparse(k) for k in c.keywords if k.arg in PARTLY), "") for c in calls]
    if not parts or not all(parts):
        return ""
    return parts[-1]


def with_part(found: Inference, limit: str) -> Inference:
    """The inference with it; where it reads more than the model, inference leaves it out, and the reason says so."""
    if not limit:
        return found
    if named(ast.parse(f"f({limit})")) <= {"f", found.model}:
        return replace(found, asked_with=limit)
    other = f"with all trees of {found.model}" if limit.startswith(PARTLY) else "without"
    because = f"; the notebook predicts with `{limit}`, inference {other}: the answers differ"
    return replace(found, because=found.because + because)


def _stream(program: Program, fit: Statement, source: str) -> str:
    """The call that makes what it is fitted on, where that is a stream."""
    if any(call.endswith("fit_generator") for call in fit.facts.calls):
        return "fit_generator"
    graph = Graph.of(program)
    given = given_to_fit(fit)  # m.fit(x=data.repeat())
    names = {source} if source else named(given) if given is not None else set()
    todo = [(i, 0) for i, name in graph.sources.get(fit.id, ()) if name in names]
    todo = todo or [(i, 0) for i in program.exits.get(source, ())]
    seen: set[int] = set()
    while todo:
        identity, back = todo.pop()
        if identity in seen or back > STEPS_BACK:
            continue
        seen.add(identity)
        own = inside_called(program, [program.statements[identity]])  # ds_train = get_training_dataset()
        calls = [call for s in (program.statements[identity], *own) for call in s.facts.calls]
        if found := next((end for call in calls for end in STREAMS if call.endswith(end)), ""):
            return found.rpartition(".")[2]
        if not any(call.startswith(("pandas.", "sklearn.", "numpy.")) for call in calls):
            todo += [(i, back + 1) for i, _ in graph.sources.get(identity, ())]
    return ""


def _several(program: Program, model: str, fit: Statement, source: str, calls: list[str]) -> bool:
    """Whether it is fitted on a list of arrays, or what a function returns as several, or takes a dict."""
    for name, method, call in method_calls(fit):
        if name == model and method in FITTING and call.args and isinstance(call.args[0], (ast.List, ast.Tuple)):
            return any("keras" in one for one in calls)
    for name, method, call in (part for s in program.statements for part in method_calls(s)):
        given = call.args[0] if name == model and method in (*FITTING, *PREDICTING) and call.args else None
        bound_by = binders(program, given.id) if isinstance(given, ast.Name) else []
        if isinstance(given, ast.Dict) or "dict" in {kind for s in bound_by[-1:] for _, kind in s.facts.types}:
            return any("keras" in one for one in calls)
    bound_by = binders(program, source) if source else []
    node = bound_by[-1].node if bound_by else None
    if (
        not isinstance(node, ast.Assign)
        or not isinstance(node.value, ast.Call)
        or not isinstance(node.targets[0], ast.Name)
    ):
        return False
    called = node.value.func.id if isinstance(node.value.func, ast.Name) else ""
    for statement in program.statements:
        if isinstance(statement.node, FUNCTION) and statement.node.name == called:
            returns = [part for part in walk(statement.node) if isinstance(part, ast.Return)]
            return bool(returns) and all(isinstance(part.value, ast.Tuple) for part in returns)
    return False


def _without_rows(program: Program, model: str, making: list[Statement]) -> bool:
    """Whether each `fit` on the way to it is given nothing, and nothing asks it about rows."""
    owners = {model} | {name for s in making for name, _, _ in method_calls(s)}
    fits = [
        call
        for s in program.statements
        for name, method, call in method_calls(s)
        if method == "fit" and name in owners and (name == model or model in s.facts.binds)
    ]
    for statement in making:  # m = Ensemble(data=series).fit()
        match statement.node:
            case ast.Assign(value=ast.Call(func=ast.Attribute(value=ast.Call(), attr="fit")) as call):
                fits += [call] if model in statement.facts.binds else []
    if not fits or any(call.args or {k.arg for k in call.keywords} & {"X", "x", "y", "data"} for call in fits):
        return False
    asked = (
        call
        for s in program.statements
        for name, method, call in method_calls(s)
        if name == model and method in PREDICTING
    )
    return not any(call.args for call in asked)


def _asked_ahead(program: Program, model: str) -> str:
    """The option that says how far a model of an unknown library goes on: `m.fit(s)`, `m.predict(s, steps_ahead=1)`."""
    if any(n == model and t not in ("", "?") for s in program.statements for n, t in s.facts.types):
        return ""
    every = [(method, call) for s in program.statements for n, method, call in method_calls(s) if n == model]
    fits = [call for method, call in every if method == "fit"]
    if not fits or any(len(call.args) != 1 or {k.arg for k in call.keywords} & {"X", "x", "y"} for call in fits):
        return ""
    asked = (k.arg or "" for method, call in every if method in PREDICTING for k in call.keywords)
    return next((name for name in asked if any(word in name for word in AHEAD)), "")
